//! Table `event_session`: a session of an event.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{EventId, SessionId};
use crate::text::{Localized, Tags};
use crate::values::SessionKind;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    pub event_id: EventId,
    pub position: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Localized,
    pub kind: SessionKind,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub summary: Option<Localized>,
    #[sea_orm(column_type = "JsonBinary")]
    pub audiences: Tags,
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
