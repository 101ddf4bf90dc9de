//! Revisions and reviews in the contract: for a practice's own people and its reviewers.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use futures_util::future::try_join_all;
use hemicycle_domain::practice as domain;
use hemicycle_domain::practice::revision::Proposal;
use hemicycle_domain::record::Rows;
use hemicycle_entity::{hub, practice, practice_review, practice_revision, project};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::graphql::connection::{self, Node};
use crate::graphql::context::asking;
use crate::graphql::directives::list_size;
use crate::graphql::enums::{ReviewVerdict, RevisionStatus};
use crate::graphql::error::{Answer, Maybe, maybe};
use crate::graphql::history::{field_name, told};
use crate::graphql::html::rendered;
use crate::graphql::id::{self, IdKind};
use crate::graphql::scalars::{DateTime, FieldValues};
use crate::graphql::shelf::ById;

/// A pending edit of a published practice.
pub struct PracticeRevision(pub Arc<practice_revision::Model>);

impl Node for PracticeRevision {
    type Entity = practice_revision::Entity;

    fn of(row: Arc<practice_revision::Model>) -> Self {
        Self(row)
    }
}

/// The pending revision of a practice, where the caller sees it.
pub(super) async fn pending(ctx: &Context<'_>, row: &practice::Model) -> Maybe<PracticeRevision> {
    let all = connection::short::<PracticeRevision>(ctx, row.id, domain::PARTS, 1).await?;
    maybe(all.map(|all| all.into_iter().next()))
}

impl PracticeRevision {
    /// What it proposes; nothing where it cannot be read.
    fn proposal(&self) -> Proposal {
        Proposal::of(&self.0).unwrap_or_default()
    }
}

/// The values of fields as the caller may know them: what a list names that they do not see is not in it.
async fn values(ctx: &Context<'_>, mut fields: Map<String, Value>) -> Answer<FieldValues> {
    fields.retain(|_, value| !value.is_null());
    if let Some(hubs) = fields.get_mut("hubs") {
        seen::<hub::Entity>(ctx, hubs).await?;
    }
    if let Some(projects) = fields.get_mut("projects") {
        seen::<project::Entity>(ctx, projects).await?;
    }
    Ok(FieldValues(told(fields)))
}

/// Leaves of a list of ids those of records that the caller sees.
async fn seen<E: Rows>(ctx: &Context<'_>, list: &mut Value) -> Answer<()> {
    let ids: Vec<Uuid> = serde_json::from_value(list.take()).unwrap_or_default();
    let loaders = asking(ctx).loaders();
    let look = |id: &Uuid| loaders.load_one(ById::<E>((*id).into()));
    let found = try_join_all(ids.iter().map(look)).await?;
    let seen = ids.iter().zip(found).filter(|(_, row)| row.is_some());
    *list = seen.map(|(id, _)| Value::String(id.to_string())).collect();
    Ok(())
}

/// An edit of a published practice that is not decided yet: the published one stays as it is until then.
#[Object]
impl PracticeRevision {
    /// Opaque and unique; a revision is reached through its practice.
    async fn id(&self) -> ID {
        id::encode(IdKind::PracticeRevision, self.0.id)
    }

    /// Where it stands.
    async fn status(&self) -> RevisionStatus {
        self.0.status.into()
    }

    /// The version of the practice that it was begun on.
    async fn base_version(&self) -> i32 {
        self.0.base_version
    }

    /// When it was begun.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was handed in; null while it is being written.
    async fn submitted_at(&self) -> Option<DateTime> {
        self.0.submitted_at.map(DateTime)
    }

    /// The account of whoever began it, or of the person that a client began it for.
    async fn author_id(&self) -> ID {
        id::encode(IdKind::Account, self.0.author_id)
    }

    /// The names of the fields and lists that it changes. At most 30.
    #[graphql(directive = list_size::apply(30))]
    async fn fields(&self) -> Vec<String> {
        let proposal = self.proposal();
        proposal.after.keys().map(|name| field_name(name)).collect()
    }

    /// What those fields were when it was begun, texts with all their languages; a field without a value is left out, and so is what the caller does not
    /// see of a list. Null only when it could not be fetched; an error then says why.
    async fn before(&self, ctx: &Context<'_>) -> Maybe<FieldValues> {
        Some(values(ctx, self.proposal().before).await)
    }

    /// What those fields shall be; a field that shall be empty is left out, and so is what the caller does not see of a list. Null only when it could not be
    /// fetched; an error then says why.
    async fn after(&self, ctx: &Context<'_>) -> Maybe<FieldValues> {
        Some(values(ctx, self.proposal().after).await)
    }
}

/// A comment on a practice, or a decision on it.
pub struct PracticeReview(pub Arc<practice_review::Model>);

impl Node for PracticeReview {
    type Entity = practice_review::Entity;

    fn of(row: Arc<practice_review::Model>) -> Self {
        Self(row)
    }
}

/// Why a field is to be changed.
#[derive(SimpleObject)]
pub struct ReviewReason {
    /// The field's name, such as `summary` or `useCase.objective`.
    field: String,
    /// What is to be changed, as Markdown.
    reason: String,
    /// The same as HTML that is safe to show.
    reason_html: String,
}

/// A comment on a practice or its pending revision, or a decision on it.
#[Object]
impl PracticeReview {
    /// Opaque and unique; a review is reached through its practice.
    async fn id(&self) -> ID {
        id::encode(IdKind::PracticeReview, self.0.id)
    }

    /// What it says.
    async fn verdict(&self) -> ReviewVerdict {
        self.0.verdict.into()
    }

    /// The comment, or the reason of a rejection, as Markdown; null when nothing was said.
    async fn comment(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// The comment as HTML that is safe to show; null when nothing was said.
    async fn comment_html(&self) -> Option<String> {
        self.0.body.as_deref().map(rendered)
    }

    /// What is to be changed, field by field; empty for all but a request for changes. At most 30.
    #[graphql(directive = list_size::apply(30))]
    async fn reasons(&self) -> Vec<ReviewReason> {
        let reasons = self.0.reasons.0.iter();
        reasons
            .map(|(field, reason)| ReviewReason {
                field: field.clone(),
                reason: reason.clone(),
                reason_html: rendered(reason),
            })
            .collect()
    }

    /// The account of whoever wrote it.
    async fn author_id(&self) -> ID {
        id::encode(IdKind::Account, self.0.author_id)
    }

    /// When it was written.
    async fn written_at(&self) -> DateTime {
        DateTime(self.0.written_at)
    }

    /// The revision that it is about; null when it is about the practice as a whole.
    async fn revision_id(&self) -> Option<ID> {
        let id = self.0.revision_id?;
        Some(id::encode(IdKind::PracticeRevision, id))
    }
}
