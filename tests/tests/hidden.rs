//! What is hidden answers exactly like what does not exist, to whoever it is hidden from: in words, in status, and in the number of statements. For every
//! kind with hidden records, every way to name one, every root field that looks one up, and every deed on one.

use hemicycle::graphql::id::{IdKind, encode};
use hemicycle_domain::record::{Record, RowOf};
use hemicycle_domain::{
    contact as contacts, event as events, hub as hubs, practice as practices, project as projects,
};
use hemicycle_entity::ids::{AccountId, ParliamentId};
use hemicycle_entity::values::{
    EventStatus, HubRole, HubStatus, ImportStatus, PracticeStatus, ProjectStatus, Visibility,
};
use hemicycle_entity::{
    contact, event, event_delegate, event_delegation, event_session, event_speaker, hub,
    hub_membership, import_batch, practice, practice_external_id, project,
};
use hemicycle_tests::database::noon;
use hemicycle_tests::mutations::{input_fields, lists_of, root_fields};
use hemicycle_tests::{Answer, Backend, Caller, Fresh, Mutation, Service, on_both, rows};
use sea_orm::{ActiveModelTrait, Database, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use crate::root_fields::{MUTATIONS, callers, network, outcome};

/// Their people see what is hidden here, and nobody who asks is of them.
const OTHERS: ParliamentId = ParliamentId(Uuid::from_u128(2));
/// Kinds that everybody sees.
const OPEN: [&str; 6] = [
    "chamber",
    "country",
    "organisation",
    "parliament",
    "publication",
    "topic",
];
/// Selectors that lists of records have in common with their kind.
const KINDS: [(IdKind, &str, u128); 5] = [
    (IdKind::Hub, "hub", 0x201),
    (IdKind::Project, "project", 0x202),
    (IdKind::Practice, "practice", 0x203),
    (IdKind::Contact, "contact", 0x204),
    (IdKind::Event, "event", 0x205),
];

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// Adds a record that had another slug before.
async fn put_renamed<E: Record>(
    fresh: &Fresh,
    row: RowOf<E>,
    rename: impl Fn(&mut RowOf<E>, String),
) -> RowOf<E> {
    let slug = E::key(&row).to_owned();
    let mut before = row;
    rename(&mut before, format!("former-{slug}"));
    let before = rows::put::<E>(&fresh.network, vec![before]).await.remove(0);
    let mut after = before.clone();
    rename(&mut after, slug);
    let mut writing = rows::deed(&fresh.network).await;
    let after = writing.update::<E>(&before, after, 1).await.unwrap();
    writing.commit().await.unwrap();
    after
}

/// One hidden record of every kind that can be hidden, each of which had another slug before.
async fn hide(fresh: &Fresh) {
    let network = &fresh.network;
    let hub = hub::Model {
        status: HubStatus::Proposed,
        ..rows::hub(id(0x201), "secret-hub")
    };
    put_renamed::<hub::Entity>(fresh, hub, |row, slug| row.slug = slug).await;
    let project = project::Model {
        status: ProjectStatus::Proposed,
        lead_parliament_id: Some(OTHERS),
        ..rows::project(id(0x202), "secret-project")
    };
    put_renamed::<project::Entity>(fresh, project, |row, slug| row.slug = slug).await;
    let practice = practice::Model {
        status: PracticeStatus::Draft,
        parliament_id: Some(OTHERS),
        ..rows::practice(id(0x203), "secret-practice")
    };
    let practice =
        put_renamed::<practice::Entity>(fresh, practice, |row, slug| row.slug = slug).await;
    let known = practice_external_id::Model {
        id: id(0x213).into(),
        practice_id: practice.id,
        system: "partner".to_owned(),
        external_id: "secret".to_owned(),
    };
    rows::parts::<practice_external_id::Entity>(network, &practice, vec![known]).await;
    let contact = contact::Model {
        visibility: Visibility::Private,
        ..rows::contact(id(0x204), "secret-contact", OTHERS)
    };
    put_renamed::<contact::Entity>(fresh, contact, |row, slug| row.slug = slug).await;
    let event = event::Model {
        status: EventStatus::Draft,
        ..rows::event(id(0x205), "secret-event")
    };
    let event = put_renamed::<event::Entity>(fresh, event, |row, slug| row.slug = slug).await;
    let session = rows::session(id(0x206), event.id, "A secret talk");
    let speaker = rows::speaker(id(0x209), session.id, "A secret speaker");
    rows::parts::<event_session::Entity>(network, &event, vec![session]).await;
    rows::people::<event_speaker::Entity>(network, &event, id(0x206), vec![speaker]).await;
    let delegation = event_delegation::Model {
        id: id(0x207).into(),
        event_id: event.id,
        parliament_id: OTHERS,
        registered_at: noon(),
        withdrawn_at: None,
        version: 1,
    };
    let delegate = rows::delegate(id(0x20a), delegation.id, "A secret delegate");
    rows::parts::<event_delegation::Entity>(network, &event, vec![delegation]).await;
    rows::people::<event_delegate::Entity>(network, &event, id(0x207), vec![delegate]).await;
    let import = import_batch::Model {
        id: hemicycle_entity::ids::ImportId(id(0x208)),
        account_id: AccountId(id(12)),
        person_id: None,
        name: None,
        status: ImportStatus::Received,
        row_count: 0,
        created_count: 0,
        updated_count: 0,
        problem_count: 0,
        trouble: None,
        created_at: noon(),
        working_since: None,
    };
    let database = Database::connect(&fresh.url).await.unwrap();
    import
        .into_active_model()
        .reset_all()
        .insert(&database)
        .await
        .unwrap();
    database.close().await.unwrap();
}

/// Ties everything hidden to what everybody sees.
async fn tie(fresh: &Fresh) {
    let network = &fresh.network;
    let reading = network.read(rows::WRITER);
    let (open_hub, open_topic, open_project) = ([id(4)], [id(6)], [id(7)]);
    let row = reading
        .by_key::<project::Entity>("secret-project")
        .await
        .unwrap()
        .unwrap();
    rows::link::<project::Entity>(network, projects::HUBS, &row, &open_hub).await;
    rows::link::<project::Entity>(network, projects::TOPICS, &row, &open_topic).await;
    let row = reading
        .by_key::<practice::Entity>("secret-practice")
        .await
        .unwrap()
        .unwrap();
    rows::link::<practice::Entity>(network, practices::HUBS, &row, &open_hub).await;
    rows::link::<practice::Entity>(network, practices::TOPICS, &row, &open_topic).await;
    rows::link::<practice::Entity>(network, practices::PROJECTS, &row, &open_project).await;
    let row = reading
        .by_key::<contact::Entity>("secret-contact")
        .await
        .unwrap()
        .unwrap();
    rows::link::<contact::Entity>(network, contacts::HUBS, &row, &open_hub).await;
    rows::link::<contact::Entity>(network, contacts::PROJECTS, &row, &open_project).await;
    let row = reading
        .by_key::<event::Entity>("secret-event")
        .await
        .unwrap()
        .unwrap();
    rows::link::<event::Entity>(network, events::HUBS, &row, &open_hub).await;
    rows::link::<event::Entity>(network, events::TOPICS, &row, &open_topic).await;
    let row = reading
        .by_key::<hub::Entity>("secret-hub")
        .await
        .unwrap()
        .unwrap();
    rows::link::<hub::Entity>(network, hubs::TOPICS, &row, &open_topic).await;
    let membership = hub_membership::Model {
        id: id(0x209).into(),
        hub_id: row.id,
        parliament_id: Some(OTHERS),
        chamber_id: None,
        organisation_id: None,
        role: HubRole::Host,
        since: None,
        until: None,
    };
    rows::parts::<hub_membership::Entity>(network, &row, vec![membership]).await;
}

/// Every list of the network, and every list of each record that everybody sees: how long it is, and what stands in it.
fn lists() -> Vec<String> {
    let asked = "(first: 50) { totalCount edges { cursor } pageInfo { hasNextPage } }";
    let roots = lists_of("Query")
        .into_iter()
        .map(|list| format!("{{ {list}{asked} }}"));
    let seen = [
        ("Parliament", "code: \"AA\""),
        ("Parliament", "code: \"BB\""),
        ("Chamber", "code: \"AA-LC01\""),
        ("Organisation", "slug: \"organisation\""),
        ("Topic", "code: \"topic\""),
        ("Hub", "slug: \"hub\""),
        ("Project", "slug: \"project\""),
        ("Practice", "slug: \"practice\""),
        ("Event", "slug: \"event\""),
        ("Publication", "slug: \"publication\""),
        ("Contact", "slug: \"contact\""),
    ];
    let below = seen.into_iter().flat_map(|(kind, by)| {
        let of_kind = lists_of(kind);
        assert!(!of_kind.is_empty(), "{kind} has no lists");
        of_kind.into_iter().map(move |list| {
            format!(
                "{{ {}(by: {{{by}}}) {{ {list}{asked} }} }}",
                kind.to_lowercase()
            )
        })
    });
    roots.chain(below).collect()
}

fn quoted(kind: IdKind, number: u128) -> String {
    format!("\"{}\"", encode(kind, id(number)).as_str())
}

/// The hidden record that an argument of this name can mean: its kind and its number. None where everybody sees what is meant.
fn hidden_one(argument: &str) -> Option<(IdKind, u128)> {
    if let Some((kind, _, number)) = KINDS.iter().find(|(_, name, _)| *name == argument) {
        return Some((*kind, *number));
    }
    match argument {
        "account" => Some((IdKind::Account, 12)),
        "client" => Some((IdKind::Account, 13)),
        "grant" => Some((IdKind::RoleGrant, 14)),
        "token" => Some((IdKind::ApiToken, 15)),
        "session" => Some((IdKind::EventSession, 0x206)),
        "delegation" => Some((IdKind::EventDelegation, 0x207)),
        "speaker" => Some((IdKind::EventSpeaker, 0x209)),
        "delegate" => Some((IdKind::EventDelegate, 0x20a)),
        "import" => Some((IdKind::Import, 0x208)),
        open if OPEN.contains(&open) => None,
        other => panic!("is what {other} means ever hidden?"),
    }
}

/// Everything hidden that has an id.
fn hidden_nodes() -> Vec<(IdKind, u128)> {
    let parts = [
        "account",
        "client",
        "grant",
        "token",
        "session",
        "delegation",
        "speaker",
        "delegate",
        "import",
    ];
    let kinds = KINDS.iter().map(|(_, name, _)| *name);
    kinds.chain(parts).filter_map(hidden_one).collect()
}

/// Every way to name a hidden record, as the schema has it, each with a name of the same sort that nobody ever had.
fn pairs(argument: &str, kind: IdKind, number: u128, of_type: &str) -> Vec<(String, String)> {
    let by_id = (quoted(kind, number), quoted(kind, 0xfff));
    let of_type = of_type.trim_end_matches('!');
    if of_type == "ID" {
        return vec![by_id];
    }
    let mut pairs = Vec::new();
    for selector in input_fields(of_type) {
        match selector.as_str() {
            "id" => pairs.push((
                format!("{{id: {}}}", by_id.0),
                format!("{{id: {}}}", by_id.1),
            )),
            "slug" => {
                for slug in [
                    format!("secret-{argument}"),
                    format!("former-secret-{argument}"),
                ] {
                    pairs.push((
                        format!("{{slug: \"{slug}\"}}"),
                        "{slug: \"never-there\"}".to_owned(),
                    ));
                }
            }
            "external" => {
                let known =
                    |id: &str| format!("{{external: {{system: \"partner\", id: \"{id}\"}}}}");
                pairs.push((known("secret"), known("unheard-of")));
            }
            other => panic!("how is something hidden named by {other}?"),
        }
    }
    pairs
}

/// Those from whom it is all hidden.
async fn strangers(fresh: &Fresh, service: &Service) -> Vec<(&'static str, Caller)> {
    let mut callers = callers(fresh, service).await;
    callers.retain(|(name, _)| ["visitor", "reader", "client", "focal point"].contains(name));
    assert_eq!(callers.len(), 4);
    // Who somebody is, is looked up once in a while: not in the middle of a comparison.
    for (_, caller) in &callers {
        caller.data("{ service { name } }").await;
    }
    callers
}

async fn world(backend: Backend) -> (Fresh, Service) {
    let fresh = network(backend).await;
    hide(&fresh).await;
    let service = Service::of(&fresh.network);
    (fresh, service)
}

/// Everything about an answer that could tell: what it says, how, and after how many statements.
fn told(answer: &Answer) -> (u16, String, usize) {
    (
        answer.status,
        answer.said().to_string(),
        answer.line().statements(),
    )
}

/// Asks both, and expects no difference. Gives the answer.
async fn alike(caller: &Caller, hidden: &str, missing: &str) -> Answer {
    let answer = caller.ask(hidden, json!({})).await;
    let other = caller.ask(missing, json!({})).await;
    assert_eq!(told(&answer), told(&other), "{hidden}\n{missing}");
    answer
}

on_both! {
    async fn a_network_with_hidden_things_is_for_strangers_like_one_without_them(backend) {
        let bare = network(backend).await;
        let (full, full_service) = world(backend).await;
        tie(&full).await;
        let bare_service = Service::of(&bare.network);
        let before = strangers(&bare, &bare_service).await;
        let after = strangers(&full, &full_service).await;
        let lists = lists();
        assert!(lists.len() > 60, "{}", lists.len());
        for ((name, one), (_, other)) in before.iter().zip(&after) {
            for list in &lists {
                let expected = one.ask(list, json!({})).await;
                assert!(expected.codes().is_empty(), "{list}: {}", expected.text);
                assert_eq!(told(&other.ask(list, json!({})).await), told(&expected), "{name}: {list}");
            }
        }
        // It is all there: its own people count more.
        let own = hemicycle_tests::accounts::person(&full.network).focal_point(OTHERS).open().await;
        let editor = hemicycle_tests::accounts::person(&full.network).editor().open().await;
        let count = "{ parliament(by: {code: \"BB\"}) { projects { totalCount } practices { totalCount } contacts { totalCount } } }";
        let one = json!({ "totalCount": 1 });
        assert_eq!(full_service.with(&own).data(count).await["parliament"], json!({ "projects": one, "practices": one, "contacts": one }));
        let count = "{ parliament(by: {code: \"BB\"}) { delegations { totalCount } memberships { totalCount } } }";
        assert_eq!(full_service.with(&editor).data(count).await["parliament"], json!({ "delegations": one, "memberships": one }));
    }

    async fn looking_for_what_is_hidden_is_like_looking_for_what_is_not_there(backend) {
        let (fresh, service) = world(backend).await;
        let mut fields = Vec::new();
        for (name, caller) in strangers(&fresh, &service).await {
            for (field, arguments) in root_fields("Query") {
                let Some((by, of_type)) = arguments.iter().find(|(by, _)| by == "by" || by == "id") else {
                    continue;
                };
                let asked = |value: &str| format!("{{ {field}({by}: {value}) {{ id }} }}");
                if field == "node" {
                    for (kind, number) in hidden_nodes() {
                        let asked = |number| format!("{{ node(id: {0}) {{ id }} nodes(ids: [{0}, {0}]) {{ id }} }}", quoted(kind, number));
                        alike(&caller, &asked(number), &asked(0xfff)).await;
                    }
                    continue;
                }
                let Some((kind, number)) = hidden_one(&field) else {
                    continue;
                };
                for (hidden, missing) in pairs(&field, kind, number, of_type) {
                    let answer = alike(&caller, &asked(&hidden), &asked(&missing)).await;
                    assert_eq!(answer.body["data"], json!({ &field: null }), "{name} sees {hidden}");
                }
                fields.push(field);
            }
        }
        fields.dedup();
        assert_eq!(fields[..7], ["account", "contact", "event", "hub", "import", "practice", "project"]);
    }

    async fn a_deed_on_what_is_hidden_is_refused_like_one_on_what_is_not_there(backend) {
        let (fresh, service) = world(backend).await;
        let fields = root_fields("Mutation");
        let mut tried = 0;
        for (_, caller) in strangers(&fresh, &service).await.into_iter().skip(1) {
            for (field, sample) in MUTATIONS.concat() {
                let (argument, of_type) = &fields[field][0];
                let Some((kind, number)) = (argument != "input").then(|| hidden_one(argument)).flatten() else {
                    continue;
                };
                let sample = Mutation::of(field, sample).without("validateOnly");
                let on = |value: &str| sample.with(argument, value).document();
                for (hidden, missing) in pairs(argument, kind, number, of_type) {
                    let answer = alike(&caller, &on(&hidden), &on(&missing)).await;
                    assert_eq!(outcome(&answer, field), "NOT_FOUND", "{field} {hidden}");
                    tried += 1;
                }
            }
        }
        assert!(tried > 300, "{tried}");
    }

    async fn an_input_that_refers_to_what_is_hidden_is_refused_like_one_that_refers_to_nothing(backend) {
        let (fresh, service) = world(backend).await;
        let mut callers = callers(&fresh, &service).await;
        callers.retain(|(name, _)| ["client", "contributor", "focal point", "coordinator"].contains(name));
        let mut refused = 0;
        for (field, sample) in MUTATIONS.concat() {
            let mutation = Mutation::of(field, sample);
            let Some(input) = mutation.argument("input") else {
                continue;
            };
            for (kind, name, number) in KINDS {
                let named = format!("{{slug: \"{name}\"}}");
                if !input.contains(&named) {
                    continue;
                }
                let with = |selector: String| mutation.with("input", &input.replace(&named, &selector)).document();
                for (hidden, missing) in pairs(name, kind, number, &format!("{}By", kind.name())) {
                    for (_, caller) in &callers {
                        let answer = alike(caller, &with(hidden.clone()), &with(missing.clone())).await;
                        refused += usize::from(outcome(&answer, field).contains("UNKNOWN_REFERENCE"));
                    }
                }
            }
        }
        assert!(refused > 10, "{refused}");
    }

    async fn what_is_hidden_is_there_for_its_own_people_by_every_name(backend) {
        let (fresh, service) = world(backend).await;
        let own = hemicycle_tests::accounts::person(&fresh.network).focal_point(OTHERS).open().await;
        let (own, editor) = (service.with(&own), hemicycle_tests::accounts::person(&fresh.network).editor().open().await);
        let editor = service.with(&editor);
        for (kind, name, number) in KINDS {
            let caller = if ["hub", "event"].contains(&name) { &editor } else { &own };
            let field = if name == "contact" { "contactSetVisibility" } else { "" };
            for (selector, _) in pairs(name, kind, number, &format!("{}By", kind.name())) {
                let seen = caller.data(&format!("{{ {name}(by: {selector}) {{ slug }} }}")).await;
                assert_eq!(seen[name]["slug"], format!("secret-{name}"), "{selector}");
                let field = if field.is_empty() { format!("{name}Translate") } else { field.to_owned() };
                let sample = MUTATIONS.concat().into_iter().find(|(known, _)| *known == field).unwrap();
                let deed = Mutation::of(&field, sample.1).with(name, &selector).with("expectedVersion", "99");
                let answer = caller.ask(&deed.document(), json!({})).await;
                assert_eq!(outcome(&answer, &field), "CONFLICT", "{field} {selector}");
            }
        }
    }
}
