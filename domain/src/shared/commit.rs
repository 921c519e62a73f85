//! Shared commits: many requests, one transaction, each answered after it stands.
//!
//! A commit costs a wait for the disk whatever its size. Requests therefore put what they write
//! into a lane; the lane's worker takes everything that waits there and writes it at once. There
//! is no timer: while one transaction is written the next one gathers by itself, and a request
//! that comes alone is written alone. If more waits by then, the next one is begun before the last
//! one's requests are answered: the database is what they all wait for, and it works meanwhile.

use std::{future::Future, mem, slice, sync::Arc};

use futures_util::future::join;
use tokio::sync::{mpsc, oneshot};

use super::error::{Error, ErrorCode, Refusal, Result};

/// How many requests may wait in a lane before the next one has to wait to get in.
const QUEUE: usize = 1024;
/// A transaction takes no further request once it holds this many rows.
const MOST_ROWS: usize = 1000;

/// What one request writes.
pub(crate) trait Job: Send + Sync + Sized + 'static {
    /// What is needed to write.
    type Tools: Send + Sync + 'static;
    /// What the request is answered.
    type Outcome: Send + 'static;

    /// How many rows it writes.
    fn rows(&self) -> usize;

    /// Jobs of one number are written in the order in which they came.
    fn lane(&self) -> u64;

    /// Writes all of these or none, and answers each in its order.
    fn write(
        tools: &Self::Tools,
        jobs: &[Self],
    ) -> impl Future<Output = Result<Vec<Self::Outcome>>> + Send;
}

struct Waiting<J: Job> {
    job: J,
    answer: oneshot::Sender<Result<J::Outcome>>,
}

/// The lanes of one kind of job.
pub(crate) struct SharedCommit<J: Job> {
    lanes: Vec<mpsc::Sender<Waiting<J>>>,
}

impl<J: Job> std::fmt::Debug for SharedCommit<J> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SharedCommit({} lanes)", self.lanes.len())
    }
}

impl<J: Job> SharedCommit<J> {
    /// Opens so many lanes. Their workers end when this is dropped and nothing waits any more.
    pub(crate) fn open(tools: &Arc<J::Tools>, lanes: usize) -> Self {
        let lanes = (0..lanes.max(1))
            .map(|_| {
                let (sender, receiver) = mpsc::channel(QUEUE);
                tokio::spawn(work::<J>(Arc::clone(tools), receiver));
                sender
            })
            .collect();
        Self { lanes }
    }

    /// Writes a job together with others, and answers once it stands.
    pub(crate) async fn write(&self, job: J) -> Result<J::Outcome> {
        let count = u64::try_from(self.lanes.len()).unwrap_or(1).max(1);
        let lane = usize::try_from(job.lane() % count).unwrap_or(0);
        let (answer, answered) = oneshot::channel();
        let sender = self.lanes.get(lane).ok_or_else(unavailable)?;
        sender.send(Waiting { job, answer }).await.map_err(|_| unavailable())?;
        answered.await.map_err(|_| unavailable())?
    }
}

/// The worker is gone: the program stops, or what it wrote panicked.
fn unavailable() -> Error {
    Refusal::of(ErrorCode::Unavailable).stop()
}

async fn work<J: Job>(tools: Arc<J::Tools>, mut receiver: mpsc::Receiver<Waiting<J>>) {
    while let Some(first) = receiver.recv().await {
        let mut next = Some(first);
        let mut written = Vec::new();
        while let Some(first) = next {
            let (jobs, answers) = gather(first, &mut receiver);
            let before = mem::take(&mut written);
            let writing = write_together::<J>(&tools, jobs, answers);
            // Begun in this order, and both at once: nobody waits for the next one to be written.
            (written, ()) = join(writing, async { tell::<J>(before) }).await;
            next = receiver.try_recv().ok();
        }
        tell::<J>(written);
    }
}

type Answer<J> = oneshot::Sender<Result<<J as Job>::Outcome>>;
/// What was written, or was not, and whoever waits to hear it.
type Written<J> = Vec<(Answer<J>, Result<<J as Job>::Outcome>)>;

/// Takes what waits, as far as one transaction takes it.
fn gather<J: Job>(
    first: Waiting<J>,
    receiver: &mut mpsc::Receiver<Waiting<J>>,
) -> (Vec<J>, Vec<Answer<J>>) {
    let mut rows = first.job.rows();
    let mut jobs = vec![first.job];
    let mut answers = vec![first.answer];
    while rows < MOST_ROWS
        && let Ok(next) = receiver.try_recv()
    {
        rows += next.job.rows();
        jobs.push(next.job);
        answers.push(next.answer);
    }
    (jobs, answers)
}

