//! Table `practice_external_id`: the id of a practice in another system.

use sea_orm::entity::prelude::*;

use crate::ids::{ExternalIdId, PracticeId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "practice_external_id")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ExternalIdId,
    pub practice_id: PracticeId,
    pub system: String,
    pub external_id: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
