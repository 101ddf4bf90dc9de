//! What a kind must say of itself; everything else in the core is generic.
//!
//! A *record* stands for itself and is spoken of in the log. A *part* belongs to one record, is seen with it, and its changes are told
//! in its record's entry, so that history, versions and audiences have one home.

use std::hash::Hash;

use chrono::{DateTime, Utc};
use hemicycle_entity::text::{Localized, Sources};
use hemicycle_entity::values::{AudienceScope, Kind};
use sea_orm::{Condition, EntityTrait, FromQueryResult, IntoActiveModel};
use uuid::Uuid;

use crate::actor::Actor;
use crate::changes::image::Image;

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
pub trait Record: Rows<Model: Common> {
    const KIND: Kind;

    /// The code or slug that people know the record by.
    fn key(row: &Self::Model) -> &str;
    fn key_column() -> Self::Column;
    /// Who belongs to the record's readers at this instant. Says the same as `visible_to`.
    fn audience(row: &Self::Model, at: DateTime<Utc>) -> AudienceScope;
    /// What the log remembers. Never personal data.
    fn image(row: &Self::Model) -> Image;
    /// The name it is ordered and searched by.
    fn name(row: &Self::Model) -> &Localized;
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

/// What all records have.
pub trait Common {
    fn uuid(&self) -> Uuid;
    fn version(&self) -> i32;
    fn created_at(&self) -> DateTime<Utc>;
    fn updated_at(&self) -> DateTime<Utc>;
    fn original_language(&self) -> &str;
    fn licence(&self) -> &str;
    fn sources(&self) -> &Sources;
    fn stamp(&mut self, version: i32, created_at: DateTime<Utc>, updated_at: DateTime<Utc>);
}

macro_rules! common {
    ($($module:ident)*) => {$(
        impl Common for hemicycle_entity::$module::Model {
            fn uuid(&self) -> Uuid { self.id.0 }
            fn version(&self) -> i32 { self.version }
            fn created_at(&self) -> DateTime<Utc> { self.created_at }
            fn updated_at(&self) -> DateTime<Utc> { self.updated_at }
            fn original_language(&self) -> &str { &self.original_language }
            fn licence(&self) -> &str { &self.licence }
            fn sources(&self) -> &Sources { &self.sources }
            fn stamp(&mut self, version: i32, created_at: DateTime<Utc>, updated_at: DateTime<Utc>) {
                self.version = version;
                self.created_at = created_at;
                self.updated_at = updated_at;
            }
        }
    )*};
}

common! {
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
        Actor::Visitor => {
            let owners = sea_orm::sea_query::Query::select()
                .column((E::default(), E::id_column()))
                .from(E::default())
                .cond_where(E::visible_to(actor, at))
                .to_owned();
            Condition::all().add(owner.in_subquery(owners))
        }
    }
}

/// What a visitor sees; the service itself sees all.
pub(crate) fn to_visitors(actor: &Actor, published: Condition) -> Condition {
    match actor {
        Actor::Visitor => published,
        Actor::System(_) => Condition::all(),
    }
}

/// Nothing for visitors.
pub(crate) fn nobody() -> Condition {
    Condition::all().add(sea_orm::sea_query::Expr::cust("1 = 0"))
}

/// `PUBLIC` if so, otherwise `STAFF`: the two audiences that most kinds have.
pub(crate) const fn public_if(public: bool) -> AudienceScope {
    if public {
        AudienceScope::Public
    } else {
        AudienceScope::Staff
    }
}

/// The values of a list as facets.
pub(crate) fn facet(facet: Facet, tags: &hemicycle_entity::text::Tags) -> Vec<(Facet, &str)> {
    tags.0.iter().map(|tag| (facet, tag.as_str())).collect()
}
