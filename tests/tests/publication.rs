//! Publications: what editors do with them.

use hemicycle_domain::publication as publications;
use hemicycle_entity::values::ChangeAction;
use hemicycle_entity::{event, organisation, parliament, practice, publication, topic};
use hemicycle_tests::rows;
use hemicycle_tests::{Backend, Desk, on_both};
use serde_json::{Value, json};
use uuid::Uuid;

/// Each mutation, as somebody who may could ask for it.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "publicationAdd",
        r#"input: {language: "en", title: "Sample", type: GUIDE}, validateOnly: true"#,
    ),
    (
        "publicationEdit",
        r#"publication: {slug: "publication"}, input: {title: "Sample"}, expectedVersion: 1, validateOnly: true"#,
    ),
    (
        "publicationTranslate",
        r#"publication: {slug: "publication"}, input: {language: "fr", title: "Exemple"}, expectedVersion: 1, validateOnly: true"#,
    ),
    (
        "publicationRemove",
        r#"publication: {slug: "publication"}, expectedVersion: 1, validateOnly: true"#,
    ),
    (
        "publicationEditionAdd",
        r#"publication: {slug: "publication"}, input: {language: "pt"}, expectedVersion: 1, validateOnly: true"#,
    ),
    (
        "publicationEditionEdit",
        r#"publication: {slug: "publication"}, language: "en", input: {title: "Sample"}, expectedVersion: 1, validateOnly: true"#,
    ),
    (
        "publicationEditionRemove",
        r#"publication: {slug: "publication"}, language: "en", expectedVersion: 1, validateOnly: true"#,
    ),
];

/// What a publication can be joined to.
async fn desk(backend: Backend) -> Desk {
    let desk = Desk::of(backend).await;
    let network = desk.network();
    let id = Uuid::from_u128;
    rows::put::<parliament::Entity>(network, vec![rows::parliament(id(1), "AA")]).await;
    rows::put::<organisation::Entity>(network, vec![rows::organisation(id(2), "ipu")]).await;
    rows::put::<event::Entity>(network, vec![rows::event(id(3), "conference")]).await;
    rows::put::<practice::Entity>(network, vec![rows::practice(id(4), "e-petitions")]).await;
    rows::put::<topic::Entity>(
        network,
        vec![
            rows::topic(id(5), "open-data"),
            rows::topic(id(6), "websites"),
        ],
    )
    .await;
    rows::put::<publication::Entity>(network, vec![rows::publication(id(7), "report")]).await;
    desk
}

fn on(version: i64, input: Value) -> Value {
    json!({ "publication": { "slug": "report" }, "input": input, "expectedVersion": version })
}

fn addition() -> Value {
    json!({ "input": {
        "language": "en", "title": "Guide to digital transformation", "type": "enum:GUIDE", "year": 2023, "summary": "What to *do*.", "isbn": "978-92-9142-000-0",
        "impactAreas": ["enum:PROCESS", "enum:CULTURE", "enum:PROCESS"],
        "editions": [
            { "language": "en", "url": "https://example.org/en", "title": "Guide", "licence": "CC-BY-NC-SA-4.0", "publishedOn": "2023-10" },
            { "language": "FR", "url": "https://example.org/fr" },
        ],
        "publishers": [{ "organisation": { "slug": "ipu" } }, { "parliament": { "code": "AA" } }, { "organisation": { "slug": "ipu" } }],
        "events": [{ "slug": "conference" }], "practices": [{ "slug": "e-petitions" }], "topics": [{ "code": "open-data" }],
    } })
}

const EVERYTHING: &str = r#"publication { slug version type year isbn impactAreas title { text } summary { text } editions { language url title licence publishedOn }
    publishers { party { ... on Organisation { slug } ... on Parliament { code } } } events { nodes { slug } } practices { nodes { slug } } topics { code } }"#;

const EDITIONS: &str =
    "publication { version editions { language url title licence publishedOn } }";

