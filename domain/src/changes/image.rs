//! What the log remembers of a record. Curated by each kind: values by their content, free text by its name alone (its versions live in
//! revisions), personal data not at all.

use std::collections::BTreeMap;

use hemicycle_entity::text::{Localized, Sources, Tags};
use hemicycle_entity::values::Closed;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::record::Content;

/// One remembered field.
#[derive(Clone, Debug, PartialEq)]
enum Remembered {
    Value(Value),
    /// Compared, but told only by name.
    Silent(Value),
}

/// The remembered fields of a record at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Image(BTreeMap<&'static str, Remembered>);

/// What differs between two images.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    pub fields: Vec<String>,
    pub before: Map<String, Value>,
    pub after: Map<String, Value>,
}

impl Image {
    /// An image with what all records have.
    pub fn of(row: &impl Content) -> Self {
        Self::default()
            .value("original_language", row.original_language())
            .value("licence", row.licence())
            .sources(row.sources())
    }

    #[must_use]
    pub fn value(mut self, field: &'static str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).unwrap_or_default();
        if !value.is_null() {
            self.0.insert(field, Remembered::Value(value));
        }
        self
    }

    #[must_use]
    pub fn closed<T: Closed>(self, field: &'static str, value: Option<T>) -> Self {
        self.value(field, value.map(Closed::as_str))
    }

    #[must_use]
    pub fn tags(self, field: &'static str, tags: &Tags) -> Self {
        if tags.0.is_empty() {
            return self;
        }
        self.value(field, tags)
    }

    /// A free text, or anything else told by its name alone.
    #[must_use]
    pub fn silent(mut self, field: &'static str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).unwrap_or_default();
        if !value.is_null() {
            self.0.insert(field, Remembered::Silent(value));
        }
        self
    }

    #[must_use]
    pub fn text(self, field: &'static str, text: Option<&Localized>) -> Self {
        self.silent(field, text)
    }

    fn sources(self, sources: &Sources) -> Self {
        self.silent("sources", sources)
    }

    /// What changed from `self` to `after`.
    pub fn difference(&self, after: &Self) -> Difference {
        let mut difference = Difference::default();
        let names: std::collections::BTreeSet<_> = self.0.keys().chain(after.0.keys()).collect();
        for name in names {
            let (old, new) = (self.0.get(name), after.0.get(name));
            if old != new {
                difference.fields.push((*name).to_owned());
                difference.remember(name, old, new);
            }
        }
        difference
    }
}

impl Difference {
    fn remember(&mut self, name: &str, old: Option<&Remembered>, new: Option<&Remembered>) {
        if let Some(Remembered::Value(value)) = old {
            self.before.insert(name.to_owned(), value.clone());
        }
        if let Some(Remembered::Value(value)) = new {
            self.after.insert(name.to_owned(), value.clone());
        }
    }

    /// Adds what differs further on, so that both together are one difference.
    pub fn follow(&mut self, mut next: Self) {
        for field in next.fields {
            let known = self.fields.contains(&field);
            if let Some(value) = next.before.remove(&field).filter(|_| !known) {
                self.before.insert(field.clone(), value);
            }
            match next.after.remove(&field) {
                Some(value) => self.after.insert(field.clone(), value),
                None => self.after.remove(&field),
            };
            let value = self.before.get(&field);
            if value.is_some() && value == self.after.get(&field) {
                self.before.remove(&field);
                self.after.remove(&field);
                self.fields.retain(|known| *known != field);
            } else if !known {
                self.fields.push(field);
            }
        }
    }

    /// Adds a list of parts or links that changed.
    pub fn list(&mut self, field: &str, before: Vec<Value>, after: Vec<Value>) {
        if !self.fields.iter().any(|known| known == field) {
            self.fields.push(field.to_owned());
        }
        if !before.is_empty() {
            self.before.insert(field.to_owned(), Value::Array(before));
        }
        if !after.is_empty() {
            self.after.insert(field.to_owned(), Value::Array(after));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changed_fields_are_told_and_free_text_only_by_name() {
        let before = Image::default()
            .value("status", "ACTIVE")
            .silent("goal", "old")
            .value("seats", 3);
        let after = Image::default()
            .value("status", "ON_HOLD")
            .silent("goal", "new")
            .value("seats", 3);
        let difference = before.difference(&after);
        assert_eq!(difference.fields, ["goal", "status"]);
        assert_eq!(
            Value::Object(difference.before),
            serde_json::json!({"status": "ACTIVE"})
        );
        assert_eq!(
            Value::Object(difference.after),
            serde_json::json!({"status": "ON_HOLD"})
        );
    }
}
