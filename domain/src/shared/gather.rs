//! What many requests ask for, read in few statements: whoever asks while statements are under way
//! shares the next one with everybody else who does. Nobody waits for a clock; a request that comes
//! alone reads at once.

use std::{
    collections::HashSet,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, watch},
    time::timeout,
};

use super::error::{ErrorCode, Refusal, Result};

/// So many statements are under way at once.
const AT_ONCE: usize = 2;
/// How long the next one waits for its turn, as for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a statement brought, for all who share it; nothing while it is not over.
type Answer<A> = Option<Result<Arc<A>>>;

/// The reading of what many ask for by keys, of which an answer holds what it has.
#[derive(Debug)]
pub(crate) struct Gather<K, A> {
    next: Mutex<Option<Next<K, A>>>,
    turns: Semaphore,
    patience: Duration,
}

/// The next statement, which others may join until its turn comes.
#[derive(Debug)]
struct Next<K, A> {
    keys: HashSet<K>,
    answer: watch::Receiver<Answer<A>>,
}

/// What a request does.
enum Part<A> {
    /// It reads, for itself and for whoever joins.
    Reads(watch::Sender<Answer<A>>),
    /// It waits for what another one reads.
    Waits(watch::Receiver<Answer<A>>),
}

impl<K, A> Default for Gather<K, A> {
    fn default() -> Self {
        Self { next: Mutex::default(), turns: Semaphore::new(AT_ONCE), patience: PATIENCE }
    }
}

impl<K: Copy + Eq + Hash, A: Default> Gather<K, A> {
    /// What stands under these keys, read after this was asked; with it what others asked for.
    pub async fn read(
        &self,
        keys: &[K],
        read: impl AsyncFnOnce(Vec<K>) -> Result<A>,
    ) -> Result<Arc<A>> {
        let answer = loop {
            match self.join(keys) {
                Part::Reads(answer) => break answer,
                Part::Waits(mut answer) => {
                    // Whoever was to read may have hung up: then one of those who waited does.
                    let Ok(answer) = answer.wait_for(Option::is_some).await else { continue };
                    return answer.clone().unwrap_or_else(|| Ok(Arc::default()));
                }
            }
        };
        let turn = timeout(self.patience, self.turns.acquire()).await;
        // Nobody joins any more, whether it came or not: all who wait hear the same.
        let keys = self.begin();
        let read = match turn {
            Ok(Ok(_turn)) => read(keys).await.map(Arc::new),
            _ => Err(Refusal::of(ErrorCode::Unavailable).stop()),
        };
        answer.send_replace(Some(read.clone()));
        read
    }

    fn join(&self, keys: &[K]) -> Part<A> {
        let mut next = self.next();
        if let Some(next) = next.as_mut().filter(|next| next.answer.has_changed().is_ok()) {
            next.keys.extend(keys);
            return Part::Waits(next.answer.clone());
        }
        let (reads, answer) = watch::channel(None);
        *next = Some(Next { keys: keys.iter().copied().collect(), answer });
        Part::Reads(reads)
    }

    /// What is to be read, each once; nobody may join any more.
    fn begin(&self) -> Vec<K> {
        self.next().take().map(|next| next.keys.into_iter().collect()).unwrap_or_default()
    }

