//! For those who run the service: is it alive, is it ready; and the contract as a file.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use hemicycle_domain::failure::{ErrorCode, Message};

use super::problem::problem;
use super::{CACHE_SECONDS, Gateway};

/// The process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "ok" }))
}

/// The database answers, and its schema is the one this program was made for.
pub async fn ready(request: HttpRequest, gateway: web::Data<Gateway>) -> HttpResponse {
    let unready = |en: &str, fr: &str| {
        let message = Message::new(en, fr);
        let status = StatusCode::SERVICE_UNAVAILABLE;
        problem(&request, status, ErrorCode::Unavailable, &message)
    };
    match gateway.network.pending_migrations().await {
        Ok(pending) if pending.is_empty() => {
            HttpResponse::Ok().json(serde_json::json!({ "status": "ready" }))
        }
        Ok(_) => unready(
            "The database's schema is behind this program.",
            "Le schéma de la base de données est en retard sur ce programme.",
        ),
        Err(failure) => {
            tracing::error!(cause = ?failure, "not ready");
            unready(
                "The database does not answer.",
                "La base de données ne répond pas.",
            )
        }
    }
}

/// The published contract.
pub async fn schema(gateway: web::Data<Gateway>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/graphql; charset=utf-8"))
        .insert_header((
            header::CACHE_CONTROL,
            format!("public, max-age={CACHE_SECONDS}"),
        ))
        .body(gateway.sdl.clone())
}
