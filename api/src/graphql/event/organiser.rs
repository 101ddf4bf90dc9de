//! Who organises an event.

use std::sync::Arc;

use async_graphql::{Context, Object};
use hemicycle_domain::party_of;
use hemicycle_entity::event_organiser;

use crate::graphql::connection::Node;
use crate::graphql::error::Maybe;
use crate::graphql::party::{Party, party};

/// Somebody who organises an event.
pub struct EventOrganiser(pub Arc<event_organiser::Model>);

impl Node for EventOrganiser {
    type Entity = event_organiser::Entity;

    fn of(row: Arc<event_organiser::Model>) -> Self {
        Self(row)
    }
}

/// Somebody who organises an event.
#[Object]
impl EventOrganiser {
    /// Who. Null only when it could not be fetched; an error then says why.
    async fn party(&self, ctx: &Context<'_>) -> Maybe<Party> {
        party(ctx, party_of!(self.0)).await
    }
}
