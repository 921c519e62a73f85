//! Words that nodes pass to each other and nobody keeps: each may be lost, and none is the truth
//! about anything. Through Redis in production; a process alone has nobody to pass them to.

use std::{sync::Weak, time::Duration};

use futures_util::StreamExt as _;
use redis::aio::ConnectionManager;
use tokio::{
    sync::{mpsc, oneshot},
    time::{sleep, timeout},
};

use super::cache::Cache;

/// So many words wait for Redis; while it is slower than that, further ones are lost.
const QUEUE: usize = 1024;
/// So many words go out in one call: at thousands a second that is tens of calls.
const PART: usize = 100;
/// How long a node waits at its start until it hears the others, and before it tries again.
const PATIENCE: Duration = Duration::from_secs(2);

/// Says words to the other nodes: each is one line.
#[derive(Debug)]
pub(crate) struct Relay(Option<mpsc::Sender<String>>);

impl Relay {
    /// Opens the relay of this name, and returns once this node hears the others, or cannot for now.
    /// `hear` is called with each word of any node, this one's own included, as long as the
    /// `listener` lives.
    pub(crate) async fn open<L: Send + Sync + 'static>(
        cache: &Cache,
        name: &str,
        listener: Weak<L>,
        hear: fn(&L, &str),
    ) -> Self {
        let Some((client, connection)) = cache.client().zip(cache.connection()) else {
            return Self(None);
        };
        // Redis tells everybody who listens, whichever of its databases they use.
        let number = client.get_connection_info().redis_settings().db();
        let channel = format!("krt:{name}:{number}");
        let (sender, words) = mpsc::channel(QUEUE);
        tokio::spawn(pass_on(connection, channel.clone(), words));
        let (ready, listening) = oneshot::channel();
        tokio::spawn(hear_others(client, channel, listener, hear, ready));
        // Whether it came to listen or not, and whether in time or not: words may be lost.
        let _ = timeout(PATIENCE, listening).await;
        Self(Some(sender))
    }

    /// Says a word; nobody waits for it.
    pub(crate) fn say(&self, word: String) {
        if let Some(sender) = &self.0
            && sender.try_send(word).is_err()
        {
            tracing::debug!("a word to the other nodes was lost");
        }
    }
}

async fn pass_on(
    mut connection: ConnectionManager,
    channel: String,
    mut words: mpsc::Receiver<String>,
) {
    while let Some(mut text) = words.recv().await {
        let mut lines = 1;
        while lines < PART
            && let Ok(next) = words.try_recv()
        {
            text.push('\n');
            text.push_str(&next);
            lines += 1;
        }
        let call = redis::cmd("PUBLISH").arg(&channel).arg(&text).to_owned();
        let sent: redis::RedisResult<()> = call.query_async(&mut connection).await;
        if let Err(error) = sent {
            tracing::debug!(%error, lines, "words to the other nodes were lost");
        }
    }
}

/// Hears the other nodes until nobody holds the listener any more.
async fn hear_others<L: Send + Sync + 'static>(
    client: redis::Client,
    channel: String,
    listener: Weak<L>,
    hear: fn(&L, &str),
    ready: oneshot::Sender<()>,
) {
    let mut ready = Some(ready);
    while listener.strong_count() > 0 {
        match client.get_async_pubsub().await {
            Ok(mut pubsub) => {
                if pubsub.subscribe(channel.as_str()).await.is_ok() {
                    // Nobody waits any more when it took long.
                    let _ = ready.take().map(|ready| ready.send(()));
                    let mut messages = pubsub.on_message();
                    while let Some(message) = messages.next().await {
                        let Some(listener) = listener.upgrade() else { return };
                        let text = String::from_utf8_lossy(message.get_payload_bytes());
                        for word in text.lines() {
                            hear(&listener, word);
                        }
                    }
                }
            }
            Err(error) => tracing::debug!(%error, "Redis cannot be listened to"),
        }
        drop(ready.take());
        sleep(PATIENCE).await;
    }
}
