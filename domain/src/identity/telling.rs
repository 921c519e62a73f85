//! Telling people what happened to their account, so that they notice what was not their doing.

use chrono::TimeDelta;
use uuid::Uuid;

use super::model::Person;
use crate::shared::{
    clock::Instant,
    error::Result,
    outbox::{self, Audience, Message, Text},
    work::Work,
};

/// Later than this it alarms more than it helps.
const OF_USE: TimeDelta = TimeDelta::days(1);

/// Tells a person by SMS, in the transaction of what happened. The same cause tells once.
pub(super) async fn tell(
    work: &mut Work,
    person: &Person,
    text: Text,
    (cause, now): (Uuid, Instant),
) -> Result<()> {
    let Some(phone) = person.phone.clone() else { return Ok(()) };
    let message = Message {
        audience: Audience::Phone(phone),
        text,
        language: person.language,
        cause,
        round: 0,
        urgent: false,
        expires_at: Some(now + OF_USE),
    };
    outbox::send(work, &message).await
}
