//! Writing a review, and editing it.

use super::{
    model::{Review, ReviewStatus, ReviewWriting},
    rules::{self, Written},
    store::{self, Change as Newer},
};
use crate::{
    krt_shop::{
        enquiry::{self, Reached},
        limits::{self, DAY, Limit},
        listing,
    },
    policy::{Action, Permit},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::ReviewId,
        work::Work,
    },
};

/// So many reviews somebody writes or edits in a day.
const WRITTEN: Limit = Limit { what: "reviews", most: 20, window: DAY };

/// Writes a review of the offer about which a seller has answered an enquiry, or edits it within 30
/// days: it is shown once somebody has let it pass. The same again is the same review.
pub async fn write_review(ctx: &Ctx, new: &ReviewWriting) -> Result<Review> {
    let secret = new.secret.as_deref();
    let reached = enquiry::reach(ctx, new.enquiry_id, secret, Action::ReviewWrite).await?;
    if reached.enquiry.buyer_key.is_none() {
        // They have been taken out of it, and nobody is known again.
        return Err(Refusal::of(ErrorCode::StateInvalid).with("status", "ERASED").into());
    }
    enquiry::buys_from_others(ctx, &reached.enquiry).await?;
    if reached.enquiry.answered_at.is_none() {
        return Err(Refusal::of(ErrorCode::ReviewNotEarned).at("enquiryId").into());
    }
    let written = rules::written(new)?;
    let known = store::lookup(ctx.db().write(), new.id).await?;
    if let Some(known) = known {
        own(ctx, &known, &reached).await?;
        let called = written.author_name.as_ref().is_none_or(|name| *name == known.author_name);
        if known.stars == new.stars && known.text == written.text && called {
            // The answer to the first time was lost.
            return Ok(known);
        }
        limits::count(ctx, WRITTEN, &reached.buyer()).await?;
        return edit(ctx, new, &reached.permit, written).await;
    }
    if new.version.is_some() {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    limits::count(ctx, WRITTEN, &reached.buyer()).await?;
    let review = review(ctx, new, &reached, written).await?;
    let mut work = ctx.begin().await?;
    let by = (reached.enquiry.id, reached.enquiry.buyer_key.clone());
    if !store::add(work.connection(), &review, by).await? {
        drop(work);
        // The same phone was quicker by another way, or the buyer has reviewed the offer before.
        let known = store::lookup(ctx.db().write(), new.id).await?;
        let known = known.ok_or_else(|| Refusal::of(ErrorCode::AlreadyReviewed))?;
        own(ctx, &known, &reached).await?;
        return Ok(known);
    }
    work.audit(&reached.permit, review.id).detail("stars", review.stars.to_string());
    work.commit().await?;
    Ok(review)
}

async fn review(
    ctx: &Ctx,
    new: &ReviewWriting,
    reached: &Reached,
    Written { text, author_name }: Written,
) -> Result<Review> {
    let (project, _) = listing::project_of(ctx, reached.enquiry.project_id).await?;
    let now = ctx.now();
    Ok(Review {
        id: new.id,
        product_id: reached.enquiry.product_id,
        project_id: project.id,
        area_id: project.area_id,
        author_id: reached.enquiry.buyer_id,
        author_name: author_name.unwrap_or_else(|| rules::first_name(&reached.enquiry.buyer_name)),
        stars: new.stars,
        text,
        status: ReviewStatus::Pending,
        created_at: now,
        submitted_at: now,
        due_at: rules::due(now),
        decided_at: None,
        reason: None,
        shown_at: None,
        reply: None,
        replied_at: None,
        version: 1,
    })
}

/// Goes on only when a review is the buyer's of this enquiry, and of the offer that it is about.
async fn own(ctx: &Ctx, known: &Review, reached: &Reached) -> Result<()> {
    let enquiry = &reached.enquiry;
    let key = store::author_key(ctx.db().write(), known.id).await?;
    if known.product_id == enquiry.product_id && key.is_some() && key == enquiry.buyer_key {
        return Ok(());
    }
    Err(Refusal::of(ErrorCode::IdTaken).at("id").into())
}

async fn edit(
    ctx: &Ctx,
    new: &ReviewWriting,
    permit: &Permit,
    Written { text, author_name }: Written,
) -> Result<Review> {
    let now = ctx.now();
    let mut work = ctx.begin().await?;
    let found = store::lock(work.connection(), new.id).await?.ok_or_else(Error::not_found)?;
    if new.version != Some(found.version) {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    if !rules::can_edit(&found, now) {
        return Err(Refusal::of(ErrorCode::StateInvalid).with("status", "TOO_OLD").into());
    }
    let (id, stars, due_at) = (new.id, new.stars, rules::due(now));
    let author_name = author_name.unwrap_or_else(|| found.author_name.clone());
    let newer = Newer { id, stars, text, author_name, now, due_at };
    store::change_text(work.connection(), newer).await?;
    counted(&mut work, &found, (ReviewStatus::Pending, stars)).await?;
    work.audit(permit, new.id).detail("stars", stars.to_string());
    work.commit().await?;
    fresh(ctx, new.id).await
}

/// Counts what a review has become, and tells the public of the offer when that is another figure.
pub(super) async fn counted(
    work: &mut Work,
    before: &Review,
    after: (ReviewStatus, i64),
) -> Result<()> {
    let difference = rules::difference((before.status, before.stars), after);
    if difference.reviews != 0 || difference.stars != 0 {
        store::count(work.connection(), before.product_id, difference).await?;
        work.tell(Change::new(Scope::Public, Noun::Product, before.product_id));
    }
    Ok(())
}

/// As it stands after a write.
pub(super) async fn fresh(ctx: &Ctx, id: ReviewId) -> Result<Review> {
    store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}
