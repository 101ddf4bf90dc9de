//! Who sees what: drafts, and contacts that are not public, not in office or without consent, are absent everywhere for a visitor, and
//! what is hidden answers exactly like what does not exist.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use hemicycle::graphql::id::{IdKind, encode};
use hemicycle_domain::actor::Actor;
use hemicycle_domain::policy::{Action, Verdict, decide};
use hemicycle_domain::record::{Common, Record, RowOf};
use hemicycle_domain::{
    contact as contacts, event as events, practice as practices, project as projects,
    publication as publications,
};
use hemicycle_entity::ids::{ParliamentId, SessionId};
use hemicycle_entity::values::{
    Appointment, AppointmentStatus, Closed, EventStatus, HubRole, HubStatus, PracticeStatus,
    ProjectStatus, SessionKind, Visibility,
};
use hemicycle_entity::{
    chamber, contact, country, event, event_delegate, event_delegation, event_organiser,
    event_session, event_speaker, hub, hub_membership, organisation, parliament, practice,
    practice_external_id, project, project_milestone, project_partner, project_update, publication,
    publication_publisher, topic,
};
use hemicycle_tests::accounts;
use hemicycle_tests::database::noon;
use hemicycle_tests::rows::{self, WRITER, deed, english, link, parts, put, tags, text};
use hemicycle_tests::{Backend, Caller, Fresh, Service, on_both};
use sea_orm::{ActiveModelTrait, Condition, Database, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

const HIDDEN: &str = "secret";

/// A network in which a public and a hidden one of every kind that can be hidden stand side by side, joined to everything.
struct World {
    fresh: Fresh,
    parliament: parliament::Model,
    hubs: [hub::Model; 2],
    projects: [project::Model; 2],
    practices: [practice::Model; 2],
    events: [event::Model; 2],
    sessions: [Uuid; 2],
    contacts: [contact::Model; 2],
}

fn pair<R>(rows: Vec<R>) -> [R; 2] {
    let Ok(pair) = rows.try_into() else {
        panic!("two rows")
    };
    pair
}

impl World {
    async fn of(backend: Backend) -> Self {
        let fresh = Fresh::empty(backend).await;
        let network = &fresh.network;
        let id = || fresh.clock.new_id();
        let parliament = put::<parliament::Entity>(network, vec![rows::parliament(id(), "EU")])
            .await
            .remove(0);
        let chamber = rows::chamber(id(), "EU-LC01", parliament.id);
        let chamber = put::<chamber::Entity>(network, vec![chamber])
            .await
            .remove(0);
        let organisation = vec![rows::organisation(id(), "ipu")];
        let organisation = put::<organisation::Entity>(network, organisation)
            .await
            .remove(0);
        let topic = put::<topic::Entity>(network, vec![rows::topic(id(), "data")])
            .await
            .remove(0);
        let hubs = pair(
            put::<hub::Entity>(
                network,
                vec![
                    rows::hub(id(), "open"),
                    hub::Model {
                        status: HubStatus::Proposed,
                        ..rows::hub(id(), "secret-hub")
                    },
                ],
            )
            .await,
        );
        let led = |row: project::Model| project::Model {
            lead_parliament_id: Some(parliament.id),
            lead_chamber_id: Some(chamber.id),
            ..row
        };
        let projects = pair(
            put::<project::Entity>(
                network,
                vec![
                    led(rows::project(id(), "open")),
                    led(project::Model {
                        status: ProjectStatus::Proposed,
                        ..rows::project(id(), "secret-project")
                    }),
                ],
            )
            .await,
        );
        let own = |row: practice::Model| practice::Model {
            parliament_id: Some(parliament.id),
            chamber_id: Some(chamber.id),
            ..row
        };
        let (open, hidden) = (id(), id());
        let practices = pair(
            put::<practice::Entity>(
                network,
                vec![
                    own(practice::Model {
                        status: PracticeStatus::InReview,
                        ..rows::practice(hidden, "secret-practice")
                    }),
                    own(practice::Model {
                        adopted_from_id: Some(hidden.into()),
                        ..rows::practice(open, "open")
                    }),
                ],
            )
            .await,
        );
        let [hidden_practice, open_practice] = practices;
        let mut writing = deed(network).await;
        let after = practice::Model {
            adopted_from_id: Some(open_practice.id),
            ..hidden_practice.clone()
        };
        let hidden_practice = writing
            .update::<practice::Entity>(&hidden_practice, after, 1)
            .await
            .unwrap();
        writing.commit().await.unwrap();
        let practices = [open_practice, hidden_practice];
        let contacts = pair(
            put::<contact::Entity>(
                network,
                vec![
                    rows::contact(id(), "open", parliament.id),
                    contact::Model {
                        visibility: Visibility::Network,
                        mailbox: Some("secret@example.org".to_owned()),
                        ..rows::contact(id(), "secret-contact", parliament.id)
                    },
                ],
            )
            .await,
        );
        let events = pair(
            put::<event::Entity>(
                network,
                vec![
                    event::Model {
                        contact_id: Some(contacts[1].id),
                        ..rows::event(id(), "open")
                    },
                    event::Model {
                        status: EventStatus::Draft,
                        contact_id: Some(contacts[0].id),
                        ..rows::event(id(), "secret-event")
                    },
                ],
            )
            .await,
        );
        let publication = vec![rows::publication(id(), "guide")];
        let publication = put::<publication::Entity>(network, publication)
            .await
            .remove(0);

        let both = |rows: [Uuid; 2]| rows.to_vec();
        let hub_ids = hubs.each_ref().map(|row| row.id.0);
        let practice_ids = practices.each_ref().map(|row| row.id.0);
        let event_ids = events.each_ref().map(|row| row.id.0);
        let project_ids = projects.each_ref().map(|row| row.id.0);
        for row in &projects {
            link::<project::Entity>(network, projects::HUBS, row, &both(hub_ids)).await;
            link::<project::Entity>(network, projects::TOPICS, row, &[topic.id.0]).await;
        }
        for row in &practices {
            link::<practice::Entity>(network, practices::HUBS, row, &both(hub_ids)).await;
            link::<practice::Entity>(network, practices::TOPICS, row, &[topic.id.0]).await;
            link::<practice::Entity>(network, practices::PROJECTS, row, &both(project_ids)).await;
        }
        for row in &contacts {
            link::<contact::Entity>(network, contacts::HUBS, row, &both(hub_ids)).await;
            link::<contact::Entity>(network, contacts::PROJECTS, row, &both(project_ids)).await;
            link::<contact::Entity>(network, contacts::PRACTICES, row, &both(practice_ids)).await;
            link::<contact::Entity>(network, contacts::EXPERTISE, row, &[topic.id.0]).await;
        }
        for row in &hubs {
            let link_to = hemicycle_domain::hub::TOPICS;
            link::<hub::Entity>(network, link_to, row, &[topic.id.0]).await;
            let membership = |party: (Option<ParliamentId>, _, _)| hub_membership::Model {
                id: id().into(),
                hub_id: row.id,
                parliament_id: party.0,
                chamber_id: party.1,
                organisation_id: party.2,
                role: HubRole::Member,
                since: None,
                until: None,
            };
            let members = vec![
                membership((Some(parliament.id), None, None)),
                membership((None, Some(chamber.id), None)),
                membership((None, None, Some(organisation.id))),
            ];
            parts::<hub_membership::Entity>(network, row, members).await;
        }
        let mut sessions = Vec::new();
        for row in &events {
            link::<event::Entity>(network, events::HUBS, row, &both(hub_ids)).await;
            link::<event::Entity>(network, events::TOPICS, row, &[topic.id.0]).await;
            let organisers = [
                (Some(parliament.id), None, None),
                (None, Some(chamber.id), None),
                (None, None, Some(organisation.id)),
            ];
            let organisers =
                organisers
                    .into_iter()
                    .enumerate()
                    .map(|(place, party)| event_organiser::Model {
                        id: id().into(),
                        event_id: row.id,
                        position: place as i32,
                        parliament_id: party.0,
                        chamber_id: party.1,
                        organisation_id: party.2,
                    });
            parts::<event_organiser::Entity>(network, row, organisers.collect()).await;
            let session = event_session::Model {
                id: id().into(),
                event_id: row.id,
                position: 0,
                title: english(&row.slug),
                kind: SessionKind::Debate,
                summary: None,
                audiences: tags(&[]),
                starts_at: None,
                ends_at: None,
            };
            sessions.push(session.id.0);
            parts::<event_session::Entity>(network, row, vec![session.clone()]).await;
            let mut writing = deed(network).await;
            let shown = vec![(row, session.id.0, both(practice_ids))];
            writing
                .put_part_links::<event::Entity>(events::SESSION_PRACTICES, shown)
                .await
                .unwrap();
            writing.commit().await.unwrap();
        }
        link::<publication::Entity>(
            network,
            publications::EVENTS,
            &publication,
            &both(event_ids),
        )
        .await;
        let shown_in = both(practice_ids);
        link::<publication::Entity>(network, publications::PRACTICES, &publication, &shown_in)
            .await;
        link::<publication::Entity>(network, publications::TOPICS, &publication, &[topic.id.0])
            .await;
        let publisher = publication_publisher::Model {
            id: id().into(),
            publication_id: publication.id,
            position: 0,
            parliament_id: None,
            chamber_id: None,
            organisation_id: Some(organisation.id),
        };
        parts::<publication_publisher::Entity>(network, &publication, vec![publisher]).await;
        for row in &projects {
            let partner = project_partner::Model {
                id: id().into(),
                project_id: row.id,
                parliament_id: Some(parliament.id),
                chamber_id: None,
                organisation_id: None,
                role: hemicycle_entity::values::PartnerRole::Adviser,
            };
            parts::<project_partner::Entity>(network, row, vec![partner]).await;
            let milestone = project_milestone::Model {
                id: id().into(),
                project_id: row.id,
                title: english(&row.slug),
                due_on: None,
                reached_on: None,
            };
            parts::<project_milestone::Entity>(network, row, vec![milestone]).await;
            let update = project_update::Model {
                id: id().into(),
                project_id: row.id,
                posted_at: noon(),
                body: english(&row.slug),
                status: None,
                health: None,
            };
            parts::<project_update::Entity>(network, row, vec![update]).await;
        }
        for row in &practices {
            let external = practice_external_id::Model {
                id: id().into(),
                practice_id: row.id,
                system: "partner".to_owned(),
                external_id: row.slug.clone(),
            };
            parts::<practice_external_id::Entity>(network, row, vec![external]).await;
        }
        let world = Self {
            parliament,
            hubs,
            projects,
            practices,
            events,
            sessions: pair(sessions),
            contacts,
            fresh,
        };
        world.put_people().await;
        world
    }

    /// Puts speakers and delegates, without a deed: no version rises.
    async fn put_people(&self) {
        let database = Database::connect(&self.fresh.url).await.unwrap();
        for (place, contact) in self.contacts.iter().enumerate() {
            let speaker = event_speaker::Model {
                id: self.fresh.clock.new_id().into(),
                session_id: SessionId(self.sessions[0]),
                position: place as i32,
                contact_id: Some(contact.id),
                name: None,
                role_title: None,
                consented_at: None,
            };
            speaker
                .into_active_model()
                .reset_all()
                .insert(&database)
                .await
                .unwrap();
        }
        for event in &self.events {
            let delegation = event_delegation::Model {
                id: self.fresh.clock.new_id().into(),
                event_id: event.id,
                parliament_id: self.parliament.id,
                registered_at: noon(),
                withdrawn_at: None,
                version: 1,
            };
            let of = delegation.id;
            delegation
                .into_active_model()
                .reset_all()
                .insert(&database)
                .await
                .unwrap();
            let delegate = event_delegate::Model {
                id: self.fresh.clock.new_id().into(),
                delegation_id: of,
                contact_id: None,
                name: Some("A secret delegate".to_owned()),
                role_title: None,
                position: 0,
            };
            delegate
                .into_active_model()
                .reset_all()
                .insert(&database)
                .await
                .unwrap();
        }
        database.close().await.unwrap();
    }

    fn hidden_ids(&self) -> Vec<(IdKind, Uuid)> {
        vec![
            (IdKind::Hub, self.hubs[1].id.0),
            (IdKind::Project, self.projects[1].id.0),
            (IdKind::Practice, self.practices[1].id.0),
            (IdKind::Event, self.events[1].id.0),
            (IdKind::Contact, self.contacts[1].id.0),
        ]
    }
}

const ONE: &str = "{ totalCount nodes { slug } edges { node { slug } } }";

/// Every list and relation through which a hidden record could be reached.
fn everywhere() -> Vec<(String, &'static str)> {
    let many = |fields: &[&str]| {
        let fields: Vec<String> = fields
            .iter()
            .map(|field| format!("{field} {ONE}"))
            .collect();
        fields.join(" ")
    };
    let content = many(&["hubs", "projects", "practices", "events", "contacts"]);
    let short = "hubs { slug }";
    vec![
        (format!("{{ {content} }}"), "the lists of the network"),
        (format!("{{ parliament(by: {{code: \"EU\"}}) {{ {} delegations {{ totalCount nodes {{ id }} }} memberships {{ totalCount nodes {{ hub {{ slug }} }} }} }} }}", many(&["projects", "practices", "events", "contacts"])), "a parliament"),
        (format!("{{ chamber(by: {{code: \"EU-LC01\"}}) {{ {} memberships {{ totalCount nodes {{ hub {{ slug }} }} }} }} }}", many(&["projects", "practices", "events"])), "a chamber"),
        (format!("{{ organisation(by: {{slug: \"ipu\"}}) {{ {} memberships {{ totalCount nodes {{ hub {{ slug }} }} }} }} }}", many(&["events"])), "an organisation"),
        (format!("{{ topic(by: {{code: \"data\"}}) {{ {} }} }}", many(&["hubs", "projects", "practices", "events"])), "a topic"),
        (format!("{{ hub(by: {{slug: \"open\"}}) {{ {} }} }}", many(&["projects", "practices", "events", "contacts"])), "a hub"),
        (format!("{{ project(by: {{slug: \"open\"}}) {{ {short} {} }} }}", many(&["practices", "contacts"])), "a project"),
        (format!("{{ practice(by: {{slug: \"open\"}}) {{ {short} projects {{ slug }} adoptedFrom {{ slug }} {} }} }}", many(&["contacts", "adoptedBy"])), "a practice"),
        (format!("{{ event(by: {{slug: \"open\"}}) {{ {short} contact {{ slug mailbox }} delegations {{ totalCount nodes {{ id }} }} sessions {{ nodes {{ speakers {{ contact {{ slug mailbox }} name }} practices {ONE} }} }} }} }}"), "an event"),
        (format!("{{ contact(by: {{slug: \"open\"}}) {{ {short} {} }} }}", many(&["projects", "practices"])), "a contact"),
        (format!("{{ publication(by: {{slug: \"guide\"}}) {{ {} }} }}", many(&["practices", "events"])), "a publication"),
        ("{ hubs(first: 3) { nodes { projects(first: 3) { nodes { practices(first: 3) { nodes { slug contacts(first: 3) { nodes { slug } } } } } } } } }".to_owned(), "three steps"),
        (format!("{{ a: practices(filter: {{status: {{in: [IN_REVIEW, DRAFT]}}}}) {ONE} b: projects(filter: {{status: {{in: [PROPOSED]}}}}) {ONE} c: events(filter: {{status: {{in: [DRAFT]}}}}) {ONE} d: hubs(filter: {{status: {{in: [PROPOSED]}}}}) {ONE} e: practices(filter: {{slug: {{in: [\"secret-practice\"]}}}}) {ONE} f: projects(filter: {{titleStartsWith: \"secret\"}}) {ONE} g: projects(filter: {{hub: {{in: [\"secret-hub\"]}}}}) {ONE} }}"), "filters"),
    ]
}

fn counts(value: &Value, path: &str, found: &mut Vec<(String, i64)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == "totalCount" {
                    found.push((path.to_owned(), value.as_i64().unwrap()));
                }
                counts(value, &format!("{path}.{name}"), found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| counts(value, path, found)),
        _ => {}
    }
}

