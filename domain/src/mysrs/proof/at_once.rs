//! What a check-in and the few before it show, when it comes in: nothing is asked of the database for
//! it. What is remembered here is a hint; the patrol as a whole is judged at its end.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use moka::sync::Cache;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{
    judge::judge,
    model::{Bounds, Log, Seen},
    rules, service,
};
use crate::{
    mysrs::patrol::{CheckIn, Verdict},
    shared::{
        change_log::{Noun, Scope, Told},
        clock::Instant,
        ctx::Ctx,
        error::Result,
        id::{PatrolId, PatrolUnitId, PersonId},
    },
};

/// Units and people remembered by a node: the national night has 3,300 units with four phones each.
const REMEMBERED: u64 = 20_000;
/// A rule may change; what is remembered follows within this. A changed checkpoint is told.
const REMEMBERED_FOR: Duration = Duration::from_mins(10);
/// So many check-ins of a person are remembered.
const FEW: usize = 8;

/// By what a unit's patrols are judged, for each rule from its moment on, the newest first.
type ByRule = Vec<(Instant, Bounds)>;

/// Judging check-ins as they come in; one for a node.
#[derive(Clone, Debug)]
pub(in crate::mysrs) struct AtOnce {
    bounds: Cache<PatrolUnitId, Arc<ByRule>>,
    /// Changed in place: two that come in at once do not forget each other.
    recent: Cache<(PatrolId, PersonId), Arc<Mutex<Vec<Seen>>>>,
}

impl Default for AtOnce {
    fn default() -> Self {
        Self {
            bounds: Cache::builder().max_capacity(REMEMBERED).time_to_live(REMEMBERED_FOR).build(),
            recent: Cache::builder().max_capacity(REMEMBERED).time_to_idle(REMEMBERED_FOR).build(),
        }
    }
}

impl AtOnce {
    /// Forgets what is known of a unit's checkpoints when they change, for as long as the node lives.
    pub(in crate::mysrs) async fn follow(self, mut changes: Receiver<Told>) {
        loop {
            match changes.recv().await {
                Ok(Told::Change(_, change)) => {
                    if let (Noun::Checkpoint, Scope::Unit(unit)) = (change.noun, &change.scope) {
                        self.bounds.invalidate(unit);
                    }
                }
                Ok(Told::Gap) | Err(RecvError::Lagged(_)) => self.bounds.invalidate_all(),
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// Judges check-ins of one person on one patrol, of which the server first heard then, and says at
    /// which checkpoint each was.
    pub(in crate::mysrs) async fn judge(
        &self,
        ctx: &Ctx,
        opened_at: Instant,
        rows: &mut [&mut CheckIn],
    ) -> Result<()> {
        let Some(first) = rows.first() else { return Ok(()) };
        let key = (first.patrol_id, first.person_id);
        let by_rule = self.bounds_of(ctx, first.unit_id).await?;
        let held = by_rule.iter().find(|(from, _)| *from <= opened_at).or(by_rule.last());
        let (_, bounds) = held.ok_or_else(service::no_rule)?;
        let secret = &ctx.tools().secret;
        let fresh: Vec<Seen> = rows
            .iter_mut()
            .map(|row| {
                let one = service::seen(secret, row, &bounds.checkpoints);
                row.evidence.checkpoint_id = one.checkpoint;
                one
            })
            .collect();
        let recent = self.recent.get_with(key, Arc::default);
        let mut recent = recent.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen = mem::take(&mut *recent);
        // What comes a second time is not its own neighbour.
        seen.retain(|seen| rows.iter().all(|row| row.id != seen.id));
        let known = seen.len();
        seen.extend(fresh);
        let log = Log { seen, ..Log::default() };
        let judged = judge(&log, bounds).seen;
        for (row, judged) in rows.iter_mut().zip(judged.iter().skip(known)) {
            row.doubts = rules::settled(&row.doubts, judged);
            row.verdict = Verdict::of(&row.doubts);
        }
        *recent = log.seen;
        recent.sort_unstable_by_key(|seen| (seen.at, seen.id));
        let older = recent.len().saturating_sub(FEW);
        recent.drain(..older);
        // One upload of hundreds leaves no room for hundreds behind.
        recent.shrink_to(2 * FEW);
        Ok(())
    }

    async fn bounds_of(&self, ctx: &Ctx, unit: PatrolUnitId) -> Result<Arc<ByRule>> {
        if let Some(bounds) = self.bounds.get(&unit) {
            return Ok(bounds);
        }
        let since = ctx.now() - service::LATE;
        let bounds = Arc::new(service::bounds_by_rule(ctx.db().write(), unit, since).await?);
        self.bounds.insert(unit, Arc::clone(&bounds));
        Ok(bounds)
    }
}
