//! What nobody should send: each gets its documented answer, with a code of the closed list, never a fault and nothing of the inside.

use hemicycle::graphql::id::{IdKind, encode};
use hemicycle_domain::failure::ErrorCode;
use hemicycle_entity::hub;
use hemicycle_entity::values::Closed;
use hemicycle_tests::raw::exchange;
use hemicycle_tests::{Answer, Backend, Caller, Fresh, Service, on_both, rows};
use serde_json::{Value, json};
use uuid::Uuid;

/// Words of the inside: SQL, paths, the program's types and crates.
const INSIDE: [&str; 22] = [
    "SELECT",
    "select ",
    " FROM ",
    "WHERE",
    "sqlx",
    "sqlite",
    "SQLite",
    "postgres",
    "sea_orm",
    "sea-orm",
    "DbErr",
    "async_graphql",
    "actix",
    "serde",
    "hemicycle_",
    "::",
    ".rs",
    "/work",
    "/src/",
    "panicked",
    "Option<",
    "String(",
];

/// What every answer to bad input has in common.
fn assert_civil(what: &str, answer: &Answer) {
    assert!(answer.status < 500, "{what}: {answer:?}");
    let errors = answer.body["errors"].as_array();
    let errors = errors.unwrap_or_else(|| panic!("{what}: no errors in {answer:?}"));
    assert!(!errors.is_empty(), "{what}: {answer:?}");
    assert!(errors.len() <= 100, "{what}: {} errors", errors.len());
    for error in errors {
        let code = error["extensions"]["code"].as_str().unwrap_or_default();
        assert!(ErrorCode::parse(code).is_some(), "{what}: {error}");
        assert_eq!(
            error["extensions"]["requestId"],
            answer.header("x-request-id"),
            "{what}"
        );
        let message = error["message"].as_str().unwrap();
        assert!(!message.trim().is_empty(), "{what}: {error}");
        for word in INSIDE {
            assert!(!message.contains(word), "{what}: {word:?} in {message}");
        }
    }
    assert_eq!(
        answer.body.get("data").is_some(),
        answer.status == 294,
        "{what}: {answer:?}"
    );
}

#[track_caller]
fn assert_answer(what: &str, answer: &Answer, status: u16, code: &str) {
    assert_civil(what, answer);
    assert_eq!(answer.status, status, "{what}: {answer:?}");
    assert!(answer.codes().contains(&code), "{what}: {answer:?}");
}

async fn service() -> (Fresh, Service) {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let service = Service::of(&fresh.network);
    (fresh, service)
}

async fn post(caller: &Caller, body: impl Into<reqwest::Body>) -> Answer {
    let request = caller.client.post(&caller.endpoint);
    let request = request.header("content-type", "application/json");
    Answer::of(request.body(body).send().await.unwrap()).await
}

/// Afterwards it serves others as before.
async fn assert_unharmed(service: &Service) {
    assert_eq!(
        service.visitor().data("{ __typename }").await,
        json!({ "__typename": "Query" })
    );
}

// Documents.

#[tokio::test]
async fn fragments_that_double_twenty_times_are_refused_before_they_are_expanded() {
    let (_fresh, service) = service().await;
    let doubling = |count: usize, last: &str| {
        let fragments: String = (0..count)
            .map(|at| {
                format!(
                    "fragment f{at} on Query {{ ...f{next} ...f{next} }} ",
                    next = at + 1
                )
            })
            .collect();
        format!("{{ ...f0 }} {fragments} fragment f{count} on Query {{ {last} }}")
    };
    for (count, last) in [
        (20, "__typename"),
        (20, "hubs { totalCount }"),
        (60, "__typename"),
        (63, "__typename"),
        (64, "__typename"),
        (150, "__typename"),
    ] {
        let answer = service
            .visitor()
            .ask(&doubling(count, last), json!({}))
            .await;
        assert_answer("doubling fragments", &answer, 422, "LIMIT_EXCEEDED");
    }
    // Doubling below the root, and in an operation that is not even asked for.
    let nested = doubling(20, "__typename").replace(
        "{ ...f0 }",
        "{ __typename ... @include(if: false) { ...f0 } }",
    );
    assert_answer(
        "skipped",
        &service.visitor().ask(&nested, json!({})).await,
        422,
        "LIMIT_EXCEEDED",
    );
    let other = format!(
        "query Small {{ __typename }} query Large {}",
        doubling(20, "__typename")
    );
    let answer = post(
        &service.visitor(),
        json!({ "query": other, "operationName": "Small" }).to_string(),
    )
    .await;
    assert_answer("not asked for", &answer, 422, "LIMIT_EXCEEDED");
    assert_unharmed(&service).await;
}

