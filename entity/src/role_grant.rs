//! Table `role_grant`: a role given to an account, for a hub, a parliament or everywhere.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{AccountId, GrantId, HubId, ParliamentId};
use crate::values::Role;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GrantId,
    pub account_id: AccountId,
    pub role: Role,
    pub hub_id: Option<HubId>,
    pub parliament_id: Option<ParliamentId>,
    pub valid_from: DateTime<Utc>,
    /// None while no end is set.
    pub valid_until: Option<DateTime<Utc>>,
    /// The account that gave it, or the name of a part of the system.
    pub granted_by: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
