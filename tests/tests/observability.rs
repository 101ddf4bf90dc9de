//! Seeing inside: what the log tells of a request, what it never tells, and what becomes of a fault.

use hemicycle_tests::{Answer, Backend, Fresh, Service, log, on_both};
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;
use tracing::Level;

/// Takes a table away from under the service.
async fn break_hubs(fresh: &Fresh) {
    let database = Database::connect(&fresh.url).await.unwrap();
    database
        .execute_unprepared("ALTER TABLE hub RENAME TO gone")
        .await
        .unwrap();
    database.close().await.unwrap();
}

on_both! {
    async fn every_request_has_one_line_that_tells_what_was_asked_by_whom_and_how_it_went(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let body = json!({ "query": "query Hubs { hubs { totalCount nodes { slug } } }", "operationName": "Hubs" });
        let answer = Answer::of(service.visitor().request().json(&body).send().await.unwrap()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let line = answer.line();
        assert_eq!(line.level, Some(Level::INFO));
        assert_eq!(line.get("request"), answer.header("x-request-id"));
        assert_eq!(line.get("method"), "POST");
        assert_eq!(line.get("path"), "/graphql");
        assert_eq!(line.get("operation"), "Hubs");
        assert_eq!(line.get("caller"), "visitor");
        assert_eq!(line.get("status"), "200");
        assert!(line.get("milliseconds").parse::<u64>().is_ok(), "{line:?}");
        assert_eq!(line.statements(), 2);
        assert!(line.get("cost").parse::<u64>().unwrap() > 0);
        assert_eq!(log::lines(answer.header("x-request-id")).len(), 1, "nothing else is said of it");
    }

    async fn a_fault_is_logged_whole_once_and_the_client_gets_nothing_of_it_but_its_id(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        break_hubs(&fresh).await;
        for (language, sentence) in [("en", "Something went wrong on our side."), ("fr", "Une erreur s’est produite de notre côté.")] {
            let query = r#"{ service { name } hub(by: {slug: "pacific"}) { slug } }"#;
            let answer = service.visitor().reading(language).ask(query, json!({})).await;
            assert_eq!(answer.status, 294, "{answer:?}");
            assert_eq!(answer.codes(), ["INTERNAL"]);
            assert_eq!(answer.body["data"], json!({ "service": { "name": "Hemicycle" }, "hub": null }));
            let error = &answer.body["errors"][0];
            let id = answer.header("x-request-id");
            assert_eq!(error["extensions"]["requestId"], id);
            assert_eq!(error["path"], json!(["hub"]));
            assert!(error["message"].as_str().unwrap().starts_with(sentence), "{error}");
            let seen = answer.text.to_lowercase();
            for word in ["table", "relation", "sql", "select", "dberr", "exist", "pacific"] {
                assert!(!seen.contains(word), "{word}: {seen}");
            }

            let lines = log::lines(id);
            let faults: Vec<_> = lines.iter().filter(|line| line.get("message") == "fault").collect();
            assert_eq!(faults.len(), 1, "{lines:?}");
            assert_eq!(faults[0].level, Some(Level::ERROR));
            assert!(faults[0].get("cause").contains("hub"), "{:?}", faults[0]);
            assert_eq!(answer.line().get("status"), "294");
            assert_eq!(lines.len(), 2, "{lines:?}");
        }
    }

    async fn one_fault_of_a_whole_page_is_one_line_of_the_log(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        break_hubs(&fresh).await;
        let answer = service.visitor().ask("{ hubs { nodes { slug } } }", json!({})).await;
        assert_eq!(answer.codes(), ["INTERNAL"], "{answer:?}");
        let faults = log::lines(answer.header("x-request-id"));
        assert_eq!(faults.iter().filter(|line| line.get("message") == "fault").count(), 1);

        // The hubs of all seven projects are one statement, which fails once.
        let answer = service.visitor().ask("{ projects { nodes { slug hubs { slug } } } }", json!({})).await;
        assert!(!answer.codes().is_empty() && answer.codes().iter().all(|code| *code == "INTERNAL"), "{answer:?}");
        let lines = log::lines(answer.header("x-request-id"));
        let faults = lines.iter().filter(|line| line.get("message") == "fault");
        assert_eq!(faults.count(), 1, "{lines:#?}");
    }
}

#[tokio::test]
async fn refused_requests_and_other_routes_have_their_line_too() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let service = Service::of(&fresh.network);
    let caller = service.visitor();
    for (query, status) in [
        ("{", "400"),
        ("{ nope }", "422"),
        ("", "422"),
        ("{ hubs(first: 101) { totalCount } }", "422"),
    ] {
        let answer = caller.ask(query, json!({})).await;
        assert_eq!(answer.line().get("status"), status, "{query}");
        assert_eq!(answer.line().get("path"), "/graphql");
    }
    for path in ["/", "/healthz", "/readyz", "/schema.graphql", "/nowhere"] {
        let answer = Answer::of(caller.client.get(service.url(path)).send().await.unwrap()).await;
        assert_eq!(answer.line().get("path"), path);
        assert_eq!(answer.line().get("status"), answer.status.to_string());
        assert_eq!(answer.line().get("method"), "GET");
    }
    let text = caller
        .client
        .post(&caller.endpoint)
        .body("x")
        .send()
        .await
        .unwrap();
    assert_eq!(Answer::of(text).await.line().get("status"), "415");
}

