//! Who takes part in a project, and which practices came of it.

use hemicycle_entity::ids::ProjectId;
use hemicycle_entity::project::{Entity, Model};
use hemicycle_entity::values::PartnerRole;
use hemicycle_entity::{practice, project_partner as partner};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use crate::deed::{Selector, wrong_state};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::party::{Party, PartySelector};
use crate::party_of;
use crate::policy::Action;
use crate::practice::PROJECTS;
use crate::write::Writing;

/// Partners that a project has at most.
const MOST_PARTNERS: usize = 50;
/// Projects that a practice comes of at most.
const MOST_PROJECTS: usize = 20;

/// Who shall take part, and as what.
#[derive(Clone, Debug)]
pub struct NewPartner {
    pub party: PartySelector,
    pub role: PartnerRole,
}

async fn steered(
    writing: &mut Writing,
    project: &Selector,
    expected_version: i32,
) -> Result<Model, Failure> {
    writing
        .change_for::<Entity>(Action::Steer, project, "project", expected_version)
        .await
}

pub async fn add_partner(
    writing: &mut Writing,
    project: Selector,
    input: NewPartner,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let project = steered(writing, &project, expected_version).await?;
    let party = writing.refer_party("input.party", &input.party).await?;
    let of_project = Condition::all().add(partner::Column::ProjectId.eq(project.id.0));
    let partners = writing.all::<partner::Entity>(of_project).await?;
    let same =
        |row: &partner::Model| party.is_some() && party_of!(row) == party && row.role == input.role;
    if partners.iter().any(same) {
        writing.problems.note("input.party", takes_part_already());
    }
    if partners.len() >= MOST_PARTNERS {
        let most = format!("A project has at most {MOST_PARTNERS} partners.");
        let fr = format!("Un projet compte au plus {MOST_PARTNERS} partenaires.");
        let refusal = Refusal::new(ErrorCode::LimitExceeded, most, fr);
        writing.problems.note("project", refusal);
    }
    writing.problems.settled()?;
    let (parliament_id, chamber_id, organisation_id) =
        party.map_or((None, None, None), Party::columns);
    let row = partner::Model {
        id: writing.new_id(),
        project_id: project.id,
        parliament_id,
        chamber_id,
        organisation_id,
        role: input.role,
    };
    writing.add_part::<partner::Entity>(&project, row).await?;
    Ok(project.id)
}

fn takes_part_already() -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        "It takes part in this role already.",
        "Cet organe y participe déjà à ce titre.",
    )
}

pub async fn remove_partner(
    writing: &mut Writing,
    project: Selector,
    partner: Selector,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let project = steered(writing, &project, expected_version).await?;
    let row = writing
        .refer_part::<partner::Entity>(&project, "input.partner", &partner)
        .await?;
    writing.problems.settled()?;
    if let Some(row) = row {
        writing
            .remove_part::<partner::Entity>(&project, &row)
            .await?;
    }
    Ok(project.id)
}

/// Says that a practice came of a project. Who steers the project may, for any practice that they see.
pub async fn link_practice(
    writing: &mut Writing,
    project: Selector,
    practice: Selector,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let project = steered(writing, &project, expected_version).await?;
    let Some((practice, mut projects)) = linked(writing, &practice).await? else {
        return Ok(project.id);
    };
    let problems = &mut writing.problems;
    if projects.contains(&project.id.0) {
        problems.note("input.practice", linked_already());
    } else if projects.len() >= MOST_PROJECTS {
        let en = format!("A practice comes of at most {MOST_PROJECTS} projects.");
        let fr = format!("Une pratique est issue d’au plus {MOST_PROJECTS} projets.");
        problems.note(
            "input.practice",
            Refusal::new(ErrorCode::LimitExceeded, en, fr),
        );
    }
    problems.settled()?;
    projects.push(project.id.0);
    put(writing, &project, &practice, projects).await
}

pub async fn unlink_practice(
    writing: &mut Writing,
    project: Selector,
    practice: Selector,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let project = steered(writing, &project, expected_version).await?;
    let Some((practice, mut projects)) = linked(writing, &practice).await? else {
        return Ok(project.id);
    };
    if !projects.contains(&project.id.0) {
        writing.problems.note("input.practice", not_linked());
    }
    writing.problems.settled()?;
    projects.retain(|id| *id != project.id.0);
    put(writing, &project, &practice, projects).await
}

/// The practice that is meant and the projects it came of; nothing, with a note, where there is none.
async fn linked(
    writing: &mut Writing,
    practice: &Selector,
) -> Result<Option<(practice::Model, Vec<Uuid>)>, Failure> {
    let row = writing
        .refer::<practice::Entity>("input.practice", Some(practice))
        .await?;
    let Some(row) = row else { return Ok(None) };
    // Held, so that two who link it at the same moment see each other's project.
    let meant = practice::Column::Id.eq(row.id.0);
    let Some(row) = writing.one_locked::<practice::Entity>(meant).await? else {
        writing.note_unknown("input.practice", practice);
        return Ok(None);
    };
    let mut projects = writing.targets(PROJECTS, &[row.id.0]).await?;
    let projects = projects.remove(&row.id.0).unwrap_or_default();
    Ok(Some((row, projects)))
}

/// The link is the practice's, and its entry of the log tells it; the project's tells that its practices changed.
async fn put(
    writing: &mut Writing,
    project: &Model,
    practice: &practice::Model,
    projects: Vec<Uuid>,
) -> Result<ProjectId, Failure> {
    writing
        .put_links::<practice::Entity>(PROJECTS, vec![(practice, projects)])
        .await?;
    writing.tell_list::<Entity>(project, "practices").await?;
    Ok(project.id)
}

fn linked_already() -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        "This practice came of the project already.",
        "Cette pratique est déjà rattachée au projet.",
    )
}

fn not_linked() -> Refusal {
    wrong_state(
        "This practice is not linked to the project.",
        "Cette pratique n’est pas rattachée au projet.",
    )
}
