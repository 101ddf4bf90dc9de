//! People who can help, by function, and what they agreed to.

use sea_orm_migration::prelude::*;

use crate::table::{Sketch, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Sketch::records(manager, "contact")
            .code("slug")
            .party()
            .text_or_null("name")
            .json_or_null("role_title")
            .json_or_null("unit")
            .json("languages")
            .text_or_null("mailbox")
            .text_or_null("phone")
            .text_or_null("website")
            .one_of("visibility", &["PRIVATE", "HUB", "NETWORK", "PUBLIC"])
            .one_of("name_visibility", &["PRIVATE", "HUB", "NETWORK", "PUBLIC"])
            .one_of(
                "mailbox_visibility",
                &["PRIVATE", "HUB", "NETWORK", "PUBLIC"],
            )
            .one_of("phone_visibility", &["PRIVATE", "HUB", "NETWORK", "PUBLIC"])
            .one_of("appointment", &["FOCAL_POINT", "COORDINATOR", "EXPERT"])
            .one_of("appointment_status", &["NOMINATED", "CONFIRMED", "ENDED"])
            .date_or_null("appointed_on")
            .date_or_null("ends_on")
            .text_or_null("nominated_by")
            .instant_or_null("consent_from")
            .instant_or_null("consent_until")
            .in_order("appointed_on", "ends_on")
            .in_order("consent_from", "consent_until")
            .unique(&["slug"])
            .index(&["visibility", "appointment_status", "id"])
            .index(&["appointment", "id"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "contact_consent")
            .owned("contact_id", "contact")
            .text("purpose")
            .text("text_version")
            .instant("given_at")
            .text("given_how")
            .instant_or_null("valid_until")
            .instant_or_null("withdrawn_at")
            .in_order("given_at", "withdrawn_at")
            .index(&["contact_id", "given_at"])
            .create(manager)
            .await?;
        Sketch::link(
            manager,
            "contact_topic",
            ("contact_id", "contact"),
            ("topic_id", "topic"),
        )
        .create(manager)
        .await?;
        Sketch::link(
            manager,
            "contact_hub",
            ("contact_id", "contact"),
            ("hub_id", "hub"),
        )
        .create(manager)
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &["contact_hub", "contact_topic", "contact_consent", "contact"],
        )
        .await
    }
}
