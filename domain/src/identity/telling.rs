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
/// So long the counters may take to answer: rows are locked meanwhile, and others wait for them.
const PATIENCE: Duration = Duration::from_millis(200);

/// Tells a person by SMS, in the transaction of what happened. The same cause tells once, and what
/// happens over and over is told a few times only.
pub(super) async fn tell(
    work: &mut Work,
    person: &Person,
    text: Text,
    (cause, now): (Uuid, Instant),
) -> Result<()> {
    let Some(phone) = person.phone.clone() else { return Ok(()) };
    if is_too_often(work, person.id, &text).await {
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

/// Counts what a person is told. What cannot be counted soon is told.
async fn is_too_often(work: &Work, person: PersonId, text: &Text) -> bool {
    let counter = format!("krt:told:{person}:{}", kind(text));
    let counting = work.tools().cache.count(&counter, DAY);
    let counted = tokio::time::timeout(PATIENCE, counting).await;
    counted.is_ok_and(|counted| counted.is_ok_and(|count| count > MOST))
}

/// What counts as the same thing: which text it is, nothing of what stands in it. But each role is
/// another thing, so that ten small ones do not hide a great one.
fn kind(text: &Text) -> String {
    if let Text::RoleGranted { role } = text {
        return format!("{text:?}:{role:?}");
    }
    format!("{text:?}")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Role;

    #[test]
    fn many_small_roles_do_not_hide_a_great_one() {
        let granted = |role| kind(&Text::RoleGranted { role });
        assert_ne!(granted(Role::GroupCoordinator), granted(Role::Administrator));
        assert_eq!(granted(Role::Administrator), granted(Role::Administrator));
    }

    #[test]
    fn what_is_counted_shows_nothing_of_what_is_said() {
        assert_eq!(kind(&Text::RegisterCode("123456".to_owned())), "RegisterCode");
    }
}
