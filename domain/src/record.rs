//! What a kind must say of itself; everything else in the core is generic.
//!
//! A *record* stands for itself and is spoken of in the log. A *part* belongs to one record, is seen with it, and its changes are told
//! in its record's entry, so that history, versions and audiences have one home.

use std::hash::Hash;

use chrono::{DateTime, Utc};
use hemicycle_entity::ids::{AccountId, ParliamentId};
use hemicycle_entity::text::{Localized, Sources};
use hemicycle_entity::values::{AudienceScope, Kind};
use sea_orm::{Condition, EntityTrait, FromQueryResult, IntoActiveModel};
use uuid::Uuid;

use crate::actor::Actor;
use crate::changes::image::Image;
use crate::policy::Standing;
use crate::sight;

/// Rows of one table, as far as reading goes.
pub trait Rows:
    EntityTrait<
        Model: Clone + Send + Sync + FromQueryResult + IntoActiveModel<Self::ActiveModel>,
        ActiveModel: Send,
    > + 'static
{
    type Id: Copy
        + Eq
        + Ord
        + Hash
        + Send
        + Sync
        + Into<Uuid>
        + From<Uuid>
        + Into<sea_orm::Value>
        + 'static;

    fn id(row: &Self::Model) -> Self::Id;
    fn id_column() -> Self::Column;
    /// The rows this actor may see at this instant. Columns are qualified by their table.
    fn visible_to(actor: &Actor, at: DateTime<Utc>) -> Condition;
}

/// A row of a table.
pub type RowOf<E> = <E as EntityTrait>::Model;

/// A kind of record.
pub trait Record: Rows<Model: Common + PartialEq> {
    const KIND: Kind;

    /// The joining table to the parliaments whose people are the record's own.
    const PARLIAMENTS: Option<Link> = None;
    /// The joining table to the hubs it is filed under.
    const HUBS: Option<Link> = None;
    /// The record is itself a hub.
    const IS_HUB: bool = false;
    /// Who drafted, edited or submitted it is kept: they see it, and nobody decides on their own.
    const AUTHORED: bool = false;

    /// The code or slug that people know the record by; empty for a kind without one.
    fn key(row: &Self::Model) -> &str;
    fn key_column() -> Self::Column;
    /// How far it has come, as far as it matters to who may see it.
    fn standing(_row: &Self::Model, _at: DateTime<Utc>) -> Standing {
        Standing::Public
    }
    /// The rows of that standing. Says the same as `standing`.
    fn standing_is(standing: Standing, _at: DateTime<Utc>) -> Condition {
        match standing {
            Standing::Public => Condition::all(),
            _ => nobody(),
        }
    }
    /// The parliament whose people are the record's own, where a column of the row says it.
    fn parliament(_row: &Self::Model) -> Option<ParliamentId> {
        None
    }
    fn parliament_column() -> Option<Self::Column> {
        None
    }
    /// The record that another system knows by this id.
    fn known_as(_system: &str, _id: &str) -> Option<sea_orm::sea_query::SimpleExpr> {
        None
    }
    /// The account that the record is about.
    fn account(_row: &Self::Model) -> Option<AccountId> {
        None
    }
    fn account_column() -> Option<Self::Column> {
        None
    }
    /// Who belongs to the record's readers at this instant.
    fn audience(row: &Self::Model, at: DateTime<Utc>) -> AudienceScope {
        sight::audience(Self::standing(row, at))
    }
    /// What the log remembers. Never personal data.
    fn image(row: &Self::Model) -> Image;
    /// The name it is ordered and searched by; empty for a kind without a public name.
    fn name(_row: &Self::Model) -> &Localized {
        &NAMELESS
    }
    /// Other names it is found by, without a language.
    fn other_names(_row: &Self::Model) -> Vec<&str> {
        Vec::new()
    }
    /// Values of lists that it can be filtered by.
    fn facets(_row: &Self::Model) -> Vec<(Facet, &str)> {
        Vec::new()
    }
    /// All its texts, for the languages it is available in.
    fn texts(row: &Self::Model) -> Vec<&Localized> {
        vec![Self::name(row)]
    }
}

