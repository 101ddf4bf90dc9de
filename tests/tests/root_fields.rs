//! Every root field, tried as every kind of caller. The fields come from the published schema: a new one without a sample fails.

use std::collections::{BTreeMap, BTreeSet};

use hemicycle_domain::{contact, event as events, practice as practices, project as projects};
use hemicycle_entity::ids::{HubId, ParliamentId};
use hemicycle_entity::{
    chamber, contact as contacts, event, hub, organisation, parliament, practice, project,
    publication, topic,
};
use hemicycle_tests::mutations::root_fields;
use hemicycle_tests::{Answer, Backend, Caller, Fresh, Mutation, Service, accounts, on_both, rows};
use uuid::Uuid;

/// What queries are asked with.
const QUERIES: &[(&str, &str)] = &[
    (
        "account",
        r#"(by: {id: "QQAAAAAAAAAAAAAAAAAAAAw"}) { kind }"#,
    ),
    ("accounts", "{ totalCount }"),
    ("auditLog", "{ totalCount }"),
    ("chamber", r#"(by: {code: "AA-LC01"}) { code }"#),
    ("chambers", "{ totalCount }"),
    ("contact", r#"(by: {slug: "contact"}) { slug }"#),
    ("contacts", "{ totalCount }"),
    ("countries", "{ totalCount }"),
    ("country", r#"(by: {code: "XX"}) { code }"#),
    ("event", r#"(by: {slug: "event"}) { slug }"#),
    ("events", "{ totalCount }"),
    ("hub", r#"(by: {slug: "hub"}) { slug }"#),
    ("hubs", "{ totalCount }"),
    ("import", r#"(id: "SQAAAAAAAAAAAAAAAAAAAAw") { status }"#),
    ("myContributions", "{ totalCount }"),
    ("myData", ""),
    ("node", r#"(id: "x") { id }"#),
    ("nodes", "(ids: []) { id }"),
    ("organisation", r#"(by: {slug: "organisation"}) { slug }"#),
    ("organisations", "{ totalCount }"),
    ("parliament", r#"(by: {code: "AA"}) { code }"#),
    ("parliaments", "{ totalCount }"),
    ("practice", r#"(by: {slug: "practice"}) { slug }"#),
    ("practices", "{ totalCount }"),
    ("project", r#"(by: {slug: "project"}) { slug }"#),
    ("projects", "{ totalCount }"),
    ("publication", r#"(by: {slug: "publication"}) { slug }"#),
    ("publications", "{ totalCount }"),
    ("rateLimit", "{ limit }"),
    ("reviewQueue", "{ totalCount }"),
    ("service", "{ name }"),
    ("topic", r#"(by: {code: "topic"}) { code }"#),
    ("topics", "{ totalCount }"),
    ("viewer", "{ account { kind } }"),
];

/// The arguments that each subject's mutations are tried with: checked only, never done.
pub const MUTATIONS: &[&[(&str, &str)]] = &[
    crate::account::SAMPLES,
    crate::chamber::SAMPLES,
    crate::contact::SAMPLES,
    crate::delegation::SAMPLES,
    crate::event::SAMPLES,
    crate::hub::SAMPLES,
    crate::imports::SAMPLES,
    crate::organisation::SAMPLES,
    crate::parliament::SAMPLES,
    crate::practice::SAMPLES,
    crate::project::SAMPLES,
    crate::publication::SAMPLES,
    crate::topic::SAMPLES,
];

/// One record of each kind, all of one parliament and one hub.
pub async fn network(backend: Backend) -> Fresh {
    let fresh = Fresh::empty(backend).await;
    let network = &fresh.network;
    let id = Uuid::from_u128;
    let own = ParliamentId(id(1));
    let both = vec![rows::parliament(own.0, "AA"), rows::parliament(id(2), "BB")];
    rows::put::<parliament::Entity>(network, both).await;
    rows::put::<chamber::Entity>(network, vec![rows::chamber(id(3), "AA-LC01", own)]).await;
    let row = rows::put::<hub::Entity>(network, vec![rows::hub(id(4), "hub")]).await;
    rows::joins(network, own, &row[0], None).await;
    rows::put::<organisation::Entity>(network, vec![rows::organisation(id(5), "organisation")])
        .await;
    rows::put::<topic::Entity>(network, vec![rows::topic(id(6), "topic")]).await;
    let mut row = rows::project(id(7), "project");
    row.lead_parliament_id = Some(own);
    let row = rows::put::<project::Entity>(network, vec![row])
        .await
        .remove(0);
    rows::link::<project::Entity>(network, projects::HUBS, &row, &[id(4)]).await;
    let mut row = rows::practice(id(8), "practice");
    row.parliament_id = Some(own);
    let row = rows::put::<practice::Entity>(network, vec![row])
        .await
        .remove(0);
    rows::link::<practice::Entity>(network, practices::HUBS, &row, &[id(4)]).await;
    let row = rows::put::<event::Entity>(network, vec![rows::event(id(9), "event")]).await;
    rows::link::<event::Entity>(network, events::HUBS, &row[0], &[id(4)]).await;
    rows::put::<publication::Entity>(network, vec![rows::publication(id(10), "publication")]).await;
    let row = rows::contact(id(11), "contact", own);
    let row = rows::put::<contacts::Entity>(network, vec![row])
        .await
        .remove(0);
    rows::link::<contacts::Entity>(network, contact::HUBS, &row, &[id(4)]).await;
    crate::account::put_samples(network).await;
    fresh
}

/// Everybody who can ask, by the letter they have in the table.
pub async fn callers(fresh: &Fresh, service: &Service) -> Vec<(&'static str, Caller)> {
    let network = &fresh.network;
    let (own, foreign) = (
        ParliamentId(Uuid::from_u128(1)),
        ParliamentId(Uuid::from_u128(2)),
    );
    let hub = HubId(Uuid::from_u128(4));
    let person = || accounts::person(network);
    let with = |account: accounts::Account| service.with(&account);
    vec![
        ("visitor", service.visitor()),
        ("reader", with(person().open().await)),
        (
            "client",
            with(accounts::client(network).contributor(own).open().await),
        ),
        ("contributor", with(person().contributor(own).open().await)),
        (
            "contributor elsewhere",
            with(person().contributor(foreign).open().await),
        ),
        ("focal point", with(person().focal_point(own).open().await)),
        ("coordinator", with(person().coordinator(hub).open().await)),
        ("editor", with(person().editor().open().await)),
        (
            "editor, reading only",
            with(person().editor().reading_only().open().await),
        ),
        ("administrator", with(person().administrator().open().await)),
    ]
}

/// What came of it: `ok`, `null`, or the codes of what was wrong.
pub fn outcome(answer: &Answer, field: &str) -> String {
    let codes = |errors: &serde_json::Value, pointer: &str| -> Vec<String> {
        let all = errors.as_array().into_iter().flatten();
        let mut codes: Vec<String> = all
            .map(|error| error.pointer(pointer).unwrap().as_str().unwrap().to_owned())
            .collect();
        codes.dedup();
        codes
    };
    let failed = codes(&answer.body["errors"], "/extensions/code");
    let data = &answer.body["data"][field];
    let refused = codes(&data["errors"], "/code");
    match (failed.is_empty(), refused.is_empty(), data.is_null()) {
        (false, ..) => format!("! {}", failed.join(" ")),
        (true, false, _) => refused.join(" "),
        (true, true, true) => "null".to_owned(),
        (true, true, false) => "ok".to_owned(),
    }
}

#[test]
fn every_root_field_has_a_sample() {
    let sampled = |samples: &[(&'static str, &str)]| -> BTreeSet<String> {
        samples
            .iter()
            .map(|(field, _)| (*field).to_owned())
            .collect()
    };
    let named = |root| root_fields(root).into_keys().collect::<BTreeSet<_>>();
    assert_eq!(sampled(QUERIES), named("Query"));
    assert_eq!(sampled(&MUTATIONS.concat()), named("Mutation"));
}

on_both! {
    async fn every_root_field_answers_every_kind_of_caller_as_the_table_says(backend) {
        let fresh = network(backend).await;
        let service = Service::of(&fresh.network);
        let callers = callers(&fresh, &service).await;
        let before = fresh.network.read(rows::WRITER).last_change().await.unwrap();
        let queries = QUERIES.iter().map(|(field, asked)| (*field, format!("{{ {field}{asked} }}")));
        let mutations = MUTATIONS.concat();
        let mutations = mutations.iter().map(|(field, asked)| (*field, Mutation::of(field, asked).document()));
        let documents: BTreeMap<&str, String> = queries.chain(mutations).collect();
        let mut table = String::new();
        for (field, document) in &documents {
            table.push_str(&format!("{field}\n"));
            for (name, caller) in &callers {
                let answer = caller.ask(document, serde_json::json!({})).await;
                assert!([200, 294].contains(&answer.status), "{field} as {name}: {}", answer.text);
                table.push_str(&format!("  {name:<24}{}\n", outcome(&answer, field)));
            }
        }
        assert_eq!(fresh.network.read(rows::WRITER).last_change().await.unwrap(), before, "nothing was changed");
        insta::allow_duplicates! { insta::assert_snapshot!("root_fields", table); }
    }
}
