//! Organisations: what editors do with them.

use hemicycle_entity::organisation;
use hemicycle_tests::rows;
use hemicycle_tests::{Backend, Desk, on_both};
use serde_json::{Value, json};
use uuid::Uuid;

/// Each mutation, as somebody who may could ask for it.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "organisationAdd",
        r#"input: {language: "en", name: "Sample", type: NETWORK}, validateOnly: true"#,
    ),
    (
        "organisationEdit",
        r#"organisation: {slug: "organisation"}, input: {name: "Sample"}, expectedVersion: 1, validateOnly: true"#,
    ),
    (
        "organisationTranslate",
        r#"organisation: {slug: "organisation"}, input: {language: "fr", name: "Exemple"}, expectedVersion: 1, validateOnly: true"#,
    ),
];

async fn desk(backend: Backend) -> Desk {
    let desk = Desk::of(backend).await;
    rows::put::<organisation::Entity>(
        desk.network(),
        vec![rows::organisation(Uuid::from_u128(1), "network")],
    )
    .await;
    desk
}

fn edit(version: i64, input: Value) -> Value {
    json!({ "organisation": { "slug": "network" }, "input": input, "expectedVersion": version })
}

fn addition() -> Value {
    json!({ "input": {
        "language": "fr", "name": "Association des secrétaires généraux", "acronym": "ASGP", "type": "enum:INTERPARLIAMENTARY",
        "website": "https://www.asgp.co/", "sources": [{ "title": "Its website", "url": "https://www.asgp.co/" }],
    } })
}

on_both! {
    async fn an_editor_adds_an_organisation_that_everybody_sees(backend) {
        let desk = desk(backend).await;
        desk.editor.done("organisationAdd", addition(), "organisation { id }").await;
        let seen = desk.seen(r#"{ organisation(by: {slug: "association-des-secretaires-generaux"}) {
            name { text language origin } acronym { text } type website sources { title url } originalLanguage version history { nodes { deed action } }
            viewerCan { edit { allowed code } translate { code reason } }
        } }"#).await;
        assert_eq!(seen["organisation"], json!({
            "name": { "text": "Association des secrétaires généraux", "language": "fr", "origin": "ORIGINAL" }, "acronym": { "text": "ASGP" },
            "type": "INTERPARLIAMENTARY", "website": "https://www.asgp.co/", "sources": [{ "title": "Its website", "url": "https://www.asgp.co/" }],
            "originalLanguage": "fr", "version": 1, "history": { "nodes": [{ "deed": "organisationAdd", "action": "CREATED" }] },
            "viewerCan": { "edit": { "allowed": false, "code": "UNAUTHENTICATED" }, "translate": { "code": "UNAUTHENTICATED", "reason": "Only accounts can do this: send a token, or log in." } },
        }));
    }

    async fn everything_that_is_wrong_with_an_addition_is_told_at_once(backend) {
        let desk = desk(backend).await;
        let wrong = json!({ "input": {
            "language": "no such", "name": " ", "type": "enum:OTHER", "slug": "Not A Slug", "website": "http://example.org",
            "sources": [{ "title": "", "url": "ftp://example.org" }],
        } });
        desk.refused("organisationAdd", wrong.clone(), &[
            "INVALID_VALUE input.language", "REQUIRED input.name", "INVALID_VALUE input.website", "REQUIRED input.sources.0.title",
            "INVALID_VALUE input.sources.0.url", "INVALID_VALUE input.slug",
        ]).await;
        desk.refused_in_french("organisationAdd", wrong, "Le texte est vide.").await;
    }

    async fn an_edit_changes_what_it_names_and_marks_translations_outdated(backend) {
        let desk = desk(backend).await;
        let translation = edit(1, json!({ "language": "fr", "name": "Réseau", "origin": "enum:MACHINE" }));
        let asked = r#"organisation { version name(languages: ["fr"]) { text origin translations { language current } } }"#;
        let payload = desk.editor.done("organisationTranslate", translation, asked).await;
        assert_eq!(payload["organisation"]["name"]["origin"], "MACHINE");
        let changes = edit(2, json!({ "name": "Network of networks", "type": "enum:OTHER", "website": "https://example.org/", "acronym": "NN" }));
        let payload = desk.editor.done("organisationEdit", changes, "organisation { version type website acronym { text } name { text translations { language current } } }").await;
        assert_eq!(payload["organisation"], json!({
            "version": 3, "type": "OTHER", "website": "https://example.org/", "acronym": { "text": "NN" },
            "name": { "text": "Network of networks", "translations": [{ "language": "en", "current": true }, { "language": "fr", "current": false }] },
        }));
        let emptied = edit(3, json!({ "website": null, "acronym": null }));
        let payload = desk.editor.done("organisationEdit", emptied, "organisation { website acronym { text } type }").await;
        assert_eq!(payload["organisation"], json!({ "website": null, "acronym": null, "type": "OTHER" }));
        desk.refused("organisationEdit", edit(3, json!({})), &["CONFLICT expectedVersion"]).await;
        desk.refused("organisationEdit", edit(4, json!({ "language": "fr", "name": null, "acronym": " " })), &["REQUIRED input.name", "REQUIRED input.acronym"]).await;
        desk.refused("organisationTranslate", edit(4, json!({ "language": "en", "name": "x", "acronym": "y" })), &["INVALID_VALUE input.name", "INVALID_STATE input.acronym"]).await;
    }

    async fn a_changed_slug_keeps_leading_to_the_organisation_which_can_take_it_back(backend) {
        let desk = desk(backend).await;
        let slug = |version, slug: &str| edit(version, json!({ "slug": slug }));
        desk.editor.done("organisationEdit", slug(1, "net"), "").await;
        let seen = desk.seen(r#"{ organisation(by: {slug: "network"}) { slug } }"#).await;
        assert_eq!(seen["organisation"]["slug"], "net");
        let payload = desk.editor.done("organisationEdit", slug(2, "network"), "organisation { slug }").await;
        assert_eq!(payload["organisation"]["slug"], "network");
        let taken = json!({ "input": { "language": "en", "name": "Other", "type": "enum:OTHER", "slug": "network" } });
        let payload = desk.editor.done("organisationAdd", taken, "organisation { slug }").await;
        assert_eq!(payload["organisation"]["slug"], "network-2");
    }

    async fn only_editors_change_organisations(backend) {
        let desk = desk(backend).await;
        desk.samples_are_understood(SAMPLES).await;
        desk.only_editors_may("organisationAdd", addition(), "").await;
        desk.only_editors_may("organisationEdit", edit(1, json!({ "name": "x" })), "organisation").await;
        desk.only_editors_may("organisationTranslate", edit(1, json!({ "language": "fr", "name": "x" })), "organisation").await;
    }
}
