//! The queries about who means to come.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};

use super::{
    model::{Answer, Figures, MyAnswer, Rsvp, Somebody},
    seats::{Kept, Room},
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{ActivityId, PersonId},
    page::PageRequest,
};

/// The key by which answers are ordered, the earliest first.
pub(super) type AnswerKey = (Instant, PersonId);

/// Somebody's answer, if there is one.
pub(super) async fn find<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
    person: PersonId,
) -> Result<Option<Kept>> {
    #[derive(FromQueryResult)]
    struct Row {
        answer: Answer,
        guests: i64,
        number: Option<i64>,
        seated: bool,
    }
    let sql = "select answer, guests, number, seated from activity_rsvp \
               where activity_id = $1 and person_id = $2";
    let row: Option<Row> = db::one(connection, sql, [activity.into(), person.into()]).await?;
    let kept = |Row { answer, guests, number, seated }| Kept { answer, guests, number, seated };
    Ok(row.map(kept))
}

/// Who has a place and who waits; the caller holds the activity. A party larger than all places
/// waits in vain, and keeps nobody else waiting. PostgreSQL makes a decimal of a
/// sum, and SQLite none of a sum of nothing.
pub(super) async fn room<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
    capacity: Option<i64>,
) -> Result<Room> {
    let sql = "select cast(coalesce(sum(case when seated then 1 + guests else 0 end), 0) as bigint) as taken, \
               cast(coalesce(sum(case when answer = 'GOING' and not seated and 1 + guests <= $2 then 1 else 0 end), 0) as bigint) as waiting, \
               cast(coalesce(max(number), 0) as bigint) as number \
               from activity_rsvp where activity_id = $1";
    let values = [activity.into(), capacity.unwrap_or(i64::MAX).into()];
    Ok(db::one(connection, sql, values).await?.unwrap_or_default())
}

/// Writes somebody's answer over the one before.
pub(super) async fn put<C: ConnectionTrait>(
    connection: &C,
    (activity, person): (ActivityId, PersonId),
    kept: Kept,
    now: Instant,
) -> Result<()> {
    let sql = "insert into activity_rsvp (activity_id, person_id, answer, guests, number, seated, \
               answered_at) values ($1, $2, $3, $4, $5, $6, $7) \
               on conflict (activity_id, person_id) do update set answer = excluded.answer, \
               guests = excluded.guests, number = excluded.number, seated = excluded.seated, \
               answered_at = excluded.answered_at";
    db::run(
        connection,
        sql,
        [
            activity.into(),
            person.into(),
            kept.answer.to_value().into(),
            kept.guests.into(),
            kept.number.into(),
            kept.seated.into(),
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Who waits, in the order of asking, with how many places each takes.
pub(super) async fn waiting<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
) -> Result<Vec<(PersonId, i64)>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        guests: i64,
    }
    let sql = "select person_id, guests from activity_rsvp \
               where activity_id = $1 and answer = 'GOING' and not seated order by number";
    let rows: Vec<Row> = db::all(connection, sql, [activity.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.person_id, 1 + row.guests)).collect())
}

/// Whether anybody has a place or waits for one.
pub(super) async fn has_going<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
) -> Result<bool> {
    let sql = "select 1 from activity_rsvp where activity_id = $1 and answer = 'GOING'";
    db::exists(connection, sql, [activity.into()]).await
}

/// Gives somebody who waits a place.
pub(super) async fn seat<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
    person: PersonId,
) -> Result<()> {
    let sql = "update activity_rsvp set seated = true where activity_id = $1 and person_id = $2";
    db::run(connection, sql, [activity.into(), person.into()]).await?;
    Ok(())
}

/// Takes somebody's answer away.
pub(super) async fn remove<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
    person: PersonId,
) -> Result<()> {
    let sql = "delete from activity_rsvp where activity_id = $1 and person_id = $2";
    db::run(connection, sql, [activity.into(), person.into()]).await?;
    Ok(())
}

/// The activities to come to which somebody means to come, in one order for everybody.
pub(super) async fn activities_to_come<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    now: Instant,
) -> Result<Vec<ActivityId>> {
    let sql = "select a.id from activity_rsvp r join activity a on a.id = r.activity_id \
               where r.person_id = $1 and r.answer = 'GOING' and a.ends_at > $2 order by a.id";
    db::values(connection, sql, [person.into(), now.into()]).await
}

