//! http/guard/tests/text: what is refused before parsing, by the parser, and when choosing the operation.

use std::sync::Arc;

use serde_json::Map;

use super::super::{
    Guard, LIMIT_EXCEEDED, PARSE_ERROR, ProblemKind, UNKNOWN_OPERATION,
    cache::{Cache, weight},
    scan::scan,
};
use super::{codes, guard, inspect, problems};

#[test]
fn nesting_of_100_000_brackets_is_refused_without_recursion() {
    for bracket in ["{", "[", "(", "{a(b:["] {
        assert_eq!(
            codes(inspect(&bracket.repeat(100_000))),
            [LIMIT_EXCEEDED],
            "{bracket}"
        );
        // Short enough for the limit on bytes: deep, and never closed.
        let refused = problems(inspect(&bracket.repeat(3_000)));
        assert!(
            refused.iter().any(|problem| problem.code == LIMIT_EXCEEDED),
            "{refused:?}"
        );
    }
}

#[test]
fn thirty_two_levels_of_brackets_pass_the_scan_and_thirty_three_do_not() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert!(scan(&nested(32)).is_ok());
    assert_eq!(
        scan(&nested(33)).expect_err("too deep")[0].code,
        LIMIT_EXCEEDED
    );
}

#[test]
fn the_deepest_accepted_value_fits_a_small_stack() {
    let query = format!(
        "{{ project(by: {}{}) {{ id }} }}",
        "[".repeat(30),
        "]".repeat(30)
    );
    let thread = std::thread::Builder::new().stack_size(512 * 1024);
    let inspected = thread
        .spawn(move || inspect(&query).is_ok())
        .expect("a thread")
        .join();
    assert!(inspected.is_ok());
}

#[test]
fn a_document_of_2_000_tokens_passes_and_one_more_does_not() {
    let query = |fields: usize| format!("{{ {} }}", "a ".repeat(fields));
    assert_eq!(scan(&query(1_998)), Ok(2_000));
    let refused = scan(&query(1_999)).expect_err("too many tokens");
    assert_eq!(
        (refused[0].code, refused[0].kind),
        (LIMIT_EXCEEDED, ProblemKind::Refused)
    );
    assert_eq!(refused[0].locations[0].column, 4_002);
}

#[test]
fn a_document_of_20_000_bytes_passes_and_one_more_does_not() {
    let query = |bytes: usize| format!("{:<bytes$}", "{ project(by: {id: 1}) { id } }");
    assert!(inspect(&query(20_000)).is_ok());
    assert_eq!(codes(inspect(&query(20_001))), [LIMIT_EXCEEDED]);
}

