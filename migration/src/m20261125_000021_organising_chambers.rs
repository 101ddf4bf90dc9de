//! Whose an event is: also the parliament's whose chamber organises it.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const OF_PARLIAMENT: &str = "CREATE VIEW event_parliament AS \
    SELECT event_id, parliament_id FROM event_organiser WHERE parliament_id IS NOT NULL \
    UNION ALL \
    SELECT event_organiser.event_id, chamber.parliament_id FROM event_organiser JOIN chamber ON chamber.id = event_organiser.chamber_id";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared(OF_PARLIAMENT).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection
            .execute_unprepared("DROP VIEW event_parliament")
            .await?;
        Ok(())
    }
}
