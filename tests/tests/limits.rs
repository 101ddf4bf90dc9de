//! Limits and abuse: what callers may ask in a minute and at once, what they are told of it, and what keeps guessers slow.

use actix_web::middleware::from_fn;
use actix_web::{HttpResponse, HttpServer, web};
use chrono::TimeDelta;
use hemicycle::auth::{Door, Setup};
use hemicycle::http::quota::{self, ALLOWANCES, Allowance, Allowances};
use hemicycle::http::{self, Gateway, Terms};
use hemicycle_tests::{Answer, Backend, Caller, Fresh, Service, on_both};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// A door through which visitors get this much.
fn door(minute: u64, at_once: u32) -> Terms {
    let visitor = Allowance {
        minute,
        at_once,
        ..ALLOWANCES.visitor
    };
    let allowances = Allowances {
        visitor,
        ..ALLOWANCES
    };
    Terms {
        allowances,
        ..Terms::default()
    }
}

/// The same, behind proxies of this machine.
fn behind_proxies(minute: u64) -> Terms {
    Terms {
        proxies: vec!["127.0.0.0/8".parse().unwrap()],
        ..door(minute, 20)
    }
}

/// What the answer says is left.
fn left(answer: &Answer) -> u64 {
    let said = answer.header("ratelimit");
    let (_, rest) = said
        .split_once(";r=")
        .unwrap_or_else(|| panic!("{answer:?}"));
    rest.split(';').next().unwrap().parse().unwrap()
}

async fn ask_with(caller: &Caller, headers: &[(&str, &str)], query: &str) -> Answer {
    let mut request = caller.request().json(&json!({ "query": query }));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::of(request.send().await.unwrap()).await
}

#[track_caller]
fn assert_limited(answer: &Answer, seconds: &str) {
    assert_eq!(answer.status, 429, "{answer:?}");
    assert_eq!(answer.codes(), ["RATE_LIMITED"], "{answer:?}");
    assert!(answer.body.get("data").is_none(), "{answer:?}");
    assert_eq!(answer.header("retry-after"), seconds, "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store", "{answer:?}");
}

