//! Filters: every one of every list keeps exactly what a model in memory keeps, alone and together with others.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use hemicycle::graphql::id::{IdKind, encode};
use hemicycle_domain::actor::Actor;
use hemicycle_domain::dataset::{self, File, Options, Size, generate};
use hemicycle_domain::names::{fold, keys};
use hemicycle_domain::read::Reading;
use hemicycle_domain::record::{Common, Record, RowOf};
use hemicycle_domain::{contact as contacts, practice as practices, topic as topics};
use hemicycle_entity::values::{
    Appointment, AudienceScope, ChamberType, Closed, EventKind, EventMode, EventStatus, HubStatus,
    HubType, Kind, OrganisationType, ParliamentKind, ParliamentStatus, ParliamentStructure,
    PracticeKind, PracticeStage, PracticeStatus, ProjectHealth, ProjectStatus, PublicationType,
    Region, Renewal, Subregion,
};
use hemicycle_entity::{
    chamber, contact, country, event, hub, organisation, parliament, practice, project,
    publication, topic,
};
use hemicycle_tests::rows::{self, WRITER, link, put, tags, text};
use hemicycle_tests::{Backend, Caller, Fresh, Service, on_both};
use sea_orm::{Condition, ConnectionTrait, Database, Statement};
use serde_json::json;
use uuid::Uuid;

/// A filter as GraphQL writes it, and what it keeps.
struct Case<'a, R> {
    filter: String,
    keep: Box<dyn Fn(&R) -> bool + 'a>,
}

fn case<'a, R>(filter: impl Into<String>, keep: impl Fn(&R) -> bool + 'a) -> Case<'a, R> {
    Case {
        filter: filter.into(),
        keep: Box::new(keep),
    }
}

/// The reference dataset and an invented network, and all of it in memory.
struct World {
    visitor: Caller,
    reading: Reading,
    topics: Vec<topic::Model>,
    hubs: Vec<hub::Model>,
    parliaments: HashMap<Uuid, parliament::Model>,
    chambers: HashMap<Uuid, chamber::Model>,
    countries: HashMap<Uuid, country::Model>,
    links: HashMap<&'static str, HashMap<Uuid, HashSet<Uuid>>>,
    editions: HashMap<Uuid, HashSet<String>>,
    /// When the second part was made.
    later: DateTime<Utc>,
    _service: Service,
    _fresh: Fresh,
}

const LINKS: [(&str, &str, &str); 13] = [
    ("hub_topic", "hub_id", "topic_id"),
    ("hub_membership", "hub_id", "parliament_id"),
    ("contact_topic", "contact_id", "topic_id"),
    ("contact_hub", "contact_id", "hub_id"),
    ("event_hub", "event_id", "hub_id"),
    ("event_topic", "event_id", "topic_id"),
    ("event_organiser", "event_id", "parliament_id"),
    ("project_hub", "project_id", "hub_id"),
    ("project_topic", "project_id", "topic_id"),
    ("practice_hub", "practice_id", "hub_id"),
    ("practice_topic", "practice_id", "topic_id"),
    ("publication_topic", "publication_id", "topic_id"),
    ("publication_practice", "publication_id", "practice_id"),
];

impl World {
    async fn of(backend: Backend) -> Self {
        let fresh = Fresh::reference(backend).await;
        fresh.clock.advance(TimeDelta::hours(1));
        let size = Size {
            seed: 1,
            topics: 12,
            parliaments: 20,
            hubs: 5,
            projects: 60,
            practices: 60,
            events: 60,
        };
        generate(&fresh.network, &size, &mut |_| {}).await.unwrap();
        put_contacts(&fresh).await;
        put_coming_events(&fresh).await;
        let reading = fresh.network.read(Actor::Visitor);
        let service = Service::of(&fresh.network);
        let (links, editions) = joined(&fresh.url).await;
        Self {
            visitor: service.visitor(),
            topics: all::<topic::Entity>(&reading).await,
            hubs: all::<hub::Entity>(&reading).await,
            parliaments: by_id::<parliament::Entity>(&reading).await,
            chambers: by_id::<chamber::Entity>(&reading).await,
            countries: by_id::<country::Entity>(&reading).await,
            links,
            editions,
            later: fresh.clock.now(),
            reading,
            _service: service,
            _fresh: fresh,
        }
    }

