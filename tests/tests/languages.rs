//! Languages: which wording of a text is served, in which language the service speaks, and in whose alphabet it orders.

use hemicycle_domain::dataset::{self, File, Options};
use hemicycle_domain::network::Network;
use hemicycle_tests::{Caller, Fresh, Service, on_both};
use serde_json::{Value, json};

/// Topics whose languages differ.
const TOPICS: &str = r#"
[defaults]
original_language = "en"
licence = "CC-BY-4.0"
sources = [{ title = "Invented for a test" }]

[[topic]]
code = "both"
label = { en = "Estate", fr = "Domaine" }
definition = { en = "Only in English." }

[[topic]]
code = "french-original"
original_language = "fr"
label = { fr = "Édition", en = "Edition" }
definition = { fr = "En français seulement." }

[[topic]]
code = "portuguese"
original_language = "pt-BR"
label = { "pt-BR" = "Eleição", es = "Elección" }

[[topic]]
code = "english-only"
label = { en = "Zoning" }

[[topic]]
code = "accented"
label = { en = "Éclair", fr = "Éclair" }

[[topic]]
code = "plain"
label = { en = "Eagle", fr = "Aigle" }

[[topic]]
code = "after-e"
label = { en = "Fair", fr = "Foire" }
"#;

async fn load(network: &Network, text: &str) {
    let file = File {
        name: "topics.toml".to_owned(),
        text: text.to_owned(),
    };
    let report = dataset::load(network, &[file], &Options::default(), &mut |_| {})
        .await
        .unwrap();
    assert!(report.written, "{:#?}", report.problems);
}

async fn label(caller: &Caller, code: &str, arguments: &str) -> (String, String) {
    let query = format!(
        "query($code: String) {{ topic(by: {{code: $code}}) {{ label{arguments} {{ text language }} }} }}"
    );
    let data = caller.data_with(&query, json!({ "code": code })).await;
    let label = &data["topic"]["label"];
    let word = |name: &str| label[name].as_str().unwrap().to_owned();
    (word("language"), word("text"))
}

