//! Login in a browser: authorization code with PKCE, `state` and `nonce`, and `iss` where the provider announces it (RFC 9207).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use hemicycle_domain::access::{self, Identity};
use hemicycle_domain::failure::{ErrorCode, Failure, Fault, Refusal};
use hemicycle_domain::network::Network;
use hemicycle_domain::sessions::{self, Attempt, NewAttempt};
use openidconnect::core::{CoreResponseType, CoreTokenResponse};
use openidconnect::{
    AuthUrl, AuthenticationFlow, AuthorizationCode, CsrfToken, Nonce, NonceVerifier,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse, TokenUrl,
};
use serde::Deserialize;
use url::Url;

use super::claims::{self, Claims};
use super::denied::{Denied, Reason, unavailable};
use super::jwt;
use super::openid::{self, Refused};
use super::outside::Outside;
use super::provider::{Provider, Said};
use super::seal::{self, NoRandomness, sha256};
use super::{Door, metadata, session};

/// How long somebody may take to log in.
pub const ATTEMPT: TimeDelta = TimeDelta::minutes(10);
/// Characters of the path to return to, at most.
const RETURN_LIMIT: usize = 2_000;

/// Why a login did not come about.
pub enum Trouble {
    /// The caller's request is at fault, or the provider would not have them.
    Refused(Refusal),
    /// The provider cannot be asked.
    Unavailable(Refusal),
    /// Ours.
    Broke(Failure),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            // A login has one problem at a time.
            Failure::Refused(mut refusals) if refusals.len() == 1 => {
                Self::Refused(refusals.remove(0))
            }
            failure => Self::Broke(failure),
        }
    }
}

impl From<NoRandomness> for Trouble {
    fn from(cause: NoRandomness) -> Self {
        Self::Broke(Fault::new(cause).into())
    }
}

impl Trouble {
    fn refused(code: ErrorCode, en: &str, fr: &str) -> Self {
        Self::Refused(Refusal::new(code, en, fr))
    }

    fn unavailable() -> Self {
        Self::Unavailable(unavailable())
    }

    /// The provider has just signed with a key that was not among those it published when it was last asked, which may be a minute ago.
    fn new_key() -> Self {
        Self::Unavailable(Refusal::new(
            ErrorCode::Unavailable,
            "The login provider signs with a key that is not known here yet. Begin again in a minute.",
            "Le fournisseur d’identité signe avec une clé qui n’est pas encore connue ici. Recommencez dans une minute.",
        ))
    }

    /// The login is not one that this browser began here, or no longer.
    fn stale() -> Self {
        Self::refused(
            ErrorCode::BadRequest,
            "This login was not begun in this browser, took too long, or is already over. Begin again.",
            "Cette connexion n’a pas été commencée dans ce navigateur, a trop duré ou est déjà terminée. Recommencez.",
        )
    }

    fn not_accepted() -> Self {
        Self::refused(
            ErrorCode::Forbidden,
            "The login provider did not confirm this login. Begin again.",
            "Le fournisseur d’identité n’a pas confirmé cette connexion. Recommencez.",
        )
    }
}

/// A login that has begun.
pub struct Begun {
    /// Where the browser goes.
    pub location: Url,
    /// What only this browser holds until it is back.
    pub cookie: String,
}

/// A login that has come about.
pub struct Done {
    /// The session's cookie.
    pub cookie: String,
    pub return_to: String,
}

/// What a provider sends the browser back with.
#[derive(Deserialize)]
pub struct Callback {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// A path on this very service: nothing that a browser could take for another host.
fn is_local(path: &str) -> bool {
    let rest = path.strip_prefix('/');
    rest.is_some_and(|rest| !rest.starts_with(['/', '\\']))
        && path.len() <= RETURN_LIMIT
        && !path.contains(|one: char| one.is_control() || one == '\\')
}

/// The `state` that belongs to a browser's cookie: who sees one cannot tell the other.
fn state_of(cookie: &str) -> String {
    seal::encoded(&sha256(format!("state {cookie}").as_bytes()))
}

impl Door {
    fn callback_address(&self) -> Option<RedirectUrl> {
        let address = format!("{}/auth/callback", metadata::root(self.public()));
        RedirectUrl::new(address).ok()
    }

