//! Table `practice_review`: what a reviewer said of a practice or of its pending revision.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{PracticeId, ReviewId, RevisionId};
use crate::text::Reasons;
use crate::values::ReviewVerdict;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "practice_review")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReviewId,
    pub practice_id: PracticeId,
    pub revision_id: Option<RevisionId>,
    pub verdict: ReviewVerdict,
    pub body: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub reasons: Reasons,
    /// The account.
    pub author_id: Uuid,
    pub written_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
