//! Table `practice_revision`: an edit of a published practice, waiting for its review.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{PracticeId, RevisionId};
use crate::values::RevisionStatus;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "practice_revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RevisionId,
    pub practice_id: PracticeId,
    pub base_version: i32,
    pub status: RevisionStatus,
    /// The fields that it changes: as they were when it was begun, and as they shall be.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// The account.
    pub author_id: Uuid,
    pub created_at: DateTime<Utc>,
    /// Set once there is nothing more to decide: accepted, rejected, given up.
    pub decided_at: Option<DateTime<Utc>>,
    /// When it was handed in; none while it is being written.
    pub submitted_at: Option<DateTime<Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
