//! Table `change`: the change log. Append-only, numbered in order of commit.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::text::Tags;
use crate::values::{ActorKind, AudienceScope, ChangeAction, Kind};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    /// Gapless, in order of commit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub kind: Kind,
    pub record: Uuid,
    pub action: ChangeAction,
    #[sea_orm(column_type = "JsonBinary")]
    pub fields: Tags,
    #[sea_orm(column_type = "JsonBinary")]
    pub before: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub after: Json,
    pub actor_kind: ActorKind,
    /// The account of a person or client, or the name of a part of the system.
    pub actor: String,
    pub deed: String,
    pub request: Option<String>,
    /// The OAuth client that a person acted through.
    pub client: Option<String>,
    /// The account of the person that a client acted for.
    pub person: Option<Uuid>,
    /// Who could read the record before the change.
    pub audience_before: AudienceScope,
    /// Who can read it after.
    pub audience_after: AudienceScope,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
