//! Personal data: told whole to whom it is about, and gone from every table when it is erased.

use hemicycle::graphql::id::{IdKind, encode};
use hemicycle_domain::access::Identity;
use hemicycle_domain::account;
use hemicycle_domain::contact::HUBS;
use hemicycle_entity::ids::AccountId;
use hemicycle_entity::values::{
    EventStatus, ImportStatus, ReviewVerdict, RevisionStatus, Visibility,
};
use hemicycle_entity::{
    contact, event, event_delegate, event_delegation, event_session, event_speaker, import_batch,
    import_row, practice, practice_review, practice_revision, role_grant, session,
};
use hemicycle_tests::accounts::{self, Account};
use hemicycle_tests::database::noon;
use hemicycle_tests::{Backend, Caller, on_both, rows};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, Database, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

use crate::contact::{Place, id_of, place};
use crate::writing::everything;

/// What leads to the person: name, address, number, subject at the provider, labels, and what else was written of them.
const TRACES: [&str; 10] = [
    "lovelace",
    "ada-l",
    "ada@example.org",
    "40 63 60 00",
    "subject-of-ada",
    "laptop of the countess",
    "countess of algorithms",
    "byron’s bureau",
    "letter of 1843",
    "notes on the engine",
];

/// A person with everything that the service can hold of one.
struct Person {
    place: Place,
    account: Account,
    contact: contact::Model,
}

macro_rules! put_raw {
    ($database:expr, $($row:expr),* $(,)?) => {
        $($row.into_active_model().reset_all().insert($database).await.unwrap();)*
    };
}

async fn person(backend: Backend) -> Person {
    let place = place(backend).await;
    let network = &place.fresh.network;
    let account = accounts::person(network)
        .focal_point(place.bb.id)
        .open()
        .await;
    name_account(&place, &account).await;
    let row = contact::Model {
        name: Some("Ada Lovelace".to_owned()),
        role_title: Some(rows::english("Countess of algorithms")),
        unit: Some(rows::english("Notes on the engine")),
        mailbox: Some("ada@example.org".to_owned()),
        phone: Some("+33 1 40 63 60 00".to_owned()),
        website: Some("https://lovelace.example.org/".to_owned()),
        nominated_by: Some("Byron’s bureau".to_owned()),
        account_id: Some(account.id),
        visibility: Visibility::Network,
        ..rows::contact(place.fresh.clock.new_id(), "contact", place.aa.id)
    };
    let contact = rows::put::<contact::Entity>(network, vec![row])
        .await
        .remove(0);
    rows::link::<contact::Entity>(network, HUBS, &contact, &[place.hub.id.0]).await;
    let own = place.service.with(&account);
    let edit = json!({ "contact": { "slug": "contact" }, "input": { "slug": "ada-lovelace" }, "expectedVersion": 2 });
    own.done("contactEdit", edit, "").await;
    let edit = json!({ "contact": { "slug": "contact" }, "input": { "slug": "office" }, "expectedVersion": 3, "idempotencyKey": "lovelace-1" });
    own.done("contactEdit", edit, "").await;
    let given = json!({ "purpose": "The directory", "textVersion": "1", "how": "Letter of 1843" });
    own.done(
        "contactConsentGive",
        json!({ "contact": { "slug": "office" }, "input": given, "expectedVersion": 4 }),
        "",
    )
    .await;
    put_around(&place, &account, &contact).await;
    Person {
        place,
        account,
        contact,
    }
}

/// Gives an account a name, an identity and a token with a label.
async fn name_account(place: &Place, account: &Account) {
    let mut writing = rows::deed(&place.fresh.network).await;
    let row = writing
        .by_ids::<hemicycle_entity::account::Entity>(&[account.id])
        .await
        .unwrap()
        .remove(&account.id)
        .unwrap();
    let identity = Identity {
        issuer: "https://id.example.org/".to_owned(),
        subject: "subject-of-ada".to_owned(),
        name: None,
    };
    account::link(&mut writing, &row, &identity).await.unwrap();
    let token = account::NewToken {
        label: "Laptop of the Countess".to_owned(),
        scope: hemicycle_entity::values::TokenScope::Read,
        expires_at: None,
    };
    account::issue(&mut writing, &row, token).await.unwrap();
    writing.commit().await.unwrap();
    let mut writing = rows::deed(&place.fresh.network).await;
    let row = writing
        .by_ids::<hemicycle_entity::account::Entity>(&[account.id])
        .await
        .unwrap()
        .remove(&account.id)
        .unwrap();
    let named = hemicycle_entity::account::Model {
        name: Some("Ada Lovelace".to_owned()),
        ..row.clone()
    };
    writing
        .update::<hemicycle_entity::account::Entity>(&row, named, row.version)
        .await
        .unwrap();
    writing.commit().await.unwrap();
}

