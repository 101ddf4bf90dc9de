//! Projects in files.

use std::collections::HashSet;

use chrono::DateTime;
use hemicycle_entity::ids::ProjectId;
use hemicycle_entity::project::{Entity, Model};
use hemicycle_entity::values::ImpactArea;
use hemicycle_entity::{
    chamber, hub, parliament, project_milestone, project_partner, project_update, topic,
};
use uuid::Uuid;

use super::described::{Described, Settled, put_links, put_parts};
use super::reader::{Fields, columns};
use crate::failure::Failure;
use crate::project::{HUBS, TOPICS};
use crate::write::Writing;

pub struct Lists {
    hubs: Vec<Uuid>,
    topics: Vec<Uuid>,
    partners: Vec<project_partner::Model>,
    milestones: Vec<project_milestone::Model>,
    updates: Vec<project_update::Model>,
}

impl Described for Entity {
    type Lists = Lists;

    fn read(id: ProjectId, fields: &mut Fields<'_>) -> (Model, Lists) {
        let row = row(id, fields);
        fields.in_order(
            ("planned_start_on", &row.planned_start_on),
            ("planned_end_on", &row.planned_end_on),
        );
        fields.in_order(
            ("started_on", &row.started_on),
            ("completed_on", &row.completed_on),
        );
        fields.chamber_of("lead_chamber", "lead_parliament");
        let lists = Lists {
            hubs: fields.references::<hub::Entity>("hubs"),
            topics: fields.references::<topic::Entity>("topics"),
            partners: fields.tables("partners", |part, _| partner(id, part)),
            milestones: fields.tables("milestones", |part, _| milestone(id, part)),
            updates: fields.tables("updates", |part, _| update(id, part)),
        };
        (row, lists)
    }

    async fn put_lists(
        writing: &mut Writing,
        records: &[Settled<'_, Self>],
    ) -> Result<HashSet<Uuid>, Failure> {
        let mut changed = HashSet::new();
        let all = &mut changed;
        put_links::<Self>(writing, HUBS, records, all, |lists| &lists.hubs).await?;
        put_links::<Self>(writing, TOPICS, records, all, |lists| &lists.topics).await?;
        put_parts::<_, project_partner::Entity>(writing, records, all, |lists| &lists.partners)
            .await?;
        put_parts::<_, project_milestone::Entity>(writing, records, all, |lists| &lists.milestones)
            .await?;
        put_parts::<_, project_update::Entity>(writing, records, all, |lists| &lists.updates)
            .await?;
        Ok(changed)
    }
}

fn row(id: ProjectId, fields: &mut Fields<'_>) -> Model {
    let common = fields.common();
    Model {
        id,
        slug: fields.slug("slug"),
        title: fields.title("title"),
        goal: fields.body("goal"),
        summary: fields.body("summary"),
        status: fields.required_one_of("status"),
        health: fields.one_of("health"),
        progress: fields.whole("progress", 0..=100),
        planned_start_on: fields.date("planned_start_on"),
        planned_end_on: fields.date("planned_end_on"),
        given_up: false,
        started_on: fields.date("started_on"),
        completed_on: fields.date("completed_on"),
        impact_areas: fields.many_of::<ImpactArea>("impact_areas"),
        results: fields.body("results"),
        lead_parliament_id: fields.reference::<parliament::Entity>("lead_parliament"),
        lead_chamber_id: fields.reference::<chamber::Entity>("lead_chamber"),
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        original_language: common.original_language,
        licence: common.licence,
        sources: common.sources,
    }
}

fn partner(project_id: ProjectId, part: &mut Fields<'_>) -> project_partner::Model {
    let (parliament_id, chamber_id, organisation_id) = columns(part.party());
    project_partner::Model {
        id: part.new_id(),
        project_id,
        parliament_id,
        chamber_id,
        organisation_id,
        role: part.required_one_of("role"),
    }
}

fn milestone(project_id: ProjectId, part: &mut Fields<'_>) -> project_milestone::Model {
    project_milestone::Model {
        id: part.new_id(),
        project_id,
        title: part.title("title"),
        due_on: part.date("due_on"),
        reached_on: part.date("reached_on"),
    }
}

fn update(project_id: ProjectId, part: &mut Fields<'_>) -> project_update::Model {
    project_update::Model {
        id: part.new_id(),
        project_id,
        posted_at: part.required_instant("posted_at"),
        body: part.required_body("body"),
        status: part.one_of("status"),
        health: part.one_of("health"),
    }
}
