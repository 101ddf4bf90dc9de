//! What an event is drafted, edited and translated with.

use async_graphql::{ID, InputObject, MaybeUndefined};
use hemicycle_domain::event::people::RoleTranslation;
use hemicycle_domain::event::{course, deeds, translation};

use crate::graphql::contact::ContactBy;
use crate::graphql::country::CountryBy;
use crate::graphql::enums::{Audience, EventKind, EventMode, SessionKind, TranslationOrigin};
use crate::graphql::hub::HubBy;
use crate::graphql::id::IdKind;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::selectors::{PartyBy, by_part, patch};
use crate::graphql::topic::TopicBy;

/// An event to be drafted.
#[derive(InputObject)]
pub struct EventDraftInput {
    /// The language its texts are written in, as a BCP 47 tag.
    language: String,
    /// The short name it would like in addresses; a number is added where it is taken. Made from the title when absent.
    slug: Option<String>,
    /// What it is called: one line of at most 300 characters.
    title: String,
    /// The short name that the editions of one event share.
    series: Option<String>,
    /// Its number within the series, from 1; each number once.
    edition: Option<i32>,
    /// What sort of event it is.
    kind: EventKind,
    /// How one takes part.
    mode: Option<EventMode>,
    /// Its theme: one line of at most 300 characters.
    theme: Option<String>,
    /// What it is about, as Markdown of at most 20,000 characters.
    summary: Option<String>,
    /// Its first day, local to its place; follows from `startsAt` when absent.
    starts_on: Option<Date>,
    /// Its last day, local to its place, not before the first; follows from `endsAt` when absent.
    ends_on: Option<Date>,
    /// The instant it starts, on its first day.
    starts_at: Option<DateTime>,
    /// The instant it ends, on its last day, not before it starts.
    ends_at: Option<DateTime>,
    /// The IANA name of its time zone, such as `Europe/Zurich`. Days are counted in it, and in UTC where it is not known.
    time_zone: Option<String>,
    /// Where it is held: one line of at most 300 characters.
    place: Option<String>,
    /// The country it is held in.
    country: Option<CountryBy>,
    /// The languages it is held in, as BCP 47 tags; at most 20.
    languages: Option<Vec<String>>,
    /// Where one registers elsewhere: an https address.
    registration_url: Option<String>,
    /// The day of the registration deadline, which is in time to its end; not after the event’s end. Follows from `registrationClosesAt` when absent.
    registration_closes_on: Option<Date>,
    /// The instant from which on registration is refused, where one is announced; not after the event’s end.
    registration_closes_at: Option<DateTime>,
    /// Its website: an https address.
    website: Option<String>,
    /// The kinds of session it will have; those of the sessions that are added come on their own.
    session_kinds: Option<Vec<SessionKind>>,
    /// For whom it is.
    audiences: Option<Vec<Audience>>,
    /// Whom to write to.
    contact: Option<ContactBy>,
    /// Who organises it, in this order; at most 20. A parliament, or a chamber of it, is named by its focal point, by the coordinator of a hub it takes part in, or by editors.
    organisers: Option<Vec<PartyBy>>,
    /// The hubs whose event it is; at most 20. Each is one that you coordinate, or that a parliament of yours takes part in; editors name any.
    hubs: Option<Vec<HubBy>>,
    /// What it is about; at most 20.
    topics: Option<Vec<TopicBy>>,
}

impl From<EventDraftInput> for deeds::Edit {
    fn from(input: EventDraftInput) -> Self {
        Self {
            language: Some(input.language),
            slug: input.slug,
            title: Some(Some(input.title)),
            series: input.series.map(Some),
            edition: input.edition.map(Some),
            kind: Some(input.kind.into()),
            mode: input.mode.map(|new| Some(new.into())),
            theme: input.theme.map(Some),
            summary: input.summary.map(Some),
            starts_on: input.starts_on.map(|new| Some(new.into())),
            ends_on: input.ends_on.map(|new| Some(new.into())),
            starts_at: input.starts_at.map(|new| Some(new.into())),
            ends_at: input.ends_at.map(|new| Some(new.into())),
            time_zone: input.time_zone.map(Some),
            place: input.place.map(Some),
            country: input.country.map(|new| Some(new.into())),
            languages: input.languages,
            registration_url: input.registration_url.map(Some),
            registration_closes_on: input.registration_closes_on.map(|new| Some(new.into())),
            registration_closes_at: input.registration_closes_at.map(|new| Some(new.into())),
            website: input.website.map(Some),
            session_kinds: input.session_kinds.map(converted),
            audiences: input.audiences.map(converted),
            contact: input.contact.map(|new| Some(new.into())),
            organisers: input.organisers.map(converted),
            hubs: input.hubs.map(converted),
            topics: input.topics.map(converted),
        }
    }
}

