//! Messages and deliveries as plain values.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::texts::Text;
use crate::shared::{
    clock::Instant,
    id::{PersonId, WebhookId},
    language::Language,
};

/// By which way a message leaves. Another way is another arm here, in [`Audience`] and in the
/// worker's `Channels`; the tables and the rules are for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// A text message to a mobile phone.
    Sms,
    /// A message in the list of a phone that has one of the apps.
    Push,
    /// A letter to an e-mail address.
    Mail,
    /// An event to a program elsewhere.
    Webhook,
}

/// For whom a message is. It is expanded into destinations by a worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// One phone number, in E.164, by SMS.
    Phone(String),
    /// The apps of one person for which the text is ([`Text::app`]), by push. Whoever has none gets
    /// nothing.
    Person(PersonId),
    /// Those of so many people, by push, 500 at most: one row for many, each device once.
    People(Vec<PersonId>),
    /// One e-mail address, by mail.
    Mail(String),
    /// A program elsewhere that events are sent to.
    Webhook(WebhookId),
}

impl Audience {
    /// By which way it is reached.
    #[must_use]
    pub fn channel(&self) -> Channel {
        match self {
            Self::Phone(_) => Channel::Sms,
            Self::Person(_) | Self::People(_) => Channel::Push,
            Self::Mail(_) => Channel::Mail,
            Self::Webhook(_) => Channel::Webhook,
        }
    }
}

/// What leaves.
#[derive(Clone, Debug)]
pub struct Message {
    /// For whom.
    pub audience: Audience,
    /// What it says.
    pub text: Text,
    /// In which language; by push each app has its own.
    pub language: Language,
    /// The id of what caused it. The same cause reaches the same destination once in each round.
    pub cause: Uuid,
    /// Which round: 0, and more for reminders of the same cause. On a phone a push takes the place
    /// of an earlier one with the same cause.
    pub round: i32,
    /// Whether it is an emergency: rather twice than never, before most others, and by push so that a
    /// sleeping phone wakes.
    pub urgent: bool,
    /// After this it is of no use, and is given up.
    pub expires_at: Option<Instant>,
}

/// What is sealed of a message.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Content {
    pub audience: Audience,
    pub text: Text,
    pub language: Language,
}

/// How far a delivery has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// To be sent when it is due.
    Waiting,
    /// Leased by a node that is sending it.
    Sending,
    /// Accepted by the other side.
    Sent,
    /// Refused for good by the other side.
    Refused,
    /// Of no use any more before it could be sent.
    Expired,
    /// Perhaps sent: nobody knows, and it may not be repeated.
    Unknown,
    /// Tried as often as the rules allow.
    Failed,
}

/// What came of an attempt. The reasons hold nothing personal: they are kept and logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Accepted, with the other side's name for it.
    Accepted(Option<String>),
    /// Refused for good.
    Refused(String),
    /// Refused for good: the push service does not know the device any more, or a webhook wants
    /// nothing more.
    Gone(String),
    /// Certainly not accepted; it may be tried again, not before this many seconds.
    NotNow { seconds: Option<i64>, why: String },
    /// Perhaps accepted.
    Unknown(String),
}
