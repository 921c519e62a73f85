//! How a node hears of what changed: it reads the log for as long as it lives, and tells everybody
//! who listens.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::sync::{Notify, broadcast};

use super::{
    ears::{Ears, Listener},
    model::{Change, Noun, Scope, Told},
    position::Position,
    stamps::Stamps,
};
use crate::shared::{cache::Cache, db::Db};

/// How long a node sleeps when nobody wakes it.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// How long a node rests between two looks, so that thousands of changes a second cost fifty looks
/// and fifty calls to the others.
const BREATH: Duration = Duration::from_millis(20);
/// How many changes wait for a slow listener before it is told that it missed some.
const QUEUE: usize = 4096;
/// How many changes are told in one go; then the listeners get their turn.
const PART: usize = 256;
/// How often, and how long each time, a listener who lags is waited for before the next part: a
/// quarter of a second at most, so that one who is stuck holds nobody up.
const WAITS: usize = 50;
const WAIT: Duration = Duration::from_millis(5);

/// A node's view of the log.
#[derive(Debug)]
pub struct ChangeFeed {
    sender: broadcast::Sender<Told>,
    ears: Arc<Ears>,
    stamps: Stamps,
    awake: Arc<Notify>,
    /// Whether the other nodes are still to be told of something that stands.
    owed: AtomicBool,
}

impl Default for ChangeFeed {
    fn default() -> Self {
        Self {
            sender: broadcast::Sender::new(QUEUE),
            ears: Arc::default(),
            stamps: Stamps::default(),
            awake: Arc::default(),
            owed: AtomicBool::new(false),
        }
    }
}

impl ChangeFeed {
    /// Hears every change from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Told> {
        self.sender.subscribe()
    }

    /// Hears every change in some scopes from now on: for each of thousands who follow something.
    #[must_use]
    pub fn listen_to(&self, scopes: impl IntoIterator<Item = Scope>) -> Listener {
        self.ears.listen(scopes)
    }

    /// Whether everybody who listens to some scopes has heard what this node was told, is done with it and
    /// waits for more: from then on, that nothing was told them says something.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.ears.is_quiet()
    }

    /// A number that rises with each change of a noun that is told to a scope: what was read while
    /// it stood is good while it stands. Kept are those of notices to places and of people; there is
    /// none while nobody reads the log.
    pub(crate) fn stamp(&self, noun: Noun, scope: &Scope) -> Option<u64> {
        self.stamps.of(noun, scope)
    }

    /// Says that this node has written these changes: here they count at once, the log tells the
    /// others.
    pub(crate) fn wrote(&self, changes: &[Change]) {
        for change in changes {
            self.stamps.hear(change);
        }
        self.wake();
    }

    /// Tells this node, and through it the others, to look at the log now.
    pub fn wake(&self) {
        self.owed.store(true, Ordering::Release);
        self.awake.notify_one();
    }

    /// Tells changes in parts, so that a backlog longer than the queue does not overrun everybody.
    async fn tell(&self, changes: Vec<(i64, Change)>) {
        let mut waits = 0;
        for (place, (read_on, change)) in changes.into_iter().enumerate() {
            if place > 0 && place.is_multiple_of(PART) {
                tokio::task::yield_now().await;
                while self.sender.len() > QUEUE / 2 && waits < WAITS {
                    waits += 1;
                    tokio::time::sleep(WAIT).await;
                }
            }
            let change = Arc::new(change);
            self.stamps.hear(&change);
            // Those who keep what others are judged by hear it first. Nobody listening is no error.
            let _ = self.sender.send(Told::Change(read_on, Arc::clone(&change)));
            self.ears.tell(read_on, &change);
        }
    }

    /// Reads the log for as long as the node lives. `started` is called once the place from
    /// which it reads is known: a change that is committed after that is told.
    pub async fn follow(&self, db: &Db, cache: &Cache, started: impl FnOnce() + Send) {
        let mut position = loop {
            match Position::at_end(db).await {
                Ok(position) => break position,
                Err(error) => {
                    tracing::warn!(%error, "the change log cannot be read yet");
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
            }
        };
        let _following = self.stamps.begin();
        started();
        let mut healthy = true;
        loop {
            tokio::select! {
                () = self.awake.notified() => {}
                () = cache.woken() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
            if self.owed.swap(false, Ordering::AcqRel) {
                cache.wake_others();
            }
            match position.advance(db).await {
                Ok(changes) => {
                    if !healthy {
                        // While the database was away nothing was told, but nothing was lost
                        // either: the log is read on from where it was left.
                        healthy = true;
                        tracing::info!("the change log can be read again");
                    }
                    self.tell(changes).await;
                }
                Err(error) => {
                    if healthy {
                        tracing::warn!(%error, "the change log cannot be read");
                    }
                    healthy = false;
                }
            }
            tokio::time::sleep(BREATH).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn a_backlog_longer_than_the_queue_overruns_nobody_who_listens() {
        let feed = ChangeFeed::default();
        let mut changes = feed.listen();
        let hearing = tokio::spawn(async move {
            let mut heard = 0;
            while let Ok(Told::Change(seq, _)) = changes.recv().await {
                heard += 1;
                if seq == 9_999 {
                    break;
                }
            }
            heard
        });
        let change = Change::new(Scope::Public, Noun::Place, Uuid::nil());
        let backlog = (0_i64..10_000).map(|seq| (seq, change.clone()));
        feed.tell(backlog.collect()).await;
        assert_eq!(hearing.await.unwrap(), 10_000);
    }
}