on_both! {
    async fn an_answer_is_charged_what_it_came_to_and_the_rest_of_the_estimate_is_given_back(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::behind(&fresh.network, Terms::default());
        let caller = service.visitor();
        let query = "{ hubs(first: 100) { nodes { slug } } }";
        let answer = caller.ask(query, json!({})).await;
        let hubs = answer.body["data"]["hubs"]["nodes"].as_array().unwrap().len() as u64;
        assert!((2..100).contains(&hubs), "{answer:?}");
        let cost = json!({ "cost": { "estimated": 100, "charged": hubs, "limit": 2_000 } });
        assert_eq!(answer.body["extensions"], cost);
        assert_eq!(answer.header("ratelimit-policy"), "\"minute\";q=20000;w=60");
        assert_eq!(answer.header("ratelimit"), format!("\"minute\";r={};t=60", 20_000 - hubs));

        fresh.clock.advance(TimeDelta::seconds(18));
        let answer = caller.ask("{ __typename }", json!({})).await;
        assert_eq!(answer.body["extensions"]["cost"], json!({ "estimated": 0, "charged": 1, "limit": 2_000 }));
        assert_eq!(answer.header("ratelimit"), format!("\"minute\";r={};t=42", 20_000 - hubs - 1));

        // A part that failed was looked for.
        let answer = caller.ask(r#"{ node(id: "x") { id } service { name } }"#, json!({})).await;
        assert_eq!((answer.status, &answer.body["extensions"]["cost"]["charged"]), (294, &json!(2)));

        fresh.clock.advance(TimeDelta::seconds(42));
        let answer = caller.ask("{ __typename }", json!({})).await;
        assert_eq!(answer.header("ratelimit"), "\"minute\";r=19999;t=60");
    }

    async fn whoever_asks_for_more_than_is_left_is_told_when_to_come_back_and_then_answered(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::behind(&fresh.network, door(100, 20));
        let caller = service.visitor();
        let query = "{ countries(first: 60) { nodes { code } } }";
        assert_eq!(left(&caller.ask(query, json!({})).await), 40);
        fresh.clock.advance(TimeDelta::milliseconds(20_500));
        for (language, words) in [("en", "Come back in 40 seconds"), ("fr", "Revenez dans 40 secondes")] {
            let answer = caller.clone().reading(language).ask(query, json!({})).await;
            assert_limited(&answer, "40");
            let message = answer.body["errors"][0]["message"].as_str().unwrap();
            assert!(message.contains(words) && message.contains("100"), "{message}");
        }
        // What is left can still be spent: each refusal has counted 1.
        let small = caller.ask("{ countries(first: 38) { nodes { code } } }", json!({})).await;
        assert_eq!((small.status, left(&small)), (200, 0), "{small:?}");
        let nothing = caller.ask("{ __typename }", json!({})).await;
        assert_limited(&nothing, "40");
        assert_eq!(nothing.header("ratelimit"), "\"minute\";r=0;t=40");

        fresh.clock.advance(TimeDelta::milliseconds(39_499));
        assert_limited(&caller.ask("{ __typename }", json!({})).await, "1");
        fresh.clock.advance(TimeDelta::milliseconds(1));
        let answer = caller.ask(query, json!({})).await;
        assert_eq!((answer.status, left(&answer)), (200, 40), "{answer:?}");
    }

    async fn the_field_rate_limit_tells_the_caller_how_it_stands_and_no_cache_keeps_it(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::behind(&fresh.network, Terms::default());
        let caller = service.visitor();
        assert_eq!(caller.ask("{ countries(first: 50) { nodes { code } } }", json!({})).await.status, 200);
        fresh.clock.advance(TimeDelta::seconds(10));
        let query = "{ rateLimit { limit remaining resetAt cost requestLimit requestsAtOnce requestsUnderWay } hubs(first: 30) { totalCount } }";
        let url = reqwest::Url::parse_with_params(&caller.endpoint, [("query", query)]).unwrap();
        let answer = Answer::of(caller.client.get(url).send().await.unwrap()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.body["data"]["rateLimit"], json!({
            "limit": 20_000, "remaining": 20_000 - 50 - 31, "resetAt": "2026-11-22T12:01:00Z", "cost": 31,
            "requestLimit": 2_000, "requestsAtOnce": 20, "requestsUnderWay": 1,
        }));
        // 30 hubs were estimated and none asked for.
        assert_eq!((left(&answer), answer.header("cache-control")), (20_000 - 50 - 2, "no-store"));
        assert_eq!(answer.line().statements(), 1);
    }

    async fn each_gateway_counts_for_itself(backend) {
        let fresh = Fresh::reference(backend).await;
        let one = Service::behind(&fresh.network, door(10, 20));
        let other = Service::behind(&fresh.second_gateway().await, door(10, 20));
        let query = "{ countries(first: 10) { nodes { code } } }";
        for service in [&one, &other] {
            assert_eq!(service.visitor().ask(query, json!({})).await.status, 200);
            assert_limited(&service.visitor().ask("{ __typename }", json!({})).await, "60");
        }
    }

    async fn requests_under_way_at_once_are_counted_from_their_head_and_forgotten_when_they_end(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::behind(&fresh.network, door(20_000, 5));
        let head = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
        let mut slow = Vec::new();
        for _ in 0..5 {
            let mut stream = TcpStream::connect(service.address).await.unwrap();
            stream.write_all(head).await.unwrap();
            slow.push(stream);
        }
        let caller = service.visitor();
        let full = eventually(&caller, 429).await;
        assert_limited(&full, "1");
        let message = full.body["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains("under way at once"), "{message}");
        let french = caller.clone().reading("fr").ask("{ __typename }", json!({})).await;
        assert!(french.text.contains("en cours en même temps"), "{french:?}");
        // What is not asked of GraphQL goes on.
        let alive = caller.client.get(service.url("/healthz")).send().await.unwrap();
        assert_eq!(alive.status(), 200);

        slow.pop();
        assert_eq!(eventually(&caller, 200).await.status, 200);
        drop(slow);
        let many: Vec<_> = (0..40).map(|_| {
            let caller = caller.clone();
            tokio::spawn(async move { caller.ask("{ hubs { totalCount } }", json!({})).await.status })
        }).collect();
        for one in many {
            let status = one.await.unwrap();
            assert!(status == 200 || status == 429, "{status}");
        }
        assert_eq!(eventually(&caller, 200).await.status, 200);
    }
}

/// Asks until the answer has this status, for as long as connections may take to come and go.
async fn eventually(caller: &Caller, status: u16) -> Answer {
    for _ in 0..200 {
        let answer = caller.ask("{ __typename }", json!({})).await;
        if answer.status == status {
            return answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("never {status}")
}

#[tokio::test]
async fn a_request_that_is_refused_gets_its_estimate_back_but_for_one() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let service = Service::behind(&fresh.network, Terms::default());
    let caller = service.visitor();
    let costly =
        "{ hubs(first: 100) { nodes { projects(first: 100) { nodes { id } } } } }".to_owned();
    let unknown = "{ countries(first: 100) { nodes { code nope } } }".to_owned();
    let refused = ["{".to_owned(), String::new(), costly, unknown];
    for (count, query) in refused.iter().enumerate() {
        let answer = caller.ask(query, json!({})).await;
        assert!([400, 422].contains(&answer.status), "{answer:?}");
        assert_eq!(left(&answer), 20_000 - 1 - count as u64, "{query}");
        assert!(answer.body.get("extensions").is_none(), "{answer:?}");
    }
    let text = caller.client.post(&caller.endpoint).body("x");
    let answer = Answer::of(text.send().await.unwrap()).await;
    assert_eq!((answer.status, left(&answer)), (415, 20_000 - 5));
}

#[tokio::test]
async fn a_request_sent_away_for_want_of_room_counts_one() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let listen = std::net::SocketAddr::from(([127, 0, 0, 1], 8080));
    let door = Door::new(Setup::default(), listen).unwrap();
    let gateway =
        web::Data::new(Gateway::new(fresh.network.clone(), Terms::default(), door).unwrap());
    let service = Service::through(&gateway);
    let all = u32::try_from(http::REQUESTS_AT_ONCE).unwrap();
    let _all = gateway.slots.clone().try_acquire_many_owned(all).unwrap();
    let answer = service
        .visitor()
        .ask("{ countries(first: 100) { nodes { code } } }", json!({}))
        .await;
    assert_eq!((answer.status, left(&answer)), (503, 19_999), "{answer:?}");
}

#[tokio::test]
async fn an_address_that_a_caller_writes_itself_is_not_believed() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let service = Service::behind(&fresh.network, door(3, 20));
    let caller = service.visitor();
    for headers in [
        [("x-forwarded-for", "203.0.113.1")],
        [("x-forwarded-for", "203.0.113.2")],
        [("forwarded", "for=203.0.113.3")],
    ] {
        let answer = ask_with(&caller, &headers, "{ __typename }").await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    for headers in [
        [("x-forwarded-for", "203.0.113.4")],
        [("forwarded", "for=203.0.113.5")],
        [("x-real-ip", "203.0.113.6")],
    ] {
        assert_limited(&ask_with(&caller, &headers, "{ __typename }").await, "60");
    }
}

#[tokio::test]
async fn callers_behind_a_trusted_proxy_pay_each_for_itself_whatever_they_claim() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let service = Service::behind(&fresh.network, behind_proxies(2));
    let caller = service.visitor();
    let from = async |headers: &[(&str, &str)]| ask_with(&caller, headers, "{ __typename }").await;
    // The proxy writes the address at the end; what stands before it is the caller's invention.
    for invention in ["", "198.51.100.1, ", "198.51.100.2, "] {
        let chain = format!("{invention}203.0.113.1");
        let answer = from(&[("x-forwarded-for", &chain)]).await;
        let expected = if invention == "198.51.100.2, " {
            429
        } else {
            200
        };
        assert_eq!(answer.status, expected, "{chain} {answer:?}");
    }
    let answer = from(&[("x-forwarded-for", "203.0.113.2")]).await;
    assert_eq!((answer.status, left(&answer)), (200, 1));
    // Two proxies, one behind the other, and the other header.
    let answer = from(&[("x-forwarded-for", "203.0.113.2, 127.0.0.9")]).await;
    assert_eq!((answer.status, left(&answer)), (200, 0));
    assert_limited(
        &from(&[("forwarded", "for=203.0.113.2;proto=https")]).await,
        "60",
    );
    // Addresses of one IPv6 connection pay together, the connection beside it for itself.
    for (address, status) in [
        ("2001:db8:0:1::1", 200),
        ("2001:db8:0:1::2", 200),
        ("2001:db8:0:1:ffff::3", 429),
        ("2001:db8:0:2::1", 200),
    ] {
        let chain = format!("for=\"[{address}]:443\"");
        let answer = from(&[("forwarded", &chain)]).await;
        assert_eq!(answer.status, status, "{chain} {answer:?}");
    }
}

#[tokio::test]
async fn credentials_that_are_not_valid_are_refused_unseen_after_thirty_in_a_minute() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let service = Service::behind(&fresh.network, behind_proxies(20_000));
    let caller = service.visitor();
    let guess = async |address: &str| {
        let headers = [
            ("x-forwarded-for", address),
            ("authorization", "Bearer guess"),
        ];
        ask_with(&caller, &headers, "{ __typename }").await
    };
    for _ in 0..30 {
        assert_eq!(guess("203.0.113.1").await.status, 401);
    }
    fresh.clock.advance(TimeDelta::seconds(20));
    let answer = guess("203.0.113.1").await;
    assert_limited(&answer, "40");
    assert_eq!(answer.header("ratelimit-policy"), "\"failed\";q=30;w=60");
    assert_eq!(answer.header("ratelimit"), "\"failed\";r=0;t=40");
    // Others are not held up, nor is reading without credentials.
    assert_eq!(guess("203.0.113.2").await.status, 401);
    let headers = [("x-forwarded-for", "203.0.113.1")];
    let reading = ask_with(&caller, &headers, "{ __typename }").await;
    assert_eq!(reading.status, 200, "{reading:?}");
    fresh.clock.advance(TimeDelta::seconds(40));
    assert_eq!(guess("203.0.113.1").await.status, 401);
}

