//! Whose a contact is: the account of its person. It gives the rights of that person, erasure and the word on what becomes public among them; so it
//! is named with the nomination, when there is nobody yet whose rights could be handed over, and afterwards by administrators alone, who erase
//! themselves. Two who keep contacts cannot make each other the person of somebody else's.

use hemicycle_entity::account;
use hemicycle_entity::contact::Entity;
use hemicycle_entity::ids::{AccountId, ContactId};
use hemicycle_entity::values::AccountKind;
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::consent;
use crate::deed::Selector;
use crate::erasure::leave_events;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::wording::{Patch, missing};
use crate::write::Writing;

/// Says whose contact this is, or that it is nobody's any more. What the person before agreed to is over with them.
pub async fn set_account(
    writing: &mut Writing,
    contact: Selector,
    account: Patch<Selector>,
    expected_version: i32,
) -> Result<ContactId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Administer, &contact, "contact", expected_version)
        .await?;
    if account.is_none() {
        writing.problems.note("input.account", missing());
    }
    let mut after = before.clone();
    after.account_id = person(writing, "input.account", account.flatten()).await?;
    writing.problems.settled()?;
    let another = before.account_id.is_some() && after.account_id != before.account_id;
    let ended = if another {
        consent::of_another_person(writing, &before, &mut after).await?
    } else {
        None
    };
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    if let Some(consents) = ended {
        consent::put(writing, &after, consents).await?;
    }
    if another {
        leave_events(writing, after.id).await?;
    }
    Ok(after.id)
}

/// The account of a person. Who has an account is for administrators to know, so it is named by those to whom its owner gave the id.
pub(super) async fn person(
    writing: &mut Writing,
    path: &str,
    by: Option<Selector>,
) -> Result<Option<AccountId>, Failure> {
    let id = match by {
        None => return Ok(None),
        Some(Selector::Id(id)) => id,
        Some(Selector::Bad(refusal)) => {
            writing.problems.note(path, refusal);
            return Ok(None);
        }
        Some(Selector::Key(_) | Selector::External { .. }) => Uuid::nil(),
    };
    let in_use = Condition::all()
        .add(account::Column::Id.eq(id))
        .add(account::Column::Kind.eq(AccountKind::Person))
        .add(account::Column::EndedAt.is_null());
    // Held: an account that is erased at this moment gets no contact any more.
    let known = writing.all_of_locked::<account::Entity>(in_use).await?;
    if known.is_empty() {
        let unknown = Refusal::new(
            ErrorCode::UnknownReference,
            "There is no such account of a person.",
            "Aucune personne n’a ce compte.",
        );
        writing.problems.note(path, unknown);
    }
    let known = known.first().map(|row| row.id);
    // Whose contact it is, is said by somebody else: it gives the rights of that person, erasure among them.
    if known.is_some() && known == writing.actor().account() {
        let oneself = Refusal::new(
            ErrorCode::Forbidden,
            "Nobody makes a contact their own: somebody else says whose account it is.",
            "Nul ne s’attribue un contact : quelqu’un d’autre indique de quel compte il s’agit.",
        );
        writing.problems.note(path, oneself);
    }
    Ok(known)
}
