//! How many people a notice is for: whom its audience matches, and whoever has a receipt.
//!
//! The other figures of a notice are kept with its receipts and exact at each reading. This one
//! changes with every role that somebody gets or loses, so it is counted, and exact for the moment
//! in which that is done. Up to 10,000 people that is each reading. Counting a million takes about a
//! second: such a number is kept for a moment that grows with it, a minute at most, and counted by
//! one reader while the others take the one before. Where there is none yet, or it is older than a
//! minute, they wait for the one who counts. So counting takes a twentieth of one processor, however
//! many watch, and once when a node has just begun and everybody comes back at the same time.

use std::{
    future::Future,
    sync::{Arc, LazyLock},
    time::{Duration, Instant as Moment},
};

use moka::future::Cache;
use tokio::sync::Mutex;

use super::{model::Notice, reach_store::Reached, receipt_store, store};
use crate::shared::{
    ctx::Ctx,
    error::{Error, Result},
    id::NoticeId,
};

/// More people than this are not counted at each reading.
const COUNTED_EACH_TIME: i64 = 10_000;
/// A number is kept a second for so many people: twenty times as long as counting takes, at a
/// million people a second.
const PEOPLE_A_SECOND: i64 = 50_000;
/// The longest time that a number is kept, in seconds.
const LONGEST: i64 = 60;
/// The same: a number that is older is shown to nobody.
const OLDEST: Duration = Duration::from_mins(1);
/// So many numbers are kept on a node, the rarely read go first,
const NUMBERS_KEPT: u64 = 10_000;
/// and what nobody has asked for so long.
const FORGOTTEN: Duration = Duration::from_mins(10);

/// The large numbers of this node.
static NUMBERS: LazyLock<Numbers> = LazyLock::new(Numbers::default);

/// A number that was counted.
#[derive(Debug)]
struct Number {
    people: i64,
    /// When counting began.
    counted: Moment,
    /// Whose turn it is to count anew.
    turn: Mutex<()>,
}

impl Number {
    fn new(people: i64, counted: Moment) -> Self {
        Self { people, counted, turn: Mutex::new(()) }
    }

    fn is_fresh(&self) -> bool {
        self.counted.elapsed() < kept(self.people)
    }

    /// Whether it may be shown while somebody counts anew.
    fn is_bearable(&self) -> bool {
        self.counted.elapsed() < OLDEST
    }
}

/// For how long so many people are not counted anew.
fn kept(people: i64) -> Duration {
    let people = people.clamp(0, LONGEST * PEOPLE_A_SECOND);
    let milliseconds = people.saturating_mul(1_000) / PEOPLE_A_SECOND;
    Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0))
}

/// Why a first count is not kept.
#[derive(Debug)]
enum NotKept {
    /// So many people are counted at each reading.
    Few(i64),
    /// It failed.
    Failed(Error),
}

/// Large numbers, by notice.
#[derive(Debug)]
struct Numbers(Cache<NoticeId, Arc<Number>>);

impl Default for Numbers {
    fn default() -> Self {
        let cache = Cache::builder().max_capacity(NUMBERS_KEPT).time_to_idle(FORGOTTEN);
        Self(cache.build())
    }
}

impl Numbers {
    /// How many people a notice is for, counted by `count` when that has to be done.
    async fn of<Counting>(&self, id: NoticeId, count: impl Fn() -> Counting) -> Result<i64>
    where
        Counting: Future<Output = Result<i64>>,
    {
        match self.0.get(&id).await {
            Some(known) => self.anew(id, &known, count).await,
            None => self.first(id, count).await,
        }
    }

    /// Counts what is not known: once for all who ask meanwhile. When the one who counts goes away,
    /// another one of them does.
    async fn first<Counting>(&self, id: NoticeId, count: impl Fn() -> Counting) -> Result<i64>
    where
        Counting: Future<Output = Result<i64>>,
    {
        let mut is_own = false;
        let counting = async {
            is_own = true;
            let counted = Moment::now();
            let people = count().await.map_err(NotKept::Failed)?;
            if people <= COUNTED_EACH_TIME {
                return Err(NotKept::Few(people));
            }
            Ok(Arc::new(Number::new(people, counted)))
        };
        let cause = match self.0.try_get_with(id, counting).await {
            Ok(number) => return Ok(number.people),
            Err(cause) => cause,
        };
        match cause.as_ref() {
            NotKept::Few(people) if is_own => Ok(*people),
            // It was begun before they asked: a small number is exact for each reader.
            NotKept::Few(_) => count().await,
            NotKept::Failed(cause) => Err(cause.clone()),
        }
    }

