//! Body texts: written as Markdown, served as it was written and as HTML that is safe to show.

use async_graphql_parser::types::{
    FieldDefinition, TypeDefinition, TypeKind, TypeSystemDefinition,
};
use hemicycle_domain::dataset::{self, File, Options};
use hemicycle_tests::{Fresh, Service, on_both};
use serde_json::{Value, json};

const TOPIC: &str = r##"
[defaults]
original_language = "en"
licence = "CC-BY-4.0"
sources = [{ title = "Invented for a test" }]

[[topic]]
code = "written"
label = { en = "*Plain* <b>label</b>" }

[topic.definition]
en = """
## What *it* is

A [link](https://www.ipu.org/), [another](javascript:alert(1)), an ![image](https://tracker.example/1.gif)<script>alert(1)</script>.
"""
fr = "Une **définition** <img src=x onerror=alert(1)>"
"##;

async fn written(fresh: &Fresh) {
    let file = File {
        name: "topics.toml".to_owned(),
        text: TOPIC.to_owned(),
    };
    let report = dataset::load(&fresh.network, &[file], &Options::default(), &mut |_| {})
        .await
        .unwrap();
    assert!(report.written, "{:#?}", report.problems);
}

/// The types of the contract that have fields.
fn types() -> Vec<TypeDefinition> {
    let schema = async_graphql_parser::parse_schema(include_str!("../../schema.graphql")).unwrap();
    let definitions = schema.definitions.into_iter();
    definitions
        .filter_map(|definition| match definition {
            TypeSystemDefinition::Type(one) => Some(one.node),
            _ => None,
        })
        .collect()
}

fn fields<'a>(types: &'a [TypeDefinition], name: &str) -> Vec<&'a FieldDefinition> {
    let found = types.iter().find(|one| one.name.node == name);
    match found.map(|one| &one.kind) {
        Some(TypeKind::Object(object)) => object.fields.iter().map(|field| &field.node).collect(),
        _ => Vec::new(),
    }
}

fn is_text(field: &FieldDefinition) -> bool {
    field.ty.node.to_string().trim_end_matches('!') == "LocalizedText"
}

fn says_markdown(field: &FieldDefinition) -> bool {
    let description = field.description.as_ref();
    description.is_some_and(|text| text.node.contains("Markdown"))
}

on_both! {
    async fn a_body_text_is_served_as_it_was_written_and_as_safe_html(backend) {
        let fresh = Fresh::empty(backend).await;
        written(&fresh).await;
        let service = Service::of(&fresh.network);
        let query = r#"{ topic(by: {code: "written"}) { label { text html translations { html } } definition { text html translations { language html } }
            french: definition(languages: ["fr"]) { html } } }"#;
        let data = service.visitor().data(query).await;
        let topic = &data["topic"];
        // What is plain is plain: whoever shows it escapes it.
        assert_eq!(topic["label"], json!({ "text": "*Plain* <b>label</b>", "html": null, "translations": [{ "html": null }] }));
        let text = topic["definition"]["text"].as_str().unwrap();
        assert!(text.starts_with("## What *it* is\n\nA [link]") && text.ends_with("<script>alert(1)</script>."), "{text}");
        let english = "<h2>What <em>it</em> is</h2>\n<p>A <a href=\"https://www.ipu.org/\" rel=\"nofollow noopener noreferrer\">link</a>, another, an image.</p>\n";
        let french = "<p>Une <strong>définition</strong> </p>\n";
        assert_eq!(topic["definition"]["html"], english);
        assert_eq!(topic["definition"]["translations"], json!([{ "language": "en", "html": english }, { "language": "fr", "html": french }]));
        assert_eq!(topic["french"]["html"], french);
    }

    async fn html_costs_nothing_and_no_statement(backend) {
        let fresh = Fresh::empty(backend).await;
        written(&fresh).await;
        let service = Service::of(&fresh.network);
        let aliases: String = (0..30).map(|number| format!("a{number}: html ")).collect();
        let mut told = Vec::new();
        for fields in ["text", &aliases] {
            let query = format!("{{ topics {{ nodes {{ definition {{ {fields} }} }} }} }}");
            let answer = service.visitor().ask(&query, json!({})).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            told.push((answer.line().statements(), answer.body["extensions"]["cost"].clone()));
        }
        assert_eq!(told[0], told[1]);
    }

    async fn every_text_that_says_it_is_markdown_has_html_and_no_other_has(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let types = types();
        let (mut bodies, mut plain) = (0, 0);
        for root in fields(&types, "Query") {
            let list = root.ty.node.to_string();
            let Some(kind) = list.trim_end_matches('!').strip_suffix("Connection") else { continue };
            let texts: Vec<&FieldDefinition> = fields(&types, kind).into_iter().filter(|field| is_text(field)).collect();
            // These hold no texts for readers themselves.
            if ["Account", "AuditEntry", "ReviewQueueItem"].contains(&kind) {
                assert!(texts.is_empty(), "{kind}");
                continue;
            }
            assert!(!texts.is_empty(), "{kind}");
            let selection: String = texts.iter().map(|field| format!("{} {{ text html }} ", field.name.node)).collect();
            let query = format!("{{ {}(first: 100) {{ nodes {{ {selection} }} }} }}", root.name.node);
            let data = service.visitor().data(&query).await;
            for node in data[root.name.node.as_str()]["nodes"].as_array().unwrap() {
                for field in &texts {
                    let served = &node[field.name.node.as_str()];
                    if served.is_null() {
                        continue;
                    }
                    let counted = if says_markdown(field) { &mut bodies } else { &mut plain };
                    *counted += 1;
                    let html = served["html"].as_str();
                    assert_eq!(html.is_some(), says_markdown(field), "{kind}.{}: {served}", field.name.node);
                    assert!(html.is_none_or(|html| html.starts_with('<')), "{served}");
                }
            }
        }
        assert!(bodies > 20 && plain > 200, "{bodies} {plain}");
        // The section of a use case says it for all its texts.
        let section: String = fields(&types, "UseCaseSection").iter().map(|field| format!("{} {{ text html }} ", field.name.node)).collect();
        let query = format!("{{ practices(first: 30, filter: {{kind: {{in: [USE_CASE]}}}}) {{ nodes {{ useCase {{ {section} }} }} }} }}");
        let data = service.visitor().data(&query).await;
        let nodes = data["practices"]["nodes"].as_array().unwrap();
        let sections = nodes.iter().filter_map(|node| node["useCase"].as_object());
        let texts: Vec<&Value> = sections.flat_map(|section| section.values()).filter(|text| !text.is_null()).collect();
        assert!(!texts.is_empty());
        assert!(texts.iter().all(|text| text["html"].is_string()), "{texts:?}");
    }
}
