//! Erasure: a person goes from all rows and from everything derived from them, in one deed. What stays is the deed's entry in the log, which
//! names nobody. `docs/decisions/0006-erasure.md` says what goes, what stays, and why.

use std::collections::BTreeSet;

use hemicycle_entity::ids::{AccountId, ContactId, EventId};
use hemicycle_entity::values::AccountKind;
use hemicycle_entity::{
    account, account_identity, api_token, contact, event, event_delegate, event_delegation,
    event_session, event_speaker, role_grant,
};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, FromQueryResult};
use uuid::Uuid;

use crate::account::grants::leave_an_administrator_without;
use crate::deed::{Selector, wrong_state};
use crate::failure::{Failure, Refusal};
use crate::policy::Action;
use crate::record::Part;
use crate::write::Writing;

/// Erases a contact and whatever names the person through it. Administrators do, and people themselves.
pub async fn contact(
    writing: &mut Writing,
    contact: Selector,
    expected_version: i32,
) -> Result<ContactId, Failure> {
    let row = writing
        .change_for::<contact::Entity>(Action::Erase, &contact, "contact", expected_version)
        .await?;
    remove_contact(writing, &row).await?;
    writing.erases = true;
    Ok(row.id)
}

/// Erases a person: their account becomes one that nobody can be found by, and the contacts that are them go. Administrators do, and people
/// themselves.
pub async fn account(writing: &mut Writing, account: Selector) -> Result<AccountId, Failure> {
    let before = writing
        .fetch_for::<account::Entity>(Action::Erase, &account, "account")
        .await?;
    writing.problems.take("account", may_erase(&before));
    leave_an_administrator_without(writing, "account", &before).await?;
    writing.problems.settled()?;
    let of_person = contact::Column::AccountId.eq(before.id.0);
    // One that somebody else gives another person at this moment is not theirs any more.
    let contacts = writing
        .all_of_locked::<contact::Entity>(Condition::all().add(of_person))
        .await?;
    for row in contacts {
        remove_contact(writing, &row).await?;
    }
    let after = account::Model {
        name: None,
        ended_at: before.ended_at.or(Some(writing.now())),
        ..before.clone()
    };
    let row = writing
        .update::<account::Entity>(&before, after, before.version)
        .await?;
    let without = &row;
    none_of::<account_identity::Entity>(writing, without).await?;
    none_of::<role_grant::Entity>(writing, without).await?;
    none_of::<api_token::Entity>(writing, without).await?;
    for (table, column) in [
        ("session", "account_id"),
        ("idempotency_key", "account_id"),
        // Their rows go with them.
        ("import_batch", "account_id"),
        ("import_batch", "person_id"),
    ] {
        delete(writing, table, column, row.id.0).await?;
    }
    writing.erases = true;
    Ok(row.id)
}

/// Whether an account can be erased: a client is a program, not a person.
pub fn may_erase(row: &account::Model) -> Result<(), Refusal> {
    if row.kind == AccountKind::Person {
        return Ok(());
    }
    Err(wrong_state(
        "A client is not a person: it is ended, not erased.",
        "Un client n’est pas une personne : on y met fin, on ne l’efface pas.",
    ))
}

/// Removes the parts of an account.
async fn none_of<P: Part<Owner = account::Entity>>(
    writing: &mut Writing,
    account: &account::Model,
) -> Result<(), Failure> {
    writing.put_parts::<P>(vec![(account, Vec::new())]).await?;
    Ok(())
}

/// Removes a contact with all that hangs on it, and tells the events in which the person had a part that it is over.
async fn remove_contact(writing: &mut Writing, row: &contact::Model) -> Result<(), Failure> {
    let id = row.id;
    let of_event = Condition::all().add(event::Column::ContactId.eq(id.0));
    for before in writing.all_of::<event::Entity>(of_event).await? {
        let after = event::Model {
            contact_id: None,
            ..before.clone()
        };
        writing
            .update::<event::Entity>(&before, after, before.version)
            .await?;
    }
    leave_events(writing, id).await?;
    for table in ["slug_redirect", "authorship"] {
        delete(writing, table, "record", id.0).await?;
    }
    // Its consents and links go with it.
    writing.remove::<contact::Entity>(row).await
}