    /// What is known, as long as it is fresh; then one reader counts anew. The others take the number
    /// before, or wait when it is too old.
    async fn anew<Counting>(
        &self,
        id: NoticeId,
        known: &Number,
        count: impl Fn() -> Counting,
    ) -> Result<i64>
    where
        Counting: Future<Output = Result<i64>>,
    {
        if known.is_fresh() {
            return Ok(known.people);
        }
        // Whoever has the turn and goes away before the end leaves it to the next.
        let _turn = match known.turn.try_lock() {
            Ok(turn) => turn,
            Err(_) if known.is_bearable() => return Ok(known.people),
            Err(_) => known.turn.lock().await,
        };
        if let Some(newer) = self.0.get(&id).await
            && newer.is_fresh()
        {
            return Ok(newer.people);
        }
        let counted = Moment::now();
        let people = count().await?;
        if people > COUNTED_EACH_TIME {
            self.0.insert(id, Arc::new(Number::new(people, counted))).await;
        } else {
            self.0.invalidate(&id).await;
        }
        Ok(people)
    }
}

/// How many people a notice is for.
pub(super) async fn audience(ctx: &Ctx, notice: &Notice) -> Result<i64> {
    NUMBERS.of(notice.id, || count(ctx, notice)).await
}

async fn count(ctx: &Ctx, notice: &Notice) -> Result<i64> {
    let people = store::people(ctx.read(), notice.id).await?;
    let reached = Reached { place: &notice.scope, mask: notice.audience, people: &people };
    receipt_store::audience(ctx.read(), notice.id, &reached, ctx.now()).await
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use futures_util::future::join_all;
    use uuid::Uuid;

    use super::*;

    const ID: NoticeId = NoticeId(Uuid::nil());

    /// Counts slowly, and says how often it did.
    struct Counter {
        people: i64,
        times: AtomicI64,
    }

    impl Counter {
        fn of(people: i64) -> Self {
            Self { people, times: AtomicI64::new(0) }
        }

        async fn count(&self) -> Result<i64> {
            self.times.fetch_add(1, Ordering::SeqCst);
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            Ok(self.people)
        }

        async fn asked_by_ten(&self, numbers: &Numbers) -> Vec<i64> {
            let mut asked = Vec::new();
            for _ in 0..10 {
                asked.push(numbers.of(ID, || self.count()));
            }
            join_all(asked).await.into_iter().map(|people| people.unwrap()).collect()
        }

        fn times(&self) -> i64 {
            self.times.load(Ordering::SeqCst)
        }
    }

    fn aged(seconds: u64, people: i64) -> Arc<Number> {
        let counted = Moment::now().checked_sub(Duration::from_secs(seconds)).unwrap();
        Arc::new(Number::new(people, counted))
    }

    #[test]
    fn a_number_is_kept_for_as_long_as_it_is_dear() {
        assert_eq!(kept(10_000), Duration::from_millis(200));
        assert_eq!(kept(1_000_000), Duration::from_secs(20));
        assert_eq!(kept(30_000_000), OLDEST);
        assert_eq!(kept(-1), Duration::ZERO);
    }

    #[tokio::test]
    async fn ten_who_come_back_at_once_count_a_million_once() {
        let (numbers, counter) = (Numbers::default(), Counter::of(1_000_000));
        assert_eq!(counter.asked_by_ten(&numbers).await, [1_000_000; 10]);
        assert_eq!(counter.times(), 1);
        assert_eq!(counter.asked_by_ten(&numbers).await, [1_000_000; 10]);
        assert_eq!(counter.times(), 1, "it is kept");
    }

    #[tokio::test]
    async fn a_small_number_is_counted_for_each_reader_and_not_kept() {
        let (numbers, counter) = (Numbers::default(), Counter::of(COUNTED_EACH_TIME));
        assert_eq!(counter.asked_by_ten(&numbers).await, [COUNTED_EACH_TIME; 10]);
        assert_eq!(counter.times(), 10);
        assert!(numbers.0.get(&ID).await.is_none());
    }

    #[tokio::test]
    async fn while_one_counts_anew_the_others_take_the_number_before_unless_it_is_too_old() {
        for (seconds, shown, all) in [(30, 1_000_000, 9), (61, 1_000_001, 10)] {
            let (numbers, counter) = (Numbers::default(), Counter::of(1_000_001));
            numbers.0.insert(ID, aged(seconds, 1_000_000)).await;
            let found = counter.asked_by_ten(&numbers).await;
            let as_shown = found.iter().filter(|people| **people == shown).count();
            assert_eq!(as_shown, all, "{seconds}");
            assert_eq!(counter.times(), 1, "{seconds}");
        }
    }

    #[tokio::test]
    async fn whoever_fails_or_goes_away_leaves_the_turn_to_the_next() {
        let numbers = Numbers::default();
        let broken = || async { Err::<i64, _>(Error::internal("no database")) };
        assert!(numbers.of(ID, broken).await.is_err());
        numbers.0.insert(ID, aged(61, 1_000_000)).await;
        assert!(numbers.of(ID, broken).await.is_err());
        let never = || std::future::pending::<Result<i64>>();
        let given_up = tokio::time::timeout(Duration::from_millis(5), numbers.of(ID, never)).await;
        assert!(given_up.is_err());
        let counter = Counter::of(1_000_002);
        assert_eq!(counter.asked_by_ten(&numbers).await, [1_000_002; 10]);
        assert_eq!(counter.times(), 1);
    }
}
