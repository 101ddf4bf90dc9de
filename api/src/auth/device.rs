//! Login of the command line: the service says who its provider is, the provider gives a code that the user confirms in any browser (RFC 8628).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use hemicycle_domain::clock::Clock;
use openidconnect::core::{CoreDeviceAuthorizationResponse, CoreTokenResponse};
use openidconnect::{
    Client, ClientId, DeviceAuthorizationUrl, DeviceCodeErrorResponseType, ErrorResponseType,
    IssuerUrl, JsonWebKeySet, OAuth2TokenResponse, RefreshToken, RequestTokenError, Scope,
    StandardErrorResponse, TokenUrl,
};
use serde::Deserialize;
use url::Url;

use super::metadata;
use super::openid::{self, OpenId};
use super::outside::{Outside, Trouble};
use super::provider::{Metadata, discover};
use super::settings::is_safe;
use super::stored::{self, Stored};

/// What a service says of the device clients it knows.
#[derive(Deserialize)]
struct Resource {
    resource: String,
    #[serde(default)]
    hemicycle_device_clients: BTreeMap<String, Device>,
}

#[derive(Clone, Deserialize)]
struct Device {
    issuer: String,
    client_id: String,
    #[serde(default)]
    scopes: Vec<String>,
}

/// What the user is asked to do.
pub struct Prompt {
    /// The page to open, in any browser.
    pub address: String,
    /// What to type there.
    pub code: String,
    /// The page that knows the code already.
    pub complete: Option<String>,
}

/// What others wrote, fit for a terminal: without characters that would move the cursor or hide something.
fn plain(text: &str) -> String {
    text.chars().filter(|one| !one.is_control()).collect()
}

async fn resource(outside: &Outside, server: &Url) -> Result<Resource, String> {
    if !is_safe(server) {
        return Err(
            "--server begins with https:// (http:// on this machine itself only).".to_owned(),
        );
    }
    let root = metadata::root(server);
    let address = Url::parse(&metadata::address(server)).map_err(|error| error.to_string())?;
    let said: Resource = outside
        .json(&address, "it is not a Hemicycle service")
        .await
        .map_err(|trouble| format!("{root} does not say where its tokens come from: {trouble}"))?;
    if said.resource != root {
        return Err(format!(
            "{root} calls itself {0}. Log in with --server {0}",
            plain(&said.resource)
        ));
    }
    Ok(said)
}

fn chosen(said: Resource, name: Option<&str>) -> Result<Device, String> {
    let mut devices = said.hemicycle_device_clients;
    let names: Vec<String> = devices.keys().cloned().collect();
    match (name, names.as_slice()) {
        (_, []) => Err(
            "This service has no login provider: it takes its own API tokens only (hemicycle token issue)."
                .to_owned(),
        ),
        (None, [only]) => devices.remove(only).ok_or_else(String::new),
        (None, _) => Err(format!(
            "This service has several login providers; choose one: --provider {}",
            names.join(" | ")
        )),
        (Some(name), _) => devices.remove(name).ok_or_else(|| {
            format!("This service has no login provider {name}; it has {}.", names.join(", "))
        }),
    }
}

fn client(issuer: &str, client_id: &str) -> Result<OpenId, String> {
    let issuer = IssuerUrl::new(issuer.to_owned()).map_err(|error| error.to_string())?;
    let id = ClientId::new(client_id.to_owned());
    Ok(Client::new(id, issuer, JsonWebKeySet::default()).disable_openid_scope())
}

async fn metadata_of(outside: &Outside, issuer: &str) -> Result<Metadata, String> {
    discover(outside, issuer)
        .await
        .map_err(|trouble| format!("The login provider {issuer} does not answer: {trouble}"))
}

