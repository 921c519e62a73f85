//! What phones are answered.

use async_graphql::SimpleObject;
use domain::{Ctx, mysrs::patrol::event};

use super::types::{BriefingItem, Equipment, PatrolEvent};
use crate::graphql::{mysrs::payload::RecordOutcome, outcome::UserError};

/// One event's answer.
#[derive(SimpleObject)]
pub struct PatrolEventResult {
    /// What became of it. Whatever it is, the phone need not send it again.
    outcome: RecordOutcome,
    /// What stands under its id, when it belongs to this patrol.
    event: Option<PatrolEvent>,
    /// Why it was rejected, or `ID_TAKEN` of a conflict.
    error: Option<UserError>,
}

impl PatrolEventResult {
    pub(super) fn of(place: usize, result: event::EventResult, ctx: &Ctx) -> Self {
        let refusal = result.outcome.refusal(("events", place));
        let error = refusal.map(|refusal| UserError::of(&refusal, ctx));
        let outcome = RecordOutcome::of(&result.outcome);
        Self { outcome, event: result.event.map(PatrolEvent), error }
    }
}

/// What became of each event.
#[derive(SimpleObject)]
pub struct PatrolEventRecordPayload {
    /// One answer for each event, in their order; empty when the whole was refused.
    pub(super) results: Vec<PatrolEventResult>,
    /// Why the whole was refused.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// A piece of equipment, or why there is none.
#[derive(SimpleObject)]
pub struct EquipmentPayload {
    /// The piece.
    pub(super) equipment: Option<Equipment>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// A point of a briefing, or why there is none.
#[derive(SimpleObject)]
pub struct BriefingItemPayload {
    /// The point.
    pub(super) briefing_item: Option<BriefingItem>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}
