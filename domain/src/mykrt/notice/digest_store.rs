//! The queries about digests: who wants one, and whose is due.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::{ActiveEnum as _, ConnectionTrait, DbErr, FromQueryResult, QueryResult};
use uuid::Uuid;

use super::{
    digest::{DigestDay, DigestWish, Frequency, Planned, USUAL_DAY},
    wish::QuietHours,
};
use crate::shared::{
    clock::Instant,
    db::{self, Query},
    error::{Error, Result},
    id::{NoticeId, PersonId},
    language::Language,
};

#[derive(Debug, FromQueryResult)]
struct WishRow {
    frequency: Frequency,
    at_hour: i64,
    on_weekday: i64,
    next_at: Instant,
}

/// What somebody wishes; none when they want no digest.
pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Option<Planned>> {
    let sql = "select frequency, at_hour, on_weekday, next_at from notice_digest \
               where person_id = $1";
    let row: Option<WishRow> = db::one(connection, sql, [person.into()]).await?;
    Ok(row.map(|row| Planned {
        wish: wish(row.frequency, row.at_hour, row.on_weekday),
        next_at: row.next_at,
    }))
}

fn wish(frequency: Frequency, hour: i64, weekday: i64) -> DigestWish {
    DigestWish { frequency, hour, day: DigestDay::of(weekday).unwrap_or(USUAL_DAY) }
}

/// Keeps what somebody wishes. What was gathered before stays gathered.
pub(super) async fn put<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    cause: Uuid,
    planned: &Planned,
    now: Instant,
) -> Result<()> {
    let sql = "insert into notice_digest (person_id, cause, frequency, at_hour, on_weekday, \
               next_at, set_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict (person_id) \
               do update set frequency = excluded.frequency, at_hour = excluded.at_hour, \
               on_weekday = excluded.on_weekday, next_at = excluded.next_at, \
               set_at = excluded.set_at";
    let values = [
        person.into(),
        cause.into(),
        planned.wish.frequency.to_value().into(),
        planned.wish.hour.into(),
        planned.wish.day.number().into(),
        planned.next_at.into(),
        now.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Forgets that somebody wants a digest, and tells the cause of those that they got; none when they
/// want none.
pub(super) async fn remove<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Option<Uuid>> {
    let sql = "delete from notice_digest where person_id = $1 returning cause";
    db::value(connection, sql, [person.into()]).await
}

/// Forgets the wish that has this cause, and tells whose it was; none when it is over.
pub(super) async fn remove_by_cause<C: ConnectionTrait>(
    connection: &C,
    cause: Uuid,
) -> Result<Option<PersonId>> {
    let sql = "delete from notice_digest where cause = $1 returning person_id";
    db::value(connection, sql, [cause.into()]).await
}

/// Of these causes those of which somebody with an account wants digests, each with the address that
/// they have confirmed.
pub(super) async fn wanted_digests<C: ConnectionTrait>(
    connection: &C,
    causes: &BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, Option<String>>> {
    #[derive(FromQueryResult)]
    struct Row {
        cause: Uuid,
        email: Option<String>,
    }
    let mut query = Query::new(
        "select d.cause, case when n.email_confirmed_at is null then null else n.email end \
         as email from notice_digest d join person n on n.id = d.person_id",
    );
    query.and("n.status = 'ACTIVE'", []);
    query.and_in("d.cause", causes.iter().copied());
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.cause, row.email)).collect())
}

/// Of these notices those that are out and valid.
pub(super) async fn shown_among<C: ConnectionTrait>(
    connection: &C,
    ids: &BTreeSet<NoticeId>,
    now: Instant,
) -> Result<HashSet<NoticeId>> {
    let mut query = Query::new("select id from notice");
    query.and("status = 'PUBLISHED' and (expires_at is null or expires_at > ?)", [now.into()]);
    query.and_in("id", ids.iter().map(|id| id.0));
    let shown: Vec<NoticeId> = query.values(connection).await?;
    Ok(shown.into_iter().collect())
}

