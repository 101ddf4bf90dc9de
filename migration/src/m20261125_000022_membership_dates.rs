//! A membership since March 2026 may last until 2026: partial dates are compared as exactly as both are known.

use sea_orm_migration::prelude::*;

use crate::table::Sketch;

#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: [&str; 8] = [
    "id",
    "hub_id",
    "parliament_id",
    "chamber_id",
    "organisation_id",
    "role",
    "since",
    "until",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let as_known = |date: &'static str, other: &'static str| {
            Func::cust("substr")
                .arg(Expr::col(date))
                .arg(1)
                .arg(Func::char_length(Expr::col(other)))
        };
        let in_order = Expr::expr(as_known("since", "until")).lte(as_known("until", "since"));
        sketch(manager)
            .check(in_order)
            .replace(manager, &COLUMNS)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // An end that the old check does not know is told by its start’s day.
        let exact = Query::update()
            .table("hub_membership")
            .value("until", Expr::col("since"))
            .and_where(Expr::col("until").lt(Expr::col("since")))
            .to_owned();
        manager.execute(exact).await?;
        sketch(manager)
            .in_order("since", "until")
            .replace(manager, &COLUMNS)
            .await
    }
}

fn sketch(manager: &SchemaManager<'_>) -> Sketch {
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
        .index(&["hub_id", "id"])
}
