//! From a request to who is asking.

use actix_web::HttpRequest;
use actix_web::http::header;
use hemicycle_domain::actor::Actor;
use hemicycle_domain::failure::{ErrorCode, Refusal};

/// Who is asking. No credentials exist yet, so none can be valid.
pub fn actor(request: &HttpRequest) -> Result<Actor, Refusal> {
    if request.headers().contains_key(header::AUTHORIZATION) {
        return Err(Refusal::new(
            ErrorCode::Unauthenticated,
            "These credentials are not valid here. Leave them out to read as a visitor.",
            "Ces identifiants ne sont pas valides ici. Omettez-les pour lire en tant que visiteur.",
        ));
    }
    Ok(Actor::Visitor)
}

/// How the log speaks of them.
pub const fn kind(actor: &Actor) -> &'static str {
    match actor {
        Actor::Visitor => "visitor",
        Actor::System(_) => "system",
    }
}
