//! Patrols, check-ins and tracks as plain values.

use super::{
    doubt::{Doubt, Verdict},
    patrol_doubt::{PatrolDoubt, patrol_doubts},
};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal},
    geo::Position,
    id::{CheckInId, CheckpointId, MediaId, PatrolId, PatrolUnitId, PersonId, ShiftId, TrackId},
};

/// Where a patrol stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PatrolStatus {
    /// On the way.
    Active,
    /// Over. What was recorded before may still come in.
    Ended,
}

/// One patrol of a unit.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Patrol {
    /// The id, made by the phone that started it.
    pub id: PatrolId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// The shift that it belongs to.
    pub shift_id: Option<ShiftId>,
    /// Who started it.
    pub started_by: PersonId,
    /// Where it stands.
    pub status: PatrolStatus,
    /// When it began, corrected.
    pub started_at: Instant,
    /// When it ended, corrected.
    pub ended_at: Option<Instant>,
    /// When the server first heard of it.
    pub opened_at: Instant,
    /// The length of its longest track in metres, once it has ended.
    pub distance_metres: Option<f64>,
    /// How long it took in seconds by its beginning and its end, once it has ended.
    pub duration_seconds: Option<i64>,
    /// For how many seconds its records prove that somebody was on it who was on no other, once that is
    /// reckoned.
    pub proven_seconds: Option<i64>,
    /// How many check-ins there are.
    pub check_in_count: i64,
    /// Who ended it.
    pub ended_by: Option<PersonId>,
    /// When what was recorded was last judged as a whole: soon after the end, and after whatever came
    /// in later.
    pub judged_at: Option<Instant>,
    /// How many fixes were doubted then.
    pub doubted_fixes: Option<i64>,
    /// When only a line was left of its positions, because they were old.
    pub thinned_at: Option<Instant>,
    /// Whether its beginning came from somebody who had left the unit by then, and nobody of the unit has
    /// brought anything of it before its end: it is kept and judged, and nobody is taken to be on the way
    /// with it.
    pub belated: bool,
    /// The doubts that were seen when it began and when somebody joined, as they are kept.
    pub doubts_seen: String,
    /// The doubts that were reckoned of it, as they are kept.
    pub doubts_reckoned: Option<String>,
}

impl Patrol {
    /// Whether people are on the way with it now, as far as anybody knows.
    #[must_use]
    pub fn is_on_its_way(&self) -> bool {
        self.status == PatrolStatus::Active && !self.belated
    }

    /// What is odd about it as a whole.
    #[must_use]
    pub fn doubts(&self) -> Vec<PatrolDoubt> {
        // A report may have begun that nothing is reckoned for yet.
        let reckoned = self.proven_seconds.and(self.doubts_reckoned.as_deref());
        patrol_doubts(&self.doubts_seen, reckoned)
    }
}

/// What tells how wrong a phone's clock is at the moment of sending.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClockEvidence {
    /// The phone's time when it sends.
    pub sent_at: Option<Instant>,
    /// Milliseconds since the phone was switched on, when it sends.
    pub sent_monotonic_ms: Option<i64>,
    /// The latest time that the phone had heard from the server before it recorded any of this:
    /// nothing of it is taken for earlier.
    pub server_time_known: Option<Instant>,
}

/// A patrol begins.
#[derive(Clone, Debug)]
pub struct StartPatrol {
    /// The id, made by the phone.
    pub id: PatrolId,
    /// The unit that patrols.
    pub unit_id: PatrolUnitId,
    /// The shift that it belongs to.
    pub shift_id: Option<ShiftId>,
    /// When it began, by the phone.
    pub started_at: Instant,
    /// Milliseconds since the phone was switched on, when it began.
    pub monotonic_ms: Option<i64>,
    /// What tells how wrong the phone's clock is.
    pub clock: ClockEvidence,
    /// Who else is there: at most 40 people who are volunteers of the unit, or were.
    pub present: Vec<PersonId>,
}

/// A patrol ends.
#[derive(Clone, Copy, Debug)]
pub struct EndPatrol {
    /// The patrol.
    pub id: PatrolId,
    /// When it ended, by the phone.
    pub ended_at: Instant,
    /// Milliseconds since the phone was switched on, when it ended.
    pub monotonic_ms: Option<i64>,
    /// What tells how wrong the phone's clock is.
    pub clock: ClockEvidence,
}

/// How somebody showed that they were somewhere.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CheckInMethod {
    /// By where their phone was.
    #[default]
    Position,
    /// By the code on a checkpoint's sheet.
    Qr,
    /// By a checkpoint's tag.
    Nfc,
    /// By a photo.
    Photo,
}

/// What a phone brings to show that somebody was somewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// How.
    pub method: CheckInMethod,
    /// At which checkpoint they say they were.
    pub checkpoint_id: Option<CheckpointId>,
    /// What the phone scanned, as it was; kept up to 200 characters.
    pub code: Option<String>,
    /// Whether the phone's system says that an app made the position up; nothing when it says nothing.
    pub mock: Option<bool>,
}

/// A check-in as a phone sends it.
#[derive(Clone, Debug)]
pub struct NewCheckIn {
    /// The id, made by the phone.
    pub id: CheckInId,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// How far off the position may be, in metres.
    pub accuracy_metres: Option<f64>,
    /// The name of the checkpoint; kept up to 120 characters.
    pub checkpoint: Option<String>,
    /// What was seen; kept up to 2,000 characters.
    pub note: Option<String>,
    /// When it was recorded, by the phone.
    pub recorded_at: Instant,
    /// Milliseconds since the phone was switched on, when it was recorded.
    pub monotonic_ms: Option<i64>,
    /// What shows that somebody was there.
    pub evidence: Evidence,
    /// Photos of one's own that are ready; others are left out. At most 10.
    pub photos: Vec<MediaId>,
}