/// The activities to come to which a person answered anything, in the same order.
pub(super) async fn answered_to_come<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    now: Instant,
) -> Result<Vec<ActivityId>> {
    let sql = "select a.id from activity_rsvp r join activity a on a.id = r.activity_id \
               where r.person_id = $1 and a.ends_at > $2 order by a.id";
    db::values(connection, sql, [person.into(), now.into()]).await
}

/// How many come to these activities.
pub(super) async fn figures<C: ConnectionTrait>(
    connection: &C,
    activities: &[ActivityId],
) -> Result<Vec<(ActivityId, Figures)>> {
    #[derive(FromQueryResult)]
    struct Row {
        activity_id: ActivityId,
        going: i64,
        guests: i64,
        waiting: i64,
        maybe: i64,
        not_going: i64,
    }
    let mut query = db::Query::new(
        "select activity_id, \
         cast(sum(case when seated then 1 else 0 end) as bigint) as going, \
         cast(sum(case when seated then guests else 0 end) as bigint) as guests, \
         cast(sum(case when answer = 'GOING' and not seated then 1 + guests else 0 end) as bigint) as waiting, \
         cast(sum(case when answer = 'MAYBE' then 1 else 0 end) as bigint) as maybe, \
         cast(sum(case when answer = 'NOT_GOING' then 1 else 0 end) as bigint) as not_going \
         from activity_rsvp",
    );
    query.and_in("activity_id", activities.iter().map(|activity| activity.0));
    query.end(" group by activity_id");
    let rows: Vec<Row> = query.all(connection).await?;
    let figures = |row: Row| {
        let Row { activity_id, going, guests, waiting, maybe, not_going } = row;
        (activity_id, Figures { going, guests, waiting, maybe, not_going, present: 0 })
    };
    Ok(rows.into_iter().map(figures).collect())
}

/// Somebody's answers to these activities.
pub(super) async fn answers_of<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    activities: &[ActivityId],
) -> Result<Vec<(ActivityId, MyAnswer)>> {
    #[derive(FromQueryResult)]
    struct Row {
        activity_id: ActivityId,
        answer: Answer,
        guests: i64,
        seated: bool,
        answered_at: Instant,
        turn: i64,
    }
    let mut query = db::Query::new(
        "select r.activity_id, r.answer, r.guests, r.seated, r.answered_at, \
         (select count(*) from activity_rsvp w where w.activity_id = r.activity_id \
         and w.answer = 'GOING' and not w.seated and w.number <= r.number) as turn \
         from activity_rsvp r",
    );
    query.and("r.person_id = ?", [person.into()]);
    query.and_in("r.activity_id", activities.iter().map(|activity| activity.0));
    let rows: Vec<Row> = query.all(connection).await?;
    let mine = |row: Row| {
        let waits = row.answer == Answer::Going && !row.seated;
        let Row { answer, guests, answered_at, .. } = row;
        let turn = waits.then_some(row.turn);
        (row.activity_id, MyAnswer { answer, guests, turn, answered_at })
    };
    Ok(rows.into_iter().map(mine).collect())
}

/// Who answered what, the earliest first.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    activity: ActivityId,
    answer: Option<Answer>,
    page: &PageRequest<AnswerKey>,
) -> Result<Vec<Rsvp>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        display_name: String,
        answer: Answer,
        guests: i64,
        seated: bool,
        answered_at: Instant,
    }
    let mut query = db::Query::new(
        "select r.person_id, p.display_name, r.answer, r.guests, r.seated, r.answered_at \
         from activity_rsvp r join person p on p.id = r.person_id",
    );
    query.and("r.activity_id = ?", [activity.into()]);
    if let Some(answer) = answer {
        query.and("r.answer = ?", [answer.to_value().into()]);
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["r.answered_at", "r.person_id"], beyond, page.backward, false);
    query.limit(page.rows());
    let rows: Vec<Row> = query.all(connection).await?;
    let shown = |row: Row| Rsvp {
        person: Somebody { id: row.person_id, display_name: row.display_name },
        answer: row.answer,
        guests: row.guests,
        waiting: row.answer == Answer::Going && !row.seated,
        answered_at: row.answered_at,
    };
    Ok(rows.into_iter().map(shown).collect())
}
