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
/// Above this many counters the forgotten ones are swept out of the process,
const SWEEP_AT: usize = 10_000;
/// but not more often than this: everybody who counts waits meanwhile.
const SWEEP_AGAIN: TimeDelta = TimeDelta::seconds(1);

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

/// The counters of one process.
#[derive(Debug, Default)]
pub struct Counters {
    by_key: HashMap<String, Tried>,
    swept_at: Option<Instant>,
}

/// One counter.
#[derive(Clone, Copy, Debug)]
struct Tried {
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

    /// Counts a try under each key before it is made, so that many at once are counted too. When it
    /// comes too soon for one of them nothing is counted, and how long to wait comes back.
    pub async fn begin(&self, keys: &[(String, Pace)], now: Instant) -> Result<Option<TimeDelta>> {
        let keys: Vec<&(String, Pace)> = keys.iter().filter(|(_, pace)| pace.free > 0).collect();
        if keys.is_empty() {
            return Ok(None);
        }
        match self {
            Self::Redis(connection) => begin_in_redis(connection, &keys, now).await,
            Self::Memory(counters) => Ok(begin_in_memory(counters, &keys, now)),
        }
    }

    /// Takes a try back under each key: it was no guess.
    pub async fn forgive(&self, keys: &[String]) -> Result<()> {
        match self {
            Self::Redis(connection) => {
                const SCRIPT: &str = r"
for _, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then
    redis.call('HINCRBY', key, 'number', -1)
    redis.call('HSET', key, 'free_at', '0')
  end
end
return 1";
                let script = redis::Script::new(SCRIPT);
                let mut call = script.prepare_invoke();
                for key in keys {
                    call.key(key);
                }
                let _: i64 =
                    call.invoke_async(&mut connection.clone()).await.map_err(unavailable)?;
            }
            Self::Memory(counters) => {
                let mut counters = counters.lock().unwrap_or_else(PoisonError::into_inner);
                for key in keys {
                    if let Some(tried) = counters.by_key.get_mut(key) {
                        tried.number = tried.number.saturating_sub(1);
                        tried.free_at = Instant::default();
                    }
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
                counters.by_key.insert(key.to_owned(), noted);
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
                Ok(counters.by_key.get(key).is_some_and(|noted| noted.forget_at > now))
            }
        }
    }
}

fn begin_in_memory(
    counters: &Mutex<Counters>,
    keys: &[&(String, Pace)],
    now: Instant,
) -> Option<TimeDelta> {
    // A panic while holding the lock cannot leave a counter half-written.
    let mut counters = counters.lock().unwrap_or_else(PoisonError::into_inner);
    let rested = counters.swept_at.is_none_or(|at| now >= at + SWEEP_AGAIN);
    if counters.by_key.len() >= SWEEP_AT && rested {
        counters.swept_at = Some(now);
        counters.by_key.retain(|_, tried| tried.forget_at > now);
    }
    let known = |key: &String| counters.by_key.get(key).filter(|tried| tried.forget_at > now);
    let waits = keys.iter().filter_map(|(key, _)| Some(known(key)?.free_at - now));
    if let Some(wait) = waits.max().filter(|wait| *wait > TimeDelta::zero()) {
        return Some(wait);
    }
    for (key, pace) in keys {
        let fresh = Tried { number: 0, free_at: now, forget_at: now };
        let tried = counters.by_key.entry(key.clone()).or_insert(fresh);
        if tried.forget_at <= now {
            *tried = fresh;
        }
        tried.number += 1;
        tried.free_at = now + pace.wait(tried.number);
        tried.forget_at = tried.free_at + REMEMBERED;
    }
    None
}

async fn begin_in_redis(
    connection: &ConnectionManager,
    keys: &[&(String, Pace)],
    now: Instant,
) -> Result<Option<TimeDelta>> {
    // The nodes' own clock, which tests hold still; Redis only throws away what is old. The
    // arguments: now, the first wait, how long a counter is remembered, and then for each key its
    // free tries and its longest wait.
    const SCRIPT: &str = r"
local now, first, remembered = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local numbers, longest = {}, 0
for place, key in ipairs(KEYS) do
  local kept = redis.call('HMGET', key, 'number', 'free_at', 'forget_at')
  local live = tonumber(kept[3] or '0') > now
  numbers[place] = live and tonumber(kept[1]) or 0
  if live then longest = math.max(longest, tonumber(kept[2]) - now) end
end
if longest > 0 then return longest end
local text = function(value) return string.format('%.0f', value) end
for place, key in ipairs(KEYS) do
  local number, free = numbers[place] + 1, tonumber(ARGV[2 + 2 * place])
  local wait = 0
  if number >= free then
    wait = math.min(first * 2 ^ math.min(number - free, 16), tonumber(ARGV[3 + 2 * place]))
  end
  redis.call('HSET', key, 'number', text(number), 'free_at', text(now + wait),
    'forget_at', text(now + wait + remembered))
  redis.call('PEXPIRE', key, text(wait + remembered))
end
return 0";
    let script = redis::Script::new(SCRIPT);
    let mut call = script.prepare_invoke();
    call.arg(now.timestamp_millis());
    call.arg(FIRST_WAIT.num_milliseconds());
    call.arg(REMEMBERED.num_milliseconds());
    for (key, pace) in keys {
        call.key(key).arg(pace.free).arg(pace.longest.num_milliseconds());
    }
    let wait: i64 = call.invoke_async(&mut connection.clone()).await.map_err(unavailable)?;
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
}
