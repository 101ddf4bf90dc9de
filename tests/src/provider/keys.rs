//! Keys that sign, and tokens made with them: good ones, and every bad one a test can think of.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use ring::{digest, hmac};
use serde_json::{Map, Value, json};

/// An RSA key of 2,048 bits (PKCS #8), made for these tests and used nowhere else.
const OWN: &str = "\
    MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDLJvI+nFIHE888sdprQNZhD48V1pV+rVBecgzGfxD6vda+gvr71cvjWiYuS3\
    WsJjDakFQI6tcvClpdYhX3lRSk9FAVj9IEiwdk18mgt+MoetArjGoPuDClQkhPy3n+RMs6ZI6zl0uDLBK9mgeNmZzg842XgoaorgIBMb+aPLx0\
    3MKmJnKfC+ReRD4J5LOTwT5cdaY43uqCca6qM6EOWSiGP1Iixx1qjJD/CqQAZEc6tIdqU1+Y/HxOnbfmJERlzc7OL8kLhBAxQbCtjzcYKxrTwd\
    L94wXJysvWjVWVQZL2NXr95g4z8GuArkmWGb3MzCOp2iFNJ/5w0/iKZljXDV97AgMBAAECggEAIs2Xx6EpLlw27yt7A0/WykcLmM6ryslvUNbS\
    GHlxU7uNHBM9Y0JzzQ3HJ7w2uxjJ2s/KDcMJvV3VMFVa9RDdugq+44rBjJSy3hRXzwhhyrALlMJX8zx3XQB3efAehLCNboIGrn63aY/13/SQ4b\
    HU3fbrpW6vmhtBbanzrL1F/fD7ajJI7JSbZzrELtUNTR4W6QBIVNAYAn4Kq/8xnwnYNwomPhJDO990ShaRZpiIXcLsLTOvB5P7vrV3NxIAFxOl\
    zRo6djw9R4/T4sIcBEU80sB1S9I9h8pbpMDeXtChvTjY3Wucycqel8CD5NQVjbZRZxXbyj5iCEGqCKNYjRC7vQKBgQD+6/vZ7fNAIlZQgWLjX5\
    z0Hr6hIIx95oG78NCSRbbx59fiXqKxyrlt5tcTX775GgaDlU1U02igjM/ErzSoeF00c3CzpkRBo0eywXqTCMJhkS7CpbuPoeDoRngdJHmbvhMf\
    ovq6ponUM3qs97bvO6jsvGS6PV9/07tUcdynhTJcTQKBgQDMAuiv3F9EvDRxQ8GYs6jjtq6cL0jRTviHbrRusQYZdW73R6Ls+OG8zr1F1gNq9u\
    PZlChRfrkBa5DSZyTkSQPpoN7msCtUwV4ubgBxtOH3eSduDP1CjmJzmF7vDQO82gU84BQZ+0sEAk8Jy1Du+NcUMTTPS3kA4ohfF7hCfD9u5wKB\
    gQDY4lF+EpKYiB5DlDFcHabdk6LAV37wRsMt8S6ipCmIGqZz8+wbs8ybkoB9/UHvkZLlNIt8lfk4T1Udk6sLgoxZ6bWDQvxjk9WWYkI1AojOlc\
    Tg2jx/cUx2ki3zLWtBdC+1BOapErPFFJ9UtdSwKWQJNifExB6SFMQWjmEbLZmxKQKBgB3+M31fVbZCQSeBwZ2UlDjeK6+UmA0Foi4vDWHUrsPh\
    au353y8dq/pZHqR8wUXhhEABsyfADKzzxnfYaCkTvvqDByI9NjGguBr1WyVcZXg/nJdmW3mEe17pQNO+QxVprCl1/B6RvkaZnEshVAW+GcjDLz\
    NmsiR6KXhpgVJs99pzAoGAPlpvN8kDYg+JMnXR2ACiyr8a2QdpCr7HtQywUHJ6PWGLMm/pbTkRdfdYLsjWBWJefC7YoVY1CCrcbu1q4XRsZ5w9\
    zJHamUv1DQDdpn2cbTB3r5JPhmt/PQA7FXNrXTCFrMXYaitW1M8e0Qmw6F3YP7M2jgrRQgLEr3Se+ZwPuy8=";
