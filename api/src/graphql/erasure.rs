//! The erasure of a person's account.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use hemicycle_domain::erasure;
use hemicycle_entity::account;

use super::connection::Node;
use super::contact::inputs::reference;
use super::deed::{How, act, payloads};
use super::error::Maybe;
use super::id::{self, IdKind};
use super::scalars::DateTime;

payloads! {
    Erasure as erasure {
        /// That a person was erased, or why not.
        AccountErasePayload,
    }
}

/// That a person was erased: what is left of their account.
pub struct Erasure(Arc<account::Model>);

impl Node for Erasure {
    type Entity = account::Entity;

    fn of(row: Arc<account::Model>) -> Self {
        Self(row)
    }
}

/// That a person was erased: what is left of their account.
#[Object]
impl Erasure {
    /// The id of the account, by which the log knows who did what. It leads to nobody any more.
    async fn account(&self) -> ID {
        id::encode(IdKind::Account, self.0.id)
    }

    /// When the account ended; at the latest when it was erased.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

/// The erasure of accounts.
#[derive(Default)]
pub struct ErasureMutation;

#[Object]
impl ErasureMutation {
    /// Erases a person: the name, identities, roles, tokens and sessions of their account, and the contacts that are them, with everything derived
    /// from these. What they contributed stays, under an account that leads to nobody. Administrators may, and people themselves; it cannot be
    /// undone.
    async fn account_erase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the account.")] account: ID,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<AccountErasePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        let account = reference(IdKind::Account, &account);
        act(ctx, how, move |writing| {
            Box::pin(erasure::account(writing, account))
        })
        .await
    }
}
