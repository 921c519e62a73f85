//! Counting instead of remembering, for the bench.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// How many messages were taken, and how long that took.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    messages: u64,
    connections: u64,
    first: Option<Instant>,
    lasted: Duration,
}

impl Tally {
    /// One more was answered, at this moment.
    pub(super) fn count(&self) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.messages += 1;
        let now = Instant::now();
        let first = *counted.first.get_or_insert(now);
        counted.lasted = now - first;
    }

    /// One more connection was opened.
    pub(super) fn connect(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).connections += 1;
    }

    /// The messages, and the microseconds from the first to the last.
    pub(super) fn read(&self) -> Value {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        json!({
            "messages": counted.messages,
            "micros": u64::try_from(counted.lasted.as_micros()).unwrap_or(u64::MAX),
            "connections": counted.connections,
        })
    }
}
