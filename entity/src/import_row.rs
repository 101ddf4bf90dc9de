//! Table `import_row`: one practice of a file. What it says goes once it is committed.

use sea_orm::entity::prelude::*;
use uuid::Uuid;

use crate::ids::{ImportId, ImportRowId};
use crate::values::ImportAction;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportRowId,
    pub batch_id: ImportId,
    /// The line of the file on which it begins.
    pub line: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    pub system: Option<String>,
    pub external_id: Option<String>,
    /// The practice that was made or changed.
    pub record: Option<Uuid>,
    /// Its version right after.
    pub version: Option<i32>,
    pub action: Option<ImportAction>,
    #[sea_orm(column_type = "JsonBinary")]
    pub problems: Json,
    pub problem_count: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
