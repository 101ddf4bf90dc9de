//! The queue of what waits for a decision, and what the caller has contributed.

use std::sync::Arc;

use async_graphql::{Context, Object};
use futures_util::future::join_all;
use hemicycle_domain::page::{Direction, Order};
use hemicycle_domain::practice as domain;
use hemicycle_domain::practice::queue::{days_waited, expected_on};
use hemicycle_entity::practice;

use super::review::{self, PracticeRevision};
use super::{Practice, PracticeFilter, PracticeOrderField};
use crate::graphql::connection::{self, Connection, Node, PageArgs};
use crate::graphql::context::{asking, now};
use crate::graphql::directives::list_size;
use crate::graphql::error::{Answer, Maybe};
use crate::graphql::hub::{Hub, HubBy};
use crate::graphql::id::IdKind;
use crate::graphql::inputs::OrderBy;
use crate::graphql::permission::SubjectOf;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::shelf::DuplicatesOf;

/// A practice, or the pending revision of one, that waits for a decision.
pub struct ReviewQueueItem(Arc<practice::Model>);

impl Node for ReviewQueueItem {
    type Entity = practice::Entity;

    fn of(row: Arc<practice::Model>) -> Self {
        Self(row)
    }
}

/// A practice, or the pending revision of one, that waits for a decision.
#[Object]
impl ReviewQueueItem {
    /// The practice.
    async fn practice(&self) -> Practice {
        Practice(self.0.clone())
    }

    /// The revision that waits; null when it is the practice itself.
    async fn revision(&self, ctx: &Context<'_>) -> Maybe<PracticeRevision> {
        review::pending(ctx, &self.0).await
    }

    /// When it was handed in.
    async fn submitted_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime(self.0.submitted_at.unwrap_or(now(ctx)))
    }

    /// Whole working days since then: Mondays to Fridays after that day, up to today, in UTC. Holidays are not known.
    async fn days_waited(&self, ctx: &Context<'_>) -> i32 {
        let waited = self.0.submitted_at.map(|at| days_waited(at, now(ctx)));
        i32::try_from(waited.unwrap_or(0)).unwrap_or(i32::MAX)
    }

    /// The day by which a decision is expected: within five working days.
    async fn expected_on(&self, ctx: &Context<'_>) -> Date {
        Date(expected_on(self.0.submitted_at.unwrap_or(now(ctx))))
    }

    /// Practices of the same parliament with near the same title, the nearest first, of those the caller sees. At most 5. Null only when it could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(5))]
    async fn likely_duplicates(&self, ctx: &Context<'_>) -> Maybe<Vec<Practice>> {
        Some(near(ctx, &self.0).await)
    }
}

async fn near(ctx: &Context<'_>, row: &Arc<practice::Model>) -> Answer<Vec<Practice>> {
    let key = DuplicatesOf(SubjectOf(row.clone()));
    let ids = asking(ctx).loaders().load_one(key).await?;
    let load = |id| connection::by_id::<Practice>(ctx, Some(id));
    let rows = join_all(ids.unwrap_or_default().into_iter().map(load)).await;
    rows.into_iter().flatten().collect()
}

/// Root fields about what is contributed.
#[derive(Default)]
pub struct PracticeQueueQuery;

#[Object]
impl PracticeQueueQuery {
    /// What waits for a decision that the caller takes part in, the oldest first: everything for editors, what is filed under their hubs for coordinators, nothing for others.
    /// One's own work is in it, too: `viewerCan` says that somebody else decides. Null when there is no such hub, or when it could not be fetched; an error then says why.
    async fn review_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what is filed under this hub.")] hub: Option<HubBy>,
        #[graphql(
            desc = "How many from the start, 0 to 100; 20 when neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100. Not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Maybe<Connection<ReviewQueueItem>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let hub = match hub {
            None => None,
            Some(HubBy::Id(id)) => {
                Some(connection::by_global_id::<Hub>(ctx, IdKind::Hub, &id).await?)
            }
            Some(HubBy::Slug(slug)) => Some(connection::by_key::<Hub>(ctx, &slug).await?),
        };
        let within_hub = match hub.transpose() {
            Ok(hub) => hub.map(|hub| hub.0.id),
            Err(failure) => return Some(Err(failure)),
        };
        let filter = domain::PracticeFilter {
            to_review: true,
            within_hub,
            ..Default::default()
        };
        let order = Order {
            field: domain::PracticeOrder::SubmittedAt,
            direction: Direction::Ascending,
            language: asking(ctx).alphabet(),
        };
        connection::in_order(ctx, page, filter, order).await
    }

    /// Practices that the caller drafted, edited or submitted, or a client for it; the last changed first unless said otherwise. Empty for visitors. Null only when it could not be fetched; an error then says why.
    async fn my_contributions(
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
        #[graphql(desc = "Which of them.")] filter: Option<PracticeFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<PracticeOrderField>>,
    ) -> Maybe<Connection<Practice>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = domain::PracticeFilter {
            by_hand: true,
            ..filter.map(Into::into).unwrap_or_default()
        };
        connection::all(ctx, page, filter, order_by).await
    }
}
