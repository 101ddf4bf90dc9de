//! How many SQL statements documents take: a matter of what is asked, never of how many rows answer.

use hemicycle_domain::dataset::{self, Size};
use hemicycle_tests::{Answer, Backend, Caller, Fresh, Place, Service, on_both};
use serde_json::{Value, json};

/// Ten documents as partner sites and dashboards send them.
const TYPICAL: [(&str, &str); 10] = [
    (
        "hubs with their names",
        "query($n: Int) { hubs(first: $n) { nodes { slug name { text language } status } } }",
    ),
    (
        "projects with lead parliament and hubs",
        "query($n: Int) { projects(first: $n) { nodes { slug title { text } leadParliament { code name { text } } hubs { slug } } } }",
    ),
    (
        "projects of some statuses, last changed first, counted",
        r#"query($n: Int) { projects(first: $n, filter: {status: {in: [ACTIVE, COMPLETED]}}, orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount nodes { slug } pageInfo { hasNextPage endCursor } } }"#,
    ),
    (
        "practices with parliament, chamber and topics",
        "query($n: Int) { practices(first: $n) { nodes { title { text } parliament { code } chamber { code } topics { code label { text } } } } }",
    ),
    (
        "hubs with their projects",
        "query($n: Int) { hubs(first: 5) { nodes { slug projects(first: $n) { nodes { slug status } } } } }",
    ),
    (
        "hubs with their projects, counted",
        "query($n: Int) { hubs(first: 5) { nodes { slug projects(first: $n) { totalCount nodes { slug } } } } }",
    ),
    (
        "parliaments with country, chambers and projects",
        "query($n: Int) { parliaments(first: $n) { nodes { code country { code name { text } } chambers(first: 5) { nodes { type seats } } projects(first: 5) { nodes { slug } } } } }",
    ),
    (
        "events with hubs, topics and sessions",
        "query($n: Int) { events(first: $n) { nodes { title { text } startsOn country { code } hubs { slug } topics { code } sessions(first: 20) { nodes { title { text } } } } } }",
    ),
    (
        "topics with broader and narrower ones and their practices",
        "query($n: Int) { topics(first: $n) { nodes { code label { text } broader { code } narrower(first: 5) { nodes { code } } practices(first: 5) { totalCount } } } }",
    ),
    (
        "chambers with their parliaments, a project's history, and the service",
        "query($n: Int) { chambers(first: $n) { nodes { code name { text } seats parliament { code } } } projects(first: 1) { nodes { history(first: $n) { nodes { number action fields } } } } service { version lastChange { number } } }",
    ),
];

/// A network in which every list is longer than a small page.
async fn network(backend: Backend) -> Fresh {
    let fresh = Fresh::empty(backend).await;
    let size = Size {
        seed: 7,
        topics: 30,
        parliaments: 120,
        hubs: 10,
        projects: 150,
        practices: 150,
        events: 40,
    };
    dataset::generate(&fresh.network, &size, &mut |_| {})
        .await
        .unwrap();
    fresh
}

async fn page(service: &Service, document: &str, size: u32) -> Answer {
    let answer = service.visitor().ask(document, json!({ "n": size })).await;
    assert_eq!(answer.status, 200, "{document}\n{answer:?}");
    answer
}

/// The largest page that a visitor may ask of this document.
async fn largest(service: &Service, document: &str) -> Answer {
    for size in [100, 80, 60, 40, 20] {
        let answer = service.visitor().ask(document, json!({ "n": size })).await;
        if answer.codes() != ["COST_EXCEEDED"] {
            assert_eq!(answer.status, 200, "{document}\n{answer:?}");
            return answer;
        }
    }
    panic!("too costly: {document}");
}

async fn cost(service: &Service, document: &str) -> usize {
    page(service, document, 20).await.line().statements()
}

/// Does a deed and gives the statements it took, the look at its record afterwards included.
async fn deed_cost(caller: &Caller, field: &str, arguments: Value) -> usize {
    let answer = caller.try_deed(field, arguments, "").await;
    let payload = &answer.body["data"][field];
    assert_eq!(payload["errors"], json!([]), "{field}: {}", answer.text);
    answer.line().statements()
}

