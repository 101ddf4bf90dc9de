//! Contacts: the account of the person, whose people they are (a parliament's, or its chamber's), and what the follower of the clock looks for.

use sea_orm_migration::prelude::*;

use crate::table::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A contact of a chamber is one of its parliament's own, too.
const OF_PARLIAMENT: &str = "CREATE VIEW contact_parliament AS \
    SELECT id AS contact_id, parliament_id FROM contact WHERE parliament_id IS NOT NULL \
    UNION ALL \
    SELECT contact.id AS contact_id, chamber.parliament_id FROM contact JOIN chamber ON chamber.id = contact.chamber_id";

const INDEXES: [(&str, &[&str]); 3] = [
    ("contact_by_account_id", &["account_id", "id"]),
    (
        "contact_by_appointment_status_ends_on",
        &["appointment_status", "ends_on"],
    ),
    ("contact_by_consent_until", &["consent_until"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let account = ColumnDef::new("account_id")
            .uuid()
            .extra("REFERENCES account (id) ON DELETE RESTRICT")
            .take();
        add_columns(manager, "contact", vec![account]).await?;
        for (name, columns) in INDEXES {
            let mut index = Index::create();
            index.name(name).table("contact");
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        let connection = manager.get_connection();
        connection.execute_unprepared(OF_PARLIAMENT).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection
            .execute_unprepared("DROP VIEW contact_parliament")
            .await?;
        for (name, _) in INDEXES {
            let index = Index::drop().name(name).table("contact").to_owned();
            manager.drop_index(index).await?;
        }
        drop_columns(manager, "contact", &["account_id"]).await
    }
}
