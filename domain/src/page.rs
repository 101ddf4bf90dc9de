//! Pages by keyset: what is asked, what comes back, and the cursors between. No GraphQL words.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use hemicycle_entity::values::Kind;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{DbErr, QueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::failure::{ErrorCode, Refusal};
use crate::names::NameLanguage;

/// Rows on a page when nothing is said.
pub const DEFAULT_SIZE: u32 = 20;
/// Most rows on a page.
pub const LARGEST_SIZE: u32 = 100;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    #[default]
    Ascending,
    Descending,
}

/// How a list is ordered: by a field of its kind, ties by id in the same direction, nulls last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Order<F> {
    pub field: F,
    pub direction: Direction,
    /// Whose alphabet, when ordered by name.
    pub language: NameLanguage,
}

/// The type of the values a list is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    Bytes,
    Text,
    Instant,
    Date,
    Integer,
    /// A number of the log.
    Sequence,
}

/// What a field of order is in SQL.
#[derive(Clone, Debug)]
pub enum Sort {
    /// By the name of this kind, through the `name_key` table.
    Name(Kind),
    Column {
        expr: SimpleExpr,
        key: KeyType,
        nullable: bool,
    },
}

/// A value that a row is ordered by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Key {
    #[serde(rename = "n")]
    Null,
    #[serde(rename = "b")]
    Bytes(Vec<u8>),
    #[serde(rename = "s")]
    Text(String),
    #[serde(rename = "t")]
    Instant(i64),
    #[serde(rename = "d")]
    Date(NaiveDate),
    #[serde(rename = "i")]
    Integer(i32),
    #[serde(rename = "q")]
    Sequence(i64),
}

impl Key {
    /// Reads the value from the column `name` of a row.
    pub fn read(row: &QueryResult, name: &str, key: KeyType) -> Result<Self, DbErr> {
        Ok(match key {
            KeyType::Bytes => row.try_get::<Option<Vec<u8>>>("", name)?.map(Self::Bytes),
            KeyType::Text => row.try_get::<Option<String>>("", name)?.map(Self::Text),
            KeyType::Instant => row
                .try_get::<Option<DateTime<Utc>>>("", name)?
                .map(|at| Self::Instant(at.timestamp_micros())),
            KeyType::Date => row.try_get::<Option<NaiveDate>>("", name)?.map(Self::Date),
            KeyType::Integer => row.try_get::<Option<i32>>("", name)?.map(Self::Integer),
            KeyType::Sequence => row.try_get::<Option<i64>>("", name)?.map(Self::Sequence),
        }
        .unwrap_or(Self::Null))
    }

    /// The value as a parameter; nothing for null, which no comparison reaches.
    pub fn value(&self) -> Option<Value> {
        Some(match self {
            Self::Null => return None,
            Self::Bytes(bytes) => bytes.clone().into(),
            Self::Text(text) => text.clone().into(),
            Self::Instant(micros) => DateTime::from_timestamp_micros(*micros)?.into(),
            Self::Date(date) => (*date).into(),
            Self::Integer(number) => (*number).into(),
            Self::Sequence(number) => (*number).into(),
        })
    }

    /// That both databases can hold the value: a forged cursor may say anything.
    fn is_storable(&self) -> bool {
        let years = 1..=9_999;
        match self {
            Self::Text(text) => !text.contains('\0'),
            Self::Date(date) => years.contains(&date.year()),
            Self::Instant(micros) => DateTime::from_timestamp_micros(*micros)
                .is_some_and(|at| years.contains(&at.year())),
            Self::Null | Self::Bytes(_) | Self::Integer(_) | Self::Sequence(_) => true,
        }
    }

    fn fits(&self, key: KeyType, nullable: bool) -> bool {
        match self {
            Self::Null => nullable,
            Self::Bytes(_) => key == KeyType::Bytes,
            Self::Text(_) => key == KeyType::Text,
            Self::Instant(_) => key == KeyType::Instant,
            Self::Date(_) => key == KeyType::Date,
            Self::Integer(_) => key == KeyType::Integer,
            Self::Sequence(_) => key == KeyType::Sequence,
        }
    }
}

/// A place between two rows of an ordered list. Opaque to clients, versioned, bound to its order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor {
    /// Which order it belongs to.
    #[serde(rename = "o")]
    order: String,
    #[serde(rename = "k")]
    pub key: Key,
    #[serde(rename = "i")]
    pub id: Uuid,
}

const CURSOR_VERSION: &str = "1.";

impl Cursor {
    pub fn new(order: &str, key: Key, id: Uuid) -> Self {
        Self {
            order: order.to_owned(),
            key,
            id,
        }
    }

