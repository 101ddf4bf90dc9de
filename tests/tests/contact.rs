//! Contacts: who nominates, confirms, edits and ends them, who is shown what, and what people agree to.

use std::collections::HashSet;

use chrono::TimeDelta;
use hemicycle::graphql::id::{IdKind, encode};
use hemicycle_domain::access;
use hemicycle_domain::account::{self, NewGrant};
use hemicycle_domain::actor::{Actor, Place as Domain};
use hemicycle_domain::contact::{HUBS, PROJECTS};
use hemicycle_domain::endings::{Ended, end_what_is_over};
use hemicycle_domain::policy::{Action, Verdict, decide};
use hemicycle_domain::record::{Common, Record};
use hemicycle_entity::values::{
    AppointmentStatus, AudienceScope, HubStatus, ProjectStatus, Role, TokenScope, Visibility,
};
use hemicycle_entity::{chamber, change, contact, hub, organisation, parliament, project, topic};
use hemicycle_tests::accounts::{self, Account};
use hemicycle_tests::database::noon;
use hemicycle_tests::{Backend, Caller, Fresh, Service, on_both, rows};
use sea_orm::Condition;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::visibility::contacts_of_every_sort;

/// Mutations of contacts with arguments that only ask, for the test that tries every root field.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "contactNominate",
        r#"(input: {language: "en", party: {parliament: {code: "AA"}}, roleTitle: "Clerk", appointment: EXPERT, nominatedBy: "The bureau", hubs: [{slug: "hub"}]}, validateOnly: true)"#,
    ),
    (
        "contactConfirm",
        r#"(contact: {slug: "contact"}, input: {}, expectedVersion: 1, validateOnly: true)"#,
    ),
    (
        "contactEdit",
        r#"(contact: {slug: "contact"}, input: {phone: "+33 1 40 63"}, expectedVersion: 1, validateOnly: true)"#,
    ),
    (
        "contactTranslate",
        r#"(contact: {slug: "contact"}, input: {language: "fr", roleTitle: "Greffe"}, expectedVersion: 1, validateOnly: true)"#,
    ),
    (
        "contactEnd",
        r#"(contact: {slug: "contact"}, input: {}, expectedVersion: 1, validateOnly: true)"#,
    ),
    (
        "contactSetVisibility",
        r#"(contact: {slug: "contact"}, input: {contact: NETWORK}, expectedVersion: 1, validateOnly: true)"#,
    ),
    (
        "contactSetAccount",
        r#"(contact: {slug: "contact"}, input: {account: null}, expectedVersion: 1, validateOnly: true)"#,
    ),
    (
        "contactConsentGive",
        r#"(contact: {slug: "contact"}, input: {purpose: "The directory", textVersion: "1", how: "By letter"}, expectedVersion: 1, validateOnly: true)"#,
    ),
    (
        "contactConsentWithdraw",
        r#"(contact: {slug: "contact"}, input: {}, expectedVersion: 1, validateOnly: true)"#,
    ),
    (
        "contactErase",
        r#"(contact: {slug: "contact"}, expectedVersion: 1, validateOnly: true)"#,
    ),
];

/// Two parliaments, one of them with a chamber and a hub, and people of each sort.
pub struct Place {
    pub fresh: Fresh,
    pub service: Service,
    pub aa: parliament::Model,
    pub bb: parliament::Model,
    pub chamber: chamber::Model,
    pub hub: hub::Model,
    pub other_hub: hub::Model,
}

pub async fn place(backend: Backend) -> Place {
    let fresh = Fresh::empty(backend).await;
    let network = &fresh.network;
    let id = |number: u128| Uuid::from_u128(number);
    let parliaments = vec![rows::parliament(id(1), "AA"), rows::parliament(id(2), "BB")];
    let mut parliaments = rows::put::<parliament::Entity>(network, parliaments).await;
    let (bb, aa) = (parliaments.remove(1), parliaments.remove(0));
    let chamber = rows::chamber(id(3), "AA-LC01", aa.id);
    let chamber = rows::put::<chamber::Entity>(network, vec![chamber])
        .await
        .remove(0);
    let hubs = vec![rows::hub(id(4), "hub"), rows::hub(id(5), "other")];
    let mut hubs = rows::put::<hub::Entity>(network, hubs).await;
    let (other_hub, hub) = (hubs.remove(1), hubs.remove(0));
    rows::put::<topic::Entity>(network, vec![rows::topic(id(6), "topic")]).await;
    rows::put::<organisation::Entity>(network, vec![rows::organisation(id(7), "ipu")]).await;
    let service = Service::of(network);
    Place {
        fresh,
        service,
        aa,
        bb,
        chamber,
        hub,
        other_hub,
    }
}

