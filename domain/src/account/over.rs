//! Roles and tokens that end by their date. They have no effect from that instant on, without a deed; the follower of the clock tells the log of it
//! afterwards, in a deed for each account.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use hemicycle_entity::account::{Column, Entity};
use hemicycle_entity::ids::AccountId;
use hemicycle_entity::{api_token, change, role_grant};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait};

use crate::actor::Actor;
use crate::endings::CLOCK_NAME;
use crate::failure::Failure;
use crate::network::Network;
use crate::record::Part;

/// Tells of the roles that are over, and gives their number.
pub(crate) async fn end_grants(network: &Network, clock: &Actor) -> Result<usize, Failure> {
    end::<role_grant::Entity>(network, clock, "grantEnd", |at, deed| {
        use role_grant::Column::{AccountId, ValidFrom, ValidUntil};
        Condition::all()
            .add(ValidUntil.lte(at))
            // One that was ended before it began has never counted.
            .add(
                Expr::col((role_grant::Entity, ValidUntil))
                    .gt(Expr::col((role_grant::Entity, ValidFrom))),
            )
            .add(untold::<role_grant::Entity>(AccountId, ValidUntil, deed))
    })
    .await
}

/// Tells of the tokens that have expired, and gives their number. What was revoked was told then.
pub(crate) async fn end_tokens(network: &Network, clock: &Actor) -> Result<usize, Failure> {
    end::<api_token::Entity>(network, clock, "tokenExpire", |at, deed| {
        use api_token::Column::{AccountId, ExpiresAt, RevokedAt};
        Condition::all()
            .add(ExpiresAt.lte(at))
            .add(RevokedAt.is_null())
            .add(untold::<api_token::Entity>(AccountId, ExpiresAt, deed))
    })
    .await
}

/// What is over by then and was not told of in this deed.
type Over = fn(DateTime<Utc>, &'static str) -> Condition;

async fn end<P: Part<Owner = Entity>>(
    network: &Network,
    clock: &Actor,
    deed: &'static str,
    over: Over,
) -> Result<usize, Failure> {
    let reading = network.read(clock.clone());
    let parts = reading.all::<P>(over(reading.now(), deed)).await?;
    let accounts: BTreeSet<AccountId> = parts.iter().map(P::owner).collect();
    let mut count = 0;
    for id in accounts {
        let mut writing = network.write(clock.clone(), deed, None).await?;
        let account = writing.one_locked::<Entity>(Column::Id.eq(id.0)).await?;
        let Some(account) = account else { continue };
        // Once more, now that nobody else can tell of it.
        let its_own = over(writing.now(), deed).add(P::owner_column().eq(id.0));
        for part in writing.all::<P>(its_own).await? {
            writing.tell_over::<P>(&account, &part).await?;
            count += 1;
        }
        writing.commit().await?;
    }
    Ok(count)
}

/// The log has not told yet that it ended: no deed ended it at that very instant, and the clock has not looked at its account since.
fn untold<P: EntityTrait>(account: P::Column, end: P::Column, deed: &'static str) -> Expr {
    use change::Column::{Actor, At, Deed, Record};
    let said = |column: change::Column| Expr::col((change::Entity, column));
    let end = || Expr::col((P::default(), end));
    let by_the_clock = said(Actor)
        .eq(CLOCK_NAME)
        .and(said(Deed).eq(deed))
        .and(said(At).gte(end()));
    let told = Query::select()
        .expr(Expr::val(1))
        .from(change::Entity)
        .and_where(said(Record).eq(Expr::col((P::default(), account))))
        .and_where(said(At).eq(end()).or(by_the_clock))
        .to_owned();
    Expr::exists(told).not()
}
