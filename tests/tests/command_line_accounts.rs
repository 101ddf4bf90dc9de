//! Tokens, roles and clients on the command line: how the first administrator comes to be, and what scripts can rely on.

use std::process::Stdio;

use hemicycle_domain::account::ledger;
use hemicycle_entity::parliament;
use hemicycle_tests::{Backend, Fresh, Service, log, on_both, rows};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use uuid::Uuid;

/// A command on a database: what it said, or what was wrong.
async fn run(fresh: &Fresh, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_hemicycle-under-test"))
        .args(arguments)
        .args(["--database-url", &fresh.url])
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    if output.status.success() {
        return Ok(out);
    }
    assert_eq!(out, "", "{err}");
    assert!(!err.contains("panicked"), "{err}");
    Err(err)
}

async fn good(fresh: &Fresh, arguments: &[&str]) -> String {
    run(fresh, arguments).await.unwrap()
}

/// What stands behind a word on its line.
#[track_caller]
fn told(out: &str, word: &str) -> String {
    let mut lines = out.lines().filter_map(|line| line.split_once('\t'));
    let found = lines.find(|(key, _)| *key == word);
    found
        .unwrap_or_else(|| panic!("{word}: {out}"))
        .1
        .to_owned()
}

/// The lines of a table, by the names of their columns.
fn table(out: &str) -> Vec<std::collections::HashMap<String, String>> {
    let mut lines = out.lines().map(|line| line.split('\t'));
    let names: Vec<&str> = lines.next().unwrap().collect();
    lines
        .map(|cells| {
            let cells: Vec<&str> = cells.collect();
            assert_eq!(cells.len(), names.len(), "{out}");
            let named = names.iter().zip(cells);
            named
                .map(|(name, cell)| ((*name).to_owned(), cell.to_owned()))
                .collect()
        })
        .collect()
}

async fn with_parliament(backend: Backend) -> Fresh {
    let fresh = Fresh::empty(backend).await;
    let row = rows::parliament(Uuid::from_u128(1), "AA");
    rows::put::<parliament::Entity>(&fresh.network, vec![row]).await;
    fresh
}

/// The commands run by the real clock; so must who looks at what they did.
async fn today(fresh: &Fresh) -> hemicycle_domain::network::Network {
    let clock = hemicycle_domain::clock::Clock::Real;
    hemicycle_domain::network::Network::open(&fresh.url, 2, clock)
        .await
        .unwrap()
}

