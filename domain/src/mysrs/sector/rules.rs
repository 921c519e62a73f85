//! What a sector must be; pure.

use serde_json::Value;

use super::model::SettingSector;
use crate::{
    mysrs::application,
    shared::{
        error::{Refusals, Result},
        text,
    },
};

/// The most sectors that a unit has at once.
pub(super) const MOST: i64 = 20;
/// The longest name, in characters.
const NAME: usize = 80;

/// The sector's name and map as they are kept, or every rule that they break. A map of the unit's
/// coverage may reach so far, and so may a part of it.
pub(super) fn checked(
    setting: &SettingSector,
    widest_metres: i64,
) -> Result<(String, Option<Value>)> {
    let mut refusals = Refusals::default();
    let name = refusals.keep(text::line(&setting.name, NAME).map_err(|r| r.at("name")));
    let polygon = setting.polygon.as_ref().and_then(|map| {
        let checked = application::checked_polygon(map, widest_metres);
        refusals.keep(checked.map_err(|r| r.at("polygon")))
    });
    refusals.done()?;
    Ok((name.unwrap_or_default(), polygon))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::{
        Error,
        mysrs::sector::VisitOrder,
        shared::id::{PatrolUnitId, SectorId},
    };

    #[test]
    fn a_sector_has_a_name_and_perhaps_a_map() {
        let map = json!({ "type": "Polygon", "coordinates": [[
            [103.65, 1.54], [103.66, 1.54], [103.66, 1.55], [103.65, 1.54],
        ]] });
        let sector = |name: &str, polygon: Option<Value>| SettingSector {
            id: SectorId(Uuid::nil()),
            unit_id: PatrolUnitId(Uuid::nil()),
            name: name.to_owned(),
            visit_order: VisitOrder::Random,
            polygon,
            version: None,
        };
        let kept = checked(&sector(" Barat ", Some(map.clone())), 20_000).unwrap();
        assert_eq!(kept, ("Barat".to_owned(), Some(map)));
        assert_eq!(checked(&sector("Barat", None), 20_000).unwrap().1, None);
        let broken = sector("", Some(json!({ "type": "Point", "coordinates": [103.65, 1.54] })));
        let Err(Error::Refused(list)) = checked(&broken, 20_000) else { panic!("not refused") };
        let fields: Vec<_> = list.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
        assert_eq!(fields, ["name", "polygon"]);
    }
}
