//! Table `event_delegation`: a parliament’s registration for an event; one per parliament.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{DelegationId, EventId, ParliamentId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_delegation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DelegationId,
    pub event_id: EventId,
    pub parliament_id: ParliamentId,
    pub registered_at: DateTime<Utc>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
