//! What was recorded on patrol is never refused for its form: what is wrong with it is left out
//! or cut, and the record is marked for a person; pure.

use chrono::TimeDelta;
use sea_orm::ActiveEnum as _;
use sha2::{Digest, Sha256};

use super::{
    correction::{Corrected, Said, corrected, jumped},
    doubt::{Doubt, Verdict},
    model::{CheckIn, ClockEvidence, Evidence, NewCheckIn, NewTrackPoint, TrackPoint},
};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal},
    geo::{self, Position},
    id::{PatrolId, PatrolUnitId, PersonId, TrackId},
    text,
};

/// The longest name of a checkpoint, in characters.
const CHECKPOINT: usize = 120;
/// The longest note, in characters.
const NOTE: usize = 2_000;
/// The longest text of a code, in characters: ours have 55.
const CODE: usize = 200;
/// What is recorded so long before a patrol begins is still part of it: the briefing.
const BRIEFING: TimeDelta = TimeDelta::minutes(30);
/// The highest number of a fix or a segment: a fix a second for 11 days.
const HIGHEST_NUMBER: i64 = 1_000_000;
/// The most fixes of one patrol: forty phones with a fix every four seconds for five hours. It
/// bounds what reading a patrol's way takes: about 20 MB.
pub(in crate::mysrs) const MOST_FIXES: u64 = 200_000;

/// The most fixes of one person on a patrol: one a second for more than 16 hours. It leaves the others
/// their room.
pub(super) const MOST_FIXES_OF_PERSON: u64 = 60_000;
/// The most check-ins of one patrol: forty phones with one every three minutes for two days. It bounds
/// what judging and sealing a patrol takes. No people reach it on foot; what lies beyond is a program's, and
/// is rejected one by one.
pub(super) const MOST_CHECK_INS: u64 = 40_000;
/// The most check-ins of one person on a patrol: whoever's program runs wild leaves the others their room.
pub(super) const MOST_CHECK_INS_OF_PERSON: u64 = 20_000;

/// So many starts of one person's phones join a patrol of which each has an id of its own: a phone keeps
/// the id that it made, and a new one is made when the app is put on it anew or another phone is taken
/// along. It is the person's and not the patrol's, so that nobody takes the others' room.
pub(super) const MOST_STARTS_JOINED: i64 = 20;

/// Where and by whom something is recorded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recording {
    pub unit: PatrolUnitId,
    pub patrol: PatrolId,
    pub person: PersonId,
    /// Whether they are noted on the patrol.
    pub on_patrol: bool,
    pub started_at: Instant,
    /// When the server first heard of the patrol.
    pub opened_at: Instant,
    /// Whether nobody is taken to be on the way with it, because who began it had left the unit.
    pub belated: bool,
    pub received_at: Instant,
}

/// The check-in as it is kept, with whatever is doubtful about it.
pub(super) fn check_in(new: &NewCheckIn, on: &Recording, clock: &ClockEvidence) -> CheckIn {
    let mut doubts = Vec::new();
    let (position, accuracy_metres) =
        there((new.latitude, new.longitude), new.accuracy_metres, &mut doubts);
    let (checkpoint, checkpoint_cut) = fitted(new.checkpoint.as_deref(), CHECKPOINT);
    let (note, note_cut) = fitted(new.note.as_deref(), NOTE);
    // A code is compared whole, so what was cut from one is not worth a word.
    let (code, _) = fitted(new.evidence.code.as_deref(), CODE);
    note_unless(!checkpoint_cut && !note_cut, Doubt::TextCut, &mut doubts);
    let said = Said { at: new.recorded_at, monotonic_ms: new.monotonic_ms };
    let time = timed(said, clock, on, &mut doubts);
    note_unless(on.on_patrol, Doubt::NotOnPatrol, &mut doubts);
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
        verdict: Verdict::of(&doubts),
        doubts,
        evidence: Evidence { code, ..new.evidence.clone() },
        decided: None,
    }
}

/// When something was recorded, as far as the server can tell; what is doubtful about that is noted.
/// Whether it was after the end is seen once there is one, when the patrol is judged.
pub(super) fn timed(
    said: Said,
    clock: &ClockEvidence,
    on: &Recording,
    doubts: &mut Vec<Doubt>,
) -> Corrected {
    let time = corrected(said, clock, on.received_at);
    note_unless(!time.is_doubtful(), Doubt::ClockWrong, doubts);
    note_unless(time.at >= on.started_at - BRIEFING, Doubt::TimeImplausible, doubts);
    note_unless(!jumped(said, clock), Doubt::ClockJumped, doubts);
    time
}

