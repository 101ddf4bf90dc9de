//! The controlled vocabulary, and countries.

use sea_orm_migration::prelude::*;

use crate::table::{Sketch, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Sketch::records(manager, "topic")
            .code("code")
            .json("label")
            .json_or_null("definition")
            .refers_or_null("broader_id", "topic")
            .refers_or_null("replaced_by_id", "topic")
            .unique(&["code"])
            .create(manager)
            .await?;
        Sketch::records(manager, "country")
            .code("code")
            .code("alpha3")
            .code("m49")
            .json("name")
            .one_of_or_null(
                "region",
                &["AFRICA", "AMERICAS", "ASIA", "EUROPE", "OCEANIA"],
            )
            .one_of_or_null(
                "subregion",
                &[
                    "NORTHERN_AFRICA",
                    "SUB_SAHARAN_AFRICA",
                    "LATIN_AMERICA_AND_THE_CARIBBEAN",
                    "NORTHERN_AMERICA",
                    "CENTRAL_ASIA",
                    "EASTERN_ASIA",
                    "SOUTH_EASTERN_ASIA",
                    "SOUTHERN_ASIA",
                    "WESTERN_ASIA",
                    "EASTERN_EUROPE",
                    "NORTHERN_EUROPE",
                    "SOUTHERN_EUROPE",
                    "WESTERN_EUROPE",
                    "AUSTRALIA_AND_NEW_ZEALAND",
                    "MELANESIA",
                    "MICRONESIA",
                    "POLYNESIA",
                ],
            )
            .json("languages")
            .unique(&["code"])
            .unique(&["alpha3"])
            .unique(&["m49"])
            .index(&["region", "id"])
            .index(&["subregion", "id"])
            .create(manager)
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["country", "topic"]).await
    }
}
