//! What a caller may do with a record, asked rather than guessed.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::{Context, SimpleObject};
use hemicycle_domain::deed::{forbidden, not_found};
use hemicycle_domain::failure::Refusal;
use hemicycle_domain::policy::{Action, Reason, Subject, Verdict, decide};
use hemicycle_domain::record::{Common, Record, RowOf};
use hemicycle_entity::values::TokenScope;

use super::context::{actor, asking, now};
use super::error::{Answer, ApiError, Maybe};
use super::user_error::ErrorCode;

/// Whether the caller may do something now, and if not, why.
#[derive(SimpleObject)]
pub struct Permission {
    /// True when the caller may.
    allowed: bool,
    /// What stands against it, as the deed would say it; null when allowed.
    code: Option<ErrorCode>,
    /// The same in words, in the request's language; null when allowed.
    reason: Option<String>,
}

/// The subject of a record, for its loader.
pub struct SubjectOf<E: Record>(pub Arc<RowOf<E>>);

impl<E: Record> Clone for SubjectOf<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<E: Record> PartialEq for SubjectOf<E> {
    fn eq(&self, other: &Self) -> bool {
        self.0.uuid() == other.0.uuid()
    }
}

impl<E: Record> Eq for SubjectOf<E> {}

impl<E: Record> Hash for SubjectOf<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.uuid().hash(state);
    }
}

/// What there is to know of a record before deciding, for this caller.
pub async fn subject<E: Record>(ctx: &Context<'_>, row: &Arc<RowOf<E>>) -> Answer<Subject> {
    let key = SubjectOf::<E>(row.clone());
    let subject = asking(ctx).loaders().load_one(key).await?;
    // A record that has just been shown has a subject.
    subject.ok_or_else(|| ApiError::from(not_found()))
}

/// Whether the caller may do this to a record; `state` says whether the record's status allows it.
pub async fn permission<E: Record>(
    ctx: &Context<'_>,
    row: &Arc<RowOf<E>>,
    action: Action,
    state: Result<(), Refusal>,
) -> Maybe<Permission> {
    let subject = subject::<E>(ctx, row).await;
    Some(subject.map(|subject| judged(ctx, &subject, action, state)))
}

/// The same for a subject at hand.
pub fn judged(
    ctx: &Context<'_>,
    subject: &Subject,
    action: Action,
    state: Result<(), Refusal>,
) -> Permission {
    let read_only = actor(ctx)
        .caller()
        .is_some_and(|caller| caller.scope == TokenScope::Read);
    let against = match decide(actor(ctx), now(ctx), action, subject) {
        Verdict::Allow if read_only => Some(forbidden(Reason::ReadOnly)),
        Verdict::Allow => state.err(),
        Verdict::Refuse(reason) => Some(forbidden(reason)),
        Verdict::Hide => Some(not_found()),
    };
    Permission {
        allowed: against.is_none(),
        code: against.as_ref().map(|one| one.code.into()),
        reason: against.map(|one| one.message.say(asking(ctx).tongue).to_owned()),
    }
}
