//! Who does this access token stand for, and does it still count?

use std::{
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use moka::sync::Cache;
use tokio::sync::Mutex;

use super::{
    keys::{self, KeySet},
    model::PersonStatus,
    sessions::Sessions,
    store::{self, Standing},
    tokens::{self, Claims},
};
use crate::{
    policy::Actor,
    shared::{
        change_log::{self, Change, Noun, Told},
        clock::Instant,
        ctx::Tools,
        error::{ErrorCode, Refusal, Result},
        id::{PersonId, SessionId},
    },
};

/// Tokens and people remembered by a node: about 1 kB each.
const REMEMBERED: u64 = 20_000;
/// A little longer than an access token lives: after that an ended session's tokens are expired.
const ENDED_REMEMBERED: Duration = Duration::from_mins(11);
/// Long enough to spare the database, short enough that nothing stays wrong for ever.
const STANDING_REMEMBERED: Duration = Duration::from_mins(1);
/// How long the first use of a token may wait for the session store.
const NOTING: Duration = Duration::from_millis(500);
/// How often an unknown key id may make a node read the keys again.
const KEYS_AGAIN: Duration = Duration::from_secs(2);

/// Somebody whose token counts.
#[derive(Clone, Debug)]
pub struct Admitted {
    /// Who.
    pub actor: Actor,
    /// Until when the token counts.
    pub expires_at: Instant,
}

/// What a node remembers in order to admit quickly, and forgets when the change log says so.
#[derive(Debug)]
pub(super) struct Gate {
    issuer: String,
    audience: String,
    secret: Vec<u8>,
    keys: RwLock<Arc<KeySet>>,
    keys_read: Cache<(), ()>,
    verified: Cache<String, Arc<Claims>>,
    standings: Cache<PersonId, Option<Standing>>,
    /// Rises with every change that is heard: what was read before must not be kept after.
    heard: AtomicU64,
    ended: Cache<SessionId, ()>,
    /// Counts the times of catching up that began and did not fail; one at a time.
    caught_up: AtomicU64,
    catching_up: Mutex<()>,
}

impl Gate {
    pub(super) async fn open(
        tools: &Tools,
        issuer: String,
        audience: String,
        secret: Vec<u8>,
    ) -> Result<Self> {
        let keys = keys::load(&tools.db, &secret, tools.clock.now()).await?;
        Ok(Self {
            issuer,
            audience,
            secret,
            keys: RwLock::new(Arc::new(keys)),
            keys_read: Cache::builder().time_to_live(KEYS_AGAIN).max_capacity(1).build(),
            verified: Cache::builder()
                .time_to_live(ENDED_REMEMBERED)
                .max_capacity(REMEMBERED)
                .build(),
            standings: Cache::builder()
                .time_to_live(STANDING_REMEMBERED)
                .max_capacity(REMEMBERED)
                .build(),
            heard: AtomicU64::new(0),
            ended: Cache::builder().time_to_live(ENDED_REMEMBERED).build(),
            caught_up: AtomicU64::new(0),
            catching_up: Mutex::default(),
        })
    }

    pub(super) fn keys(&self) -> Arc<KeySet> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) async fn read_keys(&self, tools: &Tools) -> Result<()> {
        let fresh = keys::load(&tools.db, &self.secret, tools.clock.now()).await?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        Ok(())
    }

    /// Admits the bearer of a token, or says why not.
    pub(super) async fn admit(
        &self,
        tools: &Tools,
        sessions: &Sessions,
        token: &str,
    ) -> Result<Admitted> {
        let claims = match self.verified.get(token) {
            Some(claims) => claims,
            None => self.verify(tools, sessions, token).await?,
        };
        let expires_at = tokens::expires_at(&claims);
        if expires_at <= tools.clock.now() {
            return Err(Refusal::of(ErrorCode::TokenExpired).stop());
        }
        self.still_stands(tools, &claims).await?;
        let actor =
            Actor::Person { id: claims.sub, session: claims.sid, grants: claims.roles.clone() };
        Ok(Admitted { actor, expires_at })
    }

    async fn verify(&self, tools: &Tools, sessions: &Sessions, token: &str) -> Result<Arc<Claims>> {
        let kid = tokens::key_id(token)?;
        if !self.keys().verifying.contains_key(&kid) && !self.keys_read.contains_key(&()) {
            // Another node may have made a key since; a guesser must not make us ask each time.
            self.keys_read.insert((), ());
            self.read_keys(tools).await?;
        }
        let claims = tokens::read(&self.keys(), &kid, token, &self.issuer, &self.audience)?;
        let claims = Arc::new(claims);
        // The phone has this token, so it has the refresh token that came with it. Without the
        // session store the token itself still counts: then the token before it can be repeated
        // a little longer, which is better than making every request wait.
        let noted = tokio::time::timeout(NOTING, sessions.confirm(claims.sid, claims.generation));
        if !matches!(noted.await, Ok(Ok(()))) {
            tracing::debug!("a first use was not noted");
        }
        self.verified.insert(token.to_owned(), Arc::clone(&claims));
        Ok(claims)
    }

    async fn still_stands(&self, tools: &Tools, claims: &Claims) -> Result<()> {
        if self.ended.contains_key(&claims.sid) {
            return Err(Refusal::of(ErrorCode::SessionEnded).stop());
        }
        match self.standing(tools, claims.sub).await? {
            Some(Standing { epoch, status: PersonStatus::Active }) if epoch <= claims.epoch => {
                Ok(())
            }
            Some(Standing { status: PersonStatus::Active, .. }) => {
                Err(Refusal::of(ErrorCode::TokenExpired).stop())
            }
            _ => Err(Refusal::of(ErrorCode::SessionEnded).stop()),
        }
    }

    async fn standing(&self, tools: &Tools, person: PersonId) -> Result<Option<Standing>> {
        if let Some(standing) = self.standings.get(&person) {
            return Ok(standing);
        }
        let heard = self.heard.load(Ordering::SeqCst);
        let standing = store::standing(tools.db.write(), person).await?;
        self.standings.insert(person, standing);
        if self.heard.load(Ordering::SeqCst) != heard {
            // It may have changed after it was read and before it was kept.
            self.standings.invalidate(&person);
        }
        Ok(standing)
    }

    /// Notes the end of a session on this node at once; the change log tells the others.
    pub(super) fn end(&self, session: SessionId) {
        self.ended.insert(session, ());
    }

    /// Forgets what a change made wrong.
    pub(super) fn hear(&self, change: &Change) {
        self.heard.fetch_add(1, Ordering::SeqCst);
        match change.noun {
            Noun::Person => self.standings.invalidate(&PersonId(change.id)),
            Noun::Session if change.gone => self.end(SessionId(change.id)),
            _ => {}
        }
    }

    /// Forgets everything that may have changed unheard, and learns which sessions ended lately.
    /// Thousands of streams may ask for it at once: whoever asks while another waits shares it.
    pub(super) async fn catch_up(&self, tools: &Tools) -> Result<()> {
        let before = self.caught_up.load(Ordering::SeqCst);
        let _turn = self.catching_up.lock().await;
        if self.caught_up.load(Ordering::SeqCst) > before {
            // It began after this was asked for, and has ended.
            return Ok(());
        }
        self.caught_up.fetch_add(1, Ordering::SeqCst);
        self.heard.fetch_add(1, Ordering::SeqCst);
        self.standings.invalidate_all();
        let since = tools.clock.now() - ENDED_REMEMBERED;
        match change_log::ended_sessions(&tools.db, since).await {
            Ok(ended) => ended.into_iter().for_each(|session| self.end(SessionId(session))),
            Err(error) => {
                self.caught_up.fetch_sub(1, Ordering::SeqCst);
                return Err(error);
            }
        }
        Ok(())
    }

    async fn read_keys_or_warn(&self, tools: &Tools) {
        if let Err(error) = self.read_keys(tools).await {
            // The older keys count for a while yet, and a token with the new one makes it ask again.
            tracing::warn!(%error, "the new signing keys could not be read");
        }
    }

    async fn catch_up_or_warn(&self, tools: &Tools) {
        if let Err(error) = self.catch_up(tools).await {
            tracing::warn!(%error, "ended sessions could not be read after a gap");
        }
    }

    /// Follows the change log for as long as the node lives.
    pub(super) async fn follow(&self, tools: &Tools) {
        let mut changes = tools.changes.listen();
        // What ended between the opening of the gate and this moment was told to nobody here.
        self.catch_up_or_warn(tools).await;
        loop {
            match changes.recv().await {
                Ok(Told::Change(_, change)) if change.noun == Noun::SigningKey => {
                    self.read_keys_or_warn(tools).await;
                }
                Ok(Told::Change(_, change)) => self.hear(&change),
                Ok(Told::Gap) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {
                    self.catch_up_or_warn(tools).await;
                    self.read_keys_or_warn(tools).await;
                }
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
            }
        }
    }
}
