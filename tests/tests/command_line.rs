//! The program itself, as a process: commands, exit codes, what it says, what it keeps.

use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use hemicycle_tests::{Backend, Fresh, on_both};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// The program's own main, built with these tests. It gets an environment of its own.
fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hemicycle-under-test"));
    command
        .arg0("hemicycle")
        .args(arguments)
        .env_clear()
        .kill_on_drop(true);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

struct Said {
    code: i32,
    out: String,
    err: String,
}

async fn run(arguments: &[&str]) -> Said {
    said(program(arguments).output().await.unwrap())
}

fn said(output: Output) -> Said {
    Said {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Said {
    #[track_caller]
    fn good(self) -> String {
        assert_eq!(self.code, 0, "{}\n{}", self.out, self.err);
        self.out
    }

    #[track_caller]
    fn bad(self) -> String {
        assert_ne!(self.code, 0, "{}\n{}", self.out, self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self.err
    }
}

/// A command on a database.
async fn on(fresh: &Fresh, arguments: &[&str]) -> Said {
    run(&[arguments, &["--database-url", &fresh.url]].concat()).await
}

/// The counts of a load, by kind: added, changed, unchanged, kept, refused.
fn counts(out: &str) -> Vec<(String, Vec<usize>)> {
    out.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let kind = words.next()?.to_owned();
            let numbers: Option<Vec<usize>> = words.map(|word| word.parse().ok()).collect();
            Some((kind, numbers.filter(|numbers| numbers.len() == 5)?))
        })
        .collect()
}

fn write(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

const GOOD: &str = r#"
[defaults]
original_language = "en"
licence = "CC-BY-4.0"
sources = [{ title = "Invented for a test" }]

[[topic]]
code = "own-topic"
label = { en = "Own topic" }
"#;

const BAD: &str = r#"
[defaults]
original_language = "en"
licence = "CC-BY-4.0"
sources = [{ title = "Invented for a test" }]

[[topic]]
code = "Not a slug"
label = { en = "One" }

[[topic]]
code = "two"
label = { en = "Two" }
broader = "nowhere"

[[topic]]
code = "three"
lable = { en = "Three" }

[[topic]]
code = "good"
label = { en = "Good" }
"#;

/// A service that runs, and what it said while starting.
pub struct Running {
    child: Child,
    pub address: String,
    told: String,
}

pub async fn serve(arguments: &[&str]) -> Running {
    let arguments = [arguments, &["--listen", "127.0.0.1:0"]].concat();
    let mut child = program(&arguments).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (mut told, mut address) = (String::new(), None);
    let reading = async {
        while let Some(line) = lines.next_line().await.unwrap() {
            if let Some(rest) = line.strip_prefix("Serving:") {
                let rest = rest.trim().trim_start_matches("http://");
                address = rest.split('/').next().map(str::to_owned);
            }
            told.push_str(&line);
            told.push('\n');
            if line.starts_with("Stop with") {
                break;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), reading)
        .await
        .unwrap();
    let Some(address) = address else {
        panic!(
            "{told}\n{}",
            said(child.wait_with_output().await.unwrap()).err
        )
    };
    Running {
        child,
        address,
        told,
    }
}

impl Running {
    async fn ask(&self, query: &str) -> Value {
        let request =
            hemicycle_tests::callers::client().post(format!("http://{}/graphql", self.address));
        let answer = request
            .json(&json!({ "query": query }))
            .send()
            .await
            .unwrap();
        answer.json().await.unwrap()
    }

    pub async fn signal(&self, name: &str) {
        let process = self.child.id().unwrap().to_string();
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{name} {process}")])
            .status()
            .await
            .unwrap();
        assert!(sent.success());
    }

    /// Sends SIGTERM and gives the exit code and the log.
    async fn stop(mut self) -> (i32, String) {
        self.signal("TERM").await;
        let status = tokio::time::timeout(Duration::from_secs(20), self.child.wait())
            .await
            .unwrap()
            .unwrap();
        let mut log = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut log)
            .await
            .unwrap();
        (status.code().unwrap(), log)
    }
}

#[tokio::test]
async fn every_command_explains_itself() {
    let top = run(&["--help"]).await.good();
    for command in ["serve", "migrate", "load", "generate", "schema", "config"] {
        assert!(top.contains(command), "{command}");
    }
    for (command, words) in [
        (
            &["serve"][..],
            &[
                "--listen",
                "HEMICYCLE_LISTEN",
                "--database-url",
                "DATABASE_URL",
                "--data-dir",
                "HEMICYCLE_DATA_DIR",
                "--cors-origin",
                "--trusted-proxy",
                "HEMICYCLE_TRUSTED_PROXIES",
                "HEMICYCLE_LOG",
            ][..],
        ),
        (&["migrate"], &["up", "down", "status"]),
        (&["migrate", "up"], &["--database-url"]),
        (&["migrate", "down"], &["--steps"]),
        (&["migrate", "status"], &["--database-url"]),
        (
            &["load"],
            &["--reference", "--dry-run", "--overwrite", "PATH"],
        ),
        (
            &["generate"],
            &[
                "--seed",
                "--projects",
                "--practices",
                "--parliaments",
                "--hubs",
                "--topics",
                "--events",
            ],
        ),
        (&["schema"], &["GraphQL schema"]),
        (&["config"], &["configuration"]),
    ] {
        let help = run(&[command, &["--help"]].concat()).await.good();
        assert!(help.contains("Usage: hemicycle"), "{help}");
        for word in words {
            assert!(help.contains(word), "{command:?} {word}: {help}");
        }
    }
    let version = run(&["--version"]).await.good();
    assert!(version.starts_with("hemicycle 0."), "{version}");
}

#[tokio::test]
async fn mistakes_on_the_command_line_are_told_on_stderr_with_an_exit_code() {
    for (arguments, words) in [
        (&["fly"][..], "fly"),
        (&["serve", "--listen", "nowhere"], "nowhere"),
        (&["serve", "--connections", "0"], "connections"),
        (&["serve", "--trusted-proxy", "10.0.0.0/33"], "10.0.0.0/33"),
        (
            &["config", "--trusted-proxy", "proxy.example"],
            "proxy.example",
        ),
        (&["load"], "PATH"),
        (&["load", "x", "--reference"], "--reference"),
        (&["generate", "--projects", "many"], "many"),
        (&["migrate"], "up"),
        (
            &["migrate", "up", "--database-url", "mysql://localhost/x"],
            "postgres:",
        ),
        (
            &[
                "load",
                "/nowhere/at/all.toml",
                "--data-dir",
                "/proc/nowhere",
            ],
            "/nowhere/at/all.toml",
        ),
        (
            &["migrate", "status", "--data-dir", "/proc/nowhere"],
            "/proc/nowhere",
        ),
    ] {
        let said = run(arguments).await;
        assert_eq!(said.out, "", "{arguments:?}");
        let err = said.bad();
        assert!(err.contains(words), "{arguments:?}: {err}");
    }
}

#[tokio::test]
async fn an_address_that_is_taken_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let err = run(&[
        "serve",
        "--data-dir",
        folder.path().to_str().unwrap(),
        "--listen",
        &address,
    ])
    .await
    .bad();
    assert!(err.contains(&address), "{err}");
}

#[tokio::test]
async fn the_schema_is_printed_as_it_is_committed() {
    assert!(
        run(&["schema"]).await.good() == include_str!("../../schema.graphql"),
        "run: cargo run -- schema > schema.graphql"
    );
}

#[tokio::test]
async fn flags_outweigh_the_environment_and_the_environment_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().to_str().unwrap();
    let mut defaults = program(&["config"]);
    let defaults = said(defaults.env("HOME", home).output().await.unwrap()).good();
    assert!(
        defaults.contains("127.0.0.1:8080")
            && defaults.contains(home)
            && defaults.contains("every site"),
        "{defaults}"
    );

    let mut from_environment = program(&["config"]);
    from_environment
        .env("HEMICYCLE_LISTEN", "127.0.0.1:9001")
        .env("HEMICYCLE_DATA_DIR", "/tmp/there");
    from_environment.env(
        "HEMICYCLE_CORS_ORIGINS",
        "https://a.example,https://b.example",
    );
    let printed = said(from_environment.output().await.unwrap()).good();
    for word in [
        "127.0.0.1:9001",
        "/tmp/there",
        "https://a.example",
        "https://b.example",
    ] {
        assert!(printed.contains(word), "{word}: {printed}");
    }
    let mut from_flags = program(&[
        "config",
        "--listen",
        "127.0.0.1:9002",
        "--data-dir",
        "/tmp/here",
    ]);
    from_flags
        .env("HEMICYCLE_LISTEN", "127.0.0.1:9001")
        .env("HEMICYCLE_DATA_DIR", "/tmp/there");
    let printed = said(from_flags.output().await.unwrap()).good();
    assert!(
        printed.contains("127.0.0.1:9002") && printed.contains("/tmp/here"),
        "{printed}"
    );
    assert!(
        !printed.contains("9001") && !printed.contains("there"),
        "{printed}"
    );
}