on_both! {
    async fn a_deed_takes_a_bounded_number_of_statements_whatever_the_record_holds_already(backend) {
        let place = Place::of(backend).await;
        let (editor, coordinator, contributor) = (place.editor().await, place.coordinator().await, place.contributor().await);
        let project = |version: i64, input: Value| json!({ "project": { "slug": "e-petitions" }, "input": input, "expectedVersion": version });
        let practice = |version: i64, input: Value| json!({ "practice": { "slug": "votes" }, "input": input, "expectedVersion": version });
        let bare = |version: i64| json!({ "practice": { "slug": "votes" }, "expectedVersion": version });
        let draft = json!({ "input": {
            "language": "en", "title": "Votes", "summary": "They vote.", "problem": "Slow.", "solution": "Fast.", "kind": "enum:GOOD_PRACTICE", "parliament": { "code": "AA" }, "hubs": [{ "slug": "open-data" }],
        } });
        let mut keyed = project(5, json!({ "note": "Going on." }));
        keyed["idempotencyKey"] = json!("once");
        let deeds = [
            (&editor, "projectEdit", project(2, json!({ "progressPercent": 10 }))),
            (&coordinator, "projectPostUpdate", project(3, json!({ "body": "First." }))),
            (&coordinator, "projectPause", project(4, json!({ "note": "A pause." }))),
            (&coordinator, "projectResume", keyed),
            (&coordinator, "projectPostUpdate", project(6, json!({ "body": "Second." }))),
            (&coordinator, "projectMilestoneAdd", project(7, json!({ "title": "First" }))),
            (&contributor, "practiceDraft", draft),
            (&contributor, "practiceSubmit", bare(1)),
            (&coordinator, "practiceTakeUp", bare(2)),
            (&coordinator, "practiceComment", practice(3, json!({ "comment": "Good." }))),
            (&coordinator, "practicePublish", bare(4)),
        ];
        let mut table = String::new();
        for (caller, field, arguments) in deeds {
            let statements = deed_cost(caller, field, arguments).await;
            table.push_str(&format!("{statements:>2}  {field}\n"));
        }
        // The lock under which a commit is numbered is a statement on PostgreSQL; SQLite has one writer anyway.
        let name = format!("deeds on {backend:?}").to_lowercase().replace(' ', "_");
        insta::assert_snapshot!(name, table.trim_end());
    }

    async fn ten_typical_documents_take_few_statements_whatever_the_page_size_and_the_database(backend) {
        let fresh = network(backend).await;
        let service = Service::of(&fresh.network);
        let mut table = String::new();
        for (name, document) in TYPICAL {
            let (small, large) = (page(&service, document, 2).await, largest(&service, document).await);
            assert!(small.text.len() < large.text.len(), "{name}: the larger page holds more");
            let statements = small.line().statements();
            assert_eq!(large.line().statements(), statements, "{name}");
            table.push_str(&format!("{statements}  {name}\n"));
        }
        insta::allow_duplicates! {
            insta::assert_snapshot!(table.trim_end(), @r"
            1  hubs with their names
            3  projects with lead parliament and hubs
            2  projects of some statuses, last changed first, counted
            4  practices with parliament, chamber and topics
            2  hubs with their projects
            3  hubs with their projects, counted
            4  parliaments with country, chambers and projects
            5  events with hubs, topics and sessions
            4  topics with broader and narrower ones and their practices
            5  chambers with their parliaments, a project's history, and the service
            ");
        }
    }

    async fn a_page_of_projects_with_lead_parliament_and_hubs_takes_three_statements(backend) {
        let fresh = network(backend).await;
        let service = Service::of(&fresh.network);
        let document = "query($n: Int) { projects(first: $n) { nodes { slug leadParliament { code name { text } } hubs { slug name { text } } } } }";
        for size in [1, 2, 20, 40] {
            let answer = page(&service, document, size).await;
            assert_eq!(answer.body["data"]["projects"]["nodes"].as_array().unwrap().len(), size as usize);
            assert!(answer.line().statements() <= 3, "{size}: {}", answer.line().statements());
        }
    }

    async fn a_total_costs_one_statement_and_only_when_it_is_asked(backend) {
        let fresh = network(backend).await;
        let service = Service::of(&fresh.network);
        for (without, with) in [
            ("{ projects { nodes { slug } } }", "{ projects { totalCount nodes { slug } } }"),
            ("{ projects { pageInfo { hasNextPage } } }", "{ projects { pageInfo { hasNextPage } totalCount } }"),
            ("{ hubs { nodes { projects(first: 3) { nodes { slug } } } } }", "{ hubs { nodes { projects(first: 3) { nodes { slug } totalCount } } } }"),
            (r#"{ practices(filter: {kind: {in: [GOOD_PRACTICE, USE_CASE]}}) { nodes { slug } } }"#, r#"{ practices(filter: {kind: {in: [GOOD_PRACTICE, USE_CASE]}}) { nodes { slug } totalCount } }"#),
        ] {
            assert_eq!(cost(&service, with).await, cost(&service, without).await + 1, "{with}");
        }
        assert_eq!(cost(&service, "{ projects { totalCount } }").await, 1);
        assert_eq!(cost(&service, "{ service { name version languages } __typename }").await, 0);
    }

    async fn a_total_is_counted_once_however_often_a_document_names_it(backend) {
        let fresh = network(backend).await;
        let service = Service::of(&fresh.network);
        let repeated = "... on ProjectConnection { totalCount } ".repeat(200);
        for (once, often) in [
            ("{ projects { totalCount } }", "{ projects { totalCount again: totalCount } }".to_owned()),
            ("{ projects { totalCount } }", format!("{{ projects {{ {repeated} }} }}")),
            (
                "{ hubs(first: 5) { nodes { projects(first: 3) { totalCount } } } }",
                "{ hubs(first: 5) { nodes { projects(first: 3) { totalCount again: totalCount ... on ProjectConnection { totalCount } } } } }".to_owned(),
            ),
        ] {
            assert_eq!(cost(&service, &often).await, cost(&service, once).await, "{often}");
        }
        let data = service.visitor().data("{ projects { totalCount again: totalCount } }").await;
        let total = &data["projects"]["totalCount"];
        assert!(total.as_i64().unwrap() > 0, "{data}");
        assert_eq!(&data["projects"]["again"], total);
    }

    async fn records_by_id_are_fetched_once_per_kind(backend) {
        let fresh = network(backend).await;
        let service = Service::of(&fresh.network);
        let data = service.visitor().data("{ hubs(first: 5) { nodes { id slug } } projects(first: 20) { nodes { id slug } } }").await;
        let ids = |list: &str| -> Vec<String> {
            let nodes = data[list]["nodes"].as_array().unwrap();
            nodes.iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect()
        };
        let both: Vec<String> = ids("hubs").into_iter().chain(ids("projects")).collect();
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Project { leadParliament { code } } } }";
        let answer = service.visitor().ask(query, json!({ "ids": both })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let found = answer.body["data"]["nodes"].as_array().unwrap();
        let in_order: Vec<&str> = found.iter().map(|node| node["id"].as_str().unwrap()).collect();
        assert_eq!(in_order, both);
        assert_eq!(answer.line().statements(), 3);
    }

    async fn aliases_of_the_same_record_share_one_statement(backend) {
        let fresh = network(backend).await;
        let service = Service::of(&fresh.network);
        let data = service.visitor().data("{ hubs(first: 1) { nodes { id } } }").await;
        let id = data["hubs"]["nodes"][0]["id"].as_str().unwrap();
        let query = format!("{{ a: node(id: \"{id}\") {{ id }} b: node(id: \"{id}\") {{ id }} c: hub(by: {{id: \"{id}\"}}) {{ slug }} }}");
        assert_eq!(cost(&service, &query).await, 1);
    }
}
