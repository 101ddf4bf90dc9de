//! http/guard/tests: the guard against small and hostile requests, by a small schema. Touches the guard's own rooms.

mod cost;
mod spending;
mod structure;
mod text;
mod variables;

use hemicycle_domain::failure::ErrorCode;
use serde_json::{Map, Value as Json, json};

use super::{Guard, Inspected, Problem};

const VISITOR: u64 = 2_000;

fn guard() -> Guard {
    Guard::new(include_str!("schema.graphql")).expect("the schema of the tests")
}

fn object(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

fn inspect_with(query: &str, variables: Json) -> Result<Inspected, Vec<Problem>> {
    guard().inspect(query, None, &object(variables), VISITOR)
}

fn inspect(query: &str) -> Result<Inspected, Vec<Problem>> {
    inspect_with(query, json!({}))
}

fn cost(query: &str) -> u64 {
    guard()
        .inspect(query, None, &Map::new(), u64::MAX)
        .expect("an acceptable request")
        .cost
}

/// The codes of a refusal, in order.
fn codes(result: Result<Inspected, Vec<Problem>>) -> Vec<ErrorCode> {
    problems(result)
        .iter()
        .map(|problem| problem.code)
        .collect()
}

fn problems(result: Result<Inspected, Vec<Problem>>) -> Vec<Problem> {
    let problems = result.expect_err("a refusal");
    for problem in &problems {
        assert!(
            !problem.en.is_empty() && !problem.fr.is_empty() && problem.en != problem.fr,
            "{problem:?}"
        );
    }
    problems
}

/// graphql-js v16's `getIntrospectionQuery()`, with `ofType` nested as deep as its newest releases do.
fn introspection(of_types: usize) -> String {
    let of_type = "kind name ofType { ".repeat(of_types) + "kind name" + &" }".repeat(of_types);
    format!(
        "query IntrospectionQuery {{ __schema {{ description queryType {{ name kind }} mutationType {{ name kind }} \
         subscriptionType {{ name kind }} types {{ ...FullType }} directives {{ name description isRepeatable locations \
         args(includeDeprecated: true) {{ ...InputValue }} }} }} }} \
         fragment FullType on __Type {{ kind name description specifiedByURL isOneOf fields(includeDeprecated: true) {{ \
         name description args(includeDeprecated: true) {{ ...InputValue }} type {{ ...TypeRef }} isDeprecated \
         deprecationReason }} inputFields(includeDeprecated: true) {{ ...InputValue }} interfaces {{ ...TypeRef }} \
         enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }} \
         possibleTypes {{ ...TypeRef }} }} \
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue isDeprecated \
         deprecationReason }} \
         fragment TypeRef on __Type {{ {of_type} }}"
    )
}
