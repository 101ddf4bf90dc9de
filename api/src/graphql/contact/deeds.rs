//! Mutations of contacts.

use async_graphql::{Context, Object};
use hemicycle_domain::contact::{consent, course, deeds, person};
use hemicycle_domain::erasure;

use super::inputs::{
    ContactConfirmInput, ContactConsentGiveInput, ContactConsentWithdrawInput, ContactEditInput,
    ContactEndInput, ContactNominateInput, ContactSetAccountInput, ContactSetVisibilityInput,
    ContactTranslateInput,
};
use super::{Contact, ContactBy};
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::error::Maybe;

payloads! {
    Contact as contact {
        /// The contact that was nominated, or what was wrong with the nomination.
        ContactNominatePayload,
        /// The contact in office, or why it is not.
        ContactConfirmPayload,
        /// The contact after the edit, or what was wrong with it.
        ContactEditPayload,
        /// The contact with its translation, or what was wrong with it.
        ContactTranslatePayload,
        /// The contact with its end, or why it has none.
        ContactEndPayload,
        /// The contact as it is shown from now on, or why not.
        ContactSetVisibilityPayload,
        /// The contact with its account, or why it has another.
        ContactSetAccountPayload,
        /// The contact with the consent recorded, or what was wrong with it.
        ContactConsentGivePayload,
        /// The contact without the consent, or what was wrong.
        ContactConsentWithdrawPayload,
        /// Nothing of the contact is left; or why it could not be erased.
        ContactErasePayload,
    }
}

/// What can be done with contacts.
#[derive(Default)]
pub struct ContactMutation;

#[Object]
impl ContactMutation {
    /// Nominates somebody who can help, or a function. Focal points may for their parliament and its chambers, coordinators for their hub, editors
    /// anywhere. It waits for its confirmation; whatever leads to a person is for the hub until `contactSetVisibility` says otherwise.
    async fn contact_nominate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The nomination.")] input: ContactNominateInput,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ContactNominatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::nominate(writing, input.into()))
        })
        .await
    }

    /// Confirms a nomination: from now on the contact is shown to whom it is for. Coordinators of its hubs may, and editors.
    async fn contact_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contact.")] contact: ContactBy,
        #[graphql(desc = "From when on.")] input: ContactConfirmInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ContactConfirmPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(course::confirm(
                writing,
                contact.into(),
                input.day(),
                expected_version,
            ))
        })
        .await
    }

    /// Edits a contact. The person may, the focal point of their parliament, and editors.
    async fn contact_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contact.")] contact: ContactBy,
        #[graphql(desc = "What to change.")] input: ContactEditInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ContactEditPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::edit(
                writing,
                contact.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Adds or replaces a translation of a contact's texts. The person may, the focal point of their parliament, and editors.
    async fn contact_translate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contact.")] contact: ContactBy,
        #[graphql(desc = "The translation.")] input: ContactTranslateInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ContactTranslatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::translate(
                writing,
                contact.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Ends an appointment: the contact is hidden from that day on. The person may, the focal point of their parliament, coordinators of its hubs, and
    /// editors.
    async fn contact_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contact.")] contact: ContactBy,
        #[graphql(desc = "When.")] input: ContactEndInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ContactEndPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(course::end(
                writing,
                contact.into(),
                input.day(),
                expected_version,
            ))
        })
        .await
    }

    /// Decides who is shown a contact, and each of its details. The person may, the focal point of their parliament, and editors.
    async fn contact_set_visibility(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contact.")] contact: ContactBy,
        #[graphql(desc = "Who is to be shown what.")] input: ContactSetVisibilityInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ContactSetVisibilityPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(course::set_visibility(
                writing,
                contact.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Says whose contact it is: that account has the rights of its person, erasure among them. What the person before agreed to ends, and
    /// they are taken out of the sessions and delegations in which they were. Administrators may; for themselves another one does.
    async fn contact_set_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contact.")] contact: ContactBy,
        #[graphql(desc = "Whose it is.")] input: ContactSetAccountInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ContactSetAccountPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(person::set_account(
                writing,
                contact.into(),
                input.account(),
                expected_version,
            ))
        })
        .await
    }

    /// Records what the person agreed to. The person may, the focal point of their parliament, and editors.
    async fn contact_consent_give(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contact.")] contact: ContactBy,
        #[graphql(desc = "The consent.")] input: ContactConsentGiveInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ContactConsentGivePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(consent::give(
                writing,
                contact.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Withdraws consent: what hung on it is hidden at once. With the last one, the name, mailbox and telephone are for the hubs at most, also once there is another. The person may, the focal point of their parliament, and editors.
    async fn contact_consent_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contact.")] contact: ContactBy,
        #[graphql(desc = "Which one.")] input: ContactConsentWithdrawInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ContactConsentWithdrawPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        let which = input.which();
        act(ctx, how, move |writing| {
            Box::pin(consent::withdraw(
                writing,
                contact.into(),
                which,
                expected_version,
            ))
        })
        .await
    }

    /// Erases a contact, with its consents and wherever the person speaks at a session or attends as a delegate through it. What stays is the entry of the
    /// log, which names nobody. Administrators may, and the person themself. The payload holds no contact: there is none any more.
    async fn contact_erase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contact.")] contact: ContactBy,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ContactErasePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(erasure::contact(writing, contact.into(), expected_version))
        })
        .await
    }
}