async fn history(caller: &Caller, kind: IdKind, id: Uuid) -> Value {
    let query = "query($id: ID!) { node(id: $id) { ... on Practice { history { totalCount nodes { number action fields before after } } } ... on Project { history { totalCount nodes { number action fields before after } } } ... on Contact { history { totalCount nodes { number action fields before after } } } } }";
    let data = caller
        .data_with(query, json!({ "id": encode(kind, id) }))
        .await;
    data["node"]["history"].clone()
}

async fn update<E: Record>(fresh: &Fresh, row: &RowOf<E>, after: RowOf<E>) -> RowOf<E> {
    let mut writing = deed(&fresh.network).await;
    let after = writing
        .update::<E>(row, after, row.version())
        .await
        .unwrap();
    writing.commit().await.unwrap();
    after
}

/// Whether what `visible_to` selects is what `decide` allows, for one actor, and which rows that are.
async fn agree<E: Record>(fresh: &Fresh, actor: Actor) -> HashSet<String> {
    let reading = fresh.network.read(actor.clone());
    let selected = reading.all::<E>(Condition::all()).await.unwrap();
    let selected: HashSet<String> = selected.iter().map(|row| E::key(row).to_owned()).collect();
    let everything = fresh
        .network
        .read(WRITER)
        .all::<E>(Condition::all())
        .await
        .unwrap();
    for row in &everything {
        let subject = reading.subject::<E>(row).await.unwrap();
        let allowed = decide(&actor, reading.now(), Action::View, &subject) == Verdict::Allow;
        assert_eq!(
            selected.contains(E::key(row)),
            allowed,
            "{actor:?} and {}",
            E::key(row)
        );
    }
    assert!(!everything.is_empty());
    selected
}

