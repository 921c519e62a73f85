//! Where the actor belongs: the areas of their posts, memberships and patrol units, with the
//! district and state of each.
//!
//! Nothing of it is kept for a person, so nothing of it can be out of date for one: the roles stand
//! in the token, which is refused as soon as they change, and where areas lie every node knows.

use std::sync::Arc;

use super::atlas::{areas_of_units, known_areas, known_parts};
use crate::{
    policy::{Role, Scope},
    shared::{
        ctx::Ctx,
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
    let of_units = areas_of_units(ctx, &units).await?;
    let area_of = |scope: &Scope| match scope {
        Scope::Area(area) => Some(*area),
        Scope::Unit(unit) => {
            of_units.iter().find(|(known, _)| known == unit).map(|(_, area)| *area)
        }
        Scope::Nation | Scope::State(_) | Scope::District(_) | Scope::Project(_) => None,
    };
    let held: Vec<(AreaId, Role)> =
        grants.iter().filter_map(|grant| Some((area_of(&grant.scope)?, grant.role))).collect();
    let mut ids: Vec<AreaId> = held.iter().map(|(area, _)| *area).collect();
    ids.sort_unstable();
    ids.dedup();
    let lives_somewhere = held.iter().any(|(_, role)| *role == Role::Resident);
    let parts = match ctx.actor.person() {
        Some(person) if lives_somewhere => known_parts(ctx, person).await?,
        _ => Arc::default(),
    };
    let mut standings = Vec::with_capacity(ids.len());
    for area in known_areas(ctx, &ids).await? {
        let here = held.iter().filter(|(id, _)| *id == area.id);
        standings.push(Standing {
            area: area.id,
            district: area.district_id,
            state: area.state_code.clone(),
            part: parts.iter().find(|(of, _)| *of == area.id).map(|(_, part)| *part),
            roles: here.map(|(_, role)| *role).collect(),
        });
    }
    Ok(standings)
}
