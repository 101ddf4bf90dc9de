//! Projects, their partners, milestones and updates.

use chrono::{DateTime, NaiveDate, Utc};
use hemicycle_entity::ids::ParliamentId;
use hemicycle_entity::project::{Column, Entity, Model};
use hemicycle_entity::text::Localized;
use hemicycle_entity::values::{Closed, ImpactArea, Kind, ProjectHealth, ProjectStatus, Region};
use hemicycle_entity::{country, project_milestone, project_partner, project_update};
use sea_orm::{ColumnTrait, Condition};
use serde_json::json;

use crate::changes::image::Image;
use crate::filter::{AnyOf, Filtering, Scope, Span};
use crate::listing::{ascending, by, by_name, by_nullable, descending};
use crate::page::{KeyType, Order, Sort};
use crate::party::Party;
use crate::party_of;
use crate::policy::Standing;
use crate::read::Listed;
use crate::record::{Facet, Link, Record, Relation, facet, of_statuses, part, rows, with_owner};
use crate::sight::seen;
use crate::values::LanguageTag;

pub mod deeds;
pub mod lifecycle;
pub mod offer;

rows!(project, ProjectId, seen::<Entity>);

pub const HUBS: Link = Link {
    table: "project_hub",
    from: "project_id",
    to: "hub_id",
    field: "hubs",
};
pub const TOPICS: Link = Link {
    table: "project_topic",
    from: "project_id",
    to: "topic_id",
    field: "topics",
};
/// The hubs that an update is shown under, too.
pub const UPDATE_HUBS: Link = Link {
    table: "project_update_hub",
    from: "update_id",
    to: "hub_id",
    field: "update_hubs",
};
/// The projects that a parliament or chamber leads.
pub const OF_PARLIAMENT: Relation = Relation::Column("lead_parliament_id");
pub const OF_CHAMBER: Relation = Relation::Column("lead_chamber_id");
/// The parts of a project.
pub const PARTS: Relation = Relation::Column("project_id");

const fn standing(status: ProjectStatus) -> Standing {
    match status {
        ProjectStatus::Proposed => Standing::Waiting,
        ProjectStatus::Approved
        | ProjectStatus::Active
        | ProjectStatus::OnHold
        | ProjectStatus::Completed
        | ProjectStatus::Cancelled => Standing::Public,
    }
}

impl Record for Entity {
    const KIND: Kind = Kind::Project;

    fn key(row: &Model) -> &str {
        &row.slug
    }

    fn key_column() -> Column {
        Column::Slug
    }

    const HUBS: Option<Link> = Some(HUBS);
    const AUTHORED: bool = true;

    fn standing(row: &Model, _at: DateTime<Utc>) -> Standing {
        // A proposal that was given up never was for everybody.
        if row.given_up {
            return Standing::Closed;
        }
        standing(row.status)
    }

    fn standing_is(one: Standing, _at: DateTime<Utc>) -> Condition {
        if one == Standing::Closed {
            return Condition::all().add(Column::GivenUp.eq(true));
        }
        of_statuses(Column::Status, one, standing).add(Column::GivenUp.eq(false))
    }

    fn parliament(row: &Model) -> Option<ParliamentId> {
        row.lead_parliament_id
    }

    fn parliament_column() -> Option<Column> {
        Some(Column::LeadParliamentId)
    }

    fn image(row: &Model) -> Image {
        Image::of(row)
            .value("slug", &row.slug)
            .text("title", Some(&row.title))
            .text("goal", row.goal.as_ref())
            .text("summary", row.summary.as_ref())
            .closed("status", Some(row.status))
            .closed("health", row.health)
            .value("progress", row.progress)
            .value("planned_start_on", row.planned_start_on)
            .value("planned_end_on", row.planned_end_on)
            .value("started_on", row.started_on)
            .value("completed_on", row.completed_on)
            .tags("impact_areas", &row.impact_areas)
            .text("results", row.results.as_ref())
            .value("lead_parliament", row.lead_parliament_id)
            .value("lead_chamber", row.lead_chamber_id)
    }

    fn name(row: &Model) -> &Localized {
        &row.title
    }

    fn facets(row: &Model) -> Vec<(Facet, &str)> {
        facet(Facet::ImpactArea, &row.impact_areas)
    }

