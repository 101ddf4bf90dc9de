//! Table `organisation`: an organisation that is not a parliament.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::OrganisationId;
use crate::text::{Localized, Sources};
use crate::values::OrganisationType;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganisationId,
    pub slug: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Localized,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub acronym: Option<Localized>,
    pub kind: OrganisationType,
    pub website: Option<String>,
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
