//! A shift that does not take place.

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
    let status = match known.status {
        // It is not told to anybody before the month is.
        ShiftStatus::Draft => ShiftStatus::Draft,
        ShiftStatus::Published | ShiftStatus::Cancelled => ShiftStatus::Cancelled,
    };
    let shift = Shift { status, cancel_reason: Some(reason), ..known };
    store::cancel_shift(work.connection(), &shift, ctx.now()).await?;
    let people = gather_store::list_seated(work.connection(), &[id]).await?;
    let was = match status {
        ShiftStatus::Draft => ShiftStatus::Draft,
        ShiftStatus::Published | ShiftStatus::Cancelled => ShiftStatus::Published,
    };
    settle(ctx, work, unit, &Shift { status: was, ..shift.clone() }).await?;
    if status == ShiftStatus::Cancelled {
        for seat in people {
            let (unit, when) = (unit.name.clone(), telling::shown(shift.starts_at));
            let text = Text::ShiftCancelled { unit, shift: when };
            telling::tell(ctx, work, seat.person_id, text, shift.ends_at).await?;
        }
    }
    work.audit(permit, id);
    Ok(id)
}