/// Contacts in every combination of what their visibility hangs on.
pub fn contacts_of_every_sort(fresh: &Fresh, parliament: ParliamentId) -> Vec<contact::Model> {
    let at = noon();
    let (hour, day) = (TimeDelta::hours(1), TimeDelta::days(1));
    let ends = [None, Some(-day), Some(TimeDelta::zero()), Some(day)];
    let consents = [
        (None, None),
        (Some(at - hour), None),
        (Some(at), None),
        (Some(at + hour), None),
        (Some(at - hour), Some(at + hour)),
        (Some(at - hour), Some(at)),
        (None, Some(at + hour)),
    ];
    let mut made = Vec::new();
    for visibility in Visibility::ALL {
        for appointment_status in AppointmentStatus::ALL {
            for ends in ends {
                for name in [None, Some("Ada".to_owned())] {
                    for (consent_from, consent_until) in consents {
                        made.push(contact::Model {
                            visibility: *visibility,
                            appointment_status: *appointment_status,
                            ends_on: ends.map(|by| (at + by).date_naive()),
                            name: name.clone(),
                            consent_from,
                            consent_until,
                            ..rows::contact(
                                fresh.clock.new_id(),
                                &format!("contact-{}", made.len()),
                                parliament,
                            )
                        });
                    }
                }
            }
        }
    }
    made
}

