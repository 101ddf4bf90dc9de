//! Hubs.

use chrono::TimeDelta;
use hemicycle::graphql::id::{self, IdKind};
use hemicycle_entity::values::{HubStatus, Kind};
use hemicycle_entity::{account, hub, parliament, topic};
use hemicycle_tests::{Caller, Fresh, Place, Service, accounts, on_both, rows};
use serde_json::{Value, json};
use uuid::Uuid;

/// What the root fields are tried with.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "hubEdit",
        r#"(hub: {slug: "hub"}, input: {name: "New"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "hubTranslate",
        r#"(hub: {slug: "hub"}, input: {language: "fr", name: "Neuf"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "hubScope",
        r#"(hub: {slug: "hub"}, input: {note: "Why."}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "hubActivate",
        r#"(hub: {slug: "hub"}, input: {note: "Why."}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "hubSetDormant",
        r#"(hub: {slug: "hub"}, input: {note: "Why."}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "hubClose",
        r#"(hub: {slug: "hub"}, input: {note: "Why."}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "hubMemberAdd",
        r#"(hub: {slug: "hub"}, input: {party: {parliament: {code: "BB"}}, role: MEMBER}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "hubMemberEdit",
        r#"(hub: {slug: "hub"}, input: {membership: "x", role: HOST}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "hubMemberEnd",
        r#"(hub: {slug: "hub"}, input: {membership: "x"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "hubCoordinatorAppoint",
        r#"(hub: {slug: "hub"}, input: {account: "x"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "hubCoordinatorEnd",
        r#"(hub: {slug: "hub"}, input: {account: "x"}, expectedVersion: 2, validateOnly: true)"#,
    ),
];

/// A deed on the hub.
fn on(version: i64, input: Value) -> Value {
    json!({ "hub": { "slug": "open-data" }, "input": input, "expectedVersion": version })
}

fn account_id(account: &accounts::Account) -> Value {
    json!(id::encode(IdKind::Account, account.id.0).as_str())
}

/// Every deed that keeps a hub's record, with an input that is right but for ids.
fn keeping() -> Vec<(&'static str, Value)> {
    vec![
        ("hubEdit", json!({ "name": "x" })),
        ("hubTranslate", json!({ "language": "fr", "name": "x" })),
        ("hubScope", json!({ "note": "x" })),
        ("hubActivate", json!({ "note": "x" })),
        ("hubSetDormant", json!({ "note": "x" })),
        ("hubClose", json!({ "note": "x" })),
        (
            "hubMemberAdd",
            json!({ "party": { "parliament": { "code": "AA" } }, "role": "enum:MEMBER" }),
        ),
        ("hubMemberEdit", json!({ "membership": "x" })),
        ("hubMemberEnd", json!({ "membership": "x" })),
    ]
}