async fn codes(caller: &Caller, arguments: &str) -> Vec<String> {
    let data = caller
        .data(&format!("{{ topics{arguments} {{ nodes {{ code }} }} }}"))
        .await;
    let nodes = data["topics"]["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|node| node["code"].as_str().unwrap().to_owned())
        .collect()
}

on_both! {
    async fn a_text_is_served_in_the_first_language_the_reader_knows_and_says_which(backend) {
        let fresh = Fresh::empty(backend).await;
        load(&fresh.network, TOPICS).await;
        let service = Service::of(&fresh.network);
        for (accept, code, language, text) in [
            ("en", "both", "en", "Estate"),
            ("fr", "both", "fr", "Domaine"),
            ("fr-CA", "both", "fr", "Domaine"),
            ("FR-ca", "both", "fr", "Domaine"),
            ("de, fr;q=0.8, en;q=0.9", "both", "en", "Estate"),
            ("en;q=0.1, fr", "both", "fr", "Domaine"),
            ("en;q=0, fr;q=0.1", "both", "fr", "Domaine"),
            ("es, fr", "portuguese", "es", "Elección"),
            ("pt", "portuguese", "pt-BR", "Eleição"),
            ("pt-PT, es", "portuguese", "pt-BR", "Eleição"),
        ] {
            let served = label(&service.visitor().reading(accept), code, "").await;
            assert_eq!(served, (language.to_owned(), text.to_owned()), "{accept} {code}");
        }
    }

    async fn a_text_in_no_wanted_language_is_served_in_its_original(backend) {
        let fresh = Fresh::empty(backend).await;
        load(&fresh.network, TOPICS).await;
        let service = Service::of(&fresh.network);
        for accept in ["de", "*", "", "no language at all;;q=x", "zh-Hant-TW, ja;q=0.5"] {
            let reader = service.visitor().reading(accept);
            assert_eq!(label(&reader, "both", "").await.0, "en", "{accept}");
            assert_eq!(label(&reader, "french-original", "").await.0, "fr", "{accept}");
            assert_eq!(label(&reader, "portuguese", "").await.0, "pt-BR", "{accept}");
        }
        assert_eq!(label(&service.visitor().reading("fr"), "english-only", "").await.0, "en");
        assert_eq!(label(&service.visitor(), "french-original", "").await.0, "fr");
    }

    async fn the_languages_argument_overrides_what_the_request_accepts(backend) {
        let fresh = Fresh::empty(backend).await;
        load(&fresh.network, TOPICS).await;
        let service = Service::of(&fresh.network);
        let reader = service.visitor().reading("fr");
        for (arguments, language) in [
            ("(languages: [\"en\"])", "en"),
            ("(languages: [\"de\", \"en\", \"fr\"])", "en"),
            ("(languages: [\"fr-CH\"])", "fr"),
            ("(languages: \"en\")", "en"),
            ("(languages: null)", "fr"),
            // None of these: the original, whatever the request accepts.
            ("(languages: [\"de\"])", "en"),
            ("(languages: [])", "en"),
        ] {
            assert_eq!(label(&reader, "both", arguments).await.0, language, "{arguments}");
        }
        let data = reader.data(r#"{ topic(by: {code: "both"}) { label { language } english: label(languages: ["en"]) { text } definition { language } } }"#).await;
        assert_eq!(data["topic"], json!({ "label": { "language": "fr" }, "english": { "text": "Estate" }, "definition": { "language": "en" } }));
    }

    async fn translations_list_every_wording_with_the_original_first(backend) {
        let fresh = Fresh::empty(backend).await;
        load(&fresh.network, TOPICS).await;
        let service = Service::of(&fresh.network);
        let query = "query($code: String) { topic(by: {code: $code}) { originalLanguage label { origin current translations { language text origin current } } } }";
        for (code, wordings) in [
            ("both", json!([["en", "Estate", true], ["fr", "Domaine", false]])),
            ("french-original", json!([["fr", "Édition", true], ["en", "Edition", false]])),
            ("portuguese", json!([["pt-BR", "Eleição", true], ["es", "Elección", false]])),
            ("english-only", json!([["en", "Zoning", true]])),
        ] {
            let data = service.visitor().reading("fr").data_with(query, json!({ "code": code })).await;
            let topic = &data["topic"];
            assert_eq!(topic["originalLanguage"], wordings[0][0]);
            let listed: Vec<Value> = topic["label"]["translations"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| {
                    assert_eq!(one["current"], true);
                    json!([one["language"], one["text"], one["origin"] == "ORIGINAL"])
                })
                .collect();
            assert_eq!(json!(listed), wordings, "{code}");
        }
        let data = service.visitor().reading("fr").data_with(query, json!({ "code": "both" })).await;
        assert_ne!(data["topic"]["label"]["origin"], "ORIGINAL");
    }

    async fn names_are_ordered_as_the_readers_alphabet_has_it(backend) {
        let fresh = Fresh::empty(backend).await;
        load(&fresh.network, TOPICS).await;
        let service = Service::of(&fresh.network);
        // Eagle, Éclair, Edition, Eleição, Estate, Fair, Zoning.
        let english = ["plain", "accented", "french-original", "portuguese", "both", "after-e", "english-only"];
        // Aigle, Domaine, Éclair, Édition, Eleição, Foire, Zoning.
        let french = ["plain", "both", "accented", "french-original", "portuguese", "after-e", "english-only"];
        for (accept, wanted) in [("en", english), ("", english), ("de", english), ("fr", french), ("fr-CA, en;q=0.5", french), ("de, fr", french)] {
            let reader = service.visitor().reading(accept);
            assert_eq!(codes(&reader, "(orderBy: {field: LABEL})").await, wanted, "{accept}");
            assert_eq!(codes(&reader, "").await, wanted, "{accept}: by label unless said otherwise");
            let mut backwards = codes(&reader, "(orderBy: {field: LABEL, direction: DESC})").await;
            backwards.reverse();
            assert_eq!(backwards, wanted, "{accept}");
        }
    }

    async fn countries_stand_where_readers_of_each_language_look_for_them(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let query = "{ countries(first: 100) { nodes { name { text language } } } }";
        for (accept, order) in [
            ("en", ["Afghanistan", "Åland Islands", "Albania", "Costa Rica", "Côte d'Ivoire", "Croatia", "Curaçao", "Cyprus"]),
            ("fr", ["Danemark", "Égypte", "El Salvador", "Émirats arabes unis", "Espagne", "États-Unis d'Amérique", "Éthiopie", "France"]),
        ] {
            let data = service.visitor().reading(accept).data(query).await;
            let nodes = data["countries"]["nodes"].as_array().unwrap();
            let names: Vec<&str> = nodes.iter().map(|node| node["name"]["text"].as_str().unwrap()).collect();
            let places: Vec<Option<usize>> = order.iter().map(|name| names.iter().position(|other| other == name)).collect();
            assert!(places.iter().all(Option::is_some), "{places:?} {names:?}");
            assert!(places.is_sorted(), "{places:?}");
        }
    }

    async fn a_cursor_of_an_order_by_name_is_good_for_its_language_only(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let (english, french) = (service.visitor().reading("en"), service.visitor().reading("fr"));
        let query = "query($c: String, $o: CountryOrder) { countries(first: 1, after: $c, orderBy: $o) { nodes { code } pageInfo { endCursor } } }";
        let data = french.data(query).await;
        let cursor = &data["countries"]["pageInfo"]["endCursor"];
        assert_eq!(french.ask(query, json!({ "c": cursor })).await.status, 200);
        // The same alphabet, under another name.
        assert_eq!(service.visitor().reading("fr-CA, en").ask(query, json!({ "c": cursor })).await.status, 200);
        let refused = english.ask(query, json!({ "c": cursor })).await;
        assert_eq!((refused.status, refused.codes()), (294, vec!["INVALID_CURSOR"]));

        // An order by code has no language.
        let by_code = json!({ "field": "CODE" });
        let data = french.data_with(query, json!({ "o": by_code })).await;
        let cursor = &data["countries"]["pageInfo"]["endCursor"];
        assert_eq!(english.ask(query, json!({ "o": by_code, "c": cursor })).await.status, 200);
    }

    async fn has_translation_keeps_what_exists_in_a_language_original_or_not(backend) {
        let fresh = Fresh::empty(backend).await;
        load(&fresh.network, TOPICS).await;
        let service = Service::of(&fresh.network);
        for (languages, wanted) in [
            (r#"["fr"]"#, vec!["accented", "after-e", "both", "french-original", "plain"]),
            (r#"["es"]"#, vec!["portuguese"]),
            (r#"["es", "en"]"#, vec!["accented", "after-e", "both", "english-only", "french-original", "plain", "portuguese"]),
            (r#"["pt-BR"]"#, vec!["portuguese"]),
            (r#"["de"]"#, vec![]),
            ("[]", vec![]),
        ] {
            for accept in ["en", "fr"] {
                let reader = service.visitor().reading(accept);
                let found = codes(&reader, &format!("(filter: {{hasTranslation: {{in: {languages}}}}}, orderBy: {{field: CODE}})")).await;
                assert_eq!(found, wanted, "{languages}");
            }
        }
    }

    async fn a_name_is_found_by_its_beginning_in_any_language_without_accents(backend) {
        let fresh = Fresh::empty(backend).await;
        load(&fresh.network, TOPICS).await;
        let service = Service::of(&fresh.network);
        for (start, wanted) in [("e", 5), ("é", 5), ("ÉLEI", 1), ("elecc", 1), ("domaine", 1), ("DOM", 1), ("omaine", 0), ("", 7)] {
            for accept in ["en", "fr"] {
                let query = "query($s: String) { topics(filter: {labelStartsWith: $s}) { totalCount } }";
                let data = service.visitor().reading(accept).data_with(query, json!({ "s": start })).await;
                assert_eq!(data["topics"]["totalCount"], wanted, "{start:?} {accept}");
            }
        }
    }

    async fn errors_speak_the_readers_language_and_keep_their_codes(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let hub = service.visitor().data(r#"{ hub(by: {slug: "pacific"}) { id } }"#).await["hub"]["id"].clone();
        for (query, variables, english, french) in [
            ("{", json!({}), "Syntax error", "Erreur de syntaxe"),
            ("{ nope }", json!({}), "Unknown field", "Le document ne correspond pas au schéma"),
            ("query A { __typename } query B { __typename }", json!({}), "several operations", "plusieurs opérations"),
            ("query($n: Int) { hubs(first: $n) { totalCount } }", json!({ "n": "x" }), "is not a valid Int", "La valeur de « $n »"),
            ("{ hubs(first: 101) { totalCount } }", json!({}), "must be between 0 and 100", "doit être compris entre 0 et 100"),
            ("{ hubs(first: 1, last: 1) { totalCount } }", json!({}), "cannot be given together", "ne peuvent pas être donnés ensemble"),
            ("{ hubs(first: 100) { nodes { projects(first: 100) { nodes { id } } } } }", json!({}), "would cost", "coûterait"),
            ("{ hubs(after: \"x\") { totalCount } }", json!({}), "This cursor is malformed", "Ce curseur est mal formé"),
            ("{ node(id: \"x\") { id } }", json!({}), "not an id of this service", "pas un identifiant de ce service"),
            ("query($id: ID) { project(by: {id: $id}) { slug } }", json!({ "id": hub }), "This is an id of the kind Hub; one of the kind Project is expected.", "C’est un identifiant de type Hub ; un identifiant de type Project est attendu."),
            ("query($id: ID!) { organisation(by: {id: $id}) { slug } }", json!({ "id": hub }), "one of the kind Organisation is expected.", "un identifiant de type Organisation est attendu."),
            ("", json!({}), "The query is missing", "La requête (query) manque"),
        ] {
            let in_english = service.visitor().reading("de, en").ask(query, variables.clone()).await;
            let in_french = service.visitor().reading("fr-BE, en;q=0.9").ask(query, variables).await;
            let message = |answer: &hemicycle_tests::Answer| answer.body["errors"][0]["message"].as_str().unwrap().to_owned();
            assert!(message(&in_english).contains(english), "{query}: {}", message(&in_english));
            assert!(message(&in_french).contains(french), "{query}: {}", message(&in_french));
            assert_eq!(in_english.status, in_french.status, "{query}");
            assert_eq!(in_english.codes(), in_french.codes(), "{query}");
        }
    }
}
