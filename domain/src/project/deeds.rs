//! What is done with projects: how they begin and are edited. Their course, milestones, partners and translations have rooms of their own.

use chrono::NaiveDate;
use hemicycle_entity::ids::ProjectId;
use hemicycle_entity::project::{Entity, Model};
use hemicycle_entity::text::Sources;
use hemicycle_entity::values::{ImpactArea, Kind, ProjectStatus};

use super::{HUBS, TOPICS};
use crate::deed::Selector;
use crate::deed::places::{NamedAt, Places, hub_ids};
use crate::edits::{MOST, at_most, set, tags};
use crate::failure::{Failure, Refusal};
use crate::policy::Action;
use crate::values::{LanguageTag, Slug, in_order};
use crate::wording::{Form, Patch, Pen, missing};
use crate::write::Writing;

mod course;
mod lead;
mod partners;
mod plan;
mod translation;

pub use course::{
    Completion, Health, Note, Post, Start, approve, cancel, complete, pause, post_update, resume,
    set_health, start,
};
pub use partners::{NewPartner, add_partner, link_practice, remove_partner, unlink_practice};
pub use plan::{
    MilestoneEdit, NewMilestone, add_milestone, edit_milestone, reach_milestone, remove_milestone,
};
pub use translation::{PartTranslation, Translation, translate};

/// The licence of what is contributed, where nothing else is said.
pub const LICENCE: &str = "CC-BY-4.0";

/// Where a proposal names who leads the project, and its hubs.
const NAMED_AT: NamedAt = NamedAt {
    parliament: &["input.leadParliament", "input.leadChamber"],
    hubs: &["input.hubs"],
};

/// What a proposal says.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// The language of its texts.
    pub language: String,
    pub slug: Option<String>,
    pub title: String,
    pub goal: Option<String>,
    pub summary: Option<String>,
    pub impact_areas: Vec<ImpactArea>,
    pub planned_start_on: Option<NaiveDate>,
    pub planned_end_on: Option<NaiveDate>,
    pub lead_parliament: Option<Selector>,
    pub lead_chamber: Option<Selector>,
    pub hubs: Vec<Selector>,
    pub topics: Vec<Selector>,
}

/// Proposes a project: it waits for approval.
pub async fn propose(writing: &mut Writing, input: Proposal) -> Result<ProjectId, Failure> {
    let by = (input.lead_parliament.as_ref(), input.lead_chamber.as_ref());
    let (parliament, chamber) = lead::lead(writing, by).await?;
    let hubs = writing.refer_hubs("input.hubs", &input.hubs).await?;
    at_most(
        &mut writing.problems,
        "input.topics",
        input.topics.len(),
        MOST,
    );
    let topics = writing
        .refer_topics("input.topics", &input.topics, TOPICS, None)
        .await?;
    let led = match &input.lead_parliament {
        Some(_) => "input.leadParliament",
        None => "input.leadChamber",
    };
    let places = Places {
        parliaments: parliament
            .map(|id| (led.to_owned(), id))
            .into_iter()
            .collect(),
        hubs: hubs.clone(),
    };
    writing.permit_at(Kind::Project, &places, &NAMED_AT)?;
    writing
        .bring_to(Action::Draft, Kind::Project, places)
        .await?;
    let language = writing
        .problems
        .take("input.language", LanguageTag::parse(&input.language))
        .unwrap_or_else(|| LanguageTag::stored("en"));
    let mut pen = Pen {
        language: language.clone(),
        problems: &mut writing.problems,
    };
    let title = pen.required("input.title", Some(&input.title), Form::Title);
    let goal = pen.draft("input.goal", input.goal.as_deref(), Form::Body);
    let summary = pen.draft("input.summary", input.summary.as_deref(), Form::Body);
    let dates = (input.planned_start_on, input.planned_end_on);
    writing
        .problems
        .take("input.plannedEndOn", in_order(dates.0, dates.1));
    let slug = writing
        .problems
        .take_some("input.slug", input.slug, |wish| Slug::parse(&wish));
    writing.problems.settled()?;
    let title = title.unwrap_or_default();
    let wish = slug.map_or_else(|| slug::slugify(&input.title), Slug::into_string);
    let row = Model {
        id: writing.new_id(),
        slug: writing.free_slug::<Entity>(&wish).await?,
        title,
        goal,
        summary,
        status: ProjectStatus::Proposed,
        health: None,
        progress: None,
        planned_start_on: dates.0,
        planned_end_on: dates.1,
        given_up: false,
        started_on: None,
        completed_on: None,
        impact_areas: tags(&input.impact_areas),
        results: None,
        lead_parliament_id: parliament,
        lead_chamber_id: chamber,
        version: 1,
        created_at: writing.now(),
        updated_at: writing.now(),
        original_language: language.as_str().to_owned(),
        licence: LICENCE.to_owned(),
        sources: Sources::default(),
    };
    let row = writing.insert::<Entity>(row).await?;
    writing
        .put_links::<Entity>(HUBS, vec![(&row, hub_ids(&hubs))])
        .await?;
    writing
        .put_links::<Entity>(TOPICS, vec![(&row, topics)])
        .await?;
    writing.credit::<Entity>(row.id).await?;
    Ok(row.id)
}

