//! Events, their organisers, sessions, speakers and delegations.

use chrono::{DateTime, NaiveDate, Utc};
use hemicycle_entity::event::{Column, Entity, Model};
use hemicycle_entity::text::Localized;
use hemicycle_entity::values::{
    Audience, Closed, EventKind, EventMode, EventStatus, Kind, Region, SessionKind,
};
use hemicycle_entity::{
    country, event_delegate, event_delegation, event_organiser, event_session, event_speaker,
};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition};
use serde_json::json;

use crate::actor::Actor;
use crate::changes::image::Image;
use crate::filter::{AnyOf, Filtering, Scope, Span};
use crate::listing::{ascending, by, by_name, by_nullable, descending};
use crate::page::{KeyType, Order, Sort};
use crate::party::Party;
use crate::party_of;
use crate::policy::Standing;
use crate::read::Listed;
use crate::record::{
    Facet, Link, Record, Relation, facet, nobody, of_statuses, part, rows, to_members, with_owner,
};
use crate::sight::seen;
use crate::values::LanguageTag;

pub mod course;
mod dates;
pub mod deeds;
pub mod delegations;
pub mod erasure;
mod lists;
pub mod people;
pub mod rules;
pub mod sessions;
pub mod translation;

rows!(event, EventId, seen::<Entity>);

pub const HUBS: Link = Link {
    table: "event_hub",
    from: "event_id",
    to: "hub_id",
    field: "hubs",
};
pub const TOPICS: Link = Link {
    table: "event_topic",
    from: "event_id",
    to: "topic_id",
    field: "topics",
};
/// The parts of an event.
pub const PARTS: Relation = Relation::Column("event_id");
/// The speakers of a session.
pub const SPEAKERS: Relation = Relation::Column("session_id");
/// The people of a delegation.
pub const DELEGATES: Relation = Relation::Column("delegation_id");
/// The practices shown at a session.
pub const SESSION_PRACTICES: Link = Link {
    table: "event_session_practice",
    from: "event_session_id",
    to: "practice_id",
    field: "sessions",
};
/// The events that a parliament, chamber or organisation organises.
pub const ORGANISED_BY_PARLIAMENT: Relation =
    Relation::Link("event_organiser", "parliament_id", "event_id");
pub const ORGANISED_BY_CHAMBER: Relation =
    Relation::Link("event_organiser", "chamber_id", "event_id");
pub const ORGANISED_BY_ORGANISATION: Relation =
    Relation::Link("event_organiser", "organisation_id", "event_id");
/// The delegations of a parliament.
pub const DELEGATIONS_OF_PARLIAMENT: Relation = Relation::Column("parliament_id");

/// A draft is for those who prepare it: its hubs' coordinators, its organisers' people.
const fn standing(status: EventStatus) -> Standing {
    match status {
        EventStatus::Draft => Standing::Waiting,
        EventStatus::Announced
        | EventStatus::RegistrationOpen
        | EventStatus::RegistrationClosed
        | EventStatus::Postponed
        | EventStatus::Cancelled
        | EventStatus::Held => Standing::Public,
    }
}

impl Record for Entity {
    const KIND: Kind = Kind::Event;

    fn key(row: &Model) -> &str {
        &row.slug
    }

    fn key_column() -> Column {
        Column::Slug
    }

    const PARLIAMENTS: Option<Link> = Some(OWN_PARLIAMENTS);
    const HUBS: Option<Link> = Some(HUBS);
    const AUTHORED: bool = true;

    fn standing(row: &Model, _at: DateTime<Utc>) -> Standing {
        standing(row.status)
    }

    fn standing_is(one: Standing, _at: DateTime<Utc>) -> Condition {
        of_statuses(Column::Status, one, standing)
    }

