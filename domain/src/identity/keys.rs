//! The keys that sign access tokens: rows that every node shares, sealed under the secret.

use std::{collections::HashMap, sync::Arc};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, aead::Aead};
use chrono::TimeDelta;
use ed25519_dalek::{SigningKey, pkcs8::EncodePrivateKey};
use jsonwebtoken::{DecodingKey, EncodingKey};
use rand::RngExt as _;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::store::{self, KeyRow};
use crate::shared::{
    audit::Author,
    change_log::{Change, Noun, Scope},
    clock::Instant,
    ctx::Tools,
    db::Db,
    error::{Error, Result},
    secret::Secret,
    work::Work,
};

/// The keys that count now.
pub(super) struct KeySet {
    /// The newest, which signs.
    pub kid: String,
    pub signing: EncodingKey,
    /// Every key that may have signed a token that still counts.
    pub verifying: HashMap<String, DecodingKey>,
    /// The public keys, as JWKS lists them.
    pub published: Vec<PublicKey>,
}

/// A public key: its id and its 32 bytes, base64url.
#[derive(Clone, Debug)]
pub struct PublicKey {
    /// The key id.
    pub kid: String,
    /// The `x` of RFC 8037.
    pub x: String,
}

impl std::fmt::Debug for KeySet {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("KeySet").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// A key of its own for each use of the one secret.
pub(super) fn derive(secret: &[u8], purpose: &str) -> [u8; 32] {
    Secret::new(secret).derive(purpose)
}

pub(super) use crate::shared::secret::mac;

/// Reads the keys, making the first one if there is none.
pub(super) async fn load(db: &Db, secret: &[u8], now: Instant) -> Result<KeySet> {
    let mut rows = store::keys(db.write(), now).await?;
    if rows.is_empty() {
        store::add_key(db.write(), &make(secret, now)?).await?;
        // Two nodes may have made one each: both count, and both nodes take the newest.
        rows = store::keys(db.write(), now).await?;
    }
    open(secret, &rows)
}

/// For how long an older key still counts: an access token lives ten minutes, and a node may hear
/// of the new key late.
const RETIRED_AFTER: TimeDelta = TimeDelta::hours(1);

/// Adds another key, which signs from now on; the older ones still verify for a while.
pub(super) async fn rotate(tools: &Arc<Tools>, secret: &[u8]) -> Result<()> {
    let now = tools.clock.now();
    let key = make(secret, now)?;
    let mut work = Work::begin(Arc::clone(tools), Author::default()).await?;
    // Two at once add two keys, and neither retires the other's.
    store::retire_keys(work.connection(), now, now + RETIRED_AFTER).await?;
    store::add_key(work.connection(), &key).await?;
    work.tell(Change::new(Scope::Public, Noun::SigningKey, Uuid::nil()));
    work.commit().await
}

fn make(secret: &[u8], now: Instant) -> Result<KeyRow> {
    let seed: [u8; 32] = rand::rng().random();
    let signing = SigningKey::from_bytes(&seed);
    let public_key = signing.verifying_key().to_bytes().to_vec();
    let digest = Sha256::digest(&public_key);
    let kid = BASE64_URL_SAFE_NO_PAD.encode(digest.get(..12).unwrap_or(&digest));
    let nonce: [u8; 12] = rand::rng().random();
    let sealed = cipher(secret)
        .encrypt(&nonce.into(), seed.as_slice())
        .map_err(|_| Error::internal("a signing key could not be sealed"))?;
    Ok(KeyRow {
        kid,
        public_key,
        sealed_private_key: [nonce.as_slice(), &sealed].concat(),
        created_at: now,
    })
}

fn cipher(secret: &[u8]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&derive(secret, "signing keys").into())
}

fn open(secret: &[u8], rows: &[KeyRow]) -> Result<KeySet> {
    let newest = rows.first().ok_or_else(|| Error::internal("there is no signing key"))?;
    let wrong_secret = || {
        Error::internal("a signing key does not open: KRT_SECRET is not the one it was sealed with")
    };
    let (nonce, sealed) =
        newest.sealed_private_key.split_at_checked(12).ok_or_else(wrong_secret)?;
    let nonce: [u8; 12] = nonce.try_into().map_err(|_| wrong_secret())?;
    let seed = cipher(secret).decrypt(&nonce.into(), sealed).map_err(|_| wrong_secret())?;
    let seed: [u8; 32] = seed.try_into().map_err(|_| wrong_secret())?;
    let der = SigningKey::from_bytes(&seed).to_pkcs8_der().map_err(Error::internal)?;
    let published: Vec<PublicKey> = rows
        .iter()
        .map(|row| PublicKey {
            kid: row.kid.clone(),
            x: BASE64_URL_SAFE_NO_PAD.encode(&row.public_key),
        })
        .collect();
    let verifying = published
        .iter()
        .map(|key| Ok((key.kid.clone(), DecodingKey::from_ed_components(&key.x)?)))
        .collect::<Result<_, jsonwebtoken::errors::Error>>()
        .map_err(Error::internal)?;
    Ok(KeySet {
        kid: newest.kid.clone(),
        signing: EncodingKey::from_ed_der(der.as_bytes()),
        verifying,
        published,
    })
}
