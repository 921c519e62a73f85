//! The queries about what those who mean to come are still to hear of an activity.

use chrono::TimeDelta;
use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::news::News;
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{ActivityId, PersonId},
};

/// What is being told of an activity.
#[derive(Debug, FromQueryResult)]
pub(super) struct Pending {
    /// The version of the activity of which it tells.
    pub round: i64,
    pub news: News,
    /// Whoever answered later than this knew it.
    pub begun_at: Instant,
    /// Who was told last.
    pub after_person: Option<PersonId>,
}

/// So far the clocks of two nodes may lie apart: whoever answered just before on a node that is ahead
/// rather hears what they know than nothing.
const CLOCKS_APART: TimeDelta = TimeDelta::seconds(1);

/// What is being told of an activity, held until the work ends.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
) -> Result<Option<Pending>> {
    let lock = db::locking(connection, " for update");
    let sql = format!(
        "select round, news, begun_at, after_person from activity_news \
         where activity_id = $1{lock}"
    );
    db::one(connection, &sql, [activity.into()]).await
}

/// Keeps what is to be told, in the place of what was told before.
pub(super) async fn put<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
    pending: &Pending,
) -> Result<()> {
    let sql = "insert into activity_news (activity_id, round, news, begun_at) \
               values ($1, $2, $3, $4) on conflict (activity_id) do update set \
               round = excluded.round, news = excluded.news, begun_at = excluded.begun_at, \
               after_person = null";
    let values = [
        activity.into(),
        pending.round.into(),
        pending.news.to_value().into(),
        pending.begun_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Notes who was told last, unless there is something newer to tell.
pub(super) async fn advance<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
    round: i64,
    last: PersonId,
) -> Result<()> {
    let sql = "update activity_news set after_person = $3 where activity_id = $1 and round = $2";
    db::run(connection, sql, [activity.into(), round.into(), last.into()]).await?;
    Ok(())
}

/// Everybody was told, unless there is something newer to tell.
pub(super) async fn remove<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
    round: i64,
) -> Result<()> {
    let sql = "delete from activity_news where activity_id = $1 and round = $2";
    db::run(connection, sql, [activity.into(), round.into()]).await?;
    Ok(())
}

/// The next of those who had a place or waited for one when it was said, in the order of their ids.
pub(super) async fn part<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
    pending: &Pending,
    most: i64,
) -> Result<Vec<PersonId>> {
    let sql = "select person_id from activity_rsvp where activity_id = $1 and person_id > $2 \
               and answer = 'GOING' and answered_at <= $3 order by person_id limit $4";
    let after = pending.after_person.map_or(Uuid::nil(), |person| person.0);
    let said = pending.begun_at + CLOCKS_APART;
    let values = [activity.into(), after.into(), said.into(), most.into()];
    db::values(connection, sql, values).await
}
