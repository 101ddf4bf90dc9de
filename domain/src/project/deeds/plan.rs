//! The milestones of a project.

use chrono::NaiveDate;
use hemicycle_entity::ids::ProjectId;
use hemicycle_entity::project::{Entity, Model};
use hemicycle_entity::project_milestone as milestone;

use super::super::lifecycle::may_plan;
use super::set;
use crate::deed::{Selector, wrong_state};
use crate::failure::{Failure, Refusal};
use crate::policy::Action;
use crate::values::{LanguageTag, not_after, original};
use crate::wording::{Form, Patch, Pen};
use crate::write::Writing;

/// What is to be reached.
#[derive(Clone, Debug, Default)]
pub struct NewMilestone {
    /// Without one, the project's own.
    pub language: Option<String>,
    pub title: String,
    pub due_on: Option<NaiveDate>,
}

/// The project whose milestones shall change.
async fn planned(
    writing: &mut Writing,
    project: &Selector,
    expected_version: i32,
) -> Result<Model, Failure> {
    let project = writing
        .change_for::<Entity>(Action::Steer, project, "project", expected_version)
        .await?;
    writing.problems.take("project", may_plan(project.status));
    Ok(project)
}

pub async fn add_milestone(
    writing: &mut Writing,
    project: Selector,
    input: NewMilestone,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let project = planned(writing, &project, expected_version).await?;
    let language = input.language.as_deref();
    let language = language.unwrap_or(&project.original_language);
    let language = writing
        .problems
        .take("input.language", LanguageTag::parse(language));
    let mut pen = Pen {
        language: language.unwrap_or_else(|| LanguageTag::stored(&project.original_language)),
        problems: &mut writing.problems,
    };
    let title = pen.draft("input.title", Some(&input.title), Form::Title);
    writing.problems.settled()?;
    let row = milestone::Model {
        id: writing.new_id(),
        project_id: project.id,
        title: title.unwrap_or_default(),
        due_on: input.due_on,
        reached_on: None,
    };
    writing.add_part::<milestone::Entity>(&project, row).await?;
    Ok(project.id)
}

/// What an edit changes of a milestone; what it does not name stays.
#[derive(Clone, Debug)]
pub struct MilestoneEdit {
    pub milestone: Selector,
    /// The language of the title; without one, that it was written in.
    pub language: Option<String>,
    pub title: Patch<String>,
    pub due_on: Patch<NaiveDate>,
}

pub async fn edit_milestone(
    writing: &mut Writing,
    project: Selector,
    input: MilestoneEdit,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let project = planned(writing, &project, expected_version).await?;
    let before = meant(writing, &project, &input.milestone).await?;
    let first = before.as_ref().and_then(|row| original(&row.title));
    let own = first.map_or(project.original_language.as_str(), |(tag, _)| tag);
    let language = input.language.as_deref().unwrap_or(own);
    let language = writing
        .problems
        .take("input.language", LanguageTag::parse(language))
        .unwrap_or_else(|| LanguageTag::stored(own));
    let mut pen = Pen {
        language,
        problems: &mut writing.problems,
    };
    // Where there is no such milestone, the rest of the input is looked at all the same.
    let title = before.as_ref().map(|row| row.title.clone());
    let mut title = title.unwrap_or_default();
    pen.edit_required("input.title", &mut title, &input.title, Form::Title);
    writing.problems.settled()?;
    if let Some(before) = before {
        let mut after = milestone::Model {
            title,
            ..before.clone()
        };
        set(&mut after.due_on, input.due_on);
        writing
            .change_part::<milestone::Entity>(&project, &before, after)
            .await?;
    }
    Ok(project.id)
}

/// Says that a milestone was reached: today, when no day is said.
pub async fn reach_milestone(
    writing: &mut Writing,
    project: Selector,
    milestone: Selector,
    reached_on: Option<NaiveDate>,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let project = planned(writing, &project, expected_version).await?;
    let before = meant(writing, &project, &milestone).await?;
    let today = writing.now().date_naive();
    let day = reached_on.unwrap_or(today);
    if let Some(before) = &before {
        writing
            .problems
            .take("input.milestone", may_be_reached(before));
    }
    writing
        .problems
        .take("input.reachedOn", not_after(day, today));
    writing.problems.settled()?;
    if let Some(before) = before {
        let after = milestone::Model {
            reached_on: Some(day),
            ..before.clone()
        };
        writing
            .change_part::<milestone::Entity>(&project, &before, after)
            .await?;
    }
    Ok(project.id)
}

pub async fn remove_milestone(
    writing: &mut Writing,
    project: Selector,
    milestone: Selector,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let project = planned(writing, &project, expected_version).await?;
    let row = meant(writing, &project, &milestone).await?;
    writing.problems.settled()?;
    if let Some(row) = row {
        writing
            .remove_part::<milestone::Entity>(&project, &row)
            .await?;
    }
    Ok(project.id)
}

async fn meant(
    writing: &mut Writing,
    project: &Model,
    milestone: &Selector,
) -> Result<Option<milestone::Model>, Failure> {
    writing
        .refer_part::<milestone::Entity>(project, "input.milestone", milestone)
        .await
}

fn may_be_reached(milestone: &milestone::Model) -> Result<(), Refusal> {
    if milestone.reached_on.is_none() {
        return Ok(());
    }
    Err(wrong_state(
        "This milestone was reached already.",
        "Ce jalon est déjà atteint.",
    ))
}
