//! Hubs and who takes part in them.

use sea_orm_migration::prelude::*;

use crate::table::{Sketch, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Sketch::records(manager, "hub")
            .code("slug")
            .json("name")
            .json("former_names")
            .one_of("kind", &["REGIONAL", "LINGUISTIC", "THEMATIC"])
            .one_of(
                "status",
                &["PROPOSED", "SCOPING", "ACTIVE", "DORMANT", "CLOSED"],
            )
            .json_or_null("mandate")
            .json("languages")
            .code_or_null("founded_on")
            .json("channels")
            .unique(&["slug"])
            .index(&["kind", "id"])
            .index(&["status", "id"])
            .index(&["founded_on", "id"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "hub_membership")
            .owned("hub_id", "hub")
            .party()
            .one_of(
                "role",
                &[
                    "HOST",
                    "CO_HOST",
                    "COORDINATOR",
                    "MEMBER",
                    "OBSERVER",
                    "PARTNER",
                ],
            )
            .code_or_null("since")
            .code_or_null("until")
            .in_order("since", "until")
            .index(&["hub_id", "id"])
            .create(manager)
            .await?;
        Sketch::link(
            manager,
            "hub_topic",
            ("hub_id", "hub"),
            ("topic_id", "topic"),
        )
        .create(manager)
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["hub_topic", "hub_membership", "hub"]).await
    }
}
