//! Table `login_attempt`: a login that has begun at a provider; good once, for minutes.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::LoginAttemptId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "login_attempt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LoginAttemptId,
    /// SHA-256 of the `state`.
    pub hash: Vec<u8>,
    pub issuer: String,
    pub nonce: String,
    /// The PKCE verifier.
    pub verifier: String,
    /// The path to go to afterwards.
    pub return_to: Option<String>,
    pub expires_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
