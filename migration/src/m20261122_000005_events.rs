//! Events, their sessions and the delegations that attend.

use sea_orm_migration::prelude::*;

use crate::table::{Sketch, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Sketch::records(manager, "event")
            .code("slug")
            .json("title")
            .code_or_null("series")
            .int_or_null("edition")
            .one_of("kind", &["CONFERENCE", "WORKSHOP", "WEBINAR", "MEETING"])
            .one_of_or_null("mode", &["ONLINE", "IN_PERSON", "HYBRID"])
            .one_of(
                "status",
                &[
                    "DRAFT",
                    "ANNOUNCED",
                    "REGISTRATION_OPEN",
                    "REGISTRATION_CLOSED",
                    "POSTPONED",
                    "CANCELLED",
                    "HELD",
                ],
            )
            .json_or_null("theme")
            .json_or_null("summary")
            .date_or_null("starts_on")
            .date_or_null("ends_on")
            .instant_or_null("starts_at")
            .instant_or_null("ends_at")
            .text_or_null("time_zone")
            .json_or_null("place")
            .refers_or_null("country_id", "country")
            .json("languages")
            .text_or_null("registration_url")
            .date_or_null("registration_closes_on")
            .instant_or_null("registration_closes_at")
            .text_or_null("website")
            .json("session_kinds")
            .json("audiences")
            .refers_or_null("contact_id", "contact")
            .in_order("starts_on", "ends_on")
            .in_order("starts_at", "ends_at")
            .check(Expr::col("edition").gte(1))
            .unique(&["slug"])
            .unique(&["series", "edition"])
            .index(&["kind", "id"])
            .index(&["mode", "id"])
            .index(&["status", "id"])
            .index(&["starts_on", "id"])
            .index(&["ends_on", "id"])
            .index(&["registration_closes_on", "id"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "event_organiser")
            .owned("event_id", "event")
            .int("position")
            .party()
            .unique(&["event_id", "position"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "event_session")
            .owned("event_id", "event")
            .int("position")
            .json("title")
            .one_of(
                "kind",
                &[
                    "DEBATE",
                    "PRACTICE_EXCHANGE",
                    "GUIDE_WRITING",
                    "KEYNOTE",
                    "TRAINING",
                ],
            )
            .json_or_null("summary")
            .json("audiences")
            .instant_or_null("starts_at")
            .instant_or_null("ends_at")
            .in_order("starts_at", "ends_at")
            .unique(&["event_id", "position"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "event_speaker")
            .owned("session_id", "event_session")
            .int("position")
            .refers_or_null("contact_id", "contact")
            .text_or_null("name")
            .json_or_null("role_title")
            .instant_or_null("consented_at")
            .check(
                Expr::col("contact_id")
                    .is_null()
                    .eq(Expr::col("name").is_not_null()),
            )
            .check(
                Expr::col("name")
                    .is_null()
                    .or(Expr::col("consented_at").is_not_null()),
            )
            .unique(&["session_id", "position"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "event_delegation")
            .owned("event_id", "event")
            .refers("parliament_id", "parliament")
            .instant("registered_at")
            .instant_or_null("withdrawn_at")
            .in_order("registered_at", "withdrawn_at")
            .unique(&["event_id", "parliament_id"])
            .index(&["parliament_id", "id"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "event_delegate")
            .owned("delegation_id", "event_delegation")
            .refers_or_null("contact_id", "contact")
            .text_or_null("name")
            .json_or_null("role_title")
            .check(
                Expr::col("contact_id")
                    .is_null()
                    .eq(Expr::col("name").is_not_null()),
            )
            .index(&["delegation_id", "id"])
            .create(manager)
            .await?;
        Sketch::link(
            manager,
            "event_hub",
            ("event_id", "event"),
            ("hub_id", "hub"),
        )
        .create(manager)
        .await?;
        Sketch::link(
            manager,
            "event_topic",
            ("event_id", "event"),
            ("topic_id", "topic"),
        )
        .create(manager)
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "event_topic",
                "event_hub",
                "event_delegate",
                "event_delegation",
                "event_speaker",
                "event_session",
                "event_organiser",
                "event",
            ],
        )
        .await
    }
}
