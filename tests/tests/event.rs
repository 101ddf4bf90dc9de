//! Events: drafted, announced, held; postponed or cancelled with a note; their sessions and speakers.

use chrono::TimeDelta;
use hemicycle::graphql::id::{IdKind, encode};
use hemicycle_domain::event::HUBS;
use hemicycle_entity::values::{EventStatus, Visibility};
use hemicycle_entity::{
    chamber, change, contact, event, event_organiser, hub, parliament, practice,
    practice_external_id, topic,
};
use hemicycle_tests::{Backend, Caller, Fresh, Service, accounts, on_both, rows};
use sea_orm::Condition;
use serde_json::{Value, json};
use uuid::Uuid;

/// Every mutation here, against the fixture of the test that tries all root fields.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "eventDraft",
        r#"input: {language: "en", title: "Open data day", kind: WEBINAR, hubs: [{slug: "hub"}], organisers: [{parliament: {code: "AA"}}]}, validateOnly: true"#,
    ),
    (
        "eventEdit",
        r#"event: {slug: "event"}, input: {title: "Another"}, expectedVersion: 2, validateOnly: true"#,
    ),
    (
        "eventTranslate",
        r#"event: {slug: "event"}, input: {language: "fr", title: "Un autre"}, expectedVersion: 2, validateOnly: true"#,
    ),
    (
        "eventAnnounce",
        r#"event: {slug: "event"}, expectedVersion: 2, validateOnly: true"#,
    ),
    (
        "eventOpenRegistration",
        r#"event: {slug: "event"}, expectedVersion: 2, validateOnly: true"#,
    ),
    (
        "eventCloseRegistration",
        r#"event: {slug: "event"}, expectedVersion: 2, validateOnly: true"#,
    ),
    (
        "eventPostpone",
        r#"event: {slug: "event"}, input: {note: "Later."}, expectedVersion: 2, validateOnly: true"#,
    ),
    (
        "eventCancel",
        r#"event: {slug: "event"}, input: {note: "Never."}, expectedVersion: 2, validateOnly: true"#,
    ),
    (
        "eventMarkHeld",
        r#"event: {slug: "event"}, expectedVersion: 2, validateOnly: true"#,
    ),
    (
        "eventSessionAdd",
        r#"event: {slug: "event"}, input: {title: "A debate", kind: DEBATE, practices: [{slug: "practice"}], speakers: [{contact: {slug: "contact"}}]}, expectedVersion: 2, validateOnly: true"#,
    ),
    (
        "eventSessionEdit",
        r#"session: "cwAAAAAAAAAAAAAAAAAAAAE", input: {title: "Another"}, expectedVersion: 2, validateOnly: true"#,
    ),
    (
        "eventSessionRemove",
        r#"session: "cwAAAAAAAAAAAAAAAAAAAAE", expectedVersion: 2, validateOnly: true"#,
    ),
    (
        "eventSpeakerErase",
        r#"speaker: "awAAAAAAAAAAAAAAAAAAAAE", expectedVersion: 2, validateOnly: true"#,
    ),
];

/// Two parliaments, a hub, a public contact and a practice of the first; and an announced event of both.
struct Place {
    fresh: Fresh,
    service: Service,
    parliaments: Vec<parliament::Model>,
    hub: hub::Model,
}

async fn place(backend: Backend) -> Place {
    let fresh = Fresh::empty(backend).await;
    let network = &fresh.network;
    let made = ["AA", "BB"]
        .iter()
        .zip(1..)
        .map(|(code, number)| rows::parliament(Uuid::from_u128(number), code));
    let parliaments = rows::put::<parliament::Entity>(network, made.collect()).await;
    let hub = rows::put::<hub::Entity>(network, vec![rows::hub(Uuid::from_u128(3), "open-data")])
        .await
        .remove(0);
    let contact = rows::contact(Uuid::from_u128(4), "speaker", parliaments[0].id);
    rows::put::<contact::Entity>(network, vec![contact]).await;
    let mut shown = rows::practice(Uuid::from_u128(5), "e-petitions");
    shown.parliament_id = Some(parliaments[0].id);
    rows::put::<practice::Entity>(network, vec![shown]).await;
    let mut row = rows::event(Uuid::from_u128(6), "day");
    row.starts_on = Some(rows::day("2027-03-01"));
    row.place = Some(rows::english("Geneva"));
    let event = rows::put::<event::Entity>(network, vec![row])
        .await
        .remove(0);
    rows::link::<event::Entity>(network, HUBS, &event, &[hub.id.0]).await;
    let organiser = event_organiser::Model {
        id: Uuid::from_u128(7).into(),
        event_id: event.id,
        position: 0,
        parliament_id: Some(parliaments[0].id),
        chamber_id: None,
        organisation_id: None,
    };
    rows::parts::<event_organiser::Entity>(network, &event, vec![organiser]).await;
    let service = Service::of(network);
    Place {
        fresh,
        service,
        parliaments,
        hub,
    }
}

/// The version of the fixture's event: put, linked, organised.
const VERSION: i64 = 3;

impl Place {
    async fn coordinator(&self) -> Caller {
        self.service.with(
            &accounts::person(&self.fresh.network)
                .coordinator(self.hub.id)
                .open()
                .await,
        )
    }

    async fn editor(&self) -> Caller {
        self.service
            .with(&accounts::person(&self.fresh.network).editor().open().await)
    }

    async fn focal_point(&self, place: usize) -> Caller {
        self.service.with(
            &accounts::person(&self.fresh.network)
                .focal_point(self.parliaments[place].id)
                .open()
                .await,
        )
    }

    /// The number of the log's last entry.
    async fn last_number(&self) -> i64 {
        self.fresh
            .network
            .read(rows::WRITER)
            .last_change()
            .await
            .unwrap()
            .unwrap()
            .0
    }

    /// The whole log as text.
    async fn log(&self) -> String {
        let entries = self
            .fresh
            .network
            .read(rows::WRITER)
            .all::<change::Entity>(Condition::all())
            .await
            .unwrap();
        format!("{entries:?}")
    }
}

fn draft() -> Value {
    json!({ "input": {
        "language": "fr", "title": "Données ouvertes", "kind": "enum:WORKSHOP", "mode": "enum:HYBRID", "timeZone": "America/New_York",
        "startsAt": "2027-03-02T01:00:00Z", "endsAt": "2027-03-04T05:00:00Z", "registrationClosesAt": "2027-02-20T05:00:00Z",
        "languages": ["fr", "EN"], "audiences": ["enum:ICT_STAFF"], "hubs": [{ "slug": "open-data" }],
        "organisers": [{ "parliament": { "code": "AA" } }], "website": "https://example.org/",
    } })
}

/// Arguments for the fixture's event.
fn day(version: i64) -> Value {
    json!({ "event": { "slug": "day" }, "expectedVersion": version })
}

fn with(mut arguments: Value, input: Value) -> Value {
    arguments["input"] = input;
    arguments
}

