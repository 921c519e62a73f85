//! Counters, short-lived notes and wake-up calls that nodes share: Redis in production, this process
//! otherwise.
//!
//! Nothing here is the truth about anything: losing it costs a few more tries for a guesser and
//! half a second of delay.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use tokio::sync::Notify;

use super::{
    clock::{Clock, Instant},
    error::{Error, ErrorCode, Refusal, Result},
};

/// On which Redis channel nodes wake each other.
const WAKE_CHANNEL: &str = "krt:changes";
/// A Redis that does not answer within this is taken for gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// Counters and wake-up calls.
#[derive(Clone)]
#[expect(clippy::large_enum_variant, reason = "a node has one")]
pub enum Cache {
    /// Shared by every node.
    Redis(RedisLink),
    /// This process alone.
    Memory(Memory),
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Redis(_) => "Cache::Redis",
            Self::Memory(_) => "Cache::Memory",
        })
    }
}

/// A connection that heals itself, and the ear for other nodes.
#[derive(Clone)]
pub struct RedisLink {
    client: redis::Client,
    connection: ConnectionManager,
    woken: Arc<Notify>,
}

/// The counters and notes of one process.
#[derive(Clone, Debug)]
pub struct Memory {
    counters: Arc<Mutex<Counters>>,
    notes: Arc<Mutex<HashMap<String, Note>>>,
    clock: Clock,
}

/// A text that is kept until it is taken or its time is over.
#[derive(Clone, Debug)]
struct Note {
    text: String,
    until: Instant,
}

/// So many notes of about half a kilobyte are kept in a process: 10 MB. Redis has its own limit.
const MOST_NOTES: usize = 20_000;

#[derive(Debug, Default)]
struct Counters {
    by_key: HashMap<String, Counter>,
    swept_at: Option<Instant>,
}

#[derive(Clone, Copy, Debug)]
struct Counter {
    count: u64,
    until: Instant,
}

/// Above this many counters the expired ones are swept out.
const SWEEP_AT: usize = 10_000;
/// But not more often than this: everybody who counts waits meanwhile.
const SWEEP_AGAIN: chrono::TimeDelta = chrono::TimeDelta::seconds(1);

impl Cache {
    /// Counters in this process.
    #[must_use]
    pub fn memory(clock: Clock) -> Self {
        Self::Memory(Memory { counters: Arc::default(), notes: Arc::default(), clock })
    }

    /// Counters in Redis. Listening for other nodes goes on by itself, also after Redis was away.
    pub fn redis(url: &str) -> Result<Self> {
        let client = redis::Client::open(url).map_err(unavailable)?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1);
        // Lazily: a node that starts while Redis is away answers readers, and says so in /readyz.
        let connection =
            ConnectionManager::new_lazy_with_config(client.clone(), config).map_err(unavailable)?;
        let woken = Arc::new(Notify::new());
        tokio::spawn(listen(client.clone(), Arc::downgrade(&woken)));
        Ok(Self::Redis(RedisLink { client, connection, woken }))
    }

    /// Whether it answers.
    pub async fn ping(&self) -> Result<()> {
        match self {
            Self::Redis(link) => {
                let mut connection = link.connection.clone();
                redis::cmd("PING").query_async(&mut connection).await.map_err(unavailable)
            }
            Self::Memory(_) => Ok(()),
        }
    }

    /// Counts one more under `key`, and tells how many there were within `window` of the first.
    pub async fn count(&self, key: &str, window: Duration) -> Result<u64> {
        match self {
            Self::Redis(link) => {
                let mut connection = link.connection.clone();
                let (count,): (u64,) = redis::pipe()
                    .atomic()
                    .cmd("SET")
                    .arg(key)
                    .arg(0)
                    .arg("EX")
                    .arg(window.as_secs().max(1))
                    .arg("NX")
                    .ignore()
                    .cmd("INCR")
                    .arg(key)
                    .query_async(&mut connection)
                    .await
                    .map_err(unavailable)?;
                Ok(count)
            }
            Self::Memory(memory) => Ok(memory.count(key, window)),
        }
    }

    /// Takes one count under `key` back.
    pub async fn forgive(&self, key: &str) -> Result<()> {
        match self {
            Self::Redis(link) => {
                let mut connection = link.connection.clone();
                // DECR keeps the time to live; a count that has run out meanwhile is left alone.
                const SCRIPT: &str = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end return 1";
                let script = redis::Script::new(SCRIPT);
                let _: i64 =
                    script.key(key).invoke_async(&mut connection).await.map_err(unavailable)?;
                Ok(())
            }
            Self::Memory(memory) => {
                if let Some(counter) = memory.lock().by_key.get_mut(key) {
                    counter.count = counter.count.saturating_sub(1);
                }
                Ok(())
            }
        }
    }

    /// Keeps a text under `key` for a while.
    pub async fn put(&self, key: &str, text: &str, lasts: Duration) -> Result<()> {
        match self {
            Self::Redis(link) => redis::cmd("SET")
                .arg(key)
                .arg(text)
                .arg("EX")
                .arg(lasts.as_secs().max(1))
                .query_async(&mut link.connection.clone())
                .await
                .map_err(unavailable),
            Self::Memory(memory) => memory.put(key, text, lasts),
        }
    }

    /// Takes the text under `key` away; of several who try at once one gets it.
    pub async fn take(&self, key: &str) -> Result<Option<String>> {
        match self {
            Self::Redis(link) => redis::cmd("GETDEL")
                .arg(key)
                .query_async(&mut link.connection.clone())
                .await
                .map_err(unavailable),
            Self::Memory(memory) => Ok(memory.take(key)),
        }
    }

    /// The connection for what lives in Redis alone (sessions).
    #[must_use]
    pub fn connection(&self) -> Option<ConnectionManager> {
        match self {
            Self::Redis(link) => Some(link.connection.clone()),
            Self::Memory(_) => None,
        }
    }

    /// Redis itself, for whoever listens to it on a connection of their own.
    pub(super) fn client(&self) -> Option<redis::Client> {
        match self {
            Self::Redis(link) => Some(link.client.clone()),
            Self::Memory(_) => None,
        }
    }

    /// Tells the other nodes to look at the change log. They look by themselves soon, so a
    /// failure costs a moment and is only noted.
    pub(super) fn wake_others(&self) {
        if let Self::Redis(link) = self {
            let mut connection = link.connection.clone();
            // Nobody waits for it: a silent Redis must not slow down what is committed.
            tokio::spawn(async move {
                let call = redis::cmd("PUBLISH").arg(WAKE_CHANNEL).arg(1).to_owned();
                let sent: redis::RedisResult<()> = call.query_async(&mut connection).await;
                if let Err(error) = sent {
                    tracing::debug!(%error, "the other nodes were not woken");
                }
            });
        }
    }

    /// Resolves when another node calls.
    pub(super) async fn woken(&self) {
        match self {
            Self::Redis(link) => link.woken.notified().await,
            Self::Memory(_) => std::future::pending().await,
        }
    }
}