#[tokio::test]
async fn trusted_proxies_are_addresses_and_networks_from_flags_or_the_environment() {
    let config = |arguments: &[&str]| {
        let mut command = program(&[&["config", "--data-dir", "/tmp/here"], arguments].concat());
        command.env("HEMICYCLE_TRUSTED_PROXIES", "10.0.0.0/8,2001:db8::/32");
        command
    };
    let of = |printed: String| -> String {
        let line = printed
            .lines()
            .find(|line| line.starts_with("trusted-proxy"));
        line.unwrap().split_once(' ').unwrap().1.trim().to_owned()
    };
    let from_environment = said(config(&[]).output().await.unwrap()).good();
    assert_eq!(of(from_environment), "10.0.0.0/8, 2001:db8::/32");
    let flags = [
        "--trusted-proxy",
        "192.0.2.1",
        "--trusted-proxy",
        "fd00::/8",
    ];
    let from_flags = said(config(&flags).output().await.unwrap()).good();
    assert_eq!(of(from_flags), "192.0.2.1/32, fd00::/8");
    let mut nothing = config(&[]);
    let nothing = nothing.env("HEMICYCLE_TRUSTED_PROXIES", "");
    assert_eq!(of(said(nothing.output().await.unwrap()).good()), "none");
}

#[tokio::test]
async fn passwords_are_shown_nowhere() {
    for url in [
        "postgres://user:hunter2@127.0.0.1:1/net",
        "postgres://user@127.0.0.1:1/net?password=hunter2",
    ] {
        let printed = run(&["config", "--database-url", url]).await.good();
        assert!(
            !printed.contains("hunter2") && printed.contains("***"),
            "{printed}"
        );
        let mut help = program(&["--help"]);
        let help = said(help.env("DATABASE_URL", url).output().await.unwrap()).good();
        assert!(!help.contains("hunter2"), "{help}");
        // Nobody listens there.
        for command in [&["serve"][..], &["migrate", "up"], &["load", "--reference"]] {
            let refused = run(&[command, &["--database-url", url]].concat()).await;
            assert!(!refused.out.contains("hunter2"), "{}", refused.out);
            let err = refused.bad();
            assert!(!err.contains("hunter2") && !err.is_empty(), "{err}");
        }
    }
}

