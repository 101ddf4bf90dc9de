//! Mutations of projects: how they begin, are edited and translated.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, MergedObject, Object};
use hemicycle_domain::project::deeds;

use super::{Project, ProjectBy};
use crate::graphql::chamber::ChamberBy;
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::enums::{ImpactArea, TranslationOrigin};
use crate::graphql::error::Maybe;
use crate::graphql::hub::HubBy;
use crate::graphql::id::IdKind;
use crate::graphql::parliament::ParliamentBy;
use crate::graphql::scalars::Date;
use crate::graphql::selectors::{by_part, patch, selectors, values};
use crate::graphql::topic::TopicBy;

mod course;
mod offer;
mod partners;
mod plan;

payloads! {
    Project as project {
        /// The project that was proposed, or what was wrong with the proposal.
        ProjectProposePayload,
        /// The project after the edit, or what was wrong with it.
        ProjectEditPayload,
        /// The project with its translation, or what was wrong with it.
        ProjectTranslatePayload,
    }
}

/// A project to be proposed.
#[derive(InputObject)]
pub struct ProjectProposeInput {
    /// The language its texts are written in, as a BCP 47 tag.
    language: String,
    /// The short name it would like in addresses; a number is added where it is taken. Made from the title when absent.
    slug: Option<String>,
    /// What it is called: one line of at most 300 characters.
    title: String,
    /// What it is to achieve, as Markdown of at most 20,000 characters.
    goal: Option<String>,
    /// What it is about, as Markdown of at most 20,000 characters.
    summary: Option<String>,
    /// The impact areas it works on, the primary one first.
    impact_areas: Option<Vec<ImpactArea>>,
    /// When it is planned to begin.
    planned_start_on: Option<Date>,
    /// When it is planned to end; not before it begins.
    planned_end_on: Option<Date>,
    /// The parliament that leads it. You hold a role for it, or coordinate a hub that it takes part in; editors name any.
    lead_parliament: Option<ParliamentBy>,
    /// The chamber that leads it, of that parliament.
    lead_chamber: Option<ChamberBy>,
    /// The hubs it is to be done within, at most 20. Each is one that you coordinate, or that a parliament of yours takes part in; editors name any.
    hubs: Option<Vec<HubBy>>,
    /// What it is filed under, at most 20.
    topics: Option<Vec<TopicBy>>,
}

impl From<ProjectProposeInput> for deeds::Proposal {
    fn from(input: ProjectProposeInput) -> Self {
        Self {
            language: input.language,
            slug: input.slug,
            title: input.title,
            goal: input.goal,
            summary: input.summary,
            impact_areas: input
                .impact_areas
                .into_iter()
                .flatten()
                .map(Into::into)
                .collect(),
            planned_start_on: input.planned_start_on.map(|date| date.0),
            planned_end_on: input.planned_end_on.map(|date| date.0),
            lead_parliament: input.lead_parliament.map(Into::into),
            lead_chamber: input.lead_chamber.map(Into::into),
            hubs: selectors(input.hubs),
            topics: selectors(input.topics),
        }
    }
}

/// What to change of a project. A field that is absent stays as it is; one that is null is emptied.
#[derive(InputObject)]
pub struct ProjectEditInput {
    /// The language of the texts given here: the project's original language, which it is when absent. Other languages are added with `projectTranslate`.
    language: Option<String>,
    /// A new short name in addresses; the former one keeps leading here.
    slug: Option<String>,
    /// What it is called: one line of at most 300 characters. It cannot be emptied.
    title: MaybeUndefined<String>,
    /// What it is to achieve, as Markdown of at most 20,000 characters.
    goal: MaybeUndefined<String>,
    /// What it is about, as Markdown of at most 20,000 characters.
    summary: MaybeUndefined<String>,
    /// What came of it, as Markdown of at most 20,000 characters; a completed project keeps some.
    results: MaybeUndefined<String>,
    /// The impact areas it works on, the primary one first; replaces them all.
    impact_areas: Option<Vec<ImpactArea>>,
    /// How much is done, in per cent, 0 to 100.
    progress_percent: MaybeUndefined<i32>,
    /// When it is planned to begin.
    planned_start_on: MaybeUndefined<Date>,
    /// When it is planned to end; not before it begins.
    planned_end_on: MaybeUndefined<Date>,
    /// When it began, for a project that has; not in the future.
    started_on: MaybeUndefined<Date>,
    /// When it was completed, for a project that is; not before it began, not in the future.
    completed_on: MaybeUndefined<Date>,
    /// The parliament that leads it from now on; without `leadChamber`, itself. You hold a role for it and for the one that led, or coordinate a hub that they take part in; editors name any.
    lead_parliament: MaybeUndefined<ParliamentBy>,
    /// The chamber that leads it from now on, with its parliament. When it is null, the parliament itself leads.
    lead_chamber: MaybeUndefined<ChamberBy>,
    /// The hubs it is done within, at most 20; replaces them all. Those it comes to you coordinate, or a parliament of yours takes part in them; those it leaves you coordinate, or you edit it for a parliament. Editors name any.
    hubs: Option<Vec<HubBy>>,
    /// What it is filed under, at most 20; replaces them all.
    topics: Option<Vec<TopicBy>>,
}

