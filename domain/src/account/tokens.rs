//! What is done with tokens: issued and revoked. A token's secret is told once; the database has its hash.

use chrono::{DateTime, TimeDelta, Utc};
use hemicycle_entity::account::{Entity, Model};
use hemicycle_entity::api_token;
use hemicycle_entity::ids::TokenId;
use hemicycle_entity::values::{AccountKind, TokenScope};

use super::deeds::{may_change, part_for};
use super::{Handover, NewToken, issue as add, parts};
use crate::deed::{Selector, wrong_state};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::values::written;
use crate::wording::missing;
use crate::write::Writing;

/// For how long a token has effect where nothing is said.
pub const USUAL: TimeDelta = TimeDelta::days(90);
/// The longest that a token has effect.
pub const LONGEST: TimeDelta = TimeDelta::days(365);
/// Longest label, in characters.
pub const LABEL_LIMIT: usize = 100;
/// How many tokens of an account have effect at the same time, at most.
pub const MOST: usize = 50;

/// A token to be issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// What it is for, for people to tell it from others.
    pub label: String,
    pub scope: TokenScope,
    /// Without one, after the usual time.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Issues a token for an account: its own, or by an administrator.
pub async fn issue(
    writing: &mut Writing,
    account: Selector,
    input: Issue,
    expected_version: i32,
    secret: Handover,
) -> Result<TokenId, Failure> {
    let account = writing
        .change_for::<Entity>(Action::Tokens, &account, "account", expected_version)
        .await?;
    if !may_issue_own(account.kind) && writing.actor().account() == Some(account.id) {
        return Err(not_for_itself().at("account").into());
    }
    if writing
        .actor()
        .caller()
        .is_some_and(|caller| caller.client.is_some())
    {
        return Err(not_through_another().at("account").into());
    }
    writing.problems.take("account", may_change(&account));
    let token = checked(writing, input, USUAL);
    few_enough(writing, &account, "account").await?;
    writing.problems.settled()?;
    // Without a problem, there is a token.
    let token = token.ok_or_else(missing)?;
    hand_over(writing, &account, token, &secret).await
}

/// Whether accounts of this kind issue tokens for themselves. A client that was overheard must not be able to outlive its rotation.
pub const fn may_issue_own(kind: AccountKind) -> bool {
    matches!(kind, AccountKind::Person)
}

/// Revokes a token: it has no effect any more, within seconds everywhere.
pub async fn revoke(
    writing: &mut Writing,
    token: Selector,
    expected_version: i32,
) -> Result<TokenId, Failure> {
    let (account, row) =
        part_for::<api_token::Entity>(writing, Action::Tokens, &token, "token", expected_version)
            .await?;
    if !has_effect(&row, writing.now()) {
        writing.problems.note("token", without_effect());
    }
    writing.problems.settled()?;
    void(writing, &account, &row).await?;
    Ok(row.id)
}

/// Whether a token can be used at an instant.
pub fn has_effect(token: &api_token::Model, at: DateTime<Utc>) -> bool {
    let ends = [token.revoked_at, token.expires_at];
    ends.into_iter().flatten().all(|end| end > at)
}

/// Revokes a token where it has effect.
pub(super) async fn void(
    writing: &mut Writing,
    account: &Model,
    token: &api_token::Model,
) -> Result<(), Failure> {
    if !has_effect(token, writing.now()) {
        return Ok(());
    }
    let mut after = token.clone();
    after.revoked_at = Some(writing.now());
    writing
        .change_part::<api_token::Entity>(account, token, after)
        .await
}

/// Issues a token and leaves its secret for the one who asked.
pub(super) async fn hand_over(
    writing: &mut Writing,
    account: &Model,
    token: NewToken,
    secret: &Handover,
) -> Result<TokenId, Failure> {
    let (id, told) = add(writing, account, token).await?;
    secret.leave(told);
    Ok(id)
}

/// A token as it can be issued, with a note of everything that is wrong with it.
pub(super) fn checked(writing: &mut Writing, input: Issue, usual: TimeDelta) -> Option<NewToken> {
    let now = writing.now();
    let label = written(&input.label, LABEL_LIMIT, false);
    let label = writing.problems.take("input.label", label);
    let expires_at = input.expires_at.unwrap_or(now + usual);
    let expires_at = writing
        .problems
        .take("input.expiresAt", lifetime(now, expires_at));
    Some(NewToken {
        label: label?,
        scope: input.scope,
        expires_at: Some(expires_at?),
    })
}

/// When a token expires: in the future, and within a year.
pub fn lifetime(now: DateTime<Utc>, expires_at: DateTime<Utc>) -> Result<DateTime<Utc>, Refusal> {
    if expires_at > now && expires_at - now <= LONGEST {
        return Ok(expires_at);
    }
    let days = LONGEST.num_days();
    Err(Refusal::new(
        ErrorCode::InvalidValue,
        format!("A token expires in the future, at most {days} days from now."),
        format!("Un jeton expire dans l’avenir, dans {days} jours au plus."),
    ))
}

/// Notes if an account has as many tokens as it can.
pub(super) async fn few_enough(
    writing: &mut Writing,
    account: &Model,
    path: &str,
) -> Result<(), Failure> {
    let tokens = parts::<api_token::Entity>(writing, account).await?;
    let now = writing.now();
    if tokens.iter().filter(|one| has_effect(one, now)).count() >= MOST {
        writing.problems.note(path, too_many());
    }
    Ok(())
}

fn too_many() -> Refusal {
    Refusal::new(
        ErrorCode::LimitExceeded,
        format!("An account has at most {MOST} tokens in effect: revoke one first."),
        format!("Un compte a au plus {MOST} jetons valables : révoquez-en d’abord un."),
    )
}

pub fn not_for_itself() -> Refusal {
    Refusal::new(
        ErrorCode::Forbidden,
        "A client issues no tokens for itself: an administrator rotates them.",
        "Un client n’émet pas de jetons pour lui-même : un administrateur les renouvelle.",
    )
}

/// What a provider's token gives another program ends with that token: it does not buy one of the service's own.
fn not_through_another() -> Refusal {
    Refusal::new(
        ErrorCode::Forbidden,
        "Tokens are issued in a login of one's own or with a token of the service, not with a provider's access token.",
        "Les jetons s’émettent depuis sa propre connexion ou avec un jeton du service, non avec un jeton d’accès d’un fournisseur.",
    )
}

fn without_effect() -> Refusal {
    wrong_state(
        "This token has been revoked or has expired.",
        "Ce jeton a été révoqué ou a expiré.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lives_a_year_at_most() {
        let now = DateTime::UNIX_EPOCH;
        let second = TimeDelta::seconds(1);
        assert!(lifetime(now, now).is_err());
        assert!(lifetime(now, now + second).is_ok());
        assert!(lifetime(now, now + LONGEST).is_ok());
        assert!(lifetime(now, now + LONGEST + second).is_err());
        assert!(lifetime(now, DateTime::<Utc>::MAX_UTC).is_err());
    }
}
