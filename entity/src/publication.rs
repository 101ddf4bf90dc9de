//! Table `publication`: a guide, report or other publication of the network.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::PublicationId;
use crate::text::{Localized, Sources, Tags};
use crate::values::PublicationType;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "publication")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PublicationId,
    pub slug: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Localized,
    pub kind: PublicationType,
    pub year: Option<i32>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub summary: Option<Localized>,
    pub isbn: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub impact_areas: Tags,
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
