//! Mutations of events.

use async_graphql::{Context, Object};
use hemicycle_domain::event::{course, deeds, translation};

use super::inputs::{EventDraftInput, EventEditInput, EventNoteInput, EventTranslateInput};
use super::{Event, EventBy};
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::error::Maybe;

payloads! {
    Event as event {
        /// The event that was drafted, or what was wrong with the draft.
        EventDraftPayload,
        /// The event after the edit, or what was wrong with it.
        EventEditPayload,
        /// The event with its translation, or what was wrong with it.
        EventTranslatePayload,
        /// The event that everybody sees now, or why it was not announced.
        EventAnnouncePayload,
        /// The event with its registration open, or why it is not.
        EventOpenRegistrationPayload,
        /// The event with its registration closed, or why it is not.
        EventCloseRegistrationPayload,
        /// The event that was put off, or why it was not.
        EventPostponePayload,
        /// The event that was called off, or why it was not.
        EventCancelPayload,
        /// The event that was held, or why it is not said of it.
        EventMarkHeldPayload,
    }
}

/// What can be done with events.
#[derive(Default)]
pub struct EventMutation;

#[Object]
impl EventMutation {
    /// Drafts an event, for an organising parliament or within a hub. Focal points may for their parliament, coordinators within their hub, editors anywhere. The draft is seen by
    /// those who prepare it until it is announced.
    async fn event_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: EventDraftInput,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<EventDraftPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::draft(writing, input.into()))
        })
        .await
    }

    /// Edits an event. The focal point of an organising parliament may, coordinators of its hubs, and editors. What readers of an announced event need stays: a title, a day, a mode or place; and one that was held goes on having begun.
    async fn event_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] event: EventBy,
        #[graphql(desc = "What to change.")] input: EventEditInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<EventEditPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::edit(
                writing,
                event.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Adds or replaces the texts of an event and of its sessions in a second language. The focal point of an organising parliament may, coordinators of its hubs, and editors.
    async fn event_translate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] event: EventBy,
        #[graphql(desc = "The translation.")] input: EventTranslateInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<EventTranslatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(translation::translate(
                writing,
                event.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Shows a draft to everybody, or announces a postponed event anew. It has what readers need: a title, its first or last day, a mode or place. The focal point of an organising parliament may, coordinators of its hubs, and editors.
    async fn event_announce(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] event: EventBy,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<EventAnnouncePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(course::announce(writing, event.into(), expected_version))
        })
        .await
    }

    /// Opens the registration of delegations for an announced event, before the deadline. The focal point of an organising parliament may, coordinators of its hubs, and editors.
    async fn event_open_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] event: EventBy,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<EventOpenRegistrationPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(course::open_registration(
                writing,
                event.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Closes the registration of delegations. The focal point of an organising parliament may, coordinators of its hubs, and editors.
    async fn event_close_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] event: EventBy,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<EventCloseRegistrationPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(course::close_registration(
                writing,
                event.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Puts an announced event off, with a note that becomes its `statusNote`. Its new dates are given with `eventEdit`; then it is announced anew. The focal point of an organising parliament may, coordinators of its hubs, and editors.
    async fn event_postpone(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] event: EventBy,
        #[graphql(desc = "What readers are told.")] input: EventNoteInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<EventPostponePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(course::postpone(
                writing,
                event.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Calls an announced or postponed event off, with a note that becomes its `statusNote`. The focal point of an organising parliament may, coordinators of its hubs, and editors.
    async fn event_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] event: EventBy,
        #[graphql(desc = "What readers are told.")] input: EventNoteInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<EventCancelPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(course::cancel(
                writing,
                event.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Says that an announced event was held, once it has begun. The focal point of an organising parliament may, coordinators of its hubs, and editors.
    async fn event_mark_held(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] event: EventBy,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<EventMarkHeldPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(course::mark_held(writing, event.into(), expected_version))
        })
        .await
    }
}