#[tokio::test]
async fn fragments_that_contain_themselves_are_refused() {
    let (_fresh, service) = service().await;
    for document in [
        "{ ...a } fragment a on Query { ...a }",
        "{ ...a } fragment a on Query { __typename ...b } fragment b on Query { ...a }",
        "{ __typename } fragment a on Query { ...b } fragment b on Query { ...c } fragment c on Query { ...a }",
        "{ service { ...a } } fragment a on Service { name limits { ...b } } fragment b on Limits { tokens ...b }",
    ] {
        let answer = service.visitor().ask(document, json!({})).await;
        assert_answer(document, &answer, 422, "LIMIT_EXCEEDED");
    }
}

#[tokio::test]
async fn a_thousand_aliases_are_refused() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    let aliases = |count: usize, field: &str| -> String {
        (0..count).map(|at| format!("a{at}:{field} ")).collect()
    };
    for (what, document) in [
        (
            "at the root",
            format!("{{ {} }}", aliases(1_000, "__typename")),
        ),
        (
            "below",
            format!("{{ service {{ {} }} }}", aliases(1_000, "name")),
        ),
        (
            "31 of one field",
            format!("{{ service {{ {} }} }}", aliases(31, "name")),
        ),
        (
            "21 root fields",
            format!("{{ {} }}", aliases(21, "__typename")),
        ),
        (
            "spread over fragments",
            format!(
                "{{ service {{ ...a ...b }} }} fragment a on Service {{ {} }} fragment b on Service {{ {} }}",
                aliases(20, "name"),
                aliases(20, "name")
                    .replace('a', "b")
                    .replace("nbme", "name"),
            ),
        ),
    ] {
        let answer = caller.ask(&document, json!({})).await;
        assert_answer(what, &answer, 422, "LIMIT_EXCEEDED");
    }
    let allowed = format!("{{ service {{ {} }} }}", aliases(30, "name"));
    assert_eq!(caller.ask(&allowed, json!({})).await.status, 200);
}

#[tokio::test]
async fn nesting_without_end_is_refused_and_ends_nothing() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    for bracket in ["[", "{", "(", "{a(b:[", "{a(b:{c:"] {
        for count in [33, 450, 2_000, 100_000] {
            let text = bracket.repeat(count);
            let answer = caller
                .ask(&format!("{{ hubs(filter: {text}"), json!({}))
                .await;
            assert_civil(bracket, &answer);
            let body = json!({ "query": text }).to_string().len() + 40;
            let expected = if body > 100_000 {
                413
            } else if text.len() > 19_000 {
                422
            } else {
                400
            };
            assert_eq!(answer.status, expected, "{count} of {bracket} {answer:?}");
        }
    }
    // Closed again, so that only the depth is wrong.
    for count in [33, 450, 3_000] {
        let value = format!("{}{}", "[".repeat(count), "]".repeat(count));
        let answer = caller
            .ask(
                &format!("{{ hubs(filter: {{slug: {{in: {value}}}}}) {{ totalCount }} }}"),
                json!({}),
            )
            .await;
        assert_answer("closed lists", &answer, 422, "LIMIT_EXCEEDED");
    }
    let fields = format!(
        "{{ topic(by: {{code: \"a\"}}) {} {{ code }} {} }}",
        "{ broader".repeat(16),
        "}".repeat(16)
    );
    assert_answer(
        "16 fields deep",
        &caller.ask(&fields, json!({})).await,
        422,
        "LIMIT_EXCEEDED",
    );
    for count in [127, 200, 20_000] {
        let body = format!(
            r#"{{"query":"query($f: HubFilter) {{ hubs(filter: $f) {{ totalCount }} }}","variables":{{"f":{}{}}}}}"#,
            "[".repeat(count),
            "]".repeat(count)
        );
        let answer = post(&caller, body).await;
        assert_civil("nested variables", &answer);
        assert!(matches!(answer.status, 400 | 422), "{answer:?}");
    }
    assert_unharmed(&service).await;
}

#[tokio::test]
async fn documents_over_a_limit_are_refused_and_at_the_limit_they_pass() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    let comment = |bytes: usize| format!("{{ __typename }} #{}", "x".repeat(bytes - 16));
    assert_eq!(caller.ask(&comment(20_000), json!({})).await.status, 200);
    assert_answer(
        "20,001 bytes",
        &caller.ask(&comment(20_001), json!({})).await,
        422,
        "LIMIT_EXCEEDED",
    );

    let tokens = |count: usize| format!("{{ {} }}", "__typename ".repeat(count - 2));
    assert_answer(
        "2,001 tokens",
        &caller.ask(&tokens(2_001), json!({})).await,
        422,
        "LIMIT_EXCEEDED",
    );

    let directives = |count: usize| {
        format!(
            "{{ service {} {{ name }} }}",
            "@include(if: true) ".repeat(count)
        )
    };
    assert_answer(
        "21 directives",
        &caller.ask(&directives(21), json!({})).await,
        422,
        "LIMIT_EXCEEDED",
    );

    let fragments: String = (0..201)
        .map(|at| format!("fragment f{at} on Query {{ a }} "))
        .collect();
    assert_answer(
        "201 fragments",
        &caller
            .ask(&format!("{{ ...f0 }} {fragments}"), json!({}))
            .await,
        422,
        "LIMIT_EXCEEDED",
    );

    let introspection = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }";
    let answer = caller.ask(introspection, json!({})).await;
    assert_civil("introspection", &answer);
    assert_eq!(answer.status, 422, "{answer:?}");
}

