//! The service as its users meet it. One file per subject.

mod architecture;
mod bad_input;
mod command_line;
mod contract;
mod delegation;
mod event;
mod filters;
mod http;
mod hub;
mod languages;
mod limits;
mod login;
mod markdown;
mod migrations;
mod observability;
mod pagination;
mod permissions;
mod project;
mod readme;
mod reference;
mod root_fields;
mod statements;
mod visibility;
mod writing;
