//! A deed that is refused, only checked, or fails leaves everything as it was: the last number of the log, and every row of every table. Every mutation
//! of the schema is tried, each by somebody for whom it would succeed.

use std::collections::BTreeMap;

use hemicycle::graphql::id::{IdKind, encode};
use hemicycle_domain::{contact as contacts, event as events, practice as practices};
use hemicycle_entity::ids::{HubId, ParliamentId, PracticeId, ProjectId, PublicationId};
use hemicycle_entity::values::{
    AccountKind, AppointmentStatus, EventMode, EventStatus, HubRole, HubStatus, PartnerRole,
    PracticeStatus, ProjectStatus, Role,
};
use hemicycle_entity::{
    account, contact, event, event_delegate, event_delegation, event_session, event_speaker, hub,
    hub_membership, practice, project, project_milestone, project_partner, publication,
    publication_edition, role_grant, topic,
};
use hemicycle_tests::database::noon;
use hemicycle_tests::mutations::root_fields;
use hemicycle_tests::{Backend, Caller, Contents, Fresh, Mutation, Service, on_both, rows};
use serde_json::json;
use uuid::Uuid;

use crate::imports::{committed, sent, table};
use crate::root_fields::{MUTATIONS, callers, network, outcome};

const OWN: ParliamentId = ParliamentId(Uuid::from_u128(1));
const HUB: Uuid = Uuid::from_u128(4);

/// Deeds of which the log does not speak: they take on work that it will speak of.
const WITHOUT_A_WORD: [&str; 2] = ["importCheck", "importCommit"];
/// What a database that is made to fail says, and nobody else may.
const FAULT: &str = "no room left in the ledger";

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn quoted(kind: IdKind, number: u128) -> String {
    format!("\"{}\"", encode(kind, id(number)).as_str())
}

/// Records in the states that deeds ask for, beside those of the root fields' test.
async fn put_more(fresh: &Fresh) {
    let network = &fresh.network;
    let (contact, practice) = (
        |number, slug: &str| rows::contact(id(number), slug, OWN),
        |number, slug: &str, status| practice::Model {
            status,
            parliament_id: Some(OWN),
            summary: Some(rows::english("In short")),
            solution: Some(rows::english("A solution")),
            submitted_at: Some(noon()),
            ..rows::practice(id(number), slug)
        },
    );
    let named = |number, slug: &str| contact::Model {
        name: Some("Ada".to_owned()),
        role_title: Some(rows::english("Clerk")),
        ..contact(number, slug)
    };
    let nominated = contact::Model {
        appointment_status: AppointmentStatus::Nominated,
        ..contact(0x101, "nominated")
    };
    for row in rows::put::<contact::Entity>(
        network,
        vec![nominated, named(0x102, "agreed"), named(0x103, "named")],
    )
    .await
    {
        rows::link::<contact::Entity>(network, contacts::HUBS, &row, &[HUB]).await;
    }
    let statuses = [
        (0x111, "drafted", PracticeStatus::Draft),
        (0x112, "submitted", PracticeStatus::Submitted),
        (0x113, "in-review", PracticeStatus::InReview),
        (0x114, "archived", PracticeStatus::Archived),
        (0x115, "linked", PracticeStatus::Published),
    ];
    let made = statuses.map(|(number, slug, status)| practice(number, slug, status));
    let made = rows::put::<practice::Entity>(network, made.to_vec()).await;
    for row in &made {
        rows::link::<practice::Entity>(network, practices::HUBS, row, &[HUB]).await;
    }
    put_hubs(network).await;
    put_projects(network, made[4].id).await;
    put_events(network).await;
    put_others(network).await;
}

async fn put_hubs(network: &hemicycle_domain::network::Network) {
    let hub = |number, slug: &str, status| hub::Model {
        status,
        ..rows::hub(id(number), slug)
    };
    let made = vec![
        hub(0x121, "proposed", HubStatus::Proposed),
        hub(0x122, "dormant", HubStatus::Dormant),
        hub(0x123, "open-data", HubStatus::Active),
    ];
    let made = rows::put::<hub::Entity>(network, made).await;
    let membership = hub_membership::Model {
        id: id(0x124).into(),
        hub_id: made[2].id,
        parliament_id: Some(OWN),
        chamber_id: None,
        organisation_id: None,
        role: HubRole::Member,
        since: None,
        until: None,
    };
    rows::parts::<hub_membership::Entity>(network, &made[2], vec![membership]).await;
    let coordinator = account::Model {
        id: id(0x125).into(),
        kind: AccountKind::Person,
        name: None,
        ended_at: None,
        version: 1,
        created_at: noon(),
        updated_at: noon(),
    };
    let coordinator = rows::put::<account::Entity>(network, vec![coordinator])
        .await
        .remove(0);
    let grant = role_grant::Model {
        id: id(0x126).into(),
        account_id: coordinator.id,
        role: Role::Coordinator,
        hub_id: Some(HubId(id(0x123))),
        parliament_id: None,
        valid_from: noon(),
        valid_until: None,
        granted_by: "test".to_owned(),
    };
    rows::parts::<role_grant::Entity>(network, &coordinator, vec![grant]).await;
}

