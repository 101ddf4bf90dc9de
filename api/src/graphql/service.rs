//! What the service says of itself.

use async_graphql::{Context, Object, SimpleObject};

use super::context::reading;
use super::directives::list_size;
use super::error::{Maybe, maybe};
use super::scalars::{DateTime, LanguageTag};
use crate::http::guard::LIMITS;
use crate::http::quota::ALLOWANCES;

/// The service: what it is, in which languages it speaks, what it allows.
pub struct Service;

/// The last change that the caller may know of.
#[derive(SimpleObject)]
pub struct LastChange {
    /// Its number in the change log.
    number: i64,
    /// When it happened.
    at: DateTime,
}

/// What a request may be, at most. Beyond it is refused before anything is executed.
#[derive(SimpleObject)]
pub struct Limits {
    /// Bytes of a document.
    document_bytes: i32,
    /// Tokens of a document.
    tokens: i32,
    /// Nested fields of an operation.
    depth: i32,
    /// Root fields of an operation.
    root_fields: i32,
    /// Aliases of one field.
    aliases: i32,
    /// Elements of a page.
    page_size: i32,
    /// Ids of `nodes`.
    ids: i32,
    /// Elements of a list in the input.
    list_elements: i32,
    /// Bytes of a string in the input.
    string_bytes: i32,
    /// Cost of a request of a visitor: an object 1, what is below a list times its length.
    visitor_cost: i32,
    /// Cost of a request of an account.
    account_cost: i32,
    /// Cost of all requests of a minute from the visitors of one address.
    visitor_cost_per_minute: i32,
    /// Cost of all requests of a minute from one account, whatever its tokens and addresses.
    account_cost_per_minute: i32,
    /// Requests of one account, or of the visitors of one address, that may be under way at once.
    requests_at_once: i32,
    /// Requests of one address, a minute, to the routes where callers prove who they are.
    logins_per_minute: i32,
    /// Credentials from one address that may turn out not to be valid, a minute.
    failed_credentials_per_minute: i32,
}

/// The service: what it is, in which languages it speaks, what it allows.
#[Object]
impl Service {
    /// `Hemicycle`.
    async fn name(&self) -> &str {
        "Hemicycle"
    }

    /// The version of the program.
    async fn version(&self) -> &str {
        env!("CARGO_PKG_VERSION")
    }

    /// The languages of its messages, and the alphabets it orders names by. At most 2.
    #[graphql(directive = list_size::apply(2))]
    async fn languages(&self) -> Vec<LanguageTag> {
        ["en", "fr"].into_iter().map(LanguageTag::stored).collect()
    }

    /// The SPDX identifier of the terms under which the data may be used where a record does not say otherwise.
    async fn data_licence(&self) -> &str {
        "CC-BY-4.0"
    }

    /// What a request may be, at most.
    async fn limits(&self) -> Limits {
        let number = |limit: usize| i32::try_from(limit).unwrap_or(i32::MAX);
        let large = |limit: u64| i32::try_from(limit).unwrap_or(i32::MAX);
        let (visitor, account) = (ALLOWANCES.visitor, ALLOWANCES.account);
        Limits {
            document_bytes: number(LIMITS.document_bytes),
            tokens: number(LIMITS.tokens),
            depth: number(LIMITS.depth),
            root_fields: number(LIMITS.root_fields),
            aliases: number(LIMITS.aliases),
            page_size: large(LIMITS.page),
            ids: number(LIMITS.ids),
            list_elements: number(LIMITS.list_items),
            string_bytes: number(LIMITS.string_bytes),
            visitor_cost: large(visitor.request),
            account_cost: large(account.request),
            visitor_cost_per_minute: large(visitor.minute),
            account_cost_per_minute: large(account.minute),
            requests_at_once: large(visitor.at_once.into()),
            logins_per_minute: large(ALLOWANCES.logins),
            failed_credentials_per_minute: large(ALLOWANCES.failures),
        }
    }

    /// The last change of the network that the caller may know of; null when nothing was ever changed.
    async fn last_change(&self, ctx: &Context<'_>) -> Maybe<LastChange> {
        let last = reading(ctx).last_change().await.map_err(Into::into);
        maybe(last.map(|last| {
            last.map(|(number, at)| LastChange {
                number,
                at: DateTime(at),
            })
        }))
    }
}

/// The root field of this subject.
#[derive(Default)]
pub struct ServiceQuery;

#[Object]
impl ServiceQuery {
    /// What this service is, in which languages it speaks, and what it allows.
    async fn service(&self) -> Service {
        Service
    }
}
