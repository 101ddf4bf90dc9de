//! Parliaments: national, supranational and subnational.

use chrono::{DateTime, Utc};
use hemicycle_entity::country;
use hemicycle_entity::parliament::{Column, Entity, Model};
use hemicycle_entity::text::Localized;
use hemicycle_entity::values::{
    GeopoliticalGroup, Kind, ParliamentKind, ParliamentStatus, ParliamentStructure, Region,
    Subregion,
};
use sea_orm::{ColumnTrait, Condition};

use crate::changes::image::Image;
use crate::filter::{AnyOf, Filtering, Scope};
use crate::listing::{ascending, by, by_name};
use crate::page::{KeyType, Order, Sort};
use crate::read::Listed;
use crate::record::{Facet, Record, Relation, everyone, facet, rows};
use crate::values::LanguageTag;

pub mod deeds;

rows!(parliament, ParliamentId, everyone);

/// The parliaments of a country.
pub const OF_COUNTRY: Relation = Relation::Column("country_id");

impl Record for Entity {
    const KIND: Kind = Kind::Parliament;

    fn key(row: &Model) -> &str {
        &row.code
    }

    fn key_column() -> Column {
        Column::Code
    }

    fn image(row: &Model) -> Image {
        Image::of(row)
            .value("code", &row.code)
            .value("country", row.country_id)
            .text("name", Some(&row.name))
            .value("local_name", &row.local_name)
            .closed("kind", Some(row.kind))
            .closed("structure", Some(row.structure))
            .closed("status", Some(row.status))
            .value("website", &row.website)
            .value("ipu_member", row.ipu_member)
            .tags("geopolitical_groups", &row.geopolitical_groups)
    }

    fn name(row: &Model) -> &Localized {
        &row.name
    }

    fn other_names(row: &Model) -> Vec<&str> {
        row.local_name.as_deref().into_iter().collect()
    }

    fn facets(row: &Model) -> Vec<(Facet, &str)> {
        facet(Facet::GeopoliticalGroup, &row.geopolitical_groups)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ParliamentFilter {
    pub name_starts_with: Option<String>,
    pub code: AnyOf<String>,
    pub country: AnyOf<String>,
    pub region: AnyOf<Region>,
    pub subregion: AnyOf<Subregion>,
    pub kind: AnyOf<ParliamentKind>,
    pub structure: AnyOf<ParliamentStructure>,
    pub status: AnyOf<ParliamentStatus>,
    pub ipu_member: Option<bool>,
    pub geopolitical_group: AnyOf<GeopoliticalGroup>,
    pub has_translation: AnyOf<LanguageTag>,
    pub updated_since: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParliamentOrder {
    Code,
    Name,
    CreatedAt,
    UpdatedAt,
}

impl Listed for Entity {
    type Filter = ParliamentFilter;
    type Field = ParliamentOrder;
    const LIST: &'static str = "parliaments";
    const DEFAULT_ORDER: Order<ParliamentOrder> = ascending(ParliamentOrder::Code);

    fn filter(filter: &ParliamentFilter, scope: Scope<'_>) -> Condition {
        let country = Column::CountryId;
        Filtering::<Self>::new(scope)
            .named(filter.name_starts_with.as_ref())
            .known(&filter.code)
            .within(Column::CountryId, &filter.country, Scope::countries)
            .asked(filter.region.as_ref(), |scope, regions| {
                country.in_subquery(scope.countries_of_region(country::Column::Region, regions))
            })
            .asked(filter.subregion.as_ref(), |scope, regions| {
                country.in_subquery(scope.countries_of_region(country::Column::Subregion, regions))
            })
            .among(Column::Kind, &filter.kind)
            .among(Column::Structure, &filter.structure)
            .among(Column::Status, &filter.status)
            .flag(Column::IpuMember, filter.ipu_member)
            .has(Facet::GeopoliticalGroup, &filter.geopolitical_group)
            .in_language(Facet::Translation, &filter.has_translation)
            .since(Column::UpdatedAt, filter.updated_since)
            .done()
    }

    fn sort(field: ParliamentOrder) -> Sort {
        match field {
            ParliamentOrder::Code => by(Column::Code, KeyType::Text),
            ParliamentOrder::Name => by_name(Kind::Parliament),
            ParliamentOrder::CreatedAt => by(Column::CreatedAt, KeyType::Instant),
            ParliamentOrder::UpdatedAt => by(Column::UpdatedAt, KeyType::Instant),
        }
    }
}
