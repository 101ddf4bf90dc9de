//! `/imports/practices`: a file of practices comes in. It is kept as it is; what becomes of it is a matter of `importCheck` and `importCommit`.

use std::time::Duration;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use async_graphql::ID;
use futures_util::StreamExt;
use hemicycle_domain::actor::Actor;
use hemicycle_domain::behalf::OnBehalf;
use hemicycle_domain::deed::forbidden;
use hemicycle_domain::failure::{ErrorCode, Failure, Refusal};
use hemicycle_domain::imports::receive::{Arrival, receive};
use hemicycle_domain::imports::{Format, may_import};
use hemicycle_domain::policy::Reason;
use mime::Mime;
use serde_json::json;

use super::caller::{self, Unknown};
use super::frame::Facts;
use super::quota::Turn;
use super::{Gateway, problem, quota};
use crate::graphql::id::{self, IdKind};
use crate::graphql::practice::inputs::person as stated;

/// Where files of practices are sent to.
pub const PATH: &str = "/imports/practices";
/// Bytes of a file.
pub const FILE_LIMIT: usize = 10_000_000;
/// Bytes that are read, to throw them away: who sends a little too much hears so when they have done sending.
const READ_LIMIT: usize = 2 * FILE_LIMIT;
/// Files that come in at the same time; more are sent away.
pub const FILES_AT_ONCE: usize = 4;
/// How long a client may take to send a file.
const FILE_TIME: Duration = Duration::from_secs(60);
/// What a file costs.
const COST: u64 = 1_000;

/// An answer instead of the import.
type Turned = Box<HttpResponse>;

pub async fn post(
    request: HttpRequest,
    gateway: web::Data<Gateway>,
    payload: web::Payload,
) -> HttpResponse {
    match taken(&request, &gateway, payload).await {
        Ok(answer) => answer,
        Err(turned) => *turned,
    }
}

