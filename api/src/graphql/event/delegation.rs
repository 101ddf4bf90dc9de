//! Delegations to events, their delegates, and the mutations that change them.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use hemicycle_domain::event as domain;
use hemicycle_domain::event::people::RoleTranslation;
use hemicycle_domain::event::{delegations as deeds, erasure};
use hemicycle_entity::{event_delegate, event_delegation};

use super::inputs::converted;
use super::{Event, EventBy};
use crate::graphql::connection::{self, Node};
use crate::graphql::contact::{Contact, ContactBy};
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::directives::list_size;
use crate::graphql::enums::TranslationOrigin;
use crate::graphql::error::Maybe;
use crate::graphql::id::{self, IdKind};
use crate::graphql::parliament::{Parliament, ParliamentBy};
use crate::graphql::scalars::DateTime;
use crate::graphql::selectors::by_part;
use crate::graphql::text::{Languages, LocalizedText, localized};

/// A parliament's registration for an event.
pub struct EventDelegation(pub Arc<event_delegation::Model>);

impl Node for EventDelegation {
    type Entity = event_delegation::Entity;

    fn of(row: Arc<event_delegation::Model>) -> Self {
        Self(row)
    }
}

/// A parliament's registration for an event.
#[Object]
impl EventDelegation {
    /// Opaque; names this delegation where one is changed.
    async fn id(&self) -> ID {
        id::encode(IdKind::EventDelegation, self.0.id)
    }

    /// The event. Null only when it could not be fetched; an error then says why.
    async fn event(&self, ctx: &Context<'_>) -> Maybe<Event> {
        connection::by_id(ctx, Some(self.0.event_id)).await
    }

    /// The parliament. Null only when it could not be fetched; an error then says why.
    async fn parliament(&self, ctx: &Context<'_>) -> Maybe<Parliament> {
        connection::by_id(ctx, Some(self.0.parliament_id)).await
    }

    /// When it was registered.
    async fn registered_at(&self) -> DateTime {
        DateTime(self.0.registered_at)
    }

    /// When it was withdrawn; null when it was not.
    async fn withdrawn_at(&self) -> Option<DateTime> {
        self.0.withdrawn_at.map(DateTime)
    }

    /// Counts the changes of the delegation, from 1. State it as `expectedVersion` when changing the delegation.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Who comes, in the order given. At most 50. Only for the people of that parliament, the coordinators of the event's hubs, editors and administrators; empty for
    /// others. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(50))]
    async fn delegates(&self, ctx: &Context<'_>) -> Maybe<Vec<EventDelegate>> {
        connection::short(ctx, self.0.id, domain::DELEGATES, 50).await
    }
}

/// Somebody in a delegation: a contact, or a name with a role.
pub struct EventDelegate(pub Arc<event_delegate::Model>);

impl Node for EventDelegate {
    type Entity = event_delegate::Entity;

    fn of(row: Arc<event_delegate::Model>) -> Self {
        Self(row)
    }
}

/// Somebody in a delegation: a contact, or a name with a role.
#[Object]
impl EventDelegate {
    /// Opaque; names this delegate where the person is erased. It stays theirs as long as the same contact or name comes.
    async fn id(&self) -> ID {
        id::encode(IdKind::EventDelegate, self.0.id)
    }

    /// The contact; null when only a name was given, or when the caller may not know of it.
    async fn contact(&self, ctx: &Context<'_>) -> Maybe<Contact> {
        connection::by_id(ctx, self.0.contact_id).await
    }

    /// The name; null when a contact stands for it.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// As what the delegate comes. Null when not given.
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
    EventDelegation as delegation {
        /// The delegation that was registered, or why it was not.
        DelegationRegisterPayload,
        /// The delegation after the change, or why it was not changed.
        DelegationChangePayload,
        /// The delegation after the translation, or why it was not translated.
        DelegationTranslatePayload,
        /// The delegation that was withdrawn, or why it was not.
        DelegationWithdrawPayload,
        /// The delegation without the delegate, or why the name is still there.
        DelegateErasePayload,
    }
}

/// A delegation to be registered.
#[derive(InputObject)]
pub struct DelegationRegisterInput {
    /// The parliament that comes.
    parliament: ParliamentBy,
    /// The language of the delegates' roles, as a BCP 47 tag; the event's original language when absent.
    language: Option<String>,
    /// Who comes, at most 50; they can be named later.
    delegates: Option<Vec<EventDelegateInput>>,
}

impl From<DelegationRegisterInput> for deeds::Registration {
    fn from(input: DelegationRegisterInput) -> Self {
        Self {
            parliament: input.parliament.into(),
            people: deeds::People {
                language: input.language,
                delegates: converted(input.delegates.unwrap_or_default()),
            },
        }
    }
}

