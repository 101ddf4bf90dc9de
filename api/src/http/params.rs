//! From the bytes of a request to the parameters of GraphQL over HTTP. Everything that is wrong with them is told at once.

use actix_web::HttpRequest;
use actix_web::http::{StatusCode, header};
use actix_web::web;
use futures_util::StreamExt;
use hemicycle_domain::failure::{ErrorCode, Refusal};
use mime::Mime;
use serde_json::{Map, Value};

use super::{BODY_LIMIT, BODY_TIME};

/// What a client asks to be executed.
#[derive(Debug, Default)]
pub struct Params {
    pub query: String,
    pub operation_name: Option<String>,
    pub variables: Map<String, Value>,
}

/// Refused before GraphQL had a say: the status and the reasons.
pub type Turned = (StatusCode, Vec<Refusal>);

fn bad(status: StatusCode, code: ErrorCode, en: &str, fr: &str) -> Turned {
    (status, vec![Refusal::new(code, en, fr)])
}

fn not_json() -> Turned {
    bad(
        StatusCode::BAD_REQUEST,
        ErrorCode::BadRequest,
        "The body is not JSON in UTF-8.",
        "Le corps de la requête n’est pas du JSON en UTF-8.",
    )
}

/// Only JSON in UTF-8, not encoded: no form of a browser can send that to us without asking first.
pub fn check_media(request: &HttpRequest) -> Result<(), Turned> {
    let header = |name| {
        request
            .headers()
            .get(name)
            .map(|value: &header::HeaderValue| value.to_str().unwrap_or("?"))
    };
    let json = header(header::CONTENT_TYPE)
        .and_then(|value| value.parse::<Mime>().ok())
        .is_some_and(|mime| {
            mime.essence_str() == "application/json"
                && mime
                    .get_param(mime::CHARSET)
                    .is_none_or(|charset| charset.as_str().eq_ignore_ascii_case("utf-8"))
        });
    let plain = header(header::CONTENT_ENCODING)
        .is_none_or(|encoding| encoding.trim().eq_ignore_ascii_case("identity"));
    if json && plain {
        return Ok(());
    }
    Err(bad(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorCode::UnsupportedMediaType,
        "Send application/json in UTF-8, without a content encoding.",
        "Envoyez du JSON (application/json) en UTF-8, sans encodage de contenu.",
    ))
}

/// The body, within its size and time.
pub async fn body(payload: web::Payload) -> Result<Vec<u8>, Turned> {
    match tokio::time::timeout(BODY_TIME, collect(payload)).await {
        Ok(body) => body,
        Err(_) => Err(bad(
            StatusCode::REQUEST_TIMEOUT,
            ErrorCode::Timeout,
            "The body took more than 10 seconds to arrive.",
            "Le corps de la requête a mis plus de 10 secondes à arriver.",
        )),
    }
}

async fn collect(mut payload: web::Payload) -> Result<Vec<u8>, Turned> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| not_json())?;
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err(bad(
                StatusCode::PAYLOAD_TOO_LARGE,
                ErrorCode::BodyTooLarge,
                "The body is larger than 100 kB.",
                "Le corps de la requête dépasse 100 ko.",
            ));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The parameters of a POST.
pub fn from_body(body: &[u8]) -> Result<Params, Turned> {
    let value: Value = serde_json::from_slice(body).map_err(|_| not_json())?;
    match value {
        Value::Object(members) => from_members(members),
        _ => Err((
            StatusCode::UNPROCESSABLE_ENTITY,
            vec![Refusal::new(
                ErrorCode::BadRequest,
                "The body is a JSON object with query, operationName, variables. Batches are not taken.",
                "Le corps de la requête est un objet JSON avec query, operationName, variables. Les lots ne sont pas acceptés.",
            )],
        )),
    }
}

/// The parameters of a GET.
pub fn from_query(text: &str) -> Result<Params, Turned> {
    let mut members = Map::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        let value = match name.as_ref() {
            "query" | "operationName" => Value::String(value.into_owned()),
            "variables" | "extensions" => serde_json::from_str(&value).map_err(|_| {
                (
                    StatusCode::BAD_REQUEST,
                    vec![
                        Refusal::new(
                            ErrorCode::BadRequest,
                            "This parameter is not JSON.",
                            "Ce paramètre n’est pas du JSON.",
                        )
                        .at(name.clone()),
                    ],
                )
            })?,
            _ => continue,
        };
        members.insert(name.into_owned(), value);
    }
    from_members(members)
}

fn from_members(mut members: Map<String, Value>) -> Result<Params, Turned> {
    let mut params = Params::default();
    let mut problems = Vec::new();
    match members.remove("query") {
        Some(Value::String(query)) if !query.trim().is_empty() => params.query = query,
        Some(Value::String(_) | Value::Null) | None => problems.push(
            Refusal::new(
                ErrorCode::BadRequest,
                "The query is missing.",
                "La requête (query) manque.",
            )
            .at("query"),
        ),
        Some(_) => problems.push(wrong("query", "a string", "une chaîne")),
    }
    match members.remove("operationName") {
        Some(Value::String(name)) => {
            params.operation_name = Some(name).filter(|name| !name.is_empty())
        }
        Some(Value::Null) | None => {}
        Some(_) => problems.push(wrong("operationName", "a string", "une chaîne")),
    }
    match members.remove("variables") {
        Some(Value::Object(variables)) => params.variables = variables,
        Some(Value::Null) | None => {}
        Some(_) => problems.push(wrong("variables", "an object", "un objet")),
    }
    if !matches!(
        members.get("extensions"),
        Some(Value::Object(_) | Value::Null) | None
    ) {
        problems.push(wrong("extensions", "an object", "un objet"));
    }
    if problems.is_empty() {
        return Ok(params);
    }
    Err((StatusCode::UNPROCESSABLE_ENTITY, problems))
}

fn wrong(name: &str, en: &str, fr: &str) -> Refusal {
    Refusal::new(
        ErrorCode::BadRequest,
        format!("{name} is {en} or null."),
        format!("{name} est {fr} ou null."),
    )
    .at(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_parameter_is_told_at_once() {
        let body = br#"{"query": 1, "operationName": [], "variables": "x", "extensions": 2}"#;
        let paths = from_body(body).map_err(|(status, refusals)| {
            (
                status,
                refusals
                    .into_iter()
                    .map(|one| one.path.join("."))
                    .collect::<Vec<_>>(),
            )
        });
        let expected = ["query", "operationName", "variables", "extensions"].map(str::to_owned);
        assert_eq!(
            paths.err(),
            Some((StatusCode::UNPROCESSABLE_ENTITY, expected.to_vec()))
        );
    }

    #[test]
    fn what_is_not_json_is_a_bad_request() {
        for body in [
            &b"{"[..],
            b"",
            b"\xff",
            br#"{"query": "\ud800"}"#,
            b"{\"query\": \"\x00\"}",
        ] {
            assert_eq!(
                from_body(body).err().map(|turned| turned.0),
                Some(StatusCode::BAD_REQUEST)
            );
        }
    }
}
