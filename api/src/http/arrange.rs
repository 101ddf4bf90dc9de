//! Puts the fields of an answer into the order in which the document asks for them, as the specification wants it: async-graphql 7.2.1 gives
//! them in the order in which they were ready.

use std::collections::HashMap;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Value};

/// What is asked of one object, in order.
#[derive(Default)]
pub struct Plan {
    fields: Vec<(Name, Plan)>,
    places: HashMap<Name, usize>,
}

impl Plan {
    /// The order of one operation's answer. The guard has bounded the document, fragments expanded.
    pub fn of(document: &ExecutableDocument, operation: Option<&str>) -> Self {
        let mut plan = Self::default();
        if let Some(operation) = chosen(document, operation) {
            plan.add(&operation.selection_set.node, document);
        }
        plan
    }

    fn add(&mut self, set: &SelectionSet, document: &ExecutableDocument) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = &field.node.response_key().node;
                    self.field(key)
                        .add(&field.node.selection_set.node, document);
                }
                Selection::InlineFragment(fragment) => {
                    self.add(&fragment.node.selection_set.node, document);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node)
                    {
                        self.add(&fragment.node.selection_set.node, document);
                    }
                }
            }
        }
    }

    fn field(&mut self, key: &Name) -> &mut Self {
        let place = *self.places.entry(key.clone()).or_insert_with(|| {
            self.fields.push((key.clone(), Self::default()));
            self.fields.len() - 1
        });
        &mut self.fields[place].1
    }

    /// Arranges a value in place.
    pub fn arrange(&self, value: &mut Value) {
        match value {
            Value::List(items) => items.iter_mut().for_each(|item| self.arrange(item)),
            // An object nobody selects from is a scalar's.
            Value::Object(members) if !self.fields.is_empty() => {
                let mut ready = std::mem::take(members);
                for (key, plan) in &self.fields {
                    if let Some((key, mut value)) = ready.swap_remove_entry(key) {
                        plan.arrange(&mut value);
                        members.insert(key, value);
                    }
                }
            }
            _ => {}
        }
    }
}

fn chosen<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Option<&'a OperationDefinition> {
    match &document.operations {
        DocumentOperations::Single(operation) => Some(&operation.node),
        DocumentOperations::Multiple(operations) => match name {
            Some(name) => operations.get(name).map(|operation| &operation.node),
            None => operations.values().next().map(|operation| &operation.node),
        },
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn fields_come_in_the_order_of_the_document_fragments_in_their_place() {
        let document = "{ b: x { d ...F c } a } fragment F on T { e d }";
        let plan = parse_query(document).map(|document| Plan::of(&document, None));
        let ready =
            serde_json::json!({ "a": 1, "b": [{ "c": 2, "e": { "y": 2, "z": 1 }, "d": 3 }] });
        let mut value = Value::from_json(ready).unwrap_or_default();
        if let Ok(plan) = plan {
            plan.arrange(&mut value);
        }
        assert_eq!(
            value.to_string(),
            "{b: [{d: 3, e: {y: 2, z: 1}, c: 2}], a: 1}"
        );
    }
}
