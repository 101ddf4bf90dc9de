//! The contract: `schema.graphql` is what the program serves, says what everything means, and keeps the rules of names and shapes.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql_parser::Positioned;
use async_graphql_parser::types::{
    BaseType, ConstDirective, FieldDefinition, InputValueDefinition, ServiceDocument, Type,
    TypeDefinition, TypeKind, TypeSystemDefinition,
};
use hemicycle::http::guard::Guard;

const COMMITTED: &str = include_str!("../../schema.graphql");

fn document() -> ServiceDocument {
    async_graphql_parser::parse_schema(COMMITTED).unwrap()
}

fn types(document: &ServiceDocument) -> BTreeMap<&str, &TypeDefinition> {
    let definitions = document.definitions.iter();
    definitions
        .filter_map(|definition| match definition {
            TypeSystemDefinition::Type(one) => Some((one.node.name.node.as_str(), &one.node)),
            _ => None,
        })
        .collect()
}

/// The fields of an object or interface.
fn fields(definition: &TypeDefinition) -> Vec<&FieldDefinition> {
    let fields = match &definition.kind {
        TypeKind::Object(object) => &object.fields,
        TypeKind::Interface(interface) => &interface.fields,
        _ => return Vec::new(),
    };
    fields.iter().map(|field| &field.node).collect()
}

fn inputs(definition: &TypeDefinition) -> Vec<&InputValueDefinition> {
    match &definition.kind {
        TypeKind::InputObject(input) => input.fields.iter().map(|field| &field.node).collect(),
        _ => Vec::new(),
    }
}

/// The named type inside lists and exclamation marks.
fn named(of: &Type) -> &str {
    match &of.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => named(inner),
    }
}

fn is_list(of: &Type) -> bool {
    matches!(of.base, BaseType::List(_))
}

fn has(directives: &[Positioned<ConstDirective>], name: &str) -> bool {
    directives.iter().any(|one| one.node.name.node == name)
}

/// Fails with everything that breaks a rule at once.
fn none(broken: Vec<String>, rule: &str) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

#[test]
fn the_committed_schema_is_what_the_program_serves() {
    let served = hemicycle::graphql::sdl();
    assert!(
        COMMITTED == served,
        "schema.graphql is not up to date. If the change is meant: cargo run -- schema > schema.graphql, and review the difference."
    );
}

#[test]
fn everything_says_what_it_means() {
    let document = document();
    let mut broken = Vec::new();
    let mut look = |description: &Option<Positioned<String>>, place: String| {
        let words = description.as_ref().map_or("", |text| text.node.trim());
        if words.len() < 4 || !words.ends_with(['.', ')', '`']) {
            broken.push(format!("{place}: {words:?}"));
        }
    };
    for (name, definition) in types(&document) {
        look(&definition.description, name.to_owned());
        for field in fields(definition) {
            look(&field.description, format!("{name}.{}", field.name.node));
            for argument in &field.arguments {
                let place = format!("{name}.{}({})", field.name.node, argument.node.name.node);
                look(&argument.node.description, place);
            }
        }
        for field in inputs(definition) {
            look(&field.description, format!("{name}.{}", field.name.node));
        }
        if let TypeKind::Enum(list) = &definition.kind {
            for value in &list.values {
                look(
                    &value.node.description,
                    format!("{name}.{}", value.node.value.node),
                );
            }
        }
    }
    none(broken, "a description is a sentence");
}

#[test]
fn every_root_field_of_the_design_is_there_and_no_other() {
    let document = document();
    let types = types(&document);
    let query = fields(types["Query"]);
    let there: BTreeSet<&str> = query.iter().map(|field| field.name.node.as_str()).collect();
    let designed = "node nodes country countries parliament parliaments chamber chambers organisation organisations hub hubs project projects \
        practice practices contact contacts event events publication publications topic topics service rateLimit viewer account accounts auditLog reviewQueue \
         myContributions myData import";
    assert_eq!(there, designed.split_whitespace().collect());
    let nodes: BTreeSet<&str> = types
        .values()
        .filter(|one| matches!(&one.kind, TypeKind::Object(object) if object.implements.iter().any(|name| name.node == "Node")))
        .map(|one| one.name.node.as_str())
        .collect();
    let kinds = "Chamber Contact Country Event Hub Organisation Parliament Practice Project Publication Topic";
    assert_eq!(nodes, kinds.split_whitespace().collect());
    for kind in nodes {
        let names: BTreeSet<&str> = fields(types[kind])
            .iter()
            .map(|field| field.name.node.as_str())
            .collect();
        for common in [
            "id",
            "version",
            "createdAt",
            "updatedAt",
            "originalLanguage",
            "licence",
            "sources",
            "history",
        ] {
            assert!(names.contains(common), "{kind}.{common}");
        }
    }
}

