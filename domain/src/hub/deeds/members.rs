//! Who takes part in a hub: parliaments, chambers and organisations, in a role, from and until.

use hemicycle_entity::hub::{Entity, Model};
use hemicycle_entity::hub_membership as membership;
use hemicycle_entity::ids::HubId;
use hemicycle_entity::values::HubRole;
use membership::Column;
use sea_orm::{ColumnTrait, Condition};

use super::super::lifecycle::may_welcome;
use crate::deed::{Selector, wrong_state};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::party::{Party, PartySelector};
use crate::policy::Action;
use crate::values::partial_in_order;
use crate::wording::Patch;
use crate::write::Writing;

/// Who shall take part, as what, and when. Dates are partial ones, well-formed.
#[derive(Clone, Debug)]
pub struct NewMembership {
    pub party: PartySelector,
    pub role: HubRole,
    pub since: Option<String>,
    pub until: Option<String>,
}

async fn with_members(
    writing: &mut Writing,
    hub: &Selector,
    expected_version: i32,
) -> Result<Model, Failure> {
    writing
        .change_for::<Entity>(Action::Members, hub, "hub", expected_version)
        .await
}

pub async fn add_member(
    writing: &mut Writing,
    hub: Selector,
    input: NewMembership,
    expected_version: i32,
) -> Result<HubId, Failure> {
    let hub = with_members(writing, &hub, expected_version).await?;
    writing.problems.take("hub", may_welcome(hub.status));
    let party = writing.refer_party("input.party", &input.party).await?;
    let (parliament_id, chamber_id, organisation_id) =
        party.map_or((None, None, None), Party::columns);
    let row = membership::Model {
        id: writing.new_id(),
        hub_id: hub.id,
        parliament_id,
        chamber_id,
        organisation_id,
        role: input.role,
        since: input.since,
        until: input.until,
    };
    check(writing, &row, "input.party").await?;
    writing.problems.settled()?;
    writing.add_part::<membership::Entity>(&hub, row).await?;
    Ok(hub.id)
}

/// What an edit changes of a membership; what it does not name stays.
#[derive(Clone, Debug)]
pub struct MembershipEdit {
    pub membership: Selector,
    pub role: Option<HubRole>,
    pub since: Patch<String>,
    pub until: Patch<String>,
}

pub async fn edit_member(
    writing: &mut Writing,
    hub: Selector,
    input: MembershipEdit,
    expected_version: i32,
) -> Result<HubId, Failure> {
    let hub = with_members(writing, &hub, expected_version).await?;
    let before = meant(writing, &hub, &input.membership).await?;
    let after = membership::Model {
        role: input.role.unwrap_or(before.role),
        since: input.since.unwrap_or_else(|| before.since.clone()),
        until: input.until.unwrap_or_else(|| before.until.clone()),
        ..before.clone()
    };
    check(writing, &after, "input.membership").await?;
    // Nobody comes back to a hub that is closed.
    if goes_on(before.until.as_deref(), after.until.as_deref()) {
        writing.problems.take("hub", may_welcome(hub.status));
    }
    writing.problems.settled()?;
    writing
        .change_part::<membership::Entity>(&hub, &before, after)
        .await?;
    Ok(hub.id)
}

/// Whether what ended then goes on after it: 2026 lasts longer than March 2026.
fn goes_on(before: Option<&str>, after: Option<&str>) -> bool {
    let last_day = |date: &str| {
        let rest = "0000-12-31".get(date.len()..).unwrap_or_default();
        format!("{date}{rest}")
    };
    before.is_some_and(|before| after.is_none_or(|after| last_day(after) > last_day(before)))
}

/// Ends a membership: today, when no date is said.
pub async fn end_member(
    writing: &mut Writing,
    hub: Selector,
    membership: Selector,
    until: Option<String>,
    expected_version: i32,
) -> Result<HubId, Failure> {
    let hub = with_members(writing, &hub, expected_version).await?;
    let before = meant(writing, &hub, &membership).await?;
    if before.until.is_some() {
        writing.problems.note("input.membership", ended_already());
    }
    let until = until.unwrap_or_else(|| writing.now().date_naive().to_string());
    let after = membership::Model {
        until: Some(until),
        ..before.clone()
    };
    let order = partial_in_order(after.since.as_deref(), after.until.as_deref());
    writing.problems.take("input.until", order);
    writing.problems.settled()?;
    writing
        .change_part::<membership::Entity>(&hub, &before, after)
        .await?;
    Ok(hub.id)
}