    /// Every case alone, every case together with some others, and an empty list.
    async fn check<E: Record>(&self, cases: &[Case<'_, RowOf<E>>]) {
        let rows = all::<E>(&self.reading).await;
        for case in cases {
            let kept = self
                .compare::<E>(&rows, &case.filter, |row| (case.keep)(row))
                .await;
            assert!(
                0 < kept && kept < rows.len(),
                "{} tells rows apart: {kept} of {}",
                case.filter,
                rows.len()
            );
        }
        for (place, one) in cases.iter().enumerate() {
            for step in [1, 2, 5] {
                let other = &cases[(place + step) % cases.len()];
                if name_of(&one.filter) != name_of(&other.filter) {
                    let both = format!("{}, {}", one.filter, other.filter);
                    self.compare::<E>(&rows, &both, |row| (one.keep)(row) && (other.keep)(row))
                        .await;
                }
            }
            if one.filter.contains("{in: [") {
                let nothing = format!("{}: {{in: []}}", name_of(&one.filter));
                let kept = self.compare::<E>(&rows, &nothing, |_| false).await;
                assert_eq!(kept, 0);
            }
        }
        let kept = self.compare::<E>(&rows, "", |_| true).await;
        assert_eq!(kept, rows.len());
    }

    async fn compare<E: Record>(
        &self,
        rows: &[RowOf<E>],
        filter: &str,
        keep: impl Fn(&RowOf<E>) -> bool,
    ) -> usize {
        let (list, kind) = list_of(E::KIND);
        let key = |row: &RowOf<E>| encode(kind, row.uuid()).to_string();
        let expected: BTreeSet<String> = rows.iter().filter(|row| keep(row)).map(key).collect();
        let found = self.list(list, filter).await;
        let name = |id: &String| {
            let row = rows.iter().find(|row| key(row) == *id);
            row.map_or("hidden", |row| E::key(row)).to_owned()
        };
        let names = |ids: Vec<&String>| ids.into_iter().map(name).collect::<Vec<_>>();
        assert_eq!(
            names(found.iter().collect()),
            names(expected.iter().collect()),
            "{list}(filter: {{{filter}}})"
        );
        expected.len()
    }

    /// The ids that a list gives, and that its `totalCount` agrees.
    async fn list(&self, list: &str, filter: &str) -> BTreeSet<String> {
        let query = format!(
            "query($after: String) {{ {list}(first: 100, after: $after, filter: {{{filter}}}) \
             {{ totalCount nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let mut ids = Vec::new();
        let mut after = json!(null);
        loop {
            let data = self
                .visitor
                .data_with(&query, json!({ "after": after }))
                .await;
            let page = &data[list];
            let nodes = page["nodes"].as_array().unwrap();
            ids.extend(
                nodes
                    .iter()
                    .map(|node| node["id"].as_str().unwrap().to_owned()),
            );
            if page["pageInfo"]["hasNextPage"] == false {
                assert_eq!(page["totalCount"], ids.len(), "{list}({filter})");
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        let count = ids.len();
        let ids: BTreeSet<String> = ids.into_iter().collect();
        assert_eq!(ids.len(), count, "no row twice: {list}({filter})");
        ids
    }

    /// Whether a row is linked to one that fits.
    fn linked(&self, table: &str, id: Uuid, fits: impl Fn(Uuid) -> bool) -> bool {
        let found = self.links[table].get(&id);
        found.is_some_and(|found| found.iter().any(|id| fits(*id)))
    }

    /// Whether a row is filed under a topic of this code or a narrower one.
    fn about(&self, table: &str, id: Uuid, code: &str) -> bool {
        self.linked(table, id, |topic| {
            let mut at = self.topics.iter().find(|row| row.id.0 == topic);
            while let Some(row) = at {
                if row.code == code {
                    return true;
                }
                at = self
                    .topics
                    .iter()
                    .find(|one| Some(one.id) == row.broader_id);
            }
            false
        })
    }

    fn under(&self, table: &str, id: Uuid, slug: &str) -> bool {
        let slug_of = |hub: Uuid| self.hubs.iter().find(|row| row.id.0 == hub);
        self.linked(table, id, |hub| {
            slug_of(hub).is_some_and(|row| row.slug == slug)
        })
    }

    fn parliament(&self, id: Option<impl Into<Uuid>>) -> Option<&parliament::Model> {
        self.parliaments.get(&id?.into())
    }

    fn country_of(&self, parliament: Option<impl Into<Uuid>>) -> Option<&country::Model> {
        self.countries
            .get(&self.parliament(parliament)?.country_id?.0)
    }

    fn chamber_code(&self, id: Option<impl Into<Uuid>>) -> Option<&str> {
        Some(self.chambers.get(&id?.into())?.code.as_str())
    }

    fn a_topic_with_narrower_ones(&self, table: &str) -> &str {
        let broader: HashSet<_> = self
            .topics
            .iter()
            .filter_map(|row| row.broader_id)
            .collect();
        let codes = self.topics.iter().filter(|row| broader.contains(&row.id));
        let used = |code: &str| {
            self.links[table]
                .keys()
                .any(|id| self.about(table, *id, code))
        };
        let mut codes = codes.map(|row| row.code.as_str());
        codes.find(|code| used(code)).unwrap()
    }

    fn a_hub(&self, table: &str) -> &str {
        let hub = self.links[table].values().flatten().next().unwrap();
        &self.hubs.iter().find(|row| row.id.0 == *hub).unwrap().slug
    }

    fn since(&self) -> String {
        format!("updatedSince: \"{}\"", self.later.to_rfc3339())
    }
}

fn name_of(filter: &str) -> &str {
    filter.split(':').next().unwrap()
}

fn list_of(kind: Kind) -> (&'static str, IdKind) {
    match kind {
        Kind::Topic => ("topics", IdKind::Topic),
        Kind::Country => ("countries", IdKind::Country),
        Kind::Organisation => ("organisations", IdKind::Organisation),
        Kind::Parliament => ("parliaments", IdKind::Parliament),
        Kind::Chamber => ("chambers", IdKind::Chamber),
        Kind::Hub => ("hubs", IdKind::Hub),
        Kind::Event => ("events", IdKind::Event),
        Kind::Publication => ("publications", IdKind::Publication),
        Kind::Project => ("projects", IdKind::Project),
        Kind::Practice => ("practices", IdKind::Practice),
        Kind::Contact => ("contacts", IdKind::Contact),
        Kind::Account => panic!("accounts are no content"),
    }
}

async fn all<E: Record>(reading: &Reading) -> Vec<RowOf<E>> {
    let mut rows = reading.all::<E>(Condition::all()).await.unwrap();
    let at = reading.now();
    rows.retain(|row| E::audience(row, at) == AudienceScope::Public);
    rows.sort_by_key(Common::uuid);
    rows
}

async fn by_id<E: Record>(reading: &Reading) -> HashMap<Uuid, RowOf<E>> {
    let rows = all::<E>(reading).await;
    rows.into_iter().map(|row| (row.uuid(), row)).collect()
}

type Links = HashMap<&'static str, HashMap<Uuid, HashSet<Uuid>>>;

async fn joined(url: &str) -> (Links, HashMap<Uuid, HashSet<String>>) {
    let database = Database::connect(url).await.unwrap();
    let backend = database.get_database_backend();
    let mut links = HashMap::new();
    for (table, from, to) in LINKS {
        let sql = format!("SELECT {from}, {to} FROM {table} WHERE {to} IS NOT NULL");
        let statement = Statement::from_string(backend, sql);
        let mut pairs: HashMap<Uuid, HashSet<Uuid>> = HashMap::new();
        for row in database.query_all_raw(statement).await.unwrap() {
            let (from, to) = (row.try_get("", from).unwrap(), row.try_get("", to).unwrap());
            pairs.entry(from).or_default().insert(to);
        }
        links.insert(table, pairs);
    }
    let sql = "SELECT publication_id, language FROM publication_edition";
    let statement = Statement::from_string(backend, sql);
    let mut editions: HashMap<Uuid, HashSet<String>> = HashMap::new();
    for row in database.query_all_raw(statement).await.unwrap() {
        let id = row.try_get("", "publication_id").unwrap();
        let language = row.try_get("", "language").unwrap();
        editions.entry(id).or_default().insert(language);
    }
    database.close().await.unwrap();
    (links, editions)
}

/// The reference dataset has one contact: these tell filters apart.
async fn put_contacts(fresh: &Fresh) {
    let reading = fresh.network.read(WRITER);
    let mut parliaments = reading
        .all::<parliament::Entity>(Condition::all())
        .await
        .unwrap();
    parliaments.retain(|row| row.country_id.is_some());
    parliaments.sort_by_key(|row| row.id);
    let chamber = reading
        .all::<chamber::Entity>(Condition::all())
        .await
        .unwrap()
        .remove(0);
    let mut topics = reading
        .all::<topic::Entity>(Condition::all())
        .await
        .unwrap();
    topics.sort_by_key(|row| row.id);
    let hubs = reading.all::<hub::Entity>(Condition::all()).await.unwrap();
    let made = (0..8_usize).map(|number| {
        let own = number.is_multiple_of(4);
        contact::Model {
            parliament_id: (!own).then(|| parliaments[number % 3].id),
            chamber_id: own.then_some(chamber.id),
            languages: tags([&["en"][..], &["fr", "en"], &["pt-BR"]][number % 3]),
            role_title: Some(text(&[(["en", "fr"][number % 2], "Clerk")])),
            appointment: Appointment::ALL[number % Appointment::ALL.len()],
            ..rows::contact(
                fresh.clock.new_id(),
                &format!("contact-{number}"),
                parliaments[0].id,
            )
        }
    });
    let made = put::<contact::Entity>(&fresh.network, made.collect()).await;
    for (number, row) in made.iter().enumerate() {
        let some = [topics[number].id.0, topics[number + 1].id.0];
        link::<contact::Entity>(&fresh.network, contacts::EXPERTISE, row, &some).await;
        let hub = [hubs[number % 3].id.0];
        link::<contact::Entity>(&fresh.network, contacts::HUBS, row, &hub).await;
    }
}

/// Nothing else in the world is yet to come.
async fn put_coming_events(fresh: &Fresh) {
    let today = fresh.clock.now().date_naive();
    let made = (0..4).map(|number| {
        let day = today + TimeDelta::days(number);
        event::Model {
            starts_on: Some(day),
            ends_on: (number > 1).then_some(day),
            ..rows::event(fresh.clock.new_id(), &format!("coming-{number}"))
        }
    });
    put::<event::Entity>(&fresh.network, made.collect()).await;
}

fn any_of<T: Closed>(name: &str, values: &[T]) -> String {
    let values: Vec<&str> = values.iter().map(|value| value.as_str()).collect();
    format!("{name}: {{in: [{}]}}", values.join(", "))
}

fn codes(name: &str, values: &[&str]) -> String {
    let values: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
    format!("{name}: {{in: [{}]}}", values.join(", "))
}

/// A range around the middle of the days that rows have.
fn middle(mut days: Vec<NaiveDate>) -> (NaiveDate, NaiveDate) {
    days.sort();
    (days[days.len() / 3], days[days.len() * 2 / 3])
}

/// Three filters by a day: from, to, and between.
fn by_days<'a, R: 'a>(
    name: &str,
    rows: &[R],
    day: impl Fn(&R) -> Option<NaiveDate> + Copy + 'a,
) -> Vec<Case<'a, R>> {
    let (from, to) = middle(rows.iter().filter_map(day).collect());
    let within = move |row: &R, from: Option<NaiveDate>, to: Option<NaiveDate>| {
        day(row)
            .is_some_and(|day| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to))
    };
    vec![
        case(format!("{name}: {{from: \"{from}\"}}"), move |row| {
            within(row, Some(from), None)
        }),
        case(format!("{name}: {{to: \"{to}\"}}"), move |row| {
            within(row, None, Some(to))
        }),
        case(
            format!("{name}: {{from: \"{from}\", to: \"{to}\"}}"),
            move |row| within(row, Some(from), Some(to)),
        ),
    ]
}

/// A name that starts as that of some row does, written with other letter case.
fn by_name<'a, E: Record>(name: &str, rows: &[RowOf<E>]) -> Case<'a, RowOf<E>> {
    let some = E::name(&rows[rows.len() / 2]).0.values().next().unwrap();
    let prefix: String = some.text.to_uppercase().chars().take(3).collect();
    let literal = format!("{name}: \"{prefix}\"");
    case(literal, move |row: &RowOf<E>| {
        let keys = keys(E::name(row), &E::other_names(row));
        keys.iter()
            .any(|key| key.folded.starts_with(&fold(&prefix)))
    })
}

fn translated<'a, E: Record>(language: &'static str) -> Case<'a, RowOf<E>> {
    case(
        codes("hasTranslation", &[language]),
        move |row: &RowOf<E>| {
            E::texts(row)
                .iter()
                .any(|text| text.0.contains_key(language))
        },
    )
}

