//! Invented practices.

use std::ops::RangeInclusive;

use chrono::DateTime;
use hemicycle_entity::ids::PracticeId;
use hemicycle_entity::text::UseCase;
use hemicycle_entity::values::{
    Audience, Closed, ImpactArea, PracticeKind, PracticeStage, PracticeStatus,
};
use hemicycle_entity::{practice, practice_external_id as external_id};
use uuid::Uuid;

use super::chance::Chance;
use super::ground::Ground;
use super::words;
use crate::failure::Failure;
use crate::practice::{HUBS, PROJECTS, TOPICS};
use crate::write::Writing;

pub(super) struct Invented {
    row: practice::Model,
    hubs: Vec<Uuid>,
    projects: Vec<Uuid>,
    topics: Vec<Uuid>,
    external_ids: Vec<external_id::Model>,
}

/// `ids` are those of the practices invented so far; some of the new ones are adopted from them.
pub(super) fn some(
    chance: &mut Chance,
    ground: &Ground,
    projects: &[Uuid],
    numbers: RangeInclusive<u32>,
    ids: &mut Vec<Uuid>,
) -> Vec<Invented> {
    let mut some = Vec::new();
    for number in numbers {
        let one = invented(chance, ground, projects, ids, number);
        ids.push(one.row.id.0);
        some.push(one);
    }
    some
}

fn invented(
    chance: &mut Chance,
    ground: &Ground,
    projects: &[Uuid],
    earlier: &[Uuid],
    number: u32,
) -> Invented {
    let mut row = row(chance, ground, number);
    if !earlier.is_empty() && chance.is(10) {
        row.adopted_from_id = Some(chance.pick(earlier).into());
    }
    let hubs = chance.several(&ground.hubs, 0, 2);
    let topics = chance.several(&ground.topics, 1, 3);
    let known = chance.is(20).then(|| external_id::Model {
        id: chance.id(),
        practice_id: row.id,
        system: format!("invented-{}", chance.seed()),
        external_id: number.to_string(),
    });
    Invented {
        hubs: hubs.into_iter().map(Uuid::from).collect(),
        projects: chance.several(projects, 0, 1),
        topics: topics.into_iter().map(Uuid::from).collect(),
        external_ids: known.into_iter().collect(),
        row,
    }
}

fn row(chance: &mut Chance, ground: &Ground, number: u32) -> practice::Model {
    let title = words::title(chance, ("practice", "Pratique inventée"), number);
    let summary = words::body(chance, ("summary", "Résumé inventé"));
    let problem = words::body(chance, ("problem", "Problème inventé"));
    let solution = words::body(chance, ("solution", "Solution inventée"));
    let (parliament, chamber) = chance.pick(&ground.parliaments);
    let kind = chance.pick(PracticeKind::ALL);
    let begun = chance.day();
    let published = chance.is(90);
    practice::Model {
        id: chance.id(),
        slug: chance.slug("practice", number),
        title: chance.text(title),
        summary: Some(chance.text(summary)),
        kind,
        status: if published {
            PracticeStatus::Published
        } else {
            chance.pick(PracticeStatus::ALL)
        },
        stage: Some(chance.pick(PracticeStage::ALL)),
        problem: Some(chance.text(problem)),
        solution: Some(chance.text(solution)),
        results: None,
        lessons: None,
        effort: None,
        use_case: (kind == PracticeKind::UseCase).then(|| use_case(chance)),
        impact_areas: chance.tags::<ImpactArea>(1, 3),
        audiences: chance.tags::<Audience>(1, 4),
        open_source_url: None,
        open_to_contact: Some(chance.is(70)),
        started_on: Some(begun.to_string()),
        ended_on: None,
        published_on: published.then(|| chance.later(begun, 30, 400)),
        parliament_id: Some(parliament),
        chamber_id: chance.is(40).then_some(chamber),
        adopted_from_id: None::<PracticeId>,
        submitted_at: None,
        confirmed_on: None,
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        original_language: "en".to_owned(),
        licence: "CC0-1.0".to_owned(),
        sources: chance.sources(),
    }
}

fn use_case(chance: &mut Chance) -> UseCase {
    let objective = words::body(chance, ("objective", "Objectif inventé"));
    let steps = words::body(chance, ("steps", "Étapes inventées"));
    UseCase {
        objective: Some(chance.text(objective)),
        steps: Some(chance.text(steps)),
        ..UseCase::default()
    }
}

pub(super) async fn put(writing: &mut Writing, some: Vec<Invented>) -> Result<(), Failure> {
    let rows = some.iter().map(|one| one.row.clone()).collect();
    let rows = writing.insert_many::<practice::Entity>(rows).await?;
    let (mut hubs, mut projects, mut topics) = (Vec::new(), Vec::new(), Vec::new());
    let mut external_ids = Vec::new();
    for (row, one) in rows.iter().zip(some) {
        hubs.push((row, one.hubs));
        projects.push((row, one.projects));
        topics.push((row, one.topics));
        external_ids.push((row, one.external_ids));
    }
    writing.put_links::<practice::Entity>(HUBS, hubs).await?;
    writing
        .put_links::<practice::Entity>(PROJECTS, projects)
        .await?;
    writing
        .put_links::<practice::Entity>(TOPICS, topics)
        .await?;
    writing
        .put_parts::<external_id::Entity>(external_ids)
        .await?;
    Ok(())
}
