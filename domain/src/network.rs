//! `Network`: the one handle on the network's data. It hands out the right to look and the right to change.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hemicycle_migration::{Migrator, MigratorTrait, SchemaManager};
use sea_orm::sea_query::{Alias, Func, Query};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection,
    DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, Row};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::read::Reading;
use crate::write::Writing;

/// What to hear of the database's libraries where nothing else is asked: warnings.
pub const QUIET_DATABASE: &str = "sea_orm_migration=warn,sqlx=warn";

/// A statement that takes longer is ended by the database.
pub const STATEMENT_LIMIT: Duration = Duration::from_secs(5);
/// Imports that a gateway works on at the same time.
const IMPORTS_AT_ONCE: usize = 2;
/// How long a request waits for a connection.
const ACQUIRE_LIMIT: Duration = Duration::from_secs(5);
/// How long one process waits for another that writes to the same file of SQLite.
const BUSY_LIMIT: Duration = Duration::from_secs(5);
const BUSY_LIMIT_AGAIN: &str = "PRAGMA busy_timeout = 5000";
/// Instructions of SQLite's machine between two looks at the clock.
const STEPS_PER_LOOK: i32 = 20_000;
/// Lifts the limit on statements for one transaction of PostgreSQL.
const NO_LIMIT: &str = "SET LOCAL statement_timeout = 0";
/// The key of PostgreSQL's advisory lock that migrations run under.
const MIGRATION_LOCK: i64 = 0x6d69_6772; // "migr"

/// The network's data. Cheap to clone.
#[derive(Clone)]
pub struct Network {
    reads: DatabaseConnection,
    writes: DatabaseConnection,
    clock: Clock,
    /// For the one use that needs a connection of its own: migrations.
    url: String,
    /// Places for work on imports, which holds a connection for long.
    imports: Arc<Semaphore>,
    /// What was erased may be in SQLite's log of writes still.
    unforgotten: Arc<AtomicBool>,
}

impl Network {
    /// Opens the database at `url`: `sqlite:` with a file, or `postgres:`.
    pub async fn open(url: &str, connections: u32, clock: Clock) -> Result<Self, Failure> {
        let (reads, writes) = if url.starts_with("sqlite:") {
            // The writer first: it makes the file.
            let writes = Database::connect(sqlite_writer(url)).await?;
            (
                Database::connect(sqlite_reader(url, connections)).await?,
                writes,
            )
        } else {
            let pool = Database::connect(postgres(url, connections)).await?;
            (pool.clone(), pool)
        };
        Ok(Self {
            reads,
            writes,
            clock,
            url: url.to_owned(),
            imports: Arc::new(Semaphore::new(IMPORTS_AT_ONCE)),
            unforgotten: Arc::new(AtomicBool::new(true)),
        })
    }

    /// A place for work on an import, until it is dropped. Who finds none waits, and leaves the connections to everybody else meanwhile.
    pub(crate) async fn import_place(&self) -> Option<OwnedSemaphorePermit> {
        self.imports.clone().acquire_owned().await.ok()
    }

    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Whether the data lies in a file of this process (SQLite).
    pub fn is_embedded(&self) -> bool {
        self.writes.get_database_backend() == DatabaseBackend::Sqlite
    }

    /// The right to look, for one request.
    pub fn read(&self, actor: Actor) -> Reading {
        Reading::over_pool(self.reads.clone(), actor, self.clock.now())
    }

    /// A later look for the same actor, after something was changed; its statements are counted with those before.
    pub fn read_again(&self, before: &Reading) -> Reading {
        let mut reading = self.read(before.actor().clone());
        reading.share_count(before);
        reading
    }

