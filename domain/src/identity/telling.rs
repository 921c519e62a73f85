//! Telling people what happened to their account, so that they notice what was not their doing.

use std::time::Duration;

use chrono::TimeDelta;
use uuid::Uuid;

use super::{model::Person, store};
use crate::shared::{
    clock::Instant,
    error::Result,
    id::PersonId,
    outbox::{self, Audience, Message, Text},
    work::Work,
};

/// Later than this it alarms more than it helps.
const OF_USE: TimeDelta = TimeDelta::days(1);

/// So often in a day a person is told the same thing: each time costs money, and who has not noticed
/// by then does not notice any more.
const MOST: u64 = 10;
const DAY: Duration = Duration::from_hours(24);

/// Tells a person by SMS, in the transaction of what happened. The same cause tells once, and what
/// happens over and over is told a few times only.
pub(super) async fn tell(
    work: &mut Work,
    person: &Person,
    text: Text,
    (cause, now): (Uuid, Instant),
) -> Result<()> {
    let Some(phone) = person.phone.clone() else { return Ok(()) };
    // Of a text this shows only which one it is. What cannot be counted is told.
    let counter = format!("krt:told:{}:{text:?}", person.id);
    if work.tools().cache.count(&counter, DAY).await.is_ok_and(|count| count > MOST) {
        tracing::warn!(person = %person.id, ?text, "told too often today, it does not leave");
        return Ok(());
    }
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

/// Tells a person of whom only the id is at hand, such as where they belong from now on. Whoever has
/// no account is told nothing.
pub(crate) async fn tell_person(
    work: &mut Work,
    id: PersonId,
    text: Text,
    once: (Uuid, Instant),
) -> Result<()> {
    match store::lookup(work.connection(), id).await? {
        Some(person) => tell(work, &person, text, once).await,
        None => Ok(()),
    }
}
