//! The sessions of an event, their speakers, and the mutations that change them.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use hemicycle_domain::event as domain;
use hemicycle_domain::event::{erasure, sessions as deeds};
use hemicycle_entity::{event_session, event_speaker};

use super::inputs::converted;
use super::{Event, EventBy};
use crate::graphql::connection::{self, Connection, Node, PageArgs};
use crate::graphql::contact::{Contact, ContactBy};
use crate::graphql::context::tells_of_somebody;
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::directives::list_size;
use crate::graphql::enums::{Audience, SessionKind};
use crate::graphql::error::Maybe;
use crate::graphql::id::{self, IdKind};
use crate::graphql::inputs::{AnyOf, OrderBy, any_of};
use crate::graphql::practice::{
    Practice, PracticeBy, PracticeFilter, PracticeOrderField, audiences,
};
use crate::graphql::scalars::DateTime;
use crate::graphql::selectors::{by_part, patch};
use crate::graphql::text::{Languages, LocalizedText, always, body, localized};

/// A session of an event.
pub struct EventSession(pub Arc<event_session::Model>);

impl Node for EventSession {
    type Entity = event_session::Entity;

    fn of(row: Arc<event_session::Model>) -> Self {
        Self(row)
    }
}

/// A session of an event.
#[Object]
impl EventSession {
    /// Opaque; names this session where one is meant.
    async fn id(&self) -> ID {
        id::encode(IdKind::EventSession, self.0.id)
    }

    /// What it is called.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> LocalizedText {
        always(ctx, &self.0.title, languages)
    }

    /// What happens in it.
    async fn kind(&self) -> SessionKind {
        self.0.kind.into()
    }

    /// What it is about, as Markdown. Null when not given.
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.0.summary.as_ref()?, languages)
    }

    /// For whom it is; empty when not said. At most 10.
    #[graphql(directive = list_size::apply(10))]
    async fn audiences(&self) -> Vec<Audience> {
        audiences(&self.0.audiences)
    }

    /// When it starts; null when not known.
    async fn starts_at(&self) -> Option<DateTime> {
        self.0.starts_at.map(DateTime)
    }

    /// When it ends; null when not known.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.ends_at.map(DateTime)
    }

    /// Who speaks. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn speakers(&self, ctx: &Context<'_>) -> Maybe<Vec<EventSpeaker>> {
        connection::short(ctx, self.0.id, domain::SPEAKERS, 20).await
    }
    /// The practices shown. Null only when it could not be fetched; an error then says why.
    async fn practices(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, 0 to 100; 20 when neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100. Not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "Which of them.")] filter: Option<PracticeFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<PracticeOrderField>>,
    ) -> Maybe<Connection<Practice>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.map(Into::into).unwrap_or_default();
        connection::children(
            ctx,
            self.0.id,
            domain::SESSION_PRACTICES.forward(),
            page,
            filter,
            order_by,
        )
        .await
    }
}

/// Which sessions of an event to keep.
#[derive(InputObject, Clone)]
pub struct EventSessionFilter {
    /// Kinds.
    kind: Option<AnyOf<SessionKind>>,
}

impl From<EventSessionFilter> for domain::SessionFilter {
    fn from(filter: EventSessionFilter) -> Self {
        Self {
            kind: any_of(filter.kind),
        }
    }
}

/// Who speaks at a session: a contact, or a name given with consent.
pub struct EventSpeaker(pub Arc<event_speaker::Model>);

impl Node for EventSpeaker {
    type Entity = event_speaker::Entity;

    fn of(row: Arc<event_speaker::Model>) -> Self {
        Self(row)
    }
}

/// Who speaks at a session: a contact, or a name given with consent.
#[Object]
impl EventSpeaker {
    /// Opaque; names this speaker where the person is erased. It stays theirs as long as the same contact or name speaks.
    async fn id(&self) -> ID {
        id::encode(IdKind::EventSpeaker, self.0.id)
    }

    /// The contact; null when only a name was given, or when the caller may not know of it.
    async fn contact(&self, ctx: &Context<'_>) -> Maybe<Contact> {
        connection::by_id(ctx, self.0.contact_id).await
    }

    /// The name; null when a contact stands for it.
    async fn name(&self, ctx: &Context<'_>) -> Option<&str> {
        let name = self.0.name.as_deref()?;
        tells_of_somebody(ctx);
        Some(name)
    }

    /// As what the speaker is announced. Null when not given.
    async fn role_title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        localized(ctx, self.0.role_title.as_ref()?, languages)
    }
}

payloads! {
    Event as event {
        /// The event with its new session, or what was wrong with it.
        EventSessionAddPayload,
        /// The event with the changed session, or what was wrong with the change.
        EventSessionEditPayload,
        /// The event without the session, or why it is still there.
        EventSessionRemovePayload,
        /// The event without the speaker, or why the name is still there.
        EventSpeakerErasePayload,
    }
}

