//! The history of the schema, oldest first. A migration that has landed is never edited: a mistake gets the next one.
//!
//! Nothing here imports `entity` or `domain`: history must not move when code moves. A test compares the result with the entities.

use sea_orm_migration::prelude::*;

mod m20261122_000001_vocabulary_and_places;
mod m20261122_000002_parliaments;
mod m20261122_000003_hubs;
mod m20261122_000004_contacts;
mod m20261122_000005_events;
mod m20261122_000006_projects;
mod m20261122_000007_practices;
mod m20261122_000008_publications;
mod m20261122_000009_search;
mod m20261122_000010_change;
mod m20261125_000011_accounts;
mod m20261125_000012_practices;
mod m20261125_000013_projects;
mod m20261125_000014_events;
mod m20261125_000015_reference;
mod m20261125_000016_contacts;
mod m20261125_000017_audit;
mod m20261125_000018_imports;
mod m20261125_000019_authors;
mod m20261125_000020_given_up;
mod m20261125_000021_organising_chambers;
mod m20261125_000022_membership_dates;
mod m20261125_000023_delegations_in_history;
mod m20261125_000024_consents_of_former_people;
mod table;

pub use sea_orm_migration::{MigratorTrait, SchemaManager};

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_vocabulary_and_places::Migration),
            Box::new(m20261122_000002_parliaments::Migration),
            Box::new(m20261122_000003_hubs::Migration),
            Box::new(m20261122_000004_contacts::Migration),
            Box::new(m20261122_000005_events::Migration),
            Box::new(m20261122_000006_projects::Migration),
            Box::new(m20261122_000007_practices::Migration),
            Box::new(m20261122_000008_publications::Migration),
            Box::new(m20261122_000009_search::Migration),
            Box::new(m20261122_000010_change::Migration),
            Box::new(m20261125_000011_accounts::Migration),
            Box::new(m20261125_000012_practices::Migration),
            Box::new(m20261125_000013_projects::Migration),
            Box::new(m20261125_000014_events::Migration),
            Box::new(m20261125_000015_reference::Migration),
            Box::new(m20261125_000016_contacts::Migration),
            Box::new(m20261125_000017_audit::Migration),
            Box::new(m20261125_000018_imports::Migration),
            Box::new(m20261125_000019_authors::Migration),
            Box::new(m20261125_000020_given_up::Migration),
            Box::new(m20261125_000021_organising_chambers::Migration),
            Box::new(m20261125_000022_membership_dates::Migration),
            Box::new(m20261125_000023_delegations_in_history::Migration),
            Box::new(m20261125_000024_consents_of_former_people::Migration),
        ]
    }
}
