//! Table `project`: work that a parliament does, usually within a hub.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::{
    ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait,
    EnumIter, PrimaryKeyTrait,
};

use crate::ids::{ChamberId, ParliamentId, ProjectId};
use crate::text::{Localized, Sources, Tags};
use crate::values::{ProjectHealth, ProjectStatus};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProjectId,
    pub slug: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Localized,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub goal: Option<Localized>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub summary: Option<Localized>,
    pub status: ProjectStatus,
    pub health: Option<ProjectHealth>,
    /// Per cent.
    pub progress: Option<i32>,
    pub planned_start_on: Option<NaiveDate>,
    pub planned_end_on: Option<NaiveDate>,
    /// Cancelled while it was but a proposal.
    pub given_up: bool,
    pub started_on: Option<NaiveDate>,
    pub completed_on: Option<NaiveDate>,
    /// The first is the primary one.
    #[sea_orm(column_type = "JsonBinary")]
    pub impact_areas: Tags,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub results: Option<Localized>,
    pub lead_parliament_id: Option<ParliamentId>,
    pub lead_chamber_id: Option<ChamberId>,
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
