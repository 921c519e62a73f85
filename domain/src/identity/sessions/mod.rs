//! Where sessions are kept: Redis in production, the SQLite file in the embedded default, so
//! that a restart signs nobody out.

mod redis;
mod table;

use super::model::Session;
use crate::shared::{
    cache::Cache,
    clock::Instant,
    db::Db,
    error::Result,
    id::{PersonId, SessionId},
};

/// The store of sessions.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a node has one")]
pub(super) enum Sessions {
    Redis(redis::Kept),
    Table(table::Kept),
}

impl Sessions {
    pub(super) fn beside(cache: &Cache, db: &Db) -> Self {
        match cache.connection() {
            Some(connection) => Self::Redis(redis::Kept::in_redis(connection)),
            None => Self::Table(table::Kept::in_table(db.clone())),
        }
    }

    pub(super) async fn add(&self, session: &Session) -> Result<()> {
        match self {
            Self::Redis(kept) => kept.add(session).await,
            Self::Table(kept) => kept.add(session).await,
        }
    }

    pub(super) async fn lookup(&self, id: SessionId) -> Result<Option<Session>> {
        match self {
            Self::Redis(kept) => kept.lookup(id).await,
            Self::Table(kept) => kept.lookup(id).await,
        }
    }

    /// The sessions of a person that have not ended by themselves, the last used first.
    pub(super) async fn list(&self, person: PersonId, now: Instant) -> Result<Vec<Session>> {
        let mut sessions = match self {
            Self::Redis(kept) => kept.list(person, now).await?,
            Self::Table(kept) => kept.list(person).await?,
        };
        sessions.retain(|session| super::rules::session_ends(session) > now);
        sessions.sort_by_key(|session| {
            (std::cmp::Reverse(session.last_used_at), std::cmp::Reverse(session.id))
        });
        Ok(sessions)
    }

    /// Moves the session on to what `moved` says, if its refresh token still has the number
    /// `from`; otherwise somebody was quicker.
    pub(super) async fn advance(&self, from: i64, moved: &Session) -> Result<bool> {
        match self {
            Self::Redis(kept) => kept.advance(from, moved).await,
            Self::Table(kept) => kept.advance(from, moved).await,
        }
    }

    /// Notes that the access token issued with the refresh token `counter` was used: the phone
    /// has the answer, and the token before is spent.
    pub(super) async fn confirm(&self, id: SessionId, counter: i64) -> Result<()> {
        match self {
            Self::Redis(kept) => kept.confirm(id, counter).await,
            Self::Table(kept) => kept.confirm(id, counter).await,
        }
    }

    /// Notes that whoever holds the session proved to be its person; false when there is no such
    /// session any more.
    pub(super) async fn prove(&self, id: SessionId, now: Instant) -> Result<bool> {
        match self {
            Self::Redis(kept) => kept.prove(id, now).await,
            Self::Table(kept) => kept.prove(id, now).await,
        }
    }

    /// Ends a session.
    pub(super) async fn remove(&self, session: SessionId, person: PersonId) -> Result<()> {
        match self {
            Self::Redis(kept) => kept.remove(session, person).await,
            Self::Table(kept) => kept.remove(session, person).await,
        }
    }
}
