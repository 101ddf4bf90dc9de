//! The course of a project: its status, its health, and the updates that tell of both. Status and health change with a note, which becomes an update.

use chrono::NaiveDate;
use hemicycle_entity::ids::ProjectId;
use hemicycle_entity::project::{Entity, Model};
use hemicycle_entity::text::Localized;
use hemicycle_entity::values::{ProjectHealth, ProjectStatus};
use hemicycle_entity::{hub, project_update};
use uuid::Uuid;

use super::super::lifecycle::{
    may_approve, may_cancel, may_complete, may_pause, may_report_health, may_resume, may_start,
};
use super::super::{HUBS, UPDATE_HUBS};
use crate::deed::Selector;
use crate::edits::language;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::values::{in_order, not_after};
use crate::wording::{Form, Pen, missing};
use crate::write::Writing;

/// Why a project's course changes, in a language.
#[derive(Clone, Debug, Default)]
pub struct Note {
    /// Without one, the project's own.
    pub language: Option<String>,
    pub note: String,
}

/// From which statuses a project can come.
type May = fn(ProjectStatus) -> Result<(), Refusal>;

/// Lets a proposal become a project that everybody sees.
pub async fn approve(
    writing: &mut Writing,
    project: Selector,
    note: Note,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let turn = (may_approve as May, ProjectStatus::Approved);
    take(
        writing,
        Action::Approve,
        turn,
        project,
        &note,
        expected_version,
    )
    .await
}

/// Puts an active project on hold.
pub async fn pause(
    writing: &mut Writing,
    project: Selector,
    note: Note,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let turn = (may_pause as May, ProjectStatus::OnHold);
    take(
        writing,
        Action::Steer,
        turn,
        project,
        &note,
        expected_version,
    )
    .await
}

/// Goes on with a project that was on hold.
pub async fn resume(
    writing: &mut Writing,
    project: Selector,
    note: Note,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let turn = (may_resume as May, ProjectStatus::Active);
    take(
        writing,
        Action::Steer,
        turn,
        project,
        &note,
        expected_version,
    )
    .await
}

/// Gives up a project that is not over. What was but a proposal does not become public by it.
pub async fn cancel(
    writing: &mut Writing,
    project: Selector,
    note: Note,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let turn = (may_cancel as May, ProjectStatus::Cancelled);
    take(
        writing,
        Action::Steer,
        turn,
        project,
        &note,
        expected_version,
    )
    .await
}

/// A change of status that says no more than why.
async fn take(
    writing: &mut Writing,
    action: Action,
    (may, to): (May, ProjectStatus),
    project: Selector,
    note: &Note,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let before = writing
        .change_for::<Entity>(action, &project, "project", expected_version)
        .await?;
    writing.problems.take("project", may(before.status));
    let note = noted(writing, &before, note);
    let after = Model {
        status: to,
        given_up: to == ProjectStatus::Cancelled && before.status == ProjectStatus::Proposed,
        ..before.clone()
    };
    arrive(writing, &before, after, note).await
}

/// How a project starts.
#[derive(Clone, Debug, Default)]
pub struct Start {
    pub note: Note,
    /// Today, when not said.
    pub started_on: Option<NaiveDate>,
}

/// Starts an approved project.
pub async fn start(
    writing: &mut Writing,
    project: Selector,
    input: Start,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Steer, &project, "project", expected_version)
        .await?;
    let today = writing.now().date_naive();
    let day = input.started_on.unwrap_or(today);
    writing.problems.take("project", may_start(before.status));
    let note = noted(writing, &before, &input.note);
    writing
        .problems
        .take("input.startedOn", not_after(day, today));
    let after = Model {
        status: ProjectStatus::Active,
        started_on: Some(day),
        ..before.clone()
    };
    arrive(writing, &before, after, note).await
}

/// How a project is completed.
#[derive(Clone, Debug, Default)]
pub struct Completion {
    pub note: Note,
    /// What came of it; may be absent where the project already says it.
    pub results: Option<String>,
    /// Today, when not said.
    pub completed_on: Option<NaiveDate>,
}

/// Completes a project, which then says what came of it.
pub async fn complete(
    writing: &mut Writing,
    project: Selector,
    input: Completion,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Steer, &project, "project", expected_version)
        .await?;
    let today = writing.now().date_naive();
    let day = input.completed_on.unwrap_or(today);
    let mut after = Model {
        status: ProjectStatus::Completed,
        completed_on: Some(day),
        ..before.clone()
    };
    writing
        .problems
        .take("project", may_complete(before.status));
    let note = noted(writing, &before, &input.note);
    if input.results.is_none() && before.results.is_none() {
        writing.problems.note("input.results", missing());
    }
    let results = input.results.map(Some);
    let mut pen = pen(writing, &before, input.note.language.as_deref());
    pen.edit("input.results", &mut after.results, &results, Form::Body);
    let problems = &mut writing.problems;
    problems.take("input.completedOn", not_after(day, today));
    problems.take("input.completedOn", in_order(before.started_on, Some(day)));
    arrive(writing, &before, after, note).await
}

