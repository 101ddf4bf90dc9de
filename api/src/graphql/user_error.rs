//! What is wrong with a deed's input, as its payload tells it: a code, where, and words in the caller's language.

use async_graphql::{Context, Enum, SimpleObject};
use hemicycle_domain::failure::{self, Refusal};

use super::context::asking;
use super::directives::list_size;

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Why something was refused or failed. The list is closed: clients can rely on it.
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ErrorCode { $($(#[$doc])* $name,)* }

        impl From<failure::ErrorCode> for ErrorCode {
            fn from(code: failure::ErrorCode) -> Self {
                match code { $(failure::ErrorCode::$name => Self::$name,)* }
            }
        }
    };
}

error_codes! {
    /// The request is not well-formed HTTP or JSON for GraphQL.
    BadRequest,
    /// The GraphQL document does not parse.
    ParseError,
    /// The document does not fit the schema.
    ValidationFailed,
    /// No operation of that name, or several and no name.
    UnknownOperation,
    /// A variable does not fit its declaration.
    InvalidVariable,
    /// The request is over one of the published limits.
    LimitExceeded,
    /// The request costs more than the caller may spend at once.
    CostExceeded,
    /// `first`, `last`, `after`, `before` do not go together.
    InvalidPage,
    /// The cursor is malformed or belongs to another order.
    InvalidCursor,
    /// The id is malformed.
    InvalidId,
    /// The id belongs to another kind of record.
    WrongKind,
    /// A value is not of the form its field takes.
    InvalidValue,
    /// A required value is missing.
    Required,
    /// A key that this record does not have.
    UnknownField,
    /// A reference to a record that does not exist.
    UnknownReference,
    /// The same record or value twice.
    Duplicate,
    /// No such record, or none that the caller may see.
    NotFound,
    /// The caller sees the record but may not do this.
    Forbidden,
    /// The record changed since the caller read it.
    Conflict,
    /// The record's status does not allow this.
    InvalidState,
    /// The time for it is over.
    DeadlinePassed,
    /// The idempotency key was used before with another input.
    IdempotencyMismatch,
    /// The HTTP method does not fit.
    MethodNotAllowed,
    /// None of the accepted media types can be served.
    NotAcceptable,
    /// The body's media type, charset or encoding is not taken.
    UnsupportedMediaType,
    /// The body is larger than the limit.
    BodyTooLarge,
    /// The address is longer than the limit.
    UriTooLong,
    /// The credentials are not valid.
    Unauthenticated,
    /// The caller has asked for too much in the last minute, or for too much at once.
    RateLimited,
    /// The request took longer than the limit.
    Timeout,
    /// The service or its database cannot answer now.
    Unavailable,
    /// A fault of the service.
    Internal,
}

/// How many problems of one input are told at most.
const MOST: usize = 100;

/// One problem of a deed's input.
#[derive(SimpleObject)]
pub struct UserError {
    /// What sort of problem.
    pub code: ErrorCode,
    /// Where: the argument and the fields within it, outermost first, such as `input`, `title`. Null when it is about no argument in particular. At most 20.
    #[graphql(directive = list_size::apply(20))]
    pub path: Option<Vec<String>>,
    /// What is wrong and what to do, in the request's language.
    pub message: String,
}

/// Problems as this caller is told them.
pub fn told(ctx: &Context<'_>, refusals: &[Refusal]) -> Vec<UserError> {
    let tongue = asking(ctx).tongue;
    let told = refusals.iter().take(MOST).map(|refusal| UserError {
        code: refusal.code.into(),
        path: Some(
            refusal
                .path
                .iter()
                .map(|step| camel(step))
                .collect::<Vec<_>>(),
        )
        .filter(|path| !path.is_empty()),
        message: refusal.message.say(tongue).to_owned(),
    });
    told.collect()
}

/// A step of a path in the contract's letter case.
fn camel(step: &str) -> String {
    let mut words = step.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.push_str(letters.as_str());
        name
    })
}