on_both! {
    async fn the_first_administrator_is_made_on_the_machine_itself(backend) {
        let fresh = with_parliament(backend).await;
        let network = today(&fresh).await;
        let nobody = ledger::has_administrator(&network.read(rows::WRITER)).await.unwrap();
        assert!(!nobody);
        let out = good(&fresh, &["token", "issue", "--role", "administrator", "--name", "Ada", "--label", "first", "--days", "7"]).await;
        let (account, secret) = (told(&out, "account"), told(&out, "secret"));
        assert!(ledger::has_administrator(&network.read(rows::WRITER)).await.unwrap());
        let service = Service::of(&network);
        let administrator = service.visitor().bearing(&secret);
        let viewer = administrator.data("{ viewer { account { id name tokens { nodes { label expiresAt } } } roles { role } } auditLog(first: 1) { nodes { deed system actorKind } } }").await;
        assert_eq!(viewer["viewer"]["account"]["id"], account);
        assert_eq!(viewer["viewer"]["account"]["name"], "Ada");
        assert_eq!(viewer["viewer"]["account"]["tokens"]["nodes"], json!([{ "label": "first", "expiresAt": viewer["viewer"]["account"]["tokens"]["nodes"][0]["expiresAt"] }]));
        assert_eq!(viewer["viewer"]["roles"], json!([{ "role": "ADMINISTRATOR" }]));
        assert_eq!(viewer["auditLog"]["nodes"][0], json!({ "deed": "accountOpen", "system": "command line", "actorKind": "SYSTEM" }));
    }

    async fn tokens_are_issued_listed_by_their_beginning_and_revoked(backend) {
        let fresh = with_parliament(backend).await;
        let out = good(&fresh, &["token", "issue", "--role", "editor"]).await;
        let (account, first) = (told(&out, "account"), told(&out, "secret"));
        let out = good(&fresh, &["token", "issue", "--account", &account, "--scope", "read", "--label", "dashboard"]).await;
        let (token, second) = (told(&out, "token"), told(&out, "secret"));
        let list = good(&fresh, &["token", "list"]).await;
        assert!(!list.contains(&first) && !list.contains(&second));
        let tokens = table(&list);
        assert_eq!(tokens.len(), 2);
        assert_eq!((&tokens[1]["token"], &tokens[1]["account"]), (&token, &account));
        let rest = ["kind", "name", "hint", "scope", "state", "used", "label"].map(|column| tokens[1][column].as_str());
        assert_eq!(rest, ["person", "-", &second[..10], "read", "valid", "-", "dashboard"]);
        assert_eq!(good(&fresh, &["token", "revoke", &token]).await, "Revoked.\n");
        let tokens = table(&good(&fresh, &["token", "list"]).await);
        assert_eq!([&tokens[0]["state"], &tokens[1]["state"]], ["valid", "revoked"]);
        let service = Service::of(&today(&fresh).await);
        for (secret, status) in [(&first, 200), (&second, 401)] {
            let answer = service.visitor().bearing(secret).ask("{ viewer { account { id } } }", json!({})).await;
            assert_eq!(answer.status, status);
        }
        let again = run(&fresh, &["token", "revoke", &token]).await.unwrap_err();
        assert!(again.contains("INVALID_STATE"), "{again}");
    }

    async fn roles_are_given_listed_and_ended(backend) {
        let fresh = with_parliament(backend).await;
        let account = told(&good(&fresh, &["token", "issue", "--role", "focal-point", "--parliament", "AA"]).await, "account");
        let out = good(&fresh, &["grant", "add", "--account", &account, "--role", "editor", "--from", "2026-01-01", "--until", "2999-01-01T00:00:00Z"]).await;
        let grant = told(&out, "grant");
        let later = good(&fresh, &["grant", "add", "--account", &account, "--role", "administrator", "--from", "2998-01-01"]).await;
        let columns = |out: &str| -> Vec<[String; 5]> {
            table(out).into_iter().map(|line| ["role", "place", "state", "account", "until"].map(|column| line[column].clone())).collect()
        };
        let line = |role: &str, place: &str, state: &str, until: &str| [role, place, state, &account, until].map(str::to_owned);
        assert_eq!(columns(&good(&fresh, &["grant", "list"]).await), [
            line("focal-point", "AA", "in force", "-"), line("editor", "-", "in force", "2999-01-01T00:00:00Z"), line("administrator", "-", "to come", "-"),
        ]);
        assert_eq!(good(&fresh, &["grant", "end", &grant]).await, "Ended.\n");
        assert_eq!(good(&fresh, &["grant", "end", &told(&later, "grant")]).await, "Ended.\n");
        let list = table(&good(&fresh, &["grant", "list"]).await);
        assert_eq!(list[1]["state"], "ended");
        assert_eq!(list[2]["until"], list[2]["from"], "it never began");
    }

    async fn clients_are_added_listed_renewed_and_ended(backend) {
        let fresh = with_parliament(backend).await;
        let out = good(&fresh, &["client", "add", "--name", "Partner site", "--parliament", "AA"]).await;
        let (client, old) = (told(&out, "client"), told(&out, "secret"));
        let out = good(&fresh, &["client", "rotate", &client, "--overlap", "0h"]).await;
        let new = told(&out, "secret");
        let service = Service::of(&today(&fresh).await);
        let status = async |secret: &str| service.visitor().bearing(secret).ask("{ viewer { account { name } } }", json!({})).await.status;
        assert_eq!([status(&old).await, status(&new).await], [401, 200]);
        let clients = table(&good(&fresh, &["client", "list"]).await);
        assert_eq!(["client", "name", "ended", "parliaments"].map(|column| clients[0][column].as_str()), [&client, "Partner site", "-", "AA"]);
        assert_eq!(good(&fresh, &["client", "end", &client]).await, "Ended.\n");
        let clients = table(&good(&fresh, &["client", "list"]).await);
        assert_ne!(clients[0]["ended"], "-");
        assert_eq!(clients[0]["parliaments"], "-");
    }

    async fn what_is_wrong_is_told_with_its_code_and_nothing_is_written(backend) {
        let fresh = with_parliament(backend).await;
        let last = async || fresh.network.read(rows::WRITER).last_change().await.unwrap().unwrap().0;
        let before = last().await;
        for (arguments, words) in [
            (&["token", "issue"][..], "--role"),
            (&["token", "issue", "--role", "king"], "administrator"),
            (&["token", "issue", "--role", "coordinator"], "input.hub: This is required. (REQUIRED)"),
            (&["token", "issue", "--role", "coordinator", "--hub", "nowhere"], "UNKNOWN_REFERENCE"),
            (&["token", "issue", "--role", "editor", "--days", "366"], "365"),
            (&["token", "issue", "--role", "editor", "--account", "x"], "--account"),
            (&["token", "issue", "--account", "x"], "INVALID_ID"),
            (&["token", "revoke", "x"], "INVALID_ID"),
            (&["grant", "add", "--account", "QQAAAAAAAAAAAAAAAAAAAAA", "--role", "editor"], "NOT_FOUND"),
            (&["grant", "end", "QQAAAAAAAAAAAAAAAAAAAAA"], "WRONG_KIND"),
            (&["grant", "add", "--account", "x", "--role", "editor", "--until", "soon"], "2027-01-31"),
            (&["client", "add", "--name", " "], "input.name: The text is empty. (REQUIRED)"),
            (&["client", "rotate", "QQAAAAAAAAAAAAAAAAAAAAA", "--overlap", "soon"], "24h"),
        ] {
            let err = run(&fresh, arguments).await.unwrap_err();
            assert!(err.contains(words), "{arguments:?}: {err}");
        }
        assert_eq!(last().await, before);
    }
}

