//! What files do with practices that are there already: they edit them, and undoing the file makes them what they were.

use hemicycle_entity::ids::RevisionId;
use hemicycle_entity::parliament;
use hemicycle_entity::practice::Model;
use hemicycle_entity::values::{PracticeStatus, RevisionStatus};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::case::Case;
use super::{Draft, edited};
use crate::behalf::act_for;
use crate::deed::Selector;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::practice::content::Content;
use crate::practice::edit::Edit;
use crate::practice::lifecycle::may_edit;
use crate::write::Writing;

/// What a practice was before a file edited it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Was {
    /// Not published: its row said this.
    Written(PracticeStatus, Box<Content>),
    /// Published, and nothing else was proposed.
    Settled,
    /// Published, and this was proposed by that revision.
    Proposed(RevisionId, RevisionStatus, Value),
}

impl Was {
    fn of(case: &Case, content: Content) -> Self {
        match (case.row.status, &case.revision) {
            (PracticeStatus::Published, None) => Self::Settled,
            (PracticeStatus::Published, Some(revision)) => {
                Self::Proposed(revision.id, revision.status, revision.content.clone())
            }
            (status, _) => Self::Written(status, Box::new(content)),
        }
    }
}

/// Edits a practice to what a file says of it, but for its slug. Gives what it was where that was a change: what stays as it was is nobody's work, and
/// may wait for a decision.
pub(crate) async fn renew(
    writing: &mut Writing,
    row: &Model,
    input: Draft,
) -> Result<Option<Was>, Failure> {
    let practice = Selector::Id(row.id.0);
    let mut case = Case::open(writing, Action::Edit, &practice, row.version).await?;
    let input_of = input.parliament.as_ref();
    let edit = Edit {
        slug: None,
        ..input.content
    };
    act_for(writing, edit.on_behalf_of.as_ref(), case.row.parliament_id).await?;
    let parliament = writing
        .refer::<parliament::Entity>("input.parliament", input_of)
        .await?;
    if parliament.is_some_and(|one| Some(one.id) != case.row.parliament_id) {
        writing.problems.note("input.parliament", not_its_own());
    }
    let before = case.content(writing).await?;
    let wanted = edited(writing, &case, before.clone(), &edit).await?;
    if wanted == before {
        writing.problems.settled()?;
        return Ok(None);
    }
    writing.problems.take("practice", may_edit(case.state()));
    writing.problems.settled()?;
    let was = Was::of(&case, before);
    // A file says the same in all its columns each time: what it repeats confirms nothing.
    case.save(writing, wanted, &[]).await?;
    Ok(Some(was))
}

/// Makes a practice what it was before a file edited it. Nobody has changed it since.
pub(crate) async fn put_back(writing: &mut Writing, row: &Model, was: Was) -> Result<(), Failure> {
    let practice = Selector::Id(row.id.0);
    let mut case = Case::open(writing, Action::Edit, &practice, row.version).await?;
    match was {
        Was::Written(status, content) => {
            case.apply(writing, &content, |row| row.status = status)
                .await
        }
        Was::Settled => case.give_up(writing).await,
        Was::Proposed(id, status, content) => {
            // A file that proposes what is published gives the revision up.
            case.reopen(writing, id).await?;
            case.change_revision(writing, |revision| {
                revision.status = status;
                revision.content = content;
                revision.decided_at = None;
            })
            .await
        }
    }
}

fn not_its_own() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "The practice with this id belongs to another parliament.",
        "La bonne pratique qui porte cet identifiant relève d’un autre parlement.",
    )
}
