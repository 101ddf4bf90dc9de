//! Practices that come in files: sent, checked, committed all or none, undone.

use std::time::Duration;

use chrono::TimeDelta;
use hemicycle::graphql::id::{IdKind, encode};
use hemicycle_domain::access;
use hemicycle_domain::actor::Actor;
use hemicycle_domain::deed::Selector;
use hemicycle_domain::endings::end_what_is_over;
use hemicycle_domain::failure::Failure;
use hemicycle_domain::imports::work::{self, Work};
use hemicycle_domain::practice::deeds::{Adoption, Draft, adopt, draft};
use hemicycle_domain::{contact as contacts, event as events, publication as publications};
use hemicycle_entity::values::{Closed, PracticeKind};
use hemicycle_entity::{contact, event, event_session, import_batch, practice, publication};
use hemicycle_tests::accounts::{self, Account};
use hemicycle_tests::{Answer, Caller, Contents, on_both, rows};
use sea_orm::{Condition, ConnectionTrait, Database, EntityTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::practice::Place;

/// What the root fields are tried with.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "importCheck",
        r#"(import: "SQAAAAAAAAAAAAAAAAAAAAw", validateOnly: true)"#,
    ),
    (
        "importCommit",
        r#"(import: "SQAAAAAAAAAAAAAAAAAAAAw", validateOnly: true)"#,
    ),
    (
        "importUndo",
        r#"(import: "SQAAAAAAAAAAAAAAAAAAAAw", validateOnly: true)"#,
    ),
];

const HEADER: &str =
    "external_system,external_id,language,kind,parliament,title,summary,impact_areas,hubs\n";

/// Rows of a CSV file, by their ids.
pub fn table(ids: &[&str]) -> String {
    let rows = ids.iter().map(|id| {
        format!(
            "partner,{id},en,GOOD_PRACTICE,AA,Practice {id},In short,CULTURE|PEOPLE,open-data\n"
        )
    });
    HEADER.to_owned() + &rows.collect::<String>()
}

/// Sends a file.
pub async fn send(caller: &Caller, media: &str, query: &str, body: impl Into<String>) -> Answer {
    let mut there = caller.clone();
    there.endpoint = caller
        .endpoint
        .replace("/graphql", &format!("/imports/practices{query}"));
    let request = there.request().header("content-type", media);
    Answer::of(request.body(body.into()).send().await.unwrap()).await
}

