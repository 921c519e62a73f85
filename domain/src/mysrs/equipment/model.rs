//! Equipment as plain values.

use serde::Serialize;

use crate::shared::{
    clock::Instant,
    id::{EquipmentId, PatrolUnitId, PersonId},
};

/// What kind of equipment.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EquipmentKind {
    /// A reflecting vest (ves).
    Vest,
    /// A torch (lampu suluh).
    Torch,
    /// A whistle (wisel).
    Whistle,
    /// A baton (cota).
    Baton,
    /// A walkie-talkie.
    WalkieTalkie,
    /// Something else.
    Other,
}

/// A piece of a unit's equipment.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Equipment {
    /// The id.
    pub id: EquipmentId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// What it is.
    pub kind: EquipmentKind,
    /// What stands on it.
    pub number: String,
    /// Who said so last.
    pub set_by: PersonId,
    /// When.
    pub set_at: Instant,
    /// Since when the unit has it no longer.
    pub ended_at: Option<Instant>,
}

/// A piece of equipment as somebody says it is.
#[derive(Clone, Debug, Serialize)]
pub struct NewEquipment {
    /// The id, made by the phone: one that is known is changed.
    pub id: EquipmentId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// What it is.
    pub kind: EquipmentKind,
    /// What stands on it: at most 40 characters.
    pub number: String,
}
