//! What is done with roles: given and ended. A role counts in its place, from and until its instants; it ends without a deed.

use chrono::{DateTime, TimeDelta, Utc};
use hemicycle_entity::account::{Entity, Model};
use hemicycle_entity::ids::{AccountId, GrantId};
use hemicycle_entity::role_grant::{self, Column};
use hemicycle_entity::values::{AccountKind, Role};
use hemicycle_entity::{account, hub, parliament};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition};

use super::deeds::{may_change, part_for};
use super::{NewGrant, give, parts};
use crate::access;
use crate::actor::{Actor, Place};
use crate::deed::{Selector, wrong_state};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::read::Reading;
use crate::wording::missing;
use crate::write::Writing;

/// An administrator whose role ends sooner is not one to leave the network to.
const ABOUT_TO_GO: TimeDelta = TimeDelta::minutes(1);

/// A role to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Giving {
    pub role: Role,
    pub hub: Option<Selector>,
    pub parliament: Option<Selector>,
    /// Without one, now.
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
}

/// Gives an account a role.
pub async fn add(
    writing: &mut Writing,
    account: Selector,
    input: Giving,
    expected_version: i32,
) -> Result<GrantId, Failure> {
    let account = writing
        .change_for::<Entity>(Action::Administer, &account, "account", expected_version)
        .await?;
    writing.problems.take("account", may_change(&account));
    let grant = checked(writing, account.kind, input).await?;
    let held = parts::<role_grant::Entity>(writing, &account).await?;
    if let Some(grant) = &grant {
        let held = held.iter().map(access::grant);
        let clash = held.filter(|one| one.role == grant.role && one.place == grant.place);
        let span = (grant.from.unwrap_or_else(|| writing.now()), grant.until);
        if clash
            .into_iter()
            .any(|one| meet((one.from, one.until), span))
        {
            writing.problems.note("input.role", held_already());
        }
    }
    writing.problems.settled()?;
    // Without a problem, there is a grant.
    let grant = grant.ok_or_else(missing)?;
    give(writing, &account, grant).await
}

/// Ends a role now; one that has not begun never does.
pub async fn end(
    writing: &mut Writing,
    grant: Selector,
    expected_version: i32,
) -> Result<GrantId, Failure> {
    let (account, row) = part_for::<role_grant::Entity>(
        writing,
        Action::Administer,
        &grant,
        "grant",
        expected_version,
    )
    .await?;
    let still = may_end(row.valid_until, writing.now());
    writing.problems.take("grant", still);
    let others = Condition::all().add(Column::Id.ne(row.id.0));
    if row.role == Role::Administrator {
        leave_an_administrator(writing, "grant", others).await?;
    }
    writing.problems.settled()?;
    close(writing, &account, &row).await?;
    Ok(row.id)
}

/// Whether a role can be ended that ends by itself then.
pub fn may_end(until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), Refusal> {
    if until.is_none_or(|until| until > now) {
        return Ok(());
    }
    Err(wrong_state(
        "This role has ended already.",
        "Ce rôle a déjà pris fin.",
    ))
}

/// That a role lasts: it ends after it begins, and not before now.
pub(crate) fn ends_later(
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    if until.is_none_or(|until| until > from && until > now) {
        return Ok(());
    }
    Err(Refusal::new(
        ErrorCode::InvalidValue,
        "A role ends after it begins, and in the future.",
        "Un rôle prend fin après avoir commencé, et dans l’avenir.",
    ))
}

/// Ends a role where it has not ended.
pub(super) async fn close(
    writing: &mut Writing,
    account: &Model,
    grant: &role_grant::Model,
) -> Result<(), Failure> {
    if may_end(grant.valid_until, writing.now()).is_err() {
        return Ok(());
    }
    let mut after = grant.clone();
    after.valid_until = Some(writing.now().max(grant.valid_from));
    writing
        .change_part::<role_grant::Entity>(account, grant, after)
        .await
}

