//! Projects in the contract.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use hemicycle_domain::project as domain;
use hemicycle_domain::{contact, practice};
use hemicycle_entity::project;
use hemicycle_entity::values::{self, Closed};

use super::chamber::Chamber;
use super::common::Common;
use super::connection::{self, Connection, Node, PageArgs};
use super::contact::{Contact, ContactFilter, ContactOrderField};
use super::directives::list_size;
use super::enums::{ImpactArea, ProjectHealth, ProjectStatus, Region};
use super::error::Maybe;
use super::hub::Hub;
use super::id::{self, IdKind};
use super::inputs::{AnyOf, DateRange, OrderBy, any_of};
use super::parliament::Parliament;
use super::practice::{Practice, PracticeFilter, PracticeOrderField};
use super::scalars::{Date, DateTime, LanguageTag};
use super::text::{Languages, LocalizedText, always, body};
use super::topic::Topic;

pub mod deeds;
mod parts;
mod permissions;

pub use parts::{ProjectMilestone, ProjectPartner, ProjectUpdate};
use permissions::ProjectPermissions;

/// Work that a parliament does, usually within a hub.
pub struct Project(pub Arc<project::Model>);

impl Node for Project {
    type Entity = project::Entity;

    fn of(row: Arc<project::Model>) -> Self {
        Self(row)
    }
}

/// Work that a parliament does, usually within a hub.
#[Object]
impl Project {
    /// Opaque, unique among all records, and good for `node`.
    pub(super) async fn id(&self) -> ID {
        id::encode(IdKind::Project, self.0.id)
    }

    #[graphql(flatten)]
    async fn common(&self) -> Common {
        Common(self.0.clone())
    }

    /// What the caller may do with it now, and if not, why.
    async fn viewer_can(&self) -> ProjectPermissions {
        ProjectPermissions(self.0.clone())
    }

    /// The short name in addresses, such as `e-petitions`.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// What it is called.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> LocalizedText {
        always(ctx, &self.0.title, languages)
    }
    /// What it is to achieve, as Markdown. Null when not given.
    async fn goal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.0.goal.as_ref()?, languages)
    }
    /// What it is about, as Markdown. Null when not given.
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.0.summary.as_ref()?, languages)
    }
    /// Where it stands.
    async fn status(&self) -> ProjectStatus {
        self.0.status.into()
    }

    /// How well it keeps to its plan; null when not reported.
    async fn health(&self) -> Option<ProjectHealth> {
        self.0.health.map(Into::into)
    }

    /// How much is done, in per cent, 0 to 100; null when not reported.
    async fn progress_percent(&self) -> Option<i32> {
        self.0.progress
    }

    /// When it is planned to begin; null when not known.
    async fn planned_start_on(&self) -> Option<Date> {
        self.0.planned_start_on.map(Date)
    }

    /// When it is planned to end; null when not known.
    async fn planned_end_on(&self) -> Option<Date> {
        self.0.planned_end_on.map(Date)
    }

    /// When it began; null when it has not, or when not known.
    async fn started_on(&self) -> Option<Date> {
        self.0.started_on.map(Date)
    }

    /// When it was completed; null when it was not, or when not known.
    async fn completed_on(&self) -> Option<Date> {
        self.0.completed_on.map(Date)
    }

    /// The impact areas it works on, the primary one first; empty when not said. At most 4.
    #[graphql(directive = list_size::apply(4))]
    async fn impact_areas(&self) -> Vec<ImpactArea> {
        impact_areas(&self.0.impact_areas)
    }

    /// The impact area it works on most; null when not said.
    async fn primary_impact_area(&self) -> Option<ImpactArea> {
        impact_areas(&self.0.impact_areas).into_iter().next()
    }

    /// What came of it, as Markdown; always given for a completed project that was completed here. Null when not given.
    async fn results(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.0.results.as_ref()?, languages)
    }
    /// The parliament that leads it; null when none is named.
    async fn lead_parliament(&self, ctx: &Context<'_>) -> Maybe<Parliament> {
        connection::by_id(ctx, self.0.lead_parliament_id).await
    }
    /// The chamber that leads it; null when the parliament as a whole does or none is named.
    async fn lead_chamber(&self, ctx: &Context<'_>) -> Maybe<Chamber> {
        connection::by_id(ctx, self.0.lead_chamber_id).await
    }
    /// Others that take part. At most 50. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(50))]
    async fn partners(&self, ctx: &Context<'_>) -> Maybe<Vec<ProjectPartner>> {
        connection::short(ctx, self.0.id, domain::PARTS, 50).await
    }
    /// The hubs it is done within. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn hubs(&self, ctx: &Context<'_>) -> Maybe<Vec<Hub>> {
        connection::short(ctx, self.0.id, domain::HUBS.forward(), 20).await
    }
    /// What it is filed under. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn topics(&self, ctx: &Context<'_>) -> Maybe<Vec<Topic>> {
        connection::short(ctx, self.0.id, domain::TOPICS.forward(), 20).await
    }
    /// Its milestones, by due date. Null only when it could not be fetched; an error then says why.
    async fn milestones(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, 0 to 100; 20 when neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100. Not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Maybe<Connection<ProjectMilestone>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        connection::parts(ctx, self.0.id, domain::PARTS, page, ()).await
    }
    /// Reports on how it goes, the newest first. Null only when it could not be fetched; an error then says why.
    async fn updates(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, 0 to 100; 20 when neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100. Not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Maybe<Connection<ProjectUpdate>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        connection::parts(ctx, self.0.id, domain::PARTS, page, ()).await
    }
    /// The practices that came of it. Null only when it could not be fetched; an error then says why.
    async fn practices(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, 0 to 100; 20 when neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100. Not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "Which of them.")] filter: Option<PracticeFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<PracticeOrderField>>,
    ) -> Maybe<Connection<Practice>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.map(Into::into).unwrap_or_default();
        connection::children(
            ctx,
            self.0.id,
            practice::PROJECTS.backward(),
            page,
            filter,
            order_by,
        )
        .await
    }
    /// People who can help with it, as far as the caller may know of them. Null only when it could not be fetched; an error then says why.
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, 0 to 100; 20 when neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100. Not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "Which of them.")] filter: Option<ContactFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<ContactOrderField>>,
    ) -> Maybe<Connection<Contact>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.map(Into::into).unwrap_or_default();
        connection::children(
            ctx,
            self.0.id,
            contact::PROJECTS.backward(),
            page,
            filter,
            order_by,
        )
        .await
    }
}