/// How a project keeps to its plan, and why it is said to.
#[derive(Clone, Debug)]
pub struct Health {
    pub note: Note,
    pub health: ProjectHealth,
}

/// Says how well a project keeps to its plan.
pub async fn set_health(
    writing: &mut Writing,
    project: Selector,
    input: Health,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Steer, &project, "project", expected_version)
        .await?;
    writing
        .problems
        .take("project", may_report_health(before.status));
    let note = noted(writing, &before, &input.note);
    let after = Model {
        health: Some(input.health),
        ..before.clone()
    };
    arrive(writing, &before, after, note).await
}

/// A report on how a project goes.
#[derive(Clone, Debug, Default)]
pub struct Post {
    /// Without one, the project's own.
    pub language: Option<String>,
    pub body: String,
    /// Hubs of the project to show it under; all of them, when not said.
    pub hubs: Option<Vec<Selector>>,
}

/// Posts an update.
pub async fn post_update(
    writing: &mut Writing,
    project: Selector,
    input: Post,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let project = writing
        .change_for::<Entity>(Action::Steer, &project, "project", expected_version)
        .await?;
    let body = pen(writing, &project, input.language.as_deref()).draft(
        "input.body",
        Some(&input.body),
        Form::Body,
    );
    let own = hubs_of(writing, &project).await?;
    let hubs = match input.hubs {
        Some(hubs) => among(writing, &own, &hubs).await?,
        None => own,
    };
    writing.problems.settled()?;
    report(writing, &project, body, hubs).await?;
    Ok(project.id)
}

/// The hubs that an input names, with a note for each that the project is not done within.
async fn among(
    writing: &mut Writing,
    own: &[Uuid],
    hubs: &[Selector],
) -> Result<Vec<Uuid>, Failure> {
    let found = writing.look_up::<hub::Entity>(hubs, false).await?;
    let mut meant = Vec::with_capacity(hubs.len());
    for (place, (by, row)) in hubs.iter().zip(found).enumerate() {
        let refusal = match (row, by) {
            (Some(hub), _) if own.contains(&hub.id.0) => {
                meant.push(hub.id.0);
                continue;
            }
            (None, Selector::Bad(refusal)) => refusal.clone(),
            _ => not_within(),
        };
        let path = format!("input.hubs.{place}");
        writing.problems.note(&path, refusal);
    }
    Ok(meant)
}

fn not_within() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "The project is not done within this hub.",
        "Le projet ne relève pas de ce pôle.",
    )
}

async fn hubs_of(writing: &Writing, project: &Model) -> Result<Vec<Uuid>, Failure> {
    let mut hubs = writing.targets(HUBS, &[project.id.0]).await?;
    Ok(hubs.remove(&project.id.0).unwrap_or_default())
}

/// What texts about a project are written with: in the language that is said, else in its own.
fn pen<'w>(writing: &'w mut Writing, project: &Model, said: Option<&str>) -> Pen<'w> {
    let problems = &mut writing.problems;
    Pen {
        language: language(problems, said, &project.original_language),
        problems,
    }
}

fn noted(writing: &mut Writing, project: &Model, note: &Note) -> Option<Localized> {
    let mut pen = pen(writing, project, note.language.as_deref());
    pen.draft("input.note", Some(&note.note), Form::Body)
}

/// Writes a project as it now is, and the update that tells why.
async fn arrive(
    writing: &mut Writing,
    before: &Model,
    after: Model,
    note: Option<Localized>,
) -> Result<ProjectId, Failure> {
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(before, after, before.version)
        .await?;
    let hubs = hubs_of(writing, &after).await?;
    report(writing, &after, note, hubs).await?;
    Ok(after.id)
}

/// Adds an update that tells how the project stands now.
async fn report(
    writing: &mut Writing,
    project: &Model,
    body: Option<Localized>,
    hubs: Vec<Uuid>,
) -> Result<(), Failure> {
    let update = project_update::Model {
        id: writing.new_id(),
        project_id: project.id,
        posted_at: writing.now(),
        body: body.unwrap_or_default(),
        status: Some(project.status),
        health: project.health,
    };
    let id = update.id.0;
    writing
        .add_part::<project_update::Entity>(project, update)
        .await?;
    writing
        .put_part_links::<Entity>(UPDATE_HUBS, vec![(project, id, hubs)])
        .await?;
    Ok(())
}