/// The service with a route where callers prove who they are.
fn with_a_login(fresh: &Fresh) -> Service {
    let door = behind_proxies(20_000);
    let listen = std::net::SocketAddr::from(([127, 0, 0, 1], 8080));
    let logins = Door::new(Setup::default(), listen).unwrap();
    let gateway = Gateway::new(fresh.network.clone(), door, logins).unwrap();
    let gateway = web::Data::new(gateway);
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let server = HttpServer::new(move || {
        let route = web::post().to(|| async { HttpResponse::Unauthorized().finish() });
        let scope = web::scope("/prove").wrap(from_fn(quota::door));
        http::app(gateway.clone()).service(scope.route("/token", route))
    });
    let server = server
        .workers(1)
        .disable_signals()
        .listen(listener)
        .unwrap()
        .run();
    Service::running(address, server)
}

#[tokio::test]
async fn twenty_tries_to_log_in_a_minute_are_let_through_whatever_becomes_of_them() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let service = with_a_login(&fresh);
    let client = service.visitor().client;
    let attempt = async |address: &str, language: &str| {
        let request = client.post(service.url("/prove/token"));
        let request = request.header("x-forwarded-for", address);
        let request = request.header("accept-language", language);
        Answer::of(request.send().await.unwrap()).await
    };
    for _ in 0..20 {
        assert_eq!(attempt("203.0.113.1", "en").await.status, 401);
    }
    fresh.clock.advance(TimeDelta::seconds(59));
    for (language, words) in [
        ("en", "At most 20 tries a minute."),
        ("fr", "20 tentatives par minute au plus."),
    ] {
        let answer = attempt("203.0.113.1", language).await;
        assert_eq!(answer.status, 429, "{answer:?}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.header("retry-after"), "1");
        assert_eq!(answer.header("ratelimit-policy"), "\"login\";q=20;w=60");
        assert_eq!(answer.body["code"], "RATE_LIMITED");
        assert!(
            answer.body["title"].as_str().unwrap().contains(words),
            "{answer:?}"
        );
    }
    assert_eq!(attempt("203.0.113.2", "en").await.status, 401);
    // Reading has its own quota.
    let headers = [("x-forwarded-for", "203.0.113.1")];
    let reading = ask_with(&service.visitor(), &headers, "{ __typename }").await;
    assert_eq!((reading.status, left(&reading)), (200, 19_999));
    fresh.clock.advance(TimeDelta::seconds(1));
    assert_eq!(attempt("203.0.113.1", "en").await.status, 401);
}

