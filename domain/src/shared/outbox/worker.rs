//! The worker of a node: takes what is due, sends it, and records the answer.

use std::{sync::Arc, time::Duration};

use rand::RngExt as _;
use sea_orm::Iterable as _;
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
};

use super::{
    delivery_store::{self, Leased},
    mail::Mail,
    model::{Channel, Outcome, State},
    push::Push,
    recording::Recording,
    rules::{self, Attempt, Next},
    sms::Sms,
    store,
};
use crate::shared::{bell::Bell, clock::Instant, commit::SharedCommit, ctx::Tools, error::Result};

/// How long a worker sleeps when nobody wakes it.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// How many SMS, pushes and letters a node sends at once: each way has its own, so that a slow push
/// service does not keep a code by SMS waiting.
const SMS_AT_ONCE: usize = 16;
/// The push service answers in 50 ms or so: 128 at once are 2,500 a second.
const PUSHES_AT_ONCE: usize = 128;
/// Each letter has a connection to the mail server for itself, and servers take no more from one.
const MAILS_AT_ONCE: usize = 8;
/// How often a round looks for more before the worker looks whether it is asked to stop.
const PARTS: usize = 20;
/// How often, and after which waits, an answer is recorded again when the database is away. In all
/// it is a little less than a lease lasts.
const RECORDINGS: usize = 25;
const RECORD_AGAIN: Duration = Duration::from_secs(2);

/// The ways out of the house.
#[derive(Debug)]
pub struct Channels {
    sms: Sms,
    push: Push,
    mail: Mail,
    recorder: SharedCommit<Recording>,
    sms_turns: Arc<Semaphore>,
    push_turns: Arc<Semaphore>,
    mail_turns: Arc<Semaphore>,
}

impl Channels {
    /// By SMS to mobile phones, by push to the apps on them, and by mail.
    #[must_use]
    pub fn open(tools: &Arc<Tools>, sms: Sms, push: Push, mail: Mail) -> Self {
        Self {
            sms,
            push,
            mail,
            recorder: SharedCommit::open(tools, 1),
            sms_turns: Arc::new(Semaphore::new(SMS_AT_ONCE)),
            push_turns: Arc::new(Semaphore::new(PUSHES_AT_ONCE)),
            mail_turns: Arc::new(Semaphore::new(MAILS_AT_ONCE)),
        }
    }

    fn turns(&self, channel: Channel) -> &Arc<Semaphore> {
        match channel {
            Channel::Sms => &self.sms_turns,
            Channel::Push => &self.push_turns,
            Channel::Mail => &self.mail_turns,
        }
    }

    /// How many more may be sent now.
    fn room(&self, channel: Channel, now: Instant) -> i64 {
        if channel == Channel::Push && self.push.rests(now) {
            return 0;
        }
        i64::try_from(self.turns(channel).available_permits()).unwrap_or(0)
    }

    fn keeps(&self, channel: Channel) -> bool {
        match channel {
            Channel::Sms => self.sms.keeps(),
            Channel::Push => self.push.keeps(),
            Channel::Mail => self.mail.keeps(),
        }
    }

    async fn send(&self, tools: &Tools, leased: &Leased) -> Outcome {
        match leased.channel {
            Channel::Sms => self.sms.send(leased, tools.clock.now()).await,
            Channel::Push => self.push.send(tools, leased).await,
            Channel::Mail => self.mail.send(tools, leased).await,
        }
    }
}

