//! The months in which PostgreSQL keeps positions, by when the server first heard of their patrol. On
//! SQLite there is one table, and nothing to do.
//!
//! A month is made long before it is needed. Whoever writes does not wait for it: only the table of what
//! has no month is locked, which is empty. Nodes that make or drop a month at once take turns.

use chrono::{Datelike as _, Months, NaiveDate};
use sea_orm::{ConnectionTrait, DbBackend};

use crate::shared::{clock::Instant, db, error::Result};

/// So many months are there before they are needed.
const AHEAD: usize = 3;
/// "krt mon" in ASCII: the number under which nodes take turns.
const TURN: i64 = 0x6b_72_74_20_6d_6f_6e;
/// What writes waits no longer for a lock that is asked for here, nor for what waits for it.
const SHORT_WAITS: &str = "set local lock_timeout = '2s'";

/// A month in UTC, by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Month(NaiveDate);

impl Month {
    fn of(at: Instant) -> Self {
        let day = at.date_naive();
        Self(day.with_day(1).unwrap_or(day))
    }

    fn next(self) -> Self {
        Self(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }

    /// Its table. The names sort as the months do.
    fn table(self) -> String {
        format!("track_point_{}", self.0.format("%Y_%m"))
    }

    /// Its first moment, as PostgreSQL reads it.
    fn begins(self) -> String {
        self.0.format("%Y-%m-%d 00:00:00+00").to_string()
    }
}

/// Makes the months that are needed soon and are not there; tells whether it made any.
pub(super) async fn make_ready<C: ConnectionTrait>(connection: &C, now: Instant) -> Result<bool> {
    if !has_months(connection) {
        return Ok(false);
    }
    let months: Vec<Month> =
        std::iter::successors(Some(Month::of(now)), |month| Some(month.next()))
            .take(AHEAD + 1)
            .collect();
    if missing(connection, &months).await?.is_empty() {
        return Ok(false);
    }
    take_turn(connection).await?;
    // Another node may have made them while this one waited.
    let missing = missing(connection, &months).await?;
    for month in &missing {
        make(connection, *month).await?;
    }
    Ok(!missing.is_empty())
}

/// Drops the oldest month of which no patrol began on or after a moment; tells whether there was one.
pub(super) async fn drop_oldest<C: ConnectionTrait>(
    connection: &C,
    before: Instant,
) -> Result<bool> {
    if !has_months(connection) || oldest(connection, before).await?.is_none() {
        return Ok(false);
    }
    take_turn(connection).await?;
    let Some(table) = oldest(connection, before).await? else { return Ok(true) };
    // Detaching locks the whole table, for as long as it takes to note it: the files go after the
    // commit.
    let sql = format!("alter table track_point detach partition {table}; drop table {table}");
    connection.execute_unprepared(&sql).await?;
    tracing::info!(%table, "positions of an old month are gone");
    Ok(true)
}

fn has_months<C: ConnectionTrait>(connection: &C) -> bool {
    connection.get_database_backend() == DbBackend::Postgres
}

/// The table in which fixes lie that are removed one by one: on PostgreSQL those without a month.
pub(super) fn removed_singly<C: ConnectionTrait>(connection: &C) -> &'static str {
    if has_months(connection) { "track_point_rest" } else { "track_point" }
}

/// Waits until no other node makes or drops months, until the transaction ends.
async fn take_turn<C: ConnectionTrait>(connection: &C) -> Result<()> {
    connection.execute_unprepared(SHORT_WAITS).await?;
    let sql = format!("select pg_advisory_xact_lock({TURN})");
    connection.execute_unprepared(&sql).await?;
    Ok(())
}

/// The tables of the months that are there.
const TABLES: &str = "select c.relname::text from pg_inherits i join pg_class c on c.oid = i.inhrelid \
                      where i.inhparent = 'track_point'::regclass \
                      and c.relname::text ~ '^track_point_[0-9]{4}_[0-9]{2}$'";

async fn missing<C: ConnectionTrait>(connection: &C, months: &[Month]) -> Result<Vec<Month>> {
    let tables: Vec<String> = db::values(connection, TABLES, []).await?;
    Ok(months.iter().copied().filter(|month| !tables.contains(&month.table())).collect())
}

async fn oldest<C: ConnectionTrait>(connection: &C, before: Instant) -> Result<Option<String>> {
    let sql = format!("{TABLES} and c.relname::text < $1 order by 1 limit 1");
    db::value(connection, &sql, [Month::of(before).table().into()]).await
}

/// Makes a month. What came in for it before it was there moves into it.
async fn make<C: ConnectionTrait>(connection: &C, month: Month) -> Result<()> {
    let (table, from, to) = (month.table(), month.begins(), month.next().begins());
    let sql = format!(
        "lock table track_point_rest in access exclusive mode;
        create table {table} (like track_point including defaults including storage);
        with moved as (
            delete from track_point_rest
            where patrol_opened_at >= '{from}' and patrol_opened_at < '{to}' returning *
        )
        insert into {table} select * from moved;
        alter table track_point attach partition {table} for values from ('{from}') to ('{to}')"
    );
    connection.execute_unprepared(&sql).await?;
    tracing::info!(%table, "a month for positions is there");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other_over_a_year_and_sort_by_name() {
        let at = |text: &str| Month::of(text.parse::<Instant>().unwrap());
        let december = at("2026-12-31T23:59:59.999Z");
        assert_eq!(december.table(), "track_point_2026_12");
        assert_eq!(december.next(), at("2027-01-01T00:00:00Z"));
        assert_eq!(december.next().begins(), "2027-01-01 00:00:00+00");
        assert!(december.table() < december.next().table());
    }
}
