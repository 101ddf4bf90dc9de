//! Mutations of practices: what their own people do. What is done by others, and to keep what is published, is in `reviewing`.

use async_graphql::{Context, MergedObject, Object};
use hemicycle_domain::practice::deeds;

use super::inputs::{
    PracticeAdoptInput, PracticeDraftInput, PracticeEditInput, PracticeSubmitInput,
    PracticeTranslateInput, PracticeWithdrawInput,
};
use super::reviewing::PracticeReviewing;
use super::{Practice, PracticeBy};
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::error::Maybe;

payloads! {
    Practice as practice {
        /// The draft, or what was wrong with it.
        PracticeDraftPayload,
        /// The practice after the edit, or what was wrong with it.
        PracticeEditPayload,
        /// The practice with its translation, or what was wrong with it.
        PracticeTranslatePayload,
        /// The new draft, or why there is none.
        PracticeAdoptPayload,
        /// The practice as it waits for review, or what it lacks.
        PracticeSubmitPayload,
        /// The practice taken back, or why it is not.
        PracticeWithdrawPayload,
    }
}

/// What can be done with practices.
#[derive(MergedObject, Default)]
pub struct PracticeMutation(PracticeContributing, PracticeReviewing);

/// What is done by their own people.
#[derive(Default)]
pub struct PracticeContributing;

#[Object]
impl PracticeContributing {
    /// Drafts a practice of a parliament. Its contributors and focal points may, clients for it, and editors. Only its own people see it until it is published. A second draft under the same
    /// `externalId` answers the first.
    async fn practice_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: PracticeDraftInput,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PracticeDraftPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::draft(writing, input.into()))
        })
        .await
    }

    /// Edits a practice. Its parliament's contributors and focal points may, clients for it, and editors. A withdrawn or rejected one becomes a draft again; one that waits for a decision has to be
    /// withdrawn first. Of a published one the edit becomes its pending revision: what is published stays until the revision is accepted.
    async fn practice_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which practice.")] practice: PracticeBy,
        #[graphql(desc = "What to change.")] input: PracticeEditInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PracticeEditPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::edit(
                writing,
                practice.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Adds or replaces the texts of a practice in another language. Whoever may edit it may; of a published one they are part of its pending revision.
    async fn practice_translate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which practice.")] practice: PracticeBy,
        #[graphql(desc = "The texts.")] input: PracticeTranslateInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PracticeTranslatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::translate(
                writing,
                practice.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Takes a published practice over for another parliament, for which the caller may draft: makes a draft there, filled with what the practice says but for its results, lessons, dates and projects.
    /// Answers the draft.
    async fn practice_adopt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which practice.")] practice: PracticeBy,
        #[graphql(desc = "By whom.")] input: PracticeAdoptInput,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PracticeAdoptPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::adopt(writing, practice.into(), input.into()))
        })
        .await
    }

    /// Hands a practice, or the pending revision of a published one, in for review. Whoever may edit it may. Says everything that a reviewer needs and does not find.
    async fn practice_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which practice.")] practice: PracticeBy,
        #[graphql(desc = "For whom; clients must say it.")] input: Option<PracticeSubmitInput>,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PracticeSubmitPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::submit(
                writing,
                practice.into(),
                input.unwrap_or_default().into(),
                expected_version,
            ))
        })
        .await
    }

    /// Takes back what was handed in, so that it can be edited. Its parliament's contributors and focal points may, clients for it, and whoever wrote it. A revision that was not handed in, or was taken back
    /// before, is given up for good.
    async fn practice_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which practice.")] practice: PracticeBy,
        #[graphql(desc = "For whom; clients must say it.")] input: Option<PracticeWithdrawInput>,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<PracticeWithdrawPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::withdraw(
                writing,
                practice.into(),
                input.unwrap_or_default().into(),
                expected_version,
            ))
        })
        .await
    }
}
