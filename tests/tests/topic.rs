//! Topics: what editors do with the vocabulary, and where records are filed when it changes.

use hemicycle::graphql::id::{self, IdKind};
use hemicycle_domain::{contact as contacts, event as events, hub as hubs};
use hemicycle_domain::{practice as practices, project as projects, publication as publications};
use hemicycle_entity::ids::ParliamentId;
use hemicycle_entity::values::PracticeStatus;
use hemicycle_entity::{contact, event, hub, parliament, practice, project, publication, topic};
use hemicycle_tests::{Backend, Desk, accounts, on_both, rows};
use serde_json::{Value, json};
use uuid::Uuid;

/// Each mutation, as somebody who may could ask for it.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "topicAdd",
        r#"input: {language: "en", label: "Sample"}, validateOnly: true"#,
    ),
    (
        "topicEdit",
        r#"topic: {code: "topic"}, input: {label: "Sample"}, expectedVersion: 1, validateOnly: true"#,
    ),
    (
        "topicTranslate",
        r#"topic: {code: "topic"}, input: {language: "fr", label: "Exemple"}, expectedVersion: 1, validateOnly: true"#,
    ),
    (
        "topicDeprecate",
        r#"topic: {code: "topic"}, input: {}, expectedVersion: 1, validateOnly: true"#,
    ),
    (
        "topicMerge",
        r#"topic: {code: "topic"}, input: {into: {code: "topic"}}, expectedVersion: 1, validateOnly: true"#,
    ),
];

const OLD: Uuid = Uuid::from_u128(1);
const NEW: Uuid = Uuid::from_u128(2);
const PART: Uuid = Uuid::from_u128(3);

/// Topics `old`, `new` and `part`, which is part of `old`.
async fn desk(backend: Backend) -> Desk {
    let desk = Desk::of(backend).await;
    let mut part = rows::topic(PART, "part");
    part.broader_id = Some(OLD.into());
    let topics = vec![rows::topic(OLD, "old"), rows::topic(NEW, "new"), part];
    rows::put::<topic::Entity>(desk.network(), topics).await;
    desk
}

fn on(code: &str, version: i64, input: Value) -> Value {
    json!({ "topic": { "code": code }, "input": input, "expectedVersion": version })
}

fn merge(version: i64) -> Value {
    on("old", version, json!({ "into": { "code": "new" } }))
}

/// Two parliaments, `AA` and `BB`; and, filed under `old`, the practices `draft` and `published` and the contact `contact`, in version 2 each;
/// under nothing, the contact `nobody`.
async fn kept(desk: &Desk) {
    let network = desk.network();
    let id = Uuid::from_u128;
    let both = vec![
        rows::parliament(id(10), "AA"),
        rows::parliament(id(11), "BB"),
    ];
    let aa = rows::put::<parliament::Entity>(network, both)
        .await
        .remove(0);
    let complete = |id, slug| practice::Model {
        parliament_id: Some(aa.id),
        summary: Some(rows::english("A summary")),
        solution: Some(rows::english("A solution")),
        ..rows::practice(id, slug)
    };
    let draft = practice::Model {
        status: PracticeStatus::Draft,
        ..complete(id(12), "draft")
    };
    let both = vec![draft, complete(id(13), "published")];
    for row in rows::put::<practice::Entity>(network, both).await {
        rows::link::<practice::Entity>(network, practices::TOPICS, &row, &[OLD]).await;
    }
    let both = vec![
        clerk(id(14), "contact", aa.id),
        clerk(id(15), "nobody", aa.id),
    ];
    let contact = rows::put::<contact::Entity>(network, both).await.remove(0);
    rows::link::<contact::Entity>(network, contacts::EXPERTISE, &contact, &[OLD]).await;
}

fn clerk(id: Uuid, slug: &str, parliament: ParliamentId) -> contact::Model {
    contact::Model {
        role_title: Some(rows::english("Clerk")),
        ..rows::contact(id, slug, parliament)
    }
}

