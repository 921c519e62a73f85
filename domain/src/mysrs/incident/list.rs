//! Many incidents at once: those that somebody reported, or those of a place.

use super::{
    list_store::{self, IncidentKey},
    model::{Incident, IncidentStatus, Severity},
    sight::{self, Shown},
    store,
};
use crate::{
    community,
    mysrs::patrol,
    policy::{Action, Place, Scope, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::{AreaId, DistrictId, PatrolId, PatrolUnitId},
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// Of which incidents is spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Within {
    /// Those that the reader reported.
    Mine,
    /// Those of a unit.
    Unit(PatrolUnitId),
    /// Those of an area.
    Area(AreaId),
    /// Those of a district.
    District(DistrictId),
    /// Those of a state, by its two-digit code.
    State(String),
    /// All.
    Nation,
}

/// Which incidents are wanted.
#[derive(Clone, Debug, Default)]
pub struct IncidentFilter {
    /// Only those that are neither resolved nor closed.
    pub open_only: bool,
    /// Only those with this status.
    pub status: Option<IncidentStatus>,
    /// Only those as grave as this.
    pub severity: Option<Severity>,
    /// Only those of this category and what belongs to it.
    pub category_code: Option<String>,
    /// Only what happened then or later.
    pub since: Option<Instant>,
    /// Only what happened before.
    pub until: Option<Instant>,
}

/// Where that is, for the policy.
pub(in crate::mysrs) async fn place_of(ctx: &Ctx, within: &Within) -> Result<Place> {
    Ok(match within {
        Within::Unit(id) => {
            let unit = store::standing(ctx.read(), *id).await?;
            unit.ok_or_else(Error::not_found)?.place()
        }
        Within::Area(id) => community::place_of_area(ctx, *id).await?,
        Within::District(id) => {
            let district = community::district(ctx, *id).await?;
            let (state, district) = (Some(district.state_code), Some(district.id));
            Place { state, district, ..Place::default() }
        }
        Within::State(code) => {
            // One that there is none of is refused as a district would be.
            if !community::states::STATES.iter().any(|state| state.code == code) {
                return Err(Error::not_found());
            }
            Place::only(&Scope::State(code.clone()))
        }
        Within::Mine | Within::Nation => Place::default(),
    })
}

/// Goes on only when the reader may list what happened there.
pub(super) async fn authorize(ctx: &Ctx, within: &Within) -> Result<()> {
    ctx.person()?;
    if *within != Within::Mine {
        let place = place_of(ctx, within).await?;
        ctx.authorize(Action::IncidentList, &Target::at(place))?;
    }
    Ok(())
}

/// Incidents, the latest first, each with its cursor: the reader's own; or those of a place for the
/// unit's leader, those who write in the committee's name, and the officers above.
pub async fn incidents(
    ctx: &Ctx,
    within: &Within,
    filter: &IncidentFilter,
    args: &PageArgs,
) -> Result<Page<(String, Shown)>> {
    authorize(ctx, within).await?;
    let request = PageRequest::<IncidentKey>::from_args(args)?;
    let page = page_of(ctx, within, filter, &request).await?;
    Ok(page.map(|shown| {
        let key = (shown.incident.happened_at, shown.incident.id);
        (page::encode(&key), shown)
    }))
}

/// A page for whoever may list what happened there.
pub(super) async fn page_of(
    ctx: &Ctx,
    within: &Within,
    filter: &IncidentFilter,
    request: &PageRequest<IncidentKey>,
) -> Result<Page<Shown>> {
    let rows = list_store::list(ctx.read(), within, ctx.person()?, filter, request).await?;
    let shown = rows.into_iter().map(|incident| {
        let involvement = sight::Involvement::at_hand(ctx, &incident);
        // One's own, or of a place whose incidents the reader may list: none is left out.
        sight::show(ctx, incident, &involvement).ok_or_else(Error::not_found)
    });
    Ok(request.page(shown.collect::<Result<Vec<Shown>>>()?))
}

/// The incidents that were seen on a patrol, the latest first, each with its cursor: for those who were
/// on it, and for those who answer for the unit's incidents. Nothing for others who see the patrol.
pub async fn incidents_of_patrol(
    ctx: &Ctx,
    id: PatrolId,
    args: &PageArgs,
) -> Result<Option<Page<(String, Shown)>>> {
    let found = patrol::patrol(ctx, id).await?;
    let (id, unit) = (found.id, found.unit_id);
    let standing = store::standing(ctx.read(), unit).await?.ok_or_else(Error::not_found)?;
    let answers = ctx.may(Action::IncidentList, &Target::at(standing.place()));
    let was_there = store::is_on_patrol(ctx.db().write(), id, unit, ctx.person()?).await?;
    if !answers && !was_there {
        return Ok(None);
    }
    let request = PageRequest::<IncidentKey>::from_args(args)?;
    let rows = list_store::list_of_patrol(ctx.read(), id, unit, &request).await?;
    let show = |incident: Incident| {
        let at_hand = sight::Involvement::at_hand(ctx, &incident);
        sight::show(ctx, incident, &sight::Involvement { on_patrol: was_there, ..at_hand })
    };
    let Some(shown) = rows.into_iter().map(show).collect::<Option<Vec<Shown>>>() else {
        return Ok(None);
    };
    Ok(Some(request.page(shown).map(|shown| {
        let key = (shown.incident.happened_at, shown.incident.id);
        (page::encode(&key), shown)
    })))
}
