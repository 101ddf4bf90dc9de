//! Topics that nothing new is filed under any more.

use sea_orm_migration::prelude::*;

use crate::table::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(
            manager,
            "topic",
            vec![ColumnDef::new("deprecated_on").date().take()],
        )
        .await?;
        let by_deprecation = Index::create()
            .name("topic_by_deprecated_on_id")
            .table("topic")
            .col("deprecated_on")
            .col("id")
            .to_owned();
        manager.create_index(by_deprecation).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_deprecation = Index::drop()
            .name("topic_by_deprecated_on_id")
            .table("topic")
            .to_owned();
        manager.drop_index(by_deprecation).await?;
        drop_columns(manager, "topic", &["deprecated_on"]).await
    }
}