/// What an edit changes; what it does not name stays.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// The language of its texts; without one, the project's own.
    pub language: Option<String>,
    pub slug: Option<String>,
    pub title: Patch<String>,
    pub goal: Patch<String>,
    pub summary: Patch<String>,
    pub results: Patch<String>,
    pub impact_areas: Option<Vec<ImpactArea>>,
    pub progress: Patch<i32>,
    pub planned_start_on: Patch<NaiveDate>,
    pub planned_end_on: Patch<NaiveDate>,
    pub started_on: Patch<NaiveDate>,
    pub completed_on: Patch<NaiveDate>,
    pub lead_parliament: Patch<Selector>,
    pub lead_chamber: Patch<Selector>,
    pub hubs: Option<Vec<Selector>>,
    pub topics: Option<Vec<Selector>>,
}

pub async fn edit(
    writing: &mut Writing,
    project: Selector,
    input: Edit,
    expected_version: i32,
) -> Result<ProjectId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Edit, &project, "project", expected_version)
        .await?;
    let mut after = before.clone();
    let language = input
        .language
        .as_deref()
        .unwrap_or(&before.original_language);
    let language = writing
        .problems
        .take("input.language", LanguageTag::parse(language));
    let mut pen = Pen {
        language: language.unwrap_or_else(|| LanguageTag::stored(&before.original_language)),
        problems: &mut writing.problems,
    };
    pen.edit_required("input.title", &mut after.title, &input.title, Form::Title);
    pen.edit("input.goal", &mut after.goal, &input.goal, Form::Body);
    pen.edit(
        "input.summary",
        &mut after.summary,
        &input.summary,
        Form::Body,
    );
    pen.edit(
        "input.results",
        &mut after.results,
        &input.results,
        Form::Body,
    );
    if after.status == ProjectStatus::Completed && matches!(input.results, Some(None)) {
        pen.problems.note("input.results", missing());
    }
    set(&mut after.progress, input.progress);
    set(&mut after.planned_start_on, input.planned_start_on);
    set(&mut after.planned_end_on, input.planned_end_on);
    if let Some(new) = &input.impact_areas {
        after.impact_areas = tags(new);
    }
    let problems = &mut writing.problems;
    problems.take("input.progressPercent", per_cent(after.progress));
    problems.take(
        "input.plannedEndOn",
        in_order(after.planned_start_on, after.planned_end_on),
    );
    lead::correct_days(writing, &mut after, &input);
    lead::change(writing, &before, &mut after, &input).await?;
    after.slug = writing.next_slug::<Entity>(&before, input.slug).await?;
    let mut hubs = match input.hubs {
        Some(hubs) => Some(writing.refer_hubs("input.hubs", &hubs).await?),
        None => None,
    };
    if let Some(hubs) = &mut hubs {
        writing
            .change_hubs::<Entity>(&before, "input.hubs", hubs)
            .await?;
    }
    let topics = input.topics.as_deref();
    let count = topics.map_or(0, <[Selector]>::len);
    at_most(&mut writing.problems, "input.topics", count, MOST);
    let topics = writing
        .refer_some_topics("input.topics", topics, TOPICS, before.id.0)
        .await?;
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    if let Some(hubs) = hubs {
        writing
            .put_links::<Entity>(HUBS, vec![(&after, hub_ids(&hubs))])
            .await?;
    }
    if let Some(topics) = topics {
        writing
            .put_links::<Entity>(TOPICS, vec![(&after, topics)])
            .await?;
    }
    writing.credit::<Entity>(after.id).await?;
    Ok(after.id)
}

fn per_cent(progress: Option<i32>) -> Result<(), Refusal> {
    if progress.is_none_or(|progress| (0..=100).contains(&progress)) {
        return Ok(());
    }
    Err(Refusal::new(
        crate::failure::ErrorCode::InvalidValue,
        "Progress is a percentage from 0 to 100.",
        "L’avancement est un pourcentage de 0 à 100.",
    ))
}
