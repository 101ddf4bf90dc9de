//! Table `contact_consent`: what a person agreed to, and when it ended.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{ConsentId, ContactId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_consent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConsentId,
    pub contact_id: ContactId,
    pub purpose: String,
    pub text_version: String,
    pub given_at: DateTime<Utc>,
    pub given_how: String,
    pub valid_until: Option<DateTime<Utc>>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Given by whoever the contact was before: not told to whoever it is now.
    pub of_former_person: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
