//! Where sessions are kept: Redis in production, the SQLite file in the embedded default, so
//! that a restart signs nobody out.

use std::collections::HashMap;

use chrono::DateTime;
use redis::aio::ConnectionManager;
use sea_orm::FromQueryResult;

use super::{model::Session, rules};
use crate::shared::{
    cache::Cache,
    clock::Instant,
    db::{self, Db},
    error::{Error, ErrorCode, Refusal, Result},
    id::{PersonId, SessionId},
};

/// The store of sessions.
#[derive(Clone)]
pub(super) enum Sessions {
    Redis(ConnectionManager),
    Table(Db),
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Redis(_) => "Sessions::Redis",
            Self::Table(_) => "Sessions::Table",
        })
    }
}

#[derive(Debug, FromQueryResult)]
struct Row {
    id: SessionId,
    person_id: PersonId,
    salt: Vec<u8>,
    counter: i64,
    confirmed: bool,
    app: Option<String>,
    started_at: Instant,
    last_used_at: Instant,
}

impl Sessions {
    pub(super) fn beside(cache: &Cache, db: &Db) -> Self {
        match cache.connection() {
            Some(connection) => Self::Redis(connection),
            None => Self::Table(db.clone()),
        }
    }

    pub(super) async fn add(&self, session: &Session) -> Result<()> {
        match self {
            Self::Redis(connection) => {
                // Relative, because Redis has a clock of its own.
                let lasts = rules::session_ends(session) - session.last_used_at;
                let mut fields: Vec<(&str, String)> = vec![
                    ("person", session.person.to_string()),
                    ("salt", to_text(&session.salt)),
                    ("counter", session.counter.to_string()),
                    ("confirmed", u8::from(session.confirmed).to_string()),
                    ("started_at", session.started_at.timestamp_millis().to_string()),
                    ("last_used_at", session.last_used_at.timestamp_millis().to_string()),
                ];
                if let Some(app) = &session.app {
                    fields.push(("app", app.clone()));
                }
                let of_person = people_key(session.person);
                redis::pipe()
                    .atomic()
                    .hset_multiple(key(session.id), &fields)
                    .ignore()
                    .cmd("PEXPIRE")
                    .arg(key(session.id))
                    .arg(lasts.num_milliseconds())
                    .ignore()
                    .sadd(&of_person, session.id.to_string())
                    .ignore()
                    .expire(&of_person, rules::SESSION_ABSOLUTE.num_seconds())
                    .ignore()
                    .query_async(&mut connection.clone())
                    .await
                    .map_err(unavailable)
            }
            Self::Table(db) => {
                let sql = "insert into session (id, person_id, salt, counter, confirmed, app, \
                           started_at, last_used_at) values ($1, $2, $3, $4, $5, $6, $7, $8)";
                db::run(
                    db.write(),
                    sql,
                    [
                        session.id.into(),
                        session.person.into(),
                        session.salt.clone().into(),
                        session.counter.into(),
                        session.confirmed.into(),
                        session.app.clone().into(),
                        session.started_at.into(),
                        session.last_used_at.into(),
                    ],
                )
                .await?;
                Ok(())
            }
        }
    }

    pub(super) async fn lookup(&self, id: SessionId) -> Result<Option<Session>> {
        match self {
            Self::Redis(connection) => {
                let fields: HashMap<String, String> = redis::cmd("HGETALL")
                    .arg(key(id))
                    .query_async(&mut connection.clone())
                    .await
                    .map_err(unavailable)?;
                Ok(from_fields(id, &fields))
            }
            Self::Table(db) => {
                let sql = "select id, person_id, salt, counter, confirmed, app, started_at, \
                           last_used_at from session where id = $1";
                let row: Option<Row> = db::one(db.write(), sql, [id.into()]).await?;
                Ok(row.map(|row| Session {
                    id: row.id,
                    person: row.person_id,
                    salt: row.salt,
                    counter: row.counter,
                    confirmed: row.confirmed,
                    app: row.app,
                    started_at: row.started_at,
                    last_used_at: row.last_used_at,
                }))
            }
        }
    }