/// Takes the person of a contact out of the sessions at which they speak and the delegations that they belong to.
pub(crate) async fn leave_events(writing: &mut Writing, id: ContactId) -> Result<(), Failure> {
    let spoke_at = spoke_at(writing, id).await?;
    delete(writing, "event_speaker", "contact_id", id.0).await?;
    lost_somebody(writing, spoke_at, "sessions").await?;
    let attended = attended(writing, id).await?;
    let theirs = Query::select()
        .column(Alias::new("delegation_id"))
        .from(Alias::new("event_delegate"))
        .and_where(Expr::col(Alias::new("contact_id")).eq(id.0))
        .to_owned();
    // Who has seen them there is told that they are no more.
    let version = Expr::col(Alias::new("version"));
    let counted = Query::update()
        .table(Alias::new("event_delegation"))
        .value(Alias::new("version"), version.add(1))
        .and_where(Expr::col(Alias::new("id")).in_subquery(theirs))
        .to_owned();
    writing.execute(&counted).await?;
    delete(writing, "event_delegate", "contact_id", id.0).await?;
    lost_somebody(writing, attended, "delegations").await
}

/// The events at whose sessions the person of a contact speaks.
async fn spoke_at(writing: &Writing, contact: ContactId) -> Result<BTreeSet<EventId>, Failure> {
    let named = event_speaker::Column::ContactId.eq(contact.0);
    let speakers = rows::<event_speaker::Entity>(writing, named).await?;
    let sessions = speakers.iter().map(|row| row.session_id.0);
    let among = event_session::Column::Id.is_in(sessions);
    let sessions = rows::<event_session::Entity>(writing, among).await?;
    Ok(sessions.iter().map(|row| row.event_id).collect())
}

/// The events that the person of a contact is a delegate at.
async fn attended(writing: &Writing, contact: ContactId) -> Result<BTreeSet<EventId>, Failure> {
    let named = event_delegate::Column::ContactId.eq(contact.0);
    let delegates = rows::<event_delegate::Entity>(writing, named).await?;
    let delegations = delegates.iter().map(|row| row.delegation_id.0);
    let among = event_delegation::Column::Id.is_in(delegations);
    let delegations = rows::<event_delegation::Entity>(writing, among).await?;
    Ok(delegations.iter().map(|row| row.event_id).collect())
}

async fn rows<E: EntityTrait<Model: FromQueryResult>>(
    writing: &Writing,
    condition: impl Into<sea_orm::sea_query::SimpleExpr>,
) -> Result<Vec<E::Model>, Failure> {
    let condition = Condition::all().add(condition.into());
    writing.all_of::<E>(condition).await
}

/// Notes in the log that a list of these events lost somebody, not whom.
async fn lost_somebody(
    writing: &mut Writing,
    events: BTreeSet<EventId>,
    list: &'static str,
) -> Result<(), Failure> {
    if events.is_empty() {
        return Ok(());
    }
    let among = event::Column::Id.is_in(events.iter().map(|id| id.0));
    let events = rows::<event::Entity>(writing, among).await?;
    let changed = events.iter().map(|row| (row, Vec::new(), Vec::new()));
    writing
        .lists_changed::<event::Entity>(list, changed.collect())
        .await?;
    Ok(())
}

async fn delete(
    writing: &Writing,
    table: &'static str,
    column: &'static str,
    id: Uuid,
) -> Result<(), Failure> {
    let statement = Query::delete()
        .from_table(Alias::new(table))
        .and_where(Expr::col(Alias::new(column)).eq(id))
        .to_owned();
    writing.execute(&statement).await?;
    Ok(())
}
