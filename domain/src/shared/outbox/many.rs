//! When deliveries are made of messages to many: when there is room for all of them, so that they are
//! this node's as they are made, or when they have waited long enough for that.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use crate::shared::clock::Instant;

/// So many milliseconds messages to many wait for room.
const PATIENCE: i64 = 1_000;

/// When deliveries are made of messages to many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Many {
    /// Later: there is no room for them.
    Wait,
    /// When there are no other messages.
    Last,
    /// Beside the others: they have waited long enough.
    Now,
}

/// What a node remembers of messages to many.
#[derive(Debug, Default)]
pub(super) struct ToMany {
    /// Whether some wait for room,
    some_wait: AtomicBool,
    /// and when one was last made into deliveries, in milliseconds since 1970.
    made_at: AtomicI64,
}

impl ToMany {
    /// Decides when deliveries are made of messages to many, the oldest of which has waited since then,
    /// if there are any; and remembers whether they have to wait. When there is never enough room, they
    /// go on once a second all the same.
    pub fn decide(&self, since: Option<Instant>, has_room: bool, now: Instant) -> Many {
        let made_at = self.made_at.load(Ordering::Relaxed);
        let waited = |since: Instant| since.timestamp_millis().max(made_at) + PATIENCE;
        let many = match since {
            Some(since) if waited(since) <= now.timestamp_millis() => Many::Now,
            Some(_) if has_room => Many::Last,
            _ => Many::Wait,
        };
        self.note_wait(since.is_some() && many == Many::Wait);
        many
    }

    /// Remembers whether some wait.
    pub fn note_wait(&self, wait: bool) {
        self.some_wait.store(wait, Ordering::Relaxed);
    }

    /// Remembers that one was made into deliveries.
    pub fn note_made(&self, now: Instant) {
        self.made_at.store(now.timestamp_millis(), Ordering::Relaxed);
    }

    /// Whether some wait for room.
    pub fn some_wait(&self) -> bool {
        self.some_wait.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn what_is_for_many_waits_for_room_and_for_no_longer_than_a_second() {
        let now = "2026-03-14T04:00:00Z".parse::<Instant>().unwrap();
        let later = |milliseconds: i64| now + TimeDelta::milliseconds(milliseconds);
        let many = ToMany::default();
        assert_eq!((many.decide(None, true, now), many.some_wait()), (Many::Wait, false));
        assert_eq!(
            (many.decide(Some(now), false, later(999)), many.some_wait()),
            (Many::Wait, true)
        );
        assert_eq!(
            (many.decide(Some(now), true, later(999)), many.some_wait()),
            (Many::Last, false)
        );
        assert_eq!(
            (many.decide(Some(now), false, later(1_000)), many.some_wait()),
            (Many::Now, false)
        );
        // The next one has its own second.
        many.note_made(later(1_000));
        assert_eq!(many.decide(Some(now), false, later(1_999)), Many::Wait);
        assert_eq!(many.decide(Some(now), false, later(2_000)), Many::Now);
    }
}
