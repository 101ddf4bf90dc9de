//! The reference dataset, as a partner site reads it.

use std::collections::BTreeSet;

use hemicycle_tests::{Caller, Fresh, Service, on_both};
use serde_json::{Value, json};

/// Every node of a list, page by page.
async fn every(visitor: &Caller, list: &str, arguments: &str, fields: &str) -> Vec<Value> {
    let query = format!(
        "query($after: String) {{ {list}(first: 20, after: $after{arguments}) {{ totalCount nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let mut nodes = Vec::new();
    let mut after = Value::Null;
    loop {
        let data = visitor.data_with(&query, json!({ "after": after })).await;
        let page = &data[list];
        nodes.extend(page["nodes"].as_array().unwrap().iter().cloned());
        if page["pageInfo"]["hasNextPage"] == false {
            assert_eq!(page["totalCount"], nodes.len());
            return nodes;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// The languages a text is there in.
fn languages(text: &Value) -> BTreeSet<&str> {
    let translations = text["translations"].as_array().into_iter().flatten();
    translations
        .map(|one| one["language"].as_str().unwrap())
        .collect()
}

fn both(text: &Value) -> bool {
    languages(text).is_superset(&BTreeSet::from(["en", "fr"]))
}

const IN_ALL: &str = "{ text translations { language text } }";

on_both! {
    async fn there_are_the_249_countries_of_iso_3166_named_in_english_and_french(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let countries = every(&service.visitor(), "countries", "", &format!("code alpha3 m49 region name {IN_ALL}")).await;
        assert_eq!(countries.len(), 249);
        for country in &countries {
            assert!(both(&country["name"]), "{country}");
            assert_eq!(country["code"].as_str().unwrap().len(), 2);
            assert_eq!(country["alpha3"].as_str().unwrap().len(), 3);
            assert!(country["m49"].as_str().unwrap().bytes().all(|byte| byte.is_ascii_digit()));
        }
        let names = |code: &str| {
            let country = countries.iter().find(|country| country["code"] == code).unwrap();
            let names = country["name"]["translations"].as_array().unwrap();
            names.iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert!(names("MM").contains(&"Myanmar".to_owned()), "the name that the United Nations use");
        let without_region: Vec<_> = countries.iter().filter(|country| country["region"].is_null()).map(|country| &country["code"]).collect();
        assert!(without_region.len() <= 2, "{without_region:?}");
    }

    async fn there_are_the_national_parliaments_with_their_chambers_and_seats(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let visitor = service.visitor();
        let national = every(&visitor, "parliaments", ", filter: {kind: {in: [NATIONAL]}}", "code structure country { code } chambers(first: 3) { totalCount nodes { type } }").await;
        assert!(national.len() >= 193, "{}", national.len());
        let mut without_chambers = 0;
        for parliament in &national {
            assert_eq!(parliament["code"], parliament["country"]["code"]);
            let types: Vec<&str> = parliament["chambers"]["nodes"].as_array().unwrap().iter().map(|chamber| chamber["type"].as_str().unwrap()).collect();
            // "None when not known": nothing is guessed.
            if types.is_empty() {
                without_chambers += 1;
                continue;
            }
            match parliament["structure"].as_str().unwrap() {
                "UNICAMERAL" => assert_eq!(types, ["SINGLE"], "{parliament}"),
                "BICAMERAL" => assert_eq!(types.iter().copied().collect::<BTreeSet<_>>(), BTreeSet::from(["LOWER", "UPPER"]), "{parliament}"),
                _ => {}
            }
        }
        assert!(without_chambers <= 5, "{without_chambers}");
        let chambers = every(&visitor, "chambers", "", "code seats parliament { code kind }").await;
        assert!(chambers.len() >= 269, "{}", chambers.len());
        let mut seats = 0;
        for chamber in chambers.iter().filter(|chamber| chamber["parliament"]["kind"] == "NATIONAL") {
            seats += chamber["seats"].as_i64().unwrap_or(0);
            let parliament = chamber["parliament"]["code"].as_str().unwrap();
            assert!(chamber["code"].as_str().unwrap().starts_with(parliament), "{chamber}");
        }
        assert_eq!(seats, 45_268);
        let data = visitor.data("{ parliament(by: {code: \"FR\"}) { chambers { nodes { code type } } country { code } } }").await;
        assert_eq!(data["parliament"]["chambers"]["nodes"], json!([{ "code": "FR-LC01", "type": "LOWER" }, { "code": "FR-UC01", "type": "UPPER" }]));
    }

    async fn the_european_parliament_takes_part_and_belongs_to_no_country(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let visitor = service.visitor();
        let data = visitor.data("{ parliament(by: {code: \"EU\"}) { kind country { code } name(languages: [\"fr\"]) { text } } parliaments(filter: {kind: {in: [SUPRANATIONAL]}}) { totalCount } }").await;
        assert_eq!(data["parliament"]["kind"], "SUPRANATIONAL");
        assert_eq!(data["parliament"]["country"], Value::Null);
        assert_eq!(data["parliament"]["name"]["text"], "Parlement européen");
        assert!(data["parliaments"]["totalCount"].as_i64().unwrap() >= 2);
    }

    async fn the_nine_hubs_have_hosts_mandates_and_their_former_names(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let hubs = every(&service.visitor(), "hubs", "", "slug status mandate { text } formerNames { name { text } } memberships(filter: {role: {in: [HOST, CO_HOST, COORDINATOR]}}) { nodes { party { __typename } } }").await;
        assert_eq!(hubs.len(), 9);
        for hub in &hubs {
            assert!(!hub["mandate"].is_null(), "{hub}");
            let hosts = hub["memberships"]["nodes"].as_array().unwrap();
            assert!(!hosts.is_empty() && hosts.iter().all(|one| !one["party"].is_null()), "{hub}");
        }
        assert!(hubs.iter().any(|hub| hub["formerNames"] != json!([])));
    }

    async fn the_world_e_parliament_conferences_are_numbered_one_to_nine(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let events = every(&service.visitor(), "events", ", filter: {series: {in: [\"world-e-parliament-conference\"]}}, orderBy: {field: STARTS_ON}", "slug kind status edition startsOn endsOn organisers { party { __typename } }").await;
        let editions: Vec<i64> = events.iter().map(|event| event["edition"].as_i64().unwrap()).collect();
        assert_eq!(editions, (1..=9).collect::<Vec<_>>());
        for event in &events {
            assert_eq!((event["kind"].as_str(), event["status"].as_str()), (Some("CONFERENCE"), Some("HELD")));
            assert!(event["organisers"].as_array().unwrap().iter().all(|one| !one["party"].is_null()) && event["organisers"] != json!([]), "{event}");
            assert!(event["startsOn"].as_str().unwrap() <= event["endsOn"].as_str().unwrap());
        }
    }

    async fn the_ninth_conference_says_what_the_invitation_said(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let data = service.visitor().data(r#"{ event(by: {slug: "world-e-parliament-conference-2021"}) {
            mode registrationClosesOn registrationClosesAt sessionKinds audiences contact { mailbox name } organisers { party { ... on Organisation { slug } } } title(languages: ["fr"]) { language }
        } }"#).await;
        let event = &data["event"];
        assert_eq!(event["mode"], "ONLINE");
        assert_eq!(event["registrationClosesOn"], "2021-06-04");
        assert_eq!(event["registrationClosesAt"], Value::Null, "the hour is not known");
        assert_eq!(event["sessionKinds"], json!(["DEBATE", "PRACTICE_EXCHANGE", "GUIDE_WRITING"]));
        let audiences: BTreeSet<&str> = event["audiences"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        assert!(audiences.is_superset(&BTreeSet::from(["MEMBERS", "ICT_STAFF", "SOCIAL_MEDIA", "WEB", "COMMUNICATIONS", "LIBRARY_RESEARCH", "PUBLIC_ENGAGEMENT"])));
        assert_eq!(event["contact"], json!({ "mailbox": "innovation@ipu.org", "name": null }));
        assert_eq!(event["organisers"], json!([{ "party": { "slug": "ipu" } }]));
        assert_eq!(event["title"]["language"], "fr");
    }

    async fn the_joint_workshop_launched_the_guide(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let data = service.visitor().data(r#"{ event(by: {slug: "ipu-asgp-joint-workshop-digital-transformation"}) { kind organisers { party { ... on Organisation { slug } } } publications { nodes { slug } } } }"#).await;
        assert_eq!(data["event"]["kind"], "WORKSHOP");
        let organisers = data["event"]["organisers"].to_string();
        assert!(organisers.contains("ipu") && organisers.contains("asgp"), "{organisers}");
        assert!(data["event"]["publications"].to_string().contains("guide-to-digital-transformation-in-parliaments"));
    }

    async fn there_are_21_practices_and_19_use_cases_with_the_ids_of_their_systems(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let practices = every(&service.visitor(), "practices", "", "slug kind impactAreas externalIds { system id } parliament { code } chamber { code parliament { code } } topics { code } sources { title }").await;
        let use_cases: Vec<&Value> = practices.iter().filter(|one| one["kind"] == "USE_CASE").collect();
        assert!(use_cases.len() >= 19, "{}", use_cases.len());
        assert!(practices.len() - use_cases.len() >= 21, "{}", practices.len());
        let mut known = BTreeSet::new();
        for practice in &use_cases {
            assert_ne!(practice["externalIds"], json!([]), "{practice}");
            for id in practice["externalIds"].as_array().unwrap() {
                assert!(known.insert((id["system"].as_str().unwrap(), id["id"].as_str().unwrap())), "{id}");
            }
        }
        for practice in &practices {
            assert_ne!(practice["topics"], json!([]), "{practice}");
            let chamber = &practice["chamber"]["parliament"]["code"];
            assert!(chamber.is_null() || *chamber == practice["parliament"]["code"], "{practice}");
        }
        let (system, id) = known.first().unwrap();
        let query = "query($by: PracticeBy!) { practice(by: $by) { externalIds { system id } } }";
        let data = service.visitor().data_with(query, json!({ "by": { "external": { "system": system, "id": id } } })).await;
        assert!(data["practice"]["externalIds"].as_array().unwrap().contains(&json!({ "system": system, "id": id })));
    }

    async fn the_guide_is_there_in_french(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let publications = every(&service.visitor(), "publications", "", "slug type year impactAreas editions { language url title } publishers { party { __typename ... on Organisation { slug } } }").await;
        for publication in &publications {
            assert_ne!(publication["editions"], json!([]), "{publication}");
            assert_ne!(publication["publishers"], json!([]), "{publication}");
        }
        let guide = publications.iter().find(|one| one["slug"] == "guide-to-digital-transformation-in-parliaments").unwrap();
        assert_eq!((guide["type"].as_str(), guide["year"].as_i64()), (Some("GUIDE"), Some(2023)));
        assert_eq!(guide["impactAreas"], json!(["CULTURE", "PEOPLE", "PROCESS", "TECHNOLOGY"]));
        let french = guide["editions"].as_array().unwrap().iter().find(|one| one["language"] == "fr").unwrap();
        assert_eq!(french["title"], "Guide sur la transformation numérique des parlements");
        assert!(french["url"].as_str().unwrap().starts_with("https://www.ipu.org/fr/"));
    }

    async fn topics_have_labels_and_definitions_in_english_and_french(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let topics = every(&service.visitor(), "topics", "", &format!("code label {IN_ALL} definition {IN_ALL}")).await;
        assert!(topics.len() >= 40, "{}", topics.len());
        for topic in &topics {
            assert!(both(&topic["label"]) && both(&topic["definition"]), "{topic}");
        }
        let codes: BTreeSet<&str> = topics.iter().map(|topic| topic["code"].as_str().unwrap()).collect();
        for named in ["artificial-intelligence", "open-data", "remote-sittings", "e-petitions", "social-media", "websites", "public-engagement"] {
            assert!(codes.contains(named), "{named}");
        }
    }

    async fn every_record_names_a_source_and_its_terms(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let visitor = service.visitor();
        let mut all = 0;
        for list in ["topics", "countries", "organisations", "parliaments", "chambers", "hubs", "projects", "practices", "contacts", "events", "publications"] {
            let records = every(&visitor, list, "", "id licence originalLanguage sources { title url }").await;
            assert!(!records.is_empty(), "{list}");
            all += records.len();
            for record in records {
                let sources = record["sources"].as_array().unwrap();
                assert!(sources.iter().any(|one| !one["title"].as_str().unwrap().is_empty()), "{list}: {record}");
                assert!(!record["licence"].as_str().unwrap().is_empty(), "{list}: {record}");
            }
        }
        assert!(all > 850, "{all}");
        let data = visitor.data("{ service { lastChange { number } } }").await;
        assert_eq!(data["service"]["lastChange"]["number"], all, "each record was loaded by one entry of the log");
    }

    async fn what_was_loaded_says_so_in_its_history(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let data = service.visitor().data("{ hub(by: {slug: \"pacific\"}) { version history { totalCount nodes { action deed actorKind fields } } } }").await;
        assert_eq!(data["hub"]["version"], 1);
        assert_eq!(data["hub"]["history"]["totalCount"], 1);
        let entry = &data["hub"]["history"]["nodes"][0];
        assert_eq!((entry["action"].as_str(), entry["deed"].as_str(), entry["actorKind"].as_str()), (Some("CREATED"), Some("load"), Some("SYSTEM")));
        assert!(entry["fields"].as_array().unwrap().contains(&json!("memberships")));
    }
}
