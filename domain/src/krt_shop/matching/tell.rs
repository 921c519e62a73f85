//! Telling projects of new matches, gathered.

use chrono::TimeDelta;

use super::match_store;
use crate::{
    krt_shop::listing,
    shared::{
        ctx::Ctx,
        error::Result,
        language::Language,
        malaysia,
        outbox::{self, Audience, Message, Text},
        work::Work,
    },
};

/// A project is told once a week at most. The duty is done at the same time of each day, sometimes a
/// little sooner.
const REST: TimeDelta = TimeDelta::hours(6 * 24 + 12);
/// So many projects are told at once.
const PART: u64 = 100;
/// Later than this nobody need be told: they see it when they look.
const OF_USE: TimeDelta = TimeDelta::days(2);

/// Tells the sellers of projects how many new matches there are, each match once; tells whether there
/// are more projects to tell.
pub(crate) async fn tell_due(ctx: &Ctx, work: &mut Work) -> Result<bool> {
    let now = ctx.now();
    let today = malaysia::day(now).to_string();
    let untold = match_store::untold(work.connection(), now - REST, &today, PART).await?;
    for one in &untold {
        match_store::told(work.connection(), one.project_id, &today, now).await?;
        let sellers = listing::sellers(work.connection(), one.project_id, now).await?;
        if sellers.is_empty() {
            continue;
        }
        let message = Message {
            audience: Audience::People(sellers),
            text: Text::MatchesFound {
                project: one.name.clone(),
                count: one.number,
                link: format!("krt://matches/{}", one.project_id),
            },
            // Each app has its own.
            language: Language::Ms,
            // Another week's is another message.
            cause: ctx.mint(),
            round: 0,
            urgent: false,
            expires_at: Some(now + OF_USE),
        };
        outbox::send(work, &message).await?;
    }
    Ok(u64::try_from(untold.len()).unwrap_or(PART) >= PART)
}
