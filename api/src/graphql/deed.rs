//! How a mutation becomes a deed, once for all of them.

use async_graphql::{Context, Value};
use hemicycle_domain::deed::{self, Ask, Step};
use hemicycle_domain::failure::Failure;
use hemicycle_domain::record::Rows;
use hemicycle_domain::write::Writing;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::connection::{self, Node};
use super::context::asking;
use super::error::{Answer, Maybe};
use super::user_error::{UserError, told};

/// What every mutation can be told beside its input.
pub struct How {
    pub validate_only: Option<bool>,
    pub idempotency_key: Option<String>,
}

/// What a mutation answers: the record, or what is wrong.
pub trait Payload {
    type Node: Node;

    fn of(node: Option<Self::Node>, errors: Vec<UserError>) -> Self;
}

pub type IdOf<P> = <<<P as Payload>::Node as Node>::Entity as Rows>::Id;

/// Does a deed under the mutation field's own name, and shows the record as it is afterwards.
pub async fn act<P: Payload>(
    ctx: &Context<'_>,
    how: How,
    deed: impl for<'w> FnOnce(&'w mut Writing) -> Step<'w, IdOf<P>> + Send,
) -> Maybe<P> {
    Some(acted::<P>(ctx, how, false, deed).await)
}

/// The same for a deed that takes on work to be done after it: under the same idempotency key, work that came to no end is taken on again.
pub async fn take_on<P: Payload>(
    ctx: &Context<'_>,
    how: How,
    deed: impl for<'w> FnOnce(&'w mut Writing) -> Step<'w, IdOf<P>> + Send,
) -> Maybe<P> {
    Some(acted::<P>(ctx, how, true, deed).await)
}

async fn acted<P: Payload>(
    ctx: &Context<'_>,
    how: How,
    takes_on: bool,
    deed: impl for<'w> FnOnce(&'w mut Writing) -> Step<'w, IdOf<P>> + Send,
) -> Answer<P> {
    let asking = asking(ctx);
    let ask = Ask {
        name: ctx.field().name().to_owned(),
        request: Some(asking.request.clone()),
        key: how
            .idempotency_key
            .or_else(|| asking.idempotency_key.clone()),
        input_hash: input_hash(ctx),
        validate_only: how.validate_only.unwrap_or(false),
        takes_on,
    };
    let reading = asking.reading();
    let done = deed::perform::<Key<IdOf<P>>>(asking.network(), &reading, ask, |writing| {
        let step = deed(writing);
        Box::pin(async move { step.await.map(Key) })
    })
    .await;
    match done {
        Ok(None) => Ok(P::of(None, Vec::new())),
        Ok(Some(Key(id))) => {
            asking.look_again();
            let node = connection::by_id::<P::Node>(ctx, Some(id))
                .await
                .transpose()?;
            Ok(P::of(node, Vec::new()))
        }
        Err(Failure::Refused(refusals)) => Ok(P::of(None, told(ctx, &refusals))),
        Err(broke) => Err(broke.into()),
    }
}

/// An id of any kind, as `perform` takes it.
#[derive(Clone, Copy)]
struct Key<T>(T);

impl<T: From<Uuid>> From<Uuid> for Key<T> {
    fn from(id: Uuid) -> Self {
        Self(id.into())
    }
}

impl<T: Into<Uuid>> From<Key<T>> for Uuid {
    fn from(key: Key<T>) -> Self {
        key.0.into()
    }
}

/// Tells inputs apart: a hash of all arguments but the idempotency key, in the order of their names.
fn input_hash(ctx: &Context<'_>) -> Vec<u8> {
    let mut arguments: Vec<(String, Value)> = ctx
        .field()
        .arguments()
        .unwrap_or_default()
        .into_iter()
        .map(|(name, value)| (name.to_string(), value))
        .filter(|(name, _)| name != "idempotencyKey")
        .collect();
    arguments.sort_by(|one, other| one.0.cmp(&other.0));
    let mut hash = Sha256::new();
    for (name, value) in &arguments {
        hash.update(name.as_bytes());
        hash.update([0]);
        digest(value, &mut hash);
    }
    hash.finalize().to_vec()
}

/// Takes in a value, the fields of objects in the order of their names.
fn digest(value: &Value, hash: &mut Sha256) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|one, other| one.0.as_str().cmp(other.0.as_str()));
            hash.update(b"{");
            for (name, value) in members {
                hash.update(name.as_bytes());
                hash.update([0]);
                digest(value, hash);
            }
            hash.update(b"}");
        }
        Value::List(items) => {
            hash.update(b"[");
            for item in items {
                digest(item, hash);
            }
            hash.update(b"]");
        }
        other => {
            hash.update(other.to_string().as_bytes());
            hash.update([0]);
        }
    }
}

/// The payload types of a subject: one per mutation, each with the record and what was wrong.
macro_rules! payloads {
    ($node:ident as $field:ident { $($(#[$doc:meta])* $name:ident,)* }) => {$(
        $(#[$doc])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $name {
            /// The record as it is afterwards; null when nothing was changed, or when the caller may not see it any more.
            $field: Option<$node>,
            /// What was wrong, all of it; empty when the deed was done, or could have been with `validateOnly`. At most 100.
            #[graphql(directive = $crate::graphql::directives::list_size::apply(100))]
            errors: Vec<$crate::graphql::user_error::UserError>,
        }

        impl $crate::graphql::deed::Payload for $name {
            type Node = $node;

            fn of(node: Option<$node>, errors: Vec<$crate::graphql::user_error::UserError>) -> Self {
                Self { $field: node, errors }
            }
        }
    )*};
}

pub(crate) use payloads;