#[test]
fn one_is_looked_up_by_exactly_one_of_its_keys() {
    let document = document();
    let types = types(&document);
    let mut broken = Vec::new();
    for (name, definition) in &types {
        let TypeKind::InputObject(input) = &definition.kind else {
            continue;
        };
        let one_of = has(&definition.directives, "oneOf");
        if one_of != name.ends_with("By") {
            broken.push(format!("{name} is @oneOf: {one_of}"));
        }
        if one_of {
            let nullable = |field: &Positioned<InputValueDefinition>| {
                field.node.ty.node.nullable && field.node.default_value.is_none()
            };
            // A party is one of three kinds, each by its own keys.
            if !input.fields.iter().all(nullable)
                || *name != "PartyBy"
                    && !input
                        .fields
                        .iter()
                        .any(|field| field.node.name.node == "id")
            {
                broken.push(format!("{name}: every field nullable, one of them id"));
            }
        }
    }
    for field in fields(types["Query"]) {
        let name = field.name.node.as_str();
        let kind = named(&field.ty.node);
        let is_kind = types.contains_key(format!("{kind}By").as_str());
        if is_kind {
            let by = format!("{kind}By!");
            let arguments: Vec<String> = field
                .arguments
                .iter()
                .map(|one| format!("{}: {}", one.node.name.node, one.node.ty.node))
                .collect();
            if arguments != [format!("by: {by}")] || !field.ty.node.nullable {
                broken.push(format!(
                    "{name}({}) is {}",
                    arguments.join(", "),
                    field.ty.node
                ));
            }
        }
    }
    none(broken, "one(by: …By!): nullable");
}

#[test]
fn lists_that_can_grow_are_relay_connections() {
    let document = document();
    let types = types(&document);
    let mut broken = Vec::new();
    for (name, definition) in &types {
        if let Some(element) = name.strip_suffix("Connection") {
            let shape: Vec<String> = fields(definition)
                .iter()
                .map(|field| format!("{}: {}", field.name.node, field.ty.node))
                .collect();
            let expected = [
                format!("edges: [{element}Edge!]!"),
                format!("nodes: [{element}!]!"),
                "pageInfo: PageInfo!".to_owned(),
            ];
            if shape[..3] != expected
                || !["totalCount: Int!", "totalCount: Int"].contains(&shape[3].as_str())
                || shape.len() != 4
            {
                broken.push(format!("{name} {shape:?}"));
            }
            let edge = types.get(format!("{element}Edge").as_str());
            let edge: Vec<String> = edge
                .map(|edge| fields(edge))
                .unwrap_or_default()
                .iter()
                .map(|field| format!("{}: {}", field.name.node, field.ty.node))
                .collect();
            if edge != ["cursor: String!".to_owned(), format!("node: {element}!")] {
                broken.push(format!("{element}Edge {edge:?}"));
            }
        }
        for field in fields(definition) {
            let Some(element) = named(&field.ty.node).strip_suffix("Connection") else {
                continue;
            };
            let arguments: Vec<String> = field
                .arguments
                .iter()
                .map(|one| format!("{}: {}", one.node.name.node, one.node.ty.node))
                .collect();
            let arguments: Vec<String> = match field.name.node.as_str() {
                "reviewQueue" => arguments.into_iter().skip(1).collect(),
                _ => arguments,
            };
            let mut expected = vec![
                "first: Int".to_owned(),
                "after: String".to_owned(),
                "last: Int".to_owned(),
                "before: String".to_owned(),
            ];
            for (argument, suffix) in [("filter", "Filter"), ("orderBy", "Order")] {
                // Not every list of parts can be filtered or ordered; that of a kind always.
                let input = format!("{element}{suffix}");
                let due = types.contains_key(input.as_str())
                    && (types.contains_key(format!("{element}By").as_str())
                        || arguments.iter().any(|one| one.starts_with(argument)));
                if due {
                    expected.push(format!("{argument}: {input}"));
                }
            }
            if arguments != expected {
                broken.push(format!(
                    "{name}.{}({})",
                    field.name.node,
                    arguments.join(", ")
                ));
            }
        }
    }
    let info: Vec<String> = fields(types["PageInfo"])
        .iter()
        .map(|field| format!("{}: {}", field.name.node, field.ty.node))
        .collect();
    assert_eq!(
        info,
        [
            "endCursor: String",
            "hasNextPage: Boolean!",
            "hasPreviousPage: Boolean!",
            "startCursor: String"
        ]
    );
    for root in fields(types["Query"])
        .iter()
        .filter(|field| named(&field.ty.node).ends_with("Connection"))
        // The queue has one order and is for those who review: only its hub is asked.
        .filter(|field| field.name.node != "reviewQueue")
    {
        assert_eq!(
            root.arguments.len(),
            6,
            "{} is filtered and ordered",
            root.name.node
        );
    }
    none(broken, "connections");
}

