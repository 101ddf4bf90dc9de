//! Table `chamber`: one house of a parliament.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{ChamberId, ParliamentId};
use crate::text::{Localized, Sources};
use crate::values::{ChamberType, Renewal};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chamber")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChamberId,
    pub code: String,
    pub parliament_id: ParliamentId,
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Localized,
    pub local_name: Option<String>,
    pub kind: ChamberType,
    pub seats: Option<i32>,
    pub renewal: Option<Renewal>,
    pub term_years: Option<i32>,
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
