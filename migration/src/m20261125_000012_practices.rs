//! Practices wait for a decision since a time, and are confirmed on a day.

use sea_orm_migration::prelude::*;

use crate::table::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(
            manager,
            "practice",
            vec![
                ColumnDef::new("submitted_at")
                    .timestamp_with_time_zone()
                    .take(),
                ColumnDef::new("confirmed_on").date().take(),
            ],
        )
        .await?;
        add_columns(
            manager,
            "practice_revision",
            vec![
                ColumnDef::new("submitted_at")
                    .timestamp_with_time_zone()
                    .take(),
            ],
        )
        .await?;
        let queue = Index::create()
            .name("practice_by_submitted_at_id")
            .table("practice")
            .col("submitted_at")
            .col("id")
            .to_owned();
        manager.create_index(queue).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let queue = Index::drop()
            .name("practice_by_submitted_at_id")
            .table("practice")
            .to_owned();
        manager.drop_index(queue).await?;
        drop_columns(manager, "practice_revision", &["submitted_at"]).await?;
        drop_columns(manager, "practice", &["confirmed_on", "submitted_at"]).await
    }
}
