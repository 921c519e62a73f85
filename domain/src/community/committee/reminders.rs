//! Reminders of a term's end, to its holder, the chair and the district's officers.
//!
//! A duty of every day. Which reminder was given is noted in the transaction that sends it, so it
//! goes out once: with two nodes, and when the day is done twice. After days without it the newest
//! one that is due goes out, and no older one.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::{
    reminder_store,
    rules::{self, REMINDERS_DAYS},
};
use crate::shared::{
    clock::Instant,
    ctx::Ctx,
    error::Result,
    id::{AppointmentId, AreaId, PersonId},
    work::Work,
};

/// A term of which its holder is reminded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndingTerm {
    /// The appointment.
    pub id: AppointmentId,
    /// Who holds it.
    pub holder: PersonId,
    /// When it ends.
    pub ends_at: Instant,
}

/// The terms of one committee of which it is time to speak. Who looks after the committee hears of
/// all of them at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The area.
    pub area: AreaId,
    /// Which reminder: so many days before the end.
    pub days_before: i64,
    /// The terms, each of which its holder is told.
    pub terms: Vec<EndingTerm>,
    /// The chair and the district's officers.
    pub overseers: Vec<PersonId>,
}

/// Takes the reminders that are due and were not given, for at most so many terms, and notes them
/// as given in this work. An empty answer means that nothing is due any more.
pub async fn take_reminders(ctx: &Ctx, work: &mut Work, most: i64) -> Result<Vec<Reminder>> {
    let now = ctx.now();
    let mut due: BTreeMap<(i64, AreaId), Vec<EndingTerm>> = BTreeMap::new();
    for days in REMINDERS_DAYS {
        // What is due at a nearer reminder is left to that one.
        let nearer = REMINDERS_DAYS.into_iter().filter(|other| *other < days).max().unwrap_or(0);
        let between = (now + TimeDelta::days(nearer), now + TimeDelta::days(days));
        for appointment in reminder_store::to_remind(work.connection(), between, days, most).await?
        {
            let (Some(ends_at), Some(holder)) = (appointment.ends_at, &appointment.holder) else {
                continue;
            };
            let is_due = rules::reminder_due(ends_at, now) == Some(days);
            // Another node may have given it since it was read.
            if is_due
                && reminder_store::note_reminder(work.connection(), appointment.id, days, now)
                    .await?
            {
                let term = EndingTerm { id: appointment.id, holder: holder.id, ends_at };
                due.entry((days, appointment.area_id)).or_default().push(term);
            }
        }
    }
    let mut reminders = Vec::with_capacity(due.len());
    for ((days_before, area), terms) in due {
        let overseers = reminder_store::overseers(work.connection(), area, now).await?;
        reminders.push(Reminder { area, days_before, terms, overseers });
    }
    Ok(reminders)
}
