//! The ways out of the house, and how much goes by each at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use sea_orm::Iterable as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    delivery_store::Leased,
    digest_check::DigestKeeper,
    mail::Mail,
    many::ToMany,
    model::{Channel, Outcome},
    priority::Priority,
    push::{Addresses, Push},
    recording::Recording,
    sms::Sms,
    webhook::Webhooks,
};
use crate::shared::{clock::Instant, commit::SharedCommit, ctx::Tools};

/// How many SMS, pushes and letters a node sends at once: each way has its own, so that a slow push
/// service does not keep a code by SMS waiting.
const SMS_AT_ONCE: usize = 16;
/// The push service answers in 50 ms or so, and some more go by until an answer is recorded: 512 at
/// once are 5,000 a second and more. Twice as many, so that so many are under way also while the next
/// ones are made.
const PUSHES_AT_ONCE: usize = 1_024;
/// With so many free turns pushes are leased before the node would look anyway: each lease is three
/// statements and a commit, whether for one push or for hundreds.
const PUSHES_WORTH_A_LEASE: usize = PUSHES_AT_ONCE / 8;
/// With so many free turns a message to many is made into deliveries: one to five hundred people, each
/// with one phone, finds room for all of them, so that they are this node's as they are made.
const ROOM_FOR_MANY: usize = PUSHES_AT_ONCE / 2;

/// Each letter has a connection to the mail server for itself, and servers take no more from one.
const MAILS_AT_ONCE: usize = 8;

/// Webhooks are few, and one that lets others wait for its answer holds a turn for ten seconds.
const WEBHOOKS_AT_ONCE: usize = 32;

/// So many more turns are for calls for help and codes alone: however slow the other side is with what
/// went to everybody, they begin at once.
const SMS_KEPT: usize = 2;
const PUSHES_KEPT: usize = 32;
const MAILS_KEPT: usize = 1;

/// What each way leads to.
#[derive(Debug)]
pub struct Exits {
    /// To mobile phones.
    pub sms: Sms,
    /// To the apps on them.
    pub push: Push,
    /// To e-mail addresses.
    pub mail: Mail,
    /// To programs elsewhere.
    pub webhooks: Webhooks,
}
/// One way.
#[derive(Debug)]
struct Way {
    turns: Arc<Semaphore>,
    /// The turns of what goes ahead.
    kept: Arc<Semaphore>,
    /// With so many free turns it is worth looking for more.
    worth: usize,
    /// Whether more may be due than there was room for,
    more: AtomicBool,
    /// and more of what goes ahead.
    more_ahead: AtomicBool,
}

impl Way {
    fn new(at_once: usize, kept: usize, worth: usize) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(at_once)),
            kept: Arc::new(Semaphore::new(kept)),
            worth,
            more: AtomicBool::default(),
            more_ahead: AtomicBool::default(),
        }
    }

    /// How many of this priority may be sent now; none while there are too few turns to be worth a
    /// look, unless any number is.
    fn room(&self, priority: Priority, any: bool) -> usize {
        let free = self.turns.available_permits();
        if priority.goes_ahead() {
            return free + self.kept.available_permits();
        }
        if any || free >= self.worth { free } else { 0 }
    }

    /// Waits for a turn. What goes ahead takes one of its own when every other is taken.
    async fn turn(&self, priority: Priority) -> Option<OwnedSemaphorePermit> {
        if priority.goes_ahead() {
            for turns in [&self.turns, &self.kept] {
                if let Ok(turn) = Arc::clone(turns).try_acquire_owned() {
                    return Some(turn);
                }
            }
        }
        // It is closed for nobody.
        Arc::clone(&self.turns).acquire_owned().await.ok()
    }
}

/// The ways out of the house.
#[derive(Debug)]
pub struct Channels {
    exits: Exits,
    digests: Arc<dyn DigestKeeper>,
    pub(super) recorder: SharedCommit<Recording>,
    by_sms: Way,
    by_push: Way,
    by_mail: Way,
    by_webhook: Way,
    /// Messages to many.
    pub(super) to_many: ToMany,
    /// Whose turn it is to make deliveries of messages.
    pub(super) expanding: Arc<Semaphore>,
}

impl Channels {
    /// By SMS to mobile phones, by push to the apps on them, by mail, and to programs elsewhere;
    /// `digests` is asked about each digest before it leaves.
    #[must_use]
    pub fn open(tools: &Arc<Tools>, exits: Exits, digests: Arc<dyn DigestKeeper>) -> Self {
        Self {
            exits,
            digests,
            recorder: SharedCommit::open(tools, 1),
            by_sms: Way::new(SMS_AT_ONCE, SMS_KEPT, 1),
            by_push: Way::new(PUSHES_AT_ONCE, PUSHES_KEPT, PUSHES_WORTH_A_LEASE),
            by_mail: Way::new(MAILS_AT_ONCE, MAILS_KEPT, 1),
            by_webhook: Way::new(WEBHOOKS_AT_ONCE, 0, 1),
            to_many: ToMany::default(),
            expanding: Arc::new(Semaphore::new(1)),
        }
    }

