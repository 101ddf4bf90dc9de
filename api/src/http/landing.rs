//! `/`: one page that says what this is, in the reader's language. It loads nothing from anywhere.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use hemicycle_domain::failure::Tongue;

use super::{CACHE_SECONDS, accept};

const ENGLISH: &str = include_str!("landing.en.html");
const FRENCH: &str = include_str!("landing.fr.html");
/// The page has a style of its own, no script and no outside resource.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub async fn page(request: HttpRequest) -> HttpResponse {
    let (_, tongue) = accept::languages(&request);
    let text = match tongue {
        Tongue::English => ENGLISH,
        Tongue::French => FRENCH,
    };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_LANGUAGE, tongue.tag()))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((
            header::CACHE_CONTROL,
            format!("public, max-age={CACHE_SECONDS}"),
        ))
        .body(text)
}
