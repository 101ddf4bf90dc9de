//! What the caller may still ask for. Counted at the door; here it is only told.

use async_graphql::{Context, Object};

use super::Execution;
use super::context::Quota;
use super::scalars::DateTime;

/// How the caller stands: all visitors of one address together, or one account. Each gateway counts for itself.
pub struct RateLimit<'a>(&'a Quota);

/// A number as GraphQL has them; what is beyond is as good as endless.
fn number(of: impl TryInto<i32>) -> i32 {
    of.try_into().unwrap_or(i32::MAX)
}

/// How the caller stands: all visitors of one address together, or one account. Each gateway counts for itself.
#[Object]
impl RateLimit<'_> {
    /// What all requests of a minute may cost.
    async fn limit(&self) -> i32 {
        number(self.0.limit)
    }

    /// What is left of it in the current minute, once the estimate of this request is taken. What of the estimate is not spent is given back
    /// after the answer.
    async fn remaining(&self) -> i32 {
        number(self.0.remaining)
    }

    /// When the current minute ends and `limit` may be spent anew. A minute begins with the first request after the last one.
    async fn reset_at(&self) -> DateTime {
        DateTime(self.0.resets_at)
    }

    /// What this request is estimated to cost.
    async fn cost(&self) -> i32 {
        number(self.0.cost)
    }

    /// What one request may cost.
    async fn request_limit(&self) -> i32 {
        number(self.0.request_limit)
    }

    /// How many requests may be under way at once.
    async fn requests_at_once(&self) -> i32 {
        number(self.0.at_once)
    }

    /// How many requests are under way, this one included.
    async fn requests_under_way(&self) -> i32 {
        number(self.0.under_way)
    }
}

/// The root field of this subject.
#[derive(Default)]
pub struct RateLimitQuery;

#[Object]
impl RateLimitQuery {
    /// How much more the caller may ask for, and when. An answer with it is kept by no cache.
    async fn rate_limit<'a>(&self, ctx: &Context<'a>) -> RateLimit<'a> {
        ctx.data_unchecked::<Execution>().keep_to_caller();
        RateLimit(ctx.data_unchecked::<Quota>())
    }
}
