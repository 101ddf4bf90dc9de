//! The audit log: who did what, when, through what, before and after; for administrators, and for nobody else.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use hemicycle_domain::access;
use hemicycle_domain::actor::Actor;
use hemicycle_domain::changes::audit::EntryFilter;
use hemicycle_domain::page::PageRequest;
use hemicycle_domain::read::Listed;
use hemicycle_entity::ids::{AccountId, ParliamentId};
use hemicycle_entity::values::{Kind, TokenScope};
use hemicycle_entity::{change, parliament};
use hemicycle_tests::mutations::input_fields;
use hemicycle_tests::{Backend, Caller, Contents, Fresh, Service, accounts, on_both, rows};
use sea_orm::Condition;
use serde_json::{Value, json};
use uuid::Uuid;

/// A parliament, an administrator, and a contributor who has proposed a project in a request of a known id.
struct Past {
    fresh: Fresh,
    service: Service,
    administrator: Caller,
    contributor: Caller,
    contributor_id: Value,
    project: Value,
}

async fn past(backend: Backend) -> Past {
    let fresh = Fresh::empty(backend).await;
    let network = &fresh.network;
    let parliament =
        rows::put::<parliament::Entity>(network, vec![rows::parliament(Uuid::from_u128(1), "AA")])
            .await
            .remove(0);
    let administrator = accounts::person(network).administrator().open().await;
    let contributor = accounts::person(network)
        .contributor(parliament.id)
        .open()
        .await;
    let service = Service::of(network);
    let administrator = service.with(&administrator);
    let contributor = service.with(&contributor);
    fresh.clock.advance(TimeDelta::hours(1));
    let viewer = contributor.data("{ viewer { account { id } } }").await;
    let query = r#"mutation { projectPropose(input: {language: "en", title: "Petitions", leadParliament: {code: "AA"}}) { project { id } errors { code } } }"#;
    let answer = contributor
        .request()
        .header("x-request-id", "the-proposal")
        .json(&json!({ "query": query }))
        .send()
        .await
        .unwrap();
    let answer: Value = answer.json().await.unwrap();
    Past {
        project: answer["data"]["projectPropose"]["project"]["id"].clone(),
        contributor_id: viewer["viewer"]["account"]["id"].clone(),
        fresh,
        service,
        administrator,
        contributor,
    }
}

