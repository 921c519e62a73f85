//! Throwing away what is old, in parts: no statement is long, however much has come together.

use sea_orm::ConnectionTrait;

use super::run;
use crate::shared::{clock::Instant, error::Result};

/// So many rows go at once.
pub(crate) const PART: u64 = 5_000;

/// Rows that go when they are old.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Old {
    /// Their table.
    pub table: &'static str,
    /// Its primary key: `id`, or `person_id, key`.
    pub key: &'static str,
    /// The column that says how old one is; it begins an index.
    pub at: &'static str,
}

/// Throws away the oldest rows from before this moment, [`PART`] at most, and tells how many: fewer
/// than that when none is left.
pub(crate) async fn forget<C: ConnectionTrait>(
    connection: &C,
    old: Old,
    before: Instant,
) -> Result<u64> {
    let Old { table, key, at } = old;
    let sql = format!(
        "delete from {table} where ({key}) in \
         (select {key} from {table} where {at} < $1 order by {at} limit {PART})"
    );
    run(connection, &sql, [before.into()]).await
}

/// The same until none is left.
pub(crate) async fn forget_all<C: ConnectionTrait>(
    connection: &C,
    old: Old,
    before: Instant,
) -> Result<u64> {
    let mut gone = 0;
    loop {
        let part = forget(connection, old, before).await?;
        gone += part;
        if part < PART {
            return Ok(gone);
        }
    }
}