    /// Begins a login: where to send the browser.
    pub async fn begin(
        &self,
        network: &Network,
        provider: Option<&str>,
        return_to: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<Begun, Trouble> {
        let Some(provider) = self.by_name(provider) else {
            return Err(self.no_such_provider());
        };
        if return_to.as_deref().is_some_and(|path| !is_local(path)) {
            return Err(Trouble::Refused(
                Refusal::new(
                    ErrorCode::InvalidValue,
                    "The path to return to begins with / and stays on this service.",
                    "Le chemin de retour commence par / et reste sur ce service.",
                )
                .at("return_to"),
            ));
        }
        let said = provider.said_at_login(&self.outside, now).await;
        let said = said.map_err(|_| Trouble::unavailable())?;
        let address = said.metadata.authorization_endpoint.clone();
        let client = openid::client(&provider.settings, &said);
        let (Some(address), Some(client), Some(back)) = (address, client, self.callback_address())
        else {
            return Err(Trouble::unavailable());
        };
        let cookie = seal::random_word()?;
        let state = state_of(&cookie);
        let nonce = Nonce::new(seal::random_word()?);
        let verifier = PkceCodeVerifier::new(seal::random_word()?);
        let client = client
            .set_auth_uri(AuthUrl::from_url(address))
            .set_redirect_uri(back);
        let scopes = provider.settings.scopes.iter().cloned().map(Scope::new);
        let attempt = NewAttempt {
            hash: sha256(state.as_bytes()).to_vec(),
            issuer: provider.settings.issuer.clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
            return_to,
            expires_at: now + ATTEMPT,
        };
        sessions::begin(network, attempt).await?;
        let (location, _, _) = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || CsrfToken::new(state),
                move || nonce,
            )
            .add_scopes(scopes)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(Begun { location, cookie })
    }

    fn no_such_provider(&self) -> Trouble {
        let names: Vec<&str> = self.providers().map(|one| one.name.as_str()).collect();
        if names.is_empty() {
            return Trouble::refused(
                ErrorCode::NotFound,
                "This service has no login provider: it takes its own API tokens only.",
                "Ce service n’a pas de fournisseur d’identité : il n’accepte que ses propres jetons d’API.",
            );
        }
        let names = names.join(", ");
        Trouble::Refused(
            Refusal::new(
                ErrorCode::InvalidValue,
                format!("Name one of the login providers: {names}."),
                format!("Indiquez l’un des fournisseurs d’identité : {names}."),
            )
            .at("provider"),
        )
    }

    /// Ends a login: the browser is back from the provider. `login` is the cookie it got when it left, `former` that of a session it had.
    pub async fn finish(
        &self,
        network: &Network,
        login: Option<&str>,
        former: Option<&str>,
        callback: Callback,
        now: DateTime<Utc>,
    ) -> Result<Done, Trouble> {
        let (Some(login), Some(state)) = (login, &callback.state) else {
            return Err(Trouble::stale());
        };
        let hash = sha256(state.as_bytes());
        // Compared by their hashes, whose differences tell nothing.
        if hash != sha256(state_of(login).as_bytes()) {
            return Err(Trouble::stale());
        }
        let attempt = sessions::take(network, &hash).await?;
        let attempt = attempt.ok_or_else(Trouble::stale)?;
        let provider = self.by_issuer(&attempt.issuer).ok_or_else(Trouble::stale)?;
        let said = provider.said(&self.outside, now).await;
        let said = said.map_err(|_| Trouble::unavailable())?;
        let announced = said.metadata.authorization_response_iss_parameter_supported;
        let named = callback
            .iss
            .as_deref()
            .map_or(!announced, |iss| iss == attempt.issuer);
        if !named || callback.error.is_some() {
            return Err(Trouble::not_accepted());
        }
        let code = callback.code.ok_or_else(Trouble::not_accepted)?;
        let return_to = attempt.return_to.clone().unwrap_or_else(|| "/".to_owned());
        let tokens = self.tokens(provider, &said, &attempt, code).await?;
        let nonce = Nonce::new(attempt.nonce);
        let person = person(provider, &self.outside, &tokens, &nonce, now).await?;
        let former = former.map(|cookie| sha256(cookie.as_bytes()));
        let account = access::person(network, &person.identity).await?;
        let cookie = session::start(network, account, person, &tokens, former, now).await?;
        Ok(Done { cookie, return_to })
    }

