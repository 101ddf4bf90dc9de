//! The client of `openidconnect`, as this service and its command line are one; and what a provider's refusal means.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenResponse, CoreTokenType,
};
use openidconnect::http;
use openidconnect::{
    AuthType, Client, ClientId, ClientSecret, EmptyAdditionalClaims, EndpointNotSet,
    ExtraTokenFields, IdTokenVerifier, IssuerUrl, RequestTokenError, StandardErrorResponse,
    StandardTokenIntrospectionResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::form_urlencoded;

use super::jwt::SKEW;
use super::outside::{Outside, Trouble};
use super::provider::{Metadata, Said};
use super::settings::{Settings, spelled};

/// The claims of an introspection that the library does not name.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct OtherClaims {
    #[serde(flatten)]
    pub all: HashMap<String, Value>,
}

impl ExtraTokenFields for OtherClaims {}

pub(super) type Introspection = StandardTokenIntrospectionResponse<OtherClaims, CoreTokenType>;
pub(super) type OAuthError = StandardErrorResponse<CoreErrorResponseType>;
pub(super) type OpenId = Client<
    EmptyAdditionalClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    OAuthError,
    CoreTokenResponse,
    Introspection,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
>;

/// This service as a client of the provider; endpoints are set where they are used.
pub(super) fn client(settings: &Settings, said: &Said) -> Option<OpenId> {
    let issuer = IssuerUrl::new(settings.issuer.clone()).ok()?;
    let id = ClientId::new(settings.client_id.clone());
    let client = Client::new(id, issuer, said.keys.set.clone()).disable_openid_scope();
    Some(with_secret(
        client,
        settings.client_secret.clone(),
        &said.metadata,
    ))
}

fn with_secret(client: OpenId, secret: Option<ClientSecret>, metadata: &Metadata) -> OpenId {
    let Some(secret) = secret else {
        return client;
    };
    let how = if takes_basic(metadata) {
        AuthType::BasicAuth
    } else {
        AuthType::RequestBody
    };
    client.set_client_secret(secret).set_auth_type(how)
}

/// Whether secrets go into the head of a request. A provider that says nothing takes them there.
fn takes_basic(metadata: &Metadata) -> bool {
    let methods = metadata.token_endpoint_auth_methods_supported.as_ref();
    methods.is_none_or(|methods| methods.iter().any(|method| method == "client_secret_basic"))
}

/// How an ID token is checked: allowed algorithms, this instant.
pub(super) fn id_token_verifier<'a>(
    settings: &Settings,
    said: &Said,
    now: DateTime<Utc>,
) -> Option<IdTokenVerifier<'a, CoreJsonWebKey>> {
    let issuer = IssuerUrl::new(settings.issuer.clone()).ok()?;
    let id = ClientId::new(settings.client_id.clone());
    let keys = said.keys.set.clone();
    let algorithms = settings.algorithms.iter().filter_map(|one| {
        serde_json::from_value::<CoreJwsSigningAlgorithm>(spelled(*one).into()).ok()
    });
    let verifier = IdTokenVerifier::new_public_client(id, issuer, keys)
        .set_allowed_algs(algorithms)
        .set_time_fn(move || now - SKEW)
        .set_issue_time_verifier_fn(move |issued| {
            let early = issued > now + SKEW;
            if early {
                Err("issued in the future".to_owned())
            } else {
                Ok(())
            }
        });
    Some(verifier)
}

/// How a provider failed to give a token.
pub(super) enum Refused {
    /// It will not: the grant is used up, withdrawn, or of somebody it no longer knows.
    Grant,
    /// It cannot now, or is at odds with this service rather than with the person.
    Down,
}

/// What an error of a token endpoint means. What it says is told in the log by its code only.
pub(super) fn refused(
    settings: &Settings,
    error: RequestTokenError<Trouble, OAuthError>,
) -> Refused {
    let provider = &settings.name;
    match error {
        RequestTokenError::ServerResponse(said) => {
            let ours = matches!(
                said.error(),
                CoreErrorResponseType::InvalidClient
                    | CoreErrorResponseType::UnauthorizedClient
                    | CoreErrorResponseType::UnsupportedGrantType
                    | CoreErrorResponseType::InvalidScope
                    | CoreErrorResponseType::InvalidRequest
            );
            let code = said.error().as_ref();
            if ours || code.ends_with("unavailable") || code == "server_error" {
                tracing::warn!(
                    provider,
                    code,
                    "a provider does not take this service’s requests"
                );
                return Refused::Down;
            }
            tracing::debug!(provider, code, "a provider gives no token");
            Refused::Grant
        }
        RequestTokenError::Request(trouble) => {
            tracing::warn!(provider, cause = %trouble, "a provider does not answer");
            Refused::Down
        }
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            tracing::warn!(provider, "a provider’s answer is not readable");
            Refused::Down
        }
    }
}

/// Tells the provider that a token is not needed any more, if it wants to know. By hand: the library does so over https only, and a provider on this
/// very machine has none.
pub(super) async fn revoke(
    outside: &Outside,
    metadata: &Metadata,
    client: &str,
    secret: Option<&ClientSecret>,
    token: &str,
) -> bool {
    let Some(address) = &metadata.revocation_endpoint else {
        return false;
    };
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("token", token);
    let mut request = http::Request::post(address.as_str()).header(
        http::header::CONTENT_TYPE,
        "application/x-www-form-urlencoded",
    );
    match secret {
        Some(secret) if takes_basic(metadata) => {
            request = request.header(http::header::AUTHORIZATION, basic(client, secret));
        }
        secret => {
            form.append_pair("client_id", client);
            if let Some(secret) = secret {
                form.append_pair("client_secret", secret.secret());
            }
        }
    }
    let Ok(request) = request.body(form.finish().into_bytes()) else {
        return false;
    };
    let answer = outside.exchange(request).await;
    answer.is_ok_and(|answer| answer.status().is_success())
}

/// `client_secret_basic` (RFC 6749, 2.3.1): both parts are encoded as in forms first.
fn basic(client: &str, secret: &ClientSecret) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let both = format!("{}:{}", encoded(client), encoded(secret.secret()));
    format!("Basic {}", STANDARD.encode(both))
}
