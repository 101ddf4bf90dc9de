//! What an actor may do with a record: one pure function. No async, no database, no clock.
//!
//! `Record::visible_to` says the same of viewing in SQL; a test proves that the two agree for every actor and state.

use hemicycle_entity::values::{AudienceScope, Kind};

use crate::actor::Actor;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    View,
    Change,
}

/// What there is to know of a record before deciding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Subject {
    pub kind: Kind,
    /// Who belongs to its readers at this moment.
    pub audience: AudienceScope,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    Allow,
    /// Seen, but not permitted.
    Refuse,
    /// Answered like something that does not exist.
    Hide,
}

/// The one place where it is decided.
pub fn decide(actor: &Actor, action: Action, subject: Subject) -> Verdict {
    match (actor, action) {
        (Actor::System(_), _) => Verdict::Allow,
        (Actor::Visitor, _) if subject.audience != AudienceScope::Public => Verdict::Hide,
        (Actor::Visitor, Action::View) => Verdict::Allow,
        (Actor::Visitor, Action::Change) => Verdict::Refuse,
    }
}

/// The audiences an actor belongs to: what it may read in the log.
pub fn audiences(actor: &Actor) -> &'static [AudienceScope] {
    match actor {
        Actor::Visitor => &[AudienceScope::Public],
        Actor::System(_) => &[
            AudienceScope::Nobody,
            AudienceScope::Staff,
            AudienceScope::Network,
            AudienceScope::Public,
        ],
    }
}

#[cfg(test)]
mod tests {
    use hemicycle_entity::values::Closed;

    use super::*;

    #[test]
    fn a_visitor_sees_what_is_public_and_changes_nothing() {
        for kind in Kind::ALL.iter().copied() {
            for audience in AudienceScope::ALL.iter().copied() {
                let subject = Subject { kind, audience };
                let public = audience == AudienceScope::Public;
                let view = decide(&Actor::Visitor, Action::View, subject);
                let change = decide(&Actor::Visitor, Action::Change, subject);
                assert_eq!(
                    view,
                    if public {
                        Verdict::Allow
                    } else {
                        Verdict::Hide
                    }
                );
                assert_eq!(
                    change,
                    if public {
                        Verdict::Refuse
                    } else {
                        Verdict::Hide
                    }
                );
            }
        }
    }
}
