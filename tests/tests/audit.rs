//! The audit log: who did what, when, through what, before and after; for administrators, and for nobody else.

use chrono::TimeDelta;
use hemicycle_entity::parliament;
use hemicycle_tests::{Backend, Caller, Fresh, Service, accounts, on_both, rows};
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

on_both! {
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
