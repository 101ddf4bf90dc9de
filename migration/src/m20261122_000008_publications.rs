//! Publications and their editions.

use sea_orm_migration::prelude::*;

use crate::table::{Sketch, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Sketch::records(manager, "publication")
            .code("slug")
            .json("title")
            .one_of(
                "kind",
                &[
                    "GUIDE",
                    "REPORT",
                    "GUIDELINES",
                    "BRIEF",
                    "FRAMEWORK",
                    "COLLECTION",
                    "PERIODICAL",
                ],
            )
            .int_or_null("year")
            .json_or_null("summary")
            .text_or_null("isbn")
            .json("impact_areas")
            .check(Expr::col("year").between(1889, 2200))
            .unique(&["slug"])
            .index(&["kind", "id"])
            .index(&["year", "id"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "publication_edition")
            .owned("publication_id", "publication")
            .text("language")
            .text_or_null("url")
            .text_or_null("title")
            .text_or_null("licence")
            .code_or_null("published_on")
            .unique(&["publication_id", "language"])
            .index(&["language", "publication_id"])
            .create(manager)
            .await?;
        Sketch::rows(manager, "publication_publisher")
            .owned("publication_id", "publication")
            .int("position")
            .party()
            .unique(&["publication_id", "position"])
            .create(manager)
            .await?;
        Sketch::link(
            manager,
            "publication_event",
            ("publication_id", "publication"),
            ("event_id", "event"),
        )
        .create(manager)
        .await?;
        Sketch::link(
            manager,
            "publication_practice",
            ("publication_id", "publication"),
            ("practice_id", "practice"),
        )
        .create(manager)
        .await?;
        Sketch::link(
            manager,
            "publication_topic",
            ("publication_id", "publication"),
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
                "publication_topic",
                "publication_practice",
                "publication_event",
                "publication_publisher",
                "publication_edition",
                "publication",
            ],
        )
        .await
    }
}
