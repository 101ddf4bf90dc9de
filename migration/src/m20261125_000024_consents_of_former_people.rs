//! Consents of whoever a contact was before: kept as proof, not told to whoever it is now.

use sea_orm_migration::prelude::*;

use crate::table::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of_former_person = ColumnDef::new("of_former_person")
            .boolean()
            .not_null()
            .default(false)
            .take();
        add_columns(manager, "contact_consent", vec![of_former_person]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "contact_consent", &["of_former_person"]).await
    }
}
