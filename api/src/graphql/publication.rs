//! Publications in the contract.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use hemicycle_domain::party_of;
use hemicycle_domain::publication as domain;
use hemicycle_entity::{publication, publication_edition, publication_publisher};

use super::common::Common;
use super::connection::{self, Connection, Node, PageArgs};
use super::directives::list_size;
use super::enums::{ImpactArea, PublicationType};
use super::error::Maybe;
use super::event::{Event, EventFilter, EventOrderField};
use super::id::{self, IdKind};
use super::inputs::{AnyOf, IntRange, OrderBy, any_of};
use super::party::{Party, party};
use super::practice::{Practice, PracticeFilter, PracticeOrderField};
use super::project::impact_areas;
use super::scalars::{DateTime, LanguageTag, PartialDate, Url};
use super::text::{Languages, LocalizedText, always, body};
use super::topic::Topic;

pub mod deeds;
mod inputs;

/// A guide, report or other publication of the network.
pub struct Publication(pub Arc<publication::Model>);

impl Node for Publication {
    type Entity = publication::Entity;

    fn of(row: Arc<publication::Model>) -> Self {
        Self(row)
    }
}

/// A guide, report or other publication of the network.
#[Object]
impl Publication {
    /// Opaque, unique among all records, and good for `node`.
    pub(super) async fn id(&self) -> ID {
        id::encode(IdKind::Publication, self.0.id)
    }

    #[graphql(flatten)]
    async fn common(&self) -> Common {
        Common(self.0.clone())
    }

    /// What the caller may do with it, and why not.
    async fn viewer_can(&self) -> deeds::PublicationPermissions {
        deeds::PublicationPermissions(self.0.clone())
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
    /// What sort of publication it is.
    #[graphql(name = "type")]
    async fn kind(&self) -> PublicationType {
        self.0.kind.into()
    }

    /// The year it first appeared; null when not known.
    async fn year(&self) -> Option<i32> {
        self.0.year
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
    /// Its ISBN, as printed; null when it has none or when not known.
    async fn isbn(&self) -> Option<&str> {
        self.0.isbn.as_deref()
    }

    /// The impact areas it bears on; empty when not said. At most 4.
    #[graphql(directive = list_size::apply(4))]
    async fn impact_areas(&self) -> Vec<ImpactArea> {
        impact_areas(&self.0.impact_areas)
    }

    /// Its editions, one per language, as far as known. At most 30. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(30))]
    async fn editions(&self, ctx: &Context<'_>) -> Maybe<Vec<PublicationEdition>> {
        connection::short(ctx, self.0.id, domain::PARTS, 30).await
    }
    /// Who publishes it, in the order given. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn publishers(&self, ctx: &Context<'_>) -> Maybe<Vec<PublicationPublisher>> {
        connection::short(ctx, self.0.id, domain::PARTS, 20).await
    }
    /// The events that launched it. Null only when it could not be fetched; an error then says why.
    async fn events(
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
        #[graphql(desc = "Which of them.")] filter: Option<EventFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<EventOrderField>>,
    ) -> Maybe<Connection<Event>> {
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
            domain::EVENTS.forward(),
            page,
            filter,
            order_by,
        )
        .await
    }
    /// The practices it speaks of. Null only when it could not be fetched; an error then says why.
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
            domain::PRACTICES.forward(),
            page,
            filter,
            order_by,
        )
        .await
    }
    /// What it is about. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn topics(&self, ctx: &Context<'_>) -> Maybe<Vec<Topic>> {
        connection::short(ctx, self.0.id, domain::TOPICS.forward(), 20).await
    }
}

/// Which records of a list to keep: all that is said must hold.
#[derive(InputObject, Clone, Default)]
pub struct PublicationFilter {
    /// A title, in any language, that starts with this, whatever the accents and letter case.
    title_starts_with: Option<String>,
    /// Slugs.
    slug: Option<AnyOf<String>>,
    /// Types.
    #[graphql(name = "type")]
    kind: Option<AnyOf<PublicationType>>,
    /// Years of first appearance.
    year: Option<IntRange>,
    /// Has an edition in any of these languages.
    language: Option<AnyOf<LanguageTag>>,
    /// Bears on any of these impact areas.
    impact_area: Option<AnyOf<ImpactArea>>,
    /// About any topic of these codes, narrower ones included.
    topic: Option<AnyOf<String>>,
    /// Its title or summary is available in any of these languages.
    has_translation: Option<AnyOf<LanguageTag>>,
    /// Last changed at this instant or later.
    updated_since: Option<DateTime>,
}