/// Sends a file that is taken, and gives the id of the import.
pub async fn sent(caller: &Caller, media: &str, body: impl Into<String>) -> String {
    let answer = send(caller, media, "", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.body["id"].as_str().unwrap().to_owned()
}

const ASKED: &str = "status rows created updated problems errors { line column code message }";

/// An import once nobody works on it any more.
pub async fn settled(caller: &Caller, id: &str) -> Value {
    for _ in 0..600 {
        let data = caller
            .data(&format!(r#"{{ import(id: "{id}") {{ {ASKED} }} }}"#))
            .await;
        let import = data["import"].clone();
        let status = import["status"].as_str().unwrap();
        if status != "CHECKING" && status != "COMMITTING" {
            return import;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the import {id} does not end");
}

pub async fn checked(caller: &Caller, id: &str) -> Value {
    caller
        .done("importCheck", json!({ "import": id }), "import { status }")
        .await;
    settled(caller, id).await
}

pub async fn committed(caller: &Caller, id: &str) -> Value {
    caller
        .done("importCommit", json!({ "import": id }), "import { status }")
        .await;
    settled(caller, id).await
}

/// Code and path of everything that stands against a deed.
fn against<T: std::fmt::Debug>(done: Result<T, Failure>) -> Vec<String> {
    let Err(Failure::Refused(refusals)) = done else {
        panic!("it is not refused: {done:?}")
    };
    let told = refusals
        .iter()
        .map(|one| format!("{} {}", one.code.as_str(), one.path.join(".")));
    told.collect()
}

/// Line, column and code of what is wrong.
fn wrong(import: &Value) -> Vec<String> {
    let errors = import["errors"].as_array().unwrap().iter();
    let told = errors.map(|one| {
        let column = one["column"].as_str().unwrap_or("-");
        format!("{} {column} {}", one["line"], one["code"].as_str().unwrap())
    });
    told.collect()
}

async fn contributor(place: &Place) -> (Account, Caller) {
    let account = accounts::person(&place.fresh.network)
        .contributor(place.own.id)
        .open()
        .await;
    let caller = place.service.with(&account);
    (account, caller)
}

const MINE: &str = "{ practices(first: 20, orderBy: {field: TITLE}) { totalCount nodes { slug status version title { text } } } }";

async fn titles(caller: &Caller) -> Vec<String> {
    let data = caller.data(MINE).await;
    let nodes = data["practices"]["nodes"].as_array().unwrap().iter();
    nodes
        .map(|one| one["title"]["text"].as_str().unwrap().to_owned())
        .filter(|title| title.starts_with("Practice "))
        .collect()
}

on_both! {
    async fn a_file_is_checked_without_a_trace_and_committed_as_drafts_under_one_deed(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let last = place.last_number().await;
        let answer = send(&own, "text/csv; charset=utf-8", "?name=Autumn", table(&["1", "2"])).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        assert_eq!(answer.body["rows"], 2);
        let id = answer.body["id"].as_str().unwrap();
        assert!(answer.headers["location"].to_str().unwrap().starts_with("/graphql?query="));
        let first = own.data(&format!(r#"{{ import(id: "{id}") {{ id name {ASKED} }} }}"#)).await;
        assert_eq!(first["import"], json!({ "id": id, "name": "Autumn", "status": "RECEIVED", "rows": 2, "created": 0, "updated": 0, "problems": 0, "errors": [] }));
        let tried = checked(&own, id).await;
        assert_eq!(tried, json!({ "status": "CHECKED", "rows": 2, "created": 2, "updated": 0, "problems": 0, "errors": [] }));
        assert_eq!(titles(&own).await, [""; 0]);
        assert_eq!(place.last_number().await, last);
        let done = committed(&own, id).await;
        assert_eq!(done, json!({ "status": "COMMITTED", "rows": 2, "created": 2, "updated": 0, "problems": 0, "errors": [] }));
        assert_eq!(titles(&own).await, ["Practice 1", "Practice 2"]);
        assert_eq!(titles(&place.service.visitor()).await, [""; 0]);
        assert_eq!(place.last_number().await, last + 2, "the log has no gap");
        let one = own.data(r#"{ practice(by: {external: {system: "partner", id: "1"}}) { status impactAreas hubs { slug } history(first: 5) { nodes { deed action } } } }"#).await;
        assert_eq!(one["practice"], json!({
            "status": "DRAFT", "impactAreas": ["CULTURE", "PEOPLE"], "hubs": [{ "slug": "open-data" }],
            "history": { "nodes": [{ "deed": "importCommit", "action": "CREATED" }] },
        }));
        // Committed again it stays as it is.
        assert_eq!(committed(&own, id).await, done);
        assert_eq!(own.refused("importCheck", json!({ "import": id })).await, ["INVALID_STATE import"]);
        assert_eq!(place.last_number().await, last + 2);
    }

    async fn a_file_sent_twice_is_done_once_and_what_differs_is_edited(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let id = sent(&own, "text/csv", table(&["1", "2"])).await;
        assert_eq!(committed(&own, &id).await["created"], 2);
        let last = place.last_number().await;
        let again = sent(&own, "text/csv", table(&["1", "2"])).await;
        let done = committed(&own, &again).await;
        assert_eq!((&done["status"], &done["created"], &done["updated"]), (&json!("COMMITTED"), &json!(0), &json!(0)));
        assert_eq!(place.last_number().await, last);
        // JSON Lines name what they say; the rest stays.
        let lines = "{\"external_system\":\"partner\",\"external_id\":\"2\",\"summary\":\"Longer\",\"hubs\":[]}\n\n{\"external_system\":\"partner\",\"external_id\":3,\"language\":\"fr\",\"kind\":\"USE_CASE\",\"title\":\"Practice 3\",\"parliament\":\"AA\",\"use_case_objective\":\"But\"}\n";
        let more = sent(&own, "application/jsonl", lines).await;
        let done = committed(&own, &more).await;
        assert_eq!((&done["created"], &done["updated"]), (&json!(1), &json!(1)), "{done}");
        let two = own.data(r#"{ practice(by: {external: {system: "partner", id: "2"}}) { version title { text } summary { text } hubs { slug } } }"#).await;
        assert_eq!(two["practice"], json!({ "version": 2, "title": { "text": "Practice 2" }, "summary": { "text": "Longer" }, "hubs": [] }));
        assert_eq!(place.last_number().await, last + 2);
        // What is kept to undo it is not the caller's.
        let held = own.data("{ myData }").await["myData"]["imports"].clone();
        let said: Vec<&Value> = held.as_array().unwrap().iter().flat_map(|one| one["rows"].as_array().unwrap()).map(|row| &row["content"]).collect();
        assert_eq!(said, [&Value::Null; 6]);
        // Undoing it takes back what it created, and what it edited is what it was.
        own.done("importUndo", json!({ "import": more }), "import { status }").await;
        assert_eq!(titles(&own).await, ["Practice 1", "Practice 2"]);
        let two = own.data(r#"{ practice(by: {external: {system: "partner", id: "2"}}) { version summary { text } hubs { slug } history(first: 1) { nodes { deed fields } } } }"#).await;
        assert_eq!(two["practice"], json!({
            "version": 3, "summary": { "text": "In short" }, "hubs": [{ "slug": "open-data" }], "history": { "nodes": [{ "deed": "importUndo", "fields": ["summary", "hubs"] }] },
        }));
        assert_eq!(place.last_number().await, last + 4);
    }

    async fn all_that_is_wrong_is_told_by_line_and_column_and_nothing_is_done(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let last = place.last_number().await;
        let good = "partner,1,en,GOOD_PRACTICE,AA,Practice 1,,,\n";
        let bad = "partner,2,en,NICE,AA,\"Practice\n2\",,CULTURE|MOON,\nUpper Case,3,xx-,GOOD_PRACTICE,AA,,,,nowhere\npartner,1,en,GOOD_PRACTICE,AA,Practice 1,,,\npartner,4\npartner,5,en,GOOD_PRACTICE,BB,Practice 5,,,\n";
        let id = sent(&own, "text/csv", format!("{HEADER}{good}{bad}")).await;
        let told = checked(&own, &id).await;
        assert_eq!(told["status"], "REFUSED");
        assert_eq!(wrong(&told), [
            "3 kind INVALID_VALUE", "3 impact_areas INVALID_VALUE", "3 title INVALID_VALUE", "5 external_system INVALID_VALUE", "5 language INVALID_VALUE", "5 title REQUIRED", "5 hubs UNKNOWN_REFERENCE",
            "6 external_id DUPLICATE", "7 - PARSE_ERROR", "8 - FORBIDDEN",
        ]);
        assert_eq!(told["problems"], 10);
        let french = own.clone().reading("fr");
        let told = settled(&french, &id).await;
        assert_eq!(told["errors"][8]["message"], "Cette ligne compte 2 cellules, la première 9.");
        assert_eq!(told["errors"][9]["message"], "Aucun de vos rôles ne le permet.");
        let done = committed(&own, &id).await;
        assert_eq!((&done["status"], done["errors"].as_array().unwrap().len()), (&json!("REFUSED"), 10));
        assert_eq!(titles(&own).await, [""; 0]);
        assert_eq!(place.last_number().await, last);
        assert_eq!(own.refused("importUndo", json!({ "import": id })).await, ["INVALID_STATE import"]);
        // JSON Lines alike.
        let id = sent(&own, "application/x-ndjson", "{oops\n{\"colour\":1,\"external_system\":\"partner\",\"external_id\":\"1\"}\n{\"title\":\"a\\u0000\"}").await;
        let told = wrong(&checked(&own, &id).await);
        assert_eq!(told.first().map(String::as_str), Some("1 - PARSE_ERROR"));
        assert!(told.contains(&"2 colour UNKNOWN_FIELD".to_owned()) && told.contains(&"3 - PARSE_ERROR".to_owned()), "{told:?}");
    }

    async fn a_row_that_names_no_parliament_or_none_that_there_is_is_told_so_in_its_column(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let rows = "partner,1,en,GOOD_PRACTICE,,Practice 1,,,\npartner,2,en,GOOD_PRACTICE,ZZ,Practice 2,,,\n";
        let id = sent(&own, "text/csv", format!("{HEADER}{rows}")).await;
        let told = checked(&own, &id).await;
        assert_eq!(wrong(&told), ["2 parliament REQUIRED", "3 parliament UNKNOWN_REFERENCE"]);
    }

    async fn a_section_that_only_use_cases_have_is_told_at_the_column_that_gives_it(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let row = |id: &str, more: Value| {
            let mut row = json!({ "external_system": "partner", "external_id": id, "language": "en", "kind": "USE_CASE", "title": format!("Practice {id}"), "parliament": "AA" });
            row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            format!("{row}\n")
        };
        let id = sent(&own, "application/jsonl", row("1", json!({ "use_case_objective": "To vote" }))).await;
        assert_eq!(committed(&own, &id).await["created"], 1);
        let rows = [
            row("1", json!({ "kind": "CASE_STUDY" })),
            row("2", json!({ "kind": "CASE_STUDY", "use_case_objective": "", "use_case_risks": "None", "use_case_steps": "One" })),
            row("3", json!({ "kind": "CASE_STUDY", "use_case_objective": " " })),
            row("4", json!({ "kind": "NICE", "use_case_objective": "To vote" })),
        ];
        let id = sent(&own, "application/jsonl", rows.concat()).await;
        let told = checked(&own, &id).await;
        assert_eq!(wrong(&told), ["1 kind INVALID_VALUE", "2 use_case_steps INVALID_VALUE", "4 kind INVALID_VALUE"]);
        assert_eq!(told["errors"][1]["message"], "Only a USE_CASE has this section.");
        let header = "external_system,external_id,language,kind,parliament,title,use_case_objective,use_case_risks\n";
        let id = sent(&own, "text/csv", format!("{header}partner,5,en,CASE_STUDY,AA,Practice 5,,None\n")).await;
        assert_eq!(wrong(&checked(&own, &id).await), ["2 use_case_risks INVALID_VALUE"]);
    }

    async fn a_line_that_gives_a_column_twice_is_told_so(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let line = |id: &str, more: &str| format!("{{\"external_system\":\"partner\",\"external_id\":\"{id}\",\"language\":\"en\",\"kind\":\"GOOD_PRACTICE\",\"parliament\":\"AA\",\"title\":\"Practice {id}\"{more}}}\n");
        let lines = line("1", "") + &line("2", ",\"summary\":\"One\",\"summary\":\"Two\"");
        let id = sent(&own, "application/jsonl", lines).await;
        let told = checked(&own, &id).await;
        assert_eq!(wrong(&told), ["2 summary DUPLICATE"]);
        assert_eq!(told["errors"][0]["message"], "The column “summary” is there twice.");
        let french = settled(&own.clone().reading("fr"), &id).await;
        assert_eq!(french["errors"][0]["message"], "La colonne « summary » figure deux fois.");
        assert_eq!(committed(&own, &id).await["status"], "REFUSED");
        assert_eq!(titles(&own).await, [""; 0]);
    }

    async fn rows_are_filed_under_topics_in_use_and_a_file_sent_again_changes_nothing_where_one_is_not_any_more(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let editor = place.editor().await;
        for label in ["Merged", "Replaced"] {
            editor.done("topicAdd", json!({ "input": { "language": "en", "label": label } }), "").await;
        }
        let filed = |id: &str, topics: &str| format!("external_system,external_id,language,kind,parliament,title,topics\npartner,{id},en,GOOD_PRACTICE,AA,Practice {id},{topics}\n");
        let id = sent(&own, "text/csv", filed("1", "merged|replaced")).await;
        assert_eq!(checked(&own, &id).await["problems"], 0);
        assert_eq!(committed(&own, &id).await["created"], 1);
        editor.done("topicMerge", json!({ "topic": { "code": "merged" }, "input": { "into": { "code": "data" } }, "expectedVersion": 1 }), "").await;
        editor.done("topicDeprecate", json!({ "topic": { "code": "replaced" }, "input": { "replacedBy": { "code": "data" } }, "expectedVersion": 1 }), "").await;
        let id = sent(&own, "text/csv", filed("1", "merged|replaced")).await;
        let told = checked(&own, &id).await;
        assert_eq!((&told["problems"], &told["created"], &told["updated"]), (&json!(0), &json!(0), &json!(0)));
        let id = sent(&own, "text/csv", filed("2", "merged|replaced")).await;
        let told = checked(&own, &id).await;
        assert_eq!(wrong(&told), ["2 topics INVALID_STATE"]);
        assert_eq!(told["errors"][0]["message"], "Nothing new is filed under “replaced”: use “data” instead.");
        let id = sent(&own, "text/csv", filed("3", "merged")).await;
        assert_eq!(checked(&own, &id).await["problems"], 0);
        assert_eq!(committed(&own, &id).await["created"], 1);
        let data = own.data(r#"{ practice(by: {external: {system: "partner", id: "3"}}) { topics { code } } }"#).await;
        assert_eq!(data["practice"]["topics"], json!([{ "code": "data" }]));
    }

    async fn an_import_is_undone_unless_one_of_its_drafts_was_touched_since(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let id = sent(&own, "text/csv", table(&["1", "2", "3"])).await;
        committed(&own, &id).await;
        let edit = |id: &str, version: i64| json!({ "practice": { "external": { "system": "partner", "id": id } }, "input": { "summary": "Another" }, "expectedVersion": version });
        own.done("practiceEdit", edit("1", 1), "").await;
        own.done("practiceEdit", edit("3", 1), "").await;
        let last = place.last_number().await;
        assert_eq!(own.refused("importUndo", json!({ "import": id })).await, ["INVALID_STATE import.2", "INVALID_STATE import.4"]);
        let french = own.clone().reading("fr").deed("importUndo", json!({ "import": id }), "").await;
        assert_eq!(french["errors"][0]["message"], "Ligne 2 : « practice-1 » a été modifiée, soumise ou publiée depuis.");
        assert_eq!(titles(&own).await.len(), 3);
        assert_eq!(place.last_number().await, last);
        let other = sent(&own, "text/csv", table(&["4", "5"])).await;
        committed(&own, &other).await;
        own.done("importUndo", json!({ "import": other, "validateOnly": true }), "").await;
        assert_eq!(titles(&own).await.len(), 5);
        own.done("importUndo", json!({ "import": other }), "import { status }").await;
        assert_eq!(titles(&own).await, ["Practice 1", "Practice 2", "Practice 3"]);
        assert_eq!(settled(&own, &other).await["status"], "UNDONE");
        assert_eq!(place.last_number().await, last + 4, "two came and went");
        assert_eq!(own.refused("importUndo", json!({ "import": other })).await, ["INVALID_STATE import"]);
        // What was undone can come again.
        let again = sent(&own, "text/csv", table(&["4"])).await;
        assert_eq!(committed(&own, &again).await["created"], 1);
    }

    async fn an_import_is_not_undone_while_other_records_name_its_drafts(backend) {
        let place = Place::of(backend).await;
        let network = &place.fresh.network;
        let (_, own) = contributor(&place).await;
        let id = sent(&own, "text/csv", table(&["1", "2", "3", "4"])).await;
        committed(&own, &id).await;
        let reading = network.read(rows::WRITER);
        let mut drafts = Vec::new();
        for slug in ["practice-1", "practice-2", "practice-3"] {
            drafts.push(reading.by_key::<practice::Entity>(slug).await.unwrap().unwrap().id.0);
        }
        let desk = rows::contact(Uuid::from_u128(20), "desk", place.own.id);
        let desk = rows::put::<contact::Entity>(network, vec![desk]).await.remove(0);
        let report = rows::publication(Uuid::from_u128(21), "report");
        let report = rows::put::<publication::Entity>(network, vec![report]).await.remove(0);
        let day = rows::event(Uuid::from_u128(22), "day");
        let day = rows::put::<event::Entity>(network, vec![day]).await.remove(0);
        let session = rows::session(Uuid::from_u128(23), day.id, "Opening");
        rows::parts::<event_session::Entity>(network, &day, vec![session]).await;
        rows::link::<contact::Entity>(network, contacts::PRACTICES, &desk, &drafts[..1]).await;
        rows::link::<publication::Entity>(network, publications::PRACTICES, &report, &drafts[2..]).await;
        let mut writing = rows::deed(network).await;
        let shown = vec![(&day, Uuid::from_u128(23), vec![drafts[1]])];
        writing.put_part_links::<event::Entity>(events::SESSION_PRACTICES, shown).await.unwrap();
        writing.commit().await.unwrap();
        let contents = Contents::of(&place.fresh).await;
        let tables = ["contact_practice", "event_session_practice", "publication_practice"];
        let links = async || {
            let lines = contents.lines().await.into_iter();
            lines.filter(|line| tables.iter().any(|table| line.starts_with(&format!("{table}: ")))).count()
        };
        let last = place.last_number().await;
        let undo = json!({ "import": id });
        assert_eq!(own.refused("importUndo", undo.clone()).await, ["INVALID_STATE import.2", "INVALID_STATE import.3", "INVALID_STATE import.4"]);
        let french = own.clone().reading("fr").deed("importUndo", undo.clone(), "").await;
        assert_eq!(french["errors"][0]["message"], "Ligne 2 : un contact, un événement ou une publication mentionne « practice-1 ».");
        assert_eq!((links().await, titles(&own).await.len(), place.last_number().await), (3, 4, last));
        for table in tables {
            contents.befalls(&format!("DELETE FROM {table}")).await;
        }
        own.done("importUndo", undo, "").await;
        assert_eq!(titles(&own).await, [""; 0]);
    }

    async fn undoing_an_import_makes_every_edited_practice_what_it_was_however_far_it_had_come(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let coordinator = place.coordinator().await;
        let ids = ["withdrawn", "published", "proposed", "sent-back"];
        let id = sent(&own, "text/csv", table(&ids)).await;
        committed(&own, &id).await;
        let known = |id: &str| json!({ "external": { "system": "partner", "id": id } });
        let on = |id: &str, version: i64| json!({ "practice": known(id), "expectedVersion": version });
        let edit = |id: &str, version: i64, solution: &str| json!({ "practice": known(id), "input": { "solution": solution }, "expectedVersion": version });
        for id in ids {
            own.done("practiceEdit", edit(id, 1, "Like this."), "").await;
            own.done("practiceSubmit", on(id, 2), "").await;
        }
        own.done("practiceWithdraw", on("withdrawn", 3), "").await;
        for id in &ids[1..] {
            coordinator.done("practiceTakeUp", on(id, 3), "").await;
            coordinator.done("practicePublish", on(id, 4), "").await;
        }
        for id in &ids[2..] {
            own.done("practiceEdit", edit(id, 5, "Like that."), "").await;
        }
        own.done("practiceSubmit", on("sent-back", 6), "").await;
        coordinator.done("practiceTakeUp", on("sent-back", 7), "").await;
        let reasons = json!({ "practice": known("sent-back"), "input": { "comment": "Better.", "reasons": [{ "field": "solution", "reason": "How?" }] }, "expectedVersion": 8 });
        coordinator.done("practiceRequestChanges", reasons, "").await;
        let seen = async || {
            let mut all = Vec::new();
            for id in ids {
                let query = format!(r#"{{ practice(by: {{external: {{system: "partner", id: "{id}"}}}}) {{ status summary {{ text }} pendingRevision {{ status fields before after submittedAt }} }} }}"#);
                all.push(own.data(&query).await["practice"].clone());
            }
            all
        };
        let before = seen().await;
        let told: Vec<String> = before.iter().map(|one| format!("{} {}", one["status"], one["pendingRevision"]["status"])).collect();
        assert_eq!(told, ["\"WITHDRAWN\" null", "\"PUBLISHED\" null", "\"PUBLISHED\" \"PENDING\"", "\"PUBLISHED\" \"CHANGES_REQUESTED\""]);
        let lines: Vec<String> = ids.iter().map(|id| format!("{{\"external_system\":\"partner\",\"external_id\":\"{id}\",\"summary\":\"Longer\"}}\n")).collect();
        let file = sent(&own, "application/jsonl", lines.concat()).await;
        let done = committed(&own, &file).await;
        assert_eq!((&done["status"], &done["updated"]), (&json!("COMMITTED"), &json!(4)), "{done}");
        assert_ne!(seen().await, before);
        own.done("importUndo", json!({ "import": file, "validateOnly": true }), "").await;
        assert_ne!(seen().await, before);
        own.done("importUndo", json!({ "import": file }), "").await;
        assert_eq!(seen().await, before);
        // Also where a file proposes what is published, which gives the revision up.
        let lines_back: String = ids[2..].iter().map(|id| format!("{{\"external_system\":\"partner\",\"external_id\":\"{id}\",\"solution\":\"Like this.\"}}\n")).collect();
        let file = sent(&own, "application/jsonl", lines_back).await;
        assert_eq!(committed(&own, &file).await["updated"], 2);
        let emptied = seen().await;
        assert_eq!((&emptied[2]["pendingRevision"], &emptied[3]["pendingRevision"]), (&Value::Null, &Value::Null));
        own.done("importUndo", json!({ "import": file }), "").await;
        assert_eq!(seen().await, before);
        // What was edited since stays, and everything else with it.
        let file = sent(&own, "application/jsonl", lines.concat()).await;
        committed(&own, &file).await;
        let query = r#"{ practice(by: {external: {system: "partner", id: "published"}}) { version } }"#;
        let version = own.data(query).await["practice"]["version"].as_i64().unwrap();
        own.done("practiceEdit", edit("published", version, "Like this, too."), "").await;
        let last = place.last_number().await;
        assert_eq!(own.refused("importUndo", json!({ "import": file })).await, ["INVALID_STATE import.2"]);
        assert_eq!(place.last_number().await, last);
    }

    async fn an_import_of_before_its_edits_could_be_undone_is_left_as_it_is_and_says_so(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let id = sent(&own, "text/csv", table(&["1"])).await;
        committed(&own, &id).await;
        let lines = "{\"external_system\":\"partner\",\"external_id\":\"1\",\"summary\":\"Longer\"}\n";
        let id = sent(&own, "application/jsonl", lines).await;
        committed(&own, &id).await;
        let database = Database::connect(&place.fresh.url).await.unwrap();
        database.execute_unprepared("UPDATE import_row SET content = '{}'").await.unwrap();
        database.close().await.unwrap();
        let last = place.last_number().await;
        let refused = own.deed("importUndo", json!({ "import": id }), "").await;
        assert_eq!(refused["errors"], json!([{
            "code": "INVALID_STATE", "path": ["import", "1"], "message": "Line 1: what “practice-1” said before is not known any more: edit it yourself.",
        }]));
        assert_eq!(place.last_number().await, last);
    }

    async fn what_waited_for_its_turn_is_done_with_the_rights_of_then(backend) {
        let place = Place::of(backend).await;
        let network = &place.fresh.network;
        let (account, own) = contributor(&place).await;
        let id = sent(&own, "text/csv", table(&["1"])).await;
        let asked = access::by_token(network, &account.token).await.unwrap().unwrap();
        let database = Database::connect(&place.fresh.url).await.unwrap();
        let begin = "UPDATE import_batch SET status = 'COMMITTING'";
        for (end, told) in [
            ("DELETE FROM role_grant WHERE role = 'CONTRIBUTOR'", "2 - FORBIDDEN"),
            ("UPDATE account SET ended_at = created_at", "null - UNAUTHENTICATED"),
        ] {
            database.execute_unprepared(begin).await.unwrap();
            database.execute_unprepared(end).await.unwrap();
            let last = place.last_number().await;
            let import = import_batch::Entity::find().one(&database).await.unwrap().unwrap().id;
            let ended = work::run(network, Actor::Account(asked.caller.clone()), import, Work::Commit, None).await;
            assert_eq!(ended.is_ok(), told.contains("FORBIDDEN"), "{ended:?}");
            assert_eq!(place.last_number().await, last);
            let administrator = place.service.with(&accounts::person(network).administrator().open().await);
            let import = settled(&administrator, &id).await;
            assert_eq!((wrong(&import), &import["created"]), (vec![told.to_owned()], &json!(0)), "{import}");
        }
        database.close().await.unwrap();
    }

    async fn what_nobody_commits_is_forgotten_after_thirty_days(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let kept = sent(&own, "text/csv", table(&["1"])).await;
        committed(&own, &kept).await;
        let left = sent(&own, "text/csv", table(&["2"])).await;
        let asked = format!(r#"{{ a: import(id: "{kept}") {{ status }} b: import(id: "{left}") {{ status }} }}"#);
        place.fresh.clock.advance(TimeDelta::days(30));
        assert_eq!(end_what_is_over(&place.fresh.network).await.unwrap().imports, 0);
        place.fresh.clock.advance(TimeDelta::seconds(1));
        let last = place.last_number().await;
        assert_eq!(end_what_is_over(&place.fresh.network).await.unwrap().imports, 1);
        assert_eq!(end_what_is_over(&place.fresh.network).await.unwrap().imports, 0);
        assert_eq!(own.data(&asked).await, json!({ "a": { "status": "COMMITTED" }, "b": null }));
        assert_eq!(place.last_number().await, last);
    }

    async fn rows_without_an_id_are_told_everything_that_is_wrong_with_them(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let bad = ",,xx-,GOOD_PRACTICE,AA,Practice 1,,,\r\n";
        let id = sent(&own, "text/csv", format!("{}\r\n{bad}{bad}", HEADER.trim())).await;
        let told = wrong(&checked(&own, &id).await);
        let of = |line: &str| -> Vec<String> {
            let own = told.iter().filter_map(|one| one.strip_prefix(line));
            own.map(str::to_owned).collect()
        };
        assert!(!of("2 ").is_empty() && of("2 ").iter().any(|one| one == "language INVALID_VALUE"), "{told:?}");
        assert_eq!(of("2 "), of("3 "));
    }

    async fn an_import_is_for_its_sender_alone(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let id = sent(&own, "text/csv", table(&["1"])).await;
        let (_, other) = contributor(&place).await;
        let asked = format!(r#"{{ import(id: "{id}") {{ status }} }}"#);
        for stranger in [place.service.visitor(), other.clone(), place.editor().await] {
            assert_eq!(stranger.data(&asked).await["import"], Value::Null);
        }
        for deed in ["importCheck", "importCommit", "importUndo"] {
            assert_eq!(other.refused(deed, json!({ "import": id })).await, ["NOT_FOUND import"]);
            assert_eq!(place.service.visitor().refused(deed, json!({ "import": id })).await, ["UNAUTHENTICATED"]);
        }
        let administrator = place.service.with(&accounts::person(&place.fresh.network).administrator().open().await);
        assert_eq!(administrator.data(&asked).await["import"]["status"], "RECEIVED");
        assert_eq!(administrator.refused("importCommit", json!({ "import": id })).await, ["FORBIDDEN import"]);
    }

    async fn only_who_can_draft_a_practice_sends_files_and_has_them_worked_on(backend) {
        let place = Place::of(backend).await;
        let network = &place.fresh.network;
        let person = || accounts::person(network);
        for account in [person().open().await, person().coordinator(place.hub.id).open().await, person().administrator().open().await] {
            let answer = send(&place.service.with(&account), "text/csv", "", table(&["1"])).await;
            let told = (answer.status, &answer.body["code"], &answer.body["title"]);
            assert_eq!(told, (403, &json!("FORBIDDEN"), &json!("None of your roles allows this.")));
        }
        assert_eq!(place.fresh.network.read(rows::WRITER).all::<import_batch::Entity>(Condition::all()).await.unwrap(), []);
        for account in [person().focal_point(place.own.id).open().await, person().editor().open().await] {
            let caller = place.service.with(&account);
            let id = sent(&caller, "text/csv", table(&["1"])).await;
            assert_eq!(checked(&caller, &id).await["status"], "CHECKED");
        }
        // A role that has ended counts no more for what was sent while it did.
        let (account, own) = contributor(&place).await;
        let id = sent(&own, "text/csv", table(&["1"])).await;
        let contents = Contents::of(&place.fresh).await;
        contents.befalls("DELETE FROM role_grant WHERE role = 'CONTRIBUTOR'").await;
        place.fresh.clock.advance(TimeDelta::seconds(10));
        let own = place.service.with(&account);
        for deed in ["importCheck", "importCommit"] {
            assert_eq!(own.refused(deed, json!({ "import": id })).await, ["FORBIDDEN import"]);
        }
        let french = own.clone().reading("fr").deed("importCommit", json!({ "import": id }), "").await;
        assert_eq!(french["errors"][0]["message"], "Aucun de vos rôles ne le permet.");
        assert_eq!(settled(&own, &id).await["status"], "RECEIVED");
        assert_eq!(send(&own, "text/csv", "", table(&["2"])).await.status, 403);
    }

    async fn an_edit_of_a_published_practice_becomes_its_pending_revision(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let id = sent(&own, "text/csv", table(&["1"])).await;
        committed(&own, &id).await;
        let known = json!({ "external": { "system": "partner", "id": "1" } });
        own.done("practiceEdit", json!({ "practice": known, "input": { "solution": "Like this." }, "expectedVersion": 1 }), "").await;
        own.done("practiceSubmit", json!({ "practice": known, "expectedVersion": 2 }), "").await;
        let changed = "{\"external_system\":\"partner\",\"external_id\":\"1\",\"summary\":\"Longer\"}\n";
        let waiting = sent(&own, "application/jsonl", changed).await;
        assert_eq!(wrong(&checked(&own, &waiting).await), ["1 - INVALID_STATE"]);
        // As it stands, it is nobody's work to wait for.
        let same = sent(&own, "text/csv", table(&["1"])).await;
        assert_eq!(checked(&own, &same).await["status"], "CHECKED");
        let coordinator = place.coordinator().await;
        coordinator.done("practiceTakeUp", json!({ "practice": known, "expectedVersion": 3 }), "").await;
        coordinator.done("practicePublish", json!({ "practice": known, "expectedVersion": 4 }), "").await;
        assert_eq!(committed(&own, &waiting).await["updated"], 1);
        let asked = r#"{ practice(by: {external: {system: "partner", id: "1"}}) { status summary { text } } }"#;
        assert_eq!(own.data(asked).await["practice"], json!({ "status": "PUBLISHED", "summary": { "text": "In short" } }));
        let twice = sent(&own, "application/jsonl", changed).await;
        let done = committed(&own, &twice).await;
        assert_eq!((&done["status"], &done["updated"]), (&json!("COMMITTED"), &json!(0)), "the revision says so already");
    }

    async fn a_client_says_for_whom_it_sends_a_file(backend) {
        let place = Place::of(backend).await;
        let (person, own) = contributor(&place).await;
        let client = accounts::client(&place.fresh.network).contributor(place.own.id).open().await;
        let client = place.service.with(&client);
        let answer = send(&client, "text/csv", "", table(&["1"])).await;
        assert_eq!((answer.status, &answer.body["code"], &answer.body["errors"][0]["path"][1]), (422, &json!("REQUIRED"), &json!("onBehalfOf")));
        let person = encode(IdKind::Account, person.id).to_string();
        let query = format!("?onBehalfOf={person}");
        let answer = send(&client, "text/csv", &query, table(&["1"])).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        assert_eq!(committed(&client, answer.body["id"].as_str().unwrap()).await["created"], 1);
        let mine = own.data("{ myContributions { totalCount } }").await;
        assert_eq!(mine["myContributions"]["totalCount"], 1);
        let answer = send(&own, "text/csv", &query, table(&["2"])).await;
        assert_eq!((answer.status, &answer.body["code"]), (422, &json!("INVALID_VALUE")));
    }

    async fn what_is_no_file_of_practices_is_turned_away(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let answer = send(&place.service.visitor(), "text/csv", "", table(&["1"])).await;
        assert_eq!((answer.status, &answer.body["code"]), (401, &json!("UNAUTHENTICATED")));
        assert!(answer.headers["www-authenticate"].to_str().unwrap().starts_with("Bearer "));
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        let bad = own.clone().bearing("hmc_nothing");
        assert_eq!(send(&bad, "text/csv", "", table(&["1"])).await.status, 401);
        let reading = accounts::person(&place.fresh.network).contributor(place.own.id).reading_only().open().await;
        assert_eq!(send(&place.service.with(&reading), "text/csv", "", table(&["1"])).await.status, 403);
        for media in ["application/json", "text/plain", "text/csv; charset=latin1"] {
            assert_eq!(send(&own, media, "", table(&["1"])).await.status, 415, "{media}");
        }
        let french = own.clone().reading("fr");
        let answer = send(&french, "text/csv", "", "external_id,colour\n1,red\n").await;
        assert_eq!((answer.status, &answer.body["title"]), (422, &json!("Il n’y a pas de colonne « colour ».")));
        assert_eq!(answer.body["errors"].as_array().unwrap().len(), 2);
        assert_eq!(send(&own, "text/csv", "", HEADER).await.body["code"], "REQUIRED");
        let large = send(&own, "text/csv", "", "x".repeat(10_000_001)).await;
        assert_eq!((large.status, &large.body["code"]), (413, &json!("BODY_TOO_LARGE")));
        let many: Vec<String> = (0..5_001).map(|number| number.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let answer = send(&own, "text/csv", "", table(&many)).await;
        assert_eq!((answer.status, &answer.body["code"]), (422, &json!("LIMIT_EXCEEDED")));
        let got = own.client.get(own.endpoint.replace("/graphql", "/imports/practices")).send().await.unwrap();
        assert_eq!(got.status(), 405);
        let reading = place.fresh.network.read(hemicycle_tests::rows::WRITER);
        assert_eq!(reading.all::<hemicycle_entity::import_batch::Entity>(sea_orm::Condition::all()).await.unwrap().len(), 0, "nothing was kept");
    }

    async fn more_columns_keys_or_values_than_anybody_needs_are_told_in_one_word(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let names = |count: usize| (0..count).map(|number| format!("c{number}")).collect::<Vec<_>>();
        let answer = send(&own, "text/csv", "", names(300_000).join(",")).await;
        assert_eq!((answer.status, &answer.body["code"]), (422, &json!("LIMIT_EXCEEDED")));
        assert_eq!(answer.body["errors"].as_array().unwrap().len(), 1);
        let dots = "a.".repeat(100_000);
        let answer = send(&own, "text/csv", "", format!("external_system,external_id,{dots}\n")).await;
        assert_eq!(answer.body["errors"][0]["path"], json!([&dots[..40]]));
        let keys = names(65).iter().map(|name| format!("\"{name}\":1")).collect::<Vec<_>>().join(",");
        let list = ["\"MOON\""; 201].join(",");
        let known = "\"external_system\":\"partner\",\"external_id\"";
        let rest = "\"language\":\"en\",\"kind\":\"GOOD_PRACTICE\",\"title\":\"Practice\",\"parliament\":\"AA\"";
        let rows = format!("{{{keys}}}\n{{{known}:1,{rest},\"audiences\":[{list}]}}\n{{{known}:2,{rest},\"a.b\":1}}\n");
        let id = sent(&own, "application/jsonl", rows).await;
        assert_eq!(wrong(&checked(&own, &id).await), ["1 - LIMIT_EXCEEDED", "2 audiences LIMIT_EXCEEDED", "3 a.b UNKNOWN_FIELD"]);
    }

    async fn a_practice_in_more_hubs_topics_and_projects_than_a_statement_takes_is_refused_for_that(backend) {
        let place = Place::of(backend).await;
        let many: Vec<Selector> = (0..70_000).map(|number| Selector::Key(format!("hub-{number}"))).collect();
        let mut input = Draft { parliament: Some(Selector::Key("AA".to_owned())), ..Draft::default() };
        input.content.title = Some(Some("Practice".to_owned()));
        input.content.kind = Some(PracticeKind::GoodPractice);
        input.content.language = Some("en".to_owned());
        input.content.hubs = Some(many.clone());
        input.content.topics = Some(many.clone());
        input.content.projects = Some(many.clone());
        let mut writing = rows::deed(&place.fresh.network).await;
        let told = ["INVALID_VALUE input.hubs", "INVALID_VALUE input.topics", "INVALID_VALUE input.projects"];
        assert_eq!(against(draft(&mut writing, input).await), told);
        drop(writing);
        let adoption = Adoption { parliament: Some(Selector::Key("BB".to_owned())), hubs: many, ..Adoption::default() };
        let mut writing = rows::deed(&place.fresh.network).await;
        let published = Selector::Key("published".to_owned());
        assert_eq!(against(adopt(&mut writing, published, adoption).await), told[..1]);
        drop(writing);
        // In a file, too, which is checked to its end.
        let (_, own) = contributor(&place).await;
        let hubs = ["hub"; 21].join("|");
        let row = |id: u8, hubs: &str| format!("partner,{id},en,GOOD_PRACTICE,AA,Practice {id},,,{hubs}\n");
        let id = sent(&own, "text/csv", format!("{HEADER}{}{}", row(1, &hubs), row(2, "hub"))).await;
        let told = checked(&own, &id).await;
        assert_eq!(wrong(&told), ["2 hubs INVALID_VALUE", "3 hubs UNKNOWN_REFERENCE"]);
        assert_eq!(told["errors"][0]["message"], "There are 21 of them, at most 20 are allowed.");
    }

    async fn the_command_line_sends_a_file_and_shows_what_is_wrong_as_compilers_do(backend) {
        let place = Place::of(backend).await;
        let (account, own) = contributor(&place).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("practices.csv");
        let load = async |more: &[&str]| {
            let output = tokio::process::Command::new(env!("CARGO_BIN_EXE_hemicycle-under-test"))
                .args(["load", file.to_str().unwrap(), "--server", &place.service.url("")])
                .args(more)
                .env_clear()
                .env("HEMICYCLE_TOKEN", &account.token)
                .output()
                .await
                .unwrap();
            let said = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
            (output.status.success(), said.concat())
        };
        std::fs::write(&file, table(&["1", "2", "3"]).replace("AA,Practice 2", "ZZ,Two").replace("Practice 3", "")).unwrap();
        let (good, said) = load(&[]).await;
        assert!(!good, "{said}");
        let name = file.display();
        assert!(said.contains(&format!("{name}:3:parliament: ")) && said.contains(&format!("{name}:4:title: This is required. (REQUIRED)")), "{said}");
        assert!(said.contains("problems; nothing was written."), "{said}");
        std::fs::write(&file, table(&["1", "2"])).unwrap();
        let (good, said) = load(&["--dry-run"]).await;
        assert!(good && said.contains("created\t2") && said.contains("Dry run"), "{said}");
        assert_eq!(titles(&own).await, [""; 0]);
        let (good, said) = load(&[]).await;
        assert!(good && said.contains("created\t2") && said.contains("Loaded."), "{said}");
        assert!(!said.contains(&account.token));
        assert_eq!(titles(&own).await.len(), 2);
    }

    async fn two_thousand_rows_are_committed_within_a_minute_and_undone_at_once(backend) {
        let place = Place::of(backend).await;
        let (_, own) = contributor(&place).await;
        let ids: Vec<String> = (0..2_000).map(|number| number.to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let last = place.last_number().await;
        let id = sent(&own, "text/csv", table(&ids)).await;
        let done = async {
            let done = committed(&own, &id).await;
            assert_eq!((&done["status"], &done["created"]), (&json!("COMMITTED"), &json!(2_000)), "{done}");
        };
        tokio::time::timeout(Duration::from_secs(60), done).await.unwrap();
        assert_eq!(place.last_number().await, last + 2_000);
        own.done("importUndo", json!({ "import": id }), "import { status }").await;
        assert_eq!(place.last_number().await, last + 4_000);
        assert_eq!(titles(&own).await, [""; 0]);
    }
}