#[tokio::test]
async fn the_usual_introspection_query_is_answered() {
    let (_fresh, service) = service().await;
    let data = service.visitor().data(INTROSPECTION).await;
    assert_eq!(data["__schema"]["queryType"]["name"], "Query");
}

#[tokio::test]
async fn documents_that_do_not_fit_the_schema_are_422() {
    let (_fresh, service) = service().await;
    for document in [
        "{ nope }",
        "{ hubs { nope } }",
        "{ hubs(nope: 1) { totalCount } }",
        "{ hubs }",
        "{ service { name { x } } }",
        "{ ...nope }",
        "{ ... on Nope { a } }",
        "{ service { ... on Hub { slug } } }",
        "{ service { name @nope } }",
        "{ service { name @include } }",
        "{ service { name @skip(if: \"x\") } }",
        "{ service @deprecated { name } }",
        "query($a: Nope) { __typename }",
        "query($a: Hub) { __typename }",
        "query($a: Int, $a: Int) { hubs(first: $a) { totalCount } }",
        "{ hubs(first: $undeclared) { totalCount } }",
        "{ __typename } fragment unused on Query { __typename }",
        "{ a: service { name } a: hubs { totalCount } }",
        "{ hub { slug } }",
        "{ hub(by: {}) { slug } }",
        "{ hub(by: {slug: null}) { slug } }",
        "{ hub(by: {slug: \"a\", id: \"b\"}) { slug } }",
        "{ hub(by: {name: \"a\"}) { slug } }",
        "mutation { a }",
        "subscription { a }",
    ] {
        let answer = service.visitor().ask(document, json!({})).await;
        assert_answer(document, &answer, 422, "VALIDATION_FAILED");
    }
}

#[tokio::test]
async fn documents_that_are_no_requests_are_refused() {
    let (_fresh, service) = service().await;
    for (document, status, code) in [
        ("", 422, "BAD_REQUEST"),
        (" \n\t", 422, "BAD_REQUEST"),
        ("# nothing", 400, "PARSE_ERROR"),
        ("{ }", 400, "PARSE_ERROR"),
        ("type A { b: Int }", 400, "PARSE_ERROR"),
        (
            "fragment f on Query { __typename }",
            422,
            "UNKNOWN_OPERATION",
        ),
        (
            "{ __typename } query B { __typename }",
            422,
            "UNKNOWN_OPERATION",
        ),
        (
            "query A { __typename } query A { __typename }",
            422,
            "UNKNOWN_OPERATION",
        ),
        ("\u{1f3db}", 400, "PARSE_ERROR"),
        ("{ h\u{f4}te }", 400, "PARSE_ERROR"),
        (
            "{ hub(by: {slug: \"never closed}) { slug } }",
            400,
            "PARSE_ERROR",
        ),
        (
            "{ hub(by: {slug: \"\"\"never closed}) { slug } }",
            400,
            "PARSE_ERROR",
        ),
        ("{ hubs(first: 1.) { totalCount } }", 400, "PARSE_ERROR"),
        ("{ hubs(first: 01) { totalCount } }", 400, "PARSE_ERROR"),
        ("{ hubs)first: 1( { totalCount } }", 400, "PARSE_ERROR"),
    ] {
        let answer = service.visitor().ask(document, json!({})).await;
        assert_answer(document, &answer, status, code);
    }
    for name in [
        json!("B"),
        json!("a"),
        json!("A "),
        json!("A\u{0}"),
        json!("x".repeat(10_000)),
    ] {
        let body = json!({ "query": "query A { __typename }", "operationName": name });
        let answer = post(&service.visitor(), body.to_string()).await;
        assert_answer("unknown operation", &answer, 422, "UNKNOWN_OPERATION");
        assert!(answer.text.len() < 1_000, "{answer:?}");
    }
}

// Characters.

