//! Table `event_speaker`: who speaks at a session: a contact, or a name given with consent.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{ContactId, SessionId, SpeakerId};
use crate::text::Localized;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_speaker")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SpeakerId,
    pub session_id: SessionId,
    pub position: i32,
    pub contact_id: Option<ContactId>,
    pub name: Option<String>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub role_title: Option<Localized>,
    /// When a person who is named without a contact agreed to be named.
    pub consented_at: Option<DateTime<Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
