//! Reads a record's fields one after the other and gathers all that is wrong with them, each with its line and path.
//!
//! Where a value is missing or wrong a stand-in is handed out: nothing is written when there is a problem.

mod references;
mod texts;
mod values;

use std::collections::BTreeSet;

use uuid::Uuid;

use super::draft::{Node, Table};
use super::keys::Keys;
use crate::clock::Clock;
use crate::failure::{ErrorCode, Refusal};

pub(super) use references::columns;

/// What a reader needs besides the record.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub keys: &'a Keys,
    pub clock: &'a Clock,
}

/// A problem and its line.
pub(super) struct Found {
    pub line: usize,
    pub refusal: Refusal,
}

/// The fields of a record, or of a table within it.
pub(super) struct Fields<'a> {
    desk: Desk<'a>,
    table: &'a Table,
    line: usize,
    /// The language that plain texts are in.
    original: String,
    asked: BTreeSet<&'static str>,
    found: Vec<Found>,
}

impl<'a> Fields<'a> {
    pub fn new(desk: Desk<'a>, table: &'a Table, line: usize) -> Self {
        Self {
            desk,
            table,
            line,
            original: "en".to_owned(),
            asked: BTreeSet::new(),
            found: Vec::new(),
        }
    }

    /// The id of a part to be.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        self.desk.clock.new_id().into()
    }

    /// Whether a field is there, right or wrong.
    pub fn states(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    fn node(&mut self, name: &'static str) -> Option<&'a Node> {
        self.asked.insert(name);
        self.table.get(name)
    }

    fn note(&mut self, line: usize, refusal: Refusal) {
        self.found.push(Found { line, refusal });
    }

    /// Notes a problem of a field, at its line where it is stated.
    pub fn refuse(&mut self, name: &'static str, refusal: Refusal) {
        let line = self.table.get(name).map_or(self.line, |node| node.line);
        self.note(line, refusal.at(name));
    }

    /// Notes that a field is missing, unless it is there and only wrong.
    fn required<T>(&mut self, name: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && !self.table.contains_key(name) {
            self.refuse(name, missing());
        }
        value
    }

    fn one<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&'a Node) -> Result<T, Refusal>,
    ) -> Option<T> {
        let node = self.node(name)?;
        read(node)
            .map_err(|refusal| self.note(node.line, refusal.at(name)))
            .ok()
    }

    /// The values of a list; each bad one is a problem of its own, and so is each that stands twice.
    fn many<T: PartialEq>(
        &mut self,
        name: &'static str,
        read: impl Fn(&'a Node) -> Result<T, Refusal>,
    ) -> Vec<T> {
        let items = self.one(name, Node::list).unwrap_or_default();
        let mut values = Vec::with_capacity(items.len());
        for (place, item) in items.iter().enumerate() {
            let value = read(item).and_then(|value| {
                if values.contains(&value) {
                    return Err(twice());
                }
                Ok(value)
            });
            match value {
                Ok(value) => values.push(value),
                Err(refusal) => self.note(item.line, refusal.at(place.to_string()).at(name)),
            }
        }
        values
    }

    /// Reads a table within this one.
    pub fn table<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Fields<'a>) -> T,
    ) -> Option<T> {
        let table = self.one(name, Node::table)?;
        let line = self.node(name)?.line;
        Some(self.inner(table, line, &[name.to_owned()], read))
    }

    /// Reads the tables of a list; `read` is told the place of each, from 0.
    pub fn tables<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&mut Fields<'a>, i32) -> T,
    ) -> Vec<T> {
        let items = self.one(name, Node::list).unwrap_or_default();
        let mut values = Vec::with_capacity(items.len());
        for (item, place) in items.iter().zip(0..) {
            match item.table() {
                Ok(table) => {
                    let path = [name.to_owned(), place.to_string()];
                    values.push(self.inner(table, item.line, &path, |part| read(part, place)));
                }
                Err(refusal) => self.note(item.line, refusal.at(place.to_string()).at(name)),
            }
        }
        values
    }

    fn inner<T>(
        &mut self,
        table: &'a Table,
        line: usize,
        path: &[String],
        read: impl FnOnce(&mut Fields<'a>) -> T,
    ) -> T {
        let mut inner = Fields::new(self.desk, table, line);
        inner.original.clone_from(&self.original);
        let value = read(&mut inner);
        for mut found in inner.finish() {
            found.refusal.path.splice(0..0, path.iter().cloned());
            self.found.push(found);
        }
        value
    }

    /// Everything that is wrong, unknown keys too.
    pub fn finish(mut self) -> Vec<Found> {
        let table = self.table;
        for (key, node) in table {
            if !self.asked.contains(key.as_str()) {
                self.note(node.line, unknown(key).at(key));
            }
        }
        self.found
    }
}

fn missing() -> Refusal {
    Refusal::new(
        ErrorCode::Required,
        "This field is required and missing.",
        "Ce champ est obligatoire et manque.",
    )
}

fn unknown(key: &str) -> Refusal {
    Refusal::new(
        ErrorCode::UnknownField,
        format!("There is no field “{key}” here."),
        format!("Il n’y a pas de champ « {key} » ici."),
    )
}

pub(super) fn twice() -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        "This value stands here twice.",
        "Cette valeur figure ici deux fois.",
    )
}