/// What the service says while it starts on this database.
async fn start(fresh: &Fresh) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hemicycle-under-test"))
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--database-url",
            &fresh.url,
        ])
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut told = String::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        told.push_str(&line);
        told.push('\n');
        if line.starts_with("Stop with") {
            break;
        }
    }
    child.kill().await.unwrap();
    told
}

#[tokio::test]
async fn a_start_says_how_the_first_administrator_is_made_while_there_is_none() {
    let fresh = with_parliament(Backend::Sqlite).await;
    let how = "hemicycle token issue --role administrator";
    let told = start(&fresh).await;
    assert!(told.contains(how), "{told}");
    good(&fresh, &["token", "issue", "--role", "administrator"]).await;
    let told = start(&fresh).await;
    assert!(told.contains("Serving:") && !told.contains(how), "{told}");
}

#[tokio::test]
async fn tokens_are_in_no_log_and_in_no_printed_configuration() {
    let fresh = with_parliament(Backend::Sqlite).await;
    log::capture();
    let secret = told(
        &good(&fresh, &["token", "issue", "--role", "administrator"]).await,
        "secret",
    );
    let config = good(&fresh, &["config"]).await;
    assert!(!config.contains("hemi_"), "{config}");
    let output = Command::new(env!("CARGO_BIN_EXE_hemicycle-under-test"))
        .args(["token", "issue", "--role", "editor", "--log", "trace"])
        .args(["--database-url", &fresh.url])
        .env_clear()
        .output()
        .await
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(out.contains("hemi_"));
    assert!(!err.contains(&told(&out, "secret")), "{err}");
    let shown = |line: &log::Line| line.fields.values().any(|value| value.contains(&secret));
    assert!(!log::all().iter().any(shown));
}
