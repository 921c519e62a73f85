//! Patrol units as plain values.

use chrono::NaiveDate;
use serde::Serialize;

use crate::{
    policy::Place,
    shared::{
        clock::Instant,
        id::{AreaId, DistrictId, PatrolUnitId, PatrollerId, PersonId},
    },
};

/// How far a unit's registration has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
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

/// A status that an officer gives to a unit.
#[derive(Clone, Debug, Serialize)]
pub struct SettingStatus {
    /// Which unit.
    pub id: PatrolUnitId,
    /// Its new status: at work, at rest, or ended.
    pub status: UnitStatus,
    /// Why, at most 2,000 characters.
    pub reason: String,
    /// The version that was read.
    pub version: i64,
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
    /// Why it rests or has ended.
    pub status_reason: Option<String>,
    /// Rises with every change of its status or leader.
    pub version: i64,
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

/// Somebody to be made a volunteer.
#[derive(Clone, Copy, Debug)]
pub struct Enlisting {
    /// Of which unit.
    pub unit: PatrolUnitId,
    /// Who.
    pub person: PersonId,
    /// Whether they lead it.
    pub leads: bool,
    /// The age that they said to have reached, in years.
    pub stated_age: i64,
    /// From now on.
    pub now: Instant,
}

/// A volunteer's place that is to be ended by those who answer for the unit.
#[derive(Clone, Debug, Serialize)]
pub struct EndingPatroller {
    /// Which one.
    pub id: PatrollerId,
    /// Why, 3 to 500 characters; the person reads it.
    pub reason: String,
}

/// The notice with which a unit's patrols start.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct PatrolStart {
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// Its name.
    pub unit_name: String,
    /// Its area.
    pub area_id: AreaId,
    /// The first day of patrols.
    pub starts_on: NaiveDate,
    /// What residents are told.
    pub body: String,
    /// When it was given.
    pub issued_at: Instant,
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
    /// Whether they were said to be able to lead a team.
    pub can_lead: bool,
    /// Since when.
    pub joined_at: Instant,
}
