//! What came of events that went to programs elsewhere, noted beside their deliveries.

use sea_orm::ConnectionTrait;

use super::{
    model::State,
    recording::{Gone, Recording},
    rules::Next,
};
use crate::{
    duties::Duty,
    shared::{
        ctx::Tools,
        error::Result,
        scheduler,
        webhook::{self, Attempted},
    },
};

/// Notes each attempt. When a webhook wants nothing more, or an event was tried as often as the rules
/// allow, somebody is to be told.
pub(super) async fn note<C: ConnectionTrait>(
    connection: &C,
    tools: &Tools,
    recordings: &[Recording],
    held: &[bool],
) -> Result<()> {
    let now = tools.clock.now();
    let ours = recordings.iter().zip(held).filter(|(one, held)| **held && one.is_webhook);
    for (one, _) in ours {
        let state = match one.next {
            Next::Finished(state) => state,
            Next::Again(_) => State::Waiting,
        };
        let answer = one.answer.as_deref();
        let attempted = Attempted { message: one.message, state, answer, at: now };
        let found = webhook::note_attempt(connection, &attempted).await?;
        let gone = one.gone.and_then(Gone::webhook);
        if let Some(gone) = gone {
            webhook::note_gone(connection, gone, now).await?;
        }
        if let Some(id) = gone.or(found.filter(|_| state == State::Failed)) {
            scheduler::plan_in(connection, tools, Duty::WebhookTrouble, id).await?;
        }
    }
    Ok(())
}