async fn put_projects(network: &hemicycle_domain::network::Network, linked: PracticeId) {
    let project = |number, slug: &str, status| project::Model {
        status,
        lead_parliament_id: Some(OWN),
        ..rows::project(ProjectId(id(number)).0, slug)
    };
    let made = vec![
        project(0x131, "intended", ProjectStatus::Proposed),
        project(0x132, "approved", ProjectStatus::Approved),
        project(0x133, "paused", ProjectStatus::OnHold),
    ];
    let made = rows::put::<project::Entity>(network, made).await;
    let milestone = project_milestone::Model {
        id: id(0x134).into(),
        project_id: made[2].id,
        title: rows::english("A milestone"),
        due_on: None,
        reached_on: None,
    };
    rows::parts::<project_milestone::Entity>(network, &made[2], vec![milestone]).await;
    let partner = project_partner::Model {
        id: id(0x135).into(),
        project_id: made[2].id,
        parliament_id: Some(ParliamentId(id(2))),
        chamber_id: None,
        organisation_id: None,
        role: PartnerRole::Adviser,
    };
    rows::parts::<project_partner::Entity>(network, &made[2], vec![partner]).await;
    let reading = network.read(rows::WRITER);
    let practice = reading.by_ids::<practice::Entity>(&[linked]).await.unwrap();
    let to = [made[2].id.0];
    rows::link::<practice::Entity>(network, practices::PROJECTS, &practice[&linked], &to).await;
}

async fn put_events(network: &hemicycle_domain::network::Network) {
    let event = |number, slug: &str, status| event::Model {
        status,
        starts_on: Some(rows::day("2026-12-10")),
        mode: Some(EventMode::Online),
        ..rows::event(id(number), slug)
    };
    let made = vec![
        event(0x141, "planned", EventStatus::Draft),
        event(0x142, "open", EventStatus::RegistrationOpen),
        event(0x143, "attended", EventStatus::RegistrationOpen),
        event(0x146, "called-off", EventStatus::Cancelled),
    ];
    let made = rows::put::<event::Entity>(network, made).await;
    for row in &made {
        rows::link::<event::Entity>(network, events::HUBS, row, &[HUB]).await;
    }
    let delegation = event_delegation::Model {
        id: id(0x144).into(),
        event_id: made[2].id,
        parliament_id: OWN,
        registered_at: noon(),
        withdrawn_at: None,
        version: 1,
    };
    let past = event_delegation::Model {
        id: id(0x147).into(),
        event_id: made[3].id,
        ..delegation.clone()
    };
    let delegate = rows::delegate(id(0x148), past.id, "Ada Lovelace");
    rows::parts::<event_delegation::Entity>(network, &made[2], vec![delegation]).await;
    rows::parts::<event_delegation::Entity>(network, &made[3], vec![past]).await;
    rows::people::<event_delegate::Entity>(network, &made[3], id(0x147), vec![delegate]).await;
    let to_come = rows::delegate(id(0x14b), id(0x144).into(), "Grace Hopper");
    rows::people::<event_delegate::Entity>(network, &made[2], id(0x144), vec![to_come]).await;
    let session = rows::session(id(0x145), made[0].id, "A talk");
    let past = event_session::Model {
        id: id(0x149).into(),
        event_id: made[3].id,
        ..session.clone()
    };
    let speaker = rows::speaker(id(0x14a), past.id, "Ada Lovelace");
    rows::parts::<event_session::Entity>(network, &made[0], vec![session]).await;
    rows::parts::<event_session::Entity>(network, &made[3], vec![past]).await;
    rows::people::<event_speaker::Entity>(network, &made[3], id(0x149), vec![speaker]).await;
}

