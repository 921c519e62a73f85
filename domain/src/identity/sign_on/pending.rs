//! Sign-ons that wait for somebody to come back: kept where every node finds them.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use rand::RngExt as _;
use sha2::{Digest as _, Sha256};

use super::model::Pending;
use crate::shared::{
    cache::Cache,
    error::{Error, Result},
};

/// How long somebody may take at the provider.
pub(super) const LASTS: Duration = Duration::from_mins(10);

/// 256 bits of chance, base64url: 43 characters, as PKCE wants a verifier at least.
pub(super) fn chance() -> String {
    let bytes: [u8; 32] = rand::rng().random();
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// The base64url of the SHA-256 of a text: PKCE's S256.
pub(super) fn digest(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

/// Keeps a sign-on under its state, of which only a digest stands in the store.
pub(super) async fn keep(cache: &Cache, state: &str, pending: &Pending) -> Result<()> {
    let text = serde_json::to_string(pending).map_err(Error::internal)?;
    cache.put(&key(state), &text, LASTS).await
}

/// Takes a sign-on away by its state: whoever comes second finds nothing.
pub(super) async fn take(cache: &Cache, state: &str) -> Result<Option<Pending>> {
    let text = cache.take(&key(state)).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

fn key(state: &str) -> String {
    format!("krt:sign-on:{}", digest(state))
}
