//! The ways out of the house, and how much goes by each at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use sea_orm::Iterable as _;
use tokio::sync::Semaphore;

use super::{
    delivery_store::Leased,
    mail::Mail,
    model::{Channel, Outcome},
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
/// once are 5,000 a second and more.
const PUSHES_AT_ONCE: usize = 512;
/// With so many free turns pushes are leased before the node would look anyway: each lease is three
/// statements and a commit, whether for one push or for hundreds.
const PUSHES_WORTH_A_LEASE: usize = PUSHES_AT_ONCE / 4;

/// Each letter has a connection to the mail server for itself, and servers take no more from one.
const MAILS_AT_ONCE: usize = 8;

/// Webhooks are few, and one that lets others wait for its answer holds a turn for ten seconds.
const WEBHOOKS_AT_ONCE: usize = 32;

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
    /// With so many free turns it is worth looking for more.
    worth: usize,
    /// Whether more may be due than there was room for.
    more: AtomicBool,
}

impl Way {
    fn new(at_once: usize, worth: usize) -> Self {
        Self { turns: Arc::new(Semaphore::new(at_once)), worth, more: AtomicBool::default() }
    }
}

/// The ways out of the house.
#[derive(Debug)]
pub struct Channels {
    exits: Exits,
    pub(super) recorder: SharedCommit<Recording>,
    by_sms: Way,
    by_push: Way,
    by_mail: Way,
    by_webhook: Way,
    /// Whose turn it is to make deliveries of messages.
    pub(super) expanding: Arc<Semaphore>,
}

impl Channels {
    /// By SMS to mobile phones, by push to the apps on them, by mail, and to programs elsewhere.
    #[must_use]
    pub fn open(tools: &Arc<Tools>, exits: Exits) -> Self {
        Self {
            exits,
            recorder: SharedCommit::open(tools, 1),
            by_sms: Way::new(SMS_AT_ONCE, 1),
            by_push: Way::new(PUSHES_AT_ONCE, PUSHES_WORTH_A_LEASE),
            by_mail: Way::new(MAILS_AT_ONCE, 1),
            by_webhook: Way::new(WEBHOOKS_AT_ONCE, 1),
            expanding: Arc::new(Semaphore::new(1)),
        }
    }

    fn way(&self, channel: Channel) -> &Way {
        match channel {
            Channel::Sms => &self.by_sms,
            Channel::Push => &self.by_push,
            Channel::Mail => &self.by_mail,
            Channel::Webhook => &self.by_webhook,
        }
    }

    /// The turns of those who send by this way.
    pub(super) fn turns(&self, channel: Channel) -> &Arc<Semaphore> {
        &self.way(channel).turns
    }

    /// How many more may be sent now; none while there are too few to be worth a look, unless any
    /// number is.
    pub(super) fn room(&self, channel: Channel, now: Instant, any: bool) -> usize {
        if channel == Channel::Push && self.exits.push.rests(now) {
            return 0;
        }
        let way = self.way(channel);
        let free = way.turns.available_permits();
        if any || free >= way.worth { free } else { 0 }
    }

    /// Notes whether more may be due than was found.
    pub(super) fn note(&self, channel: Channel, more: bool) {
        self.way(channel).more.store(more, Ordering::Relaxed);
    }

    /// Whether there is room now for what there was none for before.
    pub(super) fn has_gained_room(&self, now: Instant) -> bool {
        Channel::iter().any(|channel| {
            self.way(channel).more.load(Ordering::Relaxed) && self.room(channel, now, false) > 0
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
