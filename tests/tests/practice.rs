//! Practices: what their own people do with them. What becomes of them in review is in `practice_review`.

use hemicycle::graphql::id::{IdKind, encode};
use hemicycle_domain::dataset::{self, Options};
use hemicycle_domain::practice::HUBS;
use hemicycle_entity::{change, contact, hub, parliament, practice, practice_review, topic};
use hemicycle_tests::{Backend, Caller, Fresh, Service, accounts, on_both, rows};
use sea_orm::{ColumnTrait, Condition};
use serde_json::{Value, json};
use uuid::Uuid;

/// What the root fields are tried with.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "practiceDraft",
        r#"(input: {language: "en", title: "New", kind: GOOD_PRACTICE, parliament: {code: "AA"}}, validateOnly: true)"#,
    ),
    (
        "practiceEdit",
        r#"(practice: {slug: "practice"}, input: {title: "New"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "practiceTranslate",
        r#"(practice: {slug: "practice"}, input: {language: "fr", title: "Nouveau"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "practiceAdopt",
        r#"(practice: {slug: "practice"}, input: {parliament: {code: "BB"}}, validateOnly: true)"#,
    ),
    (
        "practiceSubmit",
        r#"(practice: {slug: "practice"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "practiceWithdraw",
        r#"(practice: {slug: "practice"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "practiceTakeUp",
        r#"(practice: {slug: "practice"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "practiceRequestChanges",
        r#"(practice: {slug: "practice"}, input: {comment: "Say more."}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "practicePublish",
        r#"(practice: {slug: "practice"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "practiceReject",
        r#"(practice: {slug: "practice"}, input: {reason: "Why."}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "practiceComment",
        r#"(practice: {slug: "practice"}, input: {comment: "Well done."}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "practiceArchive",
        r#"(practice: {slug: "practice"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "practiceRestore",
        r#"(practice: {slug: "practice"}, expectedVersion: 2, validateOnly: true)"#,
    ),
    (
        "practiceConfirm",
        r#"(practice: {slug: "practice"}, expectedVersion: 2, validateOnly: true)"#,
    ),
];

/// Two parliaments, two hubs and a topic; and, of the first parliament and within the first hub, a published practice, `published`.
pub struct Place {
    pub fresh: Fresh,
    pub service: Service,
    pub own: parliament::Model,
    pub other: parliament::Model,
    pub hub: hub::Model,
}

impl Place {
    pub async fn of(backend: Backend) -> Self {
        let fresh = Fresh::empty(backend).await;
        let network = &fresh.network;
        let id = Uuid::from_u128;
        let both = vec![rows::parliament(id(1), "AA"), rows::parliament(id(2), "BB")];
        let mut parliaments = rows::put::<parliament::Entity>(network, both).await;
        let both = vec![
            rows::hub(id(3), "open-data"),
            rows::hub(id(4), "remote-sittings"),
        ];
        let mut hubs = rows::put::<hub::Entity>(network, both).await;
        rows::put::<topic::Entity>(network, vec![rows::topic(id(5), "data")]).await;
        let published = practice::Model {
            parliament_id: Some(parliaments[0].id),
            solution: Some(rows::english("A solution")),
            summary: Some(rows::english("A summary")),
            published_on: Some(rows::day("2024-01-31")),
            ..rows::practice(id(6), "published")
        };
        let row = rows::put::<practice::Entity>(network, vec![published])
            .await
            .remove(0);
        rows::link::<practice::Entity>(network, HUBS, &row, &[hubs[0].id.0]).await;
        Self {
            service: Service::of(network),
            own: parliaments.remove(0),
            other: parliaments.remove(0),
            hub: hubs.remove(0),
            fresh,
        }
    }

    pub async fn contributor(&self) -> Caller {
        let person = accounts::person(&self.fresh.network).contributor(self.own.id);
        self.service.with(&person.open().await)
    }

    pub async fn coordinator(&self) -> Caller {
        let person = accounts::person(&self.fresh.network).coordinator(self.hub.id);
        self.service.with(&person.open().await)
    }

    pub async fn editor(&self) -> Caller {
        let person = accounts::person(&self.fresh.network).editor();
        self.service.with(&person.open().await)
    }

    pub async fn reader(&self) -> Caller {
        let person = accounts::person(&self.fresh.network).open().await;
        self.service.with(&person)
    }

    /// The number of the log's last entry.
    pub async fn last_number(&self) -> i64 {
        let reading = self.fresh.network.read(rows::WRITER);
        reading.last_change().await.unwrap().unwrap().0
    }
}

/// A draft that a reviewer finds complete.
pub fn draft(title: &str) -> Value {
    json!({ "input": {
        "language": "en", "title": title, "kind": "enum:GOOD_PRACTICE", "summary": "In short.", "solution": "Like this.",
        "parliament": { "code": "AA" }, "hubs": [{ "slug": "open-data" }],
    } })
}

/// The arguments of a deed about a practice in a version.
pub fn on(slug: &str, version: i64) -> Value {
    json!({ "practice": { "slug": slug }, "expectedVersion": version })
}

/// The same with an input.
pub fn with(mut arguments: Value, input: Value) -> Value {
    arguments["input"] = input;
    arguments
}

