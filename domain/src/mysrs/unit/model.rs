//! Patrol units as plain values.

use crate::{
    policy::Place,
    shared::{
        clock::Instant,
        id::{AreaId, DistrictId, PatrolUnitId, PatrollerId, PersonId},
    },
};

/// How far a unit's registration has come (facts.md §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UnitStatus {
    /// Its profile has to be brought up to date.
    ProfileUpdate,
    /// Applied for.
    Applied,
    /// Checked by the district officer.
    CheckedByDistrict,
    /// Confirmed by the state's director.
    ConfirmedByState,
    /// On patrol.
    Active,
    /// Not at work for now.
    Inactive,
    /// Ended.
    Cancelled,
}

/// A patrol unit.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct PatrolUnit {
    /// The id.
    pub id: PatrolUnitId,
    /// The area that it looks after.
    pub area_id: AreaId,
    /// The name.
    pub name: String,
    /// Where its patrols meet.
    pub meeting_place: String,
    /// How far its registration has come.
    pub status: UnitStatus,
    /// Whether it is sample content.
    pub sample: bool,
    /// Since when it is known here.
    pub created_at: Instant,
    /// The code of its area's state.
    pub state_code: String,
    /// Its area's district.
    pub district_id: DistrictId,
}

impl PatrolUnit {
    /// Where it stands, for the policy.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            state: Some(self.state_code.clone()),
            district: Some(self.district_id),
            area: Some(self.area_id),
            unit: Some(self.id),
            ..Place::default()
        }
    }
}

/// A unit to be added.
#[derive(Clone, Debug)]
pub struct NewUnit {
    /// The id.
    pub id: PatrolUnitId,
    /// The area that it looks after.
    pub area_id: AreaId,
    /// The name.
    pub name: String,
    /// Where its patrols meet.
    pub meeting_place: String,
    /// How far its registration has come.
    pub status: UnitStatus,
    /// Whether it is sample content.
    pub sample: bool,
}

/// Somebody as the others of the unit see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person_id: PersonId,
    /// The name that others see.
    pub display_name: String,
}

/// A volunteer of a unit.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Patroller {
    /// The id.
    pub id: PatrollerId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// Who.
    pub person_id: PersonId,
    /// The name that others see.
    pub display_name: String,
    /// Whether this is the unit's leader (Ketua Peronda).
    pub leads: bool,
    /// Since when.
    pub joined_at: Instant,
}
