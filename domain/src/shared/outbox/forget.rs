//! Forgetting what left long ago.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::shared::{
    clock::Instant,
    db::{self, Query},
    error::Result,
};

/// How long a finished message's row is kept, to answer "did it leave?".
const KEPT: TimeDelta = TimeDelta::days(30);
/// So many messages are looked at in one transaction: after an emergency there are as many deliveries
/// as people.
const MESSAGES: i64 = 1_000;

/// Forgets some of the messages that were finished long ago, the oldest first, and tells whether there
/// may be more.
pub async fn forget_old<C: ConnectionTrait>(connection: &C, now: Instant) -> Result<bool> {
    let sql = "select id from outbox where finished_at < $1 order by finished_at limit $2";
    let values = [(now - KEPT).into(), MESSAGES.into()];
    let old: Vec<Uuid> = db::values(connection, sql, values).await?;
    let mut query = Query::new("delete from delivery where id in (select id from delivery");
    query.and_in("outbox_id", old.iter().copied());
    query.limit(db::PART);
    query.end(")");
    if query.run(connection).await? >= db::PART {
        // Of one of them some are left.
        return Ok(true);
    }
    let mut query = Query::new("delete from outbox");
    query.and_in("id", old.iter().copied());
    query.run(connection).await?;
    Ok(i64::try_from(old.len()).unwrap_or(MESSAGES) >= MESSAGES)
}
