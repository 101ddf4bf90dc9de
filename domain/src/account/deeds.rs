//! What is done with accounts as a whole: opened with a role on the machine itself, and ended.

use chrono::{DateTime, Utc};
use hemicycle_entity::account::{Entity, Model};
use hemicycle_entity::ids::AccountId;
use hemicycle_entity::values::{AccountKind, Kind, TokenScope};
use hemicycle_entity::{api_token, role_grant};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::grants::{self, Giving};
use super::tokens::{self, Issue};
use super::{Handover, open, parts};
use crate::deed::{Selector, not_found, wrong_state};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::record::{Part, RowOf};
use crate::values::{TITLE_LIMIT, written};
use crate::write::Writing;

/// A person's account to be opened on the machine itself.
#[derive(Clone, Debug)]
pub struct Founding {
    /// How administrators know it.
    pub name: Option<String>,
    pub giving: Giving,
    /// The label of its token.
    pub label: String,
    pub scope: TokenScope,
    pub expires_at: Option<DateTime<Utc>>,
}

/// Opens a person's account with a role and a token: how the first administrator comes to be. Nobody can ask for it from outside.
pub async fn found(
    writing: &mut Writing,
    input: Founding,
    secret: Handover,
) -> Result<AccountId, Failure> {
    writing.permit_new(Action::Administer, Kind::Account, Vec::new(), Vec::new())?;
    let name = writing
        .problems
        .take_some("input.name", input.name, |name| {
            written(&name, TITLE_LIMIT, false)
        });
    let grant = grants::checked(writing, AccountKind::Person, input.giving).await?;
    let issue = Issue {
        label: input.label,
        scope: input.scope,
        expires_at: input.expires_at,
    };
    let token = tokens::checked(writing, issue, tokens::USUAL);
    writing.problems.settled()?;
    let account = open(writing, AccountKind::Person, name).await?;
    if let Some(grant) = grant {
        super::give(writing, &account, grant).await?;
    }
    if let Some(token) = token {
        tokens::hand_over(writing, &account, token, &secret).await?;
    }
    Ok(account.id)
}

/// Ends a person's account: roles, tokens and sessions with it. What the account did stays in the log.
pub async fn end_person(
    writing: &mut Writing,
    account: Selector,
    expected_version: i32,
) -> Result<AccountId, Failure> {
    end(writing, account, AccountKind::Person, expected_version).await
}

pub(super) async fn end(
    writing: &mut Writing,
    account: Selector,
    kind: AccountKind,
    expected_version: i32,
) -> Result<AccountId, Failure> {
    let path = argument(kind);
    let before = writing
        .change_for::<Entity>(Action::Administer, &account, path, expected_version)
        .await?;
    writing.problems.take(path, is_a(kind, &before));
    writing.problems.take(path, may_change(&before));
    grants::leave_an_administrator_without(writing, path, &before).await?;
    let grants = parts::<role_grant::Entity>(writing, &before).await?;
    writing.problems.settled()?;
    let mut after = before.clone();
    after.ended_at = Some(writing.now());
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    for grant in &grants {
        grants::close(writing, &after, grant).await?;
    }
    for token in parts::<api_token::Entity>(writing, &after).await? {
        tokens::void(writing, &after, &token).await?;
    }
    forget_sessions(writing, after.id).await?;
    Ok(after.id)
}

/// What the argument is called that names an account of this kind.
pub(super) const fn argument(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Person => "account",
        AccountKind::Client => "client",
    }
}

/// Whether an account is of the kind that a deed is about.
pub(super) fn is_a(kind: AccountKind, account: &Model) -> Result<(), Refusal> {
    if account.kind == kind {
        return Ok(());
    }
    let (en, fr) = match kind {
        AccountKind::Client => (
            "This account is a person’s, not a client’s.",
            "Ce compte est celui d’une personne et non d’un client.",
        ),
        AccountKind::Person => (
            "This account is a client’s: use `clientEnd`.",
            "Ce compte est celui d’un client : utilisez `clientEnd`.",
        ),
    };
    Err(Refusal::new(ErrorCode::InvalidValue, en, fr))
}

/// Whether anything can be done with an account still.
pub fn may_change(account: &Model) -> Result<(), Refusal> {
    if account.ended_at.is_none() {
        return Ok(());
    }
    Err(wrong_state(
        "This account has ended.",
        "Ce compte a pris fin.",
    ))
}

/// Browsers of an account are logged out: sessions are no part of it, and no entry of the log tells of them.
async fn forget_sessions(writing: &Writing, account: AccountId) -> Result<(), Failure> {
    let statement = Query::delete()
        .from_table(Alias::new("session"))
        .and_where(Expr::col(Alias::new("account_id")).eq(account.0))
        .to_owned();
    writing.execute(&statement).await?;
    Ok(())
}

/// A part of an account that shall change, with its account, locked. Hidden answers like not there.
pub(super) async fn part_for<P: Part<Owner = Entity>>(
    writing: &mut Writing,
    action: Action,
    by: &Selector,
    path: &str,
    expected_version: i32,
) -> Result<(Model, RowOf<P>), Failure> {
    let id = match by {
        Selector::Id(id) => *id,
        Selector::Bad(refusal) => return Err(refusal.clone().at(path).into()),
        Selector::Key(_) | Selector::External { .. } => return Err(not_found().at(path).into()),
    };
    let known = Condition::all().add(P::id_column().eq(id));
    let Some(found) = writing.one::<P>(known).await? else {
        return Err(not_found().at(path).into());
    };
    let owner: Uuid = P::owner(&found).into();
    let account = writing
        .change_for::<Entity>(action, &Selector::Id(owner), path, expected_version)
        .await?;
    // Once more, now that nobody else can change it.
    let part = writing.part_of::<P>(&account, id).await?;
    let part = part.ok_or_else(|| not_found().at(path))?;
    Ok((account, part))
}
