//! Errors of the routes outside GraphQL: problem details (RFC 9457), in the caller's language.

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, Resource, Route, guard, web};
use hemicycle_domain::failure::{ErrorCode, Failure, FaultKind, Message, Refusal};
use hemicycle_entity::values::Closed;
use serde_json::json;

use super::accept;
use super::answer::RETRY_AFTER;
use super::frame::request_id;

/// Problems that are told at most.
const ERRORS: usize = 100;

pub fn problem(
    request: &HttpRequest,
    status: StatusCode,
    code: ErrorCode,
    message: &Message,
) -> HttpResponse {
    with_errors(request, status, (code, message), &[])
}

/// The same with all that is wrong, where it is several things.
fn with_errors(
    request: &HttpRequest,
    status: StatusCode,
    (code, message): (ErrorCode, &Message),
    errors: &[Refusal],
) -> HttpResponse {
    let (_, tongue) = accept::languages(request);
    let mut body = json!({
        "type": "about:blank",
        "title": message.say(tongue),
        "status": status.as_u16(),
        "code": code.as_str(),
        "requestId": request_id(request),
    });
    if !errors.is_empty() {
        let told = errors.iter().take(ERRORS).map(|one| {
            json!({
                "code": one.code.as_str(),
                "path": one.path,
                "message": one.message.say(tongue),
            })
        });
        body["errors"] = told.collect();
    }
    let mut response = HttpResponse::build(status);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.insert_header((header::RETRY_AFTER, RETRY_AFTER));
    }
    response
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
    other_method(&request, "GET, HEAD", &message)
}

fn other_method(request: &HttpRequest, allow: &'static str, message: &Message) -> HttpResponse {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    let mut response = problem(request, status, ErrorCode::MethodNotAllowed, message);
    let allow = header::HeaderValue::from_static(allow);
    response.headers_mut().insert(header::ALLOW, allow);
    response
}

/// A resource that can be asked by one method only.
pub fn only(path: &'static str, method: Method, route: Route) -> Resource {
    let allow = if method == Method::POST {
        "POST"
    } else {
        "GET"
    };
    web::resource(path)
        .route(route.method(method))
        .default_service(web::to(move |request: HttpRequest| async move {
            let message = Message::new(
                format!("Only {allow} is possible here."),
                format!("Seule la méthode {allow} est admise ici."),
            );
            other_method(&request, allow, &message)
        }))
}

/// What cannot be done, in words.
pub fn refused(request: &HttpRequest, status: StatusCode, refusal: &Refusal) -> HttpResponse {
    problem(request, status, refusal.code, &refusal.message)
}

/// Everything that cannot be done, with a status; the first of it as the title.
pub fn turned(request: &HttpRequest, status: StatusCode, refusals: &[Refusal]) -> HttpResponse {
    match refusals.first() {
        Some(first) => with_errors(request, status, (first.code, &first.message), refusals),
        None => failed(request, &Failure::Refused(Vec::new())),
    }
}

/// A fault: logged whole here, told by its id only.
pub fn failed(request: &HttpRequest, failure: &Failure) -> HttpResponse {
    if let Failure::Refused(refusals) = failure
        && let Some(refusal) = refusals.first()
    {
        return refused(request, StatusCode::UNPROCESSABLE_ENTITY, refusal);
    }
    tracing::error!(request = %request_id(request), cause = ?failure, "fault");
    let message = Message::new(
        "Something went wrong on our side. Try again in a moment.",
        "Une erreur s’est produite de notre côté. Réessayez dans un instant.",
    );
    let unavailable = matches!(failure, Failure::Broke(fault) if fault.kind != FaultKind::Internal);
    let (status, code) = if unavailable {
        (StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Unavailable)
    } else {
        (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal)
    };
    problem(request, status, code, &message)
}

/// A resource that can only be got, or asked for its head.
pub fn only_get(path: &'static str, route: Route) -> Resource {
    web::resource(path)
        .route(route.guard(guard::Any(guard::Get()).or(guard::Head())))
        .default_service(web::to(not_allowed))
}
