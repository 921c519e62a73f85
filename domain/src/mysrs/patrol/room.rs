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
    fixes: Counts<PatrolId>,
    fixes_of_person: Counts<(PatrolId, PersonId)>,
}

impl Room {
    pub(super) fn new(remembered: u64, remembered_for: Duration) -> Self {
        Self {
            check_ins: Counts::new(remembered, remembered_for),
            fixes: Counts::new(remembered, remembered_for),
            fixes_of_person: Counts::new(remembered, remembered_for),
        }
    }

    /// Rejects of these check-ins what a patrol has no room for. What it has already passes, so that a
    /// repeat is told so. Brings how many it has.
    pub(super) async fn for_check_ins(
        &self,
        ctx: &Ctx,
        patrol: PatrolId,
        items: &mut [Result<NewCheckIn, Refusal>],
    ) -> Result<Arc<AtomicU64>> {
        let database = ctx.db().write();
        let counted = store::count_check_ins(database, patrol);
        let kept = self.check_ins.of(patrol, counted).await?;
        let mut left = rules::MOST_CHECK_INS.saturating_sub(kept.load(Ordering::Relaxed));
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
                *item = Err(refusal.with("limit", rules::MOST_CHECK_INS));
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
    ) -> Result<[Arc<AtomicU64>; 2]> {
        let (database, patrol) = (ctx.db().write(), on.patrol);
        let counted = store::count_points(database, patrol, on.opened_at);
        let of_patrol = self.fixes.of(patrol, counted).await?;
        let counted = store::count_points_of(database, (patrol, on.opened_at), on.person);
        let of_person = self.fixes_of_person.of((patrol, on.person), counted).await?;
        let bounds = [(&of_person, rules::MOST_FIXES_OF_PERSON), (&of_patrol, rules::MOST_FIXES)];
        let left =
            |kept: &AtomicU64, limit: u64| limit.saturating_sub(kept.load(Ordering::Relaxed));
        let exceeded = |coming: usize| {
            let coming = u64::try_from(coming).unwrap_or(u64::MAX);
            bounds.iter().find(|(kept, limit)| left(kept, *limit) < coming).map(|(_, limit)| *limit)
        };
        if exceeded(points.len()).is_some() {
            let numbers: Vec<i64> = points.iter().map(|point| point.sequence).collect();
            let track = (patrol, on.opened_at, track);
            let known = fix_store::standing(database, track, &numbers).await?;
            let fresh = numbers.iter().filter(|number| !known.contains_key(number)).count();
            if let Some(limit) = exceeded(fresh) {
                return Err(too_many("points", limit));
            }
        }
        Ok([of_patrol, of_person])
    }
}
