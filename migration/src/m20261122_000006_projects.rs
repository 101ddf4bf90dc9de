//! Projects, their partners, milestones and updates.

use sea_orm_migration::prelude::*;

use crate::table::{Sketch, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Sketch::records(manager, "project")
            .code("slug")
            .json("title")
            .json_or_null("goal")
            .json_or_null("summary")
            .one_of(
                "status",
                &[
                    "PROPOSED",
                    "APPROVED",
                    "ACTIVE",
                    "ON_HOLD",
                    "COMPLETED",
                    "CANCELLED",
                ],
            )
            .one_of_or_null("health", &["ON_TRACK", "AT_RISK", "OFF_TRACK"])
            .int_or_null("progress")
            .date_or_null("planned_start_on")
            .date_or_null("planned_end_on")
            .date_or_null("started_on")
            .date_or_null("completed_on")
            .json("impact_areas")
            .json_or_null("results")
            .refers_or_null("lead_parliament_id", "parliament")
            .refers_or_null("lead_chamber_id", "chamber")
            .in_order("planned_start_on", "planned_end_on")
            .in_order("started_on", "completed_on")
            .check(Expr::col("progress").between(0, 100))
            .unique(&["slug"])
            .index(&["status", "id"])
            .index(&["health", "id"])
            .index(&["planned_end_on", "id"])
            .index(&["started_on", "id"])
            .index(&["completed_on", "id"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "project_partner")
            .owned("project_id", "project")
            .party()
            .one_of(
                "role",
                &["LEAD", "CONTRIBUTOR", "FUNDER", "ADVISER", "BENEFICIARY"],
            )
            .index(&["project_id", "id"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "project_milestone")
            .owned("project_id", "project")
            .json("title")
            .date_or_null("due_on")
            .date_or_null("reached_on")
            .index(&["project_id", "due_on", "id"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "project_update")
            .owned("project_id", "project")
            .instant("posted_at")
            .json("body")
            .one_of_or_null(
                "status",
                &[
                    "PROPOSED",
                    "APPROVED",
                    "ACTIVE",
                    "ON_HOLD",
                    "COMPLETED",
                    "CANCELLED",
                ],
            )
            .one_of_or_null("health", &["ON_TRACK", "AT_RISK", "OFF_TRACK"])
            .index(&["project_id", "posted_at", "id"])
            .create(manager)
            .await?;
        Sketch::link(
            manager,
            "project_hub",
            ("project_id", "project"),
            ("hub_id", "hub"),
        )
        .create(manager)
        .await?;
        Sketch::link(
            manager,
            "project_topic",
            ("project_id", "project"),
            ("topic_id", "topic"),
        )
        .create(manager)
        .await?;
        Sketch::link(
            manager,
            "contact_project",
            ("contact_id", "contact"),
            ("project_id", "project"),
        )
        .create(manager)
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "contact_project",
                "project_topic",
                "project_hub",
                "project_update",
                "project_milestone",
                "project_partner",
                "project",
            ],
        )
        .await
    }
}
