//! Table `event_organiser`: a party that organises an event.

use sea_orm::entity::prelude::*;

use crate::ids::{ChamberId, EventId, OrganisationId, OrganiserId, ParliamentId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_organiser")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganiserId,
    pub event_id: EventId,
    pub position: i32,
    pub parliament_id: Option<ParliamentId>,
    pub chamber_id: Option<ChamberId>,
    pub organisation_id: Option<OrganisationId>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
