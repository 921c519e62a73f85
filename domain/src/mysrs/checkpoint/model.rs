//! Checkpoints as plain values.

use serde::Serialize;

use super::hours::{DayTime, Hours};
use crate::shared::{
    clock::Instant,
    geo::Position,
    id::{CheckpointId, PatrolUnitId, SectorId},
};

/// A place that patrols of a unit come past.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// The id.
    pub id: CheckpointId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// The sector in which it lies.
    pub sector_id: Option<SectorId>,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub position: Position,
    /// How far away from it somebody may be who says to be there, in metres: 10 to 500.
    pub radius_metres: i64,
    /// When it can be visited; without them at any time.
    pub hours: Option<Hours>,
    /// Its place in a sector with a fixed order.
    pub position_in_order: Option<i64>,
    /// The number of the code that counts, from 1.
    pub code_number: i64,
    /// Since when that code counts.
    pub code_since: Instant,
    /// Whether it lies more than 5 km away from its neighbourhood.
    pub far_from_area: bool,
    /// Rises with every change.
    pub version: i64,
    /// Since when there is such a checkpoint.
    pub created_at: Instant,
    /// Since when there is none any more.
    pub ended_at: Option<Instant>,
}

impl Checkpoint {
    /// Whether it is still to be visited.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Whether there was such a checkpoint at some time of these.
    #[must_use]
    pub fn stood_between(&self, from: Instant, until: Instant) -> bool {
        self.created_at <= until && self.ended_at.is_none_or(|ended| ended > from)
    }
}

/// What a unit says of a checkpoint.
#[derive(Clone, Debug, Serialize)]
pub struct CheckpointWish {
    /// The sector in which it lies, one of the unit's.
    pub sector_id: Option<SectorId>,
    /// Its name, at most 120 characters.
    pub name: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// How far away from it somebody may be who says to be there, in metres: 10 to 500; 50 when
    /// nothing is said.
    pub radius_metres: Option<i64>,
    /// From when on it can be visited, `HH:MM` in Malaysia.
    pub opens: Option<String>,
    /// Until when: not after `opens` it is a time of the next day.
    pub closes: Option<String>,
    /// Its place in a sector with a fixed order: 1 to 1,000.
    pub position_in_order: Option<i64>,
}

/// A checkpoint to be added.
#[derive(Clone, Debug, Serialize)]
pub struct NewCheckpoint {
    /// The id, when the phone makes it, so that a repeat is recognised.
    pub id: Option<CheckpointId>,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// What it is.
    pub wish: CheckpointWish,
}

/// What changes of a checkpoint: what is not spoken of stays as it is, and what is taken away is gone, or
/// the usual.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckpointChanges {
    /// The sector in which it lies, one of the unit's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector_id: Option<Option<SectorId>>,
    /// Its name, at most 120 characters.
    pub name: Option<String>,
    /// Degrees north and east.
    pub position: Option<(f64, f64)>,
    /// How far away from it somebody may be who says to be there, in metres: 10 to 500.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius_metres: Option<Option<i64>>,
    /// From when on it can be visited, `HH:MM` in Malaysia.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens: Option<Option<String>>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes: Option<Option<String>>,
    /// Its place in a sector with a fixed order: 1 to 1,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position_in_order: Option<Option<i64>>,
}

impl CheckpointChanges {
    /// What a checkpoint is from now on that was this until now.
    #[must_use]
    pub fn over(&self, known: &Checkpoint) -> CheckpointWish {
        let hours = known.hours;
        let (latitude, longitude) =
            self.position.unwrap_or((known.position.latitude, known.position.longitude));
        let time = |said: &Option<Option<String>>, known: Option<DayTime>| {
            said.clone().unwrap_or_else(|| known.map(|time| time.to_string()))
        };
        CheckpointWish {
            sector_id: self.sector_id.unwrap_or(known.sector_id),
            name: self.name.clone().unwrap_or_else(|| known.name.clone()),
            latitude,
            longitude,
            radius_metres: self.radius_metres.unwrap_or(Some(known.radius_metres)),
            opens: time(&self.opens, hours.map(|hours| hours.opens)),
            closes: time(&self.closes, hours.map(|hours| hours.closes)),
            position_in_order: self.position_in_order.unwrap_or(known.position_in_order),
        }
    }
}

/// A checkpoint to be changed.
#[derive(Clone, Debug, Serialize)]
pub struct ChangingCheckpoint {
    /// Which one.
    pub id: CheckpointId,
    /// The version that was read.
    pub version: i64,
    /// What changes of it.
    pub changes: CheckpointChanges,
}
