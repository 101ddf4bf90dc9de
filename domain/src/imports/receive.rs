//! How a file becomes a batch.

use chrono::{DateTime, TimeDelta, Utc};
use hemicycle_entity::ids::AccountId;
use hemicycle_entity::values::ImportStatus;
use hemicycle_entity::{import_batch, import_row};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use serde_json::json;

use super::file::{Format, lines};
use super::{IMPORT, ROW_LIMIT, kept, may_import};
use crate::access::holds;
use crate::actor::Actor;
use crate::behalf::{OnBehalf, act_for};
use crate::deed::forbidden;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::network::Network;
use crate::policy::Reason;
use crate::read::columns_of;
use crate::values::{TITLE_LIMIT, written};
use crate::write::Writing;

/// Batches of one account that are not committed; when there are more, the oldest go.
const OPEN_LIMIT: usize = 10;
/// Work on a batch that was begun so long ago has come to no end: it takes five minutes, once it has its turn.
const STOPPED: TimeDelta = TimeDelta::hours(1);
/// How long a batch that is not committed is kept.
const OPEN_DAYS: TimeDelta = TimeDelta::days(30);
/// Rows that are written in one statement.
const AT_ONCE: usize = 250;

/// A file that came.
pub struct Arrival<'a> {
    pub format: Format,
    pub body: &'a [u8],
    /// What its sender calls it.
    pub name: Option<String>,
    /// The person that a client sends it for.
    pub on_behalf_of: Option<OnBehalf>,
}

/// Keeps the rows of a file as a new batch of the account that sends it. Nothing of the network is changed.
pub async fn receive(
    network: &Network,
    actor: &Actor,
    arrival: Arrival<'_>,
) -> Result<import_batch::Model, Failure> {
    may_import(actor, network.clock().now())?;
    let text = std::str::from_utf8(arrival.body).map_err(|_| not_utf8())?;
    let lines = lines(arrival.format, text)?;
    let mut writing = network.write(actor.clone(), "import", None).await?;
    act_for(&mut writing, arrival.on_behalf_of.as_ref(), None).await?;
    let name = arrival.name.as_deref();
    let name = writing
        .problems
        .take_some("name", name, |name| written(name, TITLE_LIMIT, false));
    writing.problems.settled()?;
    let account = standing(&writing, actor).await?;
    let mut batch = import_batch::Model {
        id: writing.new_id(),
        account_id: account,
        person_id: writing.person,
        name,
        status: ImportStatus::Received,
        row_count: 0,
        created_count: 0,
        updated_count: 0,
        problem_count: 0,
        trouble: None,
        created_at: writing.now(),
        working_since: None,
    };
    let statement = import_batch::Entity::insert(columns_of::<import_batch::Entity>(batch.clone()));
    writing.execute(&statement.into_query()).await?;
    let (mut some, mut count) = (Vec::with_capacity(AT_ONCE), 0);
    for line in lines {
        count += 1;
        if count > ROW_LIMIT {
            return Err(too_many().into());
        }
        some.push(import_row::Model {
            id: writing.new_id(),
            batch_id: batch.id,
            line: i32::try_from(line.number).unwrap_or(i32::MAX),
            content: kept(&line.content)?,
            system: None,
            external_id: None,
            record: None,
            version: None,
            action: None,
            problems: json!([]),
            problem_count: 0,
        });
        if some.len() == AT_ONCE {
            put(&writing, std::mem::take(&mut some)).await?;
        }
    }
    if count == 0 {
        return Err(empty().into());
    }
    put(&writing, some).await?;
    batch.row_count = i32::try_from(count).unwrap_or(i32::MAX);
    let counted = import_batch::Entity::update_many()
        .col_expr(
            import_batch::Column::RowCount,
            sea_orm::sea_query::Expr::val(batch.row_count),
        )
        .filter(import_batch::Column::Id.eq(batch.id));
    writing.execute(&counted.into_query()).await?;
    clear_out(&writing, &batch).await?;
    writing.commit().await?;
    Ok(batch)
}