/// By one of the keys, and by two and one that does not exist.
fn by_key<'a, E: Record>(name: &str, rows: &[RowOf<E>]) -> Vec<Case<'a, RowOf<E>>> {
    let (one, other) = (
        E::key(&rows[0]).to_owned(),
        E::key(&rows[rows.len() / 2]).to_owned(),
    );
    let both = codes(name, &[&one, &other, "no-such-thing"]);
    let only = codes(name, &[&one]);
    let first = one.clone();
    vec![
        case(only, move |row: &RowOf<E>| E::key(row) == first),
        case(both, move |row: &RowOf<E>| {
            E::key(row) == one || E::key(row) == other
        }),
    ]
}

fn recent<'a, R: Common>(world: &World) -> Case<'a, R> {
    let later = world.later;
    case(world.since(), move |row: &R| row.updated_at() >= later)
}

/// Adds a record and gives it another code or slug.
async fn renamed<E: Record>(
    fresh: &Fresh,
    row: RowOf<E>,
    rename: impl FnOnce(&mut RowOf<E>),
) -> RowOf<E> {
    let before = put::<E>(&fresh.network, vec![row]).await.remove(0);
    let mut after = before.clone();
    rename(&mut after);
    let mut writing = rows::deed(&fresh.network).await;
    let after = writing.update::<E>(&before, after, 1).await.unwrap();
    writing.commit().await.unwrap();
    after
}

