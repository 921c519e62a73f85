//! What a node throws away from time to time. Every node may do it at once: deleting twice deletes
//! nothing twice.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;

use super::{ctx::Tools, db, device, error::Result, media, replay};

/// How often a node tidies up.
pub const EVERY: Duration = Duration::from_hours(1);
/// How long the change log is kept: a phone that was away longer reads everything again.
pub(crate) const CHANGES_KEPT: TimeDelta = TimeDelta::days(30);
/// A session that was not refreshed for so long has ended; its row says nothing any more.
const SESSIONS_KEPT: TimeDelta = TimeDelta::days(30);

/// Throws away what nobody can ask for any more, and tells how many rows went.
pub async fn tidy(tools: &Tools) -> Result<u64> {
    let now = tools.clock.now();
    let connection = tools.db.write();
    let outcomes = replay::forget_old(tools).await?;
    // By number, which grows with time: no index on the time has to be kept for this alone.
    let changes = "delete from change_log where seq < coalesce(\
                   (select seq from change_log where changed_at >= $1 order by seq limit 1), \
                   (select max(seq) + 1 from change_log))";
    let changes = db::run(connection, changes, [(now - CHANGES_KEPT).into()]).await?;
    let sessions = "delete from session where last_used_at < $1";
    let sessions = db::run(connection, sessions, [(now - SESSIONS_KEPT).into()]).await?;
    let devices = device::forget_old(connection, now).await?;
    let uploads = media::forget_expired(tools).await?;
    Ok(outcomes + changes + sessions + devices + uploads)
}

/// Tidies up for as long as somebody else holds the tools.
pub async fn keep(tools: Arc<Tools>) {
    let tools = Arc::downgrade(&tools);
    while let Some(tools) = tools.upgrade() {
        match tidy(&tools).await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "tidied up"),
            Err(error) => tracing::warn!(%error, "tidying up did not work; it is tried again"),
        }
        drop(tools);
        tokio::time::sleep(EVERY).await;
    }
}
