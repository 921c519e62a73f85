//! How many people a notice is for: whom its audience matches, and whoever has a receipt.
//!
//! The other figures of a notice are kept with its receipts and exact at each reading. This one
//! changes with every role that somebody gets or loses, so it is counted, and exact for the moment
//! in which that is done. Up to 10,000 people that is each reading. Counting a million takes about a
//! second: such a number is kept for a moment that grows with it, a minute at most, and counted by
//! one reader while the others take the one before. So counting takes a twentieth of one processor,
//! however many watch.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant as Moment},
};

use moka::future::Cache;

use super::{model::Notice, reach_store::Reached, receipt_store, store};
use crate::shared::{ctx::Ctx, error::Result, id::NoticeId};

/// More people than this are not counted at each reading.
const COUNTED_EACH_TIME: i64 = 10_000;
/// A number is kept a second for so many people: twenty times as long as counting takes, at a
/// million people a second.
const PEOPLE_A_SECOND: i64 = 50_000;
/// The longest time that a number is kept, in seconds.
const LONGEST: i64 = 60;
/// So many numbers are kept on a node, the rarely read go first,
const NUMBERS_KEPT: u64 = 10_000;
/// and what nobody has asked for so long.
const FORGOTTEN: Duration = Duration::from_mins(10);

/// The large numbers of this node.
static NUMBERS: LazyLock<Cache<NoticeId, Arc<Number>>> =
    LazyLock::new(|| Cache::builder().max_capacity(NUMBERS_KEPT).time_to_idle(FORGOTTEN).build());

/// A number that was counted.
#[derive(Debug)]
struct Number {
    people: i64,
    counted: Moment,
    /// Whether somebody counts anew.
    counting: AtomicBool,
}

impl Number {
    fn is_fresh(&self) -> bool {
        self.counted.elapsed() < kept(self.people)
    }
}

/// For how long so many people are not counted anew.
fn kept(people: i64) -> Duration {
    let people = people.clamp(0, LONGEST * PEOPLE_A_SECOND);
    let milliseconds = people.saturating_mul(1_000) / PEOPLE_A_SECOND;
    Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0))
}

/// Somebody counts anew; when they go away before the end, somebody else may.
struct Turn(Arc<Number>);

impl Turn {
    /// The turn to count anew; none when somebody else has it.
    fn take(number: &Arc<Number>) -> Option<Self> {
        let taken = number.counting.swap(true, Ordering::AcqRel);
        (!taken).then(|| Self(Arc::clone(number)))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.counting.store(false, Ordering::Release);
    }
}

/// How many people a notice is for.
pub(super) async fn audience(ctx: &Ctx, notice: &Notice) -> Result<i64> {
    let known = NUMBERS.get(&notice.id).await;
    let _turn = match &known {
        Some(number) if number.is_fresh() => return Ok(number.people),
        Some(number) => match Turn::take(number) {
            Some(turn) => Some(turn),
            None => return Ok(number.people),
        },
        None => None,
    };
    let counted = Moment::now();
    let people = count(ctx, notice).await?;
    if people > COUNTED_EACH_TIME {
        let counting = AtomicBool::new(false);
        NUMBERS.insert(notice.id, Arc::new(Number { people, counted, counting })).await;
    } else if known.is_some() {
        NUMBERS.invalidate(&notice.id).await;
    }
    Ok(people)
}

async fn count(ctx: &Ctx, notice: &Notice) -> Result<i64> {
    let people = store::people(ctx.read(), notice.id).await?;
    let reached = Reached { place: &notice.scope, mask: notice.audience, people: &people };
    receipt_store::audience(ctx.read(), notice.id, &reached, ctx.now()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_for_as_long_as_it_is_dear() {
        assert_eq!(kept(10_000), Duration::from_millis(200));
        assert_eq!(kept(1_000_000), Duration::from_secs(20));
        assert_eq!(kept(30_000_000), Duration::from_secs(60));
        assert_eq!(kept(-1), Duration::ZERO);
    }

    #[test]
    fn one_counts_at_a_time_and_whoever_gives_up_lets_the_next() {
        let counting = AtomicBool::new(false);
        let number = Arc::new(Number { people: 20_000, counted: Moment::now(), counting });
        let turn = Turn::take(&number).unwrap();
        assert!(Turn::take(&number).is_none());
        drop(turn);
        assert!(Turn::take(&number).is_some());
    }
}
