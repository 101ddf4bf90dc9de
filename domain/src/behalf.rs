//! For whom a client acts: it states the person, whose work it then is, too. People act for themselves.

use hemicycle_entity::ids::{AccountId, ParliamentId};
use hemicycle_entity::values::AccountKind;
use sea_orm::Condition;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SimpleExpr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actor::OF_PARLIAMENT;
use crate::deed::Selector;
use crate::failure::{ErrorCode, Failure, Refusal};

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
    /// By a contact that is somebody with an account, whether the client sees it or not.
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
    let is_meant = match person {
        OnBehalf::Account(Selector::Bad(refusal)) | OnBehalf::Contact(Selector::Bad(refusal)) => {
            writing.problems.note(PATH, refusal.clone());
            return Ok(None);
        }
        OnBehalf::Account(Selector::Id(id)) => Some(Expr::col(Alias::new("id")).eq(*id)),
        OnBehalf::Contact(Selector::Id(id)) => Some(is_contact(*id)),
        OnBehalf::Account(_) | OnBehalf::Contact(_) => None,
    };
    let account = match is_meant {
        Some(is_meant) => contributor(writing, is_meant, at).await?,
        None => None,
    };
    if account.is_none() {
        writing.problems.note(PATH, nobody());
    }
    Ok(account)
}

fn is_contact(id: Uuid) -> SimpleExpr {
    let of_contact = Query::select()
        .column(Alias::new("account_id"))
        .from(Alias::new("contact"))
        .and_where(Expr::col(Alias::new("id")).eq(id))
        .to_owned();
    Expr::col(Alias::new("id")).in_subquery(of_contact)
}

/// The account that is meant, if it is that of a person, has not ended and contributes for that parliament, which is one of the client's: nobody else is
/// made the author of what they never saw. Accounts are hidden from clients, and so are most contacts: it is looked at past what they see, and
/// whatever is wrong with it is told in the same words.
async fn contributor(
    writing: &Writing,
    is_meant: SimpleExpr,
    at: Option<ParliamentId>,
) -> Result<Option<AccountId>, Failure> {
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
        .and_where(is_meant)
        .and_where(Expr::col(Alias::new("kind")).eq(AccountKind::Person))
        .and_where(Expr::col(Alias::new("ended_at")).is_null())
        .and_where(Expr::col(Alias::new("id")).in_subquery(contributes))
        .to_owned();
    let rows = writing.rows(&query).await?;
    let id = rows.first().map(|row| row.try_get("", "id")).transpose()?;
    Ok(id.map(AccountId))
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
