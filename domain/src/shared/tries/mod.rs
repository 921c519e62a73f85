//! Tries at a secret: after so many, each next one waits twice as long, and nobody is kept out for
//! good. What many people share fades while they go on, so that what they mistype in a day does not
//! add up. Counted in Redis in production, in this process otherwise; losing the counts costs a few
//! more tries for a guesser.

mod memory;
mod redis;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ::redis::aio::ConnectionManager;
use chrono::TimeDelta;

pub use self::memory::Counters;
use super::{cache::Cache, clock::Instant, error::Result};

/// After the last free try the first wait; each next one is twice as long.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(15);
/// A counter that nobody touched for so long is forgotten.
const REMEMBERED: TimeDelta = TimeDelta::hours(1);
/// A try weighs as much as an hour has milliseconds: then in a millisecond exactly as much fades as
/// tries fade in an hour.
const WEIGHT: u64 = 3_600_000;
/// So many members of one set are noted, the newest.
const MOST_NOTED: usize = 200;

/// How patient a counter is.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Tries without a wait; 0 sets no limit.
    pub free: u64,
    /// The longest that anybody has to wait.
    pub longest: TimeDelta,
    /// So many tries fade in an hour, whoever goes on trying; with 0 they count until nobody has
    /// tried for an hour.
    pub fades: u64,
}

impl Pace {
    /// How long to wait after the try with this number.
    fn wait(self, number: u64) -> TimeDelta {
        if number < self.free {
            return TimeDelta::zero();
        }
        let doublings = u32::try_from(number - self.free).unwrap_or(u32::MAX).min(16);
        (FIRST_WAIT * 2_i32.pow(doublings)).min(self.longest)
    }

    /// What is left of a weight after a while.
    fn faded(self, weight: u64, elapsed: TimeDelta) -> u64 {
        let millis = u64::try_from(elapsed.num_milliseconds()).unwrap_or(0);
        weight.saturating_sub(millis.saturating_mul(self.fades))
    }
}

/// What is counted.
#[derive(Clone)]
pub enum Tries {
    /// For every node.
    Redis(ConnectionManager),
    /// For this process.
    Memory(Arc<Mutex<Counters>>),
}

impl std::fmt::Debug for Tries {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Redis(_) => "Tries::Redis",
            Self::Memory(_) => "Tries::Memory",
        })
    }
}

impl Tries {
    /// Beside the other counters.
    #[must_use]
    pub fn beside(cache: &Cache) -> Self {
        match cache.connection() {
            Some(connection) => Self::Redis(connection),
            None => Self::Memory(Arc::default()),
        }
    }

    /// Counts a try under each key before it is made, so that many at once are counted too. When it
    /// comes too soon for one of them nothing is counted, and how long to wait comes back.
    pub async fn begin(&self, keys: &[(String, Pace)], now: Instant) -> Result<Option<TimeDelta>> {
        let keys: Vec<&(String, Pace)> = keys.iter().filter(|(_, pace)| pace.free > 0).collect();
        if keys.is_empty() {
            return Ok(None);
        }
        match self {
            Self::Redis(connection) => redis::begin(connection, &keys, now).await,
            Self::Memory(counters) => Ok(locked(counters).begin(&keys, now)),
        }
    }

    /// Takes a try back under each key: it was no guess.
    pub async fn forgive(&self, keys: &[String]) -> Result<()> {
        match self {
            Self::Redis(connection) => redis::forgive(connection, keys).await,
            Self::Memory(counters) => {
                locked(counters).forgive(keys);
                Ok(())
            }
        }
    }

    /// Remembers for a long time that something belongs to a set.
    pub async fn note(
        &self,
        set: &str,
        member: &str,
        now: Instant,
        lasts: TimeDelta,
    ) -> Result<()> {
        match self {
            Self::Redis(connection) => redis::note(connection, set, member, now, lasts).await,
            Self::Memory(counters) => {
                locked(counters).note(set, member, now, now + lasts);
                Ok(())
            }
        }
    }

    /// Whether something was noted to belong to a set, and not too long ago.
    pub async fn is_noted(&self, set: &str, member: &str, now: Instant) -> Result<bool> {
        match self {
            Self::Redis(connection) => redis::is_noted(connection, set, member, now).await,
            Self::Memory(counters) => Ok(locked(counters).is_noted(set, member, now)),
        }
    }