/// Every deed on the fixture's event, with arguments that fit.
fn deeds_on(event: &Value, version: i64) -> Vec<(&'static str, Value)> {
    let on = || json!({ "event": event, "expectedVersion": version });
    let note = || json!({ "note": "The venue is flooded." });
    vec![
        ("eventEdit", with(on(), json!({ "title": "Another" }))),
        (
            "eventTranslate",
            with(on(), json!({ "language": "fr", "title": "Un autre" })),
        ),
        ("eventAnnounce", on()),
        ("eventOpenRegistration", on()),
        ("eventCloseRegistration", on()),
        ("eventPostpone", with(on(), note())),
        ("eventCancel", with(on(), note())),
        ("eventMarkHeld", on()),
        (
            "eventSessionAdd",
            with(on(), json!({ "title": "A debate", "kind": "enum:DEBATE" })),
        ),
    ]
}

const STANDS: &str = "event { status version }";

on_both! {
    async fn a_visitor_is_told_to_log_in_whatever_it_tries(backend) {
        let place = place(backend).await;
        for (field, arguments) in SAMPLES {
            let answer = place.service.visitor().ask(&format!("mutation {{ {field}({arguments}) {{ errors {{ code }} }} }}"), json!({})).await;
            assert_eq!(answer.body["data"][field]["errors"], json!([{ "code": "UNAUTHENTICATED" }]), "{}", answer.text);
        }
    }

    async fn an_event_goes_from_a_draft_that_few_see_to_having_been_held(backend) {
        let place = place(backend).await;
        rows::joins(&place.fresh.network, place.parliaments[0].id, &place.hub, None).await;
        let coordinator = place.coordinator().await;
        let drafted = coordinator.done("eventDraft", draft(), "event { id slug status startsOn endsOn registrationClosesOn languages originalLanguage title { text language origin } hubs { slug } organisers { party { ... on Parliament { code } } } version }").await;
        let id = drafted["event"]["id"].clone();
        // In New York it begins on the first and ends at midnight of the third; registration ends with the nineteenth.
        assert_eq!(drafted["event"], json!({
            "id": id, "slug": "donnees-ouvertes", "status": "DRAFT", "startsOn": "2027-03-01", "endsOn": "2027-03-03", "registrationClosesOn": "2027-02-19",
            "languages": ["fr", "en"], "originalLanguage": "fr", "title": { "text": "Données ouvertes", "language": "fr", "origin": "ORIGINAL" },
            "hubs": [{ "slug": "open-data" }], "organisers": [{ "party": { "code": "AA" } }], "version": 1,
        }));
        let query = r#"{ event(by: {slug: "donnees-ouvertes"}) { slug } }"#;
        let visitor = place.service.visitor();
        assert_eq!(visitor.data(query).await["event"], Value::Null);
        assert_eq!(place.focal_point(0).await.data(query).await["event"]["slug"], "donnees-ouvertes", "its organiser's people prepare it, too");
        assert_eq!(place.focal_point(1).await.data(query).await["event"], Value::Null);
        let on = |version: i64| json!({ "event": { "id": id }, "expectedVersion": version });
        assert_eq!(coordinator.refused("eventOpenRegistration", on(1)).await, ["INVALID_STATE event"]);
        coordinator.done("eventAnnounce", on(1), "").await;
        assert_eq!(visitor.data(query).await["event"]["slug"], "donnees-ouvertes");
        coordinator.done("eventOpenRegistration", on(2), "").await;
        coordinator.done("eventCloseRegistration", on(3), "").await;
        assert_eq!(coordinator.refused("eventMarkHeld", on(4)).await, ["INVALID_STATE event"], "it has not begun");
        place.fresh.clock.advance(TimeDelta::days(100));
        let held = coordinator.done("eventMarkHeld", on(4), STANDS).await;
        assert_eq!(held["event"], json!({ "status": "HELD", "version": 5 }));
        let history = visitor.data(r#"{ event(by: {slug: "donnees-ouvertes"}) { history { nodes { deed fields after } } } }"#).await;
        let told: Vec<&str> = history["event"]["history"]["nodes"].as_array().unwrap().iter().map(|one| one["deed"].as_str().unwrap()).collect();
        assert_eq!(told, ["eventMarkHeld", "eventCloseRegistration", "eventOpenRegistration", "eventAnnounce"], "the draft's own history stays with those who prepared it");
        assert_eq!(history["event"]["history"]["nodes"][0], json!({ "deed": "eventMarkHeld", "fields": ["status"], "after": { "status": "HELD" } }));
    }

    async fn who_prepares_an_event_needs_a_role_at_each_place_that_it_comes_to_or_leaves(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        let (aa, bb) = (place.parliaments[0].id, place.parliaments[1].id);
        let other = rows::put::<hub::Entity>(network, vec![rows::hub(Uuid::from_u128(20), "other")]).await.remove(0);
        rows::joins(network, aa, &other, None).await;
        let (focal_point, coordinator) = (place.focal_point(0).await, place.coordinator().await);
        let with = |organisers: Value, hubs: Value| {
            let mut asked = draft();
            asked["input"]["organisers"] = organisers;
            asked["input"]["hubs"] = hubs;
            asked["validateOnly"] = json!(true);
            asked
        };
        let (own, both) = (json!([{ "parliament": { "code": "AA" } }]), json!([{ "parliament": { "code": "AA" } }, { "parliament": { "code": "BB" } }]));
        let (here, there) = (json!([{ "slug": "open-data" }]), json!([{ "slug": "other" }]));
        focal_point.done("eventDraft", with(own.clone(), there.clone()), "").await;
        assert_eq!(focal_point.refused("eventDraft", with(both.clone(), here.clone())).await, ["FORBIDDEN input.organisers.1", "FORBIDDEN input.hubs.0"]);
        let (strange, nowhere) = (json!([{ "parliament": { "code": "ZZ" } }, { "parliament": { "code": "AA" } }, { "parliament": { "code": "BB" } }]), json!([{ "slug": "nowhere" }, { "slug": "open-data" }]));
        assert_eq!(focal_point.refused("eventDraft", with(strange, nowhere)).await, [
            "UNKNOWN_REFERENCE input.organisers.0.parliament", "UNKNOWN_REFERENCE input.hubs.0", "FORBIDDEN input.organisers.2", "FORBIDDEN input.hubs.1",
        ]);
        assert_eq!(coordinator.refused("eventDraft", with(own.clone(), here.clone())).await, ["FORBIDDEN input.organisers.0"]);
        let french = place.coordinator().await.reading("fr").deed("eventDraft", with(own.clone(), here.clone()), "").await;
        assert_eq!(
            french["errors"][0]["message"],
            "Aucun de vos rôles pour ce parlement ne le permet, et il ne participe à aucun pôle que vous coordonnez."
        );
        rows::joins(network, bb, &place.hub, None).await;
        coordinator.done("eventDraft", with(json!([{ "parliament": { "code": "BB" } }]), here.clone()), "").await;

        // The event there is belongs to AA and the hub.
        let edit = |input: Value| json!({ "event": { "slug": "day" }, "input": input, "expectedVersion": 3, "validateOnly": true });
        let editor = place.editor().await;
        let before = place.last_number().await;
        focal_point.done("eventEdit", edit(json!({ "hubs": there })), "").await;
        assert_eq!(coordinator.refused("eventEdit", edit(json!({ "hubs": there }))).await, ["FORBIDDEN input.hubs.0"], "from its own hub it may take it");
        coordinator.done("eventEdit", edit(json!({ "organisers": both })), "").await;
        assert_eq!(coordinator.refused("eventEdit", edit(json!({ "organisers": [] }))).await, ["FORBIDDEN input.organisers"]);
        assert_eq!(focal_point.refused("eventEdit", edit(json!({ "organisers": both }))).await, ["FORBIDDEN input.organisers.1"]);
        editor.done("eventEdit", edit(json!({ "organisers": [], "hubs": there })), "").await;
        assert_eq!(place.last_number().await, before);
    }

    async fn who_names_no_organiser_for_an_event_or_none_that_there_is_lacks_that_and_no_role(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        let (focal_point, coordinator) = (place.focal_point(0).await, place.coordinator().await);
        let contributor = place.service.with(&accounts::person(network).contributor(place.parliaments[0].id).open().await);
        let before = place.last_number().await;
        let with = |organisers: Value, hubs: Value| {
            let mut asked = draft();
            asked["input"]["organisers"] = organisers;
            asked["input"]["hubs"] = hubs;
            asked
        };
        let unknown = json!([{ "parliament": { "code": "ZZ" } }]);
        assert_eq!(focal_point.refused("eventDraft", with(json!([]), json!([]))).await, ["REQUIRED input.organisers"]);
        assert_eq!(focal_point.refused("eventDraft", with(Value::Null, json!([{ "slug": "nowhere" }]))).await, ["UNKNOWN_REFERENCE input.hubs.0", "REQUIRED input.organisers"]);
        assert_eq!(focal_point.refused("eventDraft", with(unknown.clone(), json!([]))).await, ["UNKNOWN_REFERENCE input.organisers.0.parliament"]);
        assert_eq!(coordinator.refused("eventDraft", with(json!([]), json!([]))).await, ["REQUIRED input.hubs"]);
        assert_eq!(coordinator.refused("eventDraft", with(json!([]), json!([{ "slug": "nowhere" }]))).await, ["UNKNOWN_REFERENCE input.hubs.0"]);
        let mut wrong = with(json!([]), json!([]));
        wrong["input"]["website"] = json!("http://x");
        assert_eq!(focal_point.refused("eventDraft", wrong).await, ["REQUIRED input.organisers", "INVALID_VALUE input.website"]);
        assert_eq!(contributor.refused("eventDraft", with(json!([]), json!([]))).await, ["FORBIDDEN"]);
        assert_eq!(contributor.refused("eventDraft", with(unknown, json!([]))).await, ["FORBIDDEN"]);
        assert_eq!(place.last_number().await, before);
    }

    async fn an_event_that_a_chamber_organises_is_its_parliaments_own(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        rows::put::<chamber::Entity>(network, vec![rows::chamber(Uuid::from_u128(20), "AA-UC01", place.parliaments[0].id)]).await;
        let mut asked = draft();
        asked["input"]["organisers"] = json!([{ "chamber": { "code": "AA-UC01" } }]);
        asked["input"]["hubs"] = json!([]);
        let own = place.focal_point(0).await;
        own.done("eventDraft", asked, "").await;
        let colleague = place.focal_point(0).await;
        let seen = r#"{ event(by: {slug: "donnees-ouvertes"}) { viewerCan { edit { allowed } } } events(filter: {status: {in: [DRAFT]}}) { totalCount } }"#;
        assert_eq!(colleague.data(seen).await, json!({ "event": { "viewerCan": { "edit": { "allowed": true } } }, "events": { "totalCount": 1 } }));
        let edit = json!({ "event": { "slug": "donnees-ouvertes" }, "input": { "title": "Ouvertes" }, "expectedVersion": 1 });
        let hidden = json!({ "event": null, "events": { "totalCount": 0 } });
        assert_eq!(place.focal_point(1).await.data(seen).await, hidden);
        assert_eq!(place.focal_point(1).await.refused("eventEdit", edit.clone()).await, ["NOT_FOUND event"]);
        colleague.done("eventEdit", edit, "").await;
    }

    async fn announcing_tells_all_that_readers_would_miss_at_once(backend) {
        let place = place(backend).await;
        let focal_point = place.focal_point(0).await;
        let bare = json!({ "input": { "language": "en", "title": "Bare", "kind": "enum:MEETING", "organisers": [{ "parliament": { "code": "AA" } }] } });
        focal_point.done("eventDraft", bare, "").await;
        let before = place.last_number().await;
        let announce = json!({ "event": { "slug": "bare" }, "expectedVersion": 1 });
        assert_eq!(focal_point.refused("eventAnnounce", announce.clone()).await, ["REQUIRED event.startsOn", "REQUIRED event.mode"]);
        let french = focal_point.clone().reading("fr");
        let told = french.deed("eventAnnounce", announce, "").await;
        let words = "Les lecteurs doivent savoir quand il a lieu : son premier ou son dernier jour.";
        assert_eq!(told["errors"][0]["message"], words);
        assert_eq!(place.last_number().await, before);
        // Who asks first is told the first of it.
        let query = r#"{ event(by: {slug: "bare"}) { viewerCan { announce { allowed code reason } } } }"#;
        let can = french.data(query).await["event"]["viewerCan"]["announce"].clone();
        assert_eq!(can, json!({ "allowed": false, "code": "REQUIRED", "reason": words }));
        let edit = |version: i64, input: Value| json!({ "event": { "slug": "bare" }, "input": input, "expectedVersion": version });
        focal_point.done("eventEdit", edit(1, json!({ "startsOn": "2027-03-01" })), "").await;
        let can = focal_point.data(query).await["event"]["viewerCan"]["announce"].clone();
        assert_eq!(can["reason"], "Readers need to know how or where one takes part: the mode or the place.");
        focal_point.done("eventEdit", edit(2, json!({ "mode": "enum:ONLINE" })), "").await;
        let can = focal_point.data(query).await["event"]["viewerCan"]["announce"].clone();
        assert_eq!(can, json!({ "allowed": true, "code": null, "reason": null }));
    }

    async fn everything_that_is_wrong_with_a_draft_is_told_at_once_and_nothing_is_written(backend) {
        let place = place(backend).await;
        let editor = place.editor().await;
        let before = place.last_number().await;
        let wrong = json!({ "input": {
            "language": "no such", "title": " ", "kind": "enum:MEETING", "slug": "Not A Slug", "series": "Not One", "edition": 0, "timeZone": "Europe/Atlantis",
            "startsOn": "2027-02-02", "endsOn": "2027-02-01", "registrationClosesOn": "2027-03-01", "languages": ["fr", "not one"],
            "registrationUrl": "http://example.org", "website": "nowhere", "country": { "code": "QQ" }, "contact": { "slug": "nobody" },
            "organisers": [{ "parliament": { "code": "AA" } }, { "parliament": { "code": "QQ" } }, { "parliament": { "code": "AA" } }],
            "hubs": [{ "slug": "nowhere" }], "topics": [{ "id": "x" }],
        } });
        assert_eq!(editor.refused("eventDraft", wrong.clone()).await, [
            "UNKNOWN_REFERENCE input.organisers.1.parliament", "DUPLICATE input.organisers.2", "UNKNOWN_REFERENCE input.hubs.0", "INVALID_ID input.topics.0.id",
            "INVALID_VALUE input.language", "REQUIRED input.title", "INVALID_VALUE input.series", "INVALID_VALUE input.timeZone", "INVALID_VALUE input.registrationUrl",
            "INVALID_VALUE input.website", "INVALID_VALUE input.languages.1", "INVALID_VALUE input.endsOn", "INVALID_VALUE input.registrationClosesOn",
            "INVALID_VALUE input.edition", "REQUIRED input.series", "UNKNOWN_REFERENCE input.country", "UNKNOWN_REFERENCE input.contact", "INVALID_VALUE input.slug",
        ]);
        let french = editor.reading("fr").deed("eventDraft", wrong, "").await;
        assert_eq!(french["errors"][12]["message"], "L’inscription se clôt avant la fin de l’événement.");
        assert_eq!(place.last_number().await, before);
    }

    async fn an_event_is_filed_under_twenty_topics_at_most(backend) {
        let place = place(backend).await;
        rows::put::<topic::Entity>(&place.fresh.network, vec![rows::topic(Uuid::from_u128(40), "data")]).await;
        let many = |number: usize| with(day(VERSION), json!({ "topics": vec![json!({ "code": "data" }); number] }));
        let editor = place.editor().await;
        assert_eq!(editor.refused("eventEdit", many(21)).await, ["INVALID_VALUE input.topics"]);
        editor.done("eventEdit", many(20), "").await;
    }

    async fn a_language_that_is_none_is_told_and_nothing_is_taken_for_english(backend) {
        let place = place(backend).await;
        let editor = place.editor().await;
        let mut blank = draft();
        blank["input"]["language"] = json!("");
        assert_eq!(editor.refused("eventDraft", blank).await, ["INVALID_VALUE input.language"]);
        for tag in ["", "e n"] {
            let wrong = with(day(VERSION), json!({ "language": tag, "title": "Another" }));
            assert_eq!(editor.refused("eventTranslate", wrong.clone()).await, ["INVALID_VALUE input.language"]);
            assert_eq!(editor.refused("eventEdit", wrong).await, ["INVALID_VALUE input.language"]);
        }
    }

    async fn an_edition_has_its_number_once_in_its_series(backend) {
        let place = place(backend).await;
        let editor = place.editor().await;
        let edition = |title: &str| json!({ "input": { "language": "en", "title": title, "kind": "enum:CONFERENCE", "series": "conference", "edition": 10 } });
        editor.done("eventDraft", edition("Tenth"), "").await;
        assert_eq!(editor.refused("eventDraft", edition("Tenth again")).await, ["DUPLICATE input.edition"]);
    }

    async fn a_postponed_event_says_why_and_is_announced_anew_with_its_new_date(backend) {
        let place = place(backend).await;
        let coordinator = place.coordinator().await;
        assert_eq!(coordinator.refused("eventPostpone", with(day(VERSION), json!({ "note": " " }))).await, ["REQUIRED input.note"]);
        let note = json!({ "note": "La salle est inondée.", "language": "fr" });
        coordinator.done("eventPostpone", with(day(VERSION), note), "").await;
        let visitor = place.service.visitor();
        let query = r#"{ event(by: {slug: "day"}) { status startsOn statusNote { text language } } }"#;
        assert_eq!(visitor.data(query).await["event"], json!({ "status": "POSTPONED", "startsOn": "2027-03-01", "statusNote": { "text": "La salle est inondée.", "language": "fr" } }));
        assert_eq!(coordinator.refused("eventOpenRegistration", day(VERSION + 1)).await, ["INVALID_STATE event"]);
        let translation = json!({ "language": "en", "statusNote": "The venue is flooded." });
        coordinator.done("eventTranslate", with(day(VERSION + 1), translation), "").await;
        assert_eq!(visitor.clone().reading("en").data(query).await["event"]["statusNote"]["text"], "The venue is flooded.");
        coordinator.done("eventEdit", with(day(VERSION + 2), json!({ "startsOn": "2027-05-01" })), "").await;
        coordinator.done("eventAnnounce", day(VERSION + 3), "").await;
        assert_eq!(visitor.data(query).await["event"], json!({ "status": "ANNOUNCED", "startsOn": "2027-05-01", "statusNote": null }));
        assert!(!place.log().await.contains("inondée"), "what people write is told by its field's name alone");
    }

    async fn a_cancelled_event_says_why_and_takes_no_further_course(backend) {
        let place = place(backend).await;
        let focal_point = place.focal_point(0).await;
        focal_point.done("eventCancel", with(day(VERSION), json!({ "note": "Nobody came forward." })), "").await;
        let data = place.service.visitor().data(r#"{ event(by: {slug: "day"}) { status statusNote { text } } }"#).await;
        assert_eq!(data["event"], json!({ "status": "CANCELLED", "statusNote": { "text": "Nobody came forward." } }));
        place.fresh.clock.advance(TimeDelta::days(200));
        let before = place.last_number().await;
        for (deed, arguments) in deeds_on(&json!({ "slug": "day" }), VERSION + 1) {
            if deed != "eventEdit" && deed != "eventTranslate" {
                assert_eq!(focal_point.refused(deed, arguments).await, ["INVALID_STATE event"], "{deed}");
            }
        }
        assert_eq!(place.last_number().await, before);
    }

    async fn who_may_not_is_told_so_for_every_deed_and_the_log_stays_as_it_was(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        let reader = place.service.with(&accounts::person(network).open().await);
        let contributor = place.service.with(&accounts::person(network).contributor(place.parliaments[0].id).open().await);
        let elsewhere = place.focal_point(1).await;
        let read_only = place.service.with(&accounts::person(network).editor().reading_only().open().await);
        let editor = place.editor().await;
        let before = place.last_number().await;
        for (deed, arguments) in deeds_on(&json!({ "slug": "day" }), VERSION) {
            assert_eq!(place.service.visitor().refused(deed, arguments.clone()).await, ["UNAUTHENTICATED"], "{deed}");
            assert_eq!(read_only.refused(deed, arguments.clone()).await, ["FORBIDDEN"], "{deed}");
            for caller in [&reader, &contributor, &elsewhere] {
                assert_eq!(caller.refused(deed, arguments.clone()).await, ["FORBIDDEN event"], "{deed}");
            }
            let mut stale = arguments.clone();
            stale["expectedVersion"] = json!(VERSION - 1);
            assert_eq!(editor.refused(deed, stale).await, ["CONFLICT expectedVersion"], "{deed}");
        }
        assert_eq!(elsewhere.refused("eventDraft", draft()).await, ["FORBIDDEN"]);
        assert_eq!(contributor.refused("eventDraft", draft()).await, ["FORBIDDEN"]);
        assert_eq!(place.last_number().await, before);
    }

    async fn a_hidden_draft_answers_like_an_event_that_is_not_there(backend) {
        let place = place(backend).await;
        let editor = place.editor().await;
        let session = json!({ "title": "A debate", "kind": "enum:DEBATE" });
        editor.done("eventDraft", draft(), "").await;
        let hidden = json!({ "slug": "donnees-ouvertes" });
        let added = editor.done("eventSessionAdd", with(json!({ "event": hidden, "expectedVersion": 1 }), session), "event { sessions { nodes { id } } }").await;
        let session = added["event"]["sessions"]["nodes"][0]["id"].clone();
        let elsewhere = place.focal_point(1).await;
        let nowhere = deeds_on(&json!({ "slug": "nowhere" }), 2);
        for ((deed, hidden), (_, missing)) in deeds_on(&hidden, 2).into_iter().zip(nowhere) {
            let answers = [elsewhere.try_deed(deed, hidden, "").await, elsewhere.try_deed(deed, missing, "").await];
            assert_eq!(answers[0].body["data"][deed]["errors"][0]["code"], "NOT_FOUND", "{deed}");
            assert_eq!(answers[0].body, answers[1].body, "{deed}");
            assert_eq!(answers[0].line().statements(), answers[1].line().statements(), "{deed}");
        }
        let on = |session: &Value| json!({ "session": session, "expectedVersion": 2 });
        let missing = json!("cwAAAAAAAAAAAAAAAAAAAAE");
        let answers = [elsewhere.try_deed("eventSessionRemove", on(&session), "").await, elsewhere.try_deed("eventSessionRemove", on(&missing), "").await];
        assert_eq!(answers[0].body["data"]["eventSessionRemove"]["errors"][0]["code"], "NOT_FOUND");
        assert_eq!(answers[0].body, answers[1].body);
        assert_eq!(answers[0].line().statements(), answers[1].line().statements());
    }

    async fn readers_keep_what_they_need_of_an_announced_event_and_days_follow_their_instants(backend) {
        let place = place(backend).await;
        let editor = place.editor().await;
        let taken = json!({ "startsOn": null, "place": null });
        assert_eq!(editor.refused("eventEdit", with(day(VERSION), taken)).await, ["REQUIRED input.startsOn", "REQUIRED input.mode"]);
        let moved = json!({ "startsAt": "2027-04-01T23:30:00Z", "timeZone": "Europe/Paris" });
        let edited = editor.done("eventEdit", with(day(VERSION), moved), "event { startsOn startsAt timeZone }").await;
        assert_eq!(edited["event"], json!({ "startsOn": "2027-04-02", "startsAt": "2027-04-01T23:30:00Z", "timeZone": "Europe/Paris" }));
        let apart = json!({ "startsOn": "2027-04-05" });
        assert_eq!(editor.refused("eventEdit", with(day(VERSION + 1), apart)).await, ["INVALID_VALUE input.startsOn"]);
    }

    async fn a_day_that_followed_from_an_instant_goes_with_it_and_another_one_stays(backend) {
        let place = place(backend).await;
        let editor = place.editor().await;
        let deadline = "event { registrationClosesOn registrationClosesAt }";
        let edited = async |version: i64, input: Value| editor.done("eventEdit", with(day(version), input), deadline).await["event"]["registrationClosesOn"].clone();
        assert_eq!(edited(VERSION, json!({ "registrationClosesAt": "2020-01-01T00:00:00Z" })).await, "2019-12-31");
        assert_eq!(edited(VERSION + 1, json!({ "registrationClosesAt": null })).await, Value::Null);
        // The day that begins at the instant is not the one that follows from it.
        assert_eq!(edited(VERSION + 2, json!({ "registrationClosesAt": "2020-01-01T00:00:00Z", "registrationClosesOn": "2020-01-01" })).await, "2020-01-01");
        assert_eq!(edited(VERSION + 3, json!({ "registrationClosesAt": null })).await, "2020-01-01");
        assert_eq!(edited(VERSION + 4, json!({ "registrationClosesAt": "2021-05-05T12:00:00Z" })).await, "2021-05-05");
        assert_eq!(edited(VERSION + 5, json!({ "registrationClosesAt": null, "registrationClosesOn": "2021-05-05" })).await, "2021-05-05");
        let times = json!({ "startsAt": "2027-03-02T23:30:00Z", "endsAt": "2027-03-04T00:00:00Z", "timeZone": "Europe/Paris" });
        let days = "event { startsOn endsOn }";
        let payload = editor.done("eventEdit", with(day(VERSION + 6), times), days).await;
        assert_eq!(payload["event"], json!({ "startsOn": "2027-03-03", "endsOn": "2027-03-04" }));
        let neither = json!({ "startsAt": null, "endsAt": null });
        assert_eq!(editor.refused("eventEdit", with(day(VERSION + 7), neither)).await, ["REQUIRED input.startsOn"]);
        // It was the day in the time zone of before.
        let payload = editor.done("eventEdit", with(day(VERSION + 7), json!({ "startsAt": null, "timeZone": null })), days).await;
        assert_eq!(payload["event"], json!({ "startsOn": null, "endsOn": "2027-03-03" }));
    }

    async fn an_event_that_was_held_is_not_moved_to_where_it_has_not_begun(backend) {
        let place = place(backend).await;
        let editor = place.editor().await;
        place.fresh.clock.advance(TimeDelta::days(100));
        editor.done("eventMarkHeld", day(VERSION), STANDS).await;
        let edit = |version: i64, input: Value| with(day(version), input);
        let later = edit(VERSION + 1, json!({ "startsOn": "2027-05-01" }));
        assert_eq!(editor.refused("eventEdit", later.clone()).await, ["INVALID_VALUE input.startsOn"]);
        let french = editor.clone().reading("fr").deed("eventEdit", later, "").await;
        assert_eq!(french["errors"][0]["message"], "L’événement a été tenu : il a commencé avant maintenant.");
        assert_eq!(editor.refused("eventEdit", edit(VERSION + 1, json!({ "startsAt": "2027-05-01T10:00:00Z" }))).await, ["INVALID_VALUE input.startsAt"]);
        let payload = editor.done("eventEdit", edit(VERSION + 1, json!({ "startsOn": "2027-02-28" })), "event { startsOn status }").await;
        assert_eq!(payload["event"], json!({ "startsOn": "2027-02-28", "status": "HELD" }));
    }

    async fn editing_the_original_marks_the_translations_outdated_and_a_changed_slug_keeps_leading_here(backend) {
        let place = place(backend).await;
        let editor = place.editor().await;
        let session = json!({ "title": "Opening", "kind": "enum:KEYNOTE", "summary": "Welcome." });
        let added = editor.done("eventSessionAdd", with(day(VERSION), session), "event { sessions { nodes { id } } }").await;
        let session = added["event"]["sessions"]["nodes"][0]["id"].clone();
        let french = json!({ "language": "fr", "title": "Journée", "origin": "enum:MACHINE", "sessions": [{ "session": session, "title": "Ouverture" }] });
        let shown = "event { title { text origin current } sessions { nodes { title { text current } summary { text } } } }";
        let payload = editor.clone().reading("fr").done("eventTranslate", with(day(VERSION + 1), french), shown).await;
        assert_eq!(payload["event"], json!({
            "title": { "text": "Journée", "origin": "MACHINE", "current": true },
            "sessions": { "nodes": [{ "title": { "text": "Ouverture", "current": true }, "summary": { "text": "Welcome." } }] },
        }));
        let announced = json!({ "speakers": [{ "name": "Ada Lovelace", "roleTitle": "Analyst", "consentedAt": "2026-11-01T00:00:00Z" }] });
        let speakers = "event { version sessions { nodes { speakers { id roleTitle { text language current } } } } }";
        let edit = json!({ "session": session, "input": announced, "expectedVersion": VERSION + 2 });
        let payload = editor.clone().reading("fr").done("eventSessionEdit", edit, speakers).await;
        let speaker = |payload: &Value| payload["event"]["sessions"]["nodes"][0]["speakers"][0].clone();
        let in_french = json!({ "language": "fr", "sessions": [{ "session": session, "speakers": [{ "speaker": speaker(&payload)["id"], "roleTitle": "Analyste" }] }] });
        let payload = editor.clone().reading("fr").done("eventTranslate", with(day(VERSION + 3), in_french), speakers).await;
        assert_eq!(payload["event"]["version"], VERSION + 4);
        assert_eq!(speaker(&payload)["roleTitle"], json!({ "text": "Analyste", "language": "fr", "current": true }));
        let unknown = json!({ "language": "fr", "sessions": [{ "session": session, "speakers": [{ "speaker": encode(IdKind::EventSpeaker, Uuid::from_u128(99)), "roleTitle": "x" }] }] });
        assert_eq!(editor.refused("eventTranslate", with(day(VERSION + 4), unknown)).await, ["UNKNOWN_REFERENCE input.sessions.0.speakers.0.speaker"]);
        let wrong = json!({ "language": "en", "title": "The original", "theme": "None", "sessions": [{ "session": "x", "title": "?" }] });
        assert_eq!(editor.refused("eventTranslate", with(day(VERSION + 4), wrong)).await, ["INVALID_ID input.sessions.0.session", "INVALID_VALUE input.title", "INVALID_STATE input.theme"]);
        let again = json!({ "language": "fr", "sessions": [{ "session": session, "title": "Début" }, { "session": session, "summary": "Bienvenue." }] });
        let none = json!({ "language": "fr", "sessions": [{ "session": session }] });
        assert_eq!(editor.refused("eventTranslate", with(day(VERSION + 4), none)).await, ["REQUIRED input"]);
        assert_eq!(editor.refused("eventTranslate", with(day(VERSION + 4), again)).await, ["DUPLICATE input.sessions.1.session"]);
        editor.done("eventEdit", with(day(VERSION + 4), json!({ "title": "A day", "slug": "a-day" })), "").await;
        let query = r#"{ event(by: {slug: "day"}) { slug title { text current } } }"#;
        let data = place.service.visitor().reading("fr").data(query).await;
        assert_eq!(data["event"], json!({ "slug": "a-day", "title": { "text": "Journée", "current": false } }));
    }

    async fn a_list_names_practices_by_slug_by_id_and_by_what_another_system_calls_them(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        let made = [("one", 21), ("two", 22)].map(|(slug, number)| rows::practice(Uuid::from_u128(number), slug));
        let made = rows::put::<practice::Entity>(network, made.to_vec()).await;
        let known = practice_external_id::Model {
            id: Uuid::from_u128(23).into(),
            practice_id: made[1].id,
            system: "partner".to_owned(),
            external_id: "17".to_owned(),
        };
        rows::parts::<practice_external_id::Entity>(network, &made[1], vec![known]).await;
        let external = |id: &str| json!({ "external": { "system": "partner", "id": id } });
        let by_id = encode(IdKind::Practice, made[0].id);
        let session = |practices: Value| json!({ "title": "A debate", "kind": "enum:DEBATE", "practices": practices });
        let coordinator = place.coordinator().await;
        let unknown = with(day(VERSION), session(json!([external("17"), external("18")])));
        assert_eq!(coordinator.refused("eventSessionAdd", unknown).await, ["UNKNOWN_REFERENCE input.practices.1"]);
        let all = session(json!([{ "slug": "e-petitions" }, { "id": by_id.as_str() }, external("17")]));
        coordinator.done("eventSessionAdd", with(day(VERSION), all), "").await;
        let query = r#"{ event(by: {slug: "day"}) { sessions { nodes { practices(orderBy: {field: TITLE}) { nodes { slug } } } } } }"#;
        let data = place.service.visitor().data(query).await;
        assert_eq!(data["event"]["sessions"]["nodes"][0]["practices"]["nodes"], json!([{ "slug": "e-petitions" }, { "slug": "one" }, { "slug": "two" }]));
    }

    async fn a_session_has_its_place_its_speakers_and_the_practices_shown(backend) {
        let place = place(backend).await;
        let coordinator = place.coordinator().await;
        let session = |title: &str, position: Value| json!({ "title": title, "kind": "enum:DEBATE", "position": position });
        coordinator.done("eventSessionAdd", with(day(VERSION), session("First", Value::Null)), "").await;
        coordinator.done("eventSessionAdd", with(day(VERSION + 1), session("Second", Value::Null)), "").await;
        let third = json!({
            "title": "Before both", "kind": "enum:PRACTICE_EXCHANGE", "position": 1, "startsAt": "2027-03-01T09:00:00Z", "endsAt": "2027-03-01T10:00:00Z",
            "audiences": ["enum:MEMBERS"], "practices": [{ "slug": "e-petitions" }],
            "speakers": [{ "contact": { "slug": "speaker" } }, { "name": "Ada Lovelace", "roleTitle": "Analyst", "consentedAt": "2026-11-01T00:00:00Z" }],
        });
        coordinator.done("eventSessionAdd", with(day(VERSION + 2), third), "").await;
        let visitor = place.service.visitor();
        let query = r#"{ event(by: {slug: "day"}) { version sessionKinds sessions { nodes { id title { text } speakers { contact { slug } name roleTitle { text } } practices { nodes { slug } } } } } }"#;
        let data = visitor.data(query).await["event"].clone();
        let titles = |event: &Value| -> Vec<String> {
            let sessions = event["sessions"]["nodes"].as_array().unwrap();
            sessions.iter().map(|one| one["title"]["text"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(titles(&data), ["Before both", "First", "Second"]);
        assert_eq!(data["sessionKinds"], json!(["DEBATE", "PRACTICE_EXCHANGE"]));
        let first = &data["sessions"]["nodes"][0];
        assert_eq!(first["speakers"], json!([
            { "contact": { "slug": "speaker" }, "name": null, "roleTitle": null },
            { "contact": null, "name": "Ada Lovelace", "roleTitle": { "text": "Analyst" } },
        ]));
        assert_eq!(first["practices"]["nodes"], json!([{ "slug": "e-petitions" }]));
        let on = |version: i64| json!({ "session": first["id"], "expectedVersion": version });
        // It moves to the end and changes its kind; what is not named stays.
        let moved = json!({ "position": 9, "kind": "enum:TRAINING", "title": "After both" });
        coordinator.done("eventSessionEdit", with(on(VERSION + 3), moved), "").await;
        let data = visitor.data(query).await["event"].clone();
        assert_eq!(titles(&data), ["First", "Second", "After both"]);
        assert_eq!(data["sessionKinds"], json!(["DEBATE", "TRAINING"]));
        assert_eq!(data["sessions"]["nodes"][2]["speakers"].as_array().unwrap().len(), 2);
        assert_eq!(data["sessions"]["nodes"][2]["practices"]["nodes"], json!([{ "slug": "e-petitions" }]));
        assert_eq!(data["version"], VERSION + 4);
        // Who is named again goes on as who they were; what says nothing new changes nothing.
        let ids = r#"{ event(by: {slug: "day"}) { version sessions { nodes { speakers { id roleTitle { text } } } } } }"#;
        let before = visitor.data(ids).await;
        let same = json!({ "position": 3, "speakers": [{ "contact": { "slug": "speaker" } }, { "name": "Ada Lovelace", "roleTitle": "Analyst", "consentedAt": "2026-11-01T00:00:00Z" }] });
        coordinator.done("eventSessionEdit", with(on(VERSION + 4), same), "").await;
        assert_eq!(visitor.data(ids).await, before);
        coordinator.done("eventSessionEdit", with(on(VERSION + 4), json!({ "speakers": [{ "name": "Grace Hopper", "consentedAt": "2026-11-01T00:00:00Z" }] })), "").await;
        let data = visitor.data(query).await["event"].clone();
        assert_eq!(data["sessions"]["nodes"][2]["speakers"], json!([{ "contact": null, "name": "Grace Hopper", "roleTitle": null }]));
        assert_eq!(data["version"], VERSION + 5, "other speakers are a change");
        coordinator.done("eventSessionRemove", on(VERSION + 5), "").await;
        let data = visitor.data(query).await["event"].clone();
        assert_eq!(titles(&data), ["First", "Second"]);
        assert_eq!(data["sessionKinds"], json!(["DEBATE"]));
        assert_eq!(coordinator.refused("eventSessionRemove", on(VERSION + 6)).await, ["NOT_FOUND session"]);
        let log = place.log().await;
        for name in ["Lovelace", "Hopper", "Analyst"] {
            assert!(!log.contains(name), "the log holds {name}");
        }
        assert!(log.contains("speakers"));
    }

    async fn an_answer_that_names_a_speaker_is_kept_by_no_cache(backend) {
        let place = place(backend).await;
        let session = json!({
            "title": "First", "kind": "enum:DEBATE",
            "speakers": [{ "name": "Ada Lovelace", "roleTitle": "Analyst", "consentedAt": "2026-11-01T00:00:00Z" }],
        });
        place.coordinator().await.done("eventSessionAdd", with(day(VERSION), session), "").await;
        let query = |asked: &str| format!("{{ event(by: {{slug: \"day\"}}) {{ sessions {{ nodes {{ speakers {{ {asked} }} }} }} }} }}");
        let visitor = place.service.visitor();
        let (kept, answer) = visitor.cached(&query("name")).await;
        assert!(answer.text.contains("Ada Lovelace"), "{}", answer.text);
        assert_eq!(kept, "no-store");
        assert_eq!(visitor.cached(&query("contact { slug } roleTitle { text }")).await.0, "public, max-age=60");
    }

    async fn who_speaks_through_a_contact_that_one_does_not_see_goes_on_speaking(backend) {
        let place = place(backend).await;
        let hidden = contact::Model { visibility: Visibility::Private, ..rows::contact(Uuid::from_u128(80), "hidden", place.parliaments[1].id) };
        rows::put::<contact::Entity>(&place.fresh.network, vec![hidden]).await;
        let (editor, coordinator) = (place.editor().await, place.coordinator().await);
        let slug = |one: &str| json!({ "contact": { "slug": one } });
        let session = json!({ "title": "A debate", "kind": "enum:DEBATE", "speakers": [slug("hidden"), slug("speaker")] });
        let ids = "event { sessions { nodes { id } } }";
        let added = editor.done("eventSessionAdd", with(day(VERSION), session), ids).await;
        let session = added["event"]["sessions"]["nodes"][0]["id"].clone();
        let named = json!({ "speakers": [{ "name": "Grace Hopper", "consentedAt": "2026-11-01T00:00:00Z" }, slug("speaker")] });
        let edit = with(json!({ "session": session, "expectedVersion": VERSION + 1 }), named);
        let shown = "event { sessions { nodes { speakers { name contact { slug } } } } }";
        let seen = coordinator.done("eventSessionEdit", edit, shown).await;
        let two = json!([{ "name": "Grace Hopper", "contact": null }, { "name": null, "contact": { "slug": "speaker" } }]);
        assert_eq!(seen["event"]["sessions"]["nodes"][0]["speakers"], two);
        let all = editor.data(r#"{ event(by: {slug: "day"}) { sessions { nodes { speakers { contact { slug } } } } } }"#).await;
        let speakers = &all["event"]["sessions"]["nodes"][0]["speakers"];
        assert_eq!(*speakers, json!([{ "contact": null }, { "contact": { "slug": "speaker" } }, { "contact": { "slug": "hidden" } }]));
    }

    async fn a_person_is_named_as_a_speaker_with_their_consent_only(backend) {
        let place = place(backend).await;
        let coordinator = place.coordinator().await;
        let before = place.last_number().await;
        let session = json!({
            "title": "A debate", "kind": "enum:DEBATE", "startsAt": "2027-03-01T10:00:00Z", "endsAt": "2027-03-01T09:00:00Z", "position": 0, "practices": [{ "slug": "nothing" }],
            "speakers": [
                { "name": "Ada Lovelace" }, { "name": "Ada Lovelace", "consentedAt": "2027-01-01T00:00:00Z" }, { "roleTitle": "Nobody" },
                { "contact": { "slug": "nobody" } }, { "contact": { "slug": "speaker" }, "name": "Both" },
                { "contact": { "slug": "speaker" } }, { "contact": { "slug": "speaker" } },
            ],
        });
        assert_eq!(coordinator.refused("eventSessionAdd", with(day(VERSION), session.clone())).await, [
            "INVALID_VALUE input.endsAt", "INVALID_VALUE input.position", "REQUIRED input.speakers.0.consentedAt", "INVALID_VALUE input.speakers.1.consentedAt",
            "INVALID_VALUE input.speakers.2", "UNKNOWN_REFERENCE input.speakers.3.contact", "INVALID_VALUE input.speakers.4", "DUPLICATE input.speakers.6",
            "UNKNOWN_REFERENCE input.practices.0",
        ]);
        let french = coordinator.reading("fr").deed("eventSessionAdd", with(day(VERSION), session), "").await;
        assert_eq!(french["errors"][2]["message"], "Une personne n’est nommée qu’avec son consentement : indiquez quand il a été donné.");
        assert_eq!(place.last_number().await, before);
    }

    async fn a_session_is_changed_by_those_who_prepare_its_event_only(backend) {
        let place = place(backend).await;
        let editor = place.editor().await;
        let session = json!({ "title": "A debate", "kind": "enum:DEBATE" });
        let added = editor.done("eventSessionAdd", with(day(VERSION), session), "event { sessions { nodes { id } } }").await;
        let on = |version: i64| json!({ "session": added["event"]["sessions"]["nodes"][0]["id"], "expectedVersion": version });
        let elsewhere = place.focal_point(1).await;
        let before = place.last_number().await;
        for (deed, arguments) in [("eventSessionEdit", with(on(VERSION + 1), json!({ "title": "Another" }))), ("eventSessionRemove", on(VERSION + 1))] {
            assert_eq!(place.service.visitor().refused(deed, arguments.clone()).await, ["UNAUTHENTICATED"]);
            assert_eq!(elsewhere.refused(deed, arguments.clone()).await, ["FORBIDDEN session"]);
            let mut stale = arguments.clone();
            stale["expectedVersion"] = json!(1);
            assert_eq!(editor.refused(deed, stale).await, ["CONFLICT expectedVersion"]);
            let mut other = arguments;
            other["session"] = json!("x");
            assert_eq!(editor.refused(deed, other).await, ["INVALID_ID session"]);
        }
        assert_eq!(place.last_number().await, before);
    }

    async fn a_dry_run_changes_nothing_and_one_key_does_a_deed_once(backend) {
        let place = place(backend).await;
        let editor = place.editor().await;
        let before = place.last_number().await;
        let mut dry = draft();
        dry["validateOnly"] = json!(true);
        assert_eq!(editor.done("eventDraft", dry, "event { id }").await["event"], Value::Null);
        assert_eq!(place.last_number().await, before);
        let mut keyed = draft();
        keyed["idempotencyKey"] = json!("one");
        let first = editor.done("eventDraft", keyed.clone(), "event { id }").await;
        assert_eq!(editor.done("eventDraft", keyed, "event { id }").await, first);
    }

    async fn of_two_who_change_an_event_at_the_same_moment_one_wins_and_one_is_told(backend) {
        let place = place(backend).await;
        let (one, other) = (place.editor().await, place.coordinator().await);
        let edit = |title: &str| with(day(VERSION), json!({ "title": title }));
        let answers = tokio::join!(one.deed("eventEdit", edit("One"), STANDS), other.deed("eventEdit", edit("Other"), STANDS));
        let codes = [&answers.0, &answers.1].map(|payload| payload["errors"][0]["code"].as_str());
        assert!(codes == [None, Some("CONFLICT")] || codes == [Some("CONFLICT"), None], "{codes:?}");
    }

    async fn what_a_caller_may_do_is_asked_and_the_answer_is_that_of_the_deeds(backend) {
        let place = place(backend).await;
        let query = r#"{ event(by: {slug: "day"}) { viewerCan {
            edit { allowed } translate { allowed } announce { allowed code } openRegistration { allowed } closeRegistration { code } postpone { allowed } cancel { allowed }
            markHeld { code reason } changeSessions { allowed } registerDelegation { allowed code } } } }"#;
        let coordinator = place.coordinator().await;
        let can = coordinator.data(query).await["event"]["viewerCan"].clone();
        let yes = json!({ "allowed": true });
        assert_eq!(can, json!({
            "edit": yes, "translate": yes, "announce": { "allowed": false, "code": "INVALID_STATE" }, "openRegistration": yes, "closeRegistration": { "code": "INVALID_STATE" },
            "postpone": yes, "cancel": yes, "markHeld": { "code": "INVALID_STATE", "reason": "The event has not begun yet." }, "changeSessions": yes,
            "registerDelegation": { "allowed": false, "code": "FORBIDDEN" },
        }));
        let visitor = place.service.visitor().data(query).await["event"]["viewerCan"].clone();
        for (name, permission) in visitor.as_object().unwrap() {
            assert!(permission["allowed"] != json!(true) && permission.get("code").is_none_or(|code| code == "UNAUTHENTICATED"), "{name}: {permission}");
        }
        let focal_point = place.focal_point(1).await;
        let register = r#"{ event(by: {slug: "day"}) { viewerCan { edit { code } registerDelegation { allowed code } } } }"#;
        let can = focal_point.data(register).await["event"]["viewerCan"].clone();
        assert_eq!(can, json!({ "edit": { "code": "FORBIDDEN" }, "registerDelegation": { "allowed": false, "code": "INVALID_STATE" } }));
        coordinator.done("eventOpenRegistration", day(VERSION), "").await;
        let can = focal_point.data(register).await["event"]["viewerCan"].clone();
        assert_eq!(can["registerDelegation"], json!({ "allowed": true, "code": null }));
    }

    async fn what_many_events_allow_costs_no_more_statements_than_what_one_does(backend) {
        let place = place(backend).await;
        let made = (0..30).map(|number| event::Model { status: EventStatus::Announced, ..rows::event(place.fresh.clock.new_id(), &format!("more-{number}")) });
        rows::put::<event::Entity>(&place.fresh.network, made.collect()).await;
        let coordinator = place.coordinator().await;
        let ask = |first: i32| format!("{{ events(first: {first}) {{ nodes {{ viewerCan {{ edit {{ allowed }} announce {{ allowed }} registerDelegation {{ allowed }} }} }} }} }}");
        // The caller is known from then on.
        coordinator.data(&ask(1)).await;
        let few = coordinator.ask(&ask(1), json!({})).await.line().statements();
        let many = coordinator.ask(&ask(30), json!({})).await.line().statements();
        assert_eq!(few, many);
    }
}
