//! JWT access tokens (RFC 9068). What is not certainly an access token for this service, signed by a configured provider with an allowed
//! algorithm, is refused; an ID token is none.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::Algorithm;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Validation, dangerous, decode};
use serde_json::{Map, Value};

use super::claims::{self, Claims, Verified, text};
use super::denied::{Denied, Reason};
use super::keys::Key;
use super::settings::{Settings, spelled};

/// By how much clocks may differ.
pub(super) const SKEW: TimeDelta = TimeDelta::seconds(60);
const TYPES: [&str; 2] = ["at+jwt", "application/at+jwt"];

/// Whether a token is a JWT, good or not: three parts, the first of them JSON.
pub(super) fn looks_like_one(token: &str) -> bool {
    // What base64url makes of `{"`, and of `{` followed by white space.
    let json = ["eyJ", "eyA", "ewo", "ew0"];
    token.split('.').count() == 3 && json.iter().any(|start| token.starts_with(start))
}

/// What a token says of itself before anything is known to be true.
pub(super) struct Said {
    pub issuer: String,
    pub kid: String,
    algorithm: String,
}

impl Said {
    pub fn check_algorithm(&self, settings: &Settings) -> Result<(), Denied> {
        let mut allowed = settings.algorithms.iter();
        if allowed.any(|one| spelled(*one) == self.algorithm) {
            return Ok(());
        }
        Err(Reason::Algorithm.into())
    }
}

fn header(token: &str) -> Option<Map<String, Value>> {
    let first = token.split('.').next()?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(first).ok()?).ok()
}

/// The key that a token says it is signed with; none if it does not say.
pub(super) fn kid(token: &str) -> Option<String> {
    text(&header(token)?, "kid").map(str::to_owned)
}

/// Reads what is needed to know whom to ask for the key.
pub(super) fn read(token: &str) -> Result<Said, Denied> {
    let header = header(token).ok_or(Reason::Malformed)?;
    let kind = text(&header, "typ").unwrap_or_default().to_lowercase();
    if !TYPES.contains(&kind.as_str()) {
        return Err(Reason::Type.into());
    }
    // Extensions that must be understood are not.
    if header.contains_key("crit") {
        return Err(Reason::Malformed.into());
    }
    let algorithm = text(&header, "alg").ok_or(Reason::Algorithm)?.to_owned();
    let kid = text(&header, "kid").ok_or(Reason::Key)?.to_owned();
    let claims: Claims = dangerous::insecure_decode_claims(token).map_err(|_| Reason::Malformed)?;
    let issuer = text(&claims, "iss").ok_or(Reason::Claims)?.to_owned();
    Ok(Said {
        issuer,
        kid,
        algorithm,
    })
}

/// What to accept. Times are checked against the instant of the request, not by the library, which has a clock of its own.
fn validation(algorithms: Vec<Algorithm>, settings: &Settings) -> Validation {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.algorithms = algorithms;
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.set_audience(&[&settings.audience]);
    validation.set_issuer(&[&settings.issuer]);
    validation.set_required_spec_claims(&["iss", "sub", "aud"]);
    validation
}

/// The whole check, with the key that the token names.
pub(super) fn verify(
    token: &str,
    key: &Key,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<Verified, Denied> {
    let family = key.decoding.family();
    let mut algorithms = settings.algorithms.clone();
    algorithms.retain(|one| family.algorithms().contains(one));
    if let Some(only) = &key.algorithm {
        algorithms.retain(|one| spelled(*one) == only);
    }
    let decoded = decode::<Claims>(token, &key.decoding, &validation(algorithms, settings))
        .map_err(|error| reason(error.kind()))?;
    verified(&decoded.claims, settings, now)
}

const fn reason(kind: &ErrorKind) -> Reason {
    match kind {
        ErrorKind::InvalidSignature => Reason::Signature,
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidKeyFormat => Reason::Algorithm,
        ErrorKind::InvalidIssuer => Reason::Issuer,
        ErrorKind::InvalidAudience => Reason::Audience,
        ErrorKind::MissingRequiredClaim(_) => Reason::Claims,
        _ => Reason::Malformed,
    }
}

fn verified(claims: &Claims, settings: &Settings, now: DateTime<Utc>) -> Result<Verified, Denied> {
    let required = |name| text(claims, name).map(str::to_owned).ok_or(Reason::Claims);
    let expires_at = claims::instant(claims, "exp").ok_or(Reason::Claims)?;
    let issued_at = claims::instant(claims, "iat").ok_or(Reason::Claims)?;
    if expires_at + SKEW <= now {
        return Err(Reason::Expired.into());
    }
    let begins_at = match claims.get("nbf") {
        Some(_) => claims::instant(claims, "nbf").ok_or(Reason::Claims)?,
        None => issued_at,
    };
    if issued_at.max(begins_at) > now + SKEW {
        return Err(Reason::Early.into());
    }
    Ok(Verified {
        issuer: settings.issuer.clone(),
        subject: required("sub")?,
        client_id: required("client_id")?,
        name: claims::name(claims),
        roles: claims::roles(claims, settings),
        scope: claims::scope(claims, std::iter::empty(), settings),
        expires_at,
    })
}
