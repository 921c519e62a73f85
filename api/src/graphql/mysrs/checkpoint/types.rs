//! Checkpoints and sectors.

use async_graphql::{Context, Description, Enum, ID, Object};
use domain::mysrs::{checkpoint, sector};

use crate::graphql::{
    context::InRequest as _,
    mysrs::PatrolUnit,
    scalars::{DateTime, GeoJson},
    values::Coordinates,
};

/// In which order the checkpoints of a sector are visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "sector::VisitOrder")]
pub enum SectorOrder {
    /// Another one for each patrol, which nobody knows before it begins: `Patrol.checkpointOrder`.
    Random,
    /// By their `positionInOrder`, then by name.
    Fixed,
}

/// What somebody should look at who sets a checkpoint. It is kept all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CheckpointWarning {
    /// It lies more than 5 km away from the boundary of its neighbourhood, or from its centre where
    /// no boundary is known.
    FarFromArea,
}

/// A place that patrols of a unit come past.
#[derive(Description)]
pub struct Checkpoint(pub checkpoint::Checkpoint);

#[Object(use_type_description)]
impl Checkpoint {
    /// The id (`checkpoint_…`).
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The unit.
    async fn unit(&self, context: &Context<'_>) -> domain::Result<PatrolUnit> {
        Ok(PatrolUnit(context.loaders()?.patrol_unit(self.0.unit_id).await?))
    }

    /// The sector in which it lies, as `PatrolUnit.sectors` names it; none when it lies in none.
    async fn sector_id(&self) -> Option<ID> {
        self.0.sector_id.map(Into::into)
    }

    /// Its name, at most 120 characters.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it is.
    async fn coordinates(&self) -> Coordinates {
        let position = self.0.position;
        Coordinates { latitude: position.latitude, longitude: position.longitude }
    }

    /// How far away from it somebody may be who says to be there, in metres: 10 to 500.
    async fn radius_metres(&self) -> i64 {
        self.0.radius_metres
    }

    /// From when on it can be visited each day, `HH:MM` in Malaysia; none when it can at any time.
    async fn opens_at(&self) -> Option<String> {
        self.0.hours.map(|hours| hours.opens.to_string())
    }

    /// Until when it can be visited, `HH:MM` in Malaysia: before `opensAt` it is a time of the next
    /// day.
    async fn closes_at(&self) -> Option<String> {
        self.0.hours.map(|hours| hours.closes.to_string())
    }

    /// Its place in a sector with a fixed order, 1 to 1,000.
    async fn position_in_order(&self) -> Option<i64> {
        self.0.position_in_order
    }

    /// The number of the code that counts, from 1: each renewal is one higher.
    async fn code_number(&self) -> i64 {
        self.0.code_number
    }

    /// Since when that code counts.
    async fn code_since(&self) -> DateTime {
        DateTime(self.0.code_since)
    }

    /// The text of its code, for an NFC tag and as it stands in the QR code: `krt:c1.…`, 55
    /// characters. For the unit's leader, and the area's chair, secretary and their deputies, while
    /// it has not ended; none for others, because whoever has it can show it without having been
    /// there.
    async fn tag_text(&self, context: &Context<'_>) -> domain::Result<Option<String>> {
        let unit = context.loaders()?.patrol_unit(self.0.unit_id).await?;
        Ok(checkpoint::tag_text(context.ctx()?, &unit.place(), &self.0))
    }

    /// What somebody should look at who sets it.
    async fn warnings(&self) -> Vec<CheckpointWarning> {
        let far = self.0.far_from_area.then_some(CheckpointWarning::FarFromArea);
        far.into_iter().collect()
    }

    /// Rises with every change: `checkpointUpdate` wants it.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// Since when there is such a checkpoint.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Since when there is none any more.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

/// A part of what a unit looks after.
#[derive(Description)]
pub struct Sector(pub sector::Sector);

#[Object(use_type_description)]
impl Sector {
    /// The id (`sector_…`), made by the phone that set it.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// Its name, at most 80 characters.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// In which order its checkpoints are visited.
    async fn order(&self) -> SectorOrder {
        self.0.visit_order.into()
    }

    /// Where it is: a GeoJSON `Polygon` of one closed line, when known.
    async fn polygon(&self) -> Option<GeoJson> {
        self.0.polygon.clone().map(GeoJson)
    }

    /// Rises with every change: `sectorSet` wants it.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// Since when there is no such sector any more.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}
