//! Points of a briefing as plain values.

use serde::Serialize;

use crate::shared::{
    clock::Instant,
    id::{BriefingItemId, PatrolUnitId, PersonId},
};

/// A point of a unit's briefing.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct BriefingItem {
    /// The id.
    pub id: BriefingItemId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// Its place in the list, from 1; points of the same place stand by their ids.
    pub position: i64,
    /// What is gone through.
    pub text: String,
    /// Who said so last.
    pub set_by: PersonId,
    /// When.
    pub set_at: Instant,
    /// Since when it is gone through no longer.
    pub ended_at: Option<Instant>,
}

/// A point of a briefing as somebody says it is.
#[derive(Clone, Debug, Serialize)]
pub struct NewBriefingItem {
    /// The id, made by the phone: one that is known is changed.
    pub id: BriefingItemId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// Its place in the list: 1 to 1,000.
    pub position: i64,
    /// What is gone through: at most 300 characters.
    pub text: String,
}