#[test]
fn times_days_and_inexact_dates_are_named_as_such() {
    let document = document();
    let mut broken = Vec::new();
    // A change and the last change happen at a time, and have no other.
    let plain = ["AuditEntry.at", "Change.at", "LastChange.at"];
    for (name, definition) in types(&document) {
        for field in fields(definition) {
            let (field_name, kind) = (field.name.node.as_str(), named(&field.ty.node));
            let place = format!("{name}.{field_name}");
            let right = match kind {
                "DateTime" => field_name.ends_with("At") || plain.contains(&place.as_str()),
                "Date" => field_name.ends_with("On"),
                "PartialDate" => {
                    field_name.ends_with("On") || ["since", "until"].contains(&field_name)
                }
                _ => !field_name.ends_with("At") && !field_name.ends_with("On"),
            };
            if !right {
                broken.push(format!("{place}: {kind}"));
            }
        }
        for field in inputs(definition) {
            let (field_name, kind) = (field.name.node.as_str(), named(&field.ty.node));
            let right = match kind {
                "DateTime" => ["At", "Since", "Until"]
                    .iter()
                    .any(|end| field_name.ends_with(end)),
                "Date" if name == "DateRange" => true,
                "Date" | "DateRange" => field_name.ends_with("On"),
                "PartialDate" => {
                    field_name.ends_with("On") || ["since", "until"].contains(&field_name)
                }
                _ => !field_name.ends_with("At") && !field_name.ends_with("On"),
            };
            if !right {
                broken.push(format!("{name}.{field_name}: {kind}"));
            }
        }
    }
    none(broken, "…At for instants, …On for days");
}

#[test]
fn names_are_spelled_as_their_sort_is() {
    let document = document();
    let types = types(&document);
    let mut broken = Vec::new();
    let camel = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric())
    };
    let pascal = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric())
    };
    let upper = |name: &str| {
        name.chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    };
    // Words of the domain: a chamber has a type, and so on.
    let words = [
        "ChamberType",
        "HubType",
        "OrganisationType",
        "PublicationType",
    ];
    for (name, definition) in &types {
        if !pascal(name) {
            broken.push((*name).to_owned());
        }
        let suffixes = [
            "Type",
            "Object",
            "Dto",
            "DTO",
            "Model",
            "Entity",
            "Enum",
            "Interface",
            "Union",
            "Data",
            "Response",
            "Gql",
            "GQL",
            "Node",
        ];
        if suffixes.iter().any(|suffix| name.ends_with(suffix))
            && !words.contains(name)
            && *name != "Node"
        {
            broken.push(format!("{name} has a suffix of the program"));
        }
        let kind_suffix = match &definition.kind {
            TypeKind::InputObject(_) => ["By", "Filter", "Order", "Input", "Range"]
                .iter()
                .any(|suffix| name.ends_with(suffix)),
            _ => !["By", "Filter", "Order", "Input"]
                .iter()
                .any(|suffix| name.ends_with(suffix)),
        };
        if !kind_suffix {
            broken.push(format!("{name} is named as what it is not"));
        }
        for field in fields(definition) {
            let bad = field
                .arguments
                .iter()
                .any(|argument| !camel(&argument.node.name.node));
            if !camel(&field.name.node) || bad {
                broken.push(format!("{name}.{}", field.name.node));
            }
        }
        for field in inputs(definition) {
            if !camel(&field.name.node) {
                broken.push(format!("{name}.{}", field.name.node));
            }
        }
        if let TypeKind::Enum(list) = &definition.kind {
            let values = list
                .values
                .iter()
                .map(|value| value.node.value.node.as_str());
            broken.extend(
                values
                    .filter(|value| !upper(value))
                    .map(|value| format!("{name}.{value}")),
            );
        }
    }
    none(broken, "names");
}

