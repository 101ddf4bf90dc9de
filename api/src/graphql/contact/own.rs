//! What hangs on a contact for those who are it or keep it: what they may do, and what was agreed to.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use hemicycle_domain::contact::{consent, course};
use hemicycle_domain::failure::Refusal;
use hemicycle_domain::policy::Action;
use hemicycle_entity::{contact, contact_consent};

use crate::graphql::connection::Node;
use crate::graphql::context::now;
use crate::graphql::error::Maybe;
use crate::graphql::id::{self, IdKind};
use crate::graphql::permission::{Permission, permission};
use crate::graphql::scalars::DateTime;

/// What the caller may do with a contact, and what stands against it.
pub struct ContactPermissions(pub Arc<contact::Model>);

impl ContactPermissions {
    async fn may(
        &self,
        ctx: &Context<'_>,
        action: Action,
        state: Result<(), Refusal>,
    ) -> Maybe<Permission> {
        permission::<contact::Entity>(ctx, &self.0, action, state).await
    }
}

/// What the caller may do with a contact, and what stands against it.
#[Object]
impl ContactPermissions {
    /// Edit it with `contactEdit`, and decide who is shown what with `contactSetVisibility`. Null only when it could not be found out.
    async fn edit(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Edit, Ok(())).await
    }

    /// Translate it with `contactTranslate`. Null only when it could not be found out.
    async fn translate(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Translate, Ok(())).await
    }

    /// Confirm it with `contactConfirm`. Null only when it could not be found out.
    async fn confirm(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = course::may_confirm(&self.0, now(ctx).date_naive());
        self.may(ctx, Action::Approve, state).await
    }

    /// End it with `contactEnd`. Null only when it could not be found out.
    async fn end(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = course::may_end(&self.0);
        self.may(ctx, Action::Steer, state).await
    }

    /// Record a consent with `contactConsentGive`. Null only when it could not be found out.
    async fn give_consent(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = consent::may_give(&self.0);
        self.may(ctx, Action::Consent, state).await
    }

    /// Withdraw consent with `contactConsentWithdraw`. Null only when it could not be found out.
    async fn withdraw_consent(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = consent::may_withdraw(&self.0);
        self.may(ctx, Action::Consent, state).await
    }

    /// Say whose it is with `contactSetAccount`. Null only when it could not be found out.
    async fn set_account(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Administer, Ok(())).await
    }

    /// Erase it with `contactErase`. Null only when it could not be found out.
    async fn erase(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        self.may(ctx, Action::Erase, Ok(())).await
    }
}

/// What somebody agreed to.
pub struct ContactConsent(pub Arc<contact_consent::Model>);

impl Node for ContactConsent {
    type Entity = contact_consent::Entity;

    fn of(row: Arc<contact_consent::Model>) -> Self {
        Self(row)
    }
}

/// What somebody agreed to.
#[Object]
impl ContactConsent {
    /// Opaque; names this consent where it is withdrawn.
    async fn id(&self) -> ID {
        id::encode(IdKind::ContactConsent, self.0.id)
    }

    /// What for.
    async fn purpose(&self) -> &str {
        &self.0.purpose
    }

    /// Which version of which text was agreed to.
    async fn text_version(&self) -> &str {
        &self.0.text_version
    }

    /// How it was given, such as by e-mail.
    async fn how(&self) -> &str {
        &self.0.given_how
    }

    /// When it was given.
    async fn given_at(&self) -> DateTime {
        DateTime(self.0.given_at)
    }

    /// When it ends by itself; null when it was given without an end.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.valid_until.map(DateTime)
    }

    /// When it was withdrawn; null while it was not.
    async fn withdrawn_at(&self) -> Option<DateTime> {
        self.0.withdrawn_at.map(DateTime)
    }
}
