//! Which plans of a statement PostgreSQL keeps on the outbox's connections.
//!
//! The outbox's statements are few, each of hundreds of rows, and its tables grow from nothing to
//! millions within minutes: planned anew each time, for what is there now, they never keep the plan
//! of an empty table.

use sea_orm::{ConnectionTrait, DbBackend};

use super::statement::run;
use crate::shared::error::Result;

/// What a connection of the outbox begins with.
pub(super) const PLANNED_ANEW: &str = "set plan_cache_mode = force_custom_plan";

/// Lets a transaction of the outbox keep plans from now on, or no more; in any case until it ends. For
/// each row that is written PostgreSQL looks for what it refers to, and would plan that anew each time.
/// Sequential scans are off meanwhile, so that the kept plan finds it by its key, even if it was made
/// when the table was empty.
pub(crate) async fn keep_plans<C: ConnectionTrait>(connection: &C, keep: bool) -> Result<()> {
    if connection.get_database_backend() == DbBackend::Postgres {
        let (mode, scan) = if keep { ("auto", "off") } else { ("force_custom_plan", "on") };
        let sql = "select set_config('plan_cache_mode', $1, true), \
                   set_config('enable_seqscan', $2, true)";
        run(connection, sql, [mode.into(), scan.into()]).await?;
    }
    Ok(())
}
