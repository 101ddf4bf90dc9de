//! For whom a client acts: it states the person, whose work it then is, too. People act for themselves.

use hemicycle_entity::contact;
use hemicycle_entity::ids::{AccountId, ParliamentId};
use hemicycle_entity::values::AccountKind;
use sea_orm::Condition;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use serde::{Deserialize, Serialize};

use crate::deed::Selector;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::sight::OF_PARLIAMENT;
use crate::wording::missing;
use crate::write::Writing;

/// Where an input states the person.
const PATH: &str = "input.onBehalfOf";

/// How an input states the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnBehalf {
    /// By the account.
    Account(Selector),
    /// By a contact that the client sees and that is somebody with an account.
    Contact(Selector),
}

/// Takes down the person that a client acts for, at a parliament; notes what is wrong with it. Where it is not said yet at which, at any of the client's.
pub async fn act_for(
    writing: &mut Writing,
    person: Option<&OnBehalf>,
    at: Option<ParliamentId>,
) -> Result<(), Failure> {
    let client = writing
        .actor()
        .caller()
        .is_some_and(|caller| caller.kind == AccountKind::Client);
    match person {
        None if client => writing.problems.note(PATH, missing()),
        None => {}
        Some(_) if !client => writing.problems.note(PATH, acts_alone()),
        Some(person) => {
            if let Some(account) = stated(writing, person, at).await? {
                writing.person = Some(account);
            }
        }
    }
    Ok(())
}

/// The account of the person, or a note that there is none.
async fn stated(
    writing: &mut Writing,
    person: &OnBehalf,
    at: Option<ParliamentId>,
) -> Result<Option<AccountId>, Failure> {
    let account = match person {
        OnBehalf::Account(Selector::Id(id)) => Some(AccountId(*id)),
        OnBehalf::Account(Selector::Bad(refusal)) => {
            writing.problems.note(PATH, refusal.clone());
            return Ok(None);
        }
        OnBehalf::Account(Selector::Key(_) | Selector::External { .. }) => None,
        OnBehalf::Contact(by) => {
            let Some(contact) = writing.refer::<contact::Entity>(PATH, Some(by)).await? else {
                return Ok(None);
            };
            contact.account_id
        }
    };
    let account = match account {
        Some(account) if is_person(writing, account, at).await? => Some(account),
        _ => None,
    };
    if account.is_none() {
        writing.problems.note(PATH, nobody());
    }
    Ok(account)
}

/// Whether this is the account of a person that has not ended and contributes for that parliament, which is one of the client's: nobody else is made the
/// author of what they never saw. Accounts are hidden from clients, so it is looked at past what they see.
async fn is_person(
    writing: &Writing,
    id: AccountId,
    at: Option<ParliamentId>,
) -> Result<bool, Failure> {
    let now = writing.now();
    let caller = writing.actor().caller();
    let parliaments = caller.map(|caller| caller.parliaments(&OF_PARLIAMENT, now));
    let parliaments = parliaments.into_iter().flatten();
    let parliaments = parliaments.filter(|id| at.is_none_or(|at| at == *id));
    let parliaments = parliaments.map(|id| id.0);
    let contributes = Query::select()
        .column(Alias::new("account_id"))
        .from(Alias::new("role_grant"))
        .and_where(Expr::col(Alias::new("role")).is_in(OF_PARLIAMENT))
        .and_where(Expr::col(Alias::new("parliament_id")).is_in(parliaments))
        .and_where(Expr::col(Alias::new("valid_from")).lte(now))
        .cond_where(
            Condition::any()
                .add(Expr::col(Alias::new("valid_until")).is_null())
                .add(Expr::col(Alias::new("valid_until")).gt(now)),
        )
        .to_owned();
    let query = Query::select()
        .column(Alias::new("id"))
        .from(Alias::new("account"))
        .and_where(Expr::col(Alias::new("id")).eq(id.0))
        .and_where(Expr::col(Alias::new("kind")).eq(AccountKind::Person))
        .and_where(Expr::col(Alias::new("ended_at")).is_null())
        .and_where(Expr::col(Alias::new("id")).in_subquery(contributes))
        .to_owned();
    Ok(!writing.rows(&query).await?.is_empty())
}

fn acts_alone() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "Only a client acts for somebody else: leave this out.",
        "Seul un client agit pour quelqu’un d’autre : n’indiquez rien ici.",
    )
}

fn nobody() -> Refusal {
    Refusal::new(
        ErrorCode::UnknownReference,
        "There is no such person, or none who contributes for the parliament.",
        "Cette personne n’existe pas, ou ne contribue pas pour le parlement.",
    )
}
