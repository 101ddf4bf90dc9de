//! The table of permissions: which capacity may do what to which kind, in which relation to it and at which standing. Printed to
//! `docs/permissions.txt`; the difference of that file is the review of a change here.

use hemicycle_entity::values::Kind;

use super::{Capacity, Relation, Standing};

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What is to be done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $name),* }

        impl Action {
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }
        }
    };
}

actions! {
    View,
    /// Begin: draft, propose, nominate, add.
    Draft,
    Edit,
    Translate,
    /// Hand in for review.
    Submit,
    /// Take back what was handed in.
    Withdraw,
    /// Take up, request changes, publish, reject; never of one's own.
    Review,
    Archive,
    Restore,
    /// Say that it still holds.
    Confirm,
    /// Take over for another parliament.
    Adopt,
    Comment,
    /// Let a proposal, a nomination begin.
    Approve,
    /// Change how it goes: status, health, milestones, updates, partners, sessions, announcements, the end of an appointment.
    Steer,
    /// Change who takes part, and how.
    Members,
    /// Appoint a coordinator.
    Appoint,
    /// Register a delegation.
    Register,
    /// Give or withdraw consent.
    Consent,
    Erase,
    /// Accounts, clients, roles; whose account a contact is.
    Administer,
    /// Tokens of an account.
    Tokens,
}

/// Which actions exist for which kind: the rows of the printed table.
pub const ROWS: &[(Kind, &[Action])] = &[
    (
        Kind::Practice,
        &[
            Action::View,
            Action::Draft,
            Action::Edit,
            Action::Translate,
            Action::Submit,
            Action::Withdraw,
            Action::Review,
            Action::Archive,
            Action::Restore,
            Action::Confirm,
            Action::Adopt,
            Action::Comment,
        ],
    ),
    (
        Kind::Project,
        &[
            Action::View,
            Action::Draft,
            Action::Edit,
            Action::Translate,
            Action::Approve,
            Action::Steer,
        ],
    ),
    (
        Kind::Hub,
        &[
            Action::View,
            Action::Edit,
            Action::Translate,
            Action::Steer,
            Action::Members,
            Action::Appoint,
        ],
    ),
    (
        Kind::Event,
        &[
            Action::View,
            Action::Draft,
            Action::Edit,
            Action::Translate,
            Action::Steer,
            Action::Register,
            Action::Erase,
        ],
    ),
    (Kind::Publication, REFERENCE),
    (Kind::Organisation, REFERENCE),
    (Kind::Parliament, REFERENCE),
    (Kind::Chamber, REFERENCE),
    (Kind::Topic, REFERENCE),
    (Kind::Country, &[Action::View]),
    (
        Kind::Contact,
        &[
            Action::View,
            Action::Draft,
            Action::Edit,
            Action::Translate,
            Action::Approve,
            Action::Steer,
            Action::Consent,
            Action::Administer,
            Action::Erase,
        ],
    ),
    (
        Kind::Account,
        &[
            Action::View,
            Action::Administer,
            Action::Tokens,
            Action::Erase,
        ],
    ),
];

/// What editors keep.
const REFERENCE: &[Action] = &[
    Action::View,
    Action::Draft,
    Action::Edit,
    Action::Translate,
    Action::Archive,
];

/// Whether a record is seen at all.
pub fn sees(capacity: Capacity, kind: Kind, relation: Relation, standing: Standing) -> bool {
    use Capacity::{
        Administrator, Client, Contributor, Coordinator, Editor, FocalPoint, Reader, Visitor,
    };
    if relation == Relation::Author && capacity != Visitor {
        return true;
    }
    match (capacity, standing) {
        // Who has an account is for administrators to know.
        (Editor, _) if kind == Kind::Account => false,
        (_, Standing::Public) | (Editor | Administrator, _) => true,
        (Visitor, _) => false,
        // A client reads what a visitor reads, but for the practices that it contributes.
        (Client, _) if kind != Kind::Practice => false,
        (Reader, Standing::Network) => relation == Relation::OwnHub,
        (_, Standing::Network) => true,
        (_, Standing::Hub) if relation == Relation::OwnHub => true,
        (Client | Contributor | FocalPoint, _) if relation == Relation::OwnParliament => {
            standing != Standing::Private || capacity == FocalPoint
        }
        (Coordinator, Standing::Waiting | Standing::Closed) => relation == Relation::OwnHub,
        _ => false,
    }
}

