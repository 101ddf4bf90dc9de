//! Around every request: its id, the headers that keep browsers safe, and its one line in the log.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest};
use hemicycle_domain::clock::Clock;

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the handler knows and the log line tells. Never documents, variables, tokens or personal data.
#[derive(Clone, Debug)]
pub struct Facts {
    pub operation: Option<String>,
    pub caller: &'static str,
    pub statements: usize,
    pub cost: u64,
}

#[derive(Clone)]
struct RequestId(String);

/// The id of this request.
pub fn request_id(request: &HttpRequest) -> String {
    request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.0.clone())
        .unwrap_or_default()
}

/// The caller's own id if it is a plain word, otherwise a new one.
fn id_for(request: &ServiceRequest) -> String {
    request
        .headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .filter(|id| (1..=100).contains(&id.len()) && id.bytes().all(is_plain))
        .map_or_else(|| Clock::Real.new_id().simple().to_string(), str::to_owned)
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

const HEADERS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
    (header::CACHE_CONTROL, "no-store"),
];

fn finish(headers: &mut HeaderMap, id: &str) {
    for (name, value) in HEADERS {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    for name in ["accept", "accept-language", "authorization", "cookie"] {
        headers.append(header::VARY, HeaderValue::from_static(name));
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    // Only there to tell the compressor that an answer is too small for it.
    if headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|encoding| encoding == "identity")
    {
        headers.remove(header::CONTENT_ENCODING);
    }
}

/// The operation's name in the log: it comes from the caller, so it is cut.
fn shown(name: &str) -> &str {
    let end = name.char_indices().nth(60).map_or(name.len(), |(at, _)| at);
    &name[..end]
}

#[expect(
    clippy::disallowed_methods,
    reason = "measures the request for its log line"
)]
pub async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let begun = std::time::Instant::now();
    let id = id_for(&request);
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.call(request).await?;
    finish(response.headers_mut(), &id);
    let facts = response.request().extensions().get::<Facts>().cloned();
    tracing::info!(
        request = %id,
        method = %response.request().method(),
        path = response.request().path(),
        operation = facts.as_ref().and_then(|facts| facts.operation.as_deref()).map(shown),
        caller = facts.as_ref().map(|facts| facts.caller),
        status = response.status().as_u16(),
        milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        statements = facts.as_ref().map(|facts| facts.statements),
        cost = facts.as_ref().map(|facts| facts.cost),
        "request",
    );
    Ok(response)
}
