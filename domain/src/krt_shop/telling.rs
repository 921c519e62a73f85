//! Telling buyers and sellers, in the transaction of what happened.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::{
    identity,
    shared::{
        device::{self, App},
        error::Result,
        id::PersonId,
        language::Language,
        outbox::{self, Audience, Message, ShopText, Text},
        work::Work,
    },
};

/// Later than this nobody need be told: they see it when they look.
const OF_USE: TimeDelta = TimeDelta::days(2);

/// Pushes to these people.
pub(super) async fn push(
    work: &mut Work,
    people: Vec<PersonId>,
    text: ShopText,
    cause: Uuid,
) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let message = Message {
        audience: Audience::People(people),
        text: Text::Shop(text),
        // Each app has its own.
        language: Language::Ms,
        cause,
        round: 0,
        urgent: false,
        expires_at: Some(work.tools().clock.now() + OF_USE),
    };
    outbox::send(work, &message).await
}

/// The same of what may happen again and is told each time.
pub(super) async fn push_each_time(
    work: &mut Work,
    people: Vec<PersonId>,
    text: ShopText,
) -> Result<()> {
    let cause = work.tools().ids.mint(work.tools().clock.now());
    push(work, people, text, cause).await
}

/// As [`push`], and by SMS to those who have no app of the shop: they are told ten times a day at most.
pub(super) async fn reach(
    work: &mut Work,
    people: Vec<PersonId>,
    text: ShopText,
    cause: Uuid,
) -> Result<()> {
    let now = work.tools().clock.now();
    for person in &people {
        let apps = device::live_of(work.connection(), &[*person], Some(App::Shop), now).await?;
        if apps.is_empty() {
            let text = Text::Shop(text.clone());
            identity::tell_person(work, *person, text, (cause, now)).await?;
        }
    }
    push(work, people, text, cause).await
}

/// By SMS to a number without an account.
pub(super) async fn send_sms(
    work: &mut Work,
    (phone, language): (String, Language),
    text: ShopText,
    cause: Uuid,
) -> Result<()> {
    let message = Message {
        audience: Audience::Phone(phone),
        text: Text::Shop(text),
        language,
        cause,
        round: 0,
        urgent: false,
        expires_at: Some(work.tools().clock.now() + OF_USE),
    };
    outbox::send(work, &message).await
}
