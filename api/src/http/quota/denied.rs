//! A request over its caller's quota, in words and headers: 429, when to come back, and how the caller stands.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use hemicycle_domain::failure::{ErrorCode, Refusal};

use super::ledger::{Standing, WINDOW_SECONDS};
use super::visit::Visit;
use crate::http::problem::problem;
use crate::http::{GRAPHQL_PATH, graphql_handler};

/// Header fields of draft-ietf-httpapi-ratelimit-headers, as structured fields: the policies, and how the caller stands.
pub const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
pub const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Which quota is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The cost of a minute.
    Cost,
    /// Requests under way.
    AtOnce,
    /// Tries to log in.
    Logins,
    /// Credentials that were not valid.
    Failures,
}

impl Why {
    /// The policy's name in the headers.
    const fn policy(self) -> &'static str {
        match self {
            Self::Cost | Self::AtOnce => "minute",
            Self::Logins => "login",
            Self::Failures => "failed",
        }
    }
}

/// A request that is not let in.
#[derive(Clone, Copy, Debug)]
pub struct Denied {
    pub why: Why,
    /// When to come back, in seconds.
    pub seconds: u64,
    level: Level,
}

/// How much is left of how much, and for how long.
#[derive(Clone, Copy, Debug)]
struct Level {
    limit: u64,
    remaining: u64,
    seconds: u64,
}

impl Level {
    fn of(limit: u64, standing: Standing, now: DateTime<Utc>) -> Self {
        let left = (standing.resets_at() - now).num_milliseconds();
        Self {
            limit,
            remaining: limit.saturating_sub(standing.spent),
            seconds: u64::try_from(left).unwrap_or(0).div_ceil(1_000),
        }
    }

    fn tell(self, policy: &str, headers: &mut HeaderMap) {
        let Self {
            limit,
            remaining,
            seconds,
        } = self;
        let said = [
            (POLICY, format!("\"{policy}\";q={limit};w={WINDOW_SECONDS}")),
            (LIMIT, format!("\"{policy}\";r={remaining};t={seconds}")),
        ];
        for (name, value) in said {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
    }
}

impl Denied {
    pub(super) fn new(why: Why, limit: u64, standing: Standing, now: DateTime<Utc>) -> Self {
        let level = Level::of(limit, standing, now);
        // Nobody knows when a request that is under way ends: soon.
        let seconds = if why == Why::AtOnce {
            1
        } else {
            level.seconds.max(1)
        };
        Self {
            why,
            seconds,
            level,
        }
    }

    fn refusal(&self) -> Refusal {
        let seconds = self.seconds;
        let limit = self.level.limit;
        let (en, fr) = match self.why {
            Why::Cost => (
                format!(
                    "This is more than is left of the {limit} that your requests may cost a minute. Come back in {seconds} seconds."
                ),
                format!(
                    "Cela dépasse ce qui reste du coût de {limit} par minute admis pour vos requêtes. Revenez dans {seconds} secondes."
                ),
            ),
            Why::AtOnce => (
                "Too many of your requests are under way at once. Wait for one to be answered."
                    .to_owned(),
                "Trop de vos requêtes sont en cours en même temps. Attendez la réponse à l’une d’elles."
                    .to_owned(),
            ),
            Why::Logins => (
                format!("At most {limit} tries a minute. Come back in {seconds} seconds."),
                format!("{limit} tentatives par minute au plus. Revenez dans {seconds} secondes."),
            ),
            Why::Failures => (
                format!(
                    "Too many credentials from your address were not valid. Come back in {seconds} seconds, or leave them out to read as a visitor."
                ),
                format!(
                    "Trop d’identifiants non valides sont venus de votre adresse. Revenez dans {seconds} secondes, ou omettez-les pour lire en tant que visiteur."
                ),
            ),
        };
        Refusal::new(ErrorCode::RateLimited, en, fr)
    }
}

impl Visit {
    /// Tells in an answer's headers how the caller stands after it.
    pub fn tell(&self, headers: &mut HeaderMap, now: DateTime<Utc>) {
        let level = Level::of(self.allowance().minute, self.standing(now), now);
        level.tell(Why::Cost.policy(), headers);
    }
}

/// The answer to a request that is not let in, as its route speaks.
pub fn refuse(request: &HttpRequest, denied: &Denied) -> HttpResponse {
    let refusal = denied.refusal();
    let status = StatusCode::TOO_MANY_REQUESTS;
    let mut response = if request.path() == GRAPHQL_PATH {
        graphql_handler::speech(request).turned((status, vec![refusal]))
    } else {
        problem(request, status, refusal.code, &refusal.message)
    };
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from(denied.seconds));
    denied.level.tell(denied.why.policy(), headers);
    response
}
