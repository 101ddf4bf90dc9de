//! The benchmark: what the service costs, on a generated network of 10,000 projects and 20,000 practices, beside a handler written by hand
//! for one of its answers. Run by `scripts/bench` on both databases. Prints figures and judges nothing: these depend on the machine,
//! only the ratios of one run mean something.

use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use actix_web::{App, HttpResponse, HttpServer, web};
use hemicycle::auth::Setup;
use hemicycle::http::Terms;
use hemicycle::http::quota::{ALLOWANCES, Allowance, Allowances};
use hemicycle::startup;
use hemicycle_domain::clock::Clock;
use hemicycle_domain::dataset::{self, Size};
use hemicycle_domain::network::Network;
use reqwest::Client;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, Statement,
};
use serde_json::{Value, json};

const PROJECTS: u32 = 10_000;
const PRACTICES: u32 = 20_000;
/// Requests of one measurement, and how many at the same time.
const REQUESTS: usize = 600;
const AT_ONCE: usize = 4;

const PAGE: &str = "query Page($first: Int, $last: Int) { projects(first: $first, last: $last) { nodes { id slug title { text language } status \
     leadParliament { code name { text } } hubs { slug name { text } } } } }";
const COUNTED: &str = "query Counted { projects(first: 20) { totalCount nodes { id slug title { text language } status \
     leadParliament { code name { text } } hubs { slug name { text } } } } }";

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[actix_web::main]
async fn main() -> Outcome<()> {
    let url = std::env::args().nth(1).ok_or("which database? bench URL")?;
    let network = open(&url).await?;
    prepare(&network).await?;
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let running = startup::serve(network, any, unhindered(), Setup::default(), 2)?;
    let graphql = format!("http://{}/graphql", running.address);
    actix_web::rt::spawn(running.server);
    let by_hand = yardstick(&url).await?;
    let client = Client::new();

    println!(
        "{:<44}{:>10}{:>10}{:>10}",
        "", "median ms", "p99 ms", "per s"
    );
    let hand = measure(&client, "yardstick: one statement, by hand", |client| {
        client.get(&by_hand)
    })
    .await?;
    let ask = |query: &'static str, variables: Value| {
        let graphql = graphql.clone();
        move |client: &Client| {
            client
                .post(&graphql)
                .json(&json!({ "query": query, "variables": variables }))
        }
    };
    let page = measure(
        &client,
        "20 projects, lead parliament, hubs",
        ask(PAGE, json!({ "first": 20 })),
    )
    .await?;
    let last = measure(
        &client,
        "the same, last page",
        ask(PAGE, json!({ "last": 20 })),
    )
    .await?;
    let counted = measure(&client, "the same with totalCount", ask(COUNTED, json!({}))).await?;
    measure(
        &client,
        "40 projects, lead parliament, hubs",
        ask(PAGE, json!({ "first": 40 })),
    )
    .await?;
    println!("page / yardstick      {:.2}", page / hand);
    println!("last page / first     {:.2}", last / page);
    println!("with count / without  {:.2}", counted / page);
    hostile(&client, &graphql).await
}

/// One address asks for everything here: it may ask as much as it likes within a minute.
fn unhindered() -> Terms {
    let allowances = Allowances {
        visitor: Allowance {
            minute: u64::MAX,
            ..ALLOWANCES.visitor
        },
        ..ALLOWANCES
    };
    Terms {
        allowances,
        ..Terms::default()
    }
}

async fn open(url: &str) -> Outcome<Network> {
    Network::open(url, 10, Clock::Real)
        .await
        .map_err(|failure| format!("{failure:?}").into())
}

/// Migrates and fills the database if that was not done yet.
async fn prepare(network: &Network) -> Outcome<()> {
    let told = |failure| format!("{failure:?}");
    network.migrate_up().await.map_err(told)?;
    if !network.is_empty().await.map_err(told)? {
        return Ok(());
    }
    let size = Size {
        projects: PROJECTS,
        practices: PRACTICES,
        ..Size::default()
    };
    let begun = now();
    dataset::generate(network, &size, &mut |_| {})
        .await
        .map_err(told)?;
    println!(
        "generated {PROJECTS} projects and {PRACTICES} practices in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
fn now() -> Instant {
    Instant::now()
}

/// Sends requests, some at the same time, and prints how long they took. Gives the median in milliseconds.
async fn measure(
    client: &Client,
    name: &str,
    request: impl Fn(&Client) -> reqwest::RequestBuilder,
) -> Outcome<f64> {
    let check = request(client).send().await?.text().await?;
    if check.contains("\"errors\"") {
        return Err(format!("{name}: {check}").into());
    }
    rounds(client, &request, REQUESTS / 4).await?;
    let begun = now();
    let mut times = rounds(client, &request, REQUESTS).await?;
    let whole = begun.elapsed();
    times.sort();
    let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
    let median = millis(times[times.len() / 2]);
    let slow = millis(times[times.len() * 99 / 100]);
    let rate = times.len() as f64 / whole.as_secs_f64();
    println!("{name:<44}{median:>10.2}{slow:>10.2}{rate:>10.0}");
    Ok(median)
}

async fn rounds(
    client: &Client,
    request: &impl Fn(&Client) -> reqwest::RequestBuilder,
    count: usize,
) -> Outcome<Vec<Duration>> {
    let mut times = Vec::with_capacity(count);
    for _ in 0..count / AT_ONCE {
        let running: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                let request = request(client);
                tokio::spawn(async move {
                    let begun = now();
                    let answer = request.send().await?.bytes().await?;
                    Ok::<_, reqwest::Error>((begun.elapsed(), answer.len()))
                })
            })
            .collect();
        for one in running {
            times.push(one.await??.0);
        }
    }
    Ok(times)
}

