//! Accounts, clients, roles and tokens: who keeps them, what they open, and how soon they end.

use chrono::TimeDelta;
use hemicycle::graphql::id::{IdKind, encode};
use hemicycle_domain::access;
use hemicycle_domain::actor::Actor;
use hemicycle_domain::endings::{Ended, end_what_is_over};
use hemicycle_domain::network::Network;
use hemicycle_entity::ids::AccountId;
use hemicycle_entity::values::{AccountKind, Role, TokenScope};
use hemicycle_entity::{account, api_token, hub, parliament, role_grant};
use hemicycle_tests::accounts::{self, Account};
use hemicycle_tests::database::noon;
use hemicycle_tests::{Backend, Caller, Fresh, Service, log, on_both, rows};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use uuid::Uuid;

/// What the root fields are tried with, among the accounts of `put_samples`.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "clientAdd",
        r#"(input: {name: "Partner", parliaments: [{code: "AA"}]}, validateOnly: true)"#,
    ),
    (
        "clientRotate",
        r#"(client: {id: "QQAAAAAAAAAAAAAAAAAAAA0"}, input: {}, expectedVersion: 1, validateOnly: true)"#,
    ),
    (
        "clientEnd",
        r#"(client: {id: "QQAAAAAAAAAAAAAAAAAAAA0"}, expectedVersion: 1, validateOnly: true)"#,
    ),
    (
        "accountErase",
        r#"(account: "QQAAAAAAAAAAAAAAAAAAAAw", validateOnly: true)"#,
    ),
    (
        "accountEnd",
        r#"(account: {id: "QQAAAAAAAAAAAAAAAAAAAAw"}, expectedVersion: 3, validateOnly: true)"#,
    ),
    (
        "grantAdd",
        r#"(account: {id: "QQAAAAAAAAAAAAAAAAAAAAw"}, input: {role: FOCAL_POINT, parliament: {code: "AA"}}, expectedVersion: 3, validateOnly: true)"#,
    ),
    (
        "grantEnd",
        r#"(grant: "ZwAAAAAAAAAAAAAAAAAAAA4", expectedVersion: 3, validateOnly: true)"#,
    ),
    (
        "tokenIssue",
        r#"(account: {id: "QQAAAAAAAAAAAAAAAAAAAA0"}, input: {label: "x", scope: READ}, expectedVersion: 1, validateOnly: true)"#,
    ),
    (
        "tokenRevoke",
        r#"(token: "dAAAAAAAAAAAAAAAAAAAAA8", expectedVersion: 3, validateOnly: true)"#,
    ),
];

/// A person who is an editor and has a token, and a client, by the ids that the samples name.
pub async fn put_samples(network: &Network) {
    let row = |id: u128, kind| account::Model {
        id: Uuid::from_u128(id).into(),
        kind,
        name: None,
        ended_at: None,
        version: 1,
        created_at: noon(),
        updated_at: noon(),
    };
    let both = vec![row(12, AccountKind::Person), row(13, AccountKind::Client)];
    let person = rows::put::<account::Entity>(network, both).await.remove(0);
    let grant = role_grant::Model {
        id: Uuid::from_u128(14).into(),
        account_id: person.id,
        role: Role::Editor,
        hub_id: None,
        parliament_id: None,
        valid_from: noon(),
        valid_until: None,
        granted_by: "test".to_owned(),
    };
    rows::parts::<role_grant::Entity>(network, &person, vec![grant]).await;
    let token = api_token::Model {
        id: Uuid::from_u128(15).into(),
        account_id: person.id,
        label: "sample".to_owned(),
        hash: access::hash("of nothing"),
        hint: "hemi_".to_owned(),
        scope: TokenScope::Read,
        issued_at: noon(),
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
    };
    rows::parts::<api_token::Entity>(network, &person, vec![token]).await;
}

const VIEWER: &str = "{ viewer { account { id kind version } roles { role hub { slug } parliament { code } endsAt } } }";

/// Two parliaments, a hub, and an administrator.
struct Office {
    fresh: Fresh,
    service: Service,
    parliament: parliament::Model,
    hub: hub::Model,
    administrator: Caller,
    administrator_account: Account,
}

async fn office(backend: Backend) -> Office {
    let fresh = Fresh::empty(backend).await;
    let network = &fresh.network;
    let both = [(1, "AA"), (4, "BB")];
    let both = both.map(|(id, code)| rows::parliament(Uuid::from_u128(id), code));
    let parliament = rows::put::<parliament::Entity>(network, both.to_vec())
        .await
        .remove(0);
    let hub = rows::put::<hub::Entity>(network, vec![rows::hub(Uuid::from_u128(2), "hub")])
        .await
        .remove(0);
    let administrator_account = accounts::person(network).administrator().open().await;
    let service = Service::of(network);
    let administrator = service.with(&administrator_account);
    Office {
        fresh,
        service,
        parliament,
        hub,
        administrator,
        administrator_account,
    }
}

impl Office {
    /// The number of the log's last entry.
    async fn last_number(&self) -> i64 {
        let reading = self.fresh.network.read(rows::WRITER);
        reading.last_change().await.unwrap().unwrap().0
    }

