//! Practices that come in files: received whole, checked, committed all or none, undone. Batches and rows are no records: the log speaks of the
//! practices that they make, not of them.
//!
//! A row is done by the deeds of practices themselves, so that a file can do what its sender can do by hand, and nothing else.

use chrono::{DateTime, Utc};
use hemicycle_entity::values::{Closed, Kind};
use hemicycle_entity::{import_batch, import_row};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::deed::permitted;
use crate::failure::{ErrorCode, Failure, Message, Refusal};
use crate::policy::{Action, Standing, Subject, decide};
use crate::read::Reading;
use crate::record::rows;

pub mod deeds;
mod file;
mod form;
pub mod receive;
pub mod work;

pub use file::Format;

/// Most rows of a file.
pub const ROW_LIMIT: usize = 5_000;
/// Problems of a batch that are kept and told.
pub const PROBLEM_LIMIT: usize = 100;

/// Reads and notes what belongs to batches.
const IMPORT: Actor = Actor::System("import");

rows!(import_batch, ImportId, |actor, at| {
    match actor.account() {
        _ if actor.administers(at) => Condition::all(),
        Some(account) => Condition::all().add(import_batch::Column::AccountId.eq(account)),
        None => Condition::all().add(Expr::val(false)),
    }
});
rows!(import_row, ImportRowId, |actor, _at| {
    match actor {
        Actor::System(_) => Condition::all(),
        _ => Condition::all().add(Expr::val(false)),
    }
});

/// That somebody may send files and have them worked on: whoever can draft a practice anywhere, with a role that counts now. What each row needs is
/// asked of its own practice.
pub fn may_import(actor: &Actor, at: DateTime<Utc>) -> Result<(), Failure> {
    let own = actor
        .caller()
        .map(|caller| caller.own_parliaments(Kind::Practice, at));
    let anywhere = Subject {
        kind: Kind::Practice,
        standing: Standing::Public,
        parliaments: own.unwrap_or_default(),
        hubs: Vec::new(),
        own_work: false,
    };
    permitted(decide(actor, at, Action::Draft, &anywhere))
}

/// One thing that is wrong with a row, or with the batch as a whole, as it is kept: in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The column, by its name; none where it is about the whole row.
    pub column: Option<String>,
    code: String,
    en: String,
    fr: String,
}

impl Problem {
    fn of(column: Option<String>, refusal: &Refusal) -> Self {
        Self {
            column,
            code: refusal.code.as_str().to_owned(),
            en: refusal.message.en.clone(),
            fr: refusal.message.fr.clone(),
        }
    }

    pub fn code(&self) -> ErrorCode {
        ErrorCode::parse(&self.code).unwrap_or(ErrorCode::Internal)
    }

    pub fn message(&self) -> Message {
        Message::new(self.en.clone(), self.fr.clone())
    }
}

/// What is wrong with a batch: what is about all of it, then row by row with the line on which each begins.
pub async fn problems(
    reading: &Reading,
    batch: &import_batch::Model,
) -> Result<Vec<(Option<i32>, Problem)>, Failure> {
    let whole = batch.trouble.clone().map(read).transpose()?;
    let mut told: Vec<(Option<i32>, Problem)> =
        whole.into_iter().map(|problem| (None, problem)).collect();
    if batch.problem_count == 0 {
        return Ok(told);
    }
    let of_batch = import_row::Column::BatchId
        .eq(batch.id)
        .and(import_row::Column::ProblemCount.gt(0));
    for row in in_order(reading, of_batch, PROBLEM_LIMIT as u64).await? {
        let problems: Vec<Problem> = read(row.problems)?;
        told.extend(problems.into_iter().map(|one| (Some(row.line), one)));
    }
    told.truncate(PROBLEM_LIMIT);
    Ok(told)
}

/// Rows by their lines, whoever asks.
async fn in_order(
    reading: &Reading,
    condition: sea_orm::sea_query::SimpleExpr,
    most: u64,
) -> Result<Vec<import_row::Model>, Failure> {
    let query = import_row::Entity::find()
        .filter(condition)
        .order_by_asc(import_row::Column::Line)
        .limit(most)
        .into_query();
    let rows = reading.rows(&query).await?;
    let read = rows
        .iter()
        .map(|row| import_row::Model::from_query_result(row, ""));
    Ok(read.collect::<Result<_, _>>()?)
}

fn read<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Result<T, Failure> {
    serde_json::from_value(json).map_err(unreadable)
}

fn kept(value: &impl Serialize) -> Result<serde_json::Value, Failure> {
    serde_json::to_value(value).map_err(unreadable)
}

fn unreadable(error: serde_json::Error) -> Failure {
    crate::failure::Fault::new(error).into()
}
