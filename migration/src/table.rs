//! The few shapes that tables here are made of, so that a migration reads as a list of columns.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// One table being described, for one database.
pub struct Sketch {
    backend: DatabaseBackend,
    name: &'static str,
    create: TableCreateStatement,
    indexes: Vec<IndexCreateStatement>,
}

impl Sketch {
    /// A table without columns.
    pub fn bare(manager: &SchemaManager<'_>, name: &'static str) -> Self {
        Self {
            backend: manager.get_database_backend(),
            name,
            create: Table::create().table(name).to_owned(),
            indexes: Vec::new(),
        }
    }

    /// A table whose rows have an id.
    pub fn rows(manager: &SchemaManager<'_>, name: &'static str) -> Self {
        let mut sketch = Self::bare(manager, name);
        sketch
            .create
            .col(ColumnDef::new("id").uuid().not_null().primary_key());
        sketch
    }

    /// A table of records: id, version, times, original language, licence, sources, and the orders every kind has.
    pub fn records(manager: &SchemaManager<'_>, name: &'static str) -> Self {
        Self::rows(manager, name)
            .int("version")
            .instant("created_at")
            .instant("updated_at")
            .text("original_language")
            .text("licence")
            .json("sources")
            .check(Expr::col("version").gte(1))
            .index(&["created_at", "id"])
            .index(&["updated_at", "id"])
    }

    /// A table that joins two others; rows go with either of them.
    pub fn link(
        manager: &SchemaManager<'_>,
        name: &'static str,
        left: (&'static str, &'static str),
        right: (&'static str, &'static str),
    ) -> Self {
        let mut sketch = Self::bare(manager, name)
            .owned(left.0, left.1)
            .owned(right.0, right.1);
        sketch
            .create
            .primary_key(Index::create().col(left.0).col(right.0));
        sketch.index(&[right.0, left.0])
    }

    fn column(mut self, column: &mut ColumnDef) -> Self {
        self.create.col(column);
        self
    }

