//! Practices that come in files: batches, and their rows.

use sea_orm_migration::prelude::*;

use crate::table::{Sketch, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Sketch::rows(manager, "import_batch")
            .owned("account_id", "account")
            .uuid_or_null("person_id")
            .text_or_null("name")
            .one_of(
                "status",
                &[
                    "RECEIVED",
                    "CHECKING",
                    "CHECKED",
                    "REFUSED",
                    "COMMITTING",
                    "COMMITTED",
                    "UNDONE",
                ],
            )
            .int("row_count")
            .int("created_count")
            .int("updated_count")
            .int("problem_count")
            .json_or_null("trouble")
            .instant("created_at")
            .instant_or_null("working_since")
            .index(&["account_id", "id"])
            .index(&["person_id"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "import_row")
            .owned("batch_id", "import_batch")
            .int("line")
            .json("content")
            .code_or_null("system")
            .code_or_null("external_id")
            .uuid_or_null("record")
            .int_or_null("version")
            .one_of_or_null("action", &["CREATED", "UPDATED", "UNCHANGED"])
            .json("problems")
            .int("problem_count")
            .unique(&["batch_id", "line"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["import_row", "import_batch"]).await
    }
}