#[tokio::test]
async fn nul_and_other_control_characters_have_no_place_in_a_document() {
    let (_fresh, service) = service().await;
    for control in ['\u{0}', '\u{1}', '\u{8}', '\u{b}', '\u{1b}', '\u{7f}'] {
        for document in [
            format!("{control}{{ __typename }}"),
            format!("{{ __typename {control} }}"),
            format!("{{ __typename }} # {control}"),
            format!("{{ hub(by: {{slug: \"a{control}b\"}}) {{ slug }} }}"),
            format!("{{ hub(by: {{slug: \"\"\"a{control}b\"\"\"}}) {{ slug }} }}"),
        ] {
            let answer = service.visitor().ask(&document, json!({})).await;
            assert_answer(&format!("{document:?}"), &answer, 400, "PARSE_ERROR");
        }
    }
}

/// As GraphiQL and others send it.
const INTROSPECTION: &str = r"query IntrospectionQuery { __schema {
    queryType { name } mutationType { name } subscriptionType { name } types { ...FullType }
    directives { name description locations args { ...InputValue } } } }
  fragment FullType on __Type { kind name description
    fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
    inputFields { ...InputValue } interfaces { ...TypeRef }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
  fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
  fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
    ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";

on_both! {
    async fn no_value_has_a_nul_byte(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let caller = service.visitor();
        for text in ["\u{0}", "pacific\u{0}", "\u{0}pacific"] {
            for (ty, field) in [
                ("String", "hub(by: {slug: $v}) { slug }"),
                ("String!", "parliaments(filter: {code: {in: [$v]}}) { totalCount }"),
                ("String", "topics(filter: {labelStartsWith: $v}) { totalCount }"),
                ("String", "hubs(after: $v) { totalCount }"),
                ("ID!", "node(id: $v) { id }"),
            ] {
                let answer = caller.ask(&format!("query($v: {ty}) {{ {field} }}"), json!({ "v": text })).await;
                assert_answer(field, &answer, 422, "INVALID_VALUE");
                let escaped = json!(text).to_string();
                let answer = caller.ask(&format!("{{ {} }}", field.replace("$v", &escaped)), json!({})).await;
                assert_answer(field, &answer, 422, "INVALID_VALUE");
            }
        }
        let query = "query($f: TopicFilter) { topics(filter: $f) { totalCount } }";
        let answer = caller.ask(query, json!({ "f": { "code": { "in": ["a", "b\u{0}"] } } })).await;
        assert_answer("deep inside", &answer, 422, "INVALID_VALUE");
        assert_unharmed(&service).await;
    }

    async fn odd_characters_in_values_match_nothing_and_break_nothing(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let caller = service.visitor();
        let query = r#"query($text: String!) {
            hub(by: {slug: $text}) { slug }
            parliament(by: {code: $text}) { code }
            chamber(by: {code: $text}) { code }
            country(by: {code: $text}) { code }
            topic(by: {code: $text}) { code }
            hubs(filter: {slug: {in: [$text]}}) { totalCount }
            topics(filter: {labelStartsWith: $text}) { totalCount }
            projects(filter: {titleStartsWith: $text, parliament: {in: [$text]}, topic: {in: [$text]}}) { totalCount }
        }"#;
        for text in ["%", "_", "\\", "'", "\"", "'; DROP TABLE hub; --", "\u{feff}", "\u{202e}", "\u{10ffff}", &"x".repeat(20_000)] {
            let answer = caller.ask(query, json!({ "text": text })).await;
            assert_eq!(answer.status, 200, "{text:?} {answer:?}");
            let data = &answer.body["data"];
            assert_eq!(data["hub"], Value::Null, "{text:?}");
            assert_eq!(data["hubs"]["totalCount"], 0, "{text:?}");
            assert_eq!(data["projects"]["totalCount"], 0, "{text:?}");
        }
        for (query, code) in [
            ("query($text: String!) { hubs(after: $text) { totalCount } }", "INVALID_CURSOR"),
            ("query($text: String!) { hubs(before: $text) { totalCount } }", "INVALID_CURSOR"),
            ("query($text: ID!) { node(id: $text) { id } }", "INVALID_ID"),
            ("query($text: ID!) { nodes(ids: [$text]) { id } }", "INVALID_ID"),
            ("query($text: ID!) { hub(by: {id: $text}) { id } }", "INVALID_ID"),
        ] {
            for text in ["", "x", "1.", "1.e30", "\u{e9}", "../../etc/passwd", "AAAAAAAAAAAAAAAAAAAAAAA=", &"A".repeat(20_000)] {
                let answer = caller.ask(query, json!({ "text": text })).await;
                assert_answer(&format!("{query} {text:.20?}"), &answer, 294, code);
            }
        }
        assert_unharmed(&service).await;
    }

    async fn forged_cursors_are_refused_or_harmless(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let caller = service.visitor();
        for order in ["CODE", "NAME", "UPDATED_AT"] {
            let query = format!("query($c: String) {{ countries(first: 1, after: $c, orderBy: {{field: {order}}}) {{ nodes {{ code }} pageInfo {{ endCursor }} }} }}");
            let data = caller.data(&query).await;
            let cursor = data["countries"]["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
            for at in 0..cursor.len() {
                let mut forged = cursor.clone().into_bytes();
                forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
                let forged = String::from_utf8(forged).unwrap();
                let answer = caller.ask(&query, json!({ "c": forged })).await;
                if answer.status != 200 {
                    assert_answer(&forged, &answer, 294, "INVALID_CURSOR");
                }
            }
            for cut in 0..cursor.len() {
                let answer = caller.ask(&query, json!({ "c": &cursor[..cut] })).await;
                assert_answer(&cursor[..cut], &answer, 294, "INVALID_CURSOR");
            }
        }
    }
}

#[tokio::test]
async fn lone_surrogates_are_no_text() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    for body in [
        r#"{"query":"{ __typename } # \ud800"}"#,
        r#"{"query":"query($s: String!) { hub(by: {slug: $s}) { slug } }","variables":{"s":"\udfff"}}"#,
        r#"{"query":"{ __typename }","variables":{"\ud800":1}}"#,
        r#"{"query":"{ __typename }","operationName":"\udc00\ud800"}"#,
        r#"{"query":"{ __typename }","extensions":{"a":"\ud83c"}}"#,
    ] {
        assert_answer(body, &post(&caller, body).await, 400, "BAD_REQUEST");
    }
    for escape in ["\\ud800", "\\udfff", "\\u{d800}", "\\uD83C x"] {
        let document = format!("{{ hub(by: {{slug: \"{escape}\"}}) {{ slug }} }}");
        let answer = caller.ask(&document, json!({})).await;
        assert_answer(&document, &answer, 400, "PARSE_ERROR");
    }
}

