//! By what a buyer is known again, and what opens an enquiry for one without an account.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::shared::{
    clock::Instant,
    ctx::Ctx,
    error::{Error, Result},
    id::{EnquiryId, PersonId},
    secret::Secret,
};

/// What the key is derived from the secret for by which buyers are known again.
const KNOWING: &str = "enquiry buyers";
/// What secrets are sealed for.
const OPENING: &str = "enquiry secrets";
/// What stands before one.
const PREFIX: &str = "krte.";
/// How long one counts; then the number is confirmed again.
const LIFE: TimeDelta = TimeDelta::hours(24);

/// What opens one enquiry for a buyer without an account.
#[derive(Clone, PartialEq, Eq)]
pub struct EnquirySecret {
    /// What the phone gives.
    pub token: String,
    /// Until when it counts.
    pub expires_at: Instant,
}

/// Without the secret.
impl std::fmt::Debug for EnquirySecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "EnquirySecret until {}", self.expires_at)
    }
}

/// What a secret says.
#[derive(Serialize, Deserialize)]
struct Said {
    enquiry: EnquiryId,
    until: Instant,
}

/// By which a number is known again, with and without an account.
pub(super) fn of_phone(secret: &Secret, phone: &str) -> Vec<u8> {
    secret.hash(KNOWING, &[phone.as_bytes()]).to_vec()
}

/// By which somebody is known again whose account has no number.
pub(super) fn of_person(secret: &Secret, person: PersonId) -> Vec<u8> {
    secret.hash(KNOWING, &[person.0.as_bytes()]).to_vec()
}

/// A key as it is counted by.
pub(super) fn as_text(key: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(key)
}

/// A new secret for an enquiry.
pub(super) fn give(ctx: &Ctx, enquiry: EnquiryId) -> Result<EnquirySecret> {
    let expires_at = ctx.now() + LIFE;
    let said = serde_json::to_vec(&Said { enquiry, until: expires_at }).map_err(Error::internal)?;
    let sealed = ctx.tools().secret.seal(OPENING, &[], &said)?;
    let token = format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(sealed));
    Ok(EnquirySecret { token, expires_at })
}

/// Whether a secret opens an enquiry now.
pub(super) fn opens(ctx: &Ctx, token: Option<&str>, enquiry: EnquiryId) -> bool {
    let read = |token: &str| -> Option<Said> {
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(token.trim().strip_prefix(PREFIX)?).ok()?;
        serde_json::from_slice(&ctx.tools().secret.open(OPENING, &[], &sealed)?).ok()
    };
    token.and_then(read).is_some_and(|said| said.enquiry == enquiry && said.until > ctx.now())
}
