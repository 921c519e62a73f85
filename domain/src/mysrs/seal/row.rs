//! A row of a log: its parts by name; pure.

use std::collections::BTreeMap;

use chrono::SecondsFormat;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::digest;
use crate::shared::clock::Instant;

/// What ends the name of a part that people wrote, and that an erasure may change.
const TEXT: &str = "Text";
/// The part of an exported row with which its texts were hashed.
const SALT: &str = "salt";
/// The part of an exported row that stands for texts that are not shown any more.
const HASH: &str = "textsHash";

/// A row of a log, as it is hashed and as it stands in an exported file: its parts by name, each a
/// text or absent. `line` says what it is, `id` which one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Row(BTreeMap<String, Option<String>>);

impl Row {
    /// A row of this kind with this id; neither holds white space.
    #[must_use]
    pub fn new(kind: &str, id: impl ToString) -> Self {
        Self::default().with("line", Some(kind)).with("id", Some(id))
    }

    /// … with this part.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<impl ToString>) -> Self {
        self.0.insert(name.to_owned(), value.map(|value| value.to_string()));
        self
    }

    /// … with this time.
    #[must_use]
    pub fn at(self, name: &str, at: Option<Instant>) -> Self {
        self.with(name, at.map(time))
    }

    /// … with a text that somebody wrote: an erasure may change it. `what` becomes `whatText`.
    #[must_use]
    pub fn text(self, what: &str, text: Option<&str>) -> Self {
        self.with(&format!("{what}{TEXT}"), text)
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.part("line").unwrap_or_default()
    }

    /// Which one.
    #[must_use]
    pub fn id(&self) -> &str {
        self.part("id").unwrap_or_default()
    }

    pub(super) fn part(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_deref()
    }

    fn has_texts(&self) -> bool {
        self.0.keys().any(|name| name.ends_with(TEXT))
    }

    /// The digest of everything that stays as it is.
    pub(super) fn digest(&self) -> String {
        let stays = |name: &str| !name.ends_with(TEXT) && name != SALT && name != HASH;
        let mut hasher = Sha256::new();
        hasher.update([digest::VERSION]);
        for (name, value) in self.0.iter().filter(|(name, _)| stays(name)) {
            digest::put(&mut hasher, Some(name));
            digest::put(&mut hasher, value.as_deref());
        }
        digest::hex(&<[u8; 32]>::from(hasher.finalize()))
    }

    /// The digest of what people wrote; none when there is nothing that they could have written.
    pub(super) fn texts_digest(&self, salt: &str) -> Option<String> {
        if !self.has_texts() {
            return None;
        }
        let mut hasher = Sha256::new();
        hasher.update([digest::VERSION]);
        digest::put(&mut hasher, Some(salt));
        for (name, value) in self.0.iter().filter(|(name, _)| name.ends_with(TEXT)) {
            digest::put(&mut hasher, Some(name));
            digest::put(&mut hasher, value.as_deref());
        }
        Some(digest::hex(&<[u8; 32]>::from(hasher.finalize())))
    }

    /// As it stands in a file, with what its texts are hashed with.
    pub(super) fn with_salt(self, salt: &str) -> Self {
        if self.has_texts() { self.with(SALT, Some(salt)) } else { self }
    }

    /// As it stands in a file when its texts are not shown any more.
    pub(super) fn without_texts(mut self, digest: &str) -> Self {
        self.0.retain(|name, _| !name.ends_with(TEXT));
        self.with(HASH, Some(digest))
    }

    /// Whether a row of a file shows its texts no more.
    pub(super) fn hides_texts(&self) -> bool {
        self.0.contains_key(HASH)
    }

    /// The digest of the texts of a row of a file.
    pub(super) fn texts_digest_in_file(&self) -> Option<String> {
        if self.hides_texts() {
            // Both at once would be a text that nothing vouches for.
            let alone = !self.has_texts() && !self.0.contains_key(SALT);
            return self.part(HASH).filter(|_| alone).map(str::to_owned);
        }
        self.texts_digest(self.part(SALT).unwrap_or_default())
    }
}

/// A time as it is hashed and written.
pub(super) fn time(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        Row::new("checkIn", "checkin_1").with("latitude", Some(1.54)).text("note", Some("Pagar"))
    }

    #[test]
    fn every_part_counts_and_an_absent_one_is_not_an_empty_one() {
        let mut digests: Vec<String> = [
            row(),
            Row::new("checkIn", "checkin_2").with("latitude", Some(1.54)),
            row().with("latitude", Some(1.55)),
            row().with("latitude", None::<f64>),
            row().with("latitude", Some("")),
            row().with("longitude", Some(1)),
            Row::new("event", "checkin_1").with("latitude", Some(1.54)),
        ]
        .iter()
        .map(Row::digest)
        .collect();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), 7);
    }

    #[test]
    fn what_people_wrote_has_a_digest_of_its_own() {
        let scrubbed = row().text("note", Some("…"));
        assert_eq!(row().digest(), scrubbed.digest());
        let salted = row().texts_digest("salt");
        assert_ne!(salted, scrubbed.texts_digest("salt"));
        assert_ne!(salted, row().texts_digest("other"));
        assert_eq!(Row::new("member", "person_1").texts_digest("salt"), None);
        let shown = row().with_salt("salt");
        assert_eq!(
            (shown.texts_digest_in_file(), shown.digest()),
            (salted.clone(), row().digest())
        );
        let hidden = row().without_texts(&salted.clone().unwrap());
        assert!(hidden.hides_texts() && hidden.part("noteText").is_none());
        assert_eq!((hidden.texts_digest_in_file(), hidden.digest()), (salted, row().digest()));
        let both = hidden.text("note", Some("lain"));
        assert_eq!(both.texts_digest_in_file(), None);
    }
}
