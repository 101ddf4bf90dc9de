//! Opaque access tokens: their provider is asked what they are (RFC 7662), and its answer is kept for a minute.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use lru::LruCache;
use openidconnect::core::CoreTokenType;
use openidconnect::{AccessToken, IntrospectionUrl, RequestTokenError, TokenIntrospectionResponse};
use serde_json::{Map, Value};

use super::claims::{self, Verified};
use super::denied::{Denied, Reason};
use super::jwt::SKEW;
use super::openid::{self, Introspection};
use super::outside::Outside;
use super::provider::Provider;
use super::settings::Settings;

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::seconds(60);
/// Answers that are kept; the one unused for longest goes first.
const ENTRIES: NonZeroUsize = NonZeroUsize::MIN.saturating_add(9_999);

type Entry = (Option<Verified>, DateTime<Utc>);

/// What was lately learnt of tokens, by their hash.
pub(super) struct Introspected(Mutex<LruCache<[u8; 32], Entry>>);

impl Introspected {
    pub fn new() -> Self {
        Self(Mutex::new(LruCache::new(ENTRIES)))
    }

    /// What is known of a token; none inside if its provider does not take it.
    pub fn get(&self, hash: &[u8; 32], now: DateTime<Utc>) -> Option<Option<Verified>> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, until) = entries.get(hash)?;
        (now < *until).then(|| known.clone())
    }

    /// Keeps an answer for a minute, and never past the token’s own end.
    pub fn put(
        &self,
        hash: [u8; 32],
        known: Option<Verified>,
        end: DateTime<Utc>,
        now: DateTime<Utc>,
    ) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What is over is forgotten, too: it names people.
        while entries
            .peek_lru()
            .is_some_and(|(_, (_, until))| *until <= now)
        {
            entries.pop_lru();
        }
        entries.put(hash, (known, end.min(now + KEPT)));
    }
}

impl Provider {
    /// Asks the provider what a token is.
    pub async fn introspect(
        &self,
        outside: &Outside,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Verified, Denied> {
        let said = self.said(outside, now).await?;
        let name = &self.settings.name;
        let address = said.metadata.introspection_endpoint.clone();
        let (Some(address), Some(client)) = (address, openid::client(&self.settings, &said)) else {
            tracing::warn!(provider = name, "a provider has no introspection endpoint");
            return Err(Denied::Unavailable);
        };
        let client = client.set_introspection_url(IntrospectionUrl::from_url(address));
        let token = AccessToken::new(token.to_owned());
        let request = client
            .introspect(&token)
            .set_token_type_hint("access_token");
        match request.request_async(outside).await {
            Ok(answer) => verified(&answer, &self.settings, now),
            Err(error) => {
                // By its kind only: an answer that is not readable may repeat the token.
                let cause = match &error {
                    RequestTokenError::ServerResponse(said) => said.error().as_ref().to_owned(),
                    RequestTokenError::Request(trouble) => trouble.to_string(),
                    _ => "its answer is not readable".to_owned(),
                };
                tracing::warn!(
                    provider = name,
                    cause,
                    "a provider does not tell what a token is"
                );
                Err(Denied::Unavailable)
            }
        }
    }
}

/// What an answer comes to. It must be an access token for this service, whole and in force.
fn verified(
    answer: &Introspection,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<Verified, Denied> {
    if !answer.active() {
        return Err(Reason::Inactive.into());
    }
    // Some providers introspect refresh tokens, too, and say so here.
    if !matches!(answer.token_type(), None | Some(CoreTokenType::Bearer)) {
        return Err(Reason::Type.into());
    }
    if answer.iss().is_some_and(|issuer| issuer != settings.issuer) {
        return Err(Reason::Issuer.into());
    }
    let audience = answer.aud();
    if !audience.is_some_and(|all| all.contains(&settings.audience)) {
        return Err(Reason::Audience.into());
    }
    let expires_at = answer.exp().unwrap_or(now + KEPT);
    if expires_at <= now {
        return Err(Reason::Expired.into());
    }
    if answer.nbf().is_some_and(|begin| begin > now + SKEW) {
        return Err(Reason::Early.into());
    }
    let subject = answer.sub().ok_or(Reason::Claims)?;
    let client = answer.client_id().ok_or(Reason::Claims)?;
    let others: Map<String, Value> = answer.extra_fields().all.clone().into_iter().collect();
    let scopes = answer.scopes().into_iter().flatten();
    let scope = claims::scope(&others, scopes.map(|scope| scope.as_str()), settings);
    Ok(Verified {
        issuer: settings.issuer.clone(),
        subject: subject.to_owned(),
        client_id: client.to_string(),
        name: claims::name(&others).or_else(|| answer.username().map(str::to_owned)),
        roles: claims::roles(&others, settings),
        scope,
        expires_at,
    })
}
