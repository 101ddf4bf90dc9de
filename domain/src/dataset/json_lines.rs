//! JSON Lines: one record per line, its kind in the key `record`.

use serde_json::Value as Json;

use super::Problem;
use super::draft::{Entry, Node, Value, kind_named, no_such_kind};
use crate::failure::{ErrorCode, Refusal};

/// The records of a file. What is wrong with its form goes to `problems`; other lines are read all the same.
pub(super) fn entries(name: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
    let written = lines.filter(|(line, _)| !line.trim().is_empty());
    let mut entries = Vec::new();
    for (text, line) in written {
        match entry(name, text, line) {
            Ok(entry) => entries.push(entry),
            Err(refusal) => problems.push(Problem::of_file(name, line, refusal)),
        }
    }
    entries
}

fn entry(name: &str, text: &str, line: usize) -> Result<Entry, Refusal> {
    let json: Json = serde_json::from_str(text).map_err(|error| malformed(&error))?;
    let node = Node {
        line,
        value: value(json, line),
    };
    let mut table = node.table()?.clone();
    let kind = table.remove("record").ok_or_else(kindless)?;
    let spelled = kind.text().map_err(|refusal| refusal.at("record"))?;
    let kind = kind_named(spelled).ok_or_else(|| no_such_kind(spelled).at("record"))?;
    Ok(Entry {
        kind,
        file: name.to_owned(),
        line,
        table,
        broken: false,
    })
}

fn malformed(error: &serde_json::Error) -> Refusal {
    let column = error.column();
    Refusal::new(
        ErrorCode::ParseError,
        format!("This line is not well-formed JSON (at character {column})."),
        format!("Cette ligne n’est pas du JSON bien formé (au caractère {column})."),
    )
}

fn kindless() -> Refusal {
    Refusal::new(
        ErrorCode::Required,
        "The key “record” is missing: it names the kind.",
        "La clé « record » manque : elle dit de quelle sorte est la fiche.",
    )
    .at("record")
}

/// Like in TOML; a `null` is a value left out.
fn value(json: Json, line: usize) -> Value {
    let node = |value| Node { line, value };
    match json {
        Json::String(text) => Value::Text(text),
        Json::Bool(flag) => Value::Flag(flag),
        Json::Number(number) => number.as_i64().map_or(Value::Other, Value::Whole),
        Json::Array(items) => Value::List(
            items
                .into_iter()
                .map(|item| node(value(item, line)))
                .collect(),
        ),
        Json::Object(pairs) => {
            let stated = pairs.into_iter().filter(|(_, json)| !json.is_null());
            Value::Table(
                stated
                    .map(|(key, json)| (key, node(value(json, line))))
                    .collect(),
            )
        }
        Json::Null => Value::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_line_does_not_hide_the_others() {
        let text = "{\"record\":\"hub\",\"slug\":\"a\"}\n\n{\"record\":\"club\"}\n{oops\n[]\n";
        let mut problems = Vec::new();
        let found = entries("more.jsonl", text, &mut problems);
        assert_eq!(found.len(), 1);
        let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [3, 4, 5]);
    }
}
