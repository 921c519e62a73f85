//! Districts and neighbourhoods.

use std::collections::HashMap;

use sea_orm::ActiveEnum;

use super::{Neighbourhood, Planting, unknown};
use crate::{
    community::{self, AreaStatus, District, NewArea},
    sample::content::{areas::AREAS, places::DISTRICTS},
    shared::{
        error::Result,
        id::{AreaId, DistrictId},
    },
};

/// What stands before the codes of sample places, so that an import never meets them.
const MARK: &str = "S";

/// Plants the places; the states are there already.
pub(super) async fn plant(planting: &mut Planting) -> Result<Vec<Neighbourhood>> {
    let mut districts: HashMap<&str, District> = HashMap::new();
    for content in DISTRICTS {
        let district = District {
            id: planting.ctx.mint::<DistrictId>(),
            code: format!("{MARK}{}", content.code),
            name: content.name.to_owned(),
            state_code: content.state_code.to_owned(),
            sample: true,
        };
        community::put_district(planting.work.connection(), &district).await?;
        districts.insert(content.code, district);
    }
    let mut planted = Vec::with_capacity(AREAS.len());
    for (index, content) in AREAS.iter().enumerate() {
        let district = districts
            .get(content.district_code)
            .ok_or_else(|| unknown("district", content.district_code))?;
        let status = AreaStatus::try_from_value(&content.status.to_owned())
            .map_err(|_| unknown("status", content.status))?;
        let area = NewArea {
            reference: format!("{MARK}/{}", content.reference),
            name: content.name.to_owned(),
            address: content.address.to_owned(),
            postcode: content.postcode.to_owned(),
            district_id: district.id,
            state_code: district.state_code.clone(),
            parliament: Some(content.parliament.to_owned()),
            state_assembly: content.state_seat.map(str::to_owned),
            local_authority: Some(content.council.to_owned()),
            police_district: Some(content.police_district.to_owned()),
            police_station: Some(content.police_station.to_owned()),
            status,
            status_reason: content.status_reason.map(str::to_owned),
            position: Some((content.latitude, content.longitude)),
            sample: true,
        };
        let id: AreaId = planting.ctx.mint();
        community::put_area(planting.work.connection(), id, &area, planting.ctx.now()).await?;
        planted.push(Neighbourhood { content, index, id, secretary: None, unit: None });
    }
    planting.planted.areas = planted.len();
    Ok(planted)
}

/// The id of a sample district by its code in the content.
pub(super) async fn district(planting: &Planting, code: &str) -> Result<DistrictId> {
    let found =
        community::find_district(planting.work.connection(), &format!("{MARK}{code}")).await?;
    found.map(|district| district.id).ok_or_else(|| unknown("district", code))
}
