//! Rows are tried by writing them into a transaction that nobody commits.

use sea_orm::ConnectionTrait as _;

use crate::shared::{error::Result, work::Work};

/// So many rows are tried in one transaction: on SQLite everybody who writes waits for it.
pub(super) const ROWS: usize = 50;

/// From here on what is written is tried only.
pub(super) async fn begin(work: &Work) -> Result<()> {
    work.connection().execute_unprepared("savepoint one_row").await?;
    Ok(())
}

/// Nothing stays of what was tried, also of what failed.
pub(super) async fn end(work: &Work) -> Result<()> {
    let connection = work.connection();
    connection.execute_unprepared("rollback to savepoint one_row").await?;
    connection.execute_unprepared("release savepoint one_row").await?;
    Ok(())
}
