//! Table `import_batch`: practices that came in one file.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{AccountId, ImportId};
use crate::values::ImportStatus;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_batch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportId,
    pub account_id: AccountId,
    /// The person that a client sent it for.
    pub person_id: Option<AccountId>,
    /// What its sender calls it.
    pub name: Option<String>,
    pub status: ImportStatus,
    pub row_count: i32,
    pub created_count: i32,
    pub updated_count: i32,
    /// Of all rows together.
    pub problem_count: i32,
    /// What was wrong with the last work on the batch as a whole.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub trouble: Option<Json>,
    pub created_at: DateTime<Utc>,
    /// Since when somebody checks or commits it.
    pub working_since: Option<DateTime<Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
