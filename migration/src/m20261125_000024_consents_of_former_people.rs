//! Consents of whoever a contact was before: kept as proof, not told to whoever it is now.

use sea_orm_migration::prelude::*;

use crate::table::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of_former_person = ColumnDef::new("of_former_person")
            .boolean()
            .not_null()
            .default(false)
            .take();
        add_columns(manager, "contact_consent", vec![of_former_person]).await?;
        mark_those_of_before(manager).await?;
        close_what_is_over(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "contact_consent", &["of_former_person"]).await
    }
}

/// Consents that ended with the deed which named another person.
async fn mark_those_of_before(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let column = |table: &'static str, name: &'static str| Expr::col((table, name));
    let with_the_person = Query::select()
        .column(("contact_consent", "id"))
        .from("contact_consent")
        .join(
            JoinType::InnerJoin,
            "change",
            column("change", "record")
                .equals(("contact_consent", "contact_id"))
                .and(column("change", "at").equals(("contact_consent", "withdrawn_at"))),
        )
        .and_where(column("change", "deed").is_in(["contactEdit", "contactSetAccount"]))
        .to_owned();
    let marked = Query::update()
        .table("contact_consent")
        .value("of_former_person", true)
        .and_where(Expr::col("id").in_subquery(with_the_person))
        .to_owned();
    manager.execute(marked).await
}

/// What earlier consents had opened opens no more with the next one.
async fn close_what_is_over(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for column in ["name_visibility", "mailbox_visibility", "phone_visibility"] {
        let once = Query::select()
            .column("contact_id")
            .from("contact_consent")
            .to_owned();
        let closed = Query::update()
            .table("contact")
            .value(column, "HUB")
            .and_where(Expr::col(column).is_in(["NETWORK", "PUBLIC"]))
            .and_where(Expr::col("consent_from").is_null())
            .and_where(Expr::col("id").in_subquery(once))
            .to_owned();
        manager.execute(closed).await?;
    }
    Ok(())
}
