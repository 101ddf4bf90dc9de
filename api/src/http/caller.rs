//! From a request to who is asking.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::HttpRequest;
use actix_web::http::{StatusCode, header};
use chrono::{DateTime, TimeDelta, Utc};
use hemicycle_domain::access::{self, Identity, Known, TOKEN_PREFIX};
use hemicycle_domain::actor::{Actor, Caller, Grant};
use hemicycle_domain::failure::{ErrorCode, Failure, Refusal};
use hemicycle_domain::network::Network;
use hemicycle_entity::ids::AccountId;
use hemicycle_entity::values::{AccountKind, Role, TokenScope};

use super::params::Turned;
use super::quota::{Payer, Turn, address};
use super::{Gateway, csrf, login};
use crate::auth::{Denied, Verified};

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

/// Why nobody is asking: credentials that are not valid, a request that may not use them, a provider that cannot be asked, or something of ours.
pub enum Unknown {
    Refused(Refusal),
    Turned(Turned),
    Failed(Failure),
}

impl From<Denied> for Unknown {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Invalid(_) => Self::Refused(denied.refusal()),
            Denied::Unavailable => {
                Self::Turned((StatusCode::SERVICE_UNAVAILABLE, vec![denied.refusal()]))
            }
        }
    }
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
        return match login::session_cookie(request) {
            Some(cookie) => of_session(request, gateway, &cookie).await,
            None => Ok(Actor::Visitor),
        };
    };
    let token = credentials
        .to_str()
        .ok()
        .and_then(bearer)
        .ok_or_else(invalid)?;
    if token.starts_with(TOKEN_PREFIX) {
        return of_token(gateway, token).await;
    }
    of_provider(request, gateway, token).await
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

/// Whose access token of a provider this is. The token is checked each time; only the account behind it is remembered.
async fn of_provider(
    request: &HttpRequest,
    gateway: &Gateway,
    token: &str,
) -> Result<Actor, Unknown> {
    let now = gateway.network.clock().now();
    let verified = verified(request, gateway, token, now).await?;
    let hash = access::hash(token);
    let known = gateway.faces.get(&hash, now);
    // A token whose scope its provider has changed is another one.
    if let Some(known) = known.filter(|known| known.caller.scope == verified.scope) {
        return Ok(Actor::Account(known.caller));
    }
    let identity = Identity {
        issuer: verified.issuer,
        subject: verified.subject,
        name: verified.name,
    };
    let account = access::person(&gateway.network, &identity).await?;
    let until = verified.expires_at;
    let through = (verified.scope, Some(verified.client_id));
    let caller = vouched(gateway, account, through, &verified.roles, until).await?;
    let known = Known {
        caller,
        until: Some(until),
        to_note: None,
    };
    gateway.faces.put(hash, known.clone(), now);
    Ok(Actor::Account(known.caller))
}

/// What a token says, or what its provider says of it. A provider is asked no more about tokens from one address than that may fail: whoever
/// makes some up would have it asked about each.
async fn verified(
    request: &HttpRequest,
    gateway: &Gateway,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Verified, Denied> {
    if !gateway.door.would_ask(token, now) {
        return gateway.door.bearer(token, now).await;
    }
    let payer = Payer::at(address::of(request));
    let turn = Turn::of_question(&gateway.quotas, payer, now).ok_or(Denied::Unavailable)?;
    let verified = gateway.door.bearer(token, now).await;
    if matches!(verified, Err(Denied::Unavailable)) {
        turn.unanswered(now);
    }
    verified
}

/// Who is logged in in the browser that asks. Whoever logs in to this very service writes: there is no program between that might be given less.
async fn of_session(
    request: &HttpRequest,
    gateway: &Gateway,
    cookie: &str,
) -> Result<Actor, Unknown> {
    csrf::check(request, gateway.door.public())
        .map_err(|refusal| Unknown::Turned((StatusCode::FORBIDDEN, vec![refusal])))?;
    let now = gateway.network.clock().now();
    let signed = gateway.door.session(&gateway.network, cookie, now).await?;
    let signed = signed.ok_or_else(over)?;
    let until = signed.roles_until;
    let through = (TokenScope::Write, None);
    let caller = vouched(gateway, signed.account, through, &signed.roles, until).await?;
    Ok(Actor::Account(caller))
}

/// An account as a provider vouches for it: with its grants, and the roles of the configured claim; with what its credentials are for, and the
/// client it acts through.
async fn vouched(
    gateway: &Gateway,
    account: AccountId,
    (scope, client): (TokenScope, Option<String>),
    roles: &[Role],
    until: DateTime<Utc>,
) -> Result<Arc<Caller>, Unknown> {
    let known = access::by_account(&gateway.network, account, scope, client).await?;
    let mut caller = known.ok_or_else(invalid)?;
    if !roles.is_empty() {
        let claimed = roles.iter().map(|role| Grant::claimed(*role, until));
        Arc::make_mut(&mut caller).grants.extend(claimed);
    }
    Ok(caller)
}

fn over() -> Unknown {
    Unknown::Refused(Refusal::new(
        ErrorCode::Unauthenticated,
        "This session is over. Log in again.",
        "Cette session est terminée. Reconnectez-vous.",
    ))
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
