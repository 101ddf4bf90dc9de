//! The README's examples, run as they stand there.

use hemicycle_tests::{Answer, Backend, Caller, Fresh, Service};
use serde_json::Value;

const README: &str = include_str!("../../README.md");

/// A `sh` block with a query and the `json` block that follows it.
struct Example {
    command: String,
    answer: Value,
}

fn examples() -> Vec<Example> {
    let mut examples = Vec::new();
    let mut rest = README;
    while let Some(at) = rest.find("```sh\ncurl") {
        let (command, after) = rest[at + 6..].split_once("```\n").unwrap();
        let answer = after
            .strip_prefix("```json\n")
            .expect("an answer follows each query");
        let (answer, after) = answer.split_once("```").unwrap();
        examples.push(Example {
            command: command.to_owned(),
            answer: serde_json::from_str(answer).unwrap(),
        });
        rest = after;
    }
    examples
}

/// What lies between `start` and the next single quote.
fn quoted<'a>(command: &'a str, start: &str) -> Option<&'a str> {
    let (_, text) = command.split_once(start)?;
    Some(text.split_once('\'')?.0)
}

async fn run(caller: &Caller, command: &str) -> Answer {
    if let Some(query) = quoted(command, "'query=") {
        let url = reqwest::Url::parse_with_params(&caller.endpoint, [("query", query)]).unwrap();
        return Answer::of(caller.client.get(url).send().await.unwrap()).await;
    }
    let body = quoted(command, "-d '").unwrap().to_owned();
    let caller = match quoted(command, "-H 'accept-language: ") {
        Some(languages) => caller.clone().reading(languages),
        None => caller.clone(),
    };
    let request = caller
        .request()
        .header("content-type", "application/json")
        .body(body);
    Answer::of(request.send().await.unwrap()).await
}

#[tokio::test]
async fn every_query_of_the_readme_gives_the_answer_it_shows() {
    let fresh = Fresh::reference(Backend::Sqlite).await;
    let service = Service::of(&fresh.network);
    let examples = examples();
    assert_eq!(examples.len(), 5);
    for example in examples {
        let answer = run(&service.visitor(), &example.command).await;
        assert_eq!(answer.status, 200, "{}", example.command);
        assert_eq!(answer.said(), example.answer, "{}", example.command);
    }
}
