//! The log of the feed: what was sent, what became of it, and who read what.

use super::{
    log_store::{self, ReadKey},
    model::{FeedAgreement, FeedRead},
};
use crate::{
    mysrs::incident::{Within, place_of},
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::Result,
        page::{self, Page, PageArgs, PageRequest},
        webhook::{self, Dispatch, DispatchKey},
    },
};

/// What was sent under an agreement that the reader was shown, the latest first, each with its cursor.
pub async fn deliveries(
    ctx: &Ctx,
    agreement: &FeedAgreement,
    args: &PageArgs,
) -> Result<Page<(String, Dispatch)>> {
    ctx.authorize(Action::FeedAgreementRead, &Target::at(agreement.place()))?;
    let request = PageRequest::<DispatchKey>::from_args(args)?;
    let rows = webhook::dispatches(ctx.read(), agreement.webhook_id, &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&(row.queued_at, row.id)), row)))
}

/// Who read what of a district, a state or all, the latest first, each with its cursor: for the officers
/// there.
pub async fn feed_reads(
    ctx: &Ctx,
    within: &Within,
    args: &PageArgs,
) -> Result<Page<(String, FeedRead)>> {
    ctx.person()?;
    let place = place_of(ctx, within).await?;
    ctx.authorize(Action::PoliceFeedLogRead, &Target::at(place))?;
    let request = PageRequest::<ReadKey>::from_args(args)?;
    let rows = log_store::list(ctx.read(), within, &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&(row.read_at, row.id)), row)))
}
