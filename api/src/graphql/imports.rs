//! Practices that come in files: the batches that `POST /imports/practices` begins, checked, committed and undone.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use hemicycle_domain::failure::Failure;
use hemicycle_domain::imports::deeds::{self, Begun};
use hemicycle_domain::imports::work::{self, Work};
use hemicycle_domain::imports::{self};
use hemicycle_entity::ids::ImportId;
use hemicycle_entity::import_batch::{Entity, Model};

use super::connection::{self, Node};
use super::contact::inputs::reference;
use super::context::{actor, asking, reading};
use super::deed::{How, act, payloads, take_on};
use super::directives::list_size;
use super::enums::ImportStatus;
use super::error::Maybe;
use super::id::{self, IdKind};
use super::scalars::DateTime;
use super::user_error::ErrorCode;

payloads! {
    Import as import {
        /// The import while it is being checked, or why it is not.
        ImportCheckPayload,
        /// The import while it is being committed, or why it is not.
        ImportCommitPayload,
        /// The import after it was undone, or what stands against it.
        ImportUndoPayload,
    }
}

/// A batch of practices from one file.
pub struct Import(Arc<Model>);

impl Node for Import {
    type Entity = Entity;

    fn of(row: Arc<Model>) -> Self {
        Self(row)
    }
}

/// One thing that is wrong with a row of a file, or with the file as a whole.
#[derive(SimpleObject)]
pub struct ImportError {
    /// The line of the file on which the row begins, counting from 1. Null when it is about the file as a whole.
    line: Option<i32>,
    /// The column, by its name, such as `title`. Null when it is about the whole row.
    column: Option<String>,
    /// What sort of problem.
    code: ErrorCode,
    /// What is wrong, in the request's language.
    message: String,
}

/// A batch of practices from one file: all of it is done, or nothing. Only the account that sent it sees it, and administrators.
#[Object]
impl Import {
    /// Opaque; good for `import` and the deeds about imports.
    async fn id(&self) -> ID {
        id::encode(IdKind::Import, self.0.id)
    }

    /// What its sender calls it; null when they gave no name.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Where it stands.
    async fn status(&self) -> ImportStatus {
        self.0.status.into()
    }

    /// How many rows the file has.
    async fn rows(&self) -> i32 {
        self.0.row_count
    }

    /// How many practices it created or, while it is only checked, would create.
    async fn created(&self) -> i32 {
        self.0.created_count
    }

    /// How many practices it changed or, while it is only checked, would change. The rest were as the file says, or are wrong.
    async fn updated(&self) -> i32 {
        self.0.updated_count
    }

    /// How many problems were found when it was last checked or committed.
    async fn problems(&self) -> i32 {
        self.0.problem_count
    }

    /// When the file came.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// What was wrong when it was last checked or committed, in the order of the lines: the first 100.
    #[graphql(directive = list_size::apply(100))]
    async fn errors(&self, ctx: &Context<'_>) -> Maybe<Vec<ImportError>> {
        let told = match imports::problems(&reading(ctx), &self.0).await {
            Ok(told) => told,
            Err(failure) => return Some(Err(failure.into())),
        };
        let tongue = asking(ctx).tongue;
        let errors = told.into_iter().map(|(line, problem)| ImportError {
            line,
            code: problem.code().into(),
            message: problem.message().say(tongue).to_owned(),
            column: problem.column,
        });
        Some(Ok(errors.collect()))
    }
}

/// The root field of this subject.
#[derive(Default)]
pub struct ImportQuery;

#[Object]
impl ImportQuery {
    /// An import by its id; null when there is none, or when another account sent it. Administrators see all.
    async fn import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the import.")] id: ID,
    ) -> Maybe<Import> {
        match id::decode_as::<ImportId>(IdKind::Import, &id) {
            Ok(id) => connection::by_id(ctx, Some(id)).await,
            Err(refusal) => Some(Err(refusal.at("id").into())),
        }
    }
}

/// Does in the background what a deed has taken on: it takes longer than a request may. Dropped with the gateway, it leaves the network as it was.
fn go(ctx: &Context<'_>, import: &ID, work: Work, begun: &Begun) {
    let Ok(id) = id::decode_as::<ImportId>(IdKind::Import, import) else {
        return;
    };
    if !begun.is_begun() {
        return;
    }
    let (network, actor) = (asking(ctx).network().clone(), actor(ctx).clone());
    let request = asking(ctx).request.clone();
    tokio::spawn(async move {
        let ended = work::run(&network, actor, id, work, Some(request.clone())).await;
        if let Err(Failure::Broke(fault)) = ended {
            tracing::error!(request, cause = ?fault, "an import was stopped");
        }
    });
}

/// What can be done with imports.
#[derive(Default)]
pub struct ImportMutation;

#[Object]
impl ImportMutation {
    /// Begins to check an import: everything is tried and nothing is kept. Answers at once; `import` tells when it is done and what is wrong with
    /// which row. The account that sent it may, with a role to draft practices.
    async fn import_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the import.")] import: ID,
        #[graphql(desc = "Check whether it could begin, and begin nothing.")] validate_only: Option<
            bool,
        >,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ImportCheckPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        let (which, begun) = (reference(IdKind::Import, &import), Begun::default());
        let mark = begun.clone();
        let answer = take_on::<ImportCheckPayload>(ctx, how, move |writing| {
            Box::pin(deeds::begin(writing, which, Work::Check, mark))
        })
        .await;
        if let Some(Ok(payload)) = &answer
            && payload.import.is_some()
        {
            go(ctx, &import, Work::Check, &begun);
        }
        answer
    }

    /// Begins to commit an import: all its rows, or none if anything is wrong with one. Answers at once; `import` tells when it is done. A row is done as
    /// its sender could do it by hand: a new practice is drafted, a draft edited, and an edit of a published practice becomes its pending revision. An
    /// import that was committed before stays as it is. The account that sent it may, with a role to draft practices.
    async fn import_commit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the import.")] import: ID,
        #[graphql(desc = "Check whether it could begin, and begin nothing.")] validate_only: Option<
            bool,
        >,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ImportCommitPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        let (which, begun) = (reference(IdKind::Import, &import), Begun::default());
        let mark = begun.clone();
        let answer = take_on::<ImportCommitPayload>(ctx, how, move |writing| {
            Box::pin(deeds::begin(writing, which, Work::Commit, mark))
        })
        .await;
        if let Some(Ok(payload)) = &answer
            && payload.import.is_some()
        {
            go(ctx, &import, Work::Commit, &begun);
        }
        answer
    }

    /// Removes the drafts that an import created, and makes the practices that it edited, or their pending revisions, what they were before: all, or none if
    /// one of them was edited, submitted or published since, or if a contact, event or publication names one of the drafts; the errors name them all. The
    /// account that sent it may, where it could do so by hand.
    async fn import_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the import.")] import: ID,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ImportUndoPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        let which = reference(IdKind::Import, &import);
        act(ctx, how, move |writing| {
            Box::pin(deeds::undo(writing, which))
        })
        .await
    }
}
