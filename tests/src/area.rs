//! What is written down about a neighbourhood.

use domain::{
    community::{AreaStatus, NewArea},
    shared::id::DistrictId,
};

/// An active neighbourhood with nothing in its record that may be left out.
pub fn area_record(
    reference: String,
    name: &str,
    district_id: DistrictId,
    state_code: String,
) -> NewArea {
    NewArea {
        reference,
        name: name.to_owned(),
        address: format!("Balai {name}"),
        postcode: "81300".to_owned(),
        district_id,
        state_code,
        parliament: None,
        state_assembly: None,
        local_authority: None,
        police_district: None,
        police_station: None,
        status: AreaStatus::Active,
        status_reason: None,
        position: None,
        sample: false,
    }
}
