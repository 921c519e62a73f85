//! How many sign-ins are under way at once.

use std::time::Duration;

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use crate::shared::error::{ErrorCode, Refusal, Result};

/// So many for each password that may be hashed at once: enough that hashing never pauses.
const FOR_EACH_HASH: usize = 4;
/// How long one waits for its turn: proxies wait no longer for an answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// Lets a few sign-ins begin at a time, in the order of coming. Those that wait hold nothing. With two
/// hundred of them at the database at once, everybody else's writes would wait behind theirs, and
/// theirs behind each other's for longer than one waits for a connection.
#[derive(Debug)]
pub(super) struct UnderWay {
    turns: Semaphore,
    patience: Duration,
}

impl UnderWay {
    pub fn beside(hashing_permits: usize) -> Self {
        let turns = Semaphore::new(FOR_EACH_HASH * hashing_permits.max(1));
        Self { turns, patience: PATIENCE }
    }

    /// Waits for a turn, which lasts for as long as what this gives is held.
    pub async fn begin(&self) -> Result<SemaphorePermit<'_>> {
        match timeout(self.patience, self.turns.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(Refusal::of(ErrorCode::Unavailable).stop()),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{future::join_all, poll};

    use super::*;
    use crate::shared::error::Error;

    #[tokio::test]
    async fn the_next_begins_when_one_has_ended() {
        let under_way = UnderWay::beside(2);
        let mut begun = join_all((0..8).map(|_| under_way.begin())).await;
        let mut next = Box::pin(under_way.begin());
        assert!(poll!(&mut next).is_pending());
        begun.pop();
        assert!(next.await.is_ok());
    }

    #[tokio::test]
    async fn while_none_ends_nobody_waits_without_end() {
        let under_way = UnderWay { patience: Duration::ZERO, ..UnderWay::beside(1) };
        let begun = join_all((0..4).map(|_| under_way.begin())).await;
        let refused = under_way.begin().await.map(|_| ());
        assert!(
            matches!(refused, Err(Error::Stopped(refusal)) if refusal.code == ErrorCode::Unavailable)
        );
        drop(begun);
        assert!(under_way.begin().await.is_ok());
    }
}
