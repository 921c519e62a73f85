//! Who came.

use super::answer::Somebody;
use crate::shared::{
    clock::Instant,
    error::Refusal,
    id::{ActivityId, PersonId},
};

/// Whether somebody was there, as a phone recorded it.
#[derive(Clone, Copy, Debug)]
pub struct NewPresence {
    /// Who.
    pub person_id: PersonId,
    /// When this was seen, by the phone's clock.
    pub at: Instant,
    /// Whether they were there.
    pub present: bool,
}

/// How many were there who have no account, as a phone recorded it.
#[derive(Clone, Copy, Debug)]
pub struct Headcount {
    /// So many, 0 to 100,000.
    pub number: i64,
    /// When they were counted, by the phone's clock.
    pub at: Instant,
}

/// What a phone recorded on the day.
#[derive(Clone, Debug)]
pub struct NewAttendance {
    /// The activity.
    pub activity_id: ActivityId,
    /// The phone's time at the moment of sending: how wrong its clock is.
    pub sent_at: Option<Instant>,
    /// Who was there, and who was not, at most 200; why an item could not be read stands in its place.
    pub people: Vec<Result<NewPresence, Refusal>>,
    /// How many were there who have no account.
    pub headcount: Option<Headcount>,
}

/// What became of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PresenceOutcome {
    /// It stands now.
    Applied,
    /// It stood before.
    Duplicate,
    /// Something that was seen later stands.
    Superseded,
    /// It cannot be kept.
    Rejected(Refusal),
}

/// One item's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresenceResult {
    /// What became of it.
    pub outcome: PresenceOutcome,
    /// When it was seen, as far as the server can tell.
    pub noted_at: Option<Instant>,
}

/// Somebody who was there, or was looked for and not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// Who.
    pub person: Somebody,
    /// Whether they were there.
    pub present: bool,
    /// When that was seen.
    pub noted_at: Instant,
}
