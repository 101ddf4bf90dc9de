//! Entries of the log about a draft are for those who write it: an audience of their own. Neither database changes a check of a column in
//! the same way, so the table is made anew.

use sea_orm_migration::prelude::*;

use crate::table::Sketch;

#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: [&str; 16] = [
    "seq",
    "at",
    "kind",
    "record",
    "action",
    "fields",
    "before",
    "after",
    "actor_kind",
    "actor",
    "deed",
    "request",
    "audience_before",
    "audience_after",
    "client",
    "person",
];
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let audiences = ["NOBODY", "AUTHORS", "STAFF", "NETWORK", "PUBLIC"];
        made_anew(manager, &audiences).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["audience_before", "audience_after"] {
            let widened = Query::update()
                .table("change")
                .value(column, "STAFF")
                .and_where(Expr::col(column).eq("AUTHORS"))
                .to_owned();
            manager.execute(widened).await?;
        }
        made_anew(manager, &["NOBODY", "STAFF", "NETWORK", "PUBLIC"]).await
    }
}

async fn made_anew(manager: &SchemaManager<'_>, audiences: &[&'static str]) -> Result<(), DbErr> {
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
        .one_of("audience_before", audiences)
        .one_of("audience_after", audiences)
        .text_or_null("client")
        .uuid_or_null("person")
        .index(&["record", "seq"])
        .index(&["audience_after", "seq"])
        .index(&["at", "seq"])
        .index(&["actor", "seq"])
        .index(&["kind", "seq"])
        .index(&["deed", "seq"])
        .index(&["request", "seq"])
        .index(&["client", "seq"])
        .index(&["person", "seq"])
        .replace(manager, &COLUMNS)
        .await
}