    /// Forgets a whole set.
    pub async fn forget(&self, set: &str) -> Result<()> {
        match self {
            Self::Redis(connection) => redis::forget(connection, set).await,
            Self::Memory(counters) => {
                locked(counters).forget(set);
                Ok(())
            }
        }
    }
}

/// A panic while holding the lock cannot leave a counter half-written.
fn locked(counters: &Mutex<Counters>) -> MutexGuard<'_, Counters> {
    counters.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_wait_is_twice_the_one_before_up_to_the_longest() {
        let tries = Tries::Memory(Arc::default());
        let pace = Pace { free: 3, longest: TimeDelta::minutes(2), fades: 0 };
        let key = [("key".to_owned(), pace)];
        let both = [("key".to_owned(), pace), ("other".to_owned(), pace)];
        let without_limit = [("key".to_owned(), Pace { free: 0, ..pace })];
        let mut now = chrono::DateTime::from_timestamp(1_000_000, 0).unwrap();
        for _ in 0..3 {
            assert_eq!(tries.begin(&key, now).await.unwrap(), None);
        }
        for seconds in [15, 30, 60, 120, 120] {
            let wait = TimeDelta::seconds(seconds);
            assert_eq!(tries.begin(&key, now).await.unwrap(), Some(wait));
            assert_eq!(
                tries.begin(&both, now).await.unwrap(),
                Some(wait),
                "and `other` not counted"
            );
            assert_eq!(tries.begin(&without_limit, now).await.unwrap(), None);
            now += wait;
            assert_eq!(tries.begin(&key, now).await.unwrap(), None);
        }
        tries.forgive(&["key".to_owned()]).await.unwrap();
        for _ in 0..3 {
            assert_eq!(tries.begin(&both[1..], now).await.unwrap(), None);
        }
        assert_eq!(tries.begin(&key, now).await.unwrap(), None, "it was no guess");
        now += TimeDelta::hours(2);
        for _ in 0..3 {
            assert_eq!(tries.begin(&key, now).await.unwrap(), None, "it is forgotten");
        }
        assert!(tries.begin(&key, now).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn what_fades_does_not_add_up_however_long_it_goes_on() {
        let tries = Tries::Memory(Arc::default());
        let pace = Pace { free: 4, longest: TimeDelta::minutes(15), fades: 4 };
        let key = [("key".to_owned(), pace)];
        let mut now = chrono::DateTime::from_timestamp(1_000_000, 0).unwrap();
        for _ in 0..50 {
            assert_eq!(tries.begin(&key, now).await.unwrap(), None, "four an hour are free");
            now += TimeDelta::minutes(15);
        }
        for _ in 0..4 {
            assert_eq!(tries.begin(&key, now).await.unwrap(), None);
        }
        let wait = Some(TimeDelta::seconds(15));
        assert_eq!(tries.begin(&key, now).await.unwrap(), wait, "and no more at once");
        // A part of a try has faded: what is left of it counts whole.
        now += TimeDelta::seconds(15);
        assert_eq!(tries.begin(&key, now).await.unwrap(), None);
        assert_eq!(tries.begin(&key, now).await.unwrap(), Some(TimeDelta::seconds(30)));
        // While everybody waits it fades too: in half an hour two tries.
        now += TimeDelta::minutes(30);
        assert_eq!(tries.begin(&key, now).await.unwrap(), None);
        assert_eq!(tries.begin(&key, now).await.unwrap(), wait);
    }

    #[tokio::test]
    async fn the_newest_members_of_a_set_are_noted_for_a_time_or_until_it_is_forgotten() {
        let tries = Tries::Memory(Arc::default());
        let mut now = chrono::DateTime::from_timestamp(1_000_000, 0).unwrap();
        let lasts = TimeDelta::days(1);
        for number in 0..=MOST_NOTED {
            tries.note("set", &number.to_string(), now, lasts).await.unwrap();
            now += TimeDelta::seconds(1);
        }
        assert!(!tries.is_noted("set", "0", now).await.unwrap());
        assert!(tries.is_noted("set", "1", now).await.unwrap());
        assert!(!tries.is_noted("another", "1", now).await.unwrap());
        assert!(!tries.is_noted("set", "1", now + lasts).await.unwrap());
        tries.forget("set").await.unwrap();
        assert!(!tries.is_noted("set", "1", now).await.unwrap());
    }
}