/// Whether somebody who sees a record may do this to it.
pub fn allows(
    capacity: Capacity,
    action: Action,
    kind: Kind,
    relation: Relation,
    standing: Standing,
) -> bool {
    let who = Who { capacity, relation };
    match kind {
        Kind::Practice => practice(who, action),
        Kind::Project => project(who, action, standing),
        Kind::Hub => hub(who, action),
        Kind::Event => event(who, action),
        Kind::Publication | Kind::Organisation | Kind::Parliament | Kind::Chamber | Kind::Topic => {
            capacity == Capacity::Editor && REFERENCE.contains(&action)
        }
        // Countries are a standard's, not ours to edit.
        Kind::Country => false,
        Kind::Contact => contact(who, action),
        Kind::Account => account(who, action),
    }
}

#[derive(Clone, Copy)]
struct Who {
    capacity: Capacity,
    relation: Relation,
}

impl Who {
    fn editor(self) -> bool {
        self.capacity == Capacity::Editor
    }

    fn administrator(self) -> bool {
        self.capacity == Capacity::Administrator
    }

    fn focal_point(self) -> bool {
        self.capacity == Capacity::FocalPoint && self.relation == Relation::OwnParliament
    }

    /// Contributes for the record's parliament.
    fn contributor(self) -> bool {
        let contributes = matches!(self.capacity, Capacity::Contributor | Capacity::Client);
        (contributes && self.relation == Relation::OwnParliament) || self.focal_point()
    }

    fn coordinator(self) -> bool {
        self.capacity == Capacity::Coordinator && self.relation == Relation::OwnHub
    }

    fn themselves(self) -> bool {
        self.relation == Relation::Author
    }
}

fn practice(who: Who, action: Action) -> bool {
    match action {
        Action::Draft | Action::Edit | Action::Submit | Action::Translate | Action::Confirm => {
            who.contributor() || who.editor()
        }
        Action::Withdraw => who.contributor() || who.themselves(),
        Action::Review => who.coordinator() || who.editor(),
        Action::Archive | Action::Restore => who.focal_point() || who.editor(),
        // Where it is adopted to is decided by `Draft` there.
        Action::Adopt => matches!(
            who.capacity,
            Capacity::Client | Capacity::Contributor | Capacity::FocalPoint | Capacity::Editor
        ),
        Action::Comment => {
            who.contributor() || who.coordinator() || who.editor() || who.themselves()
        }
        _ => false,
    }
}

fn project(who: Who, action: Action, standing: Standing) -> bool {
    // A client contributes practices, each for a person; projects are proposed by people.
    let contributor = who.contributor() && who.capacity != Capacity::Client;
    let keeps = who.focal_point() || who.coordinator() || who.editor();
    match action {
        Action::Draft => contributor || keeps,
        Action::Edit | Action::Translate => keeps || (contributor && standing == Standing::Waiting),
        Action::Approve => who.coordinator() || who.editor(),
        Action::Steer => keeps,
        _ => false,
    }
}

fn hub(who: Who, action: Action) -> bool {
    match action {
        Action::Edit | Action::Translate | Action::Steer | Action::Members => {
            who.coordinator() || who.editor()
        }
        Action::Appoint => who.editor() || who.administrator(),
        _ => false,
    }
}

fn event(who: Who, action: Action) -> bool {
    match action {
        Action::Draft | Action::Edit | Action::Translate | Action::Steer => {
            who.focal_point() || who.coordinator() || who.editor()
        }
        // Of the parliament whose delegation it is.
        Action::Register => who.focal_point(),
        // People who are named without a contact.
        Action::Erase => who.administrator(),
        _ => false,
    }
}

fn contact(who: Who, action: Action) -> bool {
    match action {
        Action::Draft => who.focal_point() || who.coordinator() || who.editor(),
        Action::Edit | Action::Translate => who.focal_point() || who.editor() || who.themselves(),
        Action::Approve => who.coordinator() || who.editor(),
        // Whoever could have nominated them can end it, and they themselves.
        Action::Steer => who.focal_point() || who.coordinator() || who.editor() || who.themselves(),
        Action::Consent => who.focal_point() || who.editor() || who.themselves(),
        Action::Administer => who.administrator(),
        Action::Erase => who.administrator() || who.themselves(),
        _ => false,
    }
}

fn account(who: Who, action: Action) -> bool {
    match action {
        Action::Administer => who.administrator(),
        Action::Tokens | Action::Erase => who.administrator() || who.themselves(),
        _ => false,
    }
}
