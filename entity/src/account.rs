//! Table `account`: a person or a client that asks with credentials.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::AccountId;
use crate::values::AccountKind;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    pub kind: AccountKind,
    /// How administrators know it; of a person, as its provider says it.
    pub name: Option<String>,
    pub ended_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
