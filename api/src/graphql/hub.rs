//! Hubs in the contract.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use hemicycle_domain::hub as domain;
use hemicycle_domain::{contact, event, practice, project};
use hemicycle_entity::hub;

use super::account::RoleGrant;
use super::common::Common;
use super::connection::{self, Connection, Node, PageArgs};
use super::contact::{Contact, ContactFilter, ContactOrderField};
use super::directives::list_size;
use super::enums::{ChannelKind, HubStatus, HubType};
use super::error::Maybe;
use super::event::{Event, EventFilter, EventOrderField};
use super::id::{self, IdKind};
use super::inputs::{AnyOf, OrderBy, any_of};
use super::practice::{Practice, PracticeFilter, PracticeOrderField};
use super::project::{Project, ProjectFilter, ProjectOrderField, ProjectUpdate};
use super::scalars::{DateTime, LanguageTag, PartialDate, Url};
use super::text::{Languages, LocalizedText, always, body};
use super::topic::Topic;
use async_graphql::SimpleObject;

pub mod deeds;
mod parts;
mod permissions;

pub use parts::{HubMembership, HubMembershipFilter};
use permissions::HubPermissions;

/// An innovation hub: parliaments that share what works, by region, language or theme.
pub struct Hub(pub Arc<hub::Model>);

impl Node for Hub {
    type Entity = hub::Entity;

    fn of(row: Arc<hub::Model>) -> Self {
        Self(row)
    }
}

/// A name that a hub had before.
#[derive(SimpleObject)]
pub struct FormerName {
    /// The name.
    name: LocalizedText,
    /// Until when it was used; null when not known.
    until: Option<PartialDate>,
}

/// A place where a hub can be met.
#[derive(SimpleObject)]
pub struct Channel {
    /// What sort of place.
    kind: ChannelKind,
    /// Its address.
    url: Url,
}

/// An innovation hub: parliaments that share what works, by region, language or theme.
#[Object]
impl Hub {
    /// Opaque, unique among all records, and good for `node`.
    pub(super) async fn id(&self) -> ID {
        id::encode(IdKind::Hub, self.0.id)
    }

    #[graphql(flatten)]
    async fn common(&self) -> Common {
        Common(self.0.clone())
    }

    /// What the caller may do with it now, and if not, why.
    async fn viewer_can(&self) -> HubPermissions {
        HubPermissions(self.0.clone())
    }

    /// The short name in addresses, such as `pacific`.
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
    /// The names it had before, as far as known. At most 10.
    #[graphql(directive = list_size::apply(10))]
    async fn former_names(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve them in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Vec<FormerName> {
        let former = self.0.former_names.0.iter().take(10);
        former
            .map(|former| FormerName {
                name: always(ctx, &former.name, languages.clone()),
                until: former.until.clone().map(PartialDate),
            })
            .collect()
    }

    /// What brings its members together.
    #[graphql(name = "type")]
    async fn kind(&self) -> HubType {
        self.0.kind.into()
    }

    /// Where it stands in its life.
    async fn status(&self) -> HubStatus {
        self.0.status.into()
    }

    /// Why it stands where it stands, as Markdown: the note of its last change of status. Null when its status never changed here.
    async fn status_note(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.0.status_note.as_ref()?, languages)
    }

