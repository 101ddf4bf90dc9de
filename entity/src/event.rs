//! Table `event`: a conference, workshop, webinar or meeting.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::{
    ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait,
    EnumIter, PrimaryKeyTrait,
};

use crate::ids::{ContactId, CountryId, EventId};
use crate::text::{Localized, Sources, Tags};
use crate::values::{EventKind, EventMode, EventStatus};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    pub slug: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Localized,
    /// Shared by the editions of one event.
    pub series: Option<String>,
    pub edition: Option<i32>,
    pub kind: EventKind,
    /// None when no source says.
    pub mode: Option<EventMode>,
    pub status: EventStatus,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub theme: Option<Localized>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub summary: Option<Localized>,
    /// Local date at the place.
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
    /// IANA name.
    pub time_zone: Option<String>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub place: Option<Localized>,
    pub country_id: Option<CountryId>,
    #[sea_orm(column_type = "JsonBinary")]
    pub languages: Tags,
    pub registration_url: Option<String>,
    /// As announced.
    pub registration_closes_on: Option<NaiveDate>,
    /// The exact instant, when one was announced.
    pub registration_closes_at: Option<DateTime<Utc>>,
    pub website: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub session_kinds: Tags,
    #[sea_orm(column_type = "JsonBinary")]
    pub audiences: Tags,
    pub contact_id: Option<ContactId>,
    /// Why it is postponed or cancelled.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub status_note: Option<Localized>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub original_language: String,
    pub licence: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub sources: Sources,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
