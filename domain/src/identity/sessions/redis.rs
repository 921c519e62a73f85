//! Sessions in Redis, shared by every node: a hash for each, and for each person a sorted set of
//! their sessions by when they end, so that no dead id stays in it.

use std::collections::HashMap;

use chrono::DateTime;
use redis::aio::ConnectionManager;

use crate::{
    identity::{model::Session, rules},
    shared::{
        clock::Instant,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PersonId, SessionId},
    },
};

/// The sessions of production.
#[derive(Clone)]
pub(in crate::identity) struct Kept(ConnectionManager);

impl std::fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Redis")
    }
}

impl Kept {
    pub(super) fn in_redis(connection: ConnectionManager) -> Self {
        Self(connection)
    }

    pub(super) async fn add(&self, session: &Session) -> Result<()> {
        let ends = rules::session_ends(session);
        // Relative, because Redis has a clock of its own.
        let lasts = ends - session.last_used_at;
        let mut fields: Vec<(&str, String)> = vec![
            ("person", session.person.to_string()),
            ("salt", to_text(&session.salt)),
            ("counter", session.counter.to_string()),
            ("confirmed", u8::from(session.confirmed).to_string()),
            ("started_at", session.started_at.timestamp_millis().to_string()),
            ("last_used_at", session.last_used_at.timestamp_millis().to_string()),
        ];
        let proved_at = session.proved_at.map(|at| at.timestamp_millis().to_string());
        let sign_on = session.sign_on.map(|second| u8::from(second).to_string());
        let optional = [
            ("app", &session.app),
            ("network", &session.network),
            ("proved_at", &proved_at),
            ("sign_on", &sign_on),
        ];
        for (name, value) in optional {
            fields.extend(value.clone().map(|value| (name, value)));
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
            .cmd("ZREMRANGEBYSCORE")
            .arg(&of_person)
            .arg("-inf")
            .arg(session.last_used_at.timestamp_millis())
            .ignore()
            .zadd(&of_person, session.id.to_string(), ends.timestamp_millis())
            .ignore()
            .expire(&of_person, rules::SESSION_ABSOLUTE.num_seconds())
            .ignore()
            .query_async(&mut self.0.clone())
            .await
            .map_err(unavailable)
    }

    pub(super) async fn lookup(&self, id: SessionId) -> Result<Option<Session>> {
        let fields: HashMap<String, String> = redis::cmd("HGETALL")
            .arg(key(id))
            .query_async(&mut self.0.clone())
            .await
            .map_err(unavailable)?;
        Ok(from_fields(id, &fields))
    }

    pub(super) async fn list(&self, person: PersonId, now: Instant) -> Result<Vec<Session>> {
        let ids: Vec<String> = redis::cmd("ZRANGEBYSCORE")
            .arg(people_key(person))
            .arg(format!("({}", now.timestamp_millis()))
            .arg("+inf")
            .query_async(&mut self.0.clone())
            .await
            .map_err(unavailable)?;
        let ids: Vec<SessionId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut asked = redis::pipe();
        for id in &ids {
            asked.cmd("HGETALL").arg(key(*id));
        }
        let found: Vec<HashMap<String, String>> =
            asked.query_async(&mut self.0.clone()).await.map_err(unavailable)?;
        Ok(ids.into_iter().zip(&found).filter_map(|(id, one)| from_fields(id, one)).collect())
    }

    pub(super) async fn advance(&self, from: i64, moved: &Session) -> Result<bool> {
        const SCRIPT: &str = r"
if redis.call('HGET', KEYS[1], 'counter') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'counter', ARGV[2], 'confirmed', ARGV[3], 'last_used_at', ARGV[4])
if ARGV[5] ~= '' then redis.call('HSET', KEYS[1], 'network', ARGV[5]) end
redis.call('PEXPIRE', KEYS[1], ARGV[6])
redis.call('ZADD', KEYS[2], ARGV[7], ARGV[8])
redis.call('EXPIRE', KEYS[2], ARGV[9])
return 1";
        let ends = rules::session_ends(moved);
        let done: i64 = redis::Script::new(SCRIPT)
            .key(key(moved.id))
            .key(people_key(moved.person))
            .arg(from)
            .arg(moved.counter)
            .arg(u8::from(moved.confirmed))
            .arg(moved.last_used_at.timestamp_millis())
            .arg(moved.network.as_deref().unwrap_or_default())
            .arg((ends - moved.last_used_at).num_milliseconds())
            .arg(ends.timestamp_millis())
            .arg(moved.id.to_string())
            .arg(rules::SESSION_ABSOLUTE.num_seconds())
            .invoke_async(&mut self.0.clone())
            .await
            .map_err(unavailable)?;
        Ok(done == 1)
    }

    pub(super) async fn confirm(&self, id: SessionId, counter: i64) -> Result<()> {
        const SCRIPT: &str = r"
if redis.call('HGET', KEYS[1], 'counter') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'confirmed', '1')
end
return 1";
        let _: i64 = redis::Script::new(SCRIPT)
            .key(key(id))
            .arg(counter)
            .invoke_async(&mut self.0.clone())
            .await
            .map_err(unavailable)?;
        Ok(())
    }

    pub(super) async fn prove(&self, id: SessionId, now: Instant) -> Result<bool> {
        // A session that ended meanwhile must not come back as a hash of one field.
        const SCRIPT: &str = r"
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'proved_at', ARGV[1])
return 1";
        let done: i64 = redis::Script::new(SCRIPT)
            .key(key(id))
            .arg(now.timestamp_millis())
            .invoke_async(&mut self.0.clone())
            .await
            .map_err(unavailable)?;
        Ok(done == 1)
    }

    pub(super) async fn remove(&self, session: SessionId, person: PersonId) -> Result<()> {
        redis::pipe()
            .atomic()
            .del(key(session))
            .ignore()
            .zrem(people_key(person), session.to_string())
            .ignore()
            .query_async(&mut self.0.clone())
            .await
            .map_err(unavailable)
    }
}

fn key(id: SessionId) -> String {
    format!("krt:session:{id}")
}

fn people_key(person: PersonId) -> String {
    format!("krt:sessions-of:{person}")
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
        network: fields.get("network").cloned(),
        started_at: instant("started_at")?,
        last_used_at: instant("last_used_at")?,
        proved_at: instant("proved_at"),
        sign_on: number("sign_on").map(|second| second == 1),
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
