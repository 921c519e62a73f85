//! How much somebody, or a patrol, has room for.

use std::{
    hash::Hash,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use moka::sync::Cache;

use crate::shared::error::Result;

/// How many rows each of many has, as far as this node knows: what others wrote since it looked may go
/// beyond a limit by as much again, which is no matter for a bound.
#[derive(Debug)]
pub(super) struct Counts<K>(Cache<K, Arc<AtomicU64>>);

impl<K: Copy + Eq + Hash + Send + Sync + 'static> Counts<K> {
    pub(super) fn new(remembered: u64, remembered_for: Duration) -> Self {
        Self(Cache::builder().max_capacity(remembered).time_to_live(remembered_for).build())
    }

    /// How many rows this one has; they are counted only when this node does not know it.
    pub(super) async fn of(
        &self,
        key: K,
        counted: impl Future<Output = Result<u64>>,
    ) -> Result<Arc<AtomicU64>> {
        if let Some(kept) = self.0.get(&key) {
            return Ok(kept);
        }
        let kept = Arc::new(AtomicU64::new(counted.await?));
        self.0.insert(key, Arc::clone(&kept));
        Ok(kept)
    }
}
