//! The union of those who can host, take part, organise or publish.

use async_graphql::{Context, Union};
use hemicycle_domain::party;

use super::chamber::Chamber;
use super::connection::by_id;
use super::error::Maybe;
use super::organisation::Organisation;
use super::parliament::Parliament;

/// A parliament, one of its chambers, or another organisation.
#[derive(Union)]
pub enum Party {
    Parliament(Parliament),
    Chamber(Chamber),
    Organisation(Organisation),
}

/// The record that a row names as its party.
pub async fn party(ctx: &Context<'_>, party: Option<party::Party>) -> Maybe<Party> {
    match party? {
        party::Party::Parliament(id) => by_id(ctx, Some(id))
            .await
            .map(|one| one.map(Party::Parliament)),
        party::Party::Chamber(id) => by_id(ctx, Some(id))
            .await
            .map(|one| one.map(Party::Chamber)),
        party::Party::Organisation(id) => by_id(ctx, Some(id))
            .await
            .map(|one| one.map(Party::Organisation)),
    }
}