/// Where somebody was and how exactly, as far as that can be; what cannot be is left out and noted.
pub(super) fn there(
    (latitude, longitude): (Option<f64>, Option<f64>),
    accuracy_metres: Option<f64>,
    doubts: &mut Vec<Doubt>,
) -> (Option<Position>, Option<f64>) {
    let position = match (latitude, longitude) {
        (None, None) => None,
        (latitude, longitude) => {
            let there = latitude.zip(longitude).and_then(|(lat, lon)| Position::known(lat, lon));
            note_unless(there.is_some(), Doubt::PositionInvalid, doubts);
            there
        }
    };
    let kept = geo::accuracy(accuracy_metres);
    note_unless(kept.is_some() == accuracy_metres.is_some(), Doubt::AccuracyInvalid, doubts);
    (position, kept)
}

pub(super) fn note_unless(sound: bool, doubt: Doubt, doubts: &mut Vec<Doubt>) {
    if !sound {
        doubts.push(doubt);
    }
}

pub(super) fn fitted(text: Option<&str>, limit: usize) -> (Option<String>, bool) {
    text.map_or((None, false), |text| text::fitted(text, limit))
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
    // Nothing for what phones did not send before: their repeats are still known.
    if new.evidence != Evidence::default() || !new.photos.is_empty() {
        let evidence = &new.evidence;
        let (method, code) = (evidence.method.to_value(), evidence.code.as_deref());
        hash.update([u8::from(code.is_some()), evidence.mock.map_or(2, u8::from)]);
        for text in [method.as_str(), code.unwrap_or_default()] {
            hash.update(text.len().to_be_bytes());
            hash.update(text.as_bytes());
        }
        let named = evidence.checkpoint_id.map(|id| id.0).into_iter();
        for id in named.chain(new.photos.iter().map(|id| id.0)) {
            hash.update(id.as_bytes());
        }
    }
    hash.finalize().into()
}

/// The fix as it is kept; a refusal when it does not lie on the globe or its numbers are none.
pub(super) fn track_point(
    new: &NewTrackPoint,
    track: TrackId,
    clock: &ClockEvidence,
    received_at: Instant,
) -> Result<TrackPoint, Refusal> {
    let position = Position::known(new.latitude, new.longitude)
        .ok_or_else(|| Refusal::of(ErrorCode::PositionInvalid).at("coordinates"))?;
    for (number, field) in [(new.sequence, "sequence"), (new.segment, "segment")] {
        if !(0..=HIGHEST_NUMBER).contains(&number) {
            let refusal = Refusal::of(ErrorCode::OutOfRange).at(field);
            return Err(refusal.with("least", 0).with("most", HIGHEST_NUMBER));
        }
    }
    let said = Said { at: new.recorded_at, monotonic_ms: new.monotonic_ms };
    let time = corrected(said, clock, received_at);
    Ok(TrackPoint {
        track_id: track,
        sequence: new.sequence,
        segment: new.segment,
        latitude: position.latitude,
        longitude: position.longitude,
        accuracy_metres: geo::accuracy(new.accuracy_metres),
        recorded_at: time.said,
        corrected_at: time.at,
        mock: new.mock,
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::shared::id::{CheckInId, MediaId};

    fn on() -> Recording {
        let received_at = DateTime::from_timestamp_millis(1_790_000_000_000).unwrap();
        Recording {
            unit: PatrolUnitId(Uuid::nil()),
            patrol: PatrolId(Uuid::nil()),
            person: PersonId(Uuid::nil()),
            on_patrol: true,
            started_at: received_at - TimeDelta::hours(1),
            opened_at: received_at - TimeDelta::hours(1),
            belated: false,
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
            evidence: Evidence::default(),
            photos: Vec::new(),
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
        for (latitude, longitude) in [
            (Some(91.0), Some(0.0)),
            (Some(f64::NAN), Some(0.0)),
            (Some(3.0), None),
            (Some(0.0), Some(-0.0)),
        ] {
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
    fn what_somebody_records_who_was_not_there_is_doubted() {
        let kept =
            check_in(&new(), &Recording { on_patrol: false, ..on() }, &ClockEvidence::default());
        assert_eq!((kept.doubts, kept.verdict), (vec![Doubt::NotOnPatrol], Verdict::Doubtful));
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
            NewCheckIn { evidence: Evidence { mock: Some(false), ..Evidence::default() }, ..new() },
            NewCheckIn { photos: vec![MediaId(Uuid::nil())], ..new() },
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
            mock: None,
        };
        let kept = |fix: NewTrackPoint| {
            let track = TrackId(Uuid::nil());
            track_point(&fix, track, &ClockEvidence::default(), on().received_at)
        };
        let why = |fix: NewTrackPoint| {
            let refusal = kept(fix).unwrap_err();
            (refusal.code, refusal.field.unwrap_or_default())
        };
        assert!(kept(fix).is_ok());
        let nowhere = (ErrorCode::PositionInvalid, "coordinates".to_owned());
        assert_eq!(why(NewTrackPoint { latitude: 200.0, ..fix }), nowhere);
        assert_eq!(why(NewTrackPoint { latitude: 0.0, longitude: 0.0, ..fix }), nowhere);
        let unnumbered = (ErrorCode::OutOfRange, "sequence".to_owned());
        assert_eq!(why(NewTrackPoint { sequence: -1, ..fix }), unnumbered);
    }
}
