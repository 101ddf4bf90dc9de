//! http/guard/sizes: how large a single value may be, wherever it stands. Touches values only. Every list becomes bound
//! parameters and every string is stored or searched, so both are bounded before anything looks at their meaning.

use async_graphql_value::Value;
use serde_json::Value as Json;

use super::{
    limits::LIMITS,
    problem::{Problem, Problems},
    words,
};

/// A value sent as JSON; `path` leads to it and is left as it was found.
pub(super) fn check_sent(value: &Json, path: &mut Vec<String>, problems: &mut Problems) {
    if let Some(problem) = own_size(value, path.len()) {
        return problems.push(problem.under(path));
    }
    match value {
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                check_below(index.to_string(), item, path, problems);
            }
        }
        Json::Object(fields) => {
            for (name, field) in fields {
                check_below(words::clip(name), field, path, problems);
            }
        }
        _ => {}
    }
}

fn check_below(step: String, value: &Json, path: &mut Vec<String>, problems: &mut Problems) {
    path.push(step);
    check_sent(value, path, problems);
    path.pop();
}

fn own_size(value: &Json, depth: usize) -> Option<Problem> {
    match value {
        // The path begins with “variables” and the name: one level of value has a path of two.
        Json::Array(_) | Json::Object(_) if depth >= LIMITS.nesting + 2 => {
            Some(words::value_too_deep())
        }
        Json::Array(items) => list(items.len()),
        Json::String(text) => string(text),
        _ => None,
    }
}

/// A value written in the document, whose nesting the scan has bounded; the variables in it are checked where they come from.
pub(super) fn check_written(value: &Value) -> Option<Problem> {
    match value {
        Value::String(text) => string(text),
        Value::List(items) => list(items.len()).or_else(|| items.iter().find_map(check_written)),
        Value::Object(fields) => fields.values().find_map(check_written),
        _ => None,
    }
}

fn list(items: usize) -> Option<Problem> {
    (items > LIMITS.list_items).then(|| words::list_too_long(items))
}

/// PostgreSQL cannot hold U+0000 in a text, so no value can be equal to one that has it.
fn string(text: &str) -> Option<Problem> {
    if text.len() > LIMITS.string_bytes {
        return Some(words::string_too_long(text.len()));
    }
    text.contains('\0').then(words::string_with_nul)
}
