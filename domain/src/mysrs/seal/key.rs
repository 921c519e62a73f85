//! The key that signs seals, and its public half, which verifies them anywhere; pure.

use std::{fmt, str::FromStr};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use super::digest;
use crate::shared::secret::Secret;

/// So much of a public key is its name: 72 bits, 12 characters.
const NAME: usize = 9;

/// Signs logs. Derived from the secret, so that every node has the same and the database none.
#[derive(Clone)]
pub struct LogKey {
    signing: SigningKey,
    public: PublicKey,
    secret: Secret,
}

impl fmt::Debug for LogKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LogKey").field("id", &self.public.id()).finish_non_exhaustive()
    }
}

impl LogKey {
    /// The key that belongs to a secret.
    #[must_use]
    pub fn of(secret: &Secret) -> Self {
        let signing = SigningKey::from_bytes(&secret.derive("patrol seals"));
        let public = PublicKey(signing.verifying_key());
        Self { signing, public, secret: secret.clone() }
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    pub(super) fn sign(&self, hash: &[u8; 32]) -> Vec<u8> {
        self.signing.sign(&signed(hash)).to_bytes().to_vec()
    }

    /// What stands before the texts of a row when they are hashed: only the secret tells it, and an
    /// exported log for the texts that are in it.
    pub(super) fn salt(&self, row: &str) -> String {
        let salt = self.secret.hash("patrol seal texts", &[row.as_bytes()]);
        digest::hex(salt.get(..16).unwrap_or(&salt))
    }
}

/// A public key that verifies logs: 32 bytes of Ed25519, written as base64url.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// The name by which a signature says which key it is of: the key's first 12 characters.
    #[must_use]
    pub fn id(&self) -> String {
        let bytes = self.0.to_bytes();
        BASE64_URL_SAFE_NO_PAD.encode(bytes.get(..NAME).unwrap_or(&bytes))
    }

    pub(super) fn verifies(&self, hash: &[u8; 32], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(&signed(hash), &signature).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&BASE64_URL_SAFE_NO_PAD.encode(self.0.to_bytes()))
    }
}

impl FromStr for PublicKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = || "a key is 32 bytes in base64url: 43 letters".to_owned();
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.trim()).map_err(|_| wanted())?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| wanted())?;
        VerifyingKey::from_bytes(&bytes).map(Self).map_err(|_| wanted())
    }
}

/// What is signed: no other signature of this program begins so.
fn signed(hash: &[u8; 32]) -> Vec<u8> {
    [b"krt patrol log 1".as_slice(), hash].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_of_the_secret_signs() {
        let (ours, theirs) = (LogKey::of(&Secret::new("ours")), LogKey::of(&Secret::new("theirs")));
        let signature = ours.sign(&[1; 32]);
        assert!(ours.public().verifies(&[1; 32], &signature));
        assert!(!ours.public().verifies(&[2; 32], &signature));
        assert!(!ours.public().verifies(&[1; 32], b"short"));
        assert!(!theirs.public().verifies(&[1; 32], &signature));
        assert_ne!(ours.public().id(), theirs.public().id());
        assert_ne!(ours.salt("checkin_1"), ours.salt("checkin_2"));
        assert_ne!(ours.salt("checkin_1"), theirs.salt("checkin_1"));
    }

    #[test]
    fn a_public_key_survives_being_written() {
        let key = LogKey::of(&Secret::new("ours"));
        let written = key.public().to_string();
        assert_eq!(written.parse::<PublicKey>().as_ref(), Ok(key.public()));
        assert!(written.starts_with(&key.public().id()));
        for wrong in ["", "abc", "!!", &"A".repeat(44)] {
            assert!(wrong.parse::<PublicKey>().is_err(), "{wrong}");
        }
    }
}
