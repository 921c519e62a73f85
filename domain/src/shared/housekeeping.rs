//! What a node throws away from time to time. Every node may do it at once: deleting twice deletes
//! nothing twice.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use super::{clock::Instant, ctx::Tools, db, device, error::Result, media, replay};

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
    let changes = forget_changes(connection, now - CHANGES_KEPT).await?;
    let sessions = db::Old { table: "session", key: "id", at: "last_used_at" };
    let sessions = db::forget_all(connection, sessions, now - SESSIONS_KEPT).await?;
    let devices = device::forget_old(connection, now).await?;
    let uploads = media::forget_expired(tools).await?;
    Ok(outcomes + changes + sessions + devices + uploads)
}

/// Forgets the changes from before this, in parts.
async fn forget_changes<C: ConnectionTrait>(connection: &C, before: Instant) -> Result<u64> {
    // By number, which grows with time: no index on the time has to be kept for this alone. The first
    // one that is young is sought once.
    let sql = "select coalesce(\
               (select seq from change_log where changed_at >= $1 order by seq limit 1), \
               (select max(seq) + 1 from change_log))";
    let first: Option<Option<i64>> = db::value(connection, sql, [before.into()]).await?;
    let Some(first) = first.flatten() else { return Ok(0) };
    let sql = format!(
        "delete from change_log where seq in \
         (select seq from change_log where seq < $1 order by seq limit {})",
        db::PART
    );
    let mut gone = 0;
    loop {
        let part = db::run(connection, &sql, [first.into()]).await?;
        gone += part;
        if part < db::PART {
            return Ok(gone);
        }
    }
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
