//! Organisations in the contract.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use hemicycle_domain::organisation as domain;
use hemicycle_domain::{event, hub, publication};
use hemicycle_entity::organisation;

use super::common::Common;
use super::connection::{self, Connection, Node, PageArgs};
use super::enums::OrganisationType;
use super::error::Maybe;
use super::event::{Event, EventFilter, EventOrderField};
use super::hub::HubMembership;
use super::id::{self, IdKind};
use super::inputs::{AnyOf, OrderBy, any_of};
use super::publication::{Publication, PublicationFilter, PublicationOrderField};
use super::scalars::{DateTime, LanguageTag, Url};
use super::text::{Languages, LocalizedText, always, localized};

pub mod deeds;

/// An organisation that is not a parliament, such as the IPU.
pub struct Organisation(pub Arc<organisation::Model>);

impl Node for Organisation {
    type Entity = organisation::Entity;

    fn of(row: Arc<organisation::Model>) -> Self {
        Self(row)
    }
}

/// An organisation that is not a parliament, such as the IPU.
#[Object]
impl Organisation {
    /// Opaque, unique among all records, and good for `node`.
    pub(super) async fn id(&self) -> ID {
        id::encode(IdKind::Organisation, self.0.id)
    }

    #[graphql(flatten)]
    async fn common(&self) -> Common {
        Common(self.0.clone())
    }

    /// What the caller may do with it, and why not.
    async fn viewer_can(&self) -> deeds::OrganisationPermissions {
        deeds::OrganisationPermissions(self.0.clone())
    }

    /// The short name in addresses, such as `ipu`.
    async fn slug(&self) -> &str {
        &self.0.slug
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
    /// Its acronym, which may differ by language (IPU, UIP). Null when not given.
    async fn acronym(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        localized(ctx, self.0.acronym.as_ref()?, languages)
    }
    /// What sort of organisation it is.
    #[graphql(name = "type")]
    async fn kind(&self) -> OrganisationType {
        self.0.kind.into()
    }

    /// Its website; null when not known.
    async fn website(&self) -> Option<Url> {
        self.0.website.clone().map(Url)
    }

    /// The hubs it takes part in. Null only when it could not be fetched; an error then says why.
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
        let relation = hub::MEMBERSHIPS_OF_ORGANISATION;
        connection::parts(ctx, self.0.id, relation, page, Default::default()).await
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
            event::ORGANISED_BY_ORGANISATION,
            page,
            filter,
            order_by,
        )
        .await
    }
    /// What it publishes. Null only when it could not be fetched; an error then says why.
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
            publication::OF_ORGANISATION,
            page,
            filter,
            order_by,
        )
        .await
    }
}

/// Which records of a list to keep: all that is said must hold.
#[derive(InputObject, Clone, Default)]
pub struct OrganisationFilter {
    /// A name or acronym that starts with this, in any language, whatever the accents and letter case.
    name_starts_with: Option<String>,
    /// Slugs.
    slug: Option<AnyOf<String>>,
    /// Types.
    #[graphql(name = "type")]
    kind: Option<AnyOf<OrganisationType>>,
    /// Available in any of these languages.
    has_translation: Option<AnyOf<LanguageTag>>,
    /// Last changed at this instant or later.
    updated_since: Option<DateTime>,
}

impl From<OrganisationFilter> for domain::OrganisationFilter {
    fn from(filter: OrganisationFilter) -> Self {
        Self {
            name_starts_with: filter.name_starts_with,
            slug: any_of(filter.slug),
            kind: any_of(filter.kind),
            has_translation: any_of(filter.has_translation),
            updated_since: filter.updated_since.map(|at| at.0),
        }
    }
}

/// What a list of this kind can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganisationOrderField {
    /// By name, in the alphabet of the request's language.
    Name,
    /// By creation.
    CreatedAt,
    /// By last change.
    UpdatedAt,
}

impl From<OrganisationOrderField> for domain::OrganisationOrder {
    fn from(field: OrganisationOrderField) -> Self {
        match field {
            OrganisationOrderField::Name => Self::Name,
            OrganisationOrderField::CreatedAt => Self::CreatedAt,
            OrganisationOrderField::UpdatedAt => Self::UpdatedAt,
        }
    }
}

/// Which one is meant: exactly one of the fields.
#[derive(OneofObject)]
pub enum OrganisationBy {
    /// By its id.
    Id(ID),
    /// By its slug.
    Slug(String),
}

/// The root fields of this subject.
#[derive(Default)]
pub struct OrganisationQuery;

#[Object]
impl OrganisationQuery {
    /// One organisation; null when there is none, or none that the caller may see.
    async fn organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: OrganisationBy,
    ) -> Maybe<Organisation> {
        match by {
            OrganisationBy::Id(id) => {
                connection::by_global_id(ctx, IdKind::Organisation, &id).await
            }
            OrganisationBy::Slug(key) => connection::by_key(ctx, &key).await,
        }
    }

    /// Organisations; by name unless said otherwise. Null only when it could not be fetched; an error then says why.
    async fn organisations(
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
        #[graphql(desc = "Which of them.")] filter: Option<OrganisationFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<OrganisationOrderField>>,
    ) -> Maybe<Connection<Organisation>> {
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