on_both! {
    async fn migrations_go_up_and_down_and_their_status_is_told(backend) {
        let fresh = Fresh::bare(backend).await;
        let count = |status: &str, word: &str| status.lines().filter(|line| line.starts_with(word)).count();
        let status = on(&fresh, &["migrate", "status"]).await.good();
        let all = count(&status, "pending");
        assert!(all > 5 && count(&status, "done") == 0, "{status}");

        let up = on(&fresh, &["migrate", "up"]).await.good();
        assert!(up.contains(&all.to_string()), "{up}");
        let status = on(&fresh, &["migrate", "status"]).await.good();
        assert_eq!((count(&status, "done"), count(&status, "pending")), (all, 0), "{status}");
        on(&fresh, &["migrate", "up"]).await.good();

        on(&fresh, &["migrate", "down", "--steps", "2"]).await.good();
        let status = on(&fresh, &["migrate", "status"]).await.good();
        assert_eq!((count(&status, "done"), count(&status, "pending")), (all - 2, 2), "{status}");
        on(&fresh, &["migrate", "down", "--steps", &(all - 2).to_string()]).await.good();
        on(&fresh, &["migrate", "up"]).await.good();
        let status = on(&fresh, &["migrate", "status"]).await.good();
        assert_eq!(count(&status, "pending"), 0, "{status}");
    }

    async fn the_reference_dataset_is_loaded_once_and_a_second_load_changes_nothing(backend) {
        let fresh = Fresh::empty(backend).await;
        let first = on(&fresh, &["load", "--reference"]).await.good();
        let added = counts(&first);
        assert_eq!(added.len(), 11, "{first}");
        assert!(added.iter().all(|(_, count)| count[0] > 0 && count[1..] == [0, 0, 0, 0]), "{first}");
        let log = fresh.network.read(hemicycle_domain::actor::Actor::System("test")).last_change().await.unwrap();

        let second = on(&fresh, &["load", "--reference"]).await.good();
        let unchanged = counts(&second);
        assert_eq!(unchanged.len(), 11);
        for ((kind, before), (_, after)) in added.iter().zip(&unchanged) {
            assert_eq!(after[..], [0, 0, before[0], 0, 0], "{kind}\n{second}");
        }
        let after = fresh.network.read(hemicycle_domain::actor::Actor::System("test")).last_change().await.unwrap();
        assert_eq!(after, log, "nothing was logged");
    }

    async fn a_dry_run_tells_what_would_happen_and_writes_nothing(backend) {
        let fresh = Fresh::empty(backend).await;
        let folder = tempfile::tempdir().unwrap();
        let file = write(&folder, "topics.toml", GOOD);
        let dry = on(&fresh, &["load", &file, "--dry-run"]).await.good();
        assert_eq!(counts(&dry), [("topic".to_owned(), vec![1, 0, 0, 0, 0])], "{dry}");
        assert!(fresh.network.is_empty().await.unwrap());
        let real = on(&fresh, &["load", &file]).await.good();
        assert_eq!(counts(&real), counts(&dry));
        assert!(!fresh.network.is_empty().await.unwrap());
    }

    async fn a_folder_of_files_in_both_forms_is_loaded_as_one(backend) {
        let fresh = Fresh::empty(backend).await;
        let folder = tempfile::tempdir().unwrap();
        write(&folder, "topics.toml", GOOD);
        let line = json!({
            "record": "topic", "code": "another", "original_language": "en", "licence": "CC-BY-4.0", "broader": "own-topic",
            "label": { "en": "Another" }, "sources": [{ "title": "Invented for a test" }],
        });
        write(&folder, "more.jsonl", &format!("{line}\n"));
        write(&folder, "notes.txt", "not data");
        let out = on(&fresh, &["load", folder.path().to_str().unwrap()]).await.good();
        assert_eq!(counts(&out), [("topic".to_owned(), vec![2, 0, 0, 0, 0])], "{out}");
    }

    async fn every_problem_of_a_file_is_told_with_its_line_and_nothing_is_written(backend) {
        let fresh = Fresh::empty(backend).await;
        let folder = tempfile::tempdir().unwrap();
        let file = write(&folder, "topics.toml", BAD);
        for more in [&[][..], &["--dry-run"]] {
            let said = on(&fresh, &[&["load", &file], more].concat()).await;
            assert_eq!(said.out, "");
            let err = said.bad();
            // The slug, the reference, the misspelt field and the field that is missing for it.
            let told: Vec<&str> = err.lines().filter(|line| line.starts_with(&format!("{file}:"))).collect();
            let line = |told: &str| -> usize { told[file.len() + 1..].split(':').next().unwrap().parse().unwrap() };
            let lines: Vec<usize> = told.iter().map(|told| line(told)).collect();
            for (from, to) in [(7, 9), (11, 14), (16, 18)] {
                assert!(lines.iter().any(|line| (from..=to).contains(line)), "{from}: {err}");
            }
            assert!(lines.iter().all(|line| *line < 20), "{err}");
            assert!(err.contains("lable") && err.contains("label") && err.contains("nowhere"), "{err}");
            assert!(fresh.network.is_empty().await.unwrap());
        }
        let broken = write(&folder, "topics.toml", "[[topic]\ncode = 1");
        let err = on(&fresh, &["load", &broken]).await.bad();
        assert!(err.contains(&format!("{broken}:1")), "{err}");
    }

    async fn an_invented_network_is_made_once(backend) {
        let fresh = Fresh::empty(backend).await;
        let arguments = ["generate", "--seed", "5", "--projects", "30", "--practices", "40", "--parliaments", "20", "--hubs", "3", "--topics", "8", "--events", "4"];
        let out = on(&fresh, &arguments).await.good();
        let made: Vec<Vec<&str>> = out.lines().map(|line| line.split_whitespace().collect()).collect();
        for (kind, count) in [("project", "30"), ("practice", "40"), ("hub", "3"), ("event", "4")] {
            assert!(made.contains(&vec![kind, count]), "{out}");
        }
        assert!(out.contains("invented"), "{out}");
        let err = on(&fresh, &arguments).await.bad();
        assert!(err.contains("seed 5"), "{err}");
        let other = ["generate", "--seed", "6", "--projects", "1", "--practices", "1", "--parliaments", "1", "--hubs", "1", "--topics", "1", "--events", "1"];
        on(&fresh, &other).await.good();
    }
}

