//! Table `practice`: something a parliament does that others can learn from.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::{
    ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait,
    EnumIter, PrimaryKeyTrait,
};

use crate::ids::{ChamberId, ParliamentId, PracticeId};
use crate::text::{Localized, Sources, Tags, UseCase};
use crate::values::{PracticeKind, PracticeStage, PracticeStatus};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "practice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PracticeId,
    pub slug: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Localized,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub summary: Option<Localized>,
    pub kind: PracticeKind,
    pub status: PracticeStatus,
    pub stage: Option<PracticeStage>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub problem: Option<Localized>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub solution: Option<Localized>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub results: Option<Localized>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub lessons: Option<Localized>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub effort: Option<Localized>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub use_case: Option<UseCase>,
    #[sea_orm(column_type = "JsonBinary")]
    pub impact_areas: Tags,
    #[sea_orm(column_type = "JsonBinary")]
    pub audiences: Tags,
    pub open_source_url: Option<String>,
    pub open_to_contact: Option<bool>,
    /// Partial date.
    pub started_on: Option<String>,
    /// Partial date.
    pub ended_on: Option<String>,
    pub published_on: Option<NaiveDate>,
    pub parliament_id: Option<ParliamentId>,
    pub chamber_id: Option<ChamberId>,
    pub adopted_from_id: Option<PracticeId>,
    /// Since when it, or its pending revision, waits for a decision; none when nothing waits.
    pub submitted_at: Option<DateTime<Utc>>,
    pub confirmed_on: Option<NaiveDate>,
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
