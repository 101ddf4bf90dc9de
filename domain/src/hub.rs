//! Hubs and who takes part in them.

use chrono::{DateTime, Utc};
use hemicycle_entity::hub::{Column, Entity, Model};
use hemicycle_entity::hub_membership as membership;
use hemicycle_entity::text::Localized;
use hemicycle_entity::values::{Closed, HubRole, HubStatus, HubType, Kind};
use sea_orm::Condition;
use serde_json::json;

use crate::changes::image::Image;
use crate::filter::{AnyOf, Filtering, Scope};
use crate::listing::{ascending, by, by_name, by_nullable};
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

rows!(hub, HubId, seen::<Entity>);

pub const TOPICS: Link = Link {
    table: "hub_topic",
    from: "hub_id",
    to: "topic_id",
    field: "topics",
};

const fn standing(status: HubStatus) -> Standing {
    match status {
        HubStatus::Proposed => Standing::Waiting,
        HubStatus::Scoping | HubStatus::Active | HubStatus::Dormant | HubStatus::Closed => {
            Standing::Public
        }
    }
}

impl Record for Entity {
    const KIND: Kind = Kind::Hub;

    fn key(row: &Model) -> &str {
        &row.slug
    }

    fn key_column() -> Column {
        Column::Slug
    }

    const IS_HUB: bool = true;

    fn standing(row: &Model, _at: DateTime<Utc>) -> Standing {
        standing(row.status)
    }

    fn standing_is(one: Standing, _at: DateTime<Utc>) -> Condition {
        of_statuses(Column::Status, one, standing)
    }

    fn image(row: &Model) -> Image {
        Image::of(row)
            .value("slug", &row.slug)
            .text("name", Some(&row.name))
            .silent("former_names", &row.former_names)
            .closed("type", Some(row.kind))
            .closed("status", Some(row.status))
            .text("mandate", row.mandate.as_ref())
            .text("status_note", row.status_note.as_ref())
            .tags("languages", &row.languages)
            .value("founded_on", &row.founded_on)
            .silent("channels", &row.channels)
    }

    fn name(row: &Model) -> &Localized {
        &row.name
    }

    fn other_names(row: &Model) -> Vec<&str> {
        let former = row.former_names.0.iter();
        former
            .flat_map(|former| former.name.0.values())
            .map(|wording| wording.text.as_str())
            .collect()
    }

    fn facets(row: &Model) -> Vec<(Facet, &str)> {
        facet(Facet::Language, &row.languages)
    }

    fn texts(row: &Model) -> Vec<&Localized> {
        let texts = [
            Some(&row.name),
            row.mandate.as_ref(),
            row.status_note.as_ref(),
        ];
        texts.into_iter().flatten().collect()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct HubFilter {
    pub name_starts_with: Option<String>,
    pub slug: AnyOf<String>,
    pub kind: AnyOf<HubType>,
    pub status: AnyOf<HubStatus>,
    pub language: AnyOf<LanguageTag>,
    pub topic: AnyOf<String>,
    /// Has a membership of one of these parliaments, whatever the role.
    pub parliament: AnyOf<String>,
    pub has_translation: AnyOf<LanguageTag>,
    pub updated_since: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HubOrder {
    Name,
    FoundedOn,
    CreatedAt,
    UpdatedAt,
}

const MEMBER_PARLIAMENTS: Link = Link {
    table: "hub_membership",
    from: "hub_id",
    to: "parliament_id",
    field: "memberships",
};

impl Listed for Entity {
    type Filter = HubFilter;
    type Field = HubOrder;
    const LIST: &'static str = "hubs";
    const DEFAULT_ORDER: Order<HubOrder> = ascending(HubOrder::Name);

    fn filter(filter: &HubFilter, scope: Scope<'_>) -> Condition {
        Filtering::<Self>::new(scope)
            .named(filter.name_starts_with.as_ref())
            .known(&filter.slug)
            .among(Column::Kind, &filter.kind)
            .among(Column::Status, &filter.status)
            .in_language(Facet::Language, &filter.language)
            .linked(TOPICS, &filter.topic, Scope::topics)
            .linked(MEMBER_PARLIAMENTS, &filter.parliament, Scope::parliaments)
            .in_language(Facet::Translation, &filter.has_translation)
            .since(Column::UpdatedAt, filter.updated_since)
            .done()
    }

    fn sort(field: HubOrder) -> Sort {
        match field {
            HubOrder::Name => by_name(Kind::Hub),
            HubOrder::FoundedOn => by_nullable(Column::FoundedOn, KeyType::Text),
            HubOrder::CreatedAt => by(Column::CreatedAt, KeyType::Instant),
            HubOrder::UpdatedAt => by(Column::UpdatedAt, KeyType::Instant),
        }
    }
}

rows!(hub_membership, MembershipId, |actor, at| {
    with_owner::<Entity>(membership::Column::HubId, actor, at)
});
part!(hub_membership of hub by hub_id / HubId as "memberships", |row| json!({
    "party": Party::image(party_of!(row)),
    "role": row.role.as_str(),
    "since": row.since,
    "until": row.until,
}));

pub const MEMBERSHIPS: Relation = Relation::Column("hub_id");
/// The roles by which people coordinate it.
pub const COORDINATORS: Relation = Relation::Column("hub_id");
/// The hubs a parliament, chamber or organisation takes part in.
pub const MEMBERSHIPS_OF_PARLIAMENT: Relation = Relation::Column("parliament_id");
pub const MEMBERSHIPS_OF_CHAMBER: Relation = Relation::Column("chamber_id");
pub const MEMBERSHIPS_OF_ORGANISATION: Relation = Relation::Column("organisation_id");

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MembershipFilter {
    pub role: AnyOf<HubRole>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MembershipOrder {
    Since,
}

impl Listed for membership::Entity {
    type Filter = MembershipFilter;
    type Field = MembershipOrder;
    const LIST: &'static str = "memberships";
    const DEFAULT_ORDER: Order<MembershipOrder> = ascending(MembershipOrder::Since);

    fn filter(filter: &MembershipFilter, scope: Scope<'_>) -> Condition {
        Filtering::<Self>::new(scope)
            .among(membership::Column::Role, &filter.role)
            .done()
    }

    fn sort(field: MembershipOrder) -> Sort {
        match field {
            MembershipOrder::Since => by_nullable(membership::Column::Since, KeyType::Text),
        }
    }
}
