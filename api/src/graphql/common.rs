//! What all records have, once.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use hemicycle_domain::changes::history;
use hemicycle_domain::record;
use hemicycle_entity::change;

use super::connection::{self, Connection, Node, PageArgs};
use super::context::actor;
use super::directives::list_size;
use super::enums::{ActorKind, ChangeAction};
use super::error::Maybe;
use super::scalars::{DateTime, FieldValues, LanguageTag, Url};

/// The fields of every record.
pub struct Common(pub Arc<dyn record::Common + Send + Sync>);

/// Where a fact comes from.
#[derive(SimpleObject)]
pub struct Source {
    /// The work, and its date where it has one.
    title: String,
    /// Where it can be read; null when it has no lasting address.
    url: Option<Url>,
}

/// The fields of every record.
#[Object]
impl Common {
    /// Counts the changes of the record, from 1. State it as `expectedVersion` when changing the record.
    async fn version(&self) -> i32 {
        self.0.version()
    }

    /// When the record was created here.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at())
    }

    /// When the record was last changed here.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at())
    }

    /// The language its texts were written in first.
    async fn original_language(&self) -> LanguageTag {
        LanguageTag::stored(self.0.original_language())
    }

    /// The SPDX identifier of the terms under which the record may be used.
    async fn licence(&self) -> &str {
        self.0.licence()
    }

    /// Where its facts come from. At most 20.
    #[graphql(directive = list_size::apply(20))]
    async fn sources(&self) -> Vec<Source> {
        let sources = self.0.sources().0.iter().take(20);
        sources
            .map(|source| Source {
                title: source.title.clone(),
                url: source.url.clone().map(Url),
            })
            .collect()
    }

    /// What happened to the record, the newest first. Entries from times when the caller could not have seen the record are left out.
    async fn history(
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
    ) -> Maybe<Connection<Change>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        connection::parts(ctx, self.0.uuid(), history::OF_RECORD, page, ()).await
    }
}

/// One entry of the change log.
pub struct Change(pub Arc<change::Model>);

impl Node for Change {
    type Entity = change::Entity;

    fn of(row: Arc<change::Model>) -> Self {
        Self(row)
    }
}

/// One entry of the change log.
#[Object]
impl Change {
    /// Its number in the log of the whole network: without gaps, in the order in which changes took effect.
    async fn number(&self) -> i64 {
        self.0.seq
    }

    /// When it happened.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// What happened to the record.
    async fn action(&self) -> ChangeAction {
        self.0.action.into()
    }

    /// The deed that did it, such as `load`.
    async fn deed(&self) -> &str {
        &self.0.deed
    }

    /// What sort of actor did it. Who it was is not told.
    async fn actor_kind(&self) -> ActorKind {
        self.0.actor_kind.into()
    }

    /// The names of the fields and lists that changed, as far as the caller may know of them. At most 60.
    #[graphql(directive = list_size::apply(60))]
    async fn fields(&self, ctx: &Context<'_>) -> Vec<&str> {
        history::fields(actor(ctx), &self.0)
    }

    /// What those fields were before. Free texts and personal data are never remembered here; a field without a value is left out.
    async fn before(&self, ctx: &Context<'_>) -> FieldValues {
        FieldValues(history::values(actor(ctx), &self.0, &self.0.before))
    }

    /// What those fields became. Free texts and personal data are never remembered here; a field without a value is left out.
    async fn after(&self, ctx: &Context<'_>) -> FieldValues {
        FieldValues(history::values(actor(ctx), &self.0, &self.0.after))
    }
}
