//! Chambers: what editors do with them.

use hemicycle_entity::{chamber, parliament};
use hemicycle_tests::rows;
use hemicycle_tests::{Backend, Desk, on_both};
use serde_json::{Value, json};
use uuid::Uuid;

/// Each mutation, as somebody who may could ask for it.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "chamberAdd",
        r#"input: {language: "en", code: "BB-LC01", parliament: {code: "BB"}, name: "Sample", type: SINGLE}, validateOnly: true"#,
    ),
    (
        "chamberEdit",
        r#"chamber: {code: "AA-LC01"}, input: {name: "Sample"}, expectedVersion: 1, validateOnly: true"#,
    ),
    (
        "chamberTranslate",
        r#"chamber: {code: "AA-LC01"}, input: {language: "fr", name: "Exemple"}, expectedVersion: 1, validateOnly: true"#,
    ),
];

/// A parliament with a single chamber.
async fn desk(backend: Backend) -> Desk {
    let desk = Desk::of(backend).await;
    let parliament = rows::put::<parliament::Entity>(
        desk.network(),
        vec![rows::parliament(Uuid::from_u128(1), "AA")],
    )
    .await
    .remove(0);
    rows::put::<chamber::Entity>(
        desk.network(),
        vec![rows::chamber(Uuid::from_u128(2), "AA-LC01", parliament.id)],
    )
    .await;
    desk
}

fn edit(version: i64, input: Value) -> Value {
    json!({ "chamber": { "code": "AA-LC01" }, "input": input, "expectedVersion": version })
}

fn upper() -> Value {
    json!({ "input": { "language": "en", "code": "AA-UC01", "parliament": { "code": "AA" }, "name": "Senate", "type": "enum:UPPER", "seats": 0, "renewal": "enum:PARTIAL", "termYears": 6 } })
}

const PARLIAMENT: &str =
    r#"{ parliament(by: {code: "AA"}) { structure version chambers { nodes { code type } } } }"#;

on_both! {
    async fn a_second_chamber_comes_once_the_first_is_no_longer_single_and_the_parliament_follows(backend) {
        let desk = desk(backend).await;
        desk.refused("chamberAdd", upper(), &["INVALID_VALUE input.type"]).await;
        let before = desk.last_number().await;
        desk.editor.done("chamberEdit", edit(1, json!({ "type": "enum:LOWER" })), "").await;
        let told: Vec<_> = desk.log(before).await.into_iter().map(|entry| (entry.deed, entry.fields)).collect();
        assert_eq!(told.len(), 2, "the chamber and its parliament: {told:?}");
        desk.editor.done("chamberAdd", upper(), "chamber { seats renewal termYears name { text } parliament { structure } }").await;
        assert_eq!(desk.seen(PARLIAMENT).await["parliament"], json!({
            "structure": "BICAMERAL", "version": 2, "chambers": { "nodes": [{ "code": "AA-LC01", "type": "LOWER" }, { "code": "AA-UC01", "type": "UPPER" }] },
        }));
        let mut third = upper();
        third["input"]["code"] = json!("AA-UC02");
        desk.refused("chamberAdd", third, &["DUPLICATE input.type"]).await;
        desk.refused("chamberEdit", edit(2, json!({ "type": "enum:SINGLE" })), &["INVALID_VALUE input.type"]).await;
    }

    async fn everything_that_is_wrong_with_an_addition_is_told_at_once(backend) {
        let desk = desk(backend).await;
        let wrong = json!({ "input": { "language": "?", "code": "ZZ-LC01", "parliament": { "code": "AA" }, "name": "", "type": "enum:SINGLE", "seats": -1, "termYears": 0 } });
        desk.refused("chamberAdd", wrong.clone(), &[
            "INVALID_VALUE input.language", "REQUIRED input.name", "INVALID_VALUE input.seats", "INVALID_VALUE input.termYears", "INVALID_VALUE input.code", "DUPLICATE input.type",
        ]).await;
        desk.refused_in_french("chamberAdd", wrong, "Le code d’une chambre commence par celui de son parlement : AA-.").await;
        let nowhere = json!({ "input": { "language": "en", "code": "AA-LC01", "parliament": { "code": "QQ" }, "name": "x", "type": "enum:SINGLE" } });
        desk.refused("chamberAdd", nowhere, &["UNKNOWN_REFERENCE input.parliament", "DUPLICATE input.code"]).await;
    }

    async fn an_edit_changes_what_it_names_and_a_former_code_keeps_leading_there(backend) {
        let desk = desk(backend).await;
        desk.editor.done("chamberTranslate", edit(1, json!({ "language": "fr", "name": "Assemblée" })), "").await;
        let changes = edit(2, json!({ "name": "Assembly", "localName": "Assemblea", "seats": 100, "termYears": 4, "renewal": "enum:FULL", "code": "AA-LC02" }));
        desk.editor.done("chamberEdit", changes, "").await;
        let seen = desk.seen(r#"{ chamber(by: {code: "AA-LC01"}) { code version seats termYears renewal localName name { text translations { language current } } history(first: 1) { nodes { fields } } } }"#).await;
        assert_eq!(seen["chamber"], json!({
            "code": "AA-LC02", "version": 3, "seats": 100, "termYears": 4, "renewal": "FULL", "localName": "Assemblea",
            "name": { "text": "Assembly", "translations": [{ "language": "en", "current": true }, { "language": "fr", "current": false }] },
            "history": { "nodes": [{ "fields": ["code", "localName", "name", "renewal", "seats", "termYears"] }] },
        }));
        desk.refused("chamberEdit", edit(3, json!({ "code": "BB-LC01", "seats": 100_001 })), &["INVALID_VALUE input.seats", "INVALID_VALUE input.code"]).await;
        desk.refused("chamberEdit", edit(1, json!({})), &["CONFLICT expectedVersion"]).await;
        let emptied = desk.editor.done("chamberEdit", edit(3, json!({ "seats": null, "termYears": null, "renewal": null })), "chamber { seats termYears renewal }").await;
        assert_eq!(emptied["chamber"], json!({ "seats": null, "termYears": null, "renewal": null }));
        assert_eq!(desk.seen(PARLIAMENT).await["parliament"]["version"], 1);
    }

    async fn only_editors_change_chambers(backend) {
        let desk = desk(backend).await;
        desk.samples_are_understood(SAMPLES).await;
        desk.only_editors_may("chamberEdit", edit(1, json!({ "type": "enum:LOWER" })), "chamber").await;
        desk.only_editors_may("chamberTranslate", edit(1, json!({ "language": "fr", "name": "x" })), "chamber").await;
        desk.editor.done("chamberEdit", edit(1, json!({ "type": "enum:LOWER" })), "").await;
        desk.only_editors_may("chamberAdd", upper(), "").await;
    }
}