#[tokio::test]
async fn invalid_utf_8_is_no_json() {
    let (_fresh, service) = service().await;
    for bytes in [
        &b"\xff"[..],
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf5\x80\x80\x80",
        b"\xe2\x82",
    ] {
        let body = [b"{\"query\":\"{ __typename } #", bytes, b"\"}"].concat();
        let answer = post(&service.visitor(), body).await;
        assert_answer("invalid UTF-8", &answer, 400, "BAD_REQUEST");
    }
    // In an address such bytes become replacement characters, which are no GraphQL.
    let address = service.url("/graphql?query=%7B%ff%7D");
    let answer = Answer::of(service.visitor().client.get(address).send().await.unwrap()).await;
    assert_answer("in an address", &answer, 400, "PARSE_ERROR");
}

// Values.

#[tokio::test]
async fn every_parameter_of_the_wrong_type_is_told_at_once() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    let wrong = [json!(1), json!(1.5), json!(true), json!([]), json!(["x"])];
    for value in wrong.iter().chain([&json!({})]) {
        assert_answer(
            "query",
            &post(&caller, json!({ "query": value }).to_string()).await,
            422,
            "BAD_REQUEST",
        );
        let body = json!({ "query": "{ __typename }", "operationName": value });
        assert_answer(
            "operationName",
            &post(&caller, body.to_string()).await,
            422,
            "BAD_REQUEST",
        );
    }
    for value in wrong.iter().chain([&json!("x")]) {
        for name in ["variables", "extensions"] {
            let body = json!({ "query": "{ __typename }", name: value });
            assert_answer(
                name,
                &post(&caller, body.to_string()).await,
                422,
                "BAD_REQUEST",
            );
        }
    }
    let all = json!({ "query": 1, "operationName": 2, "variables": 3, "extensions": 4 });
    let answer = post(&caller, all.to_string()).await;
    assert_eq!(answer.codes().len(), 4, "{answer:?}");
}

#[tokio::test]
async fn batches_and_other_json_are_refused() {
    let (_fresh, service) = service().await;
    for body in [
        r#"[{"query":"{ __typename }"}]"#,
        r#"[{"query":"{ __typename }"},{"query":"{ __typename }"}]"#,
        "[]",
        "null",
        "true",
        "1",
        "\"{ __typename }\"",
    ] {
        assert_answer(
            body,
            &post(&service.visitor(), body).await,
            422,
            "BAD_REQUEST",
        );
    }
}