    /// The right to change, for one deed.
    pub async fn write(
        &self,
        actor: Actor,
        deed: impl Into<String>,
        request: Option<String>,
    ) -> Result<Writing, Failure> {
        let options = TransactionOptions {
            sqlite_transaction_mode: self
                .is_embedded()
                .then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.writes.begin_with_options(options).await?;
        // Loads are long and wait for each other; the limit is there for callers.
        if !self.is_embedded() && matches!(actor, Actor::System(_)) {
            transaction.execute_unprepared(NO_LIMIT).await?;
        }
        Ok(Writing::new(
            transaction,
            actor,
            self.clock.clone(),
            deed.into(),
            request,
        ))
    }

    /// Brings the schema up to date; on PostgreSQL one process at a time. Returns the names of the migrations that ran.
    pub async fn migrate_up(&self) -> Result<Vec<String>, Failure> {
        // Even looking makes the migrator's own table, so it needs the lock, too.
        let bench = MigrationBench::open(self).await?;
        let pending = self.pending_migrations().await;
        let done = match &pending {
            Ok(names) if !names.is_empty() => Migrator::up(&bench.connection, None).await,
            _ => Ok(()),
        };
        bench.close().await?;
        done?;
        pending
    }

    /// Takes back the last `steps` migrations.
    pub async fn migrate_down(&self, steps: u32) -> Result<(), Failure> {
        let bench = MigrationBench::open(self).await?;
        let done = Migrator::down(&bench.connection, Some(steps)).await;
        bench.close().await?;
        Ok(done?)
    }

    /// Takes what was erased out of SQLite's log of writes, too, which goes on holding it until something else is written in its place. As long as somebody
    /// reads what was before, it stays: then it is tried again by whoever follows the clock.
    pub(crate) async fn forget_written(&self) {
        if !self.is_embedded() {
            return;
        }
        let forgotten = self.empty_log_of_writes().await;
        if !matches!(forgotten, Ok(true)) {
            tracing::warn!(outcome = ?forgotten, "what was erased is still in the database’s log of writes");
        }
        self.unforgotten
            .store(!matches!(forgotten, Ok(true)), Ordering::Relaxed);
    }

    /// The same where it was not done yet, or where a process before this one may have ended in between.
    pub(crate) async fn forget_what_is_left(&self) {
        if self.unforgotten.load(Ordering::Relaxed) {
            self.forget_written().await;
        }
    }

    /// Whether the log of writes is empty now. Who is in the way is not waited for long: deeds wait for this connection meanwhile.
    async fn empty_log_of_writes(&self) -> Result<bool, sqlx::Error> {
        let pool = self.writes.get_sqlite_connection_pool();
        let mut connection = pool.acquire().await?;
        sqlx::query("PRAGMA busy_timeout = 200")
            .execute(&mut *connection)
            .await?;
        let emptied = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&mut *connection)
            .await;
        sqlx::query(BUSY_LIMIT_AGAIN)
            .execute(&mut *connection)
            .await?;
        Ok(emptied?.try_get::<i64, _>(0)? == 0)
    }

    /// Lets the database look at how its rows are spread. After many were written, so that the next statements are planned well.
    pub async fn analyze(&self) -> Result<(), Failure> {
        let transaction = self.writes.begin().await?;
        if !self.is_embedded() {
            transaction.execute_unprepared(NO_LIMIT).await?;
        }
        transaction.execute_unprepared("ANALYZE").await?;
        Ok(transaction.commit().await?)
    }

