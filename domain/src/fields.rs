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
    (Kind::Contact, "visibility"),
    (Kind::Event, "delegations"),
    (Kind::Practice, "reviews"),
];

/// Whether an entry of the log may name this field to this actor.
pub fn in_history(actor: &Actor, kind: Kind, field: &str) -> bool {
    match actor {
        Actor::Visitor => !INTERNAL.contains(&(kind, field)),
        Actor::System(_) => true,
    }
}
