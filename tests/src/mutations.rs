//! Mutations as tests write them: a field and its arguments, which can be exchanged one by one; and what the published schema says of fields.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use async_graphql_parser::types::{
    DocumentOperations, Selection, ServiceDocument, TypeKind, TypeSystemDefinition,
};
use async_graphql_parser::{parse_query, parse_schema};

/// One mutation with its arguments, each as it is written in a document.
#[derive(Clone, Debug)]
pub struct Mutation {
    pub field: String,
    pub arguments: Vec<(String, String)>,
}

impl Mutation {
    /// From a sample: a list of arguments, with its parentheses or without.
    pub fn of(field: &str, sample: &str) -> Self {
        let sample = sample.trim();
        let list = sample
            .strip_prefix('(')
            .and_then(|list| list.strip_suffix(')'));
        let document = format!(
            "mutation {{ {field}({}) {{ errors {{ code }} }} }}",
            list.unwrap_or(sample)
        );
        let document = parse_query(&document).unwrap_or_else(|error| panic!("{document}\n{error}"));
        let DocumentOperations::Single(operation) = document.operations else {
            panic!("one mutation")
        };
        let Selection::Field(written) = &operation.node.selection_set.node.items[0].node else {
            panic!("a field")
        };
        let arguments = written.node.arguments.iter();
        let arguments =
            arguments.map(|(name, value)| (name.node.to_string(), value.node.to_string()));
        Self {
            field: field.to_owned(),
            arguments: arguments.collect(),
        }
    }

    pub fn argument(&self, name: &str) -> Option<&str> {
        let mut all = self.arguments.iter();
        let found = all.find(|(known, _)| known == name)?;
        Some(&found.1)
    }

    /// The same with this argument, in its place or at the end.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        match other.arguments.iter_mut().find(|(known, _)| known == name) {
            Some((_, written)) => value.clone_into(written),
            None => other.arguments.push((name.to_owned(), value.to_owned())),
        }
        other
    }

    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let mut other = self.clone();
        other.arguments.retain(|(known, _)| known != name);
        other
    }

    pub fn document(&self) -> String {
        let arguments: Vec<String> = self
            .arguments
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        format!(
            "mutation {{ {}({}) {{ errors {{ code path message }} }} }}",
            self.field,
            arguments.join(", ")
        )
    }
}

/// The published schema, read once.
static SCHEMA: LazyLock<ServiceDocument> =
    LazyLock::new(|| parse_schema(include_str!("../../schema.graphql")).unwrap());

fn definition(name: &str) -> TypeKind {
    let found = SCHEMA.definitions.iter().find_map(|one| match one {
        TypeSystemDefinition::Type(one) if one.node.name.node == name => {
            Some(one.node.kind.clone())
        }
        _ => None,
    });
    found.unwrap_or_else(|| panic!("there is no {name}"))
}

/// The fields of a root type, each with the names and types of its arguments in the order of the schema.
pub fn root_fields(root: &str) -> BTreeMap<String, Vec<(String, String)>> {
    let TypeKind::Object(object) = definition(root) else {
        panic!("{root} is no object");
    };
    let fields = object.fields.into_iter().map(|field| {
        let arguments = field.node.arguments.into_iter();
        let arguments =
            arguments.map(|one| (one.node.name.node.to_string(), one.node.ty.node.to_string()));
        (field.node.name.node.to_string(), arguments.collect())
    });
    fields.collect()
}

/// The fields of an object type that give a part of a list, and need no argument for it.
pub fn lists_of(name: &str) -> Vec<String> {
    let TypeKind::Object(object) = definition(name) else {
        panic!("{name} is no object");
    };
    let lists = object
        .fields
        .into_iter()
        .map(|field| field.node)
        .filter(|field| {
            let of_type = field.ty.node.to_string();
            let needed = field.arguments.iter().any(|one| !one.node.ty.node.nullable);
            of_type.trim_end_matches('!').ends_with("Connection") && !needed
        });
    lists.map(|field| field.name.node.to_string()).collect()
}

/// The fields of an input type.
pub fn input_fields(name: &str) -> BTreeSet<String> {
    let TypeKind::InputObject(input) = definition(name) else {
        panic!("{name} is no input");
    };
    let fields = input.fields.into_iter();
    fields
        .map(|field| field.node.name.node.to_string())
        .collect()
}
