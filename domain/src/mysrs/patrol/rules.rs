//! What was recorded on patrol is never refused for its form: what is wrong with it is left out
//! or cut, and the record is marked for a person; pure.

use chrono::TimeDelta;
use sha2::{Digest, Sha256};

use super::{
    correction::{Said, corrected},
    model::{CheckIn, ClockEvidence, Doubt, NewCheckIn, NewTrackPoint, TrackPoint},
};
use crate::shared::{
    clock::Instant,
    geo::Position,
    id::{PatrolId, PatrolUnitId, PersonId, TrackId},
    text,
};

/// The longest name of a checkpoint, in characters.
const CHECKPOINT: usize = 120;
/// The longest note, in characters.
const NOTE: usize = 2_000;
/// The worst accuracy that says anything, in metres.
const WORST_ACCURACY: f64 = 100_000.0;
/// What is recorded so long before a patrol begins is still part of it: the briefing.
const BRIEFING: TimeDelta = TimeDelta::minutes(30);
/// The highest number of a fix or a segment: a fix a second for 11 days.
const HIGHEST_NUMBER: i64 = 1_000_000;
/// The most fixes of one patrol: forty phones with a fix every four seconds for five hours. It
/// bounds what reading a patrol's way takes: about 20 MB.
pub(super) const MOST_FIXES: u64 = 200_000;

/// Where and by whom something is recorded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recording {
    pub unit: PatrolUnitId,
    pub patrol: PatrolId,
    pub person: PersonId,
    pub started_at: Instant,
    pub received_at: Instant,
}

/// The check-in as it is kept, with whatever is doubtful about it.
pub(super) fn check_in(new: &NewCheckIn, on: &Recording, clock: &ClockEvidence) -> CheckIn {
    let mut doubts = Vec::new();
    let position = match (new.latitude, new.longitude) {
        (None, None) => None,
        (latitude, longitude) => {
            let there = latitude.zip(longitude).and_then(|(lat, lon)| Position::on_globe(lat, lon));
            note_unless(there.is_some(), Doubt::PositionInvalid, &mut doubts);
            there
        }
    };
    let accuracy_metres = accuracy(new.accuracy_metres);
    let accuracy_kept = accuracy_metres.is_some() == new.accuracy_metres.is_some();
    note_unless(accuracy_kept, Doubt::AccuracyInvalid, &mut doubts);
    let (checkpoint, checkpoint_cut) = fitted(new.checkpoint.as_deref(), CHECKPOINT);
    let (note, note_cut) = fitted(new.note.as_deref(), NOTE);
    note_unless(!checkpoint_cut && !note_cut, Doubt::TextCut, &mut doubts);
    let said = Said { at: new.recorded_at, monotonic_ms: new.monotonic_ms };
    let time = corrected(said, clock, on.received_at);
    note_unless(!time.is_doubtful(), Doubt::ClockWrong, &mut doubts);
    note_unless(time.at >= on.started_at - BRIEFING, Doubt::TimeImplausible, &mut doubts);
    CheckIn {
        id: new.id,
        unit_id: on.unit,
        patrol_id: on.patrol,
        person_id: on.person,
        position,
        accuracy_metres,
        checkpoint,
        note,
        recorded_at: time.said,
        corrected_at: time.at,
        received_at: on.received_at,
        clock_offset_ms: time.offset_ms,
        doubts,
    }
}

fn note_unless(sound: bool, doubt: Doubt, doubts: &mut Vec<Doubt>) {
    if !sound {
        doubts.push(doubt);
    }
}

fn fitted(text: Option<&str>, limit: usize) -> (Option<String>, bool) {
    text.map_or((None, false), |text| text::fitted(text, limit))
}

fn accuracy(metres: Option<f64>) -> Option<f64> {
    metres.filter(|metres| (0.0..=WORST_ACCURACY).contains(metres))
}

