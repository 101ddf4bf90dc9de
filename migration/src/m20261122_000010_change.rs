//! The change log.

use sea_orm_migration::prelude::*;

use crate::table::{Sketch, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Sketch::bare(manager, "change")
            .seq()
            .instant("at")
            .text("kind")
            .uuid("record")
            .one_of("action", &["CREATED", "UPDATED", "REMOVED", "RESTORED"])
            .json("fields")
            .json("before")
            .json("after")
            .one_of("actor_kind", &["SYSTEM", "PERSON", "CLIENT"])
            .text("actor")
            .text("deed")
            .text_or_null("request")
            .one_of("audience_before", &["NOBODY", "STAFF", "NETWORK", "PUBLIC"])
            .one_of("audience_after", &["NOBODY", "STAFF", "NETWORK", "PUBLIC"])
            .index(&["record", "seq"])
            .index(&["audience_after", "seq"])
            .index(&["at", "seq"])
            .create(manager)
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["change"]).await
    }
}
