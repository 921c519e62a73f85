//! The chain: what is hashed, and how the newest link is signed. Nothing here asks a database.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::store::EntryRow;
use crate::shared::error::{Error, Result};

/// What stands before the first link.
pub(super) const BEGINNING: [u8; 32] = [0; 32];

/// Signs links. Derived from the secret, so that every node has the same and the database none.
#[derive(Clone)]
pub struct SealKey {
    signing: SigningKey,
    /// The beginning of the public key, by which a signature names its key.
    id: String,
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SealKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl SealKey {
    /// The key that belongs to a secret.
    pub fn of(secret: &[u8]) -> Result<Self> {
        let mut seed = <Hmac<Sha256>>::new_from_slice(secret).map_err(Error::internal)?;
        seed.update(b"krt:audit seals");
        let signing = SigningKey::from_bytes(&seed.finalize().into_bytes().into());
        let public = signing.verifying_key().to_bytes();
        let id = BASE64_URL_SAFE_NO_PAD.encode(public.get(..9).unwrap_or(&public));
        Ok(Self { signing, id })
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn sign(&self, position: i64, hash: &[u8]) -> Vec<u8> {
        self.signing.sign(&signed_text(position, hash)).to_bytes().to_vec()
    }

    pub(super) fn verifies(&self, position: i64, hash: &[u8], signature: &[u8]) -> bool {
        let key: VerifyingKey = self.signing.verifying_key();
        Signature::from_slice(signature).is_ok_and(|signature| {
            key.verify_strict(&signed_text(position, hash), &signature).is_ok()
        })
    }
}

fn signed_text(position: i64, hash: &[u8]) -> Vec<u8> {
    [b"krt audit link 1".as_slice(), &position.to_be_bytes(), hash].concat()
}

/// The hash of what stands beside an entry. The salt keeps a guesser from finding out, after the
/// erasure, what it was.
pub(super) fn detail_hash(salt: &[u8], text: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"krt audit detail 1");
    put(&mut hasher, Some(salt));
    put(&mut hasher, Some(text.as_bytes()));
    hasher.finalize().into()
}

/// The link at a position: the hash of the link before it and of everything that its entry says.
pub(super) fn link(before: &[u8], position: i64, entry: &EntryRow) -> [u8; 32] {
    let id = |id: &Option<Uuid>| id.map(Uuid::into_bytes);
    let mut hasher = Sha256::new();
    hasher.update(b"krt audit entry 1");
    put(&mut hasher, Some(before));
    put(&mut hasher, Some(&position.to_be_bytes()));
    put(&mut hasher, Some(entry.id.0.as_bytes()));
    put(&mut hasher, Some(&entry.noted_at.timestamp_millis().to_be_bytes()));
    put(&mut hasher, id(&entry.actor_id).as_ref().map(<[u8; 16]>::as_slice));
    put(&mut hasher, Some(entry.action.as_bytes()));
    put(&mut hasher, Some(entry.outcome.as_bytes()));
    put(&mut hasher, entry.subject_kind.as_deref().map(str::as_bytes));
    put(&mut hasher, id(&entry.subject_id).as_ref().map(<[u8; 16]>::as_slice));
    put(&mut hasher, id(&entry.person_id).as_ref().map(<[u8; 16]>::as_slice));
    put(&mut hasher, entry.state_code.as_deref().map(str::as_bytes));
    put(&mut hasher, id(&entry.district_id).as_ref().map(<[u8; 16]>::as_slice));
    put(&mut hasher, id(&entry.area_id).as_ref().map(<[u8; 16]>::as_slice));
    put(&mut hasher, entry.app.as_deref().map(str::as_bytes));
    put(&mut hasher, entry.detail_hash.as_deref());
    hasher.finalize().into()
}

/// Each part with its length, and an absent one unlike an empty one, so that no two entries are
/// hashed alike.
fn put(hasher: &mut Sha256, part: Option<&[u8]>) {
    match part {
        None => hasher.update([0]),
        Some(part) => {
            hasher.update([1]);
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
    }
}

/// A hash as it is printed.
pub(super) fn hex(hash: &[u8]) -> String {
    use std::fmt::Write as _;
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::shared::id::AuditEntryId;

    fn entry() -> EntryRow {
        EntryRow {
            id: AuditEntryId(Uuid::from_u128(1)),
            noted_at: DateTime::UNIX_EPOCH,
            actor_id: None,
            action: "NOTICE_PUBLISH".to_owned(),
            outcome: "DONE".to_owned(),
            subject_kind: None,
            subject_id: None,
            person_id: None,
            state_code: None,
            district_id: None,
            area_id: None,
            app: None,
            detail_hash: None,
        }
    }

    #[test]
    fn every_part_of_an_entry_counts() {
        let id = Some(Uuid::from_u128(2));
        let others = [
            entry(),
            EntryRow { id: AuditEntryId(Uuid::from_u128(3)), ..entry() },
            EntryRow { noted_at: DateTime::from_timestamp_millis(1).unwrap(), ..entry() },
            EntryRow { actor_id: id, ..entry() },
            EntryRow { action: "NOTICE_WRITE".to_owned(), ..entry() },
            EntryRow { outcome: "REFUSED".to_owned(), ..entry() },
            EntryRow { subject_kind: Some("notice".to_owned()), ..entry() },
            EntryRow { subject_id: id, ..entry() },
            EntryRow { person_id: id, ..entry() },
            EntryRow { state_code: Some(String::new()), ..entry() },
            EntryRow { district_id: id, ..entry() },
            EntryRow { area_id: id, ..entry() },
            EntryRow { app: Some("web/1".to_owned()), ..entry() },
            EntryRow { detail_hash: Some(vec![0; 32]), ..entry() },
        ];
        let mut links: Vec<[u8; 32]> =
            others.iter().map(|entry| link(&BEGINNING, 1, entry)).collect();
        links.push(link(&BEGINNING, 2, &entry()));
        links.push(link(&[1; 32], 1, &entry()));
        links.sort_unstable();
        links.dedup();
        assert_eq!(links.len(), others.len() + 2);
    }

    #[test]
    fn only_the_key_of_the_secret_signs() {
        let (ours, theirs) = (SealKey::of(b"ours").unwrap(), SealKey::of(b"theirs").unwrap());
        let signature = ours.sign(7, &[1; 32]);
        assert!(ours.verifies(7, &[1; 32], &signature));
        assert!(!ours.verifies(8, &[1; 32], &signature));
        assert!(!ours.verifies(7, &[2; 32], &signature));
        assert!(!theirs.verifies(7, &[1; 32], &signature));
        assert_ne!(ours.id(), theirs.id());
    }
}
