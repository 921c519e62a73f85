//! What people are told about their shifts, by push.

use crate::shared::{
    clock::Instant,
    ctx::Ctx,
    error::Result,
    id::PersonId,
    language::Language,
    malaysia,
    outbox::{self, Audience, Message, Text},
    work::Work,
};

/// When a shift begins, as messages say it.
pub(in crate::mysrs) fn shown(starts_at: Instant) -> String {
    malaysia::shown(starts_at)
}

/// Tells somebody, in the work of what happened. It is of no use after the shift has begun. Each
/// time is a message of its own: whoever comes into a shift, goes, and comes again hears it three
/// times.
pub(in crate::mysrs) async fn tell(
    ctx: &Ctx,
    work: &mut Work,
    person: PersonId,
    text: Text,
    until: Instant,
) -> Result<()> {
    let message = Message {
        audience: Audience::Person(person),
        text,
        // Each app has its own.
        language: Language::Ms,
        cause: ctx.mint(),
        round: 0,
        urgent: false,
        expires_at: Some(until),
    };
    outbox::send(work, &message).await
}
