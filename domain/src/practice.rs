//! Practices: what a parliament does that others can learn from.

use chrono::{DateTime, NaiveDate, Utc};
use hemicycle_entity::ids::{HubId, ParliamentId};
use hemicycle_entity::practice::{Column, Entity, Model};
use hemicycle_entity::text::{Localized, UseCase};
use hemicycle_entity::values::{
    Audience, ImpactArea, Kind, PracticeKind, PracticeStage, PracticeStatus, Region,
};
use hemicycle_entity::{country, practice_external_id as external_id};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition};
use serde_json::json;

use crate::changes::image::Image;
use crate::failure::Failure;
use crate::filter::{AnyOf, Filtering, Scope, Span};
use crate::listing::{ascending, by, by_name, by_nullable, descending};
use crate::page::{KeyType, Order, Sort};
use crate::policy::Standing;
use crate::read::{Listed, Reading};
use crate::record::{Facet, Link, Record, Relation, facet, of_statuses, part, rows, with_owner};
use crate::sight::{self, seen};
use crate::values::LanguageTag;

pub mod content;
pub mod deeds;
pub mod edit;
pub mod lifecycle;
pub mod queue;
pub mod review;
pub mod revision;

rows!(practice, PracticeId, seen::<Entity>);

pub const HUBS: Link = Link {
    table: "practice_hub",
    from: "practice_id",
    to: "hub_id",
    field: "hubs",
};
pub const TOPICS: Link = Link {
    table: "practice_topic",
    from: "practice_id",
    to: "topic_id",
    field: "topics",
};
pub const PROJECTS: Link = Link {
    table: "practice_project",
    from: "practice_id",
    to: "project_id",
    field: "projects",
};
pub const OF_PARLIAMENT: Relation = Relation::Column("parliament_id");
pub const OF_CHAMBER: Relation = Relation::Column("chamber_id");
/// Practices that others adopted from one.
pub const ADOPTIONS: Relation = Relation::Column("adopted_from_id");
/// The parts of a practice.
pub const PARTS: Relation = Relation::Column("practice_id");

const fn standing(status: PracticeStatus) -> Standing {
    match status {
        PracticeStatus::Draft | PracticeStatus::Withdrawn => Standing::Draft,
        PracticeStatus::Submitted | PracticeStatus::InReview | PracticeStatus::ChangesRequested => {
            Standing::Waiting
        }
        PracticeStatus::Rejected | PracticeStatus::Archived => Standing::Closed,
        PracticeStatus::Published => Standing::Public,
    }
}

impl Record for Entity {
    const KIND: Kind = Kind::Practice;

    fn key(row: &Model) -> &str {
        &row.slug
    }

    fn key_column() -> Column {
        Column::Slug
    }

    const HUBS: Option<Link> = Some(HUBS);
    const AUTHORED: bool = true;

    fn standing(row: &Model, _at: DateTime<Utc>) -> Standing {
        standing(row.status)
    }

    fn standing_is(one: Standing, _at: DateTime<Utc>) -> Condition {
        of_statuses(Column::Status, one, standing)
    }

    fn known_as(system: &str, id: &str) -> Option<SimpleExpr> {
        let known = Query::select()
            .column(Alias::new("practice_id"))
            .from(Alias::new("practice_external_id"))
            .and_where(Expr::col(Alias::new("system")).eq(system))
            .and_where(Expr::col(Alias::new("external_id")).eq(id))
            .to_owned();
        Some(Column::Id.in_subquery(known))
    }

    fn parliament(row: &Model) -> Option<ParliamentId> {
        row.parliament_id
    }

    fn parliament_column() -> Option<Column> {
        Some(Column::ParliamentId)
    }

    fn image(row: &Model) -> Image {
        Image::of(row)
            .value("slug", &row.slug)
            .text("title", Some(&row.title))
            .text("summary", row.summary.as_ref())
            .closed("kind", Some(row.kind))
            .closed("status", Some(row.status))
            .closed("stage", row.stage)
            .text("problem", row.problem.as_ref())
            .text("solution", row.solution.as_ref())
            .text("results", row.results.as_ref())
            .text("lessons", row.lessons.as_ref())
            .text("effort", row.effort.as_ref())
            .silent("use_case", &row.use_case)
            .tags("impact_areas", &row.impact_areas)
            .tags("audiences", &row.audiences)
            .value("open_source_url", &row.open_source_url)
            .value("open_to_contact", row.open_to_contact)
            .value("started_on", &row.started_on)
            .value("ended_on", &row.ended_on)
            .value("published_on", row.published_on)
            .value("parliament", row.parliament_id)
            .value("chamber", row.chamber_id)
            .value("adopted_from", row.adopted_from_id)
            .value("submitted_at", row.submitted_at)
            .value("confirmed_on", row.confirmed_on)
    }

    fn name(row: &Model) -> &Localized {
        &row.title
    }

    fn facets(row: &Model) -> Vec<(Facet, &str)> {
        let mut facets = facet(Facet::ImpactArea, &row.impact_areas);
        facets.extend(facet(Facet::Audience, &row.audiences));
        facets
    }

    fn texts(row: &Model) -> Vec<&Localized> {
        let own = [
            Some(&row.title),
            row.summary.as_ref(),
            row.problem.as_ref(),
            row.solution.as_ref(),
            row.results.as_ref(),
            row.lessons.as_ref(),
            row.effort.as_ref(),
        ];
        let use_case = row.use_case.iter().flat_map(use_case_texts);
        own.into_iter().flatten().chain(use_case).collect()
    }
}