async fn put_others(network: &hemicycle_domain::network::Network) {
    let row = rows::publication(PublicationId(id(0x151)).0, "printed");
    let row = rows::put::<publication::Entity>(network, vec![row])
        .await
        .remove(0);
    let edition = publication_edition::Model {
        id: id(0x152).into(),
        publication_id: row.id,
        language: "en".to_owned(),
        url: None,
        title: None,
        licence: None,
        published_on: None,
    };
    rows::parts::<publication_edition::Entity>(network, &row, vec![edition]).await;
    rows::put::<topic::Entity>(network, vec![rows::topic(id(0x153), "wider")]).await;
}

/// Arguments with which a sample succeeds here, where those that it has do not suffice: each with its new value.
fn better() -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let text = |words: &str| words.to_owned();
    let on = |argument, slug: &str, version: u8| {
        vec![
            (argument, format!("{{slug: \"{slug}\"}}")),
            ("expectedVersion", version.to_string()),
        ]
    };
    let with = |mut list: Vec<(&'static str, String)>, input: String| {
        list.push(("input", input));
        list
    };
    let (membership, person) = (
        quoted(IdKind::HubMembership, 0x124),
        quoted(IdKind::Account, 0x125),
    );
    let (milestone, partner) = (
        quoted(IdKind::ProjectMilestone, 0x134),
        quoted(IdKind::ProjectPartner, 0x135),
    );
    let delegation = vec![("delegation", quoted(IdKind::EventDelegation, 0x144))];
    let session = vec![
        ("session", quoted(IdKind::EventSession, 0x145)),
        ("expectedVersion", text("3")),
    ];
    vec![
        ("contactConfirm", on("contact", "nominated", 2)),
        ("contactEdit", on("contact", "named", 2)),
        ("contactTranslate", on("contact", "named", 2)),
        ("contactEnd", on("contact", "contact", 2)),
        ("contactSetVisibility", on("contact", "contact", 2)),
        ("contactConsentGive", on("contact", "named", 2)),
        ("contactConsentWithdraw", on("contact", "agreed", 3)),
        ("contactErase", on("contact", "contact", 2)),
        (
            "contactSetAccount",
            with(on("contact", "named", 2), format!("{{account: {person}}}")),
        ),
        (
            "delegationRegister",
            vec![("event", text("{slug: \"open\"}"))],
        ),
        ("delegationChange", delegation.clone()),
        (
            "delegationTranslate",
            with(
                delegation.clone(),
                format!(
                    "{{language: \"fr\", delegates: [{{delegate: {}, roleTitle: \"Greffière\"}}]}}",
                    quoted(IdKind::EventDelegate, 0x14b)
                ),
            ),
        ),
        ("delegationWithdraw", delegation),
        (
            "delegateErase",
            vec![("delegate", quoted(IdKind::EventDelegate, 0x148))],
        ),
        ("eventAnnounce", on("event", "planned", 3)),
        ("eventCloseRegistration", on("event", "open", 2)),
        ("eventSessionEdit", session.clone()),
        ("eventSessionRemove", session),
        (
            "eventSpeakerErase",
            vec![
                ("speaker", quoted(IdKind::EventSpeaker, 0x14a)),
                ("expectedVersion", text("6")),
            ],
        ),
        ("hubScope", on("hub", "proposed", 1)),
        ("hubActivate", on("hub", "dormant", 1)),
        (
            "hubMemberEdit",
            with(
                on("hub", "open-data", 2),
                format!("{{membership: {membership}, role: HOST}}"),
            ),
        ),
        (
            "hubMemberEnd",
            with(
                on("hub", "open-data", 2),
                format!("{{membership: {membership}}}"),
            ),
        ),
        (
            "hubCoordinatorAppoint",
            with(on("hub", "dormant", 1), format!("{{account: {person}}}")),
        ),
        (
            "hubCoordinatorEnd",
            with(on("hub", "open-data", 2), format!("{{account: {person}}}")),
        ),
        ("practiceSubmit", on("practice", "drafted", 2)),
        ("practiceWithdraw", on("practice", "submitted", 2)),
        ("practiceTakeUp", on("practice", "submitted", 2)),
        ("practiceRequestChanges", on("practice", "in-review", 2)),
        ("practicePublish", on("practice", "in-review", 2)),
        ("practiceReject", on("practice", "in-review", 2)),
        ("practiceRestore", on("practice", "archived", 2)),
        ("projectApprove", on("project", "intended", 1)),
        ("projectStart", on("project", "approved", 1)),
        ("projectResume", on("project", "paused", 3)),
        (
            "projectMilestoneEdit",
            with(
                on("project", "paused", 3),
                format!("{{milestone: {milestone}, title: \"Later\"}}"),
            ),
        ),
        (
            "projectMilestoneReach",
            with(
                on("project", "paused", 3),
                format!("{{milestone: {milestone}}}"),
            ),
        ),
        (
            "projectMilestoneRemove",
            with(
                on("project", "paused", 3),
                format!("{{milestone: {milestone}}}"),
            ),
        ),
        (
            "projectPartnerRemove",
            with(
                on("project", "paused", 3),
                format!("{{partner: {partner}}}"),
            ),
        ),
        (
            "projectPracticeUnlink",
            with(
                on("project", "paused", 3),
                text("{practice: {slug: \"linked\"}}"),
            ),
        ),
        ("publicationEditionEdit", on("publication", "printed", 2)),
        ("publicationEditionRemove", on("publication", "printed", 2)),
        (
            "topicMerge",
            vec![("input", text("{into: {code: \"wider\"}}"))],
        ),
    ]
}

