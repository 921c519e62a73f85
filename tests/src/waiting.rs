//! Waiting for what happens by itself.

use std::time::Duration;

use domain::shared::db::{self, Db};

/// Nothing in a story takes longer than this unless it is broken.
const PATIENCE: Duration = Duration::from_mins(1);
/// How soon is looked again.
const AGAIN: Duration = Duration::from_millis(5);

/// Looks until there is something, and fails when nothing comes.
pub async fn until<T>(look: impl AsyncFn() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(AGAIN).await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.expect("it happens in time")
}

/// Looks until somebody waits for what somebody else has in hand of this table. Of PostgreSQL: in SQLite
/// nobody is seen waiting.
pub async fn until_blocked(database: &Db, table: &str) {
    let waits = "select 1 from pg_stat_activity where datname = current_database() \
                 and wait_event_type = 'Lock' and query like $1";
    let about = format!("%{table}%");
    until(async || {
        db::exists(database.read(), waits, [about.as_str().into()]).await.unwrap().then_some(())
    })
    .await;
}

/// Waits until nothing runs any more that began before what was last written into this table, so that a
/// reader who goes on from there begins behind it: on PostgreSQL whatever any database of the server has in
/// hand holds that border back for a moment.
pub async fn until_settled(database: &Db, table: &str) {
    if !database.is_postgres() {
        return;
    }
    let settled = format!(
        "select 1 where pg_snapshot_xmin(pg_current_snapshot())::text::bigint > \
         (select coalesce(max(transaction_id), 0) from {table})"
    );
    until(async || {
        db::exists(database.write(), &settled, []).await.expect("an answer").then_some(())
    })
    .await;
}

/// The six digits that stand in a message.
pub fn code_in(text: &str) -> Option<String> {
    text.split(|letter: char| !letter.is_ascii_digit())
        .find(|digits| digits.len() == 6)
        .map(str::to_owned)
}
