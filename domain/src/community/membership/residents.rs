//! Who lives in an area, for those who answer for it.

use sea_orm::Iterable as _;

use super::{
    model::{PhoneAudience, Resident},
    store::{self, ResidentFilter, ResidentKey},
};
use crate::{
    community,
    policy::{Action, Place, Role, Scope, Target},
    shared::{
        ctx::Ctx,
        error::Result,
        id::AreaId,
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// The residents of an area by name, each with its cursor. The committee sees all of them, and the
/// number of those who show it to the committee; the leader of a patrol unit of the area sees
/// those who show their number to patrol leaders, and nobody else.
pub async fn residents(
    ctx: &Ctx,
    area: AreaId,
    words: Option<&str>,
    args: &PageArgs,
) -> Result<Page<(String, Resident)>> {
    let target = Target::at(place_for(ctx, area).await?);
    let everybody = ctx.may(Action::ResidentList, &target);
    if !everybody {
        ctx.authorize(Action::PhoneReadForPatrolLeader, &target)?;
    }
    let request = PageRequest::<ResidentKey>::from_args(args)?;
    let words = words.map(community::service::search_words).transpose()?.flatten();
    let shown = PhoneAudience::iter()
        .filter(|audience| audience.readers().iter().any(|reading| ctx.may(*reading, &target)));
    let filter = ResidentFilter {
        area,
        words: words.as_deref(),
        shown: shown.collect(),
        only_shown: !everybody,
    };
    let rows = store::list_residents(ctx.read(), &filter, &request).await?;
    Ok(request.page(rows).map(|resident| {
        let key = (&resident.display_name, resident.id);
        (page::encode(&key), resident)
    }))
}

/// The area as a place, with the unit of it that the actor leads, if there is one: a leader's role
/// counts in the unit, and the unit stands in the area.
async fn place_for(ctx: &Ctx, area: AreaId) -> Result<Place> {
    let place = community::place_of_area(ctx, area).await?;
    let led: Vec<_> = ctx
        .actor
        .grants()
        .iter()
        .filter_map(|grant| match (grant.role, &grant.scope) {
            (Role::UnitLeader, Scope::Unit(unit)) => Some(*unit),
            _ => None,
        })
        .collect();
    if led.is_empty() {
        return Ok(place);
    }
    let unit = store::units_in(ctx.read(), area, &led).await?.first().copied();
    Ok(Place { unit, ..place })
}
