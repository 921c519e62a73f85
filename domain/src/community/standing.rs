//! Where the actor belongs: the areas of their posts, memberships and patrol units, with the
//! district and state of each.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{area_part, store};
use crate::{
    policy::{Role, Scope},
    shared::{
        ctx::Ctx,
        db,
        error::Result,
        id::{AreaId, AreaPartId, DistrictId, PatrolUnitId},
    },
};

/// An area to which the actor belongs.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The area.
    pub area: AreaId,
    /// Its district.
    pub district: DistrictId,
    /// Its state, by the code.
    pub state: String,
    /// The part of it in which the actor lives, if they have said so.
    pub part: Option<AreaPartId>,
    /// As what the actor belongs there.
    pub roles: Vec<Role>,
}

/// Every area to which the actor belongs.
pub async fn standings(ctx: &Ctx) -> Result<Vec<Standing>> {
    let grants = ctx.actor.grants();
    let units: Vec<PatrolUnitId> = grants
        .iter()
        .filter_map(|grant| match grant.scope {
            Scope::Unit(unit) => Some(unit),
            _ => None,
        })
        .collect();
    let of_units =
        if units.is_empty() { Vec::new() } else { areas_of_units(ctx.read(), &units).await? };
    let area_of = |scope: &Scope| match scope {
        Scope::Area(area) => Some(*area),
        Scope::Unit(unit) => {
            of_units.iter().find(|found| found.id == *unit).map(|found| found.area_id)
        }
        Scope::Nation | Scope::State(_) | Scope::District(_) | Scope::Project(_) => None,
    };
    let held: Vec<(AreaId, Role)> =
        grants.iter().filter_map(|grant| Some((area_of(&grant.scope)?, grant.role))).collect();
    let mut ids: Vec<AreaId> = held.iter().map(|(area, _)| *area).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let areas = store::areas_by_ids(ctx.read(), &ids).await?;
    let lives_somewhere = held.iter().any(|(_, role)| *role == Role::Resident);
    let parts = match ctx.actor.person() {
        Some(person) if lives_somewhere => area_part::parts_of_person(ctx.read(), person).await?,
        _ => Vec::new(),
    };
    let standing = |area: super::model::Area| Standing {
        area: area.id,
        district: area.district_id,
        state: area.state_code,
        part: parts.iter().find(|(of, _)| *of == area.id).map(|(_, part)| *part),
        roles: held.iter().filter(|(id, _)| *id == area.id).map(|(_, role)| *role).collect(),
    };
    Ok(areas.into_iter().map(standing).collect())
}

#[derive(Debug, FromQueryResult)]
struct UnitRow {
    id: PatrolUnitId,
    area_id: AreaId,
}

async fn areas_of_units<C: ConnectionTrait>(
    connection: &C,
    units: &[PatrolUnitId],
) -> Result<Vec<UnitRow>> {
    let mut query = db::Query::new("select id, area_id from patrol_unit");
    query.and_in("id", units.iter().map(|unit| unit.0));
    query.all(connection).await
}
