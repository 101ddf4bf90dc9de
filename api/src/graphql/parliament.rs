//! Parliaments in the contract.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use hemicycle_domain::parliament as domain;
use hemicycle_domain::{chamber, contact, event, hub, practice, project, publication};
use hemicycle_entity::parliament;

use super::chamber::{Chamber, ChamberFilter, ChamberOrderField};
use super::common::Common;
use super::connection::{self, Connection, Node, PageArgs};
use super::contact::{Contact, ContactFilter, ContactOrderField};
use super::country::Country;
use super::directives::list_size;
use super::enums::{
    GeopoliticalGroup, ParliamentKind, ParliamentStatus, ParliamentStructure, Region, Subregion,
};
use super::error::Maybe;
use super::event::{Event, EventDelegation, EventFilter, EventOrderField};
use super::hub::HubMembership;
use super::id::{self, IdKind};
use super::inputs::{AnyOf, OrderBy, any_of};
use super::practice::{Practice, PracticeFilter, PracticeOrderField};
use super::project::{Project, ProjectFilter, ProjectOrderField};
use super::publication::{Publication, PublicationFilter, PublicationOrderField};
use super::scalars::{DateTime, LanguageTag, Url};
use super::text::{Languages, LocalizedText, always};
use hemicycle_entity::values::{self, Closed};

pub mod deeds;

/// A national, supranational or subnational parliament.
pub struct Parliament(pub Arc<parliament::Model>);

impl Node for Parliament {
    type Entity = parliament::Entity;

    fn of(row: Arc<parliament::Model>) -> Self {
        Self(row)
    }
}

/// A national, supranational or subnational parliament.
#[Object]
impl Parliament {
    /// Opaque, unique among all records, and good for `node`.
    pub(super) async fn id(&self) -> ID {
        id::encode(IdKind::Parliament, self.0.id)
    }

    #[graphql(flatten)]
    async fn common(&self) -> Common {
        Common(self.0.clone())
    }

    /// What the caller may do with it, and why not.
    async fn viewer_can(&self) -> deeds::ParliamentPermissions {
        deeds::ParliamentPermissions(self.0.clone())
    }

    /// The code people know it by: of a national one its country's ISO 3166-1 alpha-2 code (`FR`), otherwise its own (`EU`).
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

    /// What it is the parliament of.
    async fn kind(&self) -> ParliamentKind {
        self.0.kind.into()
    }

    /// How many chambers it has.
    async fn structure(&self) -> ParliamentStructure {
        self.0.structure.into()
    }

    /// Whether it is at work.
    async fn status(&self) -> ParliamentStatus {
        self.0.status.into()
    }

    /// Its website; null when not known or when only its chambers have one.
    async fn website(&self) -> Option<Url> {
        self.0.website.clone().map(Url)
    }

    /// Whether it is a Member Parliament of the IPU; null when no source says.
    async fn ipu_member(&self) -> Option<bool> {
        self.0.ipu_member
    }

    /// The IPU's geopolitical groups it belongs to: several or none. Empty also when no source says. At most 6.
    #[graphql(directive = list_size::apply(6))]
    async fn geopolitical_groups(&self) -> Vec<GeopoliticalGroup> {
        let groups = self.0.geopolitical_groups.0.iter();
        groups
            .filter_map(|group| values::GeopoliticalGroup::parse(group))
            .map(Into::into)
            .collect()
    }

    /// Its country; null for a supranational one.
    async fn country(&self, ctx: &Context<'_>) -> Maybe<Country> {
        connection::by_id(ctx, self.0.country_id).await
    }
    /// Its chambers: one, two, or none when not known. Null only when it could not be fetched; an error then says why.
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
        connection::children(
            ctx,
            self.0.id,
            chamber::OF_PARLIAMENT,
            page,
            filter,
            order_by,
        )
        .await
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
        let relation = hub::MEMBERSHIPS_OF_PARLIAMENT;
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
        connection::children(
            ctx,
            self.0.id,
            project::OF_PARLIAMENT,
            page,
            filter,
            order_by,
        )
        .await
    }
    /// Its practices, those of its chambers included where they name the parliament. Null only when it could not be fetched; an error then says why.
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
            practice::OF_PARLIAMENT,
            page,
            filter,
            order_by,
        )
        .await
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
        connection::children(
            ctx,
            self.0.id,
            contact::OF_PARLIAMENT,
            page,
            filter,
            order_by,
        )
        .await
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
            event::ORGANISED_BY_PARLIAMENT,
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
            publication::OF_PARLIAMENT,
            page,
            filter,
            order_by,
        )
        .await
    }
    /// Its registrations for events. Always empty for visitors: who attends is for the network. Null only when it could not be fetched; an error then says why.
    async fn delegations(
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
    ) -> Maybe<Connection<EventDelegation>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        connection::parts(ctx, self.0.id, event::DELEGATIONS_OF_PARLIAMENT, page, ()).await
    }
}

