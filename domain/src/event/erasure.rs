//! Erasing people who are named at an event without a contact. No id leads from one of their names to the next, and the other deeds reach neither the
//! programme of a cancelled event nor the delegates after the deadline: these do, whatever has become of the event.

use hemicycle_entity::event::Entity;
use hemicycle_entity::ids::{ContactId, DelegationId, EventId};
use hemicycle_entity::{event_delegate, event_delegation, event_session, event_speaker};
use sea_orm::{ColumnTrait, Condition};

use super::sessions::part_id;
use crate::deed::{Selector, conflict, not_found, wrong_state};
use crate::failure::{Failure, Refusal};
use crate::policy::Action;
use crate::write::Writing;

/// Erases a speaker of a session. Administrators do.
pub async fn speaker(
    writing: &mut Writing,
    speaker: Selector,
    expected_version: i32,
) -> Result<EventId, Failure> {
    let path = "speaker";
    let hidden = || not_found().at(path);
    let id = part_id(&speaker, path)?;
    let named = Condition::all().add(event_speaker::Column::Id.eq(id));
    let row = writing.one::<event_speaker::Entity>(named).await?;
    let row = row.ok_or_else(hidden)?;
    let its_own = Condition::all().add(event_session::Column::Id.eq(row.session_id.0));
    let session = writing.one::<event_session::Entity>(its_own).await?;
    let of = Selector::Id(session.ok_or_else(hidden)?.event_id.0);
    let event = writing
        .change_for::<Entity>(Action::Erase, &of, path, expected_version)
        .await?;
    writing
        .problems
        .take(path, only_a_name(row.contact_id.as_ref()));
    writing.problems.settled()?;
    let of_session = Condition::all().add(event_speaker::Column::SessionId.eq(row.session_id.0));
    let mut others = writing.all::<event_speaker::Entity>(of_session).await?;
    others.retain(|other| other.id != row.id);
    writing
        .put_details::<event_speaker::Entity>(&event, row.session_id.0, others)
        .await?;
    writing.erases = true;
    Ok(event.id)
}

/// Erases somebody from a delegation. Administrators do.
pub async fn delegate(
    writing: &mut Writing,
    delegate: Selector,
    expected_version: i32,
) -> Result<DelegationId, Failure> {
    let path = "delegate";
    let hidden = || not_found().at(path);
    let id = part_id(&delegate, path)?;
    let named = Condition::all().add(event_delegate::Column::Id.eq(id));
    let row = writing.one::<event_delegate::Entity>(named).await?;
    let row = row.ok_or_else(hidden)?;
    let part = row.delegation_id.0;
    let its_own = Condition::all().add(event_delegation::Column::Id.eq(part));
    let known = writing.one::<event_delegation::Entity>(its_own).await?;
    let of = Selector::Id(known.ok_or_else(hidden)?.event_id.0);
    let event = writing
        .fetch_for::<Entity>(Action::Erase, &of, path)
        .await?;
    // As it is now that nobody else can change it.
    let before = writing
        .part_of::<event_delegation::Entity>(&event, part)
        .await?
        .ok_or_else(hidden)?;
    if before.version != expected_version {
        return Err(conflict(before.version).into());
    }
    writing
        .problems
        .take(path, only_a_name(row.contact_id.as_ref()));
    writing.problems.settled()?;
    let of_delegation = Condition::all().add(event_delegate::Column::DelegationId.eq(part));
    let mut others = writing.all::<event_delegate::Entity>(of_delegation).await?;
    others.retain(|other| other.id != row.id);
    let mut after = before.clone();
    after.version += 1;
    writing
        .change_part::<event_delegation::Entity>(&event, &before, after)
        .await?;
    writing
        .put_details::<event_delegate::Entity>(&event, part, others)
        .await?;
    writing.erases = true;
    Ok(before.id)
}

/// A person who is a contact is erased wherever the contact is.
fn only_a_name(contact: Option<&ContactId>) -> Result<(), Refusal> {
    if contact.is_none() {
        return Ok(());
    }
    Err(wrong_state(
        "This person is a contact: erase the contact, and it goes from here, too.",
        "Cette personne est un contact : effacez le contact, et elle disparaîtra d’ici aussi.",
    ))
}
