//! Delegations: one per parliament, registered, changed and withdrawn by its focal point while registration is open. That a parliament comes is
//! for the network; whom it sends is told to few, and never to the log.

use hemicycle_entity::event::{Entity, Model};
use hemicycle_entity::ids::{DelegationId, ParliamentId};
use hemicycle_entity::values::Kind;
use hemicycle_entity::{event_delegate, event_delegation, parliament};
use sea_orm::{ColumnTrait, Condition};

use super::deeds::language;
use super::people::{Named, RoleTranslation, person, role, translate_roles};
use super::rules;
use super::sessions::part_id;
use crate::deed::{Selector, conflict, not_found, twice, wrong_state};
use crate::edits::{self, at_most};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::wording::{Pen, TranslationOrigin, missing, some_translated};
use crate::write::Writing;

/// Most people in one delegation.
pub const DELEGATES_LIMIT: usize = 50;

/// Who comes for a parliament.
#[derive(Clone, Debug)]
pub struct Registration {
    pub parliament: Selector,
    pub people: People,
}

/// The people of a delegation.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// The language of their roles; without one, the event's own.
    pub language: Option<String>,
    pub delegates: Vec<Delegate>,
}

/// A contact, or a name with a role.
#[derive(Clone, Debug, Default)]
pub struct Delegate {
    pub contact: Option<Selector>,
    pub name: Option<String>,
    pub role_title: Option<String>,
}

/// As what delegates come, in a second language.
#[derive(Clone, Debug)]
pub struct Translation {
    pub language: String,
    pub origin: TranslationOrigin,
    pub delegates: Vec<RoleTranslation>,
}

/// Registers a parliament's delegation; one that was withdrawn comes back.
pub async fn register(
    writing: &mut Writing,
    event: Selector,
    input: Registration,
) -> Result<DelegationId, Failure> {
    // Locked: of two that register one parliament at the same moment, the second sees what the first has done.
    let event = writing
        .fetch_for::<Entity>(Action::View, &event, "event")
        .await?;
    let parliament = writing
        .refer::<parliament::Entity>("input.parliament", Some(&input.parliament))
        .await?;
    let Some(parliament) = parliament else {
        let nowhere = writing.new_id();
        people(writing, &event, nowhere, &input.people).await?;
        writing.problems.settled()?;
        return Err(not_found().into());
    };
    permitted(writing, parliament.id).map_err(|failure| failure.at("parliament").at("input"))?;
    let known = of_parliament(writing, &event, parliament.id).await?;
    let open = rules::may_register(&event, writing.now());
    writing.problems.take("event", open);
    if known.as_ref().is_some_and(|row| row.withdrawn_at.is_none()) {
        writing.problems.note("input.parliament", already());
    }
    let id = known
        .as_ref()
        .map_or_else(|| writing.new_id(), |row| row.id);
    let people = people(writing, &event, id, &input.people).await?;
    writing.problems.settled()?;
    let row = event_delegation::Model {
        id,
        event_id: event.id,
        parliament_id: parliament.id,
        registered_at: writing.now(),
        withdrawn_at: None,
        version: known.as_ref().map_or(1, |row| row.version + 1),
    };
    match known {
        Some(before) => {
            writing
                .change_part::<event_delegation::Entity>(&event, &before, row)
                .await?;
        }
        None => {
            writing
                .add_part::<event_delegation::Entity>(&event, row)
                .await?;
        }
    }
    writing
        .put_details::<event_delegate::Entity>(&event, id.0, people)
        .await?;
    Ok(id)
}

/// Changes who comes: the people named replace those that were.
pub async fn change(
    writing: &mut Writing,
    delegation: Selector,
    input: People,
    expected_version: i32,
) -> Result<DelegationId, Failure> {
    let (event, before) = found(writing, &delegation, expected_version).await?;
    let people = people(writing, &event, before.id, &input).await?;
    writing.problems.settled()?;
    put(writing, &event, before, people).await
}

/// Says as what delegates come in a second language, while registration is open.
pub async fn translate(
    writing: &mut Writing,
    delegation: Selector,
    input: Translation,
    expected_version: i32,
) -> Result<DelegationId, Failure> {
    let (event, before) = found(writing, &delegation, expected_version).await?;
    let theirs = Condition::all().add(event_delegate::Column::DelegationId.eq(before.id.0));
    let mut people = writing.all_of::<event_delegate::Entity>(theirs).await?;
    let mut pen = Pen {
        language: edits::language(&mut writing.problems, Some(&input.language), "und"),
        problems: &mut writing.problems,
    };
    let named = Named {
        list: "input.delegates",
        person: "delegate",
    };
    let given = &input.delegates;
    translate_roles::<event_delegate::Entity>(&mut people, &named, given, (&mut pen, input.origin));
    let given = given.iter().map(|one| Some(one.role_title.as_str()));
    some_translated(&mut writing.problems, &given.collect::<Vec<_>>());
    writing.problems.settled()?;
    put(writing, &event, before, people).await
}