/// A role as it can be given, with a note of everything that is wrong with it.
pub(super) async fn checked(
    writing: &mut Writing,
    kind: AccountKind,
    input: Giving,
) -> Result<Option<NewGrant>, Failure> {
    let hub = writing
        .refer::<hub::Entity>("input.hub", input.hub.as_ref())
        .await?;
    let parliament = writing
        .refer::<parliament::Entity>("input.parliament", input.parliament.as_ref())
        .await?;
    for (path, refusal) in misplaced(input.role, input.hub.is_some(), input.parliament.is_some()) {
        writing.problems.note(path, refusal);
    }
    if kind == AccountKind::Client && input.role != Role::Contributor {
        writing.problems.note("input.role", not_for_clients());
    }
    let now = writing.now();
    let from = input.starts_at.unwrap_or(now);
    let ends = ends_later(from, input.ends_at, now);
    writing.problems.take("input.endsAt", ends);
    let place = match (hub, parliament) {
        (Some(hub), _) => Place::Hub(hub.id),
        (None, Some(parliament)) => Place::Parliament(parliament.id),
        (None, None) => Place::Everywhere,
    };
    let grant = NewGrant {
        role: input.role,
        place,
        from: input.starts_at,
        until: input.ends_at,
    };
    Ok(writing.problems.is_empty().then_some(grant))
}

/// What is wrong with a role in these places: contributors and focal points belong to a parliament, coordinators to a hub, the others nowhere.
pub fn misplaced(role: Role, hub: bool, parliament: bool) -> Vec<(&'static str, Refusal)> {
    let (of_hub, of_parliament) = match role {
        Role::Contributor | Role::FocalPoint => (false, true),
        Role::Coordinator => (true, false),
        Role::Editor | Role::Administrator => (false, false),
    };
    let wrong = |path, given: bool, due: bool| match (given, due) {
        (false, true) => Some((path, missing())),
        (true, false) => Some((path, has_no_such_place())),
        _ => None,
    };
    [
        wrong("input.hub", hub, of_hub),
        wrong("input.parliament", parliament, of_parliament),
    ]
    .into_iter()
    .flatten()
    .collect()
}

type Span = (DateTime<Utc>, Option<DateTime<Utc>>);

/// Whether two spans have an instant in common.
fn meet(one: Span, other: Span) -> bool {
    let begins_before_end = |one: Span, other: Span| other.1.is_none_or(|end| one.0 < end);
    begins_before_end(one, other) && begins_before_end(other, one)
}

/// Roles that count at an instant.
pub(crate) fn in_force(at: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::ValidFrom.lte(at)).add(
        Condition::any()
            .add(Column::ValidUntil.is_null())
            .add(Column::ValidUntil.gt(at)),
    )
}

/// Whether somebody is an administrator now, among the roles that meet a condition.
pub(super) async fn administered(reading: &Reading, among: Condition) -> Result<bool, Failure> {
    Ok(!administering(reading, among).await?.is_empty())
}

async fn administering(
    reading: &Reading,
    among: Condition,
) -> Result<Vec<role_grant::Model>, Failure> {
    let going = Query::select()
        .column((account::Entity, account::Column::Id))
        .from(account::Entity)
        .and_where(account::Column::EndedAt.is_null())
        .to_owned();
    let condition = Condition::all()
        .add(Column::Role.eq(Role::Administrator))
        .add(in_force(reading.now()))
        .add(Column::AccountId.in_subquery(going))
        .add(among);
    // Who asks need not see who the administrators are.
    reading.all_of::<role_grant::Entity>(condition).await
}

/// Notes if nobody would be left who gives roles. On the machine itself another administrator can always be made.
pub(super) async fn leave_an_administrator(
    writing: &mut Writing,
    path: &str,
    others: Condition,
) -> Result<(), Failure> {
    if matches!(writing.actor(), Actor::System(_)) {
        return Ok(());
    }
    // Two who end each other's role at the same moment wait here, and the second one sees what the first one did.
    writing.one_at_a_time("administrators").await?;
    // What the first one ended bears the time at which it began, which can be later than this: who is about to go is not counted.
    let stays = Condition::any()
        .add(Column::ValidUntil.is_null())
        .add(Column::ValidUntil.gt(writing.now() + ABOUT_TO_GO));
    if !administered(writing, others.add(stays)).await? {
        writing.problems.note(path, the_last_one());
    }
    Ok(())
}