on_both! {
    async fn filters_of_projects(backend) {
        let world = World::of(backend).await;
        let world = &world;
        let rows = all::<project::Entity>(&world.reading).await;
        let topic = world.a_topic_with_narrower_ones("project_topic");
        let hub = world.a_hub("project_hub");
        let parliament = &world.parliament(rows[30].lead_parliament_id).unwrap().code;
        let country = &world.country_of(rows[31].lead_parliament_id).unwrap().code;
        let chamber = world.chamber_code(rows.iter().find_map(|row| row.lead_chamber_id)).unwrap();
        let mut cases: Vec<Case<'_, project::Model>> = vec![
            by_name::<project::Entity>("titleStartsWith", &rows),
            case(any_of("status", &[ProjectStatus::Active, ProjectStatus::OnHold]), |row: &project::Model| matches!(row.status, ProjectStatus::Active | ProjectStatus::OnHold)),
            case(any_of("health", &[ProjectHealth::AtRisk]), |row: &project::Model| row.health == Some(ProjectHealth::AtRisk)),
            case("impactArea: {in: [PEOPLE, CULTURE]}", |row: &project::Model| row.impact_areas.0.iter().any(|area| area == "PEOPLE" || area == "CULTURE")),
            case(codes("topic", &[topic]), |row: &project::Model| world.about("project_topic", row.id.0, topic)),
            case(codes("hub", &[hub]), |row: &project::Model| world.under("project_hub", row.id.0, hub)),
            case(codes("parliament", &[parliament]), |row: &project::Model| world.parliament(row.lead_parliament_id).is_some_and(|one| one.code == *parliament)),
            case(codes("chamber", &[chamber]), |row: &project::Model| world.chamber_code(row.lead_chamber_id) == Some(chamber)),
            case(codes("country", &[country]), |row: &project::Model| world.country_of(row.lead_parliament_id).is_some_and(|one| one.code == *country)),
            case(any_of("region", &[Region::Africa, Region::Asia]), |row: &project::Model| world.country_of(row.lead_parliament_id).is_some_and(|one| matches!(one.region, Some(Region::Africa | Region::Asia)))),
            translated::<project::Entity>("fr"),
            recent(world),
        ];
        cases.extend(by_key::<project::Entity>("slug", &rows));
        cases.extend(by_days("startedOn", &rows, |row: &project::Model| row.started_on));
        cases.extend(by_days("plannedEndOn", &rows, |row: &project::Model| row.planned_end_on));
        cases.extend(by_days("completedOn", &rows, |row: &project::Model| row.completed_on));
        world.check::<project::Entity>(&cases).await;
    }

    async fn filters_of_practices(backend) {
        let world = World::of(backend).await;
        let world = &world;
        let rows = all::<practice::Entity>(&world.reading).await;
        let topic = world.a_topic_with_narrower_ones("practice_topic");
        let hub = world.a_hub("practice_hub");
        let parliament = &world.parliament(rows.iter().find_map(|row| row.parliament_id)).unwrap().code;
        let chamber = world.chamber_code(rows.iter().find_map(|row| row.chamber_id)).unwrap();
        let country = &rows.iter().find_map(|row| world.country_of(row.parliament_id)).unwrap().code;
        let mut cases: Vec<Case<'_, practice::Model>> = vec![
            by_name::<practice::Entity>("titleStartsWith", &rows),
            case(any_of("kind", &[PracticeKind::UseCase]), |row: &practice::Model| row.kind == PracticeKind::UseCase),
            case(any_of("stage", &[PracticeStage::InUse, PracticeStage::Pilot]), |row: &practice::Model| matches!(row.stage, Some(PracticeStage::InUse | PracticeStage::Pilot))),
            case("impactArea: {in: [TECHNOLOGY]}", |row: &practice::Model| row.impact_areas.0.iter().any(|area| area == "TECHNOLOGY")),
            case("audience: {in: [MEMBERS, WEB]}", |row: &practice::Model| row.audiences.0.iter().any(|one| one == "MEMBERS" || one == "WEB")),
            case(codes("topic", &[topic]), |row: &practice::Model| world.about("practice_topic", row.id.0, topic)),
            case(codes("hub", &[hub]), |row: &practice::Model| world.under("practice_hub", row.id.0, hub)),
            case(codes("parliament", &[parliament]), |row: &practice::Model| world.parliament(row.parliament_id).is_some_and(|one| one.code == *parliament)),
            case(codes("chamber", &[chamber]), |row: &practice::Model| world.chamber_code(row.chamber_id) == Some(chamber)),
            case(codes("country", &[country]), |row: &practice::Model| world.country_of(row.parliament_id).is_some_and(|one| one.code == *country)),
            case(any_of("region", &[Region::Europe]), |row: &practice::Model| world.country_of(row.parliament_id).is_some_and(|one| one.region == Some(Region::Europe))),
            translated::<practice::Entity>("fr"),
            recent(world),
        ];
        cases.extend(by_key::<practice::Entity>("slug", &rows));
        cases.extend(by_days("publishedOn", &rows, |row: &practice::Model| row.published_on));
        world.check::<practice::Entity>(&cases).await;
        let published = any_of("status", &[PracticeStatus::Published]);
        assert_eq!(world.compare::<practice::Entity>(&rows, &published, |_| true).await, rows.len());
        let others: Vec<PracticeStatus> = PracticeStatus::ALL.iter().copied().filter(|status| *status != PracticeStatus::Published).collect();
        assert_eq!(world.compare::<practice::Entity>(&rows, &any_of("status", &others), |_| false).await, 0);
    }

    async fn filters_of_events(backend) {
        let world = World::of(backend).await;
        let world = &world;
        let rows = all::<event::Entity>(&world.reading).await;
        let topic = world.a_topic_with_narrower_ones("event_topic");
        let hub = world.a_hub("event_hub");
        let organiser = world.links["event_organiser"].values().flatten().next().copied();
        let parliament = &world.parliament(organiser).unwrap().code;
        let country_of = |row: &event::Model| world.countries.get(&row.country_id?.0);
        let country = &rows.iter().find_map(country_of).unwrap().code;
        let today = world.reading.now().date_naive();
        let last_day = |row: &event::Model| row.ends_on.or(row.starts_on);
        let mut cases: Vec<Case<'_, event::Model>> = vec![
            by_name::<event::Entity>("titleStartsWith", &rows),
            case(codes("series", &["world-e-parliament-conference"]), |row: &event::Model| row.series.as_deref() == Some("world-e-parliament-conference")),
            case(any_of("kind", &[EventKind::Conference, EventKind::Webinar]), |row: &event::Model| matches!(row.kind, EventKind::Conference | EventKind::Webinar)),
            case(any_of("mode", &[EventMode::Online]), |row: &event::Model| row.mode == Some(EventMode::Online)),
            case(any_of("status", &[EventStatus::Announced]), |row: &event::Model| row.status == EventStatus::Announced),
            case("time: UPCOMING", move |row: &event::Model| last_day(row).is_some_and(|day| day >= today)),
            case("time: PAST", move |row: &event::Model| last_day(row).is_some_and(|day| day < today)),
            case("audience: {in: [ICT_STAFF]}", |row: &event::Model| row.audiences.0.iter().any(|one| one == "ICT_STAFF")),
            case("sessionKind: {in: [GUIDE_WRITING, KEYNOTE]}", |row: &event::Model| row.session_kinds.0.iter().any(|one| one == "GUIDE_WRITING" || one == "KEYNOTE")),
            case(codes("language", &["fr"]), |row: &event::Model| row.languages.0.iter().any(|one| one == "fr")),
            case(codes("topic", &[topic]), |row: &event::Model| world.about("event_topic", row.id.0, topic)),
            case(codes("hub", &[hub]), |row: &event::Model| world.under("event_hub", row.id.0, hub)),
            case(codes("country", &[country]), move |row: &event::Model| country_of(row).is_some_and(|one| one.code == *country)),
            case(any_of("region", &[Region::Europe, Region::Oceania]), move |row: &event::Model| country_of(row).is_some_and(|one| matches!(one.region, Some(Region::Europe | Region::Oceania)))),
            case(codes("parliament", &[parliament]), |row: &event::Model| world.linked("event_organiser", row.id.0, |id| world.parliaments[&id].code == *parliament)),
            translated::<event::Entity>("fr"),
            recent(world),
        ];
        cases.extend(by_key::<event::Entity>("slug", &rows));
        cases.extend(by_days("startsOn", &rows, |row: &event::Model| row.starts_on));
        cases.extend(by_days("endsOn", &rows, |row: &event::Model| row.ends_on));
        cases.extend(by_days("registrationClosesOn", &rows, |row: &event::Model| row.registration_closes_on));
        world.check::<event::Entity>(&cases).await;
    }

    async fn filters_of_hubs(backend) {
        let world = World::of(backend).await;
        let world = &world;
        let rows = &world.hubs;
        let topic = world.a_topic_with_narrower_ones("hub_topic");
        let mut cases: Vec<Case<'_, hub::Model>> = vec![
            by_name::<hub::Entity>("nameStartsWith", rows),
            case(any_of("type", &[HubType::Regional, HubType::Linguistic]), |row: &hub::Model| row.kind != HubType::Thematic),
            case(any_of("status", &[HubStatus::Scoping]), |row: &hub::Model| row.status == HubStatus::Scoping),
            case(codes("language", &["es"]), |row: &hub::Model| row.languages.0.iter().any(|one| one == "es")),
            case(codes("topic", &[topic]), |row: &hub::Model| world.about("hub_topic", row.id.0, topic)),
            case(codes("parliament", &["NZ", "KE"]), |row: &hub::Model| world.linked("hub_membership", row.id.0, |id| matches!(world.parliaments[&id].code.as_str(), "NZ" | "KE"))),
            translated::<hub::Entity>("fr"),
            recent(world),
        ];
        cases.extend(by_key::<hub::Entity>("slug", rows));
        world.check::<hub::Entity>(&cases).await;
    }

    async fn filters_of_parliaments_and_chambers(backend) {
        let world = World::of(backend).await;
        let world = &world;
        let rows = all::<parliament::Entity>(&world.reading).await;
        let country_of = |row: &parliament::Model| world.countries.get(&row.country_id?.0);
        let mut cases: Vec<Case<'_, parliament::Model>> = vec![
            by_name::<parliament::Entity>("nameStartsWith", &rows),
            case(codes("country", &["FR", "NZ"]), move |row: &parliament::Model| country_of(row).is_some_and(|one| one.code == "FR" || one.code == "NZ")),
            case(any_of("region", &[Region::Oceania]), move |row: &parliament::Model| country_of(row).is_some_and(|one| one.region == Some(Region::Oceania))),
            case(any_of("subregion", &[Subregion::WesternEurope, Subregion::Melanesia]), move |row: &parliament::Model| country_of(row).is_some_and(|one| matches!(one.subregion, Some(Subregion::WesternEurope | Subregion::Melanesia)))),
            case(any_of("kind", &[ParliamentKind::Supranational]), |row: &parliament::Model| row.kind == ParliamentKind::Supranational),
            case(any_of("structure", &[ParliamentStructure::Bicameral]), |row: &parliament::Model| row.structure == ParliamentStructure::Bicameral),
            case("ipuMember: false", |row: &parliament::Model| row.ipu_member == Some(false)),
            translated::<parliament::Entity>("fr"),
            recent(world),
        ];
        cases.extend(by_key::<parliament::Entity>("code", &rows));
        if rows.iter().any(|row| row.status != ParliamentStatus::Functioning) {
            cases.push(case(any_of("status", &[ParliamentStatus::Functioning]), |row: &parliament::Model| row.status == ParliamentStatus::Functioning));
        }
        world.check::<parliament::Entity>(&cases).await;

        let rows = all::<chamber::Entity>(&world.reading).await;
        let mut cases: Vec<Case<'_, chamber::Model>> = vec![
            by_name::<chamber::Entity>("nameStartsWith", &rows),
            case(codes("parliament", &["FR"]), |row: &chamber::Model| world.parliaments[&row.parliament_id.0].code == "FR"),
            case(codes("country", &["FR", "KE"]), |row: &chamber::Model| world.country_of(Some(row.parliament_id)).is_some_and(|one| one.code == "FR" || one.code == "KE")),
            case(any_of("region", &[Region::Americas]), |row: &chamber::Model| world.country_of(Some(row.parliament_id)).is_some_and(|one| one.region == Some(Region::Americas))),
            case(any_of("type", &[ChamberType::Upper]), |row: &chamber::Model| row.kind == ChamberType::Upper),
            case(any_of("renewal", &[Renewal::Full]), |row: &chamber::Model| row.renewal == Some(Renewal::Full)),
            case("seats: {from: 300}", |row: &chamber::Model| row.seats.is_some_and(|seats| seats >= 300)),
            case("seats: {to: 60}", |row: &chamber::Model| row.seats.is_some_and(|seats| seats <= 60)),
            case("seats: {from: 100, to: 120}", |row: &chamber::Model| row.seats.is_some_and(|seats| (100..=120).contains(&seats))),
            recent(world),
        ];
        cases.extend(by_key::<chamber::Entity>("code", &rows));
        if rows.iter().any(|row| !row.name.0.contains_key("fr")) {
            cases.push(translated::<chamber::Entity>("fr"));
        }
        world.check::<chamber::Entity>(&cases).await;
    }

    async fn filters_of_countries_organisations_publications_topics_and_contacts(backend) {
        let world = World::of(backend).await;
        let world = &world;
        let rows = all::<country::Entity>(&world.reading).await;
        let mut cases: Vec<Case<'_, country::Model>> = vec![
            by_name::<country::Entity>("nameStartsWith", &rows),
            case(any_of("region", &[Region::Africa]), |row: &country::Model| row.region == Some(Region::Africa)),
            case(any_of("subregion", &[Subregion::Polynesia]), |row: &country::Model| row.subregion == Some(Subregion::Polynesia)),
            case(codes("language", &["fr"]), |row: &country::Model| row.languages.0.iter().any(|one| one == "fr")),
            translated::<country::Entity>("es"),
            recent(world),
        ];
        cases.extend(by_key::<country::Entity>("code", &rows));
        world.check::<country::Entity>(&cases).await;

        let rows = all::<organisation::Entity>(&world.reading).await;
        let mut cases: Vec<Case<'_, organisation::Model>> = vec![
            by_name::<organisation::Entity>("nameStartsWith", &rows),
            case("nameStartsWith: \"uip\"", |row: &organisation::Model| row.slug == "ipu"),
            case(any_of("type", &[OrganisationType::Interparliamentary]), |row: &organisation::Model| row.kind == OrganisationType::Interparliamentary),
            translated::<organisation::Entity>("fr"),
        ];
        cases.extend(by_key::<organisation::Entity>("slug", &rows));
        world.check::<organisation::Entity>(&cases).await;

        let rows = all::<publication::Entity>(&world.reading).await;
        let topic = world.a_topic_with_narrower_ones("publication_topic");
        let mut cases: Vec<Case<'_, publication::Model>> = vec![
            by_name::<publication::Entity>("titleStartsWith", &rows),
            case(any_of("type", &[PublicationType::Guide, PublicationType::Guidelines]), |row: &publication::Model| matches!(row.kind, PublicationType::Guide | PublicationType::Guidelines)),
            case("year: {from: 2023}", |row: &publication::Model| row.year.is_some_and(|year| year >= 2023)),
            case("year: {to: 2022}", |row: &publication::Model| row.year.is_some_and(|year| year <= 2022)),
            case(codes("language", &["fr", "de"]), |row: &publication::Model| world.editions.get(&row.id.0).is_some_and(|found| found.contains("fr") || found.contains("de"))),
            case("impactArea: {in: [PEOPLE]}", |row: &publication::Model| row.impact_areas.0.iter().any(|area| area == "PEOPLE")),
            case(codes("topic", &[topic]), |row: &publication::Model| world.about("publication_topic", row.id.0, topic)),
            translated::<publication::Entity>("fr"),
        ];
        cases.extend(by_key::<publication::Entity>("slug", &rows));
        world.check::<publication::Entity>(&cases).await;

        let mut cases: Vec<Case<'_, topic::Model>> = vec![
            by_name::<topic::Entity>("labelStartsWith", &world.topics),
            case("top: true", |row: &topic::Model| row.broader_id.is_none()),
            case("top: false", |row: &topic::Model| row.broader_id.is_some()),
            recent(world),
        ];
        cases.extend(by_key::<topic::Entity>("code", &world.topics));
        world.check::<topic::Entity>(&cases).await;

        let rows = all::<contact::Entity>(&world.reading).await;
        let filed = world.links["contact_topic"].values().flatten().next().copied();
        let topic = &world.topics.iter().find(|row| Some(row.id.0) == filed).unwrap().code;
        let hub = world.a_hub("contact_hub");
        let parliament = &rows.iter().find_map(|row| world.parliament(row.parliament_id)).unwrap().code;
        let country = &rows.iter().find_map(|row| world.country_of(row.parliament_id)).unwrap().code;
        let chamber = world.chamber_code(rows.iter().find_map(|row| row.chamber_id)).unwrap();
        let cases: Vec<Case<'_, contact::Model>> = vec![
            case(any_of("appointment", &[Appointment::Expert]), |row: &contact::Model| row.appointment == Appointment::Expert),
            case(codes("expertise", &[topic]), |row: &contact::Model| world.about("contact_topic", row.id.0, topic)),
            case(codes("language", &["fr", "pt-br"]), |row: &contact::Model| row.languages.0.iter().any(|one| one == "fr" || one == "pt-BR")),
            case(codes("hub", &[hub]), |row: &contact::Model| world.under("contact_hub", row.id.0, hub)),
            case(codes("parliament", &[parliament]), |row: &contact::Model| world.parliament(row.parliament_id).is_some_and(|one| one.code == *parliament)),
            case(codes("country", &[country]), |row: &contact::Model| world.country_of(row.parliament_id).is_some_and(|one| one.code == *country)),
            case(codes("chamber", &[chamber]), |row: &contact::Model| world.chamber_code(row.chamber_id) == Some(chamber)),
            translated::<contact::Entity>("fr"),
            recent(world),
        ];
        world.check::<contact::Entity>(&cases).await;
    }

    async fn nothing_is_lost_when_a_topic_is_replaced_by_another(backend) {
        let fresh = Fresh::empty(backend).await;
        let id = || fresh.clock.new_id();
        let ids: HashMap<&str, Uuid> = ["digital", "online-petitions", "signatures", "e-petitions", "thresholds", "other"].map(|code| (code, id())).into();
        let topic = |code: &str, broader: Option<&str>, replaced: Option<&str>| topic::Model {
            broader_id: broader.map(|code| ids[code].into()),
            replaced_by_id: replaced.map(|code| ids[code].into()),
            ..rows::topic(ids[code], code)
        };
        let made = vec![
            topic("digital", None, None),
            topic("e-petitions", Some("digital"), None),
            topic("online-petitions", None, Some("e-petitions")),
            topic("signatures", Some("online-petitions"), None),
            topic("thresholds", Some("e-petitions"), None),
            topic("other", None, None),
        ];
        put::<topic::Entity>(&fresh.network, made).await;
        for (code, topic) in &ids {
            let made = put::<practice::Entity>(&fresh.network, vec![rows::practice(id(), &format!("on-{code}"))]).await;
            link::<practice::Entity>(&fresh.network, practices::TOPICS, &made[0], &[*topic]).await;
        }
        let service = Service::of(&fresh.network);
        let petitions = ["on-e-petitions", "on-online-petitions", "on-signatures", "on-thresholds"];
        let with_the_broader = ["on-digital", "on-e-petitions", "on-online-petitions", "on-signatures", "on-thresholds"];
        for (code, expected) in [
            ("e-petitions", &petitions[..]),
            ("online-petitions", &petitions[..]),
            ("digital", &with_the_broader[..]),
            ("thresholds", &["on-thresholds"][..]),
            ("other", &["on-other"][..]),
        ] {
            let query = format!("{{ practices(filter: {{topic: {{in: [\"{code}\"]}}}}, orderBy: {{field: TITLE}}) {{ nodes {{ slug }} }} }}");
            let data = service.visitor().data(&query).await;
            let slugs: Vec<&str> = data["practices"]["nodes"].as_array().unwrap().iter().map(|node| node["slug"].as_str().unwrap()).collect();
            assert_eq!(slugs, expected, "{code}");
        }
        let data = service.visitor().data("{ in: topics(filter: {replaced: false}) { totalCount } out: topics(filter: {replaced: true}) { nodes { code replacedBy { code } } } }").await;
        assert_eq!(data["in"]["totalCount"], 5);
        assert_eq!(data["out"]["nodes"], json!([{ "code": "online-petitions", "replacedBy": { "code": "e-petitions" } }]));
        let below = fresh.network.read(Actor::Visitor).children_count::<topic::Entity>(topics::NARROWER, &[ids["digital"]], &Default::default()).await.unwrap();
        assert_eq!(below[&ids["digital"]], 1);
    }

    async fn a_name_is_found_by_its_beginning_whatever_the_accents_case_and_spaces(backend) {
        let fresh = Fresh::empty(backend).await;
        let titled = |number: u32, title| project::Model { title, ..rows::project(fresh.clock.new_id(), &format!("p{number}")) };
        let made = vec![
            titled(1, text(&[("en", "E-petitions"), ("fr", "Pétitions électroniques")])),
            titled(2, text(&[("fr", "PÉTITION  de la Nation")])),
            titled(3, text(&[("en", "Petit déjeuner"), ("sv", "Ångström")])),
            titled(4, text(&[("el", "Ψηφιακή Βουλή")])),
            titled(5, text(&[("en", "100% open_data"), ("fr", "L’assemblée")])),
            titled(6, text(&[("en", "My petition")])),
        ];
        put::<project::Entity>(&fresh.network, made).await;
        let service = Service::of(&fresh.network);
        for (prefix, expected) in [
            ("PETI", &["p1", "p2", "p3"][..]),
            ("pétition", &["p1", "p2"][..]),
            ("petition de la", &["p2"][..]),
            ("angs", &["p3"][..]),
            ("Å", &["p3"][..]),
            ("ψηφιακη β", &["p4"][..]),
            ("%", &[][..]),
            ("100%", &["p5"][..]),
            ("100% openXdata", &[][..]),
            ("l'assemblee", &["p5"][..]),
            ("e-petitions and more", &[][..]),
            ("\u{10FFFF}", &[][..]),
        ] {
            let query = "query($prefix: String) { projects(filter: {titleStartsWith: $prefix}) { nodes { slug } } }";
            let data = service.visitor().data_with(query, json!({ "prefix": prefix })).await;
            let mut slugs: Vec<&str> = data["projects"]["nodes"].as_array().unwrap().iter().map(|node| node["slug"].as_str().unwrap()).collect();
            slugs.sort_unstable();
            assert_eq!(slugs, expected, "{prefix}");
        }
    }

    async fn a_hub_is_found_by_its_former_name_and_a_parliament_by_its_local_one(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let data = service.visitor().data(r#"{
            parliaments(filter: {nameStartsWith: "bundes"}) { nodes { code } }
            organisations(filter: {nameStartsWith: "asgp"}) { nodes { slug } }
            hubs { nodes { slug formerNames { name { text } } } }
        }"#).await;
        assert_eq!(data["organisations"]["nodes"], json!([{ "slug": "asgp" }]));
        let parliaments = data["parliaments"]["nodes"].as_array().unwrap();
        assert!(!parliaments.is_empty(), "{data}");
        let hubs = data["hubs"]["nodes"].as_array().unwrap();
        let renamed = hubs.iter().find(|hub| hub["formerNames"] != json!([])).unwrap();
        let former = renamed["formerNames"][0]["name"]["text"].as_str().unwrap();
        let query = "query($prefix: String) { hubs(filter: {nameStartsWith: $prefix}) { nodes { slug } } }";
        let data = service.visitor().data_with(query, json!({ "prefix": former })).await;
        let slugs: Vec<_> = data["hubs"]["nodes"].as_array().unwrap().iter().map(|hub| &hub["slug"]).collect();
        assert!(slugs.contains(&&renamed["slug"]), "{data}");
    }

    async fn an_event_is_upcoming_until_its_last_day_is_over(backend) {
        let fresh = Fresh::empty(backend).await;
        let between = |slug: &str, first: Option<&str>, last: Option<&str>| event::Model {
            starts_on: first.map(rows::day),
            ends_on: last.map(rows::day),
            ..rows::event(fresh.clock.new_id(), slug)
        };
        let made = vec![
            between("over", Some("2026-11-20"), Some("2026-11-21")),
            between("last-day", Some("2026-11-20"), Some("2026-11-22")),
            between("today", Some("2026-11-22"), None),
            between("tomorrow", Some("2026-11-23"), Some("2026-11-24")),
            between("some-day", None, None),
        ];
        put::<event::Entity>(&fresh.network, made).await;
        let service = Service::of(&fresh.network);
        let query = "{ upcoming: events(filter: {time: UPCOMING}, orderBy: {field: TITLE}) { nodes { slug } } past: events(filter: {time: PAST}, orderBy: {field: TITLE}) { nodes { slug } } }";
        let slugs = |slugs: &[&str]| json!({ "nodes": slugs.iter().map(|slug| json!({ "slug": slug })).collect::<Vec<_>>() });
        let data = service.visitor().data(query).await;
        assert_eq!(data, json!({ "upcoming": slugs(&["last-day", "today", "tomorrow"]), "past": slugs(&["over"]) }));
        fresh.clock.advance(TimeDelta::hours(12));
        let data = service.visitor().data(query).await;
        assert_eq!(data, json!({ "upcoming": slugs(&["tomorrow"]), "past": slugs(&["last-day", "over", "today"]) }));
    }

    async fn filters_of_parts_keep_what_they_name(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let data = service.visitor().data(r#"{ hubs(first: 20) { nodes {
            all: memberships { nodes { role } totalCount }
            hosts: memberships(filter: {role: {in: [HOST, CO_HOST]}}) { nodes { role } totalCount }
            none: memberships(filter: {role: {in: []}}) { nodes { role } totalCount }
        } } }"#).await;
        let mut seen = 0;
        for hub in data["hubs"]["nodes"].as_array().unwrap() {
            let all = hub["all"]["nodes"].as_array().unwrap();
            let hosts = all.iter().filter(|one| one["role"] == "HOST" || one["role"] == "CO_HOST").count();
            assert_eq!(hub["hosts"]["nodes"].as_array().unwrap().len(), hosts);
            assert_eq!(hub["hosts"]["totalCount"], hosts);
            assert_eq!(hub["all"]["totalCount"], all.len());
            assert_eq!(hub["none"], json!({ "nodes": [], "totalCount": 0 }));
            seen += hosts;
        }
        assert!(seen > 3);
    }

    async fn a_former_code_or_slug_finds_its_record_in_lists_as_it_does_alone(backend) {
        let fresh = Fresh::empty(backend).await;
        let (id, new) = (Uuid::from_u128, || "new".to_owned());
        let parliament = renamed::<parliament::Entity>(&fresh, rows::parliament(id(1), "AA"), |row| row.code = "BB".to_owned()).await;
        renamed::<chamber::Entity>(&fresh, rows::chamber(id(2), "AA-LC01", parliament.id), |row| row.code = "BB-LC01".to_owned()).await;
        let topic = renamed::<topic::Entity>(&fresh, rows::topic(id(3), "former"), |row| row.code = new()).await;
        renamed::<organisation::Entity>(&fresh, rows::organisation(id(4), "former"), |row| row.slug = new()).await;
        renamed::<hub::Entity>(&fresh, rows::hub(id(5), "former"), |row| row.slug = new()).await;
        renamed::<event::Entity>(&fresh, rows::event(id(6), "former"), |row| row.slug = new()).await;
        renamed::<publication::Entity>(&fresh, rows::publication(id(7), "former"), |row| row.slug = new()).await;
        renamed::<project::Entity>(&fresh, rows::project(id(8), "former"), |row| row.slug = new()).await;
        let practice = renamed::<practice::Entity>(&fresh, rows::practice(id(9), "former"), |row| row.slug = new()).await;
        link::<practice::Entity>(&fresh.network, practices::TOPICS, &practice, &[topic.id.0]).await;
        let draft = practice::Model { status: PracticeStatus::Draft, ..rows::practice(id(10), "secret") };
        renamed::<practice::Entity>(&fresh, draft, |row| row.slug = "hidden".to_owned()).await;
        let service = Service::of(&fresh.network);
        let visitor = service.visitor();
        for (one, list, field, former, now) in [
            ("parliament", "parliaments", "code", "AA", "BB"),
            ("chamber", "chambers", "code", "AA-LC01", "BB-LC01"),
            ("topic", "topics", "code", "former", "new"),
            ("organisation", "organisations", "slug", "former", "new"),
            ("hub", "hubs", "slug", "former", "new"),
            ("event", "events", "slug", "former", "new"),
            ("publication", "publications", "slug", "former", "new"),
            ("project", "projects", "slug", "former", "new"),
            ("practice", "practices", "slug", "former", "new"),
        ] {
            let alone = visitor.data(&format!("{{ {one}(by: {{{field}: \"{former}\"}}) {{ {field} }} }}")).await;
            assert_eq!(alone[one][field], now);
            let query = format!("query($keys: [String!]!) {{ {list}(filter: {{{field}: {{in: $keys}}}}) {{ totalCount nodes {{ {field} }} }} }}");
            for (keys, count) in [
                (vec![former], 1),
                (vec![now], 1),
                (vec![former, now, "nobody"], 1),
                (vec!["nobody"], 0),
                (vec!["secret", "hidden"], 0),
            ] {
                let answer = visitor.ask(&query, json!({ "keys": keys })).await;
                let found = &answer.body["data"][list];
                assert_eq!(found["totalCount"], count, "{list} {keys:?}: {}", answer.text);
                let slugs: Vec<&str> = found["nodes"].as_array().unwrap().iter().map(|node| node[field].as_str().unwrap()).collect();
                assert_eq!(slugs, vec![now; count], "{list} {keys:?}");
                assert_eq!(answer.line().statements(), 2, "{list} {keys:?}");
            }
        }
        let filed = visitor.data(r#"{ practices(filter: {topic: {in: ["former"]}}) { nodes { slug } } }"#).await;
        assert_eq!(filed["practices"]["nodes"], json!([{ "slug": "new" }]));
    }

    async fn a_file_goes_on_calling_a_record_as_people_called_it_before(backend) {
        let fresh = Fresh::empty(backend).await;
        let event = |slug: &str, title: &str| format!(r#"{{"record":"event","slug":"{slug}","title":"{title}","kind":"MEETING","status":"HELD","sources":[{{"title":"S"}}]}}"#);
        let load = async |lines: &[String], overwrite| {
            let file = File { name: "events.jsonl".to_owned(), text: lines.join("\n") };
            let options = Options { overwrite, ..Options::default() };
            let report = dataset::load(&fresh.network, &[file], &options, &mut |_| {}).await.unwrap();
            assert!(report.written, "{:#?}", report.problems);
            let counts = report.kinds[0].1;
            (counts.added, counts.changed, counts.kept)
        };
        let service = Service::of(&fresh.network);
        let titles = async || {
            let seen = service.visitor().data("{ events(orderBy: {field: CREATED_AT}) { nodes { slug title { text } } } }").await;
            let nodes = seen["events"]["nodes"].as_array().unwrap().clone();
            nodes.iter().map(|node| format!("{} {}", node["slug"], node["title"]["text"]).replace('"', "")).collect::<Vec<String>>()
        };
        assert_eq!(load(&[event("former", "One")], false).await, (1, 0, 0));
        let row = fresh.network.read(rows::WRITER).by_key::<event::Entity>("former").await.unwrap().unwrap();
        let mut writing = rows::deed(&fresh.network).await;
        let after = event::Model { slug: "new".to_owned(), ..row.clone() };
        writing.update::<event::Entity>(&row, after, row.version).await.unwrap();
        writing.commit().await.unwrap();
        // It is the same one, and people's word on it is kept.
        assert_eq!(load(&[event("former", "Two")], false).await, (0, 0, 1));
        assert_eq!(titles().await, ["new One"]);
        assert_eq!(load(&[event("former", "Two")], true).await, (0, 1, 0));
        assert_eq!(titles().await, ["former Two"]);
        // Where a file has both names, what is called as the other one was is another one, and the name is theirs alone.
        assert_eq!(load(&[event("former", "Two"), event("new", "Three")], true).await, (1, 0, 0));
        assert_eq!(titles().await, ["former Two", "new Three"]);
        // Of two names that one had before, the first that a file has is its; the other one is another's.
        let row = fresh.network.read(rows::WRITER).by_key::<event::Entity>("former").await.unwrap().unwrap();
        let mut writing = rows::deed(&fresh.network).await;
        let second = event::Model { slug: "second".to_owned(), ..row.clone() };
        let row = writing.update::<event::Entity>(&row, second, row.version).await.unwrap();
        let third = event::Model { slug: "third".to_owned(), ..row.clone() };
        writing.update::<event::Entity>(&row, third, row.version).await.unwrap();
        writing.commit().await.unwrap();
        assert_eq!(load(&[event("former", "Two"), event("second", "Four")], false).await, (1, 0, 1));
        assert_eq!(titles().await, ["third Two", "new Three", "second Four"]);
        let one = service.visitor().data(r#"{ event(by: {slug: "new"}) { title { text } } events(filter: {slug: {in: ["new"]}}) { totalCount } }"#).await;
        assert_eq!(one, json!({ "event": { "title": { "text": "Three" } }, "events": { "totalCount": 1 } }));
    }
}
