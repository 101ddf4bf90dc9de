//! Chambers: the houses of parliaments.

use chrono::{DateTime, Utc};
use hemicycle_entity::chamber::{Column, Entity, Model};
use hemicycle_entity::country;
use hemicycle_entity::text::Localized;
use hemicycle_entity::values::{ChamberType, Kind, Region, Renewal};
use sea_orm::{ColumnTrait, Condition};

use crate::changes::image::Image;
use crate::filter::{AnyOf, Filtering, Scope, Span};
use crate::listing::{ascending, by, by_name, by_nullable};
use crate::page::{KeyType, Order, Sort};
use crate::read::Listed;
use crate::record::{Facet, Record, Relation, everyone, rows};
use crate::values::LanguageTag;

pub mod deeds;
pub mod houses;

rows!(chamber, ChamberId, everyone);

/// The chambers of a parliament.
pub const OF_PARLIAMENT: Relation = Relation::Column("parliament_id");

impl Record for Entity {
    const KIND: Kind = Kind::Chamber;

    fn key(row: &Model) -> &str {
        &row.code
    }

    fn key_column() -> Column {
        Column::Code
    }

    fn image(row: &Model) -> Image {
        Image::of(row)
            .value("code", &row.code)
            .value("parliament", row.parliament_id)
            .text("name", Some(&row.name))
            .value("local_name", &row.local_name)
            .closed("type", Some(row.kind))
            .value("seats", row.seats)
            .closed("renewal", row.renewal)
            .value("term_years", row.term_years)
    }

    fn name(row: &Model) -> &Localized {
        &row.name
    }

    fn other_names(row: &Model) -> Vec<&str> {
        row.local_name.as_deref().into_iter().collect()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ChamberFilter {
    pub name_starts_with: Option<String>,
    pub code: AnyOf<String>,
    pub parliament: AnyOf<String>,
    pub country: AnyOf<String>,
    pub region: AnyOf<Region>,
    pub kind: AnyOf<ChamberType>,
    pub renewal: AnyOf<Renewal>,
    pub seats: Option<Span<i32>>,
    pub has_translation: AnyOf<LanguageTag>,
    pub updated_since: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChamberOrder {
    Code,
    Name,
    Seats,
    CreatedAt,
    UpdatedAt,
}

impl Listed for Entity {
    type Filter = ChamberFilter;
    type Field = ChamberOrder;
    const LIST: &'static str = "chambers";
    const DEFAULT_ORDER: Order<ChamberOrder> = ascending(ChamberOrder::Code);

    fn filter(filter: &ChamberFilter, scope: Scope<'_>) -> Condition {
        let parliament = Column::ParliamentId;
        Filtering::<Self>::new(scope)
            .named(filter.name_starts_with.as_ref())
            .known(&filter.code)
            .within(Column::ParliamentId, &filter.parliament, Scope::parliaments)
            .asked(filter.country.as_ref(), |scope, codes| {
                parliament.in_subquery(scope.parliaments_of(scope.countries(codes)))
            })
            .asked(filter.region.as_ref(), |scope, regions| {
                let countries = scope.countries_of_region(country::Column::Region, regions);
                parliament.in_subquery(scope.parliaments_of(countries))
            })
            .among(Column::Kind, &filter.kind)
            .among(Column::Renewal, &filter.renewal)
            .span(Column::Seats, &filter.seats)
            .in_language(Facet::Translation, &filter.has_translation)
            .since(Column::UpdatedAt, filter.updated_since)
            .done()
    }

    fn sort(field: ChamberOrder) -> Sort {
        match field {
            ChamberOrder::Code => by(Column::Code, KeyType::Text),
            ChamberOrder::Name => by_name(Kind::Chamber),
            ChamberOrder::Seats => by_nullable(Column::Seats, KeyType::Integer),
            ChamberOrder::CreatedAt => by(Column::CreatedAt, KeyType::Instant),
            ChamberOrder::UpdatedAt => by(Column::UpdatedAt, KeyType::Instant),
        }
    }
}
