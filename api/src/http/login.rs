//! `/auth`: login and logout in a browser. What they mean is in `auth`; here are cookies, redirects and words.

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, Scope, web};
use hemicycle_domain::failure::{ErrorCode, Message};
use serde::Deserialize;

use super::problem::{self, problem};
use super::{CACHE_SECONDS, Gateway, csrf};
use crate::auth::browser::{ATTEMPT, Callback, Trouble};
use crate::auth::session::LIFETIME;

/// The session's cookie. Browsers keep this prefix to cookies that are secure, of this very host, and for all its paths.
const SESSION: &str = "__Host-hemicycle";
/// What binds a login that has begun to the browser.
const LOGIN: &str = "__Host-hemicycle-login";
/// Seconds after which to come back when a provider is down.
const RETRY_AFTER: &str = "30";

/// The routes of login and logout. Tighter limits than elsewhere go around all of them here.
pub fn scope() -> Scope {
    web::scope("/auth")
        .service(problem::only("/login", Method::GET, web::route().to(begin)))
        .service(problem::only(
            "/callback",
            Method::GET,
            web::route().to(finish),
        ))
        .service(problem::only("/logout", Method::POST, web::route().to(end)))
}

/// The session's cookie that a request bears.
pub fn session_cookie(request: &HttpRequest) -> Option<String> {
    request
        .cookie(SESSION)
        .map(|cookie| cookie.value().to_owned())
}

fn cookie(name: &'static str, value: String, lasts: i64) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(lasts))
        .finish()
}

/// A cookie that takes another away.
fn no_cookie(name: &'static str) -> Cookie<'static> {
    cookie(name, String::new(), 0)
}

fn trouble(request: &HttpRequest, trouble: &Trouble) -> HttpResponse {
    match trouble {
        Trouble::Refused(refusal) => {
            let status = match refusal.code {
                ErrorCode::NotFound => StatusCode::NOT_FOUND,
                ErrorCode::Forbidden => StatusCode::FORBIDDEN,
                _ => StatusCode::BAD_REQUEST,
            };
            problem::refused(request, status, refusal)
        }
        Trouble::Unavailable(refusal) => {
            let mut response = problem::refused(request, StatusCode::SERVICE_UNAVAILABLE, refusal);
            let later = header::HeaderValue::from_static(RETRY_AFTER);
            response.headers_mut().insert(header::RETRY_AFTER, later);
            response
        }
        Trouble::Broke(failure) => problem::failed(request, failure),
    }
}

fn unreadable(request: &HttpRequest) -> HttpResponse {
    let message = Message::new(
        "The address’s parameters are not readable.",
        "Les paramètres de l’adresse ne sont pas lisibles.",
    );
    let status = StatusCode::BAD_REQUEST;
    problem(request, status, ErrorCode::BadRequest, &message)
}

#[derive(Deserialize)]
struct Begin {
    provider: Option<String>,
    return_to: Option<String>,
}

/// Sends the browser to the provider.
async fn begin(request: HttpRequest, gateway: web::Data<Gateway>) -> HttpResponse {
    let Ok(asked) = web::Query::<Begin>::from_query(request.query_string()) else {
        return unreadable(&request);
    };
    let Begin {
        provider,
        return_to,
    } = asked.into_inner();
    let now = gateway.network.clock().now();
    let door = &gateway.door;
    let begun = door.begin(&gateway.network, provider.as_deref(), return_to, now);
    match begun.await {
        Ok(begun) => HttpResponse::SeeOther()
            .insert_header((header::LOCATION, begun.location.as_str()))
            .cookie(cookie(LOGIN, begun.cookie, ATTEMPT.num_seconds()))
            .finish(),
        Err(failed) => trouble(&request, &failed),
    }
}

/// The browser is back from the provider.
async fn finish(request: HttpRequest, gateway: web::Data<Gateway>) -> HttpResponse {
    let Ok(callback) = web::Query::<Callback>::from_query(request.query_string()) else {
        return unreadable(&request);
    };
    let now = gateway.network.clock().now();
    let login = request
        .cookie(LOGIN)
        .map(|cookie| cookie.value().to_owned());
    let former = session_cookie(&request);
    let done = gateway.door.finish(
        &gateway.network,
        login.as_deref(),
        former.as_deref(),
        callback.into_inner(),
        now,
    );
    match done.await {
        Ok(done) => HttpResponse::SeeOther()
            .insert_header((header::LOCATION, done.return_to))
            .cookie(cookie(SESSION, done.cookie, LIFETIME.num_seconds()))
            .cookie(no_cookie(LOGIN))
            .finish(),
        Err(failed) => trouble(&request, &failed),
    }
}

/// Ends the session.
async fn end(request: HttpRequest, gateway: web::Data<Gateway>) -> HttpResponse {
    if let Err(refusal) = csrf::check(&request, gateway.door.public()) {
        return problem::refused(&request, StatusCode::FORBIDDEN, &refusal);
    }
    if let Some(cookie) = session_cookie(&request) {
        let now = gateway.network.clock().now();
        let ended = gateway.door.end(&gateway.network, &cookie, now).await;
        if let Err(failure) = ended {
            return problem::failed(&request, &failure);
        }
    }
    HttpResponse::NoContent()
        .cookie(no_cookie(SESSION))
        .finish()
}

/// Where tokens come from.
pub async fn resource_metadata(gateway: web::Data<Gateway>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((
            header::CACHE_CONTROL,
            format!("public, max-age={CACHE_SECONDS}"),
        ))
        .json(gateway.door.resource_metadata())
}
