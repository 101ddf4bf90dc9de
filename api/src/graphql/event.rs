//! Events in the contract.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use hemicycle_domain::event as domain;
use hemicycle_domain::publication;
use hemicycle_entity::event;
use hemicycle_entity::values::{self, Closed};

use super::common::Common;
use super::connection::{self, Connection, Node, PageArgs};
use super::contact::Contact;
use super::country::Country;
use super::directives::list_size;
use super::enums::{Audience, EventKind, EventMode, EventStatus, Region, SessionKind};
use super::error::Maybe;
use super::hub::Hub;
use super::id::{self, IdKind};
use super::inputs::{AnyOf, DateRange, OrderBy, any_of};
use super::practice::audiences;
use super::publication::{Publication, PublicationFilter, PublicationOrderField};
use super::scalars::{Date, DateTime, LanguageTag, Url};
use super::text::{Languages, LocalizedText, always, body, localized};
use super::topic::Topic;

pub mod deeds;
mod delegation;
mod inputs;
mod organiser;
mod permissions;
mod session;

pub use delegation::{DelegationMutation, EventDelegation};
pub use organiser::EventOrganiser;
pub use permissions::EventPermissions;
pub use session::{EventSession, EventSessionFilter, SessionMutation};

/// A conference, workshop, webinar or meeting.
pub struct Event(pub Arc<event::Model>);

impl Node for Event {
    type Entity = event::Entity;

    fn of(row: Arc<event::Model>) -> Self {
        Self(row)
    }
}

/// A conference, workshop, webinar or meeting.
#[Object]
impl Event {
    /// Opaque, unique among all records, and good for `node`.
    pub(super) async fn id(&self) -> ID {
        id::encode(IdKind::Event, self.0.id)
    }

    #[graphql(flatten)]
    async fn common(&self) -> Common {
        Common(self.0.clone())
    }
    /// The short name in addresses.
    async fn slug(&self) -> &str {
        &self.0.slug
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
    /// The short name that the editions of one event share, such as `world-e-parliament-conference`; null for a single event.
    async fn series(&self) -> Option<&str> {
        self.0.series.as_deref()
    }

    /// Its number within the series, from 1; null for a single event.
    async fn edition(&self) -> Option<i32> {
        self.0.edition
    }

    /// What sort of event it is.
    async fn kind(&self) -> EventKind {
        self.0.kind.into()
    }

    /// How one takes part; null when not known.
    async fn mode(&self) -> Option<EventMode> {
        self.0.mode.map(Into::into)
    }

    /// Where it stands.
    async fn status(&self) -> EventStatus {
        self.0.status.into()
    }

    /// Why it is postponed or cancelled, as Markdown. Null when it is neither, or when nobody said why.
    async fn status_note(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.0.status_note.as_ref()?, languages)
    }
    /// What the caller may do with it now.
    async fn viewer_can(&self) -> EventPermissions {
        EventPermissions(self.0.clone())
    }

    /// Its theme. Null when not given.
    async fn theme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        localized(ctx, self.0.theme.as_ref()?, languages)
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
    /// Its first day, local to its place; null when not known.
    async fn starts_on(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// Its last day, local to its place; null when not known.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// The instant it starts; null when only the day is known.
    async fn starts_at(&self) -> Option<DateTime> {
        self.0.starts_at.map(DateTime)
    }

    /// The instant it ends; null when only the day is known.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.ends_at.map(DateTime)
    }

    /// The IANA name of its time zone, such as `Europe/Zurich`; null when not known.
    async fn time_zone(&self) -> Option<&str> {
        self.0.time_zone.as_deref()
    }

    /// Where it is held. Null when not given.
    async fn place(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        localized(ctx, self.0.place.as_ref()?, languages)
    }
    /// The country it is held in; null when online or not known.
    async fn country(&self, ctx: &Context<'_>) -> Maybe<Country> {
        connection::by_id(ctx, self.0.country_id).await
    }
    /// The languages it is held in; empty when not known. At most 20.
    #[graphql(directive = list_size::apply(20))]
    async fn languages(&self) -> Vec<LanguageTag> {
        self.0
            .languages
            .0
            .iter()
            .map(|tag| LanguageTag::stored(tag))
            .collect()
    }