/// Somebody whose digest is due.
#[derive(Debug, FromQueryResult)]
pub(super) struct Due {
    pub person: PersonId,
    /// Names their digests in the outbox.
    pub cause: Uuid,
    frequency: Frequency,
    at_hour: i64,
    on_weekday: i64,
    /// How many they got.
    pub number: i64,
    /// Until when everything was gathered.
    pub gathered_until: Option<Instant>,
    /// Whether they have an account and are not shut out.
    pub active: bool,
    pub language: Language,
    /// The address, when it is confirmed.
    pub email: Option<String>,
    from_minute: Option<i64>,
    until_minute: Option<i64>,
}

/// A row of somebody whose digest is due, as far as it can be read: nobody waits for another's.
#[derive(Debug)]
pub(super) struct Taken {
    pub person: PersonId,
    pub due: Result<Due>,
}

impl FromQueryResult for Taken {
    fn from_query_result(row: &QueryResult, before: &str) -> std::result::Result<Self, DbErr> {
        let due = Due::from_query_result(row, before).map_err(Error::from);
        Ok(Self { person: row.try_get(before, "person")?, due })
    }
}

impl Due {
    pub(super) fn wish(&self) -> DigestWish {
        wish(self.frequency, self.at_hour, self.on_weekday)
    }

    /// Whether they want to hear nothing now.
    pub(super) fn is_quiet(&self, now: Instant) -> bool {
        let hours = self.from_minute.zip(self.until_minute);
        let hours =
            hours.map(|(from_minute, until_minute)| QuietHours { from_minute, until_minute });
        hours.and_then(|hours| hours.end(now)).is_some()
    }
}

/// Some of those whose digest is due and whom no other node has in hand, for as long as the
/// transaction lasts.
pub(super) async fn take_due<C: ConnectionTrait>(
    connection: &C,
    now: Instant,
    most: i64,
) -> Result<Vec<Taken>> {
    let lock = db::locking(connection, " for update of d skip locked");
    let sql = format!(
        "select d.person_id as person, d.cause, d.frequency, d.at_hour, d.on_weekday, d.number, \
         d.gathered_until, (n.status = 'ACTIVE') as active, n.language, \
         case when n.email_confirmed_at is null then null else n.email end as email, \
         q.from_minute, q.until_minute from notice_digest d join person n on n.id = d.person_id \
         left join notice_quiet_hours q on q.person_id = d.person_id \
         where d.next_at <= $1 order by d.next_at, d.person_id limit $2{lock}"
    );
    db::all(connection, &sql, [now.into(), most.into()]).await
}

/// Notes how many digests somebody got, until when everything was gathered, and when the next one is
/// due.
pub(super) async fn advance<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    (number, until): (i64, Instant),
    next_at: Instant,
) -> Result<()> {
    let sql = "update notice_digest set number = $2, gathered_until = $3, next_at = $4 \
               where person_id = $1";
    let values = [person.into(), number.into(), until.into(), next_at.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Looks at somebody's digest again at this moment, and leaves the rest as it is.
pub(super) async fn put_off<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    next_at: Instant,
) -> Result<()> {
    let sql = "update notice_digest set next_at = $2 where person_id = $1";
    db::run(connection, sql, [person.into(), next_at.into()]).await?;
    Ok(())
}

/// Which of these notices were sent to somebody.
pub(super) async fn sent<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    ids: &[NoticeId],
) -> Result<HashSet<NoticeId>> {
    let mut query = Query::new("select notice_id from notice_receipt");
    query.and("person_id = ? and sent_at is not null", [person.into()]);
    query.and_in("notice_id", ids.iter().map(|id| id.0));
    let sent: Vec<NoticeId> = query.values(connection).await?;
    Ok(sent.into_iter().collect())
}