/// The impact areas of a record, in their order.
pub fn impact_areas(tags: &hemicycle_entity::text::Tags) -> Vec<ImpactArea> {
    let areas = tags
        .0
        .iter()
        .filter_map(|area| values::ImpactArea::parse(area));
    areas.map(Into::into).collect()
}

/// Which records of a list to keep: all that is said must hold.
#[derive(InputObject, Clone, Default)]
pub struct ProjectFilter {
    /// A title, in any language, that starts with this, whatever the accents and letter case.
    title_starts_with: Option<String>,
    /// Slugs.
    slug: Option<AnyOf<String>>,
    /// Statuses.
    status: Option<AnyOf<ProjectStatus>>,
    /// Healths.
    health: Option<AnyOf<ProjectHealth>>,
    /// Works on any of these impact areas.
    impact_area: Option<AnyOf<ImpactArea>>,
    /// Filed under any topic of these codes, narrower ones included.
    topic: Option<AnyOf<String>>,
    /// Done within any hub of these slugs.
    hub: Option<AnyOf<String>>,
    /// Led by any parliament of these codes.
    parliament: Option<AnyOf<String>>,
    /// Led by any chamber of these codes.
    chamber: Option<AnyOf<String>>,
    /// Led by a parliament of any country of these ISO 3166-1 alpha-2 codes.
    country: Option<AnyOf<String>>,
    /// Led by a parliament of any of these UN M49 regions.
    region: Option<AnyOf<Region>>,
    /// Began between these days.
    started_on: Option<DateRange>,
    /// Is planned to end between these days.
    planned_end_on: Option<DateRange>,
    /// Was completed between these days.
    completed_on: Option<DateRange>,
    /// Has texts in any of these languages.
    has_translation: Option<AnyOf<LanguageTag>>,
    /// Last changed at this instant or later.
    updated_since: Option<DateTime>,
}

impl From<ProjectFilter> for domain::ProjectFilter {
    fn from(filter: ProjectFilter) -> Self {
        Self {
            title_starts_with: filter.title_starts_with,
            slug: any_of(filter.slug),
            status: any_of(filter.status),
            health: any_of(filter.health),
            impact_area: any_of(filter.impact_area),
            topic: any_of(filter.topic),
            hub: any_of(filter.hub),
            parliament: any_of(filter.parliament),
            chamber: any_of(filter.chamber),
            country: any_of(filter.country),
            region: any_of(filter.region),
            started_on: filter.started_on.map(Into::into),
            planned_end_on: filter.planned_end_on.map(Into::into),
            completed_on: filter.completed_on.map(Into::into),
            has_translation: any_of(filter.has_translation),
            updated_since: filter.updated_since.map(|at| at.0),
        }
    }
}

/// What a list of this kind can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectOrderField {
    /// By title, in the alphabet of the request's language.
    Title,
    /// By the day it began.
    StartedOn,
    /// By the day it is planned to end.
    PlannedEndOn,
    /// By the day it was completed.
    CompletedOn,
    /// By creation.
    CreatedAt,
    /// By last change.
    UpdatedAt,
}

impl From<ProjectOrderField> for domain::ProjectOrder {
    fn from(field: ProjectOrderField) -> Self {
        match field {
            ProjectOrderField::Title => Self::Title,
            ProjectOrderField::StartedOn => Self::StartedOn,
            ProjectOrderField::PlannedEndOn => Self::PlannedEndOn,
            ProjectOrderField::CompletedOn => Self::CompletedOn,
            ProjectOrderField::CreatedAt => Self::CreatedAt,
            ProjectOrderField::UpdatedAt => Self::UpdatedAt,
        }
    }
}

/// Which one is meant: exactly one of the fields.
#[derive(OneofObject)]
pub enum ProjectBy {
    /// By its id.
    Id(ID),
    /// By its slug.
    Slug(String),
}

/// The root fields of this subject.
#[derive(Default)]
pub struct ProjectQuery;

#[Object]
impl ProjectQuery {
    /// One project; null when there is none, or none that the caller may see.
    async fn project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: ProjectBy,
    ) -> Maybe<Project> {
        match by {
            ProjectBy::Id(id) => connection::by_global_id(ctx, IdKind::Project, &id).await,
            ProjectBy::Slug(key) => connection::by_key(ctx, &key).await,
        }
    }

    /// Projects; the last changed first unless said otherwise. Null only when it could not be fetched; an error then says why.
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, 0 to 100; 20 when neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100. Not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "Which of them.")] filter: Option<ProjectFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<ProjectOrderField>>,
    ) -> Maybe<Connection<Project>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.map(Into::into).unwrap_or_default();
        connection::all(ctx, page, filter, order_by).await
    }
}
