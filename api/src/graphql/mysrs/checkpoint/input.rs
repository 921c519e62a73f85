//! What those who set checkpoints send.

use async_graphql::{ID, InputObject, MaybeUndefined};
use domain::mysrs::{
    checkpoint::{ChangingCheckpoint, CheckpointChanges, CheckpointWish, NewCheckpoint},
    sector::SettingSector,
};

use super::types::SectorOrder;
use crate::graphql::{
    context,
    scalars::GeoJson,
    values::{CoordinatesInput, given},
};

/// A checkpoint to be added.
#[derive(InputObject)]
pub struct CheckpointAddInput {
    /// The id (`checkpoint_…`), when the phone makes it: the same again under it brings the same
    /// checkpoint, something else is refused (`ID_TAKEN`).
    id: Option<ID>,
    /// The unit.
    unit_id: ID,
    /// The sector in which it lies, one of the unit's.
    sector_id: Option<ID>,
    /// Its name, at most 120 characters.
    name: String,
    /// Where it is.
    coordinates: CoordinatesInput,
    /// How far away from it somebody may be who says to be there, in metres: 10 to 500; 50 when
    /// nothing is said.
    radius_metres: Option<i64>,
    /// From when on it can be visited each day, `HH:MM` in Malaysia; at any time when neither this
    /// nor `closesAt` is said.
    opens_at: Option<String>,
    /// Until when, `HH:MM` in Malaysia: before `opensAt` it is a time of the next day; not the same.
    closes_at: Option<String>,
    /// Its place in a sector with a fixed order, 1 to 1,000.
    position_in_order: Option<i64>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl CheckpointAddInput {
    pub(super) fn read(&self) -> domain::Result<NewCheckpoint> {
        Ok(NewCheckpoint {
            id: self.id.as_ref().map(|id| context::id(id, "id")).transpose()?,
            unit_id: context::id(&self.unit_id, "unitId")?,
            wish: CheckpointWish {
                sector_id: sector(self.sector_id.as_ref())?,
                name: self.name.clone(),
                latitude: self.coordinates.latitude,
                longitude: self.coordinates.longitude,
                radius_metres: self.radius_metres,
                opens: self.opens_at.clone(),
                closes: self.closes_at.clone(),
                position_in_order: self.position_in_order,
            },
        })
    }
}

/// A checkpoint to be changed: what is left out stays as it is, and what is null is taken away, or
/// becomes the usual.
#[derive(InputObject)]
pub struct CheckpointUpdateInput {
    /// The checkpoint.
    id: ID,
    /// The version that was read.
    version: i64,
    /// The sector in which it lies, one of the unit's; null: in none.
    sector_id: MaybeUndefined<ID>,
    /// Its name, at most 120 characters; null and left out are the same.
    name: Option<String>,
    /// Where it is; null and left out are the same.
    coordinates: Option<CoordinatesInput>,
    /// How far away from it somebody may be who says to be there, in metres: 10 to 500; null: 50.
    radius_metres: MaybeUndefined<i64>,
    /// From when on it can be visited each day, `HH:MM` in Malaysia; null, with `closesAt`: at any time.
    opens_at: MaybeUndefined<String>,
    /// Until when, `HH:MM` in Malaysia: before `opensAt` it is a time of the next day; not the same.
    closes_at: MaybeUndefined<String>,
    /// Its place in a sector with a fixed order, 1 to 1,000; null: none.
    position_in_order: MaybeUndefined<i64>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl CheckpointUpdateInput {
    pub(super) fn read(&self) -> domain::Result<ChangingCheckpoint> {
        Ok(ChangingCheckpoint {
            id: context::id(&self.id, "id")?,
            version: self.version,
            changes: CheckpointChanges {
                sector_id: match &self.sector_id {
                    MaybeUndefined::Undefined => None,
                    MaybeUndefined::Null => Some(None),
                    MaybeUndefined::Value(id) => Some(sector(Some(id))?),
                },
                name: self.name.clone(),
                position: self.coordinates.map(|there| (there.latitude, there.longitude)),
                radius_metres: given(self.radius_metres, |metres| metres),
                opens: given(self.opens_at.clone(), |time| time),
                closes: given(self.closes_at.clone(), |time| time),
                position_in_order: given(self.position_in_order, |place| place),
            },
        })
    }
}

fn sector(id: Option<&ID>) -> domain::Result<Option<domain::shared::id::SectorId>> {
    id.map(|id| context::id(id, "sectorId")).transpose()
}

/// A checkpoint ends.
#[derive(InputObject)]
pub struct CheckpointEndInput {
    /// The checkpoint.
    pub(super) id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A checkpoint's code is made anew.
#[derive(InputObject)]
pub struct CheckpointCodeRenewInput {
    /// The checkpoint.
    pub(super) id: ID,
    /// The number of the code that is to count no more, as it was read: who comes again finds it
    /// done, and nothing changes.
    pub(super) code_number: i64,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A sector as it is to be, whole: what is left out is taken away.
#[derive(InputObject)]
pub struct SectorSetInput {
    /// The id (`sector_…`), made by the phone for a new one: the same again under it brings the same
    /// sector; something else needs its `version`, or is refused (`ID_TAKEN`).
    id: ID,
    /// The unit.
    unit_id: ID,
    /// Its name, at most 80 characters.
    name: String,
    /// In which order its checkpoints are visited.
    order: SectorOrder,
    /// Where it is: a GeoJSON `Polygon` of one closed line of 4 to 500 points that does not cross
    /// itself, at most 20 km wide.
    polygon: Option<GeoJson>,
    /// The version that was read; left out for a new one.
    version: Option<i64>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl SectorSetInput {
    pub(super) fn read(&self) -> domain::Result<SettingSector> {
        Ok(SettingSector {
            id: context::id(&self.id, "id")?,
            unit_id: context::id(&self.unit_id, "unitId")?,
            name: self.name.clone(),
            visit_order: self.order.into(),
            polygon: self.polygon.clone().map(|map| map.0),
            version: self.version,
        })
    }
}

/// A sector ends.
#[derive(InputObject)]
pub struct SectorEndInput {
    /// The sector.
    pub(super) id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}
