//! The parts of the areas that have a committee, and who lives in which.

use super::{Neighbourhood, Planting};
use crate::{
    community::area_part::{self, AreaPart},
    shared::{error::Result, id::AreaPartId, text},
};

/// What the parts of an area are called.
const NAMES: [&str; 2] = ["Fasa 1", "Fasa 2"];

/// Plants the parts, and says of the residents in which they live: of each in turn.
pub(super) async fn plant(planting: &mut Planting, areas: &[Neighbourhood]) -> Result<()> {
    let (connection, now) = (planting.work.connection(), planting.ctx.now());
    for area in areas {
        let Some(secretary) = area.secretary else { continue };
        let mut parts: Vec<AreaPartId> = Vec::new();
        for name in NAMES {
            let id = planting.ctx.mint();
            let part = AreaPart { id, area_id: area.id, name: name.to_owned(), ended_at: None };
            let key = text::searchable(name);
            area_part::add_area_part(connection, &part, &key, (secretary, now)).await?;
            parts.push(id);
        }
        area_part::settle(connection, area.id, &parts).await?;
    }
    Ok(())
}