impl Memory {
    fn lock(&self) -> std::sync::MutexGuard<'_, Counters> {
        // A panic while holding the lock cannot leave a counter half-written.
        self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, key: &str, text: &str, lasts: Duration) -> Result<()> {
        let now = self.clock.now();
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        if notes.len() >= MOST_NOTES {
            notes.retain(|_, note| note.until > now);
        }
        if notes.len() >= MOST_NOTES && !notes.contains_key(key) {
            tracing::warn!("no more notes can be kept for now");
            return Err(Refusal::of(ErrorCode::Unavailable).stop());
        }
        notes.insert(key.to_owned(), Note { text: text.to_owned(), until: now + lasts });
        Ok(())
    }

    fn take(&self, key: &str) -> Option<String> {
        let now = self.clock.now();
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.remove(key).filter(|note| note.until > now).map(|note| note.text)
    }

    fn count(&self, key: &str, window: Duration) -> u64 {
        let now = self.clock.now();
        let mut counters = self.lock();
        let rested = counters.swept_at.is_none_or(|at| now >= at + SWEEP_AGAIN);
        if counters.by_key.len() >= SWEEP_AT && rested {
            counters.swept_at = Some(now);
            counters.by_key.retain(|_, counter| counter.until > now);
        }
        let fresh = Counter { count: 0, until: now + window };
        let counter = counters.by_key.entry(key.to_owned()).or_insert(fresh);
        if counter.until <= now {
            *counter = fresh;
        }
        counter.count += 1;
        counter.count
    }
}

/// Hears the other nodes until nobody holds the cache any more.
async fn listen(client: redis::Client, woken: std::sync::Weak<Notify>) {
    use futures_util::StreamExt as _;
    while woken.strong_count() > 0 {
        match client.get_async_pubsub().await {
            Ok(mut pubsub) => {
                if pubsub.subscribe(WAKE_CHANNEL).await.is_ok() {
                    let mut messages = pubsub.on_message();
                    while messages.next().await.is_some() {
                        let Some(woken) = woken.upgrade() else { return };
                        woken.notify_one();
                    }
                }
            }
            Err(error) => tracing::debug!(%error, "Redis cannot be listened to"),
        }
        tokio::time::sleep(PATIENCE).await;
    }
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
    async fn a_note_is_taken_once_and_not_after_its_time() {
        let clock = Clock::fixed(chrono::DateTime::UNIX_EPOCH);
        let cache = Cache::memory(clock.clone());
        let minute = Duration::from_mins(1);
        cache.put("one", "text", minute).await.unwrap();
        assert_eq!(cache.take("one").await.unwrap().as_deref(), Some("text"));
        assert_eq!(cache.take("one").await.unwrap(), None);
        cache.put("two", "text", minute).await.unwrap();
        clock.advance(chrono::TimeDelta::minutes(1));
        assert_eq!(cache.take("two").await.unwrap(), None);
    }

    #[tokio::test]
    async fn notes_without_end_do_not_fill_the_memory() {
        let clock = Clock::fixed(chrono::DateTime::UNIX_EPOCH);
        let cache = Cache::memory(clock.clone());
        let minute = Duration::from_mins(1);
        for number in 0..MOST_NOTES {
            cache.put(&number.to_string(), "", minute).await.unwrap();
        }
        assert!(cache.put("one more", "", minute).await.is_err());
        clock.advance(chrono::TimeDelta::minutes(1));
        cache.put("one more", "", minute).await.unwrap();
    }
}