    /// Who is asked about digests.
    pub(super) fn digests(&self) -> &dyn DigestKeeper {
        self.digests.as_ref()
    }

    fn way(&self, channel: Channel) -> &Way {
        match channel {
            Channel::Sms => &self.by_sms,
            Channel::Push => &self.by_push,
            Channel::Mail => &self.by_mail,
            Channel::Webhook => &self.by_webhook,
        }
    }

    /// Waits for a turn to send by this way.
    pub(super) async fn turn(
        &self,
        channel: Channel,
        priority: Priority,
    ) -> Option<OwnedSemaphorePermit> {
        self.way(channel).turn(priority).await
    }

    /// How many more of this priority may be sent now; none while there are too few turns to be worth
    /// a look, unless any number is.
    pub(super) fn room(
        &self,
        channel: Channel,
        priority: Priority,
        (now, any): (Instant, bool),
    ) -> usize {
        if channel == Channel::Push && self.exits.push.rests(priority, now) {
            return 0;
        }
        self.way(channel).room(priority, any)
    }

    /// Whether anything may be sent now by this way.
    pub(super) fn has_room(&self, channel: Channel, now: Instant, any: bool) -> bool {
        Priority::ALL.iter().any(|priority| self.room(channel, *priority, (now, any)) > 0)
    }

    /// Notes of which priorities more may be due than there was room for.
    pub(super) fn note(&self, channel: Channel, filled: &[Priority]) {
        let way = self.way(channel);
        let ahead = filled.iter().any(|priority| priority.goes_ahead());
        let more = filled.iter().any(|priority| !priority.goes_ahead());
        way.more_ahead.store(ahead, Ordering::Relaxed);
        way.more.store(more, Ordering::Relaxed);
    }

    /// Whether there is room for a message to many when so many turns are taken in thought.
    pub(super) fn has_room_for_many(&self, taken: usize, now: Instant) -> bool {
        self.room(Channel::Push, Priority::Rest, (now, true)) >= ROOM_FOR_MANY + taken
    }

    /// Whether there is room now for what there was none for before.
    pub(super) fn has_gained_room(&self, now: Instant) -> bool {
        (self.to_many.some_wait() && self.has_room_for_many(0, now))
            || Channel::iter().any(|channel| {
                let way = self.way(channel);
                // There is nearly always room for what goes ahead: that alone is no reason to look.
                Priority::ALL.into_iter().any(|priority| {
                    let more = if priority.goes_ahead() { &way.more_ahead } else { &way.more };
                    more.load(Ordering::Relaxed) && self.room(channel, priority, (now, false)) > 0
                })
            })
    }

    pub(super) fn keeps(&self, channel: Channel) -> bool {
        match channel {
            Channel::Sms => self.exits.sms.keeps(),
            Channel::Push => self.exits.push.keeps(),
            Channel::Mail => self.exits.mail.keeps(),
            Channel::Webhook => false,
        }
    }

    /// What has to be known to send these by this way.
    pub(super) async fn addresses(
        &self,
        tools: &Tools,
        channel: Channel,
        leased: &[Leased],
    ) -> Addresses {
        match channel {
            Channel::Sms | Channel::Mail | Channel::Webhook => Addresses::default(),
            Channel::Push => self.exits.push.addresses(tools, leased).await,
        }
    }

    pub(super) async fn send(
        &self,
        tools: &Tools,
        leased: &Leased,
        addresses: &Addresses,
    ) -> Outcome {
        match leased.channel {
            Channel::Sms => self.exits.sms.send(leased, tools.clock.now()).await,
            Channel::Push => self.exits.push.send(tools, leased, addresses).await,
            Channel::Mail => self.exits.mail.send(tools, leased).await,
            Channel::Webhook => self.exits.webhooks.send(tools, leased).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_goes_ahead_has_turns_of_its_own_when_every_other_is_taken() {
        let way = Way::new(2, 1, 1);
        assert_eq!((way.room(Priority::Code, false), way.room(Priority::Rest, false)), (3, 2));
        // The others are taken first, so that those of its own are left for the moment of need.
        let code = way.turn(Priority::Code).await.unwrap();
        assert_eq!((way.room(Priority::Sos, false), way.room(Priority::Emergency, false)), (2, 1));
        let rest = way.turn(Priority::Rest).await.unwrap();
        assert_eq!((way.room(Priority::Sos, false), way.room(Priority::Rest, true)), (1, 0));
        let sos = way.turn(Priority::Sos).await.unwrap();
        assert_eq!(way.room(Priority::Sos, true), 0);
        drop(sos);
        assert_eq!((way.room(Priority::Sos, false), way.room(Priority::Rest, true)), (1, 0));
        drop((code, rest));
        assert_eq!(way.room(Priority::Rest, false), 2);
    }
}
