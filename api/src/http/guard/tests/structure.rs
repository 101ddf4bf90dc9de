//! http/guard/tests/structure: what a document amounts to once its fragments are expanded.

use super::super::LIMIT_EXCEEDED;
use super::{codes, inspect, introspection, problems};

/// Fragments F0…, each spreading the next so many times; the last selects a field.
fn fan(fragments: usize, times: usize) -> String {
    let mut document = "{ ...F0 }".to_owned();
    for number in 0..fragments {
        let next = format!("...F{} ", number + 1).repeat(times);
        document += &format!(" fragment F{number} on Query {{ {next} }}");
    }
    document + &format!(" fragment F{fragments} on Query {{ node(id: 1) {{ id }} }}")
}

#[test]
fn fragments_that_double_twenty_times_are_refused_at_once() {
    // Expanded one by one these would be a million; forty times doubled it would not end at all.
    assert!(codes(inspect(&fan(20, 2))).contains(&LIMIT_EXCEEDED));
    assert!(codes(inspect(&fan(40, 2))).contains(&LIMIT_EXCEEDED));
}

#[test]
fn numbers_saturate_instead_of_overflowing() {
    assert!(codes(inspect(&fan(190, 3))).contains(&LIMIT_EXCEEDED));
}

#[test]
fn fragments_spread_2_000_times_pass_and_twice_as_often_do_not() {
    // 2 + 4 + … spreads below each of the first.
    let spreads = |doublings: usize| {
        let mut document = "{ project(by: {id: 1}) { ...F0 } }".to_owned();
        for number in 0..doublings {
            document += &format!(
                " fragment F{number} on Project {{ ...F{0} ...F{0} }}",
                number + 1
            );
        }
        document + &format!(" fragment F{doublings} on Project {{ id }}")
    };
    assert!(inspect(&spreads(9)).is_ok());
    assert!(codes(inspect(&spreads(11))).contains(&LIMIT_EXCEEDED));
}

#[test]
fn fragments_that_contain_themselves_are_named() {
    let refused = problems(inspect(
        "{ ...A } fragment A on Query { ...B ...B } fragment B on Query { ...on Query { ...A } } \
         fragment C on Project { parent { ...C } } fragment D on Query { ...Missing }",
    ));
    let named: Vec<_> = refused
        .iter()
        .map(|problem| problem.en.chars().nth(14))
        .collect();
    assert_eq!(named, [Some('A'), Some('C')]);
    assert!(
        refused
            .iter()
            .all(|problem| problem.code == LIMIT_EXCEEDED && !problem.locations.is_empty())
    );
}

#[test]
fn fifteen_fields_deep_passes_and_sixteen_does_not_even_through_fragments() {
    let plain = |depth: usize| {
        let inner = "parent { ".repeat(depth - 2) + "id" + &" }".repeat(depth - 2);
        format!("{{ project(by: {{id: 1}}) {{ {inner} }} }}")
    };
    assert!(inspect(&plain(15)).is_ok());
    assert_eq!(codes(inspect(&plain(16))), [LIMIT_EXCEEDED]);
    let through = |depth: usize| {
        let inner = "parent { ".repeat(depth - 3) + "id" + &" }".repeat(depth - 3);
        format!(
            "{{ project(by: {{id: 1}}) {{ ...F }} }} fragment F on Project {{ parent {{ {inner} }} }}"
        )
    };
    assert!(inspect(&through(15)).is_ok());
    assert_eq!(codes(inspect(&through(16))), [LIMIT_EXCEEDED]);
}

#[test]
fn a_long_chain_of_fragments_is_nesting_too() {
    assert!(inspect(&fan(29, 1)).is_ok());
    assert_eq!(codes(inspect(&fan(40, 1))), [LIMIT_EXCEEDED]);
}

#[test]
fn two_hundred_fragments_pass_and_one_more_does_not() {
    let document = |fragments: usize| {
        let all: String = (0..fragments)
            .map(|n| format!(" fragment F{n} on Query {{ x }}"))
            .collect();
        "{ ...F0 }".to_owned() + &all
    };
    assert!(inspect(&document(200)).is_ok());
    assert_eq!(codes(inspect(&document(201))), [LIMIT_EXCEEDED]);
}

fn aliases(from: usize, count: usize) -> String {
    (from..from + count)
        .map(|number| format!("a{number}: slug "))
        .collect()
}

#[test]
fn thirty_aliases_of_one_field_pass_and_thirty_one_do_not() {
    let query = |inner: &str| inspect(&format!("{{ project(by: {{id: 1}}) {{ slug {inner} }} }}"));
    assert!(query(&aliases(0, 30)).is_ok());
    let refused = problems(query(&aliases(0, 31)));
    assert_eq!(
        refused[0].en,
        "The field “slug” is asked for under 31 aliases; at most 30 are allowed."
    );
}

