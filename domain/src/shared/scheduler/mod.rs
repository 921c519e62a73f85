//! What is due at a time: done by exactly one node, and made up for after a stop.
//!
//! A planned duty is a row, written in its cause's transaction. A node takes a due row under a
//! lock, does the duty and removes the row in one transaction: when the node dies in the middle
//! nothing has happened, and another does it. A duty of every day has one row, which moves to the
//! next day; days on which no node ran are made up for once.

mod rules;
mod store;
mod worker;

pub use worker::{round, work};

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{bell::Bell, clock::Instant, ctx::Tools, error::Result, work::Work};
use crate::duties::Duty;

/// Plans a duty for a subject. Planning the same again changes nothing; the same duty may be
/// planned for several times.
pub async fn plan(
    work: &mut Work,
    duty: Duty,
    subject: impl Into<Uuid>,
    due_at: Instant,
) -> Result<()> {
    let id = work.tools().ids.mint(work.tools().clock.now());
    store::add(work.connection(), id, duty, subject.into(), due_at).await?;
    work.ring(Bell::Scheduler);
    Ok(())
}

/// The same in a transaction that is no work. The worker finds it when it looks the next time.
pub(crate) async fn plan_in<C: ConnectionTrait>(
    connection: &C,
    tools: &Tools,
    duty: Duty,
    subject: impl Into<Uuid>,
) -> Result<()> {
    let now = tools.clock.now();
    store::add(connection, tools.ids.mint(now), duty, subject.into(), now).await
}

/// Keeps every node from what is planned of these duties for a subject until the work ends. It comes
/// before the lock of the subject itself: a worker takes the plan first too, so that neither waits
/// for what the other has in hand.
pub async fn hold(work: &Work, duties: &[Duty], subject: impl Into<Uuid>) -> Result<()> {
    let subject = subject.into();
    for duty in duties {
        store::hold(work.connection(), *duty, subject).await?;
    }
    Ok(())
}

/// Drops every plan of a duty for a subject that is not done yet.
pub async fn cancel(work: &Work, duty: Duty, subject: impl Into<Uuid>) -> Result<u64> {
    store::remove(work.connection(), duty, subject.into()).await
}
