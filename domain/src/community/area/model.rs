//! What is changed of a neighbourhood, and what a search finds.

use serde::Serialize;

use super::near::Near;
use crate::{community::model::Area, shared::id::DistrictId};

/// Which areas are wanted.
#[derive(Clone, Debug, Default)]
pub struct AreaFilter {
    /// Words of the name, the address or the reference number, or a postcode.
    pub words: Option<String>,
    /// With this postcode.
    pub postcode: Option<String>,
    /// In this state.
    pub state_code: Option<String>,
    /// In this district.
    pub district_id: Option<DistrictId>,
    /// Around this place, the nearest first.
    pub near: Option<Near>,
}

/// An area that a search found.
#[derive(Clone, Debug)]
pub struct FoundArea {
    /// The area.
    pub area: Area,
    /// How far away it is, in metres; 0 when the place lies within its boundary. None when nobody
    /// asked around a place.
    pub distance_metres: Option<i64>,
}

/// What an officer changes of a record; what is not given stays as it is, and an inner none takes
/// it away.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AreaChanges {
    /// The name.
    pub name: Option<String>,
    /// The address.
    pub address: Option<String>,
    /// The postcode.
    pub postcode: Option<String>,
    /// The parliamentary constituency.
    pub parliament: Option<Option<String>>,
    /// The state assembly's constituency.
    pub state_assembly: Option<Option<String>>,
    /// The local authority.
    pub local_authority: Option<Option<String>>,
    /// The police district.
    pub police_district: Option<Option<String>>,
    /// The police station.
    pub police_station: Option<Option<String>>,
    /// Degrees north and east.
    pub position: Option<Option<(f64, f64)>>,
}
