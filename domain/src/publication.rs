//! Publications, their editions and publishers.

use chrono::{DateTime, Utc};
use hemicycle_entity::publication::{Column, Entity, Model};
use hemicycle_entity::text::Localized;
use hemicycle_entity::values::{ImpactArea, Kind, PublicationType};
use hemicycle_entity::{publication_edition, publication_publisher};
use sea_orm::sea_query::{Alias, Expr, Query};
use sea_orm::{ColumnTrait, Condition};
use serde_json::json;

use crate::changes::image::Image;
use crate::event::PositionOrder;
use crate::filter::{AnyOf, Filtering, Scope, Span};
use crate::listing::{ascending, by, by_name, by_nullable, descending};
use crate::page::{KeyType, Order, Sort};
use crate::party::Party;
use crate::party_of;
use crate::read::Listed;
use crate::record::{Facet, Link, Record, Relation, everyone, facet, part, rows};
use crate::values::LanguageTag;

pub mod deeds;
pub mod editions;

rows!(publication, PublicationId, everyone);

/// The events that launched a publication.
pub const EVENTS: Link = Link {
    table: "publication_event",
    from: "publication_id",
    to: "event_id",
    field: "events",
};
pub const PRACTICES: Link = Link {
    table: "publication_practice",
    from: "publication_id",
    to: "practice_id",
    field: "practices",
};
pub const TOPICS: Link = Link {
    table: "publication_topic",
    from: "publication_id",
    to: "topic_id",
    field: "topics",
};
/// The parts of a publication.
pub const PARTS: Relation = Relation::Column("publication_id");
/// The publications of a parliament, chamber or organisation.
pub const OF_PARLIAMENT: Relation =
    Relation::Link("publication_publisher", "parliament_id", "publication_id");
pub const OF_ORGANISATION: Relation =
    Relation::Link("publication_publisher", "organisation_id", "publication_id");

impl Record for Entity {
    const KIND: Kind = Kind::Publication;

    fn key(row: &Model) -> &str {
        &row.slug
    }

    fn key_column() -> Column {
        Column::Slug
    }

    fn image(row: &Model) -> Image {
        Image::of(row)
            .value("slug", &row.slug)
            .text("title", Some(&row.title))
            .closed("type", Some(row.kind))
            .value("year", row.year)
            .text("summary", row.summary.as_ref())
            .value("isbn", &row.isbn)
            .tags("impact_areas", &row.impact_areas)
    }

    fn name(row: &Model) -> &Localized {
        &row.title
    }

    fn facets(row: &Model) -> Vec<(Facet, &str)> {
        facet(Facet::ImpactArea, &row.impact_areas)
    }

    fn texts(row: &Model) -> Vec<&Localized> {
        [Some(&row.title), row.summary.as_ref()]
            .into_iter()
            .flatten()
            .collect()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PublicationFilter {
    pub title_starts_with: Option<String>,
    pub slug: AnyOf<String>,
    pub kind: AnyOf<PublicationType>,
    pub year: Option<Span<i32>>,
    /// Has an edition in one of these languages.
    pub language: AnyOf<LanguageTag>,
    pub impact_area: AnyOf<ImpactArea>,
    pub topic: AnyOf<String>,
    pub has_translation: AnyOf<LanguageTag>,
    pub updated_since: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PublicationOrder {
    Title,
    Year,
    CreatedAt,
    UpdatedAt,
}

impl Listed for Entity {
    type Filter = PublicationFilter;
    type Field = PublicationOrder;
    const LIST: &'static str = "publications";
    const DEFAULT_ORDER: Order<PublicationOrder> = descending(PublicationOrder::Year);

    fn filter(filter: &PublicationFilter, scope: Scope<'_>) -> Condition {
        Filtering::<Self>::new(scope)
            .named(filter.title_starts_with.as_ref())
            .known(&filter.slug)
            .among(Column::Kind, &filter.kind)
            .span(Column::Year, &filter.year)
            .asked(filter.language.as_ref(), |scope, languages| {
                let editions = Query::select()
                    .column(Alias::new("publication_id"))
                    .from(Alias::new("publication_edition"))
                    .and_where(scope.text_in(
                        Expr::col(Alias::new("language")),
                        languages.iter().map(LanguageTag::as_str),
                    ))
                    .to_owned();
                Column::Id.in_subquery(editions)
            })
            .has(Facet::ImpactArea, &filter.impact_area)
            .linked(TOPICS, &filter.topic, Scope::topics)
            .in_language(Facet::Translation, &filter.has_translation)
            .since(Column::UpdatedAt, filter.updated_since)
            .done()
    }

    fn sort(field: PublicationOrder) -> Sort {
        match field {
            PublicationOrder::Title => by_name(Kind::Publication),
            PublicationOrder::Year => by_nullable(Column::Year, KeyType::Integer),
            PublicationOrder::CreatedAt => by(Column::CreatedAt, KeyType::Instant),
            PublicationOrder::UpdatedAt => by(Column::UpdatedAt, KeyType::Instant),
        }
    }
}

rows!(publication_edition, EditionId, everyone);
part!(publication_edition of publication by publication_id / PublicationId as "editions", |row| json!({
    "language": row.language,
    "url": row.url,
    "title": row.title,
    "licence": row.licence,
    "published_on": row.published_on,
}));

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EditionOrder {
    Language,
}

impl Listed for publication_edition::Entity {
    type Filter = ();
    type Field = EditionOrder;
    const LIST: &'static str = "editions";
    const DEFAULT_ORDER: Order<EditionOrder> = ascending(EditionOrder::Language);

    fn filter((): &(), _scope: Scope<'_>) -> Condition {
        Condition::all()
    }

    fn sort(_field: EditionOrder) -> Sort {
        by(publication_edition::Column::Language, KeyType::Text)
    }
}

rows!(publication_publisher, PublisherId, everyone);
part!(publication_publisher of publication by publication_id / PublicationId as "publishers", |row| json!({
    "party": Party::image(party_of!(row)),
    "position": row.position,
}));

impl Listed for publication_publisher::Entity {
    type Filter = ();
    type Field = PositionOrder;
    const LIST: &'static str = "publishers";
    const DEFAULT_ORDER: Order<PositionOrder> = ascending(PositionOrder::Position);

    fn filter((): &(), _scope: Scope<'_>) -> Condition {
        Condition::all()
    }

    fn sort(_field: PositionOrder) -> Sort {
        by(publication_publisher::Column::Position, KeyType::Integer)
    }
}
