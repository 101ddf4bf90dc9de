//! What people agree to: recorded with its purpose, its text and how it was given; withdrawn at once.

use chrono::{DateTime, Utc};
use hemicycle_entity::contact::{Entity, Model};
use hemicycle_entity::contact_consent::{self, Model as Consent};
use hemicycle_entity::ids::{ConsentId, ContactId};
use hemicycle_entity::values::{AppointmentStatus, Visibility};
use sea_orm::{ColumnTrait, Condition};

use crate::deed::{Selector, wrong_state};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::values::{TITLE_LIMIT, written};
use crate::write::Writing;

/// A consent as it was given.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// What for.
    pub purpose: String,
    pub text_version: String,
    pub how: String,
    /// Now, where nothing is said.
    pub at: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

/// Whether a contact's person can agree to anything here.
pub fn may_give(row: &Model) -> Result<(), Refusal> {
    if row.name.is_none() {
        return Err(wrong_state(
            "This contact names no person: a function needs no consent.",
            "Ce contact ne nomme personne : une fonction n’a pas de consentement à donner.",
        ));
    }
    if row.appointment_status == AppointmentStatus::Ended {
        return Err(wrong_state(
            "This appointment has ended: nothing of it is shown any more.",
            "Cette nomination a pris fin : plus rien n’en est montré.",
        ));
    }
    Ok(())
}

/// Whether there is a consent to withdraw.
pub fn may_withdraw(row: &Model) -> Result<(), Refusal> {
    if row.consent_from.is_some() {
        return Ok(());
    }
    Err(nothing_in_force())
}

fn nothing_in_force() -> Refusal {
    wrong_state(
        "No such consent is in force.",
        "Aucun consentement de ce genre n’est en vigueur.",
    )
}

/// Records a consent.
pub async fn give(
    writing: &mut Writing,
    contact: Selector,
    input: Given,
    expected_version: i32,
) -> Result<ContactId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Consent, &contact, "contact", expected_version)
        .await?;
    let now = writing.now();
    let problems = &mut writing.problems;
    problems.take("contact", may_give(&before));
    let mut line = |path, text: &str| problems.take(path, written(text, TITLE_LIMIT, false));
    let purpose = line("input.purpose", &input.purpose);
    let text_version = line("input.textVersion", &input.text_version);
    let given_how = line("input.how", &input.how);
    if input.at.is_some_and(|at| at > now) {
        problems.note("input.givenAt", in_the_future());
    }
    if input.until.is_some_and(|until| until <= now) {
        problems.note("input.expiresAt", over_already());
    }
    problems.settled()?;
    let mut consents = of(writing, &before).await?;
    consents.push(Consent {
        id: writing.new_id(),
        contact_id: before.id,
        purpose: purpose.unwrap_or_default(),
        text_version: text_version.unwrap_or_default(),
        given_at: input.at.unwrap_or(now),
        given_how: given_how.unwrap_or_default(),
        valid_until: input.until,
        withdrawn_at: None,
        of_former_person: false,
    });
    settle(writing, &before, consents).await
}

fn in_the_future() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "This instant lies in the future.",
        "Cet instant est à venir.",
    )
}

fn over_already() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "This consent would be over already.",
        "Ce consentement serait déjà échu.",
    )
}

/// Withdraws a consent, or all that are in force. What hung on it is hidden at once.
pub async fn withdraw(
    writing: &mut Writing,
    contact: Selector,
    which: Option<Selector>,
    expected_version: i32,
) -> Result<ContactId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Consent, &contact, "contact", expected_version)
        .await?;
    let now = writing.now();
    let mut consents = of(writing, &before).await?;
    let mut any = which.is_none() && in_force(&before, now);
    let meant: Box<dyn Fn(ConsentId) -> bool + Send> = match which {
        None => Box::new(|_| true),
        Some(Selector::Id(id)) => Box::new(move |one| one.0 == id),
        Some(Selector::Bad(refusal)) => {
            writing.problems.note("input.consent", refusal);
            Box::new(|_| false)
        }
        Some(Selector::Key(_) | Selector::External { .. }) => Box::new(|_| false),
    };
    writing.problems.settled()?;
    for one in &mut consents {
        if meant(one.id) && holds(one, now) {
            one.withdrawn_at = Some(now);
            any = true;
        }
    }
    if !any {
        writing.problems.note("contact", nothing_in_force());
    }
    writing.problems.settled()?;
    settle(writing, &before, consents).await
}

