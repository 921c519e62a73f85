//! Ending a volunteer's place: by the unit's leader, or by those who write in the committee's name.

use sea_orm::ActiveEnum as _;

use super::{
    life::{self, Left},
    life_store,
    model::{EndingPatroller, PatrolUnit},
    service::patrol_unit,
};
use crate::{
    identity,
    mysrs::strength,
    policy::{Action, Permit, Role, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PatrolUnitId, PatrollerId},
        outbox::Text,
        replay::{Begun, Once},
        text,
        work::Work,
    },
};

/// How long a reason is, in characters: from a word to a few lines on a phone.
const REASON: (usize, usize) = (3, 500);

/// Ends a volunteer's place at once, as if they had left. The reason stands beside the audit, where
/// the person reads it. Ending again changes nothing. Whoever leads the unit is followed by another
/// leader first. When too few members remain, the leader and the officers above are warned.
pub async fn end_patroller(ctx: &Ctx, ending: &EndingPatroller, key: Option<&str>) -> Result<Left> {
    ctx.person()?;
    let found = life_store::lookup_enlisted(ctx.db().write(), ending.id).await?;
    let unit = patrol_unit(ctx, found.ok_or_else(Error::not_found)?.unit_id).await?;
    let permit = ctx.authorize(Action::PatrollerEnd, &Target::at(unit.place()))?;
    let mut once = match Once::begin(ctx, &permit, "patrollerEnd", key, ending).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(_) => return left(ctx, unit.id).await,
    };
    let ended = end(ctx, &mut once.work, &permit, &unit, ending).await;
    once.finish(ctx, ended).await?;
    left(ctx, unit.id).await
}

/// The unit as it is now.
async fn left(ctx: &Ctx, unit_id: PatrolUnitId) -> Result<Left> {
    Ok(Left { unit_id, strength: strength::strength_of_unit(ctx, unit_id).await? })
}

async fn end(
    ctx: &Ctx,
    work: &mut Work,
    permit: &Permit,
    unit: &PatrolUnit,
    ending: &EndingPatroller,
) -> Result<PatrollerId> {
    let (id, now) = (ending.id, ctx.now());
    let reason = text::paragraphs_of(&ending.reason, REASON).map_err(|r| r.at("reason"))?;
    // Before the volunteer's own row, as whoever gives the unit another leader does.
    life_store::lock(work.connection(), unit.id).await?;
    let found = life_store::lookup_enlisted(work.connection(), id).await?;
    let found = found.ok_or_else(Error::not_found)?;
    if found.leads {
        let role = Role::UnitLeader.to_value();
        return Err(Refusal::of(ErrorCode::LastInCharge)
            .at("patrollerId")
            .with("role", role)
            .into());
    }
    let person = found.person_id;
    if !life_store::change_to_left(work.connection(), unit.id, person, now).await? {
        work.leave_unaudited();
        return Ok(id);
    }
    life::gone(work, person, unit.area_id).await?;
    strength::reckon(ctx, work, unit.id).await?;
    work.audit(permit, id).about(person).detail("reason", reason);
    if person != ctx.person()? {
        let text = Text::PatrollerEnded { unit: unit.name.clone() };
        identity::tell_person(work, person, text, (ctx.mint(), now)).await?;
    }
    Ok(id)
}
