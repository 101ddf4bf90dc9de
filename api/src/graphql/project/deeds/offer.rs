//! What a completed project says of the practice that it can become.

use std::sync::Arc;

use async_graphql::{Context, Object};
use hemicycle_domain::project::offer::{PracticeOffer, practice_offer};
use hemicycle_domain::project::{HUBS, TOPICS};
use hemicycle_entity::project::Model;

use super::super::impact_areas;
use crate::graphql::chamber::Chamber;
use crate::graphql::connection;
use crate::graphql::directives::list_size;
use crate::graphql::enums::{ImpactArea, PracticeKind};
use crate::graphql::error::Maybe;
use crate::graphql::hub::Hub;
use crate::graphql::parliament::Parliament;
use crate::graphql::scalars::{Date, LanguageTag};
use crate::graphql::topic::Topic;

/// Values for a practice to be drafted from a project.
pub struct ProjectPracticeDraft {
    project: Arc<Model>,
    texts: PracticeOffer,
}

impl ProjectPracticeDraft {
    pub fn of(project: &Arc<Model>) -> Self {
        Self {
            texts: practice_offer(project),
            project: project.clone(),
        }
    }
}

/// Values for a practice to be drafted from a project, as its record has them: to be completed by people and passed to `practiceDraft`. Its texts
/// are plain values, in one language.
#[Object]
impl ProjectPracticeDraft {
    /// The language of the texts: the project's original language.
    async fn language(&self) -> LanguageTag {
        LanguageTag::stored(&self.texts.language)
    }

    /// What sort of practice: a case study.
    async fn kind(&self) -> PracticeKind {
        PracticeKind::CaseStudy
    }

    /// The project's title.
    async fn title(&self) -> &str {
        &self.texts.title
    }

    /// The project's summary, cut to 600 characters. Null when it has none.
    async fn summary(&self) -> Option<&str> {
        self.texts.summary.as_deref()
    }

    /// The project's goal, as Markdown. Null when it has none.
    async fn problem(&self) -> Option<&str> {
        self.texts.problem.as_deref()
    }

    /// What came of the project, as Markdown. Null when it does not say.
    async fn results(&self) -> Option<&str> {
        self.texts.results.as_deref()
    }

    /// The impact areas it worked on, the primary one first; empty when not said. At most 4.
    #[graphql(directive = list_size::apply(4))]
    async fn impact_areas(&self) -> Vec<ImpactArea> {
        impact_areas(&self.project.impact_areas)
    }

    /// When the project began; null when not known.
    async fn started_on(&self) -> Option<Date> {
        self.project.started_on.map(Date)
    }

    /// The parliament that led it; null when none is named.
    async fn parliament(&self, ctx: &Context<'_>) -> Maybe<Parliament> {
        connection::by_id(ctx, self.project.lead_parliament_id).await
    }

    /// The chamber that led it; null when the parliament as a whole did or none is named.
    async fn chamber(&self, ctx: &Context<'_>) -> Maybe<Chamber> {
        connection::by_id(ctx, self.project.lead_chamber_id).await
    }

    /// The hubs it was done within. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn hubs(&self, ctx: &Context<'_>) -> Maybe<Vec<Hub>> {
        connection::short(ctx, self.project.id, HUBS.forward(), 20).await
    }

    /// What it is filed under, without deprecated topics: nothing new comes under those. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn topics(&self, ctx: &Context<'_>) -> Maybe<Vec<Topic>> {
        let filed = connection::short::<Topic>(ctx, self.project.id, TOPICS.forward(), 20).await;
        filed.map(|filed| {
            let mut topics = filed?;
            topics.retain(|topic| topic.0.deprecated_on.is_none());
            Ok(topics)
        })
    }
}