    fn image(row: &Model) -> Image {
        Image::of(row)
            .value("slug", &row.slug)
            .text("title", Some(&row.title))
            .value("series", &row.series)
            .value("edition", row.edition)
            .closed("kind", Some(row.kind))
            .closed("mode", row.mode)
            .closed("status", Some(row.status))
            .text("theme", row.theme.as_ref())
            .text("summary", row.summary.as_ref())
            .value("starts_on", row.starts_on)
            .value("ends_on", row.ends_on)
            .value("starts_at", row.starts_at)
            .value("ends_at", row.ends_at)
            .value("time_zone", &row.time_zone)
            .text("place", row.place.as_ref())
            .value("country", row.country_id)
            .tags("languages", &row.languages)
            .value("registration_url", &row.registration_url)
            .value("registration_closes_on", row.registration_closes_on)
            .value("registration_closes_at", row.registration_closes_at)
            .value("website", &row.website)
            .tags("session_kinds", &row.session_kinds)
            .tags("audiences", &row.audiences)
            .silent("contact", row.contact_id)
            .text("status_note", row.status_note.as_ref())
    }

    fn name(row: &Model) -> &Localized {
        &row.title
    }

    fn facets(row: &Model) -> Vec<(Facet, &str)> {
        let mut facets = facet(Facet::Language, &row.languages);
        facets.extend(facet(Facet::Audience, &row.audiences));
        facets.extend(facet(Facet::SessionKind, &row.session_kinds));
        facets
    }

