//! Practices in files.

use std::collections::HashSet;

use chrono::DateTime;
use hemicycle_entity::ids::PracticeId;
use hemicycle_entity::practice::{Entity, Model};
use hemicycle_entity::practice_external_id as external_id;
use hemicycle_entity::text::UseCase;
use hemicycle_entity::values::{Audience, ImpactArea, PracticeKind, PracticeStatus};
use hemicycle_entity::{chamber, hub, parliament, project, topic};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::described::{Described, Settled, Unique, put_links, put_parts};
use super::reader::Fields;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::practice::{HUBS, PROJECTS, TOPICS};
use crate::read::Reading;
use crate::write::Writing;

pub struct Lists {
    hubs: Vec<Uuid>,
    projects: Vec<Uuid>,
    topics: Vec<Uuid>,
    external_ids: Vec<external_id::Model>,
}

impl Described for Entity {
    type Lists = Lists;
    const OWN_KIND: &'static [&'static str] = &["adopted_from_id"];
    const UNIQUES_IN_ROW: bool = false;

    fn read(id: PracticeId, fields: &mut Fields<'_>) -> (Model, Lists) {
        let row = row(id, fields);
        fields.partial_in_order(("started_on", &row.started_on), ("ended_on", &row.ended_on));
        fields.chamber_of("chamber", "parliament");
        if row.use_case.is_some() && row.kind != PracticeKind::UseCase {
            fields.refuse("use_case", not_a_use_case());
        }
        let lists = Lists {
            hubs: fields.references::<hub::Entity>("hubs"),
            projects: fields.references::<project::Entity>("projects"),
            topics: fields.references::<topic::Entity>("topics"),
            external_ids: fields.tables("external_ids", |part, _| external_id::Model {
                id: part.new_id(),
                practice_id: id,
                system: part.slug("system"),
                external_id: part.required_plain("id", 200),
            }),
        };
        (row, lists)
    }

    fn carry(row: &mut Model, before: &Model) {
        row.submitted_at = before.submitted_at;
        row.confirmed_on = before.confirmed_on;
    }

    fn leans_on(row: &Model) -> Vec<(&'static str, Uuid)> {
        let from = row.adopted_from_id.map(|id| ("adopted_from", id.0));
        from.into_iter().collect()
    }

    fn uniques(_row: &Model, lists: &Lists) -> Vec<Unique> {
        lists.external_ids.iter().map(known_as).collect()
    }

    async fn holders(reading: &Reading, wanted: &[Unique]) -> Result<Vec<(Unique, Uuid)>, Failure> {
        let ids = wanted.iter().filter_map(|(_, known)| known.split_once(' '));
        let condition =
            Condition::all().add(external_id::Column::ExternalId.is_in(ids.map(|(_, id)| id)));
        let rows = reading.all::<external_id::Entity>(condition).await?;
        let held = rows.iter().map(|row| (known_as(row), row.practice_id.0));
        Ok(held.collect())
    }

    async fn put_lists(
        writing: &mut Writing,
        records: &[Settled<'_, Self>],
    ) -> Result<HashSet<Uuid>, Failure> {
        let mut changed = HashSet::new();
        let all = &mut changed;
        put_links::<Self>(writing, HUBS, records, all, |lists| &lists.hubs).await?;
        put_links::<Self>(writing, PROJECTS, records, all, |lists| &lists.projects).await?;
        put_links::<Self>(writing, TOPICS, records, all, |lists| &lists.topics).await?;
        put_parts::<_, external_id::Entity>(writing, records, all, |lists| &lists.external_ids)
            .await?;
        Ok(changed)
    }
}

/// System and id; a system has no spaces.
fn known_as(row: &external_id::Model) -> Unique {
    (
        "external_ids",
        format!("{} {}", row.system, row.external_id),
    )
}

fn row(id: PracticeId, fields: &mut Fields<'_>) -> Model {
    let common = fields.common();
    Model {
        id,
        slug: fields.slug("slug"),
        title: fields.title("title"),
        summary: fields.summary("summary"),
        kind: fields.required_one_of("kind"),
        status: fields.one_of("status").unwrap_or(PracticeStatus::Published),
        stage: fields.one_of("stage"),
        problem: fields.body("problem"),
        solution: fields.body("solution"),
        results: fields.body("results"),
        lessons: fields.body("lessons"),
        effort: fields.body("effort"),
        use_case: fields.table("use_case", use_case),
        impact_areas: fields.many_of::<ImpactArea>("impact_areas"),
        audiences: fields.many_of::<Audience>("audiences"),
        open_source_url: fields.link("open_source_url"),
        open_to_contact: fields.flag("open_to_contact"),
        started_on: fields.partial_date("started_on"),
        ended_on: fields.partial_date("ended_on"),
        published_on: fields.date("published_on"),
        parliament_id: fields.reference::<parliament::Entity>("parliament"),
        chamber_id: fields.reference::<chamber::Entity>("chamber"),
        adopted_from_id: fields.reference::<Entity>("adopted_from"),
        submitted_at: None,
        confirmed_on: None,
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        original_language: common.original_language,
        licence: common.licence,
        sources: common.sources,
    }
}

fn use_case(part: &mut Fields<'_>) -> UseCase {
    UseCase {
        objective: part.body("objective"),
        actors: part.body("actors"),
        prerequisites: part.body("prerequisites"),
        steps: part.body("steps"),
        data: part.body("data"),
        integrations: part.body("integrations"),
        success_metrics: part.body("success_metrics"),
        risks: part.body("risks"),
    }
}

fn not_a_use_case() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "Only a USE_CASE has this section.",
        "Seule une fiche USE_CASE comporte cette section.",
    )
}
