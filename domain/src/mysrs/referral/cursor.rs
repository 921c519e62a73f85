//! Where somebody stands who reads the feed; pure.
//!
//! A cursor names the history of the database and the places that its reader may read, beside the
//! place in the feed: after a restore, and when the reader's places change, it would pass over what
//! was never read. Then it is void, and the feed is read from its beginning; the names of events stay.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::policy::Scope;

/// The place in the feed behind an event: its transaction, and its place in that.
pub(super) type Behind = (i64, i64);

/// Before everything.
pub(super) const BEGINNING: Behind = (-1, 0);

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// Of which history of the database.
    pub generation: u64,
    /// Stands for the places that are read.
    pub places: u64,
    /// What was read last.
    pub behind: Behind,
}

impl Cursor {
    pub fn encode(self) -> String {
        let (transaction, seq) = self.behind;
        let mut bytes = Vec::with_capacity(32);
        bytes.extend(self.generation.to_be_bytes());
        bytes.extend(self.places.to_be_bytes());
        bytes.extend(transaction.to_be_bytes());
        bytes.extend(seq.to_be_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    pub fn decode(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (generation, rest) = bytes.split_first_chunk::<8>()?;
        let (places, rest) = rest.split_first_chunk::<8>()?;
        let (transaction, rest) = rest.split_first_chunk::<8>()?;
        let (seq, rest) = rest.split_first_chunk::<8>()?;
        let behind = (i64::from_be_bytes(*transaction), i64::from_be_bytes(*seq));
        let generation = u64::from_be_bytes(*generation);
        let places = u64::from_be_bytes(*places);
        rest.is_empty().then_some(Self { generation, places, behind })
    }
}

/// Stands for these places, in whichever order they are named.
pub(super) fn places(scopes: &[Scope]) -> u64 {
    let mut names: Vec<String> = scopes.iter().map(|scope| format!("{scope:?}")).collect();
    names.sort();
    let mut hasher = Sha256::new();
    for name in names {
        hasher.update(name.as_bytes());
        hasher.update([0]);
    }
    let hash: [u8; 32] = hasher.finalize().into();
    let [first, second, third, fourth, fifth, sixth, seventh, eighth, ..] = hash;
    u64::from_be_bytes([first, second, third, fourth, fifth, sixth, seventh, eighth])
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::shared::id::DistrictId;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let cursor = Cursor { generation: u64::MAX, places: 7, behind: (i64::MAX, 3) };
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        for wrong in ["", "x", "AAAA", &"A".repeat(44), "bukan kursor"] {
            assert_eq!(Cursor::decode(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn places_are_the_same_in_any_order() {
        let district = Scope::District(DistrictId(Uuid::from_u128(7)));
        let state = Scope::State("01".to_owned());
        let both = places(&[district.clone(), state.clone()]);
        assert_eq!(both, places(&[state.clone(), district]));
        assert_ne!(both, places(&[state]));
    }
}