/// The same for an account that ends or is erased.
pub async fn leave_an_administrator_without(
    writing: &mut Writing,
    path: &str,
    account: &Model,
) -> Result<(), Failure> {
    let of_account = Condition::all().add(Column::AccountId.eq(account.id.0));
    if !administered(writing, of_account).await? {
        return Ok(());
    }
    let others = Condition::all().add(role_grant::Column::AccountId.ne(account.id.0));
    leave_an_administrator(writing, path, others).await
}

/// Who gives roles now, and who still will in a moment.
#[derive(Clone, Debug)]
pub struct Administrators {
    now: Vec<AccountId>,
    stay: Vec<AccountId>,
}

impl Administrators {
    pub async fn of(reading: &Reading) -> Result<Self, Failure> {
        let soon = reading.now() + ABOUT_TO_GO;
        let rows = administering(reading, Condition::all()).await?;
        let stay = rows
            .iter()
            .filter(|row| row.valid_until.is_none_or(|at| at > soon));
        Ok(Self {
            stay: stay.map(|row| row.account_id).collect(),
            now: rows.iter().map(|row| row.account_id).collect(),
        })
    }

    /// Whether somebody would be left if this account went, as `leave_an_administrator_without` has it.
    pub fn can_lose(&self, account: AccountId) -> Result<(), Refusal> {
        let is_one = self.now.contains(&account);
        if is_one && self.stay.iter().all(|one| *one == account) {
            return Err(the_last_one());
        }
        Ok(())
    }
}

fn the_last_one() -> Refusal {
    wrong_state(
        "Nobody else is an administrator: make another one first.",
        "Personne d’autre n’est administrateur : nommez-en d’abord un autre.",
    )
}

fn held_already() -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        "The account holds this role there already at that time.",
        "Le compte y détient déjà ce rôle à ce moment-là.",
    )
}

fn has_no_such_place() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "This role has no such place: contributors and focal points belong to a parliament, coordinators to a hub, editors and administrators to neither.",
        "Ce rôle ne s’exerce pas à cet endroit : contributeurs et points focaux relèvent d’un parlement, coordonnateurs d’un pôle, éditeurs et administrateurs d’aucun des deux.",
    )
}

fn not_for_clients() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "A client can only be a contributor.",
        "Un client ne peut être que contributeur.",
    )
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    #[test]
    fn each_role_has_its_place() {
        let wrong = |role, hub, parliament| {
            let wrong = misplaced(role, hub, parliament);
            let paths = wrong.into_iter().map(|(path, _)| path);
            paths.collect::<Vec<_>>().join(" ")
        };
        for role in [Role::Contributor, Role::FocalPoint] {
            assert_eq!(wrong(role, false, true), "");
            assert_eq!(wrong(role, true, false), "input.hub input.parliament");
            assert_eq!(wrong(role, false, false), "input.parliament");
        }
        assert_eq!(wrong(Role::Coordinator, true, false), "");
        assert_eq!(wrong(Role::Coordinator, false, false), "input.hub");
        assert_eq!(wrong(Role::Coordinator, true, true), "input.parliament");
        for role in [Role::Editor, Role::Administrator] {
            assert_eq!(wrong(role, false, false), "");
            assert_eq!(wrong(role, true, true), "input.hub input.parliament");
        }
    }

    #[test]
    fn spans_meet_unless_one_is_over_when_the_other_begins() {
        let (early, late) = ((at(0), Some(at(2))), (at(2), None));
        assert!(!meet(early, late) && !meet(late, early));
        assert!(meet((at(1), None), late) && meet(late, (at(1), None)));
        assert!(meet(early, (at(1), Some(at(3)))));
    }

    #[test]
    fn what_is_over_cannot_be_ended_again() {
        assert!(may_end(None, at(1)).is_ok());
        assert!(may_end(Some(at(2)), at(1)).is_ok());
        assert!(may_end(Some(at(1)), at(1)).is_err());
    }
}
