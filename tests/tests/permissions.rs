//! Who may do what: the printed table, and that SQL and the policy say the same of viewing.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use hemicycle_domain::actor::{Actor, Caller, Grant, Place};
use hemicycle_domain::policy::{
    Action, Capacity, ROWS, Relation, Standing, Verdict, decide, verdict,
};
use hemicycle_domain::record::{Record, RowOf};
use hemicycle_entity::ids::{AccountId, HubId, ParliamentId};
use hemicycle_entity::values::{
    AccountKind, Closed, EventStatus, HubStatus, PracticeStatus, ProjectStatus, Role, TokenScope,
};
use hemicycle_entity::{event, hub, parliament, practice, project};
use hemicycle_tests::{Backend, Fresh, on_both, rows, tables};
use sea_orm::Condition;
use uuid::Uuid;

#[test]
fn the_printed_table_of_permissions_is_what_the_policy_says() {
    let printed = include_str!("../../docs/permissions.txt");
    assert!(
        printed == tables::permissions(),
        "docs/permissions.txt is not up to date: cargo run -p hemicycle-tests --bin tables -- permissions > docs/permissions.txt, and review the difference"
    );
}

#[test]
fn the_printed_list_of_error_codes_is_what_the_program_knows() {
    let printed = include_str!("../../docs/errors.txt");
    assert!(
        printed == tables::errors(),
        "docs/errors.txt is not up to date: cargo run -p hemicycle-tests --bin tables -- errors > docs/errors.txt"
    );
}

/// Every cell of the policy, whether the table prints it or not.
fn cells() -> impl Iterator<
    Item = (
        Capacity,
        Action,
        hemicycle_entity::values::Kind,
        Relation,
        Standing,
    ),
> {
    Capacity::ALL.into_iter().flat_map(|capacity| {
        Action::ALL.iter().flat_map(move |action| {
            hemicycle_entity::values::Kind::ALL
                .iter()
                .flat_map(move |kind| {
                    Relation::ALL.into_iter().flat_map(move |relation| {
                        Standing::ALL
                            .into_iter()
                            .map(move |standing| (capacity, *action, *kind, relation, standing))
                    })
                })
        })
    })
}

#[test]
fn what_the_table_does_not_print_nobody_may() {
    let printed: BTreeMap<_, &[Action]> = ROWS
        .iter()
        .map(|(kind, actions)| (*kind, *actions))
        .collect();
    for (capacity, action, kind, relation, standing) in cells() {
        if !printed[&kind].contains(&action) {
            assert_ne!(
                verdict(capacity, action, kind, relation, standing),
                Verdict::Allow,
                "{capacity:?} {action:?} {kind:?}"
            );
        }
    }
}

#[test]
fn a_visitor_changes_nothing_and_nobody_reviews_their_own() {
    let mut allowed = 0;
    for (capacity, action, kind, relation, standing) in cells() {
        let verdict = verdict(capacity, action, kind, relation, standing);
        let reviews_own = action == Action::Review && relation == Relation::Author;
        let visits = capacity == Capacity::Visitor && action != Action::View;
        assert!(
            !(reviews_own || visits) || verdict != Verdict::Allow,
            "{capacity:?} {action:?} {kind:?} {relation:?} {standing:?}"
        );
        allowed += usize::from(verdict == Verdict::Allow && action != Action::View);
    }
    assert!(allowed > 500, "{allowed}");
}

#[test]
fn what_is_not_seen_is_not_refused_but_hidden() {
    for (capacity, action, kind, relation, standing) in cells() {
        let view = verdict(capacity, Action::View, kind, relation, standing);
        let verdict = verdict(capacity, action, kind, relation, standing);
        assert_eq!(
            view == Verdict::Hide,
            verdict == Verdict::Hide,
            "{capacity:?} {action:?} {kind:?} {relation:?} {standing:?}"
        );
    }
}

const OWN: ParliamentId = ParliamentId(Uuid::from_u128(1));
const FOREIGN: ParliamentId = ParliamentId(Uuid::from_u128(2));
const HUB: HubId = HubId(Uuid::from_u128(3));
const ELSEWHERE: HubId = HubId(Uuid::from_u128(4));
const AUTHOR: AccountId = AccountId(Uuid::from_u128(5));

fn account(id: AccountId, grants: &[(Role, Place)], hubs: &[HubId]) -> Actor {
    of_kind(AccountKind::Person, id, grants, hubs)
}

