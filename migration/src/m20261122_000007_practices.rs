//! Practices, their review and their revisions.

use sea_orm_migration::prelude::*;

use crate::table::{Sketch, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Sketch::records(manager, "practice")
            .code("slug")
            .json("title")
            .json_or_null("summary")
            .one_of("kind", &["GOOD_PRACTICE", "USE_CASE", "CASE_STUDY"])
            .one_of(
                "status",
                &[
                    "DRAFT",
                    "SUBMITTED",
                    "IN_REVIEW",
                    "CHANGES_REQUESTED",
                    "PUBLISHED",
                    "REJECTED",
                    "WITHDRAWN",
                    "ARCHIVED",
                ],
            )
            .one_of_or_null("stage", &["IDEA", "PILOT", "IN_USE", "SCALED", "RETIRED"])
            .json_or_null("problem")
            .json_or_null("solution")
            .json_or_null("results")
            .json_or_null("lessons")
            .json_or_null("effort")
            .json_or_null("use_case")
            .json("impact_areas")
            .json("audiences")
            .text_or_null("open_source_url")
            .flag_or_null("open_to_contact")
            .code_or_null("started_on")
            .code_or_null("ended_on")
            .date_or_null("published_on")
            .refers_or_null("parliament_id", "parliament")
            .refers_or_null("chamber_id", "chamber")
            .refers_or_null("adopted_from_id", "practice")
            .check(
                Expr::col("use_case")
                    .is_null()
                    .or(Expr::col("kind").eq("USE_CASE")),
            )
            .unique(&["slug"])
            .index(&["status", "updated_at", "id"])
            .index(&["status", "published_on", "id"])
            .index(&["kind", "id"])
            .index(&["stage", "id"])
            .index(&["published_on", "id"])
            .index(&["started_on", "id"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "practice_external_id")
            .owned("practice_id", "practice")
            .code("system")
            .code("external_id")
            .unique(&["system", "external_id"])
            .index(&["practice_id", "id"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "practice_revision")
            .owned("practice_id", "practice")
            .int("base_version")
            .one_of(
                "status",
                &[
                    "PENDING",
                    "IN_REVIEW",
                    "CHANGES_REQUESTED",
                    "ACCEPTED",
                    "REJECTED",
                    "WITHDRAWN",
                ],
            )
            .json("content")
            .uuid("author_id")
            .instant("created_at")
            .instant_or_null("decided_at")
            .index(&["practice_id", "created_at"])
            .index(&["status", "created_at"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "practice_review")
            .owned("practice_id", "practice")
            .refers_or_null("revision_id", "practice_revision")
            .one_of(
                "verdict",
                &[
                    "COMMENT",
                    "TAKEN_UP",
                    "CHANGES_REQUESTED",
                    "ACCEPTED",
                    "REJECTED",
                ],
            )
            .text_or_null("body")
            .json("reasons")
            .uuid("author_id")
            .instant("written_at")
            .index(&["practice_id", "written_at"])
            .create(manager)
            .await?;
        Sketch::link(
            manager,
            "practice_hub",
            ("practice_id", "practice"),
            ("hub_id", "hub"),
        )
        .create(manager)
        .await?;
        Sketch::link(
            manager,
            "practice_project",
            ("practice_id", "practice"),
            ("project_id", "project"),
        )
        .create(manager)
        .await?;
        Sketch::link(
            manager,
            "practice_topic",
            ("practice_id", "practice"),
            ("topic_id", "topic"),
        )
        .create(manager)
        .await?;
        Sketch::link(
            manager,
            "contact_practice",
            ("contact_id", "contact"),
            ("practice_id", "practice"),
        )
        .create(manager)
        .await?;
        Sketch::bare(manager, "event_session_practice")
            .owned("event_session_id", "event_session")
            .owned("practice_id", "practice")
            .primary(&["event_session_id", "practice_id"])
            .index(&["practice_id", "event_session_id"])
            .create(manager)
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "event_session_practice",
                "contact_practice",
                "practice_topic",
                "practice_project",
                "practice_hub",
                "practice_review",
                "practice_revision",
                "practice_external_id",
                "practice",
            ],
        )
        .await
    }
}
