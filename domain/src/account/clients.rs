//! What is done with clients: partner sites, dashboards and other programs. An administrator adds them, renews their tokens and ends them.

use chrono::{DateTime, TimeDelta, Utc};
use hemicycle_entity::account::{Entity, Model};
use hemicycle_entity::ids::{AccountId, ParliamentId};
use hemicycle_entity::values::{AccountKind, Kind, Role, TokenScope};
use hemicycle_entity::{api_token, parliament, role_grant};

use super::deeds::{end as end_account, is_a, may_change};
use super::tokens::{self, Issue};
use super::{Handover, NewGrant, give, open, parts};
use crate::access;
use crate::actor::Place;
use crate::deed::Selector;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::values::{TITLE_LIMIT, written};
use crate::write::Writing;

/// For how long old tokens go on beside the new one where nothing is said.
pub const OVERLAP: TimeDelta = TimeDelta::hours(24);
/// The longest that they can.
pub const LONGEST_OVERLAP: TimeDelta = TimeDelta::days(30);

/// A client to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewClient {
    pub name: String,
    /// The parliaments that it contributes for.
    pub parliaments: Vec<Selector>,
    /// When its first token expires; without one, as late as a token can.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Adds a client with its first token.
pub async fn add(
    writing: &mut Writing,
    input: NewClient,
    secret: Handover,
) -> Result<AccountId, Failure> {
    writing.permit_new(Action::Administer, Kind::Account, Vec::new(), Vec::new())?;
    tokens::themselves(writing.actor())?;
    let name = written(&input.name, TITLE_LIMIT, false);
    let name = writing.problems.take("input.name", name);
    let parliaments = writing
        .refer_all::<parliament::Entity>("input.parliaments", &input.parliaments)
        .await?;
    // Where one is unknown, those that are known have lost their places: then they are told apart as they were named.
    let places = if parliaments.len() == input.parliaments.len() {
        repeated(&parliaments)
    } else {
        repeated(&input.parliaments)
    };
    for place in places {
        let path = format!("input.parliaments.{place}");
        writing.problems.note(&path, twice());
    }
    let scope = scope_of(!parliaments.is_empty());
    let token = token(writing, scope, input.expires_at);
    writing.problems.settled()?;
    let client = open(writing, AccountKind::Client, name).await?;
    for parliament in parliaments {
        let grant = NewGrant {
            role: Role::Contributor,
            place: Place::Parliament(ParliamentId(parliament)),
            from: None,
            until: None,
        };
        give(writing, &client, grant).await?;
    }
    if let Some(token) = token {
        tokens::hand_over(writing, &client, token, &secret).await?;
    }
    Ok(client.id)
}

/// How a client's tokens are renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// For how long the old ones go on.
    pub overlap: TimeDelta,
    /// When the new one expires; without one, as late as a token can.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Gives a client a new token; the old ones expire after the overlap, so that nothing stands still meanwhile.
pub async fn rotate(
    writing: &mut Writing,
    client: Selector,
    input: Rotation,
    expected_version: i32,
    secret: Handover,
) -> Result<AccountId, Failure> {
    let client = writing
        .change_for::<Entity>(Action::Administer, &client, "client", expected_version)
        .await?;
    writing
        .problems
        .take("client", is_a(AccountKind::Client, &client));
    writing.problems.take("client", may_change(&client));
    let themselves = tokens::themselves(writing.actor());
    writing.problems.take("client", themselves);
    let overlap = checked_overlap(input.overlap);
    let overlap = writing.problems.take("input.overlapHours", overlap);
    let contributes = contributes(writing, &client).await?;
    let token = token(writing, scope_of(contributes), input.expires_at);
    tokens::few_enough(writing, &client, "client").await?;
    writing.problems.settled()?;
    let until = writing.now() + overlap.unwrap_or(OVERLAP);
    let now = writing.now();
    let mut old = parts::<api_token::Entity>(writing, &client).await?;
    old.retain(|one| tokens::has_effect(one, now));
    for old in old {
        let mut after = old.clone();
        after.expires_at = Some(old.expires_at.map_or(until, |at| at.min(until)));
        writing
            .change_part::<api_token::Entity>(&client, &old, after)
            .await?;
    }
    if let Some(token) = token {
        tokens::hand_over(writing, &client, token, &secret).await?;
    }
    Ok(client.id)
}

/// Ends a client: its roles and tokens with it.
pub async fn end(
    writing: &mut Writing,
    client: Selector,
    expected_version: i32,
) -> Result<AccountId, Failure> {
    end_account(writing, client, AccountKind::Client, expected_version).await
}

/// A client that contributes gets a token that can write.
const fn scope_of(contributes: bool) -> TokenScope {
    if contributes {
        TokenScope::Write
    } else {
        TokenScope::Read
    }
}

async fn contributes(writing: &Writing, client: &Model) -> Result<bool, Failure> {
    let now = writing.now();
    let grants = parts::<role_grant::Entity>(writing, client).await?;
    let to_come = |grant: &role_grant::Model| access::grant(grant).until.is_none_or(|at| at > now);
    Ok(grants.iter().any(to_come))
}

/// A client's token, labelled with the day it is issued on.
fn token(
    writing: &mut Writing,
    scope: TokenScope,
    expires_at: Option<DateTime<Utc>>,
) -> Option<super::NewToken> {
    let issue = Issue {
        label: writing.now().date_naive().to_string(),
        scope,
        expires_at,
    };
    tokens::checked(writing, issue, tokens::LONGEST)
}

/// An overlap that is not negative and not too long.
pub fn checked_overlap(overlap: TimeDelta) -> Result<TimeDelta, Refusal> {
    if (TimeDelta::zero()..=LONGEST_OVERLAP).contains(&overlap) {
        return Ok(overlap);
    }
    let hours = LONGEST_OVERLAP.num_hours();
    Err(Refusal::new(
        ErrorCode::InvalidValue,
        format!("Old tokens go on for 0 to {hours} hours."),
        format!("Les anciens jetons restent valables de 0 à {hours} heures."),
    ))
}

/// The places of those that stand in the list before.
fn repeated<T: PartialEq>(all: &[T]) -> Vec<usize> {
    let known_before = |place: &usize| all[..*place].contains(&all[*place]);
    (0..all.len()).filter(known_before).collect()
}

fn twice() -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        "This parliament is named twice.",
        "Ce parlement est cité deux fois.",
    )
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_overlap_is_thirty_days_at_most() {
        let second = TimeDelta::seconds(1);
        assert!(checked_overlap(TimeDelta::zero()).is_ok());
        assert!(checked_overlap(LONGEST_OVERLAP).is_ok());
        assert!(checked_overlap(LONGEST_OVERLAP + second).is_err());
        assert!(checked_overlap(-second).is_err());
    }

    #[test]
    fn what_is_named_twice_is_found_in_its_later_place() {
        let [one, other] = [1, 2].map(Uuid::from_u128);
        assert_eq!(repeated(&[one, other, one, one]), [2, 3]);
        assert_eq!(repeated(&[one, other]), [0; 0]);
    }
}