#[tokio::test]
async fn on_an_empty_folder_it_migrates_loads_and_serves_by_itself_and_keeps_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("new").join("data");
    let first = serve(&["--data-dir", data.to_str().unwrap()]).await;
    assert!(
        first.told.contains("Loaded the reference dataset"),
        "{}",
        first.told
    );
    assert!(
        first.told.contains(data.to_str().unwrap()),
        "{}",
        first.told
    );
    assert!(first.told.contains("curl "), "{}", first.told);
    let logins = "no provider (--providers): API tokens only";
    assert!(first.told.contains(logins), "{}", first.told);
    assert!(
        first.told.lines().count() <= 8,
        "a few lines: {}",
        first.told
    );
    assert!(Path::new(&data).join("hemicycle.sqlite").exists());
    let hubs = first
        .ask("{ hubs { totalCount nodes { id } } service { lastChange { number at } } }")
        .await;
    assert_eq!(hubs["data"]["hubs"]["totalCount"], 9);
    // What it tells to try works as it stands.
    let tried = first
        .told
        .lines()
        .find_map(|line| line.strip_prefix("Try:"))
        .unwrap();
    let curl = Command::new("sh")
        .args(["-c", tried])
        .output()
        .await
        .unwrap();
    let answer: Value = serde_json::from_slice(&curl.stdout).unwrap();
    assert_eq!(answer["data"]["hubs"]["nodes"].as_array().unwrap().len(), 9);
    let (code, _) = first.stop().await;
    assert_eq!(code, 0);

    let second = serve(&["serve", "--data-dir", data.to_str().unwrap()]).await;
    assert!(!second.told.contains("Loaded"), "{}", second.told);
    let again = second
        .ask("{ hubs { totalCount nodes { id } } service { lastChange { number at } } }")
        .await;
    assert_eq!(again["data"], hubs["data"]);
    assert_eq!(second.stop().await.0, 0);
}

