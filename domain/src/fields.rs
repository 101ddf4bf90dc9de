//! Which actor sees which field of a record it may see: one table, pure.

use chrono::{DateTime, Utc};
use hemicycle_entity::values::{AudienceScope, Kind, Role, Visibility};

use crate::actor::Actor;
use crate::policy::Subject;

/// How near an actor is to a contact: what decides which of its fields it gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    Outside,
    /// Holds a role in the network.
    Network,
    /// Is within one of the contact's hubs.
    Hub,
    /// The person, the focal point of its parliament, or one who sees everything.
    Own,
}

impl Nearness {
    pub const ALL: [Self; 4] = [Self::Outside, Self::Network, Self::Hub, Self::Own];
}

/// How near an actor is to a contact.
pub fn nearness(actor: &Actor, at: DateTime<Utc>, subject: &Subject) -> Nearness {
    let caller = match actor {
        Actor::Visitor => return Nearness::Outside,
        Actor::System(_) => return Nearness::Own,
        Actor::Account(caller) => caller,
    };
    let focal = caller.parliaments(&[Role::FocalPoint], at);
    let of_parliament = |id| subject.parliaments.contains(id);
    if subject.own_work || caller.sees_all(at) || focal.iter().any(of_parliament) {
        return Nearness::Own;
    }
    if !caller.is_member(at) {
        return Nearness::Outside;
    }
    let within = caller.hubs.iter().any(|hub| subject.hubs.contains(hub));
    if within {
        Nearness::Hub
    } else {
        Nearness::Network
    }
}

/// Whether a field of a contact with this visibility is shown to somebody so near.
pub const fn shows(nearness: Nearness, visibility: Visibility) -> bool {
    match visibility {
        Visibility::Public => true,
        Visibility::Network => !matches!(nearness, Nearness::Outside),
        Visibility::Hub => matches!(nearness, Nearness::Hub | Nearness::Own),
        Visibility::Private => matches!(nearness, Nearness::Own),
    }
}

/// Fields of the log's entries that only those who see everything see.
pub const INTERNAL: &[(Kind, &str)] = &[
    (Kind::Contact, "nominated_by"),
    (Kind::Contact, "account"),
    (Kind::Contact, "consent"),
    (Kind::Contact, "consents"),
    (Kind::Contact, "field_visibility"),
    (Kind::Contact, "visibility"),
];

/// Fields of the log's entries that the network's own people see. An entry of nothing else is for them alone.
pub const OF_THE_NETWORK: &[(Kind, &str)] = &[(Kind::Event, "delegations")];

/// Fields of the log's entries that a record's own people and its reviewers see. An entry of nothing else is for them alone.
pub const OF_OWN_PEOPLE: &[(Kind, &str)] = &[
    (Kind::Practice, "reviews"),
    (Kind::Practice, "revisions"),
    (Kind::Practice, "submitted_at"),
];

/// Whether a field of the log's entries is for the record's own people and its reviewers.
pub fn is_for_own_people(kind: Kind, field: &str) -> bool {
    OF_OWN_PEOPLE.contains(&(kind, field))
}

/// The widest audience of an entry that tells that these fields changed.
pub fn widest_audience(kind: Kind, fields: &[String]) -> AudienceScope {
    let all_of = |list: &[(Kind, &str)]| fields.iter().all(|field| list.contains(&(kind, field)));
    if all_of(OF_OWN_PEOPLE) {
        AudienceScope::Staff
    } else if all_of(OF_THE_NETWORK) {
        AudienceScope::Network
    } else {
        AudienceScope::Public
    }
}

/// Whether an entry of the log may name this field to this actor.
pub fn in_history(actor: &Actor, at: DateTime<Utc>, kind: Kind, field: &str) -> bool {
    let field = (kind, field);
    actor.sees_all(at)
        || (!INTERNAL.contains(&field) && (actor.is_member(at) || !OF_THE_NETWORK.contains(&field)))
}

/// Lists and fields whose values are ids of records that may be hidden: a reader learns that they changed, not what is in them.
pub const REFERENCES: &[&str] = &[
    "adopted_from",
    "contacts",
    "events",
    "hubs",
    "practices",
    "projects",
    "sessions",
    "update_hubs",
];

/// Whether an entry of the log may tell this actor what a field held.
pub fn value_in_history(actor: &Actor, at: DateTime<Utc>, kind: Kind, field: &str) -> bool {
    actor.sees_all(at) || (in_history(actor, at, kind, field) && !REFERENCES.contains(&field))
}
