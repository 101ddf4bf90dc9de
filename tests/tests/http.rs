//! HTTP: which status, media type and header each request gets (docs/SCHEMA.md, the contract's table of statuses, row by row).

use std::net::SocketAddr;

use actix_web::web;
use hemicycle::auth::{Door, Setup};
use hemicycle::http::{Gateway, REQUESTS_AT_ONCE};
use hemicycle_tests::raw::exchange;
use hemicycle_tests::{Answer, Backend, Caller, Fresh, Service, generous, on_both};
use reqwest::Method;
use serde_json::{Value, json};

const GRAPHQL: &str = "application/graphql-response+json; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
/// Its answer is larger than what is sent uncompressed.
const LARGE: &str = "{ countries(first: 100) { nodes { code name { text } } } }";

/// A service for what has nothing to do with the data.
async fn service() -> (Fresh, Service) {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let service = Service::of(&fresh.network);
    (fresh, service)
}

async fn post(caller: &Caller, headers: &[(&str, &str)], body: impl Into<reqwest::Body>) -> Answer {
    let mut request = caller.client.post(&caller.endpoint);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::of(request.body(body).send().await.unwrap()).await
}

async fn ask_accepting(caller: &Caller, accept: &str, query: &str) -> Answer {
    let headers = [("content-type", "application/json"), ("accept", accept)];
    post(caller, &headers, json!({ "query": query }).to_string()).await
}

async fn get(caller: &Caller, parameters: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
    let address = reqwest::Url::parse_with_params(&caller.endpoint, parameters).unwrap();
    let mut request = caller.client.get(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::of(request.send().await.unwrap()).await
}

async fn fetch(service: &Service, method: Method, path: &str, language: &str) -> Answer {
    let request = service.visitor().client.request(method, service.url(path));
    let request = request.header("accept-language", language);
    Answer::of(request.send().await.unwrap()).await
}

/// Nothing was executed, and the answer says so in the same way as all others do.
fn assert_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.codes(), [code], "{answer:?}");
    assert!(answer.body.get("data").is_none(), "{answer:?}");
    let id = &answer.body["errors"][0]["extensions"]["requestId"];
    assert_eq!(*id, answer.header("x-request-id"), "{answer:?}");
}

// What may be posted.

#[tokio::test]
async fn a_post_of_json_in_utf_8_is_executed() {
    let (_fresh, service) = service().await;
    for media in [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=\"UTF-8\"",
    ] {
        let answer = post(
            &service.visitor(),
            &[("content-type", media)],
            r#"{"query":"{ __typename }"}"#,
        )
        .await;
        assert_eq!(answer.status, 200, "{media} {answer:?}");
        assert_eq!(answer.said(), json!({ "data": { "__typename": "Query" } }));
    }
}

#[tokio::test]
async fn no_form_of_a_browser_and_nothing_but_json_can_be_posted() {
    let (_fresh, service) = service().await;
    for media in [
        "text/plain",
        "text/plain; charset=utf-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/graphql-response+json",
        "application/xml",
        "application/json; charset=latin1",
        "application/json; charset=utf-16",
        "json",
        "",
    ] {
        let answer = post(
            &service.visitor(),
            &[("content-type", media)],
            r#"{"query":"{ __typename }"}"#,
        )
        .await;
        assert_refused(&answer, 415, "UNSUPPORTED_MEDIA_TYPE");
    }
    let answer = post(&service.visitor(), &[], r#"{"query":"{ __typename }"}"#).await;
    assert_refused(&answer, 415, "UNSUPPORTED_MEDIA_TYPE");
}

#[tokio::test]
async fn a_compressed_body_is_not_taken() {
    let (_fresh, service) = service().await;
    for encoding in ["gzip", "br", "deflate", "zstd", "identity, gzip"] {
        let headers = [
            ("content-type", "application/json"),
            ("content-encoding", encoding),
        ];
        let answer = post(
            &service.visitor(),
            &headers,
            r#"{"query":"{ __typename }"}"#,
        )
        .await;
        assert_refused(&answer, 415, "UNSUPPORTED_MEDIA_TYPE");
    }
}

// What comes back.

#[tokio::test]
async fn the_answer_has_the_media_type_the_caller_accepts_best() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    for (accept, media) in [
        ("application/graphql-response+json", GRAPHQL),
        ("application/json", JSON),
        ("*/*", GRAPHQL),
        ("application/*", GRAPHQL),
        (
            "application/json, application/graphql-response+json",
            GRAPHQL,
        ),
        (
            "application/json;q=0.9, application/graphql-response+json;q=0.8",
            JSON,
        ),
        ("application/json;q=0.5, */*;q=0.6", GRAPHQL),
        ("application/graphql-response+json;q=0, */*", JSON),
        (
            "application/graphql-response+json;q=0, application/*;q=0.1",
            JSON,
        ),
        ("text/html, application/xhtml+xml, */*;q=0.8", GRAPHQL),
        ("application/json; charset=utf-8", JSON),
    ] {
        let answer = ask_accepting(&caller, accept, "{ __typename }").await;
        assert_eq!(answer.status, 200, "{accept}");
        assert_eq!(answer.header("content-type"), media, "{accept}");
    }
    let body = json!({ "query": "{ __typename }" }).to_string();
    let silent = post(&caller, &[("content-type", "application/json")], body).await;
    assert_eq!(silent.header("content-type"), GRAPHQL);
}

