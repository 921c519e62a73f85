//! The worker of a node: takes what is due, sends it, and records the answer.

use std::{sync::Arc, time::Duration};

use rand::RngExt as _;
use tokio::{sync::watch, task::JoinSet};

use super::{
    model::{Channel, Outcome, State},
    rules::{self, Attempt, Next},
    sms::Sms,
    store::{self, End, Leased},
};
use crate::shared::{bell::Bell, ctx::Tools, error::Result};

/// How long a worker sleeps when nobody wakes it.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// How many deliveries a node sends at once.
const AT_ONCE: usize = 16;
/// How often, and after which waits, an answer is recorded again when the database is away. In all
/// it is a little less than a lease lasts.
const RECORDINGS: usize = 25;
const RECORD_AGAIN: Duration = Duration::from_secs(2);

/// The ways out of the house.
#[derive(Clone, Debug)]
pub struct Channels {
    /// To mobile phones.
    pub sms: Sms,
}

impl Channels {
    fn keeps(&self) -> bool {
        self.sms.keeps()
    }

    async fn send(&self, leased: &Leased) -> Outcome {
        match leased.channel {
            Channel::Sms => self.sms.send(leased).await,
        }
    }
}

/// Sends what is due, until it is asked to stop; what is being sent then is sent to its end.
pub async fn work(tools: Arc<Tools>, channels: Arc<Channels>, mut stop: watch::Receiver<bool>) {
    let mut flying = JoinSet::new();
    let mut healthy = true;
    loop {
        tokio::select! {
            // An error means that nobody can ask any more.
            _ = stop.wait_for(|stop| *stop) => break,
            Some(_) = flying.join_next(), if !flying.is_empty() => {}
            () = tools.bells.rung(Bell::Outbox) => {}
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
        match round(&tools, &channels, &mut flying).await {
            Ok(()) => healthy = true,
            Err(error) => {
                if healthy {
                    tracing::warn!(%error, "the outbox cannot be read");
                }
                healthy = false;
            }
        }
    }
    while flying.join_next().await.is_some() {}
}

/// Begins to send what is due now, as far as there is room.
pub async fn round(
    tools: &Arc<Tools>,
    channels: &Arc<Channels>,
    flying: &mut JoinSet<()>,
) -> Result<()> {
    while flying.len() < AT_ONCE && store::is_anything_due(tools).await? {
        store::expand(tools).await?;
        let room = i64::try_from(AT_ONCE - flying.len()).unwrap_or(1);
        let leased = store::lease(tools, room, channels.keeps()).await?;
        if leased.is_empty() {
            // What is due is in another node's hands.
            break;
        }
        for one in leased {
            let (tools, channels) = (Arc::clone(tools), Arc::clone(channels));
            flying.spawn(async move { deliver(&tools, &channels, &one).await });
        }
    }
    Ok(())
}

async fn deliver(tools: &Tools, channels: &Channels, leased: &Leased) {
    let outcome = channels.send(leased).await;
    for left in (0..RECORDINGS).rev() {
        match record(tools, leased, &outcome, channels.keeps()).await {
            Ok(()) => return,
            Err(error) if left == 0 => {
                tracing::error!(delivery = %leased.id, %error, "an answer could not be recorded");
            }
            Err(_) => tokio::time::sleep(RECORD_AGAIN).await,
        }
    }
}

async fn record(tools: &Tools, leased: &Leased, outcome: &Outcome, keep: bool) -> Result<()> {
    let attempt = Attempt {
        number: leased.attempts,
        channel: leased.channel,
        urgent: leased.urgent,
        expires_at: leased.expires_at,
        now: tools.clock.now(),
        jitter: rand::rng().random(),
    };
    let answer = match outcome {
        Outcome::Accepted(name) => name.as_deref(),
        Outcome::Refused(why) | Outcome::NotNow { why, .. } | Outcome::Unknown(why) => {
            Some(why.as_str())
        }
    };
    let recorded = match rules::after(&attempt, outcome) {
        Next::Finished(state) => {
            if state != State::Sent {
                tracing::warn!(delivery = %leased.id, ?state, answer, "a message did not leave");
            }
            store::conclude(tools, leased, &End { state, answer, keep }).await?
        }
        Next::Again(at) => {
            tracing::info!(delivery = %leased.id, answer, "a message is tried again later");
            store::put_off(tools, leased, at, answer.unwrap_or_default()).await?
        }
    };
    if !recorded {
        tracing::warn!(delivery = %leased.id, "its lease ended before its answer came");
    }
    Ok(())
}
