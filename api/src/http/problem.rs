//! Errors of the routes outside GraphQL: problem details (RFC 9457), in the caller's language.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, Resource, Route, guard, web};
use hemicycle_domain::failure::{ErrorCode, Message};
use hemicycle_entity::values::Closed;
use serde_json::json;

use super::accept;
use super::frame::request_id;

pub fn problem(
    request: &HttpRequest,
    status: StatusCode,
    code: ErrorCode,
    message: &Message,
) -> HttpResponse {
    let (_, tongue) = accept::languages(request);
    let body = json!({
        "type": "about:blank",
        "title": message.say(tongue),
        "status": status.as_u16(),
        "code": code.as_str(),
        "requestId": request_id(request),
    });
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "application/problem+json"))
        .insert_header((header::CONTENT_LANGUAGE, tongue.tag()))
        .insert_header(header::ContentEncoding::Identity)
        .body(body.to_string())
}

pub async fn not_found(request: HttpRequest) -> HttpResponse {
    let message = Message::new("There is nothing here.", "Il n’y a rien ici.");
    problem(
        &request,
        StatusCode::NOT_FOUND,
        ErrorCode::NotFound,
        &message,
    )
}

async fn not_allowed(request: HttpRequest) -> HttpResponse {
    let message = Message::new(
        "Only GET and HEAD are possible here.",
        "Seules les méthodes GET et HEAD sont admises ici.",
    );
    let status = StatusCode::METHOD_NOT_ALLOWED;
    let mut response = problem(&request, status, ErrorCode::MethodNotAllowed, &message);
    let allow = header::HeaderValue::from_static("GET, HEAD");
    response.headers_mut().insert(header::ALLOW, allow);
    response
}

/// A resource that can only be got, or asked for its head.
pub fn only_get(path: &'static str, route: Route) -> Resource {
    web::resource(path)
        .route(route.guard(guard::Any(guard::Get()).or(guard::Head())))
        .default_service(web::to(not_allowed))
}
