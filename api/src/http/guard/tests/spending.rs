//! http/guard/tests/spending: what answers came to, computed by hand beside each; never more than they were priced at.

use async_graphql_value::ConstValue;
use serde_json::{Map, Value as Json, json};

use super::guard;

/// The price of a document, and what this answer to it came to.
fn spent(query: &str, data: Json) -> (u64, u64) {
    let guard = guard();
    let inspected = guard
        .inspect(query, None, &Map::new(), u64::MAX)
        .expect("an acceptable request");
    let data = ConstValue::from_json(data).expect("data");
    let spent = guard.spent(&inspected.priced, &data);
    assert!(
        spent <= inspected.cost,
        "{query}: {spent} of {}",
        inspected.cost
    );
    (inspected.cost, spent)
}

#[test]
fn a_page_comes_to_the_records_that_are_on_it() {
    let query = "{ projects { nodes { id hub { id } } totalCount } }";
    let one = json!({ "id": 1, "hub": { "id": 2 } });
    let of = |nodes: Json| json!({ "projects": { "nodes": nodes, "totalCount": 9 } });
    assert_eq!(spent(query, of(json!([one, one, one]))), (40, 6));
    // A null was looked up, too.
    assert_eq!(spent(query, of(json!([{ "id": 1, "hub": null }]))), (40, 2));
    assert_eq!(spent(query, of(json!([]))), (40, 1));
    assert_eq!(spent(query, json!({ "projects": null })), (40, 1));
    assert_eq!(spent(query, Json::Null), (40, 0));
}

#[test]
fn a_scalar_that_states_its_cost_comes_to_it_where_it_is_told() {
    let query = "{ export again: export }";
    assert_eq!(
        spent(query, json!({ "export": "x", "again": null })),
        (1000, 501)
    );
}

#[test]
fn records_told_as_nodes_and_as_edges_are_the_same_records() {
    let query = "{ all: projects(first: 10) { n: nodes { id } edges { cursor node { id hub { id } } } pageInfo { endCursor } } }";
    let edge = json!({ "cursor": "x", "node": { "id": 1, "hub": { "id": 2 } } });
    let data = json!({ "all": { "n": [{ "id": 1 }, { "id": 1 }], "edges": [edge, edge], "pageInfo": { "endCursor": "x" } } });
    assert_eq!(spent(query, data), (20, 4));
}

#[test]
fn fragments_and_aliases_are_followed_and_what_was_skipped_is_free() {
    let query = "{ a: project(by: {id: 1}) { ...F parent @skip(if: true) { id } } b: project(by: {id: 2}) { ...F ... { __typename } } } \
        fragment F on Project { id hub { id } }";
    let project = json!({ "id": 1, "hub": { "id": 2 } });
    let data = json!({ "a": project, "b": project });
    assert_eq!(spent(query, data), (5, 4));
    assert_eq!(
        spent("{ __typename }", json!({ "__typename": "Query" })),
        (0, 0)
    );
}
