//! What residents and patrols are answered.

use async_graphql::{ID, SimpleObject};
use domain::{Ctx, mysrs::house};

use super::types::HouseAway;
use crate::graphql::{mysrs::payload::RecordOutcome, outcome::UserError};

/// A house, or why there is none.
#[derive(SimpleObject)]
pub struct HouseAwayPayload {
    /// The house.
    pub(super) house: Option<HouseAway>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// One look's answer.
#[derive(SimpleObject)]
pub struct HouseVisitResult {
    /// The id, as it was sent.
    id: ID,
    /// What became of it. Whatever it is, the phone need not send it again, save when `photoLeftOut`
    /// says so.
    outcome: RecordOutcome,
    /// Whether its photo was left out, which is not uploaded yet, or not the viewer's own: the same
    /// item sent again after the upload adds it.
    photo_left_out: bool,
    /// Why it was rejected, or `ID_TAKEN` of a conflict.
    error: Option<UserError>,
}

impl HouseVisitResult {
    pub(super) fn of((place, id): (usize, ID), result: &house::VisitResult, ctx: &Ctx) -> Self {
        let refusal = result.outcome.refusal(("visits", place));
        Self {
            id,
            outcome: RecordOutcome::of(&result.outcome),
            photo_left_out: result.photo_left_out,
            error: refusal.map(|refusal| UserError::of(&refusal, ctx)),
        }
    }
}

/// What became of each look.
#[derive(SimpleObject)]
pub struct HouseVisitRecordPayload {
    /// One answer for each look, in their order; empty when the whole was refused.
    pub(super) results: Vec<HouseVisitResult>,
    /// Why the whole was refused.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}
