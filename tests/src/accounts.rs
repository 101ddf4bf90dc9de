//! People and clients with accounts: each opened, given its roles and a token, in deeds of their own.

use hemicycle_domain::account::{self, NewGrant, NewToken};
use hemicycle_domain::actor::{Actor, Place};
use hemicycle_domain::network::Network;
use hemicycle_entity::ids::{AccountId, HubId, ParliamentId};
use hemicycle_entity::values::{AccountKind, Role, TokenScope};

use crate::callers::Caller;
use crate::service::Service;

/// Opens accounts in a network.
const OPENER: Actor = Actor::System("test");

/// An account with a token.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: AccountId,
    pub token: String,
}

/// What an account is to be.
pub struct Opening<'n> {
    network: &'n Network,
    kind: AccountKind,
    grants: Vec<(Role, Place)>,
    scope: TokenScope,
}

/// A person without a role yet.
pub fn person(network: &Network) -> Opening<'_> {
    Opening {
        network,
        kind: AccountKind::Person,
        grants: Vec::new(),
        scope: TokenScope::Write,
    }
}

/// A client without a role yet.
pub fn client(network: &Network) -> Opening<'_> {
    Opening {
        kind: AccountKind::Client,
        ..person(network)
    }
}

impl Opening<'_> {
    #[must_use]
    fn with(mut self, role: Role, place: Place) -> Self {
        self.grants.push((role, place));
        self
    }

    #[must_use]
    pub fn contributor(self, parliament: ParliamentId) -> Self {
        self.with(Role::Contributor, Place::Parliament(parliament))
    }

    #[must_use]
    pub fn focal_point(self, parliament: ParliamentId) -> Self {
        self.with(Role::FocalPoint, Place::Parliament(parliament))
    }

    #[must_use]
    pub fn coordinator(self, hub: HubId) -> Self {
        self.with(Role::Coordinator, Place::Hub(hub))
    }

    #[must_use]
    pub fn editor(self) -> Self {
        self.with(Role::Editor, Place::Everywhere)
    }

    #[must_use]
    pub fn administrator(self) -> Self {
        self.with(Role::Administrator, Place::Everywhere)
    }

    /// Its token only reads.
    #[must_use]
    pub fn reading_only(mut self) -> Self {
        self.scope = TokenScope::Read;
        self
    }

    pub async fn open(self) -> Account {
        let mut writing = self.network.write(OPENER, "test", None).await.unwrap();
        let row = account::open(&mut writing, self.kind, None).await.unwrap();
        for (role, place) in self.grants {
            let grant = NewGrant {
                role,
                place,
                from: None,
                until: None,
            };
            account::give(&mut writing, &row, grant).await.unwrap();
        }
        let token = NewToken {
            label: "test".to_owned(),
            scope: self.scope,
            expires_at: None,
        };
        let (_, token) = account::issue(&mut writing, &row, token).await.unwrap();
        writing.commit().await.unwrap();
        Account { id: row.id, token }
    }
}

impl Service {
    /// Somebody with an account.
    pub fn with(&self, account: &Account) -> Caller {
        self.visitor().bearing(&account.token)
    }
}