    fn texts(row: &Model) -> Vec<&Localized> {
        [
            Some(&row.title),
            row.theme.as_ref(),
            row.summary.as_ref(),
            row.place.as_ref(),
            row.status_note.as_ref(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Where an event lies, seen from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// Not over yet: its last day, or its first where the last is unknown, is today or later, in UTC.
    Upcoming,
    Past,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EventFilter {
    pub title_starts_with: Option<String>,
    pub slug: AnyOf<String>,
    pub series: AnyOf<String>,
    pub kind: AnyOf<EventKind>,
    pub mode: AnyOf<EventMode>,
    pub status: AnyOf<EventStatus>,
    pub when: Option<When>,
    pub starts_on: Option<Span<NaiveDate>>,
    pub ends_on: Option<Span<NaiveDate>>,
    pub registration_closes_on: Option<Span<NaiveDate>>,
    pub audience: AnyOf<Audience>,
    pub session_kind: AnyOf<SessionKind>,
    pub language: AnyOf<LanguageTag>,
    pub topic: AnyOf<String>,
    pub hub: AnyOf<String>,
    pub country: AnyOf<String>,
    pub region: AnyOf<Region>,
    /// Organised by one of these parliaments.
    pub parliament: AnyOf<String>,
    pub has_translation: AnyOf<LanguageTag>,
    pub updated_since: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventOrder {
    Title,
    StartsOn,
    RegistrationClosesOn,
    CreatedAt,
    UpdatedAt,
}

/// Whose people an event's own are: those of the parliaments that organise it, or to which chambers that do belong. Derived by the database.
const OWN_PARLIAMENTS: Link = Link {
    table: "event_parliament",
    from: "event_id",
    to: "parliament_id",
    field: "organisers",
};

const ORGANISING_PARLIAMENTS: Link = Link {
    table: "event_organiser",
    from: "event_id",
    to: "parliament_id",
    field: "organisers",
};

fn lies(when: When, today: NaiveDate) -> Condition {
    let on = |column: Column| match when {
        When::Upcoming => column.gte(today),
        When::Past => column.lt(today),
    };
    Condition::any().add(on(Column::EndsOn)).add(
        Condition::all()
            .add(Column::EndsOn.is_null())
            .add(on(Column::StartsOn)),
    )
}

impl Listed for Entity {
    type Filter = EventFilter;
    type Field = EventOrder;
    const LIST: &'static str = "events";
    const DEFAULT_ORDER: Order<EventOrder> = descending(EventOrder::StartsOn);

    fn filter(filter: &EventFilter, scope: Scope<'_>) -> Condition {
        Filtering::<Self>::new(scope)
            .named(filter.title_starts_with.as_ref())
            .known(&filter.slug)
            .codes(Column::Series, &filter.series)
            .among(Column::Kind, &filter.kind)
            .among(Column::Mode, &filter.mode)
            .among(Column::Status, &filter.status)
            .asked(filter.when.as_ref(), |scope, when| {
                lies(*when, scope.at.date_naive()).into()
            })
            .span(Column::StartsOn, &filter.starts_on)
            .span(Column::EndsOn, &filter.ends_on)
            .span(Column::RegistrationClosesOn, &filter.registration_closes_on)
            .has(Facet::Audience, &filter.audience)
            .has(Facet::SessionKind, &filter.session_kind)
            .in_language(Facet::Language, &filter.language)
            .linked(TOPICS, &filter.topic, Scope::topics)
            .linked(HUBS, &filter.hub, Scope::hubs)
            .within(Column::CountryId, &filter.country, Scope::countries)
            .asked(filter.region.as_ref(), |scope, regions| {
                let countries = scope.countries_of_region(country::Column::Region, regions);
                Column::CountryId.in_subquery(countries)
            })
            .linked(
                ORGANISING_PARLIAMENTS,
                &filter.parliament,
                Scope::parliaments,
            )
            .in_language(Facet::Translation, &filter.has_translation)
            .since(Column::UpdatedAt, filter.updated_since)
            .done()
    }

    fn sort(field: EventOrder) -> Sort {
        match field {
            EventOrder::Title => by_name(Kind::Event),
            EventOrder::StartsOn => by_nullable(Column::StartsOn, KeyType::Date),
            EventOrder::RegistrationClosesOn => {
                by_nullable(Column::RegistrationClosesOn, KeyType::Date)
            }
            EventOrder::CreatedAt => by(Column::CreatedAt, KeyType::Instant),
            EventOrder::UpdatedAt => by(Column::UpdatedAt, KeyType::Instant),
        }
    }
}

rows!(event_organiser, OrganiserId, |actor, at| {
    with_owner::<Entity>(event_organiser::Column::EventId, actor, at)
});
part!(event_organiser of event by event_id / EventId as "organisers", |row| json!({
    "party": Party::image(party_of!(row)),
    "position": row.position,
}));

/// Parts that stand in the order they were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PositionOrder {
    Position,
}

impl Listed for event_organiser::Entity {
    type Filter = ();
    type Field = PositionOrder;
    const LIST: &'static str = "organisers";
    const DEFAULT_ORDER: Order<PositionOrder> = ascending(PositionOrder::Position);

    fn filter((): &(), _scope: Scope<'_>) -> Condition {
        Condition::all()
    }

    fn sort(_field: PositionOrder) -> Sort {
        by(event_organiser::Column::Position, KeyType::Integer)
    }
}

rows!(event_session, SessionId, |actor, at| {
    with_owner::<Entity>(event_session::Column::EventId, actor, at)
});
part!(event_session of event by event_id / EventId as "sessions", |row| json!({
    "position": row.position,
    "_title": row.title,
    "kind": row.kind.as_str(),
    "_summary": row.summary,
    "audiences": row.audiences,
    "starts_at": row.starts_at,
    "ends_at": row.ends_at,
}));

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SessionFilter {
    pub kind: AnyOf<SessionKind>,
}

impl Listed for event_session::Entity {
    type Filter = SessionFilter;
    type Field = PositionOrder;
    const LIST: &'static str = "sessions";
    const DEFAULT_ORDER: Order<PositionOrder> = ascending(PositionOrder::Position);

    fn filter(filter: &SessionFilter, scope: Scope<'_>) -> Condition {
        Filtering::<Self>::new(scope)
            .among(event_session::Column::Kind, &filter.kind)
            .done()
    }

    fn sort(_field: PositionOrder) -> Sort {
        by(event_session::Column::Position, KeyType::Integer)
    }
}

// A speaker known by a contact is seen with that contact only.
rows!(event_speaker, SpeakerId, |actor, at| {
    let contact = event_speaker::Column::ContactId;
    let known = with_owner::<hemicycle_entity::contact::Entity>(contact, actor, at);
    with_owner::<event_session::Entity>(event_speaker::Column::SessionId, actor, at)
        .add(Condition::any().add(contact.is_null()).add(known))
});

impl Listed for event_speaker::Entity {
    type Filter = ();
    type Field = PositionOrder;
    const LIST: &'static str = "speakers";
    const DEFAULT_ORDER: Order<PositionOrder> = ascending(PositionOrder::Position);

    fn filter((): &(), _scope: Scope<'_>) -> Condition {
        Condition::all()
    }

    fn sort(_field: PositionOrder) -> Sort {
        by(event_speaker::Column::Position, KeyType::Integer)
    }
}

// Who attends is for the network, not for visitors; and for nobody who does not see the event.
rows!(event_delegation, DelegationId, |actor, at| to_members(
    actor, at
)
.add(with_owner::<Entity>(
    event_delegation::Column::EventId,
    actor,
    at
)));
part!(event_delegation of event by event_id / EventId as "delegations", |row| json!({
    "parliament": row.parliament_id,
    "registered_at": row.registered_at,
    "withdrawn_at": row.withdrawn_at,
    "version": row.version,
}));

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DelegationOrder {
    RegisteredAt,
}

impl Listed for event_delegation::Entity {
    type Filter = ();
    type Field = DelegationOrder;
    const LIST: &'static str = "delegations";
    const DEFAULT_ORDER: Order<DelegationOrder> = ascending(DelegationOrder::RegisteredAt);

    /// Those that were not withdrawn.
    fn filter((): &(), _scope: Scope<'_>) -> Condition {
        Condition::all().add(event_delegation::Column::WithdrawnAt.is_null())
    }

    fn sort(_field: DelegationOrder) -> Sort {
        by(event_delegation::Column::RegisteredAt, KeyType::Instant)
    }
}

// That a parliament comes is for the network; whom it sends, for its own people, those who see everything and the coordinators of the event's hubs.
rows!(event_delegate, DelegateId, named_to);

fn named_to(actor: &Actor, at: DateTime<Utc>) -> Condition {
    let caller = match actor {
        Actor::System(_) => return Condition::all(),
        Actor::Visitor => return nobody(),
        Actor::Account(caller) if caller.sees_all(at) => return Condition::all(),
        Actor::Account(caller) => caller,
    };
    let own = caller.own_parliaments(Kind::Event, at);
    let hubs = caller.coordinated(at);
    if own.is_empty() && hubs.is_empty() {
        return nobody();
    }
    let coordinated = Query::select()
        .column(Alias::new(HUBS.from))
        .from(Alias::new(HUBS.table))
        .and_where(Expr::col(Alias::new(HUBS.to)).is_in(hubs.iter().map(|id| id.0)))
        .to_owned();
    let theirs = Condition::any()
        .add_option(
            (!own.is_empty())
                .then(|| event_delegation::Column::ParliamentId.is_in(own.iter().map(|id| id.0))),
        )
        .add_option(
            (!hubs.is_empty()).then(|| event_delegation::Column::EventId.in_subquery(coordinated)),
        );
    let delegations = Query::select()
        .column((event_delegation::Entity, event_delegation::Column::Id))
        .from(event_delegation::Entity)
        .cond_where(theirs)
        .to_owned();
    Condition::all().add(event_delegate::Column::DelegationId.in_subquery(delegations))
}

impl Listed for event_delegate::Entity {
    type Filter = ();
    type Field = PositionOrder;
    const LIST: &'static str = "delegates";
    const DEFAULT_ORDER: Order<PositionOrder> = ascending(PositionOrder::Position);

    fn filter((): &(), _scope: Scope<'_>) -> Condition {
        Condition::all()
    }

    fn sort(_field: PositionOrder) -> Sort {
        by(event_delegate::Column::Position, KeyType::Integer)
    }
}
