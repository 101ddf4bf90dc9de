//! One provider: its settings, and what it was last heard to say of itself. Asked when needed, never at start; what it said goes on being used while
//! it is down.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use url::Url;

use super::denied::{Denied, Reason};
use super::keys::{self, Key, Keys};
use super::outside::{Outside, Trouble};
use super::settings::{Settings, is_safe};

/// After this time a provider is asked again, so that keys it has withdrawn are forgotten.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// How long what it said is used while it does not answer.
const LIFETIME: TimeDelta = TimeDelta::hours(24);
/// A provider is asked at most this often, however many tokens name a key that is not known.
const BETWEEN: TimeDelta = TimeDelta::seconds(60);
/// The same, while it is silent and somebody cannot go on without it.
const BETWEEN_SILENT: TimeDelta = TimeDelta::seconds(5);

/// What a provider publishes of itself (OpenID Connect Discovery, RFC 8414).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Metadata {
    issuer: String,
    jwks_uri: Url,
    pub authorization_endpoint: Option<Url>,
    pub token_endpoint: Option<Url>,
    pub introspection_endpoint: Option<Url>,
    pub revocation_endpoint: Option<Url>,
    pub device_authorization_endpoint: Option<Url>,
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

impl Metadata {
    fn endpoints(&self) -> impl Iterator<Item = &Url> {
        let optional = [
            &self.authorization_endpoint,
            &self.token_endpoint,
            &self.introspection_endpoint,
            &self.revocation_endpoint,
            &self.device_authorization_endpoint,
        ];
        std::iter::once(&self.jwks_uri).chain(optional.into_iter().flatten())
    }
}

/// Asks a provider for its metadata, and checks that it speaks for itself and of safe addresses.
pub(super) async fn discover(outside: &Outside, issuer: &str) -> Result<Metadata, Trouble> {
    let base = issuer.trim_end_matches('/');
    let address = Url::parse(&format!("{base}/.well-known/openid-configuration"))
        .map_err(|_| Trouble::Unreadable("the issuer is not an address"))?;
    let metadata: Metadata = outside
        .json(&address, "its metadata are not readable")
        .await?;
    if metadata.issuer != issuer {
        return Err(Trouble::Unreadable("its metadata name another issuer"));
    }
    if !metadata.endpoints().all(is_safe) {
        return Err(Trouble::Unreadable(
            "its metadata name an address without https",
        ));
    }
    Ok(metadata)
}

/// What a provider said when it was last asked.
#[derive(Clone, Default)]
struct Known {
    said: Option<Arc<Said>>,
    /// When it was last asked.
    asked: Option<DateTime<Utc>>,
    /// Whether it failed to answer since.
    silent: bool,
}

pub(super) struct Said {
    pub metadata: Metadata,
    pub keys: Keys,
    at: DateTime<Utc>,
}

impl Known {
    /// What may still be used.
    fn usable(&self, now: DateTime<Utc>) -> Option<Arc<Said>> {
        self.said.clone().filter(|said| now < said.at + LIFETIME)
    }

    fn may_ask(&self, now: DateTime<Utc>, between: TimeDelta) -> bool {
        self.asked.is_none_or(|asked| asked + between <= now)
    }
}

pub(super) struct Provider {
    pub settings: Settings,
    known: RwLock<Known>,
    /// Held by the one request that asks.
    turn: tokio::sync::Mutex<()>,
}

impl Provider {
    pub fn new(settings: Settings) -> Self {
        keys::use_ring();
        Self {
            settings,
            known: RwLock::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    fn known(&self) -> Known {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.clone()
    }

    /// The provider's metadata and keys: as known, or asked for.
    pub async fn said(&self, outside: &Outside, now: DateTime<Utc>) -> Result<Arc<Said>, Denied> {
        self.said_with(outside, now, |_| true).await
    }

    /// The same, for a login, which leads to the provider itself: one that is silent is of no use to it.
    pub async fn said_at_login(
        &self,
        outside: &Outside,
        now: DateTime<Utc>,
    ) -> Result<Arc<Said>, Denied> {
        {
            let _turn = self.turn.lock().await;
            let between = if self.known().silent {
                BETWEEN_SILENT
            } else {
                BETWEEN
            };
            self.ask(outside, now, between).await;
        }
        let known = self.known();
        let said = known.usable(now).filter(|_| !known.silent);
        said.ok_or(Denied::Unavailable)
    }

    /// The same, with something that may be new: if it is missing, the provider is asked, though not too often.
    async fn said_with(
        &self,
        outside: &Outside,
        now: DateTime<Utc>,
        enough: impl Fn(&Said) -> bool,
    ) -> Result<Arc<Said>, Denied> {
        let known = self.known();
        match known.usable(now).filter(|said| enough(said)) {
            Some(said) if now < said.at + FRESH => return Ok(said),
            // Old but good: one request asks again, the others go on.
            Some(_) => {
                if let Ok(_turn) = self.turn.try_lock() {
                    self.ask(outside, now, BETWEEN).await;
                }
            }
            None => {
                let _turn = self.turn.lock().await;
                // Another request may have asked meanwhile.
                let heard = self.known().usable(now);
                let between = if heard.is_some() {
                    BETWEEN
                } else {
                    BETWEEN_SILENT
                };
                if !heard.is_some_and(|said| enough(&said)) {
                    self.ask(outside, now, between).await;
                }
            }
        }
        self.known().usable(now).ok_or(Denied::Unavailable)
    }

    /// Asks, if it is time. Only who holds the turn does.
    async fn ask(&self, outside: &Outside, now: DateTime<Utc>, between: TimeDelta) {
        let mut known = self.known();
        if !known.may_ask(now, between) {
            return;
        }
        match self.hear(outside, now).await {
            Ok(said) => {
                known.said = Some(Arc::new(said));
                known.silent = false;
            }
            Err(trouble) => {
                let provider = &self.settings.name;
                tracing::warn!(provider, cause = %trouble, "a provider does not answer");
                known.silent = true;
            }
        }
        known.asked = Some(now);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
    }

    async fn hear(&self, outside: &Outside, now: DateTime<Utc>) -> Result<Said, Trouble> {
        let metadata = discover(outside, &self.settings.issuer).await?;
        let published = outside
            .json(&metadata.jwks_uri, "its keys are not readable")
            .await?;
        let keys = Keys::of(published);
        if keys.is_empty() {
            return Err(Trouble::Unreadable("it publishes no key that can be used"));
        }
        Ok(Said {
            metadata,
            keys,
            at: now,
        })
    }

    /// The key of this id.
    pub async fn key(
        &self,
        outside: &Outside,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<Key, Denied> {
        let said = self.said_with_key(outside, id, now).await?;
        let key = said.keys.get(id).cloned();
        key.ok_or_else(|| Reason::Key.into())
    }

    /// The same, among all that the provider said.
    pub async fn said_with_key(
        &self,
        outside: &Outside,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<Arc<Said>, Denied> {
        let has_it = |said: &Said| said.keys.get(id).is_some();
        let said = self.said_with(outside, now, has_it).await?;
        if has_it(&said) {
            return Ok(said);
        }
        // It may be a new key of a provider that cannot tell.
        if self.known().silent {
            return Err(Denied::Unavailable);
        }
        Err(Reason::Key.into())
    }
}
