//! How many sockets are open: a limit, and for whoever stops the server, the end of the last one.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The open sockets of an endpoint.
#[derive(Clone, Debug)]
pub struct Sockets {
    free: Arc<Semaphore>,
    most: u32,
}

impl Sockets {
    pub(super) fn new(most: u32) -> Self {
        let places = usize::try_from(most).unwrap_or(Semaphore::MAX_PERMITS);
        Self { free: Arc::new(Semaphore::new(places)), most }
    }

    /// A place for one more, which is given back when it is dropped; none when there are too many,
    /// and when the last is waited for.
    pub(super) fn open(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.free).try_acquire_owned().ok()
    }

    /// Waits until all are closed; none opens any more from now on.
    pub async fn closed(&self) {
        if let Ok(all) = self.free.acquire_many(self.most).await {
            all.forget();
        }
    }
}