    fn texts(row: &Model) -> Vec<&Localized> {
        [
            Some(&row.title),
            row.goal.as_ref(),
            row.summary.as_ref(),
            row.results.as_ref(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ProjectFilter {
    pub title_starts_with: Option<String>,
    pub slug: AnyOf<String>,
    pub status: AnyOf<ProjectStatus>,
    pub health: AnyOf<ProjectHealth>,
    pub impact_area: AnyOf<ImpactArea>,
    pub topic: AnyOf<String>,
    pub hub: AnyOf<String>,
    pub parliament: AnyOf<String>,
    pub chamber: AnyOf<String>,
    pub country: AnyOf<String>,
    pub region: AnyOf<Region>,
    pub started_on: Option<Span<NaiveDate>>,
    pub planned_end_on: Option<Span<NaiveDate>>,
    pub completed_on: Option<Span<NaiveDate>>,
    pub has_translation: AnyOf<LanguageTag>,
    pub updated_since: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProjectOrder {
    Title,
    StartedOn,
    PlannedEndOn,
    CompletedOn,
    CreatedAt,
    UpdatedAt,
}

impl Listed for Entity {
    type Filter = ProjectFilter;
    type Field = ProjectOrder;
    const LIST: &'static str = "projects";
    const DEFAULT_ORDER: Order<ProjectOrder> = descending(ProjectOrder::UpdatedAt);

    fn filter(filter: &ProjectFilter, scope: Scope<'_>) -> Condition {
        let lead = Column::LeadParliamentId;
        Filtering::<Self>::new(scope)
            .named(filter.title_starts_with.as_ref())
            .known(&filter.slug)
            .among(Column::Status, &filter.status)
            .among(Column::Health, &filter.health)
            .has(Facet::ImpactArea, &filter.impact_area)
            .linked(TOPICS, &filter.topic, Scope::topics)
            .linked(HUBS, &filter.hub, Scope::hubs)
            .within(
                Column::LeadParliamentId,
                &filter.parliament,
                Scope::parliaments,
            )
            .within(Column::LeadChamberId, &filter.chamber, Scope::chambers)
            .asked(filter.country.as_ref(), |scope, codes| {
                lead.in_subquery(scope.parliaments_of(scope.countries(codes)))
            })
            .asked(filter.region.as_ref(), |scope, regions| {
                let countries = scope.countries_of_region(country::Column::Region, regions);
                lead.in_subquery(scope.parliaments_of(countries))
            })
            .span(Column::StartedOn, &filter.started_on)
            .span(Column::PlannedEndOn, &filter.planned_end_on)
            .span(Column::CompletedOn, &filter.completed_on)
            .in_language(Facet::Translation, &filter.has_translation)
            .since(Column::UpdatedAt, filter.updated_since)
            .done()
    }

    fn sort(field: ProjectOrder) -> Sort {
        match field {
            ProjectOrder::Title => by_name(Kind::Project),
            ProjectOrder::StartedOn => by_nullable(Column::StartedOn, KeyType::Date),
            ProjectOrder::PlannedEndOn => by_nullable(Column::PlannedEndOn, KeyType::Date),
            ProjectOrder::CompletedOn => by_nullable(Column::CompletedOn, KeyType::Date),
            ProjectOrder::CreatedAt => by(Column::CreatedAt, KeyType::Instant),
            ProjectOrder::UpdatedAt => by(Column::UpdatedAt, KeyType::Instant),
        }
    }
}

rows!(project_partner, PartnerId, |actor, at| {
    with_owner::<Entity>(project_partner::Column::ProjectId, actor, at)
});
part!(project_partner of project by project_id / ProjectId as "partners", |row| json!({
    "party": Party::image(party_of!(row)),
    "role": row.role.as_str(),
}));

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartnerOrder {
    Role,
}

impl Listed for project_partner::Entity {
    type Filter = ();
    type Field = PartnerOrder;
    const LIST: &'static str = "partners";
    const DEFAULT_ORDER: Order<PartnerOrder> = ascending(PartnerOrder::Role);

    fn filter((): &(), _scope: Scope<'_>) -> Condition {
        Condition::all()
    }

    fn sort(_field: PartnerOrder) -> Sort {
        by(project_partner::Column::Role, KeyType::Text)
    }
}

rows!(project_milestone, MilestoneId, |actor, at| {
    with_owner::<Entity>(project_milestone::Column::ProjectId, actor, at)
});
part!(project_milestone of project by project_id / ProjectId as "milestones", |row| json!({
    "_title": row.title,
    "due_on": row.due_on,
    "reached_on": row.reached_on,
}));

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MilestoneOrder {
    DueOn,
}

impl Listed for project_milestone::Entity {
    type Filter = ();
    type Field = MilestoneOrder;
    const LIST: &'static str = "milestones";
    const DEFAULT_ORDER: Order<MilestoneOrder> = ascending(MilestoneOrder::DueOn);

    fn filter((): &(), _scope: Scope<'_>) -> Condition {
        Condition::all()
    }

    fn sort(_field: MilestoneOrder) -> Sort {
        by_nullable(project_milestone::Column::DueOn, KeyType::Date)
    }
}

rows!(project_update, UpdateId, |actor, at| {
    with_owner::<Entity>(project_update::Column::ProjectId, actor, at)
});
part!(project_update of project by project_id / ProjectId as "updates", |row| json!({
    "posted_at": row.posted_at,
    "_body": row.body,
    "status": row.status,
    "health": row.health,
}));

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UpdateOrder {
    PostedAt,
}

impl Listed for project_update::Entity {
    type Filter = ();
    type Field = UpdateOrder;
    const LIST: &'static str = "updates";
    const DEFAULT_ORDER: Order<UpdateOrder> = descending(UpdateOrder::PostedAt);

    fn filter((): &(), _scope: Scope<'_>) -> Condition {
        Condition::all()
    }

    fn sort(_field: UpdateOrder) -> Sort {
        by(project_update::Column::PostedAt, KeyType::Instant)
    }
}