impl From<ProjectEditInput> for deeds::Edit {
    fn from(input: ProjectEditInput) -> Self {
        Self {
            language: input.language,
            slug: input.slug,
            title: patch(input.title),
            goal: patch(input.goal),
            summary: patch(input.summary),
            results: patch(input.results),
            impact_areas: input
                .impact_areas
                .map(|areas| areas.into_iter().map(Into::into).collect()),
            progress: patch(input.progress_percent),
            planned_start_on: patch(input.planned_start_on),
            planned_end_on: patch(input.planned_end_on),
            started_on: patch(input.started_on),
            completed_on: patch(input.completed_on),
            lead_parliament: patch(input.lead_parliament),
            lead_chamber: patch(input.lead_chamber),
            hubs: input.hubs.map(|hubs| selectors(Some(hubs))),
            topics: input.topics.map(|topics| selectors(Some(topics))),
        }
    }
}

/// The texts of a project, its milestones and its updates in another language. A text that is absent is left alone.
#[derive(InputObject)]
pub struct ProjectTranslateInput {
    /// The language, as a BCP 47 tag; another one than the text was first written in.
    language: String,
    /// Who translated it: a person when absent.
    origin: Option<TranslationOrigin>,
    /// What it is called: one line of at most 300 characters.
    title: Option<String>,
    /// What it is to achieve, as Markdown of at most 20,000 characters.
    goal: Option<String>,
    /// What it is about, as Markdown of at most 20,000 characters.
    summary: Option<String>,
    /// What came of it, as Markdown of at most 20,000 characters.
    results: Option<String>,
    /// The titles of its milestones, each milestone once.
    milestones: Option<Vec<ProjectMilestoneTranslateInput>>,
    /// What its updates say, each update once.
    updates: Option<Vec<ProjectUpdateTranslateInput>>,
}

/// The title of a milestone in another language.
#[derive(InputObject)]
pub struct ProjectMilestoneTranslateInput {
    /// The milestone's id.
    id: ID,
    /// What is to be reached: one line of at most 300 characters.
    title: String,
}

/// What an update says in another language.
#[derive(InputObject)]
pub struct ProjectUpdateTranslateInput {
    /// The update's id.
    id: ID,
    /// What it says, as Markdown of at most 20,000 characters.
    body: String,
}

impl From<ProjectMilestoneTranslateInput> for deeds::PartTranslation {
    fn from(input: ProjectMilestoneTranslateInput) -> Self {
        Self {
            part: by_part(IdKind::ProjectMilestone, &input.id),
            text: input.title,
        }
    }
}

impl From<ProjectUpdateTranslateInput> for deeds::PartTranslation {
    fn from(input: ProjectUpdateTranslateInput) -> Self {
        Self {
            part: by_part(IdKind::ProjectUpdate, &input.id),
            text: input.body,
        }
    }
}

impl From<ProjectTranslateInput> for deeds::Translation {
    fn from(input: ProjectTranslateInput) -> Self {
        Self {
            language: input.language,
            origin: input.origin.unwrap_or_default().into(),
            title: input.title,
            goal: input.goal,
            summary: input.summary,
            results: input.results,
            milestones: values(input.milestones),
            updates: values(input.updates),
        }
    }
}

/// What can be done with projects.
#[derive(MergedObject, Default)]
pub struct ProjectMutation(
    ProjectRecord,
    course::ProjectCourse,
    plan::ProjectPlan,
    partners::ProjectPartners,
);

/// What changes the record of projects.
#[derive(Default)]
pub struct ProjectRecord;

#[Object]
impl ProjectRecord {
    /// Proposes a project, for a parliament or within a hub. Contributors and focal points may for their parliament, coordinators within their hub, editors anywhere. It
    /// waits for approval and is seen by its own people until then.
    async fn project_propose(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proposal.")] input: ProjectProposeInput,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectProposePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::propose(writing, input.into()))
        })
        .await
    }

    /// Edits a project. Its lead parliament's focal point may, coordinators of its hubs, and editors; until it is approved, contributors of its parliament, too.
    async fn project_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "What to change.")] input: ProjectEditInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectEditPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::edit(
                writing,
                project.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Adds a language to the texts of a project, its milestones and its updates, or renews a translation. Whoever may edit it may.
    async fn project_translate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "The texts.")] input: ProjectTranslateInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectTranslatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::translate(
                writing,
                project.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }
}
