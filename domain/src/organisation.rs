//! Organisations that are not parliaments: the IPU, networks, agencies.

use chrono::{DateTime, Utc};
use hemicycle_entity::organisation::{Column, Entity, Model};
use hemicycle_entity::text::Localized;
use hemicycle_entity::values::{Kind, OrganisationType};
use sea_orm::Condition;

use crate::changes::image::Image;
use crate::filter::{AnyOf, Filtering, Scope};
use crate::listing::{ascending, by, by_name};
use crate::page::{KeyType, Order, Sort};
use crate::read::Listed;
use crate::record::{Facet, Record, everyone, rows};
use crate::values::LanguageTag;

pub mod deeds;

rows!(organisation, OrganisationId, everyone);

impl Record for Entity {
    const KIND: Kind = Kind::Organisation;

    fn key(row: &Model) -> &str {
        &row.slug
    }

    fn key_column() -> Column {
        Column::Slug
    }

    fn image(row: &Model) -> Image {
        Image::of(row)
            .value("slug", &row.slug)
            .text("name", Some(&row.name))
            .text("acronym", row.acronym.as_ref())
            .closed("type", Some(row.kind))
            .value("website", &row.website)
    }

    fn name(row: &Model) -> &Localized {
        &row.name
    }

    fn other_names(row: &Model) -> Vec<&str> {
        let acronyms = row.acronym.iter().flat_map(|text| text.0.values());
        acronyms.map(|wording| wording.text.as_str()).collect()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OrganisationFilter {
    pub name_starts_with: Option<String>,
    pub slug: AnyOf<String>,
    pub kind: AnyOf<OrganisationType>,
    pub has_translation: AnyOf<LanguageTag>,
    pub updated_since: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrganisationOrder {
    Name,
    CreatedAt,
    UpdatedAt,
}

impl Listed for Entity {
    type Filter = OrganisationFilter;
    type Field = OrganisationOrder;
    const LIST: &'static str = "organisations";
    const DEFAULT_ORDER: Order<OrganisationOrder> = ascending(OrganisationOrder::Name);

    fn filter(filter: &OrganisationFilter, scope: Scope<'_>) -> Condition {
        Filtering::<Self>::new(scope)
            .named(filter.name_starts_with.as_ref())
            .known(&filter.slug)
            .among(Column::Kind, &filter.kind)
            .in_language(Facet::Translation, &filter.has_translation)
            .since(Column::UpdatedAt, filter.updated_since)
            .done()
    }

    fn sort(field: OrganisationOrder) -> Sort {
        match field {
            OrganisationOrder::Name => by_name(Kind::Organisation),
            OrganisationOrder::CreatedAt => by(Column::CreatedAt, KeyType::Instant),
            OrganisationOrder::UpdatedAt => by(Column::UpdatedAt, KeyType::Instant),
        }
    }
}
