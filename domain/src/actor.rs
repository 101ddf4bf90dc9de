//! Who is asking. Made once per request, at the door; everything else is handed it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use hemicycle_entity::ids::{AccountId, HubId, ParliamentId};
use hemicycle_entity::values::{AccountKind, ActorKind, Kind, Role, TokenScope};

/// Roles that belong to a parliament.
pub const OF_PARLIAMENT: [Role; 2] = [Role::Contributor, Role::FocalPoint];

/// The one on whose behalf something is read or done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Anybody: reads what is published.
    Visitor,
    /// A person or a client with valid credentials.
    Account(Arc<Caller>),
    /// A part of the service itself, such as the loader: sees and does everything its code does.
    System(&'static str),
}

/// An account that asks, with what it may do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Caller {
    pub account: AccountId,
    pub kind: AccountKind,
    /// Roles given to the account and not yet ended when it was looked up.
    pub grants: Vec<Grant>,
    /// The hubs it is within: those it coordinates and those that its parliaments take part in.
    pub hubs: Vec<HubId>,
    /// What its credentials can be used for.
    pub scope: TokenScope,
    /// The OAuth client that a person acts through, where its token names one.
    pub client: Option<String>,
}

/// A role, where and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Grant {
    pub role: Role,
    pub place: Place,
    pub from: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
}

/// Where a role counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Everywhere,
    Hub(HubId),
    Parliament(ParliamentId),
}

impl Grant {
    /// A role that a provider claims for the account. Nobody gave it here, so that nobody knows since when it counts.
    pub const fn claimed(role: Role, until: DateTime<Utc>) -> Self {
        Self {
            role,
            place: Place::Everywhere,
            from: DateTime::UNIX_EPOCH,
            until: Some(until),
        }
    }

    pub fn is_claimed(&self) -> bool {
        self.from == DateTime::UNIX_EPOCH
    }

    pub fn in_force(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && self.until.is_none_or(|until| until > at)
    }
}

impl Caller {
    /// The roles that count at this instant.
    pub fn grants_at(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(move |grant| grant.in_force(at))
    }

    pub fn has_role(&self, role: Role, at: DateTime<Utc>) -> bool {
        self.grants_at(at).any(|grant| grant.role == role)
    }

    /// Belongs to the network: a person who holds any role. A client contributes, and reads what a visitor reads.
    pub fn is_member(&self, at: DateTime<Utc>) -> bool {
        self.kind == AccountKind::Person && self.grants_at(at).next().is_some()
    }

    /// The parliaments whose people it is one of, for records of a kind: a client only for what it contributes.
    pub fn own_parliaments(&self, kind: Kind, at: DateTime<Utc>) -> Vec<ParliamentId> {
        match self.kind {
            AccountKind::Client if kind != Kind::Practice => Vec::new(),
            AccountKind::Client | AccountKind::Person => self.parliaments(&OF_PARLIAMENT, at),
        }
    }

    /// Sees everything: editors for their work, administrators for erasure and audit.
    pub fn sees_all(&self, at: DateTime<Utc>) -> bool {
        self.has_role(Role::Editor, at) || self.has_role(Role::Administrator, at)
    }

    /// The parliaments that it holds one of these roles for.
    pub fn parliaments(&self, roles: &[Role], at: DateTime<Utc>) -> Vec<ParliamentId> {
        let places = self.grants_at(at).filter_map(|grant| match grant.place {
            Place::Parliament(id) if roles.contains(&grant.role) => Some(id),
            _ => None,
        });
        places.collect()
    }

    /// The hubs that it coordinates.
    pub fn coordinated(&self, at: DateTime<Utc>) -> Vec<HubId> {
        let places = self.grants_at(at).filter_map(|grant| match grant.place {
            Place::Hub(id) if grant.role == Role::Coordinator => Some(id),
            _ => None,
        });
        places.collect()
    }
}

impl Actor {
    /// How the log speaks of this actor; a visitor never changes anything.
    pub fn in_log(&self) -> Option<(ActorKind, String)> {
        match self {
            Self::Visitor => None,
            Self::Account(caller) => {
                let kind = match caller.kind {
                    AccountKind::Person => ActorKind::Person,
                    AccountKind::Client => ActorKind::Client,
                };
                Some((kind, caller.account.0.to_string()))
            }
            Self::System(name) => Some((ActorKind::System, (*name).to_owned())),
        }
    }

    pub fn caller(&self) -> Option<&Caller> {
        match self {
            Self::Account(caller) => Some(caller),
            Self::Visitor | Self::System(_) => None,
        }
    }

    /// The account that asks.
    pub fn account(&self) -> Option<AccountId> {
        self.caller().map(|caller| caller.account)
    }

    /// The service itself, or an account that sees everything.
    pub fn sees_all(&self, at: DateTime<Utc>) -> bool {
        match self {
            Self::Visitor => false,
            Self::Account(caller) => caller.sees_all(at),
            Self::System(_) => true,
        }
    }

    /// The service itself, or an administrator.
    pub fn administers(&self, at: DateTime<Utc>) -> bool {
        match self {
            Self::Visitor => false,
            Self::Account(caller) => caller.has_role(Role::Administrator, at),
            Self::System(_) => true,
        }
    }

    /// Whether it belongs to the network.
    pub fn is_member(&self, at: DateTime<Utc>) -> bool {
        match self {
            Self::Visitor => false,
            Self::Account(caller) => caller.is_member(at),
            Self::System(_) => true,
        }
    }
}
