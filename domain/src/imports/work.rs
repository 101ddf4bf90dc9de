//! Checking and committing: every row done by the deeds of practices in one transaction, which is kept only where it shall be, and nothing was wrong.

use std::collections::HashSet;

use chrono::TimeDelta;
use hemicycle_entity::ids::ImportId;
use hemicycle_entity::values::{ImportAction, ImportStatus};
use hemicycle_entity::{import_batch, import_row, practice};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryTrait};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::file::Content;
use super::receive::{bookkeeping, put};
use super::{PROBLEM_LIMIT, Problem, form, in_order, kept, read};
use crate::access;
use crate::actor::Actor;
use crate::behalf::OnBehalf;
use crate::deed::{Selector, clash_is_conflict, forbidden};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::network::Network;
use crate::policy::Reason;
use crate::practice::deeds::{self, Draft, Was};
use crate::problems::Problems;
use crate::write::Writing;

/// How long checking or committing may take. Whoever began longer ago has been stopped.
pub const WORK_TIME: TimeDelta = TimeDelta::minutes(5);
/// Rows that are in memory at once.
const AT_ONCE: u64 = 250;
/// Problems of one row that are kept.
const OF_ROW: usize = 20;

/// What is done with a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Check,
    Commit,
}

/// What became of a row.
struct Done {
    row: import_row::Model,
    /// What the practice was that it edits.
    was: Option<Was>,
    problems: Vec<Problem>,
}

/// Does what a deed has taken on, and notes on the batch how it ended. What stops it leaves the network as it was.
pub async fn run(
    network: &Network,
    actor: Actor,
    batch: ImportId,
    work: Work,
    request: Option<String>,
) -> Result<(), Failure> {
    let _place = network.import_place().await;
    let time = WORK_TIME.to_std().unwrap_or_default();
    let ended = tokio::time::timeout(time, all_rows(network, actor, batch, work, request)).await;
    let failure = match ended {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(failure)) => failure,
        Err(_) => too_long().into(),
    };
    let told = match &failure {
        Failure::Refused(refusals) => refusals.first().cloned(),
        Failure::Broke(_) => None,
    };
    stopped(network, batch, &told.unwrap_or_else(of_ours)).await?;
    Err(failure)
}

fn too_long() -> Refusal {
    Refusal::new(
        ErrorCode::Timeout,
        "This took too long, and nothing was changed. Try again, or send the file in parts.",
        "L’opération a pris trop de temps, rien n’a été modifié. Réessayez, ou envoyez le fichier en plusieurs parties.",
    )
}

fn of_ours() -> Refusal {
    Refusal::new(
        ErrorCode::Unavailable,
        "Something went wrong on our side, and nothing was changed. Try again in a moment.",
        "Une erreur s’est produite de notre côté, rien n’a été modifié. Réessayez dans un instant.",
    )
}

async fn all_rows(
    network: &Network,
    actor: Actor,
    id: ImportId,
    work: Work,
    request: Option<String>,
) -> Result<(), Failure> {
    let (deed, status) = match work {
        Work::Check => ("importCheck", ImportStatus::Checking),
        Work::Commit => ("importCommit", ImportStatus::Committing),
    };
    // It may have waited for its turn: what counts is what the account may do now.
    let actor = access::again(network, actor).await?;
    let actor = actor.ok_or_else(|| forbidden(Reason::NeedsAccount))?;
    let mut writing = network.write(actor, deed, request).await?;
    let its_own = import_batch::Column::Id
        .eq(id)
        .and(import_batch::Column::Status.eq(status));
    let Some(batch) = writing.one_locked::<import_batch::Entity>(its_own).await? else {
        return Ok(());
    };
    let done = clash_is_conflict(each_row(&mut writing, &batch).await)?;
    let good = done.iter().all(|one| one.problems.is_empty());
    if work == Work::Commit && good {
        return commit(network, writing, &batch, done).await;
    }
    drop(writing);
    report(network, &batch, done).await
}

