//! The one secret (`KRT_SECRET`), and the keys of their own that are derived from it for each use.

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use rand::RngExt as _;
use sha2::Sha256;

use super::error::{Error, Result};

/// How long a nonce is, which stands before what it sealed.
const NONCE: usize = 12;

/// The secret. It is never shown.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret")
    }
}

impl Secret {
    /// The secret with these bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// A key of its own for each use.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        mac(&self.0, &[b"krt:", purpose.as_bytes()])
    }

    /// A keyed hash of the parts: equal for equal parts, and of no use without the secret.
    #[must_use]
    pub fn hash(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        mac(&self.derive(purpose), parts)
    }

    /// Seals a text, so that only this secret opens it, and only for the same purpose and the same
    /// `context`: a row's id, so that nobody can move it to another row.
    pub fn seal(&self, purpose: &str, context: &[u8], text: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE] = rand::rng().random();
        let sealed = self
            .cipher(purpose)
            .encrypt(&nonce.into(), Payload { msg: text, aad: context })
            .map_err(|_| Error::internal("a text could not be sealed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for the same purpose and context; none when it was not, or was
    /// changed.
    #[must_use]
    pub fn open(&self, purpose: &str, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        self.cipher(purpose).decrypt(&nonce.into(), Payload { msg: sealed, aad: context }).ok()
    }

    fn cipher(&self, purpose: &str) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&self.derive(purpose).into())
    }
}

/// HMAC-SHA-256 of the parts one after the other.
pub(crate) fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length, so this cannot fail; an empty answer would verify nothing.
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_where_it_belongs() {
        let secret = Secret::new("a secret that is only good for tests");
        let sealed = secret.seal("outbox", b"row 1", b"rahsia").unwrap();
        assert_eq!(secret.open("outbox", b"row 1", &sealed).unwrap(), b"rahsia");
        assert_eq!(secret.open("outbox", b"row 2", &sealed), None);
        assert_eq!(secret.open("codes", b"row 1", &sealed), None);
        assert_eq!(Secret::new("another").open("outbox", b"row 1", &sealed), None);
        assert_eq!(secret.open("outbox", b"row 1", b"short"), None);
        let mut changed = sealed.clone();
        changed[20] ^= 1;
        assert_eq!(secret.open("outbox", b"row 1", &changed), None);
        assert_ne!(sealed, secret.seal("outbox", b"row 1", b"rahsia").unwrap());
    }
}
