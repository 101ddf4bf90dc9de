//! http/guard/variables: holds the sent variables to the operation's own declarations. Touches the shape and the JSON.
//! async-graphql does this only while executing, where one bad variable answers with half a response; here all of them are
//! told at once. Left to validation: variables of unknown or output types, and defaults that do not fit.

use async_graphql_parser::{
    Pos,
    types::{BaseType, OperationDefinition, Type, VariableDefinition},
};
use serde_json::{Map, Number, Value as Json};

use super::{
    problem::{Problem, Problems},
    shape::{InputShape, Shape, TypeShape, target},
    sizes, words,
};

/// Checks every declared variable; variables nobody declared are ignored, as the specification has it.
pub(super) fn check(
    shape: &Shape,
    operation: &OperationDefinition,
    sent: &Map<String, Json>,
) -> Result<(), Vec<Problem>> {
    let mut problems = Problems::default();
    for declared in &operation.variable_definitions {
        check_one(
            shape,
            &declared.node,
            declared.pos,
            sent.get(declared.node.name.node.as_str()),
            &mut problems,
        );
    }
    problems.verdict()
}

fn check_one(
    shape: &Shape,
    declared: &VariableDefinition,
    at: Pos,
    sent: Option<&Json>,
    problems: &mut Problems,
) {
    let mut path = vec!["variables".to_owned(), words::clip(&declared.name.node)];
    let ty = &declared.var_type.node;
    if let Some(value) = sent {
        let before = problems.count();
        sizes::check_sent(value, &mut path, problems);
        if problems.count() > before {
            return;
        }
    }
    if !matches!(shape.get(target(ty)), None | Some(TypeShape::Composite(_))) {
        let mut coercion = Coercion {
            shape,
            at,
            path,
            problems,
        };
        match sent {
            Some(value) => coercion.value(ty, value),
            None if !ty.nullable && declared.default_value.is_none() => coercion.required(ty),
            None => {}
        }
    }
}

struct Coercion<'a> {
    shape: &'a Shape,
    /// Where the variable is declared.
    at: Pos,
    /// The way to the value in hand.
    path: Vec<String>,
    problems: &'a mut Problems,
}

impl Coercion<'_> {
    fn value(&mut self, ty: &Type, value: &Json) {
        match (&ty.base, value) {
            _ if self.problems.is_full() => {}
            (_, Json::Null) if ty.nullable => {}
            (_, Json::Null) => self.required(ty),
            (BaseType::List(inner), Json::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.below(&index.to_string(), |coercion| coercion.value(inner, item));
                }
            }
            // A single value stands for a list of one.
            (BaseType::List(inner), _) => self.value(inner, value),
            (BaseType::Named(name), _) => self.named(name, value),
        }
    }

    fn named(&mut self, name: &str, value: &Json) {
        match (self.shape.get(name), value) {
            (Some(TypeShape::Enum(values)), Json::String(text)) if values.contains(text) => {}
            (Some(TypeShape::Enum(_)), _) => {
                self.report(|place| words::not_an_enum_value(place, name))
            }
            (Some(TypeShape::Input(input)), Json::Object(fields)) => {
                self.object(name, input, fields)
            }
            (Some(TypeShape::Input(_)), _) => self.report(|place| words::wrong_type(place, name)),
            (Some(TypeShape::Scalar), _) => self.scalar(name, value),
            (Some(TypeShape::Composite(_)) | None, _) => {}
        }
    }

    fn scalar(&mut self, name: &str, value: &Json) {
        match (name, value) {
            ("Int", Json::Number(number)) if is_integer(number) => self.int(number),
            ("Float", Json::Number(_))
            | ("String" | "ID", Json::String(_))
            | ("Boolean", Json::Bool(_)) => {}
            ("ID", Json::Number(number)) if is_integer(number) => {}
            ("Int" | "Float" | "String" | "ID" | "Boolean", _)
            | (_, Json::Array(_) | Json::Object(_)) => {
                self.report(|place| words::wrong_type(place, name));
            }
            // A scalar of this service's own: only its resolver knows more.
            _ => {}
        }
    }

    fn int(&mut self, number: &Number) {
        if number
            .as_i64()
            .and_then(|integer| i32::try_from(integer).ok())
            .is_none()
        {
            self.report(words::int_out_of_range);
        }
    }

    fn object(&mut self, name: &str, input: &InputShape, sent: &Map<String, Json>) {
        for (field, value) in sent {
            self.below(field, |coercion| match input.fields.get(field) {
                Some(declared) => coercion.value(&declared.ty, value),
                None => coercion.report(|place| words::unknown_input_field(place, name)),
            });
        }
        for (field, declared) in input
            .fields
            .iter()
            .filter(|(_, declared)| declared.required)
        {
            if !sent.contains_key(field) {
                self.below(field, |coercion| coercion.required(&declared.ty));
            }
        }
        if input.one_of && (sent.len() != 1 || sent.values().any(Json::is_null)) {
            self.report(|place| words::not_exactly_one(place, name));
        }
    }

    fn required(&mut self, ty: &Type) {
        self.report(|place| words::required(place, &ty.to_string()));
    }

    fn below(&mut self, step: &str, check: impl FnOnce(&mut Self)) {
        self.path.push(words::clip(step));
        check(self);
        self.path.pop();
    }

    fn report(&mut self, problem: impl FnOnce(&str) -> Problem) {
        let place = format!("${}", self.path[1..].join("."));
        self.problems
            .push(problem(&place).under(&self.path).at(self.at));
    }
}

/// `5.0` is not an integer here: async-graphql would refuse it later, and less clearly.
fn is_integer(number: &Number) -> bool {
    number.is_i64() || number.is_u64()
}
