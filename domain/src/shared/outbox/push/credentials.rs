//! As whom this service asks for an access token: a service account's key.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::shared::clock::Instant;

/// What an access token is asked for.
const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";
/// For how long what is signed counts, in seconds; no longer is taken.
const LIFE: i64 = 3_600;

/// What the file of a service account holds, as far as it is of use.
#[derive(Clone, Debug, Deserialize)]
pub struct FcmCredentials {
    /// The project, as the push service names it.
    pub project_id: String,
    /// Where access tokens are asked for.
    pub token_uri: String,
    client_email: String,
    private_key_id: Option<String>,
    private_key: SecretString,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    scope: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
}

impl FcmCredentials {
    /// Reads the file's text, and tries the key; otherwise says why it cannot work.
    pub fn read(json: &str) -> Result<Self, String> {
        let read: Self = serde_json::from_str(json)
            .map_err(|cause| format!("this is no key of a service account: {cause}"))?;
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_:.".contains(letter);
        if read.project_id.is_empty() || !read.project_id.chars().all(plain) {
            return Err("project_id is no name of a project".to_owned());
        }
        read.assertion(Instant::UNIX_EPOCH)?;
        Ok(read)
    }

    /// What is signed to get an access token (RFC 7523).
    pub(super) fn assertion(&self, now: Instant) -> Result<String, String> {
        let unusable = |cause| format!("private_key cannot sign: {cause}");
        let key = EncodingKey::from_rsa_pem(self.private_key.expose_secret().as_bytes())
            .map_err(unusable)?;
        let mut header = Header::new(Algorithm::RS256);
        header.kid.clone_from(&self.private_key_id);
        let iat = now.timestamp();
        let claims = Claims {
            iss: &self.client_email,
            scope: SCOPE,
            aud: &self.token_uri,
            iat,
            exp: iat + LIFE,
        };
        jsonwebtoken::encode(&header, &claims, &key).map_err(unusable)
    }
}
