//! Table `parliament`: a national, supranational or subnational parliament.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{CountryId, ParliamentId};
use crate::text::{Localized, Sources, Tags};
use crate::values::{ParliamentKind, ParliamentStatus, ParliamentStructure};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "parliament")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ParliamentId,
    pub code: String,
    /// None for a supranational one.
    pub country_id: Option<CountryId>,
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Localized,
    pub local_name: Option<String>,
    pub kind: ParliamentKind,
    pub structure: ParliamentStructure,
    pub status: ParliamentStatus,
    pub website: Option<String>,
    /// None when no source says.
    pub ipu_member: Option<bool>,
    #[sea_orm(column_type = "JsonBinary")]
    pub geopolitical_groups: Tags,
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
