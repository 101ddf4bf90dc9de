//! Who leads a project, and on which days it began and was completed: said on its way, corrected by an edit.

use hemicycle_entity::ids::{ChamberId, ParliamentId};
use hemicycle_entity::project::Model;
use hemicycle_entity::values::{Kind, ProjectStatus};
use hemicycle_entity::{chamber, parliament};

use super::super::lifecycle::is_under_way;
use super::Edit;
use crate::deed::{Selector, wrong_state};
use crate::edits::set;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::values::{in_order, not_after};
use crate::wording::{Patch, missing};
use crate::write::Writing;

type Lead = (Option<ParliamentId>, Option<ChamberId>);

/// The parliament and chamber that lead: a chamber brings its parliament with it.
pub(super) async fn lead(
    writing: &mut Writing,
    (parliament, chamber): (Option<&Selector>, Option<&Selector>),
) -> Result<Lead, Failure> {
    let parliament = writing
        .refer::<parliament::Entity>("input.leadParliament", parliament)
        .await?;
    let chamber = writing
        .refer::<chamber::Entity>("input.leadChamber", chamber)
        .await?;
    let of_chamber = chamber.as_ref().map(|row| row.parliament_id);
    let parliament = parliament.map(|row| row.id);
    if parliament.is_some() && of_chamber.is_some() && parliament != of_chamber {
        writing
            .problems
            .note("input.leadChamber", of_another_parliament());
    }
    Ok((parliament.or(of_chamber), chamber.map(|row| row.id)))
}

fn of_another_parliament() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "This chamber belongs to another parliament.",
        "Cette chambre relève d’un autre parlement.",
    )
}

/// Changes the lead as an edit says. It speaks in a parliament's name, so that a role is needed for the one that comes and for the one that goes.
pub(super) async fn change(
    writing: &mut Writing,
    before: &Model,
    after: &mut Model,
    input: &Edit,
) -> Result<(), Failure> {
    let led = (before.lead_parliament_id, before.lead_chamber_id);
    let new = match (&input.lead_parliament, &input.lead_chamber) {
        (None, None) => return Ok(()),
        (None, Some(None)) => (led.0, None),
        (parliament, chamber) => match lead(writing, (named(parliament), named(chamber))).await? {
            // A parliament that is named again keeps its chamber.
            (same, None) if chamber.is_none() && same == led.0 => led,
            new => new,
        },
    };
    (after.lead_parliament_id, after.lead_chamber_id) = new;
    if new.0 == led.0 {
        return Ok(());
    }
    let path = match &input.lead_parliament {
        Some(_) => "input.leadParliament",
        None => "input.leadChamber",
    };
    let both = [new.0, led.0].into_iter().flatten();
    let both = both.map(|id| (path.to_owned(), id));
    writing
        .speak_for(Action::Draft, Kind::Project, both.collect())
        .await
}

fn named(patch: &Patch<Selector>) -> Option<&Selector> {
    patch.as_ref().and_then(Option::as_ref)
}

/// Corrects the days on which a project began and was completed, as far as it has come.
pub(super) fn correct_days(writing: &mut Writing, after: &mut Model, input: &Edit) {
    let today = writing.now().date_naive();
    let problems = &mut writing.problems;
    let completed = after.status == ProjectStatus::Completed;
    // One that was cancelled may never have begun.
    let has_begun = completed || is_under_way(after.status) || after.started_on.is_some();
    if input.started_on.is_some() && !has_begun {
        problems.note("input.startedOn", not_begun());
    }
    if input.completed_on.is_some() && !completed {
        problems.note("input.completedOn", not_completed());
    }
    if completed && after.completed_on.is_some() && input.completed_on == Some(None) {
        problems.note("input.completedOn", missing());
    }
    set(&mut after.started_on, input.started_on);
    set(&mut after.completed_on, input.completed_on);
    for (path, patch) in [
        ("input.startedOn", input.started_on),
        ("input.completedOn", input.completed_on),
    ] {
        if let Some(day) = patch.flatten() {
            problems.take(path, not_after(day, today));
        }
    }
    if input.started_on.is_some() || input.completed_on.is_some() {
        let order = in_order(after.started_on, after.completed_on);
        problems.take("input.completedOn", order);
    }
}

fn not_begun() -> Refusal {
    wrong_state(
        "This project has not begun: `projectStart` says when it does.",
        "Ce projet n’a pas commencé : `projectStart` indique quand il commence.",
    )
}

fn not_completed() -> Refusal {
    wrong_state(
        "This project is not completed: `projectComplete` says when it was.",
        "Ce projet n’est pas achevé : `projectComplete` indique quand il l’a été.",
    )
}