/// A session to be added.
#[derive(InputObject)]
pub struct EventSessionAddInput {
    /// The language of its texts; the event's original language when absent.
    language: Option<String>,
    /// What it is called: one line of at most 300 characters.
    title: String,
    /// What happens in it.
    kind: SessionKind,
    /// What it is about, as Markdown of at most 20,000 characters.
    summary: Option<String>,
    /// For whom it is.
    audiences: Option<Vec<Audience>>,
    /// When it starts.
    starts_at: Option<DateTime>,
    /// When it ends; not before it starts.
    ends_at: Option<DateTime>,
    /// Its place among the event's sessions, from 1; the last when absent or beyond.
    position: Option<i32>,
    /// Who speaks, in this order; at most 20.
    speakers: Option<Vec<EventSpeakerInput>>,
    /// The practices shown.
    practices: Option<Vec<PracticeBy>>,
}

impl From<EventSessionAddInput> for deeds::Edit {
    fn from(input: EventSessionAddInput) -> Self {
        Self {
            language: input.language,
            title: Some(Some(input.title)),
            kind: Some(input.kind.into()),
            summary: input.summary.map(Some),
            audiences: input.audiences.map(converted),
            starts_at: input.starts_at.map(|at| Some(at.0)),
            ends_at: input.ends_at.map(|at| Some(at.0)),
            position: input.position,
            speakers: input.speakers.map(converted),
            practices: input.practices.map(converted),
        }
    }
}

/// What to change of a session. A field that is absent stays as it is; one that is null is emptied.
#[derive(InputObject)]
pub struct EventSessionEditInput {
    /// The language of the texts given here: the one they were first written in; the event's original language when absent. Other languages are added with `eventTranslate`.
    language: Option<String>,
    /// What it is called: one line of at most 300 characters. It cannot be emptied.
    title: MaybeUndefined<String>,
    /// What happens in it.
    kind: Option<SessionKind>,
    /// What it is about, as Markdown of at most 20,000 characters.
    summary: MaybeUndefined<String>,
    /// For whom it is; replaces them all.
    audiences: Option<Vec<Audience>>,
    /// When it starts.
    starts_at: MaybeUndefined<DateTime>,
    /// When it ends; not before it starts.
    ends_at: MaybeUndefined<DateTime>,
    /// Its new place among the event's sessions, from 1; the last when beyond.
    position: Option<i32>,
    /// Who speaks, in this order, at most 20; replaces them all.
    speakers: Option<Vec<EventSpeakerInput>>,
    /// The practices shown; replaces them all.
    practices: Option<Vec<PracticeBy>>,
}

impl From<EventSessionEditInput> for deeds::Edit {
    fn from(input: EventSessionEditInput) -> Self {
        Self {
            language: input.language,
            title: patch(input.title),
            kind: input.kind.map(Into::into),
            summary: patch(input.summary),
            audiences: input.audiences.map(converted),
            starts_at: patch(input.starts_at),
            ends_at: patch(input.ends_at),
            position: input.position,
            speakers: input.speakers.map(converted),
            practices: input.practices.map(converted),
        }
    }
}

/// Somebody who speaks: either a contact, or a name with the person's consent to be named.
#[derive(InputObject)]
pub struct EventSpeakerInput {
    /// The contact.
    contact: Option<ContactBy>,
    /// The name of a person who is no contact: one line of at most 300 characters, for everybody to read.
    name: Option<String>,
    /// As what the speaker is announced, in the language of the session's texts here.
    role_title: Option<String>,
    /// When the person who is named agreed to it; needed with a name.
    consented_at: Option<DateTime>,
}

impl From<EventSpeakerInput> for deeds::Speaker {
    fn from(input: EventSpeakerInput) -> Self {
        Self {
            contact: input.contact.map(Into::into),
            name: input.name,
            role_title: input.role_title,
            consented_at: input.consented_at.map(|at| at.0),
        }
    }
}

/// What can be done with the sessions of events.
#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Adds a session to an event that is not cancelled. The focal point of an organising parliament may, coordinators of its hubs, and editors.
    async fn event_session_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] event: EventBy,
        #[graphql(desc = "The session.")] input: EventSessionAddInput,
        #[graphql(desc = "The `version` of the event that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<EventSessionAddPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::add(
                writing,
                event.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Changes a session of an event that is not cancelled. The focal point of an organising parliament may, coordinators of its hubs, and editors.
    async fn event_session_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session, by its id.")] session: ID,
        #[graphql(desc = "What to change.")] input: EventSessionEditInput,
        #[graphql(desc = "The `version` of the event that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<EventSessionEditPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::edit(
                writing,
                by_part(IdKind::EventSession, &session),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Removes a session from an event that is not cancelled, with its speakers. The focal point of an organising parliament may, coordinators of its hubs, and editors.
    async fn event_session_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session, by its id.")] session: ID,
        #[graphql(desc = "The `version` of the event that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<EventSessionRemovePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::remove(
                writing,
                by_part(IdKind::EventSession, &session),
                expected_version,
            ))
        })
        .await
    }

    /// Erases a speaker who is named without a contact, whatever has become of the event: the log goes on counting, and never had the name. Who is a contact is erased
    /// with `contactErase`, here too. Administrators may; it cannot be undone.
    async fn event_speaker_erase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which speaker, by its id.")] speaker: ID,
        #[graphql(desc = "The `version` of the event that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<EventSpeakerErasePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(erasure::speaker(
                writing,
                by_part(IdKind::EventSpeaker, &speaker),
                expected_version,
            ))
        })
        .await
    }
}