    pub fn text(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).text().not_null())
    }

    pub fn text_or_null(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).text())
    }

    fn bytewise(&self, name: &'static str) -> ColumnDef {
        let mut column = ColumnDef::new(name);
        column.text();
        if self.backend == DatabaseBackend::Postgres {
            column.extra("COLLATE \"C\"");
        }
        column
    }

    /// Text compared byte by byte on both databases: codes, slugs, partial dates, search keys.
    pub fn code(self, name: &'static str) -> Self {
        let mut column = self.bytewise(name);
        self.column(column.not_null())
    }

    pub fn code_or_null(self, name: &'static str) -> Self {
        let mut column = self.bytewise(name);
        self.column(&mut column)
    }

    /// A value of a closed list.
    pub fn one_of(self, name: &'static str, values: &[&'static str]) -> Self {
        let check = Expr::col(name).is_in(values.iter().copied());
        self.text(name).check(check)
    }

    pub fn one_of_or_null(self, name: &'static str, values: &[&'static str]) -> Self {
        let check = Expr::col(name).is_in(values.iter().copied());
        self.text_or_null(name).check(check)
    }

    pub fn json(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).json_binary().not_null())
    }

    pub fn json_or_null(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).json_binary())
    }

    pub fn int(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).integer().not_null())
    }

    pub fn int_or_null(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).integer())
    }

    pub fn flag_or_null(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).boolean())
    }

    pub fn date_or_null(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).date())
    }

    pub fn instant(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).timestamp_with_time_zone().not_null())
    }

    pub fn instant_or_null(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).timestamp_with_time_zone())
    }

    pub fn uuid(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).uuid().not_null())
    }

    /// The number of an entry in the log.
    pub fn seq(self) -> Self {
        self.column(ColumnDef::new("seq").big_integer().not_null().primary_key())
    }

    pub fn bytes(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).blob().not_null())
    }

    pub fn bytes_or_null(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).blob())
    }

    pub fn uuid_or_null(self, name: &'static str) -> Self {
        self.column(ColumnDef::new(name).uuid())
    }

    fn key(mut self, name: &'static str, table: &'static str, gone: ForeignKeyAction) -> Self {
        self.create.foreign_key(
            ForeignKey::create()
                .from(self.name, name)
                .to(table, "id")
                .on_delete(gone),
        );
        self
    }

    /// The record this row belongs to: it goes with it.
    pub fn owned(self, name: &'static str, table: &'static str) -> Self {
        self.uuid(name).key(name, table, ForeignKeyAction::Cascade)
    }

    /// A record this row points at: it cannot go while it is pointed at.
    pub fn refers(self, name: &'static str, table: &'static str) -> Self {
        self.uuid(name).key(name, table, ForeignKeyAction::Restrict)
    }

    pub fn refers_or_null(self, name: &'static str, table: &'static str) -> Self {
        self.column(ColumnDef::new(name).uuid())
            .key(name, table, ForeignKeyAction::Restrict)
            .index(&[name])
    }

    /// Exactly one of a parliament, a chamber or an organisation.
    pub fn party(self) -> Self {
        let present = |column: &'static str| {
            Expr::Case(Box::new(
                Expr::case(Expr::col(column).is_null(), 0).finally(1),
            ))
        };
        self.refers_or_null("parliament_id", "parliament")
            .refers_or_null("chamber_id", "chamber")
            .refers_or_null("organisation_id", "organisation")
            .check(
                present("parliament_id")
                    .add(present("chamber_id"))
                    .add(present("organisation_id"))
                    .eq(1),
            )
    }

    pub fn check(mut self, rule: impl Into<SimpleExpr>) -> Self {
        self.create.check(rule.into());
        self
    }

    /// `first` is not after `last` where both are known.
    pub fn in_order(self, first: &'static str, last: &'static str) -> Self {
        self.check(Expr::col(first).lte(Expr::col(last)))
    }

    pub fn index(self, columns: &[&'static str]) -> Self {
        self.indexed(columns, false)
    }

    pub fn unique(self, columns: &[&'static str]) -> Self {
        self.indexed(columns, true)
    }

    fn indexed(mut self, columns: &[&'static str], unique: bool) -> Self {
        let mut index = Index::create();
        index
            .name(format!("{}_by_{}", self.name, columns.join("_")))
            .table(self.name);
        for column in columns {
            index.col(*column);
        }
        if unique {
            index.unique();
        }
        self.indexes.push(index);
        self
    }

    pub fn primary(mut self, columns: &[&'static str]) -> Self {
        let mut index = Index::create();
        for column in columns {
            index.col(*column);
        }
        self.create.primary_key(&mut index);
        self
    }

    /// In place of the table of this name, whose rows it takes over: neither database changes a check in the same way.
    pub async fn replace(
        self,
        manager: &SchemaManager<'_>,
        columns: &[&'static str],
    ) -> Result<(), DbErr> {
        const BEFORE: &str = "before";
        let name = self.name;
        // Names of indexes are the whole database's.
        for index in &self.indexes {
            let index = index.get_index_spec().get_name().unwrap_or_default();
            let index = Index::drop().name(index).table(name).to_owned();
            manager.drop_index(index).await?;
        }
        manager
            .rename_table(Table::rename().table(name, BEFORE).to_owned())
            .await?;
        self.create(manager).await?;
        let columns = || columns.iter().copied();
        let all = Query::select().columns(columns()).from(BEFORE).to_owned();
        let mut copy = Query::insert();
        copy.into_table(name).columns(columns());
        copy.select_from(all)
            .map_err(|error| DbErr::Custom(error.to_string()))?;
        manager.execute(copy).await?;
        drop_tables(manager, &[BEFORE]).await
    }

    pub async fn create(self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        manager.create_table(self.create).await?;
        for index in self.indexes {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// Adds columns to a table, one statement each: SQLite takes no more at once.
pub async fn add_columns(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: Vec<ColumnDef>,
) -> Result<(), DbErr> {
    for column in columns {
        manager
            .alter_table(Table::alter().table(table).add_column(column).to_owned())
            .await?;
    }
    Ok(())
}

/// Drops columns that no index or key uses.
pub async fn drop_columns(
    manager: &SchemaManager<'_>,
    table: &'static str,
    names: &[&'static str],
) -> Result<(), DbErr> {
    for name in names {
        manager
            .alter_table(Table::alter().table(table).drop_column(*name).to_owned())
            .await?;
    }
    Ok(())
}

/// Drops tables, last made first.
pub async fn drop_tables(manager: &SchemaManager<'_>, names: &[&'static str]) -> Result<(), DbErr> {
    for name in names {
        manager
            .drop_table(Table::drop().table(*name).to_owned())
            .await?;
    }
    Ok(())
}