    pub fn encode(&self) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        format!("{CURSOR_VERSION}{}", URL_SAFE_NO_PAD.encode(json))
    }

    pub fn decode(text: &str) -> Result<Self, Refusal> {
        text.strip_prefix(CURSOR_VERSION)
            .and_then(|body| URL_SAFE_NO_PAD.decode(body).ok())
            .and_then(|json| serde_json::from_slice(&json).ok())
            .ok_or_else(invalid_cursor)
    }

    /// That the cursor belongs to this order and holds a value it can have.
    pub fn check(&self, order: &str, key: KeyType, nullable: bool) -> Result<(), Refusal> {
        if self.order == order && self.key.fits(key, nullable) && self.key.is_storable() {
            return Ok(());
        }
        Err(invalid_cursor())
    }
}

fn invalid_cursor() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidCursor,
        "This cursor is malformed or belongs to another list or order. Use a cursor of the same list, with the same orderBy.",
        "Ce curseur est mal formé ou appartient à une autre liste ou à un autre tri. Utilisez un curseur de la même liste, avec le même orderBy.",
    )
}

/// Which part of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageRequest {
    pub size: u32,
    /// True when counted from the end (`last`, `before`).
    pub backward: bool,
    pub after: Option<Cursor>,
    pub before: Option<Cursor>,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self::first(DEFAULT_SIZE)
    }
}

impl PageRequest {
    /// The first rows.
    pub const fn first(size: u32) -> Self {
        Self {
            size,
            backward: false,
            after: None,
            before: None,
        }
    }

    /// As the four arguments say it.
    pub fn new(
        first: Option<i32>,
        after: Option<&str>,
        last: Option<i32>,
        before: Option<&str>,
    ) -> Result<Self, Vec<Refusal>> {
        let mut problems = Vec::new();
        let mut keep = |result: Result<Option<Cursor>, Refusal>, name: &str| {
            result.unwrap_or_else(|refusal| {
                problems.push(refusal.at(name));
                None
            })
        };
        let after = keep(after.map(Cursor::decode).transpose(), "after");
        let before = keep(before.map(Cursor::decode).transpose(), "before");
        let size = match page_size(first, last) {
            Ok(size) => size,
            Err(refusal) => {
                problems.push(refusal);
                DEFAULT_SIZE
            }
        };
        if problems.is_empty() {
            return Ok(Self {
                size,
                backward: last.is_some(),
                after,
                before,
            });
        }
        Err(problems)
    }
}

fn page_size(first: Option<i32>, last: Option<i32>) -> Result<u32, Refusal> {
    let (size, name) = match (first, last) {
        (Some(_), Some(_)) => {
            return Err(Refusal::new(
                ErrorCode::InvalidPage,
                "Give either first or last, not both.",
                "Indiquez first ou last, mais pas les deux.",
            ));
        }
        (_, Some(last)) => (last, "last"),
        (Some(first), None) => (first, "first"),
        (None, None) => return Ok(DEFAULT_SIZE),
    };
    u32::try_from(size)
        .ok()
        .filter(|size| *size <= LARGEST_SIZE)
        .ok_or_else(|| {
            Refusal::new(
                ErrorCode::InvalidPage,
                format!("{name} is between 0 and {LARGEST_SIZE}."),
                format!("{name} est compris entre 0 et {LARGEST_SIZE}."),
            )
            .at(name)
        })
}

/// One row of a page with its place.
#[derive(Clone, Debug)]
pub struct Edge<M> {
    pub row: Arc<M>,
    pub cursor: Cursor,
}

/// Part of an ordered list.
#[derive(Clone, Debug)]
pub struct Page<M> {
    pub edges: Vec<Edge<M>>,
    pub has_next: bool,
    pub has_previous: bool,
}

impl<M> Page<M> {
    pub const fn empty() -> Self {
        Self {
            edges: Vec::new(),
            has_next: false,
            has_previous: false,
        }
    }

    /// From up to `size + 1` rows in the order they were walked.
    pub fn from_walk(mut edges: Vec<Edge<M>>, ask: &PageRequest) -> Self {
        let more = edges.len() > ask.size as usize;
        edges.truncate(ask.size as usize);
        if ask.backward {
            edges.reverse();
        }
        // Behind the start lies at least the row the cursor was taken from.
        let (has_next, has_previous) = if ask.backward {
            (ask.before.is_some(), more)
        } else {
            (more, ask.after.is_some())
        };
        Self {
            edges,
            has_next,
            has_previous,
        }
    }
}
