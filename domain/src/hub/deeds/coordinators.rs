//! Who coordinates a hub: people with the role for it. One deed, told in the account's entry of the log and, by name alone, in the hub's.

use chrono::{DateTime, Utc};
use hemicycle_entity::hub::Entity;
use hemicycle_entity::ids::{AccountId, HubId};
use hemicycle_entity::values::{AccountKind, Role};
use hemicycle_entity::{account, role_grant};

use super::super::lifecycle::may_welcome;
use crate::account::grants::ends_later;
use crate::account::{self as accounts, NewGrant};
use crate::actor::Place;
use crate::deed::{Selector, wrong_state};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::write::Writing;

/// The list of the hub's entry in the log.
const FIELD: &str = "coordinators";

/// Whose role for the hub begins or ends, and when.
#[derive(Clone, Debug)]
pub struct Appointment {
    pub account: Selector,
    /// Now, when not said.
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

/// Gives an account the role of coordinator for a hub.
pub async fn appoint_coordinator(
    writing: &mut Writing,
    hub: Selector,
    input: Appointment,
    expected_version: i32,
) -> Result<HubId, Failure> {
    let hub = writing
        .change_for::<Entity>(Action::Appoint, &hub, "hub", expected_version)
        .await?;
    writing.problems.take("hub", may_welcome(hub.status));
    let account = meant(writing, &input.account).await?;
    let now = writing.now();
    let from = input.from.unwrap_or(now).max(now);
    writing
        .problems
        .take("input.endsAt", ends_later(from, input.until, now));
    let Some(account) = account else {
        return Ok(hub.id);
    };
    writing
        .problems
        .take("input.account", may_coordinate(&account));
    let held = terms(writing, account.id, hub.id).await?;
    let overlaps = |one: &role_grant::Model| {
        one.valid_until.is_none_or(|until| until > from)
            && input.until.is_none_or(|until| one.valid_from < until)
    };
    if held.iter().any(overlaps) {
        writing
            .problems
            .note("input.account", coordinates_already());
    }
    writing.problems.settled()?;
    let grant = NewGrant {
        role: Role::Coordinator,
        place: Place::Hub(hub.id),
        from: Some(from),
        until: input.until,
    };
    accounts::give(writing, &account, grant).await?;
    writing.tell_list::<Entity>(&hub, FIELD).await?;
    Ok(hub.id)
}

/// Ends the role of a coordinator of a hub: now, or at a later time. A term that had not begun by then never does.
pub async fn end_coordinator(
    writing: &mut Writing,
    hub: Selector,
    account: Selector,
    at: Option<DateTime<Utc>>,
    expected_version: i32,
) -> Result<HubId, Failure> {
    let hub = writing
        .change_for::<Entity>(Action::Appoint, &hub, "hub", expected_version)
        .await?;
    let account = meant(writing, &account).await?;
    let now = writing.now();
    let at = at.unwrap_or(now).max(now);
    let Some(account) = account else {
        return Ok(hub.id);
    };
    let mut held = terms(writing, account.id, hub.id).await?;
    held.retain(|one| one.valid_until.is_none_or(|until| until > at));
    if held.is_empty() {
        writing.problems.note("input.account", coordinates_not());
    }
    writing.problems.settled()?;
    for term in held {
        if term.valid_from >= at {
            writing
                .remove_part::<role_grant::Entity>(&account, &term)
                .await?;
        } else {
            let ended = role_grant::Model {
                valid_until: Some(at),
                ..term.clone()
            };
            writing
                .change_part::<role_grant::Entity>(&account, &term, ended)
                .await?;
        }
    }
    writing.tell_list::<Entity>(&hub, FIELD).await?;
    Ok(hub.id)
}

/// The account that is meant, or a note that there is none. Who may appoint need not see it: whoever gave them its id wanted to be named.
async fn meant(writing: &mut Writing, by: &Selector) -> Result<Option<account::Model>, Failure> {
    let refusal = match by {
        Selector::Id(id) => match accounts::named(writing, AccountId(*id)).await? {
            Some(account) => return Ok(Some(account)),
            None => unknown_account(),
        },
        Selector::Bad(refusal) => refusal.clone(),
        // Accounts are known by their ids alone.
        Selector::Key(_) | Selector::External { .. } => unknown_account(),
    };
    writing.problems.note("input.account", refusal);
    Ok(None)
}

/// The terms of an account as coordinator of a hub that are not over.
async fn terms(
    writing: &Writing,
    account: AccountId,
    hub: HubId,
) -> Result<Vec<role_grant::Model>, Failure> {
    let now = writing.now();
    let mut grants = accounts::grants(writing, account).await?;
    grants.retain(|one| {
        one.role == Role::Coordinator
            && one.hub_id == Some(hub)
            && one.valid_until.is_none_or(|until| until > now)
    });
    Ok(grants)
}

/// Whether an account can be a coordinator's.
fn may_coordinate(account: &account::Model) -> Result<(), Refusal> {
    if account.ended_at.is_some() {
        return Err(wrong_state(
            "This account has ended.",
            "Ce compte est clos.",
        ));
    }
    if account.kind != AccountKind::Person {
        return Err(Refusal::new(
            ErrorCode::InvalidValue,
            "Only a person can coordinate a hub, not a client.",
            "Seule une personne peut coordonner un pôle, et non un client.",
        ));
    }
    Ok(())
}

fn unknown_account() -> Refusal {
    Refusal::new(
        ErrorCode::UnknownReference,
        "There is no such account.",
        "Ce compte n’existe pas.",
    )
}

fn coordinates_already() -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        "This account coordinates the hub at that time already.",
        "Ce compte coordonne déjà le pôle à ce moment.",
    )
}

fn coordinates_not() -> Refusal {
    wrong_state(
        "This account does not coordinate the hub.",
        "Ce compte ne coordonne pas le pôle.",
    )
}
