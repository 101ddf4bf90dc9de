//! From a request to who is asking.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use actix_web::HttpRequest;
use actix_web::http::header;
use chrono::{DateTime, TimeDelta, Utc};
use hemicycle_domain::access::{self, Known, TOKEN_PREFIX};
use hemicycle_domain::actor::Actor;
use hemicycle_domain::failure::{ErrorCode, Failure, Refusal};
use hemicycle_domain::network::Network;
use hemicycle_entity::values::AccountKind;

use super::Gateway;

/// For how long it is remembered who a token stands for: what is revoked has no effect after so long.
const REMEMBERED: TimeDelta = TimeDelta::seconds(4);
/// How many tokens are remembered at most.
const MOST: usize = 10_000;

/// Who the tokens of the last seconds stand for, by their hash.
#[derive(Default)]
pub struct Faces(Mutex<HashMap<Vec<u8>, Face>>);

#[derive(Clone)]
struct Face {
    known: Known,
    seen_at: DateTime<Utc>,
}

impl Face {
    fn holds(&self, now: DateTime<Utc>) -> bool {
        let age = now - self.seen_at;
        age >= TimeDelta::zero()
            && age < REMEMBERED
            && self.known.until.is_none_or(|until| until > now)
    }
}

impl Faces {
    fn get(&self, hash: &[u8], now: DateTime<Utc>) -> Option<Known> {
        let faces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let face = faces.get(hash).filter(|face| face.holds(now))?;
        Some(face.known.clone())
    }

    fn put(&self, hash: Vec<u8>, known: Known, now: DateTime<Utc>) {
        let mut faces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if faces.len() >= MOST {
            faces.retain(|_, face| face.holds(now));
        }
        if faces.len() < MOST {
            let face = Face {
                known,
                seen_at: now,
            };
            faces.insert(hash, face);
        }
    }
}

/// Why nobody is asking: credentials that are not valid, or something of ours.
pub enum Unknown {
    Refused(Refusal),
    Failed(Failure),
}

impl From<Failure> for Unknown {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

fn invalid() -> Unknown {
    Unknown::Refused(Refusal::new(
        ErrorCode::Unauthenticated,
        "These credentials are not valid here. Leave them out to read as a visitor.",
        "Ces identifiants ne sont pas valides ici. Omettez-les pour lire en tant que visiteur.",
    ))
}

/// Who is asking.
pub async fn actor(request: &HttpRequest, gateway: &Gateway) -> Result<Actor, Unknown> {
    let Some(credentials) = request.headers().get(header::AUTHORIZATION) else {
        return Ok(Actor::Visitor);
    };
    let token = credentials
        .to_str()
        .ok()
        .and_then(bearer)
        .ok_or_else(invalid)?;
    if token.starts_with(TOKEN_PREFIX) {
        return of_token(gateway, token).await;
    }
    Err(invalid())
}

/// The token of `Authorization: Bearer …`.
fn bearer(credentials: &str) -> Option<&str> {
    let (scheme, token) = credentials.split_once(' ')?;
    let plain = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    (scheme.eq_ignore_ascii_case("bearer") && plain).then_some(token)
}

async fn of_token(gateway: &Gateway, token: &str) -> Result<Actor, Unknown> {
    let now = gateway.network.clock().now();
    let hash = access::hash(token);
    if let Some(known) = gateway.faces.get(&hash, now) {
        return Ok(Actor::Account(known.caller));
    }
    let known = access::by_token(&gateway.network, token)
        .await?
        .ok_or_else(invalid)?;
    if let Some(token) = known.to_note {
        note_use(gateway.network.clone(), token);
    }
    gateway.faces.put(hash, known.clone(), now);
    Ok(Actor::Account(known.caller))
}

/// In the background: nobody waits for it, and a failure costs nothing but the note.
fn note_use(network: Network, token: hemicycle_entity::ids::TokenId) {
    tokio::spawn(async move {
        if let Err(failure) = access::note_use(&network, token).await {
            tracing::warn!(cause = ?failure, "the use of a token was not noted");
        }
    });
}

/// How the log speaks of them.
pub fn kind(actor: &Actor) -> &'static str {
    match actor {
        Actor::Visitor => "visitor",
        Actor::System(_) => "system",
        Actor::Account(caller) => match caller.kind {
            AccountKind::Person => "person",
            AccountKind::Client => "client",
        },
    }
}