async fn taken(
    request: &HttpRequest,
    gateway: &Gateway,
    payload: web::Payload,
) -> Result<HttpResponse, Turned> {
    let refuse = |status, refusal: &Refusal| Box::new(problem::refused(request, status, refusal));
    let actor = sender(request, gateway).await?;
    request.extensions_mut().insert(Facts {
        operation: Some("imports/practices".to_owned()),
        caller: caller::kind(&actor),
        statements: 0,
        cost: COST,
    });
    let denied = |denied| Box::new(quota::refuse(request, &denied));
    let payer = quota::payer(&actor, request);
    let now = || gateway.network.clock().now();
    let mut visit = gateway.quotas.enter(payer, now()).map_err(denied)?;
    let format =
        format(request).map_err(|refusal| refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, &refusal))?;
    let (name, on_behalf_of) = parameters(request);
    let busy = || refuse(StatusCode::SERVICE_UNAVAILABLE, &too_much());
    let _turn = Turn::of_file(&gateway.quotas, payer, now()).ok_or_else(busy)?;
    let _place = gateway.files.try_acquire().map_err(|_| busy())?;
    visit.charge(COST, now()).map_err(denied)?;
    let body = body(request, payload)
        .await
        .map_err(|(status, refusal)| refuse(status, &refusal))?;
    let arrival = Arrival {
        format,
        body: &body,
        name,
        on_behalf_of,
    };
    let batch = receive(&gateway.network, &actor, arrival).await;
    let batch = batch.map_err(|failure| Box::new(turned(request, failure)))?;
    visit.settle(COST);
    let id = id::encode(IdKind::Import, batch.id);
    let query = format!("{{import(id:\"{}\"){{status}}}}", id.as_str());
    let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    let mut response = HttpResponse::Created();
    response
        .insert_header((
            header::LOCATION,
            format!("{}?query={query}", super::GRAPHQL_PATH),
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    let mut response = response.json(json!({ "id": id.as_str(), "rows": batch.row_count }));
    visit.tell(response.headers_mut(), now());
    Ok(response)
}

fn turned(request: &HttpRequest, failure: Failure) -> HttpResponse {
    match failure {
        Failure::Refused(refusals) => {
            let forbidden = refusals.iter().any(|one| one.code == ErrorCode::Forbidden);
            let status = match forbidden {
                true => StatusCode::FORBIDDEN,
                false => StatusCode::UNPROCESSABLE_ENTITY,
            };
            problem::turned(request, status, &refusals)
        }
        broke @ Failure::Broke(_) => problem::failed(request, &broke),
    }
}

/// Who sends a file: an account that may write, and has a role for it.
async fn sender(request: &HttpRequest, gateway: &Gateway) -> Result<Actor, Turned> {
    let unauthenticated = |refusal: &Refusal, wrong: bool| {
        let mut response = problem::refused(request, StatusCode::UNAUTHORIZED, refusal);
        let challenge = gateway.door.challenge(wrong);
        if let Ok(challenge) = header::HeaderValue::from_str(&challenge) {
            let headers = response.headers_mut();
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        Box::new(response)
    };
    let actor = caller::actor(request, gateway).await;
    let actor = actor.map_err(|unknown| match unknown {
        Unknown::Refused(refusal) => unauthenticated(&refusal, true),
        Unknown::Turned((status, refusals)) => {
            Box::new(problem::turned(request, status, &refusals))
        }
        Unknown::Failed(failure) => Box::new(problem::failed(request, &failure)),
    })?;
    if actor.caller().is_none() {
        return Err(unauthenticated(&forbidden(Reason::NeedsAccount), false));
    }
    // Before the file comes in: who may not send it need not wait for its end.
    let now = gateway.network.clock().now();
    may_import(&actor, now).map_err(|failure| Box::new(turned(request, failure)))?;
    Ok(actor)
}

/// How the file is written. No form of a browser can send either without asking first.
fn format(request: &HttpRequest) -> Result<Format, Refusal> {
    let said = |name| {
        let value: Option<&header::HeaderValue> = request.headers().get(name);
        value.map(|value| value.to_str().unwrap_or("?"))
    };
    let plain = said(header::CONTENT_ENCODING)
        .is_none_or(|encoding| encoding.trim().eq_ignore_ascii_case("identity"));
    let mime = said(header::CONTENT_TYPE)
        .and_then(|value| value.parse::<Mime>().ok())
        .filter(|mime| {
            let charset = mime.get_param(mime::CHARSET);
            plain && charset.is_none_or(|one| one.as_str().eq_ignore_ascii_case("utf-8"))
        });
    match mime.as_ref().map(Mime::essence_str) {
        Some("text/csv") => Ok(Format::Csv),
        Some("application/jsonl" | "application/x-ndjson") => Ok(Format::JsonLines),
        _ => Err(Refusal::new(
            ErrorCode::UnsupportedMediaType,
            "Send text/csv or application/jsonl in UTF-8, without a content encoding.",
            "Envoyez du CSV (text/csv) ou du JSON Lines (application/jsonl) en UTF-8, sans encodage de contenu.",
        )),
    }
}

/// What the address says: a name, and the person that a client sends it for.
fn parameters(request: &HttpRequest) -> (Option<String>, Option<OnBehalf>) {
    let (mut name, mut person) = (None, None);
    for (key, value) in url::form_urlencoded::parse(request.query_string().as_bytes()) {
        match key.as_ref() {
            "name" => name = Some(value.into_owned()),
            "onBehalfOf" => {
                person = stated(Some(ID(value.into_owned())));
            }
            _ => {}
        }
    }
    (name, person)
}

/// The file, within its size and time.
async fn body(
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<Vec<u8>, (StatusCode, Refusal)> {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > READ_LIMIT) {
        return Err(too_large());
    }
    let room = announced.unwrap_or_default().min(FILE_LIMIT);
    let collected = collect(payload, room);
    match tokio::time::timeout(FILE_TIME, collected).await {
        Ok(body) => body,
        Err(_) => Err((
            StatusCode::REQUEST_TIMEOUT,
            Refusal::new(
                ErrorCode::Timeout,
                "The file took more than a minute to arrive.",
                "Le fichier a mis plus d’une minute à arriver.",
            ),
        )),
    }
}

async fn collect(mut payload: web::Payload, room: usize) -> Result<Vec<u8>, (StatusCode, Refusal)> {
    // The room is made once where the length is known: growing would hold the file twice.
    let mut body = Vec::with_capacity(room);
    let mut length = 0;
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| (StatusCode::BAD_REQUEST, broken_off()))?;
        length += chunk.len();
        if length > READ_LIMIT {
            return Err(too_large());
        }
        if length > FILE_LIMIT {
            body = Vec::new();
        } else {
            body.extend_from_slice(&chunk);
        }
    }
    if length > FILE_LIMIT {
        return Err(too_large());
    }
    Ok(body)
}

fn too_large() -> (StatusCode, Refusal) {
    let refusal = Refusal::new(
        ErrorCode::BodyTooLarge,
        "The file is larger than 10 MB: send it in parts.",
        "Le fichier dépasse 10 Mo : envoyez-le en plusieurs parties.",
    );
    (StatusCode::PAYLOAD_TOO_LARGE, refusal)
}

fn broken_off() -> Refusal {
    Refusal::new(
        ErrorCode::BadRequest,
        "The file did not arrive whole.",
        "Le fichier n’est pas arrivé en entier.",
    )
}

fn too_much() -> Refusal {
    Refusal::new(
        ErrorCode::Unavailable,
        "Too many files are coming in at the moment. Try again shortly.",
        "Trop de fichiers arrivent en ce moment. Réessayez sous peu.",
    )
}
