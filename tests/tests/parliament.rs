//! Parliaments: what editors do with them.

use hemicycle_entity::values::{ChamberType, ParliamentStructure};
use hemicycle_entity::{chamber, country, parliament};
use hemicycle_tests::rows;
use hemicycle_tests::{Backend, Desk, on_both};
use serde_json::{Value, json};
use uuid::Uuid;

/// Each mutation, as somebody who may could ask for it.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "parliamentAdd",
        r#"input: {language: "en", code: "SAMPLE", name: "Sample", kind: SUPRANATIONAL, structure: OTHER, status: FUNCTIONING}, validateOnly: true"#,
    ),
    (
        "parliamentEdit",
        r#"parliament: {code: "AA"}, input: {name: "Sample"}, expectedVersion: 1, validateOnly: true"#,
    ),
    (
        "parliamentTranslate",
        r#"parliament: {code: "AA"}, input: {language: "fr", name: "Exemple"}, expectedVersion: 1, validateOnly: true"#,
    ),
];

/// A country, and a parliament of two chambers.
async fn desk(backend: Backend) -> Desk {
    let desk = Desk::of(backend).await;
    let network = desk.network();
    rows::put::<country::Entity>(network, vec![rows::country(Uuid::from_u128(1), "FR")]).await;
    let mut row = rows::parliament(Uuid::from_u128(2), "AA");
    row.structure = ParliamentStructure::Bicameral;
    let parliament = rows::put::<parliament::Entity>(network, vec![row])
        .await
        .remove(0);
    let house = |id, code: &str, kind| chamber::Model {
        kind,
        ..rows::chamber(Uuid::from_u128(id), code, parliament.id)
    };
    let houses = vec![
        house(3, "AA-LC01", ChamberType::Lower),
        house(4, "AA-UC01", ChamberType::Upper),
    ];
    rows::put::<chamber::Entity>(network, houses).await;
    desk
}

fn edit(version: i64, input: Value) -> Value {
    json!({ "parliament": { "code": "AA" }, "input": input, "expectedVersion": version })
}

fn addition() -> Value {
    json!({ "input": {
        "language": "fr", "code": "FR", "country": { "code": "FR" }, "name": "Parlement français", "localName": "Parlement", "kind": "enum:NATIONAL",
        "structure": "enum:BICAMERAL", "status": "enum:FUNCTIONING", "ipuMember": true, "geopoliticalGroups": ["enum:TWELVE_PLUS", "enum:TWELVE_PLUS"],
    } })
}

