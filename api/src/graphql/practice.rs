//! Practices in the contract.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use hemicycle_domain::practice as domain;
use hemicycle_domain::{contact, publication};
use hemicycle_entity::text::UseCase;
use hemicycle_entity::values::{self, Closed};
use hemicycle_entity::{practice, practice_external_id};

use super::chamber::Chamber;
use super::common::Common;
use super::connection::{self, Connection, Node, PageArgs};
use super::contact::{Contact, ContactFilter, ContactOrderField};
use super::context::reading;
use super::directives::list_size;
use super::enums::{Audience, ImpactArea, PracticeKind, PracticeStage, PracticeStatus, Region};
use super::error::Maybe;
use super::error::maybe;
use super::hub::Hub;
use super::id::{self, IdKind};
use super::inputs::{AnyOf, DateRange, OrderBy, any_of};
use super::parliament::Parliament;
use super::project::{Project, impact_areas};
use super::publication::{Publication, PublicationFilter, PublicationOrderField};
use super::scalars::{Date, DateTime, LanguageTag, PartialDate, Url};
use super::text::{Languages, LocalizedText, always, body};
use super::topic::Topic;

pub mod deeds;
pub mod inputs;
mod permissions;
pub mod queue;
mod review;
mod reviewing;

use permissions::PracticePermissions;
use review::{PracticeReview, PracticeRevision};

/// Something a parliament does that others can learn from.
pub struct Practice(pub Arc<practice::Model>);

impl Node for Practice {
    type Entity = practice::Entity;

    fn of(row: Arc<practice::Model>) -> Self {
        Self(row)
    }
}

/// Something a parliament does that others can learn from. Visitors see published ones.
#[Object]
impl Practice {
    /// Opaque, unique among all records, and good for `node`.
    pub(super) async fn id(&self) -> ID {
        id::encode(IdKind::Practice, self.0.id)
    }

    #[graphql(flatten)]
    async fn common(&self) -> Common {
        Common(self.0.clone())
    }
    /// The short name in addresses.
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
    /// What it is, in at most 600 characters, as Markdown. Null when not given.
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.0.summary.as_ref()?, languages)
    }
    /// What sort of practice it is.
    async fn kind(&self) -> PracticeKind {
        self.0.kind.into()
    }

    /// Where it stands on its way to publication.
    async fn status(&self) -> PracticeStatus {
        self.0.status.into()
    }

    /// How far it has come at its parliament; null when not known.
    async fn stage(&self) -> Option<PracticeStage> {
        self.0.stage.map(Into::into)
    }

    /// The problem it solves, as Markdown. Null when not given.
    async fn problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.0.problem.as_ref()?, languages)
    }
    /// How it solves it, as Markdown. Null when not given.
    async fn solution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.0.solution.as_ref()?, languages)
    }
    /// What came of it, as Markdown. Null when not given.
    async fn results(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.0.results.as_ref()?, languages)
    }
    /// What was learnt, as Markdown. Null when not given.
    async fn lessons(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.0.lessons.as_ref()?, languages)
    }
    /// What it took: time, money, people; as Markdown. Null when not given.
    async fn effort(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.0.effort.as_ref()?, languages)
    }
    /// The section that only use cases have; null for other kinds, and when it was not given.
    async fn use_case(&self) -> Option<UseCaseSection> {
        self.0.use_case.as_ref()?;
        Some(UseCaseSection(self.0.clone()))
    }

    /// The impact areas it bears on, the most important first; empty when not said. At most 4.
    #[graphql(directive = list_size::apply(4))]
    async fn impact_areas(&self) -> Vec<ImpactArea> {
        impact_areas(&self.0.impact_areas)
    }

    /// For whom it is of use; empty when not said. At most 10.
    #[graphql(directive = list_size::apply(10))]
    async fn audiences(&self) -> Vec<Audience> {
        audiences(&self.0.audiences)
    }

    /// Where its source code is published; null when it is not, or when not known.
    async fn open_source_url(&self) -> Option<Url> {
        self.0.open_source_url.clone().map(Url)
    }

    /// Whether its parliament wants to be asked about it; null when it has not said.
    async fn open_to_contact(&self) -> Option<bool> {
        self.0.open_to_contact
    }

    /// When it began, as exactly as known; null when not known.
    async fn started_on(&self) -> Option<PartialDate> {
        self.0.started_on.clone().map(PartialDate)
    }

    /// When it ended, as exactly as known; null when it goes on or is not known.
    async fn ended_on(&self) -> Option<PartialDate> {
        self.0.ended_on.clone().map(PartialDate)
    }

    /// The day it was first published, here or where its source published it; null when not known.
    async fn published_on(&self) -> Option<Date> {
        self.0.published_on.map(Date)
    }

    /// The day its parliament last said that it still holds; null when it never has.
    async fn confirmed_on(&self) -> Option<Date> {
        self.0.confirmed_on.map(Date)
    }

    /// The edit of the published practice that is being written or reviewed, for its own people and, once handed in, its reviewers; null for others, and when there is none.
    async fn pending_revision(&self, ctx: &Context<'_>) -> Maybe<PracticeRevision> {
        review::pending(ctx, &self.0).await
    }

    /// Comments and decisions, the oldest first, for its own people and its reviewers; empty for others. Null only when it could not be fetched; an error then says why.
    async fn reviews(
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
    ) -> Maybe<Connection<PracticeReview>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        connection::parts(ctx, self.0.id, domain::PARTS, page, ()).await
    }

    /// What the caller may do with it now.
    async fn viewer_can(&self) -> PracticePermissions {
        PracticePermissions(self.0.clone())
    }

    /// The parliament whose practice it is; null when it is not one parliament's.
    async fn parliament(&self, ctx: &Context<'_>) -> Maybe<Parliament> {
        connection::by_id(ctx, self.0.parliament_id).await
    }
    /// The chamber whose practice it is; null when it is the whole parliament's.
    async fn chamber(&self, ctx: &Context<'_>) -> Maybe<Chamber> {
        connection::by_id(ctx, self.0.chamber_id).await
    }
    /// The hubs it is filed under. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn hubs(&self, ctx: &Context<'_>) -> Maybe<Vec<Hub>> {
        connection::short(ctx, self.0.id, domain::HUBS.forward(), 20).await
    }
    /// The projects it came of. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn projects(&self, ctx: &Context<'_>) -> Maybe<Vec<Project>> {
        connection::short(ctx, self.0.id, domain::PROJECTS.forward(), 20).await
    }
    /// What it is filed under. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn topics(&self, ctx: &Context<'_>) -> Maybe<Vec<Topic>> {
        connection::short(ctx, self.0.id, domain::TOPICS.forward(), 20).await
    }
    /// The practice of another parliament that this one took over; null when it is its own or when that one is not public.
    async fn adopted_from(&self, ctx: &Context<'_>) -> Maybe<Practice> {
        connection::by_id(ctx, self.0.adopted_from_id).await
    }
    /// Practices of others that took this one over. Null only when it could not be fetched; an error then says why.
    async fn adopted_by(
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
        connection::children(ctx, self.0.id, domain::ADOPTIONS, page, filter, order_by).await
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
            contact::PRACTICES.backward(),
            page,
            filter,
            order_by,
        )
        .await
    }
    /// Publications that speak of it. Null only when it could not be fetched; an error then says why.
    async fn publications(
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
        #[graphql(desc = "Which of them.")] filter: Option<PublicationFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<PublicationOrderField>>,
    ) -> Maybe<Connection<Publication>> {
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
            publication::PRACTICES.backward(),
            page,
            filter,
            order_by,
        )
        .await
    }
    /// What other systems call it. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn external_ids(&self, ctx: &Context<'_>) -> Maybe<Vec<ExternalId>> {
        connection::short(ctx, self.0.id, domain::PARTS, 20).await
    }
}

