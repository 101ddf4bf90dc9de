//! Delegations to events: one per parliament, registered by its focal point before the deadline; whom it sends is told to few, and never to the log.

use chrono::TimeDelta;
use hemicycle_domain::event::HUBS;
use hemicycle_entity::ids::ParliamentId;
use hemicycle_entity::values::EventStatus;
use hemicycle_entity::{change, contact, event, event_delegate, hub, parliament};
use hemicycle_tests::{Backend, Caller, Fresh, Service, accounts, on_both, rows};
use sea_orm::Condition;
use serde_json::{Value, json};
use uuid::Uuid;

/// Every mutation here, against the fixture of the test that tries all root fields.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "delegationRegister",
        r#"event: {slug: "event"}, input: {parliament: {code: "AA"}, delegates: [{contact: {slug: "contact"}}]}, validateOnly: true"#,
    ),
    (
        "delegationChange",
        r#"delegation: "ZAAAAAAAAAAAAAAAAAAAAAE", input: {delegates: []}, expectedVersion: 1, validateOnly: true"#,
    ),
    (
        "delegationTranslate",
        r#"delegation: "ZAAAAAAAAAAAAAAAAAAAAAE", input: {language: "fr", delegates: [{delegate: "bAAAAAAAAAAAAAAAAAAAAAE", roleTitle: "Amirale"}]}, expectedVersion: 1, validateOnly: true"#,
    ),
    (
        "delegationWithdraw",
        r#"delegation: "ZAAAAAAAAAAAAAAAAAAAAAE", expectedVersion: 1, validateOnly: true"#,
    ),
    (
        "delegateErase",
        r#"delegate: "bAAAAAAAAAAAAAAAAAAAAAE", expectedVersion: 1, validateOnly: true"#,
    ),
];

/// Two parliaments, a hub, and an event in New York whose registration is open to the end of 4 December.
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
    let contact = rows::contact(Uuid::from_u128(4), "clerk", parliaments[0].id);
    rows::put::<contact::Entity>(network, vec![contact]).await;
    let mut row = rows::event(Uuid::from_u128(5), "day");
    row.status = EventStatus::RegistrationOpen;
    row.title = rows::text(&[
        ("en", "Open data day"),
        ("fr", "Journée des données ouvertes"),
    ]);
    row.time_zone = Some("America/New_York".to_owned());
    row.registration_closes_on = Some(rows::day("2026-12-04"));
    let event = rows::put::<event::Entity>(network, vec![row])
        .await
        .remove(0);
    rows::link::<event::Entity>(network, HUBS, &event, &[hub.id.0]).await;
    let service = Service::of(network);
    Place {
        fresh,
        service,
        parliaments,
        hub,
    }
}

impl Place {
    fn id(&self, place: usize) -> ParliamentId {
        self.parliaments[place].id
    }

