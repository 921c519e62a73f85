//! How often somebody may write in the shop; counted with the other counters, so that losing them
//! costs a few messages more.

use std::time::Duration;

use crate::shared::{
    ctx::Ctx,
    error::{ErrorCode, Refusal, Result},
};

/// A week.
pub(super) const WEEK: Duration = Duration::from_hours(7 * 24);
/// A day.
pub(super) const DAY: Duration = Duration::from_hours(24);
/// An hour.
pub(super) const HOUR: Duration = Duration::from_hours(1);
/// A minute.
pub(super) const MINUTE: Duration = Duration::from_mins(1);

/// So often in such a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    /// What is counted.
    pub what: &'static str,
    /// So many.
    pub most: u64,
    /// In this time, which begins with the hour, the day or the week of the clock (UTC).
    pub window: Duration,
}

/// Changes of one project's record or status: each of them makes every node look at what it offers.
pub(super) const PROJECT_CHANGES: Limit = Limit { what: "project-changed", most: 60, window: HOUR };

/// Counts one more of somebody, and stops what is too much.
pub(super) async fn count(ctx: &Ctx, limit: Limit, who: &str) -> Result<()> {
    // By the nodes' own clock: each hour, day or week that has begun counts anew.
    let (now, window) = (ctx.now().timestamp(), limit.window.as_secs().max(1).cast_signed());
    let key = format!("krt:shop:{}:{who}:{}", limit.what, now.div_euclid(window));
    if ctx.tools().cache.count(&key, limit.window).await? > limit.most {
        let seconds = window - now.rem_euclid(window);
        return Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop());
    }
    Ok(())
}

/// Whether this is the first one of somebody in that time. When the counters cannot be asked it is not:
/// what it is asked for is a figure, and no reason to refuse anybody anything.
pub(super) async fn is_first(ctx: &Ctx, limit: Limit, who: &str) -> bool {
    match count(ctx, limit, who).await {
        Ok(()) => true,
        Err(error) => {
            tracing::debug!(%error, what = limit.what, "it is not counted");
            false
        }
    }
}

/// [`count`] for the network from which it comes: behind one address of a mobile network or a hall there
/// are many phones.
pub(super) async fn count_network(ctx: &Ctx, limit: Limit) -> Result<()> {
    // Whoever comes from no network that is known would share one count with everybody else.
    let Some(network) = ctx.origin.network() else { return Ok(()) };
    count(ctx, limit, &format!("from:{network}")).await
}
