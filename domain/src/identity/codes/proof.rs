//! The proof that a phone carries from the right code to what it wants to do. It is sealed, so that
//! nobody can make or change one, and says nothing to whoever finds it.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::Purpose;
use crate::shared::{
    clock::Instant,
    error::{Error, ErrorCode, Refusal, Result},
    secret::Secret,
};

const PREFIX: &str = "krtp.";
const SEAL: &str = "phone proofs";

/// What a proof says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::identity) struct Proven {
    /// The code that was given.
    pub code: Uuid,
    /// The number, in E.164.
    pub phone: String,
    /// For what.
    pub purpose: Purpose,
    /// Until when it counts.
    pub expires_at: Instant,
}

/// The number is not proven: no proof, or an old, a used or another one.
pub(in crate::identity) fn unproven(field: &str) -> Refusal {
    Refusal::of(ErrorCode::PhoneUnproven).at(field)
}

impl Proven {
    pub(super) fn seal(&self, secret: &Secret) -> Result<String> {
        let said = serde_json::to_vec(self).map_err(Error::internal)?;
        let sealed = secret.seal(SEAL, &[], &said)?;
        Ok(format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// Reads a proof for a purpose. Whether it is too old or was used is for the caller to see.
    pub(in crate::identity) fn read(
        secret: &Secret,
        token: Option<&str>,
        purpose: Purpose,
        field: &str,
    ) -> Result<Self, Refusal> {
        token
            .and_then(|token| Self::open(secret, token.trim()))
            .filter(|proven| proven.purpose == purpose)
            .ok_or_else(|| unproven(field))
    }

    fn open(secret: &Secret, token: &str) -> Option<Self> {
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(token.strip_prefix(PREFIX)?).ok()?;
        serde_json::from_slice(&secret.open(SEAL, &[], &sealed)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_for_one_purpose_and_cannot_be_made_or_changed() {
        let secret = Secret::new("a secret that is only good for tests");
        let proven = Proven {
            code: Uuid::from_u128(7),
            phone: "+60123456789".to_owned(),
            purpose: Purpose::Register,
            expires_at: chrono::DateTime::UNIX_EPOCH,
        };
        let token = proven.seal(&secret).unwrap();
        assert!(!token.contains("60123456789"));
        let read = |token: &str, purpose| Proven::read(&secret, Some(token), purpose, "phoneProof");
        assert_eq!(read(&token, Purpose::Register).unwrap(), proven);
        assert!(read(&token, Purpose::PasswordReset).is_err());
        for wrong in ["", "krtp.", "krtp.AAAA", &token[1..], &token.replace("krtp.", "krtr.")] {
            let refused = read(wrong, Purpose::Register).unwrap_err();
            assert_eq!(refused.code, ErrorCode::PhoneUnproven, "{wrong}");
        }
        assert!(Proven::read(&secret, None, Purpose::Register, "phoneProof").is_err());
        let other = Secret::new("another secret");
        assert!(Proven::read(&other, Some(&token), Purpose::Register, "phoneProof").is_err());
    }
}
