//! What mutations of contacts are given.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use hemicycle_domain::contact::{consent, course, deeds};
use hemicycle_domain::deed::Selector;
use hemicycle_domain::wording::Patch;

use crate::graphql::enums::{Appointment, TranslationOrigin, Visibility};
use crate::graphql::hub::HubBy;
use crate::graphql::id::{self, IdKind};
use crate::graphql::practice::PracticeBy;
use crate::graphql::project::ProjectBy;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::selectors::{PartyBy, patch, selectors};
use crate::graphql::topic::TopicBy;

/// A reference to something by its id alone.
pub fn reference(kind: IdKind, id: &ID) -> Selector {
    match id::decode_as(kind, id) {
        Ok(id) => Selector::Id(id),
        Err(refusal) => Selector::Bad(refusal),
    }
}

/// Somebody to be nominated, or a function.
#[derive(InputObject)]
pub struct ContactNominateInput {
    /// The language its texts are written in, as a BCP 47 tag.
    language: String,
    /// The short name of the function it would like in addresses, never a person's name; a number is added where it is taken. Made from the role's
    /// title when absent.
    slug: Option<String>,
    /// The parliament, chamber or organisation it belongs to.
    party: PartyBy,
    /// The person's name, one line of at most 300 characters; absent for a function without a person. Where it is given, nothing is shown outside
    /// before a consent is recorded.
    name: Option<String>,
    /// What the function is called: one line of at most 300 characters. Required where no name is given.
    role_title: Option<String>,
    /// The unit of the parliament or organisation: one line of at most 300 characters.
    unit: Option<String>,
    /// Languages in which one can write, as BCP 47 tags, at most 20.
    languages: Option<Vec<String>>,
    /// The e-mail address, preferably of the function.
    mailbox: Option<String>,
    /// The telephone number.
    phone: Option<String>,
    /// A page about the function: an absolute https address.
    website: Option<String>,
    /// What the contact is for.
    appointment: Appointment,
    /// The day the appointment begins; the day it is confirmed when absent.
    appointed_on: Option<Date>,
    /// The day the appointment ends, from which on the contact is hidden; not before it begins.
    ends_on: Option<Date>,
    /// The body that nominates: one line of at most 300 characters.
    nominated_by: String,
    /// The account of the person, by the id that they know it by: with it they see, edit and erase their own contact. Not the caller's own. Afterwards
    /// administrators change it, with `contactSetAccount`.
    account: Option<ID>,
    /// Topics it can help with, at most 20.
    expertise: Option<Vec<TopicBy>>,
    /// The hubs it is to be a contact of, at most 20. Each is one that you coordinate, or that a parliament of yours takes part in; editors name any.
    hubs: Option<Vec<HubBy>>,
    /// The projects it can help with.
    projects: Option<Vec<ProjectBy>>,
    /// The practices it can help with.
    practices: Option<Vec<PracticeBy>>,
}

impl From<ContactNominateInput> for deeds::Nomination {
    fn from(input: ContactNominateInput) -> Self {
        let account = input.account;
        Self {
            language: input.language,
            slug: input.slug,
            party: input.party.into(),
            name: input.name,
            role_title: input.role_title,
            unit: input.unit,
            languages: input.languages.unwrap_or_default(),
            mailbox: input.mailbox,
            phone: input.phone,
            website: input.website,
            appointment: input.appointment.into(),
            appointed_on: input.appointed_on.map(Into::into),
            ends_on: input.ends_on.map(Into::into),
            nominated_by: input.nominated_by,
            account: account.map(|id| reference(IdKind::Account, &id)),
            expertise: selectors(input.expertise),
            hubs: selectors(input.hubs),
            projects: selectors(input.projects),
            practices: selectors(input.practices),
        }
    }
}

/// What to change of a contact. A field that is absent stays as it is; one that is null is emptied.
#[derive(InputObject)]
pub struct ContactEditInput {
    /// The language of the texts given here: the contact's original language, which it is when absent. Other languages are added with
    /// `contactTranslate`.
    language: Option<String>,
    /// A new short name in addresses; the former one keeps leading here.
    slug: Option<String>,
    /// The person's name. Where somebody else than the person changes it, the consents recorded here end, the contact leaves the account it had, and is
    /// taken out of the sessions and delegations in which it was: they were another person's.
    name: MaybeUndefined<String>,
    /// What the function is called. It cannot be emptied where no person is named.
    role_title: MaybeUndefined<String>,
    /// The unit of the parliament or organisation.
    unit: MaybeUndefined<String>,
    /// Languages in which one can write, as BCP 47 tags, at most 20; replaces them all.
    languages: Option<Vec<String>>,
    /// The e-mail address, preferably of the function.
    mailbox: MaybeUndefined<String>,
    /// The telephone number.
    phone: MaybeUndefined<String>,
    /// A page about the function: an absolute https address.
    website: MaybeUndefined<String>,
    /// The day the appointment began. Not for the person themself to change.
    appointed_on: MaybeUndefined<Date>,
    /// The day the appointment ends. Not for the person themself to change here; `contactEnd` ends it.
    ends_on: MaybeUndefined<Date>,
    /// The body that nominated. Not for the person themself to change.
    nominated_by: MaybeUndefined<String>,
    /// Topics it can help with, at most 20; replaces them all.
    expertise: Option<Vec<TopicBy>>,
    /// The hubs it is a contact of, at most 20; replaces them all. Those it comes to you coordinate, or a parliament of yours takes part in them; those it leaves you coordinate, or you edit it for its parliament or as the person. Editors name any.
    hubs: Option<Vec<HubBy>>,
    /// The projects it can help with; replaces them all.
    projects: Option<Vec<ProjectBy>>,
    /// The practices it can help with; replaces them all.
    practices: Option<Vec<PracticeBy>>,
}