on_both! {
    async fn what_is_hidden_is_absent_from_every_list_count_and_relation(backend) {
        let world = World::of(backend).await;
        let service = Service::of(&world.fresh.network);
        let visitor = service.visitor();
        for (query, place) in everywhere() {
            let answer = visitor.ask(&query, json!({})).await;
            assert_eq!(answer.status, 200, "{query}\n{}", answer.text);
            assert!(!answer.text.contains(HIDDEN), "{place}: {}", answer.text);
            let mut found = Vec::new();
            counts(&answer.body["data"], place, &mut found);
            for (path, count) in found {
                let one = path.rsplit('.').next().unwrap();
                let none = ["delegations", "adoptedBy", "a", "b", "c", "d", "e", "f", "g"].contains(&one);
                // The open practice was adopted by a hidden one; organised and joined is everything twice, once hidden.
                let expected = match one {
                    "memberships" if path != "an organisation" => None,
                    _ if none => Some(0),
                    _ => Some(1),
                };
                assert!(expected.is_none_or(|expected| count == expected), "{path}: {count}\n{}", answer.text);
            }
        }
    }

    async fn a_clients_key_reads_what_a_visitor_reads_and_the_practices_of_its_parliament(backend) {
        let world = World::of(backend).await;
        let service = Service::of(&world.fresh.network);
        let client = accounts::client(&world.fresh.network).contributor(world.parliament.id).open().await;
        let client = service.with(&client);
        for (query, place) in everywhere() {
            let answer = client.ask(&query, json!({})).await;
            assert_eq!(answer.status, 200, "{query}\n{}", answer.text);
            let but_for_its_practices = answer.text.replace("secret-practice", "");
            assert!(!but_for_its_practices.contains(HIDDEN), "{place}: {}", answer.text);
            let mut found = Vec::new();
            counts(&answer.body["data"], place, &mut found);
            let delegations = found.iter().filter(|(path, _)| path.ends_with("delegations"));
            assert!(delegations.clone().all(|(_, count)| *count == 0), "{place}: {}", answer.text);
        }
        let own = client.data("{ practice(by: {slug: \"secret-practice\"}) { status } }").await;
        assert_eq!(own, json!({ "practice": { "status": "IN_REVIEW" } }));
        let reading = world.fresh.network.read(WRITER);
        let open = reading.one::<contact::Entity>(Condition::all().add(sea_orm::ColumnTrait::eq(&contact::Column::Slug, "open"))).await.unwrap().unwrap();
        let details = contact::Model {
            mailbox: Some("office@example.org".to_owned()),
            mailbox_visibility: Visibility::Network,
            phone: Some("+33 1".to_owned()),
            phone_visibility: Visibility::Hub,
            ..open.clone()
        };
        update::<contact::Entity>(&world.fresh, &open, details).await;
        let query = "{ contact(by: {slug: \"open\"}) { name mailbox phone } }";
        assert_eq!(client.data(query).await, service.visitor().data(query).await);
        let person = accounts::person(&world.fresh.network).contributor(world.parliament.id).open().await;
        assert_eq!(service.with(&person).data(query).await["contact"]["mailbox"], "office@example.org");
    }

    async fn a_speaker_is_seen_with_the_contact_that_names_them_and_not_otherwise(backend) {
        let world = World::of(backend).await;
        let service = Service::of(&world.fresh.network);
        let data = service.visitor().data("{ event(by: {slug: \"open\"}) { contact { slug } sessions { nodes { speakers { contact { slug } } } } } }").await;
        assert_eq!(data["event"]["contact"], Value::Null, "the event's own contact is not public");
        assert_eq!(data["event"]["sessions"]["nodes"], json!([{ "speakers": [{ "contact": { "slug": "open" } }] }]));
    }

    async fn the_service_itself_sees_what_is_hidden_from_visitors(backend) {
        let world = World::of(backend).await;
        let reading = world.fresh.network.read(WRITER);
        let hub = [world.hubs[0].id.0];
        let seen = reading.children_count::<project::Entity>(projects::HUBS.backward(), &hub, &Default::default()).await.unwrap();
        assert_eq!(seen[&hub[0]], 2);
        let seen = reading.count::<event_delegation::Entity>(&()).await.unwrap();
        assert_eq!(seen, 2);
    }

    async fn hidden_and_missing_answer_in_the_same_words(backend) {
        let world = World::of(backend).await;
        let service = Service::of(&world.fresh.network);
        let visitor = service.visitor();
        for (kind, id) in world.hidden_ids() {
            let hidden = encode(kind, id).to_string();
            let missing = encode(kind, Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001)).to_string();
            let root = kind.name().to_lowercase();
            for query in [
                "query($id: ID!) { node(id: $id) { __typename id } }".to_owned(),
                "query($id: ID!) { nodes(ids: [$id, $id]) { id } }".to_owned(),
                format!("query($id: ID!) {{ {root}(by: {{id: $id}}) {{ id slug version history {{ totalCount }} }} }}"),
            ] {
                let one = visitor.ask(&query, json!({ "id": hidden })).await;
                let other = visitor.ask(&query, json!({ "id": missing })).await;
                assert_eq!((one.status, &one.text), (other.status, &other.text), "{query}");
                assert!(one.codes().is_empty());
            }
            let by_slug = |slug: &str| format!("{{ {root}(by: {{slug: \"{slug}\"}}) {{ id }} }}");
            let one = visitor.ask(&by_slug(&format!("secret-{root}")), json!({})).await;
            let other = visitor.ask(&by_slug("no-such-thing"), json!({})).await;
            assert_eq!(one.body["data"], json!({ root: null }));
            assert_eq!((one.status, &one.text), (other.status, &other.text));
        }
        let known_as = |id: &str| format!("{{ practice(by: {{external: {{system: \"partner\", id: \"{id}\"}}}}) {{ slug }} }}");
        assert_eq!(visitor.data(&known_as("open")).await["practice"]["slug"], "open");
        let one = visitor.ask(&known_as("secret-practice"), json!({})).await;
        let other = visitor.ask(&known_as("unheard-of"), json!({})).await;
        assert_eq!(one.text, other.text);
        let open = encode(IdKind::Hub, world.hubs[0].id.0).to_string();
        let (_, id) = world.hidden_ids()[0];
        let hidden = encode(IdKind::Hub, id).to_string();
        let data = visitor.data_with("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": [hidden, open, hidden] })).await;
        assert_eq!(data["nodes"], json!([null, { "id": open }, null]));
    }

    async fn a_practice_is_seen_only_while_it_is_published(backend) {
        let fresh = Fresh::empty(backend).await;
        let made = PracticeStatus::ALL.iter().map(|status| practice::Model {
            status: *status,
            ..rows::practice(fresh.clock.new_id(), &status.as_str().to_lowercase().replace('_', "-"))
        });
        put::<practice::Entity>(&fresh.network, made.collect()).await;
        let service = Service::of(&fresh.network);
        let data = service.visitor().data("{ practices { totalCount nodes { slug } } }").await;
        assert_eq!(data["practices"], json!({ "totalCount": 1, "nodes": [{ "slug": "published" }] }));
        for status in PracticeStatus::ALL {
            let slug = status.as_str().to_lowercase().replace('_', "-");
            let data = service.visitor().data(&format!("{{ practice(by: {{slug: \"{slug}\"}}) {{ slug }} }}")).await;
            assert_eq!(data["practice"].is_null(), *status != PracticeStatus::Published, "{slug}");
        }
    }

    async fn policy_and_database_agree_on_every_kind_state_and_actor(backend) {
        let fresh = Fresh::empty(backend).await;
        let network = &fresh.network;
        let id = || fresh.clock.new_id();
        put::<topic::Entity>(network, vec![rows::topic(id(), "topic")]).await;
        put::<country::Entity>(network, vec![rows::country(id(), "FR")]).await;
        put::<organisation::Entity>(network, vec![rows::organisation(id(), "organisation")]).await;
        put::<publication::Entity>(network, vec![rows::publication(id(), "publication")]).await;
        let parliament = put::<parliament::Entity>(network, vec![rows::parliament(id(), "EU")]).await.remove(0).id;
        put::<chamber::Entity>(network, vec![rows::chamber(id(), "EU-LC01", parliament)]).await;
        let hubs = HubStatus::ALL.iter().map(|status| hub::Model { status: *status, ..rows::hub(id(), status.as_str()) });
        put::<hub::Entity>(network, hubs.collect()).await;
        let projects = ProjectStatus::ALL.iter().map(|status| project::Model { status: *status, ..rows::project(id(), status.as_str()) });
        put::<project::Entity>(network, projects.collect()).await;
        let given_up = project::Model { status: ProjectStatus::Cancelled, given_up: true, ..rows::project(id(), "GIVEN_UP") };
        put::<project::Entity>(network, vec![given_up]).await;
        let practices = PracticeStatus::ALL.iter().map(|status| practice::Model { status: *status, ..rows::practice(id(), status.as_str()) });
        put::<practice::Entity>(network, practices.collect()).await;
        let events = EventStatus::ALL.iter().map(|status| event::Model { status: *status, ..rows::event(id(), status.as_str()) });
        put::<event::Entity>(network, events.collect()).await;
        put::<contact::Entity>(network, contacts_of_every_sort(&fresh, parliament)).await;
        // Time alone hides and shows contacts: look at several instants.
        for _ in 0..4 {
            for actor in [Actor::Visitor, WRITER] {
                let hides = |seen: HashSet<String>, hidden: &[&str]| {
                    for key in hidden {
                        assert_eq!(seen.contains(*key), actor != Actor::Visitor, "{key}");
                    }
                };
                agree::<topic::Entity>(&fresh, actor.clone()).await;
                agree::<country::Entity>(&fresh, actor.clone()).await;
                agree::<organisation::Entity>(&fresh, actor.clone()).await;
                agree::<publication::Entity>(&fresh, actor.clone()).await;
                agree::<parliament::Entity>(&fresh, actor.clone()).await;
                agree::<chamber::Entity>(&fresh, actor.clone()).await;
                hides(agree::<hub::Entity>(&fresh, actor.clone()).await, &["PROPOSED"]);
                hides(agree::<project::Entity>(&fresh, actor.clone()).await, &["PROPOSED", "GIVEN_UP"]);
                hides(agree::<practice::Entity>(&fresh, actor.clone()).await, &["DRAFT", "REJECTED", "ARCHIVED"]);
                hides(agree::<event::Entity>(&fresh, actor.clone()).await, &["DRAFT"]);
                let contacts = agree::<contact::Entity>(&fresh, actor.clone()).await;
                assert!(contacts.len() >= 10);
            }
            fresh.clock.advance(TimeDelta::hours(7));
        }
    }

    async fn a_contact_appears_with_its_consent_and_goes_with_its_appointment(backend) {
        let fresh = Fresh::empty(backend).await;
        let parliament = put::<parliament::Entity>(&fresh.network, vec![rows::parliament(fresh.clock.new_id(), "EU")]).await.remove(0);
        let person = contact::Model {
            name: Some("Ada".to_owned()),
            consent_from: Some(noon() + TimeDelta::hours(1)),
            ends_on: Some((noon() + TimeDelta::days(2)).date_naive()),
            ..rows::contact(fresh.clock.new_id(), "focal-point", parliament.id)
        };
        put::<contact::Entity>(&fresh.network, vec![person]).await;
        let service = Service::of(&fresh.network);
        let visitor = service.visitor();
        let query = "{ contact(by: {slug: \"focal-point\"}) { name } contacts { totalCount } parliament(by: {code: \"EU\"}) { contacts { totalCount } } }";
        for (hours, seen) in [(0, false), (1, true), (24, true), (35, true), (36, false), (100, false)] {
            let at = noon() + TimeDelta::hours(hours);
            fresh.clock.advance(at - fresh.clock.now());
            let data = visitor.data(query).await;
            let contact = if seen { json!({ "name": "Ada" }) } else { Value::Null };
            let count = json!({ "totalCount": i32::from(seen) });
            assert_eq!(data, json!({ "contact": contact, "contacts": count, "parliament": { "contacts": count } }), "after {hours} hours");
        }
    }

    async fn each_detail_of_a_contact_has_a_visibility_of_its_own(backend) {
        let fresh = Fresh::empty(backend).await;
        let parliament = put::<parliament::Entity>(&fresh.network, vec![rows::parliament(fresh.clock.new_id(), "EU")]).await.remove(0);
        let mut made = Vec::new();
        for (place, visibility) in Visibility::ALL.iter().enumerate() {
            for detail in 0..3 {
                let seen = |own| if own == detail { *visibility } else { Visibility::Private };
                made.push(contact::Model {
                    name: Some("Ada".to_owned()),
                    mailbox: Some("ada@example.org".to_owned()),
                    phone: Some("+33 1".to_owned()),
                    role_title: Some(text(&[("en", "Clerk")])),
                    consent_from: Some(noon()),
                    name_visibility: seen(0),
                    mailbox_visibility: seen(1),
                    phone_visibility: seen(2),
                    appointment: Appointment::Expert,
                    ..rows::contact(fresh.clock.new_id(), &format!("c{place}{detail}"), parliament.id)
                });
            }
        }
        put::<contact::Entity>(&fresh.network, made).await;
        let service = Service::of(&fresh.network);
        let data = service.visitor().data("{ contacts { nodes { slug name mailbox phone roleTitle { text } } } }").await;
        let nodes = data["contacts"]["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), 12);
        for node in nodes {
            let slug = node["slug"].as_str().unwrap();
            let public = slug.starts_with("c3");
            let shown = |detail: &str, value: &str| if public && slug.ends_with(detail) { json!(value) } else { Value::Null };
            assert_eq!(node, &json!({ "slug": slug, "name": shown("0", "Ada"), "mailbox": shown("1", "ada@example.org"), "phone": shown("2", "+33 1"), "roleTitle": { "text": "Clerk" } }));
        }
    }

    async fn history_begins_with_publication_and_tells_nothing_of_the_draft(backend) {
        let fresh = Fresh::empty(backend).await;
        let service = Service::of(&fresh.network);
        let visitor = service.visitor();
        let draft = practice::Model {
            status: PracticeStatus::Draft,
            open_source_url: Some("https://secret.example.org/".to_owned()),
            ..rows::practice(fresh.clock.new_id(), "practice")
        };
        let draft = put::<practice::Entity>(&fresh.network, vec![draft]).await.remove(0);
        let id = draft.id.0;
        let edited = practice::Model { started_on: Some("2001".to_owned()), ..draft.clone() };
        let draft = update::<practice::Entity>(&fresh, &draft, edited).await;
        assert_eq!(history(&visitor, IdKind::Practice, id).await, Value::Null);
        let published = practice::Model {
            status: PracticeStatus::Published,
            open_source_url: Some("https://open.example.org/".to_owned()),
            started_on: Some("2002".to_owned()),
            ..draft.clone()
        };
        let published = update::<practice::Entity>(&fresh, &draft, published).await;
        let told = history(&visitor, IdKind::Practice, id).await;
        assert_eq!(told["totalCount"], 1, "{told}");
        assert_eq!(told["nodes"][0]["number"], 3);
        assert_eq!(told["nodes"][0]["after"]["status"], "PUBLISHED");
        let words = told.to_string();
        assert!(!words.contains("secret") && !words.contains("2001"), "{told}");
        // Hidden again, changed, and shown again: what happened meanwhile stays untold.
        let hidden = practice::Model { status: PracticeStatus::Archived, ..published.clone() };
        let hidden = update::<practice::Entity>(&fresh, &published, hidden).await;
        assert_eq!(history(&visitor, IdKind::Practice, id).await, Value::Null);
        let changed = practice::Model { ended_on: Some("1999".to_owned()), ..hidden.clone() };
        let hidden = update::<practice::Entity>(&fresh, &hidden, changed).await;
        let shown = practice::Model { status: PracticeStatus::Published, ..hidden.clone() };
        update::<practice::Entity>(&fresh, &hidden, shown).await;
        let told = history(&visitor, IdKind::Practice, id).await;
        let numbers: Vec<_> = told["nodes"].as_array().unwrap().iter().map(|node| node["number"].as_i64().unwrap()).collect();
        assert_eq!(numbers, [6, 3]);
        assert_eq!(told["totalCount"], 2);
    }

    async fn the_history_of_what_is_open_names_nothing_that_is_hidden(backend) {
        let world = World::of(backend).await;
        let service = Service::of(&world.fresh.network);
        let open = [
            (IdKind::Hub, world.hubs[0].id.0),
            (IdKind::Project, world.projects[0].id.0),
            (IdKind::Practice, world.practices[0].id.0),
            (IdKind::Event, world.events[0].id.0),
            (IdKind::Contact, world.contacts[0].id.0),
        ];
        for (kind, id) in open {
            let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on {} {{ history(first: 50) {{ nodes {{ fields before after }} }} }} }} }}", kind.name());
            let data = service.visitor().data_with(&query, json!({ "id": encode(kind, id) })).await;
            let told = data.to_string();
            assert!(data["node"]["history"]["nodes"].as_array().unwrap().len() > 1, "{told}");
            for (hidden_kind, hidden) in world.hidden_ids() {
                assert!(!told.contains(&hidden.to_string()) && !told.contains(encode(hidden_kind, hidden).as_str()), "{kind:?} names a hidden {hidden_kind:?}: {told}");
            }
            assert!(!told.contains(HIDDEN), "{told}");
        }
    }

    async fn the_last_change_is_the_last_that_a_visitor_may_know_of(backend) {
        let fresh = Fresh::empty(backend).await;
        let service = Service::of(&fresh.network);
        let visitor = service.visitor();
        let last = "{ service { lastChange { number at } } }";
        assert_eq!(visitor.data(last).await["service"]["lastChange"], Value::Null);
        let hidden = project::Model { status: ProjectStatus::Proposed, ..rows::project(fresh.clock.new_id(), "hidden") };
        let hidden = put::<project::Entity>(&fresh.network, vec![hidden]).await.remove(0);
        assert_eq!(visitor.data(last).await["service"]["lastChange"], Value::Null);
        put::<project::Entity>(&fresh.network, vec![rows::project(fresh.clock.new_id(), "open")]).await;
        fresh.clock.advance(TimeDelta::minutes(5));
        let changed = project::Model { progress: Some(5), ..hidden.clone() };
        update::<project::Entity>(&fresh, &hidden, changed).await;
        let data = visitor.data(last).await;
        assert_eq!(data["service"]["lastChange"]["number"], 2);
        let at: DateTime<Utc> = data["service"]["lastChange"]["at"].as_str().unwrap().parse().unwrap();
        assert_eq!(at, noon());
    }

    async fn the_history_of_a_contact_names_no_field_that_only_the_network_knows(backend) {
        let fresh = Fresh::empty(backend).await;
        let parliament = put::<parliament::Entity>(&fresh.network, vec![rows::parliament(fresh.clock.new_id(), "EU")]).await.remove(0);
        let contact = contact::Model {
            nominated_by: Some("The secret bureau".to_owned()),
            mailbox: Some("secret@example.org".to_owned()),
            ..rows::contact(fresh.clock.new_id(), "contact", parliament.id)
        };
        let contact = put::<contact::Entity>(&fresh.network, vec![contact]).await.remove(0);
        let other = contact::Model { nominated_by: Some("Another secret".to_owned()), ..contact.clone() };
        update::<contact::Entity>(&fresh, &contact, other).await;
        let service = Service::of(&fresh.network);
        let told = history(&service.visitor(), IdKind::Contact, contact.id.0).await;
        assert_eq!(told["totalCount"], 2);
        for node in told["nodes"].as_array().unwrap() {
            let fields = node["fields"].as_array().unwrap();
            assert!(!fields.contains(&json!("nominatedBy")) && !fields.contains(&json!("visibility")), "{node}");
        }
        assert!(!told.to_string().contains("secret"), "{told}");
    }
}