async fn each_row(
    writing: &mut Writing,
    batch: &import_batch::Model,
) -> Result<Vec<Done>, Failure> {
    let mut all = Vec::with_capacity(usize::try_from(batch.row_count).unwrap_or_default());
    let (mut seen, mut after) = (HashSet::new(), 0);
    loop {
        let next = import_row::Column::BatchId
            .eq(batch.id)
            .and(import_row::Column::Line.gt(after));
        let rows = in_order(writing, next, AT_ONCE).await?;
        let Some(last) = rows.last() else {
            return Ok(all);
        };
        after = last.line;
        for mut row in rows {
            let content: Content = read(std::mem::take(&mut row.content))?;
            let mut done = Done {
                row,
                was: None,
                problems: Vec::new(),
            };
            match content {
                Content::Malformed(problem) => done.problems.push(problem),
                Content::Values(values) => {
                    let mut problems = Problems::default();
                    let draft = form::draft(&values, &mut problems);
                    one_row(writing, batch, &mut done, draft, &mut seen, &mut problems).await?;
                    done.problems = by_column(problems, &values);
                }
            }
            all.push(done);
        }
    }
}

/// Does one row, and notes what was wrong with it.
async fn one_row(
    writing: &mut Writing,
    batch: &import_batch::Model,
    done: &mut Done,
    mut draft: Draft,
    seen: &mut HashSet<(String, String)>,
    problems: &mut Problems,
) -> Result<(), Failure> {
    draft.content.on_behalf_of = batch
        .person_id
        .map(|person| OnBehalf::Account(Selector::Id(person.0)));
    let known = draft.external_id.clone().unwrap_or_default();
    done.row.system = Some(known.system.clone());
    done.row.external_id = Some(known.id.clone());
    let whole = !known.system.is_empty() && !known.id.is_empty();
    if whole && !seen.insert((known.system.clone(), known.id.clone())) {
        problems.note("external_id", twice());
        return Ok(());
    }
    writing.problems = Problems::default();
    let existing = writing.practice_known_as(&known.system, &known.id).await?;
    let ended = match existing {
        None => deeds::draft(writing, draft)
            .await
            .map(|id| (id.0, ImportAction::Created, None)),
        Some(existing) => {
            let renewed = deeds::renew(writing, &existing, draft).await;
            renewed.map(|was| {
                let action = match was {
                    Some(_) => ImportAction::Updated,
                    None => ImportAction::Unchanged,
                };
                (existing.id.0, action, was)
            })
        }
    };
    let noted = std::mem::take(&mut writing.problems).into_refusals();
    let refused = match ended {
        Ok((record, action, was)) => {
            done.row.record = Some(record);
            done.row.action = Some(action);
            done.was = was;
            Vec::new()
        }
        Err(Failure::Refused(refusals)) => refusals,
        Err(broke) => return Err(broke),
    };
    for refusal in noted.into_iter().chain(refused) {
        problems.note("", refusal);
    }
    Ok(())
}

/// Problems by column, one for each: a value that cannot be read is not also missing.
fn by_column(problems: Problems, values: &Map<String, Json>) -> Vec<Problem> {
    let mut told: Vec<Problem> = Vec::new();
    for refusal in problems.into_refusals() {
        let column = form::column(&refusal.path, values);
        if column.is_none() || told.iter().all(|one| one.column != column) {
            told.push(Problem::of(column, &refusal));
        }
    }
    told.truncate(OF_ROW);
    told
}

fn twice() -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        "A row above has the same id.",
        "Une ligne plus haut porte le même identifiant.",
    )
}

fn count(done: &[Done], action: ImportAction) -> i32 {
    let number = done.iter().filter(|one| one.row.action == Some(action));
    i32::try_from(number.count()).unwrap_or(i32::MAX)
}