/// Who comes from now on.
#[derive(InputObject)]
pub struct DelegationChangeInput {
    /// The language of the delegates' roles, as a BCP 47 tag; the event's original language when absent.
    language: Option<String>,
    /// Who comes, at most 50; replaces them all.
    delegates: Vec<EventDelegateInput>,
}

impl From<DelegationChangeInput> for deeds::People {
    fn from(input: DelegationChangeInput) -> Self {
        Self {
            language: input.language,
            delegates: converted(input.delegates),
        }
    }
}

/// As what delegates come, in a second language.
#[derive(InputObject)]
pub struct DelegationTranslateInput {
    /// The language, as a BCP 47 tag; another one than the roles were first written in.
    language: String,
    /// Who translated it: a person when absent.
    origin: Option<TranslationOrigin>,
    /// As what they come; who is absent stays as they are.
    delegates: Vec<EventDelegateTranslateInput>,
}

/// As what a delegate comes, in a second language.
#[derive(InputObject)]
pub struct EventDelegateTranslateInput {
    /// Which delegate, by their id.
    delegate: ID,
    /// As what they come: one line of at most 300 characters.
    role_title: String,
}

impl From<DelegationTranslateInput> for deeds::Translation {
    fn from(input: DelegationTranslateInput) -> Self {
        Self {
            language: input.language,
            origin: input.origin.unwrap_or_default().into(),
            delegates: converted(input.delegates),
        }
    }
}

impl From<EventDelegateTranslateInput> for RoleTranslation {
    fn from(input: EventDelegateTranslateInput) -> Self {
        Self {
            person: by_part(IdKind::EventDelegate, &input.delegate),
            role_title: input.role_title,
        }
    }
}

/// Somebody who comes: either a contact, or a name with a role. The name is never told to the network, nor kept in the log.
#[derive(InputObject)]
pub struct EventDelegateInput {
    /// The contact.
    contact: Option<ContactBy>,
    /// The name of a person who is no contact: one line of at most 300 characters.
    name: Option<String>,
    /// As what the person comes; needed with a name.
    role_title: Option<String>,
}

impl From<EventDelegateInput> for deeds::Delegate {
    fn from(input: EventDelegateInput) -> Self {
        Self {
            contact: input.contact.map(Into::into),
            name: input.name,
            role_title: input.role_title,
        }
    }
}

/// What can be done with delegations to events.
#[derive(Default)]
pub struct DelegationMutation;

#[Object]
impl DelegationMutation {
    /// Registers a parliament's delegation for an event while registration is open, one per parliament; one that was withdrawn comes back. The focal point of that parliament may.
    /// After the deadline it is refused with `DEADLINE_PASSED`.
    async fn delegation_register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event.")] event: EventBy,
        #[graphql(desc = "Who comes.")] input: DelegationRegisterInput,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<DelegationRegisterPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::register(writing, event.into(), input.into()))
        })
        .await
    }

    /// Changes who comes, while registration is open. The focal point of that parliament may. After the deadline it is refused with `DEADLINE_PASSED`.
    async fn delegation_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which delegation, by its id.")] delegation: ID,
        #[graphql(desc = "Who comes.")] input: DelegationChangeInput,
        #[graphql(desc = "The `version` of the delegation that the caller has seen.")]
        expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<DelegationChangePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::change(
                writing,
                by_part(IdKind::EventDelegation, &delegation),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Adds or replaces what delegates come as in a second language, while registration is open. The focal point of that parliament may. After the deadline it is
    /// refused with `DEADLINE_PASSED`.
    async fn delegation_translate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which delegation, by its id.")] delegation: ID,
        #[graphql(desc = "The roles in that language.")] input: DelegationTranslateInput,
        #[graphql(desc = "The `version` of the delegation that the caller has seen.")]
        expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<DelegationTranslatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::translate(
                writing,
                by_part(IdKind::EventDelegation, &delegation),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Withdraws a delegation, while registration is open, and forgets its delegates. The focal point of that parliament may. After the deadline it is refused with `DEADLINE_PASSED`.
    async fn delegation_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which delegation, by its id.")] delegation: ID,
        #[graphql(desc = "The `version` of the delegation that the caller has seen.")]
        expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<DelegationWithdrawPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::withdraw(
                writing,
                by_part(IdKind::EventDelegation, &delegation),
                expected_version,
            ))
        })
        .await
    }

    /// Erases a delegate who is named without a contact, whatever has become of the event and its registration: the log goes on counting, and never had the name. Who is a
    /// contact is erased with `contactErase`, here too. Administrators may; it cannot be undone.
    async fn delegate_erase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which delegate, by its id.")] delegate: ID,
        #[graphql(desc = "The `version` of the delegation that the caller has seen.")]
        expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<DelegateErasePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(erasure::delegate(
                writing,
                by_part(IdKind::EventDelegate, &delegate),
                expected_version,
            ))
        })
        .await
    }
}