/// What makes a mutation wrong that changes nothing there is and so expects no version.
const WRONG: &[(&str, &str, &str)] = &[
    ("accountErase", "account", "\"QQAAAAAAAAAAAAAAAAAA_w\""),
    ("clientAdd", "input", "{name: \"\"}"),
    (
        "delegationRegister",
        "input",
        "{parliament: {code: \"ZZ\"}, delegates: []}",
    ),
    ("importCheck", "import", "\"x\""),
    ("importCommit", "import", "\"x\""),
    ("importUndo", "import", "\"x\""),
    ("practiceAdopt", "input", "{parliament: {code: \"ZZ\"}}"),
];

/// Everything that can be done, and somebody who may do it.
struct Workshop {
    fresh: Fresh,
    contents: Contents,
    visitor: Caller,
    reader: Caller,
    deeds: Vec<(Mutation, Caller)>,
    /// Goes on serving.
    _service: Service,
}

impl Workshop {
    async fn of(backend: Backend) -> Self {
        let fresh = network(backend).await;
        put_more(&fresh).await;
        let service = Service::of(&fresh.network);
        let callers: BTreeMap<&str, Caller> = callers(&fresh, &service).await.into_iter().collect();
        let editor = &callers["editor"];
        // That somebody was here is noted once in a while: not while it is looked at what is left of a deed.
        for caller in callers.values() {
            caller.data("{ service { name } }").await;
        }
        let given = json!({ "purpose": "The directory", "textVersion": "1", "how": "By letter" });
        let given =
            json!({ "contact": { "slug": "agreed" }, "input": given, "expectedVersion": 2 });
        editor.done("contactConsentGive", given, "").await;
        let contributor = &callers["contributor"];
        let received = sent(contributor, "text/csv", table(&["1"])).await;
        let kept = sent(contributor, "text/csv", table(&["2"])).await;
        assert_eq!(committed(contributor, &kept).await["status"], "COMMITTED");
        let mut mutations: BTreeMap<&str, Mutation> = BTreeMap::new();
        for (field, sample) in MUTATIONS.concat() {
            mutations.insert(field, Mutation::of(field, sample).without("validateOnly"));
        }
        let of_imports = [
            ("importCheck", &received),
            ("importCommit", &received),
            ("importUndo", &kept),
        ];
        let of_imports =
            of_imports.map(|(field, import)| (field, vec![("import", format!("\"{import}\""))]));
        for (field, arguments) in better().into_iter().chain(of_imports) {
            for (name, value) in arguments {
                let other = mutations[field].with(name, &value);
                mutations.insert(field, other);
            }
        }
        assert!(
            root_fields("Mutation")
                .into_keys()
                .eq(mutations.keys().map(ToString::to_string)),
            "every mutation has a sample"
        );
        let mut deeds = Vec::new();
        let mut stuck = Vec::new();
        for mutation in mutations.into_values() {
            match who_may(&callers, &mutation).await {
                Ok(caller) => deeds.push((mutation, caller)),
                Err(told) => stuck.push(told),
            }
        }
        assert!(
            stuck.is_empty(),
            "these samples succeed for nobody:\n{}",
            stuck.join("\n")
        );
        Self {
            contents: Contents::of(&fresh).await,
            visitor: callers["visitor"].clone(),
            reader: callers["reader"].clone(),
            deeds,
            fresh,
            _service: service,
        }
    }

