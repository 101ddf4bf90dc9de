//! Typed ids: a `ProjectId` is never taken for a `HubId`. All are UUID v7, made by the domain's clock, never by a database.

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        // sea-orm asks primary keys for this; no id of ours is ever a serial number.
        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

ids! {
    AccountId
    BrowserSessionId
    ChamberId
    ContactId
    ConsentId
    CountryId
    DelegateId
    DelegationId
    EditionId
    EventId
    ExternalIdId
    GrantId
    HubId
    IdentityId
    ImportId
    ImportRowId
    LoginAttemptId
    MembershipId
    MilestoneId
    OrganisationId
    OrganiserId
    ParliamentId
    PartnerId
    PracticeId
    ProjectId
    PublicationId
    PublisherId
    ReviewId
    RevisionId
    SessionId
    SpeakerId
    TokenId
    TopicId
    UpdateId
}