/// A session, an event at which they speak and attend and whose contact they are, and contributions to a practice.
async fn put_around(place: &Place, account: &Account, contact: &contact::Model) {
    let network = &place.fresh.network;
    let id = || place.fresh.clock.new_id();
    let practice = rows::put::<practice::Entity>(network, vec![rows::practice(id(), "practice")])
        .await
        .remove(0);
    let event = event::Model {
        contact_id: Some(contact.id),
        ..rows::event(id(), "event")
    };
    let event = rows::put::<event::Entity>(network, vec![event])
        .await
        .remove(0);
    let talk = rows::session(id(), event.id, "A talk");
    rows::parts::<event_session::Entity>(network, &event, vec![talk.clone()]).await;
    let delegation = event_delegation::Model {
        id: id().into(),
        event_id: event.id,
        parliament_id: place.aa.id,
        registered_at: noon(),
        withdrawn_at: None,
        version: 1,
    };
    let (revision, review) = contributions(place, account.id, practice.id);
    let database = Database::connect(&place.fresh.url).await.unwrap();
    put_raw!(
        &database,
        event_speaker::Model {
            id: id().into(),
            session_id: talk.id,
            position: 0,
            contact_id: Some(contact.id),
            name: None,
            role_title: Some(rows::english("Countess of algorithms")),
            consented_at: None,
        },
        delegation.clone(),
        event_delegate::Model {
            id: id().into(),
            delegation_id: delegation.id,
            contact_id: Some(contact.id),
            name: None,
            role_title: Some(rows::english("Countess of algorithms")),
            position: 0,
        },
        session::Model {
            id: id().into(),
            account_id: account.id,
            hash: vec![1; 32],
            issuer: "https://id.example.org/".to_owned(),
            subject: "subject-of-ada".to_owned(),
            sealed: Some(vec![2; 32]),
            started_at: noon(),
            checked_at: noon(),
            expires_at: noon() + chrono::TimeDelta::hours(8),
        },
        revision,
        review,
        sent(place, account.id),
        sent_row(place),
    );
    database.close().await.unwrap();
}

/// A file of practices that they sent.
fn sent(place: &Place, account: AccountId) -> import_batch::Model {
    import_batch::Model {
        id: hemicycle_entity::ids::ImportId(uuid::Uuid::from_u128(77)),
        account_id: account,
        person_id: None,
        name: Some("Lovelace’s list".to_owned()),
        status: ImportStatus::Received,
        row_count: 1,
        created_count: 0,
        updated_count: 0,
        problem_count: 0,
        trouble: None,
        created_at: place.fresh.clock.now(),
        working_since: None,
    }
}

fn sent_row(place: &Place) -> import_row::Model {
    import_row::Model {
        id: place.fresh.clock.new_id().into(),
        batch_id: hemicycle_entity::ids::ImportId(uuid::Uuid::from_u128(77)),
        line: 2,
        content: json!({ "values": { "title": "Notes on the engine" } }),
        system: None,
        external_id: None,
        record: None,
        version: None,
        action: None,
        problems: json!([]),
        problem_count: 0,
    }
}

fn contributions(
    place: &Place,
    author: AccountId,
    practice: hemicycle_entity::ids::PracticeId,
) -> (practice_revision::Model, practice_review::Model) {
    let id = || place.fresh.clock.new_id();
    let revision = practice_revision::Model {
        id: id().into(),
        practice_id: practice,
        base_version: 1,
        status: RevisionStatus::Pending,
        content: json!({ "effort": "Two weeks" }),
        author_id: author.0,
        created_at: noon(),
        decided_at: None,
        submitted_at: None,
    };
    let review = practice_review::Model {
        id: id().into(),
        practice_id: practice,
        revision_id: None,
        verdict: ReviewVerdict::Comment,
        body: Some("Well done.".to_owned()),
        reasons: Default::default(),
        author_id: author.0,
        written_at: noon(),
    };
    (revision, review)
}

