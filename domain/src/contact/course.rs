//! The course of an appointment: confirmed, ended; and who is shown what of it.

use chrono::{DateTime, NaiveDate, Utc};
use hemicycle_entity::contact::{Entity, Model};
use hemicycle_entity::ids::{AccountId, ContactId};
use hemicycle_entity::values::{AppointmentStatus, Visibility};

use super::consent;
use crate::deed::{Selector, wrong_state};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::values::in_order;
use crate::write::Writing;

/// Whether an appointment can be confirmed.
pub fn may_confirm(row: &Model, today: NaiveDate) -> Result<(), Refusal> {
    if row.appointment_status != AppointmentStatus::Nominated {
        return Err(wrong_state(
            "Only a nomination can be confirmed.",
            "Seule une nomination proposée peut être confirmée.",
        ));
    }
    if row.ends_on.is_some_and(|day| day <= today) {
        return Err(wrong_state(
            "This nomination is over by its date: move its end first.",
            "Cette nomination est échue : reportez d’abord sa fin.",
        ));
    }
    Ok(())
}

/// Whether an appointment can be ended.
pub fn may_end(row: &Model) -> Result<(), Refusal> {
    if row.appointment_status != AppointmentStatus::Ended {
        return Ok(());
    }
    Err(wrong_state(
        "This appointment has ended already.",
        "Cette nomination a déjà pris fin.",
    ))
}

/// Confirms a nomination: from now on it is shown to whom it is meant for.
pub async fn confirm(
    writing: &mut Writing,
    contact: Selector,
    appointed_on: Option<NaiveDate>,
    expected_version: i32,
) -> Result<ContactId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Approve, &contact, "contact", expected_version)
        .await?;
    let today = writing.now().date_naive();
    writing
        .problems
        .take("contact", may_confirm(&before, today));
    let mut after = before.clone();
    after.appointment_status = AppointmentStatus::Confirmed;
    after.appointed_on = appointed_on.or(before.appointed_on).or(Some(today));
    // Without a word on it, an appointment begins today, at the latest when it ends.
    if appointed_on.is_none() && before.appointed_on.is_none() {
        after.appointed_on = after.appointed_on.min(after.ends_on.or(Some(today)));
    }
    writing.problems.take(
        "input.appointedOn",
        in_order(after.appointed_on, after.ends_on),
    );
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    Ok(after.id)
}

/// Ends an appointment: today, or on a day to come.
pub async fn end(
    writing: &mut Writing,
    contact: Selector,
    ends_on: Option<NaiveDate>,
    expected_version: i32,
) -> Result<ContactId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Steer, &contact, "contact", expected_version)
        .await?;
    let today = writing.now().date_naive();
    writing.problems.take("contact", may_end(&before));
    if ends_on.is_some() {
        writing
            .problems
            .take("input.endsOn", in_order(before.appointed_on, ends_on));
    }
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, ended(&before, ends_on, today), before.version)
        .await?;
    Ok(after.id)
}

/// An appointment with its end. One that was to begin later has never begun.
pub(crate) fn ended(before: &Model, ends_on: Option<NaiveDate>, today: NaiveDate) -> Model {
    let mut after = before.clone();
    let day = ends_on.unwrap_or_else(|| before.ends_on.map_or(today, |known| known.min(today)));
    after.ends_on = Some(day);
    if day <= today {
        after.appointment_status = AppointmentStatus::Ended;
    }
    if after.appointed_on.is_some_and(|begins| begins > day) {
        after.appointed_on = None;
    }
    after
}

/// Who is to be shown what; what is not named stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Views {
    pub contact: Option<Visibility>,
    pub name: Option<Visibility>,
    pub mailbox: Option<Visibility>,
    pub phone: Option<Visibility>,
}

/// Decides who is shown the contact, and each of its details.
pub async fn set_visibility(
    writing: &mut Writing,
    contact: Selector,
    views: Views,
    expected_version: i32,
) -> Result<ContactId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Edit, &contact, "contact", expected_version)
        .await?;
    let public = may_be_public(&before, writing.actor().account(), writing.now());
    let details = [
        ("input.name", views.name),
        ("input.mailbox", views.mailbox),
        ("input.phone", views.phone),
    ];
    for (path, view) in details {
        if view == Some(Visibility::Public) {
            writing.problems.take(path, public.clone());
        }
    }
    writing.problems.settled()?;
    let mut after = before.clone();
    let all = [
        (&mut after.visibility, views.contact),
        (&mut after.name_visibility, views.name),
        (&mut after.mailbox_visibility, views.mailbox),
        (&mut after.phone_visibility, views.phone),
    ];
    for (field, view) in all {
        *field = view.unwrap_or(*field);
    }
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    Ok(after.id)
}

/// Whether the details of a contact may be for everybody. What belongs to a function may; what belongs to a person, by their own word or
/// with a consent in force.
pub fn may_be_public(
    row: &Model,
    who: Option<AccountId>,
    at: DateTime<Utc>,
) -> Result<(), Refusal> {
    let themselves = who.is_some() && row.account_id == who;
    if row.name.is_none() || themselves || consent::in_force(row, at) {
        return Ok(());
    }
    Err(Refusal::new(
        ErrorCode::InvalidState,
        "What belongs to a person becomes public by their own word, or with their consent recorded here.",
        "Ce qui relève d’une personne ne devient public que de son propre chef, ou avec son consentement consigné ici.",
    ))
}
