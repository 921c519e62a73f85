//! From where somebody goes on who followed notices: a place in the change log, and what was told last.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::DateTime;

use super::model::Notice;
use crate::shared::clock::Instant;

/// So many of those that were told last stand in a cursor: 24 + 20 × 7 bytes are 219 characters,
/// and 256 fit into `Last-Event-ID`.
pub(super) const LAST: usize = 20;

/// A notice as it stands with what it carries: the last 40 bits of its id, which are chance, and a
/// number that rises with each correction and with whatever is new about its activity.
pub(super) type Version = (u64, u16);

pub(super) fn version(notice: &Notice) -> Version {
    let (_, chance) = notice.id.0.as_u64_pair();
    let number = notice.version.saturating_add(notice.carried_version);
    (chance & 0xff_ffff_ffff, u16::try_from(number).unwrap_or(u16::MAX))
}

/// Where somebody stands who follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// Of which history of the database the log's place is; 0 when the log is not to be asked.
    pub generation: u64,
    /// From where the log is read on.
    pub place: i64,
    /// When what was told last came or was corrected: from then on the feed is read where the log
    /// does not reach back.
    pub at: Instant,
    /// What was told last.
    pub told: Vec<Version>,
}

impl Cursor {
    pub fn encode(&self) -> String {
        let mut bytes = Vec::with_capacity(24 + 7 * self.told.len());
        bytes.extend(self.generation.to_be_bytes());
        bytes.extend(self.place.to_be_bytes());
        bytes.extend(self.at.timestamp_millis().to_be_bytes());
        for (id, version) in &self.told {
            bytes.extend(id.to_be_bytes().into_iter().skip(3));
            bytes.extend(version.to_be_bytes());
        }
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    pub fn decode(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let mut rest = bytes.as_slice();
        let generation = u64::from_be_bytes(take(&mut rest)?);
        let place = i64::from_be_bytes(take(&mut rest)?);
        let at = DateTime::from_timestamp_millis(i64::from_be_bytes(take(&mut rest)?))?;
        let mut told = Vec::new();
        while !rest.is_empty() {
            let id = take::<5>(&mut rest)?;
            let id = id.iter().fold(0, |id, byte| (id << 8) | u64::from(*byte));
            told.push((id, u16::from_be_bytes(take(&mut rest)?)));
        }
        (told.len() <= LAST).then_some(Self { generation, place, at, told })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let whole = *rest;
    let (first, after) = whole.split_first_chunk::<N>()?;
    *rest = after;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_fits_into_a_header() {
        let at: Instant = "2026-03-14T04:00:00Z".parse().unwrap();
        for told in [0, 1, LAST] {
            let told = (0..told).map(|_| (0xff_ffff_ffff, 7)).collect();
            let cursor = Cursor { generation: u64::MAX, place: i64::MAX, at, told };
            let text = cursor.encode();
            assert!(text.len() <= 256, "{}", text.len());
            assert_eq!(Cursor::decode(&text), Some(cursor));
        }
        for wrong in ["", "x", "bukan kursor", "AAAA", &"A".repeat(400)] {
            assert_eq!(Cursor::decode(wrong), None, "{wrong}");
        }
    }
}
