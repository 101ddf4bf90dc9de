//! http/guard/spending: what an answer came to, by the formula of `cost`, with the objects that are there. Touches the parsed
//! document, the shape and the answer's data. Walks no further than the execution did, which the guard has bounded.

use async_graphql_parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql_value::ConstValue;

use super::{limits::LIMITS, shape::Shape, weight::Weight};

/// What this data of this operation came to.
pub(super) fn of(
    shape: &Shape,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    data: &ConstValue,
) -> u64 {
    let spending = Spending { shape, document };
    spending.set(
        &operation.selection_set.node,
        shape.root(operation.ty),
        data,
    )
}

struct Spending<'a> {
    shape: &'a Shape,
    document: &'a ExecutableDocument,
}

impl Spending<'_> {
    fn set(&self, set: &SelectionSet, parent: &str, value: &ConstValue) -> u64 {
        let items = set.items.iter().map(|item| match &item.node {
            Selection::Field(field) => self.field(&field.node, parent, value),
            Selection::InlineFragment(inline) => {
                let on = inline.node.type_condition.as_ref();
                let on = on.map_or(parent, |condition| &condition.node.on.node);
                self.set(&inline.node.selection_set.node, on, value)
            }
            Selection::FragmentSpread(spread) => {
                let fragments = &self.document.fragments;
                let fragment = fragments.get(&spread.node.fragment_name.node);
                fragment.map_or(0, |fragment| {
                    let on = &fragment.node.type_condition.node.on.node;
                    self.set(&fragment.node.selection_set.node, on, value)
                })
            }
        });
        items.fold(0, u64::saturating_add)
    }

    /// A field that was skipped, or belongs to another alternative of its type, is not there and costs nothing.
    fn field(&self, field: &Field, parent: &str, object: &ConstValue) -> u64 {
        let ConstValue::Object(members) = object else {
            return 0;
        };
        let key = match &field.alias {
            Some(alias) => &alias.node,
            None => &field.name.node,
        };
        let (Some(value), Some(known)) =
            (members.get(key), self.shape.field(parent, &field.name.node))
        else {
            return 0;
        };
        let own = match known.weight {
            Weight::Leaf => return 0,
            Weight::Stated(cost) if *value == ConstValue::Null => cost.min(1),
            Weight::Stated(cost) => cost,
            Weight::Wrapper => 0,
            // What is not there was looked up all the same.
            Weight::Object => 1,
            Weight::Connection(_) => page(value).max(1),
            Weight::ByIds | Weight::List(_) | Weight::Recurring(_) => length(value).max(1),
            Weight::Deed => LIMITS.mutation_cost,
        };
        own.saturating_add(self.below(&field.selection_set.node, &known.target, value))
    }

    fn below(&self, set: &SelectionSet, target: &str, value: &ConstValue) -> u64 {
        match value {
            ConstValue::List(items) => items
                .iter()
                .map(|item| self.below(set, target, item))
                .fold(0, u64::saturating_add),
            value => self.set(set, target, value),
        }
    }
}

/// The records of a connection, whether told as nodes, as edges or as both, under whatever name.
fn page(connection: &ConstValue) -> u64 {
    match connection {
        ConstValue::Object(members) => members.values().map(length).max().unwrap_or(0),
        _ => 0,
    }
}

fn length(value: &ConstValue) -> u64 {
    match value {
        ConstValue::List(items) => u64::try_from(items.len()).unwrap_or(u64::MAX),
        _ => 0,
    }
}
