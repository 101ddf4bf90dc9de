//! Topics: the controlled vocabulary that everything is filed under.

use chrono::{DateTime, Utc};
use hemicycle_entity::text::Localized;
use hemicycle_entity::topic::{Column, Entity, Model};
use hemicycle_entity::values::Kind;
use sea_orm::{ColumnTrait, Condition};

use crate::changes::image::Image;
use crate::filter::{AnyOf, Filtering, Scope};
use crate::listing::{ascending, by, by_name};
use crate::page::{KeyType, Order, Sort};
use crate::read::Listed;
use crate::record::{Facet, Record, Relation, everyone, rows};
use crate::values::LanguageTag;

pub mod deeds;
pub mod filing;
pub mod merge;

rows!(topic, TopicId, everyone);

/// Topics directly below one.
pub const NARROWER: Relation = Relation::Column("broader_id");

impl Record for Entity {
    const KIND: Kind = Kind::Topic;

    fn key(row: &Model) -> &str {
        &row.code
    }

    fn key_column() -> Column {
        Column::Code
    }

    fn image(row: &Model) -> Image {
        Image::of(row)
            .value("code", &row.code)
            .text("label", Some(&row.label))
            .text("definition", row.definition.as_ref())
            .value("broader", row.broader_id)
            .value("replaced_by", row.replaced_by_id)
            .value("deprecated_on", row.deprecated_on)
    }

    fn name(row: &Model) -> &Localized {
        &row.label
    }

    fn texts(row: &Model) -> Vec<&Localized> {
        [Some(&row.label), row.definition.as_ref()]
            .into_iter()
            .flatten()
            .collect()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TopicFilter {
    pub label_starts_with: Option<String>,
    pub code: AnyOf<String>,
    /// Only those without (true) or with (false) a broader one.
    pub top: Option<bool>,
    /// Only those without (false) or with (true) a replacement.
    pub replaced: Option<bool>,
    /// Only those that nothing new is filed under any more (true), or the others (false).
    pub deprecated: Option<bool>,
    pub has_translation: AnyOf<LanguageTag>,
    pub updated_since: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TopicOrder {
    Code,
    Label,
    CreatedAt,
    UpdatedAt,
}

impl Listed for Entity {
    type Filter = TopicFilter;
    type Field = TopicOrder;
    const LIST: &'static str = "topics";
    const DEFAULT_ORDER: Order<TopicOrder> = ascending(TopicOrder::Label);

    fn filter(filter: &TopicFilter, scope: Scope<'_>) -> Condition {
        let null = |column: Column, wanted: bool| {
            if wanted {
                column.is_null()
            } else {
                column.is_not_null()
            }
        };
        Filtering::<Self>::new(scope)
            .named(filter.label_starts_with.as_ref())
            .known(&filter.code)
            .asked(filter.top.as_ref(), |_, top| null(Column::BroaderId, *top))
            .asked(filter.replaced.as_ref(), |_, replaced| {
                null(Column::ReplacedById, !*replaced)
            })
            .asked(filter.deprecated.as_ref(), |_, deprecated| {
                null(Column::DeprecatedOn, !*deprecated)
            })
            .in_language(Facet::Translation, &filter.has_translation)
            .since(Column::UpdatedAt, filter.updated_since)
            .done()
    }

    fn sort(field: TopicOrder) -> Sort {
        match field {
            TopicOrder::Code => by(Column::Code, KeyType::Text),
            TopicOrder::Label => by_name(Kind::Topic),
            TopicOrder::CreatedAt => by(Column::CreatedAt, KeyType::Instant),
            TopicOrder::UpdatedAt => by(Column::UpdatedAt, KeyType::Instant),
        }
    }
}