fn of_kind(kind: AccountKind, id: AccountId, grants: &[(Role, Place)], hubs: &[HubId]) -> Actor {
    let grants = grants.iter().map(|(role, place)| Grant {
        role: *role,
        place: *place,
        from: chrono::DateTime::UNIX_EPOCH,
        until: None,
    });
    Actor::Account(Arc::new(Caller {
        account: id,
        kind,
        grants: grants.collect(),
        hubs: hubs.to_vec(),
        scope: TokenScope::Write,
        client: None,
    }))
}

/// Every sort of caller: each role here, elsewhere, and the author of some records without any.
fn callers() -> Vec<Actor> {
    let somebody = AccountId(Uuid::from_u128(6));
    let of = |role, place| account(somebody, &[(role, place)], &[]);
    vec![
        Actor::Visitor,
        account(somebody, &[], &[]),
        account(AUTHOR, &[], &[]),
        of(Role::Contributor, Place::Parliament(OWN)),
        of(Role::Contributor, Place::Parliament(FOREIGN)),
        of(Role::FocalPoint, Place::Parliament(OWN)),
        of(Role::FocalPoint, Place::Parliament(FOREIGN)),
        account(
            somebody,
            &[(Role::FocalPoint, Place::Parliament(FOREIGN))],
            &[HUB],
        ),
        account(somebody, &[(Role::Coordinator, Place::Hub(HUB))], &[HUB]),
        account(
            somebody,
            &[(Role::Coordinator, Place::Hub(ELSEWHERE))],
            &[ELSEWHERE],
        ),
        account(
            somebody,
            &[
                (Role::Coordinator, Place::Hub(HUB)),
                (Role::Contributor, Place::Parliament(OWN)),
            ],
            &[HUB],
        ),
        of_kind(
            AccountKind::Client,
            somebody,
            &[(Role::Contributor, Place::Parliament(OWN))],
            &[HUB],
        ),
        of(Role::Editor, Place::Everywhere),
        of(Role::Administrator, Place::Everywhere),
    ]
}

/// Whether SQL and the policy agree on what one caller sees of a kind; gives the slugs.
async fn agree<E: Record>(fresh: &Fresh, actor: &Actor) -> HashSet<String> {
    let reading = fresh.network.read(actor.clone());
    let keys = |rows: &[RowOf<E>]| -> HashSet<String> {
        rows.iter().map(|row| E::key(row).to_owned()).collect()
    };
    let seen = keys(&reading.all::<E>(Condition::all()).await.unwrap());
    let everything = fresh
        .network
        .read(rows::WRITER)
        .all::<E>(Condition::all())
        .await
        .unwrap();
    let all: Vec<&RowOf<E>> = everything.iter().collect();
    let subjects = reading.subjects::<E>(&all).await.unwrap();
    for row in &everything {
        let id: Uuid = E::id(row).into();
        let verdict = decide(actor, reading.now(), Action::View, &subjects[&id]);
        assert_eq!(
            seen.contains(E::key(row)),
            verdict == Verdict::Allow,
            "{actor:?} and {}",
            E::key(row)
        );
    }
    seen
}

/// A record of each status for every place it can have, linked to hubs; those that begin with `mine` are of `AUTHOR`'s hand.
async fn network(backend: Backend) -> Fresh {
    let fresh = Fresh::empty(backend).await;
    let network = &fresh.network;
    rows::put::<parliament::Entity>(
        network,
        vec![
            rows::parliament(OWN.0, "AA"),
            rows::parliament(FOREIGN.0, "BB"),
        ],
    )
    .await;
    rows::put::<hub::Entity>(
        network,
        vec![
            rows::hub(HUB.0, "here"),
            rows::hub(ELSEWHERE.0, "elsewhere"),
        ],
    )
    .await;
    let mut proposed = rows::hub(Uuid::from_u128(7), "proposed");
    proposed.status = HubStatus::Proposed;
    rows::put::<hub::Entity>(network, vec![proposed]).await;
    let mut number = 100;
    for parliament in [None, Some(OWN), Some(FOREIGN)] {
        for hub in [None, Some(HUB), Some(ELSEWHERE)] {
            for mine in [false, true] {
                number += 100;
                let name = format!(
                    "{}-{}-{}",
                    if mine { "mine" } else { "other" },
                    parliament.map_or("no", |one| if one == OWN { "own" } else { "foreign" }),
                    hub.map_or("no", |one| if one == HUB { "here" } else { "elsewhere" })
                );
                records(&fresh, number, &name, parliament, hub, mine).await;
            }
        }
    }
    fresh
}

