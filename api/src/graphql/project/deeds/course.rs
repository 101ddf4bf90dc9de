//! Mutations of a project's course: status, health, updates.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use hemicycle_domain::project::deeds;

use super::super::{Project, ProjectBy};
use super::offer::ProjectPracticeDraft;
use crate::graphql::deed::{How, Payload, act, payloads};
use crate::graphql::directives::list_size;
use crate::graphql::enums::ProjectHealth;
use crate::graphql::error::Maybe;
use crate::graphql::hub::HubBy;
use crate::graphql::scalars::Date;
use crate::graphql::selectors::selectors;
use crate::graphql::user_error::UserError;

payloads! {
    Project as project {
        /// The approved project, or why it is not.
        ProjectApprovePayload,
        /// The project that was started, or why it was not.
        ProjectStartPayload,
        /// The project on hold, or why it is not.
        ProjectPausePayload,
        /// The project that goes on, or why it does not.
        ProjectResumePayload,
        /// The project that was given up, or why it was not.
        ProjectCancelPayload,
        /// The project with its health, or what was wrong.
        ProjectSetHealthPayload,
        /// The project with its new update, or what was wrong with it.
        ProjectPostUpdatePayload,
    }
}

/// The completed project, or why it is not; and what it says of the practice that it can become.
#[derive(SimpleObject)]
pub struct ProjectCompletePayload {
    /// The record as it is afterwards; null when nothing was changed, or when the caller may not see it any more.
    project: Option<Project>,
    /// Values for a practice to be drafted from it, to be completed and passed to `practiceDraft`. Nothing was created. Null when `project` is.
    practice_draft: Option<ProjectPracticeDraft>,
    /// What was wrong, all of it; empty when the deed was done, or could have been with `validateOnly`. At most 100.
    #[graphql(directive = list_size::apply(100))]
    errors: Vec<UserError>,
}

impl Payload for ProjectCompletePayload {
    type Node = Project;

    fn of(project: Option<Project>, errors: Vec<UserError>) -> Self {
        Self {
            practice_draft: project
                .as_ref()
                .map(|project| ProjectPracticeDraft::of(&project.0)),
            project,
            errors,
        }
    }
}

/// Why the course of a project changes. It becomes one of the project's updates.
#[derive(InputObject)]
pub struct ProjectNoteInput {
    /// The language of the note; the project's original language when absent.
    language: Option<String>,
    /// The reason, for everybody to read who sees the project, as Markdown of at most 20,000 characters.
    note: String,
}

impl From<ProjectNoteInput> for deeds::Note {
    fn from(input: ProjectNoteInput) -> Self {
        Self {
            language: input.language,
            note: input.note,
        }
    }
}

/// How a project starts.
#[derive(InputObject)]
pub struct ProjectStartInput {
    /// The language of the note; the project's original language when absent.
    language: Option<String>,
    /// What there is to say of it, for everybody to read, as Markdown of at most 20,000 characters. It becomes one of the project's updates.
    note: String,
    /// The day it began, not in the future; today (UTC) when absent.
    started_on: Option<Date>,
}

impl From<ProjectStartInput> for deeds::Start {
    fn from(input: ProjectStartInput) -> Self {
        Self {
            note: deeds::Note {
                language: input.language,
                note: input.note,
            },
            started_on: input.started_on.map(|date| date.0),
        }
    }
}

/// How a project is completed.
#[derive(InputObject)]
pub struct ProjectCompleteInput {
    /// The language of the note and the results; the project's original language when absent.
    language: Option<String>,
    /// What there is to say of its end, for everybody to read, as Markdown of at most 20,000 characters. It becomes one of the project's updates.
    note: String,
    /// What came of it, as Markdown of at most 20,000 characters. Required unless the project says it already.
    results: Option<String>,
    /// The day it was completed, not before it began and not in the future; today (UTC) when absent.
    completed_on: Option<Date>,
}

impl From<ProjectCompleteInput> for deeds::Completion {
    fn from(input: ProjectCompleteInput) -> Self {
        Self {
            note: deeds::Note {
                language: input.language,
                note: input.note,
            },
            results: input.results,
            completed_on: input.completed_on.map(|date| date.0),
        }
    }
}

/// How well a project keeps to its plan, and why.
#[derive(InputObject)]
pub struct ProjectSetHealthInput {
    /// The language of the note; the project's original language when absent.
    language: Option<String>,
    /// The reason, for everybody to read, as Markdown of at most 20,000 characters. It becomes one of the project's updates.
    note: String,
    /// How well it keeps to its plan.
    health: ProjectHealth,
}

impl From<ProjectSetHealthInput> for deeds::Health {
    fn from(input: ProjectSetHealthInput) -> Self {
        Self {
            note: deeds::Note {
                language: input.language,
                note: input.note,
            },
            health: input.health.into(),
        }
    }
}

/// A report on how a project goes.
#[derive(InputObject)]
pub struct ProjectPostUpdateInput {
    /// The language of the report; the project's original language when absent.
    language: Option<String>,
    /// What it says, as Markdown of at most 20,000 characters.
    body: String,
    /// The hubs to show it under, among those the project is done within; all of those when absent.
    hubs: Option<Vec<HubBy>>,
}

impl From<ProjectPostUpdateInput> for deeds::Post {
    fn from(input: ProjectPostUpdateInput) -> Self {
        Self {
            language: input.language,
            body: input.body,
            hubs: input.hubs.map(|hubs| selectors(Some(hubs))),
        }
    }
}

/// What changes the course of projects.
#[derive(Default)]
pub struct ProjectCourse;

#[Object]
impl ProjectCourse {
    /// Approves a proposed project, which everybody sees from then on. Coordinators of its hubs may, and editors.
    async fn project_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "Why.")] input: ProjectNoteInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectApprovePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::approve(
                writing,
                project.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Starts an approved project. Its lead parliament's focal point may, coordinators of its hubs, and editors.
    async fn project_start(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "When, and what there is to say.")] input: ProjectStartInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectStartPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::start(
                writing,
                project.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Puts an active project on hold. Its lead parliament's focal point may, coordinators of its hubs, and editors.
    async fn project_pause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "Why.")] input: ProjectNoteInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectPausePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::pause(
                writing,
                project.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Goes on with a project that is on hold. Its lead parliament's focal point may, coordinators of its hubs, and editors.
    async fn project_resume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "Why.")] input: ProjectNoteInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectResumePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::resume(
                writing,
                project.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Completes a project that is active or on hold. It says what came of it, and what it can become: a practice. Its lead parliament's focal point may, coordinators of its hubs, and editors.
    async fn project_complete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "When, and what came of it.")] input: ProjectCompleteInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectCompletePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::complete(
                writing,
                project.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Gives up a project that is not over. A proposal that is given up stays with those who saw it. Its lead parliament's focal point may, coordinators of its hubs, and editors.
    async fn project_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "Why.")] input: ProjectNoteInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectCancelPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::cancel(
                writing,
                project.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Says how well a project that is active or on hold keeps to its plan. Its lead parliament's focal point may, coordinators of its hubs, and editors.
    async fn project_set_health(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "How well, and why.")] input: ProjectSetHealthInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectSetHealthPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::set_health(
                writing,
                project.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Posts a report on how a project goes. Its lead parliament's focal point may, coordinators of its hubs, and editors.
    async fn project_post_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "The report.")] input: ProjectPostUpdateInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectPostUpdatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::post_update(
                writing,
                project.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }
}
