//! Projects: what their people do with them.

use hemicycle_domain::project::HUBS;
use hemicycle_entity::{hub, parliament, project};
use hemicycle_tests::{Fresh, Service, accounts, on_both, rows};
use serde_json::{Value, json};
use uuid::Uuid;

/// What the root fields are tried with.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "projectPropose",
        r#"(input: {language: "en", title: "New", leadParliament: {code: "AA"}, hubs: [{slug: "hub"}]}, validateOnly: true)"#,
    ),
    (
        "projectEdit",
        r#"(project: {slug: "project"}, input: {title: "New"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectPause",
        r#"(project: {slug: "project"}, input: {note: "Why."}, expectedVersion: 2, validateOnly: true)"#,
    ),
];

/// A parliament, a hub, and an active project of both.
struct Place {
    fresh: Fresh,
    service: Service,
    parliament: parliament::Model,
    hub: hub::Model,
    project: project::Model,
}

async fn place(backend: hemicycle_tests::Backend) -> Place {
    let fresh = Fresh::empty(backend).await;
    let network = &fresh.network;
    let parliament =
        rows::put::<parliament::Entity>(network, vec![rows::parliament(Uuid::from_u128(1), "AA")])
            .await
            .remove(0);
    let hub = rows::put::<hub::Entity>(network, vec![rows::hub(Uuid::from_u128(2), "open-data")])
        .await
        .remove(0);
    let mut row = rows::project(Uuid::from_u128(3), "e-petitions");
    row.lead_parliament_id = Some(parliament.id);
    let project = rows::put::<project::Entity>(network, vec![row])
        .await
        .remove(0);
    rows::link::<project::Entity>(network, HUBS, &project, &[hub.id.0]).await;
    let service = Service::of(network);
    Place {
        fresh,
        service,
        parliament,
        hub,
        project,
    }
}

/// The number of the log's last entry.
async fn last_number(place: &Place) -> i64 {
    let reading = place.fresh.network.read(rows::WRITER);
    reading.last_change().await.unwrap().unwrap().0
}

fn proposal() -> Value {
    json!({ "input": {
        "language": "fr", "title": "Pétitions en ligne", "summary": "Pour toutes et tous.", "impactAreas": ["enum:PEOPLE"],
        "leadParliament": { "code": "AA" }, "hubs": [{ "slug": "open-data" }],
    } })
}

fn pause(version: i64) -> Value {
    json!({ "project": { "slug": "e-petitions" }, "input": { "note": "The budget is late." }, "expectedVersion": version })
}