/// What to change of an event. A field that is absent stays as it is; one that is null is emptied.
#[derive(InputObject)]
pub struct EventEditInput {
    /// The language of the texts given here: the event's original language, which it is when absent. Other languages are added with `eventTranslate`.
    language: Option<String>,
    /// A new short name in addresses; the former one keeps leading here.
    slug: Option<String>,
    /// What it is called: one line of at most 300 characters. It cannot be emptied.
    title: MaybeUndefined<String>,
    /// The short name that the editions of one event share.
    series: MaybeUndefined<String>,
    /// Its number within the series, from 1; each number once.
    edition: MaybeUndefined<i32>,
    /// What sort of event it is.
    kind: Option<EventKind>,
    /// How one takes part.
    mode: MaybeUndefined<EventMode>,
    /// Its theme: one line of at most 300 characters.
    theme: MaybeUndefined<String>,
    /// What it is about, as Markdown of at most 20,000 characters.
    summary: MaybeUndefined<String>,
    /// Its first day, local to its place; follows from `startsAt` when absent, and goes with it.
    starts_on: MaybeUndefined<Date>,
    /// Its last day, local to its place, not before the first; follows from `endsAt` when absent, and goes with it.
    ends_on: MaybeUndefined<Date>,
    /// The instant it starts, on its first day.
    starts_at: MaybeUndefined<DateTime>,
    /// The instant it ends, on its last day, not before it starts.
    ends_at: MaybeUndefined<DateTime>,
    /// The IANA name of its time zone, such as `Europe/Zurich`. Days are counted in it, and in UTC where it is not known.
    time_zone: MaybeUndefined<String>,
    /// Where it is held: one line of at most 300 characters.
    place: MaybeUndefined<String>,
    /// The country it is held in.
    country: MaybeUndefined<CountryBy>,
    /// The languages it is held in, as BCP 47 tags, at most 20; replaces them all.
    languages: Option<Vec<String>>,
    /// Where one registers elsewhere: an https address.
    registration_url: MaybeUndefined<String>,
    /// The day of the registration deadline, which is in time to its end; not after the event’s end. Follows from `registrationClosesAt` when absent, and goes with it.
    registration_closes_on: MaybeUndefined<Date>,
    /// The instant from which on registration is refused, where one is announced; not after the event’s end.
    registration_closes_at: MaybeUndefined<DateTime>,
    /// Its website: an https address.
    website: MaybeUndefined<String>,
    /// The kinds of session it will have, those of its sessions among them; replaces them all.
    session_kinds: Option<Vec<SessionKind>>,
    /// For whom it is; replaces them all.
    audiences: Option<Vec<Audience>>,
    /// Whom to write to.
    contact: MaybeUndefined<ContactBy>,
    /// Who organises it, in this order, at most 20; replaces them all. A parliament, or a chamber of it, is added and left out by its focal point, by the coordinator of a hub it takes part in, or by editors.
    organisers: Option<Vec<PartyBy>>,
    /// The hubs whose event it is, at most 20; replaces them all. Those it comes to you coordinate, or a parliament of yours takes part in them; those it leaves you coordinate, or you edit it for a parliament. Editors name any.
    hubs: Option<Vec<HubBy>>,
    /// What it is about, at most 20; replaces them all.
    topics: Option<Vec<TopicBy>>,
}