impl From<ContactEditInput> for deeds::Edit {
    fn from(input: ContactEditInput) -> Self {
        Self {
            language: input.language,
            slug: input.slug,
            name: patch(input.name),
            role_title: patch(input.role_title),
            unit: patch(input.unit),
            languages: input.languages,
            mailbox: patch(input.mailbox),
            phone: patch(input.phone),
            website: patch(input.website),
            appointed_on: patch(input.appointed_on),
            ends_on: patch(input.ends_on),
            nominated_by: patch(input.nominated_by),
            expertise: input.expertise.map(|list| selectors(Some(list))),
            hubs: input.hubs.map(|list| selectors(Some(list))),
            projects: input.projects.map(|list| selectors(Some(list))),
            practices: input.practices.map(|list| selectors(Some(list))),
        }
    }
}

/// Whose contact it is.
#[derive(InputObject)]
pub struct ContactSetAccountInput {
    /// The account of the person, by the id that they know it by: with it they see, edit and erase their own contact. Null: nobody's any more. Not the
    /// caller's own.
    account: MaybeUndefined<ID>,
}

impl ContactSetAccountInput {
    /// The account that is named.
    pub fn account(self) -> Patch<Selector> {
        let account: Patch<ID> = patch(self.account);
        account.map(|id| id.map(|id| reference(IdKind::Account, &id)))
    }
}

/// A translation of a contact's texts; what is not given stays.
#[derive(InputObject)]
pub struct ContactTranslateInput {
    /// The language of the translation, as a BCP 47 tag.
    language: String,
    /// What the function is called.
    role_title: Option<String>,
    /// The unit of the parliament or organisation.
    unit: Option<String>,
    /// Who translated it: a person when absent.
    origin: Option<TranslationOrigin>,
}

impl From<ContactTranslateInput> for deeds::Translation {
    fn from(input: ContactTranslateInput) -> Self {
        Self {
            language: input.language,
            role_title: input.role_title,
            unit: input.unit,
            origin: input.origin.unwrap_or_default().into(),
        }
    }
}

/// How a nomination is confirmed.
#[derive(InputObject)]
pub struct ContactConfirmInput {
    /// The day the appointment begins; as it was nominated, or today, when absent. It may be to come: the contact is shown from its confirmation on.
    appointed_on: Option<Date>,
}

/// How an appointment ends.
#[derive(InputObject)]
pub struct ContactEndInput {
    /// The day from which on the contact is hidden; today when absent. A day to come ends it then.
    ends_on: Option<Date>,
}

/// Who is to be shown what. What is absent stays.
#[derive(InputObject)]
pub struct ContactSetVisibilityInput {
    /// Who is shown the contact at all.
    contact: Option<Visibility>,
    /// Who is shown the name. Of a person, PUBLIC is for themself to choose, or with a consent in force.
    name: Option<Visibility>,
    /// Who is shown the e-mail address. Of a person, PUBLIC is for themself to choose, or with a consent in force.
    mailbox: Option<Visibility>,
    /// Who is shown the telephone number. Of a person, PUBLIC is for themself to choose, or with a consent in force.
    phone: Option<Visibility>,
}

impl From<ContactSetVisibilityInput> for course::Views {
    fn from(input: ContactSetVisibilityInput) -> Self {
        Self {
            contact: input.contact.map(Into::into),
            name: input.name.map(Into::into),
            mailbox: input.mailbox.map(Into::into),
            phone: input.phone.map(Into::into),
        }
    }
}

/// A consent as it was given.
#[derive(InputObject)]
pub struct ContactConsentGiveInput {
    /// What for: one line of at most 300 characters.
    purpose: String,
    /// Which version of which text was agreed to: one line of at most 300 characters.
    text_version: String,
    /// How it was given, such as by e-mail: one line of at most 300 characters.
    how: String,
    /// When it was given, not in the future; now when absent.
    given_at: Option<DateTime>,
    /// When it ends by itself; without an end when absent.
    expires_at: Option<DateTime>,
}

impl From<ContactConsentGiveInput> for consent::Given {
    fn from(input: ContactConsentGiveInput) -> Self {
        Self {
            purpose: input.purpose,
            text_version: input.text_version,
            how: input.how,
            at: input.given_at.map(|at| at.0),
            until: input.expires_at.map(|at| at.0),
        }
    }
}

/// Which consent is withdrawn.
#[derive(InputObject)]
pub struct ContactConsentWithdrawInput {
    /// One of the contact's consents; all that are in force when absent.
    consent: Option<ID>,
}

impl ContactConfirmInput {
    pub fn day(&self) -> Option<NaiveDate> {
        self.appointed_on.map(|day| day.0)
    }
}

impl ContactEndInput {
    pub fn day(&self) -> Option<NaiveDate> {
        self.ends_on.map(|day| day.0)
    }
}

impl ContactConsentWithdrawInput {
    pub fn which(&self) -> Option<Selector> {
        let id = self.consent.as_ref();
        id.map(|id| reference(IdKind::ContactConsent, id))
    }
}
