//! When projects were approved: a proposal that was given up stays with those who saw it. Until now, it became public.

use sea_orm_migration::prelude::*;

use crate::table::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The log knows when it was. Every gateway speaks UTC with its database.
const KNOWN: &str = "UPDATE project SET approved_on = (SELECT date(min(change.at)) FROM change \
    WHERE change.record = project.id AND change.deed = 'projectApprove')";

/// What the log tells of a proposal that was given up is for staff, as the proposal was.
const GIVEN_UP: [&str; 2] = ["audience_before", "audience_after"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let approved_on = ColumnDef::new("approved_on").date().take();
        add_columns(manager, "project", vec![approved_on]).await?;
        manager.get_connection().execute_unprepared(KNOWN).await?;
        for column in GIVEN_UP {
            let given_up = Query::select()
                .column("id")
                .from("project")
                .and_where(Expr::col("status").eq("CANCELLED"))
                .and_where(Expr::col("approved_on").is_null())
                .and_where(Expr::col("started_on").is_null())
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
        drop_columns(manager, "project", &["approved_on"]).await
    }
}
