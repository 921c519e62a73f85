//! Reading the figures of a month, and reckoning a unit's.

use super::{super::elsewhere, model::MonthFigures, store};
use crate::{
    mysrs::incident::{self, Within},
    policy::{Action, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        id::PatrolUnitId,
        malaysia::Month,
        work::Work,
    },
};

/// The figures of a month (`2026-03`, Malaysia) of a place: of a unit for its volunteers, its area's
/// committee and the officers above; of a larger place for whoever answers for all of it.
pub async fn month_of(ctx: &Ctx, within: &Within, month: &str) -> Result<MonthFigures> {
    ctx.person()?;
    let place = incident::place_of(ctx, within).await?;
    ctx.authorize(Action::PatrolMonthRead, &Target::at(place))?;
    let read = read(month)?;
    let active_from = active_from(ctx, read).await?;
    let counts = store::add_up(ctx.read(), within, read, active_from).await?;
    Ok(MonthFigures { month: read.write(), within: within.clone(), active_from, counts })
}

/// With so many patrols in a month a unit is active, by the rule of the month's last day, or of today
/// while the month is on.
pub(in crate::mysrs::report) async fn active_from(ctx: &Ctx, month: Month) -> Result<i64> {
    let last = ctx.now().min(month.last_moment());
    Ok(elsewhere::rule_of_patrols(ctx.read(), last).await?.active_patrols_a_month)
}

/// Reads a month.
pub(in crate::mysrs::report) fn read(month: &str) -> Result<Month> {
    Month::read(month).ok_or_else(|| Refusal::of(ErrorCode::MonthInvalid).at("month").stop())
}

/// The month of a unit in which something began, which nobody else reckons until the work is done.
pub(in crate::mysrs::report) async fn hold(
    work: &Work,
    unit: PatrolUnitId,
    began_at: Instant,
    now: Instant,
) -> Result<()> {
    store::lock(work.connection(), unit, &Month::of(began_at).write(), now).await
}

/// Reckons the month of a unit anew in which something began, exactly: one after the other, so that
/// the last of two sees what both saw.
pub(in crate::mysrs) async fn reckon(
    work: &Work,
    unit: PatrolUnitId,
    began_at: Instant,
    now: Instant,
) -> Result<()> {
    hold(work, unit, began_at, now).await?;
    store::reckon(work.connection(), unit, Month::of(began_at), now).await
}
