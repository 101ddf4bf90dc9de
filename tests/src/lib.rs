//! What tests stand on: a fresh database each, on both databases, a service on a real socket, and typed callers.

pub mod accounts;
pub mod callers;
pub mod contents;
pub mod database;
pub mod desk;
pub mod log;
pub mod mutations;
pub mod place;
pub mod provider;
pub mod raw;
pub mod rows;
pub mod service;
pub mod tables;

pub use callers::{Answer, Caller};
pub use contents::Contents;
pub use database::{Backend, Fresh};
pub use desk::Desk;
pub use mutations::Mutation;
pub use place::Place;
pub use provider::Provider;
pub use service::{Service, generous};

/// A test that runs on SQLite and on PostgreSQL, each time with a fresh database: `Fresh::empty` (migrated) or `Fresh::reference`.
#[macro_export]
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($backend:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$attribute])*
            async fn runs($backend: $crate::Backend) $body

            #[tokio::test]
            async fn on_sqlite() {
                runs($crate::Backend::Sqlite).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                runs($crate::Backend::Postgres).await;
            }
        }
    )*};
}