/// The lines of all tables in which something of the person stands.
async fn traces(place: &Place) -> Vec<String> {
    let lines = everything(&place.fresh).await.into_iter();
    let of_person = |line: &String| {
        let line = line.to_lowercase();
        // Words of the schema's own tables may hold the letters.
        !line.starts_with("seaql_migrations") && TRACES.iter().any(|trace| line.contains(trace))
    };
    lines.filter(of_person).collect()
}

/// The same in the very bytes of SQLite's files, which hold what was removed until it is overwritten.
fn traces_in_files(place: &Place) -> Vec<&'static str> {
    let Some(file) = place.fresh.url.strip_prefix("sqlite://") else {
        return Vec::new();
    };
    let files = [file.to_owned(), format!("{file}-wal")];
    let bytes = files.iter().flat_map(|file| std::fs::read(file).unwrap());
    let text = String::from_utf8_lossy(&bytes.collect::<Vec<u8>>()).to_lowercase();
    TRACES
        .into_iter()
        .filter(|one| text.contains(one))
        .collect()
}

fn tables(lines: &[String]) -> Vec<&str> {
    let mut tables: Vec<&str> = lines
        .iter()
        .map(|line| line.split(':').next().unwrap())
        .collect();
    tables.dedup();
    tables
}

async fn last_number(place: &Place) -> i64 {
    place
        .fresh
        .network
        .read(rows::WRITER)
        .last_change()
        .await
        .unwrap()
        .unwrap()
        .0
}

async fn administrator(place: &Place) -> Caller {
    place.service.with(
        &accounts::person(&place.fresh.network)
            .administrator()
            .open()
            .await,
    )
}

/// A cancelled event that named people: who spoke and who was sent, each as a name beside the same name and beside a contact.
struct Past {
    place: Place,
    contact: contact::Model,
}

async fn past(backend: Backend) -> Past {
    let place = place(backend).await;
    let network = &place.fresh.network;
    let id = || place.fresh.clock.new_id();
    let contact = rows::contact(id(), "contact", place.aa.id);
    let contact = rows::put::<contact::Entity>(network, vec![contact])
        .await
        .remove(0);
    let event = event::Model {
        status: EventStatus::Cancelled,
        ..rows::event(id(), "event")
    };
    let event = rows::put::<event::Entity>(network, vec![event])
        .await
        .remove(0);
    let talk = rows::session(id(), event.id, "A talk");
    let delegation = event_delegation::Model {
        id: id().into(),
        event_id: event.id,
        parliament_id: place.aa.id,
        registered_at: noon(),
        withdrawn_at: None,
        version: 1,
    };
    let named = ["Ada Lovelace", "Grace Hopper", "Ada Lovelace"];
    let mut speakers: Vec<_> = (0..)
        .zip(named)
        .map(|(position, name)| event_speaker::Model {
            position,
            ..rows::speaker(id(), talk.id, name)
        })
        .collect();
    speakers.push(event_speaker::Model {
        position: 3,
        contact_id: Some(contact.id),
        name: None,
        consented_at: None,
        ..speakers[0].clone()
    });
    speakers[3].id = id().into();
    let mut delegates: Vec<_> = (0..)
        .zip(named)
        .map(|(position, name)| event_delegate::Model {
            position,
            ..rows::delegate(id(), delegation.id, name)
        })
        .collect();
    delegates.push(event_delegate::Model {
        position: 3,
        contact_id: Some(contact.id),
        name: None,
        ..delegates[0].clone()
    });
    delegates[3].id = id().into();
    let (of_talk, of_delegation) = (talk.id.0, delegation.id.0);
    rows::parts::<event_session::Entity>(network, &event, vec![talk]).await;
    rows::parts::<event_delegation::Entity>(network, &event, vec![delegation]).await;
    rows::people::<event_speaker::Entity>(network, &event, of_talk, speakers).await;
    rows::people::<event_delegate::Entity>(network, &event, of_delegation, delegates).await;
    Past { place, contact }
}