/// The audiences of a record, in their order.
pub fn audiences(tags: &hemicycle_entity::text::Tags) -> Vec<Audience> {
    let audiences = tags.0.iter().filter_map(|one| values::Audience::parse(one));
    audiences.map(Into::into).collect()
}

/// The section of a use case: how a system should work.
pub struct UseCaseSection(Arc<practice::Model>);

impl UseCaseSection {
    fn section(&self) -> Option<&UseCase> {
        self.0.use_case.as_ref()
    }
}

/// The section of a use case: how a system should work. All texts are Markdown.
#[Object]
impl UseCaseSection {
    /// What the system is to achieve. Null when not given.
    async fn objective(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.section()?.objective.as_ref()?, languages)
    }

    /// Who uses it and who is affected. Null when not given.
    async fn actors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.section()?.actors.as_ref()?, languages)
    }

    /// What must be there before. Null when not given.
    async fn prerequisites(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.section()?.prerequisites.as_ref()?, languages)
    }

    /// What happens, step by step. Null when not given.
    async fn steps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.section()?.steps.as_ref()?, languages)
    }

    /// Which data it needs. Null when not given.
    async fn data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.section()?.data.as_ref()?, languages)
    }

    /// Which other systems it works with. Null when not given.
    async fn integrations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.section()?.integrations.as_ref()?, languages)
    }

    /// How success is measured. Null when not given.
    async fn success_metrics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.section()?.success_metrics.as_ref()?, languages)
    }

    /// What can go wrong, and what is done about it. Null when not given.
    async fn risks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.section()?.risks.as_ref()?, languages)
    }
}

/// What another system calls a practice.
pub struct ExternalId(pub Arc<practice_external_id::Model>);

impl Node for ExternalId {
    type Entity = practice_external_id::Entity;

    fn of(row: Arc<practice_external_id::Model>) -> Self {
        Self(row)
    }
}