    async fn focal_point(&self, place: usize) -> Caller {
        self.service.with(
            &accounts::person(&self.fresh.network)
                .focal_point(self.id(place))
                .open()
                .await,
        )
    }

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

fn register(code: &str) -> Value {
    json!({ "event": { "slug": "day" }, "input": { "parliament": { "code": code }, "delegates": [
        { "name": "Ada Lovelace", "roleTitle": "Head of analysis" }, { "contact": { "slug": "clerk" }, "roleTitle": "Clerk" },
    ] } })
}

const WHOLE: &str = "delegation { id version registeredAt withdrawnAt parliament { code } event { slug } delegates { name contact { slug } roleTitle { text } } }";
const SEEN: &str = r#"{ event(by: {slug: "day"}) { delegations(first: 3) { totalCount nodes { parliament { code } delegates { name roleTitle { text } } } } } parliament(by: {code: "AA"}) { delegations(first: 3) { nodes { event { slug } delegates { name } } } } }"#;

on_both! {
    async fn a_visitor_is_told_to_log_in_whatever_it_tries(backend) {
        let place = place(backend).await;
        let visitor = place.service.visitor();
        for (field, arguments) in SAMPLES {
            let answer = visitor.ask(&format!("mutation {{ {field}({arguments}) {{ errors {{ code }} }} }}"), json!({})).await;
            assert_eq!(answer.body["data"][field]["errors"], json!([{ "code": "UNAUTHENTICATED" }]), "{}", answer.text);
        }
    }

    async fn a_focal_point_registers_its_parliaments_delegation_and_few_learn_whom_it_sends(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        let focal_point = place.focal_point(0).await;
        let payload = focal_point.done("delegationRegister", register("AA"), WHOLE).await;
        assert_eq!(payload["delegation"], json!({
            "id": payload["delegation"]["id"], "version": 1, "registeredAt": "2026-11-22T12:00:00Z", "withdrawnAt": null, "parliament": { "code": "AA" }, "event": { "slug": "day" },
            "delegates": [
                { "name": "Ada Lovelace", "contact": null, "roleTitle": { "text": "Head of analysis" } },
                { "name": null, "contact": { "slug": "clerk" }, "roleTitle": { "text": "Clerk" } },
            ],
        }));
        let colleague = place.service.with(&accounts::person(network).contributor(place.id(0)).open().await);
        let administrator = place.service.with(&accounts::person(network).administrator().open().await);
        for near in [&focal_point, &colleague, &place.coordinator().await, &place.editor().await, &administrator] {
            let data = near.data(SEEN).await;
            assert_eq!(data["event"]["delegations"]["nodes"][0]["delegates"][0]["name"], "Ada Lovelace");
            assert_eq!(data["parliament"]["delegations"]["nodes"][0]["delegates"][0]["name"], "Ada Lovelace");
        }
        let other_hub = rows::put::<hub::Entity>(network, vec![rows::hub(Uuid::from_u128(9), "elsewhere")]).await.remove(0);
        let other_coordinator = place.service.with(&accounts::person(network).coordinator(other_hub.id).open().await);
        for member in [&place.focal_point(1).await, &other_coordinator] {
            let data = member.data(SEEN).await;
            assert_eq!(data["event"]["delegations"], json!({ "totalCount": 1, "nodes": [{ "parliament": { "code": "AA" }, "delegates": [] }] }));
            assert_eq!(data["parliament"]["delegations"]["nodes"], json!([{ "event": { "slug": "day" }, "delegates": [] }]));
        }
        let reader = place.service.with(&accounts::person(network).open().await);
        for outside in [&place.service.visitor(), &reader] {
            let answer = outside.ask(SEEN, json!({})).await;
            assert_eq!(answer.body["data"]["event"]["delegations"], json!({ "totalCount": 0, "nodes": [] }));
            assert_eq!(answer.body["data"]["parliament"]["delegations"]["nodes"], json!([]));
        }
    }

    async fn history_tells_the_network_that_a_parliament_comes_visitors_nothing_of_it_and_the_log_no_name(backend) {
        let place = place(backend).await;
        let focal_point = place.focal_point(0).await;
        let registered = focal_point.done("delegationRegister", register("AA"), "delegation { id }").await;
        let change = json!({ "delegation": registered["delegation"]["id"], "expectedVersion": 1, "input": { "language": "fr", "delegates": [{ "name": "Grace Hopper", "roleTitle": "Amirale" }] } });
        focal_point.done("delegationChange", change, "").await;
        let query = r#"{ event(by: {slug: "day"}) { history(first: 2) { nodes { deed fields after } } } }"#;
        let member = place.focal_point(1).await.data(query).await;
        let told = &member["event"]["history"]["nodes"];
        assert_eq!((&told[0]["deed"], &told[0]["fields"]), (&json!("delegationChange"), &json!(["delegations"])));
        assert_eq!((&told[1]["deed"], &told[1]["fields"]), (&json!("delegationRegister"), &json!(["delegations"])));
        assert_eq!(told[1]["after"]["delegations"][1]["delegates"], 2, "how many come is told");
        let visitor = place.service.visitor().data(query).await;
        for entry in visitor["event"]["history"]["nodes"].as_array().unwrap() {
            assert_eq!(entry["deed"], "test", "only how the event came to be");
        }
        let log = place.log().await;
        for name in ["Lovelace", "Hopper", "Head of analysis", "Amirale", &Uuid::from_u128(4).to_string()] {
            let told_by_the_contacts_own_entry = name == Uuid::from_u128(4).to_string();
            let times = log.matches(name).count();
            assert!(times == usize::from(told_by_the_contacts_own_entry), "the log holds {name} {times} times");
        }
    }

    async fn as_what_delegates_come_is_said_in_a_second_language_and_goes_on_with_them(backend) {
        let place = place(backend).await;
        let focal_point = place.focal_point(0).await;
        let shown = "delegation { id version delegates { id name roleTitle { text language current } } }";
        let registered = focal_point.done("delegationRegister", register("AA"), shown).await["delegation"].clone();
        let id = |place: usize| registered["delegates"][place]["id"].clone();
        let on = |version: i64, input: Value| json!({ "delegation": registered["id"], "expectedVersion": version, "input": input });
        let french = |one: &Value, title: &str| json!({ "language": "fr", "delegates": [{ "delegate": one, "roleTitle": title }] });
        let reader = focal_point.clone().reading("fr");
        let translated = reader.done("delegationTranslate", on(1, french(&id(0), "Cheffe de l’analyse")), shown).await["delegation"].clone();
        assert_eq!(translated["version"], 2);
        assert_eq!(translated["delegates"][0], json!({ "id": id(0), "name": "Ada Lovelace", "roleTitle": { "text": "Cheffe de l’analyse", "language": "fr", "current": true } }));
        assert_eq!(translated["delegates"][1]["roleTitle"]["language"], "en");
        // The same people again: the translation stays, and is outdated once the original says something else.
        let mut people = register("AA")["input"]["delegates"].clone();
        let same = reader.done("delegationChange", on(2, json!({ "delegates": people })), shown).await;
        assert_eq!(same["delegation"], translated);
        people[0]["roleTitle"] = json!("Head");
        let changed = reader.done("delegationChange", on(2, json!({ "delegates": people })), shown).await["delegation"].clone();
        assert_eq!(changed["delegates"][0]["roleTitle"], json!({ "text": "Cheffe de l’analyse", "language": "fr", "current": false }));
        assert_eq!(changed["delegates"][0]["id"], id(0));
        let before = place.last_number().await;
        let both = json!({ "language": "?", "delegates": [{ "delegate": id(0), "roleTitle": " " }, { "delegate": id(0), "roleTitle": "x" }, { "delegate": "x", "roleTitle": "x" }] });
        for (input, told) in [
            (both, vec!["INVALID_VALUE input.language", "REQUIRED input.delegates.0.roleTitle", "DUPLICATE input.delegates.1.delegate", "INVALID_ID input.delegates.2.delegate"]),
            (json!({ "language": "fr", "delegates": [] }), vec!["REQUIRED input"]),
            (french(&id(0), &"x".repeat(301)), vec!["INVALID_VALUE input.delegates.0.roleTitle"]),
            (json!({ "language": "en", "delegates": [{ "delegate": id(0), "roleTitle": "x" }] }), vec!["INVALID_VALUE input.delegates.0.roleTitle"]),
        ] {
            assert_eq!(focal_point.refused("delegationTranslate", on(3, input)).await, told);
        }
        assert_eq!(place.editor().await.refused("delegationTranslate", on(3, french(&id(0), "x"))).await, ["FORBIDDEN delegation"]);
        assert_eq!(place.last_number().await, before + 1, "an account, nothing else");
        assert!(!place.log().await.contains("Cheffe"));
    }

    async fn of_two_of_one_name_each_goes_on_as_who_they_were(backend) {
        let place = place(backend).await;
        let focal_point = place.focal_point(0).await;
        let shown = "delegation { id version delegates { id name roleTitle { text } } }";
        let named = |role: &str| json!({ "name": "Jean Martin", "roleTitle": role });
        let register = json!({ "event": { "slug": "day" }, "input": { "parliament": { "code": "AA" }, "delegates": [named("Senator"), named("Researcher")] } });
        let registered = focal_point.done("delegationRegister", register, shown).await["delegation"].clone();
        let delegates = registered["delegates"].as_array().unwrap().clone();
        let change = |version: i64, delegates: Value| json!({ "delegation": registered["id"], "expectedVersion": version, "input": { "delegates": delegates } });
        let swapped = focal_point.done("delegationChange", change(1, json!([named("Researcher"), named("Senator")])), shown).await;
        assert_eq!(swapped["delegation"]["delegates"], json!([delegates[1], delegates[0]]));
        let one = focal_point.done("delegationChange", change(2, json!([named("Researcher")])), shown).await;
        assert_eq!(one["delegation"]["delegates"], json!([delegates[1]]));
    }

    async fn who_follows_in_a_function_is_not_put_on_a_delegation_by_a_stale_change(backend) {
        let place = place(backend).await;
        let focal_point = place.focal_point(0).await;
        let registered = focal_point.done("delegationRegister", register("AA"), "delegation { id version }").await["delegation"].clone();
        let rename = json!({ "contact": { "slug": "clerk" }, "input": { "name": "Somebody else" }, "expectedVersion": 1 });
        let named = json!({ "contact": { "slug": "clerk" }, "input": { "name": "The clerk" }, "expectedVersion": 1 });
        let version = focal_point.try_deed("contactEdit", named, "contact { version }").await.body["data"]["contactEdit"]["contact"]["version"].clone();
        let mut rename = rename;
        rename["expectedVersion"] = version;
        focal_point.done("contactEdit", rename, "").await;
        let delegates = register("AA")["input"]["delegates"].clone();
        let stale = json!({ "delegation": registered["id"], "expectedVersion": 1, "input": { "delegates": delegates } });
        assert_eq!(focal_point.refused("delegationChange", stale).await, ["CONFLICT expectedVersion"]);
        let left = focal_point.data(SEEN).await;
        assert_eq!(left["event"]["delegations"]["nodes"][0]["delegates"].as_array().map(Vec::len), Some(1), "who was a contact is taken out");
    }

    async fn after_the_deadline_a_delegation_is_refused_with_its_event_and_time(backend) {
        let place = place(backend).await;
        let (first, second) = (place.focal_point(0).await, place.focal_point(1).await);
        let registered = first.done("delegationRegister", register("AA"), "delegation { id }").await;
        // To the last second of the fourth, in New York.
        let midnight = rows::instant("2026-12-05T05:00:00Z");
        place.fresh.clock.advance(midnight - TimeDelta::seconds(1) - place.fresh.clock.now());
        let change = json!({ "delegation": registered["delegation"]["id"], "expectedVersion": 1, "input": { "delegates": [] } });
        first.done("delegationChange", change, "").await;
        place.fresh.clock.advance(TimeDelta::seconds(1));
        let before = place.last_number().await;
        let refused = second.deed("delegationRegister", register("BB"), "delegation { id }").await;
        assert_eq!(refused, json!({ "delegation": null, "errors": [{
            "code": "DEADLINE_PASSED", "path": ["event"], "message": "Registration for “Open data day” closed at the end of 2026-12-04 (America/New_York).",
        }] }));
        let french = second.reading("fr").deed("delegationRegister", register("BB"), "").await;
        assert_eq!(french["errors"][0]["message"], "L’inscription à « Journée des données ouvertes » est close depuis la fin du 2026-12-04 (America/New_York).");
        let on = json!({ "delegation": registered["delegation"]["id"], "expectedVersion": 2 });
        assert_eq!(first.refused("delegationWithdraw", on.clone()).await, ["DEADLINE_PASSED delegation"]);
        let mut change = on;
        change["input"] = json!({ "delegates": [] });
        assert_eq!(first.refused("delegationChange", change).await, ["DEADLINE_PASSED delegation"]);
        assert_eq!(place.last_number().await, before);
    }

    async fn a_deadline_with_an_instant_is_told_in_the_events_own_time_also_when_registration_was_closed(backend) {
        let place = place(backend).await;
        let editor = place.editor().await;
        let at = json!({ "event": { "slug": "day" }, "expectedVersion": 2, "input": { "registrationClosesAt": "2026-12-01T23:00:00Z" } });
        editor.done("eventEdit", at, "").await;
        editor.done("eventCloseRegistration", json!({ "event": { "slug": "day" }, "expectedVersion": 3 }), "").await;
        let focal_point = place.focal_point(0).await;
        assert_eq!(focal_point.refused("delegationRegister", register("AA")).await, ["INVALID_STATE event"], "closed early");
        place.fresh.clock.advance(TimeDelta::days(30));
        let refused = focal_point.deed("delegationRegister", register("AA"), "").await;
        assert_eq!(refused["errors"][0]["message"], "Registration for “Open data day” closed at 2026-12-01 18:00 (America/New_York).");
    }

    async fn a_parliament_has_one_delegation_and_one_that_was_withdrawn_comes_back(backend) {
        let place = place(backend).await;
        let (focal_point, network) = (place.focal_point(0).await, &place.fresh.network);
        let registered = focal_point.done("delegationRegister", register("AA"), "delegation { id }").await;
        assert_eq!(place.focal_point(0).await.refused("delegationRegister", register("AA")).await, ["DUPLICATE input.parliament"]);
        let on = |version: i64| json!({ "delegation": registered["delegation"]["id"], "expectedVersion": version });
        place.fresh.clock.advance(TimeDelta::hours(1));
        let withdrawn = focal_point.done("delegationWithdraw", on(1), WHOLE).await;
        assert_eq!((&withdrawn["delegation"]["withdrawnAt"], &withdrawn["delegation"]["version"]), (&json!("2026-11-22T13:00:00Z"), &json!(2)));
        assert_eq!(withdrawn["delegation"]["delegates"], json!([]));
        let left = network.read(rows::WRITER).all::<event_delegate::Entity>(Condition::all()).await.unwrap();
        assert_eq!(left, [], "who was to come is forgotten");
        assert_eq!(focal_point.data(SEEN).await["event"]["delegations"]["totalCount"], 0);
        assert_eq!(focal_point.refused("delegationWithdraw", on(2)).await, ["INVALID_STATE delegation"]);
        let mut change = on(2);
        change["input"] = json!({ "delegates": [] });
        assert_eq!(focal_point.refused("delegationChange", change).await, ["INVALID_STATE delegation"]);
        let back = focal_point.done("delegationRegister", register("AA"), WHOLE).await;
        assert_eq!(back["delegation"]["id"], registered["delegation"]["id"]);
        assert_eq!((&back["delegation"]["version"], &back["delegation"]["registeredAt"]), (&json!(3), &json!("2026-11-22T13:00:00Z")));
        assert_eq!(focal_point.data(SEEN).await["event"]["delegations"]["totalCount"], 1);
    }

    async fn of_two_focal_points_of_one_parliament_who_register_at_the_same_moment_one_wins(backend) {
        let place = place(backend).await;
        let (one, other) = (place.focal_point(0).await, place.focal_point(0).await);
        let answers = tokio::join!(one.deed("delegationRegister", register("AA"), "delegation { id }"), other.deed("delegationRegister", register("AA"), "delegation { id }"));
        let mut codes = [&answers.0, &answers.1].map(|payload| payload["errors"][0]["code"].as_str());
        codes.sort_unstable();
        assert_eq!(codes, [None, Some("DUPLICATE")]);
        assert_eq!(one.data(SEEN).await["event"]["delegations"]["totalCount"], 1);
    }

    async fn nobody_but_the_focal_point_of_that_parliament_registers_it(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        let focal_point = place.focal_point(0).await;
        let registered = focal_point.done("delegationRegister", register("AA"), "delegation { id }").await;
        let on = json!({ "delegation": registered["delegation"]["id"], "expectedVersion": 1 });
        let mut change = on.clone();
        change["input"] = json!({ "delegates": [] });
        let contributor = place.service.with(&accounts::person(network).contributor(place.id(0)).open().await);
        let reader = place.service.with(&accounts::person(network).open().await);
        let (other, coordinator, editor) = (place.focal_point(1).await, place.coordinator().await, place.editor().await);
        let before = place.last_number().await;
        for member in [&other, &contributor, &coordinator, &editor] {
            assert_eq!(member.refused("delegationRegister", register("AA")).await, ["FORBIDDEN input.parliament"]);
            assert_eq!(member.refused("delegationChange", change.clone()).await, ["FORBIDDEN delegation"]);
            assert_eq!(member.refused("delegationWithdraw", on.clone()).await, ["FORBIDDEN delegation"]);
        }
        assert_eq!(reader.refused("delegationRegister", register("AA")).await, ["FORBIDDEN input.parliament"]);
        // Who is not of the network does not learn that a delegation is there.
        let missing = json!({ "delegation": "ZAAAAAAAAAAAAAAAAAAAAAE", "expectedVersion": 1 });
        let answers = [reader.try_deed("delegationWithdraw", on.clone(), "").await, reader.try_deed("delegationWithdraw", missing, "").await];
        assert_eq!(answers[0].body["data"]["delegationWithdraw"]["errors"][0]["code"], "NOT_FOUND");
        assert_eq!(answers[0].body, answers[1].body);
        assert_eq!(answers[0].line().statements(), answers[1].line().statements());
        let visitor = place.service.visitor();
        for (deed, arguments) in [("delegationRegister", register("AA")), ("delegationChange", change), ("delegationWithdraw", on)] {
            assert_eq!(visitor.refused(deed, arguments).await, ["UNAUTHENTICATED"]);
        }
        assert_eq!(place.last_number().await, before);
    }

    async fn everything_that_is_wrong_with_a_registration_is_told_at_once(backend) {
        let place = place(backend).await;
        let editor = place.editor().await;
        editor.done("eventPostpone", json!({ "event": { "slug": "day" }, "expectedVersion": 2, "input": { "note": "Later." } }), "").await;
        let focal_point = place.focal_point(0).await;
        let before = place.last_number().await;
        let wrong = json!({ "event": { "slug": "day" }, "input": { "parliament": { "code": "AA" }, "language": "no such", "delegates": [
            { "name": "Ada Lovelace" }, { "name": " ", "roleTitle": "Head" }, {}, { "contact": { "slug": "nobody" } }, { "contact": { "slug": "clerk" } }, { "contact": { "slug": "clerk" } },
        ] } });
        assert_eq!(focal_point.refused("delegationRegister", wrong.clone()).await, [
            "INVALID_STATE event", "INVALID_VALUE input.language", "REQUIRED input.delegates.0.roleTitle", "REQUIRED input.delegates.1.name", "INVALID_VALUE input.delegates.2",
            "UNKNOWN_REFERENCE input.delegates.3.contact", "DUPLICATE input.delegates.5",
        ]);
        let french = focal_point.reading("fr").deed("delegationRegister", wrong, "").await;
        assert_eq!(french["errors"][0]["message"], "L’événement est reporté : l’inscription n’est pas ouverte.");
        let unknown = json!({ "event": { "slug": "day" }, "input": { "parliament": { "code": "QQ" } } });
        assert_eq!(editor.refused("delegationRegister", unknown).await, ["UNKNOWN_REFERENCE input.parliament"]);
        let unknown = json!({ "event": { "slug": "day" }, "input": { "parliament": { "code": "QQ" }, "delegates": [{ "name": "Ada" }] } });
        assert_eq!(editor.refused("delegationRegister", unknown).await, ["UNKNOWN_REFERENCE input.parliament", "REQUIRED input.delegates.0.roleTitle"]);
        assert_eq!(place.last_number().await, before);
    }

    async fn a_stale_version_is_a_conflict_and_a_dry_run_and_a_repeat_change_nothing(backend) {
        let place = place(backend).await;
        let focal_point = place.focal_point(0).await;
        let before = place.last_number().await;
        let mut dry = register("AA");
        dry["validateOnly"] = json!(true);
        assert_eq!(focal_point.done("delegationRegister", dry, "delegation { id }").await["delegation"], Value::Null);
        assert_eq!(place.last_number().await, before);
        let mut keyed = register("AA");
        keyed["idempotencyKey"] = json!("one");
        let first = focal_point.done("delegationRegister", keyed.clone(), "delegation { id }").await;
        let before = place.last_number().await;
        assert_eq!(focal_point.done("delegationRegister", keyed, "delegation { id }").await, first);
        let stale = json!({ "delegation": first["delegation"]["id"], "expectedVersion": 9 });
        assert_eq!(focal_point.refused("delegationWithdraw", stale.clone()).await, ["CONFLICT expectedVersion"]);
        let mut change = stale;
        change["input"] = json!({ "delegates": [] });
        assert_eq!(focal_point.refused("delegationChange", change).await, ["CONFLICT expectedVersion"]);
        let same = json!({ "delegation": first["delegation"]["id"], "expectedVersion": 1, "input": { "delegates": register("AA")["input"]["delegates"] } });
        let unchanged = focal_point.done("delegationChange", same, "delegation { version }").await;
        assert_eq!(unchanged["delegation"]["version"], 1, "the same people are no change");
        assert_eq!(place.last_number().await, before);
    }
}
