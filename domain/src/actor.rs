//! Who is asking. Made once per request, at the door; everything else is handed it.

use hemicycle_entity::values::ActorKind;

/// The one on whose behalf something is read or done. People and clients join with the write side.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Anybody: reads what is published.
    Visitor,
    /// A part of the service itself, such as the loader: sees and does everything its code does.
    System(&'static str),
}

impl Actor {
    /// How the log speaks of this actor; a visitor never changes anything.
    pub fn in_log(&self) -> Option<(ActorKind, String)> {
        match self {
            Self::Visitor => None,
            Self::System(name) => Some((ActorKind::System, (*name).to_owned())),
        }
    }
}