#[tokio::test]
async fn variables_of_the_wrong_kind_are_422_and_named() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    for (ty, argument, values) in [
        (
            "Int",
            "first: $v",
            vec![
                json!("1"),
                json!(1.0),
                json!(1.5),
                json!(true),
                json!([1, 2]),
                json!({}),
                json!(2_147_483_648_i64),
                json!(1e300),
            ],
        ),
        (
            "String",
            "after: $v",
            vec![json!(1), json!(true), json!(["a", "b"]), json!({})],
        ),
        (
            "HubFilter",
            "filter: $v",
            vec![
                json!(1),
                json!("x"),
                json!([]),
                json!({ "nope": 1 }),
                json!({ "slug": 1 }),
                json!({ "slug": {} }),
                json!({ "slug": { "in": null } }),
                json!({ "slug": { "in": [1] } }),
                json!({ "slug": { "in": [null] } }),
                json!({ "type": { "in": ["NOPE"] } }),
                json!({ "type": { "in": ["thematic"] } }),
                json!({ "updatedSince": {} }),
            ],
        ),
        (
            "HubOrder",
            "orderBy: $v",
            vec![
                json!("NAME"),
                json!({}),
                json!({ "field": "NOPE" }),
                json!({ "field": "NAME", "direction": "UP" }),
                json!({ "field": "NAME", "direction": null }),
            ],
        ),
    ] {
        let query = format!("query($v: {ty}) {{ hubs({argument}) {{ totalCount }} }}");
        for value in values {
            let answer = caller.ask(&query, json!({ "v": value })).await;
            assert_answer(&format!("{ty} {value}"), &answer, 422, "INVALID_VARIABLE");
            let path = &answer.body["errors"][0]["extensions"]["inputPath"];
            assert_eq!(
                (&path[0], &path[1]),
                (&json!("variables"), &json!("v")),
                "{answer:?}"
            );
        }
    }
    let query = "query($a: Int!, $b: HubBy!, $c: [ID!]!) { hubs(first: $a) { totalCount } hub(by: $b) { slug } nodes(ids: $c) { id } }";
    let answer = caller
        .ask(
            query,
            json!({ "a": "x", "b": { "slug": "a", "id": "b" }, "c": [1.5] }),
        )
        .await;
    assert_answer("all at once", &answer, 422, "INVALID_VARIABLE");
    assert_eq!(answer.codes().len(), 3, "{answer:?}");
    assert_eq!(caller.ask(query, json!({})).await.codes().len(), 3);
}

#[tokio::test]
async fn values_that_are_no_dates_instants_or_languages_are_422() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    for (ty, argument, value) in [
        (
            "Date",
            "filter: {startedOn: {from: $v}}",
            json!("2020-13-01"),
        ),
        (
            "Date",
            "filter: {startedOn: {from: $v}}",
            json!("2021-02-29"),
        ),
        ("Date", "filter: {startedOn: {to: $v}}", json!("yesterday")),
        ("Date", "filter: {startedOn: {to: $v}}", json!(2020)),
        (
            "Date",
            "filter: {startedOn: {to: $v}}",
            json!("-262143-01-01"),
        ),
        (
            "DateTime",
            "filter: {updatedSince: $v}",
            json!("2020-01-01"),
        ),
        (
            "DateTime",
            "filter: {updatedSince: $v}",
            json!("2020-01-01T00:00:00"),
        ),
        (
            "DateTime",
            "filter: {updatedSince: $v}",
            json!("+262142-12-31T23:59:59Z"),
        ),
        ("DateTime", "filter: {updatedSince: $v}", json!(0)),
        ("DateTime", "filter: {updatedSince: $v}", json!("\u{0}")),
        (
            "LanguageTag!",
            "filter: {hasTranslation: {in: [$v]}}",
            json!("!!"),
        ),
        (
            "LanguageTag!",
            "filter: {hasTranslation: {in: [$v]}}",
            json!(""),
        ),
        (
            "LanguageTag!",
            "filter: {hasTranslation: {in: [$v]}}",
            json!("x".repeat(1_000)),
        ),
    ] {
        let query = format!("query($v: {ty}) {{ projects({argument}) {{ totalCount }} }}");
        let answer = caller.ask(&query, json!({ "v": value })).await;
        assert_civil(&query, &answer);
        assert_eq!(answer.status, 422, "{query} {value} {answer:?}");
        let written = format!(
            "{{ projects({}) {{ totalCount }} }}",
            argument.replace("$v", &value.to_string())
        );
        let answer = caller.ask(&written, json!({})).await;
        assert_civil(&written, &answer);
        assert!(matches!(answer.status, 400 | 422), "{written} {answer:?}");
    }
    let answer = caller
        .ask(
            "{ hubs { nodes { name(languages: [\"!!\"]) { text } } } }",
            json!({}),
        )
        .await;
    assert_answer("languages", &answer, 422, "VALIDATION_FAILED");
}

