//! A fix of a track as it is sealed, and as it stands in an exported file; pure.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{digest, row::time};
use crate::shared::{
    clock::Instant,
    id::{PersonId, TrackId},
};

/// What stands before the fixes of a chunk.
const BEGINNING: &[u8] = b"krt patrol fixes";

/// A fix of a track.
#[derive(Clone, Copy, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Fix {
    /// The track.
    pub track_id: TrackId,
    /// Whose phone recorded it.
    pub person_id: PersonId,
    /// Its number in the track.
    pub sequence: i64,
    /// The number of its segment.
    pub segment: i64,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// How far off the position may be, in metres.
    pub accuracy_metres: Option<f64>,
    /// When it was recorded, by the phone.
    pub recorded_at: Instant,
    /// When it was recorded, as far as the server can tell.
    pub corrected_at: Instant,
    /// When the server received it.
    pub received_at: Instant,
    /// Whether the phone's system said that an app made the position up; nothing when it said nothing.
    pub mock: Option<bool>,
}

/// The hash of a chunk before its first fix.
pub(super) fn beginning() -> Sha256 {
    let mut hasher = Sha256::new();
    hasher.update(BEGINNING);
    hasher
}

impl Fix {
    /// Adds it to the hash of its chunk: 98 bytes, or 90 when nothing is known of its accuracy.
    pub(super) fn put(&self, hasher: &mut Sha256) {
        hasher.update([digest::VERSION]);
        hasher.update(self.track_id.0.as_bytes());
        hasher.update(self.person_id.0.as_bytes());
        hasher.update(self.sequence.to_be_bytes());
        hasher.update(self.segment.to_be_bytes());
        hasher.update(self.latitude.to_bits().to_be_bytes());
        hasher.update(self.longitude.to_bits().to_be_bytes());
        hasher.update([self.known()]);
        if let Some(metres) = self.accuracy_metres {
            hasher.update(metres.to_bits().to_be_bytes());
        }
        for at in [self.recorded_at, self.corrected_at, self.received_at] {
            hasher.update(at.timestamp_micros().to_be_bytes());
        }
    }

    /// A byte that says what is known beside the place: 1 how exact it is, 2 that no app made it up, 4
    /// that one did. A phone that says nothing of the last leaves what it always was.
    fn known(&self) -> u8 {
        let mock = self.mock.map_or(0, |mock| if mock { 4 } else { 2 });
        u8::from(self.accuracy_metres.is_some()) + mock
    }
}

/// A fix as a line of a file. Degrees and metres stand as text: the digits are those of the number
/// that was sealed, and no reader rounds them.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FixLine {
    line: String,
    track_id: TrackId,
    person_id: PersonId,
    sequence: i64,
    segment: i64,
    latitude: String,
    longitude: String,
    accuracy_metres: Option<String>,
    recorded_at: String,
    corrected_at: String,
    received_at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mock: Option<bool>,
}

impl FixLine {
    pub(super) const KIND: &'static str = "fix";

    pub(super) fn of(fix: &Fix) -> Self {
        Self {
            line: Self::KIND.to_owned(),
            track_id: fix.track_id,
            person_id: fix.person_id,
            sequence: fix.sequence,
            segment: fix.segment,
            latitude: fix.latitude.to_string(),
            longitude: fix.longitude.to_string(),
            accuracy_metres: fix.accuracy_metres.map(|metres| metres.to_string()),
            recorded_at: time(fix.recorded_at),
            corrected_at: time(fix.corrected_at),
            received_at: time(fix.received_at),
            mock: fix.mock,
        }
    }

    /// The fix; none when a number or a time cannot be read.
    pub(super) fn fix(&self) -> Option<Fix> {
        let at =
            |text: &str| DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc));
        let accuracy_metres = match &self.accuracy_metres {
            None => None,
            Some(metres) => Some(metres.parse().ok()?),
        };
        Some(Fix {
            track_id: self.track_id,
            person_id: self.person_id,
            sequence: self.sequence,
            segment: self.segment,
            latitude: self.latitude.parse().ok()?,
            longitude: self.longitude.parse().ok()?,
            accuracy_metres,
            recorded_at: at(&self.recorded_at)?,
            corrected_at: at(&self.corrected_at)?,
            received_at: at(&self.received_at)?,
            mock: self.mock,
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;

    fn fix() -> Fix {
        Fix {
            track_id: TrackId(Uuid::from_u128(1)),
            person_id: PersonId(Uuid::from_u128(2)),
            sequence: 3,
            segment: 0,
            latitude: 1.540_000_000_000_000_3,
            longitude: 103.65,
            accuracy_metres: Some(6.1),
            recorded_at: DateTime::UNIX_EPOCH,
            corrected_at: DateTime::UNIX_EPOCH,
            received_at: DateTime::UNIX_EPOCH,
            mock: None,
        }
    }

    fn digest_of(fix: &Fix) -> [u8; 32] {
        let mut hasher = beginning();
        fix.put(&mut hasher);
        hasher.finalize().into()
    }

    #[test]
    fn every_part_of_a_fix_counts() {
        let later = DateTime::UNIX_EPOCH + TimeDelta::microseconds(1);
        let mut digests: Vec<[u8; 32]> = [
            fix(),
            Fix { track_id: TrackId(Uuid::from_u128(9)), ..fix() },
            Fix { person_id: PersonId(Uuid::from_u128(9)), ..fix() },
            Fix { sequence: 4, ..fix() },
            Fix { segment: 1, ..fix() },
            Fix { latitude: 1.54, ..fix() },
            Fix { longitude: 103.66, ..fix() },
            Fix { accuracy_metres: None, ..fix() },
            Fix { accuracy_metres: Some(0.0), ..fix() },
            Fix { recorded_at: later, ..fix() },
            Fix { corrected_at: later, ..fix() },
            Fix { received_at: later, ..fix() },
            Fix { mock: Some(false), ..fix() },
            Fix { mock: Some(true), ..fix() },
        ]
        .iter()
        .map(digest_of)
        .collect();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), 14);
    }

    #[test]
    fn a_fix_survives_the_file_to_its_last_bit() {
        let made_up = Fix { mock: Some(true), ..fix() };
        let line = serde_json::to_string(&FixLine::of(&made_up)).unwrap();
        let read: FixLine = serde_json::from_str(&line).unwrap();
        assert_eq!(digest_of(&read.fix().unwrap()), digest_of(&made_up));
        let text = serde_json::to_string(&FixLine::of(&fix())).unwrap();
        let read: FixLine = serde_json::from_str(&text).unwrap();
        assert_eq!(digest_of(&read.fix().unwrap()), digest_of(&fix()));
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        let odd = text.replace("\"line\"", "\"note\":\"x\",\"line\"");
        assert!(serde_json::from_str::<FixLine>(&odd).is_err(), "nothing is added to a fix");
    }
}