#[tokio::test]
async fn who_accepts_neither_media_type_gets_406() {
    let (_fresh, service) = service().await;
    for accept in [
        "text/html",
        "image/*",
        "application/xml, text/*;q=0.5",
        "*/*;q=0",
        "application/json;q=0, application/graphql-response+json;q=0, */*",
        "application/*;q=0, text/html",
    ] {
        let answer = ask_accepting(&service.visitor(), accept, "{ __typename }").await;
        assert_refused(&answer, 406, "NOT_ACCEPTABLE");
    }
}

// How it went.

on_both! {
    async fn data_alone_is_200_and_data_with_errors_is_294(backend) {
        let fresh = Fresh::empty(backend).await;
        let service = Service::of(&fresh.network);
        let caller = service.visitor();
        let whole = caller.ask("{ service { name } hubs { totalCount } }", json!({})).await;
        assert_eq!(whole.status, 200, "{whole:?}");
        assert_eq!(whole.said(), json!({ "data": { "service": { "name": "Hemicycle" }, "hubs": { "totalCount": 0 } } }));

        let part = caller.ask(r#"{ service { name } node(id: "no id") { id } }"#, json!({})).await;
        assert_eq!(part.status, 294, "{part:?}");
        assert_eq!(part.body["data"], json!({ "service": { "name": "Hemicycle" }, "node": null }));
        assert_eq!(part.codes(), ["INVALID_ID"]);
        assert_eq!(part.body["errors"][0]["path"], json!(["node"]));

        let nothing_left = caller.ask(r#"{ hubs(after: "no cursor") { totalCount } }"#, json!({})).await;
        assert_eq!(nothing_left.status, 294, "{nothing_left:?}");
        assert_eq!(nothing_left.body["data"]["hubs"], Value::Null);
        assert!(nothing_left.body.get("data").is_some(), "{nothing_left:?}");
    }

    async fn what_is_missing_is_null_and_no_error(backend) {
        let fresh = Fresh::empty(backend).await;
        let service = Service::of(&fresh.network);
        let query = r#"{ hub(by: {slug: "nowhere"}) { slug } parliament(by: {code: "QQ"}) { code } project(by: {slug: "none"}) { slug } }"#;
        let answer = service.visitor().ask(query, json!({})).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.said(), json!({ "data": { "hub": null, "parliament": null, "project": null } }));
    }

    async fn an_id_of_nobody_is_null_and_an_id_of_another_kind_is_refused_by_name(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let caller = service.visitor();
        let data = caller.data(r#"{ hub(by: {slug: "pacific"}) { id } }"#).await;
        let id = data["hub"]["id"].as_str().unwrap();

        let query = "query($id: ID!) { project(by: {id: $id}) { slug } service { name } }";
        let answer = caller.ask(query, json!({ "id": id })).await;
        assert_eq!(answer.status, 294, "{answer:?}");
        assert_eq!(answer.codes(), ["WRONG_KIND"]);
        assert_eq!(answer.body["data"], json!({ "project": null, "service": { "name": "Hemicycle" } }));
        let message = answer.body["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains("Hub") && message.contains("Project"), "{message}");

        // The same id with its end changed: well-formed, and nobody's.
        let nobody = format!("{}BBBBA", &id[..id.len() - 5]);
        let query = "query($ids: [ID!]!, $id: ID!) { node(id: $id) { id } nodes(ids: $ids) { id } hub(by: {id: $id}) { slug } }";
        let answer = caller.ask(query, json!({ "ids": [nobody, id], "id": nobody })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.body["data"], json!({ "node": null, "nodes": [null, { "id": id }], "hub": null }));
    }

    async fn a_cursor_of_another_list_is_a_field_error(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let caller = service.visitor();
        let data = caller.data("{ hubs(first: 1) { pageInfo { endCursor } } }").await;
        let cursor = &data["hubs"]["pageInfo"]["endCursor"];
        for list in ["topics(after: $c)", "hubs(after: $c, orderBy: {field: CREATED_AT})", "hubs(before: $c, orderBy: {field: NAME, direction: DESC})"] {
            let query = format!("query($c: String!) {{ {list} {{ nodes {{ id }} }} }}");
            let answer = caller.ask(&query, json!({ "c": cursor })).await;
            assert_eq!(answer.status, 294, "{list} {answer:?}");
            assert_eq!(answer.codes(), ["INVALID_CURSOR"], "{list}");
            assert!(answer.body.get("data").is_some(), "{list}");
        }
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_and_a_document_that_does_not_parse_are_400() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    for body in [
        "",
        "{",
        "query",
        "{\"query\":}",
        "{'query':'{ __typename }'}",
    ] {
        let answer = post(&caller, &[("content-type", "application/json")], body).await;
        assert_refused(&answer, 400, "BAD_REQUEST");
    }
    for query in [
        "{",
        "{ __typename",
        "query Q(",
        "{ __typename } }",
        "%",
        "hello",
    ] {
        let answer = caller.ask(query, json!({})).await;
        assert_refused(&answer, 400, "PARSE_ERROR");
    }
}

#[tokio::test]
async fn what_parses_and_cannot_be_executed_is_422_without_data() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    let many_aliases: String = (0..31).map(|number| format!("a{number}: name ")).collect();
    for (name, body, code) in [
        ("no query", json!({}), "BAD_REQUEST"),
        (
            "a query that is no string",
            json!({ "query": 1 }),
            "BAD_REQUEST",
        ),
        (
            "variables that are no object",
            json!({ "query": "{ __typename }", "variables": [] }),
            "BAD_REQUEST",
        ),
        (
            "an operation name that is no string",
            json!({ "query": "{ __typename }", "operationName": 1 }),
            "BAD_REQUEST",
        ),
        (
            "extensions that are no object",
            json!({ "query": "{ __typename }", "extensions": 1 }),
            "BAD_REQUEST",
        ),
        (
            "a field that does not exist",
            json!({ "query": "{ nope }" }),
            "VALIDATION_FAILED",
        ),
        (
            "an operation that does not exist",
            json!({ "query": "query A { __typename }", "operationName": "B" }),
            "UNKNOWN_OPERATION",
        ),
        (
            "one of two operations",
            json!({ "query": "query A { __typename } query B { __typename }" }),
            "UNKNOWN_OPERATION",
        ),
        (
            "a variable of another type",
            json!({ "query": "query($n: Int) { hubs(first: $n) { totalCount } }", "variables": { "n": "x" } }),
            "INVALID_VARIABLE",
        ),
        (
            "a required variable that is missing",
            json!({ "query": "query($n: String!) { hub(by: {slug: $n}) { slug } }" }),
            "INVALID_VARIABLE",
        ),
        (
            "more aliases than allowed",
            json!({ "query": format!("{{ service {{ {many_aliases} }} }}") }),
            "LIMIT_EXCEEDED",
        ),
        (
            "a page larger than allowed",
            json!({ "query": "{ hubs(first: 101) { totalCount } }" }),
            "INVALID_PAGE",
        ),
        (
            "more than a request may cost",
            json!({ "query": "{ hubs(first: 100) { nodes { projects(first: 100) { nodes { id } } } } }" }),
            "COST_EXCEEDED",
        ),
        (
            "a mutation, of which there are none",
            json!({ "query": "mutation { projectPause { id } }" }),
            "VALIDATION_FAILED",
        ),
    ] {
        let answer = post(
            &caller,
            &[("content-type", "application/json")],
            body.to_string(),
        )
        .await;
        assert_eq!(answer.status, 422, "{name} {answer:?}");
        assert!(answer.body.get("data").is_none(), "{name} {answer:?}");
        assert!(
            answer.codes().iter().all(|found| *found == code),
            "{name} {answer:?}"
        );
    }
}

#[tokio::test]
async fn application_json_alone_gets_200_for_what_graphql_has_to_say_and_the_status_for_the_rest() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    for (query, code, has_data) in [
        ("{", "PARSE_ERROR", false),
        ("{ nope }", "VALIDATION_FAILED", false),
        ("{ hubs(first: -1) { totalCount } }", "INVALID_PAGE", false),
        (r#"{ node(id: "x") { id } }"#, "INVALID_ID", true),
        (
            r#"{ hubs(after: "x") { totalCount } }"#,
            "INVALID_CURSOR",
            true,
        ),
    ] {
        let answer = ask_accepting(&caller, "application/json", query).await;
        assert_eq!(answer.status, 200, "{query} {answer:?}");
        assert_eq!(answer.header("content-type"), JSON);
        assert_eq!(answer.codes(), [code], "{query}");
        assert_eq!(answer.body.get("data").is_some(), has_data, "{query}");
    }
    let headers = [
        ("content-type", "application/json"),
        ("accept", "application/json"),
    ];
    assert_refused(&post(&caller, &headers, "{").await, 400, "BAD_REQUEST");
    let headers = [
        ("content-type", "text/plain"),
        ("accept", "application/json"),
    ];
    let answer = post(&caller, &headers, "{}").await;
    assert_refused(&answer, 415, "UNSUPPORTED_MEDIA_TYPE");
    assert_eq!(answer.header("content-type"), JSON);
}

// GET.

#[tokio::test]
async fn a_query_can_be_asked_by_get_with_variables_and_the_name_of_an_operation() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    let query = "query A($n: Int!) { hubs(first: $n) { totalCount } } query B { __typename }";
    let parameters = [
        ("query", query),
        ("variables", r#"{"n": 5}"#),
        ("operationName", "A"),
    ];
    let answer = get(&caller, &parameters, &[]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(
        answer.said(),
        json!({ "data": { "hubs": { "totalCount": 0 } } })
    );
    let other = get(
        &caller,
        &[("query", query), ("operationName", "B"), ("variables", "")],
        &[],
    )
    .await;
    assert_refused(&other, 400, "BAD_REQUEST");
    let other = get(&caller, &[("query", query), ("operationName", "B")], &[]).await;
    assert_eq!(other.said(), json!({ "data": { "__typename": "Query" } }));
}

#[tokio::test]
async fn bad_parameters_of_a_get_get_the_same_statuses_as_those_of_a_post() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    for (parameters, status, code) in [
        (&[("query", "{")][..], 400, "PARSE_ERROR"),
        (
            &[("query", "{ __typename }"), ("variables", "{")],
            400,
            "BAD_REQUEST",
        ),
        (
            &[("query", "{ __typename }"), ("extensions", "x")],
            400,
            "BAD_REQUEST",
        ),
        (
            &[("query", "{ __typename }"), ("variables", "[1]")],
            422,
            "BAD_REQUEST",
        ),
        (&[], 422, "BAD_REQUEST"),
        (&[("query", "")], 422, "BAD_REQUEST"),
        (&[("query", "{ nope }")], 422, "VALIDATION_FAILED"),
        (
            &[("query", "query A { __typename }"), ("operationName", "B")],
            422,
            "UNKNOWN_OPERATION",
        ),
    ] {
        let answer = get(&caller, parameters, &[]).await;
        assert_refused(&answer, status, code);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn only_queries_can_be_asked_by_get() {
    let (_fresh, service) = service().await;
    for document in [
        "mutation { projectPause { id } }",
        "subscription { changes { number } }",
    ] {
        let answer = get(&service.visitor(), &[("query", document)], &[]).await;
        assert_refused(&answer, 405, "METHOD_NOT_ALLOWED");
        assert_eq!(answer.header("allow"), "POST");
    }
}

#[tokio::test]
async fn other_methods_are_405_and_say_which_are_possible() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    for method in [
        Method::PUT,
        Method::DELETE,
        Method::PATCH,
        Method::HEAD,
        Method::OPTIONS,
    ] {
        let request = caller.client.request(method.clone(), &caller.endpoint);
        let answer = Answer::of(request.send().await.unwrap()).await;
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("allow"), "GET, POST", "{method}");
        if method != Method::HEAD {
            assert_refused(&answer, 405, "METHOD_NOT_ALLOWED");
        }
    }
}

#[tokio::test]
async fn good_answers_to_get_may_be_cached_and_vary_by_what_they_depend_on() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    let answer = get(&caller, &[("query", "{ __typename }")], &[]).await;
    assert_eq!(answer.header("cache-control"), "public, max-age=60");
    let vary = answer.all("vary");
    for header in ["accept", "accept-language", "authorization", "cookie"] {
        assert!(
            vary.split(", ").any(|one| one == header),
            "{header}: {vary}"
        );
    }
    let compressed = get(
        &caller,
        &[("query", "{ __schema { types { name } } }")],
        &[("accept-encoding", "gzip")],
    )
    .await;
    assert_eq!(compressed.header("content-encoding"), "gzip");
    assert!(compressed.all("vary").contains("accept-encoding"));

    let partial = get(&caller, &[("query", r#"{ node(id: "x") { id } }"#)], &[]).await;
    assert_eq!(
        (partial.status, partial.header("cache-control")),
        (294, "no-store")
    );
    let posted = caller.ask("{ __typename }", json!({})).await;
    assert_eq!(posted.header("cache-control"), "no-store");
}

// Too much, too long, too slow.

#[tokio::test]
async fn a_body_over_100_kb_is_413_and_one_of_100_kb_is_read() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    let fill = |bytes: usize| {
        let (start, end) = (r#"{"query":"{ __typename }","extensions":{"x":""#, r#""}}"#);
        format!(
            "{start}{}{end}",
            "x".repeat(bytes - start.len() - end.len())
        )
    };
    let json = [("content-type", "application/json")];
    assert_eq!(post(&caller, &json, fill(100_000)).await.status, 200);
    assert_refused(
        &post(&caller, &json, fill(100_001)).await,
        413,
        "BODY_TOO_LARGE",
    );
}

#[tokio::test]
async fn an_endless_body_is_refused_at_the_limit() {
    let (_fresh, service) = service().await;
    let mut bytes = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..200 {
        bytes.extend_from_slice(format!("{:x}\r\n{}\r\n", 1_000, " ".repeat(1_000)).as_bytes());
    }
    let reply = exchange(service.address, &bytes).await;
    assert_eq!(reply.status, 413, "{reply:?}");
}

#[tokio::test]
async fn an_address_over_8_kb_is_414() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    let pad = "x".repeat(8_000);
    assert_eq!(
        get(&caller, &[("query", "{ __typename }"), ("x", &pad)], &[])
            .await
            .status,
        200
    );
    for length in [8_192, 20_000, 60_000] {
        let pad = "x".repeat(length);
        let answer = get(&caller, &[("query", "{ __typename }"), ("x", &pad)], &[]).await;
        assert_refused(&answer, 414, "URI_TOO_LONG");
    }
}

#[tokio::test]
async fn a_slow_body_and_a_slow_head_are_given_up_with_408() {
    let (_fresh, service) = service().await;
    let body = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    let head = b"POST /graphql HTTP/1.1\r\nhost: x\r\n";
    let both = async {
        tokio::join!(
            exchange(service.address, body),
            exchange(service.address, head)
        )
    };
    let (body, head) = tokio::time::timeout(std::time::Duration::from_secs(30), both)
        .await
        .unwrap();
    assert_eq!(body.status, 408, "{body:?}");
    let errors: Value = serde_json::from_str(&body.body).unwrap();
    assert_eq!(errors["errors"][0]["extensions"]["code"], "TIMEOUT");
    assert!(errors.get("data").is_none());
    assert_eq!(head.status, 408, "{head:?}");
}

#[tokio::test]
async fn any_credentials_are_refused_with_401_since_none_can_be_valid_yet() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    for credentials in ["Bearer abc", "Basic dTpw", "x"] {
        let headers = [
            ("content-type", "application/json"),
            ("authorization", credentials),
        ];
        let posted = post(&caller, &headers, r#"{"query":"{ __typename }"}"#).await;
        let got = get(
            &caller,
            &[("query", "{ __typename }")],
            &[("authorization", credentials)],
        )
        .await;
        for answer in [posted, got] {
            assert_refused(&answer, 401, "UNAUTHENTICATED");
            assert!(
                answer.header("www-authenticate").starts_with("Bearer "),
                "{answer:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_service_with_too_much_to_do_says_when_to_come_back_and_then_answers() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let listen = SocketAddr::from(([127, 0, 0, 1], 8080));
    let door = Door::new(Setup::default(), listen).unwrap();
    let gateway = Gateway::new(fresh.network.clone(), generous(), door).unwrap();
    let gateway = web::Data::new(gateway);
    let service = Service::through(&gateway);
    let all = gateway
        .slots
        .clone()
        .try_acquire_many_owned(u32::try_from(REQUESTS_AT_ONCE).unwrap());
    let answer = service
        .visitor()
        .ask("{ hubs { totalCount } }", json!({}))
        .await;
    assert_refused(&answer, 503, "UNAVAILABLE");
    assert!(answer.header("retry-after").parse::<u32>().is_ok());
    assert_eq!(answer.line().get("status"), "503");
    drop(all);
    assert_eq!(
        service
            .visitor()
            .ask("{ hubs { totalCount } }", json!({}))
            .await
            .status,
        200
    );
}

on_both! {
    async fn a_database_that_does_not_answer_is_503_and_not_ready(backend) {
        let fresh = Fresh::empty(backend).await;
        let service = Service::of(&fresh.network);
        fresh.network.clone().close().await.unwrap();
        let answer = service.visitor().ask("{ hubs { totalCount } }", json!({})).await;
        assert_eq!(answer.status, 503, "{answer:?}");
        assert_eq!(answer.codes(), ["UNAVAILABLE"]);
        assert!(answer.body.get("data").is_none());
        assert!(answer.header("retry-after").parse::<u32>().is_ok());
        let ready = fetch(&service, Method::GET, "/readyz", "en").await;
        assert_eq!(ready.status, 503);
        assert_eq!(ready.header("content-type"), "application/problem+json");
        // It is alive all the same: starting it anew would not help.
        assert_eq!(fetch(&service, Method::GET, "/healthz", "en").await.status, 200);
    }

    async fn a_service_is_ready_when_its_database_is_migrated(backend) {
        let fresh = Fresh::empty(backend).await;
        let service = Service::of(&fresh.network);
        let answer = fetch(&service, Method::GET, "/readyz", "en").await;
        assert_eq!((answer.status, &answer.body["status"]), (200, &json!("ready")));

        let bare = Fresh::bare(backend).await;
        let service = Service::of(&bare.network);
        let answer = fetch(&service, Method::GET, "/readyz", "fr").await;
        assert_eq!(answer.status, 503, "{answer:?}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.body["code"], "UNAVAILABLE");
        assert!(answer.body["title"].as_str().unwrap().contains("en retard"), "{answer:?}");
    }
}

// Around every answer.

#[tokio::test]
async fn large_answers_are_compressed_as_the_caller_wishes_and_small_ones_are_not() {
    let fresh = Fresh::reference(Backend::Sqlite).await;
    let service = Service::of(&fresh.network);
    let caller = service.visitor();
    let plain = caller.ask(LARGE, json!({})).await;
    assert_eq!(plain.header("content-encoding"), "");
    let body = json!({ "query": LARGE }).to_string();
    for (accept, encoding) in [
        ("br", "br"),
        ("zstd", "zstd"),
        ("gzip", "gzip"),
        ("gzip;q=0.1, br", "br"),
        ("br;q=0, gzip", "gzip"),
        ("identity", ""),
        ("compress", ""),
    ] {
        let headers = [
            ("content-type", "application/json"),
            ("accept-encoding", accept),
        ];
        let answer = post(&caller, &headers, body.clone()).await;
        assert_eq!(answer.header("content-encoding"), encoding, "{accept}");
        assert_eq!(opened(&answer), plain.text, "{accept}");
        assert_eq!(
            answer.bytes.len() < plain.bytes.len(),
            !encoding.is_empty(),
            "{accept}"
        );
    }
    let headers = [
        ("content-type", "application/json"),
        ("accept-encoding", "br, gzip, zstd"),
    ];
    let small = post(&caller, &headers, r#"{"query":"{ __typename }"}"#).await;
    assert_eq!(small.header("content-encoding"), "");
    assert_eq!(small.said(), json!({ "data": { "__typename": "Query" } }));
}

fn opened(answer: &Answer) -> String {
    use std::io::Read;
    let bytes = &answer.bytes[..];
    let mut text = String::new();
    match answer.header("content-encoding") {
        "br" => brotli::Decompressor::new(bytes, 4_096)
            .read_to_string(&mut text)
            .unwrap(),
        "gzip" => flate2::read::GzDecoder::new(bytes)
            .read_to_string(&mut text)
            .unwrap(),
        "zstd" => zstd::Decoder::new(bytes)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap(),
        _ => bytes.take(u64::MAX).read_to_string(&mut text).unwrap(),
    };
    text
}

async fn preflight(service: &Service, origin: &str) -> Answer {
    let caller = service.visitor();
    let request = caller
        .client
        .request(Method::OPTIONS, &caller.endpoint)
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "content-type, accept-language, x-request-id",
        );
    Answer::of(request.send().await.unwrap()).await
}

async fn posted_from(service: &Service, origin: &str) -> Answer {
    let headers = [("content-type", "application/json"), ("origin", origin)];
    post(
        &service.visitor(),
        &headers,
        r#"{"query":"{ __typename }"}"#,
    )
    .await
}

#[tokio::test]
async fn pages_of_every_site_may_read_without_credentials() {
    let (_fresh, service) = service().await;
    let asked = preflight(&service, "https://partner.example").await;
    assert_eq!(asked.status, 200, "{asked:?}");
    assert!(asked.all("access-control-allow-methods").contains("post"));
    assert!(
        asked
            .all("access-control-allow-headers")
            .contains("content-type")
    );
    let answered = posted_from(&service, "https://partner.example").await;
    assert!(
        answered
            .all("access-control-expose-headers")
            .contains("x-request-id")
    );
    for answer in [asked, answered] {
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
}

#[tokio::test]
async fn pages_of_configured_sites_alone_may_read_when_there_are_any() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let service = Service::open_to(
        &fresh.network,
        &["https://partner.example", "https://other.example"],
    );
    for origin in ["https://partner.example", "https://other.example"] {
        for answer in [
            preflight(&service, origin).await,
            posted_from(&service, origin).await,
        ] {
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("access-control-allow-origin"), origin);
            assert_eq!(answer.header("access-control-allow-credentials"), "");
            assert!(answer.all("vary").contains("origin"));
        }
    }
    for origin in [
        "https://stranger.example",
        "https://partner.example.evil.example",
        "http://partner.example",
        "null",
    ] {
        for answer in [
            preflight(&service, origin).await,
            posted_from(&service, origin).await,
        ] {
            assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
        }
    }
}

#[tokio::test]
async fn every_answer_keeps_browsers_safe_and_has_an_id() {
    let (_fresh, service) = service().await;
    let mut ids = std::collections::HashSet::new();
    for (method, path) in [
        (Method::GET, "/"),
        (Method::GET, "/graphql?query=%7B__typename%7D"),
        (Method::GET, "/graphql"),
        (Method::POST, "/graphql"),
        (Method::PUT, "/graphql"),
        (Method::GET, "/schema.graphql"),
        (Method::GET, "/healthz"),
        (Method::GET, "/readyz"),
        (Method::GET, "/nowhere"),
        (Method::DELETE, "/healthz"),
    ] {
        let answer = fetch(&service, method, path, "en").await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'"),
            "{path}"
        );
        assert_ne!(answer.header("cache-control"), "", "{path}");
        assert_eq!(answer.header("set-cookie"), "", "{path}");
        assert_eq!(answer.header("server"), "", "{path}");
        assert!(
            ids.insert(answer.header("x-request-id").to_owned()),
            "{path}"
        );
    }
    assert!(!ids.contains(""));
}

#[tokio::test]
async fn the_callers_own_request_id_comes_back_unless_it_is_no_plain_word() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    let longest = "a".repeat(100);
    for id in ["order-66", "A.b_c-9", &longest] {
        let answer = get(&caller, &[("query", "{ nope }")], &[("x-request-id", id)]).await;
        assert_eq!(answer.header("x-request-id"), id);
        assert_eq!(answer.body["errors"][0]["extensions"]["requestId"], id);
    }
    let too_long = "a".repeat(101);
    for id in [
        "",
        "two words",
        "semi;colon",
        "<script>",
        "caf\u{e9}",
        &too_long,
    ] {
        let answer = get(&caller, &[("query", "{ nope }")], &[("x-request-id", id)]).await;
        let given = answer.header("x-request-id");
        assert!(given != id && given.len() == 32, "{id:?} became {given:?}");
        assert_eq!(answer.body["errors"][0]["extensions"]["requestId"], given);
    }
}

// Beside GraphQL.

#[tokio::test]
async fn routes_that_do_not_exist_answer_with_problem_details_in_the_readers_language() {
    let (_fresh, service) = service().await;
    for (language, title) in [
        ("en", "There is nothing here."),
        ("fr-CH, en;q=0.5", "Il n’y a rien ici."),
    ] {
        for path in [
            "/nowhere",
            "/graphql/",
            "/Graphql",
            "/.env",
            "/%00",
            "/../etc/passwd",
        ] {
            let answer = fetch(&service, Method::GET, path, language).await;
            assert_eq!(answer.status, 404, "{path}");
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert_eq!(answer.header("content-language"), &language[..2]);
            assert_eq!(answer.body["title"], title);
            assert_eq!(answer.body["status"], 404);
            assert_eq!(answer.body["code"], "NOT_FOUND");
            assert_eq!(answer.body["requestId"], answer.header("x-request-id"));
        }
    }
}

#[tokio::test]
async fn wrong_methods_answer_with_problem_details_in_the_readers_language() {
    let (_fresh, service) = service().await;
    for (language, title) in [
        ("en", "Only GET and HEAD are possible here."),
        ("fr", "Seules les méthodes GET et HEAD sont admises ici."),
    ] {
        for path in ["/", "/healthz", "/readyz", "/schema.graphql"] {
            for method in [Method::POST, Method::PUT, Method::DELETE] {
                let answer = fetch(&service, method, path, language).await;
                assert_eq!(answer.status, 405, "{path}");
                assert_eq!(answer.header("allow"), "GET, HEAD");
                assert_eq!(answer.header("content-type"), "application/problem+json");
                assert_eq!(answer.body["title"], title);
                assert_eq!(answer.body["code"], "METHOD_NOT_ALLOWED");
            }
        }
    }
}

#[tokio::test]
async fn the_contract_is_served_as_it_is_committed() {
    let (_fresh, service) = service().await;
    let answer = fetch(&service, Method::GET, "/schema.graphql", "en").await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        "application/graphql; charset=utf-8"
    );
    assert!(
        answer.text == include_str!("../../schema.graphql"),
        "run: cargo run -- schema > schema.graphql"
    );
}

#[tokio::test]
async fn the_landing_page_speaks_english_and_french_and_loads_nothing_from_anywhere() {
    let (_fresh, service) = service().await;
    for (language, tongue, sentence) in [
        (
            "en",
            "en",
            "GraphQL service of a parliamentary innovation network",
        ),
        (
            "de",
            "en",
            "GraphQL service of a parliamentary innovation network",
        ),
        (
            "fr-CA, en;q=0.9",
            "fr",
            "Service GraphQL d’un réseau d’innovation parlementaire",
        ),
    ] {
        let page = fetch(&service, Method::GET, "/", language).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.header("content-language"), tongue);
        assert!(page.text.contains(&format!("<html lang=\"{tongue}\">")));
        assert!(page.text.contains(sentence));
        for word in [
            "<script",
            "<iframe",
            "<img",
            "<link",
            "@import",
            "url(",
            "javascript:",
            "onclick",
        ] {
            assert!(!page.text.contains(word), "{word}");
        }
        for attribute in ["href=\"", "src=\"", "action=\""] {
            for target in page.text.split(attribute).skip(1) {
                assert!(
                    target.starts_with('/') && !target.starts_with("//"),
                    "{target:.60}"
                );
            }
        }
        for path in page
            .text
            .split("href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
        {
            assert_ne!(
                fetch(&service, Method::GET, path, "en").await.status,
                404,
                "{path}"
            );
        }
    }
}

on_both! {
    async fn the_examples_of_the_landing_page_work(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        for language in ["en", "fr"] {
            let page = fetch(&service, Method::GET, "/", language).await.text;
            let examples: Vec<&str> = page.split("<pre><code>").skip(1).map(|rest| rest.split("</code>").next().unwrap()).collect();
            assert!(examples.len() >= 4);
            for example in examples {
                let query = match example.split_once("-d '") {
                    Some((_, body)) => {
                        let body: Value = serde_json::from_str(body.trim_end_matches('\'')).unwrap();
                        body["query"].as_str().unwrap().to_owned()
                    }
                    None => example.to_owned(),
                };
                let data = service.visitor().data(&query).await;
                assert!(!data.to_string().contains(":null}") && !data.to_string().contains("[]"), "{query}\n{data}");
            }
        }
    }
}