    /// Exchanges the code.
    async fn tokens(
        &self,
        provider: &Provider,
        said: &Said,
        attempt: &Attempt,
        code: String,
    ) -> Result<CoreTokenResponse, Trouble> {
        let address = said.metadata.token_endpoint.clone();
        let client = openid::client(&provider.settings, said);
        let (Some(address), Some(client), Some(back)) = (address, client, self.callback_address())
        else {
            return Err(Trouble::unavailable());
        };
        let client = client
            .set_token_uri(TokenUrl::from_url(address))
            .set_redirect_uri(back);
        let verifier = PkceCodeVerifier::new(attempt.verifier.clone());
        client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(verifier)
            .request_async(&self.outside)
            .await
            .map_err(|error| match openid::refused(&provider.settings, error) {
                Refused::Grant => Trouble::not_accepted(),
                Refused::Down => Trouble::unavailable(),
            })
    }
}

/// Somebody whom a provider has just vouched for.
pub(super) struct Person {
    pub identity: Identity,
    pub roles: Vec<hemicycle_entity::values::Role>,
}

/// Who the ID token speaks of. If its key is not known, the provider may have a new one: it is asked before the token is judged.
pub(super) async fn person(
    provider: &Provider,
    outside: &Outside,
    tokens: &CoreTokenResponse,
    nonce: impl NonceVerifier,
    now: DateTime<Utc>,
) -> Result<Person, Denied> {
    let settings = &provider.settings;
    let token = tokens.id_token().ok_or(Reason::Malformed)?;
    let text = token.to_string();
    let said = match jwt::kid(&text) {
        Some(kid) => provider.said_with_key(outside, &kid, now).await?,
        None => provider.said(outside, now).await?,
    };
    let verifier = openid::id_token_verifier(settings, &said, now).ok_or(Reason::Issuer)?;
    let checked = token.claims(&verifier, nonce);
    if let Err(error) = &checked {
        tracing::warn!(provider = settings.name, cause = %error, "a provider’s ID token is not good");
    }
    let subject = checked.map_err(|_| Reason::Claims)?.subject().to_string();
    let claims = payload(&text).ok_or(Reason::Malformed)?;
    Ok(Person {
        identity: Identity {
            issuer: settings.issuer.clone(),
            subject,
            name: claims::name(&claims),
        },
        roles: claims::roles(&claims, settings),
    })
}

/// All claims of a token that has been checked.
fn payload(token: &str) -> Option<Claims> {
    let part = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

impl From<Denied> for Trouble {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Unavailable => Self::unavailable(),
            Denied::Invalid(Reason::Key) => Self::new_key(),
            Denied::Invalid(_) => Self::not_accepted(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_returns_to_a_path_of_this_service_only() {
        for (path, local) in [
            ("/", true),
            ("/reviews?hub=pacific#top", true),
            ("//elsewhere.example", false),
            ("/\\elsewhere.example", false),
            ("https://elsewhere.example/", false),
            ("reviews", false),
            ("", false),
            ("/a\nb", false),
            ("/a\\b", false),
        ] {
            assert_eq!(is_local(path), local, "{path:?}");
        }
        assert!(!is_local(&format!("/{}", "a".repeat(RETURN_LIMIT))));
    }

    #[test]
    fn the_state_belongs_to_the_cookie_and_does_not_tell_it() {
        assert_eq!(state_of("a"), state_of("a"));
        assert_ne!(state_of("a"), state_of("b"));
        assert!(!state_of("cookie").contains("cookie"));
    }
}