impl Past {
    /// The deeds that a filter keeps, the newest first.
    async fn deeds(&self, filter: &str) -> Vec<String> {
        let query = format!("{{ auditLog(filter: {{{filter}}}) {{ nodes {{ deed }} }} }}");
        let nodes = self.administrator.data(&query).await["auditLog"]["nodes"].clone();
        let deeds = nodes.as_array().unwrap().iter();
        deeds
            .map(|node| node["deed"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// A long log: 20,000 entries by many, about many records, with little that is rare.
fn long_log(backend: Backend) -> String {
    let (number, at, record) = match backend {
        Backend::Sqlite => (
            "WITH RECURSIVE numbers(n) AS (VALUES (1000) UNION ALL SELECT n + 1 FROM numbers WHERE n < 21000)",
            "strftime('%Y-%m-%dT%H:%M:%S+00:00', '2026-01-01', '+' || n || ' minutes')",
            "CAST(printf('%016d', n % 2000) AS BLOB)",
        ),
        Backend::Postgres => (
            "WITH numbers(n) AS (SELECT generate_series(1000, 21000))",
            "timestamptz '2026-01-01' + n * interval '1 minute'",
            "md5((n % 2000)::text)::uuid",
        ),
    };
    format!(
        "{number} INSERT INTO change (seq, at, kind, record, action, fields, before, after, actor_kind, actor, deed, request, client, person, audience_before, audience_after)
        SELECT n, {at}, CASE WHEN n % 1000 = 0 THEN 'HUB' ELSE 'PROJECT' END, {record}, 'UPDATED', '[]', '{{}}', '{{}}', 'PERSON', 'actor-' || n % 2000, 'deed-' || n % 500,
            'request-' || n, CASE WHEN n % 100 = 0 THEN 'client-' || n % 7 END, CASE WHEN n % 100 = 0 THEN {record} END, 'PUBLIC', 'PUBLIC' FROM numbers;
        ANALYZE"
    )
}

/// A filter for little, one for each field of the contract, with the index that it should be answered from.
fn filters() -> Vec<(&'static str, EntryFilter, &'static str)> {
    let somebody = AccountId(Uuid::from_u128(7));
    let word = |word: &str| Some(vec![word.to_owned()]);
    let audit = EntryFilter {
        audit: true,
        ..EntryFilter::default()
    };
    let with = |change: &dyn Fn(&mut EntryFilter)| {
        let mut filter = audit.clone();
        change(&mut filter);
        filter
    };
    vec![
        (
            "account",
            with(&|one| one.accounts = Some(vec![somebody])),
            "change_by_actor_seq",
        ),
        (
            "system",
            with(&|one| one.systems = word("load")),
            "change_by_actor_seq",
        ),
        (
            "person",
            with(&|one| one.people = Some(vec![somebody])),
            "change_by_person_seq",
        ),
        (
            "client",
            with(&|one| one.clients = word("client-3")),
            "change_by_client_seq",
        ),
        (
            "kind",
            with(&|one| one.kinds = Some(vec![Kind::Hub])),
            "change_by_kind_seq",
        ),
        (
            "record",
            with(&|one| one.records = Some(vec![somebody.0])),
            "change_by_record_seq",
        ),
        (
            "deed",
            with(&|one| one.deeds = word("deed-3")),
            "change_by_deed_seq",
        ),
        (
            "request",
            with(&|one| one.requests = word("request-3000")),
            "change_by_request_seq",
        ),
        (
            "doneSince",
            with(&|one| one.since = Some(rows::instant("2026-11-22T00:00:00Z"))),
            "change_by_at_seq",
        ),
        (
            "doneUntil",
            with(&|one| one.until = Some(rows::instant("2026-01-01T17:00:00Z"))),
            "change_by_at_seq",
        ),
    ]
}

on_both! {
    async fn for_whom_a_client_acted_is_told_to_administrators_alone(backend) {
        let past = past(backend).await;
        let network = &past.fresh.network;
        let client = accounts::client(network).contributor(ParliamentId(Uuid::from_u128(1))).open().await;
        let client_id = hemicycle::graphql::id::encode(hemicycle::graphql::id::IdKind::Account, client.id).to_string();
        let client = past.service.with(&client);
        let draft = json!({ "input": {
            "language": "en", "title": "Votes", "kind": "enum:GOOD_PRACTICE", "parliament": { "code": "AA" }, "onBehalfOf": past.contributor_id,
        } });
        client.done("practiceDraft", draft, "practice { slug }").await;
        // The row names the person's account, and only the rows of deeds that were done for somebody do.
        let entries = network.read(rows::WRITER).all::<change::Entity>(Condition::all()).await.unwrap();
        for entry in entries {
            let person = entry.person.map(|id| hemicycle::graphql::id::encode(hemicycle::graphql::id::IdKind::Account, id).to_string());
            let expected = (entry.deed == "practiceDraft").then(|| past.contributor_id.as_str().unwrap().to_owned());
            assert_eq!(person, expected, "{}", entry.deed);
        }
        let log = past.administrator.data("{ auditLog(first: 1) { nodes { deed actorKind account { id } person { id } } } }").await;
        assert_eq!(log["auditLog"]["nodes"], json!([{
            "deed": "practiceDraft", "actorKind": "CLIENT", "account": { "id": client_id }, "person": { "id": past.contributor_id },
        }]));
        assert_eq!(past.deeds(&format!("person: {{in: [{}]}}", past.contributor_id)).await, ["practiceDraft"]);
        assert_eq!(past.deeds(&format!("person: {{in: [\"{client_id}\"]}}")).await, [""; 0]);
        // Neither the client nor the person, nor who sees everything editorial, is told by the log or by the history.
        let editor = past.service.with(&accounts::person(network).editor().open().await);
        let asked = format!(r#"{{ auditLog(filter: {{person: {{in: [{}]}}}}) {{ totalCount nodes {{ number }} }} practice(by: {{slug: "votes"}}) {{ history {{ nodes {{ deed actor before after }} }} }} }}"#, past.contributor_id);
        for caller in [&client, &past.contributor, &editor] {
            let answer = caller.ask(&asked, json!({})).await;
            let data = &answer.body["data"];
            assert_eq!(data["auditLog"], json!({ "totalCount": 0, "nodes": [] }));
            assert_eq!(data["practice"]["history"]["nodes"][0]["deed"], "practiceDraft");
            assert_eq!(data["practice"]["history"]["nodes"][0]["actor"], Value::Null);
            assert!(!answer.text.contains(past.contributor_id.as_str().unwrap()) && !answer.text.contains(&client_id), "{}", answer.text);
        }
        // Once they are erased, the entry leads to an account that is nobody.
        past.administrator.done("accountErase", json!({ "account": past.contributor_id }), "").await;
        let log = past.administrator.data(r#"{ auditLog(filter: {deed: {in: ["practiceDraft"]}}) { nodes { person { id name endedAt } } } }"#).await;
        let person = &log["auditLog"]["nodes"][0]["person"];
        assert_eq!((&person["id"], &person["name"]), (&past.contributor_id, &Value::Null));
        assert!(person["endedAt"].is_string());
    }

    async fn every_filter_of_the_log_is_answered_from_an_index(backend) {
        let fresh = Fresh::empty(backend).await;
        let administrator = accounts::person(&fresh.network).administrator().open().await;
        Contents::of(&fresh).await.befalls(&long_log(backend)).await;
        let caller = access::by_account(&fresh.network, administrator.id, TokenScope::Write, None).await.unwrap().unwrap();
        // A gateway that knows the statistics: SQLite reads them when it opens a file.
        let reading = fresh.second_gateway().await.read(Actor::Account(caller));
        let tried: BTreeSet<String> = filters().into_iter().map(|(name, ..)| name.to_owned()).collect();
        assert_eq!(tried, input_fields("AuditEntryFilter"), "every filter is tried");
        let everything = ("all", EntryFilter { audit: true, ..EntryFilter::default() }, "");
        for (name, filter, index) in filters().into_iter().chain([everything]) {
            for direction in ["newest", "oldest"] {
                let mut order = change::Entity::DEFAULT_ORDER;
                if direction == "oldest" {
                    order.direction = hemicycle_domain::page::Direction::Ascending;
                }
                let plan = reading.plan::<change::Entity>(&filter, order, &PageRequest::first(20)).await.unwrap().join("\n");
                assert!(plan.contains(index), "{name}, {direction} first:\n{plan}");
                assert!(!plan.contains("Seq Scan on change"), "{name}, {direction} first:\n{plan}");
                // In SQLite the order of the numbers is that of the table itself.
                assert!(index.is_empty() || !plan.contains("SCAN change"), "{name}, {direction} first:\n{plan}");
            }
        }
    }

    async fn an_entry_tells_who_did_what_when_and_in_which_request(backend) {
        let past = past(backend).await;
        let query = "{ auditLog(first: 1) { totalCount nodes { number at action actorKind account { id } system person { id } client deed request kind record fields before after } } }";
        let log = past.administrator.data(query).await["auditLog"].clone();
        let entry = &log["nodes"][0];
        assert_eq!(entry["number"], log["totalCount"], "gapless");
        assert_eq!(entry["at"], "2026-11-22T13:00:00Z");
        assert_eq!(entry["account"]["id"], past.contributor_id);
        let told = json!({
            "action": "CREATED", "actorKind": "PERSON", "system": null, "person": null, "client": null, "deed": "projectPropose", "request": "the-proposal",
            "kind": "PROJECT", "record": past.project, "before": {},
        });
        for (field, value) in told.as_object().unwrap() {
            assert_eq!(entry[field], *value, "{field}");
        }
        assert_eq!(entry["after"]["status"], "PROPOSED");
        assert!(entry["fields"].as_array().unwrap().contains(&json!("leadParliament")));
        assert_eq!(entry["after"].get("title"), None, "free text is told by its name alone");
        let last = "{ auditLog(last: 1) { nodes { number system account { id } kind } } }";
        let first = past.administrator.data(last).await["auditLog"]["nodes"][0].clone();
        assert_eq!(first, json!({ "number": 1, "system": "test", "account": null, "kind": "PARLIAMENT" }));
    }

    async fn the_log_is_filtered_by_everything_it_tells(backend) {
        let past = past(backend).await;
        let one = ["projectPropose".to_owned()];
        let (account, project) = (&past.contributor_id, &past.project);
        assert_eq!(past.deeds(&format!("account: {{in: [{account}]}}")).await, one);
        assert_eq!(past.deeds(&format!("record: {{in: [{project}]}}")).await, one);
        assert_eq!(past.deeds("deed: {in: [\"projectPropose\", \"none\"]}").await, one);
        assert_eq!(past.deeds("request: {in: [\"the-proposal\"]}").await, one);
        assert_eq!(past.deeds("kind: {in: [PROJECT]}").await, one);
        assert_eq!(past.deeds("doneSince: \"2026-11-22T13:00:00Z\"").await, one);
        assert_eq!(past.deeds("doneUntil: \"2026-11-22T13:00:00Z\"").await, ["test"; 3]);
        assert_eq!(past.deeds("system: {in: [\"test\"]}, kind: {in: [ACCOUNT]}").await, ["test"; 2]);
        for nothing in [
            "client: {in: [\"test\"]}", "kind: {in: []}", "kind: {in: [HUB]}", "system: {in: [\"test\"]}, deed: {in: [\"projectPropose\"]}",
            &format!("person: {{in: [{account}]}}"), &format!("record: {{in: [{account}]}}, kind: {{in: [PROJECT]}}"),
        ] {
            assert_eq!(past.deeds(nothing).await, [""; 0], "{nothing}");
        }
        let query = format!("{{ auditLog(filter: {{account: {{in: [{project}]}}, record: {{in: [\"x\"]}}}}) {{ totalCount }} }}");
        let answer = past.administrator.ask(&query, json!({})).await;
        // Both ids are told: one is of another kind, one is none.
        let mut codes = answer.codes();
        codes.sort_unstable();
        assert_eq!(codes, ["INVALID_ID", "WRONG_KIND"], "{}", answer.text);
    }

    async fn pages_of_the_log_hold_every_entry_once_both_ways(backend) {
        let past = past(backend).await;
        for direction in ["ASC", "DESC"] {
            let (mut numbers, mut after) = (Vec::new(), Value::Null);
            loop {
                let query = format!("{{ auditLog(first: 2, after: {after}, orderBy: {{field: NUMBER, direction: {direction}}}) {{ nodes {{ number }} pageInfo {{ hasNextPage endCursor }} }} }}");
                let page = past.administrator.data(&query).await["auditLog"].clone();
                numbers.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["number"].as_i64().unwrap()));
                after = page["pageInfo"]["endCursor"].clone();
                if page["pageInfo"]["hasNextPage"] == json!(false) {
                    break;
                }
            }
            if direction == "DESC" {
                numbers.reverse();
            }
            assert_eq!(numbers, [1, 2, 3, 4]);
        }
    }

    async fn the_log_is_empty_for_everybody_but_administrators_and_history_names_the_actor_to_them_alone(backend) {
        let past = past(backend).await;
        let editor = past.service.with(&accounts::person(&past.fresh.network).editor().open().await);
        let log = "{ auditLog { totalCount nodes { number } pageInfo { hasNextPage endCursor } } }";
        let history = format!("{{ node(id: {}) {{ ... on Project {{ history {{ nodes {{ deed actor }} }} }} }} }}", past.project);
        for caller in [&past.service.visitor(), &past.contributor, &editor] {
            assert_eq!(caller.data(log).await["auditLog"], json!({ "totalCount": 0, "nodes": [], "pageInfo": { "hasNextPage": false, "endCursor": null } }));
        }
        for (caller, actor) in [(&past.contributor, Value::Null), (&editor, Value::Null), (&past.administrator, past.contributor_id.clone())] {
            let entries = caller.data(&history).await["node"]["history"]["nodes"].clone();
            assert_eq!(entries, json!([{ "deed": "projectPropose", "actor": actor }]));
        }
    }

    async fn what_happens_to_accounts_is_told_without_secrets_or_personal_data(backend) {
        let past = past(backend).await;
        let query = format!("{{ account(by: {{id: {}}}) {{ version }} }}", past.contributor_id);
        let version = past.administrator.data(&query).await["account"]["version"].clone();
        let issue = json!({
            "account": { "id": past.contributor_id }, "expectedVersion": version, "input": { "label": "my grandmother's laptop", "scope": "enum:READ" },
        });
        let payload = past.contributor.done("tokenIssue", issue, "token { id hint } secret").await;
        let log = past.administrator.data("{ auditLog(first: 1) { nodes { deed kind record fields before after } } }").await;
        assert_eq!(log["auditLog"]["nodes"][0], json!({
            "deed": "tokenIssue", "kind": "ACCOUNT", "record": past.contributor_id, "fields": ["tokens"], "before": {},
            "after": { "tokens": [{ "hint": payload["token"]["hint"], "scope": "READ", "expiresAt": "2027-02-20T13:00:00Z", "revokedAt": null }] },
        }));
        // They read the same of themselves, but not who else did something.
        let version = past.administrator.data(&query).await["account"]["version"].clone();
        let revoke = json!({ "token": payload["token"]["id"], "expectedVersion": version });
        past.administrator.done("tokenRevoke", revoke, "").await;
        let own = past.contributor.data("{ viewer { account { history(first: 2) { nodes { deed actor fields } } } } }").await;
        assert_eq!(own["viewer"]["account"]["history"]["nodes"], json!([
            { "deed": "tokenRevoke", "actor": null, "fields": ["tokens"] }, { "deed": "tokenIssue", "actor": null, "fields": ["tokens"] },
        ]));
    }
}
