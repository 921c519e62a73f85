//! What phones send.

use async_graphql::{ID, InputObject};
use domain::{
    Refusal,
    mysrs::patrol::{self, ClockEvidence, Evidence},
};

use super::{proof::CheckInMethod, way::item};
use crate::graphql::{scalars::DateTime, values::CoordinatesInput};

/// Milliseconds as phones count them; a number that is none counts as not given.
pub(super) fn whole(milliseconds: Option<f64>) -> Option<i64> {
    patrol::milliseconds(milliseconds)
}

/// What tells the server how wrong a phone's clock is: times are corrected by it, never refused. It is said
/// anew at each attempt: with a body that was kept and goes out again hours later, everything in it would
/// seem to be recorded hours later. Whoever sends kept bodies leaves it out.
#[derive(Clone, Copy, Debug, Default, InputObject)]
pub struct PhoneClockInput {
    /// The phone's time at the moment of sending.
    sent_at: Option<DateTime>,
    /// Milliseconds since the phone was switched on, at the moment of sending, also those while it slept:
    /// `SystemClock.elapsedRealtime()` on Android, `clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW)` on iOS. By a
    /// count that stands still in between, whatever was recorded before would seem to be later, and its
    /// clock to have been set.
    sent_monotonic_ms: Option<f64>,
    /// The latest time that the phone had heard from the server before it recorded any of this;
    /// nothing of it is taken for earlier.
    server_time_known: Option<DateTime>,
}

/// The evidence of an input, or none.
pub(super) fn evidence(clock: Option<PhoneClockInput>) -> ClockEvidence {
    let clock = clock.unwrap_or_default();
    ClockEvidence {
        sent_at: clock.sent_at.map(|at| at.0),
        sent_monotonic_ms: whole(clock.sent_monotonic_ms),
        server_time_known: clock.server_time_known.map(|at| at.0),
    }
}