    fn opening(&self) -> accounts::Opening<'_> {
        accounts::person(&self.fresh.network)
    }

    /// A person without a role, and how they ask.
    async fn person(&self) -> (Person, Caller) {
        let account = self.opening().open().await;
        let caller = self.service.with(&account);
        (Person::of(&caller).await, caller)
    }

    /// As the administrator sees an account now.
    async fn look(&self, id: &Value, asked: &str) -> Value {
        let query = format!("{{ account(by: {{id: {id}}}) {{ {asked} }} }}");
        self.administrator.data(&query).await["account"].clone()
    }

    async fn version(&self, id: &Value) -> i64 {
        self.look(id, "version").await["version"].as_i64().unwrap()
    }

    /// An argument list with the account's version of now.
    async fn on(&self, id: &Value, mut arguments: Value) -> Value {
        arguments["expectedVersion"] = json!(self.version(id).await);
        arguments
    }

    async fn grant(&self, id: &Value, input: Value) -> Value {
        let arguments = json!({ "account": { "id": id }, "input": input });
        let arguments = self.on(id, arguments).await;
        let asked = "grant { id role startsAt endsAt hub { slug } parliament { code } }";
        self.administrator.done("grantAdd", arguments, asked).await["grant"].clone()
    }

    /// Somebody issues a token for themselves. Gives it with its id.
    async fn issue(&self, own: &Caller, scope: &str) -> (Value, String) {
        let id = Person::of(own).await.id;
        let input = json!({ "label": "laptop", "scope": scope });
        let arguments = json!({ "account": { "id": id }, "input": input });
        let arguments = self.on(&id, arguments).await;
        let payload = own
            .done("tokenIssue", arguments, "token { id } secret")
            .await;
        let secret = payload["secret"].as_str().unwrap().to_owned();
        (payload["token"]["id"].clone(), secret)
    }

    async fn add_client(&self) -> (Value, String) {
        let input = json!({ "name": "Partner site", "parliaments": [{ "code": "AA" }] });
        let asked = "client { id } secret";
        let payload = self
            .administrator
            .done("clientAdd", json!({ "input": input }), asked)
            .await;
        let secret = payload["secret"].as_str().unwrap().to_owned();
        (payload["client"]["id"].clone(), secret)
    }
}

/// Somebody by their own id, as they know it.
struct Person {
    id: Value,
}

impl Person {
    async fn of(caller: &Caller) -> Self {
        let viewer = caller.data(VIEWER).await;
        Self {
            id: viewer["viewer"]["account"]["id"].clone(),
        }
    }
}

/// The status that a request with this token gets.
async fn status(service: &Service, token: &str) -> u16 {
    let holder = service.visitor().bearing(token);
    holder.ask(VIEWER, json!({})).await.status
}

