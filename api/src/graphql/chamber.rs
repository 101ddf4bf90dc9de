//! Chambers in the contract.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use hemicycle_domain::chamber as domain;
use hemicycle_domain::{contact, event, hub, practice, project};
use hemicycle_entity::chamber;

use super::common::Common;
use super::connection::{self, Connection, Node, PageArgs};
use super::contact::{Contact, ContactFilter, ContactOrderField};
use super::enums::{ChamberType, Region, Renewal};
use super::error::Maybe;
use super::event::{Event, EventFilter, EventOrderField};
use super::hub::HubMembership;
use super::id::{self, IdKind};
use super::inputs::{AnyOf, IntRange, OrderBy, any_of};
use super::parliament::Parliament;
use super::practice::{Practice, PracticeFilter, PracticeOrderField};
use super::project::{Project, ProjectFilter, ProjectOrderField};
use super::scalars::{DateTime, LanguageTag};
use super::text::{Languages, LocalizedText, always};

pub mod deeds;

/// One house of a parliament.
pub struct Chamber(pub Arc<chamber::Model>);

impl Node for Chamber {
    type Entity = chamber::Entity;

    fn of(row: Arc<chamber::Model>) -> Self {
        Self(row)
    }
}

/// One house of a parliament.
#[Object]
impl Chamber {
    /// Opaque, unique among all records, and good for `node`.
    pub(super) async fn id(&self) -> ID {
        id::encode(IdKind::Chamber, self.0.id)
    }

    #[graphql(flatten)]
    async fn common(&self) -> Common {
        Common(self.0.clone())
    }

    /// What the caller may do with it, and why not.
    async fn viewer_can(&self) -> deeds::ChamberPermissions {
        deeds::ChamberPermissions(self.0.clone())
    }

    /// The code people know it by: its parliament's code, then `LC01` (lower or single) or `UC01` (upper), such as `FR-LC01`.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Its name.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> LocalizedText {
        always(ctx, &self.0.name, languages)
    }
    /// Its name in a language of the country, in Latin letters; null when not known. The source does not say which language it is.
    async fn local_name(&self) -> Option<&str> {
        self.0.local_name.as_deref()
    }

    /// Which house it is.
    #[graphql(name = "type")]
    async fn kind(&self) -> ChamberType {
        self.0.kind.into()
    }

    /// The statutory number of seats; null when not known.
    async fn seats(&self) -> Option<i32> {
        self.0.seats
    }

    /// How its seats are renewed; null when not known.
    async fn renewal(&self) -> Option<Renewal> {
        self.0.renewal.map(Into::into)
    }

    /// The length of a member's term, in years; null when not known or not the same for all members.
    async fn term_years(&self) -> Option<i32> {
        self.0.term_years
    }

    /// Its parliament. Null only when it could not be fetched; an error then says why.
    async fn parliament(&self, ctx: &Context<'_>) -> Maybe<Parliament> {
        connection::by_id(ctx, Some(self.0.parliament_id)).await
    }

    /// The hubs it takes part in itself. Null only when it could not be fetched; an error then says why.
    async fn memberships(
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
    ) -> Maybe<Connection<HubMembership>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let relation = hub::MEMBERSHIPS_OF_CHAMBER;
        connection::parts(ctx, self.0.id, relation, page, Default::default()).await
    }

    /// The projects it leads. Null only when it could not be fetched; an error then says why.
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
        connection::children(ctx, self.0.id, project::OF_CHAMBER, page, filter, order_by).await
    }
    /// Its practices. Null only when it could not be fetched; an error then says why.
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
        connection::children(ctx, self.0.id, practice::OF_CHAMBER, page, filter, order_by).await
    }
    /// Its people who can help, as far as the caller may know of them. Null only when it could not be fetched; an error then says why.
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
        connection::children(ctx, self.0.id, contact::OF_CHAMBER, page, filter, order_by).await
    }
    /// The events it organises. Null only when it could not be fetched; an error then says why.
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
            event::ORGANISED_BY_CHAMBER,
            page,
            filter,
            order_by,
        )
        .await
    }
}

/// Which records of a list to keep: all that is said must hold.
#[derive(InputObject, Clone, Default)]
pub struct ChamberFilter {
    /// A name, in any language or the local one, that starts with this, whatever the accents and letter case.
    name_starts_with: Option<String>,
    /// Codes.
    code: Option<AnyOf<String>>,
    /// Codes of parliaments.
    parliament: Option<AnyOf<String>>,
    /// ISO 3166-1 alpha-2 codes of countries.
    country: Option<AnyOf<String>>,
    /// UN M49 regions of its country.
    region: Option<AnyOf<Region>>,
    /// Types.
    #[graphql(name = "type")]
    kind: Option<AnyOf<ChamberType>>,
    /// How its seats are renewed.
    renewal: Option<AnyOf<Renewal>>,
    /// The statutory number of seats.
    seats: Option<IntRange>,
    /// Its name is available in any of these languages.
    has_translation: Option<AnyOf<LanguageTag>>,
    /// Last changed at this instant or later.
    updated_since: Option<DateTime>,
}

impl From<ChamberFilter> for domain::ChamberFilter {
    fn from(filter: ChamberFilter) -> Self {
        Self {
            name_starts_with: filter.name_starts_with,
            code: any_of(filter.code),
            parliament: any_of(filter.parliament),
            country: any_of(filter.country),
            region: any_of(filter.region),
            kind: any_of(filter.kind),
            renewal: any_of(filter.renewal),
            seats: filter.seats.map(Into::into),
            has_translation: any_of(filter.has_translation),
            updated_since: filter.updated_since.map(|at| at.0),
        }
    }
}

/// What a list of this kind can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChamberOrderField {
    /// By code.
    Code,
    /// By name, in the alphabet of the request's language.
    Name,
    /// By the statutory number of seats.
    Seats,
    /// By creation.
    CreatedAt,
    /// By last change.
    UpdatedAt,
}

impl From<ChamberOrderField> for domain::ChamberOrder {
    fn from(field: ChamberOrderField) -> Self {
        match field {
            ChamberOrderField::Code => Self::Code,
            ChamberOrderField::Name => Self::Name,
            ChamberOrderField::Seats => Self::Seats,
            ChamberOrderField::CreatedAt => Self::CreatedAt,
            ChamberOrderField::UpdatedAt => Self::UpdatedAt,
        }
    }
}

/// Which one is meant: exactly one of the fields.
#[derive(OneofObject)]
pub enum ChamberBy {
    /// By its id.
    Id(ID),
    /// By its code.
    Code(String),
}

/// The root fields of this subject.
#[derive(Default)]
pub struct ChamberQuery;

#[Object]
impl ChamberQuery {
    /// One chamber; null when there is none, or none that the caller may see.
    async fn chamber(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: ChamberBy,
    ) -> Maybe<Chamber> {
        match by {
            ChamberBy::Id(id) => connection::by_global_id(ctx, IdKind::Chamber, &id).await,
            ChamberBy::Code(key) => connection::by_key(ctx, &key).await,
        }
    }

    /// Chambers; by code unless said otherwise. Null only when it could not be fetched; an error then says why.
    async fn chambers(
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
        #[graphql(desc = "Which of them.")] filter: Option<ChamberFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<ChamberOrderField>>,
    ) -> Maybe<Connection<Chamber>> {
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
