//! The queries about devices.

use std::collections::HashMap;

use chrono::TimeDelta;
use sea_orm::{ActiveEnum as _, ConnectionTrait, FromQueryResult};
use secrecy::SecretString;

use super::model::{App, Device, Given};
use crate::shared::{
    clock::Instant,
    ctx::Tools,
    db::{self, Query},
    error::{ErrorCode, Refusal, Result},
    id::{DeviceId, PersonId, SessionId},
    language::Language,
    work::Work,
};

/// For what tokens are sealed and hashed.
const SEAL: &str = "device tokens";
/// What of a device its person sees.
const COLUMNS: &str =
    "id, session_id as session, app, platform, language, created_at, last_seen_at";
/// Nobody uses more at once; what is lost and sold stays behind.
const MOST: i64 = 20;
/// How exactly it is known when a device was last seen: a session is refreshed every few minutes,
/// and twice a day that is written.
const SEEN: TimeDelta = TimeDelta::hours(12);
/// How long the row of a device that has gone is kept, to answer "why did it not arrive?".
const KEPT: TimeDelta = TimeDelta::days(30);
/// Two phones may register one token at once; more than a few such rounds cannot happen.
const ROUNDS: usize = 3;

/// Whose a device is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner {
    pub person: PersonId,
    pub session: SessionId,
    /// Until when the session lasts if it is not refreshed again.
    pub ends_at: Instant,
}

/// Makes the token this person's, or keeps it so. With more than [`MOST`] devices the one that was
/// seen longest ago goes. The caller has the person's turn.
pub(crate) async fn put(work: &Work, whose: Owner, given: &Given) -> Result<Device> {
    let (tools, now) = (work.tools(), work.tools().clock.now());
    let hash = tools.secret.hash(SEAL, &[given.token.as_bytes()]);
    for _ in 0..ROUNDS {
        // Another's: that device is no more, and what is on its way to it does not arrive.
        let sql = "delete from device where token_hash = $1 and person_id <> $2";
        db::run(work.connection(), sql, [hash.to_vec().into(), whose.person.into()]).await?;
        let sql = format!(
            "insert into device (id, person_id, session_id, app, platform, token_hash, \
             sealed_token, language, created_at, last_seen_at, ends_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10) \
             on conflict (token_hash) do update set session_id = excluded.session_id, \
             app = excluded.app, platform = excluded.platform, \
             sealed_token = excluded.sealed_token, language = excluded.language, \
             last_seen_at = excluded.last_seen_at, ends_at = excluded.ends_at, gone_at = null \
             where device.person_id = excluded.person_id returning {COLUMNS}"
        );
        let id: DeviceId = tools.ids.mint(now);
        let values = [
            id.into(),
            whose.person.into(),
            whose.session.into(),
            given.app.to_value().into(),
            given.platform.to_value().into(),
            hash.to_vec().into(),
            // The row may be there already, under another id: the hash is what both have.
            tools.secret.seal(SEAL, &hash, given.token.as_bytes())?.into(),
            given.language.to_value().into(),
            now.into(),
            whose.ends_at.into(),
        ];
        let put: Option<Device> = db::one(work.connection(), &sql, values).await?;
        if let Some(device) = put {
            end_surplus(work.connection(), whose.person, device.id, now).await?;
            return Ok(device);
        }
    }
    Err(Refusal::of(ErrorCode::Unavailable).stop())
}

async fn end_surplus<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    but: DeviceId,
    now: Instant,
) -> Result<()> {
    let sql = "update device set gone_at = $2, ends_at = $2, sealed_token = null where id in \
               (select id from device where person_id = $1 and gone_at is null \
               order by case when id = $3 then 0 else 1 end, last_seen_at desc, id desc \
               limit 1000 offset $4)";
    db::run(connection, sql, [person.into(), now.into(), but.into(), MOST.into()]).await?;
    Ok(())
}

/// The devices of a person that messages are pushed to, the last seen first.
pub(crate) async fn list<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    now: Instant,
) -> Result<Vec<Device>> {
    let sql = format!(
        "select {COLUMNS} from device where person_id = $1 and gone_at is null and ends_at > $2 \
         order by last_seen_at desc, id desc"
    );
    db::all(connection, &sql, [person.into(), now.into()]).await
}

/// The devices of these people that messages are pushed to, with one of the apps or with any, in an
/// order of their own, so that nodes that write of the same ones at once do not lock each other out.
pub(crate) async fn live_of<C: ConnectionTrait>(
    connection: &C,
    people: &[PersonId],
    app: Option<App>,
    now: Instant,
) -> Result<Vec<DeviceId>> {
    let mut query = Query::new("select id from device");
    query.and("gone_at is null and ends_at > ?", [now.into()]);
    if let Some(app) = app {
        query.and("app = ?", [app.to_value().into()]);
    }
    query.and_in("person_id", people.iter().map(|person| person.0));
    query.end(" order by id");
    query.values(connection).await
}