on_both! {
    async fn a_visitor_has_no_account_and_everybody_else_is_told_their_own_with_the_roles_that_count_now(backend) {
        let office = office(backend).await;
        let visitor = office.service.visitor().data(VIEWER).await;
        assert_eq!(visitor["viewer"], json!({ "account": null, "roles": [] }));
        let coordinator = office.service.with(&office.opening().coordinator(office.hub.id).focal_point(office.parliament.id).open().await);
        let viewer = coordinator.data(VIEWER).await["viewer"].clone();
        assert_eq!(viewer["account"]["kind"], "PERSON");
        assert_eq!(viewer["roles"], json!([
            { "role": "FOCAL_POINT", "hub": null, "parliament": { "code": "AA" }, "endsAt": null },
            { "role": "COORDINATOR", "hub": { "slug": "hub" }, "parliament": null, "endsAt": null },
        ]));
        let read = coordinator.reading("fr, en;q=0.5").data("{ viewer { languages } }").await;
        assert_eq!(read["viewer"]["languages"], json!(["fr", "en"]));
    }

    async fn accounts_are_seen_by_administrators_and_their_own_people_and_answer_others_as_if_they_were_not_there(backend) {
        let office = office(backend).await;
        let (person, own) = office.person().await;
        let editor = office.service.with(&office.opening().editor().open().await);
        let one = format!("{{ account(by: {{id: {}}}) {{ id }} }}", person.id);
        let nobody = hemicycle::graphql::id::encode(hemicycle::graphql::id::IdKind::Account, Uuid::from_u128(77));
        let none = format!("{{ account(by: {{id: \"{}\"}}) {{ id }} }}", nobody.as_str());
        let list = "{ accounts { totalCount nodes { id } } }";
        assert_eq!(own.data(&one).await["account"]["id"], person.id);
        assert_eq!(own.data(list).await["accounts"], json!({ "totalCount": 1, "nodes": [{ "id": person.id }] }));
        assert_eq!(office.administrator.data(&one).await["account"]["id"], person.id);
        assert_eq!(office.administrator.data(list).await["accounts"]["totalCount"], 3);
        for (caller, own_accounts) in [(&editor, 1), (&office.service.visitor(), 0)] {
            let answers = [caller.ask(&one, json!({})).await, caller.ask(&none, json!({})).await];
            assert_eq!(answers[0].said(), answers[1].said());
            assert_eq!(answers[0].body["data"]["account"], Value::Null);
            assert_eq!(answers[0].line().statements(), answers[1].line().statements());
            assert_eq!(caller.data(list).await["accounts"]["totalCount"], own_accounts);
            let change = json!({ "account": { "id": person.id }, "input": { "role": "enum:EDITOR" }, "expectedVersion": 1 });
            let missing = json!({ "account": { "id": nobody.as_str() }, "input": { "role": "enum:EDITOR" }, "expectedVersion": 1 });
            let answers = [caller.try_deed("grantAdd", change, "").await, caller.try_deed("grantAdd", missing, "").await];
            assert_eq!(answers[0].said(), answers[1].said());
            assert_eq!(answers[0].line().statements(), answers[1].line().statements());
        }
        let node = format!("{{ node(id: {}) {{ id }} }}", person.id);
        assert_eq!(office.administrator.data(&node).await["node"], Value::Null);
    }

    async fn accounts_are_found_by_kind_role_place_and_end(backend) {
        let office = office(backend).await;
        let (client, _) = office.add_client().await;
        let (person, _) = office.person().await;
        office.grant(&person.id, json!({ "role": "enum:COORDINATOR", "hub": { "slug": "hub" } })).await;
        // This one begins tomorrow.
        office.grant(&person.id, json!({ "role": "enum:EDITOR", "startsAt": "2026-11-23T12:00:00Z" })).await;
        let found = async |filter: &str| {
            let query = format!("{{ accounts(filter: {{{filter}}}, orderBy: {{field: CREATED_AT}}) {{ nodes {{ id }} }} }}");
            let nodes = office.administrator.data(&query).await["accounts"]["nodes"].clone();
            nodes.as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("kind: {in: [CLIENT]}").await, [client.as_str().unwrap()]);
        assert_eq!(found("role: {in: [COORDINATOR]}, hub: {in: [\"hub\"]}").await, [person.id.as_str().unwrap()]);
        assert_eq!(found("parliament: {in: [\"AA\"]}").await, [client.as_str().unwrap()]);
        assert_eq!(found("parliament: {in: [\"BB\"]}").await, [""; 0]);
        assert_eq!(found("role: {in: [EDITOR]}").await, [""; 0]);
        let arguments = office.on(&client, json!({ "client": { "id": client } })).await;
        office.administrator.done("clientEnd", arguments, "client { endedAt }").await;
        assert_eq!(found("ended: true").await, [client.as_str().unwrap()]);
        assert_eq!(found("ended: false, kind: {in: [CLIENT]}").await, [""; 0]);
    }

    async fn a_role_opens_what_it_is_for_from_its_beginning_to_its_end(backend) {
        let office = office(backend).await;
        let (person, own) = office.person().await;
        let given = office.grant(&person.id, json!({ "role": "enum:FOCAL_POINT", "parliament": { "code": "AA" }, "endsAt": "2026-11-24T12:00:00Z" })).await;
        assert_eq!(given["parliament"]["code"], "AA");
        assert_eq!(given["startsAt"], "2026-11-22T12:00:00Z");
        let roles = async || own.data(VIEWER).await["viewer"]["roles"].clone();
        office.fresh.clock.advance(TimeDelta::seconds(5));
        assert_eq!(roles().await[0]["role"], "FOCAL_POINT");
        office.fresh.clock.advance(TimeDelta::days(2));
        assert_eq!(roles().await, json!([]));
        let grants = office.look(&person.id, "grants { nodes { id role givenBy { id } } }").await;
        let administrator = Person::of(&office.administrator).await;
        assert_eq!(grants["grants"]["nodes"], json!([{ "id": given["id"], "role": "FOCAL_POINT", "givenBy": { "id": administrator.id } }]));
        // They see the role, but not who gave it.
        let seen = own.data("{ viewer { account { grants { nodes { role givenBy { id } } } } } }").await;
        assert_eq!(seen["viewer"]["account"]["grants"]["nodes"], json!([{ "role": "FOCAL_POINT", "givenBy": null }]));
    }

    async fn a_role_that_was_ended_has_no_effect_within_five_seconds(backend) {
        let office = office(backend).await;
        let (person, own) = office.person().await;
        let grant = office.grant(&person.id, json!({ "role": "enum:EDITOR" })).await;
        office.fresh.clock.advance(TimeDelta::seconds(5));
        assert_eq!(own.data(VIEWER).await["viewer"]["roles"][0]["role"], "EDITOR");
        let arguments = office.on(&person.id, json!({ "grant": grant["id"] })).await;
        let ended = office.administrator.done("grantEnd", arguments, "grant { endsAt }").await;
        assert_eq!(ended["grant"]["endsAt"], "2026-11-22T12:00:05Z");
        office.fresh.clock.advance(TimeDelta::seconds(5));
        assert_eq!(own.data(VIEWER).await["viewer"]["roles"], json!([]));
        let before = office.last_number().await;
        let again = office.on(&person.id, json!({ "grant": grant["id"] })).await;
        assert_eq!(office.administrator.refused("grantEnd", again).await, ["INVALID_STATE grant"]);
        assert_eq!(office.last_number().await, before);
    }

    async fn everything_that_is_wrong_with_a_role_is_told_at_once_in_the_callers_language(backend) {
        let office = office(backend).await;
        let (person, _) = office.person().await;
        let before = office.last_number().await;
        let refused = async |input: Value| {
            let arguments = json!({ "account": { "id": person.id }, "input": input });
            let arguments = office.on(&person.id, arguments).await;
            office.administrator.refused("grantAdd", arguments).await
        };
        assert_eq!(refused(json!({ "role": "enum:COORDINATOR", "parliament": { "code": "ZZ" }, "endsAt": "2026-11-22T12:00:00Z" })).await, [
            "UNKNOWN_REFERENCE input.parliament", "REQUIRED input.hub", "INVALID_VALUE input.parliament", "INVALID_VALUE input.endsAt",
        ]);
        assert_eq!(refused(json!({ "role": "enum:CONTRIBUTOR" })).await, ["REQUIRED input.parliament"]);
        assert_eq!(refused(json!({ "role": "enum:EDITOR", "hub": { "slug": "hub" } })).await, ["INVALID_VALUE input.hub"]);
        assert_eq!(refused(json!({ "role": "enum:FOCAL_POINT", "parliament": { "id": "x" } })).await, ["INVALID_ID input.parliament.id"]);
        let arguments = office.on(&person.id, json!({ "account": { "id": person.id }, "input": { "role": "enum:ADMINISTRATOR", "endsAt": "2026-01-01T00:00:00Z" } })).await;
        let french = office.administrator.clone().reading("fr").deed("grantAdd", arguments, "").await;
        assert_eq!(french["errors"][0]["message"], "Un rôle prend fin après avoir commencé, et dans l’avenir.");
        let stale = json!({ "account": { "id": person.id }, "input": { "role": "enum:EDITOR" }, "expectedVersion": 99 });
        assert_eq!(office.administrator.refused("grantAdd", stale).await, ["CONFLICT expectedVersion"]);
        assert_eq!(office.last_number().await, before);
    }

    async fn a_role_is_not_given_twice_at_the_same_time_in_the_same_place(backend) {
        let office = office(backend).await;
        let (person, _) = office.person().await;
        let role = |code: &str| json!({ "role": "enum:CONTRIBUTOR", "parliament": { "code": code } });
        office.grant(&person.id, role("AA")).await;
        office.grant(&person.id, role("BB")).await;
        let again = office.on(&person.id, json!({ "account": { "id": person.id }, "input": role("AA") })).await;
        assert_eq!(office.administrator.refused("grantAdd", again).await, ["DUPLICATE input.role"]);
        let client = office.add_client().await.0;
        let editor = office.on(&client, json!({ "account": { "id": client }, "input": { "role": "enum:EDITOR" } })).await;
        assert_eq!(office.administrator.refused("grantAdd", editor).await, ["INVALID_VALUE input.role"]);
    }

    async fn the_last_administrator_stays_one(backend) {
        let office = office(backend).await;
        let own = Person::of(&office.administrator).await;
        let grants = office.look(&own.id, "grants { nodes { id } }").await;
        let grant = json!({ "grant": grants["grants"]["nodes"][0]["id"] });
        let before = office.last_number().await;
        let arguments = office.on(&own.id, grant.clone()).await;
        assert_eq!(office.administrator.refused("grantEnd", arguments).await, ["INVALID_STATE grant"]);
        let arguments = office.on(&own.id, json!({ "account": { "id": own.id } })).await;
        assert_eq!(office.administrator.refused("accountEnd", arguments).await, ["INVALID_STATE account"]);
        let erased = office.administrator.try_deed("accountErase", json!({ "account": own.id }), "").await;
        assert_eq!(erased.body["data"]["accountErase"]["errors"][0]["code"], "INVALID_STATE", "{}", erased.text);
        assert_eq!(office.last_number().await, before);
        let can = async || office.look(&own.id, "viewerCan { end { allowed code } erase { allowed code } }").await["viewerCan"].clone();
        let no = json!({ "allowed": false, "code": "INVALID_STATE" });
        assert_eq!(can().await, json!({ "end": no, "erase": no }), "as the deeds say it");
        // One whose account has ended is nobody; one who goes on is.
        let (gone, _) = office.person().await;
        office.grant(&gone.id, json!({ "role": "enum:ADMINISTRATOR" })).await;
        let arguments = office.on(&gone.id, json!({ "account": { "id": gone.id } })).await;
        office.administrator.done("accountEnd", arguments, "account { endedAt }").await;
        let arguments = office.on(&own.id, grant.clone()).await;
        assert_eq!(office.administrator.refused("grantEnd", arguments).await, ["INVALID_STATE grant"]);
        let (next, _) = office.person().await;
        office.grant(&next.id, json!({ "role": "enum:ADMINISTRATOR" })).await;
        let yes = json!({ "allowed": true, "code": null });
        assert_eq!(can().await, json!({ "end": yes, "erase": yes }));
        let arguments = office.on(&own.id, grant).await;
        office.administrator.done("grantEnd", arguments, "grant { endsAt }").await;
    }

    async fn a_token_is_told_once_and_known_afterwards_by_its_beginning(backend) {
        let office = office(backend).await;
        let (person, own) = office.person().await;
        let mut arguments = office.on(&person.id, json!({
            "account": { "id": person.id }, "input": { "label": "laptop", "scope": "enum:READ" }, "idempotencyKey": "one",
        })).await;
        let asked = "token { id hint label scope issuedAt expiresAt revokedAt lastUsedAt account { id } } secret";
        let first = own.done("tokenIssue", arguments.clone(), asked).await;
        let secret = first["secret"].as_str().unwrap().to_owned();
        assert_eq!(first["token"], json!({
            "id": first["token"]["id"], "hint": &secret[..10], "label": "laptop", "scope": "READ", "issuedAt": "2026-11-22T12:00:00Z",
            "expiresAt": "2027-02-20T12:00:00Z", "revokedAt": null, "lastUsedAt": null, "account": { "id": person.id },
        }));
        assert_eq!(status(&office.service, &secret).await, 200);
        // A repeat finds the token, but nobody has kept its secret.
        let before = office.last_number().await;
        let again = own.done("tokenIssue", arguments.clone(), "token { id } secret").await;
        assert_eq!(again["token"]["id"], first["token"]["id"]);
        assert_eq!(again["secret"], Value::Null);
        // What is only checked makes no token.
        arguments = office.on(&person.id, arguments).await;
        arguments["idempotencyKey"] = Value::Null;
        arguments["validateOnly"] = json!(true);
        let dry = own.done("tokenIssue", arguments, "token { id } secret").await;
        assert_eq!(dry, json!({ "token": null, "secret": null, "errors": [] }));
        assert_eq!(office.last_number().await, before);
        let tokens = own.data("{ viewer { account { tokens { totalCount nodes { hint } } } } }").await;
        assert_eq!(tokens["viewer"]["account"]["tokens"]["totalCount"], 2);
    }

    async fn everything_that_is_wrong_with_a_token_is_told_at_once(backend) {
        let office = office(backend).await;
        let (person, own) = office.person().await;
        let before = office.last_number().await;
        for expires_at in ["2026-11-22T12:00:00Z", "2027-11-22T12:00:01Z", "9999-01-01T00:00:00Z"] {
            let arguments = office.on(&person.id, json!({
                "account": { "id": person.id }, "input": { "label": " ", "scope": "enum:WRITE", "expiresAt": expires_at },
            })).await;
            assert_eq!(own.refused("tokenIssue", arguments).await, ["REQUIRED input.label", "INVALID_VALUE input.expiresAt"]);
        }
        assert_eq!(office.last_number().await, before);
    }

    async fn who_may_not_keep_accounts_is_told_so_and_changes_nothing(backend) {
        let office = office(backend).await;
        let (person, own) = office.person().await;
        let (token, _) = office.issue(&own, "enum:READ").await;
        let grant = office.grant(&person.id, json!({ "role": "enum:EDITOR" })).await;
        let version = office.version(&person.id).await;
        let on = |mut arguments: Value| {
            arguments["expectedVersion"] = json!(version);
            arguments
        };
        let account = json!({ "id": person.id });
        let deeds = [
            ("clientAdd", json!({ "input": { "name": "x" } }), "FORBIDDEN", "UNAUTHENTICATED"),
            ("accountEnd", on(json!({ "account": account })), "FORBIDDEN account", "UNAUTHENTICATED"),
            ("clientEnd", on(json!({ "client": account })), "FORBIDDEN client", "UNAUTHENTICATED"),
            ("clientRotate", on(json!({ "client": account, "input": {} })), "FORBIDDEN client", "UNAUTHENTICATED"),
            ("grantAdd", on(json!({ "account": account, "input": { "role": "enum:EDITOR" } })), "FORBIDDEN account", "UNAUTHENTICATED"),
            ("grantEnd", on(json!({ "grant": grant["id"] })), "FORBIDDEN grant", "UNAUTHENTICATED"),
        ];
        let before = office.last_number().await;
        let stranger = office.service.with(&office.opening().editor().open().await);
        let before = before.max(office.last_number().await);
        for (field, arguments, forbidden, unknown) in deeds {
            assert_eq!(own.refused(field, arguments.clone()).await, [forbidden], "{field}");
            assert_eq!(office.service.visitor().refused(field, arguments.clone()).await, [unknown], "{field}");
            let hidden = forbidden.replace("FORBIDDEN ", "NOT_FOUND ");
            assert_eq!(stranger.refused(field, arguments).await, [hidden], "{field}");
        }
        let others = [
            ("tokenIssue", on(json!({ "account": account, "input": { "label": "x", "scope": "enum:READ" } })), "NOT_FOUND account"),
            ("tokenRevoke", on(json!({ "token": token })), "NOT_FOUND token"),
        ];
        for (field, arguments, hidden) in others {
            assert_eq!(stranger.refused(field, arguments).await, [hidden], "{field}");
        }
        let wrong = json!({ "token": person.id, "expectedVersion": 1 });
        assert_eq!(own.refused("tokenRevoke", wrong).await, ["WRONG_KIND token"]);
        assert_eq!(office.last_number().await, before);
    }

    async fn a_token_that_only_reads_issues_none_and_a_client_none_for_itself(backend) {
        let office = office(backend).await;
        let (person, own) = office.person().await;
        let (_, reading) = office.issue(&own, "enum:READ").await;
        let (client, writing) = office.add_client().await;
        let before = office.last_number().await;
        for (token, id, refusal) in [(reading, &person.id, "FORBIDDEN"), (writing, &client, "FORBIDDEN account")] {
            let arguments = office.on(id, json!({ "account": { "id": id }, "input": { "label": "x", "scope": "enum:READ" } })).await;
            let caller = office.service.visitor().bearing(&token);
            assert_eq!(caller.refused("tokenIssue", arguments).await, [refusal]);
            let can = caller.data("{ viewer { account { viewerCan { issueToken { allowed code } rotate { allowed } end { allowed } } } } }").await;
            assert_eq!(can["viewer"]["account"]["viewerCan"], json!({
                "issueToken": { "allowed": false, "code": "FORBIDDEN" }, "rotate": { "allowed": false }, "end": { "allowed": false },
            }));
        }
        assert_eq!(office.last_number().await, before);
        let can = office.look(&client, "viewerCan { issueToken { allowed } revokeToken { allowed } addGrant { allowed } rotate { allowed } end { allowed } }").await;
        let yes = json!({ "allowed": true });
        assert_eq!(can["viewerCan"], json!({ "issueToken": yes, "revokeToken": yes, "addGrant": yes, "rotate": yes, "end": yes }));
    }

    async fn administrators_issue_tokens_for_clients_and_themselves_and_revoke_but_never_issue_those_of_others(backend) {
        let office = office(backend).await;
        let (person, own) = office.person().await;
        let (client, _) = office.add_client().await;
        let itself = Person::of(&office.administrator).await;
        let before = office.last_number().await;
        let issue = async |id: &Value, scope: &str| office.on(id, json!({ "account": { "id": id }, "input": { "label": "x", "scope": scope } })).await;
        for scope in ["enum:READ", "enum:WRITE"] {
            let arguments = issue(&person.id, scope).await;
            let refused = office.administrator.deed("tokenIssue", arguments.clone(), "token { id } secret").await;
            assert_eq!(refused, json!({ "token": null, "secret": null, "errors": [{
                "code": "FORBIDDEN", "path": ["account"], "message": "Nobody issues tokens for another person: people issue their own, or are given one on the machine itself.",
            }] }));
            let refused = office.administrator.clone().reading("fr").deed("tokenIssue", arguments, "").await;
            assert_eq!(refused["errors"][0]["message"], "Nul n’émet de jetons pour une autre personne : chacun émet les siens, ou en reçoit un sur la machine elle-même.");
        }
        assert_eq!(office.last_number().await, before);
        let can = office.look(&person.id, "viewerCan { issueToken { allowed code } revokeToken { allowed } }").await;
        assert_eq!(can["viewerCan"], json!({ "issueToken": { "allowed": false, "code": "FORBIDDEN" }, "revokeToken": { "allowed": true } }));
        for id in [&client, &itself.id] {
            for scope in ["enum:READ", "enum:WRITE"] {
                office.administrator.done("tokenIssue", issue(id, scope).await, "token { id }").await;
            }
        }
        let (token, secret) = office.issue(&own, "enum:WRITE").await;
        let revoke = office.on(&person.id, json!({ "token": token })).await;
        office.administrator.done("tokenRevoke", revoke, "token { id }").await;
        assert_eq!(status(&office.service, &secret).await, 401);
    }

    async fn a_client_contributes_for_its_parliaments_with_the_token_it_is_told_once(backend) {
        let office = office(backend).await;
        let input = json!({ "name": "Partner site", "parliaments": [{ "code": "AA" }, { "code": "BB" }] });
        let asked = "client { kind name version grants { nodes { role parliament { code } } } tokens { nodes { scope expiresAt label } } } secret";
        let payload = office.administrator.done("clientAdd", json!({ "input": input }), asked).await;
        assert_eq!(payload["client"], json!({
            "kind": "CLIENT", "name": "Partner site", "version": 1,
            "grants": { "nodes": [{ "role": "CONTRIBUTOR", "parliament": { "code": "AA" } }, { "role": "CONTRIBUTOR", "parliament": { "code": "BB" } }] },
            "tokens": { "nodes": [{ "scope": "WRITE", "expiresAt": "2027-11-22T12:00:00Z", "label": "2026-11-22" }] },
        }));
        let client = office.service.visitor().bearing(payload["secret"].as_str().unwrap());
        let (person, _) = office.person().await;
        office.grant(&person.id, json!({ "role": "enum:CONTRIBUTOR", "parliament": { "code": "BB" } })).await;
        let practice = json!({ "input": {
            "language": "en", "title": "Open data", "kind": "enum:GOOD_PRACTICE", "parliament": { "code": "BB" }, "onBehalfOf": person.id,
        } });
        client.done("practiceDraft", practice, "practice { slug }").await;
        let reader = office.administrator.done("clientAdd", json!({ "input": { "name": "Dashboard" } }), "client { tokens { nodes { scope } } }").await;
        assert_eq!(reader["client"]["tokens"]["nodes"][0]["scope"], "READ");
        let wrong = json!({ "input": { "name": " ", "parliaments": [{ "code": "AA" }, { "code": "ZZ" }, { "code": "AA" }], "expiresAt": "2020-01-01T00:00:00Z" } });
        let before = office.last_number().await;
        assert_eq!(office.administrator.refused("clientAdd", wrong).await, [
            "REQUIRED input.name", "UNKNOWN_REFERENCE input.parliaments.1", "DUPLICATE input.parliaments.2", "INVALID_VALUE input.expiresAt",
        ]);
        assert_eq!(office.last_number().await, before);
    }

    async fn roles_and_tokens_that_are_over_by_their_date_get_their_ending_deed_once(backend) {
        let office = office(backend).await;
        let network = &office.fresh.network;
        let (person, own) = office.person().await;
        let contributes = |from: &str, until: Value| json!({ "role": "enum:CONTRIBUTOR", "parliament": { "code": "AA" }, "startsAt": from, "endsAt": until });
        office.grant(&person.id, contributes("2026-11-22T12:00:00Z", json!("2026-11-22T14:00:00Z"))).await;
        office.grant(&person.id, contributes("2026-11-30T12:00:00Z", json!("2026-12-01T12:00:00Z"))).await;
        office.grant(&person.id, json!({ "role": "enum:EDITOR" })).await;
        // What was ended by a deed was told then, and what has not begun never ends.
        for input in [json!({ "role": "enum:FOCAL_POINT", "parliament": { "code": "BB" } }), json!({ "role": "enum:CONTRIBUTOR", "parliament": { "code": "BB" }, "startsAt": "2026-11-22T15:00:00Z" })] {
            let grant = office.grant(&person.id, input).await;
            let arguments = office.on(&person.id, json!({ "grant": grant["id"] })).await;
            office.administrator.done("grantEnd", arguments, "").await;
        }
        let input = json!({ "label": "laptop", "scope": "enum:READ", "expiresAt": "2026-11-22T15:00:00Z" });
        let arguments = office.on(&person.id, json!({ "account": { "id": person.id }, "input": input })).await;
        let hint = own.done("tokenIssue", arguments, "token { hint }").await["token"]["hint"].clone();
        let (client, _) = office.add_client().await;
        for hours in [0, 2] {
            // Its first token ends with the deed, the second one two hours later.
            let arguments = office.on(&client, json!({ "client": { "id": client }, "input": { "overlapHours": hours } })).await;
            office.administrator.done("clientRotate", arguments, "").await;
            office.fresh.clock.advance(TimeDelta::seconds(1));
        }
        let before = office.last_number().await;
        assert_eq!(end_what_is_over(network).await.unwrap(), Ended::default());
        assert_eq!(office.last_number().await, before);

        office.fresh.clock.advance(TimeDelta::hours(5));
        // Two gateways look at the same moment.
        let second = office.fresh.second_gateway().await;
        let (one, other) = tokio::join!(end_what_is_over(network), end_what_is_over(&second));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!((one.grants + other.grants, one.tokens + other.tokens), (1, 2));
        assert_eq!(end_what_is_over(network).await.unwrap(), Ended::default());
        assert_eq!(office.last_number().await, before + 3);
        let history = office.look(&person.id, "history(first: 2) { nodes { deed actorKind fields before after } }").await;
        assert_eq!(history["history"]["nodes"], json!([
            {
                "deed": "tokenExpire", "actorKind": "SYSTEM", "fields": ["tokens"], "after": {},
                "before": { "tokens": [{ "hint": hint, "scope": "READ", "expiresAt": "2026-11-22T15:00:00Z", "revokedAt": null }] },
            },
            {
                "deed": "grantEnd", "actorKind": "SYSTEM", "fields": ["grants"], "after": {},
                "before": { "grants": [{ "role": "CONTRIBUTOR", "hub": null, "parliament": encode(IdKind::Parliament, office.parliament.id), "from": "2026-11-22T12:00:00Z", "until": "2026-11-22T14:00:00Z" }] },
            },
        ]));
        // A later end of the same account is told in its turn, although the clock was late and another deed came between.
        office.fresh.clock.advance(TimeDelta::days(20));
        office.issue(&own, "enum:READ").await;
        let ended = end_what_is_over(network).await.unwrap();
        assert_eq!((ended.grants, ended.tokens), (1, 0));
        assert_eq!(end_what_is_over(network).await.unwrap(), Ended::default());
    }

    async fn old_tokens_of_a_client_go_on_for_the_overlap_and_no_longer(backend) {
        let office = office(backend).await;
        let (client, old) = office.add_client().await;
        let arguments = office.on(&client, json!({ "client": { "id": client }, "input": { "overlapHours": 2 } })).await;
        let payload = office.administrator.done("clientRotate", arguments, "client { tokens { totalCount } } secret").await;
        let new = payload["secret"].as_str().unwrap();
        assert_eq!(payload["client"]["tokens"]["totalCount"], 2);
        office.fresh.clock.advance(TimeDelta::minutes(119));
        assert_eq!([status(&office.service, &old).await, status(&office.service, new).await], [200, 200]);
        office.fresh.clock.advance(TimeDelta::minutes(1));
        assert_eq!([status(&office.service, &old).await, status(&office.service, new).await], [401, 200]);
        let at_once = office.on(&client, json!({ "client": { "id": client }, "input": { "overlapHours": 0 } })).await;
        let next = office.administrator.done("clientRotate", at_once, "secret").await;
        office.fresh.clock.advance(TimeDelta::seconds(5));
        assert_eq!([status(&office.service, new).await, status(&office.service, next["secret"].as_str().unwrap()).await], [401, 200]);
        let before = office.last_number().await;
        for hours in [-1, 721] {
            let wrong = office.on(&client, json!({ "client": { "id": client }, "input": { "overlapHours": hours } })).await;
            assert_eq!(office.administrator.refused("clientRotate", wrong).await, ["INVALID_VALUE input.overlapHours"]);
        }
        let (person, _) = office.person().await;
        let before = before.max(office.last_number().await);
        let wrong = office.on(&person.id, json!({ "client": { "id": person.id }, "input": {} })).await;
        assert_eq!(office.administrator.refused("clientRotate", wrong).await, ["INVALID_VALUE client"]);
        assert_eq!(office.last_number().await, before);
    }

    async fn an_account_that_ended_is_nobody_any_more_and_stays_in_the_log(backend) {
        let office = office(backend).await;
        let (person, own) = office.person().await;
        let (client, token) = office.add_client().await;
        office.grant(&person.id, json!({ "role": "enum:EDITOR" })).await;
        let wrong = office.on(&person.id, json!({ "client": { "id": person.id } })).await;
        assert_eq!(office.administrator.refused("clientEnd", wrong).await, ["INVALID_VALUE client"]);
        let arguments = office.on(&person.id, json!({ "account": { "id": person.id } })).await;
        let asked = "account { endedAt grants { nodes { endsAt } } tokens { nodes { revokedAt } } }";
        let ended = office.administrator.done("accountEnd", arguments, asked).await;
        let noon = "2026-11-22T12:00:00Z";
        assert_eq!(ended["account"], json!({
            "endedAt": noon, "grants": { "nodes": [{ "endsAt": noon }] }, "tokens": { "nodes": [{ "revokedAt": noon }] },
        }));
        let arguments = office.on(&client, json!({ "client": { "id": client } })).await;
        office.administrator.done("clientEnd", arguments, "client { endedAt }").await;
        office.fresh.clock.advance(TimeDelta::seconds(5));
        assert_eq!(own.ask(VIEWER, json!({})).await.status, 401);
        assert_eq!(status(&office.service, &token).await, 401);
        let before = office.last_number().await;
        let again = office.on(&person.id, json!({ "account": { "id": person.id } })).await;
        assert_eq!(office.administrator.refused("accountEnd", again).await, ["INVALID_STATE account"]);
        let role = office.on(&person.id, json!({ "account": { "id": person.id }, "input": { "role": "enum:EDITOR" } })).await;
        assert_eq!(office.administrator.refused("grantAdd", role).await, ["INVALID_STATE account"]);
        let issue = office.on(&person.id, json!({ "account": { "id": person.id }, "input": { "label": "x", "scope": "enum:READ" } })).await;
        assert_eq!(office.administrator.refused("tokenIssue", issue).await, ["FORBIDDEN account"]);
        let issue = office.on(&client, json!({ "account": { "id": client }, "input": { "label": "x", "scope": "enum:READ" } })).await;
        assert_eq!(office.administrator.refused("tokenIssue", issue).await, ["INVALID_STATE account"]);
        assert_eq!(office.last_number().await, before);
        let history = office.look(&person.id, "history(first: 1) { nodes { deed fields } }").await;
        assert_eq!(history["history"]["nodes"][0], json!({ "deed": "accountEnd", "fields": ["endedAt", "grants", "tokens"] }));
    }

    async fn a_revoked_token_has_no_effect_within_five_seconds_on_every_gateway(backend) {
        let office = office(backend).await;
        let second = Service::of(&office.fresh.second_gateway().await);
        let (person, first) = office.person().await;
        let (_, own) = office.issue(&first, "enum:WRITE").await;
        let (id, token) = office.issue(&first, "enum:READ").await;
        let both = async || [status(&office.service, &token).await, status(&second, &token).await];
        assert_eq!(both().await, [200, 200]);
        // The person revokes it themselves, through the second gateway.
        let arguments = office.on(&person.id, json!({ "token": id })).await;
        let there = second.visitor().bearing(&own);
        let revoked = there.done("tokenRevoke", arguments, "token { revokedAt }").await;
        assert_eq!(revoked["token"]["revokedAt"], "2026-11-22T12:00:00Z");
        office.fresh.clock.advance(TimeDelta::seconds(5));
        assert_eq!(both().await, [401, 401]);
        let before = office.last_number().await;
        let again = office.on(&person.id, json!({ "token": id })).await;
        assert_eq!(there.refused("tokenRevoke", again).await, ["INVALID_STATE token"]);
        assert_eq!(office.last_number().await, before);
    }

    async fn who_holds_a_token_seen_in_the_last_seconds_is_asked_of_no_database(backend) {
        let office = office(backend).await;
        let (_, own) = office.person().await;
        let (_, token) = office.issue(&own, "enum:READ").await;
        let caller = office.service.visitor().bearing(&token);
        assert_eq!(caller.data("{ viewer { roles { role } } }").await, json!({ "viewer": { "roles": [] } }));
        // With the table gone, only who needs no statement can be known.
        let database = Database::connect(&office.fresh.url).await.unwrap();
        database.execute_unprepared("ALTER TABLE api_token RENAME TO elsewhere").await.unwrap();
        office.fresh.clock.advance(TimeDelta::seconds(3));
        let answer = caller.ask("{ viewer { roles { role } } }", json!({})).await;
        assert_eq!((answer.status, answer.line().statements()), (200, 0));
        office.fresh.clock.advance(TimeDelta::seconds(1));
        let answer = caller.ask("{ viewer { roles { role } } }", json!({})).await;
        assert_eq!(answer.codes(), ["INTERNAL"], "{}", answer.text);
        database.close().await.unwrap();
    }

    async fn the_last_use_of_a_token_is_written_once_a_minute(backend) {
        let office = office(backend).await;
        let (person, own) = office.person().await;
        let last_used = async || {
            let tokens = office.look(&person.id, "tokens { nodes { lastUsedAt } }").await;
            tokens["tokens"]["nodes"][0]["lastUsedAt"].clone()
        };
        // It is noted while nobody waits.
        let noted = async |expected: &str| {
            for _ in 0..200 {
                if last_used().await == expected {
                    return true;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            false
        };
        assert!(noted("2026-11-22T12:00:00Z").await);
        let version = office.version(&person.id).await;
        for _ in 0..3 {
            office.fresh.clock.advance(TimeDelta::seconds(15));
            own.data(VIEWER).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        assert_eq!(last_used().await, "2026-11-22T12:00:00Z");
        office.fresh.clock.advance(TimeDelta::seconds(15));
        own.data(VIEWER).await;
        assert!(noted("2026-11-22T12:01:00Z").await);
        assert_eq!(office.version(&person.id).await, version);
    }

    async fn no_token_is_kept_or_logged_anywhere(backend) {
        let office = office(backend).await;
        let (person, own) = office.person().await;
        let (client, first) = office.add_client().await;
        let (id, second) = office.issue(&own, "enum:WRITE").await;
        let rotated = office.on(&client, json!({ "client": { "id": client }, "input": {} })).await;
        let third = office.administrator.done("clientRotate", rotated, "secret").await["secret"].as_str().unwrap().to_owned();
        let revoked = office.on(&person.id, json!({ "token": id })).await;
        own.done("tokenRevoke", revoked, "token { id }").await;
        // Wrong ones are refused without being repeated.
        let unknown = format!("{second}x");
        let answer = office.service.visitor().bearing(&unknown).ask(VIEWER, json!({})).await;
        assert_eq!(answer.status, 401);
        assert!(!answer.text.contains(&second), "{}", answer.text);
        let secrets = [&first, &second, &third, &office.administrator_account.token];
        let hashes: Vec<String> = secrets.iter().map(|secret| hex(&access::hash(secret))).collect();
        let lines = log::all();
        assert!(lines.iter().any(|line| line.get("message") == "request"));
        let database = Database::connect(&office.fresh.url).await.unwrap();
        let statement = "SELECT CAST(before AS TEXT) || CAST(after AS TEXT) || CAST(fields AS TEXT) || deed AS told FROM change";
        let kept: Vec<String> = database.query_all_raw(sea_orm::Statement::from_string(database.get_database_backend(), statement)).await.unwrap()
            .iter().map(|row| row.try_get("", "told").unwrap()).collect();
        database.close().await.unwrap();
        assert!(kept.iter().any(|told| told.contains("hint")));
        for needle in secrets.into_iter().chain(&hashes) {
            let logged = |line: &log::Line| line.fields.values().any(|value| value.contains(needle.as_str()));
            assert!(!lines.iter().any(logged));
            assert!(!kept.iter().any(|told| told.contains(needle.as_str())));
        }
    }

    async fn an_account_of_a_provider_tells_which_one_and_nothing_else_of_it(backend) {
        let office = office(backend).await;
        let identity = access::Identity { issuer: "https://login.example".to_owned(), subject: "secret-subject".to_owned(), name: Some("Ada".to_owned()) };
        let id: AccountId = access::person(&office.fresh.network, &identity).await.unwrap();
        assert_eq!(access::person(&office.fresh.network, &identity).await.unwrap(), id);
        let id = json!(hemicycle::graphql::id::encode(hemicycle::graphql::id::IdKind::Account, id).as_str());
        let account = office.look(&id, "kind name identities { issuer linkedAt } history { nodes { deed actorKind fields after } }").await;
        assert_eq!(account, json!({
            "kind": "PERSON", "name": "Ada", "identities": [{ "issuer": "https://login.example", "linkedAt": "2026-11-22T12:00:00Z" }],
            "history": { "nodes": [{
                "deed": "login", "actorKind": "SYSTEM", "fields": ["kind", "name", "identities"],
                "after": { "kind": "PERSON", "identities": [{ "issuer": "https://login.example" }] },
            }] },
        }));
    }

    async fn every_deed_needs_an_account_and_finds_no_account_grant_or_token_that_is_not_there(backend) {
        let office = office(backend).await;
        for (field, arguments) in SAMPLES {
            let query = format!("mutation {{ {field}{arguments} {{ errors {{ code }} }} }}");
            let codes = async |caller: &Caller| caller.data(&query).await[field]["errors"].clone();
            assert_eq!(codes(&office.service.visitor()).await, json!([{ "code": "UNAUTHENTICATED" }]), "{field}");
            let found = if *field == "clientAdd" { json!([]) } else { json!([{ "code": "NOT_FOUND" }]) };
            assert_eq!(codes(&office.administrator).await, found, "{field}");
        }
    }

    async fn two_administrators_who_end_each_other_at_the_same_moment_do_not_both_go(backend) {
        let office = office(backend).await;
        let (other, other_caller) = office.person().await;
        office.grant(&other.id, json!({ "role": "enum:ADMINISTRATOR" })).await;
        office.fresh.clock.advance(TimeDelta::seconds(5));
        let own = Person::of(&office.administrator).await;
        let arguments = async |id: &Value| office.on(id, json!({ "account": { "id": id } })).await;
        let (of_other, of_own) = (arguments(&other.id).await, arguments(&own.id).await);
        // Whoever was ended before their own request came in is nobody by then.
        let refused = async |caller: &Caller, arguments: Value| {
            let answer = caller.try_deed("accountEnd", arguments, "account { id }").await;
            answer.status == 401 || !answer.body["data"]["accountEnd"]["errors"].as_array().unwrap().is_empty()
        };
        let (one, two) = tokio::join!(refused(&office.administrator, of_other), refused(&other_caller, of_own));
        let reading = office.fresh.network.read(Actor::System("test"));
        assert!(hemicycle_domain::account::ledger::has_administrator(&reading).await.unwrap());
        assert!(one || two);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
