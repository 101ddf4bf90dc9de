//! Table `event_delegate`: a person in a delegation.

use sea_orm::entity::prelude::*;

use crate::ids::{ContactId, DelegateId, DelegationId};
use crate::text::Localized;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_delegate")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DelegateId,
    pub delegation_id: DelegationId,
    pub contact_id: Option<ContactId>,
    pub name: Option<String>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub role_title: Option<Localized>,
    pub position: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