    /// Where delegations register; null when not known.
    async fn registration_url(&self) -> Option<Url> {
        self.0.registration_url.clone().map(Url)
    }

    /// The day of the registration deadline, as announced; null when none is known.
    async fn registration_closes_on(&self) -> Option<Date> {
        self.0.registration_closes_on.map(Date)
    }

    /// The instant from which on registration is refused; null when only a day was announced, or nothing.
    async fn registration_closes_at(&self) -> Option<DateTime> {
        self.0.registration_closes_at.map(DateTime)
    }

    /// Its website; null when not known.
    async fn website(&self) -> Option<Url> {
        self.0.website.clone().map(Url)
    }

    /// The kinds of session it has, known even where its sessions are not; empty when not known. At most 5.
    #[graphql(directive = list_size::apply(5))]
    async fn session_kinds(&self) -> Vec<SessionKind> {
        let kinds = self.0.session_kinds.0.iter();
        kinds
            .filter_map(|kind| values::SessionKind::parse(kind))
            .map(Into::into)
            .collect()
    }

    /// For whom it is; empty when not said. At most 10.
    #[graphql(directive = list_size::apply(10))]
    async fn audiences(&self) -> Vec<Audience> {
        audiences(&self.0.audiences)
    }

    /// Whom to write to; null when there is nobody, or nobody the caller may know of.
    async fn contact(&self, ctx: &Context<'_>) -> Maybe<Contact> {
        connection::by_id(ctx, self.0.contact_id).await
    }
    /// Who organises it, in the order given. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn organisers(&self, ctx: &Context<'_>) -> Maybe<Vec<EventOrganiser>> {
        connection::short(ctx, self.0.id, domain::PARTS, 20).await
    }
    /// The hubs whose event it is. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn hubs(&self, ctx: &Context<'_>) -> Maybe<Vec<Hub>> {
        connection::short(ctx, self.0.id, domain::HUBS.forward(), 20).await
    }
    /// What it is about. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn topics(&self, ctx: &Context<'_>) -> Maybe<Vec<Topic>> {
        connection::short(ctx, self.0.id, domain::TOPICS.forward(), 20).await
    }
    /// Its sessions, in their order. Null only when it could not be fetched; an error then says why.
    async fn sessions(
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
        #[graphql(desc = "Which of them.")] filter: Option<EventSessionFilter>,
    ) -> Maybe<Connection<EventSession>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.map(Into::into).unwrap_or_default();
        connection::parts(ctx, self.0.id, domain::PARTS, page, filter).await
    }

    /// The parliaments registered for it. Always empty for visitors: who attends is for the network. Null only when it could not be fetched; an error then says why.
    async fn delegations(
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
    ) -> Maybe<Connection<EventDelegation>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        connection::parts(ctx, self.0.id, domain::PARTS, page, ()).await
    }
    /// Publications launched at it. Null only when it could not be fetched; an error then says why.
    async fn publications(
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
        #[graphql(desc = "Which of them.")] filter: Option<PublicationFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<PublicationOrderField>>,
    ) -> Maybe<Connection<Publication>> {
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
            publication::EVENTS.backward(),
            page,
            filter,
            order_by,
        )
        .await
    }
}

/// Where an event lies, seen from now.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventTime {
    /// Its last day (its first where the last is not known) is today, in UTC, or later.
    Upcoming,
    /// That day is over.
    Past,
}

impl From<EventTime> for domain::When {
    fn from(time: EventTime) -> Self {
        match time {
            EventTime::Upcoming => Self::Upcoming,
            EventTime::Past => Self::Past,
        }
    }
}