/// Writes what the consents of a contact come to, and the consents themselves.
async fn settle(
    writing: &mut Writing,
    before: &Model,
    consents: Vec<Consent>,
) -> Result<ContactId, Failure> {
    let mut after = before.clone();
    settled(&mut after, &consents, writing.now());
    let after = writing
        .update::<Entity>(before, after, before.version)
        .await?;
    put(writing, &after, consents).await?;
    Ok(after.id)
}

/// Makes a contact say what its consents come to. Where the last one is over, what it opened does not open again with the next.
pub(crate) fn settled(row: &mut Model, consents: &[Consent], at: DateTime<Utc>) {
    let over = row.consent_from.is_some() && !in_force(row, at);
    (row.consent_from, row.consent_until) = together(consents, at);
    if over || row.consent_from.is_none() {
        close(row);
    }
}

/// What somebody lets the network or everybody see is shown to neither any more.
fn close(row: &mut Model) {
    for shown in [
        &mut row.name_visibility,
        &mut row.mailbox_visibility,
        &mut row.phone_visibility,
    ] {
        *shown = (*shown).min(Visibility::Hub);
    }
}

/// The consents of a contact whose person is another one from now on: all are over.
pub(super) async fn of_another_person(
    writing: &Writing,
    before: &Model,
    after: &mut Model,
) -> Result<Option<Vec<Consent>>, Failure> {
    after.consent_from = None;
    after.consent_until = None;
    // What one person lets everybody see is not shown of the next one, nor what that person agreed to told to the next.
    close(after);
    let now = writing.now();
    let mut consents = of(writing, before).await?;
    for one in &mut consents {
        one.of_former_person = true;
        if holds(one, now) {
            one.withdrawn_at = Some(now);
        }
    }
    Ok(Some(consents))
}

pub(super) async fn put(
    writing: &mut Writing,
    contact: &Model,
    consents: Vec<Consent>,
) -> Result<(), Failure> {
    writing
        .put_parts::<contact_consent::Entity>(vec![(contact, consents)])
        .await?;
    Ok(())
}

/// All that the person of a contact ever agreed to. Whoever may do a deed that hangs on them sees them.
pub(crate) async fn of(writing: &Writing, contact: &Model) -> Result<Vec<Consent>, Failure> {
    let of_contact = contact_consent::Column::ContactId.eq(contact.id.0);
    let all = Condition::all().add(of_contact);
    writing.all_of::<contact_consent::Entity>(all).await
}

/// Whether a consent counts at this instant.
fn holds(one: &Consent, at: DateTime<Utc>) -> bool {
    one.given_at <= at
        && one.valid_until.is_none_or(|until| until > at)
        && one.withdrawn_at.is_none_or(|withdrawn| withdrawn > at)
}

/// From when and until when somebody agreed, by all consents that count now; none where none does.
pub fn together(
    consents: &[Consent],
    at: DateTime<Utc>,
) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let held: Vec<&Consent> = consents.iter().filter(|one| holds(one, at)).collect();
    let from = held.iter().map(|one| one.given_at).min();
    let open = held.iter().any(|one| one.valid_until.is_none());
    let until = held.iter().filter_map(|one| one.valid_until).max();
    (from, until.filter(|_| !open))
}

/// Whether a consent is in force, as the contact's row says it.
pub fn in_force(row: &Model, at: DateTime<Utc>) -> bool {
    row.consent_from.is_some_and(|from| from <= at)
        && row.consent_until.is_none_or(|until| until > at)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn consents_count_together_for_as_long_as_any_of_them_does() {
        let noon = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let given = |hours: i64, until: Option<i64>, withdrawn: bool| Consent {
            id: uuid::Uuid::nil().into(),
            contact_id: uuid::Uuid::nil().into(),
            purpose: String::new(),
            text_version: String::new(),
            given_at: noon + TimeDelta::hours(hours),
            given_how: String::new(),
            valid_until: until.map(|hours| noon + TimeDelta::hours(hours)),
            withdrawn_at: withdrawn.then_some(noon),
            of_former_person: false,
        };
        let at = |hours: i64| Some(noon + TimeDelta::hours(hours));
        assert_eq!(together(&[], noon), (None, None));
        assert_eq!(
            together(&[given(-3, None, true), given(-2, Some(0), false)], noon),
            (None, None)
        );
        assert_eq!(together(&[given(1, None, false)], noon), (None, None));
        let both = [given(-3, Some(2), false), given(-2, Some(5), false)];
        assert_eq!(together(&both, noon), (at(-3), at(5)));
        assert_eq!(together(&both, noon + TimeDelta::hours(3)), (at(-2), at(5)));
        let open = [given(-3, Some(2), false), given(-1, None, false)];
        assert_eq!(together(&open, noon), (at(-3), None));
    }
}
