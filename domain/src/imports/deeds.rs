//! What is done with batches. Checking and committing take their time: the deed only takes them on, `work` does them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hemicycle_entity::ids::{ImportId, ParliamentId};
use hemicycle_entity::values::{ImportAction, ImportStatus, Kind};
use hemicycle_entity::{import_batch, import_row, practice};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryTrait};
use uuid::Uuid;

use super::work::{WORK_TIME, Work};
use super::{ROW_LIMIT, in_order, may_import, read};
use crate::deed::{Selector, forbidden, not_found, wrong_state};
use crate::failure::{Failure, Refusal};
use crate::policy::{Action, Reason};
use crate::practice::deeds::{Was, put_back};
use crate::record::Link;
use crate::write::Writing;
use crate::{contact, event, publication};

/// What leads to practices from other records. It goes with the practice, and they would have lost it without a word in the log.
const NAMED_BY: [Link; 3] = [
    contact::PRACTICES,
    event::SESSION_PRACTICES,
    publication::PRACTICES,
];

/// Whether a deed took on work that has to be done now.
#[derive(Clone, Debug, Default)]
pub struct Begun(Arc<AtomicBool>);

impl Begun {
    pub fn is_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The batch that is meant, locked, for the account that sent it. Administrators see those of others, and leave them alone. One that somebody is at work on
/// is not waited for: whoever works on it holds it to the end.
async fn own(writing: &Writing, import: &Selector) -> Result<import_batch::Model, Failure> {
    let id = match import {
        Selector::Id(id) => *id,
        Selector::Bad(refusal) => return Err(refusal.clone().at("import").into()),
        Selector::Key(_) | Selector::External { .. } => {
            return Err(not_found().at("import").into());
        }
    };
    let meant = import_batch::Column::Id.eq(id);
    let row = writing
        .one::<import_batch::Entity>(Condition::all().add(meant.clone()))
        .await?;
    let row = row.ok_or_else(|| not_found().at("import"))?;
    if Some(row.account_id) != writing.actor().account() {
        return Err(forbidden(Reason::NeedsRole).at("import").into());
    }
    if is_busy(writing, &row) {
        return Ok(row);
    }
    let row = writing.one_locked::<import_batch::Entity>(meant).await?;
    Ok(row.ok_or_else(|| not_found().at("import"))?)
}

/// Whether somebody is at work on it: whoever began longer ago than the work may take is not any more.
fn is_busy(writing: &Writing, row: &import_batch::Model) -> bool {
    let working = matches!(
        row.status,
        ImportStatus::Checking | ImportStatus::Committing
    );
    let since = row.working_since;
    working && since.is_some_and(|since| writing.now() - since < WORK_TIME)
}

/// Whether somebody is at work on another import of the same account: everybody has one place there.
async fn works_on_another(writing: &Writing, row: &import_batch::Model) -> Result<bool, Failure> {
    use import_batch::Column;
    let another = Condition::all()
        .add(Column::AccountId.eq(row.account_id))
        .add(Column::Id.ne(row.id))
        .add(Column::Status.is_in([ImportStatus::Checking, ImportStatus::Committing]))
        .add(Column::WorkingSince.gt(writing.now() - WORK_TIME));
    Ok(writing
        .one::<import_batch::Entity>(another)
        .await?
        .is_some())
}

/// Makes what an account begins wait for what it began at the same moment: each would see nobody at work. Its own row is left alone, since idempotency
/// keys refer to it: two that hold one each would wait for each other for ever.
async fn one_after_the_other(writing: &Writing) -> Result<(), Failure> {
    let Some(account) = writing.actor().account() else {
        return Ok(());
    };
    let name = format!("imports of {}", account.0);
    writing.one_at_a_time(&name).await
}

fn one_by_one() -> Refusal {
    wrong_state(
        "Another import of yours is being checked or committed. Begin this one when that has ended.",
        "Un autre de vos imports est en cours de vérification ou d’exécution. Lancez celui-ci ensuite.",
    )
}

fn busy() -> Refusal {
    wrong_state(
        "This import is being checked or committed. Look again in a moment.",
        "Cet import est en cours de vérification ou d’exécution. Regardez dans un instant.",
    )
}

/// Whether work on it was begun and never came to its end: whoever was at it has been stopped, or it failed through no fault of the file.
fn is_unfinished(writing: &Writing, row: &import_batch::Model, status: ImportStatus) -> bool {
    let was_stopped = row.status == status && !is_busy(writing, row);
    was_stopped || (row.status == ImportStatus::Refused && row.trouble.is_some())
}

/// Takes on to check or to commit a batch. One that is committed already stays as it is. Repeated under its idempotency key, it is taken on again where
/// that came to no end, and left as it is otherwise.
pub async fn begin(
    writing: &mut Writing,
    import: Selector,
    work: Work,
    begun: Begun,
) -> Result<ImportId, Failure> {
    one_after_the_other(writing).await?;
    let row = own(writing, &import).await?;
    may_import(writing.actor(), writing.now()).map_err(|failure| failure.at("import"))?;
    let status = match work {
        Work::Check => ImportStatus::Checking,
        Work::Commit => ImportStatus::Committing,
    };
    if writing.again && !is_unfinished(writing, &row, status) {
        return Ok(row.id);
    }
    match (row.status, work) {
        (ImportStatus::Committed, Work::Commit) => return Ok(row.id),
        (ImportStatus::Committed | ImportStatus::Undone, _) => {
            writing.problems.note("import", over());
        }
        _ if is_busy(writing, &row) => writing.problems.note("import", busy()),
        _ if works_on_another(writing, &row).await? => {
            writing.problems.note("import", one_by_one());
        }
        _ => {}
    }
    writing.problems.settled()?;
    let statement = import_batch::Entity::update_many()
        .col_expr(import_batch::Column::Status, Expr::val(status))
        .col_expr(import_batch::Column::WorkingSince, Expr::val(writing.now()))
        .filter(import_batch::Column::Id.eq(row.id))
        .into_query();
    writing.execute(&statement).await?;
    begun.0.store(true, Ordering::Relaxed);
    Ok(row.id)
}

fn over() -> Refusal {
    wrong_state(
        "This import was committed before. Send the file again to begin a new one.",
        "Cet import a déjà été exécuté. Renvoyez le fichier pour en commencer un autre.",
    )
}

/// Removes the drafts that a batch created, and makes what it edited what that was before: all or nothing.
pub async fn undo(writing: &mut Writing, import: Selector) -> Result<ImportId, Failure> {
    let batch = own(writing, &import).await?;
    if is_busy(writing, &batch) {
        writing.problems.note("import", busy());
        writing.problems.settled()?;
    }
    if batch.status != ImportStatus::Committed {
        writing.problems.note("import", not_committed());
        writing.problems.settled()?;
    }
    let (created, edited) = touched(writing, &batch).await?;
    let parliaments: BTreeSet<Option<ParliamentId>> =
        created.iter().map(|(_, made)| made.parliament_id).collect();
    for parliament in parliaments {
        let places = parliament.into_iter().collect();
        writing.permit_new(Action::Draft, Kind::Practice, places, Vec::new())?;
    }
    let named = named_elsewhere(writing, &created).await?;
    for (row, made) in created.iter().chain(&edited) {
        let path = format!("import.{}", row.line);
        if Some(made.version) != row.version {
            writing.problems.note(&path, changed(row.line, &made.slug));
        } else if named.contains(&made.id.0) {
            writing.problems.note(&path, in_use(row.line, &made.slug));
        }
    }
    let mut back = Vec::with_capacity(edited.len());
    for (row, made) in edited {
        // Batches of before this was kept do not say it.
        match read::<Was>(row.content) {
            Ok(was) => back.push((row.line, made, was)),
            Err(_) => {
                let path = format!("import.{}", row.line);
                writing.problems.note(&path, unknown(row.line, &made.slug));
            }
        }
    }
    writing.problems.settled()?;
    for (line, made, was) in back {
        let done = put_back(writing, &made, was).await;
        done.map_err(|failure| failure.at(&line.to_string()).at("import"))?;
    }
    let drafts: Vec<practice::Model> = created.into_iter().map(|(_, made)| made).collect();
    writing.remove_all::<practice::Entity>(&drafts).await?;
    let statement = import_batch::Entity::update_many()
        .col_expr(
            import_batch::Column::Status,
            Expr::val(ImportStatus::Undone),
        )
        .filter(import_batch::Column::Id.eq(batch.id))
        .into_query();
    writing.execute(&statement).await?;
    Ok(batch.id)
}

/// A row of a file, and its practice as that is now.
type Touched = (import_row::Model, practice::Model);

/// What a batch created and what it edited, as far as it is still there, in the order of the lines.
async fn touched(
    writing: &Writing,
    batch: &import_batch::Model,
) -> Result<(Vec<Touched>, Vec<Touched>), Failure> {
    let done = [ImportAction::Created, ImportAction::Updated];
    let of_batch = import_row::Column::BatchId
        .eq(batch.id)
        .and(import_row::Column::Action.is_in(done));
    let rows = in_order(writing, of_batch, ROW_LIMIT as u64).await?;
    let ids = rows.iter().filter_map(|row| row.record);
    let among = writing.among_ids(practice::Column::Id.into_expr(), ids);
    // Nobody edits, submits or publishes one between here and its end.
    let practices = writing
        .all_of_locked::<practice::Entity>(Condition::all().add(among))
        .await?;
    let mut by_id: HashMap<Uuid, practice::Model> =
        practices.into_iter().map(|one| (one.id.0, one)).collect();
    let both = rows.into_iter().filter_map(|row| {
        let practice = by_id.remove(&row.record?)?;
        Some((row, practice))
    });
    Ok(both.partition(|(row, _)| row.action == Some(ImportAction::Created)))
}

/// Which of the practices that a batch created are named by other records: one statement for each place.
async fn named_elsewhere(writing: &Writing, created: &[Touched]) -> Result<HashSet<Uuid>, Failure> {
    let ids: Vec<Uuid> = created.iter().map(|(_, made)| made.id.0).collect();
    let mut named = HashSet::new();
    for link in NAMED_BY {
        let back = Link {
            from: link.to,
            to: link.from,
            ..link
        };
        named.extend(writing.targets(back, &ids).await?.into_keys());
    }
    Ok(named)
}

fn not_committed() -> Refusal {
    wrong_state(
        "Only an import that was committed can be undone.",
        "Seul un import exécuté peut être annulé.",
    )
}

fn unknown(line: i32, slug: &str) -> Refusal {
    wrong_state(
        format!("Line {line}: what “{slug}” said before is not known any more: edit it yourself."),
        format!(
            "Ligne {line} : le contenu antérieur de « {slug} » n’est plus connu : modifiez la fiche vous-même."
        ),
    )
}

fn changed(line: i32, slug: &str) -> Refusal {
    wrong_state(
        format!("Line {line}: “{slug}” was edited, submitted or published since."),
        format!("Ligne {line} : « {slug} » a été modifiée, soumise ou publiée depuis."),
    )
}

fn in_use(line: i32, slug: &str) -> Refusal {
    wrong_state(
        format!("Line {line}: a contact, event or publication names “{slug}”."),
        format!("Ligne {line} : un contact, un événement ou une publication mentionne « {slug} »."),
    )
}
