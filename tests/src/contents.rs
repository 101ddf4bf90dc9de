//! Everything that a database holds, as text: what a deed that does not happen must not touch.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

use crate::database::{Backend, Fresh};

/// A look at a database from outside, past the service.
pub struct Contents {
    database: DatabaseConnection,
    pub tables: Vec<String>,
    /// Every row of every table in one statement.
    everything: String,
}

impl Contents {
    pub async fn of(fresh: &Fresh) -> Self {
        let database = Database::connect(&fresh.url).await.unwrap();
        let names = match fresh.backend {
            Backend::Sqlite => {
                "SELECT name AS line FROM sqlite_master WHERE type = 'table' ORDER BY name"
            }
            Backend::Postgres => {
                "SELECT tablename::text AS line FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
            }
        };
        let tables = column(&database, names).await;
        let mut rows = Vec::new();
        for name in &tables {
            let whole = match fresh.backend {
                Backend::Postgres => "t::text".to_owned(),
                Backend::Sqlite => {
                    let columns = format!(
                        "SELECT group_concat('quote(\"' || name || '\")', ' || '','' || ') AS line FROM pragma_table_info('{name}')"
                    );
                    column(&database, &columns).await.remove(0)
                }
            };
            rows.push(format!(
                "SELECT '{name}: ' || {whole} AS line FROM \"{name}\" t"
            ));
        }
        Self {
            database,
            tables,
            everything: format!("{} ORDER BY 1", rows.join(" UNION ALL ")),
        }
    }

    /// Every row, as a line that begins with the name of its table.
    pub async fn lines(&self) -> Vec<String> {
        column(&self.database, &self.everything).await
    }

    /// For what befalls a database without the service's doing.
    pub async fn befalls(&self, sql: &str) {
        self.database
            .execute_unprepared(sql)
            .await
            .unwrap_or_else(|error| panic!("{sql}\n{error}"));
    }
}

async fn column(database: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(statement).await.unwrap();
    let lines = rows.iter().map(|row| row.try_get("", "line").unwrap());
    lines.collect()
}
