//! Table `account_identity`: an account as an OpenID provider knows it.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{AccountId, IdentityId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_identity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IdentityId,
    pub account_id: AccountId,
    pub issuer: String,
    pub subject: String,
    pub linked_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
