//! What the two tokens hold, and how they are made and read.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::{
    keys::{self, KeySet},
    model::Session,
};
use crate::{
    policy::Grant,
    shared::{
        clock::Instant,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PersonId, SessionId},
    },
};

/// RFC 9068: what kind of token this is, so that no other kind passes for it.
const TYPE: &str = "at+jwt";

/// What an access token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Claims {
    pub iss: String,
    pub aud: String,
    pub sub: PersonId,
    pub sid: SessionId,
    /// The person's epoch when it was issued.
    pub epoch: i64,
    /// The number of the refresh token that was issued with it.
    pub generation: i64,
    pub iat: i64,
    pub exp: i64,
    pub roles: Vec<Grant>,
}

pub(super) fn sign(keys: &KeySet, claims: &Claims) -> Result<String> {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TYPE.to_owned());
    header.kid = Some(keys.kid.clone());
    jsonwebtoken::encode(&header, claims, &keys.signing).map_err(Error::internal)
}

/// Which key signed this token, if it is of our kind.
pub(super) fn key_id(token: &str) -> Result<String> {
    let wrong = || Refusal::of(ErrorCode::TokenInvalid).stop();
    let header = jsonwebtoken::decode_header(token).map_err(|_| wrong())?;
    if header.alg != Algorithm::EdDSA || header.typ.as_deref() != Some(TYPE) {
        return Err(wrong());
    }
    header.kid.ok_or_else(wrong)
}

/// Reads a token whose key is known: signature, issuer and audience. The time is the caller's
/// to compare, with the clock that was handed in.
pub(super) fn read(
    keys: &KeySet,
    kid: &str,
    token: &str,
    issuer: &str,
    audience: &str,
) -> Result<Claims> {
    let wrong = || Refusal::of(ErrorCode::TokenInvalid).stop();
    let key = keys.verifying.get(kid).ok_or_else(wrong)?;
    read_with(key, token, issuer, audience)
}

/// Reads a token by the key that it names.
pub(super) fn read_with(
    key: &DecodingKey,
    token: &str,
    issuer: &str,
    audience: &str,
) -> Result<Claims> {
    let wrong = || Refusal::of(ErrorCode::TokenInvalid).stop();
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.validate_exp = false;
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    Ok(jsonwebtoken::decode::<Claims>(token, key, &validation).map_err(|_| wrong())?.claims)
}

/// The refresh token with the session's newest number. It is derived, never stored: the same
/// session and number give the same token again.
pub(super) fn refresh_token(secret: &[u8], session: &Session) -> String {
    let proof = BASE64_URL_SAFE_NO_PAD.encode(proof(secret, session, session.counter));
    format!("krtr.{}.{}.{proof}", session.id, session.counter)
}

/// A refresh token as a phone presents it.
#[derive(Debug)]
pub(super) struct Presented {
    pub session: SessionId,
    pub counter: i64,
    proof: Vec<u8>,
}

impl Presented {
    pub(super) fn parse(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (prefix, session, counter, proof) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        if prefix != "krtr" || parts.next().is_some() {
            return None;
        }
        Some(Self {
            session: session.parse().ok()?,
            counter: counter.parse().ok()?,
            proof: BASE64_URL_SAFE_NO_PAD.decode(proof).ok()?,
        })
    }

    /// Whether this session's secret made it, compared in constant time.
    pub(super) fn belongs_to(&self, secret: &[u8], session: &Session) -> bool {
        proof(secret, session, self.counter).as_slice().ct_eq(&self.proof).into()
    }
}

fn proof(secret: &[u8], session: &Session, counter: i64) -> [u8; 32] {
    let key = keys::derive(secret, "refresh tokens");
    keys::mac(&key, &[&session.salt, session.id.0.as_bytes(), &counter.to_be_bytes()])
}

/// When these claims stop counting.
pub(super) fn expires_at(claims: &Claims) -> Instant {
    chrono::DateTime::from_timestamp(claims.exp, 0).unwrap_or_default()
}
