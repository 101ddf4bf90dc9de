//! Table `project_update`: a report on how a project goes.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{ProjectId, UpdateId};
use crate::text::Localized;
use crate::values::{ProjectHealth, ProjectStatus};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_update")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UpdateId,
    pub project_id: ProjectId,
    pub posted_at: DateTime<Utc>,
    #[sea_orm(column_type = "JsonBinary")]
    pub body: Localized,
    pub status: Option<ProjectStatus>,
    pub health: Option<ProjectHealth>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