#[tokio::test]
async fn huge_strings_and_lists_are_refused_wherever_they_stand() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    let query = "query($text: String, $list: [String!]!) { hubs(filter: {nameStartsWith: $text, slug: {in: $list}}) { totalCount } }";
    let fits = json!({ "text": "x".repeat(20_000), "list": vec!["a"; 200] });
    assert_eq!(caller.ask(query, fits).await.status, 200);
    for variables in [
        json!({ "text": "x".repeat(20_001), "list": [] }),
        json!({ "text": "\u{e9}".repeat(10_001), "list": [] }),
        json!({ "text": "", "list": vec!["a"; 201] }),
        json!({ "text": "", "list": vec!["a"; 20_000] }),
        json!({ "text": "", "list": ["x".repeat(20_001)] }),
    ] {
        assert_answer(
            "variables",
            &caller.ask(query, variables).await,
            422,
            "LIMIT_EXCEEDED",
        );
    }
    let list = "\"a\",".repeat(201);
    let written = format!("{{ hubs(filter: {{slug: {{in: [{list}]}}}}) {{ totalCount }} }}");
    assert_answer(
        "written",
        &caller.ask(&written, json!({})).await,
        422,
        "LIMIT_EXCEEDED",
    );
    let default = format!(
        "query($l: [String!]! = [{list}]) {{ hubs(filter: {{slug: {{in: $l}}}}) {{ totalCount }} }}"
    );
    assert_answer(
        "a default",
        &caller.ask(&default, json!({})).await,
        422,
        "LIMIT_EXCEEDED",
    );

    let ids = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    assert_answer(
        "101 ids",
        &caller.ask(ids, json!({ "ids": vec!["a"; 101] })).await,
        422,
        "LIMIT_EXCEEDED",
    );
    let answer = caller.ask(ids, json!({ "ids": vec!["a"; 100] })).await;
    assert_answer("100 bad ids", &answer, 294, "INVALID_ID");
}

#[tokio::test]
async fn first_and_last_describe_one_page_or_are_refused() {
    let (_fresh, service) = service().await;
    let caller = service.visitor();
    for arguments in [
        "first: -1",
        "last: -1",
        "first: 101",
        "last: 101",
        "first: 1, last: 1",
        "first: 0, last: 0",
        "first: 2147483647",
        "first: -2147483648",
        "first: 99999999999",
    ] {
        let document = format!("{{ hubs({arguments}) {{ totalCount }} }}");
        assert_answer(
            arguments,
            &caller.ask(&document, json!({})).await,
            422,
            "INVALID_PAGE",
        );
        let nested =
            format!("{{ topics(first: 1) {{ nodes {{ hubs({arguments}) {{ totalCount }} }} }} }}");
        assert_answer(
            arguments,
            &caller.ask(&nested, json!({})).await,
            422,
            "INVALID_PAGE",
        );
    }
    let document =
        "query($f: Int, $l: Int) { hubs(first: $f, last: $l) { totalCount nodes { slug } } }";
    for (first, last) in [
        (json!(1), json!(1)),
        (json!(-1), Value::Null),
        (Value::Null, json!(101)),
    ] {
        assert_answer(
            "variables",
            &caller.ask(document, json!({ "f": first, "l": last })).await,
            422,
            "INVALID_PAGE",
        );
    }
    for arguments in [
        "first: 0",
        "last: 0",
        "first: 100",
        "last: 100",
        "first: null",
        "first: null, last: 3",
        "first: 3, last: null, after: null",
    ] {
        let document = format!("{{ hubs({arguments}) {{ totalCount }} }}");
        assert_eq!(
            caller.ask(&document, json!({})).await.status,
            200,
            "{arguments}"
        );
    }
}

// The wire.

