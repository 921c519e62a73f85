//! What phones are answered.

use async_graphql::{Enum, SimpleObject};
use domain::{
    Ctx,
    mysrs::patrol::{self, ItemOutcome},
};

use super::{CheckIn, Patrol, Shift};
use crate::graphql::outcome::UserError;

/// A shift, or why there is none.
#[derive(SimpleObject)]
pub struct ShiftPayload {
    /// The shift.
    pub(super) shift: Option<Shift>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// A patrol, or why there is none.
#[derive(SimpleObject)]
pub struct PatrolPayload {
    /// The patrol.
    pub(super) patrol: Option<Patrol>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// What became of one item of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RecordOutcome {
    /// It is kept.
    Applied,
    /// It was kept before: nothing changed.
    Duplicate,
    /// Its id was used before for something else, which stays: sent under another id it is kept.
    Conflict,
    /// It could not be read; `error` says why. Sending it again helps nothing.
    Rejected,
}

impl RecordOutcome {
    pub(super) fn of(outcome: &ItemOutcome) -> Self {
        match outcome {
            ItemOutcome::Applied => Self::Applied,
            ItemOutcome::Duplicate => Self::Duplicate,
            ItemOutcome::Conflict => Self::Conflict,
            ItemOutcome::Rejected(_) => Self::Rejected,
        }
    }
}

/// One check-in's answer.
#[derive(SimpleObject)]
pub struct CheckInResult {
    /// What became of it. Whatever it is, the phone need not send it again.
    pub(super) outcome: RecordOutcome,
    /// What stands under its id, when it belongs to this patrol.
    pub(super) check_in: Option<CheckIn>,
    /// Why it was rejected, or `ID_TAKEN` of a conflict.
    pub(super) error: Option<UserError>,
}

impl CheckInResult {
    pub(super) fn of(place: usize, result: patrol::CheckInResult, ctx: &Ctx) -> Self {
        let refusal = result.outcome.refusal(("checkIns", place));
        let error = refusal.map(|refusal| UserError::of(&refusal, ctx));
        let outcome = RecordOutcome::of(&result.outcome);
        Self { outcome, check_in: result.check_in.map(CheckIn), error }
    }
}

/// What became of each check-in.
#[derive(SimpleObject)]
pub struct CheckInRecordPayload {
    /// One answer for each check-in, in their order; empty when the whole was refused.
    pub(super) results: Vec<CheckInResult>,
    /// Why the whole was refused.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// Fixes that were rejected for the same reason.
#[derive(SimpleObject)]
pub struct TrackRejection {
    /// Why, with the field of the first of them. Sending these again helps nothing.
    error: UserError,
    /// How many they are.
    count: u64,
    /// The place of the first of them in `points`, from 0.
    first_index: u64,
}

impl TrackRejection {
    pub(super) fn of(rejected: &patrol::RejectedFixes, ctx: &Ctx) -> Self {
        Self {
            error: UserError::of(&rejected.refusal, ctx),
            count: rejected.count,
            first_index: rejected.first,
        }
    }
}

/// What became of the fixes.
#[derive(SimpleObject)]
pub struct TrackRecordPayload {
    /// So many are kept.
    pub(super) applied: u64,
    /// So many are kept since before: nothing changed.
    pub(super) duplicate: u64,
    /// So many have a number under which another fix is kept, and are not kept themselves: send them as
    /// another track.
    pub(super) conflict: u64,
    /// So many do not lie on the globe, or have a number that is none.
    pub(super) rejected: u64,
    /// Why these were rejected: one entry for each code; empty when none was.
    pub(super) rejections: Vec<TrackRejection>,
    /// Why the whole was refused.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}