impl From<PublicationFilter> for domain::PublicationFilter {
    fn from(filter: PublicationFilter) -> Self {
        Self {
            title_starts_with: filter.title_starts_with,
            slug: any_of(filter.slug),
            kind: any_of(filter.kind),
            year: filter.year.map(Into::into),
            language: any_of(filter.language),
            impact_area: any_of(filter.impact_area),
            topic: any_of(filter.topic),
            has_translation: any_of(filter.has_translation),
            updated_since: filter.updated_since.map(|at| at.0),
        }
    }
}

/// What a list of this kind can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicationOrderField {
    /// By title, in the alphabet of the request's language.
    Title,
    /// By the year it first appeared.
    Year,
    /// By creation.
    CreatedAt,
    /// By last change.
    UpdatedAt,
}

impl From<PublicationOrderField> for domain::PublicationOrder {
    fn from(field: PublicationOrderField) -> Self {
        match field {
            PublicationOrderField::Title => Self::Title,
            PublicationOrderField::Year => Self::Year,
            PublicationOrderField::CreatedAt => Self::CreatedAt,
            PublicationOrderField::UpdatedAt => Self::UpdatedAt,
        }
    }
}

/// Which one is meant: exactly one of the fields.
#[derive(OneofObject)]
pub enum PublicationBy {
    /// By its id.
    Id(ID),
    /// By its slug.
    Slug(String),
}

/// The root fields of this subject.
#[derive(Default)]
pub struct PublicationQuery;

#[Object]
impl PublicationQuery {
    /// One publication; null when there is none, or none that the caller may see.
    async fn publication(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: PublicationBy,
    ) -> Maybe<Publication> {
        match by {
            PublicationBy::Id(id) => connection::by_global_id(ctx, IdKind::Publication, &id).await,
            PublicationBy::Slug(key) => connection::by_key(ctx, &key).await,
        }
    }

    /// Publications; the latest first unless said otherwise. Null only when it could not be fetched; an error then says why.
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
        connection::all(ctx, page, filter, order_by).await
    }
}

/// A publication in one language.
pub struct PublicationEdition(pub Arc<publication_edition::Model>);

impl Node for PublicationEdition {
    type Entity = publication_edition::Entity;

    fn of(row: Arc<publication_edition::Model>) -> Self {
        Self(row)
    }
}

/// A publication in one language.
#[Object]
impl PublicationEdition {
    /// Its language.
    async fn language(&self) -> LanguageTag {
        LanguageTag::stored(&self.0.language)
    }

    /// Where it can be read; null when not known.
    async fn url(&self) -> Option<Url> {
        self.0.url.clone().map(Url)
    }

    /// Its title in that language; null when not known.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// The SPDX identifier of the terms it is published under; null when not known. These are the terms of the work, not of this record.
    async fn licence(&self) -> Option<&str> {
        self.0.licence.as_deref()
    }

    /// When it was published, as exactly as known; null when not known.
    async fn published_on(&self) -> Option<PartialDate> {
        self.0.published_on.clone().map(PartialDate)
    }
}

/// Somebody who publishes a publication.
pub struct PublicationPublisher(pub Arc<publication_publisher::Model>);

impl Node for PublicationPublisher {
    type Entity = publication_publisher::Entity;

    fn of(row: Arc<publication_publisher::Model>) -> Self {
        Self(row)
    }
}

/// Somebody who publishes a publication.
#[Object]
impl PublicationPublisher {
    /// Who. Null only when it could not be fetched; an error then says why.
    async fn party(&self, ctx: &Context<'_>) -> Maybe<Party> {
        party(ctx, party_of!(self.0)).await
    }
}
