//! What the caller may do with an event.

use std::sync::Arc;

use async_graphql::{Context, Object};
use hemicycle_domain::event::rules;
use hemicycle_domain::policy::{Action, Standing, Subject};
use hemicycle_entity::event;
use hemicycle_entity::values::{Kind, Role};

use crate::graphql::context::{actor, now};
use crate::graphql::error::Maybe;
use crate::graphql::permission::{Permission, judged, permission};

/// What the caller may do with an event now. Editing can still find something wrong with what is given.
pub struct EventPermissions(pub Arc<event::Model>);

/// What the caller may do with an event now. Editing can still find something wrong with what is given.
#[Object]
impl EventPermissions {
    /// Edit it. Null only when it could not be found out; an error then says why.
    async fn edit(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = Ok(());
        permission::<event::Entity>(ctx, &self.0, Action::Edit, state).await
    }

    /// Translate its texts and those of its sessions. Null only when it could not be found out; an error then says why.
    async fn translate(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = Ok(());
        permission::<event::Entity>(ctx, &self.0, Action::Translate, state).await
    }

    /// Announce it, where it has what readers need. Null only when it could not be found out; an error then says why.
    async fn announce(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = rules::may_announce_now(&self.0);
        permission::<event::Entity>(ctx, &self.0, Action::Steer, state).await
    }

    /// Open registration. Null only when it could not be found out; an error then says why.
    async fn open_registration(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = rules::may_open_registration(&self.0, now(ctx));
        permission::<event::Entity>(ctx, &self.0, Action::Steer, state).await
    }

    /// Close registration. Null only when it could not be found out; an error then says why.
    async fn close_registration(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = rules::may_close_registration(self.0.status);
        permission::<event::Entity>(ctx, &self.0, Action::Steer, state).await
    }

    /// Put it off. Null only when it could not be found out; an error then says why.
    async fn postpone(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = rules::may_postpone(self.0.status);
        permission::<event::Entity>(ctx, &self.0, Action::Steer, state).await
    }

    /// Call it off. Null only when it could not be found out; an error then says why.
    async fn cancel(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = rules::may_cancel(self.0.status);
        permission::<event::Entity>(ctx, &self.0, Action::Steer, state).await
    }

    /// Say that it was held. Null only when it could not be found out; an error then says why.
    async fn mark_held(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = rules::may_mark_held(&self.0, now(ctx));
        permission::<event::Entity>(ctx, &self.0, Action::Steer, state).await
    }

    /// Add, change and remove sessions. Null only when it could not be found out; an error then says why.
    async fn change_sessions(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = rules::may_change_sessions(self.0.status);
        permission::<event::Entity>(ctx, &self.0, Action::Steer, state).await
    }

    /// Erase people who are named without a contact, as speakers or delegates. Null only when it could not be found out; an error then says why.
    async fn erase_people(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<event::Entity>(ctx, &self.0, Action::Erase, Ok(())).await
    }

    /// Register, change and withdraw the delegation of a parliament whose focal point the caller is; one that has a delegation already cannot register a second. Null only when it could not be found out; an error then says why.
    async fn register_delegation(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let caller = actor(ctx).caller();
        let own = caller.map(|caller| caller.parliaments(&[Role::FocalPoint], now(ctx)));
        let subject = Subject {
            kind: Kind::Event,
            standing: Standing::Public,
            parliaments: own.unwrap_or_default(),
            hubs: Vec::new(),
            own_work: false,
        };
        let state = rules::may_register(&self.0, now(ctx));
        Some(Ok(judged(ctx, &subject, Action::Register, state)))
    }
}
