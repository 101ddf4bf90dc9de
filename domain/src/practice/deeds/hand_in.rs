//! Handing a practice, or the pending revision of one that is published, in for review, and taking it back.

use hemicycle_entity::ids::PracticeId;
use hemicycle_entity::practice::Entity;
use hemicycle_entity::values::{PracticeStatus, RevisionStatus};

use super::case::Case;
use crate::behalf::{OnBehalf, act_for};
use crate::deed::Selector;
use crate::failure::Failure;
use crate::policy::Action;
use crate::practice::content::needed;
use crate::practice::lifecycle::{may_submit, may_withdraw};
use crate::practice::revision::is_handed_in;
use crate::write::Writing;

/// Hands it in: from now on it waits for a decision and cannot be edited.
pub async fn submit(
    writing: &mut Writing,
    practice: Selector,
    person: Option<OnBehalf>,
    expected_version: i32,
) -> Result<PracticeId, Failure> {
    let mut case = Case::open(writing, Action::Submit, &practice, expected_version).await?;
    act_for(writing, person.as_ref(), case.row.parliament_id).await?;
    writing.problems.take("practice", may_submit(case.state()));
    let wanted = case.content(writing).await?;
    case.check_topics(writing, &wanted).await?;
    for field in wanted.missing() {
        writing
            .problems
            .note(&format!("practice.{field}"), needed(field));
    }
    writing.problems.settled()?;
    let now = writing.now();
    case.change(writing, |row| {
        row.submitted_at = Some(now);
        if row.status != PracticeStatus::Published {
            row.status = PracticeStatus::Submitted;
        }
    })
    .await?;
    case.change_revision(writing, |row| {
        row.status = RevisionStatus::Pending;
        row.submitted_at = Some(now);
    })
    .await?;
    writing.credit::<Entity>(case.row.id).await?;
    Ok(case.row.id)
}

/// Takes back what was handed in, to be edited or left. A revision that was not handed in, or was taken back before, is given up.
pub async fn withdraw(
    writing: &mut Writing,
    practice: Selector,
    person: Option<OnBehalf>,
    expected_version: i32,
) -> Result<PracticeId, Failure> {
    let mut case = Case::open(writing, Action::Withdraw, &practice, expected_version).await?;
    act_for(writing, person.as_ref(), case.row.parliament_id).await?;
    writing
        .problems
        .take("practice", may_withdraw(case.state()));
    writing.problems.settled()?;
    case.change(writing, |row| {
        row.submitted_at = None;
        if row.status != PracticeStatus::Published {
            row.status = PracticeStatus::Withdrawn;
        }
    })
    .await?;
    if case.revision.as_ref().is_some_and(is_handed_in) {
        case.change_revision(writing, |row| {
            row.status = RevisionStatus::Withdrawn;
            row.submitted_at = None;
        })
        .await?;
    } else {
        case.give_up(writing).await?;
    }
    Ok(case.row.id)
}