#[test]
fn plain_lists_of_objects_say_how_long_they_can_be() {
    let guard = Guard::new(COMMITTED).unwrap_or_else(|problem| panic!("{}", problem.0));
    assert_eq!(guard.undeclared_lists(), [""; 0]);
    let document = document();
    let mut broken = Vec::new();
    for (name, definition) in types(&document) {
        let wraps = name.ends_with("Connection");
        for field in fields(definition) {
            if !wraps && is_list(&field.ty.node) && !has(&field.directives, "listSize") {
                broken.push(format!("{name}.{}", field.name.node));
            }
        }
    }
    none(broken, "@listSize");
}

#[test]
fn every_filter_and_order_is_used_and_keeps_its_shape() {
    let document = document();
    let types = types(&document);
    let mut broken = Vec::new();
    let mut used: BTreeSet<&str> = BTreeSet::from(["Query", "Mutation"]);
    for definition in types.values() {
        for field in fields(definition) {
            used.insert(named(&field.ty.node));
            used.extend(
                field
                    .arguments
                    .iter()
                    .map(|argument| named(&argument.node.ty.node)),
            );
        }
        used.extend(inputs(definition).iter().map(|field| named(&field.ty.node)));
        match &definition.kind {
            TypeKind::Union(union) => {
                used.extend(union.members.iter().map(|member| member.node.as_str()))
            }
            TypeKind::Object(object) => {
                used.extend(object.implements.iter().map(|one| one.node.as_str()))
            }
            _ => {}
        }
    }
    for (name, definition) in &types {
        if !used.contains(name) {
            broken.push(format!("{name} is used nowhere"));
        }
        if name.ends_with("Order") {
            let shape: Vec<String> = inputs(definition)
                .iter()
                .map(|field| format!("{}: {}", field.name.node, field.ty.node))
                .collect();
            if shape
                != [
                    "direction: OrderDirection!".to_owned(),
                    format!("field: {name}Field!"),
                ]
            {
                broken.push(format!("{name} {shape:?}"));
            }
        }
        if let Some(kind) = name
            .strip_suffix("Filter")
            .filter(|kind| types.contains_key(format!("{kind}By").as_str()))
        {
            let names: BTreeSet<&str> = inputs(definition)
                .iter()
                .map(|field| field.name.node.as_str())
                .collect();
            // An account is no content: it has no texts.
            for due in ["updatedSince", "hasTranslation"] {
                if !names.contains(due) && (kind, due) != ("Account", "hasTranslation") {
                    broken.push(format!("{kind} is filtered by {due}"));
                }
            }
        }
    }
    none(broken, "filters and orders");
}

#[test]
fn texts_for_readers_are_localized_and_take_languages() {
    let document = document();
    let mut broken = Vec::new();
    for (name, definition) in types(&document) {
        for field in fields(definition) {
            let takes = field
                .arguments
                .iter()
                .any(|argument| argument.node.name.node == "languages");
            let serves = ["LocalizedText", "FormerName"].contains(&named(&field.ty.node))
                && name != "FormerName";
            if takes != serves {
                broken.push(format!("{name}.{}: {}", field.name.node, field.ty.node));
            }
        }
    }
    none(broken, "a LocalizedText takes languages");
}