    fn next(&self) -> MutexGuard<'_, Option<Next<K, A>>> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::HashMap,
        sync::atomic::{AtomicUsize, Ordering},
    };

    use futures_util::future::join_all;
    use tokio::sync::Notify;

    use super::*;
    use crate::shared::error::Error;

    /// Reads numbers as their squares, when it may, and counts the statements.
    #[derive(Default)]
    struct Squares {
        gather: Gather<u32, HashMap<u32, u32>>,
        statements: AtomicUsize,
        go: Notify,
    }

    impl Squares {
        async fn read(&self, keys: &[u32]) -> Result<Arc<HashMap<u32, u32>>> {
            let squares = async |keys: Vec<u32>| {
                self.statements.fetch_add(1, Ordering::SeqCst);
                self.go.notified().await;
                Ok(keys.into_iter().map(|key| (key, key * key)).collect())
            };
            self.gather.read(keys, squares).await
        }

        /// Lets so many statements come to an end.
        async fn ends(&self, statements: usize) {
            for _ in 0..statements {
                self.go.notify_one();
                tokio::task::yield_now().await;
            }
        }
    }

    #[tokio::test]
    async fn who_asks_while_others_read_shares_the_next_statement() {
        let squares = Squares::default();
        let keys: Vec<[u32; 1]> = (1..=20).map(|key| [key]).collect();
        let all = join_all(keys.iter().map(|key| squares.read(key)));
        let (read, ()) = tokio::join!(all, squares.ends(3));
        for (read, [key]) in read.into_iter().zip(&keys) {
            assert_eq!(read.unwrap().get(key), Some(&(key * key)));
        }
        assert_eq!(squares.statements.load(Ordering::SeqCst), AT_ONCE + 1);
    }

    #[tokio::test]
    async fn who_waits_for_somebody_that_hangs_up_reads_itself() {
        let squares = Squares::default();
        let (first, second) = (squares.read(&[1]), squares.read(&[2]));
        tokio::pin!(first, second);
        assert!(futures_util::poll!(&mut first).is_pending());
        assert!(futures_util::poll!(&mut second).is_pending());
        let mut leads = Box::pin(squares.read(&[3]));
        assert!(futures_util::poll!(&mut leads).is_pending());
        let mut waits = Box::pin(squares.read(&[4]));
        assert!(futures_util::poll!(&mut waits).is_pending());
        drop(leads);
        let (read, ..) = tokio::join!(waits, first, second, squares.ends(3));
        assert_eq!(read.unwrap().get(&4), Some(&16));
    }

    #[tokio::test]
    async fn everybody_who_shares_hears_of_a_failure() {
        let squares = Squares::default();
        let (first, second) = (squares.read(&[1]), squares.read(&[2]));
        let leads = squares.gather.read(&[3], async |_| Err(Error::not_found()));
        let waits = squares.read(&[4]);
        let (first, second, leads, waits, ()) =
            tokio::join!(first, second, leads, waits, squares.ends(2));
        assert!(first.is_ok() && second.is_ok());
        assert!(leads.is_err() && waits.is_err());
        assert_eq!(squares.statements.load(Ordering::SeqCst), AT_ONCE, "nobody asked once more");
    }

    #[tokio::test]
    async fn while_nothing_comes_back_nobody_waits_without_end() {
        let gather = Gather { patience: Duration::ZERO, ..Gather::default() };
        let squares = Squares { gather, ..Squares::default() };
        let (first, second) = (squares.read(&[1]), squares.read(&[2]));
        let late = async {
            let late = tokio::join!(squares.read(&[3]), squares.read(&[4]));
            squares.ends(2).await;
            late
        };
        let (first, second, (leads, waits)) = tokio::join!(first, second, late);
        assert!(first.is_ok() && second.is_ok());
        assert!(leads.is_err() && waits.is_err());
        assert_eq!(squares.statements.load(Ordering::SeqCst), AT_ONCE);
        let (read, ()) = tokio::join!(squares.read(&[5]), squares.ends(1));
        assert_eq!(read.unwrap().get(&5), Some(&25));
    }

    #[tokio::test]
    async fn what_many_ask_for_is_read_once() {
        let squares = Squares::default();
        let (first, second) = (squares.read(&[1]), squares.read(&[2]));
        let asked = async |keys: Vec<u32>| {
            assert_eq!(keys, [3]);
            Ok(HashMap::from([(3, 9)]))
        };
        let leads = squares.gather.read(&[3, 3], asked);
        let waits = squares.read(&[3]);
        let (_, _, leads, waits, ()) = tokio::join!(first, second, leads, waits, squares.ends(2));
        assert_eq!((leads.unwrap().get(&3), waits.unwrap().get(&3)), (Some(&9), Some(&9)));
    }
}
