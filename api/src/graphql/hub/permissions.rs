//! What a caller may do with a hub.

use std::sync::Arc;

use async_graphql::{Context, Object};
use hemicycle_domain::failure::Refusal;
use hemicycle_domain::hub::lifecycle::{
    may_activate, may_become_dormant, may_close, may_scope, may_welcome,
};
use hemicycle_domain::policy::Action;
use hemicycle_entity::hub::{Entity, Model};

use crate::graphql::error::Maybe;
use crate::graphql::permission::{Permission, permission};

/// What the caller may do with a hub now, and if not, why.
pub struct HubPermissions(pub Arc<Model>);

impl HubPermissions {
    async fn may(
        &self,
        ctx: &Context<'_>,
        action: Action,
        state: Result<(), Refusal>,
    ) -> Maybe<Permission> {
        permission::<Entity>(ctx, &self.0, action, state).await
    }
}

/// What the caller may do with a hub now, and if not, why.
#[Object]
impl HubPermissions {
    /// Edit it. Null only when it could not be found out; an error then says why.
    async fn edit(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Edit, Ok(())).await
    }

    /// Translate it. Null only when it could not be found out; an error then says why.
    async fn translate(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Translate, Ok(())).await
    }

    /// Begin to look for what it is to do. Null only when it could not be found out; an error then says why.
    async fn scope(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Steer, may_scope(self.0.status)).await
    }

    /// Activate or wake it. Null only when it could not be found out; an error then says why.
    async fn activate(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Steer, may_activate(self.0.status))
            .await
    }

    /// Say that it is dormant. Null only when it could not be found out; an error then says why.
    async fn set_dormant(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Steer, may_become_dormant(self.0.status))
            .await
    }

    /// Close it. Null only when it could not be found out; an error then says why.
    async fn close(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Steer, may_close(self.0.status)).await
    }

    /// Add members. Null only when it could not be found out; an error then says why.
    async fn add_members(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Members, may_welcome(self.0.status))
            .await
    }

    /// Edit and end memberships. Null only when it could not be found out; an error then says why.
    async fn change_members(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Members, Ok(())).await
    }

    /// Appoint coordinators. Null only when it could not be found out; an error then says why.
    async fn appoint_coordinators(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Appoint, may_welcome(self.0.status))
            .await
    }

    /// End the role of coordinators. Null only when it could not be found out; an error then says why.
    async fn end_coordinators(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Appoint, Ok(())).await
    }
}
