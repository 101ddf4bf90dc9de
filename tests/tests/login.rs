//! Who is asking: tokens and logins of OpenID providers, against one that is served over HTTP here and signs with real keys.

use std::collections::HashMap;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use chrono::TimeDelta;
use hemicycle::auth::{self, Setup, settings};
use hemicycle::http::Terms;
use hemicycle_domain::actor::Actor;
use hemicycle_domain::deed::Selector;
use hemicycle_domain::erasure;
use hemicycle_domain::failure::{ErrorCode, Failure};
use hemicycle_domain::sessions::{self, NewSession};
use hemicycle_domain::write::Writing;
use hemicycle_entity::project;
use hemicycle_entity::values::TokenScope;
use hemicycle_tests::provider::{AUDIENCE, CLIENT, Draft, Key, SECRET};
use hemicycle_tests::{Answer, Backend, Fresh, Provider, Service, callers, log, on_both, rows};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Url};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use uuid::Uuid;

const SESSION: &str = "__Host-hemicycle";
const LOGIN: &str = "__Host-hemicycle-login";
const QUERY: &str = "{ service { name } }";

/// The providers' file of a test.
fn setup(folder: &TempDir, text: &str) -> Setup {
    std::fs::write(folder.path().join("secret"), format!("{SECRET}\n")).unwrap();
    let file = folder.path().join("providers.toml");
    std::fs::write(&file, text).unwrap();
    Setup {
        providers: settings::read(&file).unwrap(),
        public_url: None,
    }
}

/// A service, its provider, its database.
struct House {
    fresh: Fresh,
    provider: Provider,
    service: Service,
    folder: TempDir,
}

impl House {
    async fn new(backend: Backend) -> Self {
        Self::with(backend, "").await
    }

    /// With more in the provider's table.
    async fn with(backend: Backend, more: &str) -> Self {
        let fresh = Fresh::empty(backend).await;
        let provider = Provider::start(&fresh.clock);
        let folder = tempfile::tempdir().unwrap();
        let setup = setup(&folder, &provider.table("main", more));
        let service = Service::with_logins(&fresh.network, setup);
        Self {
            fresh,
            provider,
            service,
            folder,
        }
    }

    fn wait(&self, seconds: i64) {
        self.fresh.clock.advance(TimeDelta::seconds(seconds));
    }

    async fn bearer(&self, token: &str) -> Answer {
        bearer(&self.service, token).await
    }

    #[track_caller]
    fn browser(&self) -> Browser {
        Browser::new(&self.service)
    }

    /// All that a table holds, as text.
    async fn rows(&self, table: &str) -> String {
        let database = Database::connect(&self.fresh.url).await.unwrap();
        let query = match self.fresh.backend {
            Backend::Sqlite => {
                format!("SELECT hex(hash) AS hash, * FROM {table}")
            }
            Backend::Postgres => {
                format!("SELECT t::text AS row FROM {table} AS t")
            }
        };
        let backend = match self.fresh.backend {
            Backend::Sqlite => DbBackend::Sqlite,
            Backend::Postgres => DbBackend::Postgres,
        };
        let rows = database
            .query_all_raw(Statement::from_string(backend, query))
            .await
            .unwrap();
        let text = format!("{rows:?}");
        database.close().await.unwrap();
        text
    }

    /// How many rows a table has; conditions can follow its name.
    async fn count(&self, table: &str) -> i64 {
        let database = Database::connect(&self.fresh.url).await.unwrap();
        let row = database
            .query_one_raw(Statement::from_string(
                database.get_database_backend(),
                format!("SELECT count(*) AS n FROM {table}"),
            ))
            .await
            .unwrap()
            .unwrap();
        database.close().await.unwrap();
        row.try_get("", "n").unwrap()
    }
}

async fn bearer(service: &Service, token: &str) -> Answer {
    let caller = service.visitor();
    let request = caller.request().bearer_auth(token);
    Answer::of(
        request
            .json(&json!({ "query": QUERY }))
            .send()
            .await
            .unwrap(),
    )
    .await
}

