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
    // Who may end an appointment need not be who decides how long it lasts.
    if ends_on > before.ends_on && before.ends_on.is_some() {
        writing.problems.note("input.endsOn", ends_already());
    }
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, ended(&before, ends_on, today), before.version)
        .await?;
    Ok(after.id)
}

fn ends_already() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "It ends before this day already: ending it does not prolong it.",
        "Le mandat prend déjà fin avant ce jour : y mettre fin ne le prolonge pas.",
    )
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

#[cfg(test)]
mod tests {
    use hemicycle_entity::text::{Sources, Tags};
    use hemicycle_entity::values::Appointment;
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    fn contact(appointment_status: AppointmentStatus) -> Model {
        Model {
            id: Uuid::nil().into(),
            slug: "contact".to_owned(),
            parliament_id: None,
            chamber_id: None,
            organisation_id: None,
            name: None,
            role_title: None,
            unit: None,
            languages: Tags::default(),
            mailbox: None,
            phone: None,
            website: None,
            visibility: Visibility::Hub,
            name_visibility: Visibility::Hub,
            mailbox_visibility: Visibility::Hub,
            phone_visibility: Visibility::Hub,
            appointment: Appointment::Expert,
            appointment_status,
            appointed_on: None,
            ends_on: None,
            nominated_by: None,
            consent_from: None,
            consent_until: None,
            account_id: None,
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            original_language: "en".to_owned(),
            licence: String::new(),
            sources: Sources::default(),
        }
    }

    #[test]
    fn an_appointment_is_confirmed_once_and_ended_once() {
        use AppointmentStatus::{Confirmed, Ended, Nominated};
        let today = day("2026-11-22");
        let may = |status| {
            let row = contact(status);
            (may_confirm(&row, today).is_ok(), may_end(&row).is_ok())
        };
        assert_eq!(may(Nominated), (true, true));
        assert_eq!(may(Confirmed), (false, true));
        assert_eq!(may(Ended), (false, false));
        let over = Model {
            ends_on: Some(today),
            ..contact(Nominated)
        };
        assert!(may_confirm(&over, today).is_err());
    }

    #[test]
    fn an_end_is_today_unless_it_was_set_before_or_is_to_come() {
        let today = day("2026-11-22");
        let begun = |ends_on: Option<&str>| Model {
            appointed_on: Some(day("2026-01-01")),
            ends_on: ends_on.map(day),
            ..contact(AppointmentStatus::Confirmed)
        };
        let end = |row: &Model, asked: Option<&str>| {
            let after = ended(row, asked.map(day), today);
            let is_over = after.appointment_status == AppointmentStatus::Ended;
            (after.ends_on.map(|day| day.to_string()), is_over)
        };
        let on = |text: &str, over| (Some(text.to_owned()), over);
        assert_eq!(end(&begun(None), None), on("2026-11-22", true));
        assert_eq!(
            end(&begun(Some("2027-01-01")), None),
            on("2026-11-22", true)
        );
        assert_eq!(
            end(&begun(Some("2026-11-01")), None),
            on("2026-11-01", true)
        );
        assert_eq!(
            end(&begun(None), Some("2026-12-01")),
            on("2026-12-01", false)
        );
        let to_come = Model {
            appointed_on: Some(day("2027-01-01")),
            ..contact(AppointmentStatus::Nominated)
        };
        assert_eq!(ended(&to_come, None, today).appointed_on, None);
    }

    #[test]
    fn a_persons_details_are_public_by_their_own_word_or_with_consent() {
        let at = DateTime::UNIX_EPOCH;
        let (ada, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let function = contact(AppointmentStatus::Confirmed);
        assert!(may_be_public(&function, Some(other), at).is_ok());
        let named = Model {
            name: Some("Ada".to_owned()),
            account_id: Some(ada),
            ..function
        };
        assert!(may_be_public(&named, Some(ada), at).is_ok());
        assert!(may_be_public(&named, Some(other), at).is_err());
        assert!(may_be_public(&named, None, at).is_err());
        let without_account = Model {
            account_id: None,
            ..named.clone()
        };
        assert!(may_be_public(&without_account, None, at).is_err());
        let agreed = Model {
            consent_from: Some(at),
            ..named
        };
        assert!(may_be_public(&agreed, Some(other), at).is_ok());
    }
}
