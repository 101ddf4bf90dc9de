//! Table `session`: a browser that is logged in.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{AccountId, BrowserSessionId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BrowserSessionId,
    pub account_id: AccountId,
    /// SHA-256 of the cookie.
    pub hash: Vec<u8>,
    pub issuer: String,
    pub subject: String,
    /// The provider's refresh token, sealed with a key that only the cookie holds.
    pub sealed: Option<Vec<u8>>,
    pub started_at: DateTime<Utc>,
    /// When the provider last confirmed the person.
    pub checked_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
