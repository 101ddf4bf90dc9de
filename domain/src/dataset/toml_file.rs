//! TOML files: arrays of tables named after a kind, and `[defaults]` that go under each record of the file.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;
use super::draft::{Entry, Node, Table, Value, kind_named, no_such_kind};
use crate::failure::{ErrorCode, Refusal};

/// Where lines begin in a text.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(breaks.map(|(at, _)| at).collect())
    }

    /// The line of a byte, from 1.
    pub fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|line_break| *line_break < byte) + 1
    }
}

/// The records of a file. What is wrong with its form goes to `problems`.
pub(super) fn entries(name: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let lines = Lines::of(text);
    let (root, errors) = DeTable::parse_recoverable(text);
    problems.extend(errors.iter().map(|error| {
        let line = error.span().map_or(1, |span| lines.at(span.start));
        Problem::of_file(name, line, malformed(error.message()))
    }));
    let mut root = table(root.get_ref(), &lines);
    let defaults = match root.remove("defaults").map(|node| (node.line, node.value)) {
        None => Table::new(),
        Some((_, Value::Table(defaults))) => defaults,
        Some((line, _)) => {
            problems.push(Problem::of_file(name, line, not_a_table()));
            Table::new()
        }
    };
    let mut entries = Vec::new();
    for (key, node) in root {
        match records(&key, node) {
            Ok(found) => entries.extend(found.into_iter().map(|(kind, line, mut table)| {
                for (key, value) in &defaults {
                    table.entry(key.clone()).or_insert_with(|| value.clone());
                }
                Entry {
                    kind,
                    file: name.to_owned(),
                    line,
                    table,
                    broken: !errors.is_empty(),
                }
            })),
            Err((line, refusal)) => problems.push(Problem::of_file(name, line, refusal)),
        }
    }
    entries.sort_by_key(|entry| entry.line);
    entries
}

type Found = (hemicycle_entity::values::Kind, usize, Table);

/// The tables of `[[kind]]`.
fn records(key: &str, node: Node) -> Result<Vec<Found>, (usize, Refusal)> {
    let Some(kind) = kind_named(key) else {
        return Err((node.line, no_such_kind(key)));
    };
    let Value::List(items) = node.value else {
        return Err((node.line, not_records(key)));
    };
    items
        .into_iter()
        .map(|item| match item.value {
            Value::Table(table) => Ok((kind, item.line, table)),
            _ => Err((item.line, not_records(key))),
        })
        .collect()
}

fn malformed(detail: &str) -> Refusal {
    Refusal::new(
        ErrorCode::ParseError,
        format!("This is not well-formed TOML: {detail}."),
        format!("Ce n’est pas du TOML bien formé : {detail}."),
    )
}

fn not_a_table() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "Defaults are given as a table: [defaults].",
        "Les valeurs par défaut se donnent sous forme de table : [defaults].",
    )
}

fn not_records(kind: &str) -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        format!("Records are given as tables in double brackets: [[{kind}]]."),
        format!("Les fiches se donnent sous forme de tables entre crochets doubles : [[{kind}]]."),
    )
}

fn table(table: &DeTable<'_>, lines: &Lines) -> Table {
    let pairs = table.iter().map(|(key, value)| {
        let line = lines.at(key.span().start);
        let value = self::value(value.get_ref(), lines);
        (key.get_ref().to_string(), Node { line, value })
    });
    pairs.collect()
}

fn item(item: &Spanned<DeValue<'_>>, lines: &Lines) -> Node {
    Node {
        line: lines.at(item.span().start),
        value: value(item.get_ref(), lines),
    }
}

fn value(found: &DeValue<'_>, lines: &Lines) -> Value {
    match found {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Whole(number),
            Err(_) => Value::Other,
        },
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Array(items) => Value::List(items.iter().map(|one| item(one, lines)).collect()),
        DeValue::Table(inner) => Value::Table(table(inner, lines)),
        DeValue::Float(_) | DeValue::Datetime(_) => Value::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_knows_its_line_and_defaults_go_under_each_record() {
        let text = "[defaults]\nlicence = \"CC0-1.0\"\n\n[[hub]]\nslug = \"a\"\nmemberships = [\n  { parliament = \"FR\" },\n]\n\n[[hub]]\nslug = \"b\"\nlicence = \"MIT\"\n";
        let mut problems = Vec::new();
        let entries = entries("hubs.toml", text, &mut problems);
        assert!(problems.is_empty());
        let seen: Vec<_> = entries
            .iter()
            .map(|entry| (entry.line, entry.record(), entry.table["licence"].line))
            .collect();
        assert_eq!(
            seen,
            [(4, "hub a".to_owned(), 2), (10, "hub b".to_owned(), 12)]
        );
        let memberships = entries[0].table["memberships"].list().unwrap();
        assert_eq!(memberships[0].line, 7);
    }

    #[test]
    fn a_file_that_does_not_parse_is_named_with_its_line() {
        let mut problems = Vec::new();
        let found = entries(
            "hubs.toml",
            "[[hub]]\nslug = \"a\"\nname = \n",
            &mut problems,
        );
        assert_eq!(problems[0].line, 3);
        assert!(found.iter().all(|entry| entry.broken));
    }
}