/// Refused with 401 and these words, without a word of the token.
#[track_caller]
fn refused(answer: &Answer, words: &str, token: &str) {
    assert_eq!(answer.status, 401, "{words}: {answer:?}");
    assert_eq!(answer.codes(), ["UNAUTHENTICATED"], "{words}");
    let message = answer.body["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains(words), "{words}: {message}");
    if token.len() > 10 {
        assert!(!answer.text.contains(token), "{words}: {}", answer.text);
    }
    let challenge = answer.header("www-authenticate");
    assert!(challenge.starts_with("Bearer "), "{challenge}");
    assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
    assert!(
        challenge.contains("/.well-known/oauth-protected-resource\""),
        "{challenge}"
    );
}

/// A browser: keeps cookies, follows nothing on its own.
struct Browser {
    client: Client,
    root: String,
    cookies: HashMap<String, String>,
}

impl Browser {
    fn new(service: &Service) -> Self {
        auth::use_ring();
        Self {
            client: Client::builder().redirect(Policy::none()).build().unwrap(),
            root: service.url(""),
            cookies: HashMap::new(),
        }
    }

    async fn send(&mut self, method: Method, address: &str, headers: &[(&str, &str)]) -> Answer {
        let query = (method == Method::POST && address.ends_with("/graphql")).then_some(QUERY);
        self.send_with(method, address, headers, query).await
    }

    async fn send_with(
        &mut self,
        method: Method,
        address: &str,
        headers: &[(&str, &str)],
        query: Option<&str>,
    ) -> Answer {
        let mut request = self.client.request(method, address);
        if address.starts_with(&self.root) && !self.cookies.is_empty() {
            let cookies = self.cookies.iter();
            let cookies: Vec<String> = cookies
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header("cookie", cookies.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(query) = query {
            request = request.json(&json!({ "query": query }));
        }
        let answer = Answer::of(request.send().await.unwrap()).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    async fn get(&mut self, address: &str) -> Answer {
        self.send(Method::GET, address, &[]).await
    }

    /// As far as the provider's answer: the address it sends the browser back to.
    async fn leave(&mut self, query: &str) -> String {
        let begun = self.get(&format!("{}/auth/login{query}", self.root)).await;
        assert_eq!(begun.status, 303, "{begun:?}");
        let back = self.get(begun.header("location")).await;
        assert_eq!(back.status, 303, "{back:?}");
        back.header("location").to_owned()
    }

    /// A whole login.
    async fn log_in(&mut self) -> Answer {
        let back = self.leave("").await;
        let done = self.get(&back).await;
        assert_eq!(done.status, 303, "{done:?}");
        done
    }

    /// A request of a page of the service.
    async fn ask(&mut self) -> Answer {
        self.ask_for(QUERY).await
    }

    async fn ask_for(&mut self, query: &str) -> Answer {
        let address = format!("{}/graphql", self.root);
        let headers = [("hemicycle-csrf", "1")];
        self.send_with(Method::POST, &address, &headers, Some(query))
            .await
    }
}

/// A problem outside GraphQL: its status, its code, and words in both languages.
#[track_caller]
fn problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.body["code"], code, "{answer:?}");
    assert!(answer.all("set-cookie").is_empty(), "{answer:?}");
}

fn with(address: &str, name: &str, value: Option<&str>) -> String {
    let url = Url::parse(address).unwrap();
    let mut pairs: Vec<(String, String)> = url
        .query_pairs()
        .into_owned()
        .filter(|(known, _)| known != name)
        .collect();
    pairs.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    let mut changed = url;
    changed.query_pairs_mut().clear().extend_pairs(pairs);
    changed.to_string()
}

// Access tokens.

#[tokio::test]
async fn an_access_token_is_taken_whatever_kind_of_key_signed_it() {
    let house = House::new(Backend::Sqlite).await;
    let draft = house.provider.access("sonia");
    for key in 0..3 {
        let answer = house.bearer(&house.provider.signed(&draft, key)).await;
        assert_eq!(answer.status, 200, "{key}: {answer:?}");
    }
    let long = draft.header("typ", "application/at+JWT");
    let answer = house.bearer(&house.provider.signed(&long, 0)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let several = house
        .provider
        .access("sonia")
        .claim("aud", json!(["https://other.example", AUDIENCE]));
    let answer = house.bearer(&house.provider.signed(&several, 0)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(house.provider.calls("keys"), 1, "keys are kept");
}

#[tokio::test]
async fn a_providers_token_does_not_buy_a_token_of_the_service() {
    let house = House::new(Backend::Sqlite).await;
    let token = house.provider.signed(&house.provider.access("sonia"), 0);
    let caller = house.service.visitor().bearing(&token);
    let data = caller.data("{ viewer { account { id version } } }").await;
    let (id, version) = (
        &data["viewer"]["account"]["id"],
        &data["viewer"]["account"]["version"],
    );
    let arguments = json!({ "account": { "id": id }, "input": { "label": "For later", "scope": "enum:WRITE" }, "expectedVersion": version });
    let before = house.count("api_token").await;
    assert_eq!(
        caller.refused("tokenIssue", arguments).await,
        ["FORBIDDEN account"]
    );
    assert_eq!(house.count("api_token").await, before);
}

#[tokio::test]
async fn an_administrators_provider_token_does_not_buy_a_clients_token_either() {
    let more = "roles_claim = \"roles\"\n[provider.roles]\nboss = \"ADMINISTRATOR\"";
    let house = House::with(Backend::Sqlite, more).await;
    let own = hemicycle_tests::accounts::person(&house.fresh.network)
        .administrator()
        .open()
        .await;
    let own = house.service.with(&own);
    let site = json!({ "input": { "name": "A site" } });
    let added = own
        .done("clientAdd", site.clone(), "client { id version }")
        .await;
    let draft = house
        .provider
        .access("sonia")
        .claim("roles", json!(["boss"]));
    let caller = house
        .service
        .visitor()
        .bearing(&house.provider.signed(&draft, 0));
    let before = house.count("api_token").await;
    assert_eq!(caller.refused("clientAdd", site).await, ["FORBIDDEN"]);
    let rotate = json!({ "client": { "id": added["client"]["id"] }, "input": {}, "expectedVersion": added["client"]["version"] });
    assert_eq!(
        caller.refused("clientRotate", rotate).await,
        ["FORBIDDEN client"]
    );
    assert_eq!(house.count("api_token").await, before);
}

/// Every bad token, and what is said of it.
fn bad_tokens(provider: &Provider, now: i64) -> Vec<(&'static str, String)> {
    let good = || provider.access("sonia");
    let signed = |draft: Draft| provider.signed(&draft, 0);
    let public = provider.public_key();
    let foreign = Key::other_rsa("rsa-1");
    vec![
        ("algorithm that is not allowed", good().unsigned("rsa-1")),
        (
            "algorithm that is not allowed",
            good().header("alg", "NONE").signed(&foreign),
        ),
        (
            "algorithm that is not allowed",
            good().with_hmac("rsa-1", &public),
        ),
        (
            "algorithm that is not allowed",
            good().with_hmac("shared", b"a secret that was published"),
        ),
        ("not an access token", signed(good().header("typ", "JWT"))),
        (
            "not an access token",
            signed(good().header("typ", Value::Null)),
        ),
        (
            "meant for another service",
            signed(good().claim("aud", "https://other.example")),
        ),
        (
            "meant for another service",
            signed(good().claim("aud", json!(["https://other.example"]))),
        ),
        (
            "meant for another service",
            signed(good().claim("aud", CLIENT)),
        ),
        ("lacks claims", signed(good().claim("aud", Value::Null))),
        ("has expired", signed(good().claim("exp", now - 61))),
        ("not valid yet", signed(good().claim("nbf", now + 61))),
        ("not valid yet", signed(good().claim("iat", now + 61))),
        ("signature is not valid", good().signed(&foreign)),
        (
            "key that its provider does not publish",
            good().signed(&Key::ec("ec-9")),
        ),
        (
            "key that its provider does not publish",
            signed(good().header("kid", "shared")),
        ),
        ("signed with", signed(good().header("kid", "ec-1"))),
        (
            "key that its provider does not publish",
            signed(good().header("kid", "")),
        ),
        (
            "does not know",
            signed(good().claim("iss", "https://other.example")),
        ),
        (
            "does not know",
            signed(good().claim("iss", format!("{}/", provider.issuer))),
        ),
        ("lacks claims", signed(good().claim("iss", Value::Null))),
        ("lacks claims", signed(good().claim("sub", Value::Null))),
        (
            "lacks claims",
            signed(good().claim("client_id", Value::Null)),
        ),
        ("lacks claims", signed(good().claim("exp", Value::Null))),
        ("lacks claims", signed(good().claim("exp", "tomorrow"))),
        ("lacks claims", signed(good().claim("exp", i64::MAX))),
        (
            "lacks claims",
            signed(good().claim("exp", 8_210_266_876_799_i64)),
        ),
        ("lacks claims", signed(good().claim("iat", Value::Null))),
        (
            "not a token that this service takes",
            signed(good().header("crit", json!(["exp"]))),
        ),
        (
            "not a token that this service takes",
            "eyJ.eyJ.x".to_owned(),
        ),
        ("not a token that this service takes", "opaque".to_owned()),
        ("not a token that this service takes", "a".repeat(9_000)),
    ]
}

#[tokio::test]
async fn tokens_that_are_no_good_access_tokens_are_refused_and_never_repeated() {
    let house = House::new(Backend::Sqlite).await;
    let now = house.fresh.clock.now().timestamp();
    let good = house.provider.token("sonia");
    assert_eq!(house.bearer(&good).await.status, 200);
    let mut touched = good.clone();
    let last = if touched.pop() == Some('A') { 'Q' } else { 'A' };
    touched.push(last);
    let mut bad = bad_tokens(&house.provider, now);
    let [head, _, signature] = good.split('.').collect::<Vec<_>>()[..] else {
        panic!("{good}")
    };
    let other = house.provider.token("somebody-else");
    let claims = other.split('.').nth(1).unwrap();
    bad.push((
        "signature is not valid",
        format!("{head}.{claims}.{signature}"),
    ));
    for (words, token) in &bad {
        refused(&house.bearer(token).await, words, token);
    }
    let lines = format!("{:?}", log::all());
    for (_, token) in bad.iter().filter(|(_, token)| token.len() > 20) {
        assert!(!lines.contains(token.as_str()), "a token is in the log");
    }
    assert_eq!(house.bearer(&good).await.status, 200);
}

#[tokio::test]
async fn refusals_are_in_french_too_and_other_schemes_are_not_taken() {
    let house = House::new(Backend::Sqlite).await;
    let now = house.fresh.clock.now().timestamp();
    let expired = house.provider.access("sonia").claim("exp", now - 61);
    let expired = house.provider.signed(&expired, 0);
    let caller = house.service.visitor().reading("fr");
    let body = json!({ "query": QUERY });
    let request = caller.request().bearer_auth(&expired).json(&body);
    let answer = Answer::of(request.send().await.unwrap()).await;
    assert_eq!(answer.body["errors"][0]["message"], "Le jeton a expiré.");
    for credentials in ["Basic eDp5", "Bearer", "Bearer ", "eyJ"] {
        let request = caller.request().header("authorization", credentials);
        let answer = Answer::of(request.json(&body).send().await.unwrap()).await;
        assert_eq!(answer.status, 401, "{credentials}: {answer:?}");
    }
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute_and_no_more() {
    let house = House::new(Backend::Sqlite).await;
    let now = house.fresh.clock.now().timestamp();
    let draft = || house.provider.access("sonia");
    for draft in [
        draft().claim("exp", now - 59),
        draft().claim("nbf", now + 60),
        draft().claim("iat", now + 60),
        draft().claim("exp", (now + 10) as f64 + 0.5),
    ] {
        let answer = house.bearer(&house.provider.signed(&draft, 0)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let token = house.provider.token("sonia");
    house.wait(359);
    assert_eq!(house.bearer(&token).await.status, 200);
    house.wait(1);
    refused(&house.bearer(&token).await, "has expired", &token);
}

#[tokio::test]
async fn only_the_algorithms_of_the_provider_are_allowed() {
    let house = House::with(Backend::Sqlite, "algorithms = [\"ES256\"]").await;
    let draft = house.provider.access("sonia");
    let answer = house.bearer(&house.provider.signed(&draft, 1)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    for key in [0, 2] {
        let token = house.provider.signed(&draft, key);
        refused(
            &house.bearer(&token).await,
            "algorithm that is not allowed",
            &token,
        );
    }
}

#[tokio::test]
async fn an_unknown_key_makes_the_provider_be_asked_at_most_once_a_minute() {
    let house = House::new(Backend::Sqlite).await;
    assert_eq!(
        house.bearer(&house.provider.token("sonia")).await.status,
        200
    );
    assert_eq!(house.provider.calls("keys"), 1);
    let unknown = Key::ec("ec-9");
    let strange = |house: &House| house.provider.access("sonia").signed(&unknown);
    for _ in 0..5 {
        let token = strange(&house);
        refused(&house.bearer(&token).await, "does not publish", &token);
    }
    assert_eq!(
        house.provider.calls("keys"),
        1,
        "asked less than a minute ago"
    );
    house.wait(60);
    let token = strange(&house);
    let all = futures(&house, &token).await;
    assert!(all.iter().all(|answer| answer.status == 401));
    assert_eq!(house.provider.calls("keys"), 2);
    house.wait(59);
    refused(
        &house.bearer(&strange(&house)).await,
        "does not publish",
        &token,
    );
    assert_eq!(house.provider.calls("keys"), 2);
}

/// The same request ten times at once.
async fn futures(house: &House, token: &str) -> Vec<Answer> {
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let (caller, token) = (house.service.visitor(), token.to_owned());
        all.spawn(async move {
            let request = caller.request().bearer_auth(token);
            Answer::of(
                request
                    .json(&json!({ "query": QUERY }))
                    .send()
                    .await
                    .unwrap(),
            )
            .await
        });
    }
    all.join_all().await
}

#[tokio::test]
async fn when_a_provider_changes_its_keys_the_new_ones_are_found_and_the_old_ones_forgotten() {
    let house = House::new(Backend::Sqlite).await;
    let old = house.provider.token("sonia");
    assert_eq!(house.bearer(&old).await.status, 200);
    house.wait(61);
    house.provider.rotate(Key::other_rsa("rsa-2"));
    assert_eq!(
        house.bearer(&old).await.status,
        200,
        "nothing tells of the change yet"
    );
    let new = house.provider.token("sonia");
    assert_eq!(house.bearer(&new).await.status, 200);
    refused(&house.bearer(&old).await, "does not publish", &old);

    // Without any new token the old keys are forgotten within the hour.
    house.provider.rotate(Key::ec("ec-3"));
    let lasting = house
        .provider
        .access("sonia")
        .claim("exp", house.fresh.clock.now().timestamp() + 90_000);
    let lasting = lasting.signed(&Key::other_rsa("rsa-2"));
    assert_eq!(house.bearer(&lasting).await.status, 200);
    house.wait(3_601);
    refused(&house.bearer(&lasting).await, "does not publish", &lasting);
}

#[tokio::test]
async fn while_a_provider_is_down_its_known_keys_are_used_for_a_day() {
    let house = House::new(Backend::Sqlite).await;
    let now = house.fresh.clock.now().timestamp();
    let lasting = house.provider.access("sonia").claim("exp", now + 200_000);
    let lasting = house.provider.signed(&lasting, 0);
    assert_eq!(house.bearer(&lasting).await.status, 200);
    house.provider.go(false);
    for hours in [1, 12, 10] {
        house.wait(hours * 3_600);
        assert_eq!(house.bearer(&lasting).await.status, 200, "{hours}");
    }
    // A key that is not known may be new, and nobody can tell.
    house.wait(60);
    let token = house.provider.access("sonia").signed(&Key::ec("ec-9"));
    let answer = house.bearer(&token).await;
    assert_eq!((answer.status, answer.codes()), (503, vec!["UNAVAILABLE"]));
    house.wait(3_600);
    let answer = house.bearer(&lasting).await;
    assert_eq!(answer.status, 503, "{answer:?}");
    let visitor = house.service.visitor().ask(QUERY, json!({})).await;
    assert_eq!(visitor.status, 200, "the service goes on");
    house.provider.go(true);
    house.wait(5);
    assert_eq!(house.bearer(&lasting).await.status, 200);
}

#[tokio::test]
async fn opaque_tokens_are_introspected_and_the_answer_is_kept_for_a_minute_but_never_past_the_end()
{
    let house = House::with(Backend::Sqlite, "introspection = true").await;
    let calls = || house.provider.calls("introspect");
    house.provider.opaque("good", &json!({}));
    for _ in 0..3 {
        assert_eq!(house.bearer("good").await.status, 200);
    }
    assert_eq!(calls(), 1);
    house.provider.withdraw("good");
    house.wait(59);
    assert_eq!(house.bearer("good").await.status, 200, "within the minute");
    house.wait(1);
    refused(&house.bearer("good").await, "does not accept it", "good");
    refused(&house.bearer("good").await, "does not accept it", "good");
    assert_eq!(calls(), 2, "a refusal is kept, too");

    let now = house.fresh.clock.now().timestamp();
    house.provider.opaque("short", &json!({ "exp": now + 20 }));
    assert_eq!(house.bearer("short").await.status, 200);
    house.wait(20);
    refused(&house.bearer("short").await, "does not accept it", "short");

    for (name, more) in [
        ("foreign", json!({ "aud": "https://other.example" })),
        ("anyone", json!({ "aud": null })),
        ("refresh", json!({ "token_type": "Refresh" })),
        ("nobody", json!({ "sub": null })),
        ("clientless", json!({ "client_id": null })),
        ("elsewhere", json!({ "iss": "https://other.example" })),
        ("early", json!({ "nbf": now + 200 })),
    ] {
        house.provider.opaque(name, &more);
        refused(&house.bearer(name).await, "does not accept it", name);
    }
    house.provider.opaque("new", &json!({}));
    house.provider.go(false);
    let answer = house.bearer("new").await;
    assert_eq!((answer.status, answer.codes()), (503, vec!["UNAVAILABLE"]));
    house.provider.go(true);
    assert_eq!(
        house.bearer("new").await.status,
        200,
        "a failure is not kept"
    );
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_not_asked_about_ever_more_tokens_of_one_address() {
    let mut house = House::with(Backend::Sqlite, "introspection = true").await;
    let same = setup(
        &house.folder,
        &house.provider.table("main", "introspection = true"),
    );
    house.service = Service::set_up(&house.fresh.network, Terms::default(), same);
    let calls = || house.provider.calls("introspect");
    house.provider.opaque("good", &json!({}));
    assert_eq!(house.bearer("good").await.status, 200);
    house.provider.go(false);
    for number in 0..40 {
        let answer = house.bearer(&format!("made-up-{number}")).await;
        assert_eq!((answer.status, answer.codes()), (503, vec!["UNAVAILABLE"]));
        assert_eq!(answer.header("retry-after"), "2");
    }
    assert_eq!(calls(), 1 + 30);
    house.provider.go(true);
    assert_eq!(house.bearer("good").await.status, 200, "what is known");
    let person = house.provider.access("sonia");
    let person = house.provider.signed(&person, 0);
    assert_eq!(
        house.bearer(&person).await.status,
        200,
        "what need not be asked"
    );
    assert_eq!(house.bearer("made-up-1").await.status, 503);
    assert_eq!(calls(), 1 + 30);
    house.wait(60);
    refused(
        &house.bearer("made-up-1").await,
        "does not accept it",
        "made-up-1",
    );
    assert_eq!(calls(), 1 + 31);
}

#[tokio::test]
async fn roles_come_from_the_configured_claim_of_tokens() {
    let more = "introspection = true\nroles_claim = \"roles\"\n[provider.roles]\nstaff = \"EDITOR\"\nboss = \"ADMINISTRATOR\"";
    let house = House::with(Backend::Sqlite, more).await;
    let folder = tempfile::tempdir().unwrap();
    let setup = setup(&folder, &house.provider.table("main", more));
    let door = auth::Door::new(setup, house.service.address).unwrap();
    let now = house.fresh.clock.now();
    house.provider.give_roles(json!(["staff", "unheard-of"]));
    let verified = door
        .bearer(&house.provider.token("sonia"), now)
        .await
        .unwrap();
    assert_eq!(verified.issuer, house.provider.issuer);
    assert_eq!(verified.subject, "sonia");
    assert_eq!(verified.client_id, CLIENT);
    assert_eq!(verified.name.as_deref(), Some("Name of sonia"));
    assert_eq!(format!("{:?}", verified.roles), "[Editor]");
    // Where no scope is named for it, every token writes.
    assert_eq!(verified.scope, TokenScope::Write);
    assert_eq!(verified.expires_at, now + TimeDelta::seconds(300));
    house
        .provider
        .opaque("opaque", &json!({ "roles": "boss staff", "name": "Sonia" }));
    let verified = door.bearer("opaque", now).await.unwrap();
    assert_eq!(format!("{:?}", verified.roles), "[Editor, Administrator]");
    assert_eq!(verified.name.as_deref(), Some("Sonia"));
}

on_both! {
    async fn who_bears_a_token_or_is_logged_in_asks_as_their_account_with_the_roles_of_the_claim(backend) {
        let more = "roles_claim = \"roles\"\n[provider.roles]\nstaff = \"EDITOR\"";
        let house = House::with(backend, more).await;
        let projects = ["one", "two"].iter().zip(3..).map(|(slug, id)| rows::project(Uuid::from_u128(id), slug));
        rows::put::<project::Entity>(&house.fresh.network, projects.collect()).await;
        let pause = |slug: &str| json!({ "project": { "slug": slug }, "input": { "note": "Waiting." }, "expectedVersion": 1 });
        let bearing = || house.service.visitor().bearing(&house.provider.token("sonia"));
        assert_eq!(bearing().refused("projectPause", pause("one")).await, ["FORBIDDEN project"]);
        house.provider.give_roles(json!(["staff"]));
        bearing().done("projectPause", pause("one"), "").await;
        assert_eq!(house.count("change WHERE actor_kind = 'PERSON' AND client = 'hemicycle'").await, 1);
        assert_eq!(house.count("account").await, 1);
        let answer = house.bearer(&house.provider.token("sonia")).await;
        assert_eq!(answer.line().get("caller"), "person");

        // In a browser, the same account with the same role, and no client between.
        let mut browser = house.browser();
        browser.log_in().await;
        let deed = r#"mutation { projectPause(project: {slug: "two"}, input: {note: "Waiting."}, expectedVersion: 1) { errors { code } } }"#;
        let done = browser.ask_for(deed).await;
        assert_eq!(done.body["data"]["projectPause"]["errors"], json!([]), "{done:?}");
        assert_eq!(house.count("account").await, 1);
        assert_eq!(house.count("change WHERE actor_kind = 'PERSON' AND client IS NULL").await, 1);

        // The role is gone at the provider: with the next check it is gone here.
        house.provider.give_roles(Value::Null);
        let deed = r#"mutation { projectPause(project: {slug: "two"}, input: {note: "Again."}, expectedVersion: 2) { errors { code } } }"#;
        house.wait(300);
        let refused = browser.ask_for(deed).await;
        assert_eq!(refused.body["data"]["projectPause"]["errors"][0]["code"], "FORBIDDEN", "{refused:?}");
    }
}

on_both! {
    async fn a_claimed_role_is_believed_for_an_hour_where_the_provider_does_not_say_it_again(backend) {
        let more = "roles_claim = \"roles\"\n[provider.roles]\nstaff = \"EDITOR\"";
        let house = House::with(backend, more).await;
        rows::put::<project::Entity>(&house.fresh.network, vec![rows::project(Uuid::from_u128(3), "one")]).await;
        house.provider.give_roles(json!(["staff"]));
        house.provider.identify_again(false);
        let mut browser = house.browser();
        browser.log_in().await;
        let deed = r#"mutation { projectPause(project: {slug: "one"}, input: {note: "Waiting."}, expectedVersion: 1, validateOnly: true) { errors { code } } }"#;
        for _ in 0..11 {
            house.wait(300);
            let done = browser.ask_for(deed).await;
            assert_eq!(done.body["data"]["projectPause"]["errors"], json!([]), "{done:?}");
        }
        house.wait(300);
        let refused = browser.ask_for(deed).await;
        assert_eq!(refused.body["data"]["projectPause"]["errors"][0]["code"], "FORBIDDEN", "{refused:?}");
        // With the next word of the provider it is back.
        house.provider.identify_again(true);
        house.wait(300);
        let done = browser.ask_for(deed).await;
        assert_eq!(done.body["data"]["projectPause"]["errors"], json!([]), "{done:?}");
    }
}

/// A provider that gives everybody the role of an editor, and names the scope for writing.
const WRITE_SCOPE: &str = "introspection = true\nwrite_scope = \"network:write\"\nroles_claim = \"roles\"\n[provider.roles]\nstaff = \"EDITOR\"";

on_both! {
    async fn a_providers_token_writes_only_with_the_scope_that_is_named_for_it(backend) {
        let house = House::with(backend, WRITE_SCOPE).await;
        house.provider.give_roles(json!(["staff"]));
        rows::put::<project::Entity>(&house.fresh.network, vec![rows::project(Uuid::from_u128(3), "one")]).await;
        let mut version = 1;
        let pause = |version: i32| json!({ "project": { "slug": "one" }, "input": { "note": "Waiting." }, "expectedVersion": version });
        let resume = |version: i32| json!({ "project": { "slug": "one" }, "input": { "note": "Going on." }, "expectedVersion": version });
        let signed = |draft: Draft| house.provider.signed(&draft, 0);
        let access = || house.provider.access("sonia");

        // JWTs: the words of `scope`, as a text or a list, or of `scp`; a part of the word is another word.
        for reads in [
            access(),
            access().claim("scope", Value::Null),
            access().claim("scope", "openid network:writer my-network:write"),
            access().claim("scope", "NETWORK:WRITE"),
            access().claim("scp", json!(["openid"])),
            access().claim("scope", json!({ "network:write": true })),
        ] {
            let token = signed(reads);
            let caller = house.service.visitor().bearing(&token);
            let payload = caller.deed("projectPause", pause(version), "").await;
            let errors = json!([{ "code": "FORBIDDEN", "path": null, "message": "This token can only read." }]);
            assert_eq!(payload["errors"], errors);
            let seen = caller.data(r#"{ project(by: {slug: "one"}) { viewerCan { pause { allowed reason } } } }"#).await;
            let may = json!({ "allowed": false, "reason": "This token can only read." });
            assert_eq!(seen["project"]["viewerCan"]["pause"], may);
        }
        for writes in [
            access().claim("scope", "openid network:write"),
            access().claim("scope", json!(["network:write", "openid"])),
            access().claim("scope", Value::Null).claim("scp", json!(["network:write"])),
            access().claim("scope", Value::Null).claim("scp", "openid network:write"),
        ] {
            let caller = house.service.visitor().bearing(&signed(writes));
            caller.done("projectPause", pause(version), "").await;
            caller.done("projectResume", resume(version + 1), "").await;
            version += 2;
        }

        // Opaque ones, by what their provider says of them.
        for (token, said, writes) in [
            ("plain", json!({}), false),
            ("scopeless", json!({ "scope": null }), false),
            ("writing", json!({ "scope": "openid network:write" }), true),
            ("listed", json!({ "scope": null, "scp": ["network:write"] }), true),
        ] {
            house.provider.opaque(token, &with_members(json!({ "roles": "staff" }), said));
            let caller = house.service.visitor().bearing(token);
            if writes {
                caller.done("projectPause", pause(version), "").await;
                caller.done("projectResume", resume(version + 1), "").await;
                version += 2;
            } else {
                assert_eq!(caller.refused("projectPause", pause(version)).await, ["FORBIDDEN"], "{token}");
            }
        }

        // One person with tokens of both kinds, one after the other: neither lends the other what it can.
        let reading = house.service.visitor().bearing(&signed(access()));
        let writing = house.service.visitor().bearing(&signed(access().claim("scope", "network:write")));
        for _ in 0..2 {
            assert_eq!(reading.refused("projectPause", pause(version)).await, ["FORBIDDEN"]);
            writing.done("projectPause", pause(version), "").await;
            assert_eq!(reading.refused("projectResume", resume(version + 1)).await, ["FORBIDDEN"]);
            writing.done("projectResume", resume(version + 1), "").await;
            version += 2;
        }
        assert_eq!(house.count("account").await, 1);

        // A provider that takes the scope away from a token is heard within the minute, although the token was just used.
        house.wait(57);
        let taken = house.service.visitor().bearing("writing");
        taken.done("projectPause", pause(version), "").await;
        version += 1;
        house.provider.opaque("writing", &json!({ "roles": "staff" }));
        house.wait(3);
        assert_eq!(taken.refused("projectResume", resume(version)).await, ["FORBIDDEN"]);
    }

    async fn people_who_log_in_write_and_logins_ask_for_the_scope(backend) {
        let house = House::with(backend, WRITE_SCOPE).await;
        house.provider.give_roles(json!(["staff"]));
        rows::put::<project::Entity>(&house.fresh.network, vec![rows::project(Uuid::from_u128(3), "one")]).await;
        let mut browser = house.browser();
        let begun = browser.get(&house.service.url("/auth/login")).await;
        let location = Url::parse(begun.header("location")).unwrap();
        let asked = location.query_pairs().find(|(name, _)| name == "scope").unwrap().1.into_owned();
        assert_eq!(asked, "openid profile network:write");
        browser.log_in().await;
        let deed = r#"mutation { projectPause(project: {slug: "one"}, input: {note: "Waiting."}, expectedVersion: 1) { errors { code } } }"#;
        let done = browser.ask_for(deed).await;
        assert_eq!(done.body["data"]["projectPause"]["errors"], json!([]), "{done:?}");
    }
}

/// An object with the members of another one.
fn with_members(mut one: Value, other: Value) -> Value {
    let members = other.as_object().unwrap().clone();
    one.as_object_mut().unwrap().extend(members);
    one
}

#[cfg(unix)]
#[tokio::test]
async fn the_token_of_a_login_on_the_command_line_writes() {
    let house = House::with(Backend::Sqlite, WRITE_SCOPE).await;
    house.provider.give_roles(json!(["staff"]));
    let project = rows::project(Uuid::from_u128(3), "one");
    rows::put::<project::Entity>(&house.fresh.network, vec![project]).await;
    let home = house.folder.path().join("home");
    let (good, told) = device_login(&house, &home, |code| {
        house.provider.confirm(code, Some("sonia"))
    })
    .await;
    assert!(good, "{told}");
    let server = Url::parse(&house.service.url("")).unwrap();
    let folder = home.join(".config/hemicycle");
    let token = auth::stored_token(&folder, &server).await.unwrap().unwrap();
    let pause = json!({ "project": { "slug": "one" }, "input": { "note": "Waiting." }, "expectedVersion": 1 });
    let caller = house.service.visitor().bearing(&token);
    caller.done("projectPause", pause, "").await;
}

// Logins in a browser.

on_both! {
    async fn a_browser_logs_in_and_its_session_is_a_cookie_that_only_it_holds(backend) {
        let house = House::new(backend).await;
        let mut browser = house.browser();
        let begun = browser.get(&house.service.url("/auth/login?provider=main&return_to=/reviews?hub=pacific")).await;
        assert_eq!(begun.status, 303, "{begun:?}");
        assert_eq!(begun.header("cache-control"), "no-store");
        let flags = begun.all("set-cookie");
        for flag in ["__host-hemicycle-login=", "httponly", "secure", "samesite=lax", "path=/", "max-age=600"] {
            assert!(flags.contains(flag), "{flag}: {flags}");
        }
        let secret = browser.cookies[LOGIN].clone();
        assert!(!begun.header("location").contains(&secret));
        let back = browser.get(begun.header("location")).await;
        let done = browser.get(back.header("location")).await;
        assert_eq!((done.status, done.header("location")), (303, "/reviews?hub=pacific"), "{done:?}");
        let flags = done.all("set-cookie");
        for flag in ["__host-hemicycle=", "httponly", "secure", "samesite=lax", "path=/", "max-age=43200"] {
            assert!(flags.contains(flag), "{flag}: {flags}");
        }
        assert!(!flags.contains("domain"), "{flags}");
        assert!(!browser.cookies.contains_key(LOGIN), "the login is over");
        let answer = browser.ask().await;
        assert_eq!(answer.status, 200, "{answer:?}");

        // What the database holds opens nothing.
        let cookie = browser.cookies[SESSION].clone();
        assert_eq!(cookie.len(), 43);
        let refresh = house.provider.refresh_tokens();
        assert_eq!(refresh.len(), 1);
        let rows = house.rows("session").await;
        assert!(!rows.contains(&cookie) && !rows.contains(&refresh[0]), "{rows}");
        assert_eq!(house.count("session").await, 1);
        assert_eq!(house.count("login_attempt").await, 0, "used up");
        assert_eq!(house.count("account").await, 1);
        assert_eq!(house.count("change").await, 1, "the account is told of, the login is not");

        // The same person again is the same account, and the session has a new id.
        browser.log_in().await;
        assert_ne!(browser.cookies[SESSION], cookie);
        assert_eq!(house.count("account").await, 1);
        assert_eq!(house.count("session").await, 1, "the former session ended");
        assert_eq!(house.count("change").await, 1);
        house.provider.seat("tomas");
        house.browser().log_in().await;
        assert_eq!(house.count("account").await, 2);
    }

    async fn a_cookie_alone_is_not_believed(backend) {
        let house = House::new(backend).await;
        let mut browser = house.browser();
        browser.log_in().await;
        let graphql = house.service.url("/graphql");
        let own = house.service.url("");
        for (headers, status) in [
            (vec![], 403),
            (vec![("hemicycle-csrf", "1")], 200),
            (vec![("hemicycle-csrf", "1"), ("origin", own.as_str()), ("sec-fetch-site", "same-origin")], 200),
            (vec![("hemicycle-csrf", "1"), ("origin", "https://evil.example")], 403),
            (vec![("hemicycle-csrf", "1"), ("sec-fetch-site", "cross-site")], 403),
            (vec![("origin", own.as_str())], 403),
        ] {
            let answer = browser.send(Method::POST, &graphql, &headers).await;
            assert_eq!(answer.status, status, "{headers:?}: {answer:?}");
        }
        // No other site may send the header.
        let asked = [
            ("origin", "https://evil.example"),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type,hemicycle-csrf"),
        ];
        let allowed = browser.send(Method::OPTIONS, &graphql, &asked).await;
        assert!(!allowed.all("access-control-allow-headers").contains("csrf"), "{allowed:?}");
        assert!(allowed.header("access-control-allow-credentials").is_empty(), "{allowed:?}");
        for cookie in ["x", "", "../../etc", &"a".repeat(5_000)] {
            browser.cookies.insert(SESSION.to_owned(), cookie.to_owned());
            assert_eq!(browser.ask().await.status, 401, "{cookie}");
        }
    }

    async fn a_login_counts_in_the_browser_that_began_it_once_and_in_time(backend) {
        let house = House::new(backend).await;
        let (mut mine, mut theirs) = (house.browser(), house.browser());
        let back = mine.leave("").await;
        // Another browser is lured to the answer of mine, with no login of its own, and then with one.
        problem(&theirs.get(&back).await, 400, "BAD_REQUEST");
        let other = theirs.leave("").await;
        problem(&theirs.get(&back).await, 400, "BAD_REQUEST");
        // Mixed up: my code with their state, and the other way round.
        let state = |address: &str| {
            let url = Url::parse(address).unwrap();
            let found = url.query_pairs().find(|(name, _)| name == "state");
            found.unwrap().1.into_owned()
        };
        problem(&mine.get(&with(&back, "state", Some(&state(&other)))).await, 400, "BAD_REQUEST");
        problem(&mine.get(&with(&back, "state", Some("made-up"))).await, 400, "BAD_REQUEST");
        problem(&mine.get(&with(&back, "state", None)).await, 400, "BAD_REQUEST");
        // None of this has used it up.
        let cookie = mine.cookies[LOGIN].clone();
        assert_eq!(mine.get(&back).await.status, 303);
        mine.cookies.insert(LOGIN.to_owned(), cookie);
        problem(&mine.get(&back).await, 400, "BAD_REQUEST");
        // Twice at the same time.
        let mut other_tab = house.browser();
        let back = other_tab.leave("").await;
        let mut both = tokio::task::JoinSet::new();
        for _ in 0..2 {
            let (mut same, back) = (house.browser(), back.clone());
            same.cookies.clone_from(&other_tab.cookies);
            both.spawn(async move { same.get(&back).await.status });
        }
        let mut statuses = both.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 400]);
        // Too late.
        house.wait(600);
        problem(&theirs.get(&other).await, 400, "BAD_REQUEST");
        assert_eq!(house.count("session").await, 2);
        assert_eq!(house.count("account").await, 1);
    }

    async fn somebody_whose_account_has_ended_cannot_log_in(backend) {
        let house = House::new(backend).await;
        let mut browser = house.browser();
        browser.log_in().await;
        let seen = browser.ask_for("{ viewer { account { id version } } }").await;
        let account = &seen.body["data"]["viewer"]["account"];
        let own = hemicycle_tests::accounts::person(&house.fresh.network).administrator().open().await;
        let ending = json!({ "account": { "id": account["id"] }, "expectedVersion": account["version"] });
        house.service.with(&own).done("accountEnd", ending, "").await;
        assert_eq!(house.count("session").await, 0);
        let accounts = house.count("account").await;
        for (language, words) in [("en", "Your account here has ended"), ("fr", "Votre compte ici est clos")] {
            let back = browser.leave("").await;
            let answer = browser.send(Method::GET, &back, &[("accept-language", language)]).await;
            problem(&answer, 403, "FORBIDDEN");
            assert!(answer.body["title"].as_str().unwrap().starts_with(words), "{answer:?}");
        }
        assert_eq!(house.count("session").await, 0);
        assert_eq!(house.count("account").await, accounts, "nobody is taken for somebody new");
    }

    async fn a_login_that_finishes_while_its_person_is_erased_leaves_nothing_of_them(backend) {
        let house = House::new(backend).await;
        let network = &house.fresh.network;
        let person = hemicycle_tests::accounts::person(network).open().await;
        let session = NewSession {
            account: person.id,
            hash: vec![1; 32],
            issuer: house.provider.issuer.clone(),
            subject: "sonia".to_owned(),
            sealed: vec![1; 32],
            expires_at: house.fresh.clock.now() + TimeDelta::hours(12),
        };
        let mut erasing = network.write(Actor::System("test"), "accountErase", None).await.unwrap();
        erasure::account(&mut erasing, Selector::Id(person.id.0)).await.unwrap();
        let network = network.clone();
        let login = tokio::spawn(async move { sessions::start(&network, session, None).await });
        // As far as it comes.
        tokio::time::sleep(Duration::from_millis(200)).await;
        erasing.commit().await.unwrap();
        let Err(Failure::Refused(refusals)) = login.await.unwrap() else {
            panic!("somebody who was erased is logged in");
        };
        assert_eq!(refusals[0].code, ErrorCode::Forbidden);
        assert_eq!(house.count("session").await, 0);
    }

    async fn what_the_provider_does_not_confirm_is_no_login(backend) {
        let house = House::new(backend).await;
        let mut browser = house.browser();
        // A code that was used before, brought in under a good state.
        let first = browser.leave("").await;
        let code = Url::parse(&first).unwrap();
        let code = code.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        assert_eq!(browser.get(&first).await.status, 303);
        browser.cookies.clear();
        let again = browser.leave("").await;
        problem(&browser.get(&with(&again, "code", Some(&code))).await, 403, "FORBIDDEN");
        // Another person's fresh code does not fit the verifier of this login.
        let (mut other, mine) = (house.browser(), browser.leave("").await);
        let foreign = Url::parse(&other.leave("").await).unwrap();
        let foreign = foreign.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        problem(&browser.get(&with(&mine, "code", Some(&foreign))).await, 403, "FORBIDDEN");
        // The provider announces that it names itself: another name, or none, is a mix-up.
        for issuer in [Some("https://other.example"), None] {
            house.provider.name_itself(issuer);
            let back = browser.leave("").await;
            problem(&browser.get(&back).await, 403, "FORBIDDEN");
        }
        house.provider.name_itself(Some(&house.provider.issuer));
        type Spoil = fn(Draft) -> Draft;
        let spoils: [Spoil; 6] = [
            |draft| draft.claim("nonce", "of-another-login"),
            |draft| draft.claim("nonce", Value::Null),
            |draft| draft.claim("aud", "another-client"),
            |draft| draft.claim("iss", "https://other.example"),
            |draft| draft.claim("exp", 1_000_000),
            |draft| draft.header("alg", "none"),
        ];
        for spoil in spoils {
            house.provider.spoil(spoil);
            let back = browser.leave("").await;
            problem(&browser.get(&back).await, 403, "FORBIDDEN");
        }
        house.provider.spoil(|draft| draft);
        house.provider.remove("sonia");
        let back = browser.leave("").await;
        assert!(back.contains("error=access_denied"), "{back}");
        problem(&browser.get(&back).await, 403, "FORBIDDEN");
        assert_eq!(house.count("session").await, 1);
        house.provider.seat("tomas");
        browser.log_in().await;
    }

    async fn logging_out_ends_the_session_here_and_at_the_provider(backend) {
        let house = House::new(backend).await;
        let mut browser = house.browser();
        browser.log_in().await;
        let refresh = house.provider.refresh_tokens();
        let out = house.service.url("/auth/logout");
        problem(&browser.send(Method::POST, &out, &[]).await, 403, "FORBIDDEN");
        let foreign = [("hemicycle-csrf", "1"), ("origin", "https://evil.example")];
        problem(&browser.send(Method::POST, &out, &foreign).await, 403, "FORBIDDEN");
        problem(&browser.get(&out).await, 405, "METHOD_NOT_ALLOWED");
        assert_eq!(browser.ask().await.status, 200);
        let cookie = browser.cookies[SESSION].clone();
        let done = browser.send(Method::POST, &out, &[("hemicycle-csrf", "1")]).await;
        assert_eq!(done.status, 204, "{done:?}");
        assert!(done.all("set-cookie").contains("max-age=0"), "{done:?}");
        assert!(!browser.cookies.contains_key(SESSION));
        assert_eq!(house.provider.revoked(), refresh);
        assert_eq!(house.count("session").await, 0);
        browser.cookies.insert(SESSION.to_owned(), cookie);
        assert_eq!(browser.ask().await.status, 401, "the cookie is worth nothing now");
        let again = browser.send(Method::POST, &out, &[("hemicycle-csrf", "1")]).await;
        assert_eq!(again.status, 204, "twice is once");
    }

    async fn a_person_removed_at_the_provider_loses_the_session(backend) {
        let house = House::new(backend).await;
        let mut browser = house.browser();
        browser.log_in().await;
        let asked = house.provider.calls("token");
        house.provider.remove("sonia");
        house.wait(299);
        assert_eq!(browser.ask().await.status, 200, "asked every five minutes");
        assert_eq!(house.provider.calls("token"), asked);
        house.wait(1);
        assert_eq!(browser.ask().await.status, 401);
        assert_eq!(house.provider.calls("token"), asked + 1);
        assert_eq!(house.count("session").await, 0);
        assert_eq!(browser.ask().await.status, 401);
    }

    async fn a_session_in_use_is_checked_once_however_many_requests_come_through_however_many_gateways(backend) {
        let house = House::new(backend).await;
        let folder = tempfile::tempdir().unwrap();
        let second = house.fresh.second_gateway().await;
        let mut same = setup(&folder, &house.provider.table("main", ""));
        same.public_url = Some(Url::parse(&house.service.url("")).unwrap());
        let second = Service::with_logins(&second, same);
        let mut browser = house.browser();
        browser.log_in().await;
        for round in 1..=3 {
            house.wait(300);
            let asked = house.provider.calls("token");
            let mut all = tokio::task::JoinSet::new();
            for service in [&house.service, &second, &house.service, &second, &house.service, &second] {
                let mut same = Browser::new(service);
                same.cookies.clone_from(&browser.cookies);
                all.spawn(async move { same.ask().await.status });
            }
            assert_eq!(all.join_all().await, [200; 6], "{round}");
            assert_eq!(house.provider.calls("token"), asked + 1, "{round}");
            assert_eq!(house.provider.refresh_tokens().len(), 1, "each is used once");
        }
    }

    async fn a_session_outlasts_a_change_of_the_providers_keys(backend) {
        let more = "roles_claim = \"roles\"\n[provider.roles]\nstaff = \"EDITOR\"";
        let house = House::with(backend, more).await;
        rows::put::<project::Entity>(&house.fresh.network, vec![rows::project(Uuid::from_u128(3), "one")]).await;
        house.provider.give_roles(json!(["staff"]));
        let mut browser = house.browser();
        browser.log_in().await;
        let deed = r#"mutation { projectPause(project: {slug: "one"}, input: {note: "Waiting."}, expectedVersion: 1, validateOnly: true) { errors { code } } }"#;
        let asked = house.provider.calls("keys");

        // The first ID token with the new key makes the provider be asked, and what it says counts.
        house.provider.rotate(Key::other_rsa("rsa-2"));
        house.provider.give_roles(Value::Null);
        house.wait(300);
        let answer = browser.ask_for(deed).await;
        assert_eq!(answer.body["data"]["projectPause"]["errors"][0]["code"], "FORBIDDEN", "{answer:?}");
        assert_eq!(house.provider.calls("keys"), asked + 1);
        house.provider.give_roles(json!(["staff"]));
        house.wait(300);
        let done = browser.ask_for(deed).await;
        assert_eq!(done.body["data"]["projectPause"]["errors"], json!([]), "{done:?}");
        assert_eq!(house.provider.calls("keys"), asked + 1, "keys are kept");

        // Another one, just after the provider was asked for keys: the session goes on with the roles it had.
        house.wait(300);
        let strange = house.provider.access("sonia").signed(&Key::ec("ec-9"));
        let answer = house.bearer(&strange).await;
        refused(&answer, "does not publish", &strange);
        assert_eq!(house.provider.calls("keys"), asked + 2);
        house.provider.rotate(Key::rsa("rsa-3"));
        house.provider.give_roles(Value::Null);
        let done = browser.ask_for(deed).await;
        assert_eq!(done.body["data"]["projectPause"]["errors"], json!([]), "{done:?}");
        assert_eq!(house.provider.calls("keys"), asked + 2);

        // What the provider gave to ask again with was kept, and the next check hears it out.
        house.wait(300);
        let answer = browser.ask_for(deed).await;
        assert_eq!(answer.body["data"]["projectPause"]["errors"][0]["code"], "FORBIDDEN", "{answer:?}");
        assert_eq!(house.provider.calls("keys"), asked + 3);
        assert_eq!(house.count("session").await, 1);
    }

    async fn a_login_begun_before_a_change_of_the_providers_keys_is_finished_after_it(backend) {
        let house = House::new(backend).await;
        let mut browser = house.browser();
        let back = browser.leave("").await;
        house.provider.rotate(Key::other_rsa("rsa-2"));
        house.wait(60);
        let done = browser.get(&back).await;
        assert_eq!(done.status, 303, "{done:?}");
        assert_eq!(browser.ask().await.status, 200);

        // Before the minute is over nobody can tell whether the key is the provider's.
        let mut other = house.browser();
        let back = other.leave("").await;
        house.provider.rotate(Key::rsa("rsa-3"));
        let answer = other.get(&back).await;
        problem(&answer, 503, "UNAVAILABLE");
        assert!(answer.body["title"].as_str().unwrap().contains("in a minute"), "{answer:?}");
        house.wait(60);
        other.log_in().await;
        assert_eq!(house.count("session").await, 2);
    }

    async fn a_session_outlasts_a_provider_that_is_down_but_not_twelve_hours(backend) {
        let house = House::new(backend).await;
        let mut browser = house.browser();
        browser.log_in().await;
        house.provider.go(false);
        for _ in 0..3 {
            house.wait(3_600);
            assert_eq!(browser.ask().await.status, 200);
        }
        house.provider.go(true);
        house.wait(300);
        assert_eq!(browser.ask().await.status, 200);
        house.wait(12 * 3_600 - 3 * 3_600 - 301);
        assert_eq!(browser.ask().await.status, 200);
        house.wait(1);
        assert_eq!(browser.ask().await.status, 401);
        // The next login clears away what is over.
        browser.leave("").await;
        assert_eq!(house.count("session").await, 0);
    }

    async fn without_a_refresh_token_a_session_lasts_an_hour(backend) {
        let house = House::new(backend).await;
        house.provider.give_refresh(false);
        let mut browser = house.browser();
        browser.log_in().await;
        house.wait(3_599);
        assert_eq!(browser.ask().await.status, 200);
        house.wait(1);
        assert_eq!(browser.ask().await.status, 401);
    }
}

/// The only writer of a SQLite database, held until it is dropped.
async fn long_write(house: &House) -> Writing {
    let network = &house.fresh.network;
    let load = network.write(Actor::System("test"), "load", None).await;
    load.unwrap()
}

#[tokio::test]
async fn a_session_that_is_due_for_its_check_is_read_with_while_a_long_write_holds_the_database() {
    let house = House::new(Backend::Sqlite).await;
    let mut browser = house.browser();
    browser.log_in().await;
    let asked = house.provider.calls("token");
    house.wait(300);
    let load = long_write(&house).await;
    let answer = browser.ask().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(
        house.provider.calls("token"),
        asked,
        "nobody could say that they ask"
    );
    drop(load);
    assert_eq!(browser.ask().await.status, 200);
    assert_eq!(house.provider.calls("token"), asked + 1, "made up for");
}

/// What is sealed of the only session.
async fn sealed(house: &House) -> Vec<u8> {
    let database = Database::connect(&house.fresh.url).await.unwrap();
    let query = Statement::from_string(DbBackend::Sqlite, "SELECT sealed FROM session");
    let row = database.query_one_raw(query).await.unwrap().unwrap();
    database.close().await.unwrap();
    row.try_get("", "sealed").unwrap()
}

#[tokio::test]
async fn what_a_provider_gives_for_a_session_is_kept_once_a_long_write_is_over() {
    let house = House::new(Backend::Sqlite).await;
    let mut browser = house.browser();
    browser.log_in().await;
    let before = sealed(&house).await;
    // The write begins while the provider, which has taken the old refresh token already, makes its answer.
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let (go_on, wait) = std::sync::mpsc::channel();
    house.provider.spoil(move |draft| {
        tell.send(()).unwrap();
        wait.recv().unwrap();
        draft
    });
    house.wait(300);
    let asking = tokio::spawn(async move {
        let answer = browser.ask().await;
        (browser, answer)
    });
    told.recv().await.unwrap();
    let load = long_write(&house).await;
    go_on.send(()).unwrap();
    let (mut browser, answer) = asking.await.unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(sealed(&house).await, before);
    drop(load);
    house.provider.spoil(|draft| draft);
    tokio::time::timeout(Duration::from_secs(30), async {
        while sealed(&house).await == before {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await
    .unwrap();
    house.wait(300);
    let answer = browser.ask().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(house.count("session").await, 1);
}

#[tokio::test]
async fn while_a_provider_is_down_new_logins_are_told_to_come_back() {
    let house = House::new(Backend::Sqlite).await;
    let mut browser = house.browser();
    let back = browser.leave("").await;
    house.provider.go(false);
    // On the way back.
    let answer = browser.get(&back).await;
    problem(&answer, 503, "UNAVAILABLE");
    // On the way there.
    house.wait(60);
    let address = house.service.url("/auth/login");
    for (language, words) in [
        ("en", "The login provider does not answer"),
        ("fr", "Le fournisseur d’identité ne répond pas"),
    ] {
        let answer = browser
            .send(Method::GET, &address, &[("accept-language", language)])
            .await;
        problem(&answer, 503, "UNAVAILABLE");
        assert!(
            answer.body["title"].as_str().unwrap().starts_with(words),
            "{answer:?}"
        );
        assert_eq!(answer.header("retry-after"), "30");
    }
    house.provider.go(true);
    house.wait(5);
    browser.log_in().await;
}

#[tokio::test]
async fn a_service_starts_and_serves_although_its_provider_was_never_there() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::start(&fresh.clock);
    let token = provider.token("sonia");
    let setup = setup(&folder, &provider.table("main", ""));
    let nobody = provider.issuer.clone();
    drop(provider);
    tokio::time::timeout(Duration::from_secs(20), async {
        while callers::client().get(&nobody).send().await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
    let service = Service::with_logins(&fresh.network, setup);
    let visitor = service.visitor().ask(QUERY, json!({})).await;
    assert_eq!(visitor.status, 200);
    let mut browser = Browser::new(&service);
    problem(
        &browser.get(&service.url("/auth/login")).await,
        503,
        "UNAVAILABLE",
    );
    assert_eq!(bearer(&service, &token).await.status, 503);
}

#[tokio::test]
async fn a_login_returns_to_this_service_only_and_names_its_provider() {
    let house = House::new(Backend::Sqlite).await;
    let mut browser = house.browser();
    for query in [
        "?return_to=https://evil.example/",
        "?return_to=//evil.example/",
        "?return_to=/%5Cevil.example/",
        "?return_to=reviews",
        "?return_to=",
        "?provider=other",
        "?provider=",
    ] {
        let answer = browser
            .get(&house.service.url(&format!("/auth/login{query}")))
            .await;
        problem(&answer, 400, "INVALID_VALUE");
    }
    assert_eq!(house.count("login_attempt").await, 0);
    let back = browser.leave("?provider=main").await;
    let done = browser.get(&back).await;
    assert_eq!(done.header("location"), "/");
    let answer = browser
        .send(Method::POST, &house.service.url("/auth/login"), &[])
        .await;
    problem(&answer, 405, "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn programs_are_told_where_tokens_come_from() {
    let house = House::new(Backend::Sqlite).await;
    let path = "/.well-known/oauth-protected-resource";
    let get = |address: String| async {
        Answer::of(callers::client().get(address).send().await.unwrap()).await
    };
    let said = get(house.service.url(path)).await;
    assert_eq!(said.body["resource"], house.service.url(""));
    assert_eq!(
        said.body["authorization_servers"],
        json!([house.provider.issuer])
    );
    assert_eq!(said.body["bearer_methods_supported"], json!(["header"]));
    assert_eq!(said.body["api_tokens"]["prefix"], "hemi_");
    assert_eq!(
        said.body["hemicycle_device_clients"]["main"]["client_id"],
        "hemicycle-cli"
    );
    assert!(!said.text.contains(SECRET));

    let fresh = Fresh::empty(Backend::Sqlite).await;
    let plain = Service::of(&fresh.network);
    let said = get(plain.url(path)).await;
    assert_eq!(said.status, 200);
    assert_eq!(said.body["api_tokens"]["scheme"], "Bearer");
    assert!(said.body.get("authorization_servers").is_none(), "{said:?}");
    let answer = get(plain.url("/auth/login")).await;
    problem(&answer, 404, "NOT_FOUND");
    let token = house.provider.token("sonia");
    refused(&bearer(&plain, &token).await, "does not know", &token);
}

// The command line.

fn program(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hemicycle-under-test"));
    command
        .arg0("hemicycle")
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .kill_on_drop(true)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Logs in by device code. `confirm` gets the code that the terminal shows.
async fn device_login(house: &House, home: &Path, confirm: impl FnOnce(&str)) -> (bool, String) {
    device_login_with(house, home, &[], confirm).await
}

/// The same with more arguments.
async fn device_login_with(
    house: &House,
    home: &Path,
    more: &[&str],
    confirm: impl FnOnce(&str),
) -> (bool, String) {
    let server = house.service.url("");
    let arguments = [&["login", "--server", &server], more].concat();
    let mut child = program(home, &arguments).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut told = String::new();
    let mut confirm = Some(confirm);
    while let Some(line) = lines.next_line().await.unwrap() {
        if let Some(code) = line.strip_prefix("Type")
            && let Some(confirm) = confirm.take()
        {
            confirm(code.trim());
        }
        told.push_str(&line);
        told.push('\n');
    }
    let done = tokio::time::timeout(Duration::from_secs(60), child.wait_with_output());
    let done = done.await.unwrap().unwrap();
    told.push_str(&String::from_utf8_lossy(&done.stderr));
    (done.status.success(), told)
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[cfg(unix)]
#[tokio::test]
async fn the_command_line_logs_in_by_device_code_and_keeps_its_token_for_its_user_alone() {
    let house = House::new(Backend::Sqlite).await;
    let home = house.folder.path().join("home");
    house.provider.slow_down(1);
    let (good, told) = device_login(&house, &home, |code| {
        house.provider.confirm(code, Some("sonia"))
    })
    .await;
    assert!(good, "{told}");
    assert!(
        told.contains(&format!("{}/confirm", house.provider.issuer)),
        "{told}"
    );
    let folder = home.join(".config/hemicycle");
    let file = folder.join("tokens.json");
    assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
    let lock = folder.join("tokens.lock");
    assert_eq!(mode(&lock), 0o600);
    assert_eq!(std::fs::read(&lock).unwrap(), b"");
    assert_eq!(
        std::fs::read_dir(&folder).unwrap().count(),
        2,
        "nothing else is left there"
    );
    let stored: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let stored = &stored[house.service.url("")];
    let token = stored["access_token"].as_str().unwrap();
    assert!(
        !told.contains(token) && !told.contains("refresh-"),
        "{told}"
    );
    let answer = house.bearer(token).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let server = Url::parse(&house.service.url("")).unwrap();
    let found = auth::stored_token(&folder, &server).await.unwrap();
    assert_eq!(found.as_deref(), Some(token), "other commands find it");
    let elsewhere = Url::parse("https://elsewhere.example").unwrap();
    assert_eq!(auth::stored_token(&folder, &elsewhere).await.unwrap(), None);

    // A token that ends is renewed.
    let text = std::fs::read_to_string(&file).unwrap();
    let end = stored["expires_at"].as_str().unwrap();
    std::fs::write(&file, text.replace(end, "2020-01-01T00:00:00Z")).unwrap();
    house.wait(1);
    // Once, also by two commands at the same moment: a provider takes a refresh token that comes twice for a stolen one.
    let (renewed, other) = tokio::join!(
        auth::stored_token(&folder, &server),
        auth::stored_token(&folder, &server),
    );
    let renewed = renewed.unwrap().unwrap();
    assert_eq!(other.unwrap().unwrap(), renewed);
    assert_ne!(renewed, token);
    assert_eq!(house.bearer(&renewed).await.status, 200);
    assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));

    let refresh = house.provider.refresh_tokens();
    let out = || program(&home, &["logout", "--server", server.as_str()]).output();
    let done = out().await.unwrap();
    assert!(done.status.success(), "{done:?}");
    assert!(
        String::from_utf8_lossy(&done.stdout).contains("withdrawn"),
        "{done:?}"
    );
    assert!(!file.exists());
    assert_eq!(house.provider.revoked(), [refresh[0].clone(), renewed]);
    let done = out().await.unwrap();
    assert!(
        String::from_utf8_lossy(&done.stdout).contains("not logged in"),
        "{done:?}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_login_makes_its_folder_for_the_user_alone_and_leaves_another_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new(Backend::Sqlite).await;
    let home = house.folder.path().join("home");
    let shared = house.folder.path().join("shared");
    std::fs::create_dir(&shared).unwrap();
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&shared, open).unwrap();
    let own = shared.join("own");
    for folder in [&shared, &own] {
        let more = ["--config-dir", folder.to_str().unwrap()];
        let (good, told) = device_login_with(&house, &home, &more, |code| {
            house.provider.confirm(code, Some("sonia"))
        })
        .await;
        assert!(good, "{told}");
        assert_eq!(mode(&folder.join("tokens.json")), 0o600);
        assert_eq!(mode(&folder.join("tokens.lock")), 0o600);
    }
    assert_eq!((mode(&shared), mode(&own)), (0o755, 0o700));
}

#[tokio::test]
async fn a_device_login_that_is_refused_leaves_nothing() {
    let house = House::new(Backend::Sqlite).await;
    let home = house.folder.path().join("home");
    let (good, told) = device_login(&house, &home, |code| house.provider.confirm(code, None)).await;
    assert!(!good);
    assert!(told.contains("Not logged in: it was refused."), "{told}");
    assert!(!home.join(".config").exists());

    let fresh = Fresh::empty(Backend::Sqlite).await;
    let plain = Service::of(&fresh.network);
    let server = plain.url("");
    let done = program(&home, &["login", "--server", &server])
        .output()
        .await
        .unwrap();
    assert!(!done.status.success());
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(told.contains("API tokens only"), "{told}");
    let done = program(&home, &["login", "--server", "http://hemicycle.example"])
        .output()
        .await
        .unwrap();
    assert!(!done.status.success());
    assert!(
        String::from_utf8_lossy(&done.stderr).contains("https://"),
        "{done:?}"
    );
}

#[tokio::test]
async fn config_prints_providers_without_their_secrets_and_tells_all_that_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let provider = Provider::start(&fresh.clock);
    setup(&folder, &provider.table("main", "introspection = true"));
    let file = folder.path().join("providers.toml");
    let file = file.to_str().unwrap();
    let printed = program(folder.path(), &["config", "--providers", file])
        .output()
        .await
        .unwrap();
    let text = String::from_utf8(printed.stdout).unwrap();
    assert!(printed.status.success(), "{text}");
    assert!(
        text.contains(&provider.issuer) && text.contains("***"),
        "{text}"
    );
    assert!(!text.contains(SECRET), "{text}");
    std::fs::write(
        file,
        "[[provider]]\nname = \"A B\"\nissuer = \"http://login.example\"\n",
    )
    .unwrap();
    for command in ["config", "serve"] {
        let printed = program(folder.path(), &[command, "--providers", file])
            .output()
            .await
            .unwrap();
        assert!(!printed.status.success());
        let text = String::from_utf8(printed.stderr).unwrap();
        for words in [
            "name is made of",
            "issuer begins with https://",
            "audience is missing",
            "client_id is missing",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
}

#[test]
fn the_files_of_the_documentation_are_taken_as_they_stand() {
    let page = include_str!("../../docs/PROVIDERS.md");
    let blocks = page.split("```toml\n").skip(1);
    let blocks: Vec<&str> = blocks
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    assert_eq!(blocks.len(), 2);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("provider.secret"), "x").unwrap();
    let file = folder.path().join("providers.toml");
    std::fs::write(&file, blocks.concat()).unwrap();
    let read = settings::read(&file).unwrap();
    assert_eq!(read[0].name, "network");
    assert_eq!(read[0].roles.len(), 1);
}
