//! http/guard/tests/variables: what was sent against what was declared.

use hemicycle_domain::failure::ErrorCode;
use serde_json::{Value as Json, json};

use super::super::{INVALID_VARIABLE, LIMIT_EXCEEDED};
use super::{inspect_with, problems};

/// Declares `$v` of this type, unused: whether it is used is validation's business.
fn send(ty: &str, value: Json) -> Result<(), Vec<(String, ErrorCode)>> {
    match inspect_with(
        &format!("query ($v: {ty}) {{ __typename }}"),
        json!({ "v": value }),
    ) {
        Ok(_) => Ok(()),
        refused => Err(problems(refused)
            .iter()
            .map(|problem| (problem.path.join("."), problem.code))
            .collect()),
    }
}

fn accepts(ty: &str, value: Json) {
    assert_eq!(send(ty, value.clone()), Ok(()), "{ty} takes {value}");
}

fn refuses(ty: &str, value: Json, places: &[&str]) {
    let expected: Vec<_> = places
        .iter()
        .map(|place| ((*place).to_owned(), INVALID_VARIABLE))
        .collect();
    assert_eq!(
        send(ty, value.clone()),
        Err(expected),
        "{ty} refuses {value}"
    );
}

#[test]
fn an_int_is_a_whole_number_of_32_bits() {
    accepts("Int", json!(2_147_483_647));
    accepts("Int", json!(-2_147_483_648));
    accepts("Int", json!(null));
    for wrong in [
        json!(2_147_483_648_u64),
        json!(u64::MAX),
        json!(1.5),
        json!(1.0),
        json!("1"),
        json!(true),
        json!([1]),
    ] {
        refuses("Int", wrong, &["variables.v"]);
    }
}

#[test]
fn the_other_scalars_take_their_own_kind_only() {
    accepts("Float", json!(1));
    accepts("Float", json!(1.5));
    accepts("ID", json!("x"));
    accepts("ID", json!(7));
    accepts("String", json!(""));
    accepts("Boolean", json!(false));
    refuses("Float", json!("1"), &["variables.v"]);
    refuses("ID", json!(1.5), &["variables.v"]);
    refuses("ID", json!(true), &["variables.v"]);
    refuses("String", json!(1), &["variables.v"]);
    refuses("Boolean", json!("true"), &["variables.v"]);
    refuses("Boolean", json!(0), &["variables.v"]);
}

#[test]
fn a_scalar_of_the_service_takes_any_single_value() {
    accepts("DateTime", json!("2026-11-23T00:00:00Z"));
    accepts("DateTime", json!(0));
    refuses("DateTime", json!({"year": 2026}), &["variables.v"]);
    refuses("DateTime", json!([]), &["variables.v"]);
}

#[test]
fn an_enum_takes_its_own_values_as_text() {
    accepts("ProjectStatus", json!("ACTIVE"));
    refuses("ProjectStatus", json!("active"), &["variables.v"]);
    refuses("ProjectStatus", json!(1), &["variables.v"]);
}

#[test]
fn a_single_value_stands_for_a_list_of_one() {
    accepts("[ProjectStatus!]", json!("ACTIVE"));
    accepts("[ProjectStatus!]", json!(["ACTIVE", "PAUSED"]));
    accepts("[[Int!]!]", json!(1));
    accepts("[[Int!]!]", json!([1, [2, 3]]));
    refuses(
        "[ProjectStatus!]",
        json!(["ACTIVE", null, "x"]),
        &["variables.v.1", "variables.v.2"],
    );
    refuses("[[Int!]!]", json!([["x"]]), &["variables.v.0.0"]);
}

#[test]
fn what_is_required_must_be_there_and_not_null() {
    refuses("Int!", json!(null), &["variables.v"]);
    let absent = |declared: &str| {
        inspect_with(
            &format!("query ($v: {declared}) {{ __typename }}"),
            json!({}),
        )
    };
    assert_eq!(problems(absent("Int!"))[0].path, ["variables", "v"]);
    assert_eq!(
        problems(absent("[Int!]!"))[0].en,
        "“$v” is required: it must be [Int!]!."
    );
    assert!(absent("Int").is_ok());
    assert!(absent("Int! = 3").is_ok());
}

#[test]
fn an_input_object_tells_all_its_problems_at_once() {
    accepts("PauseInput", json!({"reason": "summer"}));
    accepts(
        "PauseInput",
        json!({"reason": "summer", "until": null, "notify": false}),
    );
    refuses("PauseInput", json!("summer"), &["variables.v"]);
    refuses(
        "PauseInput",
        json!({"until": [], "notify": null, "colour": 1}),
        &[
            "variables.v.colour",
            "variables.v.notify",
            "variables.v.until",
            "variables.v.reason",
        ],
    );
    refuses(
        "ProjectFilter",
        json!({"status": {"in": ["ACTIVE", "x"]}, "q": 1, "and": [{"q": "a"}, {"r": 1}]}),
        &[
            "variables.v.and.1.r",
            "variables.v.q",
            "variables.v.status.in.1",
        ],
    );
}

#[test]
fn a_selector_names_exactly_one_thing() {
    accepts("ProjectBy!", json!({"slug": "e-petitions"}));
    refuses("ProjectBy!", json!({}), &["variables.v"]);
    refuses("ProjectBy!", json!({"slug": null}), &["variables.v"]);
    refuses(
        "ProjectBy!",
        json!({"id": "1", "slug": "e-petitions"}),
        &["variables.v"],
    );
    refuses(
        "ProjectBy!",
        json!({"id": "1", "slug": null}),
        &["variables.v"],
    );
}

#[test]
fn variables_of_unknown_types_and_undeclared_ones_are_left_alone() {
    accepts("Nonsense", json!({"a": 1}));
    accepts("Project", json!(1));
    assert!(inspect_with("{ __typename }", json!({"extra": [1, 2, 3]})).is_ok());
}

#[test]
fn lists_strings_and_nesting_are_bounded_in_any_variable() {
    let too_large = |place: &str| Err(vec![(place.to_owned(), LIMIT_EXCEEDED)]);
    accepts("[Int]", json!(vec![1; 200]));
    assert_eq!(send("[Int]", json!(vec![1; 201])), too_large("variables.v"));
    assert_eq!(
        send(
            "ProjectFilter",
            json!({"status": {"in": vec!["ACTIVE"; 201]}})
        ),
        too_large("variables.v.status.in")
    );
    accepts("String", json!("x".repeat(20_000)));
    assert_eq!(
        send("String", json!("é".repeat(10_001))),
        too_large("variables.v")
    );
    let nested = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
    accepts("Nonsense", nested(32));
    assert_eq!(
        send("Nonsense", nested(33)).map_err(|problems| problems[0].1),
        Err(LIMIT_EXCEEDED)
    );
}

#[test]
fn problems_of_all_variables_are_told_together_in_both_languages_with_their_place() {
    let query = "query ($a: Int!,\n $b: ProjectStatus) { __typename }";
    let refused = problems(inspect_with(query, json!({"b": "x".repeat(500)})));
    assert_eq!(
        refused[0].fr,
        "« $a » est obligatoire : la valeur attendue est de type Int!."
    );
    assert_eq!(
        refused[1].en,
        "The value of “$b” is not one of the values of ProjectStatus."
    );
    assert_eq!(
        (refused[1].locations[0].line, refused[1].path.join("/")),
        (2, "variables/b".to_owned())
    );
    assert_eq!(
        send("[Int]", json!(vec!["x"; 100])).map_err(|problems| problems.len()),
        Err(20)
    );
}
