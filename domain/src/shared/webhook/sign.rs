//! Secrets and signatures by the Standard Webhooks rules.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use rand::RngExt as _;

use crate::shared::secret;

/// What stands before a secret, so that people see what it is.
const PREFIX: &str = "whsec_";

/// A new secret: 32 bytes by chance.
pub(crate) fn new_secret() -> [u8; 32] {
    rand::rng().random()
}

/// A secret as it is handed over: `whsec_…`.
pub(crate) fn shown(secret: &[u8]) -> String {
    format!("{PREFIX}{}", BASE64_STANDARD.encode(secret))
}

/// What stands in `webhook-signature`: of the name, the seconds of the attempt, and the body, with
/// points between.
pub(crate) fn signature(secret: &[u8], id: &str, seconds: i64, body: &str) -> String {
    let seconds = seconds.to_string();
    let parts: [&[u8]; 5] = [id.as_bytes(), b".", seconds.as_bytes(), b".", body.as_bytes()];
    format!("v1,{}", BASE64_STANDARD.encode(secret::mac(secret, &parts)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_rules() {
        // The example that the rules' own libraries are tested with.
        let secret = BASE64_STANDARD.decode("C2FVsBQIhrscChlQIMV+b5sSYspob7oD").unwrap();
        let body = r#"{"email":"test@example.com","username":"test_user"}"#;
        assert_eq!(
            signature(&secret, "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1_649_367_553, body),
            "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="
        );
    }

    #[test]
    fn a_secret_is_shown_as_the_rules_want() {
        assert_eq!(shown(&[0; 3]), "whsec_AAAA");
        assert_ne!(new_secret(), new_secret());
    }
}
