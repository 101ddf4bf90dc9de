//! The whole log, for administrators: who did what, when, through which client and in which request.

use chrono::{DateTime, Utc};
use hemicycle_entity::change::{Column, Entity};
use hemicycle_entity::ids::AccountId;
use hemicycle_entity::values::{ActorKind, Kind};
use sea_orm::sea_query::ArrayType;
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use crate::filter::{AnyOf, Filtering, Scope, any_of};
use crate::record::nobody;

/// Which entries of the log to keep.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EntryFilter {
    /// As the audit shows them: nothing of it is there for others than administrators.
    pub audit: bool,
    /// Done by any of these accounts.
    pub accounts: AnyOf<AccountId>,
    /// Done by any of these parts of the service.
    pub systems: AnyOf<String>,
    /// Done by a client for any of these people.
    pub people: AnyOf<AccountId>,
    /// Done through any of these OAuth clients.
    pub clients: AnyOf<String>,
    pub kinds: AnyOf<Kind>,
    pub records: AnyOf<Uuid>,
    pub deeds: AnyOf<String>,
    pub requests: AnyOf<String>,
    pub since: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
}

pub(super) fn condition(filter: &EntryFilter, scope: Scope<'_>) -> Condition {
    if filter.audit && !scope.actor.administers(scope.at) {
        return nobody();
    }
    let uuids = |column: Column, scope: &Scope<'_>, ids: Vec<Uuid>| {
        let ids = ids.into_iter().map(Into::into).collect();
        any_of(scope.dialect, column.into_expr(), ArrayType::Uuid, ids)
    };
    let accounts: AnyOf<String> = filter
        .accounts
        .as_ref()
        .map(|ids| ids.iter().map(|id| id.0.to_string()).collect());
    let people: AnyOf<Uuid> = filter
        .people
        .as_ref()
        .map(|ids| ids.iter().map(|id| id.0).collect());
    Filtering::<Entity>::new(scope)
        .codes(Column::Actor, &accounts)
        .codes(Column::Actor, &filter.systems)
        .asked(filter.systems.as_ref(), |_, _| {
            Column::ActorKind.eq(ActorKind::System)
        })
        .asked(people.as_ref(), |scope, ids| {
            uuids(Column::Person, scope, ids.clone())
        })
        .codes(Column::Client, &filter.clients)
        .among(Column::Kind, &filter.kinds)
        .asked(filter.records.as_ref(), |scope, ids| {
            uuids(Column::Record, scope, ids.clone())
        })
        .codes(Column::Deed, &filter.deeds)
        .codes(Column::Request, &filter.requests)
        .since(Column::At, filter.since)
        .asked(filter.until.as_ref(), |_, until| Column::At.lt(*until))
        .done()
}
