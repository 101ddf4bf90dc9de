//! Slugs: a free one for a new record, and the former ones, which keep leading to their record.

use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, Query};

use crate::failure::Failure;
use crate::record::{Common, Record, RowOf};
use crate::write::Writing;

impl Writing {
    /// A slug that nobody has: the wish, or what the title gives, with a number where it is taken.
    pub async fn free_slug<E: Record>(&self, wish: &str) -> Result<String, Failure> {
        let wish = if wish.is_empty() { "x" } else { wish };
        let cut: String = wish.chars().take(90).collect();
        let base = cut.trim_end_matches('-').to_owned();
        let taken = self.taken_slugs::<E>(&base).await?;
        let mut candidates = (1..).map(|number| match number {
            1 => base.clone(),
            number => format!("{base}-{number}"),
        });
        Ok(candidates.find(|one| !taken.contains(one)).unwrap_or(base))
    }

    /// Slugs in use, now or formerly, that are this one or begin with it, whoever sees the records.
    async fn taken_slugs<E: Record>(&self, base: &str) -> Result<Vec<String>, Failure> {
        let alike = |column: Expr| {
            let next = format!("{base}-");
            let end = format!("{base}.");
            column
                .clone()
                .eq(base)
                .or(column.clone().gte(next).and(column.lt(end)))
        };
        let key = E::key_column();
        let mut slugs = Query::select();
        slugs
            .expr_as(key.into_expr(), Alias::new("slug"))
            .from(E::default())
            .and_where(alike(key.into_expr()));
        let former = Query::select()
            .column(Alias::new("slug"))
            .from(Alias::new("slug_redirect"))
            .and_where(Expr::col(Alias::new("kind")).eq(E::KIND))
            .and_where(alike(Expr::col(Alias::new("slug"))))
            .to_owned();
        slugs.union(sea_orm::sea_query::UnionType::Distinct, former);
        let rows = self.rows(&slugs).await?;
        Ok(rows
            .iter()
            .map(|row| row.try_get("", "slug"))
            .collect::<Result<_, _>>()?)
    }

    /// Keeps a record's former slug leading to it.
    pub(crate) async fn redirect<E: Record>(
        &self,
        before: &RowOf<E>,
        after: &RowOf<E>,
    ) -> Result<(), Failure> {
        let back = Query::delete()
            .from_table(Alias::new("slug_redirect"))
            .and_where(Expr::col(Alias::new("kind")).eq(E::KIND))
            .and_where(Expr::col(Alias::new("slug")).eq(E::key(after)))
            .to_owned();
        self.execute(&back).await?;
        let statement = Query::insert()
            .into_table(Alias::new("slug_redirect"))
            .columns(["kind", "slug", "record", "at"].map(Alias::new))
            .values_panic([
                Expr::val(E::KIND),
                Expr::val(E::key(before)),
                Expr::val(before.uuid()),
                Expr::val(self.now()),
            ])
            .on_conflict(
                OnConflict::columns(["kind", "slug"].map(Alias::new))
                    .update_columns(["record", "at"].map(Alias::new))
                    .to_owned(),
            )
            .to_owned();
        self.execute(&statement).await?;
        Ok(())
    }
}
