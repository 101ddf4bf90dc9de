//! What an actor may do with a record: pure functions. No async, no database, no clock.
//!
//! `sight::seen` says the same of viewing in SQL; a test proves that the two agree. `docs/permissions.txt` prints the whole table.

use hemicycle_entity::ids::{HubId, ParliamentId};
use hemicycle_entity::values::{AccountKind, AudienceScope, Kind, Role, TokenScope};

use crate::actor::{Actor, Caller, Grant, Place};

mod table;

pub use table::{Action, ROWS, allows, sees};

/// In what capacity somebody asks: the roles of the design, and those without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Capacity {
    Visitor,
    /// An account, whatever its roles: reads like a visitor, and sees its own.
    Reader,
    /// A client that contributes for a parliament.
    Client,
    Contributor,
    FocalPoint,
    Coordinator,
    Editor,
    Administrator,
}

impl Capacity {
    pub const ALL: [Self; 8] = [
        Self::Visitor,
        Self::Reader,
        Self::Client,
        Self::Contributor,
        Self::FocalPoint,
        Self::Coordinator,
        Self::Editor,
        Self::Administrator,
    ];

    fn of(grant: &Grant, kind: AccountKind) -> Self {
        match grant.role {
            Role::Contributor if kind == AccountKind::Client => Self::Client,
            Role::Contributor => Self::Contributor,
            Role::FocalPoint => Self::FocalPoint,
            Role::Coordinator => Self::Coordinator,
            Role::Editor => Self::Editor,
            Role::Administrator => Self::Administrator,
        }
    }
}

/// How somebody stands to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Holds the role for the record's parliament.
    OwnParliament,
    /// Is within one of the record's hubs; a coordinator: coordinates it.
    OwnHub,
    /// Drafted, edited or submitted it; of an account or contact: it is them.
    Author,
    Stranger,
}

impl Relation {
    pub const ALL: [Self; 4] = [
        Self::OwnParliament,
        Self::OwnHub,
        Self::Author,
        Self::Stranger,
    ];
}

/// How far a record has come, as far as it matters to who may see it and what they may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Of a contact: for its parliament's focal point only; of an account: for itself only.
    Private,
    /// Being written.
    Draft,
    /// Waiting for somebody's decision.
    Waiting,
    /// Rejected or archived.
    Closed,
    /// For those within its hubs.
    Hub,
    /// For everybody who holds a role in the network.
    Network,
    Public,
}

impl Standing {
    pub const ALL: [Self; 7] = [
        Self::Private,
        Self::Draft,
        Self::Waiting,
        Self::Closed,
        Self::Hub,
        Self::Network,
        Self::Public,
    ];
}

/// What there is to know of a record before deciding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub kind: Kind,
    pub standing: Standing,
    pub parliaments: Vec<ParliamentId>,
    pub hubs: Vec<HubId>,
    /// The actor drafted, edited or submitted it, or is it.
    pub own_work: bool,
}

/// Why something seen is not permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Only accounts change things.
    NeedsAccount,
    /// None of the account's roles allows it.
    NeedsRole,
    /// The account's credentials only read.
    ReadOnly,
    /// Nobody decides on their own work.
    OwnWork,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    Allow,
    /// Seen, but not permitted.
    Refuse(Reason),
    /// Answered like something that does not exist.
    Hide,
}

/// The verdict on one capacity in one relation: a cell of the table.
pub fn verdict(
    capacity: Capacity,
    action: Action,
    kind: Kind,
    relation: Relation,
    standing: Standing,
) -> Verdict {
    if !sees(capacity, kind, relation, standing) {
        return Verdict::Hide;
    }
    if action == Action::View {
        return Verdict::Allow;
    }
    if capacity == Capacity::Visitor {
        return Verdict::Refuse(Reason::NeedsAccount);
    }
    if relation == Relation::Author && action == Action::Review {
        return Verdict::Refuse(Reason::OwnWork);
    }
    if allows(capacity, action, kind, relation, standing) {
        Verdict::Allow
    } else {
        Verdict::Refuse(Reason::NeedsRole)
    }
}

/// The one place where it is decided: the best verdict of all that the actor is, but for what nobody may.
pub fn decide(
    actor: &Actor,
    at: chrono::DateTime<chrono::Utc>,
    action: Action,
    subject: &Subject,
) -> Verdict {
    let cell =
        |capacity, relation| verdict(capacity, action, subject.kind, relation, subject.standing);
    let caller = match actor {
        Actor::System(_) => return Verdict::Allow,
        Actor::Visitor => return cell(Capacity::Visitor, Relation::Stranger),
        Actor::Account(caller) => caller,
    };
    let best = standings_of(caller, at, subject)
        .map(|(capacity, relation)| cell(capacity, relation))
        .max_by_key(|verdict| match verdict {
            Verdict::Hide => 0,
            Verdict::Refuse(_) => 1,
            Verdict::Allow => 2,
        })
        .unwrap_or(Verdict::Hide);
    match best {
        Verdict::Hide => Verdict::Hide,
        _ if action == Action::View => best,
        _ if caller.scope == TokenScope::Read => Verdict::Refuse(Reason::ReadOnly),
        _ if subject.own_work && action == Action::Review => Verdict::Refuse(Reason::OwnWork),
        best => best,
    }
}

/// Every capacity of a caller with its relation to a record.
fn standings_of<'a>(
    caller: &'a Caller,
    at: chrono::DateTime<chrono::Utc>,
    subject: &'a Subject,
) -> impl Iterator<Item = (Capacity, Relation)> + 'a {
    let own_work = subject
        .own_work
        .then_some((Capacity::Reader, Relation::Author));
    let by_role = caller.grants_at(at).map(move |grant| {
        let capacity = Capacity::of(grant, caller.kind);
        (capacity, relation(grant, subject))
    });
    [(Capacity::Reader, Relation::Stranger)]
        .into_iter()
        .chain(own_work)
        .chain(by_role)
        .chain(within_hubs(caller, at, subject))
}

fn relation(grant: &Grant, subject: &Subject) -> Relation {
    match grant.place {
        Place::Parliament(id) if subject.parliaments.contains(&id) => Relation::OwnParliament,
        Place::Hub(id) if subject.hubs.contains(&id) => Relation::OwnHub,
        _ => Relation::Stranger,
    }
}

/// A member of the network who is within one of the record's hubs, coordinating it or not.
fn within_hubs(
    caller: &Caller,
    at: chrono::DateTime<chrono::Utc>,
    subject: &Subject,
) -> Option<(Capacity, Relation)> {
    let within = caller.hubs.iter().any(|hub| subject.hubs.contains(hub));
    (within && caller.is_member(at)).then_some((Capacity::Reader, Relation::OwnHub))
}

/// The audiences an actor belongs to for every record: what it may read in the log.
pub fn audiences(actor: &Actor, at: chrono::DateTime<chrono::Utc>) -> &'static [AudienceScope] {
    if actor.sees_all(at) {
        return &[
            AudienceScope::Nobody,
            AudienceScope::Authors,
            AudienceScope::Staff,
            AudienceScope::Network,
            AudienceScope::Public,
        ];
    }
    if actor.is_member(at) {
        return &[AudienceScope::Network, AudienceScope::Public];
    }
    &[AudienceScope::Public]
}
