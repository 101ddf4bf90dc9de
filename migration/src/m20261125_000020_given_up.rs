//! Proposals that were given up stay with those who saw them. Until now, cancelling one made it public.

use sea_orm_migration::prelude::*;

use crate::table::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let given_up = ColumnDef::new("given_up")
            .boolean()
            .not_null()
            .default(false)
            .take();
        add_columns(manager, "project", vec![given_up]).await?;
        // What came from a file was never a proposal here.
        let known = Query::update()
            .table("project")
            .value("given_up", true)
            .and_where(Expr::col("status").eq("CANCELLED"))
            .and_where(Expr::col("id").in_subquery(that_went_through("projectPropose")))
            .and_where(Expr::col("id").not_in_subquery(that_went_through("projectApprove")))
            .to_owned();
        manager.execute(known).await?;
        // What the log tells of them is for staff, as they were.
        for column in ["audience_before", "audience_after"] {
            let given_up = Query::select()
                .column("id")
                .from("project")
                .and_where(Expr::col("given_up").eq(true))
                .to_owned();
            let narrowed = Query::update()
                .table("change")
                .value(column, "STAFF")
                .and_where(Expr::col(column).eq("PUBLIC"))
                .and_where(Expr::col("record").in_subquery(given_up))
                .to_owned();
            manager.execute(narrowed).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "project", &["given_up"]).await
    }
}

/// The records of which the log tells this deed.
fn that_went_through(deed: &str) -> SelectStatement {
    Query::select()
        .column("record")
        .from("change")
        .and_where(Expr::col("deed").eq(deed))
        .to_owned()
}
