//! How many requests one caller may make: a person by their id, whoever is not signed in by the
//! network that their address lies in.

use std::num::NonZeroU32;

use domain::{Ctx, Error, ErrorCode, Refusal, Result, shared::ctx::Origin};
use governor::{
    Quota, RateLimiter, clock::DefaultClock, middleware::StateInformationMiddleware,
    state::keyed::DashMapStateStore,
};

use crate::graphql::transport::Budget;

type Limiter =
    RateLimiter<String, DashMapStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// So many fields times rows cost one request more.
const COST_OF_ONE: u64 = 1_000;
/// Above this many callers, about 10 MB, those who have their whole budget again are forgotten at
/// once and not at the next round.
const MANY: usize = 100_000;

/// Counts the requests of every caller of a node.
#[derive(Debug)]
pub struct Rate {
    limiter: Limiter,
    burst: NonZeroU32,
}

impl Rate {
    /// So many requests a minute for each caller; none when there is no limit.
    #[must_use]
    pub fn per_minute(most: u32) -> Option<Self> {
        let burst = NonZeroU32::new(most)?;
        let limiter = RateLimiter::dashmap(Quota::per_minute(burst))
            .with_middleware::<StateInformationMiddleware>();
        Some(Self { limiter, burst })
    }

    /// Counts a request that costs this, as `limits` counts it, and tells what is left.
    pub fn count(&self, caller: &str, cost: u64) -> Result<Budget> {
        let units = u32::try_from(1 + cost / COST_OF_ONE).unwrap_or(u32::MAX);
        // Whoever has the whole budget may always ask one thing.
        let units = NonZeroU32::new(units).unwrap_or(NonZeroU32::MIN).min(self.burst);
        let counted = self.limiter.check_key_n(&caller.to_owned(), units);
        match counted.map_err(|_| Error::internal("a request costs more than the whole budget"))? {
            Ok(snapshot) => {
                let limit = u64::from(snapshot.quota().burst_size().get());
                let remaining = u64::from(snapshot.remaining_burst_capacity());
                // A minute fills the whole budget again.
                let reset_seconds = (limit - remaining.min(limit)) * 60 / limit.max(1);
                Ok(Budget { limit, remaining, reset_seconds })
            }
            Err(until) => {
                let now = governor::clock::Clock::now(self.limiter.clock());
                let seconds = until.wait_time_from(now).as_secs() + 1;
                Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop())
            }
        }
    }

    /// Whether so many callers are known that forgetting must not wait.
    #[must_use]
    pub fn is_crowded(&self) -> bool {
        self.limiter.len() > MANY
    }

    /// Forgets whoever has their whole budget again.
    pub fn sweep(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

/// As whom somebody is counted.
#[must_use]
pub fn caller(ctx: &Ctx) -> String {
    ctx.actor.person().map_or_else(|| stranger(&ctx.origin), |person| person.to_string())
}

/// As whom somebody is counted who is not signed in, or says so without proof.
#[must_use]
pub fn stranger(origin: &Origin) -> String {
    origin.network().unwrap_or_else(|| "unknown".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_counts_by_what_it_costs() {
        let rate = Rate::per_minute(30).unwrap();
        assert_eq!(rate.count("a", 999).unwrap().remaining, 29);
        assert_eq!(rate.count("a", 20_000).unwrap().remaining, 8);
        assert!(rate.count("a", 20_000).is_err());
        assert_eq!(rate.count("b", u64::MAX).unwrap().remaining, 0, "never more than the budget");
        assert!(Rate::per_minute(0).is_none());
    }
}
