//! What readers are told when an event is put off or called off; delegations that are changed, and the order of their delegates.

use sea_orm_migration::prelude::*;

use crate::table::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let note = ColumnDef::new("status_note").json_binary().take();
        add_columns(manager, "event", vec![note]).await?;
        add_columns(manager, "event_delegation", vec![counted("version", 1)]).await?;
        add_columns(manager, "event_delegate", vec![counted("position", 0)]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "event_delegate", &["position"]).await?;
        drop_columns(manager, "event_delegation", &["version"]).await?;
        drop_columns(manager, "event", &["status_note"]).await
    }
}

/// A whole number that rows from before begin with.
fn counted(name: &'static str, first: i32) -> ColumnDef {
    ColumnDef::new(name)
        .integer()
        .not_null()
        .default(first)
        .take()
}
