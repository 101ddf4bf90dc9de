//! Sessions of browsers. The cookie is a random word; the database has its hash, and what the provider gave, sealed with the cookie. From time to
//! time the provider is asked whether it still knows the person.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use hemicycle_domain::failure::{Failure, Fault};
use hemicycle_domain::network::Network;
use hemicycle_domain::sessions::{self, NewSession, Session};
use hemicycle_entity::ids::AccountId;
use hemicycle_entity::values::Role;
use openidconnect::core::CoreTokenResponse;
use openidconnect::{Nonce, OAuth2TokenResponse, RefreshToken, TokenResponse, TokenUrl};
use serde::{Deserialize, Serialize};
use tokio::time::{sleep, timeout};

use super::Door;
use super::browser::{Person, person};
use super::denied::{Denied, Reason};
use super::openid::{self, Refused};
use super::outside::Outside;
use super::provider::Provider;
use super::seal::{self, sha256};

/// How long a session lasts, whatever happens.
pub const LIFETIME: TimeDelta = TimeDelta::hours(12);
/// The same, where the provider gives nothing to ask again with.
const SHORT_LIFETIME: TimeDelta = TimeDelta::hours(1);
/// How long roles of a claim are believed since the provider last told them.
const ROLES_LAST: TimeDelta = TimeDelta::hours(1);
/// How often the provider is asked about a session that is in use.
const CHECKED: TimeDelta = TimeDelta::minutes(5);
/// How long a request waits to note that it asks the provider: whoever only reads does not wait for a long load.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it is tried to keep what the provider gave, and how long it is waited in between. Over before the next check.
const TRIES: usize = 30;
const BETWEEN_TRIES: Duration = Duration::from_secs(1);
/// Characters of a cookie, at most; ours have 43.
const COOKIE_LIMIT: usize = 100;

/// Somebody who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub account: AccountId,
    pub issuer: String,
    pub subject: String,
    /// From the configured claim, as the provider last said.
    pub roles: Vec<Role>,
    /// Until when they are believed.
    pub roles_until: DateTime<Utc>,
}

/// What is sealed with the cookie.
#[derive(Clone, Serialize, Deserialize)]
struct Sealed {
    refresh: Option<String>,
    roles: Vec<Role>,
    /// When the provider said so; sessions of before this was kept do not know.
    #[serde(default)]
    told_at: Option<DateTime<Utc>>,
}

impl Sealed {
    /// Until when the claimed roles are believed: some providers renew a login without saying anything of the person.
    fn believed_until(&self) -> DateTime<Utc> {
        self.told_at
            .map_or(DateTime::UNIX_EPOCH, |told_at| told_at + ROLES_LAST)
    }

    fn close(&self, cookie: &str) -> Result<Vec<u8>, Failure> {
        let text = serde_json::to_string(self).map_err(Fault::new)?;
        Ok(seal::seal(cookie, &text).map_err(Fault::new)?)
    }

    fn open(row: &Session, cookie: &str) -> Option<Self> {
        let text = seal::open(cookie, row.sealed.as_deref()?)?;
        serde_json::from_str(&text).ok()
    }
}

/// Starts a session and gives its cookie.
pub(super) async fn start(
    network: &Network,
    account: AccountId,
    person: Person,
    tokens: &CoreTokenResponse,
    former: Option<[u8; 32]>,
    now: DateTime<Utc>,
) -> Result<String, Failure> {
    let cookie = seal::random_word().map_err(Fault::new)?;
    let refresh = tokens.refresh_token().map(|token| token.secret().clone());
    let lifetime = if refresh.is_some() {
        LIFETIME
    } else {
        SHORT_LIFETIME
    };
    let sealed = Sealed {
        refresh,
        roles: person.roles,
        told_at: Some(now),
    };
    let new = NewSession {
        account,
        hash: sha256(cookie.as_bytes()).to_vec(),
        issuer: person.identity.issuer,
        subject: person.identity.subject,
        sealed: sealed.close(&cookie)?,
        expires_at: now + lifetime,
    };
    sessions::start(network, new, former.as_ref().map(<[u8; 32]>::as_slice)).await?;
    Ok(cookie)
}

/// What the provider says of somebody who is logged in.
enum Verdict {
    /// Still known, and this is what to ask with next time.
    Known(Sealed),
    Gone,
    /// It does not say.
    Silent,
}

