//! The one way out for failures. `ApiError` has no `Display` on purpose: async-graphql turns any `Display` error into text for clients.
//! What it holds is put into words, and faults are logged, at the door (`http/answer`), where the caller's language is known.

use std::sync::Arc;

use async_graphql::Error;
use hemicycle_domain::failure::{Failure, Refusal};

/// A failure on its way out of a resolver.
#[derive(Clone)]
pub struct ApiError(pub Arc<Failure>);

/// A step on the way to a field's value.
pub type Answer<T> = Result<T, ApiError>;

/// A field that can fail, which is therefore nullable: on failure it is null, with an error beside the data. Any other form, `Result<T>` or
/// `Result<Option<T>>`, makes async-graphql 7.2.1 drop the key from the answer.
pub type Maybe<T> = Option<Result<T, ApiError>>;

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        Self(Arc::new(failure))
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Failure::from(refusal).into()
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self {
            message: String::new(),
            source: Some(Arc::new(error)),
            extensions: None,
        }
    }
}

/// Turns a result that may be empty into a nullable field.
pub fn maybe<T>(result: Result<Option<T>, ApiError>) -> Maybe<T> {
    result.transpose()
}
