//! http/guard/weight: how each field of the schema weighs in the cost of a request. Touches field definitions only. Decided
//! once when the SDL is read, so that pricing a request is a look-up and the formula stands on one page.

use async_graphql_parser::types::{BaseType, FieldDefinition};
use async_graphql_value::ConstValue;

use super::{limits::LIMITS, shape::Roots};

/// Introspection's lists that lead from a type to types again.
const RECURRING: [&str; 4] = ["fields", "interfaces", "possibleTypes", "inputFields"];

/// How a field weighs; `below` is the sum of what is selected under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// A scalar or an enum, or a list of them: 0.
    Leaf,
    /// A scalar that takes much to answer: what its `@cost` states.
    Stated(u64),
    /// One object: 1 + below.
    Object,
    /// `edges`, `nodes`, `pageInfo` of a connection, `node` of an edge: below.
    Wrapper,
    /// A page of records: page size × (1 + below); the figure is the page size when the request gives none.
    Connection(u64),
    /// The root field `nodes`: number of `ids` × (1 + below).
    ByIds,
    /// A list of objects: its declared maximum × (1 + below).
    List(Option<u64>),
    /// A list of introspection that can nest in itself: as [`Weight::List`], and more where it nests.
    Recurring(u64),
    /// A field at the root of mutations: 10 + below.
    Deed,
}

/// The weight of one field of the schema.
pub(super) fn of(
    roots: &Roots,
    parent: &str,
    field: &FieldDefinition,
    target: &str,
    composite: bool,
) -> Weight {
    let name = field.name.node.as_str();
    if parent == roots.mutation {
        Weight::Deed
    } else if !composite {
        stated(field).map_or(Weight::Leaf, Weight::Stated)
    } else if is_wrapper(parent, name) {
        Weight::Wrapper
    } else if target.ends_with("Connection") {
        Weight::Connection(usual_page(field))
    } else if !matches!(field.ty.node.base, BaseType::List(_)) {
        Weight::Object
    } else if parent == roots.query && name == "nodes" {
        Weight::ByIds
    } else if parent == "__Type" && RECURRING.contains(&name) {
        Weight::Recurring(declared(field).unwrap_or(1))
    } else {
        Weight::List(declared(field))
    }
}

fn is_wrapper(parent: &str, field: &str) -> bool {
    (parent.ends_with("Connection") && ["edges", "nodes", "pageInfo"].contains(&field))
        || (parent.ends_with("Edge") && field == "node")
}

/// `@listSize(assumedSize: …)` of the field.
fn declared(field: &FieldDefinition) -> Option<u64> {
    number(said(field, "listSize", "assumedSize")?)
}

/// `@cost(weight: "…")` of the field. The specification of cost directives makes it a string.
fn stated(field: &FieldDefinition) -> Option<u64> {
    match said(field, "cost", "weight")? {
        ConstValue::String(weight) => weight.parse().ok(),
        _ => None,
    }
}

/// What a directive of the field says.
fn said<'f>(field: &'f FieldDefinition, directive: &str, argument: &str) -> Option<&'f ConstValue> {
    let mut directives = field.directives.iter();
    let directive = directives.find(|one| one.node.name.node == directive)?;
    Some(&directive.node.get_argument(argument)?.node)
}

/// The default of the argument `first`, where the schema gives one.
fn usual_page(field: &FieldDefinition) -> u64 {
    let first = field
        .arguments
        .iter()
        .find(|argument| argument.node.name.node == "first");
    let default = first.and_then(|first| first.node.default_value.as_ref());
    default
        .and_then(|value| number(&value.node))
        .unwrap_or(LIMITS.default_page)
}

fn number(value: &ConstValue) -> Option<u64> {
    match value {
        ConstValue::Number(number) => number.as_u64(),
        _ => None,
    }
}
