//! Countries in the contract.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use hemicycle_domain::country as domain;
use hemicycle_domain::parliament as of_parliament;
use hemicycle_entity::country;

use super::common::Common;
use super::connection::{self, Connection, Node, PageArgs};
use super::directives::list_size;
use super::enums::{Region, Subregion};
use super::error::Maybe;
use super::id::{self, IdKind};
use super::inputs::{AnyOf, OrderBy, any_of};
use super::parliament::{Parliament, ParliamentFilter, ParliamentOrderField};
use super::scalars::{DateTime, LanguageTag};
use super::text::{Languages, LocalizedText, always};

/// A country or territory of ISO 3166-1.
pub struct Country(pub Arc<country::Model>);

impl Node for Country {
    type Entity = country::Entity;

    fn of(row: Arc<country::Model>) -> Self {
        Self(row)
    }
}

/// A country or territory of ISO 3166-1.
#[Object]
impl Country {
    /// Opaque, unique among all records, and good for `node`.
    pub(super) async fn id(&self) -> ID {
        id::encode(IdKind::Country, self.0.id)
    }

    #[graphql(flatten)]
    async fn common(&self) -> Common {
        Common(self.0.clone())
    }
    /// ISO 3166-1 alpha-2 code, such as `FR`.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// ISO 3166-1 alpha-3 code, such as `FRA`.
    async fn alpha3(&self) -> &str {
        &self.0.alpha3
    }

    /// UN M49 code, three digits, such as `250`.
    async fn m49(&self) -> &str {
        &self.0.m49
    }

    /// Its short name, as the United Nations use it where they do.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> LocalizedText {
        always(ctx, &self.0.name, languages)
    }
    /// UN M49 region; null for Antarctica.
    async fn region(&self) -> Option<Region> {
        self.0.region.map(Into::into)
    }

    /// UN M49 sub-region; null for Antarctica.
    async fn subregion(&self) -> Option<Subregion> {
        self.0.subregion.map(Into::into)
    }

    /// Languages spoken there, as the source lists them. At most 40.
    #[graphql(directive = list_size::apply(40))]
    async fn languages(&self) -> Vec<LanguageTag> {
        self.0
            .languages
            .0
            .iter()
            .map(|tag| LanguageTag::stored(tag))
            .collect()
    }

    /// Its parliaments: the national one and any subnational ones. Null only when it could not be fetched; an error then says why.
    async fn parliaments(
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
        #[graphql(desc = "Which of them.")] filter: Option<ParliamentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<ParliamentOrderField>>,
    ) -> Maybe<Connection<Parliament>> {
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
            of_parliament::OF_COUNTRY,
            page,
            filter,
            order_by,
        )
        .await
    }
}

/// Which records of a list to keep: all that is said must hold.
#[derive(InputObject, Clone, Default)]
pub struct CountryFilter {
    /// A name that starts with this, in any language, whatever the accents and letter case.
    name_starts_with: Option<String>,
    /// ISO 3166-1 alpha-2 codes.
    code: Option<AnyOf<String>>,
    /// UN M49 regions.
    region: Option<AnyOf<Region>>,
    /// UN M49 sub-regions.
    subregion: Option<AnyOf<Subregion>>,
    /// Any of these languages is spoken there; tags compare as written.
    language: Option<AnyOf<LanguageTag>>,
    /// Its name is available in any of these languages.
    has_translation: Option<AnyOf<LanguageTag>>,
    /// Last changed at this instant or later.
    updated_since: Option<DateTime>,
}

impl From<CountryFilter> for domain::CountryFilter {
    fn from(filter: CountryFilter) -> Self {
        Self {
            name_starts_with: filter.name_starts_with,
            code: any_of(filter.code),
            region: any_of(filter.region),
            subregion: any_of(filter.subregion),
            language: any_of(filter.language),
            has_translation: any_of(filter.has_translation),
            updated_since: filter.updated_since.map(|at| at.0),
        }
    }
}

/// What a list of this kind can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountryOrderField {
    /// By ISO 3166-1 alpha-2 code.
    Code,
    /// By name, in the alphabet of the request's language.
    Name,
    /// By creation.
    CreatedAt,
    /// By last change.
    UpdatedAt,
}

impl From<CountryOrderField> for domain::CountryOrder {
    fn from(field: CountryOrderField) -> Self {
        match field {
            CountryOrderField::Code => Self::Code,
            CountryOrderField::Name => Self::Name,
            CountryOrderField::CreatedAt => Self::CreatedAt,
            CountryOrderField::UpdatedAt => Self::UpdatedAt,
        }
    }
}

/// Which one is meant: exactly one of the fields.
#[derive(OneofObject)]
pub enum CountryBy {
    /// By its id.
    Id(ID),
    /// By its ISO 3166-1 alpha-2 code.
    Code(String),
}

/// The root fields of this subject.
#[derive(Default)]
pub struct CountryQuery;

#[Object]
impl CountryQuery {
    /// One country; null when there is none, or none that the caller may see.
    async fn country(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: CountryBy,
    ) -> Maybe<Country> {
        match by {
            CountryBy::Id(id) => connection::by_global_id(ctx, IdKind::Country, &id).await,
            CountryBy::Code(key) => connection::by_key(ctx, &key).await,
        }
    }

    /// Countries and territories; by name unless said otherwise. Null only when it could not be fetched; an error then says why.
    async fn countries(
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
        #[graphql(desc = "Which of them.")] filter: Option<CountryFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<CountryOrderField>>,
    ) -> Maybe<Connection<Country>> {
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