/// What tells the same check-in sent twice from another one under the same id: everything that
/// the phone recorded, and nothing of how it was sent.
pub(super) fn content_hash(new: &NewCheckIn, patrol: PatrolId) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(patrol.0.as_bytes());
    for number in [new.latitude, new.longitude, new.accuracy_metres] {
        hash.update([u8::from(number.is_some())]);
        hash.update(number.unwrap_or_default().to_bits().to_be_bytes());
    }
    for text in [new.checkpoint.as_deref(), new.note.as_deref()] {
        hash.update([u8::from(text.is_some())]);
        let text = text.unwrap_or_default();
        hash.update(text.len().to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.update(new.recorded_at.timestamp_millis().to_be_bytes());
    hash.finalize().into()
}

/// The fix as it is kept; nothing when it does not lie on the globe or its numbers are none.
pub(super) fn track_point(
    new: &NewTrackPoint,
    track: TrackId,
    clock: &ClockEvidence,
    received_at: Instant,
) -> Option<TrackPoint> {
    let position = Position::on_globe(new.latitude, new.longitude)?;
    let numbered = [new.sequence, new.segment].iter().all(|n| (0..=HIGHEST_NUMBER).contains(n));
    let said = Said { at: new.recorded_at, monotonic_ms: new.monotonic_ms };
    let time = corrected(said, clock, received_at);
    numbered.then_some(TrackPoint {
        track_id: track,
        sequence: new.sequence,
        segment: new.segment,
        latitude: position.latitude,
        longitude: position.longitude,
        accuracy_metres: accuracy(new.accuracy_metres),
        recorded_at: time.said,
        corrected_at: time.at,
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::shared::id::CheckInId;

    fn on() -> Recording {
        let received_at = DateTime::from_timestamp_millis(1_790_000_000_000).unwrap();
        Recording {
            unit: PatrolUnitId(Uuid::nil()),
            patrol: PatrolId(Uuid::nil()),
            person: PersonId(Uuid::nil()),
            started_at: received_at - TimeDelta::hours(1),
            received_at,
        }
    }

    fn new() -> NewCheckIn {
        NewCheckIn {
            id: CheckInId(Uuid::nil()),
            latitude: Some(3.15),
            longitude: Some(101.69),
            accuracy_metres: Some(8.0),
            checkpoint: Some("Surau Al-Ikhlas".to_owned()),
            note: None,
            recorded_at: on().received_at,
            monotonic_ms: None,
        }
    }

    fn kept(new: &NewCheckIn) -> CheckIn {
        check_in(new, &on(), &ClockEvidence::default())
    }

    #[test]
    fn a_sound_check_in_is_kept_as_it_is() {
        let kept = kept(&new());
        assert_eq!(kept.doubts, []);
        assert_eq!(kept.position, Position::on_globe(3.15, 101.69));
        assert_eq!(kept.checkpoint.as_deref(), Some("Surau Al-Ikhlas"));
    }

    #[test]
    fn a_position_off_the_globe_is_left_out_and_doubted() {
        for (latitude, longitude) in
            [(Some(91.0), Some(0.0)), (Some(f64::NAN), Some(0.0)), (Some(3.0), None)]
        {
            let kept = kept(&NewCheckIn { latitude, longitude, ..new() });
            assert_eq!((kept.position, kept.doubts), (None, vec![Doubt::PositionInvalid]));
        }
        let none = kept(&NewCheckIn { latitude: None, longitude: None, ..new() });
        assert_eq!((none.position, none.doubts), (None, Vec::new()));
    }

    #[test]
    fn texts_are_cut_and_times_doubted() {
        let odd = kept(&NewCheckIn {
            note: Some("a".repeat(2_001)),
            accuracy_metres: Some(-1.0),
            recorded_at: on().started_at - TimeDelta::days(1),
            ..new()
        });
        assert_eq!(odd.note.map(|note| note.len()), Some(2_000));
        assert_eq!(odd.doubts, [Doubt::AccuracyInvalid, Doubt::TextCut, Doubt::TimeImplausible]);
    }

    #[test]
    fn the_same_content_has_the_same_hash() {
        let patrol = PatrolId(Uuid::nil());
        let again = NewCheckIn { monotonic_ms: Some(5), ..new() };
        assert_eq!(content_hash(&new(), patrol), content_hash(&again, patrol));
        let others = [
            NewCheckIn { note: Some(String::new()), ..new() },
            NewCheckIn { checkpoint: None, note: new().checkpoint, ..new() },
            NewCheckIn { latitude: Some(3.16), ..new() },
        ];
        for other in others {
            assert_ne!(content_hash(&new(), patrol), content_hash(&other, patrol));
        }
    }

    #[test]
    fn a_fix_needs_a_place_and_numbers() {
        let fix = NewTrackPoint {
            sequence: 0,
            segment: 0,
            latitude: 3.15,
            longitude: 101.69,
            accuracy_metres: None,
            recorded_at: on().received_at,
            monotonic_ms: None,
        };
        let kept = |fix: NewTrackPoint| {
            let track = TrackId(Uuid::nil());
            track_point(&fix, track, &ClockEvidence::default(), on().received_at)
        };
        assert!(kept(fix).is_some());
        assert!(kept(NewTrackPoint { latitude: 200.0, ..fix }).is_none());
        assert!(kept(NewTrackPoint { sequence: -1, ..fix }).is_none());
    }
}