fn found(data: &Value) -> Vec<&str> {
    let nodes = data["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|node| node["slug"].as_str().unwrap())
        .collect()
}

on_both! {
    async fn a_draft_is_there_for_its_own_people_only_in_lists_in_counts_and_in_history(backend) {
        let place = Place::of(backend).await;
        let network = &place.fresh.network;
        let contributor = place.contributor().await;
        let mut said = draft("Pétitions en ligne");
        said["input"]["language"] = json!("fr");
        said["input"]["topics"] = json!([{ "code": "data" }]);
        said["input"]["useCase"] = Value::Null;
        let asked = "practice { slug status kind version title { text language origin } hubs { slug } topics { code } parliament { code } originalLanguage licence }";
        let payload = contributor.done("practiceDraft", said, asked).await;
        assert_eq!(payload["practice"], json!({
            "slug": "petitions-en-ligne", "status": "DRAFT", "kind": "GOOD_PRACTICE", "version": 1,
            "title": { "text": "Pétitions en ligne", "language": "fr", "origin": "ORIGINAL" },
            "hubs": [{ "slug": "open-data" }], "topics": [{ "code": "data" }], "parliament": { "code": "AA" }, "originalLanguage": "fr", "licence": "CC-BY-4.0",
        }));
        let lists = r#"{
            practices(orderBy: {field: CREATED_AT}) { totalCount nodes { slug } }
            parliament(by: {code: "AA"}) { practices { totalCount } }
            practice(by: {slug: "petitions-en-ligne"}) { history { totalCount nodes { deed } } }
        }"#;
        let colleague = place.contributor().await;
        for caller in [&contributor, &colleague, &place.editor().await] {
            let data = caller.data(lists).await;
            assert_eq!(found(&data["practices"]), ["published", "petitions-en-ligne"]);
            assert_eq!(data["practices"]["totalCount"], 2);
            assert_eq!(data["parliament"]["practices"]["totalCount"], 2);
            assert_eq!(data["practice"]["history"], json!({ "totalCount": 1, "nodes": [{ "deed": "practiceDraft" }] }));
        }
        let foreigner = place.service.with(&accounts::person(network).contributor(place.other.id).open().await);
        for caller in [place.service.visitor(), place.reader().await, place.coordinator().await, foreigner] {
            let data = caller.data(lists).await;
            assert_eq!(found(&data["practices"]), ["published"]);
            assert_eq!(data["practices"]["totalCount"], 1);
            assert_eq!(data["parliament"]["practices"]["totalCount"], 1);
            assert_eq!(data["practice"], Value::Null);
        }
        let mine = "{ myContributions { totalCount nodes { slug } } }";
        assert_eq!(found(&contributor.data(mine).await["myContributions"]), ["petitions-en-ligne"]);
        assert_eq!(colleague.data(mine).await["myContributions"]["totalCount"], 0);
        assert_eq!(place.service.visitor().data(mine).await["myContributions"]["totalCount"], 0);
    }

    async fn everything_that_is_wrong_with_a_draft_is_told_at_once_in_the_callers_language_and_nothing_is_written(backend) {
        let place = Place::of(backend).await;
        let (contributor, coordinator) = (place.contributor().await, place.coordinator().await);
        let before = place.last_number().await;
        let wrong = json!({ "input": {
            "language": "no such", "title": " ", "kind": "enum:GOOD_PRACTICE", "slug": "Not A Slug", "summary": "x".repeat(601),
            "startedOn": "2024", "endedOn": "2023-05", "openSourceUrl": "http://example.org", "useCase": { "risks": "Some." },
            "parliament": { "code": "AA" }, "hubs": [{ "slug": "open-data" }, { "slug": "nowhere" }], "externalId": { "system": "Ours!", "id": "" },
            "onBehalfOf": encode(IdKind::Account, Uuid::from_u128(9)),
        } });
        let told = contributor.refused("practiceDraft", wrong.clone()).await;
        assert_eq!(told, [
            "INVALID_VALUE input.externalId.system", "REQUIRED input.externalId.id", "INVALID_VALUE input.onBehalfOf", "INVALID_VALUE input.language",
            "REQUIRED input.title", "INVALID_VALUE input.summary", "INVALID_VALUE input.useCase", "INVALID_VALUE input.openSourceUrl",
            "INVALID_VALUE input.endedOn", "UNKNOWN_REFERENCE input.hubs.1", "INVALID_VALUE input.slug",
        ]);
        let french = contributor.clone().reading("fr").deed("practiceDraft", wrong, "practice { slug }").await;
        assert_eq!(french["practice"], Value::Null);
        assert_eq!(french["errors"][6]["message"], "Seule une fiche USE_CASE comporte cette section.");
        assert_eq!(french["errors"][8]["message"], "La fin précède le début.");
        let foreign = json!({ "input": { "language": "en", "title": "T", "kind": "enum:CASE_STUDY", "parliament": { "code": "BB" } } });
        assert_eq!(contributor.refused("practiceDraft", foreign.clone()).await, ["FORBIDDEN"]);
        assert_eq!(coordinator.refused("practiceDraft", foreign.clone()).await, ["FORBIDDEN"]);
        assert_eq!(place.service.visitor().refused("practiceDraft", foreign).await, ["UNAUTHENTICATED"]);
        assert_eq!(place.last_number().await, before);
    }

    async fn a_second_draft_under_the_same_id_of_another_system_finds_the_first(backend) {
        let place = Place::of(backend).await;
        let network = &place.fresh.network;
        let (contributor, colleague) = (place.contributor().await, place.contributor().await);
        let foreigner = place.service.with(&accounts::person(network).contributor(place.other.id).open().await);
        let mut said = draft("First");
        said["input"]["externalId"] = json!({ "system": "partner", "id": "No. 7" });
        let asked = "practice { id version title { text } externalIds { system id } }";
        let first = contributor.done("practiceDraft", said.clone(), asked).await;
        assert_eq!(first["practice"]["externalIds"], json!([{ "system": "partner", "id": "No. 7" }]));
        let before = place.last_number().await;
        said["input"]["title"] = json!("Second");
        let second = colleague.done("practiceDraft", said.clone(), asked).await;
        assert_eq!(second, first);
        assert_eq!(place.last_number().await, before);
        let by = r#"{ practice(by: {external: {system: "partner", id: "No. 7"}}) { title { text } } }"#;
        assert_eq!(contributor.data(by).await["practice"]["title"]["text"], "First");
        assert_eq!(place.service.visitor().data(by).await["practice"], Value::Null);
        // Somebody who cannot edit it gets none of it, and no second one.
        said["input"]["parliament"] = json!({ "code": "BB" });
        assert_eq!(foreigner.refused("practiceDraft", said).await, ["DUPLICATE input.externalId"]);
        assert_eq!(place.last_number().await, before);
    }

    async fn a_client_states_the_person_it_acts_for_whose_work_it_then_is(backend) {
        let place = Place::of(backend).await;
        let network = &place.fresh.network;
        let client = accounts::client(network).contributor(place.own.id).contributor(place.other.id).open().await;
        let client = place.service.with(&client);
        let elsewhere = accounts::person(network).coordinator(place.hub.id).contributor(place.other.id).open().await;
        let author = accounts::person(network).coordinator(place.hub.id).contributor(place.own.id).open().await;
        let reviewer = accounts::person(network).coordinator(place.hub.id).open().await;
        let id = encode(IdKind::Account, author.id);
        let mut said = draft("By a client");
        assert_eq!(client.refused("practiceDraft", said.clone()).await, ["REQUIRED input.onBehalfOf"]);
        for (bad, code) in [
            (encode(IdKind::Account, Uuid::from_u128(99)), "UNKNOWN_REFERENCE"),
            (encode(IdKind::Hub, place.hub.id), "WRONG_KIND"),
            (encode(IdKind::Account, accounts::client(network).open().await.id), "UNKNOWN_REFERENCE"),
            // Who does not contribute for the parliament is not made an author of what they are to review.
            (encode(IdKind::Account, reviewer.id), "UNKNOWN_REFERENCE"),
            // Not either who does for another one, which the client may contribute for, too.
            (encode(IdKind::Account, elsewhere.id), "UNKNOWN_REFERENCE"),
        ] {
            said["input"]["onBehalfOf"] = json!(bad);
            assert_eq!(client.refused("practiceDraft", said.clone()).await, [format!("{code} input.onBehalfOf")]);
        }
        said["input"]["onBehalfOf"] = json!(id);
        // Whether the client sees the contact or not.
        let contact = contact::Model { account_id: Some(author.id), visibility: hemicycle_entity::values::Visibility::Hub, ..rows::contact(Uuid::from_u128(20), "author", place.own.id) };
        let function = rows::contact(Uuid::from_u128(21), "function", place.own.id);
        let contacts = rows::put::<contact::Entity>(network, vec![contact, function]).await;
        said["input"]["onBehalfOf"] = json!(encode(IdKind::Contact, contacts[1].id));
        assert_eq!(client.refused("practiceDraft", said.clone()).await, ["UNKNOWN_REFERENCE input.onBehalfOf"]);
        said["input"]["onBehalfOf"] = json!(encode(IdKind::Contact, contacts[0].id));
        said["input"]["sources"] = json!([{ "title": "Our site", "url": "https://example.org/votes" }]);
        let payload = client.done("practiceDraft", said, "practice { slug sources { title url } }").await;
        assert_eq!(payload["practice"]["sources"], json!([{ "title": "Our site", "url": "https://example.org/votes" }]));
        let edit = with(on("by-a-client", 1), json!({ "summary": "Shorter." }));
        assert_eq!(client.refused("practiceEdit", edit).await, ["REQUIRED input.onBehalfOf"]);
        assert_eq!(client.refused("practiceSubmit", on("by-a-client", 1)).await, ["REQUIRED input.onBehalfOf"]);
        client.done("practiceSubmit", with(on("by-a-client", 1), json!({ "onBehalfOf": id })), "practice { slug }").await;
        let person = place.service.with(&author);
        let mine = person.data("{ myContributions { nodes { slug } } }").await;
        assert_eq!(found(&mine["myContributions"]), ["by-a-client"]);
        assert_eq!(person.refused("practiceTakeUp", on("by-a-client", 2)).await, ["FORBIDDEN practice"]);
        place.coordinator().await.done("practiceTakeUp", on("by-a-client", 2), "practice { status }").await;
    }

    async fn a_client_withdraws_confirms_and_comments_for_a_person_whom_the_log_names_to_administrators_alone(backend) {
        let place = Place::of(backend).await;
        let network = &place.fresh.network;
        let client = place.service.with(&accounts::client(network).contributor(place.own.id).open().await);
        let contributor = accounts::person(network).contributor(place.own.id).open().await;
        let stranger = accounts::person(network).contributor(place.other.id).open().await;
        let id = encode(IdKind::Account, contributor.id);
        let mut said = draft("Handed in");
        said["input"]["onBehalfOf"] = json!(id);
        client.done("practiceDraft", said, "").await;
        client.done("practiceSubmit", with(on("handed-in", 1), json!({ "onBehalfOf": id })), "").await;
        let person = place.service.with(&contributor);
        let deeds = [
            ("practiceConfirm", on("published", 2), json!({})),
            ("practiceComment", on("published", 3), json!({ "comment": "Still in use." })),
            ("practiceWithdraw", on("handed-in", 2), json!({})),
        ];
        for (field, arguments, input) in &deeds {
            let acting = |person: Option<&str>| {
                let mut input = input.clone();
                if let Some(person) = person {
                    input["onBehalfOf"] = json!(person);
                }
                with(arguments.clone(), input)
            };
            let before = place.last_number().await;
            assert_eq!(client.refused(field, acting(None)).await, ["REQUIRED input.onBehalfOf"], "{field}");
            let foreign = encode(IdKind::Account, stranger.id);
            assert_eq!(client.refused(field, acting(Some(foreign.as_str()))).await, ["UNKNOWN_REFERENCE input.onBehalfOf"], "{field}");
            assert_eq!(client.refused(field, acting(Some("x"))).await, ["INVALID_ID input.onBehalfOf"], "{field}");
            assert_eq!(person.refused(field, acting(Some(id.as_str()))).await, ["INVALID_VALUE input.onBehalfOf"], "{field}");
            assert_eq!(place.last_number().await, before, "{field}");
            client.done(field, acting(Some(id.as_str())), "").await;
            let reading = network.read(rows::WRITER);
            let last = Condition::all().add(change::Column::Seq.gt(before));
            let entries = reading.all::<change::Entity>(last).await.unwrap();
            let told: Vec<_> = entries.iter().map(|entry| (entry.deed.as_str(), entry.person)).collect();
            assert_eq!(told, [(*field, Some(contributor.id.0))]);
        }
        // What a client said is the person's word.
        let reading = network.read(rows::WRITER);
        let reviews = reading.all::<practice_review::Entity>(Condition::all()).await.unwrap();
        let authors: Vec<Uuid> = reviews.iter().map(|review| review.author_id).collect();
        assert_eq!(authors, [contributor.id.0]);
        // To confirm or to comment is not to write: of the published one, the person is no author.
        let mine = person.data("{ myContributions { nodes { slug } } }").await;
        assert_eq!(found(&mine["myContributions"]), ["handed-in"]);
        let history = r#"{ practice(by: {slug: "published"}) { history(first: 2) { nodes { deed person } } } }"#;
        let log = "{ auditLog(first: 3) { nodes { person { id } } } }";
        let administrator = place.service.with(&accounts::person(network).administrator().open().await);
        assert_eq!(administrator.data(history).await["practice"]["history"]["nodes"], json!([
            { "deed": "practiceComment", "person": id }, { "deed": "practiceConfirm", "person": id },
        ]));
        let named = json!({ "person": { "id": id } });
        let audit = &administrator.data(&format!("{{ auditLog(first: 3, filter: {{person: {{in: [\"{}\"]}}}}) {{ nodes {{ deed person {{ id }} }} }} }}", id.as_str())).await["auditLog"]["nodes"];
        let deeds: Vec<&str> = audit.as_array().unwrap().iter().map(|entry| entry["deed"].as_str().unwrap()).collect();
        assert_eq!(deeds, ["practiceWithdraw", "practiceComment", "practiceConfirm"]);
        assert!(audit.as_array().unwrap().iter().all(|entry| entry["person"] == named["person"]), "{audit}");
        for other in [person, client, place.contributor().await, place.coordinator().await, place.editor().await, place.reader().await, place.service.visitor()] {
            let data = other.data(history).await;
            let nodes = data["practice"]["history"]["nodes"].as_array().unwrap();
            assert!(!nodes.is_empty());
            assert!(nodes.iter().all(|entry| entry["person"].is_null()), "{nodes:?}");
            assert_eq!(other.data(log).await["auditLog"]["nodes"], json!([]));
        }
    }

    async fn an_edit_changes_a_draft_and_its_original_language_marks_translations_outdated(backend) {
        let place = Place::of(backend).await;
        let contributor = place.contributor().await;
        contributor.done("practiceDraft", draft("Open votes"), "practice { slug }").await;
        let french = json!({ "language": "fr", "title": "Votes ouverts", "summary": "En bref.", "origin": "enum:MACHINE" });
        let asked = "practice { version title(languages: [\"fr\"]) { text origin current } summary(languages: [\"fr\"]) { text current } }";
        let payload = contributor.done("practiceTranslate", with(on("open-votes", 1), french), asked).await;
        assert_eq!(payload["practice"], json!({
            "version": 2, "title": { "text": "Votes ouverts", "origin": "MACHINE", "current": true }, "summary": { "text": "En bref.", "current": true },
        }));
        let edit = json!({ "title": "Votes in the open", "stage": "enum:PILOT", "problem": "Nobody knew.", "solution": null, "hubs": [], "impactAreas": ["enum:CULTURE"], "slug": "votes" });
        let payload = contributor.done("practiceEdit", with(on("open-votes", 2), edit), "practice { slug status stage hubs { slug } impactAreas problem { text } solution { text } title(languages: [\"fr\"]) { current } summary(languages: [\"fr\"]) { current } }").await;
        assert_eq!(payload["practice"], json!({
            "slug": "votes", "status": "DRAFT", "stage": "PILOT", "hubs": [], "impactAreas": ["CULTURE"], "problem": { "text": "Nobody knew." }, "solution": null,
            "title": { "current": false }, "summary": { "current": true },
        }));
        let history = contributor.data(r#"{ practice(by: {slug: "votes"}) { history(first: 1) { nodes { deed fields after } } } }"#).await;
        let entry = &history["practice"]["history"]["nodes"][0];
        assert_eq!(entry["deed"], "practiceEdit");
        assert_eq!(entry["fields"], json!(["impactAreas", "problem", "slug", "solution", "stage", "title", "hubs"]));
        assert!(!entry.to_string().contains("Nobody knew"), "free text is told by its name alone: {entry}");
        let nothing = json!({ "language": "fr", "solution": "Comme ceci.", "useCase": { "steps": "Un." } });
        let none = json!({ "language": "fr", "useCase": {} });
        assert_eq!(contributor.refused("practiceTranslate", with(on("votes", 3), none)).await, ["REQUIRED input"]);
        assert_eq!(contributor.refused("practiceTranslate", with(on("votes", 3), nothing)).await, ["INVALID_STATE input.solution", "INVALID_STATE input.useCase.steps"]);
        let other = json!({ "language": "fr", "title": "Votes" });
        assert_eq!(contributor.refused("practiceEdit", with(on("votes", 3), other)).await, ["INVALID_VALUE input.title"]);
        assert_eq!(contributor.refused("practiceEdit", with(on("votes", 2), json!({}))).await, ["CONFLICT expectedVersion"]);
    }

    async fn a_use_case_has_its_section_as_long_as_it_is_one(backend) {
        let place = Place::of(backend).await;
        let contributor = place.contributor().await;
        let mut said = draft("Machine translation");
        said["input"]["kind"] = json!("enum:USE_CASE");
        said["input"]["useCase"] = json!({ "steps": "First.", "risks": "Errors." });
        contributor.done("practiceDraft", said, "practice { slug }").await;
        assert_eq!(contributor.refused("practiceSubmit", on("machine-translation", 1)).await, ["REQUIRED practice.useCase.objective"]);
        let edit = json!({ "useCase": { "objective": "Faster.", "risks": null } });
        let payload = contributor.done("practiceEdit", with(on("machine-translation", 1), edit), "practice { useCase { objective { text } steps { text } risks { text } } }").await;
        assert_eq!(payload["practice"]["useCase"], json!({ "objective": { "text": "Faster." }, "steps": { "text": "First." }, "risks": null }));
        let other = json!({ "kind": "enum:CASE_STUDY" });
        assert_eq!(contributor.refused("practiceEdit", with(on("machine-translation", 2), other)).await, ["INVALID_VALUE input.useCase"]);
        let other = json!({ "kind": "enum:CASE_STUDY", "useCase": null });
        let payload = contributor.done("practiceEdit", with(on("machine-translation", 2), other), "practice { kind useCase { steps { text } } }").await;
        assert_eq!(payload["practice"], json!({ "kind": "CASE_STUDY", "useCase": null }));
    }

    async fn another_parliament_adopts_a_published_practice_as_a_draft_of_its_own(backend) {
        let place = Place::of(backend).await;
        let network = &place.fresh.network;
        let adopter = place.service.with(&accounts::person(network).contributor(place.other.id).open().await);
        let (foreign, reader) = (place.contributor().await, place.reader().await);
        let before = place.last_number().await;
        let adoption = |parliament: &str| json!({ "practice": { "slug": "published" }, "input": { "parliament": { "code": parliament }, "hubs": [{ "slug": "remote-sittings" }] } });
        assert_eq!(foreign.refused("practiceAdopt", adoption("BB")).await, ["FORBIDDEN"]);
        assert_eq!(foreign.refused("practiceAdopt", adoption("AA")).await, ["INVALID_VALUE input.parliament"]);
        assert_eq!(reader.refused("practiceAdopt", adoption("BB")).await, ["FORBIDDEN practice"]);
        assert_eq!(place.last_number().await, before);
        let asked = "practice { slug status title { text } solution { text } parliament { code } hubs { slug } adoptedFrom { slug } publishedOn version }";
        let payload = adopter.done("practiceAdopt", adoption("BB"), asked).await;
        assert_eq!(payload["practice"], json!({
            "slug": "published-2", "status": "DRAFT", "title": { "text": "published" }, "solution": { "text": "A solution" }, "parliament": { "code": "BB" },
            "hubs": [{ "slug": "remote-sittings" }], "adoptedFrom": { "slug": "published" }, "publishedOn": null, "version": 1,
        }));
        let adopted = r#"{ practice(by: {slug: "published"}) { version adoptedBy { totalCount } } }"#;
        assert_eq!(adopter.data(adopted).await["practice"], json!({ "version": 2, "adoptedBy": { "totalCount": 1 } }));
        assert_eq!(place.service.visitor().data(adopted).await["practice"]["adoptedBy"]["totalCount"], 0);
        let draft = json!({ "practice": { "slug": "published-2" }, "input": { "parliament": { "code": "AA" } } });
        let editor = place.editor().await;
        assert_eq!(editor.refused("practiceAdopt", draft.clone()).await, ["INVALID_STATE practice"]);
        // What is not seen cannot be adopted.
        assert_eq!(foreign.refused("practiceAdopt", draft).await, ["NOT_FOUND practice"]);
    }

    async fn who_names_no_parliament_for_a_draft_or_none_that_there_is_lacks_that_and_no_role(backend) {
        let place = Place::of(backend).await;
        let (contributor, coordinator, editor, reader) = (place.contributor().await, place.coordinator().await, place.editor().await, place.reader().await);
        let client = place.service.with(&accounts::client(&place.fresh.network).contributor(place.own.id).open().await);
        let before = place.last_number().await;
        let of = |parliament: Value| {
            let mut said = draft("Mine");
            said["input"]["parliament"] = parliament;
            said["validateOnly"] = json!(true);
            said
        };
        let (none, unknown) = (of(Value::Null), of(json!({ "code": "ZZ" })));
        assert_eq!(contributor.refused("practiceDraft", none.clone()).await, ["REQUIRED input.parliament"]);
        assert_eq!(contributor.refused("practiceDraft", unknown.clone()).await, ["UNKNOWN_REFERENCE input.parliament"]);
        assert_eq!(client.refused("practiceDraft", none.clone()).await, ["REQUIRED input.parliament", "REQUIRED input.onBehalfOf"]);
        let mut of_no_chamber = none.clone();
        of_no_chamber["input"]["chamber"] = json!({ "code": "ZZ-LC01" });
        assert_eq!(contributor.refused("practiceDraft", of_no_chamber).await, ["UNKNOWN_REFERENCE input.chamber"]);
        // All that is wrong is told with it.
        let mut wrong = none.clone();
        wrong["input"]["summary"] = json!("x".repeat(601));
        assert_eq!(contributor.refused("practiceDraft", wrong).await, ["REQUIRED input.parliament", "INVALID_VALUE input.summary"]);
        let french = contributor.clone().reading("fr").deed("practiceDraft", none.clone(), "").await;
        assert_eq!(
            french["errors"][0]["message"],
            "Indiquez où se rattache la fiche : nommez un parlement ou un pôle pour lequel un de vos rôles le permet."
        );
        // Who could draft nowhere is told that alone; an editor drafts for none.
        for asked in [none.clone(), unknown.clone()] {
            for nobody in [&coordinator, &reader] {
                assert_eq!(nobody.refused("practiceDraft", asked.clone()).await, ["FORBIDDEN"]);
            }
        }
        editor.done("practiceDraft", none, "").await;
        assert_eq!(editor.refused("practiceDraft", unknown).await, ["UNKNOWN_REFERENCE input.parliament"]);

        let adoption = |input: Value| json!({ "practice": { "slug": "published" }, "input": input });
        for caller in [&contributor, &editor] {
            assert_eq!(caller.refused("practiceAdopt", adoption(json!({}))).await, ["REQUIRED input.parliament"]);
            assert_eq!(caller.refused("practiceAdopt", adoption(json!({ "parliament": { "code": "ZZ" } }))).await, ["UNKNOWN_REFERENCE input.parliament"]);
            assert_eq!(caller.refused("practiceAdopt", adoption(json!({ "chamber": { "code": "ZZ-LC01" } }))).await, ["UNKNOWN_REFERENCE input.chamber"]);
        }
        assert_eq!(place.last_number().await, before);
    }

    async fn what_is_published_is_confirmed_archived_and_restored(backend) {
        let place = Place::of(backend).await;
        let network = &place.fresh.network;
        let focal_point = place.service.with(&accounts::person(network).focal_point(place.own.id).open().await);
        let contributor = place.contributor().await;
        let payload = contributor.done("practiceConfirm", on("published", 2), "practice { confirmedOn version }").await;
        assert_eq!(payload["practice"], json!({ "confirmedOn": "2026-11-22", "version": 3 }));
        let public = r#"{ practice(by: {slug: "published"}) { confirmedOn publishedOn history(first: 1) { nodes { deed fields } } } }"#;
        let seen = place.service.visitor().data(public).await;
        assert_eq!(seen["practice"], json!({
            "confirmedOn": "2026-11-22", "publishedOn": "2024-01-31", "history": { "nodes": [{ "deed": "practiceConfirm", "fields": ["confirmedOn"] }] },
        }));
        assert_eq!(contributor.refused("practiceArchive", on("published", 3)).await, ["FORBIDDEN practice"]);
        let payload = focal_point.done("practiceArchive", on("published", 3), "practice { status }").await;
        assert_eq!(payload["practice"]["status"], "ARCHIVED");
        assert_eq!(place.service.visitor().data(public).await["practice"], Value::Null);
        for (field, arguments) in [
            ("practiceEdit", with(on("published", 4), json!({ "title": "Other" }))),
            ("practiceConfirm", on("published", 4)),
            ("practiceSubmit", on("published", 4)),
        ] {
            assert_eq!(focal_point.refused(field, arguments).await, ["INVALID_STATE practice"], "{field}");
        }
        focal_point.done("practiceRestore", on("published", 4), "practice { status }").await;
        assert_eq!(place.service.visitor().data(public).await["practice"]["publishedOn"], "2024-01-31");
    }

    async fn who_may_not_is_told_so_by_every_deed_and_a_stale_version_is_a_conflict(backend) {
        let place = Place::of(backend).await;
        let (reader, editor, contributor) = (place.reader().await, place.editor().await, place.contributor().await);
        // An owner takes back; not even an editor does it for them.
        let may = |field: &str| if field == "practiceWithdraw" { &contributor } else { &editor };
        assert_eq!(editor.refused("practiceWithdraw", on("published", 2)).await, ["FORBIDDEN practice"]);
        let before = place.last_number().await;
        let deeds = |slug: &str, version: i64| {
            [
                ("practiceEdit", Some(json!({ "title": "Other" }))),
                ("practiceTranslate", Some(json!({ "language": "fr", "title": "Autre" }))),
                ("practiceSubmit", None),
                ("practiceWithdraw", None),
                ("practiceTakeUp", None),
                ("practiceRequestChanges", Some(json!({ "comment": "More." }))),
                ("practicePublish", None),
                ("practiceReject", Some(json!({ "reason": "No." }))),
                ("practiceComment", Some(json!({ "comment": "Good." }))),
                ("practiceArchive", None),
                ("practiceRestore", None),
                ("practiceConfirm", None),
            ]
            .map(|(field, input)| match input {
                Some(input) => (field, with(on(slug, version), input)),
                None => (field, on(slug, version)),
            })
        };
        for (field, arguments) in deeds("published", 2) {
            assert_eq!(place.service.visitor().refused(field, arguments.clone()).await, ["UNAUTHENTICATED"], "{field}");
            assert_eq!(reader.refused(field, arguments).await, ["FORBIDDEN practice"], "{field}");
        }
        for (field, arguments) in deeds("published", 1) {
            assert_eq!(may(field).refused(field, arguments).await, ["CONFLICT expectedVersion"], "{field}");
        }
        for (field, arguments) in deeds("nowhere", 1) {
            assert_eq!(editor.refused(field, arguments).await, ["NOT_FOUND practice"], "{field}");
        }
        for (field, arguments) in deeds("published", 2) {
            let nothing_to_do = ["practiceSubmit", "practiceWithdraw", "practiceTakeUp", "practiceRequestChanges", "practicePublish", "practiceReject", "practiceRestore"];
            if nothing_to_do.contains(&field) {
                assert_eq!(may(field).refused(field, arguments).await, ["INVALID_STATE practice"], "{field}");
            } else {
                let mut dry = arguments;
                dry["validateOnly"] = json!(true);
                editor.done(field, dry, "practice { slug }").await;
            }
        }
        assert_eq!(place.last_number().await, before);
    }

    async fn of_two_drafts_under_one_external_id_at_the_same_moment_there_is_one_practice(backend) {
        let place = Place::of(backend).await;
        let other = Service::of(&place.fresh.second_gateway().await);
        let person = accounts::person(&place.fresh.network).contributor(place.own.id).open().await;
        let colleague = accounts::person(&place.fresh.network).contributor(place.own.id).open().await;
        let (one, two) = (place.service.with(&person), other.with(&colleague));
        for number in 0..10 {
            let mut arguments = draft("The same");
            arguments["input"]["externalId"] = json!({ "system": "partner", "id": format!("the-same-{number}") });
            let asked = "practice { id externalIds { id } }";
            let ask = async |caller: &Caller| caller.deed("practiceDraft", arguments.clone(), asked).await;
            let (first, second) = tokio::join!(ask(&one), ask(&two));
            let known = format!(r#"{{ practice(by: {{external: {{system: "partner", id: "the-same-{number}"}}}}) {{ id externalIds {{ id }} }} }}"#);
            let made = one.data(&known).await["practice"].clone();
            assert_eq!(made["externalIds"], json!([{ "id": format!("the-same-{number}") }]));
            let mut told = 0;
            for payload in [first, second] {
                if payload["errors"] == json!([]) {
                    assert_eq!(payload["practice"], made);
                    told += 1;
                } else {
                    assert_eq!(payload["errors"][0]["code"], "CONFLICT", "{payload}");
                    assert_eq!(payload["practice"], Value::Null);
                }
            }
            assert!(told >= 1);
        }
        let all = one.data("{ practices(filter: {status: {in: [DRAFT]}}) { totalCount } }").await;
        assert_eq!(all["practices"]["totalCount"], 10);
    }

    async fn practices_of_one_title_have_numbered_slugs_however_many_they_are(backend) {
        let place = Place::of(backend).await;
        let contributor = place.contributor().await;
        let mut slugs = Vec::new();
        for _ in 0..20 {
            let drafted = contributor.done("practiceDraft", draft("Open data"), "practice { slug }").await;
            slugs.push(drafted["practice"]["slug"].as_str().unwrap().to_owned());
        }
        let mut expected = vec!["open-data".to_owned()];
        expected.extend((2..=20).map(|number| format!("open-data-{number}")));
        assert_eq!(slugs, expected);
        // What only begins alike is another's.
        let other = contributor.done("practiceDraft", draft("Open data portal"), "practice { slug }").await;
        assert_eq!(other["practice"]["slug"], "open-data-portal");
    }

    async fn a_deed_that_says_nothing_new_makes_nobody_an_author(backend) {
        let place = Place::of(backend).await;
        let contributor = place.contributor().await;
        contributor.done("practiceDraft", draft("Mine"), "practice { slug }").await;
        let french = |version: i64| json!({ "practice": { "slug": "mine" }, "input": { "language": "fr", "title": "Mien" }, "expectedVersion": version });
        contributor.done("practiceTranslate", french(1), "").await;
        let colleague = place.contributor().await;
        let last = place.last_number().await;
        let nothing = json!({ "practice": { "slug": "mine" }, "input": {}, "expectedVersion": 2 });
        for deed in [("practiceEdit", nothing), ("practiceTranslate", french(2))] {
            let done = colleague.done(deed.0, deed.1, "practice { version status }").await;
            assert_eq!(done["practice"], json!({ "version": 2, "status": "DRAFT" }));
        }
        assert_eq!(place.last_number().await, last);
        assert_eq!(colleague.data("{ myContributions { totalCount } }").await["myContributions"]["totalCount"], 0);
    }

    async fn what_the_caller_may_do_is_told_with_the_reason_and_in_few_statements(backend) {
        let place = Place::of(backend).await;
        let contributor = place.contributor().await;
        contributor.done("practiceDraft", draft("Mine"), "practice { slug }").await;
        let can = "viewerCan { edit { allowed } translate { allowed } submit { allowed code } withdraw { allowed } takeUp { allowed code reason } decide { allowed code } archive { allowed code } restore { allowed } confirm { allowed } adopt { allowed } comment { allowed } }";
        let data = contributor.data(&format!("{{ practice(by: {{slug: \"mine\"}}) {{ {can} }} }}")).await;
        assert_eq!(data["practice"]["viewerCan"], json!({
            "edit": { "allowed": true }, "translate": { "allowed": true }, "submit": { "allowed": true, "code": null }, "withdraw": { "allowed": false },
            "takeUp": { "allowed": false, "code": "FORBIDDEN", "reason": "You drafted, edited or submitted this yourself: somebody else decides on it." },
            "decide": { "allowed": false, "code": "FORBIDDEN" },
            "archive": { "allowed": false, "code": "FORBIDDEN" }, "restore": { "allowed": false }, "confirm": { "allowed": false }, "adopt": { "allowed": false }, "comment": { "allowed": true },
        }));
        let data = contributor.data(&format!("{{ practice(by: {{slug: \"published\"}}) {{ {can} }} }}")).await;
        assert_eq!(data["practice"]["viewerCan"]["submit"], json!({ "allowed": false, "code": "INVALID_STATE" }));
        let visitor = place.service.visitor().data(&format!("{{ practice(by: {{slug: \"published\"}}) {{ {can} }} }}")).await;
        assert_eq!(visitor["practice"]["viewerCan"]["submit"], json!({ "allowed": false, "code": "UNAUTHENTICATED" }));
        let list = format!("{{ practices {{ nodes {{ slug {can} }} }} }}");
        let two = contributor.ask(&list, json!({})).await.line().statements();
        for number in 1..=5 {
            contributor.done("practiceDraft", draft(&format!("Another {number}")), "practice { slug }").await;
        }
        assert_eq!(contributor.ask(&list, json!({})).await.line().statements(), two);
        assert_eq!(place.service.visitor().ask(&list, json!({})).await.line().statements(), 1);
    }

    async fn what_a_practice_lacks_for_its_reviewers_is_told_before_it_is_handed_in(backend) {
        let place = Place::of(backend).await;
        let contributor = place.contributor().await;
        let can = async |slug: &str| {
            let query = format!("{{ practice(by: {{slug: \"{slug}\"}}) {{ version viewerCan {{ submit {{ allowed code reason }} }} }} }}");
            let data = contributor.data(&query).await;
            (data["practice"]["version"].as_i64().unwrap(), data["practice"]["viewerCan"]["submit"].clone())
        };
        let yes = json!({ "allowed": true, "code": null, "reason": null });
        let lacks = |field: &str| json!({ "allowed": false, "code": "REQUIRED", "reason": format!("Reviewers need `{field}`, and it is empty.") });
        let bare = json!({ "input": { "language": "en", "title": "Bare", "kind": "enum:USE_CASE", "parliament": { "code": "AA" } } });
        contributor.done("practiceDraft", bare, "").await;
        assert_eq!(can("bare").await, (1, lacks("summary")));
        assert_eq!(contributor.refused("practiceSubmit", on("bare", 1)).await, ["REQUIRED practice.summary", "REQUIRED practice.useCase.objective"]);
        contributor.done("practiceEdit", with(on("bare", 1), json!({ "summary": "In short." })), "").await;
        assert_eq!(can("bare").await, (2, lacks("useCase.objective")));
        contributor.done("practiceEdit", with(on("bare", 2), json!({ "useCase": { "objective": "To vote." } })), "").await;
        assert_eq!(can("bare").await, (3, yes.clone()));
        // So it is with what is proposed for a published one.
        contributor.done("practiceEdit", with(on("published", 2), json!({ "solution": null })), "").await;
        let (version, told) = can("published").await;
        assert_eq!(told, lacks("solution"));
        assert_eq!(contributor.refused("practiceSubmit", on("published", version)).await, ["REQUIRED practice.solution"]);
        contributor.done("practiceEdit", with(on("published", version), json!({ "solution": "Another one" })), "").await;
        let (version, told) = can("published").await;
        assert_eq!(told, yes);
        contributor.done("practiceSubmit", on("published", version), "").await;
        assert_eq!(can("published").await.1["code"], "INVALID_STATE");
    }

    async fn who_drafts_only_for_a_practices_own_parliament_is_told_that_they_cannot_adopt_it(backend) {
        let place = Place::of(backend).await;
        let network = &place.fresh.network;
        let query = r#"{ practice(by: {slug: "published"}) { viewerCan { adopt { allowed code reason } } } }"#;
        let can = async |caller: &Caller| caller.data(query).await["practice"]["viewerCan"]["adopt"].clone();
        let own = json!({ "allowed": false, "code": "INVALID_VALUE", "reason": "It is this parliament’s own practice." });
        assert_eq!(can(&place.contributor().await).await, own);
        let client = accounts::client(network).contributor(place.own.id).open().await;
        assert_eq!(can(&place.service.with(&client)).await, own);
        let elsewhere = accounts::person(network).contributor(place.other.id).open().await;
        let both = accounts::person(network).contributor(place.own.id).focal_point(place.other.id).open().await;
        for caller in [place.service.with(&elsewhere), place.service.with(&both), place.editor().await] {
            assert_eq!(can(&caller).await, json!({ "allowed": true, "code": null, "reason": null }));
        }
        assert_eq!(can(&place.reader().await).await["code"], "FORBIDDEN");
        assert_eq!(can(&place.service.visitor()).await["code"], "UNAUTHENTICATED");
    }

    async fn loading_files_again_leaves_alone_what_its_people_said_of_a_practice(backend) {
        let fresh = Fresh::reference(backend).await;
        let network = &fresh.network;
        let mut writing = rows::deed(network).await;
        let row = writing.by_key::<practice::Entity>("admissibility-assistant").await.unwrap().unwrap();
        let confirmed = practice::Model { confirmed_on: Some(rows::day("2026-11-20")), ..row.clone() };
        writing.update::<practice::Entity>(&row, confirmed, row.version).await.unwrap();
        writing.commit().await.unwrap();
        let options = Options { overwrite: true, ..Options::default() };
        let report = dataset::load(network, &dataset::reference(), &options, &mut |_| {}).await.unwrap();
        assert!(report.written);
        let data = Service::of(network).visitor().data(r#"{ practice(by: {slug: "admissibility-assistant"}) { confirmedOn version } }"#).await;
        assert_eq!(data["practice"], json!({ "confirmedOn": "2026-11-20", "version": row.version + 1 }));
    }
}
