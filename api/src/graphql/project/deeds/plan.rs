//! Mutations of a project's milestones.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use hemicycle_domain::project::deeds;

use super::super::{Project, ProjectBy};
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::error::Maybe;
use crate::graphql::id::IdKind;
use crate::graphql::scalars::Date;
use crate::graphql::selectors::{by_part, patch};

payloads! {
    Project as project {
        /// The project with its new milestone, or what was wrong with it.
        ProjectMilestoneAddPayload,
        /// The project after the edit of its milestone, or what was wrong with it.
        ProjectMilestoneEditPayload,
        /// The project with the milestone that was reached, or why it was not.
        ProjectMilestoneReachPayload,
        /// The project without the milestone, or why it is still there.
        ProjectMilestoneRemovePayload,
    }
}

/// A milestone to be added.
#[derive(InputObject)]
pub struct ProjectMilestoneAddInput {
    /// The language of the title; the project's original language when absent.
    language: Option<String>,
    /// What is to be reached: one line of at most 300 characters.
    title: String,
    /// When it is due.
    due_on: Option<Date>,
}

impl From<ProjectMilestoneAddInput> for deeds::NewMilestone {
    fn from(input: ProjectMilestoneAddInput) -> Self {
        Self {
            language: input.language,
            title: input.title,
            due_on: input.due_on.map(|date| date.0),
        }
    }
}

/// What to change of a milestone. A field that is absent stays as it is; one that is null is emptied.
#[derive(InputObject)]
pub struct ProjectMilestoneEditInput {
    /// The milestone's id.
    milestone: ID,
    /// The language of the title given here: that in which it was first written, which it is when absent.
    language: Option<String>,
    /// What is to be reached: one line of at most 300 characters. It cannot be emptied.
    title: MaybeUndefined<String>,
    /// When it is due.
    due_on: MaybeUndefined<Date>,
}

impl From<ProjectMilestoneEditInput> for deeds::MilestoneEdit {
    fn from(input: ProjectMilestoneEditInput) -> Self {
        Self {
            milestone: by_part(IdKind::ProjectMilestone, &input.milestone),
            language: input.language,
            title: patch(input.title),
            due_on: patch(input.due_on),
        }
    }
}

/// A milestone that was reached.
#[derive(InputObject)]
pub struct ProjectMilestoneReachInput {
    /// The milestone's id.
    milestone: ID,
    /// The day it was reached, not in the future; today (UTC) when absent.
    reached_on: Option<Date>,
}

/// A milestone that is not wanted any more.
#[derive(InputObject)]
pub struct ProjectMilestoneRemoveInput {
    /// The milestone's id.
    milestone: ID,
}

/// What changes the milestones of projects.
#[derive(Default)]
pub struct ProjectPlan;

#[Object]
impl ProjectPlan {
    /// Adds a milestone to a project that is not over. Its lead parliament's focal point may, coordinators of its hubs, and editors.
    async fn project_milestone_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "The milestone.")] input: ProjectMilestoneAddInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectMilestoneAddPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::add_milestone(
                writing,
                project.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Edits a milestone of a project that is not over. Its lead parliament's focal point may, coordinators of its hubs, and editors.
    async fn project_milestone_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "Which milestone, and what to change.")] input: ProjectMilestoneEditInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectMilestoneEditPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::edit_milestone(
                writing,
                project.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Says that a milestone was reached. Its lead parliament's focal point may, coordinators of its hubs, and editors.
    async fn project_milestone_reach(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "Which milestone, and when.")] input: ProjectMilestoneReachInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectMilestoneReachPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::reach_milestone(
                writing,
                project.into(),
                by_part(IdKind::ProjectMilestone, &input.milestone),
                input.reached_on.map(|date| date.0),
                expected_version,
            ))
        })
        .await
    }

    /// Removes a milestone of a project that is not over. Its lead parliament's focal point may, coordinators of its hubs, and editors.
    async fn project_milestone_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "Which milestone.")] input: ProjectMilestoneRemoveInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectMilestoneRemovePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::remove_milestone(
                writing,
                project.into(),
                by_part(IdKind::ProjectMilestone, &input.milestone),
                expected_version,
            ))
        })
        .await
    }
}