/// Documents that are meant to hurt: each must be refused within 100 ms, and together they must not take much memory.
async fn hostile(client: &Client, graphql: &str) -> Outcome<()> {
    println!(
        "\n{:<44}{:>10}{:>10}",
        "hostile documents", "slowest ms", "status"
    );
    let fragments: String = (0..20)
        .map(|n| format!("fragment f{n} on Query {{ ...f{m} ...f{m} }} ", m = n + 1))
        .collect();
    let aliases: String = (0..1_000)
        .map(|n| format!("a{n}: service {{ name }} "))
        .collect();
    let cases = [
        ("20 fragments, each spreading the next twice", format!("{{ ...f0 }} {fragments} fragment f20 on Query {{ service {{ name }} }}")),
        ("1,000 aliases", format!("{{ {aliases} }}")),
        ("9,000 open brackets", format!("{{ hubs(filter: {}", "[".repeat(9_000))),
        ("9,000 open braces", "{a".repeat(9_000)),
        ("pages of pages of pages", "{ hubs(first: 100) { nodes { projects(first: 100) { nodes { hubs { projects(first: 100) { nodes { id } } } } } } } }".to_owned()),
        ("90 kB of comments", format!("#{}\n{{ service {{ name }} }}", "x".repeat(90_000))),
    ];
    for (name, document) in cases {
        let mut slowest = Duration::ZERO;
        let mut status = 0;
        for _ in 0..20 {
            let begun = now();
            let answer = client
                .post(graphql)
                .json(&json!({ "query": document }))
                .send()
                .await?;
            status = answer.status().as_u16();
            answer.bytes().await?;
            slowest = slowest.max(begun.elapsed());
        }
        println!(
            "{name:<44}{:>10.1}{status:>10}",
            slowest.as_secs_f64() * 1_000.0
        );
    }
    Ok(())
}

/// The same page of 20 projects as somebody would write it for this one purpose: one statement, rows put into JSON.
async fn yardstick(url: &str) -> Outcome<String> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(10)
        .sqlx_logging(false)
        .test_before_acquire(false);
    let database = Database::connect(options).await?;
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    let database = web::Data::new(database);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(database.clone())
            .route("/", web::get().to(page_by_hand))
    })
    .workers(2)
    .listen(listener)?
    .run();
    actix_web::rt::spawn(server);
    Ok(format!("http://{address}/"))
}

fn statement(backend: DatabaseBackend) -> Statement {
    let (array, object) = if backend == DatabaseBackend::Postgres {
        ("json_agg", "json_build_object")
    } else {
        ("json_group_array", "json_object")
    };
    let id = if backend == DatabaseBackend::Postgres {
        "CAST(p.id AS text)"
    } else {
        "hex(p.id)"
    };
    let text = |column: &str| {
        if backend == DatabaseBackend::Postgres {
            format!("CAST({column} AS text)")
        } else {
            format!("json({column})")
        }
    };
    let hub_name = if backend == DatabaseBackend::Postgres {
        "h.name"
    } else {
        "json(h.name)"
    };
    let sql = format!(
        "SELECT {id} AS id, p.slug, {title} AS title, p.status, l.code AS code, {name} AS name, \
         CAST((SELECT {array}({object}('slug', h.slug, 'name', {hub_name})) FROM project_hub ph JOIN hub h ON h.id = ph.hub_id \
         WHERE ph.project_id = p.id AND h.status <> 'PROPOSED') AS text) AS hubs \
         FROM project p LEFT JOIN parliament l ON l.id = p.lead_parliament_id WHERE p.status <> 'PROPOSED' \
         ORDER BY p.updated_at DESC, p.id DESC LIMIT 21",
        title = text("p.title"),
        name = text("l.name"),
    );
    Statement::from_string(backend, sql)
}

async fn page_by_hand(database: web::Data<DatabaseConnection>) -> HttpResponse {
    let statement = statement(database.get_database_backend());
    let Ok(rows) = database.query_all_raw(statement).await else {
        return HttpResponse::InternalServerError().finish();
    };
    let english = |json: Option<String>| -> Value {
        let names: Value = json
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default();
        json!({ "text": names["en"]["text"], "language": "en" })
    };
    let projects: Vec<Value> = rows
        .iter()
        .take(20)
        .map(|row| {
            let text = |column: &str| row.try_get::<Option<String>>("", column).ok().flatten();
            let hubs: Value = text("hubs").and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
            let hubs: Vec<Value> = hubs
                .as_array()
                .into_iter()
                .flatten()
                .map(|hub| json!({ "slug": hub["slug"], "name": { "text": hub["name"]["en"]["text"] } }))
                .collect();
            json!({
                "id": text("id"), "slug": text("slug"), "title": english(text("title")), "status": text("status"),
                "leadParliament": { "code": text("code"), "name": english(text("name")) },
                "hubs": hubs,
            })
        })
        .collect();
    HttpResponse::Ok().json(json!({ "data": { "projects": { "nodes": projects } } }))
}
