//! The worker of a node: takes what is due, sends it, and records the answer.
//!
//! Three things have a connection to the database each: deliveries are made of messages, leased, and
//! recorded, each many at a time. They go on beside each other; only where no push waits is there a
//! wait for those that are made, which are this node's from the beginning. The worker runs where no request
//! is answered, and does nothing long between two waits.

use std::{sync::Arc, time::Duration};

use rand::RngExt as _;
use sea_orm::Iterable as _;
use tokio::{sync::watch, task::JoinSet, time};

use super::{
    delivery_store::{self, Leased},
    expand::expand,
    many::Many,
    model::{Channel, Outcome},
    priority::Priority,
    push::{self, Addresses},
    recording::{Gone, Recording},
    rules::{self, Attempt},
    store,
    ways::Channels,
    webhook,
};
use crate::shared::{bell::Bell, ctx::Tools, error::Result};

/// How long a worker sleeps when nobody wakes it.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// How often a round looks for more before the worker looks whether it is asked to stop.
const PARTS: usize = 20;
/// How often, and after which waits, an answer is recorded again when the database is away. In all
/// it is a little less than a lease lasts.
const RECORDINGS: usize = 25;
const RECORD_AGAIN: Duration = Duration::from_secs(2);

/// Sends what is due, until it is asked to stop; what is being sent then is sent to its end.
pub async fn work(tools: Arc<Tools>, channels: Arc<Channels>, mut stop: watch::Receiver<bool>) {
    let mut flying = JoinSet::new();
    let mut healthy = true;
    let mut more = false;
    let mut look_at = time::Instant::now();
    loop {
        tokio::select! {
            biased;
            // An error means that nobody can ask any more.
            _ = stop.wait_for(|stop| *stop) => break,
            () = std::future::ready(()), if more => {}
            Some(_) = flying.join_next(), if !flying.is_empty() => {
                while flying.try_join_next().is_some() {}
                // Many end one by one: each alone is not worth a look.
                if !channels.has_gained_room(tools.clock.now()) {
                    continue;
                }
            }
            () = tools.bells.rung(Bell::Outbox) => {}
            () = time::sleep_until(look_at) => {}
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
        look_at = time::Instant::now() + LOOK_AGAIN;
    }
    while flying.join_next().await.is_some() {}
}

/// Begins to send what is due now, as far as there is room, and tells whether to go on at once.
pub async fn round(
    tools: &Arc<Tools>,
    channels: &Arc<Channels>,
    flying: &mut JoinSet<()>,
) -> Result<bool> {
    // Whoever asks for a round gets what there is room for; after that, what is worth it.
    let mut any = true;
    for _ in 0..PARTS {
        while flying.try_join_next().is_some() {}
        let now = tools.clock.now();
        if !Channel::iter().any(|channel| channels.has_room(channel, now, any)) {
            // Whoever is done with a delivery makes the worker look again.
            return Ok(false);
        }
        let due = store::due(tools).await?;
        for channel in Channel::iter().filter(|channel| !due.is_by(*channel)) {
            channels.note(channel, &[]);
        }
        let pushes = due.is_by(Channel::Push);
        let has_room = !pushes && channels.has_room_for_many(0, now);
        let many = channels.to_many.decide(due.many_since, has_room, now);
        if due.is_nothing() {
            return Ok(false);
        }
        let is_to_make = due.unexpanded || many != Many::Wait;
        if is_to_make && pushes {
            // With pushes to send there is no waiting for more of them to be made.
            make_beside(tools, channels, flying, many);
        }
        let mut begun = 0;
        for (channel, priorities) in &due.deliveries {
            let what = (*channel, priorities.as_slice());
            begun += begin(tools, channels, what, (&mut *flying, any)).await?;
        }
        if is_to_make && !pushes {
            begun += make(tools, channels, flying, many).await?;
        }
        if begun == 0 {
            // What is due is in other hands, or there is no room for it.
            return Ok(false);
        }
        any = due.deliveries.is_empty();
    }
    Ok(true)
}

/// Makes deliveries of messages in one transaction, and tells of how many messages; the pushes among
/// them are sent at once.
async fn make(
    tools: &Arc<Tools>,
    channels: &Arc<Channels>,
    flying: &mut JoinSet<()>,
    many: Many,
) -> Result<usize> {
    let Ok(turn) = Arc::clone(&channels.expanding).try_acquire_owned() else { return Ok(0) };
    let made = expand(tools, Some(channels), many).await?;
    drop(turn);
    if made.of_many {
        channels.to_many.note_made(tools.clock.now());
    } else if many != Many::Wait {
        // What goes to few went first, or others have in hand what there was.
        channels.to_many.note_wait(true);
    }
    depart(tools, channels, Channel::Push, (made.leased, flying)).await;
    Ok(made.messages)
}

/// The same beside what is sent: they are found when the worker looks again.
fn make_beside(tools: &Arc<Tools>, channels: &Arc<Channels>, flying: &mut JoinSet<()>, many: Many) {
    let Ok(turn) = Arc::clone(&channels.expanding).try_acquire_owned() else { return };
    let (tools, channels) = (Arc::clone(tools), Arc::clone(channels));
    flying.spawn(async move {
        let made = expand(&tools, None, many).await;
        drop(turn);
        match made {
            Ok(made) => {
                if made.of_many {
                    channels.to_many.note_made(tools.clock.now());
                }
                tools.bells.ring(Bell::Outbox);
            }
            // The messages are found again when the worker looks the next time.
            Err(error) => tracing::warn!(%error, "no deliveries could be made"),
        }
    });
}

/// Begins to send what is due of these priorities by one way, and tells how much was found.
async fn begin(
    tools: &Arc<Tools>,
    channels: &Arc<Channels>,
    (channel, priorities): (Channel, &[Priority]),
    (flying, any): (&mut JoinSet<()>, bool),
) -> Result<usize> {
    let now = tools.clock.now();
    let room = |priority: &Priority| (*priority, channels.room(channel, *priority, (now, any)));
    let rooms: Vec<(Priority, usize)> = priorities.iter().map(room).collect();
    if rooms.iter().all(|(_, room)| *room == 0) {
        channels.note(channel, priorities);
        return Ok(0);
    }
    let lease = delivery_store::lease(tools, channels, channel, &rooms).await?;
    channels.note(channel, &lease.filled);
    depart(tools, channels, channel, (lease.leased, flying)).await;
    Ok(lease.found)
}

/// Sends what this node has leased, each when it is its turn.
async fn depart(
    tools: &Arc<Tools>,
    channels: &Arc<Channels>,
    channel: Channel,
    (leased, flying): (Vec<Leased>, &mut JoinSet<()>),
) {
    let addresses = Arc::new(channels.addresses(tools, channel, &leased).await);
    for one in leased {
        let turn = channels.turn(channel, one.priority).await;
        let (tools, channels) = (Arc::clone(tools), Arc::clone(channels));
        let addresses = Arc::clone(&addresses);
        flying.spawn(async move {
            deliver(&tools, &channels, &one, &addresses).await;
            drop(turn);
        });
    }
}

async fn deliver(tools: &Tools, channels: &Channels, leased: &Leased, addresses: &Addresses) {
    let outcome = channels.send(tools, leased, addresses).await;
    let keep = channels.keeps(leased.channel);
    for left in (0..RECORDINGS).rev() {
        let recording = recording(tools, leased, &outcome, keep);
        match channels.recorder.write(recording).await {
            Ok(_) => return,
            Err(error) if left == 0 => {
                tracing::error!(delivery = %leased.id, %error, "an answer could not be recorded");
            }
            Err(_) => time::sleep(RECORD_AGAIN).await,
        }
    }
}

fn recording(tools: &Tools, leased: &Leased, outcome: &Outcome, keep: bool) -> Recording {
    let attempt = Attempt {
        number: leased.attempts,
        channel: leased.channel,
        urgent: leased.letter.urgent,
        expires_at: leased.letter.expires_at,
        now: tools.clock.now(),
        jitter: rand::rng().random(),
    };
    let answer = match outcome {
        Outcome::Accepted(name) => name.as_deref(),
        Outcome::Refused(why)
        | Outcome::Gone(why)
        | Outcome::NotNow { why, .. }
        | Outcome::Unknown(why) => Some(why.as_str()),
    };
    Recording {
        delivery: leased.id,
        lease: Some(leased.lease),
        message: leased.letter.id,
        next: rules::after(&attempt, outcome),
        // What the other side says may hold what no row can.
        answer: answer.map(|answer| answer.chars().filter(|one| !one.is_control()).collect()),
        gone: matches!(outcome, Outcome::Gone(_)).then(|| gone(leased)).flatten(),
        is_webhook: leased.channel == Channel::Webhook,
        keep,
    }
}

/// Where nobody is any more.
fn gone(leased: &Leased) -> Option<Gone> {
    if leased.channel == Channel::Webhook {
        webhook::webhook_of(leased).map(Gone::Webhook)
    } else {
        push::device_of(leased).map(Gone::Device)
    }
}
