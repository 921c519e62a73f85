//! What leaves the house: written in the transaction of its cause, sent by one of the nodes.
//!
//! A message is one row. A worker expands it into deliveries, one for each destination; each is
//! leased by one node, sent, and its answer recorded. A recorded answer is never sent again. When a
//! node dies in the middle nobody knows whether the message went out: then what may be repeated
//! is, and an SMS or a letter that is not urgent is not. Texts and destinations are sealed, and wiped once a
//! message is finished.
//!
//! What a newer program wrote and this one does not know is left to the nodes that do, for a day.
//!
//! A call for help leaves before a code, a code before an emergency, and that before the rest, however
//! long the rest has waited; for the first two some turns of each way are kept. Of the rest what goes to
//! many leaves last.

mod delivery_store;
mod digest;
mod digest_check;
mod expand;
mod forget;
mod letter;
mod mail;
mod many;
mod model;
mod newer;
mod priority;
mod push;
mod record_store;
mod recording;
mod rules;
mod shown;
mod sms;
mod sos_text;
mod store;
mod texts;
mod watch_text;
mod ways;
mod webhook;
mod webhook_store;
mod worker;

pub use digest::{Digest, UNSUBSCRIBE};
pub use digest_check::DigestKeeper;
pub use forget::forget_old;
pub use mail::{
    Mail, MailMistake, MailSettings, Smtp, forget_refusals, forgive, is_address, is_refused,
};
pub use model::{Audience, Channel, Message, State};
pub use push::{Fcm, FcmCredentials, Push, PushSettings};
pub use shown::{Shown, recent};
pub use sms::{Gateway, Sms, SmsSettings};
pub use sos_text::SosText;
pub use texts::{
    ActivityNews, CertificateSays, CertificateText, Event, IncidentNews, ShopSays, ShopText, Text,
};
pub use watch_text::{WatchSays, WatchText};
pub use ways::{Channels, Exits};
pub use webhook::Webhooks;
pub use worker::{round, work};

use uuid::Uuid;

use super::{bell::Bell, error::Result, work::Work};

/// Lets nothing of this cause leave any more; what is being sent at this moment may.
pub async fn recall(work: &Work, cause: impl Into<Uuid>) -> Result<()> {
    store::recall(work, cause.into(), None).await
}

/// The same of what is pushed alone, before newer words are: one that comes later would take their place
/// on a phone.
pub(crate) async fn recall_pushes(work: &Work, cause: impl Into<Uuid>) -> Result<()> {
    store::recall(work, cause.into(), Some(Channel::Push)).await
}

/// Writes a message into the outbox. It leaves once the work is committed.
pub async fn send(work: &mut Work, message: &Message) -> Result<()> {
    store::add(work, message).await?;
    work.ring(Bell::Outbox);
    Ok(())
}
