//! Reminders of a certificate's end, to the project's sellers.
//!
//! A duty of every day. Which reminder was given is noted in the transaction that sends it, so it goes
//! out once: with two nodes, and when the day is done twice. After days without it the newest one that
//! is due goes out, and no older one.

use chrono::TimeDelta;

use super::{
    decide::label,
    reminder_store::{self, Ending, Wanted},
    rules::{self, REMINDERS_DAYS},
};
use crate::{
    krt_shop::listing,
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::Result,
        language::Language,
        malaysia,
        outbox::{self, Audience, CertificateSays, CertificateText, Message, Text},
        work::Work,
    },
};

/// Certificates for one transaction.
const BATCH: i64 = 500;
/// The rounds of reminders come behind those of decisions.
const ROUND: i64 = 1_000;

/// Sends the reminders that are due, and tells whether there may be more.
pub(crate) async fn remind_due(ctx: &Ctx, work: &mut Work) -> Result<bool> {
    let (now, today) = (ctx.now(), malaysia::day(ctx.now()));
    let mut given = false;
    for days in REMINDERS_DAYS {
        let nearer = REMINDERS_DAYS.into_iter().filter(|other| *other < days).max();
        let wanted = Wanted {
            // What is due at a nearer reminder is left to that one. The last day counts: it ends that
            // night.
            after: today + TimeDelta::days(nearer.unwrap_or(-1)),
            until: today + TimeDelta::days(days),
            days,
            waiting_is_enough: nearer.is_some(),
            most: BATCH,
        };
        let ending = reminder_store::to_remind(work.connection(), &wanted).await?;
        for ending in ending {
            let is_due = rules::reminder_due(ending.valid_until, today) == Some(days);
            // Another node may have given it since it was read.
            if is_due
                && reminder_store::note_reminder(work.connection(), ending.id, days, now).await?
            {
                given = true;
                send(work, ending, days, now).await?;
            }
        }
    }
    Ok(given)
}

async fn send(work: &mut Work, ending: Ending, days: i64, now: Instant) -> Result<()> {
    let sellers = listing::sellers(work.connection(), ending.project_id, now).await?;
    if sellers.is_empty() {
        return Ok(());
    }
    let message = Message {
        audience: Audience::People(sellers),
        text: Text::ShopCertificate(CertificateText {
            says: CertificateSays::Ends,
            name: ending.project_name,
            kind: label(ending.kind).to_owned(),
            day: ending.valid_until.to_string(),
            count: 1,
            link: format!("krt://project/{}", ending.project_id),
        }),
        // Each app has its own.
        language: Language::Ms,
        cause: ending.id.0,
        round: i32::try_from(ROUND + days).unwrap_or(0),
        urgent: false,
        expires_at: Some(rules::ends_at(ending.valid_until)),
    };
    outbox::send(work, &message).await
}
