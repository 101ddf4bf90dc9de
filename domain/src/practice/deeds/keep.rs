//! Keeping what is published: still valid, out of sight, shown again.

use hemicycle_entity::ids::PracticeId;
use hemicycle_entity::values::PracticeStatus;

use super::case::Case;
use crate::behalf::{OnBehalf, act_for};
use crate::deed::Selector;
use crate::failure::Failure;
use crate::policy::Action;
use crate::practice::lifecycle::{is_archived, is_published};
use crate::write::Writing;

/// Takes a published practice out of sight. What is proposed for it is given up.
pub async fn archive(
    writing: &mut Writing,
    practice: Selector,
    expected_version: i32,
) -> Result<PracticeId, Failure> {
    let mut case = Case::open(writing, Action::Archive, &practice, expected_version).await?;
    writing
        .problems
        .take("practice", is_published(case.state()));
    writing.problems.settled()?;
    case.change(writing, |row| {
        row.status = PracticeStatus::Archived;
        row.submitted_at = None;
    })
    .await?;
    case.give_up(writing).await?;
    Ok(case.row.id)
}

/// Shows an archived practice again, as it was.
pub async fn restore(
    writing: &mut Writing,
    practice: Selector,
    expected_version: i32,
) -> Result<PracticeId, Failure> {
    let mut case = Case::open(writing, Action::Restore, &practice, expected_version).await?;
    writing.problems.take("practice", is_archived(case.state()));
    writing.problems.settled()?;
    case.change(writing, |row| row.status = PracticeStatus::Published)
        .await?;
    Ok(case.row.id)
}

/// Says that a published practice still holds today.
pub async fn confirm(
    writing: &mut Writing,
    practice: Selector,
    person: Option<OnBehalf>,
    expected_version: i32,
) -> Result<PracticeId, Failure> {
    let mut case = Case::open(writing, Action::Confirm, &practice, expected_version).await?;
    act_for(writing, person.as_ref(), case.row.parliament_id).await?;
    writing
        .problems
        .take("practice", is_published(case.state()));
    writing.problems.settled()?;
    let today = writing.now().date_naive();
    case.change(writing, |row| row.confirmed_on = Some(today))
        .await?;
    Ok(case.row.id)
}
