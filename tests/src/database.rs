//! Fresh databases. Each is a copy of a template that is made once per run: migrated, or migrated and loaded with the reference dataset.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, TimeZone, Utc};
use hemicycle_domain::clock::Clock;
use hemicycle_domain::dataset::{self, Options};
use hemicycle_domain::network::Network;
use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;
use tokio::sync::OnceCell;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A database of one test, with a clock that stands still.
pub struct Fresh {
    pub network: Network,
    pub clock: Clock,
    pub backend: Backend,
    /// Where it is; for tests that look at it from outside.
    pub url: String,
    _folder: Option<TempDir>,
}

#[derive(Clone, Copy)]
enum Template {
    Bare,
    Empty,
    Reference,
}

impl Template {
    const fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Empty => "empty",
            Self::Reference => "reference",
        }
    }
}

/// The time of all tests, until they move their clock.
pub fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

impl Fresh {
    /// Nothing at all, not even a schema.
    pub async fn bare(backend: Backend) -> Self {
        Self::of(backend, Template::Bare).await
    }

    /// Migrated, without a record.
    pub async fn empty(backend: Backend) -> Self {
        Self::of(backend, Template::Empty).await
    }

    /// Loaded with the reference dataset.
    pub async fn reference(backend: Backend) -> Self {
        Self::of(backend, Template::Reference).await
    }

    async fn of(backend: Backend, template: Template) -> Self {
        let clock = Clock::fixed(noon(), 1);
        let (url, folder) = match backend {
            Backend::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let file = folder.path().join("test.sqlite");
                std::fs::copy(sqlite_template(template).await, &file).unwrap();
                (sqlite_url(&file), Some(folder))
            }
            Backend::Postgres => (postgres_copy(template).await, None),
        };
        let network = Network::open(&url, 4, clock.clone()).await.unwrap();
        Self {
            network,
            clock,
            backend,
            url,
            _folder: folder,
        }
    }

    /// The same database through another handle, as a second gateway has it.
    pub async fn second_gateway(&self) -> Network {
        Network::open(&self.url, 4, self.clock.clone())
            .await
            .unwrap()
    }
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

async fn fill(url: &str, template: Template) {
    let network = Network::open(url, 2, Clock::fixed(noon(), 0))
        .await
        .unwrap();
    if !matches!(template, Template::Bare) {
        network.migrate_up().await.unwrap();
    }
    if matches!(template, Template::Reference) {
        let report = dataset::load(
            &network,
            &dataset::reference(),
            &Options::default(),
            &mut |_| {},
        )
        .await
        .unwrap();
        assert!(report.written, "{:#?}", report.problems);
    }
    network.close().await.unwrap();
}

async fn sqlite_template(template: Template) -> PathBuf {
    static FOLDER: OnceCell<TempDir> = OnceCell::const_new();
    static READY: [OnceCell<()>; 3] = [const { OnceCell::const_new() }; 3];
    let folder = FOLDER
        .get_or_init(|| async { tempfile::tempdir().unwrap() })
        .await;
    let file = folder.path().join(template.name());
    READY[template as usize]
        .get_or_init(|| async { fill(&sqlite_url(&file), template).await })
        .await;
    file
}

/// The cluster of this run.
fn postgres_server() -> String {
    #[expect(clippy::disallowed_methods, reason = "how the test script names the cluster it started")]
    std::env::var("HEMICYCLE_TEST_POSTGRES").expect(
        "HEMICYCLE_TEST_POSTGRES is not set: run the tests through scripts/test, or scripts/with-postgres cargo test",
    )
}

async fn create_database(name: &str, template: &str) {
    let server = Database::connect(format!("{}/postgres", postgres_server()))
        .await
        .unwrap();
    server
        .execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
        .await
        .unwrap();
    server.close().await.unwrap();
}

async fn postgres_copy(template: Template) -> String {
    static READY: [OnceCell<String>; 3] = [const { OnceCell::const_new() }; 3];
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let run = std::process::id();
    let source = READY[template as usize]
        .get_or_init(|| async {
            let name = format!("template_{}_{run}", template.name());
            create_database(&name, "template0").await;
            fill(&format!("{}/{name}", postgres_server()), template).await;
            name
        })
        .await;
    let name = format!("test_{run}_{}", COUNT.fetch_add(1, Ordering::SeqCst));
    create_database(&name, source).await;
    format!("{}/{name}", postgres_server())
}
