//! The answers to many deliveries, recorded in one transaction.

use uuid::Uuid;

use super::{delivery_store, rules::Next};
use crate::shared::{commit::Job, ctx::Tools, error::Result};

/// What came of a delivery, to be recorded.
#[derive(Debug)]
pub(super) struct Recording {
    pub delivery: Uuid,
    pub lease: Uuid,
    pub message: Uuid,
    pub next: Next,
    /// What the other side said, or why it does not leave.
    pub answer: Option<String>,
    /// Whether text and destination stay readable, for the developer.
    pub keep: bool,
}

impl Job for Recording {
    type Tools = Tools;
    /// False when the lease has passed to another node.
    type Outcome = bool;

    fn rows(&self) -> usize {
        1
    }

    /// All in one: of two that end the same message each has to see the other.
    fn lane(&self) -> u64 {
        0
    }

    async fn write(tools: &Tools, jobs: &[Self]) -> Result<Vec<bool>> {
        delivery_store::record(tools, jobs).await
    }
}
