//! Hashing passwords: argon2id off the async threads, a few at a time.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::shared::error::{Error, Result};

/// 19 MiB: OWASP's recommendation for argon2id with two passes and one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes passwords. Each hash holds 19 MiB while it is made, so that the number of permits
/// bounds the memory: 200 sign-ins at once wait in a queue.
#[derive(Clone, Debug)]
pub(super) struct Hasher {
    permits: Arc<Semaphore>,
    all: usize,
    /// How many were made since the node started.
    made: Arc<AtomicU64>,
    /// A hash that nothing matches: an unknown person costs as much time as a known one.
    decoy: Arc<str>,
}

/// What checking a password tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checked {
    Wrong,
    Right,
    /// Right, but hashed with older parameters: hash it again.
    RightButOld,
}

impl Hasher {
    pub(super) fn new(permits: usize) -> Result<Self> {
        let decoy = hash(b"nobody has this password")?;
        let all = permits.max(1);
        let permits = Arc::new(Semaphore::new(all));
        Ok(Self { permits, all, made: Arc::default(), decoy: decoy.into() })
    }

    /// How many hashes are being made.
    pub(super) fn busy(&self) -> usize {
        self.all - self.permits.available_permits()
    }

    /// How many hashes were made since the node started.
    pub(super) fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    pub(super) async fn hash(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        self.aside(move || hash(password.as_bytes())).await
    }

    /// Checks a password against a hash; without a hash it takes as long and is wrong.
    pub(super) async fn check(&self, password: &str, stored: Option<String>) -> Result<Checked> {
        let password = password.to_owned();
        let decoy = Arc::clone(&self.decoy);
        self.aside(move || {
            let known = stored.is_some();
            let stored = stored.unwrap_or_else(|| decoy.as_ref().to_owned());
            let parsed = PasswordHash::new(&stored).map_err(Error::internal)?;
            let right = engine()?.verify_password(password.as_bytes(), &parsed).is_ok();
            Ok(match (known && right, is_current(&parsed)) {
                (false, _) => Checked::Wrong,
                (true, true) => Checked::Right,
                (true, false) => Checked::RightButOld,
            })
        })
        .await
    }

    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.made.fetch_add(1, Ordering::Relaxed);
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(move || {
            // The permit goes with the work: a client that hangs up frees no memory by that.
            let _permit = permit;
            work()
        })
        .await
        .map_err(Error::internal)?
    }
}

fn engine() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &[u8]) -> Result<String> {
    Ok(engine()?.hash_password(password).map_err(Error::internal)?.to_string())
}

fn is_current(hash: &PasswordHash) -> bool {
    Params::try_from(hash).is_ok_and(|params| {
        params.m_cost() == MEMORY_KIB && params.t_cost() == PASSES && params.p_cost() == LANES
    })
}
