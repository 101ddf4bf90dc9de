//! Table `hub`: an innovation hub of the network.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::HubId;
use crate::text::{Channels, FormerNames, Localized, Sources, Tags};
use crate::values::{HubStatus, HubType};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hub")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HubId,
    pub slug: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Localized,
    #[sea_orm(column_type = "JsonBinary")]
    pub former_names: FormerNames,
    pub kind: HubType,
    pub status: HubStatus,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub mandate: Option<Localized>,
    /// Why it stands where it stands: the note of its last change of status.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub status_note: Option<Localized>,
    #[sea_orm(column_type = "JsonBinary")]
    pub languages: Tags,
    /// Partial date: YYYY, YYYY-MM or YYYY-MM-DD.
    pub founded_on: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub channels: Channels,
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
