//! Rows as Rust: one module per table, typed ids, column types. No behaviour, no GraphQL.
//!
//! A *record* is a row that stands for itself (a project); a *part* is a row that belongs to one (its milestone). Tables that only
//! join two records have no module here: `domain` names them where it uses them.

pub mod ids;
pub mod text;
pub mod values;

pub mod account;
pub mod account_identity;
pub mod api_token;
pub mod chamber;
pub mod change;
pub mod contact;
pub mod contact_consent;
pub mod country;
pub mod event;
pub mod event_delegate;
pub mod event_delegation;
pub mod event_organiser;
pub mod event_session;
pub mod event_speaker;
pub mod hub;
pub mod hub_membership;
pub mod import_batch;
pub mod import_row;
pub mod login_attempt;
pub mod organisation;
pub mod parliament;
pub mod practice;
pub mod practice_external_id;
pub mod practice_review;
pub mod practice_revision;
pub mod project;
pub mod project_milestone;
pub mod project_partner;
pub mod project_update;
pub mod publication;
pub mod publication_edition;
pub mod publication_publisher;
pub mod role_grant;
pub mod session;
pub mod topic;
