//! Search keys that the program derives from records: names per language, and values of lists.

use sea_orm_migration::prelude::*;

use crate::table::{Sketch, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Sketch::bare(manager, "name_key")
            .text("kind")
            .uuid("record")
            .code("language")
            .bytes("sort_key")
            .code("folded")
            .primary(&["record", "language"])
            .index(&["kind", "language", "sort_key", "record"])
            .index(&["kind", "folded", "record"])
            .create(manager)
            .await?;
        Sketch::bare(manager, "facet")
            .text("kind")
            .uuid("record")
            .text("name")
            .code("value")
            .primary(&["record", "name", "value"])
            .index(&["kind", "name", "value", "record"])
            .create(manager)
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["facet", "name_key"]).await
    }
}