    async fn last_number(&self) -> i64 {
        let reading = self.fresh.network.read(rows::WRITER);
        reading.last_change().await.unwrap().unwrap().0
    }

    /// Nothing has changed, not a row.
    async fn is_as(&self, before: &[String], deed: &str) {
        let now = self.contents.lines().await;
        if now == before {
            return;
        }
        let gone: Vec<_> = before.iter().filter(|line| !now.contains(line)).collect();
        let come: Vec<_> = now.iter().filter(|line| !before.contains(line)).collect();
        panic!("{deed} left something behind.\ngone: {gone:#?}\ncome: {come:#?}");
    }

    /// Tries every deed, and expects each to fail like this without a trace. The deeds named are left out.
    async fn fail_all(&self, codes: &[&str], without: &[&str]) {
        let (before, last) = (self.contents.lines().await, self.last_number().await);
        for (mutation, caller) in &self.deeds {
            let field = mutation.field.as_str();
            if without.contains(&field) {
                continue;
            }
            let keyed = mutation.with("idempotencyKey", "\"a-key\"");
            let answer = caller.ask(&keyed.document(), json!({})).await;
            let told = outcome(&answer, field);
            assert!(
                codes.contains(&told.trim_start_matches("! ")),
                "{field}: {}",
                answer.text
            );
            let said = answer.text.to_lowercase();
            for word in [
                FAULT,
                "sql",
                "trigger",
                "constraint",
                "relation",
                "insert",
                "doom",
            ] {
                assert!(
                    !said.contains(word),
                    "{field} speaks of the database: {}",
                    answer.text
                );
            }
            self.is_as(&before, field).await;
        }
        assert_eq!(self.last_number().await, last);
    }
}

/// Somebody for whom a mutation would succeed; or what everybody is told.
async fn who_may(callers: &BTreeMap<&str, Caller>, mutation: &Mutation) -> Result<Caller, String> {
    let mut told = format!("{}\n", mutation.document());
    for name in [
        "editor",
        "administrator",
        "focal point",
        "contributor",
        "coordinator",
    ] {
        let checked = mutation.with("validateOnly", "true");
        let answer = callers[name].ask(&checked.document(), json!({})).await;
        if outcome(&answer, &mutation.field) == "ok" {
            return Ok(callers[name].clone());
        }
        told.push_str(&format!("  {name}: {}\n", answer.text));
    }
    Err(told)
}

/// The same mutation with something wrong in it, and what its caller is told.
fn wrong(mutation: &Mutation) -> (Mutation, &'static [&'static str]) {
    let field = mutation.field.as_str();
    if mutation.argument("expectedVersion").is_some() {
        return (mutation.with("expectedVersion", "99"), &["CONFLICT"]);
    }
    if let Some((_, name, value)) = WRONG.iter().find(|(known, ..)| *known == field) {
        let told = &[
            "NOT_FOUND",
            "INVALID_ID",
            "INVALID_VALUE",
            "REQUIRED",
            "UNKNOWN_REFERENCE",
            "UNKNOWN_REFERENCE REQUIRED",
        ];
        return (mutation.with(name, value), told);
    }
    let input = mutation.argument("input").unwrap_or_default();
    let spoilt = input.replace("language: \"en\"", "language: \"no language\"");
    assert_ne!(spoilt, input, "{field} needs a line in WRONG");
    (mutation.with("input", &spoilt), &["INVALID_VALUE"])
}

/// Lets every entry of the log fail, or no longer.
async fn at_the_log(workshop: &Workshop, fails: bool, how: &str) {
    let sql = match (workshop.fresh.backend, fails) {
        (Backend::Sqlite, true) => format!("CREATE TRIGGER no_room BEFORE INSERT ON change BEGIN SELECT RAISE({how}, '{FAULT}'); END"),
        (Backend::Sqlite, false) => "DROP TRIGGER no_room".to_owned(),
        (Backend::Postgres, true) => format!(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{FAULT}'; END $$;
             CREATE TRIGGER no_room BEFORE INSERT ON change FOR EACH ROW EXECUTE FUNCTION no_room()"
        ),
        (Backend::Postgres, false) => "DROP FUNCTION no_room() CASCADE".to_owned(),
    };
    workshop.contents.befalls(&sql).await;
}

