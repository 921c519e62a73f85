//! Tries at a secret: after so many, each next one waits twice as long, and nobody is kept out for
//! good. What many people share fades while they go on, so that what they mistype in a day does not
//! add up. Counted in Redis in production, in this process otherwise; losing the counts costs a few
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
/// A try weighs as much as an hour has milliseconds: then in a millisecond exactly as much fades as
/// tries fade in an hour.
const WEIGHT: u64 = 3_600_000;
/// So many members of one set are noted, the newest.
const MOST_NOTED: usize = 200;
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

/// The counters of one process.
#[derive(Debug, Default)]
pub struct Counters {
    by_key: HashMap<String, Tried>,
    /// Until when which members of a set are noted.
    noted: HashMap<String, HashMap<String, Instant>>,
    swept_at: Option<Instant>,
}

/// One counter.
#[derive(Clone, Copy, Debug)]
struct Tried {
    /// What all tries weigh that have not faded.
    weight: u64,
    last_at: Instant,
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
    local weight = tonumber(redis.call('HGET', key, 'weight') or '0') - tonumber(ARGV[1])
    redis.call('HSET', key, 'weight', string.format('%.0f', math.max(weight, 0)), 'free_at', '0')
  end
end
return 1";
                let script = redis::Script::new(SCRIPT);
                let mut call = script.prepare_invoke();
                call.arg(WEIGHT);
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
                        tried.weight = tried.weight.saturating_sub(WEIGHT);
                        tried.free_at = Instant::default();
                    }
                }
            }
        }
        Ok(())
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
            Self::Redis(connection) => {
                const SCRIPT: &str = r"
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2])
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - tonumber(ARGV[5]))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1";
                let script = redis::Script::new(SCRIPT);
                let mut call = script.prepare_invoke();
                call.key(set).arg(member);
                call.arg(now.timestamp_millis()).arg((now + lasts).timestamp_millis());
                call.arg(lasts.num_milliseconds()).arg(MOST_NOTED);
                let _: i64 =
                    call.invoke_async(&mut connection.clone()).await.map_err(unavailable)?;
                Ok(())
            }
            Self::Memory(counters) => {
                let mut counters = counters.lock().unwrap_or_else(PoisonError::into_inner);
                counters.sweep(now);
                counters.note(set, member, now, now + lasts);
                Ok(())
            }
        }
    }

    /// Whether something was noted to belong to a set, and not too long ago.
    pub async fn is_noted(&self, set: &str, member: &str, now: Instant) -> Result<bool> {
        match self {
            Self::Redis(connection) => {
                let until: Option<f64> = redis::cmd("ZSCORE")
                    .arg(set)
                    .arg(member)
                    .query_async(&mut connection.clone())
                    .await
                    .map_err(unavailable)?;
                #[expect(clippy::cast_precision_loss, reason = "exact for 285,000 years")]
                let now = now.timestamp_millis() as f64;
                Ok(until.is_some_and(|until| until > now))
            }
            Self::Memory(counters) => {
                let counters = counters.lock().unwrap_or_else(PoisonError::into_inner);
                let until = counters.noted.get(set).and_then(|noted| noted.get(member));
                Ok(until.is_some_and(|until| *until > now))
            }
        }
    }

    /// Forgets a whole set.
    pub async fn forget(&self, set: &str) -> Result<()> {
        match self {
            Self::Redis(connection) => {
                let mut connection = connection.clone();
                redis::cmd("DEL").arg(set).query_async(&mut connection).await.map_err(unavailable)
            }
            Self::Memory(counters) => {
                let mut counters = counters.lock().unwrap_or_else(PoisonError::into_inner);
                counters.noted.remove(set);
                Ok(())
            }
        }
    }
}

impl Counters {
    /// Throws away what is forgotten once there is much, and not at every try.
    fn sweep(&mut self, now: Instant) {
        let rested = self.swept_at.is_none_or(|at| now >= at + SWEEP_AGAIN);
        if rested && self.by_key.len().max(self.noted.len()) >= SWEEP_AT {
            self.swept_at = Some(now);
            self.by_key.retain(|_, tried| tried.forget_at > now);
            self.noted.retain(|_, members| members.values().any(|until| *until > now));
        }
    }

    fn note(&mut self, set: &str, member: &str, now: Instant, until: Instant) {
        let members = self.noted.entry(set.to_owned()).or_default();
        members.retain(|_, until| *until > now);
        members.insert(member.to_owned(), until);
        if members.len() > MOST_NOTED {
            let oldest = members.iter().min_by_key(|(_, until)| **until);
            if let Some(oldest) = oldest.map(|(member, _)| member.clone()) {
                members.remove(&oldest);
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
    counters.sweep(now);
    let known = |key: &String| counters.by_key.get(key).filter(|tried| tried.forget_at > now);
    let waits = keys.iter().filter_map(|(key, _)| Some(known(key)?.free_at - now));
    if let Some(wait) = waits.max().filter(|wait| *wait > TimeDelta::zero()) {
        return Some(wait);
    }
    for (key, pace) in keys {
        let fresh = Tried { weight: 0, last_at: now, free_at: now, forget_at: now };
        let tried = counters.by_key.entry(key.clone()).or_insert(fresh);
        if tried.forget_at <= now {
            *tried = fresh;
        }
        let left = pace.faded(tried.weight, now - tried.last_at);
        tried.weight = left.saturating_add(WEIGHT);
        tried.last_at = now;
        // What has not faded whole counts whole.
        tried.free_at = now + pace.wait(tried.weight.div_ceil(WEIGHT));
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
    // arguments: now, the first wait, how long a counter is remembered, what a try weighs, and then
    // for each key its free tries, its longest wait and what fades.
    const SCRIPT: &str = r"
local now, first, remembered = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local unit = tonumber(ARGV[4])
local weights, longest = {}, 0
for place, key in ipairs(KEYS) do
  local kept = redis.call('HMGET', key, 'weight', 'last_at', 'free_at', 'forget_at')
  weights[place] = 0
  if tonumber(kept[4] or '0') > now then
    longest = math.max(longest, tonumber(kept[3] or '0') - now)
    local elapsed = math.max(now - tonumber(kept[2] or '0'), 0)
    local faded = elapsed * tonumber(ARGV[4 + 3 * place])
    weights[place] = math.max(tonumber(kept[1] or '0') - faded, 0)
  end
end
if longest > 0 then return longest end
local text = function(value) return string.format('%.0f', value) end
for place, key in ipairs(KEYS) do
  local weight, free = weights[place] + unit, tonumber(ARGV[2 + 3 * place])
  local number, wait = math.ceil(weight / unit), 0
  if number >= free then
    wait = math.min(first * 2 ^ math.min(number - free, 16), tonumber(ARGV[3 + 3 * place]))
  end
  redis.call('HSET', key, 'weight', text(weight), 'last_at', text(now), 'free_at', text(now + wait),
    'forget_at', text(now + wait + remembered))
  redis.call('PEXPIRE', key, text(wait + remembered))
end
return 0";
    let script = redis::Script::new(SCRIPT);
    let mut call = script.prepare_invoke();
    call.arg(now.timestamp_millis());
    call.arg(FIRST_WAIT.num_milliseconds());
    call.arg(REMEMBERED.num_milliseconds());
    call.arg(WEIGHT);
    for (key, pace) in keys {
        call.key(key).arg(pace.free).arg(pace.longest.num_milliseconds()).arg(pace.fades);
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
