//! The answers to many deliveries, recorded in one transaction.

use std::collections::BTreeMap;

use sea_orm::ActiveEnum as _;
use uuid::Uuid;

use super::{model::State, record_store, rules::Next};
use crate::shared::{
    commit::Job,
    ctx::Tools,
    error::Result,
    id::{DeviceId, WebhookId},
};

/// What came of a delivery, to be recorded.
#[derive(Debug)]
pub(super) struct Recording {
    pub delivery: Uuid,
    /// Under which lease it was sent; none for one that this transaction has locked.
    pub lease: Option<Uuid>,
    pub message: Uuid,
    pub next: Next,
    /// What the other side said, or why it does not leave.
    pub answer: Option<String>,
    /// Where nobody is any more.
    pub gone: Option<Gone>,
    /// Whether it goes to a program elsewhere.
    pub is_webhook: bool,
    /// Whether text and destination stay readable, for the developer.
    pub keep: bool,
}

/// Where nobody is any more.
#[derive(Clone, Copy, Debug)]
pub(super) enum Gone {
    /// A device that the push service does not know any more.
    Device(DeviceId),
    /// A program that wants nothing more.
    Webhook(WebhookId),
}

impl Gone {
    pub fn device(self) -> Option<DeviceId> {
        match self {
            Self::Device(id) => Some(id),
            Self::Webhook(_) => None,
        }
    }

    pub fn webhook(self) -> Option<WebhookId> {
        match self {
            Self::Device(_) => None,
            Self::Webhook(id) => Some(id),
        }
    }
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
        record_store::record(tools, jobs).await
    }
}

/// Says what did not leave, and which answers came too late: once for all that are alike, because a
/// push service that is away answers thousands of times a second.
pub(super) fn tell(recordings: &[Recording], held: &[bool]) {
    let mut alike: BTreeMap<(String, Option<&str>), (Uuid, usize)> = BTreeMap::new();
    let mut late = 0_usize;
    for (one, held) in recordings.iter().zip(held) {
        let state = match one.next {
            _ if !held => {
                late += 1;
                continue;
            }
            Next::Finished(State::Sent) => continue,
            Next::Finished(state) => state,
            Next::Again(_) => State::Waiting,
        };
        let kind = (state.to_value(), one.answer.as_deref());
        alike.entry(kind).or_insert((one.delivery, 0)).1 += 1;
    }
    for ((state, answer), (first, count)) in alike {
        if state == State::Waiting.to_value() {
            tracing::info!(%first, count, answer, "messages are tried again later");
        } else {
            tracing::warn!(%first, count, state, answer, "messages did not leave");
        }
    }
    if late > 0 {
        tracing::warn!(count = late, "leases ended before their answers came");
    }
}