on_both! {
    async fn the_nine_hubs_of_the_network_are_there_with_their_hosts(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let data = service
            .visitor()
            .data(r#"{ hubs { totalCount } hub(by: {slug: "pacific"}) { name { text } memberships(filter: {role: {in: [HOST]}}) { nodes { party { ... on Parliament { code } } } } } }"#)
            .await;
        assert_eq!(data["hubs"]["totalCount"], 9);
        assert_eq!(data["hub"]["memberships"]["nodes"], json!([{ "party": { "code": "NZ" } }]));
    }

    async fn a_coordinators_week_keeps_projects_and_hub_true(backend) {
        let place = Place::of(backend).await;
        let coordinator = place.coordinator().await;
        let project = |version: i64, input: Value| json!({ "project": { "slug": "e-petitions" }, "input": input, "expectedVersion": version });
        // Monday: what is due.
        coordinator.done("projectMilestoneAdd", project(2, json!({ "title": "First signatures", "dueOn": "2026-11-27" })), "").await;
        // Wednesday: how it goes.
        place.fresh.clock.advance(TimeDelta::days(2));
        coordinator.done("projectPostUpdate", project(3, json!({ "body": "The form is online." })), "").await;
        // Friday: what was reached.
        place.fresh.clock.advance(TimeDelta::days(2));
        let milestones = coordinator.data(r#"{ project(by: {slug: "e-petitions"}) { milestones { nodes { id } } } }"#).await;
        let milestone = &milestones["project"]["milestones"]["nodes"][0]["id"];
        coordinator.done("projectMilestoneReach", project(4, json!({ "milestone": milestone })), "").await;
        coordinator.done("projectSetHealth", project(5, json!({ "note": "Ahead of plan.", "health": "enum:ON_TRACK" })), "").await;
        coordinator.done("hubEdit", on(1, json!({ "mandate": "To share open data." })), "").await;
        let query = r#"{ hub(by: {slug: "open-data"}) { mandate { text } updates { nodes { body { text } postedAt } } projects { nodes { health milestones { nodes { reachedOn } } } } } }"#;
        assert_eq!(place.service.visitor().data(query).await["hub"], json!({
            "mandate": { "text": "To share open data." },
            "updates": { "nodes": [
                { "body": { "text": "Ahead of plan." }, "postedAt": "2026-11-26T12:00:00Z" }, { "body": { "text": "The form is online." }, "postedAt": "2026-11-24T12:00:00Z" },
            ] },
            "projects": { "nodes": [{ "health": "ON_TRACK", "milestones": { "nodes": [{ "reachedOn": "2026-11-26" }] } }] },
        }));
    }

    async fn an_edited_hub_keeps_its_former_name_and_its_former_address(backend) {
        let place = Place::of(backend).await;
        rows::put::<topic::Entity>(place.network(), vec![rows::topic(Uuid::from_u128(30), "open-data")]).await;
        let coordinator = place.coordinator().await;
        let edit = json!({
            "name": "Open data hub", "slug": "data", "mandate": "To share.", "languages": ["fr", "EN", "en"], "foundedOn": "2019-12",
            "channels": [{ "kind": "enum:WEBSITE", "url": "https://data.example.org/" }], "topics": [{ "code": "open-data" }],
        });
        let shown = "hub { slug name { text } formerNames { name { text } until } mandate { text } languages foundedOn channels { kind url } topics { code } version }";
        let edited = coordinator.done("hubEdit", on(1, edit), shown).await;
        assert_eq!(edited["hub"], json!({
            "slug": "data", "name": { "text": "Open data hub" }, "formerNames": [{ "name": { "text": "open-data" }, "until": "2026-11-22" }],
            "mandate": { "text": "To share." }, "languages": ["fr", "en"], "foundedOn": "2019-12",
            "channels": [{ "kind": "WEBSITE", "url": "https://data.example.org/" }], "topics": [{ "code": "open-data" }], "version": 2,
        }));
        let visitor = place.service.visitor();
        assert_eq!(visitor.data(r#"{ hub(by: {slug: "open-data"}) { slug } }"#).await["hub"]["slug"], "data");
        let found = visitor.data(r#"{ hubs(filter: {nameStartsWith: "open-d"}) { nodes { slug } } }"#).await;
        assert_eq!(found["hubs"]["nodes"], json!([{ "slug": "data" }]), "it is found by its former name");
        let emptied = coordinator.done("hubEdit", on(2, json!({ "foundedOn": null, "mandate": null, "channels": [] })), shown).await;
        assert_eq!((&emptied["hub"]["foundedOn"], &emptied["hub"]["mandate"], &emptied["hub"]["channels"]), (&Value::Null, &Value::Null, &json!([])));
        assert_eq!(emptied["hub"]["formerNames"].as_array().unwrap().len(), 1, "the name did not change");
    }

    async fn everything_that_is_wrong_with_an_edit_is_told_at_once_in_french_and_nothing_is_written(backend) {
        let place = Place::of(backend).await;
        let editor = place.editor().await;
        let wrong = json!({
            "name": null, "slug": "Not A Slug", "mandate": " ", "languages": ["fr", "no such"], "topics": [{ "code": "nowhere" }],
            "channels": [{ "kind": "enum:WEBSITE", "url": "http://example.org/" }],
        });
        place.refuses(&editor, "hubEdit", on(1, wrong.clone()), &[
            "REQUIRED input.name", "REQUIRED input.mandate", "INVALID_VALUE input.languages.1", "INVALID_VALUE input.channels.0.url",
            "INVALID_VALUE input.slug", "UNKNOWN_REFERENCE input.topics.0",
        ]).await;
        let french = editor.clone().reading("fr").deed("hubEdit", on(1, wrong), "").await;
        assert_eq!(french["errors"][0]["message"], "Ce champ est obligatoire.");
        let many: Vec<String> = ('a'..='u').map(|letter| format!("e{letter}")).collect();
        place.refuses(&editor, "hubEdit", on(1, json!({ "languages": many })), &["INVALID_VALUE input.languages"]).await;
        place.refuses(&editor, "hubEdit", on(7, json!({ "name": "x" })), &["CONFLICT expectedVersion"]).await;
    }

    async fn a_hub_goes_its_way_and_says_why_it_stands_where_it_stands(backend) {
        let place = Place::of(backend).await;
        let row = hub::Model { status: HubStatus::Proposed, ..rows::hub(Uuid::from_u128(40), "pacific") };
        let row = rows::put::<hub::Entity>(place.network(), vec![row]).await.remove(0);
        let account = accounts::person(place.network()).coordinator(row.id).open().await;
        let coordinator = place.service.with(&account);
        let on = |version: i64, note: &str| json!({ "hub": { "slug": "pacific" }, "input": { "note": note }, "expectedVersion": version });
        let visitor = place.service.visitor();
        let seen = r#"{ hub(by: {slug: "pacific"}) { status statusNote { text } } }"#;
        assert_eq!(visitor.data(seen).await["hub"], Value::Null);
        place.refuses(&place.reader().await, "hubScope", on(1, "x"), &["NOT_FOUND hub"]).await;
        place.refuses(&coordinator, "hubActivate", on(1, " "), &["INVALID_STATE hub", "REQUIRED input.note"]).await;
        place.refuses(&coordinator, "hubClose", on(1, "x"), &["INVALID_STATE hub"]).await;
        let mut version = 1;
        for (field, status) in [("hubScope", "SCOPING"), ("hubActivate", "ACTIVE"), ("hubSetDormant", "DORMANT"), ("hubActivate", "ACTIVE"), ("hubClose", "CLOSED")] {
            let payload = coordinator.done(field, on(version, status), "hub { version }").await;
            version += 1;
            assert_eq!(payload["hub"]["version"], version);
            assert_eq!(visitor.data(seen).await["hub"], json!({ "status": status, "statusNote": { "text": status } }));
        }
        for field in ["hubScope", "hubActivate", "hubSetDormant", "hubClose"] {
            place.refuses(&coordinator, field, on(version, "x"), &["INVALID_STATE hub"]).await;
        }
        let french = coordinator.clone().reading("fr").deed("hubClose", on(version, "x"), "").await;
        assert_eq!(french["errors"][0]["message"], "Le pôle est déjà fermé.");
        let join = json!({ "hub": { "slug": "pacific" }, "input": { "party": { "parliament": { "code": "AA" } }, "role": "enum:MEMBER" }, "expectedVersion": version });
        place.refuses(&coordinator, "hubMemberAdd", join, &["INVALID_STATE hub"]).await;
        let history = visitor.data(r#"{ hub(by: {slug: "pacific"}) { history(first: 1) { nodes { deed fields after } } } }"#).await;
        assert_eq!(history["hub"]["history"]["nodes"][0], json!({ "deed": "hubClose", "fields": ["status", "statusNote"], "after": { "status": "CLOSED" } }));
        // Nor does anybody come back by a correction.
        let closed = hub::Model { version: version as i32, ..row };
        rows::joins(place.network(), place.parliament.id, &closed, Some("2020")).await;
        let left = visitor.data(r#"{ hub(by: {slug: "pacific"}) { version memberships { nodes { id } } } }"#).await["hub"].clone();
        for until in [Value::Null, json!("2021")] {
            let input = json!({ "membership": left["memberships"]["nodes"][0]["id"], "until": until });
            let back = json!({ "hub": { "slug": "pacific" }, "input": input, "expectedVersion": left["version"] });
            place.refuses(&coordinator, "hubMemberEdit", back, &["INVALID_STATE hub"]).await;
        }
    }

    async fn members_come_change_and_go_and_are_never_twice_the_same_at_the_same_time(backend) {
        let place = Place::of(backend).await;
        rows::put::<parliament::Entity>(place.network(), vec![rows::parliament(Uuid::from_u128(50), "BB")]).await;
        let coordinator = place.coordinator().await;
        let member = |code: &str, since: &str, until: Value| json!({ "party": { "parliament": { "code": code } }, "role": "enum:MEMBER", "since": since, "until": until });
        let shown = "hub { version memberships { totalCount nodes { id role since until party { ... on Parliament { code } } } } }";
        let added = coordinator.done("hubMemberAdd", on(1, member("AA", "2018", json!("2019-06"))), shown).await;
        let first = added["hub"]["memberships"]["nodes"][0].clone();
        assert_eq!(first, json!({ "id": first["id"], "role": "MEMBER", "since": "2018", "until": "2019-06", "party": { "code": "AA" } }));
        place.refuses(&coordinator, "hubMemberAdd", on(2, member("AA", "2019-01", Value::Null)), &["DUPLICATE input.party"]).await;
        place.refuses(&coordinator, "hubMemberAdd", on(2, member("ZZ", "2020", json!("2019"))), &["UNKNOWN_REFERENCE input.party.parliament", "INVALID_VALUE input.until"]).await;
        coordinator.done("hubMemberAdd", on(2, member("AA", "2020", Value::Null)), "").await;
        coordinator.done("hubMemberAdd", on(3, member("BB", "2019-01", Value::Null)), "").await;
        // In another role at the same time.
        let host = json!({ "party": { "parliament": { "code": "AA" } }, "role": "enum:HOST" });
        coordinator.done("hubMemberAdd", on(4, host), "").await;
        place.refuses(&coordinator, "hubMemberEdit", on(5, json!({ "membership": first["id"], "until": null })), &["DUPLICATE input.membership"]).await;
        place.refuses(&coordinator, "hubMemberEdit", on(5, json!({ "membership": first["id"], "until": "2017" })), &["INVALID_VALUE input.until"]).await;
        coordinator.done("hubMemberEdit", on(5, json!({ "membership": first["id"], "since": "2017-11", "role": "enum:OBSERVER" })), "").await;
        let open = coordinator.data(r#"{ hub(by: {slug: "open-data"}) { memberships(filter: {role: {in: [HOST]}}) { nodes { id } } } }"#).await;
        let host = &open["hub"]["memberships"]["nodes"][0]["id"];
        let before = place.last_number().await;
        let ended = coordinator.done("hubMemberEnd", on(6, json!({ "membership": host })), shown).await;
        assert_eq!(ended["hub"]["version"], 7);
        let nodes = ended["hub"]["memberships"]["nodes"].as_array().unwrap().clone();
        let of = |id: &Value| nodes.iter().find(|node| &node["id"] == id).unwrap().clone();
        assert_eq!(of(host)["until"], "2026-11-22");
        assert_eq!((&of(&first["id"])["since"], &of(&first["id"])["role"]), (&json!("2017-11"), &json!("OBSERVER")));
        let entry = place.log(before).await.remove(0);
        assert_eq!(entry.after, json!({ "memberships": [{ "party": { "parliament": place.parliament.id.0 }, "role": "HOST", "since": null, "until": "2026-11-22" }] }));
        assert_eq!(entry.before["memberships"].as_array().unwrap().len(), 1);
        let until_then = json!({ "party": { "parliament": { "code": "BB" } }, "role": "enum:PARTNER", "since": "2026-03-01", "until": "2026" });
        let joined = coordinator.done("hubMemberAdd", on(7, until_then), shown).await;
        assert_eq!(joined["hub"]["memberships"]["totalCount"], 5);
        place.refuses(&coordinator, "hubMemberEnd", on(8, json!({ "membership": host })), &["INVALID_STATE input.membership"]).await;
        place.refuses(&coordinator, "hubMemberEnd", on(8, json!({ "membership": "x" })), &["INVALID_ID input.membership"]).await;
    }

    async fn an_appointed_coordinator_may_within_five_seconds_and_an_ended_one_no_more(backend) {
        let place = Place::of(backend).await;
        let (editor, account) = (place.editor().await, accounts::person(place.network()).open().await);
        let someone = place.service.with(&account);
        let edit = |version: i64, mandate: &str| on(version, json!({ "mandate": mandate }));
        place.refuses(&someone, "hubEdit", edit(1, "x"), &["FORBIDDEN hub"]).await;
        let before = place.last_number().await;
        let person = json!({ "account": account_id(&account) });
        editor.done("hubCoordinatorAppoint", on(1, person.clone()), "hub { version }").await;
        // One deed, told of both records; of the hub's people nothing but that they changed.
        let entries = place.log(before).await;
        let told: Vec<(Kind, &str)> = entries.iter().map(|entry| (entry.kind, entry.deed.as_str())).collect();
        assert_eq!(told, [(Kind::Account, "hubCoordinatorAppoint"), (Kind::Hub, "hubCoordinatorAppoint")]);
        assert_eq!(entries[0].after["grants"][0]["hub"], json!(place.hub.id.0));
        assert_eq!((entries[1].fields.0.as_slice(), &entries[1].after), (&["coordinators".to_owned()][..], &json!({})));
        let history = place.service.visitor().data(r#"{ hub(by: {slug: "open-data"}) { history(first: 1) { nodes { fields after } } } }"#).await;
        assert_eq!(history["hub"]["history"]["nodes"][0], json!({ "fields": ["coordinators"], "after": {} }));
        place.fresh.clock.advance(TimeDelta::seconds(5));
        someone.done("hubEdit", edit(2, "To share."), "").await;
        place.refuses(&editor, "hubCoordinatorAppoint", on(3, person.clone()), &["DUPLICATE input.account"]).await;
        editor.done("hubCoordinatorEnd", on(3, person.clone()), "hub { version }").await;
        place.fresh.clock.advance(TimeDelta::seconds(5));
        place.refuses(&someone, "hubEdit", edit(4, "x"), &["FORBIDDEN hub"]).await;
        place.refuses(&editor, "hubCoordinatorEnd", on(4, person), &["INVALID_STATE input.account"]).await;
    }

    async fn who_appoints_coordinators_sees_who_they_are_and_everybody_else_their_own_term_alone(backend) {
        let place = Place::of(backend).await;
        let (editor, account) = (place.editor().await, accounts::person(place.network()).open().await);
        let someone = place.service.with(&account);
        let term = json!({ "account": account_id(&account), "endsAt": "2026-12-24T00:00:00Z" });
        editor.done("hubCoordinatorAppoint", on(1, term), "").await;
        let first = place.coordinator().await;
        let query = r#"{ hub(by: {slug: "open-data"}) { coordinators { totalCount nodes { accountId role endsAt account { id } } } } }"#;
        let seen = async |caller: &Caller| caller.data(query).await["hub"]["coordinators"].clone();
        let of_editor = seen(&editor).await;
        assert_eq!(of_editor["totalCount"], 2);
        assert_eq!(of_editor["nodes"][0], json!({ "accountId": account_id(&account), "role": "COORDINATOR", "endsAt": "2026-12-24T00:00:00Z", "account": null }), "the account itself is not theirs to see");
        let of_administrator = seen(&place.administrator().await).await;
        assert_eq!((&of_administrator["totalCount"], &of_administrator["nodes"][0]["account"]["id"]), (&json!(2), &account_id(&account)));
        place.fresh.clock.advance(TimeDelta::seconds(5));
        assert_eq!(seen(&someone).await["nodes"][0]["accountId"], account_id(&account));
        assert_eq!(seen(&first).await["totalCount"], 1);
        for outside in [place.service.visitor(), place.reader().await, place.focal_point().await] {
            assert_eq!(seen(&outside).await, json!({ "totalCount": 0, "nodes": [] }));
        }
        // As it is told, it is taken.
        let ends = json!({ "account": of_editor["nodes"][0]["accountId"] });
        editor.done("hubCoordinatorEnd", on(2, ends), "").await;
        assert_eq!(seen(&editor).await["nodes"][0]["endsAt"], "2026-11-22T12:00:05Z");
    }

    async fn a_coordinators_term_begins_and_ends_when_it_is_said(backend) {
        let place = Place::of(backend).await;
        let (administrator, account) = (place.administrator().await, accounts::person(place.network()).open().await);
        let someone = place.service.with(&account);
        let edit = |version: i64| on(version, json!({ "mandate": "x", "language": "en" }));
        let term = json!({ "account": account_id(&account), "startsAt": "2026-11-23T00:00:00Z", "endsAt": "2026-11-24T00:00:00Z" });
        let of_no_length = json!({ "account": account_id(&account), "startsAt": "2026-11-23T00:00:00Z", "endsAt": "2026-11-23T00:00:00Z" });
        place.refuses(&administrator, "hubCoordinatorAppoint", on(1, of_no_length.clone()), &["INVALID_VALUE input.endsAt"]).await;
        let told = administrator.deed("hubCoordinatorAppoint", on(1, of_no_length), "").await;
        assert_eq!(told["errors"][0]["message"], "A role ends after it begins, and in the future.");
        administrator.done("hubCoordinatorAppoint", on(1, term.clone()), "").await;
        place.refuses(&administrator, "hubCoordinatorAppoint", on(2, term), &["DUPLICATE input.account"]).await;
        let after = json!({ "account": account_id(&account), "startsAt": "2026-11-24T00:00:00Z" });
        administrator.done("hubCoordinatorAppoint", on(2, after), "").await;
        place.refuses(&someone, "hubEdit", edit(3), &["FORBIDDEN hub"]).await;
        place.fresh.clock.advance(TimeDelta::hours(13));
        someone.done("hubEdit", edit(3), "").await;
        // The term that has begun ends; the one to come never begins.
        administrator.done("hubCoordinatorEnd", on(4, json!({ "account": account_id(&account) })), "").await;
        place.fresh.clock.advance(TimeDelta::days(3));
        place.refuses(&someone, "hubEdit", edit(5), &["FORBIDDEN hub"]).await;
    }

    async fn only_a_person_with_an_account_coordinates_and_only_editors_and_administrators_appoint(backend) {
        let place = Place::of(backend).await;
        let (editor, client) = (place.editor().await, accounts::client(place.network()).open().await);
        let person = accounts::person(place.network()).open().await;
        let of = |account: Value| on(1, json!({ "account": account, "endsAt": "2020-01-01T00:00:00Z" }));
        place.refuses(&editor, "hubCoordinatorAppoint", of(account_id(&client)), &["INVALID_VALUE input.endsAt", "INVALID_VALUE input.account"]).await;
        let nobody = json!(id::encode(IdKind::Account, Uuid::from_u128(99)).as_str());
        for (account, told) in [(nobody, "UNKNOWN_REFERENCE input.account"), (json!("x"), "INVALID_ID input.account")] {
            place.refuses(&editor, "hubCoordinatorAppoint", on(1, json!({ "account": account })), &[told]).await;
        }
        let closed = rows::put::<hub::Entity>(place.network(), vec![hub::Model { status: HubStatus::Closed, ..rows::hub(Uuid::from_u128(70), "closed") }]).await;
        let late = json!({ "hub": { "slug": closed[0].slug }, "input": { "account": account_id(&person) }, "expectedVersion": 1 });
        place.refuses(&editor, "hubCoordinatorAppoint", late, &["INVALID_STATE hub"]).await;
        let mut writing = rows::deed(place.network()).await;
        let row = writing.by_ids::<account::Entity>(&[person.id]).await.unwrap().remove(&person.id).unwrap();
        let ended = account::Model { ended_at: Some(place.fresh.clock.now()), ..row.clone() };
        let version = row.version;
        writing.update::<account::Entity>(&row, ended, version).await.unwrap();
        writing.commit().await.unwrap();
        place.refuses(&editor, "hubCoordinatorAppoint", on(1, json!({ "account": account_id(&person) })), &["INVALID_STATE input.account"]).await;
        for field in ["hubCoordinatorAppoint", "hubCoordinatorEnd"] {
            let arguments = on(1, json!({ "account": account_id(&person) }));
            for caller in [place.coordinator().await, place.focal_point().await, place.reader().await] {
                place.refuses(&caller, field, arguments.clone(), &["FORBIDDEN hub"]).await;
            }
            place.refuses(&place.service.visitor(), field, arguments, &["UNAUTHENTICATED"]).await;
        }
    }

    async fn only_its_coordinators_and_editors_keep_a_hub(backend) {
        let place = Place::of(backend).await;
        let elsewhere = rows::put::<hub::Entity>(place.network(), vec![rows::hub(Uuid::from_u128(60), "elsewhere")]).await.remove(0);
        let foreign = accounts::person(place.network()).coordinator(elsewhere.id).open().await;
        let strangers = [place.service.with(&foreign), place.focal_point().await, place.administrator().await, place.reader().await];
        for (field, input) in keeping() {
            for stranger in &strangers {
                place.refuses(stranger, field, on(1, input.clone()), &["FORBIDDEN hub"]).await;
            }
            place.refuses(&place.service.visitor(), field, on(1, input), &["UNAUTHENTICATED"]).await;
        }
    }

    async fn of_two_coordinators_at_the_same_second_one_wins_and_one_is_told(backend) {
        let place = Place::of(backend).await;
        let (one, other) = (place.coordinator().await, place.coordinator().await);
        let before = place.last_number().await;
        let edit = |mandate: &str| on(1, json!({ "mandate": mandate }));
        let (one, other) = tokio::join!(one.deed("hubEdit", edit("One."), "hub { mandate { text } }"), other.deed("hubEdit", edit("Other."), "hub { mandate { text } }"));
        let (won, lost) = if one["errors"] == json!([]) { (one, other) } else { (other, one) };
        assert_eq!(lost["errors"][0]["code"], "CONFLICT");
        assert_eq!(lost["hub"], Value::Null);
        let now = place.service.visitor().data(r#"{ hub(by: {slug: "open-data"}) { version mandate { text } } }"#).await;
        assert_eq!(now["hub"], json!({ "version": 2, "mandate": won["hub"]["mandate"] }));
        assert_eq!(place.last_number().await, before + 1);
    }

    async fn a_hub_is_translated_and_says_what_one_may_do_with_it(backend) {
        let place = Place::of(backend).await;
        let coordinator = place.coordinator().await;
        let french = json!({ "language": "fr", "name": "Pôle données ouvertes" });
        let translated = coordinator.done("hubTranslate", on(1, french), r#"hub { name(languages: ["fr"]) { text origin } }"#).await;
        assert_eq!(translated["hub"]["name"], json!({ "text": "Pôle données ouvertes", "origin": "HUMAN" }));
        place.refuses(&coordinator, "hubTranslate", on(2, json!({ "language": "fr", "statusNote": "x" })), &["INVALID_STATE input.statusNote"]).await;
        place.refuses(&coordinator, "hubTranslate", on(2, json!({ "language": "fr" })), &["REQUIRED input"]).await;
        let query = r#"{ hub(by: {slug: "open-data"}) { viewerCan { edit { allowed } activate { code reason } setDormant { allowed } addMembers { allowed } appointCoordinators { code } } } }"#;
        assert_eq!(coordinator.reading("fr").data(query).await["hub"]["viewerCan"], json!({
            "edit": { "allowed": true }, "activate": { "code": "INVALID_STATE", "reason": "Seul un pôle à l’étude ou en sommeil peut être activé." },
            "setDormant": { "allowed": true }, "addMembers": { "allowed": true }, "appointCoordinators": { "code": "FORBIDDEN" },
        }));
        assert_eq!(place.service.visitor().data(query).await["hub"]["viewerCan"]["appointCoordinators"]["code"], "UNAUTHENTICATED");
    }
}
