//! Where positions are told as they are recorded, on every node.

use std::sync::Arc;

use moka::future::Cache;
use tokio::sync::{Semaphore, mpsc};

use super::{board::Board, line::Way, model::Spot};
use crate::shared::{
    ctx::Tools,
    error::{Error, Result},
    id::{PatrolId, PatrolUnitId},
    relay::Relay,
};

/// What nodes call what they pass on.
const RELAY: &str = "live";
/// So many ways are kept for those who look at the same patrol: each takes up to 100 kB.
const WAYS: u64 = 200;
/// For so long: what another node records is heard sooner, but may be lost.
const WAY_KEPT: std::time::Duration = std::time::Duration::from_secs(10);
/// So many ways are read at once: a long one has 200,000 fixes.
const AT_ONCE: usize = 2;

/// Where positions are told as they are recorded; one for a node.
#[derive(Debug)]
pub struct Live {
    board: Arc<Board>,
    relay: Relay,
    ways: Cache<(PatrolId, u64), Arc<Way>>,
    turns: Semaphore,
}

impl Live {
    /// Opens it; within a tokio runtime. Returns once this node hears the others, or cannot for now.
    pub async fn open(tools: &Tools) -> Self {
        let board = Arc::new(Board::new(tools.clock.clone()));
        let relay = Relay::open(&tools.cache, RELAY, Arc::downgrade(&board), hear).await;
        let ways = Cache::builder().max_capacity(WAYS).time_to_live(WAY_KEPT).build();
        Self { board, relay, ways, turns: Semaphore::new(AT_ONCE) }
    }

    /// Notes where a phone on its way is, the newest of what it has just sent, and tells it to whoever
    /// follows, here and on the other nodes.
    pub(in crate::mysrs) fn note(&self, spot: Spot) {
        if self.board.note(spot, false) {
            match serde_json::to_string(&spot) {
                Ok(word) => self.relay.say(word),
                Err(error) => tracing::warn!(%error, "a position has no JSON form"),
            }
        }
    }

    /// A patrol is over.
    pub(in crate::mysrs) fn forget(&self, patrol: PatrolId) {
        self.board.forget(patrol);
    }

    pub(super) fn board(&self) -> &Board {
        &self.board
    }

    /// Hears where the phones of these units are, from now on.
    pub(super) fn listen<'a>(
        &self,
        units: impl IntoIterator<Item = &'a PatrolUnitId>,
    ) -> mpsc::Receiver<Spot> {
        self.board.listen(units)
    }

    /// The way of a patrol, read once for all who look at it until more is recorded, and in any case
    /// again after a few seconds.
    pub(super) async fn way(
        &self,
        patrol: PatrolId,
        read: impl Future<Output = Result<Way>>,
    ) -> Result<Arc<Way>> {
        let key = (patrol, self.board.version(patrol));
        let reading = async {
            let _turn = self.turns.acquire().await.map_err(Error::internal)?;
            Ok::<_, Error>(Arc::new(read.await?))
        };
        self.ways.try_get_with(key, reading).await.map_err(|cause| Error::clone(&cause))
    }
}

/// Hears a word of a node. What cannot be read is of another version of the program, and is passed
/// over.
fn hear(board: &Board, word: &str) {
    if let Ok(spot) = serde_json::from_str::<Spot>(word) {
        board.note(spot, true);
    }
}
