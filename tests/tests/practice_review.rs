//! Practices in review: handed in by their people, decided on by others; revisions of what is published; the queue.

use chrono::TimeDelta;
use hemicycle::graphql::id::{IdKind, encode};
use hemicycle_domain::practice::PROJECTS;
use hemicycle_entity::values::{PracticeStage, ProjectStatus};
use hemicycle_entity::{practice, project};
use hemicycle_tests::{Caller, Service, accounts, on_both, rows};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::practice::{Place, draft, on, with};

/// Does deeds one after the other, each on the version that the one before left.
async fn walk(slug: &str, mut version: i64, deeds: &[(&Caller, &str)]) -> i64 {
    for (caller, field) in deeds {
        let payload = caller
            .done(field, on(slug, version), "practice { version }")
            .await;
        version = payload["practice"]["version"].as_i64().unwrap();
    }
    version
}

/// A practice that the contributor drafted and handed in: it has version 2.
async fn handed_in(contributor: &Caller, title: &str) -> String {
    let payload = contributor
        .done("practiceDraft", draft(title), "practice { slug }")
        .await;
    let slug = payload["practice"]["slug"].as_str().unwrap().to_owned();
    contributor
        .done("practiceSubmit", on(&slug, 1), "practice { status }")
        .await;
    slug
}

async fn title(caller: &Caller, slug: &str) -> Value {
    let query = format!("{{ practice(by: {{slug: \"{slug}\"}}) {{ title {{ text }} }} }}");
    caller.data(&query).await["practice"]["title"]["text"].clone()
}

/// What a visitor sees of a practice and of the log.
async fn in_public(service: &Service, slug: &str) -> Value {
    let query = format!(
        "{{ practice(by: {{slug: \"{slug}\"}}) {{ title {{ text }} stage pendingRevision {{ status }} reviews {{ totalCount nodes {{ comment }} }} history {{ totalCount }} }} service {{ lastChange {{ number }} }} }}"
    );
    service.visitor().data(&query).await
}

const REVISION: &str = "pendingRevision { status fields before after submittedAt }";

