//! Who may read the log: an entry is shown to who may see the record now (the caller came through it) and belonged to its readers then.

use chrono::{DateTime, Utc};
use hemicycle_entity::change::{Column, Entity, Model};
use hemicycle_entity::ids::AccountId;
use hemicycle_entity::values::{ActorKind, AudienceScope, ChangeAction, Closed};
use hemicycle_entity::{account, contact, event, hub, practice, project};
use sea_orm::sea_query::{Alias, Expr, Query};
use sea_orm::{ColumnTrait, Condition};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::audit::{self, EntryFilter};
use crate::actor::{Actor, Caller};
use crate::failure::Failure;
use crate::fields::{in_history, is_for_own_people, value_in_history};
use crate::filter::Scope;
use crate::names::NameLanguage;
use crate::page::{Direction, KeyType, Order, Sort};
use crate::policy::audiences;
use crate::read::{Listed, Reading};
use crate::record::{Record, Relation, Rows};
use crate::sight::{contributed, own};

/// The entries of a record.
pub const OF_RECORD: Relation = Relation::Column("record");

impl Rows for Entity {
    type Id = Uuid;

    /// An entry is known by its number; the record's id only breaks ties that do not occur.
    fn id(row: &Model) -> Uuid {
        row.record
    }

    fn id_column() -> Column {
        Column::Record
    }

    fn visible_to(actor: &Actor, at: DateTime<Utc>) -> Condition {
        let audiences = audiences(actor, at);
        let readers: Vec<&str> = audiences.iter().map(|one| one.as_str()).collect();
        let seen = Condition::any()
            .add(Column::AudienceAfter.is_in(readers.clone()))
            .add(
                Condition::all()
                    .add(Column::Action.eq(ChangeAction::Removed))
                    .add(Column::AudienceBefore.is_in(readers)),
            );
        match actor.caller().filter(|caller| !caller.sees_all(at)) {
            Some(caller) => seen.add(of_own_records(caller, at)),
            None => seen,
        }
    }
}

/// Entries from times when a record was for its own people, for those who are among them.
fn of_own_records(caller: &Caller, at: DateTime<Utc>) -> Condition {
    let none = Condition::any().add(Expr::cust("1 = 0"));
    let of_kinds = [
        of_own::<hub::Entity>(caller, at),
        of_own::<project::Entity>(caller, at),
        of_own::<practice::Entity>(caller, at),
        of_own::<event::Entity>(caller, at),
        of_own::<contact::Entity>(caller, at),
        of_own::<account::Entity>(caller, at),
    ];
    Condition::all()
        .add(Column::AudienceAfter.is_in([AudienceScope::Authors, AudienceScope::Staff]))
        .add(of_kinds.into_iter().fold(none, Condition::add))
}

/// What it was while it was a draft is for those who contribute to it; the rest for its coordinators, too.
fn of_own<E: Record>(caller: &Caller, at: DateTime<Utc>) -> Condition {
    let readers = [
        (AudienceScope::Staff, own::<E>(caller, at)),
        (AudienceScope::Authors, contributed::<E>(caller, at)),
    ];
    let readers = readers.into_iter().map(|(audience, records)| {
        let ids = Query::select()
            .column((E::default(), E::id_column()))
            .from(E::default())
            .cond_where(records)
            .to_owned();
        Condition::all()
            .add(Column::AudienceAfter.eq(audience))
            .add(Column::Record.in_subquery(ids))
    });
    Condition::all()
        .add(Column::Kind.eq(E::KIND))
        .add(readers.fold(Condition::any(), Condition::add))
}

/// Whether entries for this audience are shown to a record's own people only.
const fn of_its_people(audience: AudienceScope) -> bool {
    matches!(audience, AudienceScope::Authors | AudienceScope::Staff)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HistoryOrder {
    Number,
}

impl Listed for Entity {
    type Filter = EntryFilter;
    type Field = HistoryOrder;
    const LIST: &'static str = "history";
    const DEFAULT_ORDER: Order<HistoryOrder> = Order {
        field: HistoryOrder::Number,
        direction: Direction::Descending,
        language: NameLanguage::English,
    };

    fn filter(filter: &EntryFilter, scope: Scope<'_>) -> Condition {
        audit::condition(filter, scope)
    }

    fn sort(_field: HistoryOrder) -> Sort {
        Sort::Column {
            expr: Column::Seq.into_expr(),
            key: KeyType::Sequence,
            nullable: false,
        }
    }
}

/// The account that did it, as far as the actor may know: who did what is for administrators.
pub fn author(actor: &Actor, at: DateTime<Utc>, entry: &Model) -> Option<AccountId> {
    if entry.actor_kind == ActorKind::System || !actor.administers(at) {
        return None;
    }
    Uuid::parse_str(&entry.actor).ok().map(AccountId)
}

/// The account of the person that a client did it for, as far as the actor may know.
pub fn person(actor: &Actor, at: DateTime<Utc>, entry: &Model) -> Option<AccountId> {
    entry
        .person
        .filter(|_| actor.administers(at))
        .map(AccountId)
}

/// The names of the changed fields that the actor may know of.
pub fn fields<'a>(actor: &Actor, at: DateTime<Utc>, entry: &'a Model) -> Vec<&'a str> {
    entry
        .fields
        .0
        .iter()
        .map(String::as_str)
        .filter(|field| in_history(actor, at, entry.kind, field))
        .filter(|field| is_told(actor, at, entry, field))
        .collect()
}

/// What is for a record's own people stays untold in entries that others read, too.
fn is_told(actor: &Actor, at: DateTime<Utc>, entry: &Model, field: &str) -> bool {
    !is_for_own_people(entry.kind, field)
        || of_its_people(entry.audience_after)
        || actor.sees_all(at)
}

/// What those fields were, as far as they are remembered and the actor could have read them then.
pub fn before(actor: &Actor, at: DateTime<Utc>, entry: &Model) -> Map<String, Value> {
    values(actor, at, entry, entry.audience_before, &entry.before)
}

/// What those fields became.
pub fn after(actor: &Actor, at: DateTime<Utc>, entry: &Model) -> Map<String, Value> {
    values(actor, at, entry, entry.audience_after, &entry.after)
}

fn values(
    actor: &Actor,
    at: DateTime<Utc>,
    entry: &Model,
    readers: AudienceScope,
    values: &Value,
) -> Map<String, Value> {
    // What a draft held before it was published stays with the readers of the draft. Who was shown an entry for a record's own people is one.
    let among_own = of_its_people(readers) && entry.audience_after == readers;
    if !among_own && !audiences(actor, at).contains(&readers) {
        return Map::new();
    }
    values
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(field, _)| value_in_history(actor, at, entry.kind, field))
        .filter(|(field, _)| is_told(actor, at, entry, field))
        .map(|(field, value)| (field.clone(), value.clone()))
        .collect()
}

impl Reading {
    /// The number and time of the last change that the actor may know of.
    pub async fn last_change(&self) -> Result<Option<(i64, DateTime<Utc>)>, Failure> {
        let query = Query::select()
            .column(Column::Seq)
            .column(Column::At)
            .from(Entity)
            .cond_where(Entity::visible_to(self.actor(), self.now()))
            .order_by(Alias::new("seq"), sea_orm::Order::Desc)
            .limit(1)
            .to_owned();
        let rows = self.rows(&query).await?;
        let last = rows
            .first()
            .map(|row| Ok::<_, Failure>((row.try_get("", "seq")?, row.try_get("", "at")?)));
        last.transpose()
    }
}
