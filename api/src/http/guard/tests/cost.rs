//! http/guard/tests/cost: the price of requests, computed by hand beside each, and the pages they ask for.

use async_graphql_parser::types::OperationType;
use hemicycle_domain::failure::ErrorCode;
use serde_json::{Map, Value as Json, json};

use super::super::{COST_EXCEEDED, Guard, INVALID_PAGE, LIMIT_EXCEEDED};
use super::{codes, cost, guard, inspect, inspect_with, problems};

#[test]
fn objects_cost_one_and_scalars_nothing() {
    assert_eq!(cost("{ __typename }"), 0);
    assert_eq!(cost("{ project(by: {id: 1}) { id slug status tags } }"), 1);
    assert_eq!(
        cost("{ project(by: {id: 1}) { hub { id } parent { parent { id } } } }"),
        1 + 1 + 2
    );
}

#[test]
fn a_scalar_costs_what_it_states_each_time() {
    assert_eq!(cost("{ export }"), 500);
    assert_eq!(cost("{ export again: export __typename }"), 1000);
}

#[test]
fn a_connection_costs_its_page_and_its_wrappers_nothing() {
    assert_eq!(cost("{ projects { nodes { id } } }"), 20);
    assert_eq!(
        cost(
            "{ projects(first: 10) { edges { cursor node { id } } pageInfo { endCursor } totalCount } }"
        ),
        10
    );
    assert_eq!(
        cost("{ projects(last: 100) { nodes { hub { id } } } }"),
        100 * (1 + 1)
    );
    assert_eq!(cost("{ projects(first: 0) { totalCount } }"), 1);
    // The schema's own default of `first`.
    assert_eq!(cost("{ hubs { nodes { id } } }"), 5);
    assert_eq!(cost("{ hubs(first: null, last: 3) { nodes { id } } }"), 3);
}

#[test]
fn nested_connections_multiply() {
    // 10 hubs, 50 projects, each with a hub and 7 contacts.
    assert_eq!(
        cost(
            "{ hubs(first: 10) { nodes { projects(first: 5) { edges { node { hub { id } contacts { name } } } } } } }"
        ),
        10 * (1 + 5 * (1 + 1 + 7))
    );
}

#[test]
fn lists_count_their_declared_maximum_or_twenty() {
    assert_eq!(
        cost("{ project(by: {id: 1}) { contacts { name } milestones { title } } }"),
        1 + 7 + 20
    );
    assert_eq!(
        cost("{ found { ...on Project { hub { id } } ...on Hub { id } } }"),
        10 * (1 + 1)
    );
    assert_eq!(guard().undeclared_lists(), ["Project.milestones"]);
}

#[test]
fn nodes_count_their_ids() {
    assert_eq!(
        cost("{ nodes(ids: [1, 2, 3]) { id ...on Project { hub { id } } } }"),
        3 * (1 + 1)
    );
    assert_eq!(cost("{ nodes(ids: 1) { id } }"), 1);
    let sent = inspect_with(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        json!({"ids": ["a", "b"]}),
    );
    assert_eq!(sent.expect("accepted").cost, 2);
}

#[test]
fn a_mutation_costs_ten_and_what_it_returns() {
    let query = "mutation { projectPause(by: {id: 1}, input: {reason: \"x\"}, expectedVersion: 1) { project { id } errors { message } } }";
    let inspected = inspect(query).expect("accepted");
    assert_eq!(
        (inspected.cost, inspected.operation),
        (10 + 1 + 5, OperationType::Mutation)
    );
}

#[test]
fn fragments_cost_what_they_select_wherever_they_are_spread() {
    let query = "{ a: project(by: {id: 1}) { ...P } projects(first: 4) { nodes { ...P } } } \
                 fragment P on Project { hub { ...H } parent { id } } fragment H on Hub { id projects(first: 2) { nodes { id } } }";
    assert_eq!(cost(query), (1 + 4) + (1 + 4) * (1 + 2 + 1));
}

#[test]
fn skipped_fields_are_paid_all_the_same() {
    assert_eq!(
        cost("{ project(by: {id: 1}) { hub @skip(if: true) { id } } }"),
        2
    );
}

#[test]
fn only_the_chosen_operation_is_paid_and_checked() {
    let query = "query Small { node(id: 1) { id } } query Large { projects(first: 1000) { nodes { ...P } } } \
                 fragment P on Project { parent { id } }";
    let inspected = guard()
        .inspect(query, Some("Small"), &Map::new(), 10)
        .expect("accepted");
    assert_eq!(inspected.cost, 1);
}

#[test]
fn a_request_over_its_budget_is_told_both_figures() {
    let query = "{ hubs(first: 100) { nodes { projects(first: 100) { nodes { id } } } } }";
    let refused = problems(inspect(query));
    assert_eq!(refused[0].code, COST_EXCEEDED);
    assert!(
        refused[0]
            .en
            .starts_with("The request would cost 10100; at most 2000 is allowed.")
    );
    assert!(guard().inspect(query, None, &Map::new(), 10_100).is_ok());
}

