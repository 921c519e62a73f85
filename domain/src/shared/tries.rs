//! Tries at a secret: after so many, each next one waits twice as long, and nobody is kept out for
//! good. Counted in Redis in production, in this process otherwise; losing the counts costs a few
//! more tries for a guesser.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::TimeDelta;
use redis::aio::ConnectionManager;

use super::{
    cache::Cache,
    clock::Instant,
    error::{Error, ErrorCode, Refusal, Result},
};

/// After the last free try the first wait; each next one is twice as long.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(15);
/// A counter that nobody touched for so long is forgotten.
const REMEMBERED: TimeDelta = TimeDelta::hours(1);
/// Above this many counters the forgotten ones are swept out of the process.
const SWEEP_AT: usize = 10_000;

/// How patient a counter is.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Tries without a wait; 0 sets no limit.
    pub free: u64,
    /// The longest that anybody has to wait.
    pub longest: TimeDelta,
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
}

/// What is counted.
#[derive(Clone)]
pub enum Tries {
    /// For every node.
    Redis(ConnectionManager),
    /// For this process.
    Memory(Arc<Mutex<HashMap<String, Tried>>>),
}

impl std::fmt::Debug for Tries {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Redis(_) => "Tries::Redis",
            Self::Memory(_) => "Tries::Memory",
        })
    }
}

/// One counter.
#[derive(Clone, Copy, Debug)]
pub struct Tried {
    number: u64,
    free_at: Instant,
    forget_at: Instant,
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

    /// Counts a try under `key` before it is made, so that many at once are counted too. When it
    /// comes too soon it is not counted, and how long to wait comes back.
    pub async fn begin(&self, key: &str, pace: Pace, now: Instant) -> Result<Option<TimeDelta>> {
        if pace.free == 0 {
            return Ok(None);
        }
        match self {
            Self::Redis(connection) => begin_in_redis(connection, key, pace, now).await,
            Self::Memory(counters) => Ok(begin_in_memory(counters, key, pace, now)),
        }
    }

    /// Takes a try back: it was no guess.
    pub async fn forgive(&self, key: &str) -> Result<()> {
        match self {
            Self::Redis(connection) => {
                const SCRIPT: &str = r"
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HINCRBY', KEYS[1], 'number', -1)
redis.call('HSET', KEYS[1], 'free_at', '0')
return 1";
                let _: i64 = redis::Script::new(SCRIPT)
                    .key(key)
                    .invoke_async(&mut connection.clone())
                    .await
                    .map_err(unavailable)?;
            }
            Self::Memory(counters) => {
                let mut counters = counters.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(tried) = counters.get_mut(key) {
                    tried.number = tried.number.saturating_sub(1);
                    tried.free_at = Instant::default();
                }
            }
        }
        Ok(())
    }

    /// Remembers something for a long time.
    pub async fn note(&self, key: &str, now: Instant, lasts: TimeDelta) -> Result<()> {
        match self {
            Self::Redis(connection) => redis::cmd("SET")
                .arg(key)
                .arg(1)
                .arg("EX")
                .arg(lasts.num_seconds())
                .query_async(&mut connection.clone())
                .await
                .map_err(unavailable),
            Self::Memory(counters) => {
                let mut counters = counters.lock().unwrap_or_else(PoisonError::into_inner);
                let noted = Tried { number: 1, free_at: now, forget_at: now + lasts };
                counters.insert(key.to_owned(), noted);
                Ok(())
            }
        }
    }

    /// Whether something was noted, and not too long ago.
    pub async fn is_noted(&self, key: &str, now: Instant) -> Result<bool> {
        match self {
            Self::Redis(connection) => redis::cmd("EXISTS")
                .arg(key)
                .query_async(&mut connection.clone())
                .await
                .map_err(unavailable),
            Self::Memory(counters) => {
                let counters = counters.lock().unwrap_or_else(PoisonError::into_inner);
                Ok(counters.get(key).is_some_and(|noted| noted.forget_at > now))
            }
        }
    }
}