/// Logs in to a service and keeps the token. `show` tells the user what to do; then it waits for them.
pub async fn login(
    folder: &Path,
    server: &Url,
    provider: Option<&str>,
    show: impl FnOnce(&Prompt),
) -> Result<PathBuf, String> {
    let outside = Outside::new()?;
    let device = chosen(resource(&outside, server).await?, provider)?;
    let metadata = metadata_of(&outside, &device.issuer).await?;
    let (Some(begin), Some(poll)) = (
        metadata.device_authorization_endpoint,
        metadata.token_endpoint,
    ) else {
        return Err(format!(
            "The login provider {} has no device codes.",
            device.issuer
        ));
    };
    let client = client(&device.issuer, &device.client_id)?
        .set_device_authorization_url(DeviceAuthorizationUrl::from_url(begin))
        .set_token_uri(TokenUrl::from_url(poll));
    let scopes = device.scopes.iter().cloned().map(Scope::new);
    let begun: CoreDeviceAuthorizationResponse = client
        .exchange_device_code()
        .add_scopes(scopes)
        .request_async(&outside)
        .await
        .map_err(|error| failed(error, |said| plain(said.as_ref())))?;
    show(&Prompt {
        address: plain(begun.verification_uri()),
        code: plain(begun.user_code().secret()),
        complete: begun
            .verification_uri_complete()
            .map(|address| plain(address.secret())),
    });
    let tokens = client
        .exchange_device_access_token(&begun)
        .request_async(&outside, tokio::time::sleep, None)
        .await
        .map_err(|error| failed(error, waited))?;
    let stored = kept(device.issuer, device.client_id, None, &tokens);
    stored::keep(folder, server, stored)
}

fn kept(
    issuer: String,
    client_id: String,
    former: Option<String>,
    tokens: &CoreTokenResponse,
) -> Stored {
    let lasts = tokens.expires_in();
    Stored {
        issuer,
        client_id,
        access_token: tokens.access_token().secret().clone(),
        refresh_token: tokens
            .refresh_token()
            .map(|token| token.secret().clone())
            .or(former),
        // A provider that promises more than time has promises nothing.
        expires_at: lasts.and_then(|lasts| {
            let lasts = TimeDelta::from_std(lasts).ok()?;
            Clock::Real.now().checked_add_signed(lasts)
        }),
    }
}

fn waited(said: &DeviceCodeErrorResponseType) -> String {
    match said {
        DeviceCodeErrorResponseType::AccessDenied => "it was refused".to_owned(),
        DeviceCodeErrorResponseType::ExpiredToken => {
            "the code was not confirmed in time".to_owned()
        }
        other => plain(other.as_ref()),
    }
}

/// An error of the provider in words for a terminal: its code, never what else it wrote.
fn failed<T: ErrorResponseType + std::fmt::Display + 'static>(
    error: RequestTokenError<Trouble, StandardErrorResponse<T>>,
    words: impl FnOnce(&T) -> String,
) -> String {
    let cause = match &error {
        RequestTokenError::ServerResponse(said) => words(said.error()),
        RequestTokenError::Request(trouble) => trouble.to_string(),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            "the provider’s answer is not readable".to_owned()
        }
    };
    format!("Not logged in: {cause}.")
}

/// A new access token for one that ends.
pub(super) async fn renew(stored: Stored) -> Result<Stored, String> {
    let again = || "The stored login has ended. Run: hemicycle login".to_owned();
    let refresh = stored.refresh_token.clone().ok_or_else(again)?;
    let outside = Outside::new()?;
    let metadata = metadata_of(&outside, &stored.issuer).await?;
    let address = metadata.token_endpoint.ok_or_else(again)?;
    let client =
        client(&stored.issuer, &stored.client_id)?.set_token_uri(TokenUrl::from_url(address));
    let refresh = RefreshToken::new(refresh);
    let asked = client
        .exchange_refresh_token(&refresh)
        .request_async(&outside)
        .await;
    match asked {
        Ok(tokens) => Ok(kept(
            stored.issuer,
            stored.client_id,
            stored.refresh_token,
            &tokens,
        )),
        Err(RequestTokenError::Request(trouble)) => Err(format!(
            "The login provider {} does not answer: {trouble}",
            stored.issuer
        )),
        Err(_) => Err(again()),
    }
}

/// How a logout went.
pub enum LoggedOut {
    /// Nobody was logged in.
    NotIn,
    /// The token is gone here, and the provider has withdrawn it.
    Withdrawn,
    /// The token is gone here; the provider could not be told, or does not want to be.
    Forgotten,
}

/// Removes the token of a service here and, where there is a way, at the provider.
pub async fn logout(folder: &Path, server: &Url) -> Result<LoggedOut, String> {
    let Some(stored) = stored::take(folder, server)? else {
        return Ok(LoggedOut::NotIn);
    };
    let outside = Outside::new()?;
    let Ok(metadata) = discover(&outside, &stored.issuer).await else {
        return Ok(LoggedOut::Forgotten);
    };
    let mut withdrawn = true;
    let tokens = stored.refresh_token.iter().chain([&stored.access_token]);
    for token in tokens {
        withdrawn &= openid::revoke(&outside, &metadata, &stored.client_id, None, token).await;
    }
    Ok(if withdrawn {
        LoggedOut::Withdrawn
    } else {
        LoggedOut::Forgotten
    })
}