/// Answers; whoever no longer waits is passed over.
fn tell<J: Job>(written: Written<J>) {
    for (answer, outcome) in written {
        let _ = answer.send(outcome);
    }
}

/// Writes jobs at once, and gives what to answer; if that fails, writes and answers each alone, so that
/// one bad row never fails its neighbours.
async fn write_together<J: Job>(
    tools: &J::Tools,
    jobs: Vec<J>,
    answers: Vec<Answer<J>>,
) -> Written<J> {
    match J::write(tools, &jobs).await {
        Ok(outcomes) => answers.into_iter().zip(outcomes.into_iter().map(Ok)).collect(),
        // The database does not answer: asking again for each would only make all of them wait.
        Err(Error::Stopped(refusal)) => {
            let stopped = |answer| (answer, Err(Error::Stopped(refusal.clone())));
            answers.into_iter().map(stopped).collect()
        }
        Err(cause) if jobs.len() == 1 => answers.into_iter().zip([Err(cause)]).collect(),
        Err(cause) => {
            tracing::warn!(%cause, jobs = jobs.len(), "a shared commit failed: each is tried alone");
            // They may be many: none of them waits for the last.
            for (job, answer) in jobs.iter().zip(answers) {
                let alone = J::write(tools, slice::from_ref(job)).await;
                let _ = answer.send(alone.and_then(|mut outcomes| {
                    outcomes.pop().ok_or_else(|| Error::internal("a job was not answered"))
                }));
            }
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{future::pending, pin::pin, sync::Mutex, time::Duration};

    use futures_util::future::{Either, join_all, select};
    use tokio::time::timeout;

    use super::*;

    /// How large each transaction was.
    type Sizes = Mutex<Vec<usize>>;

    struct Number(u64);

    impl Job for Number {
        type Tools = Sizes;
        type Outcome = u64;

        fn rows(&self) -> usize {
            400
        }

        fn lane(&self) -> u64 {
            0
        }

        async fn write(tools: &Sizes, jobs: &[Self]) -> Result<Vec<u64>> {
            tokio::task::yield_now().await;
            if jobs.iter().any(|job| job.0 == 99) {
                pending::<()>().await;
            }
            if jobs.iter().any(|job| job.0 == 13) {
                return Err(Error::internal("thirteen"));
            }
            tools.lock().unwrap().push(jobs.len());
            Ok(jobs.iter().map(|job| job.0 * 2).collect())
        }
    }

    async fn write_all(numbers: &[u64]) -> (Vec<Option<u64>>, Vec<usize>) {
        let sizes = Arc::new(Sizes::default());
        let lanes = SharedCommit::<Number>::open(&sizes, 1);
        let writes = numbers.iter().map(|number| lanes.write(Number(*number)));
        let answers = join_all(writes).await;
        let sizes = sizes.lock().unwrap().clone();
        (answers.into_iter().map(Result::ok).collect(), sizes)
    }

    #[tokio::test]
    async fn what_waits_is_written_at_once() {
        let (answers, sizes) = write_all(&[1, 2, 3, 4]).await;
        assert_eq!(answers, [Some(2), Some(4), Some(6), Some(8)]);
        // Three times 400 rows fill a transaction.
        assert_eq!(sizes, [3, 1]);
    }

    #[tokio::test]
    async fn a_bad_neighbour_harms_nobody() {
        let (answers, sizes) = write_all(&[1, 13, 3]).await;
        assert_eq!(answers, [Some(2), None, Some(6)]);
        assert_eq!(sizes, [1, 1]);
    }

    #[tokio::test]
    async fn nobody_waits_for_the_next_transaction() {
        // Three fill a transaction; the fourth is the next, and never comes to an end.
        for (last, answer) in [(3, Some(6)), (13, None)] {
            let lanes = SharedCommit::<Number>::open(&Arc::default(), 1);
            let first = pin!(join_all([1, 2, last].map(|number| lanes.write(Number(number)))));
            let stuck = pin!(lanes.write(Number(99)));
            let done = timeout(Duration::from_secs(5), select(first, stuck)).await;
            let Ok(Either::Left((answers, _))) = done else { panic!("the first are not answered") };
            let answers: Vec<_> = answers.into_iter().map(Result::ok).collect();
            assert_eq!(answers, [Some(2), Some(4), answer]);
        }
    }
}
