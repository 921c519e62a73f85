//! What is judged, by which bounds, and what people decide, as plain values.

use std::sync::Arc;

use serde::Serialize;

use crate::{
    mysrs::{
        checkpoint::{Checkpoint, CodeSays, PastCheckpoint},
        patrol::{Doubt, Step, Verdict},
    },
    shared::{
        clock::Instant,
        geo::Position,
        id::{CheckInDecisionId, CheckInId, CheckpointId, PersonId, TrackId},
    },
};

/// The bounds that hold from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct ProofRule {
    /// The most that an accuracy excuses somebody outside a checkpoint's radius, in metres.
    pub most_excused_metres: i64,
    /// A position that may be off by more than this shows nothing, in metres.
    pub vaguest_metres: i64,
    /// The same person comes to the same checkpoint again after so many seconds.
    pub again_after_seconds: i64,
    /// Nobody is faster, in metres a second.
    pub fastest_metres_a_second: i64,
}

/// By what a patrol is judged: what held when it was walked, however late it is judged.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// The rule of the day on which the server first heard of it.
    pub rule: ProofRule,
    /// The unit's checkpoints, those that have ended with them: one list, however many rules there are.
    pub checkpoints: Arc<[Checkpoint]>,
    /// What these were before they were changed.
    pub past: Arc<[PastCheckpoint]>,
}

/// What somebody scanned at a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// Nothing.
    Nothing,
    /// Something that is no code of ours, or nothing though they say they did.
    Foreign,
    /// A code.
    Code(CodeSays),
}

/// A check-in, as far as it shows whether somebody was there.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The check-in.
    pub id: CheckInId,
    /// Who recorded it.
    pub person: PersonId,
    /// When, corrected.
    pub at: Instant,
    /// Where their phone was.
    pub position: Option<Position>,
    /// How far off the position may be, in metres.
    pub accuracy_metres: Option<f64>,
    /// At which checkpoint they say they were.
    pub checkpoint: Option<CheckpointId>,
    /// What they scanned there.
    pub scanned: Scanned,
    /// Whether the phone's system says that an app made the position up.
    pub mock: bool,
    /// Whether its phone's clock was set meanwhile: when it was, is not surely known.
    pub clock_jumped: bool,
    /// Whether whoever recorded it is noted on the patrol.
    pub on_patrol: bool,
}

/// A fix of a track.
#[derive(Clone, Copy, Debug)]
pub struct Fix {
    /// Whose phone it was.
    pub person: PersonId,
    /// The track.
    pub track: TrackId,
    /// The number of its segment: between two of them the phone was off.
    pub segment: i64,
    /// Its number in the track.
    pub sequence: i64,
    /// When, corrected.
    pub at: Instant,
    /// Where.
    pub position: Position,
    /// How far off the position may be, in metres.
    pub accuracy_metres: Option<f64>,
    /// Whether the phone's system says that an app made the position up.
    pub mock: bool,
}

impl Step for Fix {
    fn track(&self) -> TrackId {
        self.track
    }

    fn segment(&self) -> i64 {
        self.segment
    }

    fn there(&self) -> Position {
        self.position
    }
}

/// What was recorded on a patrol, in any order.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// The check-ins.
    pub seen: Vec<Seen>,
    /// The fixes of every track.
    pub fixes: Vec<Fix>,
    /// When somebody ended the patrol; nothing while it lasts, and when it was ended for them.
    pub ended_at: Option<Instant>,
}

/// What is doubted of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// For each check-in in its place, why; empty when nothing is wrong.
    pub seen: Vec<Vec<Doubt>>,
    /// For each fix in its place, whether nobody can have been there, or an app made it up.
    pub fixes: Vec<bool>,
}

/// What somebody decides about a check-in.
#[derive(Clone, Debug, Serialize)]
pub struct NewDecision {
    /// The check-in.
    pub check_in: CheckInId,
    /// Whether they believe it.
    pub believed: bool,
    /// Why: 3 to 500 characters.
    pub reason: String,
}

impl NewDecision {
    /// The decision as a verdict.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.believed { Verdict::Accepted } else { Verdict::Doubtful }
    }
}

/// What somebody decided about a check-in.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Decision {
    /// The id.
    pub id: CheckInDecisionId,
    /// The check-in.
    pub check_in_id: CheckInId,
    /// Whether they believe it.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub decided_by: PersonId,
    /// Their name, as others see it.
    pub display_name: String,
    /// When.
    pub decided_at: Instant,
}