on_both! {
    async fn the_way_from_a_draft_to_publication_is_walked_by_different_people(backend) {
        let place = Place::of(backend).await;
        let (contributor, coordinator) = (place.contributor().await, place.coordinator().await);
        let slug = &handed_in(&contributor, "Open votes").await;
        assert_eq!(coordinator.refused("practicePublish", on(slug, 2)).await, ["INVALID_STATE practice"], "taken up first");
        assert_eq!(contributor.refused("practiceEdit", with(on(slug, 2), json!({ "title": "Other" }))).await, ["INVALID_STATE practice"]);
        let asked = "practice { status version }";
        let payload = coordinator.done("practiceTakeUp", on(slug, 2), asked).await;
        assert_eq!(payload["practice"], json!({ "status": "IN_REVIEW", "version": 3 }));
        let changes = json!({ "comment": "Nearly there.", "reasons": [{ "field": "summary", "reason": "Say for *whom*." }, { "field": "useCase.steps", "reason": "Which?" }] });
        let payload = coordinator.done("practiceRequestChanges", with(on(slug, 3), changes), asked).await;
        assert_eq!(payload["practice"], json!({ "status": "CHANGES_REQUESTED", "version": 4 }));
        contributor.done("practiceEdit", with(on(slug, 4), json!({ "summary": "For everybody." })), asked).await;
        walk(slug, 5, &[(&contributor, "practiceSubmit"), (&coordinator, "practiceTakeUp")]).await;
        assert_eq!(in_public(&place.service, slug).await["practice"], Value::Null);
        let payload = coordinator.done("practicePublish", on(slug, 7), "practice { status version publishedOn }").await;
        assert_eq!(payload["practice"], json!({ "status": "PUBLISHED", "version": 8, "publishedOn": "2026-11-22" }));

        let seen = in_public(&place.service, slug).await;
        assert_eq!(seen["practice"]["history"]["totalCount"], 1, "what happened before is not told");
        assert_eq!(seen["practice"]["reviews"], json!({ "totalCount": 0, "nodes": [] }));
        let last = place.service.visitor().data(&format!("{{ practice(by: {{slug: \"{slug}\"}}) {{ history {{ nodes {{ deed fields after }} }} }} }}")).await;
        assert_eq!(last["practice"]["history"]["nodes"][0], json!({
            "deed": "practicePublish", "fields": ["publishedOn", "status"], "after": { "publishedOn": "2026-11-22", "status": "PUBLISHED" },
        }));
        let reviews = format!("{{ practice(by: {{slug: \"{slug}\"}}) {{ reviews {{ totalCount nodes {{ verdict comment commentHtml reasons {{ field reason reasonHtml }} }} }} history {{ nodes {{ deed fields }} }} }} }}");
        let stranger = place.reader().await;
        assert_eq!(stranger.data(&reviews).await["practice"]["reviews"]["totalCount"], 0);
        for caller in [&contributor, &coordinator, &place.editor().await] {
            let data = caller.data(&reviews).await;
            let told = data["practice"]["reviews"]["nodes"].as_array().unwrap();
            let verdicts: Vec<&str> = told.iter().map(|one| one["verdict"].as_str().unwrap()).collect();
            assert_eq!(verdicts, ["TAKEN_UP", "CHANGES_REQUESTED", "TAKEN_UP", "ACCEPTED"]);
            assert_eq!(told[1], json!({
                "verdict": "CHANGES_REQUESTED", "comment": "Nearly there.", "commentHtml": "<p>Nearly there.</p>\n",
                "reasons": [{ "field": "summary", "reason": "Say for *whom*.", "reasonHtml": "<p>Say for <em>whom</em>.</p>\n" }, { "field": "useCase.steps", "reason": "Which?", "reasonHtml": "<p>Which?</p>\n" }],
            }));
        }
        let history = contributor.data(&reviews).await;
        let deeds: Vec<&str> = history["practice"]["history"]["nodes"].as_array().unwrap().iter().map(|one| one["deed"].as_str().unwrap()).collect();
        assert_eq!(deeds, ["practicePublish", "practiceTakeUp", "practiceSubmit", "practiceEdit", "practiceRequestChanges", "practiceTakeUp", "practiceSubmit", "practiceDraft"]);
        assert!(!history["practice"]["history"].to_string().contains("Nearly"));
        let history = coordinator.data(&reviews).await;
        let deeds: Vec<&str> = history["practice"]["history"]["nodes"].as_array().unwrap().iter().map(|one| one["deed"].as_str().unwrap()).collect();
        let seen = ["practicePublish", "practiceTakeUp", "practiceSubmit", "practiceEdit", "practiceRequestChanges", "practiceTakeUp", "practiceSubmit"];
        assert_eq!(deeds, seen, "what it was as a draft stays with those who write it");
    }

    async fn nobody_decides_on_their_own_work(backend) {
        let place = Place::of(backend).await;
        let network = &place.fresh.network;
        let both = accounts::person(network).contributor(place.own.id).coordinator(place.hub.id).editor();
        let both = place.service.with(&both.open().await);
        let (contributor, editor) = (place.contributor().await, place.editor().await);
        let slug = &handed_in(&both, "Their own").await;
        let before = place.last_number().await;
        assert_eq!(both.refused("practiceTakeUp", on(slug, 2)).await, ["FORBIDDEN practice"]);
        let french = both.clone().reading("fr").deed("practiceTakeUp", on(slug, 2), "").await;
        assert_eq!(french["errors"][0]["message"], "Vous avez rédigé, modifié ou soumis ce contenu : la décision revient à quelqu’un d’autre.");
        assert_eq!(place.last_number().await, before);
        walk(slug, 2, &[(&editor, "practiceTakeUp")]).await;
        for (field, arguments) in [
            ("practicePublish", on(slug, 3)),
            ("practiceReject", with(on(slug, 3), json!({ "reason": "No." }))),
            ("practiceRequestChanges", with(on(slug, 3), json!({ "comment": "No." }))),
        ] {
            assert_eq!(both.refused(field, arguments.clone()).await, ["FORBIDDEN practice"], "{field}");
            assert_eq!(contributor.refused(field, arguments).await, ["FORBIDDEN practice"], "{field}");
        }
        // Who edited or handed in somebody else's is not neutral either.
        let payload = contributor.done("practiceDraft", draft("Edited by an editor"), "practice { slug }").await;
        let slug = payload["practice"]["slug"].as_str().unwrap();
        let edited = editor.done("practiceEdit", with(on(slug, 1), json!({ "stage": "enum:PILOT" })), "practice { version }").await;
        let version = walk(slug, edited["practice"]["version"].as_i64().unwrap(), &[(&contributor, "practiceSubmit")]).await;
        assert_eq!(editor.refused("practiceTakeUp", on(slug, version)).await, ["FORBIDDEN practice"]);
    }

    async fn everything_that_a_reviewer_needs_and_does_not_find_is_told_at_once(backend) {
        let place = Place::of(backend).await;
        let contributor = place.contributor().await;
        let bare = json!({ "input": { "language": "en", "title": "Bare", "kind": "enum:CASE_STUDY", "parliament": { "code": "AA" } } });
        contributor.done("practiceDraft", bare, "practice { slug }").await;
        let before = place.last_number().await;
        assert_eq!(contributor.refused("practiceSubmit", on("bare", 1)).await, ["REQUIRED practice.summary", "REQUIRED practice.results"]);
        let french = contributor.clone().reading("fr").deed("practiceSubmit", on("bare", 1), "").await;
        assert_eq!(french["errors"][0]["message"], "Les relecteurs ont besoin de `summary`, et ce champ est vide.");
        assert_eq!(place.last_number().await, before);
    }

    async fn what_is_wrong_with_a_decision_is_told_at_once(backend) {
        let place = Place::of(backend).await;
        let (contributor, editor) = (place.contributor().await, place.editor().await);
        let slug = &handed_in(&contributor, "Judged").await;
        walk(slug, 2, &[(&editor, "practiceTakeUp")]).await;
        let before = place.last_number().await;
        let changes = |input: Value| with(on(slug, 3), input);
        assert_eq!(editor.refused("practiceRequestChanges", changes(json!({}))).await, ["REQUIRED input.reasons"]);
        let wrong = json!({ "comment": "x".repeat(5_001), "reasons": [{ "field": "colour", "reason": " " }, { "field": "title", "reason": "Longer." }, { "field": "title", "reason": "Shorter." }] });
        assert_eq!(editor.refused("practiceRequestChanges", changes(wrong)).await, [
            "INVALID_VALUE input.comment", "UNKNOWN_FIELD input.reasons.0.field", "REQUIRED input.reasons.0.reason", "DUPLICATE input.reasons.2.field",
        ]);
        assert_eq!(editor.refused("practiceReject", with(on(slug, 3), json!({ "reason": "" }))).await, ["REQUIRED input.reason"]);
        assert_eq!(editor.refused("practiceComment", with(on(slug, 3), json!({ "comment": "\n" }))).await, ["REQUIRED input.comment"]);
        assert_eq!(place.last_number().await, before);
    }

    async fn what_is_taken_back_or_rejected_becomes_a_draft_again_when_edited(backend) {
        let place = Place::of(backend).await;
        let (contributor, editor) = (place.contributor().await, place.editor().await);
        let slug = &handed_in(&contributor, "Again").await;
        let payload = contributor.done("practiceWithdraw", on(slug, 2), "practice { status }").await;
        assert_eq!(payload["practice"]["status"], "WITHDRAWN");
        assert_eq!(contributor.refused("practiceWithdraw", on(slug, 3)).await, ["INVALID_STATE practice"]);
        let edit = |version: i64| with(on(slug, version), json!({ "summary": format!("Version {version}.") }));
        let payload = contributor.done("practiceEdit", edit(3), "practice { status }").await;
        assert_eq!(payload["practice"]["status"], "DRAFT");
        let version = walk(slug, 4, &[(&contributor, "practiceSubmit"), (&editor, "practiceTakeUp")]).await;
        let payload = editor.done("practiceReject", with(on(slug, version), json!({ "reason": "Not a practice." })), "practice { status }").await;
        assert_eq!(payload["practice"]["status"], "REJECTED");
        assert_eq!(contributor.refused("practiceSubmit", on(slug, version + 1)).await, ["INVALID_STATE practice"]);
        let payload = contributor.done("practiceEdit", edit(version + 1), "practice { status }").await;
        assert_eq!(payload["practice"]["status"], "DRAFT");
        assert_eq!(in_public(&place.service, slug).await["practice"], Value::Null);
    }

    async fn what_is_published_stays_until_its_revision_is_accepted(backend) {
        let place = Place::of(backend).await;
        let (contributor, coordinator) = (place.contributor().await, place.coordinator().await);
        let before = in_public(&place.service, "published").await;
        let edit = json!({ "title": "Published anew", "stage": "enum:IN_USE", "hubs": [{ "slug": "open-data" }, { "slug": "remote-sittings" }] });
        let payload = contributor.done("practiceEdit", with(on("published", 2), edit), &format!("practice {{ version title {{ text }} stage hubs {{ slug }} {REVISION} }}")).await;
        let told = &payload["practice"];
        assert_eq!((&told["version"], &told["title"]["text"], &told["stage"], &told["hubs"]), (&json!(3), &json!("published"), &Value::Null, &json!([{ "slug": "open-data" }])));
        let revision = &told["pendingRevision"];
        assert_eq!(revision["status"], "PENDING");
        assert_eq!(revision["fields"], json!(["hubs", "stage", "title"]));
        assert_eq!(revision["after"]["title"]["en"]["text"], "Published anew");
        assert_eq!(revision["before"]["title"]["en"]["text"], "published");
        assert_eq!(revision["after"]["stage"], "IN_USE");
        assert_eq!(revision["after"]["hubs"].as_array().unwrap().len(), 2);
        // Another edit and a translation go on with the same revision.
        contributor.done("practiceEdit", with(on("published", 3), json!({ "stage": null, "problem": "Nobody knew." })), "practice { version }").await;
        let french = json!({ "language": "fr", "title": "Publié à nouveau" });
        let payload = contributor.done("practiceTranslate", with(on("published", 4), french), &format!("practice {{ {REVISION} }}")).await;
        let revision = &payload["practice"]["pendingRevision"];
        assert_eq!(revision["fields"], json!(["hubs", "problem", "title"]));
        assert_eq!(revision["after"]["title"]["fr"]["text"], "Publié à nouveau");
        // Nobody else knows of it: not of its texts, not that there is one.
        assert_eq!(in_public(&place.service, "published").await, before);
        let pending = "{ practice(by: {slug: \"published\"}) { pendingRevision { status } } }";
        assert_eq!(coordinator.data(pending).await["practice"]["pendingRevision"], Value::Null, "not handed in");
        assert_eq!(coordinator.refused("practiceTakeUp", on("published", 5)).await, ["INVALID_STATE practice"]);
        let version = walk("published", 5, &[(&contributor, "practiceSubmit")]).await;
        assert_eq!(coordinator.data(pending).await["practice"]["pendingRevision"]["status"], "PENDING");
        let version = walk("published", version, &[(&coordinator, "practiceTakeUp")]).await;
        assert_eq!(contributor.refused("practicePublish", on("published", version)).await, ["FORBIDDEN practice"]);
        assert_eq!(in_public(&place.service, "published").await, before);
        let payload = coordinator.done("practicePublish", on("published", version), "practice { status publishedOn title { text } hubs { slug } problem { text } pendingRevision { status } }").await;
        assert_eq!(payload["practice"], json!({
            "status": "PUBLISHED", "publishedOn": "2024-01-31", "title": { "text": "Published anew" }, "hubs": [{ "slug": "open-data" }, { "slug": "remote-sittings" }],
            "problem": { "text": "Nobody knew." }, "pendingRevision": null,
        }));
        let after = in_public(&place.service, "published").await;
        assert_eq!(after["practice"]["title"]["text"], "Published anew");
        assert_eq!(after["practice"]["history"]["totalCount"].as_i64(), before["practice"]["history"]["totalCount"].as_i64().map(|count| count + 1));
        assert_eq!(title(&place.service.visitor().reading("fr"), "published").await, "Publié à nouveau");
    }

    async fn a_revision_that_is_rejected_or_given_up_leaves_what_is_published_as_it_is(backend) {
        let place = Place::of(backend).await;
        let (contributor, editor) = (place.contributor().await, place.editor().await);
        let edit = |version: i64, title: &str| with(on("published", version), json!({ "title": title }));
        contributor.done("practiceEdit", edit(2, "Rejected"), "practice { slug }").await;
        let version = walk("published", 3, &[(&contributor, "practiceSubmit"), (&editor, "practiceTakeUp")]).await;
        let asked = "practice { status title { text } pendingRevision { status } }";
        let payload = editor.done("practiceReject", with(on("published", version), json!({ "reason": "Worse." })), asked).await;
        assert_eq!(payload["practice"], json!({ "status": "PUBLISHED", "title": { "text": "published" }, "pendingRevision": null }));
        // The next edit begins anew, from what is published.
        let payload = contributor.done("practiceEdit", edit(version + 1, "Given up"), &format!("practice {{ {REVISION} version }}")).await;
        assert_eq!(payload["practice"]["pendingRevision"]["before"]["title"]["en"]["text"], "published");
        let version = walk("published", payload["practice"]["version"].as_i64().unwrap(), &[(&contributor, "practiceSubmit")]).await;
        // Taken back, it can be edited; taken back again, it is given up.
        let payload = contributor.done("practiceWithdraw", on("published", version), "practice { version pendingRevision { status } }").await;
        assert_eq!(payload["practice"]["pendingRevision"]["status"], "WITHDRAWN");
        contributor.done("practiceEdit", edit(version + 1, "Once more"), "practice { slug }").await;
        let payload = contributor.done("practiceWithdraw", on("published", version + 2), "practice { version pendingRevision { status } }").await;
        assert_eq!(payload["practice"]["pendingRevision"], Value::Null);
        assert_eq!(contributor.refused("practiceSubmit", on("published", version + 3)).await, ["INVALID_STATE practice"]);
        // An edit that changes nothing proposes nothing; one that takes back what was proposed gives it up.
        let same = contributor.done("practiceEdit", edit(version + 3, "published"), "practice { version pendingRevision { status } }").await;
        assert_eq!(same["practice"], json!({ "version": version + 3, "pendingRevision": null }));
        assert_eq!(title(&place.service.visitor(), "published").await, "published");
    }

    async fn what_its_author_does_not_see_of_a_list_stays_in_it_and_is_not_told_by_a_revision(backend) {
        let place = Place::of(backend).await;
        let network = &place.fresh.network;
        let hidden = project::Model { status: ProjectStatus::Proposed, lead_parliament_id: Some(place.other.id), ..rows::project(Uuid::from_u128(70), "hidden") };
        let projects = rows::put::<project::Entity>(network, vec![hidden, rows::project(Uuid::from_u128(71), "open")]).await;
        let practice = network.read(rows::WRITER).by_key::<practice::Entity>("published").await.unwrap().unwrap();
        rows::link::<practice::Entity>(network, PROJECTS, &practice, &[projects[0].id.0]).await;
        let (contributor, editor) = (place.contributor().await, place.editor().await);
        let edit = with(on("published", 3), json!({ "projects": [{ "slug": "open" }] }));
        let revision = "practice { version pendingRevision { fields before after } }";
        let payload = contributor.done("practiceEdit", edit, revision).await;
        let open = encode(IdKind::Project, projects[1].id);
        let told = &payload["practice"]["pendingRevision"];
        assert_eq!((&told["before"]["projects"], &told["after"]["projects"]), (&json!([]), &json!([open])));
        let query = r#"{ practice(by: {slug: "published"}) { pendingRevision { before } } }"#;
        let all = editor.data(query).await;
        assert_eq!(all["practice"]["pendingRevision"]["before"]["projects"], json!([encode(IdKind::Project, projects[0].id)]));
        walk("published", 4, &[(&contributor, "practiceSubmit"), (&editor, "practiceTakeUp"), (&editor, "practicePublish")]).await;
        let linked = editor.data(r#"{ practice(by: {slug: "published"}) { projects { slug } } }"#).await;
        let mut slugs: Vec<&str> = linked["practice"]["projects"].as_array().unwrap().iter().map(|one| one["slug"].as_str().unwrap()).collect();
        slugs.sort_unstable();
        assert_eq!(slugs, ["hidden", "open"]);
    }

    async fn a_practice_takes_a_short_name_back_that_it_had_or_has(backend) {
        let place = Place::of(backend).await;
        let (contributor, editor) = (place.contributor().await, place.editor().await);
        let review = [(&contributor, "practiceSubmit"), (&editor, "practiceTakeUp"), (&editor, "practicePublish")];
        let named = |slug: &str, version: i64, new: &str| with(on(slug, version), json!({ "slug": new }));
        contributor.done("practiceEdit", named("published", 2, "renamed"), "").await;
        let version = walk("published", 3, &review).await;
        let seen = async |slug: &str| place.service.visitor().data(&format!("{{ practice(by: {{slug: \"{slug}\"}}) {{ slug }} }}")).await["practice"]["slug"].clone();
        assert_eq!(seen("published").await, "renamed");
        // One that it had before.
        contributor.done("practiceEdit", named("renamed", version, "published"), "").await;
        let version = walk("renamed", version + 1, &review).await;
        assert_eq!(seen("renamed").await, "published");
        // The one that it has, after another one was proposed.
        contributor.done("practiceEdit", named("published", version, "other"), "").await;
        let payload = contributor.done("practiceEdit", named("published", version + 1, "published"), "practice { pendingRevision { status } }").await;
        assert_eq!(payload["practice"]["pendingRevision"], Value::Null);
    }

    async fn what_was_published_in_a_field_meanwhile_is_not_overwritten_by_a_revision(backend) {
        let place = Place::of(backend).await;
        let network = &place.fresh.network;
        let (contributor, coordinator) = (place.contributor().await, place.coordinator().await);
        contributor.done("practiceEdit", with(on("published", 2), json!({ "stage": "enum:IN_USE", "problem": "Old." })), "practice { slug }").await;
        let meanwhile = async |change: fn(&mut practice::Model)| {
            let mut writing = rows::deed(network).await;
            let row = writing.by_key::<practice::Entity>("published").await.unwrap().unwrap();
            let mut after = row.clone();
            change(&mut after);
            let row = writing.update::<practice::Entity>(&row, after, row.version).await.unwrap();
            writing.commit().await.unwrap();
            i64::from(row.version)
        };
        // Something else: the revision is applied to what is there now.
        let version = meanwhile(|row| row.open_to_contact = Some(true)).await;
        let version = walk("published", version, &[(&contributor, "practiceSubmit"), (&coordinator, "practiceTakeUp")]).await;
        assert_eq!(version, 6);
        let version = meanwhile(|row| row.stage = Some(PracticeStage::Retired)).await;
        let before = place.last_number().await;
        let payload = coordinator.deed("practicePublish", on("published", version), "").await;
        assert_eq!(payload["errors"], json!([{ "code": "CONFLICT", "path": ["practice", "stage"], "message": "This was changed since the revision proposed something for it: edit the revision." }]));
        assert_eq!(place.last_number().await, before);
        let version = meanwhile(|row| row.stage = None).await;
        let payload = coordinator.done("practicePublish", on("published", version), "practice { stage openToContact problem { text } }").await;
        assert_eq!(payload["practice"], json!({ "stage": "IN_USE", "openToContact": true, "problem": { "text": "Old." } }));
    }

    async fn a_field_that_was_overtaken_is_confirmed_by_naming_it_again_and_only_by_that(backend) {
        let place = Place::of(backend).await;
        let network = &place.fresh.network;
        let (contributor, coordinator) = (place.contributor().await, place.coordinator().await);
        let id = Uuid::from_u128;
        rows::put::<project::Entity>(network, vec![rows::project(id(20), "proposed"), rows::project(id(21), "meanwhile")]).await;
        let edit = json!({ "projects": [{ "slug": "proposed" }], "stage": "enum:IN_USE" });
        contributor.done("practiceEdit", with(on("published", 2), edit), "").await;
        let row = network.read(rows::WRITER).by_key::<practice::Entity>("published").await.unwrap().unwrap();
        rows::link::<practice::Entity>(network, PROJECTS, &row, &[id(21)]).await;
        let version = walk("published", 4, &[(&contributor, "practiceSubmit"), (&coordinator, "practiceTakeUp")]).await;
        assert_eq!(coordinator.refused("practicePublish", on("published", version)).await, ["CONFLICT practice.projects"]);
        let back = coordinator.done("practiceRequestChanges", with(on("published", version), json!({ "comment": "Look again." })), "practice { version }").await;
        let asked = "practice { version pendingRevision { status fields before after } }";
        let edits = async |version: &Value, input: Value| {
            let edit = with(on("published", version.as_i64().unwrap()), input);
            contributor.done("practiceEdit", edit, asked).await["practice"].clone()
        };
        let named = |told: &Value, side: &str| told["pendingRevision"][side]["projects"].as_array().unwrap().len();
        // An edit of another field says nothing of this one.
        let other = edits(&back["practice"]["version"], json!({ "problem": "Paper.", "stage": "enum:IN_USE" })).await;
        assert_eq!((named(&other, "before"), named(&other, "after")), (0, 1));
        let version = walk("published", other["version"].as_i64().unwrap(), &[(&contributor, "practiceSubmit"), (&coordinator, "practiceTakeUp")]).await;
        assert_eq!(coordinator.refused("practicePublish", on("published", version)).await, ["CONFLICT practice.projects"]);
        let back = contributor.done("practiceWithdraw", on("published", version), "practice { version }").await;
        // The same said again of this one is said of what is published now.
        let confirmed = edits(&back["practice"]["version"], json!({ "projects": [{ "slug": "proposed" }] })).await;
        assert_eq!((named(&confirmed, "before"), named(&confirmed, "after")), (1, 1));
        assert_eq!(confirmed["pendingRevision"]["fields"], json!(["problem", "projects", "stage"]));
        // Said once more, it is nothing new.
        let before = place.last_number().await;
        let same = edits(&confirmed["version"], json!({ "projects": [{ "slug": "proposed" }] })).await;
        assert_eq!(same, confirmed);
        assert_eq!(place.last_number().await, before);
        let review = [(&contributor, "practiceSubmit"), (&coordinator, "practiceTakeUp"), (&coordinator, "practicePublish")];
        walk("published", same["version"].as_i64().unwrap(), &review).await;
        let seen = place.service.visitor().data(r#"{ practice(by: {slug: "published"}) { stage problem { text } projects { slug } } }"#).await;
        assert_eq!(seen["practice"], json!({ "stage": "IN_USE", "problem": { "text": "Paper." }, "projects": [{ "slug": "proposed" }] }));
    }

    async fn of_two_who_decide_at_the_same_moment_one_wins_and_the_other_is_told(backend) {
        let place = Place::of(backend).await;
        let (contributor, coordinator, editor) = (place.contributor().await, place.coordinator().await, place.editor().await);
        for round in 0..5 {
            let slug = &handed_in(&contributor, &format!("Contested {round}")).await;
            walk(slug, 2, &[(&editor, "practiceTakeUp")]).await;
            let before = place.last_number().await;
            let reject = with(on(slug, 3), json!({ "reason": "No." }));
            let (one, other) = tokio::join!(
                coordinator.deed("practicePublish", on(slug, 3), "practice { version }"),
                editor.deed("practiceReject", reject, "practice { version }"),
            );
            let errors: Vec<&Value> = [&one, &other].into_iter().flat_map(|payload| payload["errors"].as_array().unwrap()).collect();
            assert_eq!(errors.len(), 1, "{one} {other}");
            assert_eq!(errors[0]["code"], "CONFLICT");
            assert_eq!(place.last_number().await, before + 1);
            let reviews = editor.data(&format!("{{ practice(by: {{slug: \"{slug}\"}}) {{ version status reviews {{ nodes {{ verdict }} }} }} }}")).await;
            let (status, verdict) = if one["errors"] == json!([]) { ("PUBLISHED", "ACCEPTED") } else { ("REJECTED", "REJECTED") };
            assert_eq!(reviews["practice"], json!({ "version": 4, "status": status, "reviews": { "nodes": [{ "verdict": "TAKEN_UP" }, { "verdict": verdict }] } }));
        }
    }

    async fn the_queue_shows_the_oldest_first_with_the_days_waited_and_what_it_may_repeat(backend) {
        let place = Place::of(backend).await;
        let (contributor, coordinator, editor) = (place.contributor().await, place.coordinator().await, place.editor().await);
        // Sunday, 22 November 2026.
        let first = &handed_in(&contributor, "E-petitions for everybody").await;
        place.fresh.clock.advance(TimeDelta::days(3));
        contributor.done("practiceEdit", with(on("published", 2), json!({ "title": "E-petitions for everyone" })), "practice { slug }").await;
        walk("published", 3, &[(&contributor, "practiceSubmit")]).await;
        place.fresh.clock.advance(TimeDelta::days(1));
        let mut elsewhere = draft("Remote votes");
        elsewhere["input"]["hubs"] = json!([{ "slug": "remote-sittings" }]);
        contributor.done("practiceDraft", elsewhere, "practice { slug }").await;
        walk("remote-votes", 1, &[(&contributor, "practiceSubmit")]).await;
        contributor.done("practiceDraft", draft("Épetitions  for everybody"), "practice { slug }").await;
        place.fresh.clock.advance(TimeDelta::days(4));
        let queue = "reviewQueue { totalCount nodes { practice { slug viewerCan { takeUp { allowed } } } revision { status } submittedAt daysWaited expectedOn likelyDuplicates { slug } } }";
        let asked = format!("{{ {queue} }}");
        let data = editor.data(&asked).await;
        let can = |slug: &str| json!({ "slug": slug, "viewerCan": { "takeUp": { "allowed": true } } });
        assert_eq!(data["reviewQueue"]["totalCount"], 3);
        assert_eq!(data["reviewQueue"]["nodes"], json!([
            { "practice": can(first), "revision": null, "submittedAt": "2026-11-22T12:00:00Z", "daysWaited": 6, "expectedOn": "2026-11-27", "likelyDuplicates": [{ "slug": "epetitions-for-everybody" }] },
            { "practice": can("published"), "revision": { "status": "PENDING" }, "submittedAt": "2026-11-25T12:00:00Z", "daysWaited": 3, "expectedOn": "2026-12-02", "likelyDuplicates": [] },
            { "practice": can("remote-votes"), "revision": null, "submittedAt": "2026-11-26T12:00:00Z", "daysWaited": 2, "expectedOn": "2026-12-03", "likelyDuplicates": [] },
        ]));
        let slugs = |data: &Value| -> Vec<String> {
            let nodes = data["reviewQueue"]["nodes"].as_array().unwrap();
            nodes.iter().map(|node| node["practice"]["slug"].as_str().unwrap().to_owned()).collect()
        };
        // What is in the queue is taken up, and then decided on.
        let can = r#"{ practice(by: {slug: "remote-votes"}) { viewerCan { takeUp { code } decide { code reason } } } }"#;
        let waits = json!({ "takeUp": { "code": null }, "decide": { "code": "INVALID_STATE", "reason": "Take it up for review before deciding on it." } });
        assert_eq!(editor.data(can).await["practice"]["viewerCan"], waits);
        walk("remote-votes", 2, &[(&editor, "practiceTakeUp")]).await;
        let in_review = json!({ "takeUp": { "code": "INVALID_STATE" }, "decide": { "code": null, "reason": null } });
        assert_eq!(editor.data(can).await["practice"]["viewerCan"], in_review);
        let data = coordinator.data(&asked).await;
        assert_eq!(slugs(&data), [first.as_str(), "published"]);
        assert_eq!(data["reviewQueue"]["nodes"][0]["likelyDuplicates"], json!([]), "somebody's draft is not shown");
        for nobody in [&contributor, &place.reader().await, &place.service.visitor()] {
            assert_eq!(nobody.data(&asked).await["reviewQueue"], json!({ "totalCount": 0, "nodes": [] }));
        }
        let of_hub = |hub: &str| format!("{{ reviewQueue(hub: {{slug: \"{hub}\"}}) {{ nodes {{ practice {{ slug }} }} }} }}");
        assert_eq!(slugs(&editor.data(&of_hub("remote-sittings")).await), ["remote-votes"]);
        assert_eq!(coordinator.data(&of_hub("remote-sittings")).await["reviewQueue"]["nodes"], json!([]));
        assert_eq!(editor.data(&of_hub("nowhere")).await["reviewQueue"], Value::Null);
        // Page by page, and what is decided leaves it.
        let data = editor.data("{ reviewQueue(first: 1) { nodes { practice { slug } } pageInfo { endCursor hasNextPage } } }").await;
        assert_eq!(data["reviewQueue"]["pageInfo"]["hasNextPage"], true);
        let rest = format!("{{ reviewQueue(after: {}) {{ nodes {{ practice {{ slug }} }} }} }}", data["reviewQueue"]["pageInfo"]["endCursor"]);
        assert_eq!(slugs(&editor.data(&rest).await), ["published", "remote-votes"]);
        walk(first, 2, &[(&coordinator, "practiceTakeUp")]).await;
        assert_eq!(slugs(&coordinator.data(&asked).await), [first.as_str(), "published"], "in review it waits on");
        walk(first, 3, &[(&coordinator, "practicePublish")]).await;
        assert_eq!(slugs(&coordinator.data(&asked).await), ["published"]);
        // A longer queue takes as many statements.
        for number in 0..2 {
            handed_in(&contributor, &format!("Like another {number}")).await;
        }
        let statements = editor.ask(&asked, json!({})).await.line().statements();
        for number in 0..4 {
            handed_in(&contributor, &format!("Another {number}")).await;
        }
        assert_eq!(editor.ask(&asked, json!({})).await.line().statements(), statements);
        assert!(statements <= 9, "{statements}");
    }

    async fn those_concerned_comment_and_nobody_else_reads_it(backend) {
        let place = Place::of(backend).await;
        let (contributor, coordinator) = (place.contributor().await, place.coordinator().await);
        let before = in_public(&place.service, "published").await;
        let say = |version: i64, text: &str| with(on("published", version), json!({ "comment": text }));
        let payload = coordinator.done("practiceComment", say(2, "Is this <script>still</script> **true**?"), "practice { version }").await;
        assert_eq!(payload["practice"]["version"], 3);
        assert_eq!(coordinator.refused("practiceComment", say(2, "Twice?")).await, ["CONFLICT expectedVersion"]);
        contributor.done("practiceComment", say(3, "It is."), "practice { version }").await;
        assert_eq!(in_public(&place.service, "published").await, before, "comments are no public change");
        let asked = "{ practice(by: {slug: \"published\"}) { reviews { nodes { verdict comment commentHtml authorId } } history(first: 2) { nodes { deed fields after } } } }";
        let data = contributor.data(asked).await;
        let reviews = data["practice"]["reviews"]["nodes"].as_array().unwrap();
        assert_eq!(reviews[0]["comment"], "Is this <script>still</script> **true**?");
        assert!(!reviews[0]["commentHtml"].as_str().unwrap().contains("<script"), "{}", reviews[0]);
        assert_eq!(reviews[1]["comment"], "It is.");
        assert_ne!(reviews[0]["authorId"], reviews[1]["authorId"]);
        let history = &data["practice"]["history"]["nodes"];
        assert_eq!(history[0]["deed"], "practiceComment");
        assert_eq!(history[0]["fields"], json!(["reviews"]));
        assert!(!history.to_string().contains("It is."), "{history}");
        let reader = place.reader().await.data(asked).await;
        assert_eq!(reader["practice"]["reviews"]["nodes"], json!([]));
    }
}
