//! What is done with tokens: issued and revoked. A token's secret is told once; the database has its hash. Who holds a token of a person asks as
//! that person, so nobody issues one for another.

use chrono::{DateTime, TimeDelta, Utc};
use hemicycle_entity::account::{Entity, Model};
use hemicycle_entity::api_token;
use hemicycle_entity::ids::TokenId;
use hemicycle_entity::values::{AccountKind, TokenScope};

use super::deeds::{may_change, part_for};
use super::{Handover, NewToken, issue as add, parts};
use crate::actor::Actor;
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

/// Issues a token for an account: one's own, or by an administrator a client's.
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
    if let Err(refusal) = may_issue(writing.actor(), &account) {
        return Err(refusal.at("account").into());
    }
    writing.problems.take("account", may_change(&account));
    let token = checked(writing, input, USUAL);
    few_enough(writing, &account, "account").await?;
    writing.problems.settled()?;
    // Without a problem, there is a token.
    let token = token.ok_or_else(missing)?;
    hand_over(writing, &account, token, &secret).await
}

/// Whether somebody who keeps an account may issue tokens for it. People issue their own: whoever had one of another person could do deeds in their
/// name, and read what is for them alone. Clients issue none: one that was overheard must not be able to outlive its rotation. On the machine itself
/// everybody's can be issued, as somebody has to be the first.
pub fn may_issue(actor: &Actor, account: &Model) -> Result<(), Refusal> {
    let caller = match actor {
        Actor::System(_) | Actor::Visitor => return Ok(()),
        Actor::Account(caller) => caller,
    };
    let itself = caller.account == account.id;
    match account.kind {
        AccountKind::Client if itself => Err(not_for_itself()),
        AccountKind::Person if !itself => Err(not_for_another()),
        _ => themselves(actor),
    }
}

/// Whether somebody asks themselves, and no program with an access token of theirs: that one ends soon, and what it would be given does not.
pub fn themselves(actor: &Actor) -> Result<(), Refusal> {
    if actor.caller().is_some_and(|caller| caller.client.is_some()) {
        return Err(not_through_another());
    }
    Ok(())
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

fn not_for_another() -> Refusal {
    Refusal::new(
        ErrorCode::Forbidden,
        "Nobody issues tokens for another person: people issue their own, or are given one on the machine itself.",
        "Nul n’émet de jetons pour une autre personne : chacun émet les siens, ou en reçoit un sur la machine elle-même.",
    )
}

fn not_for_itself() -> Refusal {
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
    use std::sync::Arc;

    use hemicycle_entity::ids::AccountId;
    use uuid::Uuid;

    use super::*;
    use crate::actor::Caller;

    #[test]
    fn people_issue_their_own_tokens_and_clients_are_given_theirs() {
        let account = |id: u128, kind| Model {
            id: AccountId(Uuid::from_u128(id)),
            kind,
            name: None,
            ended_at: None,
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        };
        let asks = |account: &Model, client: Option<&str>| {
            Actor::Account(Arc::new(Caller {
                account: account.id,
                kind: account.kind,
                hubs: Vec::new(),
                grants: Vec::new(),
                scope: TokenScope::Write,
                client: client.map(str::to_owned),
            }))
        };
        let (ada, other) = (
            account(1, AccountKind::Person),
            account(2, AccountKind::Person),
        );
        let client = account(3, AccountKind::Client);
        for (actor, of, may) in [
            (asks(&ada, None), &ada, true),
            (asks(&ada, Some("a program")), &ada, false),
            (asks(&other, None), &ada, false),
            (asks(&client, None), &ada, false),
            (asks(&ada, None), &client, true),
            (asks(&ada, Some("a program")), &client, false),
            (asks(&client, None), &client, false),
            (Actor::System("command line"), &ada, true),
            (Actor::System("command line"), &client, true),
        ] {
            assert_eq!(may_issue(&actor, of).is_ok(), may, "{actor:?} {of:?}");
        }
    }

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
