//! Countries and territories, as ISO 3166-1 and UN M49 name them.

use chrono::{DateTime, Utc};
use hemicycle_entity::country::{Column, Entity, Model};
use hemicycle_entity::text::Localized;
use hemicycle_entity::values::{Kind, Region, Subregion};
use sea_orm::Condition;

use crate::changes::image::Image;
use crate::filter::{AnyOf, Filtering, Scope};
use crate::listing::{ascending, by, by_name};
use crate::page::{KeyType, Order, Sort};
use crate::read::Listed;
use crate::record::{Facet, Record, everyone, facet, rows};
use crate::values::LanguageTag;

rows!(country, CountryId, everyone);

impl Record for Entity {
    const KIND: Kind = Kind::Country;

    fn key(row: &Model) -> &str {
        &row.code
    }

    fn key_column() -> Column {
        Column::Code
    }

    fn image(row: &Model) -> Image {
        Image::of(row)
            .value("code", &row.code)
            .value("alpha3", &row.alpha3)
            .value("m49", &row.m49)
            .text("name", Some(&row.name))
            .closed("region", row.region)
            .closed("subregion", row.subregion)
            .tags("languages", &row.languages)
    }

    fn name(row: &Model) -> &Localized {
        &row.name
    }

    fn facets(row: &Model) -> Vec<(Facet, &str)> {
        facet(Facet::Language, &row.languages)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CountryFilter {
    pub name_starts_with: Option<String>,
    pub code: AnyOf<String>,
    pub region: AnyOf<Region>,
    pub subregion: AnyOf<Subregion>,
    pub language: AnyOf<LanguageTag>,
    pub has_translation: AnyOf<LanguageTag>,
    pub updated_since: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CountryOrder {
    Code,
    Name,
    CreatedAt,
    UpdatedAt,
}

impl Listed for Entity {
    type Filter = CountryFilter;
    type Field = CountryOrder;
    const LIST: &'static str = "countries";
    const DEFAULT_ORDER: Order<CountryOrder> = ascending(CountryOrder::Name);

    fn filter(filter: &CountryFilter, scope: Scope<'_>) -> Condition {
        Filtering::<Self>::new(scope)
            .named(filter.name_starts_with.as_ref())
            .codes(Column::Code, &filter.code)
            .among(Column::Region, &filter.region)
            .among(Column::Subregion, &filter.subregion)
            .in_language(Facet::Language, &filter.language)
            .in_language(Facet::Translation, &filter.has_translation)
            .since(Column::UpdatedAt, filter.updated_since)
            .done()
    }

    fn sort(field: CountryOrder) -> Sort {
        match field {
            CountryOrder::Code => by(Column::Code, KeyType::Text),
            CountryOrder::Name => by_name(Kind::Country),
            CountryOrder::CreatedAt => by(Column::CreatedAt, KeyType::Instant),
            CountryOrder::UpdatedAt => by(Column::UpdatedAt, KeyType::Instant),
        }
    }
}
