//! The parts of hubs: who takes part, and as what.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use hemicycle_domain::hub as domain;
use hemicycle_domain::party_of;
use hemicycle_entity::hub_membership;

use super::Hub;
use crate::graphql::connection::{self, Node};
use crate::graphql::enums::HubRole;
use crate::graphql::error::Maybe;
use crate::graphql::id::{self, IdKind};
use crate::graphql::inputs::{AnyOf, any_of};
use crate::graphql::party::{Party, party};
use crate::graphql::scalars::PartialDate;

/// What a parliament, chamber or organisation does in a hub, and since when.
pub struct HubMembership(pub Arc<hub_membership::Model>);

impl Node for HubMembership {
    type Entity = hub_membership::Entity;

    fn of(row: Arc<hub_membership::Model>) -> Self {
        Self(row)
    }
}

/// What a parliament, chamber or organisation does in a hub, and since when.
#[Object]
impl HubMembership {
    /// Opaque; names this membership where one is changed.
    async fn id(&self) -> ID {
        id::encode(IdKind::HubMembership, self.0.id)
    }

    /// The hub. Null only when it could not be fetched; an error then says why.
    async fn hub(&self, ctx: &Context<'_>) -> Maybe<Hub> {
        connection::by_id(ctx, Some(self.0.hub_id)).await
    }

    /// Who takes part. Null only when it could not be fetched; an error then says why.
    async fn party(&self, ctx: &Context<'_>) -> Maybe<Party> {
        party(ctx, party_of!(self.0)).await
    }

    /// As what.
    async fn role(&self) -> HubRole {
        self.0.role.into()
    }

    /// Since when, as exactly as known; null when not known.
    async fn since(&self) -> Option<PartialDate> {
        self.0.since.clone().map(PartialDate)
    }

    /// Until when, as exactly as known; null when it goes on or is not known.
    async fn until(&self) -> Option<PartialDate> {
        self.0.until.clone().map(PartialDate)
    }
}

/// Which memberships of a hub to keep.
#[derive(InputObject, Clone)]
pub struct HubMembershipFilter {
    /// Roles.
    role: Option<AnyOf<HubRole>>,
}

impl From<HubMembershipFilter> for domain::MembershipFilter {
    fn from(filter: HubMembershipFilter) -> Self {
        Self {
            role: any_of(filter.role),
        }
    }
}