/// Whose a device is or was.
pub(crate) async fn owner<C: ConnectionTrait>(
    connection: &C,
    id: DeviceId,
) -> Result<Option<PersonId>> {
    db::value(connection, "select person_id from device where id = $1", [id.into()]).await
}

/// How a device is reached now.
#[derive(Debug)]
pub(crate) struct Reached {
    pub token: SecretString,
    pub language: Language,
}

/// How these devices are reached now, read at once; none for each that has gone.
pub(crate) async fn reach(tools: &Tools, ids: &[DeviceId]) -> Result<HashMap<DeviceId, Reached>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: DeviceId,
        token_hash: Vec<u8>,
        sealed_token: Option<Vec<u8>>,
        language: Language,
    }
    let mut query = Query::new("select id, token_hash, sealed_token, language from device");
    query.and("gone_at is null and ends_at > ?", [tools.clock.now().into()]);
    query.and_in("id", ids.iter().map(|id| id.0));
    let rows: Vec<Row> = query.all(tools.db.read()).await?;
    let reached = rows.into_iter().filter_map(|row| {
        let token = tools.secret.open(SEAL, &row.token_hash, &row.sealed_token?)?;
        let token = SecretString::from(String::from_utf8(token).ok()?);
        Some((row.id, Reached { token, language: row.language }))
    });
    Ok(reached.collect())
}

/// Ends a device.
pub(crate) async fn end<C: ConnectionTrait>(
    connection: &C,
    id: DeviceId,
    now: Instant,
) -> Result<()> {
    let sql = "update device set gone_at = $2, ends_at = $2, sealed_token = null \
               where id = $1 and gone_at is null";
    db::run(connection, sql, [id.into(), now.into()]).await?;
    Ok(())
}

/// Ends devices that have gone.
pub(crate) async fn end_all<C: ConnectionTrait>(
    connection: &C,
    ids: &[DeviceId],
    now: Instant,
) -> Result<()> {
    let mut query = Query::new("update device");
    let set = "set gone_at = ?, ends_at = ?, sealed_token = null";
    query.join(set, [now.into(), now.into()]);
    query.and("gone_at is null", []);
    query.and_in("id", ids.iter().map(|id| id.0));
    query.run(connection).await?;
    Ok(())
}

/// Ends the devices of sessions that end.
pub(crate) async fn end_of_sessions<C: ConnectionTrait>(
    connection: &C,
    sessions: &[SessionId],
    now: Instant,
) -> Result<()> {
    let mut query = Query::new("update device");
    let set = "set gone_at = ?, ends_at = ?, sealed_token = null";
    query.join(set, [now.into(), now.into()]);
    query.and("gone_at is null", []);
    query.and_in("session_id", sessions.iter().map(|session| session.0));
    query.run(connection).await?;
    Ok(())
}

/// Ends every device of somebody who is shut out or whose sessions end, but those of one session.
pub(crate) async fn end_of_person<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    but: Option<SessionId>,
    now: Instant,
) -> Result<()> {
    let mut query = Query::new("update device");
    let set = "set gone_at = ?, ends_at = ?, sealed_token = null";
    query.join(set, [now.into(), now.into()]);
    query.and("person_id = ? and gone_at is null", [person.into()]);
    if let Some(but) = but {
        query.and("session_id <> ?", [but.into()]);
    }
    query.run(connection).await?;
    Ok(())
}

/// Whether the devices of a session are to be told that it goes on: at its first use in each half of
/// a day, so that other uses ask the database nothing.
#[must_use]
pub(crate) fn is_to_go_on(last_used_at: Instant, now: Instant) -> bool {
    let half_day = |at: Instant| at.timestamp().div_euclid(SEEN.num_seconds());
    half_day(now) > half_day(last_used_at)
}

/// Notes that a session goes on, and its devices with it.
pub(crate) async fn goes_on<C: ConnectionTrait>(
    connection: &C,
    session: SessionId,
    ends_at: Instant,
    now: Instant,
) -> Result<()> {
    let sql = "update device set last_seen_at = $2, ends_at = $3 \
               where session_id = $1 and gone_at is null";
    let values = [session.into(), now.into(), ends_at.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Forgets devices that went long ago, and tells how many rows went.
pub(crate) async fn forget_old<C: ConnectionTrait>(connection: &C, now: Instant) -> Result<u64> {
    let old = db::Old { table: "device", key: "id", at: "ends_at" };
    db::forget_all(connection, old, now - KEPT).await
}