fn named(codes: &[&str]) -> Value {
    codes.iter().map(|code| json!({ "code": code })).collect()
}

/// The draft of a practice that is filed under these.
fn practice_under(topics: &[&str]) -> Value {
    json!({ "input": { "language": "en", "title": "New", "kind": "enum:GOOD_PRACTICE", "parliament": { "code": "AA" }, "topics": named(topics) } })
}

/// The nomination of a contact that is an expert in these.
fn expert_in(topics: &[&str]) -> Value {
    json!({ "input": {
        "language": "en", "party": { "parliament": { "code": "AA" } }, "roleTitle": "Clerk", "appointment": "enum:EXPERT", "nominatedBy": "The bureau",
        "expertise": named(topics),
    } })
}

/// An edit that files a practice or a contact under these.
fn refiled(kind: &str, slug: &str, version: i64, topics: &[&str]) -> Value {
    let list = match kind {
        "contact" => "expertise",
        _ => "topics",
    };
    json!({ kind: { "slug": slug }, "input": { list: named(topics) }, "expectedVersion": version })
}

/// The codes of topics, in their order.
fn codes(topics: &Value) -> Vec<&str> {
    let topics = topics.as_array().unwrap().iter();
    let mut codes: Vec<&str> = topics
        .map(|topic| topic["code"].as_str().unwrap())
        .collect();
    codes.sort_unstable();
    codes
}

/// Projects, all filed under `old`, every second one under `new`, too.
async fn filed(desk: &Desk, count: u128) {
    let id = |number| Uuid::from_u128(1_000 + number);
    let projects =
        (0..count).map(|number| rows::project(id(number), &format!("project-{number:02}")));
    let projects = rows::put::<project::Entity>(desk.network(), projects.collect()).await;
    let mut writing = rows::deed(desk.network()).await;
    let topics = |place: usize| {
        if place.is_multiple_of(2) {
            vec![OLD]
        } else {
            vec![OLD, NEW]
        }
    };
    let wanted = projects
        .iter()
        .enumerate()
        .map(|(place, row)| (row, topics(place)));
    writing
        .put_links::<project::Entity>(projects::TOPICS, wanted.collect())
        .await
        .unwrap();
    writing.commit().await.unwrap();
}

/// The projects that a filter by this topic keeps, and the topics they are filed under.
async fn found(desk: &Desk, code: &str) -> Value {
    let query = format!(
        r#"{{ projects(filter: {{topic: {{in: ["{code}"]}}}}, orderBy: {{field: CREATED_AT}}) {{ nodes {{ slug topics {{ code }} }} }} }}"#
    );
    desk.seen(&query).await["projects"]["nodes"].clone()
}