/// Lets every commit fail that wrote anything at all, or no longer. SQLite looks at nothing but references when it commits.
async fn at_commit(workshop: &Workshop, fails: bool) {
    let contents = &workshop.contents;
    match (workshop.fresh.backend, fails) {
        (Backend::Sqlite, true) => contents.befalls("CREATE TABLE doom (id INTEGER REFERENCES doomed(id) DEFERRABLE INITIALLY DEFERRED); CREATE TABLE doomed (id INTEGER PRIMARY KEY)").await,
        (Backend::Postgres, true) => contents.befalls(&format!("CREATE FUNCTION doom() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{FAULT}'; END $$")).await,
        (Backend::Postgres, false) => contents.befalls("DROP FUNCTION doom() CASCADE").await,
        (Backend::Sqlite, false) => {}
    }
    for table in &contents.tables {
        for deed in ["INSERT", "UPDATE", "DELETE"] {
            let sql = match (workshop.fresh.backend, fails) {
                (Backend::Sqlite, true) => format!(
                    "CREATE TRIGGER doom_{table}_{deed} AFTER {deed} ON \"{table}\" BEGIN INSERT INTO doom VALUES (1); END"
                ),
                (Backend::Sqlite, false) => format!("DROP TRIGGER doom_{table}_{deed}"),
                (Backend::Postgres, true) => format!(
                    "CREATE CONSTRAINT TRIGGER doom_{deed} AFTER {deed} ON \"{table}\" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION doom()"
                ),
                (Backend::Postgres, false) => continue,
            };
            contents.befalls(&sql).await;
        }
    }
}

on_both! {
    async fn nothing_is_left_of_a_deed_that_is_refused_or_only_checked(backend) {
        let workshop = Workshop::of(backend).await;
        let (before, last) = (workshop.contents.lines().await, workshop.last_number().await);
        for (mutation, caller) in &workshop.deeds {
            let field = mutation.field.as_str();
            let keyed = mutation.with("idempotencyKey", "\"a-key\"");
            let (spoilt, expected) = wrong(&keyed);
            let told = async |caller: &Caller, mutation: &Mutation| outcome(&caller.ask(&mutation.document(), json!({})).await, field);
            assert_eq!(told(&workshop.visitor, &keyed).await, "UNAUTHENTICATED", "{field}");
            let refused = told(&workshop.reader, &keyed).await;
            assert!(["FORBIDDEN", "NOT_FOUND"].contains(&refused.as_str()), "{field}: a reader is told {refused}");
            let refused = told(caller, &spoilt).await;
            assert!(expected.contains(&refused.as_str()), "{field}: {refused}");
            workshop.is_as(&before, field).await;
            assert_eq!(told(caller, &keyed.with("validateOnly", "true")).await, "ok", "{field}");
            workshop.is_as(&before, &format!("{field}, only checked,")).await;
        }
        assert_eq!(workshop.last_number().await, last);
    }

    async fn nothing_is_left_of_a_deed_that_fails_and_nobody_hears_of_the_database(backend) {
        let workshop = Workshop::of(backend).await;
        // In the middle: rows are written, the log is not.
        at_the_log(&workshop, true, "ABORT").await;
        workshop.fail_all(&["INTERNAL"], &WITHOUT_A_WORD).await;
        at_the_log(&workshop, false, "").await;
        // At the very end: all is written, and the commit does not succeed.
        at_commit(&workshop, true).await;
        // A broken reference is what somebody else's change at the same moment looks like.
        let told: &[&str] = if backend == Backend::Sqlite { &["CONFLICT"] } else { &["INTERNAL"] };
        workshop.fail_all(told, &[]).await;
        at_commit(&workshop, false).await;
        if backend == Backend::Sqlite {
            // As after a full disk: the database itself has given up the transaction.
            at_the_log(&workshop, true, "ROLLBACK").await;
            workshop.fail_all(&["INTERNAL"], &WITHOUT_A_WORD).await;
            at_the_log(&workshop, false, "").await;
        }
        // Then the service goes on, and the key is free.
        let (mutation, caller) = workshop.deeds.iter().find(|(one, _)| one.field == "projectPause").unwrap();
        let last = workshop.last_number().await;
        let answer = caller.ask(&mutation.with("idempotencyKey", "\"a-key\"").document(), json!({})).await;
        assert_eq!(outcome(&answer, "projectPause"), "ok", "{}", answer.text);
        assert_eq!(workshop.last_number().await, last + 1);
    }
}
