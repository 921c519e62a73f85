//! How often somebody may write in the shop; counted with the other counters, so that losing them
//! costs a few messages more.

use std::time::Duration;

use crate::shared::{
    ctx::Ctx,
    error::{ErrorCode, Refusal, Result},
};

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
    /// In this time.
    pub window: Duration,
}

/// Changes of one project's record or status: each of them makes every node look at what it offers.
pub(super) const PROJECT_CHANGES: Limit = Limit { what: "project-changed", most: 60, window: HOUR };

/// Counts one more of somebody, and stops what is too much.
pub(super) async fn count(ctx: &Ctx, limit: Limit, who: &str) -> Result<()> {
    let key = format!("krt:shop:{}:{who}", limit.what);
    if ctx.tools().cache.count(&key, limit.window).await? > limit.most {
        let seconds = limit.window.as_secs();
        return Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop());
    }
    Ok(())
}

/// The same of the network from which it comes: behind one address of a mobile network or a hall there
/// are many phones.
pub(super) async fn count_network(ctx: &Ctx, limit: Limit) -> Result<()> {
    let network = ctx.origin.network().unwrap_or_default();
    count(ctx, limit, &format!("from:{network}")).await
}