/// The account that sends it, held until the file is kept: while the file came in it may have ended, or been erased.
async fn standing(writing: &Writing, actor: &Actor) -> Result<AccountId, Failure> {
    let gone = || forbidden(Reason::NeedsAccount);
    let account = actor.account().ok_or_else(gone)?;
    match holds(writing, account).await? {
        true => Ok(account),
        false => Err(gone().into()),
    }
}

/// Writes rows, as many in a statement as it takes.
pub(super) async fn put(writing: &Writing, rows: Vec<import_row::Model>) -> Result<(), Failure> {
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<_> = rows
            .by_ref()
            .take(AT_ONCE)
            .map(columns_of::<import_row::Entity>)
            .collect();
        let statement = import_row::Entity::insert_many(some).into_query();
        writing.execute(&statement).await?;
    }
    Ok(())
}

/// Batches that were not committed, and on which nobody is at work at this instant: with them those whose work was stopped.
fn open(at: DateTime<Utc>) -> Condition {
    use import_batch::Column;
    let idle = [
        ImportStatus::Received,
        ImportStatus::Checked,
        ImportStatus::Refused,
    ];
    let stopped = Condition::all()
        .add(Column::Status.is_in([ImportStatus::Checking, ImportStatus::Committing]))
        .add(Column::WorkingSince.lte(at - STOPPED));
    Condition::any()
        .add(Column::Status.is_in(idle))
        .add(stopped)
}

/// Forgets what was not committed for long; says how many it were.
pub(crate) async fn forget_old(network: &Network) -> Result<u64, Failure> {
    let reading = network.read(IMPORT);
    let old = Condition::all()
        .add(open(reading.now()))
        .add(import_batch::Column::CreatedAt.lt(reading.now() - OPEN_DAYS));
    if reading
        .all_of::<import_batch::Entity>(old.clone())
        .await?
        .is_empty()
    {
        return Ok(0);
    }
    let writing = bookkeeping(network).await?;
    let statement = import_batch::Entity::delete_many().filter(old).into_query();
    let count = writing.execute(&statement).await?;
    writing.commit().await?;
    Ok(count)
}

/// Forgets what the account never committed, but for the latest.
async fn clear_out(writing: &Writing, new: &import_batch::Model) -> Result<(), Failure> {
    let open = Condition::all()
        .add(open(writing.now()))
        .add(import_batch::Column::AccountId.eq(new.account_id));
    let query = import_batch::Entity::find()
        .select_only()
        .column(import_batch::Column::Id)
        .filter(open.clone())
        .order_by_desc(import_batch::Column::Id)
        .limit(OPEN_LIMIT as u64)
        .into_query();
    let mut latest: Vec<hemicycle_entity::ids::ImportId> = Vec::new();
    for row in writing.rows(&query).await? {
        latest.push(row.try_get("", "id")?);
    }
    let statement = import_batch::Entity::delete_many()
        .filter(open)
        .filter(import_batch::Column::Id.is_not_in(latest))
        .into_query();
    writing.execute(&statement).await?;
    Ok(())
}

/// The right to keep books on batches.
pub(super) async fn bookkeeping(network: &Network) -> Result<Writing, Failure> {
    network.write(IMPORT, "import", None).await
}

fn not_utf8() -> Refusal {
    Refusal::new(
        ErrorCode::BadRequest,
        "The file is not text in UTF-8.",
        "Le fichier n’est pas du texte en UTF-8.",
    )
}

fn empty() -> Refusal {
    Refusal::new(
        ErrorCode::Required,
        "The file has no rows.",
        "Le fichier ne compte aucune ligne.",
    )
}

fn too_many() -> Refusal {
    Refusal::new(
        ErrorCode::LimitExceeded,
        format!("A file has at most {ROW_LIMIT} rows: send it in parts."),
        format!("Un fichier compte au plus {ROW_LIMIT} lignes : envoyez-le en plusieurs parties."),
    )
}
