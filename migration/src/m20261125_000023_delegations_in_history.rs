//! What happened to an event's delegations alone is for the network to read. Until now, entries of three deeds were left out by their name.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        turn(manager, "PUBLIC", "NETWORK").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        turn(manager, "NETWORK", "PUBLIC").await
    }
}

async fn turn(manager: &SchemaManager<'_>, from: &str, to: &str) -> Result<(), DbErr> {
    for column in ["audience_before", "audience_after"] {
        let of_delegations = Query::update()
            .table("change")
            .value(column, to)
            .and_where(Expr::col("kind").eq("EVENT"))
            .and_where(Expr::col("fields").cast_as("text").eq(r#"["delegations"]"#))
            .and_where(Expr::col(column).eq(from))
            .to_owned();
        manager.execute(of_delegations).await?;
    }
    Ok(())
}
