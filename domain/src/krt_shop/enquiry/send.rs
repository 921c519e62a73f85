//! Beginning an enquiry.

use chrono::TimeDelta;

use super::{
    block_store,
    buyer::{self, Buyer},
    key, message_store,
    model::{Enquiry, EnquiryMessage, EnquiryStatus, NewEnquiry, Sent, Shown, Side},
    read::PHONES,
    store, told,
};
use crate::{
    identity::codes,
    krt_shop::{
        insight,
        limits::{self, DAY, Limit},
        listing::{self, Listing},
    },
    policy::{Action, Permit},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::EnquiryId,
        text,
        work::Work,
    },
};

/// The longest message, in characters.
pub(super) const TEXT: usize = 2_000;
/// So many enquiries of one buyer to one project go on at once.
const MOST_OPEN: i64 = 3;
/// So many one buyer begins in a day.
const NEW: Limit = Limit { what: "enquiries", most: 20, window: DAY };
/// So many begin from one network in a day.
const NEW_FROM: Limit = Limit { what: "enquiries", most: 200, window: DAY };

/// Begins an enquiry about an offer: with an account, or with a number that a code has confirmed. The
/// same again brings the same enquiry.
pub async fn send_enquiry(ctx: &Ctx, new: &NewEnquiry) -> Result<Sent> {
    let buyer = buyer::known(ctx, new).await?;
    if let Some(found) = store::lookup(ctx.db().write(), new.id).await? {
        return same(ctx, &found, new, &buyer).await;
    }
    let listing = listing::listed(ctx, new.product_id).await?;
    let permit = ctx.authorize(Action::EnquirySend, &listing.target())?;
    let text = text::paragraphs(&new.text, TEXT).map_err(|refusal| refusal.at("text"))?;
    limits::count_network(ctx, NEW_FROM).await?;
    limits::count(ctx, NEW, &key::as_text(&buyer.key)).await?;
    let mut work = ctx.begin().await?;
    let begun = begin(ctx, &mut work, new, &listing, (&buyer, text)).await;
    let Some(enquiry) = begun? else {
        // The same phone was quicker by another way, or somebody else has taken the id just now.
        drop(work);
        let found = store::lookup(ctx.db().write(), new.id).await?;
        let found = found.ok_or_else(buyer::unproven)?;
        return same(ctx, &found, new, &buyer).await;
    };
    note(&mut work, &permit, &enquiry);
    work.commit().await?;
    insight::note_enquiry(ctx, &listing.product);
    fresh(ctx, enquiry.id, &buyer).await
}

fn note(work: &mut Work, permit: &Permit, enquiry: &Enquiry) {
    work.audit(permit, enquiry.id).detail("product", enquiry.product_id.to_string());
}

/// Writes the enquiry with its first message; none when its id or the proof was used before.
async fn begin(
    ctx: &Ctx,
    work: &mut Work,
    new: &NewEnquiry,
    listing: &Listing,
    (buyer, text): (&Buyer, String),
) -> Result<Option<Enquiry>> {
    let (project, now) = (listing.product.project_id, ctx.now());
    let connection = work.connection();
    if buyer.person.is_none() {
        buyer::is_no_seller(ctx, connection, project, &buyer.key).await?;
    }
    if let Some(confirmed) = &buyer.confirmed
        && !codes::use_up(connection, confirmed, now).await?
    {
        return Ok(None);
    }
    let known = (buyer.person, Some(buyer.key.as_slice()));
    if block_store::is_blocked(connection, project, known).await? {
        return Err(Refusal::of(ErrorCode::EnquiryBlocked).into());
    }
    if store::count_open(connection, &buyer.key, project).await? >= MOST_OPEN {
        return Err(Refusal::of(ErrorCode::TooMany).with("limit", MOST_OPEN).into());
    }
    let enquiry = enquiry(ctx, new, listing, buyer)?;
    if !store::add(connection, &enquiry).await? {
        return Ok(None);
    }
    let message = EnquiryMessage {
        id: ctx.mint(),
        enquiry_id: enquiry.id,
        number: 1,
        from_seller: false,
        content_hash: Some(content_hash(ctx, &text)),
        text: Some(text),
        sent_at: now,
    };
    message_store::add(connection, &message, buyer.person).await?;
    store::note_message(connection, enquiry.id, (Side::Buyer, 1), now).await?;
    told::written(work, &enquiry, (Side::Buyer, message.id), now).await?;
    Ok(Some(enquiry))
}

fn enquiry(ctx: &Ctx, new: &NewEnquiry, listing: &Listing, buyer: &Buyer) -> Result<Enquiry> {
    let (now, secret) = (ctx.now(), &ctx.tools().secret);
    let seal = |phone: &str| secret.seal(PHONES, new.id.0.as_bytes(), phone.as_bytes());
    let confirmed = buyer.confirmed.as_ref();
    Ok(Enquiry {
        id: new.id,
        project_id: listing.product.project_id,
        product_id: listing.product.id,
        buyer_id: buyer.person,
        buyer_name: buyer.name.clone(),
        buyer_key: Some(buyer.key.clone()),
        sealed_phone: confirmed.map(|confirmed| seal(&confirmed.phone)).transpose()?,
        code_id: confirmed.map(|confirmed| confirmed.code),
        language: buyer.language,
        phone_shown: new.show_phone,
        status: EnquiryStatus::Open,
        closed_by: None,
        closed_at: None,
        created_at: now,
        answered_at: None,
        last_message_at: now,
        message_count: 0,
        read_by_seller: 0,
        read_by_buyer: 0,
        unread_by_seller: 0,
        unread_by_buyer: 0,
    })
}

/// What stands under an id that the phone has made, if it is the same buyer's same enquiry.
async fn same(ctx: &Ctx, found: &Enquiry, new: &NewEnquiry, buyer: &Buyer) -> Result<Sent> {
    let ours = match &buyer.confirmed {
        Some(confirmed) => found.code_id == Some(confirmed.code),
        None => found.buyer_id == buyer.person,
    };
    let first = message_store::first(ctx.db().write(), found.id).await?;
    let text = text::paragraphs(&new.text, TEXT).map_err(|refusal| refusal.at("text"))?;
    let hash = first.and_then(|first| first.content_hash);
    if !ours || found.product_id != new.product_id || hash != Some(content_hash(ctx, &text)) {
        return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
    }
    fresh(ctx, found.id, buyer).await
}

/// The enquiry as it stands, with what opens it for a buyer without an account.
async fn fresh(ctx: &Ctx, id: EnquiryId, buyer: &Buyer) -> Result<Sent> {
    let found = store::lookup(ctx.db().write(), id).await?;
    let enquiry = found.ok_or_else(Error::not_found)?;
    let secret = match buyer.confirmed {
        Some(_) => Some(key::give(ctx, enquiry.id)?),
        None => None,
    };
    Ok(Sent { shown: Shown { enquiry, side: Side::Buyer }, secret })
}

/// By which a repeated message is known; it says nothing about the text.
pub(super) fn content_hash(ctx: &Ctx, text: &str) -> Vec<u8> {
    ctx.tools().secret.hash("enquiry messages", &[text.as_bytes()]).to_vec()
}

/// How long an enquiry is kept after its last message.
pub(super) const KEPT: TimeDelta = TimeDelta::days(365);
