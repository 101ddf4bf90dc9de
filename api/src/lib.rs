//! The door and the counter of Hemicycle: HTTP, GraphQL, the command line, and the wiring. Knows no SQL.

pub mod auth;
pub mod cli;
pub mod commands;
pub mod config;
pub mod graphql;
pub mod http;
pub mod startup;
pub mod telemetry;
