//! Table `topic`: one term of the controlled vocabulary.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::TopicId;
use crate::text::{Localized, Sources};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "topic")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TopicId,
    pub code: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub label: Localized,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub definition: Option<Localized>,
    pub broader_id: Option<TopicId>,
    /// The term to use instead; the old code keeps working.
    pub replaced_by_id: Option<TopicId>,
    /// Nothing new is filed under it since; what was, stays.
    pub deprecated_on: Option<NaiveDate>,
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