#[test]
fn a_cost_beyond_all_numbers_saturates() {
    let deep = "projects(first: 100) { nodes { hub { ".repeat(4);
    let query = format!(
        "{{ hubs(first: 100) {{ nodes {{ {deep} id {} }} }} }}",
        "} } }".repeat(4)
    );
    assert!(codes(inspect(&query)).contains(&COST_EXCEEDED));
    let huge =
        Guard::new("type Query { a: [Query!]! @listSize(assumedSize: 18446744073709551615) }")
            .expect("a schema");
    let refused = huge.inspect(
        "{ a { a { a { __typename } } } }",
        None,
        &Map::new(),
        u64::MAX - 1,
    );
    assert!(problems(refused)[0].en.contains("18446744073709551615"));
}

fn page(arguments: &str, variables: Json) -> Vec<ErrorCode> {
    let query = format!(
        "query ($n: Int, $m: Int = 101, $k: Int = 5) {{ projects({arguments}) {{ nodes {{ __typename }} }} }}"
    );
    match inspect_with(&query, variables) {
        Ok(_) => Vec::new(),
        refused => codes(refused),
    }
}

#[test]
fn a_page_is_between_nought_and_a_hundred_and_has_one_end() {
    for fine in [
        "first: 0",
        "first: 100",
        "last: 100",
        "first: 1, last: null",
        "first: $n",
        "first: $k, last: $n",
        "filter: {}",
    ] {
        assert_eq!(page(fine, json!({})), Vec::<ErrorCode>::new(), "{fine}");
    }
    for wrong in [
        "first: 101",
        "first: -1",
        "last: 99999999999999999999",
        "first: 1, last: 1",
        "first: $m",
        "first: $k, last: 0",
    ] {
        assert_eq!(page(wrong, json!({})), [INVALID_PAGE], "{wrong}");
    }
    assert_eq!(page("first: 101, last: -1", json!({})), [INVALID_PAGE; 3]);
}

#[test]
fn a_page_in_a_variable_is_held_to_the_same() {
    assert_eq!(
        page("first: $n", json!({"n": 100})),
        Vec::<ErrorCode>::new()
    );
    assert_eq!(
        page("first: $m", json!({"m": null})),
        Vec::<ErrorCode>::new()
    );
    assert_eq!(page("first: $n", json!({"n": 101})), [INVALID_PAGE]);
    assert_eq!(page("first: $n, last: $k", json!({"n": 1})), [INVALID_PAGE]);
    let priced = inspect_with(
        "query ($n: Int) { projects(first: $n) { nodes { id } } }",
        json!({"n": 7}),
    );
    assert_eq!(priced.expect("accepted").cost, 7);
}

#[test]
fn a_page_inside_a_fragment_is_told_with_its_place() {
    let refused = problems(inspect(
        "{ ...F }\nfragment F on Query { hubs(last: 500) { nodes { id } } }",
    ));
    assert_eq!(
        (
            refused[0].code,
            refused[0].locations[0].line,
            refused[0].locations[0].column
        ),
        (INVALID_PAGE, 2, 34)
    );
}

#[test]
fn ids_and_lists_written_in_the_document_are_bounded() {
    let ids = |count: usize| {
        inspect(&format!(
            "{{ nodes(ids: [{}]) {{ id }} }}",
            "1 ".repeat(count)
        ))
    };
    assert!(ids(100).is_ok());
    assert_eq!(codes(ids(101)), [LIMIT_EXCEEDED]);
    let sent = inspect_with(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        json!({"ids": vec!["a"; 101]}),
    );
    assert_eq!(codes(sent), [LIMIT_EXCEEDED]);
    let list = |count: usize| {
        inspect(&format!(
            "{{ projects(filter: {{status: {{in: [{}]}}}}) {{ totalCount }} }}",
            "ACTIVE ".repeat(count)
        ))
    };
    assert!(list(200).is_ok());
    assert_eq!(codes(list(201)), [LIMIT_EXCEEDED]);
    let default = format!(
        "query ($v: [Int] = [{}]) {{ __typename }}",
        "1 ".repeat(201)
    );
    assert_eq!(codes(inspect(&default)), [LIMIT_EXCEEDED]);
}

#[test]
fn introspection_grows_dear_where_its_lists_nest() {
    assert_eq!(cost("{ __schema { types { name } } }"), 1 + 5);
    assert_eq!(
        cost("{ __schema { types { fields { name } } } }"),
        1 + 5 * (1 + 2)
    );
    assert_eq!(
        cost("{ __schema { types { fields { type { fields { name } } } } } }"),
        1 + 5 * (1 + 8 * (1 + 1 + 2))
    );
}
