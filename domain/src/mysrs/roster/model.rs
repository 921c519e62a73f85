//! Shifts as plain values.

use serde::Serialize;

use crate::shared::{
    clock::Instant,
    id::{PatrolUnitId, PersonId, ShiftId},
};

/// Where a shift stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ShiftStatus {
    /// Seen by the unit.
    Published,
    /// It does not take place.
    Cancelled,
}

/// A planned shift.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Shift {
    /// The id.
    pub id: ShiftId,
    /// The unit that patrols.
    pub unit_id: PatrolUnitId,
    /// From when.
    pub starts_at: Instant,
    /// Until when.
    pub ends_at: Instant,
    /// Where it meets.
    pub place: String,
    /// Where it stands in its life.
    pub status: ShiftStatus,
    /// Who published it.
    pub published_by: PersonId,
    /// When it was published.
    pub created_at: Instant,
}

/// A shift to be published.
#[derive(Clone, Debug, Serialize)]
pub struct NewShift {
    /// The id, when the phone makes it, so that a repeat is recognised.
    pub id: Option<ShiftId>,
    /// The unit that patrols.
    pub unit_id: PatrolUnitId,
    /// From when.
    pub starts_at: Instant,
    /// Until when: after the beginning, at most 12 hours.
    pub ends_at: Instant,
    /// Where it meets, at most 120 characters.
    pub place: String,
    /// Who patrols: 1 to 40 volunteers of the unit.
    pub members: Vec<PersonId>,
}
