//! Numbering. The order of the log is the order of commit: a serial column is not, since a transaction may take its number early and
//! commit late, and a reader that has passed that number would never see it.

use hemicycle_entity::change;
use hemicycle_entity::ids::AccountId;
use hemicycle_entity::text::Tags;
use hemicycle_entity::values::ActorKind;
use sea_orm::DatabaseBackend;
use sea_orm::sea_query::{Alias, Expr, Func, Query};
use serde_json::Value;

use crate::failure::Failure;
use crate::read::Reading;
use crate::write::Pending;

/// Who did it, as the log keeps it.
pub(crate) struct Author {
    pub kind: ActorKind,
    pub name: String,
    pub deed: String,
    pub request: Option<String>,
    pub client: Option<String>,
    pub person: Option<AccountId>,
}

/// The key of PostgreSQL's advisory lock that a commit takes last.
const LOCK: i64 = 0x6865_6d69; // "hemi"

/// The number of the next entry. On PostgreSQL takes the lock that makes commits wait for each other, and reads after it (READ
/// COMMITTED); on SQLite the transaction is the only writer anyway.
async fn next_number(reading: &Reading) -> Result<i64, Failure> {
    if reading.dialect() == DatabaseBackend::Postgres {
        let lock = Query::select()
            .expr(Func::cust(Alias::new("pg_advisory_xact_lock")).arg(LOCK))
            .to_owned();
        reading.rows(&lock).await?;
    }
    let last = Query::select()
        .expr_as(
            Func::max(Expr::col(change::Column::Seq)),
            Alias::new("last"),
        )
        .from(change::Entity)
        .to_owned();
    let rows = reading.rows(&last).await?;
    let last: Option<i64> = rows
        .first()
        .map(|row| row.try_get("", "last"))
        .transpose()?
        .flatten();
    Ok(last.unwrap_or(0) + 1)
}

/// The numbered entries of a deed and the first number.
pub(crate) async fn entries(
    reading: &Reading,
    author: Author,
    pending: Vec<Pending>,
) -> Result<(i64, Vec<change::Model>), Failure> {
    let first = next_number(reading).await?;
    let at = reading.now();
    let rows = pending
        .into_iter()
        .zip(first..)
        .map(|(one, seq)| change::Model {
            seq,
            at,
            kind: one.kind,
            record: one.record,
            action: one.action,
            fields: Tags(one.difference.fields),
            before: Value::Object(one.difference.before),
            after: Value::Object(one.difference.after),
            actor_kind: author.kind,
            actor: author.name.clone(),
            deed: author.deed.clone(),
            request: author.request.clone(),
            client: author.client.clone(),
            person: author.person.map(Into::into),
            audience_before: one.audience_before,
            audience_after: one.audience_after,
        })
        .collect();
    Ok((first, rows))
}