/// The membership that is meant. Without one there is nothing more to look at.
async fn meant(
    writing: &mut Writing,
    hub: &Model,
    by: &Selector,
) -> Result<membership::Model, Failure> {
    let row = writing
        .refer_part::<membership::Entity>(hub, "input.membership", by)
        .await?;
    writing.problems.settled()?;
    row.ok_or_else(|| crate::deed::not_found().into())
}

/// Notes what is wrong with a membership: its dates, and others of the same party in the same role at the same time.
async fn check(writing: &mut Writing, row: &membership::Model, path: &str) -> Result<(), Failure> {
    let order = partial_in_order(row.since.as_deref(), row.until.as_deref());
    writing.problems.take("input.until", order);
    let (parliament, chamber, organisation) =
        (row.parliament_id, row.chamber_id, row.organisation_id);
    let party = Condition::any()
        .add_option(parliament.map(|id| Column::ParliamentId.eq(id.0)))
        .add_option(chamber.map(|id| Column::ChamberId.eq(id.0)))
        .add_option(organisation.map(|id| Column::OrganisationId.eq(id.0)));
    if party.is_empty() {
        return Ok(());
    }
    let others = Condition::all()
        .add(Column::HubId.eq(row.hub_id.0))
        .add(Column::Role.eq(row.role))
        .add(party);
    let others = writing.all::<membership::Entity>(others).await?;
    if others
        .iter()
        .any(|one| one.id != row.id && overlap(one, row))
    {
        writing.problems.note(path, takes_part_already());
    }
    Ok(())
}

/// Whether two memberships are in force at the same time. Who left in 2020 and came back in 2020 may have been away between.
fn overlap(one: &membership::Model, other: &membership::Model) -> bool {
    let same = (&one.since, &one.until) == (&other.since, &other.until);
    let begins_before = |a: &membership::Model, b: &membership::Model| {
        not_over(a.since.as_deref(), b.until.as_deref())
    };
    same || (begins_before(one, other) && begins_before(other, one))
}

/// Whether what begins then begins before what ends then is over. Dates are compared as exactly as both are known; one that is not, is far away.
fn not_over(since: Option<&str>, until: Option<&str>) -> bool {
    let (Some(since), Some(until)) = (since, until) else {
        return true;
    };
    let known = since.len().min(until.len());
    let exact = since.len() == until.len() && known == "2020-01-01".len();
    match since[..known].cmp(&until[..known]) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Equal => exact,
        std::cmp::Ordering::Greater => false,
    }
}

fn takes_part_already() -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        "It takes part in this role at the same time already.",
        "Cet organe participe déjà à ce titre au même moment.",
    )
}

fn ended_already() -> Refusal {
    wrong_state(
        "This membership has an end already: edit it instead.",
        "Cette participation a déjà une fin : modifiez-la plutôt.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_membership_goes_on_where_its_last_day_is_a_later_one() {
        for (before, after, expected) in [
            (Some("2026-03-31"), Some("2026"), true),
            (Some("2025"), Some("2025-06-30"), false),
            (Some("2025"), Some("2025-12"), false),
            (Some("2025-06"), Some("2025-07-01"), true),
            (Some("2025"), None, true),
            (None, Some("2025"), false),
        ] {
            assert_eq!(goes_on(before, after), expected, "{before:?} {after:?}");
        }
    }

    #[test]
    fn memberships_overlap_as_far_as_their_dates_are_known() {
        let of = |since: &str, until: &str| membership::Model {
            id: uuid::Uuid::nil().into(),
            hub_id: HubId(uuid::Uuid::nil()),
            parliament_id: None,
            chamber_id: None,
            organisation_id: None,
            role: HubRole::Member,
            since: Some(since.to_owned()).filter(|date| !date.is_empty()),
            until: Some(until.to_owned()).filter(|date| !date.is_empty()),
        };
        for (one, other, expected) in [
            (("", ""), ("2020", ""), true),
            (("2018", "2019"), ("2020", ""), false),
            (("2018", "2020"), ("2020", ""), false),
            (("2018", "2020"), ("2020-05", ""), false),
            (("2018", "2020-03-01"), ("2020-03-01", ""), true),
            (("2018", "2020-03-01"), ("2020-03-02", ""), false),
            (("2018", "2021"), ("2020", ""), true),
            (("2020", "2020"), ("2020", "2020"), true),
        ] {
            let (one, other) = (of(one.0, one.1), of(other.0, other.1));
            assert_eq!(overlap(&one, &other), expected, "{one:?} {other:?}");
            assert_eq!(overlap(&other, &one), expected, "{other:?} {one:?}");
        }
    }
}
