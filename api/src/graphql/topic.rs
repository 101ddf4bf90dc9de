//! Topics in the contract.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use hemicycle_domain::topic as domain;
use hemicycle_domain::{event, hub, practice, project, publication};
use hemicycle_entity::topic;

use super::common::Common;
use super::connection::{self, Connection, Node, PageArgs};
use super::error::Maybe;
use super::event::{Event, EventFilter, EventOrderField};
use super::hub::{Hub, HubFilter, HubOrderField};
use super::id::{self, IdKind};
use super::inputs::{AnyOf, OrderBy, any_of};
use super::practice::{Practice, PracticeFilter, PracticeOrderField};
use super::project::{Project, ProjectFilter, ProjectOrderField};
use super::publication::{Publication, PublicationFilter, PublicationOrderField};
use super::scalars::{Date, DateTime, LanguageTag};
use super::text::{Languages, LocalizedText, always, body};

pub mod deeds;

/// One term of the controlled vocabulary that the network's content is filed under.
pub struct Topic(pub Arc<topic::Model>);

impl Node for Topic {
    type Entity = topic::Entity;

    fn of(row: Arc<topic::Model>) -> Self {
        Self(row)
    }
}

/// One term of the controlled vocabulary that the network's content is filed under.
#[Object]
impl Topic {
    /// Opaque, unique among all records, and good for `node`.
    pub(super) async fn id(&self) -> ID {
        id::encode(IdKind::Topic, self.0.id)
    }

    #[graphql(flatten)]
    async fn common(&self) -> Common {
        Common(self.0.clone())
    }

    /// What the caller may do with it, and why not.
    async fn viewer_can(&self) -> deeds::TopicPermissions {
        deeds::TopicPermissions(self.0.clone())
    }

    /// The code people know it by, such as `open-data`. It never changes.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What it is called.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> LocalizedText {
        always(ctx, &self.0.label, languages)
    }
    /// What it covers, as Markdown. Null when not given.
    async fn definition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages to serve it in, best first; overrides Accept-Language.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        body(ctx, self.0.definition.as_ref()?, languages)
    }
    /// The topic it is part of; null at the top.
    async fn broader(&self, ctx: &Context<'_>) -> Maybe<Topic> {
        connection::by_id(ctx, self.0.broader_id).await
    }
    /// The topic to use instead; null where there is none. Filters follow it by themselves. Where this one is not deprecated, it was merged, and what is filed under its code comes under its replacement.
    async fn replaced_by(&self, ctx: &Context<'_>) -> Maybe<Topic> {
        connection::by_id(ctx, self.0.replaced_by_id).await
    }
    /// Since when nothing new is filed under it; null while it can be used, and of one that was merged into another.
    async fn deprecated_on(&self) -> Option<Date> {
        self.0.deprecated_on.map(Date)
    }
    /// The topics that are part of it, one step down. Null only when it could not be fetched; an error then says why.
    async fn narrower(
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
        #[graphql(desc = "Which of them.")] filter: Option<TopicFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<TopicOrderField>>,
    ) -> Maybe<Connection<Topic>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.map(Into::into).unwrap_or_default();
        connection::children(ctx, self.0.id, domain::NARROWER, page, filter, order_by).await
    }
    /// Projects filed under this very topic. To include narrower ones, filter `projects` by topic. Null only when it could not be fetched; an error then says why.
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
            project::TOPICS.backward(),
            page,
            filter,
            order_by,
        )
        .await
    }
    /// Practices filed under this very topic. To include narrower ones, filter `practices` by topic. Null only when it could not be fetched; an error then says why.
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
            practice::TOPICS.backward(),
            page,
            filter,
            order_by,
        )
        .await
    }
    /// Events filed under this very topic. Null only when it could not be fetched; an error then says why.
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
            event::TOPICS.backward(),
            page,
            filter,
            order_by,
        )
        .await
    }
    /// Publications filed under this very topic. Null only when it could not be fetched; an error then says why.
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
            publication::TOPICS.backward(),
            page,
            filter,
            order_by,
        )
        .await
    }
    /// Hubs that work on this very topic. Null only when it could not be fetched; an error then says why.
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
        connection::children(
            ctx,
            self.0.id,
            hub::TOPICS.backward(),
            page,
            filter,
            order_by,
        )
        .await
    }
}

/// Which records of a list to keep: all that is said must hold.
#[derive(InputObject, Clone, Default)]
pub struct TopicFilter {
    /// A label that starts with this, in any language, whatever the accents and letter case.
    label_starts_with: Option<String>,
    /// Codes.
    code: Option<AnyOf<String>>,
    /// True: only topics without a broader one; false: only narrower ones.
    top: Option<bool>,
    /// True: only topics that have a replacement; false: only those without.
    replaced: Option<bool>,
    /// True: only topics that nothing new is filed under; false: only the others.
    deprecated: Option<bool>,
    /// Available in any of these languages.
    has_translation: Option<AnyOf<LanguageTag>>,
    /// Last changed at this instant or later.
    updated_since: Option<DateTime>,
}

impl From<TopicFilter> for domain::TopicFilter {
    fn from(filter: TopicFilter) -> Self {
        Self {
            label_starts_with: filter.label_starts_with,
            code: any_of(filter.code),
            top: filter.top,
            replaced: filter.replaced,
            deprecated: filter.deprecated,
            has_translation: any_of(filter.has_translation),
            updated_since: filter.updated_since.map(|at| at.0),
        }
    }
}

/// What a list of this kind can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicOrderField {
    /// By code.
    Code,
    /// By label, in the alphabet of the request's language.
    Label,
    /// By creation.
    CreatedAt,
    /// By last change.
    UpdatedAt,
}

impl From<TopicOrderField> for domain::TopicOrder {
    fn from(field: TopicOrderField) -> Self {
        match field {
            TopicOrderField::Code => Self::Code,
            TopicOrderField::Label => Self::Label,
            TopicOrderField::CreatedAt => Self::CreatedAt,
            TopicOrderField::UpdatedAt => Self::UpdatedAt,
        }
    }
}

/// Which one is meant: exactly one of the fields.
#[derive(OneofObject)]
pub enum TopicBy {
    /// By its id.
    Id(ID),
    /// By its code.
    Code(String),
}

/// The root fields of this subject.
#[derive(Default)]
pub struct TopicQuery;

#[Object]
impl TopicQuery {
    /// One topic; null when there is none, or none that the caller may see.
    async fn topic(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: TopicBy,
    ) -> Maybe<Topic> {
        match by {
            TopicBy::Id(id) => connection::by_global_id(ctx, IdKind::Topic, &id).await,
            TopicBy::Code(key) => connection::by_key(ctx, &key).await,
        }
    }

    /// The controlled vocabulary; by label unless said otherwise. Null only when it could not be fetched; an error then says why.
    async fn topics(
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
        #[graphql(desc = "Which of them.")] filter: Option<TopicFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<TopicOrderField>>,
    ) -> Maybe<Connection<Topic>> {
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
