//! Positions that are old: of each track a line stays, and the patrol keeps its length and duration.

use super::{
    model::TrackPoint,
    months,
    old_store::{self, Where},
    store, summary,
    thin::thinned,
};
use crate::shared::{clock::Instant, ctx::Ctx, error::Result, work::Work};

/// So many patrols are thinned in one transaction: each has a few thousand positions.
const PART: i64 = 20;

/// The duty of every day about positions: it sees that the next months have their place, thins some of
/// what is old, and lets a whole month go once everything in it is thinned. Tells whether there may be
/// more to do.
pub(crate) async fn keep_positions(ctx: &Ctx, work: &Work) -> Result<bool> {
    let (connection, now) = (work.connection(), ctx.now());
    // Alone in its transaction, because it locks.
    if months::make_ready(connection, now).await? {
        return Ok(true);
    }
    let since = old_store::positions_kept_since(connection, now).await?;
    let old = old_store::list_old(connection, since, PART).await?;
    for patrol in &old {
        thin(work, patrol, now).await?;
    }
    // Only when everything older is thinned.
    Ok(!old.is_empty() || months::drop_oldest(connection, since).await?)
}

/// Leaves a line of each of a patrol's tracks. What stands there already from an earlier time is one
/// with what came in since.
async fn thin(work: &Work, patrol: &Where, now: Instant) -> Result<()> {
    let connection = work.connection();
    store::lock_beside_records(connection, patrol.id).await?;
    let mut points = store::list_points(connection, patrol.id, patrol.opened_at).await?;
    if !points.is_empty() {
        // A patrol that nobody ended has no length yet.
        let walked = store::list_points_of_members(connection, patrol.id, patrol.opened_at).await?;
        let metres = summary::distance(&walked);
        store::change_distance(connection, patrol.id, metres).await?;
        points.extend(old_store::line(connection, patrol.id).await?);
        points.sort_by_key(|point| point.track_id);
        let owners = old_store::owners(connection, patrol.id).await?;
        for track in points.chunk_by(|one, next| one.track_id == next.track_id) {
            let id = track.first().map(|point| point.track_id);
            let owner = id.and_then(|id| Some((id, *owners.get(&id)?)));
            // Without one the account was erased, and the way with it.
            let Some(owner) = owner else { continue };
            let line: Vec<TrackPoint> = thinned(track.to_vec());
            old_store::put_line(connection, patrol.id, owner, &line).await?;
        }
        old_store::remove_points(connection, patrol).await?;
    }
    old_store::change_thinned(connection, patrol.id, Some(now)).await
}