/// The people whom the event names, and the versions that erasing them states.
async fn named_at_the_event(caller: &Caller) -> Value {
    let query = r#"{ event(by: {slug: "event"}) { version
        sessions { nodes { speakers { id name contact { slug } } } }
        delegations { nodes { version delegates { id name contact { slug } } } }
        viewerCan { erasePeople { allowed code } } } }"#;
    caller.data(query).await["event"].clone()
}

fn names(people: &Value) -> Vec<&str> {
    let people = people.as_array().unwrap().iter();
    people
        .map(|one| one["name"].as_str().unwrap_or("contact"))
        .collect()
}

fn erase(account: &Account) -> Value {
    json!({ "account": id_of(account) })
}

on_both! {
    async fn an_erased_person_is_in_no_row_of_any_table_and_the_log_never_held_them(backend) {
        let person = person(backend).await;
        let place = &person.place;
        let before = traces(place).await;
        assert_eq!(tables(&before), [
            "account", "account_identity", "api_token", "contact", "contact_consent", "event_delegate", "event_speaker", "idempotency_key", "import_batch", "import_row", "session", "slug_redirect",
        ]);
        let administrator = administrator(place).await;
        let last = last_number(place).await;
        let payload = administrator.done("accountErase", erase(&person.account), "erasure { account endedAt }").await;
        assert_eq!(payload["erasure"], json!({ "account": id_of(&person.account), "endedAt": "2026-11-22T12:00:00Z" }));
        assert_eq!(traces(place).await, [""; 0]);
        assert_eq!(traces_in_files(place), [""; 0]);
        // What is left: the deed, and what it changed, without a word of whom.
        let log: Vec<String> = everything(&place.fresh).await.into_iter().filter(|line| line.starts_with("change: ") && line.contains("accountErase")).collect();
        assert_eq!(log.len(), 3, "the account, its contact, the event");
        assert_eq!(last_number(place).await, last + 3);
        // The event knows that it changed, and has nobody left.
        let event = place.service.visitor().data(r#"{ event(by: {slug: "event"}) { contact { slug } sessions { nodes { title { text } speakers { name } } } history(first: 1) { nodes { deed fields } } } }"#).await;
        assert_eq!(event["event"]["sessions"]["nodes"], json!([{ "title": { "text": "A talk" }, "speakers": [] }]));
        assert_eq!(event["event"]["history"]["nodes"][0]["deed"], "accountErase");
        // Contributions stay, under an account that leads to nobody.
        let left = everything(&place.fresh).await;
        assert!(left.iter().any(|line| line.starts_with("practice_review: ") && line.contains("Well done.")));
        assert!(left.iter().any(|line| line.starts_with("practice_revision: ") && line.contains("Two weeks")));
        assert!(!left.iter().any(|line| line.starts_with("role_grant: ") && line.contains("FOCAL_POINT")));
    }

    async fn people_erase_themselves_and_their_tokens_are_good_for_nothing_afterwards(backend) {
        let person = person(backend).await;
        let place = &person.place;
        let own = place.service.with(&person.account);
        let mut dry = erase(&person.account);
        dry["validateOnly"] = json!(true);
        let last = last_number(place).await;
        own.done("accountErase", dry, "").await;
        assert_eq!(last_number(place).await, last);
        assert_eq!(traces(place).await.len(), 12);
        let mut keyed = erase(&person.account);
        keyed["idempotencyKey"] = json!("goodbye-lovelace");
        own.done("accountErase", keyed, "erasure { endedAt }").await;
        assert_eq!(traces(place).await, [""; 0]);
        place.fresh.clock.advance(chrono::TimeDelta::seconds(5));
        let answer = own.ask("{ myData }", json!({})).await;
        assert_eq!(answer.status, 401);
    }

    async fn who_was_an_administrator_once_erases_themselves_like_anybody(backend) {
        let person = person(backend).await;
        let network = &person.place.fresh.network;
        let service = &person.place.service;
        let once = accounts::person(network).administrator().open().await;
        let own = service.with(&once);
        assert_eq!(own.refused("accountErase", erase(&once)).await, ["INVALID_STATE account"], "the only one");
        accounts::person(network).administrator().open().await;
        let database = Database::connect(&person.place.fresh.url).await.unwrap();
        role_grant::Entity::update_many()
            .col_expr(role_grant::Column::ValidUntil, Expr::col(role_grant::Column::ValidFrom))
            .filter(role_grant::Column::AccountId.eq(once.id))
            .exec(&database)
            .await
            .unwrap();
        person.place.fresh.clock.advance(chrono::TimeDelta::seconds(5));
        own.done("accountErase", erase(&once), "erasure { endedAt }").await;
    }

    async fn an_erased_contact_is_gone_and_its_person_keeps_their_account(backend) {
        let person = person(backend).await;
        let place = &person.place;
        let last = last_number(place).await;
        let asked = |slug: &str, version: i64| json!({ "contact": { "slug": slug }, "expectedVersion": version });
        let focal = place.service.with(&accounts::person(&place.fresh.network).focal_point(place.aa.id).open().await);
        assert_eq!(focal.refused("contactErase", asked("office", 5)).await, ["FORBIDDEN contact"]);
        assert_eq!(place.editor().await.refused("contactErase", asked("office", 5)).await, ["FORBIDDEN contact"]);
        assert_eq!(place.service.visitor().refused("contactErase", asked("office", 5)).await, ["UNAUTHENTICATED"]);
        let reader = place.service.with(&accounts::person(&place.fresh.network).open().await);
        let (hidden, missing) = (reader.try_deed("contactErase", asked("office", 5), "").await, reader.try_deed("contactErase", asked("nobody", 5), "").await);
        assert_eq!(hidden.body, missing.body);
        let administrator = administrator(place).await;
        assert_eq!(administrator.refused("contactErase", asked("office", 4)).await, ["CONFLICT expectedVersion"]);
        assert_eq!(last_number(place).await, last + 4, "accounts, nothing else");
        let payload = administrator.done("contactErase", asked("ada-lovelace", 5), "contact { slug }").await;
        assert_eq!(payload["contact"], Value::Null);
        let left = traces(place).await;
        assert_eq!(tables(&left), ["account", "account_identity", "api_token", "idempotency_key", "import_batch", "import_row", "session"]);
        for slug in ["office", "ada-lovelace", "contact"] {
            assert_eq!(administrator.refused("contactErase", asked(slug, 5)).await, ["NOT_FOUND contact"]);
        }
        let entry: Vec<String> = everything(&place.fresh).await.into_iter().filter(|line| line.starts_with("change: ") && line.contains("contactErase")).collect();
        assert_eq!(entry.len(), 2, "the contact and the event");
        assert!(entry.iter().any(|line| line.contains("REMOVED")));
    }

    async fn whoever_is_named_at_an_event_without_a_contact_is_erased_whatever_became_of_the_event(backend) {
        let past = past(backend).await;
        let administrator = administrator(&past.place).await;
        let at = named_at_the_event(&administrator).await;
        assert_eq!(at["viewerCan"]["erasePeople"], json!({ "allowed": true, "code": null }));
        let speakers = &at["sessions"]["nodes"][0]["speakers"];
        let erased = json!({ "speaker": speakers[0]["id"], "expectedVersion": at["version"] });
        let after = administrator.done("eventSpeakerErase", erased.clone(), "event { version sessions { nodes { speakers { id } } } }").await;
        assert_eq!(after["event"]["version"], at["version"].as_i64().unwrap() + 1);
        let rest: Vec<&Value> = [1, 2, 3].iter().map(|place| &speakers[*place]["id"]).collect();
        let left: Vec<&Value> = after["event"]["sessions"]["nodes"][0]["speakers"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
        assert_eq!(left, rest, "the others go by the names they had");
        let delegation = &at["delegations"]["nodes"][0];
        let erased_too = json!({ "delegate": delegation["delegates"][2]["id"], "expectedVersion": delegation["version"] });
        let after = administrator.done("delegateErase", erased_too, "delegation { version delegates { name } }").await;
        assert_eq!(after["delegation"]["version"], delegation["version"].as_i64().unwrap() + 1);
        assert_eq!(names(&after["delegation"]["delegates"]), ["Ada Lovelace", "Grace Hopper", "contact"]);
        let now = named_at_the_event(&administrator).await;
        let speakers = &now["sessions"]["nodes"][0]["speakers"];
        assert_eq!(names(speakers), ["Grace Hopper", "Ada Lovelace", "contact"]);
        let again = json!({ "speaker": erased["speaker"], "expectedVersion": now["version"] });
        assert_eq!(administrator.refused("eventSpeakerErase", again).await, ["NOT_FOUND speaker"]);
        // The namesakes go, too: nothing of the name is left anywhere, least of all in the log.
        let last = json!({ "speaker": speakers[1]["id"], "expectedVersion": now["version"] });
        administrator.done("eventSpeakerErase", last, "").await;
        let delegation = &now["delegations"]["nodes"][0];
        let last = json!({ "delegate": delegation["delegates"][0]["id"], "expectedVersion": delegation["version"] });
        administrator.done("delegateErase", last, "").await;
        assert_eq!(traces(&past.place).await, [""; 0]);
        let history = administrator.data(r#"{ event(by: {slug: "event"}) { history(first: 4) { nodes { deed fields } } } }"#).await;
        assert_eq!(history["event"]["history"]["nodes"], json!([
            { "deed": "delegateErase", "fields": ["delegations"] }, { "deed": "eventSpeakerErase", "fields": ["sessions"] },
            { "deed": "delegateErase", "fields": ["delegations"] }, { "deed": "eventSpeakerErase", "fields": ["sessions"] },
        ]));
        // Delegations are for the network: a visitor does not learn that anybody left one.
        let query = r#"{ event(by: {slug: "event"}) { history(first: 2) { nodes { deed } } } service { lastChange { number } } }"#;
        let (seen, all) = (past.place.service.visitor().data(query).await, administrator.data(query).await);
        assert_eq!(seen["event"]["history"]["nodes"], json!([{ "deed": "eventSpeakerErase" }, { "deed": "eventSpeakerErase" }]));
        assert!(seen["service"]["lastChange"]["number"].as_i64() < all["service"]["lastChange"]["number"].as_i64());
    }

    async fn people_named_at_an_event_are_erased_by_administrators_alone_and_contacts_as_contacts(backend) {
        let past = past(backend).await;
        let place = &past.place;
        let (administrator, editor) = (administrator(place).await, place.editor().await);
        let at = named_at_the_event(&editor).await;
        assert_eq!(at["viewerCan"]["erasePeople"], json!({ "allowed": false, "code": "FORBIDDEN" }));
        let (speakers, delegation) = (&at["sessions"]["nodes"][0]["speakers"], &at["delegations"]["nodes"][0]);
        let reader = place.service.with(&accounts::person(&place.fresh.network).open().await);
        let log = last_number(place).await;
        let deeds = [("eventSpeakerErase", "speaker", speakers, &at["version"]), ("delegateErase", "delegate", &delegation["delegates"], &delegation["version"])];
        for (deed, argument, people, version) in deeds {
            let of = |id: &Value, version: &Value| json!({ argument: id, "expectedVersion": version });
            let ada = of(&people[0]["id"], version);
            assert_eq!(place.service.visitor().refused(deed, ada.clone()).await, ["UNAUTHENTICATED"]);
            assert_eq!(editor.refused(deed, ada.clone()).await, [format!("FORBIDDEN {argument}")]);
            assert_eq!(administrator.refused(deed, of(&people[0]["id"], &json!(0))).await, ["CONFLICT expectedVersion"]);
            assert_eq!(administrator.refused(deed, of(&people[3]["id"], version)).await, [format!("INVALID_STATE {argument}")]);
            assert_eq!(administrator.refused(deed, of(&json!(encode(IdKind::Contact, past.contact.id)), version)).await, [format!("WRONG_KIND {argument}")]);
            let french = administrator.clone().reading("fr").deed(deed, of(&people[3]["id"], version), "").await;
            assert_eq!(french["errors"][0]["message"], "Cette personne est un contact : effacez le contact, et elle disparaîtra d’ici aussi.");
            let mut dry = ada;
            dry["validateOnly"] = json!(true);
            administrator.done(deed, dry, "").await;
        }
        // Whom a delegation sends is not told to everybody: to the others this is nobody.
        let hidden = json!({ "delegate": delegation["delegates"][0]["id"], "expectedVersion": delegation["version"] });
        assert_eq!(reader.refused("delegateErase", hidden).await, ["NOT_FOUND delegate"]);
        assert_eq!(last_number(place).await, log);
        assert_eq!(traces(place).await.len(), 4);
    }

    async fn an_account_is_erased_by_administrators_and_by_its_person_and_a_client_by_nobody(backend) {
        let person = person(backend).await;
        let place = &person.place;
        let network = &place.fresh.network;
        let client = accounts::client(network).contributor(place.aa.id).open().await;
        let (administrator, editor) = (administrator(place).await, place.editor().await);
        let last = last_number(place).await;
        assert_eq!(place.service.visitor().refused("accountErase", erase(&person.account)).await, ["UNAUTHENTICATED"]);
        // Who has an account is for administrators to know.
        let nobody = Account { id: AccountId(uuid::Uuid::from_u128(9)), token: String::new() };
        let (hidden, missing) = (editor.try_deed("accountErase", erase(&person.account), "").await, editor.try_deed("accountErase", erase(&nobody), "").await);
        assert_eq!(hidden.body, missing.body);
        assert_eq!(hidden.body["data"]["accountErase"]["errors"][0]["code"], "NOT_FOUND");
        assert_eq!(administrator.refused("accountErase", erase(&client)).await, ["INVALID_STATE account"]);
        let french = administrator.clone().reading("fr").deed("accountErase", erase(&client), "").await;
        assert_eq!(french["errors"][0]["message"], "Un client n’est pas une personne : on y met fin, on ne l’efface pas.");
        let foreign = json!({ "account": encode(IdKind::Contact, person.contact.id) });
        assert_eq!(administrator.refused("accountErase", foreign).await, ["WRONG_KIND account"]);
        let read_only = place.service.with(&accounts::person(network).administrator().reading_only().open().await);
        assert_eq!(read_only.refused("accountErase", erase(&person.account)).await, ["FORBIDDEN"]);
        assert_eq!(last_number(place).await, last + 1, "an account, nothing else");
        assert_eq!(traces(place).await.len(), 12);
    }

    async fn my_data_is_everything_that_is_held_of_me_and_nothing_of_others(backend) {
        let person = person(backend).await;
        let place = &person.place;
        assert_eq!(place.service.visitor().data("{ myData }").await["myData"], Value::Null);
        let answer = place.service.with(&person.account).ask("{ myData }", json!({})).await;
        let data = answer.body["data"]["myData"].clone();
        // It takes more than a field.
        assert_eq!(answer.body["extensions"]["cost"], json!({ "estimated": 1_000, "charged": 1_000, "limit": 10_000 }));
        let words = data.to_string().to_lowercase();
        for trace in TRACES {
            assert!(words.contains(trace), "{trace} is not told: {data:#}");
        }
        let members: Vec<&String> = data.as_object().unwrap().keys().collect();
        assert_eq!(members, [
            "account", "consents", "contacts", "contributions", "deeds", "delegates", "formerSlugs", "idempotencyKeys", "identities", "imports", "reviews", "revisions", "roles", "sessions", "speakers", "tokens",
        ]);
        let count = |member: &str| data[member].as_array().unwrap().len();
        assert_eq!((count("identities"), count("roles"), count("tokens"), count("sessions"), count("contacts")), (1, 1, 2, 1, 1));
        assert_eq!((count("consents"), count("speakers"), count("delegates"), count("reviews"), count("revisions")), (1, 1, 1, 1, 1));
        assert_eq!((count("idempotencyKeys"), count("imports"), count("deeds")), (1, 1, 3));
        assert_eq!(data["account"]["id"], id_of(&person.account));
        assert_eq!(data["roles"][0]["parliament"], json!(encode(IdKind::Parliament, place.bb.id)));
        assert_eq!(data["contacts"][0]["phone"], "+33 1 40 63 60 00");
        assert_eq!(data["contacts"][0]["hubs"], json!([encode(IdKind::Hub, place.hub.id)]));
        assert_eq!(data["contacts"][0]["events"].as_array().map(Vec::len), Some(1));
        assert_eq!(data["contacts"][0]["expertise"], json!([]));
        assert_eq!(data["deeds"][2]["deed"], "contactConsentGive");
        // Neither tokens nor their hashes.
        assert!(!words.contains(&person.account.token.to_lowercase()) && !words.contains("hash") && !words.contains("sealed"));
        let other = accounts::person(&place.fresh.network).open().await;
        let data = place.service.with(&other).data("{ myData }").await["myData"].to_string().to_lowercase();
        for trace in TRACES {
            assert!(!data.contains(trace), "{trace}");
        }
    }
}