/// What another system calls a practice.
#[Object]
impl ExternalId {
    /// The short name of the system, such as `ipu-ai-use-cases`.
    async fn system(&self) -> &str {
        &self.0.system
    }

    /// The practice's id there.
    async fn id(&self) -> &str {
        &self.0.external_id
    }
}

/// What another system calls a practice.
#[derive(InputObject)]
pub struct ExternalIdInput {
    /// The short name of the system, such as `ipu-ai-use-cases`.
    pub system: String,
    /// The practice's id there.
    pub id: String,
}

/// Which records of a list to keep: all that is said must hold.
#[derive(InputObject, Clone, Default)]
pub struct PracticeFilter {
    /// A title, in any language, that starts with this, whatever the accents and letter case.
    title_starts_with: Option<String>,
    /// Slugs.
    slug: Option<AnyOf<String>>,
    /// Kinds.
    kind: Option<AnyOf<PracticeKind>>,
    /// Statuses; visitors see published ones only.
    status: Option<AnyOf<PracticeStatus>>,
    /// Stages.
    stage: Option<AnyOf<PracticeStage>>,
    /// Bears on any of these impact areas.
    impact_area: Option<AnyOf<ImpactArea>>,
    /// Of use to any of these.
    audience: Option<AnyOf<Audience>>,
    /// Filed under any topic of these codes, narrower ones included.
    topic: Option<AnyOf<String>>,
    /// Filed under any hub of these slugs.
    hub: Option<AnyOf<String>>,
    /// Of any parliament of these codes.
    parliament: Option<AnyOf<String>>,
    /// Of any chamber of these codes.
    chamber: Option<AnyOf<String>>,
    /// Of a parliament of any country of these ISO 3166-1 alpha-2 codes.
    country: Option<AnyOf<String>>,
    /// Of a parliament of any of these UN M49 regions.
    region: Option<AnyOf<Region>>,
    /// First published between these days.
    published_on: Option<DateRange>,
    /// Has texts in any of these languages.
    has_translation: Option<AnyOf<LanguageTag>>,
    /// Last changed at this instant or later.
    updated_since: Option<DateTime>,
}

impl From<PracticeFilter> for domain::PracticeFilter {
    fn from(filter: PracticeFilter) -> Self {
        Self {
            title_starts_with: filter.title_starts_with,
            slug: any_of(filter.slug),
            kind: any_of(filter.kind),
            status: any_of(filter.status),
            stage: any_of(filter.stage),
            impact_area: any_of(filter.impact_area),
            audience: any_of(filter.audience),
            topic: any_of(filter.topic),
            hub: any_of(filter.hub),
            parliament: any_of(filter.parliament),
            chamber: any_of(filter.chamber),
            country: any_of(filter.country),
            region: any_of(filter.region),
            published_on: filter.published_on.map(Into::into),
            has_translation: any_of(filter.has_translation),
            updated_since: filter.updated_since.map(|at| at.0),
            ..Self::default()
        }
    }
}

/// What a list of this kind can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PracticeOrderField {
    /// By title, in the alphabet of the request's language.
    Title,
    /// By the day it was first published.
    PublishedOn,
    /// By when it began.
    StartedOn,
    /// By creation.
    CreatedAt,
    /// By last change.
    UpdatedAt,
}

impl From<PracticeOrderField> for domain::PracticeOrder {
    fn from(field: PracticeOrderField) -> Self {
        match field {
            PracticeOrderField::Title => Self::Title,
            PracticeOrderField::PublishedOn => Self::PublishedOn,
            PracticeOrderField::StartedOn => Self::StartedOn,
            PracticeOrderField::CreatedAt => Self::CreatedAt,
            PracticeOrderField::UpdatedAt => Self::UpdatedAt,
        }
    }
}

/// Which one is meant: exactly one of the fields.
#[derive(OneofObject)]
pub enum PracticeBy {
    /// By its id.
    Id(ID),
    /// By its slug.
    Slug(String),
    /// By what another system calls it.
    External(ExternalIdInput),
}

/// The root fields of this subject.
#[derive(Default)]
pub struct PracticeQuery;

#[Object]
impl PracticeQuery {
    /// One practice; null when there is none, or none that the caller may see.
    async fn practice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: PracticeBy,
    ) -> Maybe<Practice> {
        match by {
            PracticeBy::Id(id) => connection::by_global_id(ctx, IdKind::Practice, &id).await,
            PracticeBy::Slug(key) => connection::by_key(ctx, &key).await,
            PracticeBy::External(known) => maybe(
                reading(ctx)
                    .practice_known_as(&known.system, &known.id)
                    .await
                    .map(|row| row.map(|row| Practice::of(Arc::new(row))))
                    .map_err(Into::into),
            ),
        }
    }

    /// Practices; the last changed first unless said otherwise. Null only when it could not be fetched; an error then says why.
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
        connection::all(ctx, page, filter, order_by).await
    }
}