impl From<EventEditInput> for deeds::Edit {
    fn from(input: EventEditInput) -> Self {
        Self {
            language: input.language,
            slug: input.slug,
            title: patch(input.title),
            series: patch(input.series),
            edition: patch(input.edition),
            kind: input.kind.map(Into::into),
            mode: patch(input.mode),
            theme: patch(input.theme),
            summary: patch(input.summary),
            starts_on: patch(input.starts_on),
            ends_on: patch(input.ends_on),
            starts_at: patch(input.starts_at),
            ends_at: patch(input.ends_at),
            time_zone: patch(input.time_zone),
            place: patch(input.place),
            country: patch(input.country),
            languages: input.languages,
            registration_url: patch(input.registration_url),
            registration_closes_on: patch(input.registration_closes_on),
            registration_closes_at: patch(input.registration_closes_at),
            website: patch(input.website),
            session_kinds: input.session_kinds.map(converted),
            audiences: input.audiences.map(converted),
            contact: patch(input.contact),
            organisers: input.organisers.map(converted),
            hubs: input.hubs.map(converted),
            topics: input.topics.map(converted),
        }
    }
}

/// The members of a list as the domain has them.
pub(super) fn converted<T, U: From<T>>(list: Vec<T>) -> Vec<U> {
    list.into_iter().map(Into::into).collect()
}

/// An event's texts in a second language; those that are absent stay as they are.
#[derive(InputObject)]
pub struct EventTranslateInput {
    /// The language of the translation, as a BCP 47 tag; not the one the texts were first written in.
    language: String,
    /// Who translated it: a person when absent.
    origin: Option<TranslationOrigin>,
    /// What it is called.
    title: Option<String>,
    /// Its theme.
    theme: Option<String>,
    /// What it is about, as Markdown.
    summary: Option<String>,
    /// Where it is held.
    place: Option<String>,
    /// Why it is postponed or cancelled, as Markdown.
    status_note: Option<String>,
    /// The texts of its sessions.
    sessions: Option<Vec<EventSessionTranslateInput>>,
}

/// A session's texts in a second language; those that are absent stay as they are.
#[derive(InputObject)]
pub struct EventSessionTranslateInput {
    /// Which session, by its id.
    session: ID,
    /// What it is called.
    title: Option<String>,
    /// What it is about, as Markdown.
    summary: Option<String>,
    /// As what its speakers are announced.
    speakers: Option<Vec<EventSpeakerTranslateInput>>,
}

/// As what a speaker is announced, in a second language.
#[derive(InputObject)]
pub struct EventSpeakerTranslateInput {
    /// Which speaker of the session, by their id.
    speaker: ID,
    /// As what they are announced: one line of at most 300 characters.
    role_title: String,
}

impl From<EventSpeakerTranslateInput> for RoleTranslation {
    fn from(input: EventSpeakerTranslateInput) -> Self {
        Self {
            person: by_part(IdKind::EventSpeaker, &input.speaker),
            role_title: input.role_title,
        }
    }
}

impl From<EventTranslateInput> for translation::Translation {
    fn from(input: EventTranslateInput) -> Self {
        Self {
            language: input.language,
            origin: input.origin.unwrap_or_default().into(),
            title: input.title,
            theme: input.theme,
            summary: input.summary,
            place: input.place,
            status_note: input.status_note,
            sessions: converted(input.sessions.unwrap_or_default()),
        }
    }
}

impl From<EventSessionTranslateInput> for translation::SessionTranslation {
    fn from(input: EventSessionTranslateInput) -> Self {
        Self {
            session: by_part(IdKind::EventSession, &input.session),
            title: input.title,
            summary: input.summary,
            speakers: converted(input.speakers.unwrap_or_default()),
        }
    }
}

/// What readers are told when an event is postponed or cancelled. It becomes the event's `statusNote`.
#[derive(InputObject)]
pub struct EventNoteInput {
    /// The language of the note; the event's original language when absent.
    language: Option<String>,
    /// The reason and what follows from it, for everybody to read, as Markdown of at most 20,000 characters.
    note: String,
}

impl From<EventNoteInput> for course::Note {
    fn from(input: EventNoteInput) -> Self {
        Self {
            language: input.language,
            note: input.note,
        }
    }
}
