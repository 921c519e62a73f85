//! How much somebody, or a patrol, has room for.

use std::{
    collections::HashSet,
    hash::Hash,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use moka::sync::Cache;

use super::{
    check_in_store, fix_store,
    model::{NewCheckIn, TrackPoint},
    record::too_many,
    rules::{self, Recording},
    store,
};
use crate::shared::{
    ctx::Ctx,
    error::{ErrorCode, Refusal, Result},
    id::{CheckInId, PatrolId, PersonId, TrackId},
};

/// Of each patrol so many people are remembered: a team has four phones, and a number takes 100 bytes.
const PEOPLE: u64 = 8;

/// How many rows each of many has, as far as this node knows: what others wrote since it looked may go
/// beyond a limit by as much again, which is no matter for a bound.
#[derive(Debug)]
struct Counts<K: Eq + Hash + Send + Sync + 'static>(Cache<K, Arc<AtomicU64>>);

impl<K: Copy + Eq + Hash + Send + Sync + 'static> Counts<K> {
    fn new(remembered: u64, remembered_for: Duration) -> Self {
        Self(Cache::builder().max_capacity(remembered).time_to_live(remembered_for).build())
    }

    /// How many rows this one has; they are counted only when this node does not know it.
    async fn of(
        &self,
        key: K,
        counted: impl Future<Output = Result<u64>>,
    ) -> Result<Arc<AtomicU64>> {
        if let Some(kept) = self.0.get(&key) {
            return Ok(kept);
        }
        let kept = Arc::new(AtomicU64::new(counted.await?));
        self.0.insert(key, Arc::clone(&kept));
        Ok(kept)
    }
}

/// What is counted of the patrols that are recorded on; one for a node.
#[derive(Debug)]
pub(super) struct Room {
    check_ins: Counts<PatrolId>,
    check_ins_of_person: Counts<(PatrolId, PersonId)>,
    fixes: Counts<PatrolId>,
    fixes_of_person: Counts<(PatrolId, PersonId)>,
}

/// How many rows a person and their patrol have, both of which are bounded.
type Kept = [Arc<AtomicU64>; 2];

/// How many more rows there is room for, and the limit that says so.
fn left([person, patrol]: &Kept, [of_person, of_patrol]: [u64; 2]) -> (u64, u64) {
    let left =
        |kept: &AtomicU64, limit: u64| (limit.saturating_sub(kept.load(Ordering::Relaxed)), limit);
    left(person, of_person).min(left(patrol, of_patrol))
}

impl Room {
    /// Room on so many patrols, remembered for so long.
    pub(super) fn new(remembered: u64, remembered_for: Duration) -> Self {
        let of_people = remembered * PEOPLE;
        Self {
            check_ins: Counts::new(remembered, remembered_for),
            check_ins_of_person: Counts::new(of_people, remembered_for),
            fixes: Counts::new(remembered, remembered_for),
            fixes_of_person: Counts::new(of_people, remembered_for),
        }
    }

    /// Rejects of these check-ins what there is no room for. What is kept already passes, so that a
    /// repeat is told so. Brings what is counted.
    pub(super) async fn for_check_ins(
        &self,
        ctx: &Ctx,
        on: &Recording,
        items: &mut [Result<NewCheckIn, Refusal>],
    ) -> Result<Kept> {
        let (database, patrol) = (ctx.db().write(), on.patrol);
        let counted = store::count_check_ins_of(database, patrol, on.person);
        let of_person = self.check_ins_of_person.of((patrol, on.person), counted).await?;
        let counted = store::count_check_ins(database, patrol);
        let kept = [of_person, self.check_ins.of(patrol, counted).await?];
        let limits = [rules::MOST_CHECK_INS_OF_PERSON, rules::MOST_CHECK_INS];
        let (mut left, limit) = left(&kept, limits);
        let ids: Vec<CheckInId> = items.iter().flatten().map(|new| new.id).collect();
        if u64::try_from(ids.len()).is_ok_and(|coming| coming <= left) {
            return Ok(kept);
        }
        let known = check_in_store::by_ids(database, &ids).await?;
        let mut known: HashSet<CheckInId> = known.iter().map(|kept| kept.check_in.id).collect();
        for (place, item) in items.iter_mut().enumerate() {
            let fresh = matches!(item, Ok(new) if known.insert(new.id));
            if !fresh {
                continue;
            }
            if left == 0 {
                let refusal = Refusal::of(ErrorCode::TooMany).at(format!("checkIns.{place}"));
                *item = Err(refusal.with("limit", limit));
            }
            left = left.saturating_sub(1);
        }
        Ok(kept)
    }

    /// Goes on only when there is room for what of these fixes is not kept yet: whatever is full, a
    /// repeat is told that it is one. Brings what is counted.
    pub(super) async fn for_fixes(
        &self,
        ctx: &Ctx,
        on: &Recording,
        track: TrackId,
        points: &[TrackPoint],
    ) -> Result<Kept> {
        let (database, patrol) = (ctx.db().write(), on.patrol);
        let counted = store::count_points_of(database, (patrol, on.opened_at), on.person);
        let of_person = self.fixes_of_person.of((patrol, on.person), counted).await?;
        let counted = store::count_points(database, patrol, on.opened_at);
        let kept = [of_person, self.fixes.of(patrol, counted).await?];
        let (left, limit) = left(&kept, [rules::MOST_FIXES_OF_PERSON, rules::MOST_FIXES]);
        let fits = |coming: usize| u64::try_from(coming).is_ok_and(|coming| coming <= left);
        if !fits(points.len()) {
            let numbers: Vec<i64> = points.iter().map(|point| point.sequence).collect();
            let track = (patrol, on.opened_at, track);
            let known = fix_store::standing(database, track, &numbers).await?;
            if !fits(numbers.iter().filter(|number| !known.contains_key(number)).count()) {
                return Err(too_many("points", limit));
            }
        }
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_no_room_is_told_by_which_limit_and_leaves_the_others_theirs() {
        let kept = |person, patrol| [person, patrol].map(|rows| Arc::new(AtomicU64::new(rows)));
        let limits = [20, 40];
        assert_eq!(left(&kept(20, 20), limits), (0, 20));
        assert_eq!(left(&kept(0, 20), limits), (20, 20));
        assert_eq!(left(&kept(5, 39), limits), (1, 40));
        // Two nodes together go beyond it.
        assert_eq!(left(&kept(5, 45), limits), (0, 40));
    }
}
