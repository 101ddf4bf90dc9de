//! Who sees which records, in SQL: the same answer as `policy::decide` gives for viewing one of them. A test proves that the two agree for every
//! role, relation and standing.

use chrono::{DateTime, Utc};
use hemicycle_entity::ids::{HubId, ParliamentId};
use hemicycle_entity::values::{AudienceScope, Role};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition};

use crate::actor::{Actor, Caller};
use crate::policy::Standing;
use crate::record::{Link, Record};

/// The rows of a kind that an actor sees.
pub(crate) fn seen<E: Record>(actor: &Actor, at: DateTime<Utc>) -> Condition {
    match actor {
        Actor::System(_) => Condition::all(),
        Actor::Visitor => E::standing_is(Standing::Public, at),
        Actor::Account(caller) if caller.sees_all(at) => Condition::all(),
        Actor::Account(caller) => opened::<E>(caller, at),
    }
}

/// What is public, what the network sees, and what the account's own roles and contributions open.
fn opened<E: Record>(caller: &Caller, at: DateTime<Utc>) -> Condition {
    let stands = |standings: &[Standing]| {
        let each = standings.iter().map(|one| E::standing_is(*one, at));
        each.fold(Condition::any(), Condition::add)
    };
    let both = |one: Condition, other: SimpleExpr| Condition::all().add(one).add(other);
    let mut seen = stands(&[Standing::Public]);
    if caller.is_member(at) {
        seen = seen.add(stands(&[Standing::Network]));
    }
    // A focal point sees all of its parliament, private contacts included.
    if let Some(all) = of_parliaments::<E>(&caller.parliaments(&[Role::FocalPoint], at)) {
        seen = seen.add(all);
    }
    if let Some(own) = of_parliaments::<E>(&caller.own_parliaments(E::KIND, at)) {
        seen = seen.add(both(stands(&OWN), own));
    }
    let within = match caller.is_member(at) {
        true => caller.hubs.clone(),
        false => Vec::new(),
    };
    let around = [
        (caller.coordinated(at), &REVIEWED[..]),
        (within, &[Standing::Hub][..]),
    ];
    for (hubs, standings) in around {
        if let Some(own) = of_hubs::<E>(&hubs) {
            seen = seen.add(both(stands(standings), own));
        }
    }
    if let Some(own) = of_self::<E>(caller) {
        seen = seen.add(own);
    }
    seen
}

const OWN: [Standing; 4] = [
    Standing::Draft,
    Standing::Waiting,
    Standing::Closed,
    Standing::Hub,
];
const REVIEWED: [Standing; 3] = [Standing::Waiting, Standing::Closed, Standing::Hub];

/// The records that an account is among the own people of: of its parliaments, its hubs, or its own.
pub(crate) fn own<E: Record>(caller: &Caller, at: DateTime<Utc>) -> Condition {
    let own = [
        of_parliaments::<E>(&caller.own_parliaments(E::KIND, at)),
        of_hubs::<E>(&caller.coordinated(at)),
        of_self::<E>(caller),
    ];
    own.into_iter().flatten().fold(none(), Condition::add)
}

/// Those of them that it contributes to: of its parliaments, or its own.
pub(crate) fn contributed<E: Record>(caller: &Caller, at: DateTime<Utc>) -> Condition {
    let own = [
        of_parliaments::<E>(&caller.own_parliaments(E::KIND, at)),
        of_self::<E>(caller),
    ];
    own.into_iter().flatten().fold(none(), Condition::add)
}

/// The records that an actor decides on, but for its own.
pub(crate) fn reviewed<E: Record>(actor: &Actor, at: DateTime<Utc>) -> Condition {
    match actor {
        Actor::System(_) => Condition::all(),
        Actor::Visitor => none(),
        Actor::Account(caller) if caller.has_role(Role::Editor, at) => Condition::all(),
        Actor::Account(caller) => none().add_option(of_hubs::<E>(&caller.coordinated(at))),
    }
}

/// The records that an actor drafted, edited or submitted.
pub(crate) fn by_hand<E: Record>(actor: &Actor) -> Condition {
    none().add_option(actor.caller().and_then(of_self::<E>))
}

/// Nothing, unless something is added.
fn none() -> Condition {
    Condition::any().add(Expr::cust("1 = 0"))
}

fn of_parliaments<E: Record>(parliaments: &[ParliamentId]) -> Option<SimpleExpr> {
    if parliaments.is_empty() {
        return None;
    }
    let ids = || parliaments.iter().map(|id| id.0);
    match (E::parliament_column(), E::PARLIAMENTS) {
        (Some(column), _) => Some(column.into_expr().is_in(ids())),
        (None, Some(link)) => Some(linked::<E>(link, ids())),
        (None, None) => None,
    }
}

fn of_hubs<E: Record>(hubs: &[HubId]) -> Option<SimpleExpr> {
    if hubs.is_empty() {
        return None;
    }
    let ids = || hubs.iter().map(|id| id.0);
    match (E::IS_HUB, E::HUBS) {
        (true, _) => Some(E::id_column().into_expr().is_in(ids())),
        (false, Some(link)) => Some(linked::<E>(link, ids())),
        (false, None) => None,
    }
}

fn linked<E: Record>(link: Link, targets: impl Iterator<Item = uuid::Uuid>) -> SimpleExpr {
    let rows = Query::select()
        .column(Alias::new(link.from))
        .from(Alias::new(link.table))
        .and_where(Expr::col(Alias::new(link.to)).is_in(targets))
        .to_owned();
    E::id_column().into_expr().in_subquery(rows)
}

fn of_self<E: Record>(caller: &Caller) -> Option<SimpleExpr> {
    if let Some(column) = E::account_column() {
        return Some(column.into_expr().eq(caller.account.0));
    }
    if !E::AUTHORED {
        return None;
    }
    let written = Query::select()
        .column(Alias::new("record"))
        .from(Alias::new("authorship"))
        .and_where(Expr::col(Alias::new("account_id")).eq(caller.account.0))
        .and_where(Expr::col(Alias::new("kind")).eq(E::KIND))
        .to_owned();
    Some(E::id_column().into_expr().in_subquery(written))
}

/// The audience of the log's entries about a record of this standing: a draft is for those who write it, what waits also for who decides.
pub(crate) const fn audience(standing: Standing) -> AudienceScope {
    match standing {
        Standing::Public => AudienceScope::Public,
        Standing::Network => AudienceScope::Network,
        Standing::Waiting | Standing::Closed | Standing::Hub => AudienceScope::Staff,
        Standing::Draft | Standing::Private => AudienceScope::Authors,
    }
}
