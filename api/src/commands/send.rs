//! `load FILE --server URL`: sends a file of practices to a running service, has it checked, and committed if nothing is wrong with it.

use std::path::Path;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use url::Url;

use super::Outcome;
use crate::auth::settings::is_safe;
use crate::auth::{stored_token, use_ring};
use crate::cli::Load;
use crate::config::TokenOptions;

/// How long an answer may take.
const ANSWER_TIME: Duration = Duration::from_secs(90);
/// Between two looks at how far the service has come, and how many of them: it takes five minutes at most.
const PAUSE: Duration = Duration::from_millis(500);
const LOOKS: usize = 700;

const ASKED: &str = "status rows created updated problems errors { line column code message }";

/// A running service, and what it believes us for.
struct Server {
    client: Client,
    address: String,
    token: String,
}

pub async fn run(what: &Load, path: &Path, server: &Url) -> Outcome {
    let media = media(path)?;
    let body =
        std::fs::read(path).map_err(|error| format!("Cannot read {}: {error}", path.display()))?;
    let server = Server::of(what, server).await?;
    let id = server.send(what, path, media, body).await?;
    let checked = server.work("importCheck", &id).await?;
    if checked["status"] != "CHECKED" {
        return Err(wrong(path, &checked));
    }
    if what.dry_run {
        counts(&checked);
        println!("Dry run: nothing was written.");
        return Ok(());
    }
    let committed = server.work("importCommit", &id).await?;
    if committed["status"] != "COMMITTED" {
        return Err(wrong(path, &committed));
    }
    counts(&committed);
    println!("Loaded. The import is {id}.");
    Ok(())
}

fn media(path: &Path) -> Result<&'static str, String> {
    match path.extension().and_then(|one| one.to_str()) {
        Some("csv") => Ok("text/csv"),
        Some("jsonl") => Ok("application/jsonl"),
        _ => Err(format!(
            "{} is neither .csv nor .jsonl: a running service takes practices in one of these.",
            path.display()
        )),
    }
}

fn counts(import: &Value) {
    for name in ["rows", "created", "updated"] {
        println!("{name}\t{}", import[name]);
    }
}

/// Every problem on its own line, as compilers write them.
fn wrong(path: &Path, import: &Value) -> String {
    let file = path.display();
    let errors = import["errors"].as_array().into_iter().flatten();
    let mut lines: Vec<String> = errors
        .map(|error| {
            let line = match error["line"].as_i64() {
                Some(line) => format!(":{line}"),
                None => String::new(),
            };
            let column = match error["column"].as_str() {
                Some(column) => format!(":{}", plain(column)),
                None => String::new(),
            };
            format!("{file}{line}{column}: {}", said(error))
        })
        .collect();
    lines.push(format!(
        "{} problems; nothing was written.",
        import["problems"].as_i64().unwrap_or_default().max(1)
    ));
    lines.join("\n")
}

/// A message and its code, of whatever the service answered.
fn said(error: &Value) -> String {
    let message = error["message"]
        .as_str()
        .or_else(|| error["title"].as_str());
    let code = error["code"].as_str();
    let code = code.or_else(|| error["extensions"]["code"].as_str());
    format!(
        "{} ({})",
        plain(message.unwrap_or("It does not say why.")),
        plain(code.unwrap_or("UNKNOWN"))
    )
}

/// What others wrote, without characters that would move the cursor.
fn plain(text: &str) -> String {
    text.chars().filter(|one| !one.is_control()).collect()
}

impl Server {
    async fn of(what: &Load, server: &Url) -> Result<Self, String> {
        if !is_safe(server) {
            return Err(
                "--server begins with https:// (http:// on this machine itself only).".to_owned(),
            );
        }
        let token = match what.token.as_deref().filter(|token| !token.is_empty()) {
            Some(token) => Some(token.to_owned()),
            None => {
                let options = TokenOptions {
                    server: server.clone(),
                    config_dir: what.config_dir.clone(),
                };
                stored_token(&options.folder()?, server).await?
            }
        };
        let address = server.as_str().trim_end_matches('/').to_owned();
        let token = token.ok_or_else(|| {
            format!("Log in first: hemicycle login --server {address}. Or set HEMICYCLE_TOKEN.")
        })?;
        use_ring();
        let client = Client::builder()
            .redirect(Policy::none())
            .timeout(ANSWER_TIME)
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self {
            client,
            address,
            token,
        })
    }

    /// What the service answers, with its status.
    async fn answer(&self, request: RequestBuilder) -> Result<(u16, Value), String> {
        let trouble = |error: reqwest::Error| {
            format!("{} does not answer: {}", self.address, error.without_url())
        };
        let response = request.bearer_auth(&self.token).send().await;
        let response = response.map_err(trouble)?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(trouble)?;
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Ok((status, body))
    }

    /// Sends the file; gives the id of the import.
    async fn send(
        &self,
        what: &Load,
        path: &Path,
        media: &str,
        body: Vec<u8>,
    ) -> Result<String, String> {
        let mut parameters = url::form_urlencoded::Serializer::new(String::new());
        if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
            parameters.append_pair("name", name);
        }
        if let Some(person) = &what.on_behalf_of {
            parameters.append_pair("onBehalfOf", person);
        }
        let address = format!("{}/imports/practices?{}", self.address, parameters.finish());
        let request = self.client.post(address).header("content-type", media);
        let (status, answer) = self.answer(request.body(body)).await?;
        match answer["id"].as_str() {
            Some(id) if status == 201 => Ok(plain(id)),
            _ => {
                let errors = answer["errors"].as_array().filter(|all| !all.is_empty());
                let lines = match errors {
                    Some(errors) => errors.iter().map(said).collect(),
                    None => vec![said(&answer)],
                };
                let file = path.display();
                let lines: Vec<String> =
                    lines.iter().map(|line| format!("{file}: {line}")).collect();
                Err(lines.join("\n"))
            }
        }
    }

    async fn ask(&self, query: String, id: &str) -> Result<Value, String> {
        let body = json!({ "query": query, "variables": { "id": id } });
        let request = self.client.post(format!("{}/graphql", self.address));
        let (_, mut answer) = self.answer(request.json(&body)).await?;
        if let Some(error) = answer["errors"].as_array().and_then(|all| all.first()) {
            return Err(said(error));
        }
        Ok(answer["data"].take())
    }

    /// Has the import checked or committed; gives it as it is afterwards.
    async fn work(&self, deed: &str, id: &str) -> Result<Value, String> {
        let query =
            format!("mutation($id: ID!) {{ {deed}(import: $id) {{ errors {{ code message }} }} }}");
        let data = self.ask(query, id).await?;
        let errors = data[deed]["errors"].as_array();
        if let Some(error) = errors.and_then(|all| all.first()) {
            return Err(said(error));
        }
        for _ in 0..LOOKS {
            let query = format!("query($id: ID!) {{ import(id: $id) {{ {ASKED} }} }}");
            let import = self.ask(query, id).await?["import"].take();
            match import["status"].as_str() {
                Some("CHECKING" | "COMMITTING") => tokio::time::sleep(PAUSE).await,
                _ => return Ok(import),
            }
        }
        Err(format!(
            "The service does not come to an end with the import {id}."
        ))
    }
}