    /// Moves the session from its refresh token to the number `next`, unless somebody was quicker.
    pub(super) async fn advance(&self, session: &Session, next: i64, now: Instant) -> Result<bool> {
        let lasts = rules::session_ends(&Session { last_used_at: now, ..session.clone() }) - now;
        match self {
            Self::Redis(connection) => {
                const SCRIPT: &str = r"
if redis.call('HGET', KEYS[1], 'counter') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'counter', ARGV[2], 'confirmed', '0', 'last_used_at', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1";
                let moved: i64 = redis::Script::new(SCRIPT)
                    .key(key(session.id))
                    .arg(session.counter)
                    .arg(next)
                    .arg(now.timestamp_millis())
                    .arg(lasts.num_milliseconds())
                    .invoke_async(&mut connection.clone())
                    .await
                    .map_err(unavailable)?;
                Ok(moved == 1)
            }
            Self::Table(db) => {
                let sql = "update session set counter = $5, confirmed = $4, last_used_at = $3 \
                           where id = $1 and counter = $2";
                let values = [
                    session.id.into(),
                    session.counter.into(),
                    now.into(),
                    false.into(),
                    next.into(),
                ];
                Ok(db::run(db.write(), sql, values).await? == 1)
            }
        }
    }

    /// Notes that the access token issued with the refresh token `counter` was used: the phone
    /// has the answer, and the token before is spent.
    pub(super) async fn confirm(&self, id: SessionId, counter: i64) -> Result<()> {
        match self {
            Self::Redis(connection) => {
                const SCRIPT: &str = r"
if redis.call('HGET', KEYS[1], 'counter') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'confirmed', '1')
end
return 1";
                let _: i64 = redis::Script::new(SCRIPT)
                    .key(key(id))
                    .arg(counter)
                    .invoke_async(&mut connection.clone())
                    .await
                    .map_err(unavailable)?;
                Ok(())
            }
            Self::Table(db) => {
                let sql = "update session set confirmed = $3 where id = $1 and counter = $2 \
                           and confirmed <> $3";
                db::run(db.write(), sql, [id.into(), counter.into(), true.into()]).await?;
                Ok(())
            }
        }
    }

    /// Ends a session.
    pub(super) async fn remove(&self, session: SessionId, person: PersonId) -> Result<()> {
        match self {
            Self::Redis(connection) => redis::pipe()
                .atomic()
                .del(key(session))
                .ignore()
                .srem(people_key(person), session.to_string())
                .ignore()
                .query_async(&mut connection.clone())
                .await
                .map_err(unavailable),
            Self::Table(db) => {
                let sql = "delete from session where id = $1 and person_id = $2";
                db::run(db.write(), sql, [session.into(), person.into()]).await?;
                Ok(())
            }
        }
    }
}

fn key(id: SessionId) -> String {
    format!("krt:session:{id}")
}

fn people_key(person: PersonId) -> String {
    format!("krt:sessions:{person}")
}

fn from_fields(id: SessionId, fields: &HashMap<String, String>) -> Option<Session> {
    let number = |name: &str| fields.get(name)?.parse::<i64>().ok();
    let instant = |name: &str| DateTime::from_timestamp_millis(number(name)?);
    Some(Session {
        id,
        person: fields.get("person")?.parse().ok()?,
        salt: from_text(fields.get("salt")?)?,
        counter: number("counter")?,
        confirmed: number("confirmed")? == 1,
        app: fields.get("app").cloned(),
        started_at: instant("started_at")?,
        last_used_at: instant("last_used_at")?,
    })
}

fn to_text(bytes: &[u8]) -> String {
    use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
    BASE64_STANDARD_NO_PAD.encode(bytes)
}

fn from_text(text: &str) -> Option<Vec<u8>> {
    use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
    BASE64_STANDARD_NO_PAD.decode(text).ok()
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn unavailable(cause: redis::RedisError) -> Error {
    tracing::warn!(%cause, "Redis does not answer");
    Refusal::of(ErrorCode::Unavailable).stop()
}
