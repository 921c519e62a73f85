//! The units of a place with their figures of a month as GeoJSON (RFC 7946), each where its area lies,
//! written part by part.

use serde_json::{Value, json};

use super::{
    super::month::{self, Share},
    store::{self, UnitFigures},
};
use crate::{
    mysrs::incident::{self, Within},
    policy::{Action, Target},
    shared::{ctx::Ctx, error::Result, id::PatrolUnitId, malaysia::Month},
};

/// How far a map that is being written has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Nothing,
    Head,
    Some(PatrolUnitId),
    Everything,
}

/// A map that is being written.
#[derive(Debug)]
pub struct UnitsMap {
    within: Within,
    month: Month,
    active_from: i64,
    written: Written,
}

/// Begins the map of a month (`2026-03`, Malaysia) of a place: for whoever may read its figures.
pub async fn units_map(ctx: &Ctx, within: Within, month: &str) -> Result<UnitsMap> {
    ctx.person()?;
    let place = incident::place_of(ctx, &within).await?;
    ctx.authorize(Action::PatrolMonthRead, &Target::at(place))?;
    let month = month::read(month)?;
    let active_from = month::active_from(ctx, month).await?;
    Ok(UnitsMap { within, month, active_from, written: Written::Nothing })
}

impl UnitsMap {
    /// The next part of the file; nothing after the last.
    pub async fn next(&mut self, ctx: &Ctx) -> Result<Option<String>> {
        let after = match self.written {
            Written::Nothing => {
                self.written = Written::Head;
                return Ok(Some("{\"type\":\"FeatureCollection\",\"features\":[".to_owned()));
            }
            Written::Everything => return Ok(None),
            Written::Head => None,
            Written::Some(last) => Some(last),
        };
        let units = store::units_after(ctx.read(), &self.within, self.month, after).await?;
        let Some(last) = units.last() else {
            self.written = Written::Everything;
            return Ok(Some("]}\n".to_owned()));
        };
        self.written = Written::Some(last.id);
        let features: Vec<String> =
            units.iter().map(|unit| feature(unit, self.active_from).to_string()).collect();
        let comma = if after.is_some() { "," } else { "" };
        Ok(Some(format!("{comma}{}", features.join(","))))
    }
}

fn feature(unit: &UnitFigures, active_from: i64) -> Value {
    let there = unit.latitude.zip(unit.longitude);
    let geometry = there.map(
        |(latitude, longitude)| json!({ "type": "Point", "coordinates": [longitude, latitude] }),
    );
    let coverage = Share { part: unit.visited, whole: unit.expected };
    json!({
        "type": "Feature",
        "id": unit.id.to_string(),
        "geometry": geometry,
        "properties": {
            "unit": unit.unit,
            "areaId": unit.area_id.to_string(),
            "area": unit.area,
            "patrols": unit.patrols,
            "minutes": unit.seconds / 60,
            "members": unit.people,
            "active": unit.patrols >= active_from.max(1),
            "checkpointsVisited": unit.visited,
            "checkpointsExpected": unit.expected,
            "coveragePercent": coverage.percent(),
        },
    })
}
