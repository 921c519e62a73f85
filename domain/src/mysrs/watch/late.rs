//! A shift to which nobody comes.

use chrono::TimeDelta;

use super::{
    model::{AlertKind, Limits},
    people_store,
    rules::{self, Alarm},
    setting,
    store::{self, About},
    tell,
    watched_store::{self, Planned},
};
use crate::{
    duties::Duty,
    mysrs::{roster::ShiftStatus, unit},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::{PatrolId, ShiftId},
        outbox::WatchSays,
        scheduler,
        work::Work,
    },
};

/// A patrol that names no shift is of one that begins within this time of it.
const EARLY: TimeDelta = TimeDelta::hours(1);
/// So long after the end of a shift to which nobody came somebody may still act.
const OF_USE: TimeDelta = TimeDelta::hours(2);

/// A shift is seen by its unit from now on, in the work that publishes it: from its beginning on
/// somebody looks whether anybody comes.
pub(in crate::mysrs) async fn shift_published(
    work: &mut Work,
    id: ShiftId,
    (starts_at, ends_at): (Instant, Instant),
) -> Result<()> {
    // One that is written down afterwards is nobody's to come to.
    if ends_at <= work.tools().clock.now() {
        return Ok(());
    }
    scheduler::plan(work, Duty::ShiftLate, id, starts_at).await
}

/// A patrol has started, in its own work: it is looked after, and its shift is no more waited for. A
/// `belated` one, whose bearer has left the unit, does not say that anybody is there.
pub(in crate::mysrs) async fn patrol_started(
    work: &mut Work,
    id: PatrolId,
    shift: Option<ShiftId>,
    belated: bool,
) -> Result<()> {
    let now = work.tools().clock.now();
    scheduler::plan(work, Duty::PatrolWatch, id, now + rules::FIRST_LOOK).await?;
    let Some(shift) = shift else { return Ok(()) };
    if !belated {
        heal(work, shift).await?;
    }
    // Its phone had no signal until the shift was over.
    for alert in store::list_lapsed(work.connection(), shift.0, AlertKind::Late).await? {
        if store::change_to_healed(work.connection(), alert.id, now).await? {
            tell::changed(work, &alert);
        }
    }
    Ok(())
}

/// Has anybody come to a shift?
pub(crate) async fn late_due(ctx: &Ctx, work: &mut Work, id: ShiftId) -> Result<()> {
    let now = ctx.now();
    let Some(shift) = watched_store::lock_shift(work.connection(), id).await? else {
        return Ok(());
    };
    let resting = unit::is_resting(work.connection(), shift.unit_id).await?;
    if shift.status != ShiftStatus::Published || resting {
        return lapse(work, id).await;
    }
    if watched_store::has_come(work.connection(), &shift, (shift.starts_at - EARLY, now)).await? {
        return heal(work, id).await;
    }
    let limits = setting::limits(work.connection(), shift.unit_id, now).await?;
    if !limits.late.on {
        return lapse(work, id).await;
    }
    let due_at = due_at(&shift, &limits);
    if now < due_at {
        return scheduler::plan(work, Duty::ShiftLate, id, due_at).await;
    }
    let open = store::list_open(work.connection(), id.0).await?;
    let raised_at = open.first().map(|alert| alert.raised_at);
    if raised_at.is_none() {
        // It is told once, also when it was closed for a while.
        if store::was_raised(work.connection(), id.0, AlertKind::Late).await? {
            return Ok(());
        }
        raise(work, &shift, &limits).await?;
    }
    if now >= due_at.max(shift.ends_at) + OF_USE {
        return lapse(work, id).await;
    }
    scheduler::plan(work, Duty::ShiftLate, id, rules::again(raised_at.unwrap_or(now), now)).await
}

/// When somebody should have come. Where there is no signal nobody hears of a patrol that has started,
/// before it comes home.
fn due_at(shift: &Planned, limits: &Limits) -> Instant {
    if limits.no_signal_area {
        return shift.ends_at + TimeDelta::minutes(limits.overdue.minutes);
    }
    shift.starts_at + TimeDelta::minutes(limits.late.minutes)
}

async fn raise(work: &mut Work, shift: &Planned, limits: &Limits) -> Result<()> {
    let unit = watched_store::lookup_unit(work.connection(), shift.unit_id).await?;
    let unit = unit.ok_or_else(Error::not_found)?;
    let team = people_store::list_shift(work.connection(), shift.id).await?;
    let alarm = Alarm::of(AlertKind::Late, shift.starts_at);
    tell::raise(work, &unit, limits, &team, (About::Shift(shift.id), &alarm)).await
}

async fn heal(work: &mut Work, id: ShiftId) -> Result<()> {
    for alert in store::list_open(work.connection(), id.0).await? {
        let unit = watched_store::lookup_unit(work.connection(), alert.unit_id).await?;
        let unit = unit.ok_or_else(Error::not_found)?;
        tell::heal(work, &unit, &alert, WatchSays::Started).await?;
    }
    Ok(())
}

async fn lapse(work: &mut Work, id: ShiftId) -> Result<()> {
    for alert in store::list_open(work.connection(), id.0).await? {
        tell::lapse(work, &alert).await?;
    }
    Ok(())
}
