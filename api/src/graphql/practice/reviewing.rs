//! Mutations of practices: what reviewers do, and what keeps the published ones true.

use async_graphql::{Context, Object};
use hemicycle_domain::practice::deeds;

use super::inputs::{
    PracticeChangesInput, PracticeCommentInput, PracticeConfirmInput, PracticeRejectInput,
};
use super::{Practice, PracticeBy};
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::error::Maybe;

payloads! {
    Practice as practice {
        /// The practice in review, or why it is not.
        PracticeTakeUpPayload,
        /// The practice sent back, or why it is not.
        PracticeRequestChangesPayload,
        /// The published practice, or why it is not.
        PracticePublishPayload,
        /// The rejected practice, or why it is not.
        PracticeRejectPayload,
        /// The practice with the comment, or what was wrong with it.
        PracticeCommentPayload,
        /// The archived practice, or why it is not.
        PracticeArchivePayload,
        /// The practice shown again, or why it is not.
        PracticeRestorePayload,
        /// The confirmed practice, or why it is not.
        PracticeConfirmPayload,
    }
}

/// What is done by reviewers, and by those who keep what is published.
#[derive(Default)]
pub struct PracticeReviewing;

#[Object]
impl PracticeReviewing {
    /// Takes up for review what was handed in. Coordinators of its hubs may, and editors, but never of their own work.
    async fn practice_take_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which practice.")] practice: PracticeBy,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PracticeTakeUpPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::take_up(writing, practice.into(), expected_version))
        })
        .await
    }

    /// Sends a practice in review, or its revision, back to its people with what is to be changed. Coordinators of its hubs may, and editors, but never of their own work.
    async fn practice_request_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which practice.")] practice: PracticeBy,
        #[graphql(desc = "What is to be changed.")] input: PracticeChangesInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PracticeRequestChangesPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::request_changes(
                writing,
                practice.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Publishes a practice in review, or puts its revision in place. Coordinators of its hubs may, and editors, but never their own work. Refused where something that the revision changes was changed
    /// since.
    async fn practice_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which practice.")] practice: PracticeBy,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PracticePublishPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::publish(writing, practice.into(), expected_version))
        })
        .await
    }

    /// Rejects a practice in review, or its revision. Coordinators of its hubs may, and editors, but never of their own work.
    async fn practice_reject(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which practice.")] practice: PracticeBy,
        #[graphql(desc = "Why.")] input: PracticeRejectInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PracticeRejectPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::reject(
                writing,
                practice.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Says something about a practice to its own people and its reviewers. They may, and whoever wrote it.
    async fn practice_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which practice.")] practice: PracticeBy,
        #[graphql(desc = "What to say.")] input: PracticeCommentInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PracticeCommentPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::comment(
                writing,
                practice.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Takes a published practice out of sight; its pending revision is given up. Its parliament's focal points may, and editors.
    async fn practice_archive(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which practice.")] practice: PracticeBy,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PracticeArchivePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::archive(writing, practice.into(), expected_version))
        })
        .await
    }

    /// Shows an archived practice again, as it was. Its parliament's focal points may, and editors.
    async fn practice_restore(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which practice.")] practice: PracticeBy,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PracticeRestorePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::restore(writing, practice.into(), expected_version))
        })
        .await
    }

    /// Says that a published practice still holds: `confirmedOn` is today. Its parliament's contributors and focal points may, clients for it, and editors.
    async fn practice_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which practice.")] practice: PracticeBy,
        #[graphql(desc = "For whom; clients must say it.")] input: Option<PracticeConfirmInput>,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PracticeConfirmPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::confirm(
                writing,
                practice.into(),
                input.unwrap_or_default().into(),
                expected_version,
            ))
        })
        .await
    }
}
