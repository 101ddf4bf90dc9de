//! Table `country`: a country or territory of ISO 3166-1.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::CountryId;
use crate::text::{Localized, Sources, Tags};
use crate::values::{Region, Subregion};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "country")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CountryId,
    /// ISO 3166-1 alpha-2.
    pub code: String,
    pub alpha3: String,
    /// UN M49, three digits.
    pub m49: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Localized,
    pub region: Option<Region>,
    pub subregion: Option<Subregion>,
    #[sea_orm(column_type = "JsonBinary")]
    pub languages: Tags,
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