/// Check-ins that a phone sends at once.
#[derive(Clone, Debug, Default)]
pub struct CheckInBatch {
    /// At most 500. An item that could not be read is answered with its refusal, in its place.
    pub items: Vec<Result<NewCheckIn, Refusal>>,
    /// What tells how wrong the phone's clock is.
    pub clock: ClockEvidence,
}

/// A check-in as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckIn {
    /// The id.
    pub id: CheckInId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// The patrol.
    pub patrol_id: PatrolId,
    /// Who recorded it.
    pub person_id: PersonId,
    /// Where. Nobody sees it who may not see the patrol's track.
    pub position: Option<Position>,
    /// How far off the position may be, in metres.
    pub accuracy_metres: Option<f64>,
    /// The name of the checkpoint.
    pub checkpoint: Option<String>,
    /// What was seen.
    pub note: Option<String>,
    /// When it was recorded, by the phone.
    pub recorded_at: Instant,
    /// When it was recorded, as far as the server can tell.
    pub corrected_at: Instant,
    /// When the server received it.
    pub received_at: Instant,
    /// What was added to the phone's time, in milliseconds.
    pub clock_offset_ms: i64,
    /// What is odd about it, in the order of the enumeration.
    pub doubts: Vec<Doubt>,
    /// What shows that somebody was there; the checkpoint is that of the code, when it is one of ours.
    pub evidence: Evidence,
    /// Whether the program believes it.
    pub verdict: Verdict,
    /// Whether a person who decided about it believes it.
    pub decided: Option<Verdict>,
}

/// What became of one item of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemOutcome {
    /// It is kept.
    Applied,
    /// It was kept before.
    Duplicate,
    /// Its id was used before for something else, which stays.
    Conflict,
    /// It could not be read.
    Rejected(Refusal),
}

impl ItemOutcome {
    /// Why the item is not kept, of one that came as this one of this list; nothing when it is.
    #[must_use]
    pub fn refusal(&self, (list, place): (&str, usize)) -> Option<Refusal> {
        match self {
            Self::Applied | Self::Duplicate => None,
            Self::Conflict => {
                Some(Refusal::of(ErrorCode::IdTaken).at(format!("{list}.{place}.id")))
            }
            Self::Rejected(refusal) => Some(refusal.clone()),
        }
    }
}

/// One item's answer.
#[derive(Clone, Debug)]
pub struct CheckInResult {
    /// What became of it.
    pub outcome: ItemOutcome,
    /// What stands under its id, when it belongs to this patrol.
    pub check_in: Option<CheckIn>,
}

/// A fix of a track as a phone sends it.
#[derive(Clone, Copy, Debug)]
pub struct NewTrackPoint {
    /// Its number in the track, from 0.
    pub sequence: i64,
    /// The number of its segment, from 0: a new one begins after a gap.
    pub segment: i64,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// How far off the position may be, in metres.
    pub accuracy_metres: Option<f64>,
    /// When it was recorded, by the phone.
    pub recorded_at: Instant,
    /// Milliseconds since the phone was switched on, when it was recorded.
    pub monotonic_ms: Option<i64>,
    /// Whether the phone's system says that an app made the position up; nothing when it says nothing.
    pub mock: Option<bool>,
}

/// Fixes of one track that a phone sends at once.
#[derive(Clone, Debug)]
pub struct TrackBatch {
    /// The track, made by the phone: one phone's way on one patrol.
    pub track_id: TrackId,
    /// At most 2,000. One that could not be read is counted with its refusal.
    pub points: Vec<Result<NewTrackPoint, Refusal>>,
    /// What tells how wrong the phone's clock is.
    pub clock: ClockEvidence,
}

/// Fixes of a batch that were rejected for the same reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedFixes {
    /// Why: of the first of them, with its place in the batch.
    pub refusal: Refusal,
    /// How many they are.
    pub count: u64,
    /// The place of the first of them in the batch, from 0.
    pub first: u64,
}

/// What became of a batch of fixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrackResult {
    /// So many are kept.
    pub applied: u64,
    /// So many are kept since before.
    pub duplicate: u64,
    /// So many have a number under which another fix is kept: they are good as another track.
    pub conflict: u64,
    /// So many cannot be read, do not lie on the globe, or have a number that is none.
    pub rejected: u64,
    /// Why these were rejected: one entry for each code.
    pub rejections: Vec<RejectedFixes>,
}

/// A fix as it is kept.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct TrackPoint {
    /// The track.
    pub track_id: TrackId,
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
    /// Whether the phone's system says that an app made the position up; nothing when it says nothing.
    pub mock: Option<bool>,
}

impl TrackPoint {
    /// Where.
    #[must_use]
    pub fn position(&self) -> Position {
        Position { latitude: self.latitude, longitude: self.longitude }
    }
}

/// A whole patrol, for taking out.
#[derive(Clone, Debug)]
pub struct Line {
    /// The patrol.
    pub patrol: Patrol,
    /// The unit's name.
    pub unit_name: String,
    /// Every fix, by track, segment and number.
    pub points: Vec<TrackPoint>,
    /// Every check-in, by time.
    pub check_ins: Vec<CheckIn>,
}

/// What a reader may do with a patrol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of the policy")]
pub struct PatrolRights {
    /// Record check-ins and a track on it, which for a volunteer of the unit means to join it.
    pub record: bool,
    /// End it.
    pub end: bool,
    /// See where it went.
    pub track: bool,
    /// See where its phones are, while it is on its way.
    pub positions: bool,
}
