//! Which actor sees which field of a record it may see: one table, pure.

use hemicycle_entity::values::{Kind, Visibility};

use crate::actor::Actor;

/// Whether a field of a contact with this visibility is shown.
pub fn shows(actor: &Actor, visibility: Visibility) -> bool {
    match actor {
        Actor::Visitor => visibility == Visibility::Public,
        Actor::System(_) => true,
    }
}

/// Fields of the log's entries that only the network's own people see.
const INTERNAL: &[(Kind, &str)] = &[
    (Kind::Contact, "nominated_by"),
    (Kind::Contact, "consent"),
    (Kind::Contact, "field_visibility"),
    (Kind::Contact, "visibility"),
    (Kind::Event, "delegations"),
];

/// Whether an entry of the log may name this field to this actor.
pub fn in_history(actor: &Actor, kind: Kind, field: &str) -> bool {
    match actor {
        Actor::Visitor => !INTERNAL.contains(&(kind, field)),
        Actor::System(_) => true,
    }
}

/// Lists and fields whose values are ids of records that may be hidden: a visitor learns that they changed, not what is in them.
const REFERENCES: &[&str] = &[
    "adopted_from",
    "contacts",
    "events",
    "hubs",
    "practices",
    "projects",
    "sessions",
];

/// Whether an entry of the log may tell this actor what a field held.
pub fn value_in_history(actor: &Actor, kind: Kind, field: &str) -> bool {
    match actor {
        Actor::Visitor => in_history(actor, kind, field) && !REFERENCES.contains(&field),
        Actor::System(_) => true,
    }
}