/// Rows that belong to a record.
pub trait Part: Rows {
    type Owner: Record;
    /// The name of the list in the owner's entry of the log.
    const FIELD: &'static str;

    fn owner(row: &Self::Model) -> <Self::Owner as Rows>::Id;
    fn owner_column() -> Self::Column;
    /// What makes two rows the same part: an object with everything but the id. The log is told of it, but for keys that begin with `_`: free
    /// text, which is compared only. Never personal data.
    fn image(row: &Self::Model) -> serde_json::Value;
}

/// Rows that belong to a part and name people.
pub trait Detail: Rows + EntityTrait<Model: PartialEq> {
    type Part: Part;
    /// What they are called where the log counts them.
    const FIELD: &'static str;

    fn part_column() -> Self::Column;

    /// Whether two rows name the same person.
    fn same_person(one: &Self::Model, other: &Self::Model) -> bool;

    /// Whether they do so as the same.
    fn same_role(one: &Self::Model, other: &Self::Model) -> bool;

    /// As what the person comes.
    fn role_title(row: &mut Self::Model) -> &mut Option<Localized>;

    /// Lets a row go on as the one that named the same person before: under its id, with the translations of its texts.
    fn follow(row: &mut Self::Model, before: &Self::Model);
}

/// Lists of values that are filtered by, kept in the `facet` table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    Audience,
    GeopoliticalGroup,
    ImpactArea,
    Language,
    SessionKind,
    /// Languages in which the record's texts are available.
    Translation,
}

impl Facet {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Audience => "AUDIENCE",
            Self::GeopoliticalGroup => "GEOPOLITICAL_GROUP",
            Self::ImpactArea => "IMPACT_AREA",
            Self::Language => "LANGUAGE",
            Self::SessionKind => "SESSION_KIND",
            Self::Translation => "TRANSLATION",
        }
    }
}

/// A table that joins records, named by its columns. `from` and `to` are read in either direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    pub table: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    /// The name of the list in the log's entry of the record at `from`.
    pub field: &'static str,
}

