//! Organisations, parliaments and their chambers.

use sea_orm_migration::prelude::*;

use crate::table::{Sketch, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Sketch::records(manager, "organisation")
            .code("slug")
            .json("name")
            .json_or_null("acronym")
            .one_of(
                "kind",
                &[
                    "INTERPARLIAMENTARY",
                    "INTERGOVERNMENTAL",
                    "UNITED_NATIONS",
                    "NETWORK",
                    "NON_GOVERNMENTAL",
                    "OTHER",
                ],
            )
            .text_or_null("website")
            .unique(&["slug"])
            .index(&["kind", "id"])
            .create(manager)
            .await?;
        Sketch::records(manager, "parliament")
            .code("code")
            .refers_or_null("country_id", "country")
            .json("name")
            .text_or_null("local_name")
            .one_of("kind", &["NATIONAL", "SUPRANATIONAL", "SUBNATIONAL"])
            .one_of("structure", &["UNICAMERAL", "BICAMERAL", "OTHER"])
            .one_of(
                "status",
                &["FUNCTIONING", "SUSPENDED", "DISSOLVED", "TRANSITIONAL"],
            )
            .text_or_null("website")
            .flag_or_null("ipu_member")
            .json("geopolitical_groups")
            .check(
                Expr::col("kind")
                    .eq("SUPRANATIONAL")
                    .or(Expr::col("country_id").is_not_null()),
            )
            .unique(&["code"])
            .index(&["kind", "id"])
            .index(&["structure", "id"])
            .index(&["status", "id"])
            .index(&["ipu_member", "id"])
            .create(manager)
            .await?;
        Sketch::records(manager, "chamber")
            .code("code")
            .refers("parliament_id", "parliament")
            .json("name")
            .text_or_null("local_name")
            .one_of("kind", &["SINGLE", "LOWER", "UPPER"])
            .int_or_null("seats")
            .one_of_or_null("renewal", &["FULL", "PARTIAL"])
            .int_or_null("term_years")
            .check(Expr::col("seats").gte(0))
            .check(Expr::col("term_years").between(1, 20))
            .unique(&["code"])
            .index(&["parliament_id", "id"])
            .index(&["kind", "id"])
            .index(&["seats", "id"])
            .index(&["renewal", "id"])
            .create(manager)
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["chamber", "parliament", "organisation"]).await
    }
}
