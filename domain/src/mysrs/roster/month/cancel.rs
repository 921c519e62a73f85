//! A shift that does not take place.

use chrono::TimeDelta;

use super::{
    assign::{open_shift, settle},
    gather_store,
    model::Cancelling,
    store, telling,
};
use crate::{
    mysrs::{
        roster::{
            model::{Shift, ShiftStatus},
            service::shift,
        },
        swap::void,
        unit::{PatrolUnit, patrol_unit},
    },
    policy::{Action, Permit, Target},
    shared::{
        ctx::Ctx,
        error::Result,
        id::ShiftId,
        outbox::Text,
        replay::{Begun, Once},
        text,
        work::Work,
    },
};

/// How long a reason is, in characters.
const REASON: (usize, usize) = (3, 500);
/// No shift is planned further ahead.
const AHEAD: TimeDelta = TimeDelta::days(2 * 366);

/// Cancels a shift that has not begun, and tells its people; in a draft it stays out of the month from
/// now on. Cancelling again changes nothing.
pub async fn cancel(ctx: &Ctx, cancelling: &Cancelling, key: Option<&str>) -> Result<Shift> {
    ctx.person()?;
    let found = shift(ctx, cancelling.shift_id).await?;
    let unit = patrol_unit(ctx, found.unit_id).await?;
    let permit = ctx.authorize(Action::ShiftCancel, &Target::at(unit.place()))?;
    if found.status == ShiftStatus::Cancelled || found.cancel_reason.is_some() {
        return Ok(found);
    }
    let mut once = match Once::begin(ctx, &permit, "shiftCancel", key, cancelling).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return shift(ctx, ShiftId(id)).await,
    };
    let written = write(ctx, &mut once.work, (&permit, &unit), cancelling).await;
    let id = once.finish(ctx, written).await?;
    shift(ctx, id).await
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    (permit, unit): (&Permit, &PatrolUnit),
    cancelling: &Cancelling,
) -> Result<ShiftId> {
    let reason = text::paragraphs_of(&cancelling.reason, REASON).map_err(|r| r.at("reason"))?;
    let id = cancelling.shift_id;
    let known = open_shift(ctx, work, unit, id).await?;
    call_off(ctx, work, unit, (known, &reason)).await?;
    work.audit(permit, id);
    Ok(id)
}

/// A unit rests or ends: none of its shifts that have not begun takes place, and their people are told.
/// The unit is locked. What is a draft stays one: nobody was told of it, and it is not published while
/// the unit rests.
pub(in crate::mysrs) async fn cancel_all(
    ctx: &Ctx,
    work: &mut Work,
    unit: &PatrolUnit,
    reason: &str,
) -> Result<()> {
    let reason = text::fitted(reason, REASON.1).0.unwrap_or_default();
    let span = (ctx.now(), ctx.now() + AHEAD);
    for planned in store::list_published(work.connection(), unit.id, span).await? {
        let shift = store::lock_shift(work.connection(), planned.id).await?;
        if let Some(roster) = shift.roster_id {
            store::lock(work.connection(), roster).await?;
        }
        if shift.status == ShiftStatus::Published {
            call_off(ctx, work, unit, (shift, &reason)).await?;
        }
    }
    Ok(())
}

/// A locked shift does not take place: its people are told, when they had been told of it.
async fn call_off(
    ctx: &Ctx,
    work: &mut Work,
    unit: &PatrolUnit,
    (known, reason): (Shift, &str),
) -> Result<()> {
    let status = match known.status {
        // It is not told to anybody before the month is.
        ShiftStatus::Draft => ShiftStatus::Draft,
        ShiftStatus::Published | ShiftStatus::Cancelled => ShiftStatus::Cancelled,
    };
    let shift = Shift { status, cancel_reason: Some(reason.to_owned()), ..known };
    store::cancel_shift(work.connection(), &shift, ctx.now()).await?;
    let people = gather_store::list_seated(work.connection(), &[shift.id]).await?;
    let was = match status {
        ShiftStatus::Draft => ShiftStatus::Draft,
        ShiftStatus::Published | ShiftStatus::Cancelled => ShiftStatus::Published,
    };
    settle(ctx, work, unit, &Shift { status: was, ..shift.clone() }).await?;
    if status == ShiftStatus::Cancelled {
        for seat in people {
            let (name, when) = (unit.name.clone(), telling::shown(shift.starts_at));
            let text = Text::ShiftCancelled { unit: name, shift: when };
            telling::tell(ctx, work, seat.person_id, text, shift.ends_at).await?;
            void(ctx, work, unit, ((shift.id, seat.person_id), None)).await?;
        }
    }
    Ok(())
}
