//! Counting in Redis, for every node.

use chrono::TimeDelta;
use redis::{Script, aio::ConnectionManager};

use super::{FIRST_WAIT, MOST_NOTED, Pace, REMEMBERED, WEIGHT};
use crate::shared::{
    clock::Instant,
    error::{Error, ErrorCode, Refusal, Result},
};

pub(super) async fn begin(
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
    let script = Script::new(SCRIPT);
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

pub(super) async fn forgive(connection: &ConnectionManager, keys: &[String]) -> Result<()> {
    const SCRIPT: &str = r"
for _, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then
    local weight = tonumber(redis.call('HGET', key, 'weight') or '0') - tonumber(ARGV[1])
    redis.call('HSET', key, 'weight', string.format('%.0f', math.max(weight, 0)), 'free_at', '0')
  end
end
return 1";
    let script = Script::new(SCRIPT);
    let mut call = script.prepare_invoke();
    call.arg(WEIGHT);
    for key in keys {
        call.key(key);
    }
    call.invoke_async::<i64>(&mut connection.clone()).await.map(drop).map_err(unavailable)
}

pub(super) async fn note(
    connection: &ConnectionManager,
    set: &str,
    member: &str,
    now: Instant,
    lasts: TimeDelta,
) -> Result<()> {
    const SCRIPT: &str = r"
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2])
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - tonumber(ARGV[5]))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1";
    let script = Script::new(SCRIPT);
    let mut call = script.prepare_invoke();
    call.key(set).arg(member);
    call.arg(now.timestamp_millis()).arg((now + lasts).timestamp_millis());
    call.arg(lasts.num_milliseconds()).arg(MOST_NOTED);
    call.invoke_async::<i64>(&mut connection.clone()).await.map(drop).map_err(unavailable)
}

pub(super) async fn is_noted(
    connection: &ConnectionManager,
    set: &str,
    member: &str,
    now: Instant,
) -> Result<bool> {
    let mut connection = connection.clone();
    let mut ask = redis::cmd("ZSCORE");
    let until: Option<f64> =
        ask.arg(set).arg(member).query_async(&mut connection).await.map_err(unavailable)?;
    #[expect(clippy::cast_precision_loss, reason = "exact for 285,000 years")]
    let now = now.timestamp_millis() as f64;
    Ok(until.is_some_and(|until| until > now))
}

pub(super) async fn forget(connection: &ConnectionManager, set: &str) -> Result<()> {
    redis::cmd("DEL").arg(set).query_async(&mut connection.clone()).await.map_err(unavailable)
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn unavailable(cause: redis::RedisError) -> Error {
    tracing::warn!(%cause, "Redis does not answer");
    Refusal::of(ErrorCode::Unavailable).stop()
}