on_both! {
    async fn an_editor_adds_edits_and_translates_a_topic(backend) {
        let desk = desk(backend).await;
        let addition = json!({ "input": { "language": "fr", "label": "Données ouvertes", "definition": "Ce qui est ouvert.", "broader": { "code": "old" } } });
        let payload = desk.editor.done("topicAdd", addition.clone(), "topic { code label { text language } definition { text } broader { code } }").await;
        assert_eq!(payload["topic"], json!({ "code": "donnees-ouvertes", "label": { "text": "Données ouvertes", "language": "fr" }, "definition": { "text": "Ce qui est ouvert." }, "broader": { "code": "old" } }));
        desk.refused("topicAdd", addition, &["DUPLICATE input.code"]).await;
        let translation = on("donnees-ouvertes", 1, json!({ "language": "en", "label": "Open data" }));
        desk.editor.done("topicTranslate", translation, "").await;
        let edit = on("donnees-ouvertes", 2, json!({ "label": "Données libres", "definition": null, "broader": null }));
        desk.editor.done("topicEdit", edit, "").await;
        let seen = desk.seen(r#"{ topic(by: {code: "donnees-ouvertes"}) { version broader { code } definition { text } label { text translations { language current } } history { nodes { deed fields } } viewerCan { merge { code } } } }"#).await;
        assert_eq!(seen["topic"], json!({
            "version": 3, "broader": null, "definition": null, "label": { "text": "Données libres", "translations": [{ "language": "fr", "current": true }, { "language": "en", "current": false }] },
            "history": { "nodes": [
                { "deed": "topicEdit", "fields": ["broader", "definition", "label"] }, { "deed": "topicTranslate", "fields": ["label"] },
                { "deed": "topicAdd", "fields": ["broader", "code", "definition", "label", "licence", "originalLanguage", "sources"] },
            ] },
            "viewerCan": { "merge": { "code": "UNAUTHENTICATED" } },
        }));
    }

    async fn everything_that_is_wrong_with_an_addition_is_told_at_once(backend) {
        let desk = desk(backend).await;
        let wrong = json!({ "input": { "language": "?", "label": "\n", "code": "Open Data", "broader": { "code": "nothing" }, "sources": [{ "title": "x", "url": "x" }] } });
        desk.refused("topicAdd", wrong.clone(), &[
            "UNKNOWN_REFERENCE input.broader", "INVALID_VALUE input.language", "REQUIRED input.label", "INVALID_VALUE input.sources.0.url", "INVALID_VALUE input.code",
        ]).await;
        desk.refused_in_french("topicAdd", wrong, "Cette fiche n’existe pas.").await;
        desk.refused("topicTranslate", on("old", 1, json!({ "language": "fr" })), &["REQUIRED input"]).await;
        desk.refused("topicTranslate", on("old", 1, json!({ "language": "en", "label": "x", "definition": "y" })), &["INVALID_VALUE input.label", "INVALID_STATE input.definition"]).await;
        desk.refused("topicEdit", on("old", 2, json!({})), &["CONFLICT expectedVersion"]).await;
    }

    async fn no_topic_is_part_of_itself(backend) {
        let desk = desk(backend).await;
        for code in ["old", "part"] {
            desk.refused("topicEdit", on("old", 1, json!({ "broader": { "code": code } })), &["INVALID_VALUE input.broader"]).await;
        }
        desk.refused("topicDeprecate", on("old", 1, json!({ "replacedBy": { "code": "part" } })), &["INVALID_VALUE input.replacedBy"]).await;
        desk.refused("topicMerge", on("old", 1, json!({ "into": { "code": "part" } })), &["INVALID_VALUE input.into"]).await;
        desk.refused("topicMerge", on("old", 1, json!({ "into": { "code": "old" } })), &["INVALID_VALUE input.into"]).await;
    }

    async fn nothing_new_is_filed_under_a_deprecated_topic_and_what_was_stays(backend) {
        let desk = desk(backend).await;
        filed(&desk, 2).await;
        let payload = desk.editor.done("topicDeprecate", on("old", 1, json!({ "replacedBy": { "code": "new" } })), "topic { deprecatedOn replacedBy { code } viewerCan { deprecate { allowed code } merge { allowed } } }").await;
        assert_eq!(payload["topic"]["replacedBy"], json!({ "code": "new" }));
        assert!(payload["topic"]["deprecatedOn"].is_string());
        assert_eq!(payload["topic"]["viewerCan"], json!({ "deprecate": { "allowed": false, "code": "INVALID_STATE" }, "merge": { "allowed": true } }));
        desk.refused("topicDeprecate", on("old", 2, json!({})), &["INVALID_STATE topic"]).await;
        let listed = desk.seen("{ gone: topics(filter: {deprecated: true}) { nodes { code } } used: topics(filter: {deprecated: false}) { totalCount } }").await;
        assert_eq!(listed, json!({ "gone": { "nodes": [{ "code": "old" }] }, "used": { "totalCount": 2 } }));
        // Old records keep it, and can be edited with it.
        let edit = |slug: &str, version: i64| json!({ "project": { "slug": slug }, "expectedVersion": version, "input": { "topics": [{ "code": "old" }, { "code": "part" }] } });
        let payload = desk.editor.done("projectEdit", edit("project-00", 2), "project { topics { code } }").await;
        assert_eq!(payload["project"]["topics"].as_array().unwrap().len(), 2);
        // New filing is refused, with the replacement named.
        let proposal = json!({ "input": { "language": "en", "title": "New", "topics": [{ "code": "new" }, { "code": "old" }] } });
        desk.refused("projectPropose", proposal.clone(), &["INVALID_STATE input.topics.1"]).await;
        let payload = desk.editor.deed("projectPropose", proposal, "").await;
        assert_eq!(payload["errors"][0]["message"], "Nothing new is filed under “old”: use “new” instead.");
        rows::put::<project::Entity>(desk.network(), vec![rows::project(Uuid::from_u128(5_000), "unfiled")]).await;
        desk.refused("projectEdit", edit("unfiled", 1), &["INVALID_STATE input.topics.0"]).await;
        desk.refused("topicAdd", json!({ "input": { "language": "en", "label": "x", "broader": { "code": "old" } } }), &["INVALID_STATE input.broader"]).await;
        // Part of it were others before: they can stay so.
        desk.editor.done("topicEdit", on("part", 1, json!({ "broader": { "code": "old" } })), "").await;
    }

    async fn a_merged_topic_leads_to_the_other_one_everywhere(backend) {
        let desk = desk(backend).await;
        filed(&desk, 3).await;
        let before = [found(&desk, "old").await, found(&desk, "new").await];
        assert_eq!((before[0].as_array().unwrap().len(), before[1].as_array().unwrap().len()), (3, 1));
        let last = desk.last_number().await;
        let payload = desk.editor.done("topicMerge", merge(1), "topic { code version replacedBy { code narrower { nodes { code } } } narrower { totalCount } projects { totalCount } }").await;
        assert_eq!(payload["topic"], json!({
            "code": "old", "version": 2, "replacedBy": { "code": "new", "narrower": { "nodes": [{ "code": "part" }] } }, "narrower": { "totalCount": 0 }, "projects": { "totalCount": 0 },
        }));
        // Whichever code is asked for: the same records, all under the other one, once.
        let after = found(&desk, "old").await;
        assert_eq!(after, found(&desk, "new").await);
        let all = ["project-00", "project-01", "project-02"].map(|slug| json!({ "slug": slug, "topics": [{ "code": "new" }] }));
        assert_eq!(after, json!(all));
        // Each changed record is told once, without a gap: the topic, its part, three projects.
        let log = desk.log(last).await;
        assert_eq!(log.iter().map(|entry| entry.seq - last).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        assert!(log.iter().all(|entry| entry.deed == "topicMerge"));
        let history = desk.seen(r#"{ project(by: {slug: "project-01"}) { version history(first: 1) { nodes { fields before after } } } }"#).await;
        let [old, new] = [OLD, NEW].map(|id| id::encode(IdKind::Topic, id));
        assert_eq!(history["project"], json!({ "version": 3, "history": { "nodes": [{ "fields": ["topics"], "before": { "topics": [old, new.clone()] }, "after": { "topics": [new] } }] } }));
        // The old code keeps working: looked up, and where something is filed.
        let seen = desk.seen(r#"{ topic(by: {code: "old"}) { code replacedBy { code } } }"#).await;
        assert_eq!(seen["topic"], json!({ "code": "old", "replacedBy": { "code": "new" } }));
        let proposal = json!({ "input": { "language": "en", "title": "Filed late", "topics": [{ "code": "old" }, { "code": "new" }] } });
        let payload = desk.editor.done("projectPropose", proposal, "project { topics { code } }").await;
        assert_eq!(payload["project"]["topics"], json!([{ "code": "new" }]));
        desk.refused("topicMerge", merge(2), &["INVALID_STATE topic"]).await;
        desk.refused("topicDeprecate", on("old", 2, json!({})), &["INVALID_STATE topic"]).await;
        // A second merge goes on: the first code leads to the end of the way.
        desk.editor.done("topicAdd", json!({ "input": { "language": "en", "label": "Newest" } }), "").await;
        desk.editor.done("topicMerge", on("new", 1, json!({ "into": { "code": "newest" } })), "").await;
        let proposal = json!({ "input": { "language": "en", "title": "Filed later", "topics": [{ "code": "old" }] } });
        let payload = desk.editor.done("projectPropose", proposal, "project { topics { code } }").await;
        assert_eq!(payload["project"]["topics"], json!([{ "code": "newest" }]));
        assert_eq!(found(&desk, "old").await.as_array().unwrap().len(), 3);
    }

    async fn a_merge_reaches_every_kind_that_is_filed_under_topics(backend) {
        let desk = desk(backend).await;
        let network = desk.network();
        let id = Uuid::from_u128;
        let parliament = rows::put::<parliament::Entity>(network, vec![rows::parliament(id(10), "AA")]).await.remove(0);
        macro_rules! filed {
            ($module:ident, $row:expr, $link:expr) => {
                let row = rows::put::<$module::Entity>(network, vec![$row]).await.remove(0);
                rows::link::<$module::Entity>(network, $link, &row, &[OLD]).await;
            };
        }
        filed!(project, rows::project(id(11), "project"), projects::TOPICS);
        filed!(practice, rows::practice(id(12), "practice"), practices::TOPICS);
        filed!(event, rows::event(id(13), "event"), events::TOPICS);
        filed!(publication, rows::publication(id(14), "publication"), publications::TOPICS);
        filed!(hub, rows::hub(id(15), "hub"), hubs::TOPICS);
        filed!(contact, rows::contact(id(16), "contact", parliament.id), contacts::EXPERTISE);
        // What visitors do not see is filed anew, too.
        let mut hidden = rows::practice(id(17), "draft");
        hidden.status = PracticeStatus::Draft;
        filed!(practice, hidden, practices::TOPICS);
        let last = desk.last_number().await;
        desk.editor.done("topicMerge", merge(1), "").await;
        assert_eq!(desk.log(last).await.len(), 2 + 7);
        let under = "projects { totalCount } practices { totalCount } events { totalCount } publications { totalCount } hubs { totalCount }";
        let query = format!(r#"{{ old: topic(by: {{code: "old"}}) {{ {under} }} new: topic(by: {{code: "new"}}) {{ {under} }} contact(by: {{slug: "contact"}}) {{ expertise {{ code }} }} }}"#);
        let seen = desk.editor.data(&query).await;
        let counts = |one: i64, practices: i64| json!({
            "projects": { "totalCount": one }, "practices": { "totalCount": practices }, "events": { "totalCount": one }, "publications": { "totalCount": one }, "hubs": { "totalCount": one },
        });
        assert_eq!(seen, json!({ "old": counts(0, 0), "new": counts(1, 2), "contact": { "expertise": [{ "code": "new" }] } }));
    }

    async fn practices_and_contacts_keep_a_deprecated_topic_and_nothing_new_comes_under_it(backend) {
        let desk = desk(backend).await;
        kept(&desk).await;
        rows::put::<practice::Entity>(desk.network(), vec![rows::practice(Uuid::from_u128(30), "unfiled")]).await;
        let deprecated = on("old", 1, json!({ "replacedBy": { "code": "new" } }));
        desk.editor.done("topicDeprecate", deprecated, "").await;
        desk.refused("practiceDraft", practice_under(&["new", "old"]), &["INVALID_STATE input.topics.1"]).await;
        desk.refused_in_french("practiceDraft", practice_under(&["old"]), "Plus rien n’est classé sous « old » : employez « new ».").await;
        desk.refused("practiceEdit", refiled("practice", "unfiled", 1, &["old"]), &["INVALID_STATE input.topics.0"]).await;
        desk.refused("contactNominate", expert_in(&["old"]), &["INVALID_STATE input.expertise.0"]).await;
        desk.refused("contactEdit", refiled("contact", "nobody", 1, &["new", "old"]), &["INVALID_STATE input.expertise.1"]).await;
        // What was filed there stays, whatever else is said with it.
        let draft = desk.editor.done("practiceEdit", refiled("practice", "draft", 2, &["old", "part"]), "practice { topics { code } }").await;
        assert_eq!(codes(&draft["practice"]["topics"]), ["old", "part"]);
        let published = desk.editor.done("practiceEdit", refiled("practice", "published", 2, &["old", "part"]), "practice { pendingRevision { fields after } }").await;
        assert_eq!(published["practice"]["pendingRevision"]["after"]["topics"].as_array().unwrap().len(), 2);
        let contact = desk.editor.done("contactEdit", refiled("contact", "contact", 2, &["old", "part"]), "contact { expertise { code } }").await;
        assert_eq!(codes(&contact["contact"]["expertise"]), ["old", "part"]);
        // Taken out, it does not come back.
        desk.editor.done("practiceEdit", refiled("practice", "draft", 3, &["part"]), "").await;
        desk.refused("practiceEdit", refiled("practice", "draft", 4, &["old"]), &["INVALID_STATE input.topics.0"]).await;
        // Another parliament's practice like it is new: what replaced the topic is meant.
        let adopt = json!({ "practice": { "slug": "published" }, "input": { "parliament": { "code": "BB" } } });
        let adopted = desk.editor.done("practiceAdopt", adopt.clone(), "practice { topics { code } }").await;
        assert_eq!(codes(&adopted["practice"]["topics"]), ["new"]);
        desk.editor.done("topicDeprecate", on("new", 1, json!({})), "").await;
        let adopted = desk.editor.done("practiceAdopt", adopt, "practice { topics { code } }").await;
        assert_eq!(codes(&adopted["practice"]["topics"]), [""; 0]);
    }

    async fn practices_and_contacts_filed_under_a_merged_topic_come_under_the_other_one(backend) {
        let desk = desk(backend).await;
        kept(&desk).await;
        desk.editor.done("topicMerge", merge(1), "").await;
        let drafted = desk.editor.done("practiceDraft", practice_under(&["old", "new", "part"]), "practice { topics { code } }").await;
        assert_eq!(codes(&drafted["practice"]["topics"]), ["new", "part"]);
        let edited = desk.editor.done("practiceEdit", refiled("practice", "draft", 3, &["old", "part"]), "practice { topics { code } }").await;
        assert_eq!(codes(&edited["practice"]["topics"]), ["new", "part"]);
        // Under its old name or its new one: nothing is proposed.
        let same = desk.editor.done("practiceEdit", refiled("practice", "published", 3, &["old"]), "practice { version pendingRevision { fields } }").await;
        assert_eq!(same["practice"], json!({ "version": 3, "pendingRevision": null }));
        let nominated = desk.editor.done("contactNominate", expert_in(&["old"]), "contact { expertise { code } }").await;
        assert_eq!(codes(&nominated["contact"]["expertise"]), ["new"]);
        let edited = desk.editor.done("contactEdit", refiled("contact", "contact", 3, &["new", "old"]), "contact { expertise { code } }").await;
        assert_eq!(codes(&edited["contact"]["expertise"]), ["new"]);
    }

    async fn a_revision_that_proposes_a_topic_follows_its_merge_and_waits_for_another_when_it_is_deprecated(backend) {
        let desk = desk(backend).await;
        kept(&desk).await;
        let reviewer = desk.service.with(&accounts::person(desk.network()).editor().open().await);
        let at = |version: i64| json!({ "practice": { "slug": "published" }, "expectedVersion": version });
        let proposed = "practice { version topics { code } pendingRevision { status } }";
        desk.editor.done("topicAdd", json!({ "input": { "language": "en", "label": "Third" } }), "").await;
        desk.editor.done("practiceEdit", refiled("practice", "published", 2, &["old", "third"]), "").await;
        desk.editor.done("practiceSubmit", at(3), "").await;
        // The published one comes under `new`, at version 5: nobody else changed its topics.
        desk.editor.done("topicMerge", merge(1), "").await;
        desk.editor.done("topicMerge", on("third", 1, json!({ "into": { "code": "part" } })), "").await;
        reviewer.done("practiceTakeUp", at(5), "").await;
        let published = reviewer.done("practicePublish", at(6), proposed).await;
        assert_eq!(codes(&published["practice"]["topics"]), ["new", "part"]);
        // Named while it was in use, and not any more.
        desk.editor.done("topicAdd", json!({ "input": { "language": "en", "label": "Fourth" } }), "").await;
        desk.editor.done("practiceEdit", refiled("practice", "published", 7, &["new", "fourth"]), "").await;
        desk.editor.done("practiceSubmit", at(8), "").await;
        reviewer.done("practiceTakeUp", at(9), "").await;
        desk.editor.done("topicDeprecate", on("fourth", 1, json!({ "replacedBy": { "code": "part" } })), "").await;
        let last = desk.last_number().await;
        assert_eq!(reviewer.refused("practicePublish", at(10)).await, ["INVALID_STATE practice.topics"]);
        assert_eq!(desk.last_number().await, last);
        let mut changes = at(10);
        changes["input"] = json!({ "reasons": [{ "field": "topics", "reason": "Use another." }] });
        reviewer.done("practiceRequestChanges", changes, "").await;
        desk.refused("practiceSubmit", at(11), &["INVALID_STATE practice.topics"]).await;
        desk.editor.done("practiceEdit", refiled("practice", "published", 11, &["new"]), "").await;
        let same = desk.editor.data(r#"{ practice(by: {slug: "published"}) { version topics { code } pendingRevision { status } } }"#).await;
        assert_eq!((&same["practice"]["version"], &same["practice"]["pendingRevision"]["status"]), (&json!(12), &json!("CHANGES_REQUESTED")));
    }

    async fn who_files_while_topics_are_merged_finds_everything_under_the_other_one(backend) {
        let desk = desk(backend).await;
        let propose = |number: usize| {
            let editor = desk.editor.clone();
            let proposal = json!({ "input": { "language": "en", "title": format!("Late {number}"), "topics": [{ "code": "old" }] } });
            tokio::spawn(async move { editor.done("projectPropose", proposal, "").await })
        };
        let first: Vec<_> = (0..8).map(propose).collect();
        let merged = tokio::spawn({
            let editor = desk.editor.clone();
            async move { editor.done("topicMerge", merge(1), "").await }
        });
        let then: Vec<_> = (8..16).map(propose).collect();
        for done in first.into_iter().chain(then).chain([merged]) {
            done.await.unwrap();
        }
        let seen = desk.editor.data(r#"{ old: topic(by: {code: "old"}) { projects { totalCount } } new: topic(by: {code: "new"}) { projects { totalCount } } }"#).await;
        assert_eq!(seen, json!({ "old": { "projects": { "totalCount": 0 } }, "new": { "projects": { "totalCount": 16 } } }));
    }

    async fn a_merge_takes_no_more_statements_for_fifty_records_than_for_five(backend) {
        let mut statements = Vec::new();
        for count in [5, 50] {
            let desk = desk(backend).await;
            filed(&desk, count).await;
            let answer = desk.editor.try_deed("topicMerge", merge(1), "topic { code }").await;
            assert_eq!(answer.body["data"]["topicMerge"]["errors"], json!([]));
            statements.push(answer.line().statements());
        }
        assert_eq!(statements[0], statements[1]);
        assert!(statements[0] < 50, "{statements:?}");
    }

    async fn only_editors_change_topics(backend) {
        let desk = desk(backend).await;
        desk.samples_are_understood(SAMPLES).await;
        desk.only_editors_may("topicAdd", json!({ "input": { "language": "en", "label": "x" } }), "").await;
        desk.only_editors_may("topicEdit", on("old", 1, json!({ "label": "x" })), "topic").await;
        desk.only_editors_may("topicTranslate", on("old", 1, json!({ "language": "fr", "label": "x" })), "topic").await;
        desk.only_editors_may("topicDeprecate", on("old", 1, json!({})), "topic").await;
        desk.only_editors_may("topicMerge", merge(1), "topic").await;
    }
}
