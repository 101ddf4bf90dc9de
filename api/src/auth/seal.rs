//! Random words, fingerprints, and what only the holder of a cookie can open.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::digest;
use ring::hkdf::{HKDF_SHA256, Salt};
use ring::rand::{SecureRandom, SystemRandom};

/// Bytes of a random word: 256 bits.
const WORD: usize = 32;
const SALT: &[u8] = b"hemicycle session";
const USE: &[&[u8]] = &[b"what the provider gave"];

/// SHA-256: what is kept of a secret that its holder will show again.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}

/// Why there is no random word, or nothing could be sealed: the system has no randomness to give.
#[derive(Debug)]
pub(super) struct NoRandomness;

impl std::fmt::Display for NoRandomness {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the system gives no random numbers")
    }
}

impl std::error::Error for NoRandomness {}

fn fill<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| NoRandomness)?;
    Ok(bytes)
}

pub(super) fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A word that nobody guesses.
pub(super) fn random_word() -> Result<String, NoRandomness> {
    Ok(encoded(&fill::<WORD>()?))
}

/// The key that a secret word opens.
fn key(word: &str) -> Option<LessSafeKey> {
    let root = Salt::new(HKDF_SHA256, SALT).extract(word.as_bytes());
    let unbound = root.expand(USE, &AES_256_GCM).ok()?;
    Some(LessSafeKey::new(UnboundKey::from(unbound)))
}

/// Seals a text, so that only the word opens it again, and only beside the hash of that word.
pub(super) fn seal(word: &str, text: &str) -> Result<Vec<u8>, NoRandomness> {
    let nonce = fill::<NONCE_LEN>()?;
    let key = key(word).ok_or(NoRandomness)?;
    let mut sealed = text.as_bytes().to_vec();
    let beside = Aad::from(sha256(word.as_bytes()));
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), beside, &mut sealed)
        .map_err(|_| NoRandomness)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// What was sealed with this word; none if it was another, or the bytes were touched.
pub(super) fn open(word: &str, sealed: &[u8]) -> Option<String> {
    let (nonce, rest) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut rest = rest.to_vec();
    let beside = Aad::from(sha256(word.as_bytes()));
    let text = key(word)?.open_in_place(nonce, beside, &mut rest).ok()?;
    String::from_utf8(text.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_its_word_only_and_untouched_only() {
        let (mine, other) = (random_word().unwrap(), random_word().unwrap());
        assert_ne!(mine, other);
        assert_eq!(mine.len(), 43);
        let sealed = seal(&mine, "refresh").unwrap();
        assert_ne!(sealed, seal(&mine, "refresh").unwrap());
        assert_eq!(open(&mine, &sealed).as_deref(), Some("refresh"));
        assert_eq!(open(&other, &sealed), None);
        for place in 0..sealed.len() {
            let mut touched = sealed.clone();
            touched[place] ^= 1;
            assert_eq!(open(&mine, &touched), None, "{place}");
        }
        assert_eq!(open(&mine, &sealed[..5]), None);
    }
}
