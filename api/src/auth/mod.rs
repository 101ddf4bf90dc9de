//! Who stands at the door, as OpenID providers know them: access tokens, browser logins, the device code of the command line. May speak HTTP to
//! providers and do cryptography; knows no SQL, no GraphQL, and nothing of our own HTTP.

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

pub mod browser;
mod claims;
mod denied;
pub mod device;
mod introspection;
mod jwt;
mod keys;
mod metadata;
mod openid;
mod outside;
mod provider;
mod seal;
pub mod session;
pub mod settings;
pub mod stored;

pub use claims::Verified;
pub use denied::{Denied, Reason};
pub use outside::use_ring;
pub use seal::sha256;
pub use stored::stored_token;

use introspection::Introspected;
use outside::Outside;
use provider::Provider;
use settings::Settings;

/// Bytes of a token, at most.
const TOKEN_LIMIT: usize = 8_192;

/// What the door is made from.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// None: API tokens only.
    pub providers: Vec<Settings>,
    /// Where the service is reached from outside, if not at the address it listens on.
    pub public_url: Option<Url>,
}

/// The door: asks the configured providers who somebody is, and remembers for a while what they said.
pub struct Door {
    public: Url,
    outside: Outside,
    providers: Vec<Arc<Provider>>,
    introspected: Introspected,
}

/// Where the service is reached from outside. Providers send browsers back there, so with providers it must be certain and safe.
fn public(setup: &Setup, listen: SocketAddr) -> Result<Url, String> {
    let given = setup.public_url.clone();
    if setup.providers.is_empty() {
        return given.map_or_else(|| local(listen), Ok);
    }
    match given {
        Some(url) if settings::is_safe(&url) => Ok(url),
        Some(url) => Err(format!(
            "With login providers, --public-url begins with https:// (http:// on this machine itself only), unlike {url}."
        )),
        None if listen.ip().is_loopback() => local(listen),
        None => Err(format!(
            "With login providers, --public-url must say where the service is reached from outside: it listens on {listen}."
        )),
    }
}

fn local(listen: SocketAddr) -> Result<Url, String> {
    Url::parse(&format!("http://{listen}")).map_err(|error| error.to_string())
}

impl Door {
    /// A door for the service that listens at `listen`. Asks nobody yet: a provider that is down is no reason not to start.
    pub fn new(setup: Setup, listen: SocketAddr) -> Result<Self, String> {
        let public = public(&setup, listen)?;
        Ok(Self {
            public,
            outside: Outside::new()?,
            providers: setup
                .providers
                .into_iter()
                .map(|settings| Arc::new(Provider::new(settings)))
                .collect(),
            introspected: Introspected::new(),
        })
    }

    /// Where the service is reached from outside.
    pub const fn public(&self) -> &Url {
        &self.public
    }

    /// What the providers are told to be.
    pub fn providers(&self) -> impl Iterator<Item = &Settings> {
        self.providers.iter().map(|provider| &provider.settings)
    }

    fn by_issuer(&self, issuer: &str) -> Option<&Arc<Provider>> {
        let mut all = self.providers.iter();
        all.find(|provider| provider.settings.issuer == issuer)
    }

    /// The provider of this name; without a name, the only one.
    fn by_name(&self, name: Option<&str>) -> Option<&Arc<Provider>> {
        match (name, self.providers.as_slice()) {
            (None, [only]) => Some(only),
            (None, _) => None,
            (Some(name), all) => all.iter().find(|provider| provider.settings.name == name),
        }
    }

    /// Whether a provider would be asked what this token is: it is opaque, and no answer is kept.
    pub fn would_ask(&self, token: &str, now: DateTime<Utc>) -> bool {
        let hash = sha256(token.as_bytes());
        !jwt::looks_like_one(token)
            && token.len() <= TOKEN_LIMIT
            && self.introspecting().is_some()
            && self.introspected.get(&hash, now).is_none()
    }

    /// The one provider whose tokens may be opaque.
    fn introspecting(&self) -> Option<&Arc<Provider>> {
        let mut providers = self.providers.iter();
        providers.find(|provider| provider.settings.introspection)
    }

    /// Whose access token this is: a JWT is checked here, any other by its provider.
    pub async fn bearer(&self, token: &str, now: DateTime<Utc>) -> Result<Verified, Denied> {
        if token.len() > TOKEN_LIMIT {
            return Err(Reason::Malformed.into());
        }
        if jwt::looks_like_one(token) {
            self.by_jwt(token, now).await
        } else {
            self.by_introspection(token, now).await
        }
    }

    async fn by_jwt(&self, token: &str, now: DateTime<Utc>) -> Result<Verified, Denied> {
        let said = jwt::read(token)?;
        let provider = self.by_issuer(&said.issuer).ok_or(Reason::Issuer)?;
        said.check_algorithm(&provider.settings)?;
        let key = provider.key(&self.outside, &said.kid, now).await?;
        jwt::verify(token, &key, &provider.settings, now)
    }

    async fn by_introspection(&self, token: &str, now: DateTime<Utc>) -> Result<Verified, Denied> {
        let provider = self.introspecting().ok_or(Reason::Malformed)?;
        let hash = sha256(token.as_bytes());
        if let Some(known) = self.introspected.get(&hash, now) {
            return known.ok_or_else(|| Reason::Inactive.into());
        }
        match provider.introspect(&self.outside, token, now).await {
            Ok(verified) => {
                let until = verified.expires_at;
                self.introspected
                    .put(hash, Some(verified.clone()), until, now);
                Ok(verified)
            }
            Err(Denied::Unavailable) => Err(Denied::Unavailable),
            Err(Denied::Invalid(_)) => {
                self.introspected
                    .put(hash, None, DateTime::<Utc>::MAX_UTC, now);
                Err(Reason::Inactive.into())
            }
        }
    }

    /// Where tokens come from, for programs (RFC 9728).
    pub fn resource_metadata(&self) -> serde_json::Value {
        metadata::of(&self.public, &self.providers)
    }

    /// What a refused caller is told in `WWW-Authenticate`.
    pub fn challenge(&self, error: bool) -> String {
        let error = if error {
            " error=\"invalid_token\","
        } else {
            ""
        };
        let at = metadata::address(&self.public);
        format!("Bearer realm=\"hemicycle\",{error} resource_metadata=\"{at}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door(listen: &str, public: Option<&str>, providers: usize) -> Result<String, String> {
        let setup = Setup {
            providers: vec![Settings::for_tests(); providers],
            public_url: public.map(|url| Url::parse(url).unwrap()),
        };
        Door::new(setup, listen.parse().unwrap()).map(|door| door.public().to_string())
    }

    #[test]
    fn with_providers_it_must_be_certain_where_browsers_are_sent_back_to() {
        let here = "127.0.0.1:8080";
        let there = "0.0.0.0:8080";
        let public = Some("https://api.example");
        assert_eq!(door(here, None, 1).unwrap(), "http://127.0.0.1:8080/");
        assert_eq!(door(there, public, 1).unwrap(), "https://api.example/");
        assert!(door(there, None, 1).is_err());
        assert!(door(there, Some("http://api.example"), 1).is_err());
        assert_eq!(door(there, None, 0).unwrap(), "http://0.0.0.0:8080/");
    }
}
