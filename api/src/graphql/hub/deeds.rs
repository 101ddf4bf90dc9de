//! Mutations of hubs: their record and where they stand.

use async_graphql::{Context, InputObject, MaybeUndefined, MergedObject, Object};
use hemicycle_domain::hub::deeds;

use super::{Hub, HubBy};
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::enums::{ChannelKind, TranslationOrigin};
use crate::graphql::error::Maybe;
use crate::graphql::scalars::PartialDate;
use crate::graphql::selectors::{patch, selectors};
use crate::graphql::topic::TopicBy;

mod members;

payloads! {
    Hub as hub {
        /// The hub after the edit, or what was wrong with it.
        HubEditPayload,
        /// The hub with its translation, or what was wrong with it.
        HubTranslatePayload,
        /// The hub that is being scoped, or why it is not.
        HubScopePayload,
        /// The active hub, or why it is not.
        HubActivatePayload,
        /// The dormant hub, or why it is not.
        HubSetDormantPayload,
        /// The closed hub, or why it is not.
        HubClosePayload,
    }
}

/// What to change of a hub. A field that is absent stays as it is; one that is null is emptied.
#[derive(InputObject)]
pub struct HubEditInput {
    /// The language of the texts given here: the hub's original language, which it is when absent. Other languages are added with `hubTranslate`.
    language: Option<String>,
    /// A new short name in addresses; the former one keeps leading here.
    slug: Option<String>,
    /// Its name: one line of at most 300 characters. It cannot be emptied; the former one is kept among `formerNames`.
    name: MaybeUndefined<String>,
    /// What it is for, as Markdown of at most 20,000 characters.
    mandate: MaybeUndefined<String>,
    /// The languages it works in, as BCP 47 tags, at most 20; replaces them all.
    languages: Option<Vec<String>>,
    /// When it was founded, as exactly as known.
    founded_on: MaybeUndefined<PartialDate>,
    /// Where it can be met, at most 10 places; replaces them all.
    channels: Option<Vec<HubChannelInput>>,
    /// What it works on, at most 20; replaces them all.
    topics: Option<Vec<TopicBy>>,
}

/// A place where a hub can be met.
#[derive(InputObject)]
pub struct HubChannelInput {
    /// What sort of place.
    kind: ChannelKind,
    /// Its address: an absolute https one.
    url: String,
}

impl From<HubEditInput> for deeds::Edit {
    fn from(input: HubEditInput) -> Self {
        let channel = |one: HubChannelInput| (one.kind.into(), one.url);
        Self {
            language: input.language,
            slug: input.slug,
            name: patch(input.name),
            mandate: patch(input.mandate),
            languages: input.languages,
            founded_on: patch(input.founded_on),
            channels: input
                .channels
                .map(|all| all.into_iter().map(channel).collect()),
            topics: input.topics.map(|topics| selectors(Some(topics))),
        }
    }
}

/// Why a hub stands where it stands from now on. It is shown as the hub's `statusNote` until the next change of status.
#[derive(InputObject)]
pub struct HubNoteInput {
    /// The language of the note; the hub's original language when absent.
    language: Option<String>,
    /// The reason, for everybody to read who sees the hub, as Markdown of at most 20,000 characters.
    note: String,
}

impl From<HubNoteInput> for deeds::Note {
    fn from(input: HubNoteInput) -> Self {
        Self {
            language: input.language,
            note: input.note,
        }
    }
}

/// The texts of a hub in another language. A text that is absent is left alone.
#[derive(InputObject)]
pub struct HubTranslateInput {
    /// The language, as a BCP 47 tag; another one than the text was first written in.
    language: String,
    /// Who translated it: a person when absent.
    origin: Option<TranslationOrigin>,
    /// Its name: one line of at most 300 characters.
    name: Option<String>,
    /// What it is for, as Markdown of at most 20,000 characters.
    mandate: Option<String>,
    /// Why it stands where it stands, as Markdown of at most 20,000 characters.
    status_note: Option<String>,
}

impl From<HubTranslateInput> for deeds::Translation {
    fn from(input: HubTranslateInput) -> Self {
        Self {
            language: input.language,
            origin: input.origin.unwrap_or_default().into(),
            name: input.name,
            mandate: input.mandate,
            status_note: input.status_note,
        }
    }
}

/// What can be done with hubs.
#[derive(MergedObject, Default)]
pub struct HubMutation(HubRecord, members::HubMembers);

/// What changes the record of hubs.
#[derive(Default)]
pub struct HubRecord;

#[Object]
impl HubRecord {
    /// Edits a hub. Its coordinators may, and editors.
    async fn hub_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which hub.")] hub: HubBy,
        #[graphql(desc = "What to change.")] input: HubEditInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<HubEditPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::edit(
                writing,
                hub.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Adds a language to a hub's texts, or renews a translation. Its coordinators may, and editors.
    async fn hub_translate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which hub.")] hub: HubBy,
        #[graphql(desc = "The texts.")] input: HubTranslateInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<HubTranslatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::translate(
                writing,
                hub.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Begins to look for what a proposed hub is to do; everybody sees it from then on. Its coordinators may, and editors.
    async fn hub_scope(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which hub.")] hub: HubBy,
        #[graphql(desc = "Why.")] input: HubNoteInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<HubScopePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::scope(
                writing,
                hub.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Activates a hub that is being scoped, or wakes a dormant one. Its coordinators may, and editors.
    async fn hub_activate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which hub.")] hub: HubBy,
        #[graphql(desc = "Why.")] input: HubNoteInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<HubActivatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::activate(
                writing,
                hub.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Says that an active hub is dormant. Its coordinators may, and editors.
    async fn hub_set_dormant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which hub.")] hub: HubBy,
        #[graphql(desc = "Why.")] input: HubNoteInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<HubSetDormantPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::set_dormant(
                writing,
                hub.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Closes a hub for good, once it is more than a proposal. Its coordinators may, and editors.
    async fn hub_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which hub.")] hub: HubBy,
        #[graphql(desc = "Why.")] input: HubNoteInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<HubClosePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::close(
                writing,
                hub.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }
}
