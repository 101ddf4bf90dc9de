//! What a caller may do with a project.

use std::sync::Arc;

use async_graphql::{Context, Object};
use hemicycle_domain::failure::Refusal;
use hemicycle_domain::policy::Action;
use hemicycle_domain::project::lifecycle::{
    may_approve, may_cancel, may_complete, may_pause, may_plan, may_report_health, may_resume,
    may_start,
};
use hemicycle_entity::project::{Entity, Model};

use crate::graphql::error::Maybe;
use crate::graphql::permission::{Permission, permission};

/// What the caller may do with a project now, and if not, why.
pub struct ProjectPermissions(pub Arc<Model>);

impl ProjectPermissions {
    async fn may(
        &self,
        ctx: &Context<'_>,
        action: Action,
        state: Result<(), Refusal>,
    ) -> Maybe<Permission> {
        permission::<Entity>(ctx, &self.0, action, state).await
    }
}

/// What the caller may do with a project now, and if not, why.
#[Object]
impl ProjectPermissions {
    /// Edit it. Null only when it could not be found out; an error then says why.
    async fn edit(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Edit, Ok(())).await
    }

    /// Translate it. Null only when it could not be found out; an error then says why.
    async fn translate(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Translate, Ok(())).await
    }

    /// Approve it. Null only when it could not be found out; an error then says why.
    async fn approve(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Approve, may_approve(self.0.status))
            .await
    }

    /// Start it. Null only when it could not be found out; an error then says why.
    async fn start(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Steer, may_start(self.0.status)).await
    }

    /// Put it on hold. Null only when it could not be found out; an error then says why.
    async fn pause(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Steer, may_pause(self.0.status)).await
    }

    /// Go on with it. Null only when it could not be found out; an error then says why.
    async fn resume(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Steer, may_resume(self.0.status))
            .await
    }

    /// Complete it. Null only when it could not be found out; an error then says why.
    async fn complete(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Steer, may_complete(self.0.status))
            .await
    }

    /// Give it up. Null only when it could not be found out; an error then says why.
    async fn cancel(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Steer, may_cancel(self.0.status))
            .await
    }

    /// Say how well it keeps to its plan. Null only when it could not be found out; an error then says why.
    async fn set_health(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Steer, may_report_health(self.0.status))
            .await
    }

    /// Post updates. Null only when it could not be found out; an error then says why.
    async fn post_update(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Steer, Ok(())).await
    }

    /// Add, edit, reach and remove milestones. Null only when it could not be found out; an error then says why.
    async fn change_milestones(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Steer, may_plan(self.0.status)).await
    }

    /// Add and remove partners. Null only when it could not be found out; an error then says why.
    async fn change_partners(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Steer, Ok(())).await
    }

    /// Link practices that came of it, and unlink them. Null only when it could not be found out; an error then says why.
    async fn link_practices(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Steer, Ok(())).await
    }
}
