//! A unit's strength as plain values.

use crate::shared::{
    clock::Instant,
    id::{AreaId, PatrolUnitId, UnitWarningId},
};

/// What is asked of a unit from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct UnitRule {
    /// So many eligible members at least.
    pub least_members: i64,
    /// An eligible member has so many years at least.
    pub least_age: i64,
    /// The map of its coverage is at most so wide, in metres.
    pub widest_metres: i64,
}

/// How many members count, and how many there must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strength {
    /// Members who live in the area and have said that they are old enough.
    pub eligible: i64,
    /// How many there must be.
    pub least: i64,
}

impl Strength {
    /// Whether there are too few.
    #[must_use]
    pub fn is_below(self) -> bool {
        self.eligible < self.least
    }
}

/// What somebody's leaving would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeavePreview {
    /// The unit as it is.
    pub now: Strength,
    /// The unit without them.
    pub after: Strength,
    /// Whether they lead it.
    pub leads: bool,
}

impl LeavePreview {
    /// Whether the leaving would bring the unit below the least number.
    #[must_use]
    pub fn breaks_minimum(self) -> bool {
        self.after.is_below() && self.after.eligible < self.now.eligible
    }
}

/// A unit has, or had, too few eligible members.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct UnitWarning {
    /// The id.
    pub id: UnitWarningId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// Its area.
    pub area_id: AreaId,
    /// How many eligible members it had when that last changed.
    pub eligible: i64,
    /// How many it should have had.
    pub least: i64,
    /// Since when.
    pub raised_at: Instant,
    /// Until when; nothing while it lasts.
    pub resolved_at: Option<Instant>,
}
