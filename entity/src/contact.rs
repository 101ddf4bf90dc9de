//! Table `contact`: somebody who can help, by function rather than by name.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::{
    ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait,
    EnumIter, PrimaryKeyTrait,
};

use crate::ids::{AccountId, ChamberId, ContactId, OrganisationId, ParliamentId};
use crate::text::{Localized, Sources, Tags};
use crate::values::{Appointment, AppointmentStatus, Visibility};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactId,
    pub slug: String,
    pub parliament_id: Option<ParliamentId>,
    pub chamber_id: Option<ChamberId>,
    pub organisation_id: Option<OrganisationId>,
    pub name: Option<String>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub role_title: Option<Localized>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub unit: Option<Localized>,
    #[sea_orm(column_type = "JsonBinary")]
    pub languages: Tags,
    pub mailbox: Option<String>,
    pub phone: Option<String>,
    pub website: Option<String>,
    pub visibility: Visibility,
    pub name_visibility: Visibility,
    pub mailbox_visibility: Visibility,
    pub phone_visibility: Visibility,
    pub appointment: Appointment,
    pub appointment_status: AppointmentStatus,
    pub appointed_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub nominated_by: Option<String>,
    /// Start of the consent in force; none for a function without a person.
    pub consent_from: Option<DateTime<Utc>>,
    pub consent_until: Option<DateTime<Utc>>,
    /// The account of the person, where they have one here.
    pub account_id: Option<AccountId>,
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
