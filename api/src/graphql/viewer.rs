//! Who is asking, as the service knows them.

use async_graphql::{Context, Object};
use hemicycle_domain::actor::{Actor, Grant, Place};

use super::account::Account;
use super::connection;
use super::context::{actor, asking, now};
use super::directives::list_size;
use super::enums::Role;
use super::error::Maybe;
use super::hub::Hub;
use super::parliament::Parliament;
use super::scalars::{DateTime, LanguageTag};

/// Who is asking.
pub struct Viewer;

/// Who is asking.
#[Object]
impl Viewer {
    /// The account whose credentials came with the request; null for a visitor.
    async fn account(&self, ctx: &Context<'_>) -> Maybe<Account> {
        connection::by_id(ctx, actor(ctx).account()).await
    }

    /// The roles that count for the caller now; empty for a visitor and for an account that only reads. At most 100.
    #[graphql(directive = list_size::apply(100))]
    async fn roles(&self, ctx: &Context<'_>) -> Vec<ViewerRole> {
        let at = now(ctx);
        let grants = match actor(ctx) {
            Actor::Account(caller) => caller.grants_at(at).copied().collect(),
            Actor::Visitor | Actor::System(_) => Vec::new(),
        };
        grants.into_iter().take(100).map(ViewerRole).collect()
    }

    /// The languages that the request says the caller reads, best first. At most 20.
    #[graphql(directive = list_size::apply(20))]
    async fn languages(&self, ctx: &Context<'_>) -> Vec<LanguageTag> {
        let languages = asking(ctx).languages.iter().take(20);
        languages.cloned().map(LanguageTag).collect()
    }
}

/// A role in which the caller asks.
pub struct ViewerRole(Grant);

/// A role in which the caller asks.
#[Object]
impl ViewerRole {
    /// The role.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The hub it counts for; null for roles that do not belong to a hub, or when the caller may not see the hub.
    async fn hub(&self, ctx: &Context<'_>) -> Maybe<Hub> {
        let hub = match self.0.place {
            Place::Hub(id) => Some(id),
            Place::Everywhere | Place::Parliament(_) => None,
        };
        connection::by_id(ctx, hub).await
    }

    /// The parliament it counts for; null for roles that do not belong to a parliament.
    async fn parliament(&self, ctx: &Context<'_>) -> Maybe<Parliament> {
        let parliament = match self.0.place {
            Place::Parliament(id) => Some(id),
            Place::Everywhere | Place::Hub(_) => None,
        };
        connection::by_id(ctx, parliament).await
    }

    /// From when it counts.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.from)
    }

    /// When it ends; null while no end is set.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.until.map(DateTime)
    }
}

/// Root fields about who is asking.
#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who is asking, as the service knows them. Always there; a visitor has no account.
    async fn viewer(&self) -> Viewer {
        Viewer
    }
}