fn begin_in_memory(
    counters: &Mutex<HashMap<String, Tried>>,
    key: &str,
    pace: Pace,
    now: Instant,
) -> Option<TimeDelta> {
    // A panic while holding the lock cannot leave a counter half-written.
    let mut counters = counters.lock().unwrap_or_else(PoisonError::into_inner);
    if counters.len() >= SWEEP_AT && !counters.contains_key(key) {
        counters.retain(|_, tried| tried.forget_at > now);
    }
    let fresh = Tried { number: 0, free_at: now, forget_at: now };
    let tried = counters.entry(key.to_owned()).or_insert(fresh);
    if tried.forget_at <= now {
        *tried = fresh;
    }
    if tried.free_at > now {
        return Some(tried.free_at - now);
    }
    tried.number += 1;
    tried.free_at = now + pace.wait(tried.number);
    tried.forget_at = tried.free_at + REMEMBERED;
    None
}

async fn begin_in_redis(
    connection: &ConnectionManager,
    key: &str,
    pace: Pace,
    now: Instant,
) -> Result<Option<TimeDelta>> {
    // The nodes' own clock, which tests hold still; Redis only throws away what is old.
    const SCRIPT: &str = r"
local number = tonumber(redis.call('HGET', KEYS[1], 'number') or '0')
local free_at = tonumber(redis.call('HGET', KEYS[1], 'free_at') or '0')
local forget_at = tonumber(redis.call('HGET', KEYS[1], 'forget_at') or '0')
local now = tonumber(ARGV[1])
if forget_at <= now then number = 0; free_at = 0 end
if free_at > now then return free_at - now end
number = number + 1
local wait = 0
local free = tonumber(ARGV[2])
if number >= free then
  wait = math.min(tonumber(ARGV[3]) * 2 ^ math.min(number - free, 16), tonumber(ARGV[4]))
end
local text = function(value) return string.format('%.0f', value) end
redis.call('HSET', KEYS[1], 'number', text(number), 'free_at', text(now + wait),
  'forget_at', text(now + wait + tonumber(ARGV[5])))
redis.call('PEXPIRE', KEYS[1], text(wait + tonumber(ARGV[5])))
return 0";
    let wait: i64 = redis::Script::new(SCRIPT)
        .key(key)
        .arg(now.timestamp_millis())
        .arg(pace.free)
        .arg(FIRST_WAIT.num_milliseconds())
        .arg(pace.longest.num_milliseconds())
        .arg(REMEMBERED.num_milliseconds())
        .invoke_async(&mut connection.clone())
        .await
        .map_err(unavailable)?;
    Ok((wait > 0).then(|| TimeDelta::milliseconds(wait)))
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn unavailable(cause: redis::RedisError) -> Error {
    tracing::warn!(%cause, "Redis does not answer");
    Refusal::of(ErrorCode::Unavailable).stop()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_wait_is_twice_the_one_before_up_to_the_longest() {
        let tries = Tries::Memory(Arc::default());
        let pace = Pace { free: 3, longest: TimeDelta::minutes(2) };
        let mut now = chrono::DateTime::from_timestamp(1_000_000, 0).unwrap();
        for _ in 0..3 {
            assert_eq!(tries.begin("key", pace, now).await.unwrap(), None);
        }
        for seconds in [15, 30, 60, 120, 120] {
            let wait = TimeDelta::seconds(seconds);
            assert_eq!(tries.begin("key", pace, now).await.unwrap(), Some(wait));
            assert_eq!(tries.begin("other", Pace { free: 0, ..pace }, now).await.unwrap(), None);
            now += wait;
            assert_eq!(tries.begin("key", pace, now).await.unwrap(), None);
        }
        tries.forgive("key").await.unwrap();
        assert_eq!(tries.begin("key", pace, now).await.unwrap(), None, "it was no guess");
        now += TimeDelta::hours(2);
        for _ in 0..3 {
            assert_eq!(tries.begin("key", pace, now).await.unwrap(), None, "it is forgotten");
        }
        assert!(tries.begin("key", pace, now).await.unwrap().is_some());
    }
}