impl Place {
    async fn focal_point(&self) -> Caller {
        self.service.with(
            &accounts::person(&self.fresh.network)
                .focal_point(self.aa.id)
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

    pub async fn editor(&self) -> Caller {
        self.service
            .with(&accounts::person(&self.fresh.network).editor().open().await)
    }

    async fn reader(&self) -> Caller {
        self.service
            .with(&accounts::person(&self.fresh.network).open().await)
    }

    /// The number of the log's last entry.
    async fn last_number(&self) -> i64 {
        let reading = self.fresh.network.read(rows::WRITER);
        reading.last_change().await.unwrap().unwrap().0
    }

    /// A contact of AA within the hub, for the network unless changed.
    async fn contact(&self, change: impl FnOnce(&mut contact::Model)) -> contact::Model {
        let mut row = rows::contact(self.fresh.clock.new_id(), "contact", self.aa.id);
        row.role_title = Some(rows::english("Clerk"));
        change(&mut row);
        let row = rows::put::<contact::Entity>(&self.fresh.network, vec![row])
            .await
            .remove(0);
        rows::link::<contact::Entity>(&self.fresh.network, HUBS, &row, &[self.hub.id.0]).await;
        row
    }
}

/// Somebody who is named, has agreed to it, and has an account.
fn ada(account: &Account) -> impl FnOnce(&mut contact::Model) {
    let account = account.id;
    move |row| {
        row.name = Some("Ada Lovelace".to_owned());
        row.mailbox = Some("ada@example.org".to_owned());
        row.phone = Some("+33 1 40 63".to_owned());
        row.account_id = Some(account);
        row.consent_from = Some(noon());
        row.visibility = Visibility::Public;
        row.name_visibility = Visibility::Hub;
        row.mailbox_visibility = Visibility::Hub;
        row.phone_visibility = Visibility::Private;
    }
}

/// Gives an account another role, in a deed of its own.
async fn give(place: &Place, to: &Account, role: Role, at: Domain) {
    let mut writing = rows::deed(&place.fresh.network).await;
    let row = writing
        .by_ids::<hemicycle_entity::account::Entity>(&[to.id])
        .await
        .unwrap()
        .remove(&to.id)
        .unwrap();
    let grant = NewGrant {
        role,
        place: at,
        from: None,
        until: None,
    };
    account::give(&mut writing, &row, grant).await.unwrap();
    writing.commit().await.unwrap();
}

pub fn id_of(account: &Account) -> Value {
    json!(encode(IdKind::Account, account.id))
}

fn nomination() -> Value {
    json!({ "input": {
        "language": "fr", "party": { "chamber": { "code": "AA-LC01" } }, "name": "Ada Lovelace", "roleTitle": "Greffière adjointe", "unit": "Le greffe",
        "languages": ["fr", "EN"], "mailbox": "greffe@example.org", "phone": "+33 1 40 63 60 00", "website": "https://www.example.org/greffe",
        "appointment": "enum:EXPERT", "endsOn": "2027-12-31", "nominatedBy": "Le bureau", "expertise": [{ "code": "topic" }], "hubs": [{ "slug": "hub" }],
    } })
}

fn of(slug: &str, input: Value, version: i64) -> Value {
    json!({ "contact": { "slug": slug }, "input": input, "expectedVersion": version })
}

fn contact(input: Value, version: i64) -> Value {
    of("contact", input, version)
}

const SEEN: &str = r#"{ contact(by: {slug: "contact"}) { name mailbox phone } }"#;

async fn seen(caller: &Caller) -> Value {
    caller.data(SEEN).await["contact"].clone()
}

/// Whether what `visible_to` selects of contacts is what `decide` allows, for one actor; the slugs of those.
async fn agreed(fresh: &Fresh, actor: Actor) -> HashSet<String> {
    let reading = fresh.network.read(actor.clone());
    let selected = reading
        .all::<contact::Entity>(Condition::all())
        .await
        .unwrap();
    let selected: HashSet<String> = selected.into_iter().map(|row| row.slug).collect();
    let everything = fresh
        .network
        .read(rows::WRITER)
        .all::<contact::Entity>(Condition::all())
        .await
        .unwrap();
    let all: Vec<&contact::Model> = everything.iter().collect();
    let subjects = reading.subjects::<contact::Entity>(&all).await.unwrap();
    for row in &everything {
        let verdict = decide(&actor, reading.now(), Action::View, &subjects[&row.uuid()]);
        assert_eq!(
            selected.contains(&row.slug),
            verdict == Verdict::Allow,
            "{actor:?} and {row:?}"
        );
    }
    selected
}

on_both! {
    async fn nobody_makes_a_contact_their_own(backend) {
        let place = place(backend).await;
        rows::joins(&place.fresh.network, place.aa.id, &place.hub, None).await;
        let focal = accounts::person(&place.fresh.network).focal_point(place.aa.id).open().await;
        let mut asked = nomination();
        asked["input"]["account"] = id_of(&focal);
        assert_eq!(place.service.with(&focal).refused("contactNominate", asked).await, ["FORBIDDEN input.account"]);
    }

    async fn a_focal_point_nominates_somebody_of_a_chamber_whom_only_their_people_see_until_then(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        // Today is the last day of its membership.
        rows::joins(network, place.aa.id, &place.hub, Some("2026-11-22")).await;
        let person = accounts::person(network).open().await;
        let mut asked = nomination();
        asked["input"]["account"] = id_of(&person);
        let focal = place.focal_point().await;
        let fields = "contact { slug name roleTitle { text language } languages mailbox phone appointmentStatus endsOn nominatedBy visibility mailboxVisibility hubs { slug } expertise { code } account version party { ... on Chamber { code } } }";
        let payload = focal.done("contactNominate", asked, fields).await;
        assert_eq!(payload["contact"], json!({
            "slug": "greffiere-adjointe", "name": "Ada Lovelace", "roleTitle": { "text": "Greffière adjointe", "language": "fr" }, "languages": ["fr", "en"],
            "mailbox": "greffe@example.org", "phone": "+33 1 40 63 60 00", "appointmentStatus": "NOMINATED", "endsOn": "2027-12-31", "nominatedBy": "Le bureau",
            "visibility": "HUB", "mailboxVisibility": "HUB", "hubs": [{ "slug": "hub" }], "expertise": [{ "code": "topic" }], "account": id_of(&person), "version": 1,
            "party": { "code": "AA-LC01" },
        }));
        let query = r#"{ contact(by: {slug: "greffiere-adjointe"}) { name mailbox nominatedBy visibility account consents { id } } }"#;
        let contributor = place.service.with(&accounts::person(network).contributor(place.aa.id).open().await);
        let of_another = place.service.with(&accounts::person(network).focal_point(place.bb.id).open().await);
        let own = place.service.with(&person).data(query).await;
        assert_eq!(own["contact"]["mailbox"], "greffe@example.org");
        let near = place.coordinator().await.data(query).await;
        assert_eq!(near["contact"], json!({ "name": "Ada Lovelace", "mailbox": "greffe@example.org", "nominatedBy": null, "visibility": null, "account": null, "consents": [] }));
        place.fresh.clock.advance(TimeDelta::days(1));
        // Of the same parliament, but within none of the hubs: the details are not for them.
        assert_eq!(contributor.data(query).await["contact"]["mailbox"], Value::Null);
        for stranger in [place.reader().await, of_another, place.service.visitor()] {
            assert_eq!(stranger.data(query).await["contact"], Value::Null);
        }
        let told = place.editor().await.data(r#"{ contact(by: {slug: "greffiere-adjointe"}) { history { nodes { deed actorKind after fields } } } }"#).await;
        let entry = &told["contact"]["history"]["nodes"][0];
        assert_eq!((&entry["deed"], &entry["actorKind"]), (&json!("contactNominate"), &json!("PERSON")));
        let words = told.to_string();
        for personal in ["Ada", "greffe@", "63 60", "Le bureau", "Greffière"] {
            assert!(!words.contains(personal), "{personal}: {words}");
        }
    }

    async fn who_may_nominate_for_whom(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        rows::joins(network, place.aa.id, &place.hub, None).await;
        let before = place.last_number().await;
        let with = |change: fn(&mut Value)| {
            let mut asked = nomination();
            asked["validateOnly"] = json!(true);
            change(&mut asked["input"]);
            asked
        };
        let coordinator = place.coordinator().await;
        coordinator.done("contactNominate", with(|_| ()), "").await;
        assert_eq!(coordinator.refused("contactNominate", with(|input| input["hubs"] = json!([{ "slug": "other" }]))).await, ["FORBIDDEN"]);
        let of_organisation = with(|input| input["party"] = json!({ "organisation": { "slug": "ipu" } }));
        place.editor().await.done("contactNominate", of_organisation.clone(), "").await;
        let focal = place.focal_point().await;
        assert_eq!(focal.refused("contactNominate", of_organisation).await, ["FORBIDDEN"]);
        let of_another = |input: &mut Value| input["party"] = json!({ "parliament": { "code": "BB" } });
        assert_eq!(focal.refused("contactNominate", with(of_another)).await, ["FORBIDDEN"]);
        assert_eq!(coordinator.refused("contactNominate", with(of_another)).await, ["FORBIDDEN input.party"], "BB is no member of the hub");
        let elsewhere = |input: &mut Value| input["hubs"] = json!([{ "slug": "hub" }, { "slug": "other" }]);
        for caller in [&focal, &coordinator] {
            assert_eq!(caller.refused("contactNominate", with(elsewhere)).await, ["FORBIDDEN input.hubs.1"]);
        }
        let contributor = accounts::person(network).contributor(place.aa.id).open().await;
        let client = accounts::client(network).contributor(place.aa.id).open().await;
        let administrator = accounts::person(network).administrator().open().await;
        for account in [contributor, client, administrator] {
            assert_eq!(place.service.with(&account).refused("contactNominate", with(|_| ())).await, ["FORBIDDEN"]);
        }
        assert_eq!(place.reader().await.refused("contactNominate", with(|_| ())).await, ["FORBIDDEN"]);
        assert_eq!(place.service.visitor().refused("contactNominate", with(|_| ())).await, ["UNAUTHENTICATED"]);
        let opened = place.last_number().await - before;
        assert_eq!(opened, 7, "accounts were opened, and nothing else was written");
    }

    async fn who_nominates_for_a_party_that_is_not_there_is_told_that_and_no_missing_role(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        let (focal, coordinator, reader) = (place.focal_point().await, place.coordinator().await, place.reader().await);
        let before = place.last_number().await;
        let with = |party: Value, hubs: Value| {
            let mut asked = nomination();
            asked["input"]["party"] = party;
            asked["input"]["hubs"] = hubs;
            asked
        };
        let (chamber, organisation) = (json!({ "chamber": { "code": "AA-LC99" } }), json!({ "organisation": { "slug": "ipu" } }));
        assert_eq!(focal.refused("contactNominate", with(chamber.clone(), json!([]))).await, ["UNKNOWN_REFERENCE input.party.chamber"]);
        let mut wrong = with(chamber.clone(), json!([]));
        wrong["input"]["phone"] = json!("call me");
        assert_eq!(focal.refused("contactNominate", wrong).await, ["UNKNOWN_REFERENCE input.party.chamber", "INVALID_VALUE input.phone"]);
        // For an organisation it is a hub that nominates.
        assert_eq!(coordinator.refused("contactNominate", with(organisation.clone(), json!([]))).await, ["REQUIRED input.hubs"]);
        assert_eq!(coordinator.refused("contactNominate", with(organisation.clone(), json!([{ "slug": "nowhere" }]))).await, ["UNKNOWN_REFERENCE input.hubs.0"]);
        assert_eq!(focal.refused("contactNominate", with(organisation, json!([]))).await, ["FORBIDDEN"]);
        let contributor = place.service.with(&accounts::person(network).contributor(place.aa.id).open().await);
        for nobody in [reader, contributor] {
            assert_eq!(nobody.refused("contactNominate", with(chamber.clone(), json!([]))).await, ["FORBIDDEN"]);
        }
        assert_eq!(place.last_number().await, before + 1, "an account was opened, and nothing else was written");
    }

    async fn everything_that_is_wrong_with_a_nomination_is_told_at_once_in_the_callers_language(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        let ended = accounts::client(network).open().await;
        let editor = place.editor().await;
        let before = place.last_number().await;
        let wrong = json!({ "input": {
            "language": "no such", "party": { "parliament": { "code": "AA" } }, "mailbox": "not an address", "phone": "call me", "website": "http://x", "unit": " ",
            "languages": ["fr", "??"], "appointment": "enum:EXPERT", "appointedOn": "2027-02-01", "endsOn": "2027-01-01", "nominatedBy": "a\u{7}", "slug": "Ada Lovelace",
            "hubs": [{ "slug": "nowhere" }], "expertise": [{ "code": "topic" }, { "id": "x" }], "account": id_of(&ended),
        } });
        assert_eq!(editor.refused("contactNominate", wrong.clone()).await, [
            "INVALID_ID input.expertise.1.id", "UNKNOWN_REFERENCE input.hubs.0", "UNKNOWN_REFERENCE input.account", "INVALID_VALUE input.language", "REQUIRED input.unit",
            "REQUIRED input.roleTitle", "INVALID_VALUE input.mailbox", "INVALID_VALUE input.phone", "INVALID_VALUE input.website", "INVALID_VALUE input.nominatedBy",
            "INVALID_VALUE input.languages.1", "INVALID_VALUE input.endsOn", "INVALID_VALUE input.slug",
        ]);
        let french = editor.reading("fr").deed("contactNominate", wrong, "").await;
        assert_eq!(french["errors"][2]["message"], "Aucune personne n’a ce compte.");
        assert_eq!(french["errors"][6]["message"], "Ce n’est pas une adresse électronique.");
        assert_eq!(place.last_number().await, before);
    }

    async fn a_nomination_is_confirmed_once_by_the_hub_and_is_shown_from_then_on(backend) {
        let place = place(backend).await;
        place.contact(|row| row.appointment_status = AppointmentStatus::Nominated).await;
        let (coordinator, focal, reader) = (place.coordinator().await, place.focal_point().await, place.reader().await);
        let before = place.last_number().await;
        assert_eq!(focal.refused("contactConfirm", contact(json!({}), 2)).await, ["FORBIDDEN contact"]);
        assert_eq!(coordinator.refused("contactConfirm", contact(json!({}), 1)).await, ["CONFLICT expectedVersion"]);
        assert_eq!(seen(&place.service.visitor()).await, Value::Null);
        // Hidden answers like missing, in as many statements.
        let hidden = reader.try_deed("contactConfirm", contact(json!({}), 2), "").await;
        let missing = reader.try_deed("contactConfirm", of("nobody", json!({}), 2), "").await;
        assert_eq!(hidden.body, missing.body);
        assert_eq!(hidden.body["data"]["contactConfirm"]["errors"][0]["code"], "NOT_FOUND");
        assert_eq!(place.last_number().await, before);
        let payload = coordinator.done("contactConfirm", contact(json!({}), 2), "contact { appointmentStatus appointedOn version }").await;
        assert_eq!(payload["contact"], json!({ "appointmentStatus": "CONFIRMED", "appointedOn": "2026-11-22", "version": 3 }));
        assert_ne!(seen(&place.service.visitor()).await, Value::Null);
        let before = place.last_number().await;
        let french = coordinator.reading("fr").deed("contactConfirm", contact(json!({}), 3), "").await;
        assert_eq!(french["errors"], json!([{ "code": "INVALID_STATE", "path": ["contact"], "message": "Seule une nomination proposée peut être confirmée." }]));
        assert_eq!(place.last_number().await, before);
        let history = place.service.visitor().data(r#"{ contact(by: {slug: "contact"}) { history(first: 1) { nodes { deed fields after } } } }"#).await;
        assert_eq!(history["contact"]["history"]["nodes"][0], json!({
            "deed": "contactConfirm", "fields": ["appointmentStatus", "dates"], "after": { "appointmentStatus": "CONFIRMED" },
        }));
    }

    async fn a_nomination_that_is_over_by_its_date_is_not_confirmed(backend) {
        let place = place(backend).await;
        place.contact(|row| {
            row.appointment_status = AppointmentStatus::Nominated;
            row.ends_on = Some(noon().date_naive());
        }).await;
        let editor = place.editor().await;
        let before = place.last_number().await;
        assert_eq!(editor.refused("contactConfirm", contact(json!({ "appointedOn": "2026-12-01" }), 2)).await, ["INVALID_STATE contact", "INVALID_VALUE input.appointedOn"]);
        assert_eq!(place.last_number().await, before);
    }

    async fn people_edit_their_own_contact_but_not_what_their_parliament_says_of_it(backend) {
        let place = place(backend).await;
        let person = accounts::person(&place.fresh.network).open().await;
        place.contact(ada(&person)).await;
        let own = place.service.with(&person);
        let edit = json!({ "name": "Ada King", "mailbox": "king@example.org", "phone": null, "languages": ["fr"] });
        let payload = own.done("contactEdit", contact(edit, 2), "contact { name mailbox phone languages consents { id } version }").await;
        assert_eq!(payload["contact"], json!({ "name": "Ada King", "mailbox": "king@example.org", "phone": null, "languages": ["fr"], "consents": [], "version": 3 }));
        assert_ne!(seen(&place.service.visitor()).await, Value::Null, "their own correction keeps their consent");
        let before = place.last_number().await;
        let kept = json!({ "endsOn": "2030-01-01", "appointedOn": null, "nominatedBy": "Myself" });
        assert_eq!(own.refused("contactEdit", contact(kept, 3)).await, [
            "FORBIDDEN input.appointedOn", "FORBIDDEN input.endsOn", "FORBIDDEN input.nominatedBy",
        ]);
        for (caller, code) in [(place.reader().await, "FORBIDDEN contact"), (place.coordinator().await, "FORBIDDEN contact"), (place.service.visitor(), "UNAUTHENTICATED")] {
            assert_eq!(caller.refused("contactEdit", contact(json!({ "phone": "112" }), 3)).await, [code]);
        }
        let wrong = json!({ "name": null, "roleTitle": null, "mailbox": "x", "hubs": [{ "slug": "nowhere" }] });
        assert_eq!(own.refused("contactEdit", contact(wrong, 3)).await, ["INVALID_VALUE input.mailbox", "REQUIRED input.name", "UNKNOWN_REFERENCE input.hubs.0"]);
        assert_eq!(own.refused("contactEdit", contact(json!({ "phone": "112" }), 2)).await, ["CONFLICT expectedVersion"]);
        assert_eq!(place.last_number().await, before + 2, "two accounts, nothing else");
        let history = place.editor().await.data(r#"{ contact(by: {slug: "contact"}) { history(first: 1) { nodes { deed fields before after } } } }"#).await;
        assert_eq!(history["contact"]["history"]["nodes"][0], json!({
            "deed": "contactEdit", "fields": ["details", "languages"], "before": {}, "after": { "languages": ["fr"] },
        }));
    }

    async fn another_name_from_another_hand_ends_the_consent_and_the_rights_of_the_one_before(backend) {
        let place = place(backend).await;
        let person = accounts::person(&place.fresh.network).open().await;
        place.contact(ada(&person)).await;
        let focal = place.focal_point().await;
        let agreed = json!({ "purpose": "The directory", "textVersion": "1", "how": "By letter" });
        focal.done("contactConsentGive", contact(agreed, 2), "").await;
        assert_ne!(seen(&place.service.visitor()).await, Value::Null);
        let whose = "contact { name account consents { withdrawnAt } }";
        let payload = focal.done("contactEdit", contact(json!({ "phone": "112" }), 3), whose).await;
        assert_eq!(payload["contact"]["account"], id_of(&person));
        let payload = focal.done("contactEdit", contact(json!({ "name": "Charles Babbage" }), 4), whose).await;
        assert_eq!(payload["contact"], json!({ "name": "Charles Babbage", "account": null, "consents": [{ "withdrawnAt": "2026-11-22T12:00:00Z" }] }));
        assert_eq!(seen(&place.service.visitor()).await, Value::Null);
        assert_eq!(place.service.with(&person).refused("contactEdit", contact(json!({ "phone": "113" }), 5)).await, ["NOT_FOUND contact"]);
        // Whoever it is now is not told what the one before agreed to; those who keep the contact are.
        let next = accounts::person(&place.fresh.network).open().await;
        let administrator = place.service.with(&accounts::person(&place.fresh.network).administrator().open().await);
        administrator.done("contactSetAccount", contact(json!({ "account": id_of(&next) }), 5), "").await;
        let next = place.service.with(&next);
        let told = next.data(r#"{ myData contact(by: {slug: "contact"}) { name consents { purpose } } }"#).await;
        assert_eq!(told["contact"], json!({ "name": "Charles Babbage", "consents": [] }));
        assert_eq!(told["myData"]["consents"], json!([]));
        let kept = focal.data(r#"{ contact(by: {slug: "contact"}) { consents { purpose } } }"#).await;
        assert_eq!(kept["contact"]["consents"], json!([{ "purpose": "The directory" }]));
        // Their own word is theirs.
        let agreed = json!({ "purpose": "The website", "textVersion": "2", "how": "Here" });
        next.done("contactConsentGive", contact(agreed, 6), "").await;
        assert_ne!(seen(&place.service.visitor()).await, Value::Null);
        next.done("contactConsentWithdraw", contact(json!({}), 7), "").await;
        assert_eq!(seen(&place.service.visitor()).await, Value::Null);
        let told = next.data(r#"{ contact(by: {slug: "contact"}) { consents { purpose } } }"#).await;
        assert_eq!(told["contact"]["consents"], json!([{ "purpose": "The website" }]));
        let kept = focal.data(r#"{ contact(by: {slug: "contact"}) { consents { purpose } } }"#).await;
        assert_eq!(kept["contact"]["consents"].as_array().map(Vec::len), Some(2));
    }

    async fn what_the_one_before_had_agreed_to_and_withdrawn_is_not_told_to_who_follows(backend) {
        let place = place(backend).await;
        let (person, next) = (accounts::person(&place.fresh.network).open().await, accounts::person(&place.fresh.network).open().await);
        place.contact(|row| {
            ada(&person)(row);
            row.consent_from = None;
        }).await;
        let (focal, own) = (place.focal_point().await, place.service.with(&person));
        let agreed = json!({ "purpose": "The directory", "textVersion": "1", "how": "By letter" });
        own.done("contactConsentGive", contact(agreed, 2), "").await;
        own.done("contactConsentWithdraw", contact(json!({}), 3), "").await;
        focal.done("contactEdit", contact(json!({ "name": "Charles Babbage" }), 4), "").await;
        let administrator = place.service.with(&accounts::person(&place.fresh.network).administrator().open().await);
        administrator.done("contactSetAccount", contact(json!({ "account": id_of(&next) }), 5), "").await;
        let told = place.service.with(&next).data(r#"{ myData contact(by: {slug: "contact"}) { name consents { purpose } } }"#).await;
        assert_eq!(told["contact"], json!({ "name": "Charles Babbage", "consents": [] }));
        assert_eq!(told["myData"]["consents"], json!([]));
    }

    async fn who_follows_in_a_function_gets_neither_the_account_nor_the_openness_of_the_one_before(backend) {
        let place = place(backend).await;
        let person = accounts::person(&place.fresh.network).open().await;
        place.contact(|row| {
            ada(&person)(row);
            row.name_visibility = Visibility::Public;
            row.phone_visibility = Visibility::Public;
        }).await;
        let focal = place.focal_point().await;
        let shown = "contact { account nameVisibility mailboxVisibility phoneVisibility }";
        let vacant = focal.done("contactEdit", contact(json!({ "name": null, "roleTitle": "Clerk" }), 2), shown).await;
        assert_eq!(vacant["contact"], json!({ "account": null, "nameVisibility": "HUB", "mailboxVisibility": "HUB", "phoneVisibility": "HUB" }));
        let next = focal.done("contactEdit", contact(json!({ "name": "Charles Babbage", "phone": "112" }), 3), shown).await;
        assert_eq!(next["contact"], vacant["contact"]);
        assert_eq!(place.service.with(&person).refused("contactEdit", contact(json!({ "phone": "113" }), 4)).await, ["NOT_FOUND contact"]);
    }

    async fn whose_a_contact_is_only_administrators_change_and_the_consent_of_the_one_before_ends(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        let (person, other) = (accounts::person(network).open().await, accounts::person(network).focal_point(place.aa.id).open().await);
        place.contact(|row| {
            ada(&person)(row);
            row.account_id = None;
        }).await;
        let (focal, colleague, editor) = (place.focal_point().await, place.service.with(&other), place.editor().await);
        let boss = accounts::person(network).administrator().open().await;
        let administrator = place.service.with(&boss);
        let of = |account: &Account| json!({ "account": id_of(account) });
        let agreed = json!({ "purpose": "The directory", "textVersion": "1", "how": "By letter" });
        focal.done("contactConsentGive", contact(agreed.clone(), 2), "").await;
        // Those who keep contacts do not make each other the person of somebody else's.
        let before = place.last_number().await;
        for (caller, refusal) in [
            (&focal, "FORBIDDEN contact"), (&colleague, "FORBIDDEN contact"), (&editor, "FORBIDDEN contact"), (&place.service.with(&person), "FORBIDDEN contact"),
            (&place.service.visitor(), "UNAUTHENTICATED"),
        ] {
            assert_eq!(caller.refused("contactSetAccount", contact(of(&other), 3)).await, [refusal]);
        }
        let query = r#"{ contact(by: {slug: "contact"}) { viewerCan { setAccount { allowed } erase { allowed } } } }"#;
        let may = async |caller: &Caller| caller.data(query).await["contact"]["viewerCan"].clone();
        assert_eq!(may(&colleague).await, json!({ "setAccount": { "allowed": false }, "erase": { "allowed": false } }));
        assert_eq!(may(&administrator).await, json!({ "setAccount": { "allowed": true }, "erase": { "allowed": true } }));
        let client = accounts::client(network).open().await;
        let before = before.max(place.last_number().await);
        assert_eq!(administrator.refused("contactSetAccount", contact(of(&boss), 3)).await, ["FORBIDDEN input.account"]);
        assert_eq!(administrator.refused("contactSetAccount", contact(of(&client), 3)).await, ["UNKNOWN_REFERENCE input.account"]);
        assert_eq!(administrator.refused("contactSetAccount", contact(json!({}), 3)).await, ["REQUIRED input.account"]);
        assert_eq!(administrator.refused("contactSetAccount", contact(of(&person), 2)).await, ["CONFLICT expectedVersion"]);
        let french = administrator.clone().reading("fr").deed("contactSetAccount", contact(of(&boss), 3), "").await;
        assert_eq!(french["errors"][0]["message"], "Nul ne s’attribue un contact : quelqu’un d’autre indique de quel compte il s’agit.");
        assert_eq!(place.last_number().await, before);
        // Who is named has agreed, and gets an account: it is still they.
        let asked = "contact { account consents { withdrawnAt } version }";
        let payload = administrator.done("contactSetAccount", contact(of(&person), 3), asked).await;
        assert_eq!(payload["contact"], json!({ "account": id_of(&person), "consents": [{ "withdrawnAt": null }], "version": 4 }));
        assert_ne!(seen(&place.service.visitor()).await, Value::Null);
        assert_eq!(may(&place.service.with(&person)).await, json!({ "setAccount": { "allowed": false }, "erase": { "allowed": true } }));
        let payload = administrator.done("contactSetAccount", contact(of(&person), 4), asked).await;
        assert_eq!(payload["contact"]["consents"], json!([{ "withdrawnAt": null }]), "the same account again");
        // Another account, or none: whoever agreed is not asked for any more.
        let noon = "2026-11-22T12:00:00Z";
        let payload = administrator.done("contactSetAccount", contact(of(&other), 4), asked).await;
        assert_eq!(payload["contact"], json!({ "account": id_of(&other), "consents": [{ "withdrawnAt": noon }], "version": 5 }));
        assert_eq!(seen(&place.service.visitor()).await, Value::Null);
        assert_eq!(place.service.with(&person).refused("contactEdit", contact(json!({ "phone": "112" }), 5)).await, ["NOT_FOUND contact"]);
        colleague.done("contactConsentGive", contact(agreed, 5), "").await;
        assert_ne!(seen(&place.service.visitor()).await, Value::Null);
        let payload = administrator.done("contactSetAccount", contact(json!({ "account": null }), 6), asked).await;
        assert_eq!(payload["contact"], json!({ "account": null, "consents": [{ "withdrawnAt": noon }, { "withdrawnAt": noon }], "version": 7 }));
        assert_eq!(seen(&place.service.visitor()).await, Value::Null);
        // The log says that it changed, not whose it was.
        let history = editor.data(r#"{ contact(by: {slug: "contact"}) { history(first: 1) { nodes { deed fields before } } } }"#).await;
        let entry = &history["contact"]["history"]["nodes"][0];
        assert_eq!((&entry["deed"], &entry["fields"]), (&json!("contactSetAccount"), &json!(["account", "consent", "consents"])));
        assert!(!entry.to_string().contains(id_of(&other).as_str().unwrap()));
    }

    async fn what_belongs_to_a_person_becomes_public_by_their_own_word_or_with_their_consent(backend) {
        let place = place(backend).await;
        let person = accounts::person(&place.fresh.network).open().await;
        place.contact(|row| {
            ada(&person)(row);
            row.consent_from = None;
        }).await;
        let (focal, own) = (place.focal_point().await, place.service.with(&person));
        let before = place.last_number().await;
        let open = json!({ "contact": "enum:PUBLIC", "name": "enum:PUBLIC", "mailbox": "enum:PUBLIC", "phone": "enum:PUBLIC" });
        assert_eq!(focal.refused("contactSetVisibility", contact(open.clone(), 2)).await, ["INVALID_STATE input.name", "INVALID_STATE input.mailbox", "INVALID_STATE input.phone"]);
        assert_eq!(place.coordinator().await.refused("contactSetVisibility", contact(json!({}), 2)).await, ["NOT_FOUND contact"]);
        assert_eq!(place.last_number().await, before + 1, "an account, nothing else");
        let fields = "contact { visibility nameVisibility mailboxVisibility phoneVisibility }";
        let payload = own.done("contactSetVisibility", contact(json!({ "mailbox": "enum:PUBLIC", "phone": "enum:NETWORK" }), 2), fields).await;
        assert_eq!(payload["contact"], json!({ "visibility": "PUBLIC", "nameVisibility": "HUB", "mailboxVisibility": "PUBLIC", "phoneVisibility": "NETWORK" }));
        // Without a consent, a named person is shown to nobody outside, whatever was chosen.
        assert_eq!(seen(&place.service.visitor()).await, Value::Null);
        focal.done("contactConsentGive", contact(json!({ "purpose": "The directory", "textVersion": "1", "how": "By letter" }), 3), "").await;
        assert_eq!(seen(&place.service.visitor()).await, json!({ "name": null, "mailbox": "ada@example.org", "phone": null }));
        focal.done("contactSetVisibility", contact(open, 4), "").await;
        assert_eq!(seen(&place.service.visitor()).await, json!({ "name": "Ada Lovelace", "mailbox": "ada@example.org", "phone": "+33 1 40 63" }));
    }

    async fn an_answer_that_tells_a_contacts_name_or_address_is_kept_by_no_cache(backend) {
        let place = place(backend).await;
        let visitor = place.service.visitor();
        let told = ["name", "mailbox", "phone"].map(|field| format!("{{ contacts {{ nodes {{ slug {field} }} }} }}"));
        for query in &told {
            assert_eq!(visitor.cached(query).await.0, "public, max-age=60", "nothing is told: {query}");
        }
        place.contact(|row| {
            row.name = Some("Ada Lovelace".to_owned());
            row.mailbox = Some("ada@example.org".to_owned());
            row.phone = Some("+33 1 40 63".to_owned());
            row.consent_from = Some(noon());
        }).await;
        for (query, words) in told.iter().zip(["Ada Lovelace", "ada@example.org", "+33 1 40 63"]) {
            let (kept, answer) = visitor.cached(query).await;
            assert!(answer.text.contains(words), "{}", answer.text);
            assert_eq!(kept, "no-store", "{query}");
        }
        for query in ["{ parliaments { nodes { code } } }", "{ contacts { totalCount nodes { slug roleTitle { text } } } }"] {
            assert_eq!(visitor.cached(query).await.0, "public, max-age=60", "{query}");
        }
    }

    async fn the_mailbox_of_a_function_is_nobodys_own_and_stays_hidden_until_it_is_made_public(backend) {
        let place = place(backend).await;
        place.contact(|row| {
            row.mailbox = Some("office@example.org".to_owned());
            row.mailbox_visibility = Visibility::Network;
        }).await;
        let (visitor, focal) = (place.service.visitor(), place.focal_point().await);
        let nothing = json!({ "name": null, "mailbox": null, "phone": null });
        assert_eq!(seen(&visitor).await, nothing);
        assert_eq!(seen(&place.reader().await).await, nothing, "an account without a role is no more than a visitor");
        assert_eq!(seen(&place.coordinator().await).await["mailbox"], "office@example.org");
        focal.done("contactSetVisibility", contact(json!({ "mailbox": "enum:PUBLIC" }), 2), "").await;
        assert_eq!(seen(&visitor).await["mailbox"], "office@example.org");
        let history = visitor.data(r#"{ contact(by: {slug: "contact"}) { history(first: 1) { nodes { fields } } } }"#).await;
        assert_eq!(history["contact"]["history"]["nodes"][0]["fields"], json!([]), "who sees what is not for everybody");
    }

    async fn a_consent_shows_somebody_and_its_withdrawal_hides_them_at_once(backend) {
        let place = place(backend).await;
        let person = accounts::person(&place.fresh.network).open().await;
        place.contact(|row| {
            ada(&person)(row);
            row.consent_from = None;
        }).await;
        let (own, visitor) = (place.service.with(&person), place.service.visitor());
        let before = place.last_number().await;
        let wrong = json!({ "purpose": " ", "textVersion": "", "how": "x", "givenAt": "2026-11-22T12:00:01Z", "expiresAt": "2026-11-22T12:00:00Z" });
        assert_eq!(own.refused("contactConsentGive", contact(wrong, 2)).await, [
            "REQUIRED input.purpose", "REQUIRED input.textVersion", "INVALID_VALUE input.givenAt", "INVALID_VALUE input.expiresAt",
        ]);
        assert_eq!(own.refused("contactConsentWithdraw", contact(json!({}), 2)).await, ["INVALID_STATE contact"]);
        assert_eq!(place.last_number().await, before);
        let given = |purpose: &str, until: Option<&str>| json!({ "purpose": purpose, "textVersion": "2026-01", "how": "By letter", "givenAt": "2026-11-20T08:00:00Z", "expiresAt": until });
        own.done("contactConsentGive", contact(given("The directory", None), 2), "").await;
        let payload = own.done("contactConsentGive", contact(given("The conference", Some("2026-11-23T12:00:00Z")), 3), "contact { consents { id purpose textVersion how givenAt expiresAt withdrawnAt } version }").await;
        let consents = payload["contact"]["consents"].as_array().unwrap().clone();
        assert_eq!(consents.len(), 2);
        assert_ne!(seen(&visitor).await, Value::Null);
        let directory = consents.iter().find(|one| one["purpose"] == "The directory").unwrap();
        assert_eq!(directory, &json!({
            "id": directory["id"], "purpose": "The directory", "textVersion": "2026-01", "how": "By letter", "givenAt": "2026-11-20T08:00:00Z", "expiresAt": null, "withdrawnAt": null,
        }));
        // One is withdrawn, the other goes on until its date.
        own.done("contactConsentWithdraw", contact(json!({ "consent": directory["id"] }), 4), "").await;
        assert_ne!(seen(&visitor).await, Value::Null);
        let coordinator = place.coordinator().await;
        assert_eq!(coordinator.refused("contactConsentWithdraw", contact(json!({}), 5)).await, ["FORBIDDEN contact"]);
        assert_eq!(own.refused("contactConsentWithdraw", contact(json!({ "consent": directory["id"] }), 5)).await, ["INVALID_STATE contact"]);
        assert_eq!(own.refused("contactConsentWithdraw", contact(json!({ "consent": "x" }), 5)).await, ["INVALID_ID input.consent"]);
        own.done("contactConsentWithdraw", contact(json!({}), 5), "").await;
        assert_eq!(seen(&visitor).await, Value::Null);
        assert_eq!(seen(&coordinator).await, Value::Null);
        let hidden = seen(&own).await;
        assert_eq!(hidden["name"], "Ada Lovelace", "they themselves see what is held of them");
        let log = place.fresh.network.read(rows::WRITER).all::<change::Entity>(Condition::all()).await.unwrap();
        let words = format!("{log:?}");
        for personal in ["The directory", "By letter", "Ada", "example.org"] {
            assert!(!words.contains(personal), "{personal}");
        }
    }

    async fn a_new_consent_does_not_open_again_what_an_earlier_one_had_opened(backend) {
        let place = place(backend).await;
        let person = accounts::person(&place.fresh.network).open().await;
        place.contact(|row| {
            ada(&person)(row);
            row.consent_from = None;
        }).await;
        let own = place.service.with(&person);
        let given = |until: Option<&str>| json!({ "purpose": "The directory", "textVersion": "1", "how": "By letter", "expiresAt": until });
        let open = json!({ "contact": "enum:PUBLIC", "name": "enum:PUBLIC", "mailbox": "enum:NETWORK" });
        let views = "contact { visibility nameVisibility mailboxVisibility phoneVisibility }";
        let closed = json!({ "visibility": "PUBLIC", "nameVisibility": "HUB", "mailboxVisibility": "HUB", "phoneVisibility": "PRIVATE" });
        own.done("contactConsentGive", contact(given(None), 2), "").await;
        own.done("contactSetVisibility", contact(open.clone(), 3), "").await;
        assert_eq!(seen(&place.service.visitor()).await["name"], "Ada Lovelace");
        let payload = own.done("contactConsentWithdraw", contact(json!({}), 4), views).await;
        assert_eq!(payload["contact"], closed);
        own.done("contactConsentGive", contact(given(Some("2026-11-22T13:00:00Z")), 5), "").await;
        assert_eq!(seen(&place.service.visitor()).await["name"], Value::Null);
        own.done("contactSetVisibility", contact(open.clone(), 6), "").await;
        // Over by its date, whether that has been written down or not.
        place.fresh.clock.advance(TimeDelta::hours(1));
        let payload = own.done("contactConsentGive", contact(given(Some("2026-11-22T14:00:00Z")), 7), views).await;
        assert_eq!(payload["contact"], closed);
        own.done("contactSetVisibility", contact(open, 8), "").await;
        place.fresh.clock.advance(TimeDelta::hours(1));
        end_what_is_over(&place.fresh.network).await.unwrap();
        let payload = own.done("contactConsentGive", contact(given(None), 10), views).await;
        assert_eq!(payload["contact"], closed);
    }

    async fn what_somebody_does_not_see_of_a_contacts_lists_stays_in_them(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        let id = |number: u128| Uuid::from_u128(number);
        let proposed = project::Model { status: ProjectStatus::Proposed, ..rows::project(id(70), "hidden") };
        let projects = rows::put::<project::Entity>(network, vec![proposed, rows::project(id(71), "open")]).await;
        let proposed = hub::Model { status: HubStatus::Proposed, ..rows::hub(id(72), "hidden-hub") };
        let hidden_hub = rows::put::<hub::Entity>(network, vec![proposed]).await.remove(0);
        let row = place.contact(|_| ()).await;
        rows::link::<contact::Entity>(network, PROJECTS, &row, &[projects[0].id.0]).await;
        rows::link::<contact::Entity>(network, HUBS, &row, &[place.hub.id.0, hidden_hub.id.0]).await;
        let focal = place.focal_point().await;
        let version = focal.data(r#"{ contact(by: {slug: "contact"}) { version } }"#).await["contact"]["version"].clone();
        let edit = json!({ "contact": { "slug": "contact" }, "input": { "projects": [{ "slug": "open" }], "hubs": [] }, "expectedVersion": version });
        let shown = "contact { projects { nodes { slug } } hubs { slug } }";
        let seen = focal.done("contactEdit", edit, shown).await["contact"].clone();
        assert_eq!(seen, json!({ "projects": { "nodes": [{ "slug": "open" }] }, "hubs": [] }));
        let all = place.editor().await.data(r#"{ contact(by: {slug: "contact"}) { projects(orderBy: {field: TITLE}) { nodes { slug } } hubs { slug } } }"#).await;
        assert_eq!(all["contact"], json!({ "projects": { "nodes": [{ "slug": "hidden" }, { "slug": "open" }] }, "hubs": [{ "slug": "hidden-hub" }] }));
    }

    async fn a_function_needs_no_consent_and_one_in_the_past_is_asked_for_none(backend) {
        let place = place(backend).await;
        place.contact(|_| ()).await;
        let focal = place.focal_point().await;
        let given = json!({ "purpose": "The directory", "textVersion": "1", "how": "By letter" });
        let before = place.last_number().await;
        assert_eq!(focal.refused("contactConsentGive", contact(given, 2)).await, ["INVALID_STATE contact"]);
        assert_eq!(place.last_number().await, before);
    }

    async fn an_appointment_ends_today_or_on_a_day_to_come_and_is_hidden_that_day(backend) {
        let place = place(backend).await;
        place.contact(|row| row.appointed_on = Some(rows::day("2026-01-01"))).await;
        let (focal, visitor) = (place.focal_point().await, place.service.visitor());
        assert_eq!(focal.refused("contactEnd", contact(json!({ "endsOn": "2025-12-31" }), 2)).await, ["INVALID_VALUE input.endsOn"]);
        let payload = focal.done("contactEnd", contact(json!({ "endsOn": "2026-11-24" }), 2), "contact { appointmentStatus endsOn }").await;
        assert_eq!(payload["contact"], json!({ "appointmentStatus": "CONFIRMED", "endsOn": "2026-11-24" }));
        assert_ne!(seen(&visitor).await, Value::Null);
        assert_eq!(place.coordinator().await.refused("contactEnd", contact(json!({ "endsOn": "2099-12-31" }), 3)).await, ["INVALID_VALUE input.endsOn"], "it ends, and no later");
        let payload = place.coordinator().await.done("contactEnd", contact(json!({}), 3), "contact { slug }").await;
        assert_eq!(payload["contact"], Value::Null, "whoever ended it may see it no longer");
        assert_eq!(seen(&visitor).await, Value::Null);
        let kept = focal.data(r#"{ contact(by: {slug: "contact"}) { appointmentStatus endsOn } }"#).await;
        assert_eq!(kept["contact"], json!({ "appointmentStatus": "ENDED", "endsOn": "2026-11-22" }));
        let before = place.last_number().await;
        assert_eq!(focal.refused("contactEnd", contact(json!({}), 4)).await, ["INVALID_STATE contact"]);
        for again in [json!("2026-11-23"), Value::Null] {
            assert_eq!(focal.refused("contactEdit", contact(json!({ "endsOn": again }), 4)).await, ["INVALID_STATE input.endsOn"], "what has ended does not begin again");
        }
        assert_eq!(place.last_number().await, before);
    }

    async fn a_translation_is_outdated_once_the_original_is_edited(backend) {
        let place = place(backend).await;
        place.contact(|_| ()).await;
        let focal = place.focal_point().await;
        let before = place.last_number().await;
        assert_eq!(focal.refused("contactTranslate", contact(json!({ "language": "fr" }), 2)).await, ["REQUIRED input"]);
        assert_eq!(focal.refused("contactTranslate", contact(json!({ "language": "en", "roleTitle": "Clerk", "unit": "x" }), 2)).await, ["INVALID_VALUE input.roleTitle", "INVALID_STATE input.unit"]);
        assert_eq!(place.last_number().await, before);
        let fields = "contact { roleTitle(languages: [\"fr\"]) { text translations { language origin current } } }";
        let payload = focal.done("contactTranslate", contact(json!({ "language": "fr", "roleTitle": "Greffe", "origin": "enum:MACHINE" }), 2), fields).await;
        assert_eq!(payload["contact"]["roleTitle"]["text"], "Greffe");
        let payload = focal.done("contactEdit", contact(json!({ "roleTitle": "Clerks" }), 3), fields).await;
        let french = payload["contact"]["roleTitle"]["translations"].as_array().unwrap().iter().find(|one| one["language"] == "fr").unwrap().clone();
        assert_eq!(french, json!({ "language": "fr", "origin": "MACHINE", "current": false }));
    }

    async fn what_somebody_may_do_is_told_with_what_stands_against_it(backend) {
        let place = place(backend).await;
        let person = accounts::person(&place.fresh.network).open().await;
        place.contact(ada(&person)).await;
        let query = r#"{ contact(by: {slug: "contact"}) { viewerCan { edit { allowed code } translate { allowed } confirm { allowed code reason } end { allowed } giveConsent { allowed } withdrawConsent { allowed } erase { allowed code } } } }"#;
        let told = |caller: Caller| async move { caller.data(query).await["contact"]["viewerCan"].clone() };
        let yes = json!({ "allowed": true });
        assert_eq!(told(place.service.with(&person)).await, json!({
            "edit": { "allowed": true, "code": null }, "translate": yes, "confirm": { "allowed": false, "code": "FORBIDDEN", "reason": "None of your roles allows this." }, "end": yes,
            "giveConsent": yes, "withdrawConsent": yes, "erase": { "allowed": true, "code": null },
        }));
        let editor = told(place.editor().await).await;
        assert_eq!((&editor["edit"]["allowed"], &editor["erase"]["code"]), (&json!(true), &json!("FORBIDDEN")));
        assert_eq!(editor["confirm"], json!({ "allowed": false, "code": "INVALID_STATE", "reason": "Only a nomination can be confirmed." }));
        let coordinator = told(place.coordinator().await).await;
        assert_eq!((&coordinator["edit"]["code"], &coordinator["end"]), (&json!("FORBIDDEN"), &yes));
        assert_eq!(told(place.service.visitor()).await["edit"], json!({ "allowed": false, "code": "UNAUTHENTICATED" }));
    }

    async fn every_deed_can_be_tried_without_being_done_and_is_done_once_under_one_key(backend) {
        let place = place(backend).await;
        let person = accounts::person(&place.fresh.network).focal_point(place.aa.id).open().await;
        give(&place, &person, Role::Editor, Domain::Everywhere).await;
        give(&place, &person, Role::Administrator, Domain::Everywhere).await;
        place.contact(ada(&person)).await;
        let caller = place.service.with(&person);
        let before = place.last_number().await;
        for (field, arguments) in SAMPLES {
            let arguments = arguments.replace("expectedVersion: 1", "expectedVersion: 2");
            let answer = caller.data(&format!("mutation {{ {field}{arguments} {{ contact {{ slug }} errors {{ code }} }} }}")).await;
            assert_eq!(answer[field]["contact"], Value::Null, "{field}");
            let expected = if *field == "contactConfirm" { json!([{ "code": "INVALID_STATE" }]) } else { json!([]) };
            // Consent was put there without its record: withdrawing it is still possible.
            assert_eq!(answer[field]["errors"], expected, "{field}");
        }
        assert_eq!(place.last_number().await, before);
        let mut keyed = nomination();
        keyed["idempotencyKey"] = json!("once");
        let first = caller.done("contactNominate", keyed.clone(), "contact { id }").await;
        let after = place.last_number().await;
        assert_eq!(caller.done("contactNominate", keyed.clone(), "contact { id }").await, first);
        assert_eq!(place.last_number().await, after);
        keyed["input"]["name"] = json!("Another");
        assert_eq!(caller.refused("contactNominate", keyed).await, ["IDEMPOTENCY_MISMATCH idempotencyKey"]);
    }

    async fn policy_and_database_agree_on_contacts_of_every_sort_for_every_kind_of_account(backend) {
        let place = place(backend).await;
        let (fresh, network) = (&place.fresh, &place.fresh.network);
        let person = accounts::person(network).open().await;
        let mut made = contacts_of_every_sort(fresh, place.aa.id);
        for (at, row) in made.iter_mut().enumerate() {
            match at % 5 {
                0 => (row.parliament_id, row.chamber_id) = (None, Some(place.chamber.id)),
                1 => row.parliament_id = Some(place.bb.id),
                2 => row.account_id = Some(person.id),
                _ => {}
            }
        }
        let made = rows::put::<contact::Entity>(network, made).await;
        let mut writing = rows::deed(network).await;
        let linked = made.iter().enumerate().map(|(at, row)| {
            let hubs: &[Uuid] = match at % 3 {
                0 => &[],
                1 => &[place.hub.id.0],
                _ => &[place.hub.id.0, place.other_hub.id.0],
            };
            (row, hubs.to_vec())
        });
        writing.put_links::<contact::Entity>(HUBS, linked.collect()).await.unwrap();
        writing.commit().await.unwrap();
        // BB takes part in the hub until tomorrow.
        rows::joins(network, place.bb.id, &place.hub, Some("2026-11-23")).await;
        let both = accounts::person(network).coordinator(place.other_hub.id).open().await;
        give(&place, &both, Role::FocalPoint, Domain::Parliament(place.aa.id)).await;
        let accounts = [
            ("person", person),
            ("reader", accounts::person(network).open().await),
            ("contributor", accounts::person(network).contributor(place.aa.id).open().await),
            ("client", accounts::client(network).contributor(place.aa.id).open().await),
            ("focal point", accounts::person(network).focal_point(place.aa.id).open().await),
            ("member of the hub", accounts::person(network).contributor(place.bb.id).open().await),
            ("focal point and member", accounts::person(network).focal_point(place.bb.id).open().await),
            ("coordinator", accounts::person(network).coordinator(place.hub.id).open().await),
            ("other coordinator", accounts::person(network).coordinator(place.other_hub.id).open().await),
("coordinator and focal point", both),
            ("editor", accounts::person(network).editor().open().await),
            ("administrator", accounts::person(network).administrator().open().await),
        ];
        let mut seen_by = Vec::new();
        // Today, within the day, the day after, and when the membership is over.
        for hours in [0, 1, 13, 36] {
            fresh.clock.advance(noon() + TimeDelta::hours(hours) - fresh.clock.now());
            let visitor = agreed(fresh, Actor::Visitor).await;
            let everything = agreed(fresh, rows::WRITER).await;
            assert_eq!(everything.len(), made.len());
            let mut counts = vec![visitor.len()];
            for (what, account) in &accounts {
                let caller = access::by_account(network, account.id, TokenScope::Write, None).await.unwrap().unwrap();
                let seen = agreed(fresh, Actor::Account(caller)).await;
                assert!(seen.is_superset(&visitor), "{what}");
                counts.push(seen.len());
            }
            seen_by.push(counts);
        }
        let [first, .., last] = &seen_by[..] else { panic!("four looks") };
        // A visitor, a reader and a client see the same; a member of the hub sees more than the network does, until the membership is over.
        assert_eq!([first[0]; 2], [first[2], first[4]]);
        assert!(first[6] > first[3].min(first[0]) && first[1] > first[2] && first[5] > first[3] && first[8] > first[0]);
        assert_eq!((first[11], first[12]), (made.len(), made.len()));
        assert!(last[6] < first[6], "{first:?} {last:?}");
    }

    async fn a_hubs_contact_is_for_its_members_until_their_membership_is_over_without_a_deed(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        place.contact(|row| {
            row.visibility = Visibility::Hub;
            row.mailbox = Some("office@example.org".to_owned());
            row.mailbox_visibility = Visibility::Hub;
        }).await;
        rows::joins(network, place.bb.id, &place.hub, Some("2026-11-23")).await;
        let member = place.service.with(&accounts::person(network).contributor(place.bb.id).open().await);
        let stranger = place.service.with(&accounts::person(network).coordinator(place.other_hub.id).open().await);
        assert_eq!(seen(&member).await["mailbox"], "office@example.org");
        assert_eq!(seen(&stranger).await, Value::Null);
        place.fresh.clock.advance(TimeDelta::hours(35));
        assert_eq!(seen(&member).await["mailbox"], "office@example.org", "the last day of the membership");
        place.fresh.clock.advance(TimeDelta::hours(1));
        assert_eq!(seen(&member).await, Value::Null);
    }

    async fn what_is_over_by_its_date_gets_its_ending_deed_once_and_its_readers_are_told(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        let person = accounts::person(network).open().await;
        place.contact(|row| row.ends_on = Some(rows::day("2026-11-23"))).await;
        let agreed = rows::contact(place.fresh.clock.new_id(), "agreed", place.aa.id);
        let mut agreed = contact::Model { name: Some("Ada".to_owned()), account_id: Some(person.id), ..agreed };
        agreed.visibility = Visibility::Network;
        rows::put::<contact::Entity>(network, vec![agreed]).await;
        let own = place.service.with(&person);
        let given = json!({ "purpose": "The conference", "textVersion": "1", "how": "By letter", "expiresAt": "2026-11-22T18:00:00Z" });
        own.done("contactConsentGive", json!({ "contact": { "slug": "agreed" }, "input": given, "expectedVersion": 1, "idempotencyKey": "once" }), "").await;
        let before = place.last_number().await;
        assert_eq!(end_what_is_over(network).await.unwrap(), Ended::default());
        assert_eq!(place.last_number().await, before);
        place.fresh.clock.advance(TimeDelta::hours(25));
        // Two gateways look at the same moment.
        let second = place.fresh.second_gateway().await;
        let (one, other) = tokio::join!(end_what_is_over(network), end_what_is_over(&second));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!((one.appointments + other.appointments, one.consents + other.consents, one.keys + other.keys), (1, 1, 1));
        assert_eq!(end_what_is_over(network).await.unwrap(), Ended::default());
        assert_eq!(place.last_number().await, before + 2);
        let beyond = Condition::all().add(sea_orm::ColumnTrait::gt(&change::Column::Seq, before));
        let mut log = network.read(rows::WRITER).all::<change::Entity>(beyond).await.unwrap();
        log.sort_by_key(|entry| entry.deed.clone());
        let told: Vec<_> = log.iter().map(|entry| (entry.deed.as_str(), entry.actor.as_str(), entry.audience_before, entry.audience_after)).collect();
        assert_eq!(told, [
            ("contactConsentEnd", "clock", AudienceScope::Network, AudienceScope::Authors),
            ("contactEnd", "clock", AudienceScope::Public, AudienceScope::Authors),
        ]);
        let kept = place.focal_point().await.data(r#"{ contact(by: {slug: "contact"}) { appointmentStatus endsOn } }"#).await;
        assert_eq!(kept["contact"], json!({ "appointmentStatus": "ENDED", "endsOn": "2026-11-23" }));
        let row = network.read(rows::WRITER).by_key::<contact::Entity>("agreed").await.unwrap().unwrap();
        assert_eq!((row.consent_from, row.consent_until), (None, None));
        assert_eq!(contact::Entity::key(&row), "agreed");
    }

    async fn a_service_follows_the_clock_from_its_start(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        place.contact(|row| row.ends_on = Some(noon().date_naive())).await;
        let clock = hemicycle::startup::follow_the_clock(network.clone());
        for _ in 0..200 {
            let row = network.read(rows::WRITER).by_key::<contact::Entity>("contact").await.unwrap().unwrap();
            if row.appointment_status == AppointmentStatus::Ended {
                clock.abort();
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("nobody looked at the clock");
    }

    async fn what_is_told_of_contacts_takes_as_many_statements_for_many_as_for_few(backend) {
        let place = place(backend).await;
        let network = &place.fresh.network;
        let mut counts = Vec::new();
        let focal = place.focal_point().await;
        let query = "{ contacts(first: 50) { nodes { name mailbox nominatedBy account visibility consents { purpose } viewerCan { edit { allowed } end { allowed } erase { allowed } } } } }";
        for round in 0..3 {
            let made = (0..=round * 7).map(|number| contact::Model {
                mailbox: Some("office@example.org".to_owned()),
                ..rows::contact(place.fresh.clock.new_id(), &format!("c-{round}-{number}"), place.aa.id)
            });
            rows::put::<contact::Entity>(network, made.collect()).await;
            let answer = focal.ask(query, json!({})).await;
            assert_eq!(answer.codes(), [""; 0], "{}", answer.text);
            counts.push(answer.line().statements());
        }
        // The first request also looks up who asks.
        assert_eq!(counts[1], counts[2]);
        assert!(counts[1] <= 6, "{counts:?}");
    }
}
