//! The README's examples, run as they stand there.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;

use hemicycle_tests::{Answer, Backend, Caller, Fresh, Service};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const README: &str = include_str!("../../README.md");
/// Where the README's service is reached.
const THERE: &str = "127.0.0.1:8080";

/// The README from one heading to another.
fn between(heading: &str, next: &str) -> &'static str {
    let (_, text) = README.split_once(heading).unwrap();
    text.split_once(next).unwrap().0
}

/// A `sh` block with a query and the `json` block that follows it.
struct Example {
    command: String,
    answer: Value,
}

fn examples() -> Vec<Example> {
    let mut examples = Vec::new();
    let mut rest = between("\n## Five queries", "\n## ");
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

/// The service as `cargo run` starts it, in a folder of its own. Its address, and itself.
async fn serve(folder: &Path) -> (String, Child) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hemicycle-under-test"))
        .args(["--listen", "127.0.0.1:0"])
        .env_clear()
        .env("HEMICYCLE_DATA_DIR", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        if let Some((_, rest)) = line.split_once("http://") {
            let address = rest.split_once('/').unwrap().0.to_owned();
            // Somebody has to hear the rest, or the service could not say it.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (address, child);
        }
    }
    panic!("the service did not say where it is");
}

/// A folder with a `cargo` that runs the program of these tests where the README says `cargo run -q --`.
fn in_place_of_cargo() -> TempDir {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("cargo");
    let program = env!("CARGO_BIN_EXE_hemicycle-under-test");
    let script = format!(
        "#!/bin/sh\n[ \"$1 $2 $3\" = 'run -q --' ] || exit 1\nshift 3\nexec '{program}' \"$@\"\n"
    );
    std::fs::write(&file, script).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// The `sh` blocks, each with the answer shown below it, if there is one.
fn steps(mut text: &'static str) -> Vec<(&'static str, Option<Value>)> {
    let mut steps = Vec::new();
    while let Some((_, after)) = text.split_once("```sh\n") {
        let (script, after) = after.split_once("```\n").unwrap();
        let shown = after.strip_prefix("```json\n");
        let answer = shown.map(|shown| shown.split_once("```").unwrap().0);
        steps.push((
            script,
            answer.map(|answer| serde_json::from_str(answer).unwrap()),
        ));
        text = after;
    }
    steps
}

#[tokio::test]
async fn the_first_contribution_goes_from_nothing_to_published_as_the_readme_shows() {
    let data = TempDir::new().unwrap();
    let (address, _service) = serve(data.path()).await;
    let programs = in_place_of_cargo();
    let steps = steps(between(
        "\n## The first administrator",
        "\n## With PostgreSQL",
    ));
    assert_eq!(
        steps.iter().filter(|(_, answer)| answer.is_some()).count(),
        10
    );
    // Nothing of the environment of these tests reaches the service.
    let mut script = format!(
        "set -e\nexport PATH='{}':$PATH\n",
        programs.path().display()
    );
    for (block, _) in &steps {
        script += &format!("{block}\nprintf '\\n=====\\n'\n");
    }
    let output = Command::new("bash")
        .args(["-c", &script.replace(THERE, &address)])
        .env_clear()
        .env("HEMICYCLE_DATA_DIR", data.path())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{out}\n{err}");
    let said: Vec<&str> = out.split("\n=====\n").collect();
    assert_eq!(said.len(), steps.len() + 1, "{out}");
    for ((block, answer), said) in steps.iter().zip(said) {
        let Some(answer) = answer else {
            assert_eq!(said, "", "{block}");
            continue;
        };
        let mut said: Value = serde_json::from_str(said).unwrap();
        said.as_object_mut().unwrap().remove("extensions");
        assert_eq!(&said, answer, "{block}");
    }
}
