//! Table `project_milestone`: a milestone of a project.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::ids::{MilestoneId, ProjectId};
use crate::text::Localized;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_milestone")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MilestoneId,
    pub project_id: ProjectId,
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Localized,
    pub due_on: Option<NaiveDate>,
    pub reached_on: Option<NaiveDate>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