/// Which records of a list to keep: all that is said must hold.
#[derive(InputObject, Clone, Default)]
pub struct EventFilter {
    /// A title, in any language, that starts with this, whatever the accents and letter case.
    title_starts_with: Option<String>,
    /// Slugs.
    slug: Option<AnyOf<String>>,
    /// Series.
    series: Option<AnyOf<String>>,
    /// Kinds.
    kind: Option<AnyOf<EventKind>>,
    /// Modes.
    mode: Option<AnyOf<EventMode>>,
    /// Statuses.
    status: Option<AnyOf<EventStatus>>,
    /// Upcoming or past. Events without a known day are neither.
    time: Option<EventTime>,
    /// Starts between these days.
    starts_on: Option<DateRange>,
    /// Ends between these days.
    ends_on: Option<DateRange>,
    /// Its registration deadline lies between these days.
    registration_closes_on: Option<DateRange>,
    /// For any of these.
    audience: Option<AnyOf<Audience>>,
    /// Has sessions of any of these kinds.
    session_kind: Option<AnyOf<SessionKind>>,
    /// Held in any of these languages.
    language: Option<AnyOf<LanguageTag>>,
    /// About any topic of these codes, narrower ones included.
    topic: Option<AnyOf<String>>,
    /// Of any hub of these slugs.
    hub: Option<AnyOf<String>>,
    /// Held in any country of these ISO 3166-1 alpha-2 codes.
    country: Option<AnyOf<String>>,
    /// Held in any of these UN M49 regions.
    region: Option<AnyOf<Region>>,
    /// Organised by any parliament of these codes.
    parliament: Option<AnyOf<String>>,
    /// Has texts in any of these languages.
    has_translation: Option<AnyOf<LanguageTag>>,
    /// Last changed at this instant or later.
    updated_since: Option<DateTime>,
}

impl From<EventFilter> for domain::EventFilter {
    fn from(filter: EventFilter) -> Self {
        Self {
            title_starts_with: filter.title_starts_with,
            slug: any_of(filter.slug),
            series: any_of(filter.series),
            kind: any_of(filter.kind),
            mode: any_of(filter.mode),
            status: any_of(filter.status),
            when: filter.time.map(Into::into),
            starts_on: filter.starts_on.map(Into::into),
            ends_on: filter.ends_on.map(Into::into),
            registration_closes_on: filter.registration_closes_on.map(Into::into),
            audience: any_of(filter.audience),
            session_kind: any_of(filter.session_kind),
            language: any_of(filter.language),
            topic: any_of(filter.topic),
            hub: any_of(filter.hub),
            country: any_of(filter.country),
            region: any_of(filter.region),
            parliament: any_of(filter.parliament),
            has_translation: any_of(filter.has_translation),
            updated_since: filter.updated_since.map(|at| at.0),
        }
    }
}

/// What a list of this kind can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventOrderField {
    /// By title, in the alphabet of the request's language.
    Title,
    /// By its first day.
    StartsOn,
    /// By its registration deadline.
    RegistrationClosesOn,
    /// By creation.
    CreatedAt,
    /// By last change.
    UpdatedAt,
}

impl From<EventOrderField> for domain::EventOrder {
    fn from(field: EventOrderField) -> Self {
        match field {
            EventOrderField::Title => Self::Title,
            EventOrderField::StartsOn => Self::StartsOn,
            EventOrderField::RegistrationClosesOn => Self::RegistrationClosesOn,
            EventOrderField::CreatedAt => Self::CreatedAt,
            EventOrderField::UpdatedAt => Self::UpdatedAt,
        }
    }
}

/// Which one is meant: exactly one of the fields.
#[derive(OneofObject)]
pub enum EventBy {
    /// By its id.
    Id(ID),
    /// By its slug.
    Slug(String),
}

/// The root fields of this subject.
#[derive(Default)]
pub struct EventQuery;

#[Object]
impl EventQuery {
    /// One event; null when there is none, or none that the caller may see.
    async fn event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: EventBy,
    ) -> Maybe<Event> {
        match by {
            EventBy::Id(id) => connection::by_global_id(ctx, IdKind::Event, &id).await,
            EventBy::Slug(key) => connection::by_key(ctx, &key).await,
        }
    }

    /// Events; the latest first unless said otherwise. Null only when it could not be fetched; an error then says why.
    async fn events(
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
        #[graphql(desc = "Which of them.")] filter: Option<EventFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<EventOrderField>>,
    ) -> Maybe<Connection<Event>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.map(Into::into).unwrap_or_default();
        connection::all(ctx, page, filter, order_by).await
    }
}
