//! Reading calls for help.

use sea_orm::ConnectionTrait;

use super::{
    model::{SeenSos, Sos, SosRights, Step},
    people_store,
    store::{self, SosKey},
};
use crate::{
    mysrs::{patrol, unit},
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::{PatrolId, PatrolUnitId, SosId},
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// One call, for the caller, whoever was told, the unit's volunteers, the area's committee and the
/// officers above.
pub async fn sos(ctx: &Ctx, id: SosId) -> Result<SeenSos> {
    ctx.person()?;
    seen(ctx, &whole(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?)
}

/// The calls of a unit, the latest first, each with its cursor. For the unit's volunteers, the
/// area's committee and the officers above.
pub async fn calls_of_unit(
    ctx: &Ctx,
    unit: PatrolUnitId,
    args: &PageArgs,
) -> Result<Page<(String, SeenSos)>> {
    let place = unit::standing(ctx, unit).await?;
    ctx.authorize(Action::SosRead, &Target::at(place))?;
    let request = PageRequest::<SosKey>::from_args(args)?;
    let mut rows = store::list_of_unit(ctx.db().write(), unit, &request).await?;
    people_store::fill(ctx.db().write(), &mut rows).await?;
    let rows = rows.iter().map(|sos| seen(ctx, sos)).collect::<Result<Vec<SeenSos>>>()?;
    Ok(request.page(rows).map(|one| (page::encode(&(one.sos.raised_at, one.sos.id)), one)))
}

/// The calls from a patrol, the latest first, each with its cursor. For whoever may see the patrol and
/// the unit's calls; nothing for others who see the patrol.
pub async fn calls_of_patrol(
    ctx: &Ctx,
    id: PatrolId,
    args: &PageArgs,
) -> Result<Option<Page<(String, SeenSos)>>> {
    let found = patrol::patrol(ctx, id).await?;
    let place = unit::standing(ctx, found.unit_id).await?;
    if !ctx.may(Action::SosRead, &Target::at(place)) {
        return Ok(None);
    }
    let request = PageRequest::<SosKey>::from_args(args)?;
    let mut rows = store::list_of_patrol(ctx.db().write(), found.id, &request).await?;
    people_store::fill(ctx.db().write(), &mut rows).await?;
    let rows = rows.iter().map(|sos| seen(ctx, sos)).collect::<Result<Vec<SeenSos>>>()?;
    Ok(Some(request.page(rows).map(|one| (page::encode(&(one.sos.raised_at, one.sos.id)), one))))
}

/// The calls of a unit that go on, the first first, for those who may read its calls.
pub async fn open_calls(ctx: &Ctx, unit: PatrolUnitId) -> Result<Vec<SeenSos>> {
    let place = unit::standing(ctx, unit).await?;
    ctx.authorize(Action::SosRead, &Target::at(place))?;
    let mut rows = store::list_open(ctx.db().write(), unit).await?;
    people_store::fill(ctx.db().write(), &mut rows).await?;
    rows.iter().map(|sos| seen(ctx, sos)).collect()
}

/// What happened to a call, the first first. The caller has read the call, and with that the right
/// to see it.
pub async fn timeline(ctx: &Ctx, id: SosId) -> Result<Vec<Step>> {
    people_store::list_steps(ctx.db().write(), id).await
}

/// A call with its people.
pub(super) async fn whole<C: ConnectionTrait>(connection: &C, id: SosId) -> Result<Option<Sos>> {
    let Some(mut found) = store::lookup(connection, id).await? else { return Ok(None) };
    people_store::fill(connection, std::slice::from_mut(&mut found)).await?;
    Ok(Some(found))
}

/// A call as the policy sees it, for this actor: addressed to whoever was told or answers.
pub(super) fn target_of(ctx: &Ctx, sos: &Sos) -> Target {
    let me = ctx.actor.person();
    let told = sos.told.iter().any(|told| Some(told.person_id) == me);
    let addressed = told || answers(ctx, sos);
    Target { owner: Some(sos.person_id), addressed, ..Target::at(sos.place()) }
}

/// The same for ending it: addressed to whoever answers.
pub(super) fn target_of_end(ctx: &Ctx, sos: &Sos) -> Target {
    Target { addressed: answers(ctx, sos), ..target_of(ctx, sos) }
}

fn answers(ctx: &Ctx, sos: &Sos) -> bool {
    let me = ctx.actor.person();
    sos.responders.iter().any(|responder| Some(responder.person_id) == me)
}

/// A call as the actor may see it; what they may not see at all is not found.
pub(super) fn seen(ctx: &Ctx, sos: &Sos) -> Result<SeenSos> {
    let target = target_of(ctx, sos);
    ctx.authorize(Action::SosRead, &target)?;
    let open = sos.is_open();
    let rights = SosRights {
        acknowledge: open && ctx.may(Action::SosAcknowledge, &target),
        cancel: open && ctx.may(Action::SosCancel, &target),
        resolve: open && ctx.may(Action::SosResolve, &target_of_end(ctx, sos)),
        position: ctx.may(Action::SosPositionRead, &target),
    };
    let last_fix = sos.last_fix.filter(|_| rights.position);
    Ok(SeenSos { sos: Sos { last_fix, ..sos.clone() }, rights })
}