/// Makes the people of a delegation these; the delegation counts it, if they differ.
async fn put(
    writing: &mut Writing,
    event: &Model,
    before: event_delegation::Model,
    people: Vec<event_delegate::Model>,
) -> Result<DelegationId, Failure> {
    let changed = writing
        .put_details::<event_delegate::Entity>(event, before.id.0, people)
        .await?;
    if changed {
        let mut after = before.clone();
        after.version += 1;
        writing
            .change_part::<event_delegation::Entity>(event, &before, after)
            .await?;
    }
    Ok(before.id)
}

/// Withdraws a delegation. Its people's names are forgotten; the parliament can register again.
pub async fn withdraw(
    writing: &mut Writing,
    delegation: Selector,
    expected_version: i32,
) -> Result<DelegationId, Failure> {
    let (event, before) = found(writing, &delegation, expected_version).await?;
    writing.problems.settled()?;
    let mut after = before.clone();
    after.version += 1;
    after.withdrawn_at = Some(writing.now());
    writing
        .change_part::<event_delegation::Entity>(&event, &before, after)
        .await?;
    writing
        .put_details::<event_delegate::Entity>(&event, before.id.0, Vec::new())
        .await?;
    Ok(before.id)
}

/// A delegation that its parliament's focal point can change now, with its event, locked. Its state is noted.
async fn found(
    writing: &mut Writing,
    delegation: &Selector,
    expected_version: i32,
) -> Result<(Model, event_delegation::Model), Failure> {
    let path = "delegation";
    let hidden = || not_found().at(path);
    let id = part_id(delegation, path)?;
    let its_own = Condition::all().add(event_delegation::Column::Id.eq(id));
    let known = writing.one::<event_delegation::Entity>(its_own).await?;
    let known = known.ok_or_else(hidden)?;
    let of = Selector::Id(known.event_id.0);
    let event = writing.fetch_for::<Entity>(Action::View, &of, path).await?;
    permitted(writing, known.parliament_id).map_err(|failure| failure.at(path))?;
    // As it is now that nobody else can change it.
    let row = writing
        .part_of::<event_delegation::Entity>(&event, id)
        .await?;
    let row = row.ok_or_else(hidden)?;
    if row.version != expected_version {
        return Err(conflict(row.version).into());
    }
    let open = rules::may_register(&event, writing.now());
    writing.problems.take(path, open);
    if row.withdrawn_at.is_some() {
        let gone = wrong_state(
            "This delegation was withdrawn: register the parliament again.",
            "Cette délégation a été retirée : inscrivez le parlement de nouveau.",
        );
        writing.problems.note(path, gone);
    }
    Ok((event, row))
}

/// Who registers a parliament is its focal point.
fn permitted(writing: &Writing, parliament: ParliamentId) -> Result<(), Failure> {
    writing.permit_new(Action::Register, Kind::Event, vec![parliament], Vec::new())
}

async fn of_parliament(
    writing: &Writing,
    event: &Model,
    parliament: ParliamentId,
) -> Result<Option<event_delegation::Model>, Failure> {
    let theirs = Condition::all()
        .add(event_delegation::Column::EventId.eq(event.id.0))
        .add(event_delegation::Column::ParliamentId.eq(parliament.0));
    writing.one::<event_delegation::Entity>(theirs).await
}

fn already() -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        "The parliament has registered a delegation already: change that one.",
        "Le parlement a déjà inscrit une délégation : modifiez celle-ci.",
    )
}

async fn people(
    writing: &mut Writing,
    event: &Model,
    delegation: DelegationId,
    people: &People,
) -> Result<Vec<event_delegate::Model>, Failure> {
    let language = language(
        writing,
        people.language.as_deref(),
        &event.original_language,
    );
    let all = &people.delegates;
    let problems = &mut writing.problems;
    at_most(problems, "input.delegates", all.len(), DELEGATES_LIMIT);
    let mut rows: Vec<event_delegate::Model> = Vec::new();
    for (one, position) in all.iter().zip(0..) {
        let path = format!("input.delegates.{position}");
        let given = (one.contact.as_ref(), one.name.as_deref());
        let (contact_id, name) = person(writing, &path, given).await?;
        if contact_id.is_some() && rows.iter().any(|row| row.contact_id == contact_id) {
            writing.problems.note(&path, twice());
        }
        if one.name.is_some() && one.role_title.is_none() {
            let path = format!("{path}.roleTitle");
            writing.problems.note(&path, missing());
        }
        let role_title = role(writing, &path, &language, one.role_title.as_deref());
        rows.push(event_delegate::Model {
            id: writing.new_id(),
            delegation_id: delegation,
            contact_id,
            name,
            role_title,
            position,
        });
    }
    Ok(rows)
}
