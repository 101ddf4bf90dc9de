//! What a caller may do with a practice.

use std::sync::Arc;

use async_graphql::{Context, Object};
use hemicycle_domain::actor::Actor;
use hemicycle_domain::failure::Refusal;
use hemicycle_domain::policy::Action;
use hemicycle_domain::practice::lifecycle::{self, State};
use hemicycle_domain::practice::revision::is_handed_in;
use hemicycle_entity::practice;
use hemicycle_entity::values::PracticeStatus;

use super::review;
use crate::graphql::context::actor;
use crate::graphql::error::{Answer, Maybe};
use crate::graphql::permission::{Permission, permission};

/// What the caller may do with a practice.
pub struct PracticePermissions(pub Arc<practice::Model>);

impl PracticePermissions {
    /// Where it stands, as far as this caller sees it. Nothing is fetched for visitors: they may do nothing.
    async fn state(&self, ctx: &Context<'_>) -> Answer<State> {
        let published = self.0.status == PracticeStatus::Published;
        let revision = if published && *actor(ctx) != Actor::Visitor {
            review::pending(ctx, &self.0).await.transpose()?
        } else {
            None
        };
        let pending = revision.map(|one| (one.0.status, is_handed_in(&one.0)));
        Ok(State {
            status: self.0.status,
            revision: pending,
        })
    }

    async fn judge(
        &self,
        ctx: &Context<'_>,
        action: Action,
        rule: impl FnOnce(State) -> Result<(), Refusal> + Send,
    ) -> Maybe<Permission> {
        match self.state(ctx).await {
            Ok(state) => permission::<practice::Entity>(ctx, &self.0, action, rule(state)).await,
            Err(failure) => Some(Err(failure)),
        }
    }
}

/// What the caller may do with a practice now, as far as its status goes: what an input says is looked at by the deed itself. Each field is null
/// only when it could not be found out; an error then says why.
#[Object]
impl PracticePermissions {
    /// Edit it; of a published one, propose an edit.
    async fn edit(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.judge(ctx, Action::Edit, lifecycle::may_edit).await
    }

    /// Add or replace texts in another language; of a published one, propose them.
    async fn translate(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.judge(ctx, Action::Translate, lifecycle::may_edit)
            .await
    }

    /// Hand it, or its pending revision, in for review.
    async fn submit(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.judge(ctx, Action::Submit, lifecycle::may_submit).await
    }

    /// Take back what was handed in, or give up its pending revision.
    async fn withdraw(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.judge(ctx, Action::Withdraw, lifecycle::may_withdraw)
            .await
    }

    /// Take it, or its pending revision, up for review. Never of one's own work.
    async fn take_up(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.judge(ctx, Action::Review, lifecycle::may_take_up)
            .await
    }

    /// Decide on what was taken up: send it back, publish or reject it. Never on one's own work.
    async fn decide(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.judge(ctx, Action::Review, lifecycle::may_decide).await
    }

    /// Take it out of sight.
    async fn archive(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.judge(ctx, Action::Archive, lifecycle::is_published)
            .await
    }

    /// Show it again.
    async fn restore(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.judge(ctx, Action::Restore, lifecycle::is_archived)
            .await
    }

    /// Say that it still holds.
    async fn confirm(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.judge(ctx, Action::Confirm, lifecycle::is_published)
            .await
    }

    /// Take it over for another parliament, where the caller may draft.
    async fn adopt(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.judge(ctx, Action::Adopt, lifecycle::is_published)
            .await
    }

    /// Comment on it.
    async fn comment(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.judge(ctx, Action::Comment, |_| Ok(())).await
    }
}
