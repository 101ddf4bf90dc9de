//! The benchmark of deeds: twenty writers at the same time, each with an account and a project of its own, every deed in the change log. Run
//! by `scripts/bench`. Prints figures; fails only if a deed was refused or the log has a gap.

#![expect(clippy::disallowed_methods, reason = "it measures")]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use hemicycle::auth::Setup;
use hemicycle::http::Terms;
use hemicycle::startup;
use hemicycle_domain::clock::Clock;
use hemicycle_domain::network::Network;
use hemicycle_entity::project;
use hemicycle_tests::{Caller, accounts, rows};
use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::{Value, json};

const WRITERS: usize = 20;
/// Deeds of each writer.
const DEEDS: i64 = 200;
const EDIT: &str = "mutation Edit($slug: String!, $version: Int!, $percent: Int!) { projectEdit(project: {slug: $slug}, \
     input: {progressPercent: $percent}, expectedVersion: $version) { project { version } errors { code message } } }";

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[actix_web::main]
async fn main() -> Outcome<()> {
    let url = std::env::args()
        .nth(1)
        .ok_or("which database? writers URL")?;
    let network = Network::open(&url, 30, Clock::Real)
        .await
        .map_err(|failure| format!("{failure:?}"))?;
    network
        .migrate_up()
        .await
        .map_err(|failure| format!("{failure:?}"))?;
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let running = startup::serve(network.clone(), any, Terms::default(), Setup::default(), 2)?;
    let graphql = format!("http://{}/graphql", running.address);
    actix_web::rt::spawn(running.server);

    let mut writers = Vec::new();
    for number in 0..WRITERS {
        let slug = format!("project-{}-{number}", std::process::id());
        let row = rows::project(Clock::Real.new_id(), &slug);
        rows::put::<project::Entity>(&network, vec![row]).await;
        let account = accounts::person(&network).editor().open().await;
        let caller = Caller::new(graphql.clone()).bearing(&account.token);
        writers.push((caller, slug));
    }
    let begun = Instant::now();
    let under_way: Vec<_> = writers
        .into_iter()
        .map(|(caller, slug)| tokio::spawn(write(caller, slug)))
        .collect();
    let mut took = Vec::new();
    for one in under_way {
        took.extend(one.await??);
    }
    let seconds = begun.elapsed().as_secs_f64();
    took.sort();
    println!(
        "{WRITERS} writers, {} deeds: {:.0} deeds a second; median {:.1} ms, p99 {:.1} ms",
        took.len(),
        took.len() as f64 / seconds,
        took[took.len() / 2].as_secs_f64() * 1_000.0,
        took[took.len() * 99 / 100].as_secs_f64() * 1_000.0,
    );
    gapless(&url).await
}

async fn write(caller: Caller, slug: String) -> Outcome<Vec<Duration>> {
    let mut took = Vec::new();
    for number in 0..DEEDS {
        let variables = json!({ "slug": slug, "version": number + 1, "percent": number % 100 });
        let begun = Instant::now();
        let answer = caller.ask(EDIT, variables).await;
        took.push(begun.elapsed());
        let payload = &answer.body["data"]["projectEdit"];
        if payload["errors"] != Value::Array(Vec::new()) {
            return Err(answer.text.into());
        }
    }
    Ok(took)
}

/// The log's numbers have no gap.
async fn gapless(url: &str) -> Outcome<()> {
    let database = Database::connect(url).await?;
    let sql = "SELECT COUNT(*) AS entries, MAX(seq) AS last FROM change";
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let row = database.query_one_raw(statement).await?.ok_or("no log")?;
    let (entries, last): (i64, i64) = (row.try_get("", "entries")?, row.try_get("", "last")?);
    if entries != last {
        return Err(format!("{entries} entries up to number {last}").into());
    }
    println!("the log has {entries} entries without a gap");
    Ok(())
}
