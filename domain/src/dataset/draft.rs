//! A record as a file states it, before anything is known of its kind: values, and the line each of them stands on.
//!
//! TOML and JSON Lines both become this, so that one reader and one set of rules serve both.

use std::collections::BTreeMap;

use hemicycle_entity::values::Kind;

use crate::failure::{ErrorCode, Message, Refusal};

/// One value and the line it, or its key, stands on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub line: usize,
    pub value: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Whole(i64),
    Flag(bool),
    List(Vec<Node>),
    Table(Table),
    /// A type that no field takes, such as a bare date or a fraction.
    Other,
}

pub(super) type Table = BTreeMap<String, Node>;

/// One record of one file.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub kind: Kind,
    pub file: String,
    pub line: usize,
    pub table: Table,
    /// Of a file that does not parse: its key counts, its content is not looked at.
    pub broken: bool,
}

impl Value {
    /// What it is, in both languages.
    fn name(&self) -> Message {
        match self {
            Self::Text(_) => Message::new("a text", "un texte"),
            Self::Whole(_) => Message::new("a whole number", "un nombre entier"),
            Self::Flag(_) => Message::new("true or false", "vrai ou faux"),
            Self::List(_) => Message::new("a list", "une liste"),
            Self::Table(_) => Message::new("a table", "une table"),
            Self::Other => Message::new(
                "a value that no field takes",
                "une valeur qu’aucun champ n’admet",
            ),
        }
    }
}

impl Node {
    fn is_not(&self, en: &str, fr: &str) -> Refusal {
        let found = self.value.name();
        Refusal::new(
            ErrorCode::InvalidValue,
            format!("This is {}; {en} is expected.", found.en),
            format!("C’est {} ; {fr} est attendu ici.", found.fr),
        )
    }

    pub fn text(&self) -> Result<&str, Refusal> {
        match &self.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.is_not("a text in quotation marks", "un texte entre guillemets")),
        }
    }

    pub fn whole(&self) -> Result<i64, Refusal> {
        match self.value {
            Value::Whole(number) => Ok(number),
            _ => Err(self.is_not("a whole number", "un nombre entier")),
        }
    }

    pub fn flag(&self) -> Result<bool, Refusal> {
        match self.value {
            Value::Flag(flag) => Ok(flag),
            _ => Err(self.is_not("true or false", "vrai ou faux")),
        }
    }

    pub fn list(&self) -> Result<&[Node], Refusal> {
        match &self.value {
            Value::List(items) => Ok(items),
            _ => Err(self.is_not("a list", "une liste")),
        }
    }

    pub fn table(&self) -> Result<&Table, Refusal> {
        match &self.value {
            Value::Table(table) => Ok(table),
            _ => Err(self.is_not("a table", "une table")),
        }
    }
}

/// How files spell a kind, and the key its records are known by. The table bears the same name.
pub(super) const fn names(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Topic => ("topic", "code"),
        Kind::Country => ("country", "code"),
        Kind::Organisation => ("organisation", "slug"),
        Kind::Parliament => ("parliament", "code"),
        Kind::Chamber => ("chamber", "code"),
        Kind::Hub => ("hub", "slug"),
        Kind::Event => ("event", "slug"),
        Kind::Publication => ("publication", "slug"),
        Kind::Project => ("project", "slug"),
        Kind::Practice => ("practice", "slug"),
        Kind::Contact => ("contact", "slug"),
        // Not in files: `ORDER` leaves it out.
        Kind::Account => ("account", "id"),
    }
}

/// The order in which kinds are written: none refers to a later one.
pub(super) const ORDER: [Kind; 11] = [
    Kind::Topic,
    Kind::Country,
    Kind::Organisation,
    Kind::Parliament,
    Kind::Chamber,
    Kind::Hub,
    Kind::Project,
    Kind::Practice,
    Kind::Contact,
    Kind::Event,
    Kind::Publication,
];

impl Entry {
    /// The code or slug as written, well-formed or not.
    pub fn key(&self) -> Option<&str> {
        self.table
            .get(names(self.kind).1)
            .and_then(|node| node.text().ok())
    }

    /// What a reader of the report calls it: `hub pacific`.
    pub fn record(&self) -> String {
        let (kind, _) = names(self.kind);
        match self.key() {
            Some(key) => format!("{kind} {key}"),
            None => kind.to_owned(),
        }
    }
}

/// The kind that files spell this way.
pub(super) fn kind_named(name: &str) -> Option<Kind> {
    ORDER.into_iter().find(|kind| names(*kind).0 == name)
}

/// The refusal of a kind that does not exist.
pub(super) fn no_such_kind(name: &str) -> Refusal {
    let kinds: Vec<&str> = ORDER.iter().map(|kind| names(*kind).0).collect();
    let kinds = kinds.join(", ");
    Refusal::new(
        ErrorCode::UnknownField,
        format!("There is no kind of record “{name}”. The kinds are: {kinds}."),
        format!("Il n’existe pas de fiches « {name} ». Les sortes de fiches sont : {kinds}."),
    )
}