fn use_case_texts(section: &UseCase) -> impl Iterator<Item = &Localized> {
    [
        &section.objective,
        &section.actors,
        &section.prerequisites,
        &section.steps,
        &section.data,
        &section.integrations,
        &section.success_metrics,
        &section.risks,
    ]
    .into_iter()
    .filter_map(Option::as_ref)
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PracticeFilter {
    pub title_starts_with: Option<String>,
    pub slug: AnyOf<String>,
    pub kind: AnyOf<PracticeKind>,
    pub status: AnyOf<PracticeStatus>,
    pub stage: AnyOf<PracticeStage>,
    pub impact_area: AnyOf<ImpactArea>,
    pub audience: AnyOf<Audience>,
    pub topic: AnyOf<String>,
    pub hub: AnyOf<String>,
    pub parliament: AnyOf<String>,
    pub chamber: AnyOf<String>,
    pub country: AnyOf<String>,
    pub region: AnyOf<Region>,
    pub published_on: Option<Span<NaiveDate>>,
    pub has_translation: AnyOf<LanguageTag>,
    pub updated_since: Option<DateTime<Utc>>,
    /// Waits for a decision that the actor takes part in, were it not its own work.
    pub to_review: bool,
    /// Drafted, edited or submitted by the actor.
    pub by_hand: bool,
    pub within_hub: Option<HubId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PracticeOrder {
    Title,
    PublishedOn,
    StartedOn,
    CreatedAt,
    UpdatedAt,
    /// Since when it waits for a decision.
    SubmittedAt,
}

/// The conditions that depend on who asks.
fn for_people(filter: &PracticeFilter, scope: Scope<'_>) -> Condition {
    let waiting = filter.to_review.then(|| {
        Condition::all()
            .add(Column::SubmittedAt.is_not_null())
            .add(sight::reviewed::<Entity>(scope.actor, scope.at))
    });
    let own = filter
        .by_hand
        .then(|| sight::by_hand::<Entity>(scope.actor));
    let within = filter.within_hub.map(|hub| {
        let filed = Query::select()
            .column(Alias::new(HUBS.from))
            .from(Alias::new(HUBS.table))
            .and_where(Expr::col(Alias::new(HUBS.to)).eq(hub.0))
            .to_owned();
        Column::Id.in_subquery(filed)
    });
    Condition::all()
        .add_option(waiting)
        .add_option(own)
        .add_option(within)
}

impl Listed for Entity {
    type Filter = PracticeFilter;
    type Field = PracticeOrder;
    const LIST: &'static str = "practices";
    const DEFAULT_ORDER: Order<PracticeOrder> = descending(PracticeOrder::UpdatedAt);

    fn filter(filter: &PracticeFilter, scope: Scope<'_>) -> Condition {
        let parliament = Column::ParliamentId;
        let listed = Filtering::<Self>::new(scope)
            .named(filter.title_starts_with.as_ref())
            .known(&filter.slug)
            .among(Column::Kind, &filter.kind)
            .among(Column::Status, &filter.status)
            .among(Column::Stage, &filter.stage)
            .has(Facet::ImpactArea, &filter.impact_area)
            .has(Facet::Audience, &filter.audience)
            .linked(TOPICS, &filter.topic, Scope::topics)
            .linked(HUBS, &filter.hub, Scope::hubs)
            .within(Column::ParliamentId, &filter.parliament, Scope::parliaments)
            .within(Column::ChamberId, &filter.chamber, Scope::chambers)
            .asked(filter.country.as_ref(), |scope, codes| {
                parliament.in_subquery(scope.parliaments_of(scope.countries(codes)))
            })
            .asked(filter.region.as_ref(), |scope, regions| {
                let countries = scope.countries_of_region(country::Column::Region, regions);
                parliament.in_subquery(scope.parliaments_of(countries))
            })
            .span(Column::PublishedOn, &filter.published_on)
            .in_language(Facet::Translation, &filter.has_translation)
            .since(Column::UpdatedAt, filter.updated_since)
            .done();
        for_people(filter, scope).add(listed)
    }

    fn sort(field: PracticeOrder) -> Sort {
        match field {
            PracticeOrder::Title => by_name(Kind::Practice),
            PracticeOrder::PublishedOn => by_nullable(Column::PublishedOn, KeyType::Date),
            PracticeOrder::StartedOn => by_nullable(Column::StartedOn, KeyType::Text),
            PracticeOrder::CreatedAt => by(Column::CreatedAt, KeyType::Instant),
            PracticeOrder::UpdatedAt => by(Column::UpdatedAt, KeyType::Instant),
            PracticeOrder::SubmittedAt => by_nullable(Column::SubmittedAt, KeyType::Instant),
        }
    }
}

impl Reading {
    /// The practice that another system knows by this id.
    pub async fn practice_known_as(
        &self,
        system: &str,
        id: &str,
    ) -> Result<Option<Model>, Failure> {
        let known = Entity::known_as(system, id);
        self.one::<Entity>(Condition::all().add_option(known)).await
    }
}

rows!(practice_external_id, ExternalIdId, |actor, at| {
    with_owner::<Entity>(external_id::Column::PracticeId, actor, at)
});
part!(practice_external_id of practice by practice_id / PracticeId as "external_ids", |row| json!({
    "system": row.system,
    "id": row.external_id,
}));

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExternalIdOrder {
    System,
}

impl Listed for external_id::Entity {
    type Filter = ();
    type Field = ExternalIdOrder;
    const LIST: &'static str = "external_ids";
    const DEFAULT_ORDER: Order<ExternalIdOrder> = ascending(ExternalIdOrder::System);

    fn filter((): &(), _scope: Scope<'_>) -> Condition {
        Condition::all()
    }

    fn sort(_field: ExternalIdOrder) -> Sort {
        by(external_id::Column::System, KeyType::Text)
    }
}