#[tokio::test]
async fn an_embedded_database_with_data_of_its_own_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let file = write(&folder, "topics.toml", GOOD);
    run(&["load", &file, "--data-dir", data]).await.good();
    let service = serve(&["--data-dir", data]).await;
    let answer = service
        .ask("{ topics { totalCount } hubs { totalCount } }")
        .await;
    assert_eq!(
        answer["data"],
        json!({ "topics": { "totalCount": 1 }, "hubs": { "totalCount": 0 } })
    );
    assert_eq!(service.stop().await.0, 0);
}

#[tokio::test]
async fn on_postgresql_it_serves_a_current_schema_and_refuses_one_that_is_behind() {
    let fresh = Fresh::bare(Backend::Postgres).await;
    for command in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["load", "--reference"],
        &["generate", "--projects", "1"],
    ] {
        let err = on(&fresh, command).await.bad();
        assert!(err.contains("migrate up"), "{command:?}: {err}");
    }
    on(&fresh, &["migrate", "up"]).await.good();
    let service = serve(&["--database-url", &fresh.url]).await;
    // Loading is explicit there.
    assert_eq!(
        service.ask("{ hubs { totalCount } }").await["data"]["hubs"]["totalCount"],
        0
    );
    on(&fresh, &["load", "--reference"]).await.good();
    assert_eq!(
        service.ask("{ hubs { totalCount } }").await["data"]["hubs"]["totalCount"],
        9
    );
    assert_eq!(service.stop().await.0, 0);

    on(&fresh, &["migrate", "down"]).await.good();
    let err = on(&fresh, &["serve", "--listen", "127.0.0.1:0"])
        .await
        .bad();
    assert!(err.contains("hemicycle migrate up"), "{err}");
}

