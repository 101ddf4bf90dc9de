//! Table `api_token`: a token that the service itself gave out; only its hash is kept.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{AccountId, TokenId};
use crate::values::TokenScope;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TokenId,
    pub account_id: AccountId,
    pub label: String,
    /// SHA-256 of the token.
    pub hash: Vec<u8>,
    /// Its first characters, to recognise it by.
    pub hint: String,
    pub scope: TokenScope,
    pub issued_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    /// Written at most once a minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