#[test]
fn brackets_and_quotes_in_strings_and_comments_are_not_nesting() {
    let braces = "{[(".repeat(50);
    let quoted = format!(r#"{{ project(by: {{slug: "{braces} \" \\"}}) {{ id }} }}"#);
    let block = format!(r#"{{ project(by: {{slug: """{braces} " "" \""" \ " """}}) {{ id }} }}"#);
    let comment =
        format!("# {braces} \" \"\"\"\n{{ project(by: {{id: 1}}) {{ id # }}}} \"\n }} }}");
    for query in [quoted, block, comment] {
        assert!(inspect(&query).is_ok(), "{query}: {:?}", inspect(&query));
    }
}

#[test]
fn a_string_hides_no_tokens_that_the_parser_would_see() {
    for (text, tokens) in [
        (r#""""""" a"#, 2),
        (r#""a\\" b"#, 2),
        (r#""a\"" b"#, 2),
        (r#""" a"#, 2),
        (r#""""a\"""b""" c"#, 2),
        (r#""""a"""" b""#, 2),
        ("0000", 4),
        ("1-1", 2),
        ("1e-1-1", 2),
        ("-1.5e+3", 1),
        ("a...b", 3),
        ("\u{feff}a,,,b", 2),
        ("$a:[B!]@c|&=", 12),
    ] {
        assert_eq!(scan(text), Ok(tokens), "{text}");
    }
}

#[test]
fn unclosed_strings_and_brackets_are_syntax_errors_with_their_place() {
    for (query, line, column) in [
        ("{ a(b: \"c) }", 1, 8),
        ("{ a(b: \"c\n\") }", 1, 8),
        ("{\n a(b: \"\"\"c\") }", 2, 7),
        ("{ a", 1, 1),
        ("{ é: a(b: [1) }", 1, 13),
        ("}", 1, 1),
    ] {
        let refused = problems(inspect(query));
        assert_eq!(
            (refused[0].code, refused[0].kind),
            (PARSE_ERROR, ProblemKind::Syntax),
            "{query}"
        );
        assert_eq!(
            (refused[0].locations[0].line, refused[0].locations[0].column),
            (line, column),
            "{query}"
        );
    }
}

#[test]
fn control_characters_are_a_syntax_error_anywhere() {
    for query in [
        "{ a\0 }",
        "{ a(b: \"\u{1b}\") }",
        "{ a(b: \"\"\"\0\"\"\") }",
        "# \u{7f}\n{ a }",
        "\u{8}{ a }",
    ] {
        assert_eq!(codes(inspect(query)), [PARSE_ERROR], "{query:?}");
    }
}

#[test]
fn what_does_not_parse_is_told_by_its_character_and_place() {
    let place = |query: &str| {
        let problem = problems(inspect(query)).remove(0);
        (
            problem.code,
            problem.en.clone(),
            problem.locations[0].line,
            problem.locations[0].column,
        )
    };
    let told = |found: &str| format!("Syntax error: unexpected “{found}”.");
    assert_eq!(place("{ }"), (PARSE_ERROR, told("}"), 1, 3));
    assert_eq!(place("{\n  a ?\n}"), (PARSE_ERROR, told("?"), 2, 5));
    assert_eq!(place("query ($a: [ Int]) { a }").1, told("["));
    assert_eq!(place("").1, "Syntax error: the document ends too early.");
    assert_eq!(
        place("query").1,
        "Syntax error: the document ends too early."
    );
    assert_eq!(codes(inspect("{ a(b: 1e999) }")), [PARSE_ERROR]);
    assert_eq!(
        codes(inspect(
            "{ ...F } fragment F on Query { a } fragment F on Query { b }"
        )),
        [PARSE_ERROR]
    );
}

#[test]
fn the_operation_must_be_clear() {
    let guard = guard();
    let choose = |query: &str, name| match guard.inspect(query, name, &Map::new(), 100) {
        Ok(_) => None,
        Err(problems) => Some(problems[0].code),
    };
    let two = "query A { hubs { nodes { id } } } query B { hubs { nodes { id } } }";
    assert_eq!(choose("{ hubs { nodes { id } } }", None), None);
    assert_eq!(choose(two, Some("B")), None);
    assert_eq!(choose(two, None), Some(UNKNOWN_OPERATION));
    assert_eq!(choose(two, Some("C")), Some(UNKNOWN_OPERATION));
    assert_eq!(
        choose("{ hubs { nodes { id } } }", Some("A")),
        Some(UNKNOWN_OPERATION)
    );
    assert_eq!(
        choose("fragment F on Query { a }", None),
        Some(UNKNOWN_OPERATION)
    );
    assert_eq!(choose("{ a } query B { a }", None), Some(UNKNOWN_OPERATION));
    assert_eq!(
        choose("query A { a } query A { a }", Some("A")),
        Some(UNKNOWN_OPERATION)
    );
}

#[test]
fn the_same_text_is_parsed_once_and_another_is_not_mistaken_for_it() {
    let guard = guard();
    let first = guard.recall("{ node(id: 1) { id } }").expect("accepted");
    let again = guard.recall("{ node(id: 1) { id } }").expect("accepted");
    let other = guard.recall("{ node(id: 2) { id } }").expect("accepted");
    assert!(Arc::ptr_eq(&first, &again) && !Arc::ptr_eq(&first, &other));
    assert!(guard.recall("{").is_err());
    assert_eq!(guard.known.size().0, 2);
}

#[test]
fn what_changes_something_is_not_kept() {
    let guard = guard();
    let deed = "mutation { projectPause(by: {id: 1}, input: {reason: \"Ada is ill.\"}, expectedVersion: 1) { project { id } } }";
    assert!(guard.recall(deed).is_ok());
    assert!(
        guard
            .recall(
                &format!("query A {{ found {{ __typename }} }} {deed}")
                    .replace("mutation", "mutation B")
            )
            .is_ok()
    );
    assert_eq!(guard.known.size().0, 0);
}

#[test]
fn the_cache_stays_within_its_bounds_and_forgets_the_least_used() {
    let cache = Cache::new();
    cache.put("kept", 1, Arc::new(0));
    for number in 0..1_000 {
        cache.put(&number.to_string(), weight("", 1), Arc::new(number));
        assert!(cache.get("kept").is_some());
    }
    assert_eq!(cache.size().0, 256);
    assert!(cache.get("0").is_none() && cache.get("999").is_some());
    for number in 0..100 {
        cache.put(&format!("large {number}"), 1_000_000, Arc::new(number));
    }
    assert!(cache.size().1 <= 16 * 1024 * 1024);
    cache.put("larger than all", usize::MAX / 2, Arc::new(1));
    assert_eq!(cache.size(), (0, 0));
}

#[test]
fn a_schema_that_cannot_be_read_is_an_error_and_no_panic() {
    assert!(Guard::new("type {").is_err());
}
