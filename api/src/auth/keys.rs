//! The keys of a provider, and signatures checked with `ring`: it takes no RSA key under 2,048 bits and compares in constant time.

use std::collections::HashMap;

use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, PublicKeyUse};
use jsonwebtoken::signature::{Error, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind};
use openidconnect::core::CoreJsonWebKeySet;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// Keys of a provider that are looked at; more are ignored.
const KEYS: usize = 100;

/// A key that a provider signs with.
#[derive(Clone)]
pub(super) struct Key {
    pub decoding: DecodingKey,
    /// The only algorithm it is for, if the provider says so.
    pub algorithm: Option<String>,
}

/// The keys that a provider publishes.
#[derive(Default)]
pub(super) struct Keys {
    by_id: HashMap<String, Key>,
    /// The same, as logins need them.
    pub set: CoreJsonWebKeySet,
}

/// A provider's document.
#[derive(Deserialize)]
pub(super) struct Published {
    keys: Vec<Value>,
}

impl Keys {
    /// Takes what can be used, and leaves out the rest: one strange key does not spoil the others.
    pub fn of(published: Published) -> Self {
        let mut by_id = HashMap::new();
        let mut good = Vec::new();
        for value in published.keys.into_iter().take(KEYS) {
            if let Some((id, key)) = key(&value) {
                by_id.insert(id, key);
                good.push(value);
            }
        }
        Self {
            by_id,
            set: serde_json::from_value(json!({ "keys": good })).unwrap_or_default(),
        }
    }

    pub fn get(&self, id: &str) -> Option<&Key> {
        self.by_id.get(id)
    }

    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }
}

fn key(value: &Value) -> Option<(String, Key)> {
    let algorithm = value.get("alg").and_then(Value::as_str).map(str::to_owned);
    let jwk: Jwk = serde_json::from_value(value.clone()).ok()?;
    let for_signatures = matches!(
        jwk.common.public_key_use,
        None | Some(PublicKeyUse::Signature)
    );
    let public = matches!(
        jwk.algorithm,
        AlgorithmParameters::RSA(_)
            | AlgorithmParameters::EllipticCurve(_)
            | AlgorithmParameters::OctetKeyPair(_)
    );
    if !for_signatures || !public {
        return None;
    }
    let decoding = DecodingKey::from_jwk(&jwk).ok()?;
    Some((
        jwk.common.key_id?,
        Key {
            decoding,
            algorithm,
        },
    ))
}

/// What checks signatures in this program. It signs nothing.
static RING: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

/// Chooses it. Safe to call more than once.
pub(super) fn use_ring() {
    // It fails when the choice was made before: by us.
    let _ = RING.install_default();
}

/// How a signature is checked, for each algorithm and the kind of key it takes.
enum Check {
    Rsa(&'static RsaParameters),
    Other(&'static dyn VerificationAlgorithm),
}

fn check(algorithm: Algorithm) -> Result<Check> {
    Ok(match algorithm {
        Algorithm::RS256 => Check::Rsa(&RSA_PKCS1_2048_8192_SHA256),
        Algorithm::RS384 => Check::Rsa(&RSA_PKCS1_2048_8192_SHA384),
        Algorithm::RS512 => Check::Rsa(&RSA_PKCS1_2048_8192_SHA512),
        Algorithm::PS256 => Check::Rsa(&RSA_PSS_2048_8192_SHA256),
        Algorithm::PS384 => Check::Rsa(&RSA_PSS_2048_8192_SHA384),
        Algorithm::PS512 => Check::Rsa(&RSA_PSS_2048_8192_SHA512),
        Algorithm::ES256 => Check::Other(&ECDSA_P256_SHA256_FIXED),
        Algorithm::ES384 => Check::Other(&ECDSA_P384_SHA384_FIXED),
        Algorithm::EdDSA => Check::Other(&ED25519),
        _ => return Err(ErrorKind::InvalidAlgorithm.into()),
    })
}

struct WithRing {
    algorithm: Algorithm,
    check: Check,
    key: DecodingKey,
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    // An RSA key is no secret of an HMAC, and no point of a curve.
    if !key.family().algorithms().contains(algorithm) {
        return Err(ErrorKind::InvalidKeyFormat.into());
    }
    Ok(Box::new(WithRing {
        algorithm: *algorithm,
        check: check(*algorithm)?,
        key: key.clone(),
    }))
}

impl Verifier<Vec<u8>> for WithRing {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        let good = match (&self.check, self.key.kind()) {
            (Check::Rsa(parameters), DecodingKeyKind::RsaModulusExponent { n, e }) => {
                RsaPublicKeyComponents { n, e }.verify(parameters, message, signature)
            }
            (Check::Other(algorithm), DecodingKeyKind::SecretOrDer(point)) => {
                UnparsedPublicKey::new(*algorithm, point).verify(message, signature)
            }
            _ => return Err(Error::new()),
        };
        good.map_err(|_| Error::new())
    }
}

impl JwtVerifier for WithRing {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}