impl Door {
    /// Who is logged in with this cookie; none if nobody is, or no longer.
    pub async fn session(
        &self,
        network: &Network,
        cookie: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Signed>, Failure> {
        if cookie.len() > COOKIE_LIMIT {
            return Ok(None);
        }
        let found = sessions::find(network, &sha256(cookie.as_bytes())).await?;
        let Some(row) = found else {
            return Ok(None);
        };
        let (Some(sealed), Some(provider)) =
            (Sealed::open(&row, cookie), self.by_issuer(&row.issuer))
        else {
            // Its provider is not one of ours any more.
            return Ok(None);
        };
        let signed = |sealed: Sealed| Signed {
            account: row.account_id,
            issuer: row.issuer.clone(),
            subject: row.subject.clone(),
            roles_until: sealed.believed_until().min(row.expires_at),
            roles: sealed.roles,
        };
        if now < row.checked_at + CHECKED || sealed.refresh.is_none() {
            return Ok(Some(signed(sealed)));
        }
        if !is_to_check(network, &row).await {
            return Ok(Some(signed(sealed)));
        }
        let check = Check {
            network: network.clone(),
            outside: self.outside.clone(),
            provider: provider.clone(),
            row: row.clone(),
            cookie: cookie.to_owned(),
            now,
        };
        // On its own: a caller who hangs up must not make the provider's new refresh token be lost.
        let checked = tokio::spawn(check.run(sealed)).await.map_err(Fault::new)?;
        Ok(checked?.map(signed))
    }

    /// Ends a session here and, if it wants to hear of it, at the provider.
    pub async fn end(
        &self,
        network: &Network,
        cookie: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        let ended = sessions::end(network, &sha256(cookie.as_bytes())).await?;
        let Some(row) = ended else {
            return Ok(());
        };
        let refresh = Sealed::open(&row, cookie).and_then(|sealed| sealed.refresh);
        let (Some(refresh), Some(provider)) = (refresh, self.by_issuer(&row.issuer)) else {
            return Ok(());
        };
        let Ok(said) = provider.said(&self.outside, now).await else {
            return Ok(());
        };
        let settings = &provider.settings;
        openid::revoke(
            &self.outside,
            &said.metadata,
            &settings.client_id,
            settings.client_secret.as_ref(),
            &refresh,
        )
        .await;
        Ok(())
    }
}

/// Whether this request is the one that asks the provider. While another writer holds the database none can be: the session goes on unchecked then.
async fn is_to_check(network: &Network, row: &Session) -> bool {
    match timeout(PATIENCE, sessions::claim_check(network, row)).await {
        Ok(Ok(mine)) => mine,
        Ok(Err(failure)) => {
            tracing::warn!(cause = ?failure, "a session could not be checked");
            false
        }
        Err(_) => {
            tracing::debug!("a session is not checked: the database is busy");
            false
        }
    }
}

/// One question to a provider about one session.
struct Check {
    network: Network,
    outside: Outside,
    provider: Arc<Provider>,
    row: Session,
    cookie: String,
    now: DateTime<Utc>,
}

impl Check {
    /// What is known of the person after asking; none if the session is over.
    async fn run(self, sealed: Sealed) -> Result<Option<Sealed>, Failure> {
        match self.verdict(&sealed).await {
            Verdict::Known(new) => {
                let closed = new.close(&self.cookie)?;
                if !self.keep(&closed).await {
                    tokio::spawn(self.keep_later(closed));
                }
                Ok(Some(new))
            }
            Verdict::Gone => {
                sessions::end(&self.network, &self.row.hash).await?;
                Ok(None)
            }
            Verdict::Silent => Ok(Some(sealed)),
        }
    }

    async fn keep(&self, closed: &[u8]) -> bool {
        let kept = sessions::keep(&self.network, &self.row, closed.to_vec()).await;
        if let Err(failure) = &kept {
            tracing::warn!(cause = ?failure, "what a provider gave for a session is not kept yet");
        }
        kept.is_ok()
    }

    /// The provider may have taken back what was asked with, so that without what it gave instead the session would be over at the next check.
    /// Nobody waits for this.
    async fn keep_later(self, closed: Vec<u8>) {
        for _ in 1..TRIES {
            sleep(BETWEEN_TRIES).await;
            if self.keep(&closed).await {
                return;
            }
        }
    }

    async fn verdict(&self, sealed: &Sealed) -> Verdict {
        let Ok(said) = self.provider.said(&self.outside, self.now).await else {
            return Verdict::Silent;
        };
        let settings = &self.provider.settings;
        let address = said.metadata.token_endpoint.clone();
        let client = openid::client(settings, &said);
        let (Some(address), Some(client), Some(refresh)) = (address, client, &sealed.refresh)
        else {
            return Verdict::Silent;
        };
        let client = client.set_token_uri(TokenUrl::from_url(address));
        let refresh = RefreshToken::new(refresh.clone());
        let request = client.exchange_refresh_token(&refresh);
        let tokens = match request.request_async(&self.outside).await {
            Ok(tokens) => tokens,
            Err(error) => {
                return match openid::refused(settings, error) {
                    Refused::Grant => Verdict::Gone,
                    Refused::Down => Verdict::Silent,
                };
            }
        };
        let mut new = sealed.clone();
        if let Some(token) = tokens.refresh_token() {
            new.refresh = Some(token.secret().clone());
        }
        if tokens.id_token().is_some() {
            // An ID token of a refresh need not repeat the nonce, but speaks of the same person.
            let any_nonce = |_: Option<&Nonce>| Ok(());
            match person(&self.provider, &self.outside, &tokens, any_nonce, self.now).await {
                Ok(person) if person.identity.subject == self.row.subject => {
                    new.roles = person.roles;
                    new.told_at = Some(self.now);
                }
                // It has renewed the login; what it says of the person counts when its key is known.
                Err(Denied::Unavailable | Denied::Invalid(Reason::Key)) => {}
                Ok(_) | Err(Denied::Invalid(_)) => return Verdict::Gone,
            }
        }
        Verdict::Known(new)
    }
}