async fn records(
    fresh: &Fresh,
    number: u128,
    name: &str,
    parliament: Option<ParliamentId>,
    hub: Option<HubId>,
    mine: bool,
) {
    let network = &fresh.network;
    let author = if mine {
        account(AUTHOR, &[], &[])
    } else {
        rows::WRITER
    };
    let hubs: Vec<Uuid> = hub.into_iter().map(|hub| hub.0).collect();
    let mut writing = network.write(author, "test", None).await.unwrap();
    for (place, status) in (0..).zip(PracticeStatus::ALL) {
        let mut row = rows::practice(
            Uuid::from_u128(number + place),
            &format!(
                "{name}-{}",
                status.as_str().to_lowercase().replace('_', "-")
            ),
        );
        (row.status, row.parliament_id) = (*status, parliament);
        let row = writing.insert::<practice::Entity>(row).await.unwrap();
        writing
            .put_links::<practice::Entity>(
                hemicycle_domain::practice::HUBS,
                vec![(&row, hubs.clone())],
            )
            .await
            .unwrap();
        writing.credit::<practice::Entity>(row.id).await.unwrap();
    }
    for (place, status) in (20..).zip(ProjectStatus::ALL) {
        let mut row = rows::project(
            Uuid::from_u128(number + place),
            &format!(
                "{name}-{}",
                status.as_str().to_lowercase().replace('_', "-")
            ),
        );
        (row.status, row.lead_parliament_id) = (*status, parliament);
        let row = writing.insert::<project::Entity>(row).await.unwrap();
        writing
            .put_links::<project::Entity>(
                hemicycle_domain::project::HUBS,
                vec![(&row, hubs.clone())],
            )
            .await
            .unwrap();
        writing.credit::<project::Entity>(row.id).await.unwrap();
    }
    for (place, status) in (40..).zip(EventStatus::ALL) {
        let mut row = rows::event(
            Uuid::from_u128(number + place),
            &format!(
                "{name}-{}",
                status.as_str().to_lowercase().replace('_', "-")
            ),
        );
        row.status = *status;
        let row = writing.insert::<event::Entity>(row).await.unwrap();
        writing
            .put_links::<event::Entity>(hemicycle_domain::event::HUBS, vec![(&row, hubs.clone())])
            .await
            .unwrap();
        if let Some(parliament) = parliament {
            let organiser = hemicycle_entity::event_organiser::Model {
                id: writing.new_id(),
                event_id: row.id,
                parliament_id: Some(parliament),
                chamber_id: None,
                organisation_id: None,
                position: 1,
            };
            writing
                .put_parts::<hemicycle_entity::event_organiser::Entity>(vec![(
                    &row,
                    vec![organiser],
                )])
                .await
                .unwrap();
        }
        writing.credit::<event::Entity>(row.id).await.unwrap();
    }
    writing.commit().await.unwrap();
}

on_both! {
    async fn what_a_caller_sees_in_lists_is_what_the_policy_lets_it_view(backend) {
        let fresh = network(backend).await;
        let mut seen = Vec::new();
        for actor in callers() {
            agree::<hub::Entity>(&fresh, &actor).await;
            agree::<project::Entity>(&fresh, &actor).await;
            agree::<event::Entity>(&fresh, &actor).await;
            agree::<parliament::Entity>(&fresh, &actor).await;
            seen.push(agree::<practice::Entity>(&fresh, &actor).await);
        }
        // Visitors see the eighteen published ones, editors and administrators everything, and no two roles in between the same.
        assert_eq!(seen[0].len(), 18);
        assert!(seen[0].iter().all(|slug| slug.ends_with("-published")));
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[seen.len() - 1].len(), 18 * PracticeStatus::ALL.len());
        assert!(seen[2].contains("mine-foreign-elsewhere-draft") && !seen[2].contains("other-own-here-draft"));
        assert!(seen[3].contains("other-own-no-draft") && !seen[3].contains("other-foreign-here-draft"));
        assert!(seen[8].contains("other-foreign-here-submitted") && !seen[8].contains("other-foreign-here-draft"));
    }
}
