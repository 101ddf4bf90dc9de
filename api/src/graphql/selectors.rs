//! From what a caller names to what the domain looks up.

use async_graphql::{ID, MaybeUndefined, OneofObject};
use hemicycle_domain::deed::Selector;
use hemicycle_domain::party::PartySelector;
use hemicycle_domain::wording::Patch;

use super::chamber::ChamberBy;
use super::contact::ContactBy;
use super::country::CountryBy;
use super::event::EventBy;
use super::hub::HubBy;
use super::id::{self, IdKind};
use super::organisation::OrganisationBy;
use super::parliament::ParliamentBy;
use super::practice::PracticeBy;
use super::project::ProjectBy;
use super::publication::PublicationBy;
use super::topic::TopicBy;

/// A record by the id that clients know; a wrong one is told with the other problems of the input.
pub fn by_id(kind: IdKind, id: &ID) -> Selector {
    match id::decode_as(kind, id) {
        Ok(id) => Selector::Id(id),
        Err(refusal) => Selector::Bad(refusal.at("id")),
    }
}

/// A part of a record, or a record without other keys, by an input that is its id and nothing else.
pub fn by_part(kind: IdKind, id: &ID) -> Selector {
    id::decode_as(kind, id).map_or_else(Selector::Bad, Selector::Id)
}

macro_rules! selectors {
    ($($name:ident $kind:ident $key:ident;)*) => {$(
        impl From<$name> for Selector {
            fn from(by: $name) -> Self {
                match by {
                    $name::Id(id) => by_id(IdKind::$kind, &id),
                    $name::$key(key) => Self::Key(key),
                }
            }
        }
    )*};
}

selectors! {
    ChamberBy Chamber Code;
    ContactBy Contact Slug;
    CountryBy Country Code;
    EventBy Event Slug;
    HubBy Hub Slug;
    OrganisationBy Organisation Slug;
    ParliamentBy Parliament Code;
    ProjectBy Project Slug;
    PublicationBy Publication Slug;
    TopicBy Topic Code;
}

impl From<PracticeBy> for Selector {
    fn from(by: PracticeBy) -> Self {
        match by {
            PracticeBy::Id(id) => by_id(IdKind::Practice, &id),
            PracticeBy::Slug(slug) => Self::Key(slug),
            PracticeBy::External(external) => Self::External {
                system: external.system,
                id: external.id,
            },
        }
    }
}

/// A parliament, one of its chambers, or another organisation: exactly one of the fields.
#[derive(OneofObject)]
pub enum PartyBy {
    /// A parliament.
    Parliament(ParliamentBy),
    /// A chamber.
    Chamber(ChamberBy),
    /// Another organisation.
    Organisation(OrganisationBy),
}

impl From<PartyBy> for PartySelector {
    fn from(by: PartyBy) -> Self {
        match by {
            PartyBy::Parliament(by) => Self::Parliament(by.into()),
            PartyBy::Chamber(by) => Self::Chamber(by.into()),
            PartyBy::Organisation(by) => Self::Organisation(by.into()),
        }
    }
}

/// The records that a list names; none where there is no list.
pub fn selectors<T: Into<Selector>>(list: Option<Vec<T>>) -> Vec<Selector> {
    list.into_iter().flatten().map(Into::into).collect()
}

/// The values of a list, as the domain has them; none where there is no list.
pub fn values<T: Into<U>, U>(list: Option<Vec<T>>) -> Vec<U> {
    list.into_iter().flatten().map(Into::into).collect()
}

/// What an edit says of a field: absent, null, or a value.
pub fn patch<T: Into<U>, U>(value: MaybeUndefined<T>) -> Patch<U> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value.into())),
    }
}