/// An RSA key of 2,048 bits (PKCS #8), made for these tests and used nowhere else.
const OTHER: &str = "\
    MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDLHb1olpHO3kuAmMFrHYAZaSsVkQ5KU2MURA8MazI8Ib7G2NAcgMbVbrjCrg\
    jRlcsvBAh/pcAsRAwwXfXQEZw4LtTJZxt1jXm6nWs1CEi6NfXy/SOVUiuWjkOyuql8tDNonn5HaB7P+fYlunokAXlJi0D+E7pFYEBPble4Djmg\
    PJDHTUL5gLqEFNhbJKiUfJ8BQOOfE2qb9KpScggGA2/+r9ZyQjWwd2k3m1nyAcuSxSieHluqq9jQ2YxZHxXAXy4rLrXLk1y4pDeXzekq06HuwN\
    GHDx7WVpUn9O6bUKSQDyLAZO8slmIuXrioMN9tuYtLsbJgMvyHpo6N7cafShixAgMBAAECggEABie2j67QaFZwL0txwQ85zItVVOf6aOIyBHEz\
    i4rMEOps35W+aL62R819J9kiR0ekyp3yq/uX4T+GpwiR5GZEN6ejpx7KxDsvTypqD0da/NmZxG1LYMEGtR9GieoCLNdBH5B9/yf2lxLaFLab8O\
    9if4oKxChQ4r1R9ZZAbkFwGZzua7xqhLjlA7FMrhja9c+UHxZ85AzPA88F1G8Fn213k8rCgF//chAtpf6zx6Y5bIVl1IiEmZC4Y1X7WKFrmOZk\
    sgVHA8B2vl/TM5pSYTafKsMbTZASvsPaNl+2yjXBi0LTnhK19VIEWspbiOfgRIy8YpFtRenlG1cMKX1atHvu6QKBgQDnxEJAK6Q/iz5u5ryUPb\
    zfcMyXfWZvgBjxUjVEpQcZdFcysIbvmuzWW0VmJhBadvtWx7i7FiApEmYEVVY563SyBQlsvtRg8uyqSEwJID6O8eDNER6WpaJrWIAi3pbdtIB1\
    ut94UvstUfQ46J9smPwnMZCxMWmHkx1sjim+vM0YUwKBgQDgWpa1UObTlMTVS3m7T3YGX+iR7WFOjtWU+nSzFEb4y4cBtYzkXkpq4O5YCY7Sdm\
    3+9lHjV0aZ0sUq3k3bRlnooaM35up9FQwqpSjvT817/mL5Se92CS7AmM+mn4X9YZFmAmKoFjGMaRXlrRUJE4PHtFICCosxxE5q43g2DXWaawKB\
    gCkRiN/QG+m6pdSHBHGMQxSg61AIw4cMft78Pz4rtAdZqz3rM+3vWPpe7/w60HkHTmBBQcW9FPPSM8uex4m55FLLO7FOW1nWkgNWjkqrsQopaD\
    lOSEpPjWlSJFqJcNhWbNDvzTuIEMQmGo2fAuj+bugPC2GqrNV+Rx9+TX1j/T/LAoGBALAEQoMkYsSSzk6tdWcQc3+S1WtPuu0gQM8uJEqvWPMu\
    8s/TeSNeGrJ5oGUvsn7KbYgABsT/HyPl6cy1No4XRsitr9lW8JeL4MzAYTpH+OYT8eC1MgsAL07pVNjcBQqC9sj6jB5lsx/+/jAAuCUzy0rt3P\
    0++m/kHMXdit2Vd7PbAoGBALYQ/Swmd8WLpolhfTLkvT+SHRKesbq0ihL6/bBV6zOoLrMQav464BB/skRi96ptXmgR03xCBtjM52pAA0CpPFCQ\
    DQnqoATtcE/D9BpBgPDPNQ9bA9prW4JyEgGPnWdfDWCT0etRoxjGUIUUQu0sZBQM535HiK4Y+Eoj6LgbKLGS";

pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

/// A key with its id.
pub struct Key {
    pub id: String,
    pair: Pair,
}

