//! Sectors as plain values.

use serde::Serialize;
use serde_json::Value;

use crate::shared::{
    clock::Instant,
    id::{PatrolUnitId, SectorId},
};

/// In which order the checkpoints of a sector are visited.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum VisitOrder {
    /// Another one for each patrol, which nobody knows before it begins.
    Random,
    /// By their places in the order.
    Fixed,
}

/// A part of what a unit looks after.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Sector {
    /// The id.
    pub id: SectorId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// Its name.
    pub name: String,
    /// In which order its checkpoints are visited.
    pub visit_order: VisitOrder,
    /// Where it is: a GeoJSON polygon of one closed line.
    pub polygon: Option<Value>,
    /// Rises with every change.
    pub version: i64,
    /// Since when there is no such sector any more.
    pub ended_at: Option<Instant>,
}

/// A sector as it is to be.
#[derive(Clone, Debug, Serialize)]
pub struct SettingSector {
    /// The id, made by the phone: the same id again changes the same sector.
    pub id: SectorId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// Its name, at most 80 characters.
    pub name: String,
    /// In which order its checkpoints are visited.
    pub visit_order: VisitOrder,
    /// Where it is: a GeoJSON polygon of one closed line.
    pub polygon: Option<Value>,
    /// The version that was read; none for a new sector.
    pub version: Option<i64>,
}