#[tokio::test]
async fn documents_variables_headers_and_addresses_are_never_logged() {
    let fresh = Fresh::reference(Backend::Sqlite).await;
    let service = Service::of(&fresh.network);
    let caller = service.visitor();
    // A word that is nowhere else, in every place where a client can put one.
    let secret = "hunter2hunter2";
    let query = format!(
        "query($s: String) {{ {secret}: hub(by: {{slug: \"{secret}\"}}) {{ slug }} hubs(filter: {{nameStartsWith: $s}}) {{ totalCount }} }} # {secret}"
    );
    let body =
        json!({ "query": query, "variables": { "s": secret }, "extensions": { "x": secret } });
    let with_headers = |request: reqwest::RequestBuilder| {
        request
            .header("cookie", format!("session={secret}"))
            .header("user-agent", secret)
            .header("referer", format!("https://partner.example/{secret}"))
            .header("x-forwarded-for", secret)
            .header("x-api-key", secret)
            .header("accept-language", format!("en, {secret}"))
    };
    let good = Answer::of(
        with_headers(caller.request())
            .json(&body)
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(good.status, 200, "{good:?}");
    let bearer = with_headers(caller.request())
        .bearer_auth(secret)
        .json(&body);
    assert_eq!(Answer::of(bearer.send().await.unwrap()).await.status, 401);
    let address = reqwest::Url::parse_with_params(
        &caller.endpoint,
        [("query", query.as_str()), ("token", secret)],
    )
    .unwrap();
    assert_eq!(
        Answer::of(
            with_headers(caller.client.get(address))
                .send()
                .await
                .unwrap()
        )
        .await
        .status,
        200
    );
    for query in [
        format!("{{ {secret} }}"),
        format!("{{ {secret}"),
        format!("{{ hubs(after: \"{secret}\") {{ totalCount }} }}"),
        format!("{{ node(id: \"{secret}\") {{ id }} }}"),
    ] {
        assert_ne!(caller.ask(&query, json!({ "s": secret })).await.status, 200);
    }
    break_hubs(&fresh).await;
    let answer = Answer::of(
        with_headers(caller.request())
            .json(&body)
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert!(answer.codes().contains(&"INTERNAL"), "{answer:?}");
    for line in log::all() {
        for (field, value) in &line.fields {
            assert!(!value.contains(secret), "{field}: {value}");
        }
    }
}

#[tokio::test]
async fn the_name_of_an_operation_is_cut_in_the_log() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let service = Service::of(&fresh.network);
    let name = "A".repeat(500);
    let body = json!({ "query": format!("query {name} {{ __typename }}"), "operationName": name });
    let answer = Answer::of(
        service
            .visitor()
            .request()
            .json(&body)
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.line().get("operation"), "A".repeat(60));
}

#[tokio::test]
async fn the_line_names_the_operation_of_a_document_that_has_only_one() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let service = Service::of(&fresh.network);
    let answer = service
        .visitor()
        .ask("query OnlyOne { __typename }", json!({}))
        .await;
    assert_eq!(answer.line().get("operation"), "OnlyOne");
}
