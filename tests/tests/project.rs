//! Projects: what their people do with them.

use chrono::TimeDelta;
use hemicycle_domain::project::{HUBS, TOPICS};
use hemicycle_entity::values::{AudienceScope, HubStatus, PracticeStatus, ProjectStatus};
use hemicycle_entity::{chamber, change, hub, parliament, practice, project, topic};
use hemicycle_migration::{Migrator, MigratorTrait};
use hemicycle_tests::{Place, Service, accounts, on_both, rows};
use sea_orm::{
    ColumnTrait, ConnectionTrait, Database, EntityTrait, QueryFilter, QueryOrder, Statement,
};
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
    (
        "projectTranslate",
        r#"(project: {slug: "project"}, input: {language: "fr", title: "Neuf"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectApprove",
        r#"(project: {slug: "project"}, input: {note: "Why."}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectStart",
        r#"(project: {slug: "project"}, input: {note: "Why."}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectResume",
        r#"(project: {slug: "project"}, input: {note: "Why."}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectComplete",
        r#"(project: {slug: "project"}, input: {note: "Why.", results: "Much."}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectCancel",
        r#"(project: {slug: "project"}, input: {note: "Why."}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectSetHealth",
        r#"(project: {slug: "project"}, input: {note: "Why.", health: AT_RISK}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectPostUpdate",
        r#"(project: {slug: "project"}, input: {body: "News."}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectMilestoneAdd",
        r#"(project: {slug: "project"}, input: {title: "First"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectMilestoneEdit",
        r#"(project: {slug: "project"}, input: {milestone: "x", title: "First"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectMilestoneReach",
        r#"(project: {slug: "project"}, input: {milestone: "x"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectMilestoneRemove",
        r#"(project: {slug: "project"}, input: {milestone: "x"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectPartnerAdd",
        r#"(project: {slug: "project"}, input: {party: {parliament: {code: "BB"}}, role: FUNDER}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectPartnerRemove",
        r#"(project: {slug: "project"}, input: {partner: "x"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectPracticeLink",
        r#"(project: {slug: "project"}, input: {practice: {slug: "practice"}}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "projectPracticeUnlink",
        r#"(project: {slug: "project"}, input: {practice: {slug: "practice"}}, expectedVersion: 2, validateOnly: true)"#,
    ),
];

fn proposal() -> Value {
    json!({ "input": {
        "language": "fr", "title": "Pétitions en ligne", "summary": "Pour toutes et tous.", "impactAreas": ["enum:PEOPLE"],
        "leadParliament": { "code": "AA" }, "hubs": [{ "slug": "open-data" }],
    } })
}

fn pause(version: i64) -> Value {
    json!({ "project": { "slug": "e-petitions" }, "input": { "note": "The budget is late." }, "expectedVersion": version })
}

/// A deed on the project.
fn on(version: i64, input: Value) -> Value {
    json!({ "project": { "slug": "e-petitions" }, "input": input, "expectedVersion": version })
}

/// A project of the parliament and the hub with this status; its version is 2.
async fn another(place: &Place, number: u128, slug: &str, status: ProjectStatus) {
    let mut row = rows::project(Uuid::from_u128(number), slug);
    row.lead_parliament_id = Some(place.parliament.id);
    row.status = status;
    let row = rows::put::<project::Entity>(place.network(), vec![row])
        .await
        .remove(0);
    rows::link::<project::Entity>(place.network(), HUBS, &row, &[place.hub.id.0]).await;
}

/// Who the log's entries about projects that were cancelled are for, oldest first.
async fn audiences(place: &Place) -> Vec<AudienceScope> {
    let database = Database::connect(&place.fresh.url).await.unwrap();
    let entries = change::Entity::find()
        .filter(change::Column::Deed.eq("projectCancel"))
        .order_by_asc(change::Column::Seq)
        .all(&database)
        .await
        .unwrap();
    entries.iter().map(|entry| entry.audience_after).collect()
}

/// Every deed that steers a project, with an input that is right but for the id of a part.
fn steering() -> Vec<(&'static str, Value)> {
    vec![
        ("projectStart", json!({ "note": "x" })),
        ("projectPause", json!({ "note": "x" })),
        ("projectResume", json!({ "note": "x" })),
        ("projectComplete", json!({ "note": "x", "results": "x" })),
        ("projectCancel", json!({ "note": "x" })),
        (
            "projectSetHealth",
            json!({ "note": "x", "health": "enum:AT_RISK" }),
        ),
        ("projectPostUpdate", json!({ "body": "x" })),
        ("projectMilestoneAdd", json!({ "title": "x" })),
        ("projectMilestoneEdit", json!({ "milestone": "x" })),
        ("projectMilestoneReach", json!({ "milestone": "x" })),
        ("projectMilestoneRemove", json!({ "milestone": "x" })),
        (
            "projectPartnerAdd",
            json!({ "party": { "parliament": { "code": "AA" } }, "role": "enum:FUNDER" }),
        ),
        ("projectPartnerRemove", json!({ "partner": "x" })),
        (
            "projectPracticeLink",
            json!({ "practice": { "slug": "x" } }),
        ),
        (
            "projectPracticeUnlink",
            json!({ "practice": { "slug": "x" } }),
        ),
    ]
}

