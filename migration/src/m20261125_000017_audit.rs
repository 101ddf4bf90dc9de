//! Ways into the change log for those who audit it, and to accounts by what they hold.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A table and the columns of an index on it.
const INDEXES: &[(&str, &[&str])] = &[
    ("change", &["kind", "seq"]),
    ("change", &["deed", "seq"]),
    ("change", &["request", "seq"]),
    ("change", &["client", "seq"]),
    ("change", &["person", "seq"]),
    ("role_grant", &["role", "account_id"]),
    ("account", &["ended_at", "id"]),
];

fn name(table: &str, columns: &[&str]) -> String {
    format!("{table}_by_{}", columns.join("_"))
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in INDEXES {
            let mut index = Index::create();
            index.name(name(table, columns)).table(*table);
            for column in *columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in INDEXES {
            let index = Index::drop()
                .name(name(table, columns))
                .table(*table)
                .to_owned();
            manager.drop_index(index).await?;
        }
        Ok(())
    }
}