/// A shift to be published.
#[derive(InputObject)]
pub struct ShiftPublishInput {
    /// The id (`shift_…`), when the phone makes it: the same id again brings the same shift.
    pub(super) id: Option<ID>,
    /// The unit that patrols.
    pub(super) unit_id: ID,
    /// From when.
    pub(super) starts_at: DateTime,
    /// Until when: after the beginning, by at most what the rule allows (12 hours).
    pub(super) ends_at: DateTime,
    /// Where it meets, at most 120 characters.
    pub(super) place: String,
    /// Who patrols: the persons' ids of 1 to 40 volunteers of the unit.
    pub(super) member_ids: Vec<ID>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A patrol begins.
#[derive(InputObject)]
pub struct PatrolStartInput {
    /// The id (`patrol_…`), made by the phone: the same id again brings the same patrol. The phone
    /// records under the id that the answer gives.
    pub(super) id: ID,
    /// The unit that patrols.
    pub(super) unit_id: ID,
    /// The shift that it belongs to; one that is not on within two hours of the beginning (a dated rule)
    /// is left out, with a doubt on the patrol.
    pub(super) shift_id: Option<ID>,
    /// When it began, by the phone's clock.
    pub(super) started_at: DateTime,
    /// Milliseconds since the phone was switched on, when it began.
    monotonic_ms: Option<f64>,
    /// Who else is there: the persons' ids of at most 40 people who are volunteers of the unit, or were:
    /// a phone without signal does not hear of whoever leaves. Whoever had left the unit before the patrol
    /// began is left out, and the patrol is kept.
    #[graphql(default)]
    pub(super) present_ids: Vec<ID>,
    /// What tells how wrong the phone's clock is.
    pub(super) clock: Option<PhoneClockInput>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl PatrolStartInput {
    pub(super) fn monotonic_ms(&self) -> Option<i64> {
        whole(self.monotonic_ms)
    }
}

/// A patrol ends.
#[derive(InputObject)]
pub struct PatrolEndInput {
    /// The patrol.
    pub(super) id: ID,
    /// When it ended, by the phone's clock. When that, corrected, lies before its beginning, the patrol
    /// ends when the server hears of it, with the doubt `END_BEFORE_START`; when it lies at most two
    /// minutes before and nothing was recorded since, it ends as it began.
    pub(super) ended_at: DateTime,
    /// Milliseconds since the phone was switched on, when it ended.
    monotonic_ms: Option<f64>,
    /// What tells how wrong the phone's clock is.
    pub(super) clock: Option<PhoneClockInput>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl PatrolEndInput {
    pub(super) fn monotonic_ms(&self) -> Option<i64> {
        whole(self.monotonic_ms)
    }
}

/// A check-in as a phone recorded it. Nothing about its form is refused: a position off the globe
/// is left out, a long text is cut, and the check-in is kept with its `doubts`.
#[derive(InputObject)]
pub struct CheckInInput {
    /// The id (`checkin_…`), made by the phone when it is recorded.
    id: ID,
    /// Where.
    coordinates: Option<CoordinatesInput>,
    /// How far off the position may be, in metres.
    accuracy_metres: Option<f64>,
    /// The name of the checkpoint; kept up to 120 characters.
    checkpoint: Option<String>,
    /// What was seen; kept up to 2,000 characters.
    note: Option<String>,
    /// When it was recorded, by the phone's clock.
    recorded_at: DateTime,
    /// Milliseconds since the phone was switched on, when it was recorded: with the clock's
    /// `sentMonotonicMs` the time is right whatever the clock said.
    monotonic_ms: Option<f64>,
    /// How it shows that somebody was there; by position, when nothing is said.
    method: Option<CheckInMethod>,
    /// At which checkpoint (`checkpoint_…`), when the phone knows it; a scanned code says it itself.
    checkpoint_id: Option<ID>,
    /// What was scanned, as it is; kept up to 200 characters. It is not shown again.
    code: Option<String>,
    /// Whether the phone's system says that an app made the position up.
    mock: Option<bool>,
    /// Photos of one's own that are uploaded (`mediaUploadCreate`): at most 10; one that is not ready
    /// is left out. Later ones come with `patrolEventRecord`.
    #[graphql(default)]
    photo_ids: Vec<ID>,
}

impl CheckInInput {
    /// The check-in, or why its id is none: then only this item is rejected.
    pub(super) fn read(self, place: usize) -> Result<patrol::NewCheckIn, Refusal> {
        let at = |field: &str| format!("checkIns.{place}.{field}");
        Ok(patrol::NewCheckIn {
            id: item::id(&self.id, || at("id"))?,
            evidence: Evidence {
                method: self.method.map(Into::into).unwrap_or_default(),
                checkpoint_id: item::maybe(self.checkpoint_id.as_ref(), || at("checkpointId"))?,
                code: self.code,
                mock: self.mock,
            },
            photos: self
                .photo_ids
                .iter()
                .map(|photo| item::id(photo, || at("photoIds")))
                .collect::<Result<_, _>>()?,
            latitude: self.coordinates.map(|there| there.latitude),
            longitude: self.coordinates.map(|there| there.longitude),
            accuracy_metres: self.accuracy_metres,
            checkpoint: self.checkpoint,
            note: self.note,
            recorded_at: self.recorded_at.0,
            monotonic_ms: whole(self.monotonic_ms),
        })
    }
}

/// Check-ins of one patrol, one or many.
#[derive(InputObject)]
pub struct CheckInRecordInput {
    /// The patrol.
    pub(super) patrol_id: ID,
    /// The check-ins, at most 500.
    pub(super) check_ins: Vec<CheckInInput>,
    /// What tells how wrong the phone's clock is.
    pub(super) clock: Option<PhoneClockInput>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A fix of a track.
#[derive(InputObject)]
pub struct TrackPointInput {
    /// Its number in the track, from 0: the same number again is a duplicate.
    sequence: i32,
    /// The number of its segment, from 0: a new one begins after a gap.
    #[graphql(default)]
    segment: i32,
    /// Where; a fix off the globe is rejected.
    coordinates: CoordinatesInput,
    /// How far off the position may be, in metres.
    accuracy_metres: Option<f64>,
    /// When it was recorded, by the phone's clock.
    recorded_at: DateTime,
    /// Milliseconds since the phone was switched on, when it was recorded.
    monotonic_ms: Option<f64>,
    /// Whether the phone's system says that an app made the position up; nothing when it says nothing. Such
    /// a fix is kept, and proves nothing.
    mock: Option<bool>,
}

impl From<TrackPointInput> for patrol::NewTrackPoint {
    fn from(input: TrackPointInput) -> Self {
        Self {
            sequence: input.sequence.into(),
            segment: input.segment.into(),
            latitude: input.coordinates.latitude,
            longitude: input.coordinates.longitude,
            accuracy_metres: input.accuracy_metres,
            recorded_at: input.recorded_at.0,
            monotonic_ms: whole(input.monotonic_ms),
            mock: input.mock,
        }
    }
}

/// Fixes of one phone's track on one patrol.
#[derive(InputObject)]
pub struct TrackRecordInput {
    /// The patrol.
    pub(super) patrol_id: ID,
    /// The track (`track_…`), made by the phone: one for each patrol.
    pub(super) track_id: ID,
    /// The fixes, at most 2,000, in any order.
    pub(super) points: Vec<TrackPointInput>,
    /// What tells how wrong the phone's clock is.
    pub(super) clock: Option<PhoneClockInput>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}