on_both! {
    async fn an_editor_adds_a_parliament_that_everybody_sees(backend) {
        let desk = desk(backend).await;
        desk.editor.done("parliamentAdd", addition(), "").await;
        let seen = desk.seen(r#"{ parliament(by: {code: "FR"}) { name { text language } localName kind structure status country { code } ipuMember geopoliticalGroups history { nodes { deed } } } }"#).await;
        assert_eq!(seen["parliament"], json!({
            "name": { "text": "Parlement français", "language": "fr" }, "localName": "Parlement", "kind": "NATIONAL", "structure": "BICAMERAL",
            "status": "FUNCTIONING", "country": { "code": "FR" }, "ipuMember": true, "geopoliticalGroups": ["TWELVE_PLUS"],
            "history": { "nodes": [{ "deed": "parliamentAdd" }] },
        }));
        desk.refused("parliamentAdd", addition(), &["DUPLICATE input.code"]).await;
    }

    async fn everything_that_is_wrong_with_an_addition_is_told_at_once(backend) {
        let desk = desk(backend).await;
        let wrong = json!({ "input": {
            "language": "xx-", "code": "a", "name": "", "localName": "\u{7}", "kind": "enum:NATIONAL", "structure": "enum:OTHER", "status": "enum:DISSOLVED", "website": "nowhere",
        } });
        desk.refused("parliamentAdd", wrong.clone(), &[
            "REQUIRED input.country", "INVALID_VALUE input.language", "REQUIRED input.name", "INVALID_VALUE input.localName", "INVALID_VALUE input.website", "INVALID_VALUE input.code",
        ]).await;
        desk.refused_in_french("parliamentAdd", wrong, "Un parlement qui n’est pas supranational relève d’un pays.").await;
    }

    async fn an_edit_changes_what_it_names(backend) {
        let desk = desk(backend).await;
        desk.editor.done("parliamentTranslate", edit(1, json!({ "language": "fr", "name": "Parlement" })), "").await;
        let changes = edit(2, json!({ "name": "Parliament", "kind": "enum:NATIONAL", "country": { "code": "FR" }, "status": "enum:SUSPENDED", "website": "https://example.org/", "ipuMember": false }));
        let asked = "parliament { version kind status website ipuMember structure country { code } name { text translations { language current } } }";
        let payload = desk.editor.done("parliamentEdit", changes, asked).await;
        assert_eq!(payload["parliament"], json!({
            "version": 3, "kind": "NATIONAL", "status": "SUSPENDED", "website": "https://example.org/", "ipuMember": false, "structure": "BICAMERAL", "country": { "code": "FR" },
            "name": { "text": "Parliament", "translations": [{ "language": "en", "current": true }, { "language": "fr", "current": false }] },
        }));
        desk.refused("parliamentEdit", edit(3, json!({ "country": null })), &["REQUIRED input.country"]).await;
        desk.refused("parliamentEdit", edit(2, json!({})), &["CONFLICT expectedVersion"]).await;
        desk.refused("parliamentTranslate", edit(3, json!({ "language": "en", "name": "x" })), &["INVALID_VALUE input.name"]).await;
        desk.refused("parliamentTranslate", edit(3, json!({ "language": "", "name": "" })), &["INVALID_VALUE input.language", "REQUIRED input.name"]).await;
    }

    async fn a_new_code_is_taken_over_by_the_chambers_and_the_former_codes_keep_leading_there(backend) {
        let desk = desk(backend).await;
        let before = desk.last_number().await;
        desk.editor.done("parliamentEdit", edit(1, json!({ "code": "BB" })), "").await;
        let seen = desk.seen(r#"{ parliament(by: {code: "AA"}) { code chambers { nodes { code } } } chamber(by: {code: "AA-UC01"}) { code version } }"#).await;
        assert_eq!(seen, json!({
            "parliament": { "code": "BB", "chambers": { "nodes": [{ "code": "BB-LC01" }, { "code": "BB-UC01" }] } }, "chamber": { "code": "BB-UC01", "version": 2 },
        }));
        assert_eq!(desk.log(before).await.iter().map(|entry| entry.seq - before).collect::<Vec<_>>(), [1, 2, 3]);
        // The old codes work in filters and where something refers to them.
        let proposal = json!({ "input": { "language": "en", "title": "Filed", "leadParliament": { "code": "AA" }, "leadChamber": { "code": "AA-LC01" } } });
        let payload = desk.editor.done("projectPropose", proposal, "project { leadParliament { code } leadChamber { code } }").await;
        assert_eq!(payload["project"], json!({ "leadParliament": { "code": "BB" }, "leadChamber": { "code": "BB-LC01" } }));
        let kept = r#"{ projects(filter: {parliament: {in: ["AA"]}}) { totalCount } chambers(filter: {parliament: {in: ["AA", "BB"]}}) { totalCount } }"#;
        assert_eq!(desk.editor.data(kept).await, json!({ "projects": { "totalCount": 1 }, "chambers": { "totalCount": 2 } }));
        // An old code still leads somewhere: nobody else gets it.
        let mut second = addition();
        second["input"]["code"] = json!("AA");
        desk.refused("parliamentAdd", second, &["DUPLICATE input.code"]).await;
        // Its own one it can have back, by the old code, too.
        let payload = desk.editor.done("parliamentEdit", edit(2, json!({ "code": "AA" })), "parliament { code chambers { nodes { code } } }").await;
        assert_eq!(payload["parliament"], json!({ "code": "AA", "chambers": { "nodes": [{ "code": "AA-LC01" }, { "code": "AA-UC01" }] } }));
    }

    async fn a_code_that_a_chamber_could_not_take_over_is_refused(backend) {
        let desk = desk(backend).await;
        let other = rows::put::<parliament::Entity>(desk.network(), vec![rows::parliament(Uuid::from_u128(9), "ZZ")]).await.remove(0);
        rows::put::<chamber::Entity>(desk.network(), vec![rows::chamber(Uuid::from_u128(10), "BB-LC01", other.id)]).await;
        desk.refused("parliamentEdit", edit(1, json!({ "code": "BB" })), &["DUPLICATE input.code"]).await;
        desk.refused("parliamentEdit", edit(1, json!({ "code": "ZZ" })), &["DUPLICATE input.code"]).await;
    }

    async fn the_structure_agrees_with_the_chambers(backend) {
        let desk = desk(backend).await;
        desk.refused("parliamentEdit", edit(1, json!({ "structure": "enum:UNICAMERAL" })), &["INVALID_STATE input.structure"]).await;
        let payload = desk.editor.done("parliamentEdit", edit(1, json!({ "structure": "enum:OTHER" })), "parliament { structure }").await;
        assert_eq!(payload["parliament"]["structure"], "OTHER");
        desk.editor.done("parliamentEdit", edit(2, json!({ "structure": "enum:BICAMERAL" })), "").await;
    }

    async fn only_editors_change_parliaments(backend) {
        let desk = desk(backend).await;
        desk.samples_are_understood(SAMPLES).await;
        desk.only_editors_may("parliamentAdd", addition(), "").await;
        desk.only_editors_may("parliamentEdit", edit(1, json!({ "name": "x" })), "parliament").await;
        desk.only_editors_may("parliamentTranslate", edit(1, json!({ "language": "fr", "name": "x" })), "parliament").await;
    }
}