fn rsa(text: &str) -> Pair {
    Pair::Rsa(RsaKeyPair::from_pkcs8(&STANDARD.decode(text).unwrap()).unwrap())
}

impl Key {
    /// The provider's own RSA key.
    pub fn rsa(id: &str) -> Self {
        Self::of(id, rsa(OWN))
    }

    /// An RSA key of somebody else.
    pub fn other_rsa(id: &str) -> Self {
        Self::of(id, rsa(OTHER))
    }

    /// A new key on P-256.
    pub fn ec(id: &str) -> Self {
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, made.as_ref(), &random).unwrap();
        Self::of(id, Pair::Ec(pair))
    }

    /// A new Ed25519 key.
    pub fn ed(id: &str) -> Self {
        let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::of(
            id,
            Pair::Ed(Ed25519KeyPair::from_pkcs8(made.as_ref()).unwrap()),
        )
    }

    fn of(id: &str, pair: Pair) -> Self {
        Self {
            id: id.to_owned(),
            pair,
        }
    }

    pub const fn algorithm(&self) -> &'static str {
        match self.pair {
            Pair::Rsa(_) => "RS256",
            Pair::Ec(_) => "ES256",
            Pair::Ed(_) => "EdDSA",
        }
    }

    /// What everybody may know of it.
    pub fn public(&self) -> Vec<u8> {
        match &self.pair {
            Pair::Rsa(pair) => PublicKeyComponents::<Vec<u8>>::from(pair.public_key()).n,
            Pair::Ec(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Ed(pair) => pair.public_key().as_ref().to_vec(),
        }
    }

    /// As the provider publishes it.
    pub fn jwk(&self) -> Value {
        let mut jwk = match &self.pair {
            Pair::Rsa(pair) => {
                let parts = PublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                json!({ "kty": "RSA", "n": base64url(&parts.n), "e": base64url(&parts.e) })
            }
            Pair::Ec(_) => {
                let point = self.public();
                let (x, y) = (base64url(&point[1..33]), base64url(&point[33..]));
                json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })
            }
            Pair::Ed(_) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": base64url(&self.public()) })
            }
        };
        jwk["kid"] = self.id.as_str().into();
        jwk["use"] = "sig".into();
        jwk["alg"] = self.algorithm().into();
        jwk
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .unwrap();
                signature
            }
            Pair::Ec(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Pair::Ed(pair) => pair.sign(message).as_ref().to_vec(),
        }
    }
}

/// A token before it is signed.
#[derive(Clone)]
pub struct Draft {
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

impl Draft {
    pub fn new(kind: &str, claims: Value) -> Self {
        let Value::Object(claims) = claims else {
            panic!("claims are an object")
        };
        let mut header = Map::new();
        header.insert("typ".to_owned(), kind.into());
        Self { header, claims }
    }

    /// Sets a claim; null takes it away.
    #[must_use]
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        set(&mut self.claims, name, value.into());
        self
    }

    /// Sets a member of the header; null takes it away. What a signature would set stays as it is set here.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        set(&mut self.header, name, value.into());
        self
    }

    fn message(&self, algorithm: &str, id: &str) -> String {
        let mut header = self.header.clone();
        header.entry("alg").or_insert_with(|| algorithm.into());
        header.entry("kid").or_insert_with(|| id.into());
        let encoded = |part: &Map<String, Value>| base64url(&serde_json::to_vec(part).unwrap());
        format!("{}.{}", encoded(&header), encoded(&self.claims))
    }

    pub fn signed(&self, key: &Key) -> String {
        let message = self.message(key.algorithm(), &key.id);
        let signature = base64url(&key.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }

    /// With `alg: none` and no signature.
    pub fn unsigned(&self, id: &str) -> String {
        format!("{}.", self.message("none", id))
    }

    /// With HS256, as if what everybody knows were a secret.
    pub fn with_hmac(&self, id: &str, secret: &[u8]) -> String {
        let message = self.message("HS256", id);
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let signature = base64url(hmac::sign(&key, message.as_bytes()).as_ref());
        format!("{message}.{signature}")
    }
}

fn set(object: &mut Map<String, Value>, name: &str, value: Value) {
    if value.is_null() {
        object.remove(name);
    } else {
        object.insert(name.to_owned(), value);
    }
}
