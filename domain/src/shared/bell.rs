//! Wakes the workers of this node, so that what was just written does not wait for their next look.

use tokio::sync::Notify;

/// Whom to wake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bell {
    /// Whoever sends what leaves.
    Outbox,
    /// Whoever does what is due.
    Scheduler,
}

/// The bells of a node.
#[derive(Debug, Default)]
pub struct Bells {
    outbox: Notify,
    scheduler: Notify,
}

impl Bells {
    fn of(&self, bell: Bell) -> &Notify {
        match bell {
            Bell::Outbox => &self.outbox,
            Bell::Scheduler => &self.scheduler,
        }
    }

    /// Wakes the worker, or lets it not fall asleep.
    pub fn ring(&self, bell: Bell) {
        self.of(bell).notify_one();
    }

    /// Resolves when somebody rings.
    pub async fn rung(&self, bell: Bell) {
        self.of(bell).notified().await;
    }
}