    /// What it is for, as Markdown. Null when not given.
    async fn mandate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.0.mandate.as_ref()?, languages)
    }
    /// The languages it works in; empty when not known. At most 20.
    #[graphql(directive = list_size::apply(20))]
    async fn languages(&self) -> Vec<LanguageTag> {
        self.0
            .languages
            .0
            .iter()
            .map(|tag| LanguageTag::stored(tag))
            .collect()
    }

    /// When it was founded, as exactly as known; null when not known.
    async fn founded_on(&self) -> Option<PartialDate> {
        self.0.founded_on.clone().map(PartialDate)
    }

    /// Where it can be met. At most 10.
    #[graphql(directive = list_size::apply(10))]
    async fn channels(&self) -> Vec<Channel> {
        let channels = self.0.channels.0.iter().take(10);
        channels
            .map(|channel| Channel {
                kind: channel.kind.into(),
                url: Url(channel.url.clone()),
            })
            .collect()
    }

    /// Who takes part, and as what. Null only when it could not be fetched; an error then says why.
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
        #[graphql(desc = "Which of them.")] filter: Option<HubMembershipFilter>,
    ) -> Maybe<Connection<HubMembership>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.map(Into::into).unwrap_or_default();
        connection::parts(ctx, self.0.id, domain::MEMBERSHIPS, page, filter).await
    }

    /// The terms of those who coordinate it, did or will, in the order in which they begin: for editors and administrators, who appoint them; for others their
    /// own. Null only when it could not be fetched; an error then says why.
    async fn coordinators(
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
    ) -> Maybe<Connection<RoleGrant>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        connection::parts(ctx, self.0.id, domain::COORDINATORS, page, ()).await
    }

    /// Updates of its projects that are shown under it, the newest first. Null only when it could not be fetched; an error then says why.
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
        connection::parts(ctx, self.0.id, project::UPDATE_HUBS.backward(), page, ()).await
    }

    /// The projects done within it. Null only when it could not be fetched; an error then says why.
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
            project::HUBS.backward(),
            page,
            filter,
            order_by,
        )
        .await
    }
    /// The practices filed under it. Null only when it could not be fetched; an error then says why.
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
            practice::HUBS.backward(),
            page,
            filter,
            order_by,
        )
        .await
    }
    /// Its events. Null only when it could not be fetched; an error then says why.
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
            event::HUBS.backward(),
            page,
            filter,
            order_by,
        )
        .await
    }
    /// People of the hub who can help, as far as the caller may know of them. Null only when it could not be fetched; an error then says why.
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
            contact::HUBS.backward(),
            page,
            filter,
            order_by,
        )
        .await
    }
    /// What it works on. At most 20. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn topics(&self, ctx: &Context<'_>) -> Maybe<Vec<Topic>> {
        connection::short(ctx, self.0.id, domain::TOPICS.forward(), 20).await
    }
}

/// Which records of a list to keep: all that is said must hold.
#[derive(InputObject, Clone, Default)]
pub struct HubFilter {
    /// A name, present or former, in any language, that starts with this, whatever the accents and letter case.
    name_starts_with: Option<String>,
    /// Slugs.
    slug: Option<AnyOf<String>>,
    /// Types.
    #[graphql(name = "type")]
    kind: Option<AnyOf<HubType>>,
    /// Statuses.
    status: Option<AnyOf<HubStatus>>,
    /// Works in any of these languages.
    language: Option<AnyOf<LanguageTag>>,
    /// Works on any topic of these codes, narrower ones included.
    topic: Option<AnyOf<String>>,
    /// Any parliament of these codes takes part, in whatever role.
    parliament: Option<AnyOf<String>>,
    /// Available in any of these languages.
    has_translation: Option<AnyOf<LanguageTag>>,
    /// Last changed at this instant or later.
    updated_since: Option<DateTime>,
}

impl From<HubFilter> for domain::HubFilter {
    fn from(filter: HubFilter) -> Self {
        Self {
            name_starts_with: filter.name_starts_with,
            slug: any_of(filter.slug),
            kind: any_of(filter.kind),
            status: any_of(filter.status),
            language: any_of(filter.language),
            topic: any_of(filter.topic),
            parliament: any_of(filter.parliament),
            has_translation: any_of(filter.has_translation),
            updated_since: filter.updated_since.map(|at| at.0),
        }
    }
}

/// What a list of this kind can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum HubOrderField {
    /// By name, in the alphabet of the request's language.
    Name,
    /// By foundation.
    FoundedOn,
    /// By creation.
    CreatedAt,
    /// By last change.
    UpdatedAt,
}

impl From<HubOrderField> for domain::HubOrder {
    fn from(field: HubOrderField) -> Self {
        match field {
            HubOrderField::Name => Self::Name,
            HubOrderField::FoundedOn => Self::FoundedOn,
            HubOrderField::CreatedAt => Self::CreatedAt,
            HubOrderField::UpdatedAt => Self::UpdatedAt,
        }
    }
}

/// Which one is meant: exactly one of the fields.
#[derive(OneofObject)]
pub enum HubBy {
    /// By its id.
    Id(ID),
    /// By its slug.
    Slug(String),
}

/// The root fields of this subject.
#[derive(Default)]
pub struct HubQuery;

#[Object]
impl HubQuery {
    /// One hub; null when there is none, or none that the caller may see.
    async fn hub(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: HubBy,
    ) -> Maybe<Hub> {
        match by {
            HubBy::Id(id) => connection::by_global_id(ctx, IdKind::Hub, &id).await,
            HubBy::Slug(key) => connection::by_key(ctx, &key).await,
        }
    }

    /// Hubs; by name unless said otherwise. Null only when it could not be fetched; an error then says why.
    async fn hubs(
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
        #[graphql(desc = "Which of them.")] filter: Option<HubFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<HubOrderField>>,
    ) -> Maybe<Connection<Hub>> {
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
