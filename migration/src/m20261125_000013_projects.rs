//! Under which hubs the updates of projects are shown, and why a hub stands where it stands.

use sea_orm_migration::prelude::*;

use crate::table::{Sketch, add_columns, drop_columns, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Sketch::link(
            manager,
            "project_update_hub",
            ("update_id", "project_update"),
            ("hub_id", "hub"),
        )
        .create(manager)
        .await?;
        add_columns(
            manager,
            "hub",
            vec![ColumnDef::new("status_note").json_binary().take()],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "hub", &["status_note"]).await?;
        drop_tables(manager, &["project_update_hub"]).await
    }
}
