//! The police's program wants nothing more, or does not answer: the officers are told.

use super::{
    agreement_store::{self, Ending},
    model::{EndKind, FeedAgreement},
};
use crate::{
    policy::Action,
    shared::{
        ctx::Ctx,
        error::Result,
        id::WebhookId,
        outbox::{self, Audience, Message, Text},
        webhook,
        work::Work,
    },
};

/// Ends the agreement of a webhook that is gone; of one that did not take an event, tells once a day.
pub(crate) async fn trouble_due(ctx: &Ctx, work: &mut Work, webhook: WebhookId) -> Result<()> {
    let found = agreement_store::find_by_webhook(work.connection(), webhook).await?;
    // What an officer has ended meanwhile troubles nobody.
    let Some(found) = found.filter(|found| found.ended_at.is_none()) else { return Ok(()) };
    let district = district_name(ctx, &found).await?;
    if webhook::gone_at(work.connection(), webhook).await?.is_none() {
        let day = i32::try_from(ctx.now().timestamp().div_euclid(86_400)).unwrap_or(i32::MAX);
        return tell(ctx, work, &found, (Text::FeedUndelivered { district }, day)).await;
    }
    let (id, now) = (found.id, ctx.now());
    let ending = Ending { id, kind: EndKind::Gone, by: None, reason: None, now };
    if !agreement_store::end(work.connection(), &ending).await? {
        return Ok(());
    }
    webhook::end(work.connection(), webhook, now).await?;
    work.note(Action::FeedAgreementSet, id, &found.place()).detail("end", "GONE");
    tell(ctx, work, &found, (Text::FeedEnded { district }, 0)).await
}

async fn district_name(ctx: &Ctx, found: &FeedAgreement) -> Result<String> {
    Ok(crate::community::district(ctx, found.district_id).await?.name)
}

async fn tell(
    ctx: &Ctx,
    work: &mut Work,
    found: &FeedAgreement,
    (text, round): (Text, i32),
) -> Result<()> {
    let told = agreement_store::list_told(work.connection(), found, ctx.now()).await?;
    for one in told {
        let message = Message {
            audience: Audience::Phone(one.phone),
            text: text.clone(),
            language: one.language,
            cause: found.id.0,
            round,
            urgent: false,
            expires_at: None,
        };
        outbox::send(work, &message).await?;
    }
    Ok(())
}