on_both! {
    async fn an_editor_adds_a_publication_with_all_that_belongs_to_it_in_one_entry_of_the_log(backend) {
        let desk = desk(backend).await;
        let before = desk.last_number().await;
        let payload = desk.editor.done("publicationAdd", addition(), EVERYTHING).await;
        assert_eq!(payload["publication"], json!({
            "slug": "guide-to-digital-transformation", "version": 1, "type": "GUIDE", "year": 2023, "isbn": "978-92-9142-000-0", "impactAreas": ["PROCESS", "CULTURE"],
            "title": { "text": "Guide to digital transformation" }, "summary": { "text": "What to *do*." },
            "editions": [
                { "language": "en", "url": "https://example.org/en", "title": "Guide", "licence": "CC-BY-NC-SA-4.0", "publishedOn": "2023-10" },
                { "language": "fr", "url": "https://example.org/fr", "title": null, "licence": null, "publishedOn": null },
            ],
            "publishers": [{ "party": { "slug": "ipu" } }, { "party": { "code": "AA" } }],
            "events": { "nodes": [{ "slug": "conference" }] }, "practices": { "nodes": [{ "slug": "e-petitions" }] }, "topics": [{ "code": "open-data" }],
        }));
        assert_eq!(desk.log(before).await.len(), 1);
        let seen = desk.seen(r#"{ event(by: {slug: "conference"}) { publications { nodes { slug } } } publications(filter: {topic: {in: ["open-data"]}}) { nodes { slug } } }"#).await;
        assert_eq!(seen["event"]["publications"]["nodes"], json!([{ "slug": "guide-to-digital-transformation" }]));
        assert_eq!(seen["publications"]["nodes"], json!([{ "slug": "guide-to-digital-transformation" }]));
    }

    async fn everything_that_is_wrong_with_an_addition_is_told_at_once(backend) {
        let desk = desk(backend).await;
        let wrong = json!({ "input": {
            "language": "?", "title": "", "type": "enum:BRIEF", "year": 1800, "isbn": "123456789012345678901", "slug": "ü",
            "editions": [{ "language": "x" }, { "language": "en", "url": "http://example.org", "licence": "<b>" }, { "language": "en" }],
            "publishers": [{ "organisation": { "slug": "nobody" } }], "events": [{ "slug": "never" }], "topics": [{ "code": "open-data" }, { "code": "nothing" }],
        } });
        desk.refused("publicationAdd", wrong.clone(), &[
            "UNKNOWN_REFERENCE input.publishers.0.organisation", "UNKNOWN_REFERENCE input.topics.1", "UNKNOWN_REFERENCE input.events.0", "INVALID_VALUE input.language", "REQUIRED input.title",
            "INVALID_VALUE input.year", "INVALID_VALUE input.isbn", "INVALID_VALUE input.editions.0.language", "INVALID_VALUE input.editions.1.url",
            "INVALID_VALUE input.editions.1.licence", "DUPLICATE input.editions.2.language", "INVALID_VALUE input.slug",
        ]).await;
        desk.refused_in_french("publicationAdd", wrong, "Il y a déjà une édition en « en ».").await;
        let mut long = addition();
        long["input"]["publishers"] = vec![json!({ "organisation": { "slug": "ipu" } }); 21].into();
        desk.refused("publicationAdd", long, &["INVALID_VALUE input.publishers"]).await;
    }

    async fn an_edit_changes_what_it_names(backend) {
        let desk = desk(backend).await;
        desk.editor.done("publicationTranslate", on(1, json!({ "language": "fr", "title": "Rapport" })), "").await;
        let changes = on(2, json!({
            "title": "Report", "type": "enum:BRIEF", "year": 2024, "summary": "In short.", "slug": "short-report", "publishers": [{ "parliament": { "code": "AA" } }],
            "topics": [{ "code": "websites" }, { "code": "open-data" }],
        }));
        let payload = desk.editor.done("publicationEdit", changes, EVERYTHING).await;
        let after = &payload["publication"];
        assert_eq!((&after["version"], &after["type"], &after["year"], &after["slug"]), (&json!(3), &json!("BRIEF"), &json!(2024), &json!("short-report")));
        assert_eq!(after["publishers"], json!([{ "party": { "code": "AA" } }]));
        assert_eq!(after["topics"].as_array().unwrap().len(), 2);
        let seen = desk.seen(r#"{ publication(by: {slug: "report"}) { title { translations { language current } } history(first: 1) { nodes { deed fields } } } }"#).await;
        assert_eq!(seen["publication"]["title"]["translations"], json!([{ "language": "en", "current": true }, { "language": "fr", "current": false }]));
        assert_eq!(seen["publication"]["history"]["nodes"], json!([{ "deed": "publicationEdit", "fields": ["slug", "summary", "title", "type", "year", "publishers", "topics"] }]));
        let payload = desk.editor.done("publicationEdit", on(3, json!({ "publishers": [], "year": null })), EVERYTHING).await;
        assert_eq!(payload["publication"]["publishers"], json!([]));
        desk.refused("publicationEdit", on(3, json!({})), &["CONFLICT expectedVersion"]).await;
        desk.refused("publicationTranslate", on(4, json!({ "language": "fr" })), &["REQUIRED input"]).await;
    }

    async fn editions_are_added_edited_and_removed_by_their_language(backend) {
        let desk = desk(backend).await;
        let payload = desk.editor.done("publicationEditionAdd", on(1, json!({ "language": "fr", "title": "Rapport", "publishedOn": "2024" })), EDITIONS).await;
        assert_eq!(payload["publication"], json!({ "version": 2, "editions": [{ "language": "fr", "url": null, "title": "Rapport", "licence": null, "publishedOn": "2024" }] }));
        desk.refused("publicationEditionAdd", on(2, json!({ "language": "fr", "url": "x" })), &["INVALID_VALUE input.url", "DUPLICATE input.language"]).await;
        desk.refused("publicationEditionAdd", on(2, json!({ "language": "fr" })), &["DUPLICATE input.language"]).await;
        let mut edit = on(2, json!({ "url": "https://example.org/rapport", "title": null }));
        edit["language"] = json!("FR");
        let payload = desk.editor.done("publicationEditionEdit", edit.clone(), EDITIONS).await;
        assert_eq!(payload["publication"], json!({ "version": 3, "editions": [{ "language": "fr", "url": "https://example.org/rapport", "title": null, "licence": null, "publishedOn": "2024" }] }));
        edit["expectedVersion"] = json!(3);
        edit["language"] = json!("es");
        edit["input"]["licence"] = json!("?");
        desk.refused("publicationEditionEdit", edit, &["NOT_FOUND language", "INVALID_VALUE input.licence"]).await;
        let seen = desk.seen(r#"{ publication(by: {slug: "report"}) { history(first: 1) { nodes { fields before after } } } publications(filter: {language: {in: ["fr"]}}) { totalCount } }"#).await;
        let told = &seen["publication"]["history"]["nodes"][0];
        assert_eq!(told["fields"], json!(["editions"]));
        assert_eq!(told["after"]["editions"][0]["url"], "https://example.org/rapport");
        assert_eq!(seen["publications"]["totalCount"], 1);
        let remove = |language: &str| json!({ "publication": { "slug": "report" }, "language": language, "expectedVersion": 3 });
        desk.refused("publicationEditionRemove", remove("es"), &["NOT_FOUND language"]).await;
        desk.refused("publicationEditionRemove", remove("?"), &["INVALID_VALUE language"]).await;
        let payload = desk.editor.done("publicationEditionRemove", remove("fr"), EDITIONS).await;
        assert_eq!(payload["publication"], json!({ "version": 4, "editions": [] }));
    }

    async fn a_publication_that_an_event_or_a_practice_shows_stays(backend) {
        let desk = desk(backend).await;
        let shown = on(1, json!({ "slug": "shown", "events": [{ "slug": "conference" }], "practices": [{ "slug": "e-petitions" }] }));
        desk.editor.done("publicationEdit", shown, "").await;
        let remove = |version: i64| json!({ "publication": { "slug": "shown" }, "expectedVersion": version });
        desk.refused("publicationRemove", remove(2), &["INVALID_STATE publication"]).await;
        desk.refused_in_french("publicationRemove", remove(2), "Elle figure sur des événements (1) et des pratiques (1) : retirez-l’en d’abord.").await;
        let query = r#"{ publication(by: {slug: "shown"}) { viewerCan { remove { allowed code reason } } } }"#;
        let can = desk.editor.data(query).await["publication"]["viewerCan"]["remove"].clone();
        assert_eq!(can, json!({ "allowed": false, "code": "INVALID_STATE", "reason": "It is shown with events (1) and practices (1): take it off them first." }));
        desk.editor.done("publicationEdit", on(2, json!({ "events": [], "practices": [], "topics": [{ "code": "open-data" }] })), "").await;
        let can = desk.editor.data(query).await["publication"]["viewerCan"]["remove"].clone();
        assert_eq!(can, json!({ "allowed": true, "code": null, "reason": null }));
        let before = desk.last_number().await;
        let payload = desk.editor.done("publicationRemove", remove(3), "publication { slug }").await;
        assert_eq!(payload["publication"], Value::Null);
        let told = desk.log(before).await;
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].action, told[0].record), (ChangeAction::Removed, Uuid::from_u128(7)));
        for slug in ["shown", "report"] {
            let seen = desk.seen(&format!(r#"{{ publication(by: {{slug: "{slug}"}}) {{ slug }} }}"#)).await;
            assert_eq!(seen["publication"], Value::Null);
        }
        desk.refused("publicationRemove", remove(3), &["NOT_FOUND publication"]).await;
        // What it was called is free again.
        let mut next = addition();
        next["input"]["slug"] = json!("report");
        let payload = desk.editor.done("publicationAdd", next, "publication { slug }").await;
        assert_eq!(payload["publication"]["slug"], "report");
    }

    async fn only_editors_change_publications(backend) {
        let desk = desk(backend).await;
        desk.samples_are_understood(SAMPLES).await;
        let row = rows::put::<publication::Entity>(desk.network(), vec![rows::publication(Uuid::from_u128(20), "other")]).await.remove(0);
        rows::link::<publication::Entity>(desk.network(), publications::TOPICS, &row, &[Uuid::from_u128(5)]).await;
        desk.only_editors_may("publicationAdd", addition(), "").await;
        desk.only_editors_may("publicationEdit", on(1, json!({ "title": "x" })), "publication").await;
        desk.only_editors_may("publicationTranslate", on(1, json!({ "language": "fr", "title": "x" })), "publication").await;
        desk.only_editors_may("publicationEditionAdd", on(1, json!({ "language": "fr" })), "publication").await;
        desk.editor.done("publicationEditionAdd", on(1, json!({ "language": "fr" })), "").await;
        let mut edit = on(2, json!({ "title": "x" }));
        edit["language"] = json!("fr");
        desk.only_editors_may("publicationEditionEdit", edit.clone(), "publication").await;
        let mut remove = json!({ "publication": { "slug": "report" }, "expectedVersion": 2 });
        desk.only_editors_may("publicationRemove", remove.clone(), "publication").await;
        remove["language"] = json!("fr");
        desk.only_editors_may("publicationEditionRemove", remove, "publication").await;
        let can = "query($n: Int) { publications(first: $n, orderBy: {field: TITLE}) { nodes { slug viewerCan { edit { allowed } translate { allowed } remove { allowed code } } } } }";
        let [one, two] = [1, 2].map(|n| json!({ "n": n }));
        let (one, two) = (desk.editor.ask(can, one).await, desk.editor.ask(can, two).await);
        assert_eq!(one.line().statements(), two.line().statements(), "however many are asked");
        let may = |answer: &hemicycle_tests::Answer, place: usize| answer.body["data"]["publications"]["nodes"][place]["viewerCan"]["remove"].clone();
        assert_eq!(may(&two, 1), json!({ "allowed": true, "code": null }));
        let visitor = desk.service.visitor().ask(can, json!({ "n": 1 })).await;
        assert_eq!(may(&visitor, 0), json!({ "allowed": false, "code": "UNAUTHENTICATED" }));
    }
}
