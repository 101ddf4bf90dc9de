//! Speaking to providers: in time, within a size, without following redirects.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::http;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::Client;
use reqwest::redirect::Policy;
use url::Url;

/// How long a provider may take to take a connection, and to answer.
const CONNECT_TIME: Duration = Duration::from_secs(2);
const ANSWER_TIME: Duration = Duration::from_secs(4);
/// Bytes of an answer, at most.
const ANSWER_LIMIT: usize = 1_000_000;

/// Chooses the cryptography that TLS uses in this program. Safe to call more than once.
pub fn use_ring() {
    // It fails when the choice was made before: by us.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Why there is no answer. Bears no address and no body: either may hold a secret.
#[derive(Debug)]
pub(super) enum Trouble {
    Connection(reqwest::Error),
    Status(u16),
    TooLong,
    Unreadable(&'static str),
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Connection(error) => {
                write!(formatter, "{error}")?;
                let mut cause = std::error::Error::source(error);
                while let Some(inner) = cause {
                    write!(formatter, ": {inner}")?;
                    cause = inner.source();
                }
                Ok(())
            }
            Self::Status(status) => write!(formatter, "it answers {status}"),
            Self::TooLong => write!(formatter, "it answers more than {ANSWER_LIMIT} bytes"),
            Self::Unreadable(what) => write!(formatter, "{what}"),
        }
    }
}

impl std::error::Error for Trouble {}

impl From<reqwest::Error> for Trouble {
    fn from(error: reqwest::Error) -> Self {
        Self::Connection(error.without_url())
    }
}

/// The way to providers.
#[derive(Clone)]
pub(super) struct Outside(Client);

impl Outside {
    pub fn new() -> Result<Self, String> {
        use_ring();
        let client = Client::builder()
            // A provider that sends us elsewhere could send our secrets there.
            .redirect(Policy::none())
            .connect_timeout(CONNECT_TIME)
            .timeout(ANSWER_TIME)
            .user_agent(concat!("hemicycle/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| format!("Cannot speak to providers: {error}"))?;
        Ok(Self(client))
    }

    /// Asks for a document.
    pub async fn json<T: serde::de::DeserializeOwned>(
        &self,
        address: &Url,
        what: &'static str,
    ) -> Result<T, Trouble> {
        let request = http::Request::get(address.as_str())
            .header(http::header::ACCEPT, "application/json")
            .body(Vec::new())
            .map_err(|_| Trouble::Unreadable(what))?;
        let answer = self.exchange(request).await?;
        if !answer.status().is_success() {
            return Err(Trouble::Status(answer.status().as_u16()));
        }
        serde_json::from_slice(answer.body()).map_err(|_| Trouble::Unreadable(what))
    }

    /// A request and its answer. A provider with a fault of its own has not answered.
    pub async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, Trouble> {
        let mut answer = self.0.execute(request.try_into()?).await?;
        let status = answer.status();
        if status.is_server_error() || status == http::StatusCode::TOO_MANY_REQUESTS {
            return Err(Trouble::Status(status.as_u16()));
        }
        let mut body = Vec::new();
        while let Some(some) = answer.chunk().await? {
            if body.len() + some.len() > ANSWER_LIMIT {
                return Err(Trouble::TooLong);
            }
            body.extend_from_slice(&some);
        }
        let mut response = http::Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = answer.headers().clone();
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Outside {
    type Error = Trouble;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Trouble>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.exchange(request))
    }
}
