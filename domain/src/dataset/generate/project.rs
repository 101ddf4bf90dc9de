//! Invented projects.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate};
use hemicycle_entity::ids::ProjectId;
use hemicycle_entity::values::{Closed, ImpactArea, PartnerRole, ProjectHealth, ProjectStatus};
use hemicycle_entity::{project, project_milestone, project_partner, project_update};
use uuid::Uuid;

use super::chance::Chance;
use super::ground::Ground;
use super::words;
use crate::failure::Failure;
use crate::project::{HUBS, TOPICS};
use crate::write::Writing;

pub(super) struct Invented {
    pub row: project::Model,
    hubs: Vec<Uuid>,
    topics: Vec<Uuid>,
    partners: Vec<project_partner::Model>,
    milestones: Vec<project_milestone::Model>,
    updates: Vec<project_update::Model>,
}

/// Most projects run or are done.
const STATUSES: [ProjectStatus; 10] = [
    ProjectStatus::Proposed,
    ProjectStatus::Approved,
    ProjectStatus::Active,
    ProjectStatus::Active,
    ProjectStatus::Active,
    ProjectStatus::Active,
    ProjectStatus::OnHold,
    ProjectStatus::Completed,
    ProjectStatus::Completed,
    ProjectStatus::Cancelled,
];

pub(super) fn some(
    chance: &mut Chance,
    ground: &Ground,
    numbers: RangeInclusive<u32>,
) -> Vec<Invented> {
    numbers
        .map(|number| invented(chance, ground, number))
        .collect()
}

fn invented(chance: &mut Chance, ground: &Ground, number: u32) -> Invented {
    let row = row(chance, ground, number);
    let hubs = chance.several(&ground.hubs, 1, 3);
    let topics = chance.several(&ground.topics, 1, 3);
    let start = row.planned_start_on.unwrap_or_default();
    Invented {
        hubs: hubs.into_iter().map(Uuid::from).collect(),
        topics: topics.into_iter().map(Uuid::from).collect(),
        partners: partners(chance, ground, row.id),
        milestones: milestones(chance, row.id, start),
        updates: updates(chance, &row, start),
        row,
    }
}

/// When it was planned and when it was done.
struct Days {
    planned: (NaiveDate, NaiveDate),
    started: Option<NaiveDate>,
    completed: Option<NaiveDate>,
}

fn days(chance: &mut Chance, status: ProjectStatus) -> Days {
    let start = chance.day();
    let begun = !matches!(status, ProjectStatus::Proposed | ProjectStatus::Approved);
    let started = begun.then(|| chance.later(start, 0, 60));
    let done = status == ProjectStatus::Completed;
    Days {
        planned: (start, chance.later(start, 90, 900)),
        started,
        completed: started
            .filter(|_| done)
            .map(|day| chance.later(day, 60, 900)),
    }
}

fn row(chance: &mut Chance, ground: &Ground, number: u32) -> project::Model {
    let title = words::title(chance, ("project", "Projet inventé"), number);
    let goal = words::body(chance, ("goal", "But inventé"));
    let results = words::body(chance, ("results", "Résultats inventés"));
    let (parliament, chamber) = chance.pick(&ground.parliaments);
    let status = chance.pick(&STATUSES);
    let days = days(chance, status);
    project::Model {
        id: chance.id(),
        slug: chance.slug("project", number),
        title: chance.text(title),
        goal: Some(chance.text(goal)),
        summary: None,
        status,
        health: (status == ProjectStatus::Active).then(|| chance.pick(ProjectHealth::ALL)),
        progress: match status {
            ProjectStatus::Completed => Some(100),
            ProjectStatus::Active | ProjectStatus::OnHold => Some(chance.between(5, 95)),
            _ => None,
        },
        planned_start_on: Some(days.planned.0),
        planned_end_on: Some(days.planned.1),
        given_up: false,
        started_on: days.started,
        completed_on: days.completed,
        impact_areas: chance.tags::<ImpactArea>(1, 3),
        results: days.completed.map(|_| chance.text(results)),
        lead_parliament_id: Some(parliament),
        lead_chamber_id: chance.is(40).then_some(chamber),
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        original_language: "en".to_owned(),
        licence: "CC0-1.0".to_owned(),
        sources: chance.sources(),
    }
}

fn partners(
    chance: &mut Chance,
    ground: &Ground,
    project_id: ProjectId,
) -> Vec<project_partner::Model> {
    let partners = chance.several(&ground.parliaments, 0, 2);
    let row = |(parliament, _)| project_partner::Model {
        id: chance.id(),
        project_id,
        parliament_id: Some(parliament),
        chamber_id: None,
        organisation_id: None,
        role: chance.pick(&[
            PartnerRole::Contributor,
            PartnerRole::Adviser,
            PartnerRole::Beneficiary,
        ]),
    };
    partners.into_iter().map(row).collect()
}

fn milestones(
    chance: &mut Chance,
    project_id: ProjectId,
    start: NaiveDate,
) -> Vec<project_milestone::Model> {
    let count = chance.between(0, 3).unsigned_abs();
    let row = |number| {
        let due = chance.later(start, 30, 700);
        project_milestone::Model {
            id: chance.id(),
            project_id,
            title: chance.text(words::name(("milestone", "Jalon inventé"), number)),
            due_on: Some(due),
            reached_on: chance.is(50).then(|| chance.later(due, 0, 40)),
        }
    };
    (1..=count).map(row).collect()
}

fn updates(
    chance: &mut Chance,
    project: &project::Model,
    start: NaiveDate,
) -> Vec<project_update::Model> {
    let most = if project.status == ProjectStatus::Proposed {
        0
    } else {
        3
    };
    let count = chance.between(0, most);
    let row = |_| {
        let body = words::body(chance, ("update", "Point d’étape inventé"));
        let day = chance.later(start, 10, 800);
        project_update::Model {
            id: chance.id(),
            project_id: project.id,
            posted_at: chance.moment(day),
            body: chance.text(body),
            status: None,
            health: chance.is(50).then(|| chance.pick(ProjectHealth::ALL)),
        }
    };
    (0..count).map(row).collect()
}

pub(super) async fn put(writing: &mut Writing, some: Vec<Invented>) -> Result<(), Failure> {
    let rows = some.iter().map(|one| one.row.clone()).collect();
    let rows = writing.insert_many::<project::Entity>(rows).await?;
    let (mut hubs, mut topics) = (Vec::new(), Vec::new());
    let (mut partners, mut milestones, mut updates) = (Vec::new(), Vec::new(), Vec::new());
    for (row, one) in rows.iter().zip(some) {
        hubs.push((row, one.hubs));
        topics.push((row, one.topics));
        partners.push((row, one.partners));
        milestones.push((row, one.milestones));
        updates.push((row, one.updates));
    }
    writing.put_links::<project::Entity>(HUBS, hubs).await?;
    writing.put_links::<project::Entity>(TOPICS, topics).await?;
    writing
        .put_parts::<project_partner::Entity>(partners)
        .await?;
    writing
        .put_parts::<project_milestone::Entity>(milestones)
        .await?;
    writing.put_parts::<project_update::Entity>(updates).await?;
    Ok(())
}
