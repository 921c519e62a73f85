//! Where a node stands in the log, and what comes after it.
//!
//! On PostgreSQL a plain sequence would skip a row whose transaction commits late. A node
//! therefore reads again everything from the oldest transaction that was still running at the
//! last look (`pg_snapshot_xmin`), and passes over what it has already told.

use std::collections::HashSet;

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::model::{Change, Noun, Scope};
use crate::shared::{
    db::{self, Db},
    error::Result,
};

/// The most rows of one look.
const BATCH: i64 = 2000;

#[derive(Debug, FromQueryResult)]
struct Row {
    seq: i64,
    transaction_id: i64,
    scope: String,
    noun: String,
    noun_id: Uuid,
    gone: bool,
}

#[derive(Debug, FromQueryResult)]
pub(super) struct Number {
    pub number: i64,
}

/// From where a node reads on.
#[derive(Debug)]
pub(super) struct Position {
    /// On PostgreSQL the oldest transaction that may still bring rows; on SQLite, where rows
    /// appear in the order of their numbers, the last number.
    horizon: i64,
    told: HashSet<i64>,
}

impl Position {
    pub async fn at_end(db: &Db) -> Result<Self> {
        let horizon = end(db).await?;
        let mut position = Self { horizon, told: HashSet::new() };
        if db.is_postgres() {
            // What stands already is not told again.
            position.advance(db).await?;
        }
        Ok(position)
    }

    /// What came since the last look, each with the place from which the log is read on by somebody
    /// who has heard everything up to it.
    pub async fn advance(&mut self, db: &Db) -> Result<Vec<(i64, Change)>> {
        let mut fresh = Vec::new();
        if db.is_postgres() {
            // Read before the rows: what commits in between is read now and again next time.
            let next = horizon(db).await?;
            let sql = "select seq, transaction_id, scope, noun, noun_id, gone from change_log \
                       where transaction_id >= $1 order by transaction_id, seq";
            let rows: Vec<Row> = db::all(db.write(), sql, [self.horizon.into()]).await?;
            let mut still_told = HashSet::new();
            for row in rows {
                if row.transaction_id >= next {
                    still_told.insert(row.seq);
                }
                if !self.told.contains(&row.seq) {
                    // Rows of a look come in the order of their transactions; what a later look
                    // brings is of none before the horizon.
                    fresh.push((row.transaction_id.min(next), row));
                }
            }
            self.horizon = next;
            self.told = still_told;
        } else {
            // Moved only when everything is read: an error on the way loses nothing.
            let mut horizon = self.horizon;
            loop {
                let sql = "select seq, transaction_id, scope, noun, noun_id, gone from change_log \
                           where seq > $1 order by seq limit $2";
                let rows: Vec<Row> =
                    db::all(db.read(), sql, [horizon.into(), BATCH.into()]).await?;
                let Some(last) = rows.last() else { break };
                horizon = last.seq;
                fresh.extend(rows.into_iter().map(|row| (row.seq, row)));
            }
            self.horizon = horizon;
        }
        let changes = fresh.into_iter();
        Ok(changes.filter_map(|(place, row)| Some((place, row.into_change()?))).collect())
    }
}

impl Row {
    /// What a newer node writes about a noun that this one does not know is passed over.
    fn into_change(self) -> Option<Change> {
        use sea_orm::ActiveEnum;
        let scope = Scope::decode(&self.scope)?;
        let noun = Noun::try_from_value(&self.noun).ok()?;
        Some(Change { scope, noun, id: self.noun_id, gone: self.gone })
    }
}

/// The place at the end: from here everything is read that is not visible yet.
pub(super) async fn end(db: &Db) -> Result<i64> {
    if db.is_postgres() {
        return horizon(db).await;
    }
    number(db, "select coalesce(max(seq), 0) as number from change_log").await
}

/// Every transaction with a smaller number has ended.
pub(super) async fn settled_before(db: &Db) -> Result<i64> {
    if db.is_postgres() { horizon(db).await } else { Ok(i64::MAX) }
}

async fn horizon(db: &Db) -> Result<i64> {
    let sql = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as number";
    number(db, sql).await
}

async fn number(db: &Db, sql: &str) -> Result<i64> {
    Ok(db::one::<Number, _>(db.write(), sql, []).await?.map_or(0, |row| row.number))
}