    /// The migrations that have not run yet. Only looks: the migrator itself would make its table first.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, Failure> {
        let applied = self.applied_migrations().await?;
        let all = Migrator::migrations();
        let names = all.iter().map(|one| one.name().to_owned());
        Ok(names.filter(|name| !applied.contains(name)).collect())
    }

    /// The migrations that have run.
    pub async fn applied_migrations(&self) -> Result<Vec<String>, Failure> {
        let table = "seaql_migrations";
        if !SchemaManager::new(&self.reads).has_table(table).await? {
            return Ok(Vec::new());
        }
        let query = Query::select()
            .column(Alias::new("version"))
            .from(Alias::new(table))
            .order_by(Alias::new("version"), sea_orm::Order::Asc)
            .to_owned();
        let rows = self.reads.query_all(&query).await?;
        Ok(rows
            .iter()
            .map(|row| row.try_get("", "version"))
            .collect::<Result<_, _>>()?)
    }

    /// Whether nothing was ever written here.
    pub async fn is_empty(&self) -> Result<bool, Failure> {
        let reading = self.read(Actor::System("start"));
        Ok(reading.last_change().await?.is_none())
    }

    pub async fn close(self) -> Result<(), Failure> {
        self.reads.close_by_ref().await?;
        Ok(self.writes.close().await?)
    }
}

/// Where migrations run: on PostgreSQL a connection of their own, without a limit to statements, while a transaction beside it holds the lock
/// that keeps other processes out. SQLite has one writer and no such limit there.
struct MigrationBench {
    connection: DatabaseConnection,
    lock: Option<DatabaseTransaction>,
}

impl MigrationBench {
    async fn open(network: &Network) -> Result<Self, DbErr> {
        if network.is_embedded() {
            return Ok(Self {
                connection: network.writes.clone(),
                lock: None,
            });
        }
        let connection = Database::connect(unlimited(&network.url)).await?;
        let transaction = connection.begin().await?;
        let lock = Query::select()
            .expr(Func::cust(Alias::new("pg_advisory_xact_lock")).arg(MIGRATION_LOCK))
            .to_owned();
        transaction.query_one(&lock).await?;
        Ok(Self {
            connection,
            lock: Some(transaction),
        })
    }

    async fn close(self) -> Result<(), DbErr> {
        let Some(transaction) = self.lock else {
            return Ok(());
        };
        transaction.rollback().await?;
        self.connection.close().await
    }
}

fn options(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .acquire_timeout(ACQUIRE_LIMIT)
        .test_before_acquire(false);
    options
}

/// Two connections: one for the lock, one for the work.
fn unlimited(url: &str) -> ConnectOptions {
    let mut options = options(url);
    options.max_connections(2);
    options
}

fn postgres(url: &str, connections: u32) -> ConnectOptions {
    let mut options = options(url);
    options
        .max_connections(connections)
        .map_sqlx_postgres_opts(|postgres| {
            let limit = STATEMENT_LIMIT.as_millis().to_string();
            postgres
                .application_name("hemicycle")
                .options([("statement_timeout", limit.as_str()), ("timezone", "UTC")])
        });
    options
}

fn configured(sqlite: SqliteConnectOptions) -> SqliteConnectOptions {
    sqlite
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // What is removed is overwritten, so that what was erased is not read from the file.
        .pragma("secure_delete", "on")
        .busy_timeout(BUSY_LIMIT)
}

fn sqlite_writer(url: &str) -> ConnectOptions {
    let mut options = options(url);
    options.max_connections(1).map_sqlx_sqlite_opts(configured);
    options
}

/// Connections that cannot write; each use of one ends after the statement limit.
fn sqlite_reader(url: &str, connections: u32) -> ConnectOptions {
    let mut options = options(url);
    options.map_sqlx_sqlite_opts(|sqlite| configured(sqlite).pragma("query_only", "on"));
    options
        .max_connections(connections)
        .map_sqlx_sqlite_before_acquire(|connection, _| Box::pin(limited(connection)));
    options
}

#[expect(
    clippy::disallowed_methods,
    reason = "a deadline, not a fact of the domain"
)]
async fn limited(
    connection: &mut sea_orm::sqlx::SqliteConnection,
) -> Result<bool, sea_orm::sqlx::Error> {
    let deadline = std::time::Instant::now() + STATEMENT_LIMIT;
    connection
        .lock_handle()
        .await?
        .set_progress_handler(STEPS_PER_LOOK, move || std::time::Instant::now() < deadline);
    Ok(true)
}