on_both! {
    async fn a_contributor_proposes_a_project_that_only_its_own_people_see_until_it_is_approved(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        let contributor = place.service.with(&accounts::person(network).contributor(place.parliament.id).open().await);
        let payload = contributor.done("projectPropose", proposal(), "project { slug status title { text language origin } hubs { slug } version }").await;
        assert_eq!(payload["project"], json!({
            "slug": "petitions-en-ligne", "status": "PROPOSED", "title": { "text": "Pétitions en ligne", "language": "fr", "origin": "ORIGINAL" },
            "hubs": [{ "slug": "open-data" }], "version": 1,
        }));
        let query = r#"{ project(by: {slug: "petitions-en-ligne"}) { slug } }"#;
        let coordinator = place.service.with(&accounts::person(network).coordinator(place.hub.id).open().await);
        let stranger = place.service.with(&accounts::person(network).open().await);
        assert_eq!(coordinator.data(query).await["project"]["slug"], "petitions-en-ligne");
        assert_eq!(stranger.data(query).await["project"], Value::Null);
        assert_eq!(place.service.visitor().data(query).await["project"], Value::Null);
    }

    async fn everything_that_is_wrong_with_a_proposal_is_told_at_once_in_the_callers_language_and_nothing_is_written(backend) {
        let place = place(backend).await;
        let editor = place.service.with(&accounts::person(&place.fresh.network).editor().open().await);
        let before = last_number(&place).await;
        let wrong = json!({ "input": {
            "language": "no such", "title": " ", "plannedStartOn": "2027-02-01", "plannedEndOn": "2027-01-01", "slug": "Not A Slug",
            "hubs": [{ "slug": "nowhere" }], "leadParliament": { "id": "x" },
        } });
        assert_eq!(editor.refused("projectPropose", wrong.clone()).await, [
            "INVALID_ID input.leadParliament.id", "UNKNOWN_REFERENCE input.hubs.0", "INVALID_VALUE input.language", "REQUIRED input.title",
            "INVALID_VALUE input.plannedEndOn", "INVALID_VALUE input.slug",
        ]);
        let french = editor.reading("fr").deed("projectPropose", wrong, "").await;
        assert_eq!(french["errors"][4]["message"], "La fin précède le début.");
        assert_eq!(last_number(&place).await, before);
    }

    async fn a_coordinator_pauses_an_active_project_with_a_note_that_everybody_reads(backend) {
        let place = place(backend).await;
        let coordinator = place.service.with(&accounts::person(&place.fresh.network).coordinator(place.hub.id).open().await);
        let version = i64::from(place.project.version) + 1;
        let payload = coordinator.done("projectPause", pause(version), "project { status version updates { nodes { body { text } status } } }").await;
        assert_eq!(payload["project"], json!({
            "status": "ON_HOLD", "version": version + 1, "updates": { "nodes": [{ "body": { "text": "The budget is late." }, "status": "ON_HOLD" }] },
        }));
        let history = place.service.visitor().data(r#"{ project(by: {slug: "e-petitions"}) { history(first: 1) { nodes { deed actorKind fields after } } } }"#).await;
        assert_eq!(history["project"]["history"]["nodes"][0], json!({
            "deed": "projectPause", "actorKind": "PERSON", "fields": ["status", "updates"],
            "after": { "status": "ON_HOLD", "updates": history["project"]["history"]["nodes"][0]["after"]["updates"] },
        }));
        assert_eq!(coordinator.refused("projectPause", pause(version + 1)).await, ["INVALID_STATE project"]);
    }

    async fn a_stale_version_is_a_conflict_and_changes_nothing(backend) {
        let place = place(backend).await;
        let editor = place.service.with(&accounts::person(&place.fresh.network).editor().open().await);
        let before = last_number(&place).await;
        assert_eq!(editor.refused("projectPause", pause(1)).await, ["CONFLICT expectedVersion"]);
        assert_eq!(last_number(&place).await, before);
    }

    async fn who_may_not_is_told_so_and_what_is_hidden_answers_like_what_is_not_there(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        let contributor = place.service.with(&accounts::person(network).contributor(place.parliament.id).open().await);
        let reader = place.service.with(&accounts::person(network).open().await);
        let read_only = place.service.with(&accounts::person(network).editor().reading_only().open().await);
        assert_eq!(place.service.visitor().refused("projectPause", pause(2)).await, ["UNAUTHENTICATED"]);
        assert_eq!(reader.refused("projectPause", pause(2)).await, ["FORBIDDEN project"]);
        assert_eq!(contributor.refused("projectPause", pause(2)).await, ["FORBIDDEN project"]);
        assert_eq!(read_only.refused("projectPause", pause(2)).await, ["FORBIDDEN"]);
        let slug = contributor.done("projectPropose", proposal(), "project { slug }").await["project"]["slug"].clone();
        let hidden = json!({ "project": { "slug": slug }, "input": { "note": "x" }, "expectedVersion": 1 });
        let nowhere = json!({ "project": { "slug": "nowhere" }, "input": { "note": "x" }, "expectedVersion": 1 });
        let answers = [reader.try_deed("projectPause", hidden, "").await, reader.try_deed("projectPause", nowhere, "").await];
        assert_eq!(answers[0].body, answers[1].body);
        assert_eq!(answers[0].body["data"]["projectPause"]["errors"][0]["code"], "NOT_FOUND");
        assert_eq!(answers[0].line().statements(), answers[1].line().statements());
    }

    async fn a_dry_run_tells_what_would_be_wrong_and_changes_nothing(backend) {
        let place = place(backend).await;
        let editor = place.service.with(&accounts::person(&place.fresh.network).editor().open().await);
        let before = last_number(&place).await;
        let mut dry = pause(2);
        dry["validateOnly"] = json!(true);
        let payload = editor.done("projectPause", dry, "project { slug }").await;
        assert_eq!(payload["project"], Value::Null);
        assert_eq!(last_number(&place).await, before);
    }

    async fn the_same_deed_under_one_key_is_done_once_and_another_input_is_refused(backend) {
        let place = place(backend).await;
        let editor = place.service.with(&accounts::person(&place.fresh.network).editor().open().await);
        let mut keyed = proposal();
        keyed["idempotencyKey"] = json!("first");
        let first = editor.done("projectPropose", keyed.clone(), "project { id }").await;
        let before = last_number(&place).await;
        let again = editor.done("projectPropose", keyed.clone(), "project { id }").await;
        assert_eq!(first, again);
        assert_eq!(last_number(&place).await, before);
        keyed["input"]["title"] = json!("Another");
        assert_eq!(editor.refused("projectPropose", keyed).await, ["IDEMPOTENCY_MISMATCH idempotencyKey"]);
    }

    async fn a_changed_slug_keeps_leading_to_the_project_and_editing_the_original_marks_translations_outdated(backend) {
        let place = place(backend).await;
        let editor = place.service.with(&accounts::person(&place.fresh.network).editor().open().await);
        let edit = json!({ "project": { "slug": "e-petitions" }, "expectedVersion": 2, "input": { "slug": "petitions", "title": "Petitions", "goal": null } });
        let payload = editor.done("projectEdit", edit, "project { slug title { text } }").await;
        assert_eq!(payload["project"], json!({ "slug": "petitions", "title": { "text": "Petitions" } }));
        let old = place.service.visitor().data(r#"{ project(by: {slug: "e-petitions"}) { slug } }"#).await;
        assert_eq!(old["project"]["slug"], "petitions");
    }
}