/// Keeps what was done, with what is needed to undo it. What the rows said is not.
async fn commit(
    network: &Network,
    writing: Writing,
    batch: &import_batch::Model,
    done: Vec<Done>,
) -> Result<(), Failure> {
    let records: Vec<Uuid> = done.iter().filter_map(|one| one.row.record).collect();
    let among = writing.among_ids(practice::Column::Id.into_expr(), records.into_iter());
    let made = writing
        .all_of::<practice::Entity>(Condition::all().add(among))
        .await?;
    let versions: std::collections::HashMap<Uuid, i32> =
        made.iter().map(|row| (row.id.0, row.version)).collect();
    let (created, updated) = (
        count(&done, ImportAction::Created),
        count(&done, ImportAction::Updated),
    );
    let said = import_row::Entity::delete_many()
        .filter(import_row::Column::BatchId.eq(batch.id))
        .into_query();
    writing.execute(&said).await?;
    let mut rows = Vec::with_capacity(done.len());
    for one in done {
        rows.push(import_row::Model {
            content: one.was.map_or_else(|| Ok(json!({})), |was| kept(&was))?,
            version: one.row.record.and_then(|id| versions.get(&id).copied()),
            problems: json!([]),
            problem_count: 0,
            ..one.row
        });
    }
    put(&writing, rows).await?;
    let ended = Ended {
        status: ImportStatus::Committed,
        created,
        updated,
        problems: 0,
        trouble: None,
    };
    ended.note(&writing, batch.id).await?;
    // The rows took their time: rights that ended meanwhile do not count to the end of it.
    if let Some(reason) = access::lost(&writing, network.clock().now()).await? {
        return Err(forbidden(reason).into());
    }
    clash_is_conflict(writing.commit().await)?;
    Ok(())
}

/// Notes what would have been done, and what is wrong.
async fn report(
    network: &Network,
    batch: &import_batch::Model,
    done: Vec<Done>,
) -> Result<(), Failure> {
    let writing = bookkeeping(network).await?;
    let problems: usize = done.iter().map(|one| one.problems.len()).sum();
    let ended = Ended {
        status: if problems == 0 {
            ImportStatus::Checked
        } else {
            ImportStatus::Refused
        },
        created: count(&done, ImportAction::Created),
        updated: count(&done, ImportAction::Updated),
        problems: i32::try_from(problems).unwrap_or(i32::MAX),
        trouble: None,
    };
    ended.note(&writing, batch.id).await?;
    let clean = import_row::Entity::update_many()
        .col_expr(import_row::Column::ProblemCount, Expr::val(0))
        .filter(import_row::Column::BatchId.eq(batch.id))
        .into_query();
    writing.execute(&clean).await?;
    let wrong = done.iter().filter(|one| !one.problems.is_empty());
    for one in wrong.take(PROBLEM_LIMIT) {
        let number = i32::try_from(one.problems.len()).unwrap_or(i32::MAX);
        let statement = import_row::Entity::update_many()
            .col_expr(
                import_row::Column::Problems,
                Expr::val(kept(&one.problems)?),
            )
            .col_expr(import_row::Column::ProblemCount, Expr::val(number))
            .filter(import_row::Column::Id.eq(one.row.id))
            .into_query();
        writing.execute(&statement).await?;
    }
    writing.commit().await?;
    Ok(())
}

/// Notes that the work was stopped: it can be begun again.
async fn stopped(network: &Network, batch: ImportId, why: &Refusal) -> Result<(), Failure> {
    let writing = bookkeeping(network).await?;
    let ended = Ended {
        status: ImportStatus::Refused,
        created: 0,
        updated: 0,
        problems: 0,
        trouble: Some(kept(&Problem::of(None, why))?),
    };
    ended.note(&writing, batch).await?;
    writing.commit().await?;
    Ok(())
}

/// How work on a batch ended.
struct Ended {
    status: ImportStatus,
    created: i32,
    updated: i32,
    problems: i32,
    trouble: Option<serde_json::Value>,
}

impl Ended {
    async fn note(self, writing: &Writing, batch: ImportId) -> Result<(), Failure> {
        use import_batch::Column;
        let statement = import_batch::Entity::update_many()
            .col_expr(Column::Status, Expr::val(self.status))
            .col_expr(Column::CreatedCount, Expr::val(self.created))
            .col_expr(Column::UpdatedCount, Expr::val(self.updated))
            .col_expr(Column::ProblemCount, Expr::val(self.problems))
            .col_expr(Column::Trouble, Expr::val(self.trouble))
            .col_expr(
                Column::WorkingSince,
                Expr::val(None::<chrono::DateTime<chrono::Utc>>),
            )
            .filter(Column::Id.eq(batch))
            .filter(Column::Status.is_in([ImportStatus::Checking, ImportStatus::Committing]))
            .into_query();
        writing.execute(&statement).await?;
        Ok(())
    }
}