on_both! {
    async fn a_contributor_proposes_a_project_that_only_its_own_people_see_until_it_is_approved(backend) {
        let place = Place::of(backend).await;
        place.joins().await;
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

    async fn who_proposes_or_edits_a_project_needs_a_role_at_each_place_that_it_comes_to_or_leaves(backend) {
        let place = Place::of(backend).await;
        let network = place.network();
        let bb = rows::put::<parliament::Entity>(network, vec![rows::parliament(Uuid::from_u128(21), "BB")]).await.remove(0);
        rows::put::<chamber::Entity>(network, vec![rows::chamber(Uuid::from_u128(22), "BB-UC01", bb.id)]).await;
        let other = rows::put::<hub::Entity>(network, vec![rows::hub(Uuid::from_u128(23), "other")]).await.remove(0);
        place.joins().await;
        let (contributor, focal_point, coordinator) = (place.contributor().await, place.focal_point().await, place.coordinator().await);
        let with = |change: &dyn Fn(&mut Value)| {
            let mut asked = proposal();
            asked["validateOnly"] = json!(true);
            change(&mut asked["input"]);
            asked
        };
        let elsewhere = with(&|input| input["hubs"] = json!([{ "slug": "open-data" }, { "slug": "other" }]));
        for caller in [&contributor, &focal_point, &coordinator] {
            caller.done("projectPropose", with(&|_| ()), "").await;
            assert_eq!(caller.refused("projectPropose", elsewhere.clone()).await, ["FORBIDDEN input.hubs.1"]);
        }
        let after_unknown = with(&|input| input["hubs"] = json!([{ "slug": "nowhere" }, { "slug": "open-data" }, { "slug": "other" }]));
        place.refuses(&coordinator, "projectPropose", after_unknown, &["UNKNOWN_REFERENCE input.hubs.0", "FORBIDDEN input.hubs.2"]).await;
        let of_another = with(&|input| input["leadParliament"] = json!({ "code": "BB" }));
        assert_eq!(coordinator.refused("projectPropose", of_another.clone()).await, ["FORBIDDEN input.leadParliament"]);
        let of_its_chamber = with(&|input| {
            input["leadParliament"] = Value::Null;
            input["leadChamber"] = json!({ "code": "BB-UC01" });
        });
        assert_eq!(coordinator.refused("projectPropose", of_its_chamber).await, ["FORBIDDEN input.leadChamber"]);
        rows::joins(network, bb.id, &other, None).await;
        let of_both = accounts::person(network).coordinator(place.hub.id).coordinator(other.id).open().await;
        let of_both = place.service.with(&of_both);
        of_both.done("projectPropose", elsewhere, "").await;
        of_both.done("projectPropose", of_another, "").await;

        let edit = |hubs: Value| json!({ "project": { "slug": "e-petitions" }, "input": { "hubs": hubs }, "expectedVersion": 2, "validateOnly": true });
        let (both, there) = (json!([{ "slug": "open-data" }, { "slug": "other" }]), json!([{ "slug": "other" }]));
        for caller in [&focal_point, &coordinator] {
            assert_eq!(caller.refused("projectEdit", edit(both.clone())).await, ["FORBIDDEN input.hubs.1"]);
        }
        focal_point.done("projectEdit", edit(json!([])), "").await;
        of_both.done("projectEdit", edit(both.clone()), "").await;
        place.editor().await.done("projectEdit", edit(there), "").await;
        let joined = json!({ "project": { "slug": "e-petitions" }, "input": { "hubs": both }, "expectedVersion": 2 });
        of_both.done("projectEdit", joined, "").await;
        let mut only_there = edit(json!([{ "slug": "other" }]));
        only_there["expectedVersion"] = json!(3);
        let of_other = place.service.with(&accounts::person(network).coordinator(other.id).open().await);
        assert_eq!(of_other.refused("projectEdit", only_there).await, ["FORBIDDEN input.hubs"], "it is the other hub's as well");
    }

    async fn who_names_no_lead_for_a_project_or_none_that_there_is_lacks_that_and_no_role(backend) {
        let place = Place::of(backend).await;
        let network = place.network();
        rows::put::<hub::Entity>(network, vec![rows::hub(Uuid::from_u128(23), "other")]).await;
        let mut hidden = rows::hub(Uuid::from_u128(24), "hidden");
        hidden.status = HubStatus::Proposed;
        rows::put::<hub::Entity>(network, vec![hidden]).await;
        place.joins().await;
        let (contributor, coordinator, reader) = (place.contributor().await, place.coordinator().await, place.reader().await);
        let with = |lead: Value, hubs: Value| {
            let mut asked = proposal();
            asked["validateOnly"] = json!(true);
            asked["input"]["leadParliament"] = lead;
            asked["input"]["hubs"] = hubs;
            asked
        };
        let (here, unknown) = (json!([{ "slug": "open-data" }]), json!({ "code": "ZZ" }));
        for hubs in [json!([]), here.clone()] {
            place.refuses(&contributor, "projectPropose", with(Value::Null, hubs.clone()), &["REQUIRED input.leadParliament"]).await;
            place.refuses(&contributor, "projectPropose", with(unknown.clone(), hubs), &["UNKNOWN_REFERENCE input.leadParliament"]).await;
        }
        let mut untitled = with(Value::Null, here.clone());
        untitled["input"]["title"] = json!(" ");
        place.refuses(&contributor, "projectPropose", untitled, &["REQUIRED input.leadParliament", "REQUIRED input.title"]).await;
        // A coordinator's own place is a hub. One that is hidden is not there.
        place.refuses(&coordinator, "projectPropose", with(Value::Null, json!([])), &["REQUIRED input.hubs"]).await;
        for slug in ["nowhere", "hidden"] {
            place.refuses(&coordinator, "projectPropose", with(Value::Null, json!([{ "slug": slug }])), &["UNKNOWN_REFERENCE input.hubs.0"]).await;
        }
        place.refuses(&coordinator, "projectPropose", with(unknown.clone(), here), &["UNKNOWN_REFERENCE input.leadParliament"]).await;
        // A hub that is nobody's of theirs is a place where they hold no role; who holds none is told that alone.
        place.refuses(&contributor, "projectPropose", with(Value::Null, json!([{ "slug": "other" }])), &["FORBIDDEN"]).await;
        place.refuses(&reader, "projectPropose", with(unknown, json!([])), &["FORBIDDEN"]).await;
        place.refuses(&reader, "projectPropose", with(Value::Null, json!([])), &["FORBIDDEN"]).await;
    }

    async fn another_lead_is_named_by_who_speaks_for_the_one_that_goes_and_the_one_that_comes(backend) {
        let place = Place::of(backend).await;
        let network = place.network();
        let bb = rows::put::<parliament::Entity>(network, vec![rows::parliament(Uuid::from_u128(21), "BB")]).await.remove(0);
        let chambers = vec![rows::chamber(Uuid::from_u128(22), "BB-UC01", bb.id), rows::chamber(Uuid::from_u128(23), "AA-LC01", place.parliament.id)];
        rows::put::<chamber::Entity>(network, chambers).await;
        let (editor, focal_point) = (place.editor().await, place.focal_point().await);
        let shown = "project { version leadParliament { code } leadChamber { code } }";
        let lead = |version: i64, parliament: &str, chamber: Value| json!({ "version": version, "leadParliament": { "code": parliament }, "leadChamber": chamber });
        let lower = json!({ "leadChamber": { "code": "AA-LC01" } });
        let led = focal_point.done("projectEdit", on(2, lower.clone()), shown).await;
        assert_eq!(led["project"], lead(3, "AA", json!({ "code": "AA-LC01" })));
        let same = focal_point.done("projectEdit", on(3, json!({ "leadParliament": { "code": "AA" } })), shown).await;
        assert_eq!(same["project"], led["project"], "named again, it keeps its chamber");
        let itself = focal_point.done("projectEdit", on(3, json!({ "leadChamber": null })), shown).await;
        assert_eq!(itself["project"], lead(4, "AA", Value::Null));
        place.refuses(&focal_point, "projectEdit", on(4, json!({ "leadParliament": { "code": "BB" } })), &["FORBIDDEN input.leadParliament"]).await;
        place.refuses(&focal_point, "projectEdit", on(4, json!({ "leadChamber": { "code": "BB-UC01" } })), &["FORBIDDEN input.leadChamber"]).await;
        // Who speaks for the other one only does not take it away.
        let coordinator = place.coordinator().await;
        rows::joins(network, bb.id, &place.hub, None).await;
        place.refuses(&coordinator, "projectEdit", on(4, json!({ "leadParliament": { "code": "BB" } })), &["FORBIDDEN input.leadParliament"]).await;
        let wrong = json!({ "leadParliament": { "code": "BB" }, "leadChamber": { "code": "AA-LC01" } });
        place.refuses(&editor, "projectEdit", on(4, wrong), &["INVALID_VALUE input.leadChamber"]).await;
        let moved = editor.done("projectEdit", on(4, json!({ "leadChamber": { "code": "BB-UC01" } })), shown).await;
        assert_eq!(moved["project"], lead(5, "BB", json!({ "code": "BB-UC01" })));
        let nobody = editor.done("projectEdit", on(5, json!({ "leadParliament": null })), shown).await;
        assert_eq!(nobody["project"], json!({ "version": 6, "leadParliament": null, "leadChamber": null }));
    }

    async fn everything_that_is_wrong_with_a_proposal_is_told_at_once_in_the_callers_language_and_nothing_is_written(backend) {
        let place = Place::of(backend).await;
        let editor = place.service.with(&accounts::person(&place.fresh.network).editor().open().await);
        let before = place.last_number().await;
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
        assert_eq!(place.last_number().await, before);
    }

    async fn a_coordinator_pauses_an_active_project_with_a_note_that_everybody_reads(backend) {
        let place = Place::of(backend).await;
        let coordinator = place.service.with(&accounts::person(&place.fresh.network).coordinator(place.hub.id).open().await);
        let version = i64::from(place.project.version) + 1;
        let payload = coordinator.done("projectPause", pause(version), "project { status version updates { nodes { body { text } status } } }").await;
        assert_eq!(payload["project"], json!({
            "status": "ON_HOLD", "version": version + 1, "updates": { "nodes": [{ "body": { "text": "The budget is late." }, "status": "ON_HOLD" }] },
        }));
        let history = place.service.visitor().data(r#"{ project(by: {slug: "e-petitions"}) { history(first: 1) { nodes { deed actorKind fields after } } } }"#).await;
        assert_eq!(history["project"]["history"]["nodes"][0], json!({
            "deed": "projectPause", "actorKind": "PERSON", "fields": ["status", "updates", "updateHubs"],
            "after": { "status": "ON_HOLD", "updates": history["project"]["history"]["nodes"][0]["after"]["updates"] },
        }));
        assert_eq!(coordinator.refused("projectPause", pause(version + 1)).await, ["INVALID_STATE project"]);
    }

    async fn a_stale_version_is_a_conflict_and_changes_nothing(backend) {
        let place = Place::of(backend).await;
        let editor = place.service.with(&accounts::person(&place.fresh.network).editor().open().await);
        let before = place.last_number().await;
        assert_eq!(editor.refused("projectPause", pause(1)).await, ["CONFLICT expectedVersion"]);
        assert_eq!(place.last_number().await, before);
    }

    async fn who_may_not_is_told_so_and_what_is_hidden_answers_like_what_is_not_there(backend) {
        let place = Place::of(backend).await;
        place.joins().await;
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
        let place = Place::of(backend).await;
        let editor = place.service.with(&accounts::person(&place.fresh.network).editor().open().await);
        let before = place.last_number().await;
        let mut dry = pause(2);
        dry["validateOnly"] = json!(true);
        let payload = editor.done("projectPause", dry, "project { slug }").await;
        assert_eq!(payload["project"], Value::Null);
        assert_eq!(place.last_number().await, before);
    }

    async fn the_same_deed_under_one_key_is_done_once_and_another_input_is_refused(backend) {
        let place = Place::of(backend).await;
        let editor = place.service.with(&accounts::person(&place.fresh.network).editor().open().await);
        let mut keyed = proposal();
        keyed["idempotencyKey"] = json!("first");
        let first = editor.done("projectPropose", keyed.clone(), "project { id }").await;
        let before = place.last_number().await;
        let again = editor.done("projectPropose", keyed.clone(), "project { id }").await;
        assert_eq!(first, again);
        assert_eq!(place.last_number().await, before);
        keyed["input"]["title"] = json!("Another");
        assert_eq!(editor.refused("projectPropose", keyed).await, ["IDEMPOTENCY_MISMATCH idempotencyKey"]);
    }

    async fn what_is_only_checked_has_nothing_to_do_with_its_key(backend) {
        let place = Place::of(backend).await;
        let editor = place.service.with(&accounts::person(&place.fresh.network).editor().open().await);
        let mut keyed = pause(2);
        keyed["idempotencyKey"] = json!("first");
        let mut dry = keyed.clone();
        dry["validateOnly"] = json!(true);
        let before = place.last_number().await;
        for _ in 0..2 {
            let checked = editor.done("projectPause", dry.clone(), "project { slug }").await;
            assert_eq!(checked["project"], Value::Null);
        }
        assert_eq!(place.last_number().await, before);
        // The key is still free.
        let done = editor.done("projectPause", keyed.clone(), "project { status version }").await;
        assert_eq!(done["project"], json!({ "status": "ON_HOLD", "version": 3 }));
        // Under a key that was used, the check says what stands against the deed now.
        assert_eq!(editor.refused("projectPause", dry.clone()).await, ["CONFLICT expectedVersion"]);
        dry["expectedVersion"] = json!(3);
        assert_eq!(editor.refused("projectPause", dry.clone()).await, ["INVALID_STATE project"]);
        dry["idempotencyKey"] = json!("é");
        assert_eq!(editor.refused("projectPause", dry).await, ["INVALID_VALUE idempotencyKey"]);
        // The key still answers the deed that was done under it.
        assert_eq!(editor.done("projectPause", keyed, "project { status version }").await, done);
    }

    async fn a_key_counts_on_every_gateway_for_a_day(backend) {
        let place = Place::of(backend).await;
        let account = accounts::person(&place.fresh.network).editor().open().await;
        // Another process on the same database, as after a restart.
        let other = Service::of(&place.fresh.second_gateway().await);
        let (here, there) = (place.service.with(&account), other.with(&account));
        let mut keyed = proposal();
        keyed["idempotencyKey"] = json!("first");
        let before = place.last_number().await;
        let (one, two) = tokio::join!(
            here.done("projectPropose", keyed.clone(), "project { id }"),
            there.done("projectPropose", keyed.clone(), "project { id }"),
        );
        assert_eq!(one, two);
        assert_eq!(place.last_number().await, before + 1);
        place.fresh.clock.advance(TimeDelta::hours(23));
        assert_eq!(there.done("projectPropose", keyed.clone(), "project { id }").await, one);
        place.fresh.clock.advance(TimeDelta::hours(2));
        assert_ne!(there.done("projectPropose", keyed, "project { id }").await, one);
    }

    async fn a_changed_slug_keeps_leading_to_the_project_and_editing_the_original_marks_translations_outdated(backend) {
        let place = Place::of(backend).await;
        let editor = place.service.with(&accounts::person(&place.fresh.network).editor().open().await);
        let edit = json!({ "project": { "slug": "e-petitions" }, "expectedVersion": 2, "input": { "slug": "petitions", "title": "Petitions", "goal": null } });
        let payload = editor.done("projectEdit", edit, "project { slug title { text } }").await;
        assert_eq!(payload["project"], json!({ "slug": "petitions", "title": { "text": "Petitions" } }));
        let old = place.service.visitor().data(r#"{ project(by: {slug: "e-petitions"}) { slug } }"#).await;
        assert_eq!(old["project"]["slug"], "petitions");
    }

    async fn a_project_goes_from_proposal_to_completion_and_leaves_a_note_at_each_step(backend) {
        let place = Place::of(backend).await;
        place.joins().await;
        let (contributor, coordinator, focal_point) = (place.contributor().await, place.coordinator().await, place.focal_point().await);
        contributor.done("projectPropose", proposal(), "project { slug }").await;
        let on = |version: i64, input: Value| json!({ "project": { "slug": "petitions-en-ligne" }, "input": input, "expectedVersion": version });
        let seen = r#"{ project(by: {slug: "petitions-en-ligne"}) { status } }"#;
        assert_eq!(place.service.visitor().data(seen).await["project"], Value::Null);
        coordinator.done("projectApprove", on(1, json!({ "note": "Bienvenue." })), "project { status }").await;
        assert_eq!(place.service.visitor().data(seen).await["project"]["status"], "APPROVED");
        let started = focal_point.done("projectStart", on(2, json!({ "note": "On y va.", "startedOn": "2026-11-02" })), "project { status startedOn }").await;
        assert_eq!(started["project"], json!({ "status": "ACTIVE", "startedOn": "2026-11-02" }));
        let health = json!({ "note": "Le budget tarde.", "health": "enum:AT_RISK" });
        let health = focal_point.done("projectSetHealth", on(3, health), "project { health }").await;
        assert_eq!(health["project"]["health"], "AT_RISK");
        coordinator.done("projectPause", on(4, json!({ "note": "Pause." })), "").await;
        coordinator.done("projectResume", on(5, json!({ "language": "en", "note": "We go on." })), "").await;
        let end = json!({ "note": "Fini.", "results": "Mille signatures." });
        let offered = "project { status completedOn results { text language } } practiceDraft { language kind title summary problem results startedOn impactAreas parliament { code } chamber { code } hubs { slug } topics { code } }";
        let done = coordinator.done("projectComplete", on(6, end), offered).await;
        assert_eq!(done["project"], json!({ "status": "COMPLETED", "completedOn": "2026-11-22", "results": { "text": "Mille signatures.", "language": "fr" } }));
        assert_eq!(done["practiceDraft"], json!({
            "language": "fr", "kind": "CASE_STUDY", "title": "Pétitions en ligne", "summary": "Pour toutes et tous.", "problem": null,
            "results": "Mille signatures.", "startedOn": "2026-11-02", "impactAreas": ["PEOPLE"], "parliament": { "code": "AA" }, "chamber": null,
            "hubs": [{ "slug": "open-data" }], "topics": [],
        }));
        let none = place.network().read(rows::WRITER).count::<practice::Entity>(&Default::default()).await.unwrap();
        assert_eq!(none, 0, "a practice is offered, not made");
        let query = r#"{ hub(by: {slug: "open-data"}) { updates { totalCount nodes { body { text language } status health project { slug } hubs { slug } } } } }"#;
        let updates = &place.service.visitor().data(query).await["hub"]["updates"];
        let told: Vec<(&str, &str, &Value)> = updates["nodes"].as_array().unwrap().iter()
            .map(|one| (one["status"].as_str().unwrap(), one["body"]["text"].as_str().unwrap(), &one["health"]))
            .collect();
        let at_risk = &json!("AT_RISK");
        assert_eq!(told, [
            ("COMPLETED", "Fini.", at_risk), ("ACTIVE", "We go on.", at_risk), ("ON_HOLD", "Pause.", at_risk),
            ("ACTIVE", "Le budget tarde.", at_risk), ("ACTIVE", "On y va.", &Value::Null), ("APPROVED", "Bienvenue.", &Value::Null),
        ]);
        assert_eq!(updates["nodes"][1]["body"]["language"], "en");
        assert_eq!(updates["nodes"][0]["hubs"], json!([{ "slug": "open-data" }]));
        let history = place.service.visitor().data(r#"{ project(by: {slug: "petitions-en-ligne"}) { history { nodes { deed } } } }"#).await;
        let deeds: Vec<&str> = history["project"]["history"]["nodes"].as_array().unwrap().iter().map(|one| one["deed"].as_str().unwrap()).collect();
        // What was proposed is for those who saw the proposal.
        assert_eq!(deeds, ["projectComplete", "projectResume", "projectPause", "projectSetHealth", "projectStart", "projectApprove"]);
    }

    async fn a_parliament_takes_part_in_a_hub_through_its_chamber_too(backend) {
        let place = Place::of(backend).await;
        let network = place.network();
        rows::put::<chamber::Entity>(network, vec![rows::chamber(Uuid::from_u128(60), "AA-LC01", place.parliament.id)]).await;
        let focal_point = place.focal_point().await;
        let mut asked = proposal();
        asked["validateOnly"] = json!(true);
        let coordinator = place.coordinator().await;
        assert_eq!(focal_point.refused("projectPropose", asked.clone()).await, ["FORBIDDEN input.hubs.0"]);
        assert_eq!(coordinator.refused("projectPropose", asked.clone()).await, ["FORBIDDEN input.leadParliament"]);
        let join = json!({ "hub": { "slug": "open-data" }, "input": { "party": { "chamber": { "code": "AA-LC01" } }, "role": "enum:MEMBER" }, "expectedVersion": 1 });
        coordinator.done("hubMemberAdd", join, "").await;
        // Who they are is looked up anew.
        place.focal_point().await.done("projectPropose", asked.clone(), "").await;
        coordinator.done("projectPropose", asked, "").await;
    }

    async fn a_project_is_filed_under_twenty_topics_and_hubs_at_most(backend) {
        let place = Place::of(backend).await;
        let editor = place.editor().await;
        let many = |number: usize| json!((0..number).map(|_| json!({ "slug": "open-data" })).collect::<Vec<_>>());
        let edit = |number| on(2, json!({ "hubs": many(number) }));
        place.refuses(&editor, "projectEdit", edit(21), &["INVALID_VALUE input.hubs"]).await;
    }

    async fn a_deed_that_says_nothing_new_changes_nothing_and_makes_nobody_an_author(backend) {
        let place = Place::of(backend).await;
        let editor = place.editor().await;
        let last = place.last_number().await;
        for same in [json!({}), json!({ "hubs": [{ "slug": "open-data" }] })] {
            let done = editor.done("projectEdit", on(2, same), "project { version }").await;
            assert_eq!(done["project"]["version"], 2);
        }
        let hub = json!({ "hub": { "slug": "open-data" }, "input": {}, "expectedVersion": 1 });
        assert_eq!(editor.done("hubEdit", hub, "hub { version }").await["hub"]["version"], 1);
        assert_eq!(place.last_number().await, last);
        let database = Database::connect(&place.fresh.url).await.unwrap();
        let authors = database.query_one_raw(Statement::from_string(database.get_database_backend(), "SELECT count(*) AS count FROM authorship")).await.unwrap().unwrap();
        assert_eq!(authors.try_get::<i64>("", "count").unwrap(), 0);
    }

    async fn a_proposal_that_is_given_up_stays_with_those_who_saw_it(backend) {
        let place = Place::of(backend).await;
        place.joins().await;
        let (contributor, coordinator) = (place.contributor().await, place.coordinator().await);
        contributor.done("projectPropose", proposal(), "project { slug }").await;
        let on = |version: i64, input: Value| json!({ "project": { "slug": "petitions-en-ligne" }, "input": input, "expectedVersion": version });
        coordinator.done("projectCancel", on(1, json!({ "note": "Personne n’est d’accord." })), "project { status }").await;
        let seen = r#"{ project(by: {slug: "petitions-en-ligne"}) { status updates { totalCount } } projects(filter: {status: {in: [CANCELLED]}}) { totalCount }
            hub(by: {slug: "open-data"}) { updates { totalCount } projects(filter: {status: {in: [CANCELLED]}}) { totalCount } } }"#;
        let nothing = json!({
            "project": null, "projects": { "totalCount": 0 }, "hub": { "updates": { "totalCount": 0 }, "projects": { "totalCount": 0 } },
        });
        assert_eq!(place.service.visitor().data(seen).await, nothing);
        assert_eq!(audiences(&place).await, [AudienceScope::Staff]);
        for caller in [&contributor, &coordinator] {
            let told = caller.data(seen).await;
            assert_eq!(told["project"], json!({ "status": "CANCELLED", "updates": { "totalCount": 1 } }));
        }
    }

    async fn a_project_that_was_more_than_a_proposal_stays_for_everybody_when_it_is_cancelled(backend) {
        let place = Place::of(backend).await;
        let coordinator = place.coordinator().await;
        another(&place, 10, "next", ProjectStatus::Proposed).await;
        let on = |version: i64| json!({ "project": { "slug": "next" }, "input": { "note": "x" }, "expectedVersion": version });
        coordinator.done("projectApprove", on(2), "").await;
        coordinator.done("projectCancel", on(3), "").await;
        // This one came as it is, and nobody knows since when.
        coordinator.done("projectCancel", pause(2), "").await;
        let seen = place.service.visitor().data("{ projects(filter: {status: {in: [CANCELLED]}}, orderBy: {field: TITLE}) { nodes { slug updates { totalCount } } } }").await;
        assert_eq!(seen["projects"]["nodes"], json!([
            { "slug": "e-petitions", "updates": { "totalCount": 1 } }, { "slug": "next", "updates": { "totalCount": 2 } },
        ]));
        assert_eq!(audiences(&place).await, [AudienceScope::Public; 2]);
    }

    async fn proposals_that_were_given_up_before_are_known_from_the_log(backend) {
        let place = Place::of(backend).await;
        place.joins().await;
        let (contributor, coordinator) = (place.contributor().await, place.coordinator().await);
        let propose = |slug: &str| {
            let mut asked = proposal();
            asked["input"]["slug"] = json!(slug);
            asked
        };
        for slug in ["approved", "given-up"] {
            contributor.done("projectPropose", propose(slug), "").await;
        }
        let on = |slug: &str, version: i64| json!({ "project": { "slug": slug }, "input": { "note": "x" }, "expectedVersion": version });
        coordinator.done("projectApprove", on("approved", 1), "").await;
        coordinator.done("projectCancel", on("approved", 2), "").await;
        coordinator.done("projectCancel", on("given-up", 1), "").await;
        coordinator.done("projectCancel", pause(2), "").await;
        let migrations = Migrator::migrations();
        let known = migrations.iter().position(|one| one.name().ends_with("_given_up")).unwrap();
        place.network().migrate_down(u32::try_from(migrations.len() - known).unwrap()).await.unwrap();
        let database = Database::connect(&place.fresh.url).await.unwrap();
        database.execute_unprepared("UPDATE change SET audience_after = 'PUBLIC' WHERE deed = 'projectCancel'").await.unwrap();
        place.network().migrate_up().await.unwrap();
        assert_eq!(audiences(&place).await, [AudienceScope::Public, AudienceScope::Staff, AudienceScope::Public]);
        let seen = "{ projects(filter: {status: {in: [CANCELLED]}}, orderBy: {field: TITLE}) { nodes { slug } } }";
        let seen = place.service.visitor().data(seen).await;
        assert_eq!(seen["projects"]["nodes"], json!([{ "slug": "e-petitions" }, { "slug": "approved" }]));
    }

    async fn each_step_has_its_statuses_and_needs_a_note_and_both_are_told_at_once(backend) {
        let place = Place::of(backend).await;
        let editor = place.editor().await;
        let all = [ProjectStatus::Proposed, ProjectStatus::Approved, ProjectStatus::OnHold, ProjectStatus::Completed, ProjectStatus::Cancelled];
        for (number, status) in all.into_iter().enumerate() {
            another(&place, 100 + number as u128, &format!("number-{number}"), status).await;
        }
        let blank = |slug: &str, mut input: Value| {
            input["note"] = json!(" ");
            json!({ "project": { "slug": slug }, "input": input, "expectedVersion": 2 })
        };
        let health = json!({ "health": "enum:ON_TRACK" });
        for (field, input, wrong) in [
            ("projectApprove", json!({}), "e-petitions"),
            ("projectStart", json!({}), "number-0"),
            ("projectPause", json!({}), "number-2"),
            ("projectResume", json!({}), "e-petitions"),
            ("projectComplete", json!({ "results": "x" }), "number-1"),
            ("projectCancel", json!({}), "number-3"),
            ("projectCancel", json!({}), "number-4"),
            ("projectSetHealth", health, "number-1"),
        ] {
            place.refuses(&editor, field, blank(wrong, input), &["INVALID_STATE project", "REQUIRED input.note"]).await;
        }
        let wrong = json!({ "note": " ", "startedOn": "2026-11-23" });
        let french = editor.clone().reading("fr").deed("projectStart", on(2, wrong), "").await;
        let messages: Vec<&str> = french["errors"].as_array().unwrap().iter().map(|error| error["message"].as_str().unwrap()).collect();
        assert_eq!(messages, ["Seul un projet approuvé peut être lancé.", "Le texte est vide.", "Ce jour n’est pas encore arrivé."]);
        for slug in ["number-3", "number-4"] {
            let late = json!({ "project": { "slug": slug }, "input": { "title": "x" }, "expectedVersion": 2 });
            place.refuses(&editor, "projectMilestoneAdd", late, &["INVALID_STATE project"]).await;
        }
    }

    async fn a_project_is_completed_with_results_and_not_before_it_began(backend) {
        let place = Place::of(backend).await;
        let editor = place.editor().await;
        another(&place, 10, "next", ProjectStatus::Approved).await;
        let on = |version: i64, input: Value| json!({ "project": { "slug": "next" }, "input": input, "expectedVersion": version });
        editor.done("projectStart", on(2, json!({ "note": "x", "startedOn": "2026-10-01" })), "").await;
        let early = json!({ "note": "x", "completedOn": "2026-09-30" });
        place.refuses(&editor, "projectComplete", on(3, early), &["REQUIRED input.results", "INVALID_VALUE input.completedOn"]).await;
        let wrong = json!({ "note": " ", "results": "x", "language": "?" });
        place.refuses(&editor, "projectComplete", on(3, wrong), &["INVALID_VALUE input.language", "REQUIRED input.note"]).await;
        let dry = json!({ "project": { "slug": "next" }, "input": { "note": "x", "results": "x" }, "expectedVersion": 3, "validateOnly": true });
        let dry = editor.done("projectComplete", dry, "project { slug } practiceDraft { title }").await;
        assert_eq!((&dry["project"], &dry["practiceDraft"]), (&Value::Null, &Value::Null));
        let done = editor.done("projectComplete", on(3, json!({ "note": "x", "results": "x", "completedOn": "2026-11-01" })), "project { completedOn }").await;
        assert_eq!(done["project"]["completedOn"], "2026-11-01");
        // What was said of it can be said better, in the language it was said in, and not taken back.
        let french = json!({ "project": { "slug": "next" }, "input": { "language": "fr", "results": "Du nouveau." }, "expectedVersion": 4 });
        editor.done("projectTranslate", french, "").await;
        let better = editor.done("projectEdit", on(5, json!({ "results": "A thousand signatures." })), "project { results { text current } }").await;
        assert_eq!(better["project"]["results"], json!({ "text": "A thousand signatures.", "current": true }));
        let seen = place.service.visitor().reading("fr").data(r#"{ project(by: {slug: "next"}) { results { text current } } }"#).await;
        assert_eq!(seen["project"]["results"], json!({ "text": "Du nouveau.", "current": false }));
        place.refuses(&editor, "projectEdit", on(6, json!({ "results": null })), &["REQUIRED input.results"]).await;
        // So can the days.
        let reversed = json!({ "startedOn": "2026-11-02", "completedOn": "2026-11-23" });
        place.refuses(&editor, "projectEdit", on(6, reversed), &["INVALID_VALUE input.completedOn"]).await;
        let reversed = json!({ "startedOn": "2026-11-02" });
        place.refuses(&editor, "projectEdit", on(6, reversed), &["INVALID_VALUE input.completedOn"]).await;
        let days = json!({ "startedOn": "2026-09-01", "completedOn": "2026-10-31" });
        let corrected = editor.done("projectEdit", on(6, days.clone()), "project { startedOn completedOn }").await;
        assert_eq!(corrected["project"], days);
        place.refuses(&editor, "projectEdit", on(7, json!({ "completedOn": null })), &["REQUIRED input.completedOn"]).await;
        another(&place, 12, "dropped", ProjectStatus::Cancelled).await;
        let never = json!({ "project": { "slug": "dropped" }, "input": { "startedOn": "2026-09-01" }, "expectedVersion": 2 });
        place.refuses(&editor, "projectEdit", never, &["INVALID_STATE input.startedOn"]).await;
        another(&place, 11, "to-come", ProjectStatus::Approved).await;
        let days = json!({ "project": { "slug": "to-come" }, "input": days, "expectedVersion": 2 });
        place.refuses(&editor, "projectEdit", days, &["INVALID_STATE input.startedOn", "INVALID_STATE input.completedOn"]).await;
    }

    async fn a_completed_project_offers_no_topic_that_nothing_new_is_filed_under(backend) {
        let place = Place::of(backend).await;
        let network = place.network();
        let mut topics = vec![rows::topic(Uuid::from_u128(60), "petitions"), rows::topic(Uuid::from_u128(61), "telegraphy")];
        topics[1].deprecated_on = Some(rows::day("2026-01-01"));
        rows::put::<topic::Entity>(network, topics).await;
        let row = rows::project(Uuid::from_u128(10), "next");
        let row = rows::put::<project::Entity>(network, vec![row]).await.remove(0);
        rows::link::<project::Entity>(network, TOPICS, &row, &[Uuid::from_u128(60), Uuid::from_u128(61)]).await;
        let end = json!({ "project": { "slug": "next" }, "input": { "note": "x", "results": "x" }, "expectedVersion": 2 });
        let done = place.editor().await.done("projectComplete", end, "project { topics { code } } practiceDraft { topics { code } }").await;
        assert_eq!(done["project"]["topics"], json!([{ "code": "petitions" }, { "code": "telegraphy" }]));
        assert_eq!(done["practiceDraft"]["topics"], json!([{ "code": "petitions" }]));
    }

    async fn only_those_who_steer_a_project_do_and_only_its_reviewers_approve_it(backend) {
        let place = Place::of(backend).await;
        let network = place.network();
        let other = rows::put::<parliament::Entity>(network, vec![rows::parliament(Uuid::from_u128(50), "BB")]).await.remove(0);
        let elsewhere = rows::put::<hub::Entity>(network, vec![rows::hub(Uuid::from_u128(51), "elsewhere")]).await.remove(0);
        let with = async |opening: accounts::Opening<'_>| place.service.with(&opening.open().await);
        let strangers = [
            with(accounts::person(network).focal_point(other.id)).await,
            with(accounts::person(network).coordinator(elsewhere.id)).await,
            place.contributor().await,
            place.administrator().await,
            place.reader().await,
        ];
        for (field, input) in steering() {
            for stranger in &strangers {
                place.refuses(stranger, field, on(2, input.clone()), &["FORBIDDEN project"]).await;
            }
            place.refuses(&place.service.visitor(), field, on(2, input), &["UNAUTHENTICATED"]).await;
        }
        another(&place, 52, "next", ProjectStatus::Proposed).await;
        let approve = json!({ "project": { "slug": "next" }, "input": { "note": "x" }, "expectedVersion": 2 });
        place.refuses(&place.focal_point().await, "projectApprove", approve.clone(), &["FORBIDDEN project"]).await;
        place.refuses(&strangers[0], "projectApprove", approve.clone(), &["NOT_FOUND project"]).await;
        let translate = on(2, json!({ "language": "fr", "title": "x" }));
        for stranger in &strangers {
            place.refuses(stranger, "projectTranslate", translate.clone(), &["FORBIDDEN project"]).await;
        }
        place.coordinator().await.done("projectApprove", approve, "").await;
    }

    async fn an_update_is_shown_under_the_hubs_of_its_project_that_it_names(backend) {
        let place = Place::of(backend).await;
        let network = place.network();
        let second = rows::put::<hub::Entity>(network, vec![rows::hub(Uuid::from_u128(20), "pacific"), rows::hub(Uuid::from_u128(21), "elsewhere")]).await.remove(0);
        rows::link::<project::Entity>(network, HUBS, &place.project, &[place.hub.id.0, second.id.0]).await;
        let coordinator = place.coordinator().await;
        let shown = "project { updates(first: 1) { nodes { body { text } hubs { slug } } } }";
        let one = json!({ "body": "For some.", "hubs": [{ "slug": "pacific" }] });
        let one = coordinator.done("projectPostUpdate", on(3, one), shown).await;
        assert_eq!(one["project"]["updates"]["nodes"][0], json!({ "body": { "text": "For some." }, "hubs": [{ "slug": "pacific" }] }));
        let all = coordinator.done("projectPostUpdate", on(4, json!({ "body": "For all." })), shown).await;
        let mut hubs: Vec<&str> = all["project"]["updates"]["nodes"][0]["hubs"].as_array().unwrap().iter().map(|hub| hub["slug"].as_str().unwrap()).collect();
        hubs.sort_unstable();
        assert_eq!(hubs, ["open-data", "pacific"]);
        let none = coordinator.done("projectPostUpdate", on(5, json!({ "body": "For the project.", "hubs": [] })), shown).await;
        assert_eq!(none["project"]["updates"]["nodes"][0]["hubs"], json!([]));
        let of = |slug: &str| format!("{{ hub(by: {{slug: \"{slug}\"}}) {{ updates {{ totalCount nodes {{ body {{ text }} }} }} }} }}");
        let visitor = place.service.visitor();
        assert_eq!(visitor.data(&of("open-data")).await["hub"]["updates"], json!({ "totalCount": 1, "nodes": [{ "body": { "text": "For all." } }] }));
        assert_eq!(visitor.data(&of("pacific")).await["hub"]["updates"]["totalCount"], 2);
        let wrong = json!({ "body": "", "hubs": [{ "slug": "pacific" }, { "slug": "elsewhere" }, { "id": "x" }] });
        place.refuses(&coordinator, "projectPostUpdate", on(6, wrong), &["REQUIRED input.body", "INVALID_VALUE input.hubs.1", "INVALID_ID input.hubs.2.id"]).await;
    }

    async fn an_update_of_a_proposal_is_shown_under_its_hub_to_those_who_see_the_proposal(backend) {
        let place = Place::of(backend).await;
        another(&place, 80, "next", ProjectStatus::Proposed).await;
        let post = json!({ "project": { "slug": "next" }, "input": { "body": "Soon." }, "expectedVersion": 2 });
        place.focal_point().await.done("projectPostUpdate", post, "").await;
        let query = r#"{ hub(by: {slug: "open-data"}) { updates { totalCount nodes { body { text } } } } }"#;
        for (caller, seen) in [(place.coordinator().await, 1), (place.contributor().await, 1), (place.reader().await, 0), (place.service.visitor(), 0)] {
            let updates = &caller.data(query).await["hub"]["updates"];
            assert_eq!((&updates["totalCount"], updates["nodes"].as_array().unwrap().len()), (&json!(seen), seen));
        }
    }

    async fn an_update_costs_as_much_and_is_told_as_briefly_after_fifty_others(backend) {
        let place = Place::of(backend).await;
        let editor = place.editor().await;
        let post = |version: i64| on(version, json!({ "body": "News." }));
        let mut costs = Vec::new();
        for version in 2..54 {
            let answer = editor.try_deed("projectPostUpdate", post(version), "project { version }").await;
            assert_eq!(answer.body["data"]["projectPostUpdate"]["errors"], json!([]));
            costs.push(answer.line().statements());
        }
        // The first one has to find out who asks.
        assert!(costs[1] <= 12, "{costs:?}");
        assert!(costs[1..].iter().all(|cost| *cost == costs[1]), "{costs:?}");
        let last = place.log(place.last_number().await - 1).await.remove(0);
        assert_eq!(last.after["updates"].as_array().unwrap().len(), 1);
        assert_eq!(last.after["update_hubs"], json!([{ "part": last.after["update_hubs"][0]["part"], "hub_id": [place.hub.id.0] }]));
        assert_eq!(last.before.get("updates"), None);
        assert!(!last.after.to_string().contains("News"), "free text is told by its name alone");
    }

    async fn milestones_are_added_edited_reached_and_removed_one_at_a_time(backend) {
        let place = Place::of(backend).await;
        let coordinator = place.coordinator().await;
        let shown = "project { version milestones { nodes { id title { text language } dueOn reachedOn } } }";
        coordinator.done("projectMilestoneAdd", on(2, json!({ "title": "Second", "dueOn": "2027-02-01" })), "").await;
        let added = coordinator.done("projectMilestoneAdd", on(3, json!({ "title": "Premier", "language": "fr", "dueOn": "2026-12-01" })), shown).await;
        let nodes = added["project"]["milestones"]["nodes"].as_array().unwrap().clone();
        assert_eq!(nodes[0]["title"], json!({ "text": "Premier", "language": "fr" }));
        let (first, second) = (&nodes[0]["id"], &nodes[1]["id"]);
        let edit = json!({ "milestone": first, "title": "Le premier", "dueOn": null });
        coordinator.done("projectMilestoneEdit", on(4, edit), "").await;
        let reached = coordinator.done("projectMilestoneReach", on(5, json!({ "milestone": second })), shown).await;
        assert_eq!(reached["project"]["milestones"]["nodes"], json!([
            { "id": second, "title": { "text": "Second", "language": "en" }, "dueOn": "2027-02-01", "reachedOn": "2026-11-22" },
            { "id": first, "title": { "text": "Le premier", "language": "fr" }, "dueOn": null, "reachedOn": null },
        ]));
        let entry = place.log(place.last_number().await - 1).await.remove(0);
        assert_eq!((&entry.before, &entry.after), (
            &json!({ "milestones": [{ "due_on": "2027-02-01", "reached_on": null }] }),
            &json!({ "milestones": [{ "due_on": "2027-02-01", "reached_on": "2026-11-22" }] }),
        ));
        place.refuses(&coordinator, "projectMilestoneReach", on(6, json!({ "milestone": second, "reachedOn": "2026-12-01" })),
            &["INVALID_STATE input.milestone", "INVALID_VALUE input.reachedOn"]).await;
        let removed = coordinator.done("projectMilestoneRemove", on(6, json!({ "milestone": second })), shown).await;
        assert_eq!(removed["project"]["milestones"]["nodes"].as_array().unwrap().len(), 1);
        assert_eq!(removed["project"]["version"], 7);
        // Of the wrong kind, of nobody, and of another project.
        let id = place.service.visitor().data(r#"{ project(by: {slug: "e-petitions"}) { id } }"#).await["project"]["id"].clone();
        for (milestone, told) in [(&json!("x"), "INVALID_ID input.milestone"), (&id, "WRONG_KIND input.milestone"), (second, "UNKNOWN_REFERENCE input.milestone")] {
            place.refuses(&coordinator, "projectMilestoneRemove", on(7, json!({ "milestone": milestone })), &[told]).await;
        }
        another(&place, 30, "next", ProjectStatus::Active).await;
        let foreign = json!({ "project": { "slug": "next" }, "input": { "milestone": first, "title": " " }, "expectedVersion": 2 });
        place.refuses(&coordinator, "projectMilestoneEdit", foreign, &["UNKNOWN_REFERENCE input.milestone", "REQUIRED input.title"]).await;
    }

    async fn partners_take_part_once_in_each_role(backend) {
        let place = Place::of(backend).await;
        let network = place.network();
        rows::put::<chamber::Entity>(network, vec![rows::chamber(Uuid::from_u128(40), "AA-LC01", place.parliament.id)]).await;
        let focal_point = place.focal_point().await;
        let shown = "project { partners { id role party { ... on Chamber { code } } } }";
        let funder = json!({ "party": { "chamber": { "code": "AA-LC01" } }, "role": "enum:FUNDER" });
        let added = focal_point.done("projectPartnerAdd", on(2, funder.clone()), shown).await;
        let partner = &added["project"]["partners"][0];
        assert_eq!(partner, &json!({ "id": partner["id"], "role": "FUNDER", "party": { "code": "AA-LC01" } }));
        place.refuses(&focal_point, "projectPartnerAdd", on(3, funder.clone()), &["DUPLICATE input.party"]).await;
        let nobody = json!({ "party": { "chamber": { "code": "ZZ-LC01" } }, "role": "enum:FUNDER" });
        place.refuses(&focal_point, "projectPartnerAdd", on(3, nobody), &["UNKNOWN_REFERENCE input.party.chamber"]).await;
        let adviser = json!({ "party": { "chamber": { "code": "AA-LC01" } }, "role": "enum:ADVISER" });
        focal_point.done("projectPartnerAdd", on(3, adviser), "").await;
        let removed = focal_point.done("projectPartnerRemove", on(4, json!({ "partner": partner["id"] })), shown).await;
        assert_eq!(removed["project"]["partners"][0]["role"], "ADVISER");
        place.refuses(&focal_point, "projectPartnerRemove", on(5, json!({ "partner": partner["id"] })), &["UNKNOWN_REFERENCE input.partner"]).await;
    }

    async fn a_practice_that_one_sees_is_linked_to_a_project_that_one_steers(backend) {
        let place = Place::of(backend).await;
        let mut draft = rows::practice(Uuid::from_u128(61), "draft");
        draft.status = PracticeStatus::Draft;
        rows::put::<practice::Entity>(place.network(), vec![rows::practice(Uuid::from_u128(60), "published"), draft]).await;
        let coordinator = place.coordinator().await;
        let link = |version: i64, slug: &str| on(version, json!({ "practice": { "slug": slug } }));
        place.refuses(&coordinator, "projectPracticeLink", link(2, "draft"), &["UNKNOWN_REFERENCE input.practice"]).await;
        let before = place.last_number().await;
        let linked = coordinator.done("projectPracticeLink", link(2, "published"), "project { version practices { nodes { slug projects { slug } } } }").await;
        assert_eq!(linked["project"], json!({ "version": 3, "practices": { "nodes": [{ "slug": "published", "projects": [{ "slug": "e-petitions" }] }] } }));
        let entries = place.log(before).await;
        let told: Vec<(&str, &[String])> = entries.iter().map(|entry| (entry.deed.as_str(), entry.fields.0.as_slice())).collect();
        assert_eq!(told, [("projectPracticeLink", &["projects".to_owned()][..]), ("projectPracticeLink", &["practices".to_owned()][..])]);
        place.refuses(&coordinator, "projectPracticeLink", link(3, "published"), &["DUPLICATE input.practice"]).await;
        let unlinked = coordinator.done("projectPracticeUnlink", link(3, "published"), "project { practices { totalCount } }").await;
        assert_eq!(unlinked["project"]["practices"]["totalCount"], 0);
        place.refuses(&coordinator, "projectPracticeUnlink", link(4, "published"), &["INVALID_STATE input.practice"]).await;
    }

    async fn a_translation_is_current_until_the_original_is_edited(backend) {
        let place = Place::of(backend).await;
        let coordinator = place.coordinator().await;
        let wordings = "project { title { translations { text language origin current } } }";
        let french = json!({ "language": "fr", "title": "Pétitions", "origin": "enum:MACHINE" });
        let translated = coordinator.done("projectTranslate", on(2, french), wordings).await;
        assert_eq!(translated["project"]["title"]["translations"], json!([
            { "text": "e-petitions", "language": "en", "origin": "ORIGINAL", "current": true },
            { "text": "Pétitions", "language": "fr", "origin": "MACHINE", "current": true },
        ]));
        let edited = coordinator.done("projectEdit", on(3, json!({ "title": "Petitions" })), wordings).await;
        assert_eq!(edited["project"]["title"]["translations"][1]["current"], false);
        let renewed = coordinator.done("projectTranslate", on(4, json!({ "language": "fr", "title": "Les pétitions" })), wordings).await;
        assert_eq!(renewed["project"]["title"]["translations"][1], json!({ "text": "Les pétitions", "language": "fr", "origin": "HUMAN", "current": true }));
        for (input, told) in [
            (json!({ "language": "fr" }), vec!["REQUIRED input"]),
            (json!({ "language": "?", "title": "x" }), vec!["INVALID_VALUE input.language"]),
            (json!({ "language": "?", "title": " ", "goal": "x" }), vec!["INVALID_VALUE input.language", "REQUIRED input.title", "INVALID_STATE input.goal"]),
            (json!({ "language": "en", "title": "x", "goal": "x" }), vec!["INVALID_VALUE input.title", "INVALID_STATE input.goal"]),
        ] {
            place.refuses(&coordinator, "projectTranslate", on(5, input), &told).await;
        }
    }

    async fn a_text_is_there_in_twenty_languages_at_most(backend) {
        let place = Place::of(backend).await;
        let coordinator = place.coordinator().await;
        let into = |version: i64, language: &str| on(version, json!({ "language": language, "title": "x" }));
        for (version, number) in (2..).zip(1..20) {
            coordinator.done("projectTranslate", into(version, &format!("x-a{number}")), "").await;
        }
        place.refuses(&coordinator, "projectTranslate", into(21, "fr"), &["INVALID_VALUE input.language"]).await;
        let again = on(21, json!({ "language": "x-a1", "title": "y" }));
        let told = coordinator.done("projectTranslate", again, "project { title { translations { language } } }").await;
        assert_eq!(told["project"]["title"]["translations"].as_array().map(Vec::len), Some(20));
    }

    async fn milestones_and_updates_are_translated_with_their_project_until_their_original_is_edited(backend) {
        let place = Place::of(backend).await;
        let coordinator = place.coordinator().await;
        coordinator.done("projectMilestoneAdd", on(2, json!({ "title": "First", "dueOn": "2026-12-01" })), "").await;
        coordinator.done("projectMilestoneAdd", on(3, json!({ "title": "Second", "dueOn": "2027-02-01" })), "").await;
        let shown = "project { version title { text } milestones { nodes { id title { text origin current } } } updates { nodes { id body { text origin current } } } }";
        let posted = coordinator.done("projectPostUpdate", on(4, json!({ "body": "News." })), shown).await;
        let id = |list: &str, place: usize| posted["project"][list]["nodes"][place]["id"].clone();
        let (first, second, update) = (id("milestones", 0), id("milestones", 1), id("updates", 0));
        let before = place.last_number().await;
        let french = json!({
            "language": "fr", "title": "Pétitions", "origin": "enum:MACHINE",
            "milestones": [{ "id": second, "title": "Le second" }, { "id": first, "title": "Le premier" }], "updates": [{ "id": update, "body": "Des nouvelles." }],
        });
        let reader = coordinator.clone().reading("fr");
        let translated = reader.done("projectTranslate", on(5, french), shown).await;
        let by_machine = |text: &str| json!({ "text": text, "origin": "MACHINE", "current": true });
        let nodes = json!({
            "version": 6, "title": { "text": "Pétitions" },
            "milestones": { "nodes": [{ "id": first, "title": by_machine("Le premier") }, { "id": second, "title": by_machine("Le second") }] },
            "updates": { "nodes": [{ "id": update, "body": by_machine("Des nouvelles.") }] },
        });
        assert_eq!(translated["project"], nodes);
        let entries = place.log(before).await;
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].fields.0, ["title", "milestones", "updates"]);
        assert!(!entries[0].after.to_string().contains("Le premier"), "free text is told by its name alone");
        let edit = json!({ "milestone": first, "title": "The first" });
        let edited = reader.done("projectMilestoneEdit", on(6, edit), shown).await;
        let milestones = &edited["project"]["milestones"]["nodes"];
        assert_eq!(milestones[0]["title"], json!({ "text": "Le premier", "origin": "MACHINE", "current": false }));
        assert_eq!(milestones[1]["title"], by_machine("Le second"));
        // Of one part alone, by a person.
        let anew = json!({ "language": "fr", "milestones": [{ "id": first, "title": "Premier jalon" }] });
        let renewed = reader.done("projectTranslate", on(7, anew), shown).await;
        assert_eq!(renewed["project"]["milestones"]["nodes"][0]["title"], json!({ "text": "Premier jalon", "origin": "HUMAN", "current": true }));
        assert_eq!((&renewed["project"]["version"], &renewed["project"]["title"]["text"]), (&json!(8), &json!("Pétitions")));
    }

    async fn what_is_wrong_with_the_translation_of_parts_is_told_at_its_place_and_nothing_is_written(backend) {
        let place = Place::of(backend).await;
        let coordinator = place.coordinator().await;
        let shown = "project { milestones { nodes { id } } updates { nodes { id } } }";
        coordinator.done("projectMilestoneAdd", on(2, json!({ "title": "First" })), "").await;
        let posted = coordinator.done("projectPostUpdate", on(3, json!({ "body": "News." })), shown).await;
        let (milestone, update) = (&posted["project"]["milestones"]["nodes"][0]["id"], &posted["project"]["updates"]["nodes"][0]["id"]);
        another(&place, 30, "next", ProjectStatus::Active).await;
        let add = json!({ "project": { "slug": "next" }, "input": { "title": "Elsewhere" }, "expectedVersion": 2 });
        let foreign = coordinator.done("projectMilestoneAdd", add, shown).await["project"]["milestones"]["nodes"][0]["id"].clone();
        let wrong = json!({
            "language": "fr",
            "milestones": [{ "id": "x", "title": "x" }, { "id": foreign, "title": " " }, { "id": milestone, "title": "Un" }, { "id": milestone, "title": "Deux" }],
            "updates": [{ "id": milestone, "body": "x" }, { "id": update, "body": "" }, { "id": update, "body": "x" }],
        });
        place.refuses(&coordinator, "projectTranslate", on(4, wrong.clone()), &[
            "INVALID_ID input.milestones.0.id", "UNKNOWN_REFERENCE input.milestones.1.id", "DUPLICATE input.milestones.3.id",
            "WRONG_KIND input.updates.0.id", "DUPLICATE input.updates.2.id", "REQUIRED input.milestones.1.title", "REQUIRED input.updates.1.body",
        ]).await;
        let french = coordinator.clone().reading("fr").deed("projectTranslate", on(4, wrong), "").await;
        assert_eq!(french["errors"][1]["message"], "La fiche ne comporte pas cet élément.");
        assert_eq!(french["errors"][2]["message"], "Ceci est nommé deux fois.");
        let original = json!({ "language": "en", "milestones": [{ "id": milestone, "title": "x" }], "updates": [{ "id": update, "body": "x" }] });
        place.refuses(&coordinator, "projectTranslate", on(4, original.clone()), &["INVALID_VALUE input.milestones.0.title", "INVALID_VALUE input.updates.0.body"]).await;
        let french = coordinator.clone().reading("fr").deed("projectTranslate", on(4, original), "").await;
        assert_eq!(french["errors"][0]["message"], "Ce texte a d’abord été rédigé dans cette langue : modifiez-le plutôt.");
        place.refuses(&coordinator, "projectTranslate", on(4, json!({ "language": "fr", "milestones": [], "updates": [] })), &["REQUIRED input"]).await;
        let allowed = json!({ "language": "fr", "milestones": [{ "id": milestone, "title": "x" }] });
        place.refuses(&place.contributor().await, "projectTranslate", on(4, allowed), &["FORBIDDEN project"]).await;
    }

    async fn what_one_may_do_with_a_project_is_asked_with_the_reason_when_not(backend) {
        let place = Place::of(backend).await;
        for number in 0..5 {
            another(&place, 70 + number, &format!("number-{number}"), ProjectStatus::Active).await;
        }
        let query = r#"{ project(by: {slug: "e-petitions"}) { viewerCan { edit { allowed } approve { code } pause { allowed code reason } resume { allowed code reason } } } }"#;
        let coordinator = place.coordinator().await.reading("fr");
        assert_eq!(coordinator.data(query).await["project"]["viewerCan"], json!({
            "edit": { "allowed": true }, "approve": { "code": "INVALID_STATE" }, "pause": { "allowed": true, "code": null, "reason": null },
            "resume": { "allowed": false, "code": "INVALID_STATE", "reason": "Seul un projet suspendu peut reprendre." },
        }));
        let visitor = place.service.visitor().data(query).await;
        assert_eq!(visitor["project"]["viewerCan"]["pause"]["code"], "UNAUTHENTICATED");
        assert_eq!(place.contributor().await.data(query).await["project"]["viewerCan"]["pause"]["code"], "FORBIDDEN");
        let mut costs = Vec::new();
        for size in [1, 2, 6] {
            let many = format!("{{ projects(first: {size}) {{ nodes {{ viewerCan {{ edit {{ allowed }} pause {{ allowed }} changePartners {{ allowed }} }} }} }} }}");
            costs.push(coordinator.ask(&many, json!({})).await.line().statements());
        }
        assert_eq!(costs[1], costs[2], "{costs:?}");
    }
}