#[tokio::test]
async fn pages_of_other_sites_may_read_how_they_stand() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let service = Service::behind(&fresh.network, door(1, 20));
    for status in [200, 429] {
        let headers = [("origin", "https://partner.example")];
        let answer = ask_with(&service.visitor(), &headers, "{ __typename }").await;
        assert_eq!(answer.status, status);
        let exposed = answer.all("access-control-expose-headers");
        for header in ["ratelimit", "ratelimit-policy", "retry-after"] {
            assert!(exposed.split(", ").any(|one| one == header), "{exposed}");
        }
    }
}

#[tokio::test]
async fn the_service_tells_its_quotas() {
    let fresh = Fresh::empty(Backend::Sqlite).await;
    let service = Service::of(&fresh.network);
    let query = "{ service { limits { visitorCost accountCost visitorCostPerMinute accountCostPerMinute requestsAtOnce loginsPerMinute failedCredentialsPerMinute } } }";
    let data: Value = service.visitor().data(query).await;
    assert_eq!(
        data["service"]["limits"],
        json!({
            "visitorCost": 2_000, "accountCost": 10_000, "visitorCostPerMinute": 20_000, "accountCostPerMinute": 200_000,
            "requestsAtOnce": 20, "loginsPerMinute": 20, "failedCredentialsPerMinute": 30,
        })
    );
}
