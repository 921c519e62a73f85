//! Sending the reminders that are due: each holder hears of the own term, and who looks after the
//! committee hears of all of them in one message.

use std::collections::HashMap;

use chrono::TimeDelta;
use uuid::Uuid;

use super::{
    reminder_store::{self, Contact},
    reminders::{Reminder, take_reminders},
};
use crate::{
    community::store::areas_by_ids,
    duties::Duty,
    shared::{
        ctx::Ctx,
        error::Result,
        id::{AreaId, PersonId},
        malaysia,
        outbox::{self, Audience, Message, Text},
        scheduler,
        work::Work,
    },
};

/// Terms for one transaction. All committees of the country may end on one day: 8,586 × 20.
const BATCH: i64 = 500;
/// A summary is a round of its own: whoever looks after a committee and holds the first of its terms
/// hears of both, for the same cause.
const SUMMARY: i64 = 1_000;
/// When the next part of a long day is done.
const NEXT_PART: TimeDelta = TimeDelta::seconds(1);

/// Sends the reminders that are due, and plans the next part when there may be more.
pub(crate) async fn remind_of_term_ends(ctx: &Ctx, work: &mut Work) -> Result<()> {
    let reminders = take_reminders(ctx, work, BATCH).await?;
    if reminders.is_empty() {
        return Ok(());
    }
    let areas: Vec<AreaId> = reminders.iter().map(|reminder| reminder.area).collect();
    let names: HashMap<AreaId, String> = areas_by_ids(work.connection(), &areas)
        .await?
        .into_iter()
        .map(|area| (area.id, area.name))
        .collect();
    let people: Vec<PersonId> = reminders
        .iter()
        .flat_map(|reminder| {
            reminder.terms.iter().map(|term| term.holder).chain(reminder.overseers.iter().copied())
        })
        .collect();
    let contacts = reminder_store::contacts(work.connection(), &people).await?;
    for reminder in &reminders {
        if let Some(area) = names.get(&reminder.area) {
            send(work, reminder, area, &contacts).await?;
        }
    }
    scheduler::plan(work, Duty::TermReminders, Uuid::nil(), ctx.now() + NEXT_PART).await
}

async fn send(
    work: &mut Work,
    reminder: &Reminder,
    area: &str,
    contacts: &HashMap<PersonId, Contact>,
) -> Result<()> {
    let mut messages = Vec::new();
    for term in &reminder.terms {
        let text = Text::TermEnds { day: malaysia::day(term.ends_at).to_string() };
        messages.push((term.holder, text, term, reminder.days_before));
    }
    // The first of the terms stands for all of them: each is spoken of once in a round.
    if let Some(first) = reminder.terms.first() {
        for overseer in &reminder.overseers {
            let text = Text::CommitteeTermsEnd {
                area: spellable(area),
                count: reminder.terms.len(),
                day: malaysia::day(first.ends_at).to_string(),
            };
            messages.push((*overseer, text, first, SUMMARY + reminder.days_before));
        }
    }
    for (person, text, term, round) in messages {
        let Some(contact) = contacts.get(&person) else { continue };
        let message = Message {
            audience: Audience::Phone(contact.phone.clone()),
            text,
            language: contact.language,
            cause: term.id.0,
            round: i32::try_from(round).unwrap_or(0),
            urgent: false,
            expires_at: Some(term.ends_at),
        };
        outbox::send(work, &message).await?;
    }
    Ok(())
}

/// As much of a name as every phone can show and one SMS can hold.
fn spellable(name: &str) -> String {
    const LONGEST: usize = 40;
    name.chars()
        .filter(|letter| letter.is_ascii_graphic() || *letter == ' ')
        .take(LONGEST)
        .collect()
}
