//! The parts of projects: partners, milestones, updates.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use hemicycle_domain::party_of;
use hemicycle_domain::project as domain;
use hemicycle_entity::{project_milestone, project_partner, project_update};

use super::Project;
use crate::graphql::connection::{self, Node};
use crate::graphql::directives::list_size;
use crate::graphql::enums::{PartnerRole, ProjectHealth, ProjectStatus};
use crate::graphql::error::Maybe;
use crate::graphql::hub::Hub;
use crate::graphql::id::{self, IdKind};
use crate::graphql::party::{Party, party};
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::text::{Languages, LocalizedText, always, always_body};

/// What a parliament, chamber or organisation does in a project.
pub struct ProjectPartner(pub Arc<project_partner::Model>);

impl Node for ProjectPartner {
    type Entity = project_partner::Entity;

    fn of(row: Arc<project_partner::Model>) -> Self {
        Self(row)
    }
}

/// What a parliament, chamber or organisation does in a project.
#[Object]
impl ProjectPartner {
    /// Opaque; names this partner where it is removed.
    async fn id(&self) -> ID {
        id::encode(IdKind::ProjectPartner, self.0.id)
    }

    /// Who. Null only when it could not be fetched; an error then says why.
    async fn party(&self, ctx: &Context<'_>) -> Maybe<Party> {
        party(ctx, party_of!(self.0)).await
    }

    /// As what.
    async fn role(&self) -> PartnerRole {
        self.0.role.into()
    }
}

/// A milestone of a project.
pub struct ProjectMilestone(pub Arc<project_milestone::Model>);

impl Node for ProjectMilestone {
    type Entity = project_milestone::Entity;

    fn of(row: Arc<project_milestone::Model>) -> Self {
        Self(row)
    }
}

/// A milestone of a project.
#[Object]
impl ProjectMilestone {
    /// Opaque; names this milestone where one is changed.
    async fn id(&self) -> ID {
        id::encode(IdKind::ProjectMilestone, self.0.id)
    }

    /// What is to be reached.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> LocalizedText {
        always(ctx, &self.0.title, languages)
    }

    /// When it is due; null when not said.
    async fn due_on(&self) -> Option<Date> {
        self.0.due_on.map(Date)
    }

    /// When it was reached; null while it is not.
    async fn reached_on(&self) -> Option<Date> {
        self.0.reached_on.map(Date)
    }
}

/// A report on how a project goes.
pub struct ProjectUpdate(pub Arc<project_update::Model>);

impl Node for ProjectUpdate {
    type Entity = project_update::Entity;

    fn of(row: Arc<project_update::Model>) -> Self {
        Self(row)
    }
}

/// A report on how a project goes.
#[Object]
impl ProjectUpdate {
    /// Opaque; names this update where one is meant.
    async fn id(&self) -> ID {
        id::encode(IdKind::ProjectUpdate, self.0.id)
    }

    /// When it was posted.
    async fn posted_at(&self) -> DateTime {
        DateTime(self.0.posted_at)
    }

    /// What it says, as Markdown.
    async fn body(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> LocalizedText {
        always_body(ctx, &self.0.body, languages)
    }

    /// The project's status as of this update; null when the update does not speak of it.
    async fn status(&self) -> Option<ProjectStatus> {
        self.0.status.map(Into::into)
    }

    /// The project's health as of this update; null when the update does not speak of it.
    async fn health(&self) -> Option<ProjectHealth> {
        self.0.health.map(Into::into)
    }

    /// The project. Null only when it could not be fetched; an error then says why.
    async fn project(&self, ctx: &Context<'_>) -> Maybe<Project> {
        connection::by_id(ctx, Some(self.0.project_id)).await
    }

    /// The hubs it is shown under, too, among those the project was done within when it was posted. At most 20. Null only when it could not be
    /// fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn hubs(&self, ctx: &Context<'_>) -> Maybe<Vec<Hub>> {
        connection::short(ctx, self.0.id, domain::UPDATE_HUBS.forward(), 20).await
    }
}