/// How the rows of a list are reached from the record they hang on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// A column of the listed table holds the parent's id.
    Column(&'static str),
    /// A joining table does: its name, the column of the parent, the column of the listed row.
    Link(&'static str, &'static str, &'static str),
}

impl Link {
    /// From the record the link belongs to.
    pub const fn forward(self) -> Relation {
        Relation::Link(self.table, self.from, self.to)
    }

    /// From the other side.
    pub const fn backward(self) -> Relation {
        Relation::Link(self.table, self.to, self.from)
    }
}

static NAMELESS: Localized = Localized(std::collections::BTreeMap::new());

/// What all records have.
pub trait Common {
    fn uuid(&self) -> Uuid;
    fn version(&self) -> i32;
    fn created_at(&self) -> DateTime<Utc>;
    fn updated_at(&self) -> DateTime<Utc>;
    fn stamp(&mut self, version: i32, created_at: DateTime<Utc>, updated_at: DateTime<Utc>);
}

/// What all content has: records that are published.
pub trait Content: Common {
    fn original_language(&self) -> &str;
    fn licence(&self) -> &str;
    fn sources(&self) -> &Sources;
}

macro_rules! common {
    ($($module:ident)*) => {$(
        impl Common for hemicycle_entity::$module::Model {
            fn uuid(&self) -> Uuid { self.id.0 }
            fn version(&self) -> i32 { self.version }
            fn created_at(&self) -> DateTime<Utc> { self.created_at }
            fn updated_at(&self) -> DateTime<Utc> { self.updated_at }
            fn stamp(&mut self, version: i32, created_at: DateTime<Utc>, updated_at: DateTime<Utc>) {
                self.version = version;
                self.created_at = created_at;
                self.updated_at = updated_at;
            }
        }
    )*};
}

macro_rules! content {
    ($($module:ident)*) => {
        common! { $($module)* }
        $(
            impl Content for hemicycle_entity::$module::Model {
                fn original_language(&self) -> &str { &self.original_language }
                fn licence(&self) -> &str { &self.licence }
                fn sources(&self) -> &Sources { &self.sources }
            }
        )*
    };
}

content! {
    topic
    country
    organisation
    parliament
    chamber
    hub
    event
    publication
    project
    practice
    contact
}

common! {
    account
}

/// `Rows` for a table: its id, and which of its rows an actor sees.
macro_rules! rows {
    ($module:ident, $id:ident, $visible:expr) => {
        impl $crate::record::Rows for hemicycle_entity::$module::Entity {
            type Id = hemicycle_entity::ids::$id;

            fn id(row: &hemicycle_entity::$module::Model) -> Self::Id {
                row.id
            }

            fn id_column() -> hemicycle_entity::$module::Column {
                hemicycle_entity::$module::Column::Id
            }

            fn visible_to(
                actor: &$crate::actor::Actor,
                at: chrono::DateTime<chrono::Utc>,
            ) -> sea_orm::Condition {
                let visible: fn(
                    &$crate::actor::Actor,
                    chrono::DateTime<chrono::Utc>,
                ) -> sea_orm::Condition = $visible;
                visible(actor, at)
            }
        }
    };
}

/// `Part` for a table: whose part it is, what the list is called, what the log remembers.
macro_rules! part {
    ($module:ident of $owner:ident by $key:ident / $column:ident as $field:literal, $image:expr) => {
        impl $crate::record::Part for hemicycle_entity::$module::Entity {
            type Owner = hemicycle_entity::$owner::Entity;
            const FIELD: &'static str = $field;

            fn owner(
                row: &hemicycle_entity::$module::Model,
            ) -> <Self::Owner as $crate::record::Rows>::Id {
                row.$key
            }

            fn owner_column() -> hemicycle_entity::$module::Column {
                hemicycle_entity::$module::Column::$column
            }

            fn image(row: &hemicycle_entity::$module::Model) -> serde_json::Value {
                let image: fn(&hemicycle_entity::$module::Model) -> serde_json::Value = $image;
                image(row)
            }
        }
    };
}

pub(crate) use {part, rows};

/// All rows, whoever asks.
pub(crate) fn everyone(_actor: &Actor, _at: DateTime<Utc>) -> Condition {
    Condition::all()
}

/// Rows that are seen with the record they belong to.
pub(crate) fn with_owner<E: Rows>(
    owner: impl sea_orm::ColumnTrait,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Condition {
    match actor {
        Actor::System(_) => Condition::all(),
        Actor::Visitor | Actor::Account(_) => {
            let owners = sea_orm::sea_query::Query::select()
                .column((E::default(), E::id_column()))
                .from(E::default())
                .cond_where(E::visible_to(actor, at))
                .to_owned();
            Condition::all().add(owner.in_subquery(owners))
        }
    }
}

/// All rows for those who belong to the network, none for others.
pub(crate) fn to_members(actor: &Actor, at: DateTime<Utc>) -> Condition {
    if actor.is_member(at) {
        Condition::all()
    } else {
        nobody()
    }
}

/// Nothing.
pub(crate) fn nobody() -> Condition {
    Condition::all().add(sea_orm::sea_query::Expr::cust("1 = 0"))
}

/// The rows whose status has this standing.
pub(crate) fn of_statuses<S: hemicycle_entity::values::Closed>(
    column: impl sea_orm::ColumnTrait,
    standing: Standing,
    standing_of: fn(S) -> Standing,
) -> Condition {
    let statuses = S::ALL
        .iter()
        .filter(|status| standing_of(**status) == standing)
        .map(|status| status.as_str());
    let statuses: Vec<&str> = statuses.collect();
    if statuses.is_empty() {
        return nobody();
    }
    Condition::all().add(column.is_in(statuses))
}

/// The values of a list as facets.
pub(crate) fn facet(facet: Facet, tags: &hemicycle_entity::text::Tags) -> Vec<(Facet, &str)> {
    tags.0.iter().map(|tag| (facet, tag.as_str())).collect()
}