/// Sends what is due, until it is asked to stop; what is being sent then is sent to its end.
pub async fn work(tools: Arc<Tools>, channels: Arc<Channels>, mut stop: watch::Receiver<bool>) {
    let mut flying = JoinSet::new();
    let mut healthy = true;
    let mut more = false;
    loop {
        tokio::select! {
            biased;
            // An error means that nobody can ask any more.
            _ = stop.wait_for(|stop| *stop) => break,
            () = std::future::ready(()), if more => {}
            Some(_) = flying.join_next(), if !flying.is_empty() => {}
            () = tools.bells.rung(Bell::Outbox) => {}
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
        more = false;
        match round(&tools, &channels, &mut flying).await {
            Ok(is_more) => (healthy, more) = (true, is_more),
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

/// Begins to send what is due now, as far as there is room, and tells whether to go on at once.
pub async fn round(
    tools: &Arc<Tools>,
    channels: &Arc<Channels>,
    flying: &mut JoinSet<()>,
) -> Result<bool> {
    for _ in 0..PARTS {
        while flying.try_join_next().is_some() {}
        let now = tools.clock.now();
        if Channel::iter().all(|channel| channels.room(channel, now) == 0) {
            // Whoever is done with a delivery makes the worker look again.
            return Ok(false);
        }
        let due = store::due(tools).await?;
        if due.is_nothing() {
            return Ok(false);
        }
        let mut begun = if due.unexpanded { store::expand(tools).await? } else { 0 };
        // What was expanded just now is due too.
        for channel in Channel::iter() {
            if due.unexpanded || due.channels.contains(&channel) {
                begun += begin(tools, channels, channel, flying).await?;
            }
        }
        if begun == 0 {
            // What is due is in another node's hands, or there is no room for it.
            return Ok(false);
        }
    }
    Ok(true)
}

/// Begins to send what is due by one way, and tells how much was found.
async fn begin(
    tools: &Arc<Tools>,
    channels: &Arc<Channels>,
    channel: Channel,
    flying: &mut JoinSet<()>,
) -> Result<usize> {
    let room = channels.room(channel, tools.clock.now());
    if room == 0 {
        return Ok(0);
    }
    let (found, leased) =
        delivery_store::lease(tools, channel, room, channels.keeps(channel)).await?;
    for one in leased {
        // It is closed for nobody.
        let turn = Arc::clone(channels.turns(channel)).acquire_owned().await.ok();
        let (tools, channels) = (Arc::clone(tools), Arc::clone(channels));
        flying.spawn(async move {
            deliver(&tools, &channels, &one).await;
            drop(turn);
        });
    }
    Ok(found)
}

async fn deliver(tools: &Tools, channels: &Channels, leased: &Leased) {
    let outcome = channels.send(tools, leased).await;
    let keep = channels.keeps(leased.channel);
    for left in (0..RECORDINGS).rev() {
        match record(tools, &channels.recorder, leased, (&outcome, keep)).await {
            Ok(()) => return,
            Err(error) if left == 0 => {
                tracing::error!(delivery = %leased.id, %error, "an answer could not be recorded");
            }
            Err(_) => tokio::time::sleep(RECORD_AGAIN).await,
        }
    }
}

async fn record(
    tools: &Tools,
    recorder: &SharedCommit<Recording>,
    leased: &Leased,
    (outcome, keep): (&Outcome, bool),
) -> Result<()> {
    let attempt = Attempt {
        number: leased.attempts,
        channel: leased.channel,
        urgent: leased.urgent,
        expires_at: leased.expires_at,
        now: tools.clock.now(),
        jitter: rand::rng().random(),
    };
    let answer = match outcome {
        Outcome::Accepted(name) => name.clone(),
        Outcome::Refused(why) | Outcome::NotNow { why, .. } | Outcome::Unknown(why) => {
            Some(why.clone())
        }
    };
    let next = rules::after(&attempt, outcome);
    match next {
        Next::Finished(State::Sent) => {}
        Next::Finished(state) => {
            tracing::warn!(delivery = %leased.id, ?state, answer, "a message did not leave");
        }
        Next::Again(_) => {
            tracing::info!(delivery = %leased.id, answer, "a message is tried again later");
        }
    }
    let (delivery, lease, message) = (leased.id, leased.lease, leased.message);
    let recording = Recording { delivery, lease, message, next, answer, keep };
    if !recorder.write(recording).await? {
        tracing::warn!(delivery = %leased.id, "its lease ended before its answer came");
    }
    Ok(())
}