#[tokio::test]
async fn sigterm_lets_it_finish_what_runs_and_end_well() {
    let folder = tempfile::tempdir().unwrap();
    let mut service = serve(&["--data-dir", folder.path().to_str().unwrap()]).await;
    // A request of which half has arrived.
    let body = r#"{"query":"{ hubs { totalCount } }"}"#;
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{{",
        body.len()
    );
    let mut stream = TcpStream::connect(&service.address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    service.signal("TERM").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(
        service.child.try_wait().unwrap().is_none(),
        "it waits for the request"
    );
    stream.write_all(&body.as_bytes()[1..]).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200")
            && answer.contains(r#"{"data":{"hubs":{"totalCount":9}},"#)
            && answer.ends_with("}}}"),
        "{answer}"
    );
    let status = tokio::time::timeout(Duration::from_secs(20), service.child.wait())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(status.code(), Some(0));
    assert!(TcpStream::connect(&service.address).await.is_err());
}

#[tokio::test]
async fn ctrl_c_ends_it_well() {
    let folder = tempfile::tempdir().unwrap();
    let mut service = serve(&["--data-dir", folder.path().to_str().unwrap()]).await;
    service.ask("{ __typename }").await;
    service.signal("INT").await;
    let status = tokio::time::timeout(Duration::from_secs(20), service.child.wait()).await;
    assert_eq!(status.unwrap().unwrap().code(), Some(0));
}

#[tokio::test]
async fn the_log_is_json_where_nobody_reads_along_and_tells_no_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let service = serve(&["--data-dir", folder.path().to_str().unwrap()]).await;
    let query = r#"query Named { secretalias: hub(by: {slug: "secretvalue"}) { slug } hubs { totalCount nodes { slug } } }"#;
    assert_eq!(service.ask(query).await["data"]["hubs"]["totalCount"], 9);
    let (code, log) = service.stop().await;
    assert_eq!(code, 0);
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let requests: Vec<&Value> = lines
        .iter()
        .filter(|line| line["message"] == "request")
        .collect();
    assert_eq!(requests.len(), 1, "{log}");
    assert_eq!(requests[0]["operation"], "Named");
    assert_eq!(requests[0]["status"], 200);
    // The hub is looked for twice: under its slug, and under a former one.
    assert_eq!(requests[0]["statements"], 4);
    assert!(!log.contains("secret"), "{log}");

    let quiet = serve(&[
        "--data-dir",
        folder.path().to_str().unwrap(),
        "--log",
        "off",
    ])
    .await;
    quiet.ask("{ __typename }").await;
    assert_eq!(quiet.stop().await, (0, String::new()));
    let err = run(&[
        "serve",
        "--log",
        "hemicycle=loud",
        "--data-dir",
        folder.path().to_str().unwrap(),
    ])
    .await
    .bad();
    assert!(err.contains("--log"), "{err}");
}
