//! The files of the sitemap as a node has made them. A file of 50,000 addresses is long work, and somebody
//! changes something all the time: each is made once a minute at most, and one after the other.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{
    krt_shop::window::Parts,
    shared::clock::{Clock, Instant},
};
use moka::sync::Cache;
use tokio::sync::{Mutex, MutexGuard};

use crate::public_cache::Kept;

/// So long a file is given as it was made.
const LASTS: TimeDelta = TimeDelta::minutes(1);
/// The most bytes of files that a node keeps.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// What a node keeps of the sitemap.
#[derive(Debug)]
pub struct Sitemap {
    /// The parts in which the offers stand.
    pub parts: Parts,
    files: Cache<String, Arc<(Instant, Kept)>>,
    turn: Mutex<()>,
    clock: Clock,
}

impl Sitemap {
    /// One without any files yet.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        let files = Cache::builder()
            .max_capacity(MOST_BYTES)
            .weigher(|name: &String, file: &Arc<(Instant, Kept)>| {
                u32::try_from(name.len() + file.1.body.len() + 256).unwrap_or(u32::MAX)
            })
            .build();
        Self { parts: Parts::default(), files, turn: Mutex::new(()), clock }
    }

    /// A file that was made within the last minute.
    #[must_use]
    pub fn recall(&self, name: &str) -> Option<Kept> {
        let file = self.files.get(name)?;
        (self.clock.now() < file.0 + LASTS).then(|| file.1.clone())
    }

    /// The turn to make a file.
    pub async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Keeps a file that was made just now.
    pub fn keep(&self, name: String, file: Kept) {
        self.files.insert(name, Arc::new((self.clock.now(), file)));
    }
}