#[test]
fn aliases_are_counted_through_fragments_and_the_same_alias_once() {
    let query = |left: &str, right: &str| {
        inspect(&format!(
            "{{ project(by: {{id: 1}}) {{ ...F ...on Project {{ {right} }} }} }} fragment F on Project {{ {left} }}"
        ))
    };
    assert!(query(&aliases(0, 30), &aliases(0, 30)).is_ok());
    assert_eq!(
        codes(query(&aliases(0, 16), &aliases(16, 15))),
        [LIMIT_EXCEEDED]
    );
}

#[test]
fn a_thousand_aliases_are_refused_however_they_are_spread_out() {
    let one_place = format!(
        "{{ {} }}",
        (0..660)
            .map(|n| format!("a{n}: __typename "))
            .collect::<String>()
    );
    assert!(codes(inspect(&one_place)).contains(&LIMIT_EXCEEDED));
    let many_places: String = (0..15)
        .map(|n| format!("p{n}: project(by: {{id: {n}}}) {{ {} }} ", aliases(0, 20)))
        .collect();
    assert_eq!(
        codes(inspect(&format!("{{ {many_places} }}"))),
        [LIMIT_EXCEEDED]
    );
    let thousand = format!("{{ project(by: {{id: 1}}) {{ {} }} }}", aliases(0, 1_000));
    assert!(codes(inspect(&thousand)).contains(&LIMIT_EXCEEDED));
}

#[test]
fn twenty_fields_at_the_root_pass_and_twenty_one_do_not() {
    let query = |plain: usize, inside: usize| {
        inspect(&format!(
            "{{ {} ...F }} fragment F on Query {{ {} }}",
            "x ".repeat(plain),
            "y ".repeat(inside)
        ))
    };
    assert!(query(10, 10).is_ok());
    assert_eq!(codes(query(10, 11)), [LIMIT_EXCEEDED]);
}

#[test]
fn twenty_directives_pass_and_twenty_one_do_not() {
    let query = |count: usize| {
        inspect(&format!(
            "query @a {{ x {} }}",
            "@skip(if: false) ".repeat(count)
        ))
    };
    assert!(query(19).is_ok());
    assert_eq!(codes(query(20)), [LIMIT_EXCEEDED]);
}

#[test]
fn fields_repeated_through_fragments_are_bounded() {
    let fields = "id ".repeat(300);
    let query = |spreads: usize| {
        let spread = "...F ".repeat(spreads);
        inspect(&format!(
            "{{ project(by: {{id: 1}}) {{ {spread} }} }} fragment F on Project {{ {fields} }}"
        ))
    };
    assert!(query(16).is_ok());
    assert_eq!(codes(query(17)), [LIMIT_EXCEEDED]);
}

#[test]
fn an_operation_that_is_not_asked_for_is_measured_all_the_same() {
    let document = fan(20, 2).replacen('{', "query B {", 1) + " query A { node(id: 1) { id } }";
    let refused = super::guard().inspect(&document, Some("A"), &serde_json::Map::new(), 100);
    assert!(codes(refused).contains(&LIMIT_EXCEEDED));
}

#[test]
fn the_canonical_introspection_query_passes() {
    for of_types in [7, 9] {
        let inspected = inspect(&introspection(of_types)).expect("introspection passes");
        assert!(inspected.cost < 2_000, "{}", inspected.cost);
    }
}

#[test]
fn the_lists_of_introspection_nest_at_most_three_deep() {
    let nested = |deep: usize| {
        let inner = "fields { type { ".repeat(deep) + "name" + &" } }".repeat(deep);
        let guard = super::guard();
        guard.inspect(
            &format!("{{ __type(name: \"Query\") {{ {inner} }} }}"),
            None,
            &serde_json::Map::new(),
            u64::MAX,
        )
    };
    assert!(nested(3).is_ok());
    assert_eq!(codes(nested(4)), [LIMIT_EXCEEDED]);
    let mixed = "{ __type(name: \"A\") { fields { args { type { interfaces { possibleTypes { inputFields { name } } } } } } } }";
    assert_eq!(codes(inspect(mixed)).first(), Some(&LIMIT_EXCEEDED));
}

#[test]
fn no_more_than_twenty_problems_are_told() {
    let many: String = (0..19)
        .map(|n| format!(" query Q{n} {{ {} }}", "x ".repeat(21)))
        .collect();
    let more: String = (0..19)
        .map(|n| format!(" query R{n} {{ {} }}", "x ".repeat(21)))
        .collect();
    assert_eq!(problems(inspect(&(many + &more))).len(), 20);
}