/// Which records of a list to keep: all that is said must hold.
#[derive(InputObject, Clone, Default)]
pub struct ParliamentFilter {
    /// A name, in any language or the local one, that starts with this, whatever the accents and letter case.
    name_starts_with: Option<String>,
    /// Codes.
    code: Option<AnyOf<String>>,
    /// ISO 3166-1 alpha-2 codes of countries.
    country: Option<AnyOf<String>>,
    /// UN M49 regions of its country.
    region: Option<AnyOf<Region>>,
    /// UN M49 sub-regions of its country.
    subregion: Option<AnyOf<Subregion>>,
    /// Kinds.
    kind: Option<AnyOf<ParliamentKind>>,
    /// Structures.
    structure: Option<AnyOf<ParliamentStructure>>,
    /// Statuses.
    status: Option<AnyOf<ParliamentStatus>>,
    /// Known to be (true) or known not to be (false) a Member Parliament of the IPU.
    ipu_member: Option<bool>,
    /// Geopolitical groups of the IPU.
    geopolitical_group: Option<AnyOf<GeopoliticalGroup>>,
    /// Its name is available in any of these languages.
    has_translation: Option<AnyOf<LanguageTag>>,
    /// Last changed at this instant or later.
    updated_since: Option<DateTime>,
}

impl From<ParliamentFilter> for domain::ParliamentFilter {
    fn from(filter: ParliamentFilter) -> Self {
        Self {
            name_starts_with: filter.name_starts_with,
            code: any_of(filter.code),
            country: any_of(filter.country),
            region: any_of(filter.region),
            subregion: any_of(filter.subregion),
            kind: any_of(filter.kind),
            structure: any_of(filter.structure),
            status: any_of(filter.status),
            ipu_member: filter.ipu_member,
            geopolitical_group: any_of(filter.geopolitical_group),
            has_translation: any_of(filter.has_translation),
            updated_since: filter.updated_since.map(|at| at.0),
        }
    }
}

/// What a list of this kind can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParliamentOrderField {
    /// By code.
    Code,
    /// By name, in the alphabet of the request's language.
    Name,
    /// By creation.
    CreatedAt,
    /// By last change.
    UpdatedAt,
}

impl From<ParliamentOrderField> for domain::ParliamentOrder {
    fn from(field: ParliamentOrderField) -> Self {
        match field {
            ParliamentOrderField::Code => Self::Code,
            ParliamentOrderField::Name => Self::Name,
            ParliamentOrderField::CreatedAt => Self::CreatedAt,
            ParliamentOrderField::UpdatedAt => Self::UpdatedAt,
        }
    }
}

/// Which one is meant: exactly one of the fields.
#[derive(OneofObject)]
pub enum ParliamentBy {
    /// By its id.
    Id(ID),
    /// By its code.
    Code(String),
}

/// The root fields of this subject.
#[derive(Default)]
pub struct ParliamentQuery;

#[Object]
impl ParliamentQuery {
    /// One parliament; null when there is none, or none that the caller may see.
    async fn parliament(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: ParliamentBy,
    ) -> Maybe<Parliament> {
        match by {
            ParliamentBy::Id(id) => connection::by_global_id(ctx, IdKind::Parliament, &id).await,
            ParliamentBy::Code(key) => connection::by_key(ctx, &key).await,
        }
    }

    /// Parliaments; by code unless said otherwise. Null only when it could not be fetched; an error then says why.
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
        connection::all(ctx, page, filter, order_by).await
    }
}
