//! Hashing passwords: argon2id off the async threads, a few at a time.

use std::sync::{
    Arc,
    atomic::{AtomicU64, AtomicUsize, Ordering},
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
    figures: Arc<Figures>,
    /// A hash that nothing matches: an unknown person costs as much time as a known one.
    decoy: Arc<str>,
}

/// What hashing has cost since the node started.
#[derive(Debug, Default)]
struct Figures {
    /// How many were made, or wait for a permit.
    made: AtomicU64,
    /// How many are being made, each with its memory in hand.
    at_work: AtomicUsize,
    /// The most that were made at once.
    most: AtomicUsize,
}

/// Counts one that is being made, for as long as it is held.
struct AtWork<'a>(&'a Figures);

impl<'a> AtWork<'a> {
    fn begin(figures: &'a Figures) -> Self {
        let now = figures.at_work.fetch_add(1, Ordering::SeqCst) + 1;
        figures.most.fetch_max(now, Ordering::SeqCst);
        Self(figures)
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.at_work.fetch_sub(1, Ordering::SeqCst);
    }
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
        let permits = Arc::new(Semaphore::new(permits.max(1)));
        Ok(Self { permits, figures: Arc::default(), decoy: decoy.into() })
    }

    /// How many hashes are being made.
    pub(super) fn busy(&self) -> usize {
        self.figures.at_work.load(Ordering::SeqCst)
    }

    /// The most hashes that were ever made at once.
    pub(super) fn most(&self) -> usize {
        self.figures.most.load(Ordering::SeqCst)
    }

    /// How many hashes were made since the node started.
    pub(super) fn made(&self) -> u64 {
        self.figures.made.load(Ordering::SeqCst)
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
        self.figures.made.fetch_add(1, Ordering::SeqCst);
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(Error::internal)?;
        let figures = Arc::clone(&self.figures);
        tokio::task::spawn_blocking(move || {
            // The permit goes with the work: a client that hangs up frees no memory by that.
            let _permit = permit;
            // Counted within the permit: the next one begins after this one has ended.
            let _at_work = AtWork::begin(&figures);
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