#[tokio::test]
async fn what_is_hardly_http_is_refused_by_status_alone() {
    let (_fresh, service) = service().await;
    let long_address = format!(
        "GET /graphql?{} HTTP/1.1\r\nhost: x\r\n\r\n",
        "x".repeat(70_000)
    );
    let long_head = format!(
        "GET /graphql HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n",
        "x".repeat(200_000)
    );
    let many_headers = format!(
        "GET /graphql HTTP/1.1\r\nhost: x\r\n{}\r\n",
        "a: b\r\n".repeat(200)
    );
    for (what, bytes) in [
        ("garbage", &b"GARBAGE\r\n\r\n"[..]),
        ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
        ("a header that is no text", b"GET /graphql HTTP/1.1\r\nhost: x\r\nx-\xff: 1\r\n\r\n"),
        ("two lengths", b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"),
        ("a length and chunks", b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\n"),
        ("a bad chunk", b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\nzz\r\n"),
        ("a very long address", long_address.as_bytes()),
        ("a very long head", long_head.as_bytes()),
        ("very many headers", many_headers.as_bytes()),
    ] {
        let reply = exchange(service.address, bytes).await;
        assert!((400..500).contains(&reply.status), "{what}: {} {}", reply.status, reply.body);
        for word in INSIDE {
            assert!(!reply.body.contains(word), "{what}: {}", reply.body);
        }
    }
    assert_unharmed(&service).await;
}

#[tokio::test]
async fn a_variable_stands_only_where_its_type_fits() {
    let (_fresh, service) = service().await;
    for document in [
        "query($v: String) { hubs(first: $v) { totalCount } }",
        "query($v: Int) { hubs(after: $v) { totalCount } }",
        "query($v: Int) { hub(by: {slug: $v}) { slug } }",
        "query($v: [String!]) { hubs(filter: {slug: {in: $v}}) { totalCount } }",
        "query($v: String) { ...f } fragment f on Query { hubs(first: $v) { totalCount } }",
        "query($v: HubBy) { hub(by: $v) { slug } }",
        "query($v: Boolean) { service @include(if: $v) { name } }",
    ] {
        let answer = service.visitor().ask(document, json!({})).await;
        assert_answer(document, &answer, 422, "VALIDATION_FAILED");
    }
    for document in [
        "query($v: Int!) { hubs(first: $v) { totalCount } }",
        "query($v: [String!]! = []) { hubs(filter: {slug: {in: $v}}) { totalCount } }",
        "query($v: [String!] = []) { hubs(filter: {slug: {in: $v}}) { totalCount } }",
        "query($v: Boolean = true) { service @include(if: $v) { name } }",
    ] {
        let with = if document.contains("Int!") {
            json!({ "v": 1 })
        } else {
            json!({})
        };
        assert_eq!(
            service.visitor().ask(document, with).await.status,
            200,
            "{document}"
        );
    }
}

#[tokio::test]
async fn a_character_beyond_the_basic_plane_is_written_or_sent_in_a_variable_and_not_escaped() {
    let (_fresh, service) = service().await;
    for escaped in ["\\ud83c\\udfdb", "\\u{1f3db}"] {
        let document =
            format!("{{ hubs(filter: {{nameStartsWith: \"{escaped}\"}}) {{ totalCount }} }}");
        let answer = service.visitor().ask(&document, json!({})).await;
        assert_answer(&document, &answer, 400, "PARSE_ERROR");
    }
    let written = "{ hubs(filter: {nameStartsWith: \"\u{1f3db}\"}) { totalCount } }";
    let none = json!({ "hubs": { "totalCount": 0 } });
    assert_eq!(service.visitor().data(written).await, none);
    let body = r#"{"query":"query($v: String) { hubs(filter: {nameStartsWith: $v}) { totalCount } }","variables":{"v":"\ud83c\udfdb"}}"#;
    let answer = post(&service.visitor(), body).await;
    assert_eq!(answer.body["data"], none, "{answer:?}");
}

#[tokio::test]
async fn an_int_beyond_32_bits_is_refused_before_anything_is_done_where_it_is_a_variable() {
    let (_fresh, service) = service().await;
    let deed = |version: &str| {
        format!(
            "projectPause(project: {{slug: \"x\"}}, input: {{note: \"x\"}}, expectedVersion: {version}) {{ errors {{ code }} }}"
        )
    };
    // Written in the document, it is seen when its field's turn comes.
    let document = format!("mutation {{ a: {} b: {} }}", deed("1"), deed("3000000000"));
    let answer = service.visitor().ask(&document, json!({})).await;
    assert_civil(&document, &answer);
    let refused = json!({ "errors": [{ "code": "UNAUTHENTICATED" }] });
    let data = &answer.body["data"];
    assert_eq!((&data["a"], &data["b"]), (&refused, &json!(null)));
    assert_eq!(answer.body["errors"][0]["path"], json!(["b"]));
    let document = format!(
        "mutation($v: Int!) {{ a: {} b: {} }}",
        deed("1"),
        deed("$v")
    );
    let sent = json!({ "v": 3_000_000_000_i64 });
    let answer = service.visitor().ask(&document, sent).await;
    assert_answer(&document, &answer, 422, "INVALID_VARIABLE");
}

#[tokio::test]
async fn a_record_of_which_no_fragment_asks_anything_is_null_unless_its_type_is_asked() {
    let (fresh, service) = service().await;
    let id = Uuid::from_u128(1);
    rows::put::<hub::Entity>(&fresh.network, vec![rows::hub(id, "here")]).await;
    let id = encode(IdKind::Hub, id).to_string();
    for (asked, told) in [
        ("... on Project { slug }", json!(null)),
        (
            "__typename ... on Project { slug }",
            json!({ "__typename": "Hub" }),
        ),
        ("... on Hub { slug }", json!({ "slug": "here" })),
    ] {
        let document =
            format!("{{ node(id: \"{id}\") {{ {asked} }} nodes(ids: [\"{id}\"]) {{ {asked} }} }}");
        let data = service.visitor().data(&document).await;
        assert_eq!(data, json!({ "node": told, "nodes": [told] }), "{asked}");
    }
}
