//! What a caller may do with a practice.

use std::sync::Arc;

use async_graphql::{Context, Object};
use hemicycle_domain::actor::Actor;
use hemicycle_domain::failure::Refusal;
use hemicycle_domain::policy::Action;
use hemicycle_domain::practice::deeds::may_adopt;
use hemicycle_domain::practice::lifecycle::{self, State};
use hemicycle_domain::practice::revision::{is_handed_in, is_whole};
use hemicycle_entity::practice;
use hemicycle_entity::values::PracticeStatus;

use super::review::{self, PracticeRevision};
use crate::graphql::context::{actor, now};
use crate::graphql::error::{Answer, Maybe};
use crate::graphql::permission::{Permission, permission};

/// What the caller may do with a practice.
pub struct PracticePermissions(pub Arc<practice::Model>);

impl PracticePermissions {
    /// What is proposed for it, as far as this caller sees that. Nothing is fetched for visitors: they may do nothing.
    async fn revision(&self, ctx: &Context<'_>) -> Maybe<PracticeRevision> {
        let published = self.0.status == PracticeStatus::Published;
        if published && *actor(ctx) != Actor::Visitor {
            review::pending(ctx, &self.0).await
        } else {
            None
        }
    }

    /// Where it stands with a revision.
    fn state(&self, revision: Option<&PracticeRevision>) -> State {
        State {
            status: self.0.status,
            revision: revision.map(|one| (one.0.status, is_handed_in(&one.0))),
        }
    }

    async fn judge(
        &self,
        ctx: &Context<'_>,
        action: Action,
        rule: impl FnOnce(State) -> Result<(), Refusal> + Send,
    ) -> Maybe<Permission> {
        let state = self.revision(ctx).await.transpose();
        let state = state.map(|revision| rule(self.state(revision.as_ref())));
        self.told(ctx, action, state).await
    }

    async fn told(
        &self,
        ctx: &Context<'_>,
        action: Action,
        state: Answer<Result<(), Refusal>>,
    ) -> Maybe<Permission> {
        match state {
            Ok(state) => permission::<practice::Entity>(ctx, &self.0, action, state).await,
            Err(failure) => Some(Err(failure)),
        }
    }

    /// Whether it, or what is proposed for it, can be handed in as it is.
    async fn may_submit(&self, ctx: &Context<'_>) -> Answer<Result<(), Refusal>> {
        let revision = self.revision(ctx).await.transpose()?;
        let whole = is_whole(&self.0, revision.as_ref().map(|one| one.0.as_ref()))?;
        Ok(lifecycle::may_submit(self.state(revision.as_ref())).and(whole))
    }
}

/// What the caller may do with a practice now, as far as the practice itself goes: what an input says is looked at by the deed itself. Each field is null
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

    /// Hand it, or its pending revision, in for review, where it says what reviewers need.
    async fn submit(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = self.may_submit(ctx).await;
        self.told(ctx, Action::Submit, state).await
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
        let elsewhere = may_adopt(actor(ctx), now(ctx), self.0.parliament_id);
        let rule = |state| lifecycle::is_published(state).and(elsewhere);
        self.judge(ctx, Action::Adopt, rule).await
    }

    /// Comment on it.
    async fn comment(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.judge(ctx, Action::Comment, |_| Ok(())).await
    }
}
