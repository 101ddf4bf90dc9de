//! What all records have, once.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject};
use hemicycle_domain::changes::history;
use hemicycle_domain::edits::SourceGiven;
use hemicycle_domain::record;

use super::connection::{self, Connection, PageArgs};
use super::directives::list_size;
use super::error::Maybe;
use super::history::Change;
use super::scalars::{DateTime, LanguageTag, Url};

/// The fields of every record.
pub struct Common(pub Arc<dyn record::Content + Send + Sync>);

/// Where a fact comes from.
#[derive(SimpleObject)]
pub struct Source {
    /// The work, and its date where it has one.
    title: String,
    /// Where it can be read; null when it has no lasting address.
    url: Option<Url>,
}

/// Where a fact comes from.
#[derive(InputObject)]
pub struct SourceInput {
    /// The work, and its date where it has one: one line of at most 300 characters.
    title: String,
    /// Where it can be read: an absolute https address.
    url: Option<String>,
}

impl From<SourceInput> for SourceGiven {
    fn from(source: SourceInput) -> Self {
        Self {
            title: source.title,
            url: source.url,
        }
    }
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

    /// What happened to the record, the newest first. Entries from times when the caller could not have seen the record are left out. Null only when it could not be fetched; an error then says why.
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
        connection::parts(
            ctx,
            self.0.uuid(),
            history::OF_RECORD,
            page,
            Default::default(),
        )
        .await
    }
}
