//! http/guard/arguments: what an argument comes to, written in the document or sent in a variable, and whether pages and id
//! lists are within limits. Touches one field at a time. Knows only as much of a value as limits and cost need.

use std::collections::HashMap;

use async_graphql_parser::types::{Field, OperationDefinition};
use async_graphql_value::{ConstValue, Number, Value};
use serde_json::{Map, Value as Json};

use super::{
    limits::LIMITS,
    problem::{Problem, Problems},
    sizes, words,
};

/// The values that an operation's variables have in this request.
pub(super) struct Arguments<'a> {
    sent: &'a Map<String, Json>,
    /// The defaults of the declared variables; `None` for a variable without one.
    declared: HashMap<&'a str, Option<&'a ConstValue>>,
}

/// An argument as far as the guard looks into it.
#[derive(Clone, Copy)]
enum Seen<'a> {
    /// Not given, or null: the field's own default holds.
    Nothing,
    Number(&'a Number),
    List(usize),
    Other,
}

impl<'a> Arguments<'a> {
    /// The variables of this operation as sent.
    pub(super) fn new(
        operation: &'a OperationDefinition,
        sent: &'a Map<String, Json>,
    ) -> Arguments<'a> {
        let defaults = operation.variable_definitions.iter().map(|declared| {
            let default = declared
                .node
                .default_value
                .as_ref()
                .map(|value| &value.node);
            (declared.node.name.node.as_str(), default)
        });
        Arguments {
            sent,
            declared: defaults.collect(),
        }
    }

    /// Reports lists and strings that are too large, and too many ids.
    pub(super) fn check_sizes(&self, field: &Field, problems: &mut Problems) {
        let directives = field
            .directives
            .iter()
            .flat_map(|directive| &directive.node.arguments);
        for (name, value) in field.arguments.iter().chain(directives) {
            if let Some(problem) =
                sizes::check_written(&value.node).or_else(|| self.ids(&name.node, &value.node))
            {
                problems.push(problem.at(value.pos));
            }
        }
    }

    /// Reports `first` and `last` that do not describe a page.
    pub(super) fn check_page(&self, field: &Field, problems: &mut Problems) {
        for name in ["first", "last"] {
            if let Seen::Number(number) = self.see(field, name)
                && page(number).is_none()
            {
                problems.push(located(words::page_out_of_range(name), field, name));
            }
        }
        if self.is_given(field, "first") && self.is_given(field, "last") {
            problems.push(located(words::both_ends_of_page(), field, "last"));
        }
    }

    /// How many records a page of this field can hold.
    pub(super) fn page_size(&self, field: &Field, usual: u64) -> u64 {
        let asked = ["first", "last"]
            .into_iter()
            .filter_map(|name| match self.see(field, name) {
                // A page out of range is refused anyway; until then it costs the most.
                Seen::Number(number) => Some(page(number).unwrap_or(LIMITS.page)),
                _ => None,
            });
        asked.max().unwrap_or(usual)
    }

    /// How many ids are given; a single one counts as a list.
    pub(super) fn id_count(&self, field: &Field) -> u64 {
        match self.see(field, "ids") {
            Seen::List(items) => items as u64,
            _ => 1,
        }
    }

    fn ids(&self, name: &str, value: &Value) -> Option<Problem> {
        match self.look(value) {
            Seen::List(items) if name == "ids" && items > LIMITS.ids => {
                Some(words::too_many_ids(items))
            }
            _ => None,
        }
    }

    fn is_given(&self, field: &Field, name: &str) -> bool {
        !matches!(self.see(field, name), Seen::Nothing)
    }

    fn see<'b>(&'b self, field: &'b Field, name: &str) -> Seen<'b> {
        field
            .get_argument(name)
            .map_or(Seen::Nothing, |value| self.look(&value.node))
    }

    fn look<'b>(&'b self, value: &'b Value) -> Seen<'b> {
        match value {
            Value::Variable(name) => self.variable(name),
            Value::Null => Seen::Nothing,
            Value::Number(number) => Seen::Number(number),
            Value::List(items) => Seen::List(items.len()),
            _ => Seen::Other,
        }
    }

    /// An undeclared variable has no value, whatever was sent under its name.
    fn variable(&self, name: &str) -> Seen<'_> {
        match (self.declared.get(name), self.sent.get(name)) {
            (Some(_), Some(Json::Null)) => Seen::Nothing,
            (Some(_), Some(Json::Number(number))) => Seen::Number(number),
            (Some(_), Some(Json::Array(items))) => Seen::List(items.len()),
            (Some(_), Some(_)) => Seen::Other,
            (Some(Some(ConstValue::Number(number))), None) => Seen::Number(number),
            (Some(Some(ConstValue::List(items))), None) => Seen::List(items.len()),
            (Some(None | Some(ConstValue::Null)) | None, None) | (None, Some(_)) => Seen::Nothing,
            (Some(Some(_)), None) => Seen::Other,
        }
    }
}

/// A page size within limits. Whole numbers too large for an integer arrive as fractions; whether a fraction within limits
/// is a page size at all is validation's to say.
fn page(number: &Number) -> Option<u64> {
    let size = number.as_u64().or_else(|| {
        number
            .as_f64()
            .filter(|size| *size >= 0.0)
            .map(|size| size.ceil() as u64)
    });
    size.filter(|size| *size <= LIMITS.page)
}

fn located(problem: Problem, field: &Field, argument: &str) -> Problem {
    let at = field
        .get_argument(argument)
        .map_or(field.name.pos, |value| value.pos);
    problem.at(at)
}
