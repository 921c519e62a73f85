//! Places as plain values.

use crate::{
    policy::Place,
    shared::id::{AreaId, DistrictId},
};

/// One of the 16 states and federal territories.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct State {
    /// The two-digit code that the statistics office, MyKad and the department share.
    pub code: String,
    /// The name in Malay.
    pub name_ms: String,
    /// The name in English.
    pub name_en: String,
}

/// A district of the department; not always a census district.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct District {
    /// The id.
    pub id: DistrictId,
    /// The code, unique in the country.
    pub code: String,
    /// The name.
    pub name: String,
    /// The state's code.
    pub state_code: String,
    /// Whether it is sample content.
    pub sample: bool,
}

/// How far an area's registration has come.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    serde::Serialize,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AreaStatus {
    /// Its profile has to be brought up to date.
    ProfileUpdate,
    /// Applied for.
    Applied,
    /// Checked by the district officer.
    CheckedByDistrict,
    /// Confirmed by the state's director.
    ConfirmedByState,
    /// At work.
    Active,
    /// Not at work for now.
    Inactive,
    /// Ended, with a reason.
    Cancelled,
}

/// A neighbourhood: Kawasan Rukun Tetangga, about 1,000 houses.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Area {
    /// The id.
    pub id: AreaId,
    /// The department's reference number.
    pub reference: String,
    /// The name.
    pub name: String,
    /// The address of its office.
    pub address: String,
    /// The postcode: five digits as text.
    pub postcode: String,
    /// The state's code.
    pub state_code: String,
    /// The district.
    pub district_id: DistrictId,
    /// The parliamentary constituency.
    pub parliament: Option<String>,
    /// The state assembly's constituency (DUN).
    pub state_assembly: Option<String>,
    /// The local authority (PBT).
    pub local_authority: Option<String>,
    /// The police district (IPD).
    pub police_district: Option<String>,
    /// The police station (balai).
    pub police_station: Option<String>,
    /// How far its registration has come.
    pub status: AreaStatus,
    /// Why it was cancelled.
    pub status_reason: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// Whether it is sample content.
    pub sample: bool,
    /// Rises with every change.
    pub version: i64,
}

impl Area {
    /// Where it stands, for the policy.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            state: Some(self.state_code.clone()),
            district: Some(self.district_id),
            area: Some(self.id),
            ..Place::default()
        }
    }
}

/// An area's record as an officer gives it.
#[derive(Clone, Debug)]
pub struct NewArea {
    /// The department's reference number.
    pub reference: String,
    /// The name.
    pub name: String,
    /// The address.
    pub address: String,
    /// The postcode.
    pub postcode: String,
    /// The district.
    pub district_id: DistrictId,
    /// The state's code.
    pub state_code: String,
    /// The parliamentary constituency.
    pub parliament: Option<String>,
    /// The state assembly's constituency.
    pub state_assembly: Option<String>,
    /// The local authority.
    pub local_authority: Option<String>,
    /// The police district.
    pub police_district: Option<String>,
    /// The police station.
    pub police_station: Option<String>,
    /// How far its registration has come.
    pub status: AreaStatus,
    /// Why it was cancelled.
    pub status_reason: Option<String>,
    /// Where it lies: degrees north and east.
    pub position: Option<(f64, f64)>,
    /// Whether it is sample content.
    pub sample: bool,
}
