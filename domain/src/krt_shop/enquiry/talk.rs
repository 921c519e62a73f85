//! Writing to each other, reading, showing the number, and coming to an end.

use sea_orm::ActiveEnum as _;

use super::{
    block_store, key, message_store,
    model::{Enquiry, EnquiryMessage, EnquiryStatus, NewMessage, Shown, Side},
    read::{Reached, reach},
    send::{self, TEXT},
    store, told,
};
use crate::{
    krt_shop::{
        limits::{self, Limit, MINUTE},
        listing,
    },
    policy::Action,
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::EnquiryId,
        text,
        work::Work,
    },
};

/// So many messages somebody sends in a minute.
const MESSAGES: Limit = Limit { what: "messages", most: 20, window: MINUTE };

/// Sends a message into an enquiry that goes on. The same again is the same message.
pub async fn reply(ctx: &Ctx, new: &NewMessage) -> Result<(Shown, EnquiryMessage)> {
    let secret = new.secret.as_deref();
    let reached = reach(ctx, new.enquiry_id, secret, Action::EnquiryReply).await?;
    let text = text::paragraphs(&new.text, TEXT).map_err(|refusal| refusal.at("text"))?;
    let hash = send::content_hash(ctx, &text);
    if let Some(known) = message_store::lookup(ctx.db().write(), new.id).await? {
        return Ok((shown(ctx, &reached).await?, same(known, &reached, &hash)?));
    }
    limits::count(ctx, MESSAGES, &writer(ctx, &reached)).await?;
    let mut work = ctx.begin().await?;
    let enquiry = lock_open(&work, &reached).await?;
    let message = EnquiryMessage {
        id: new.id,
        enquiry_id: enquiry.id,
        number: enquiry.message_count + 1,
        from_seller: reached.side == Side::Seller,
        text: Some(text),
        sent_at: ctx.now(),
        content_hash: Some(hash.clone()),
    };
    if !message_store::add(work.connection(), &message, ctx.actor.person()).await? {
        drop(work);
        let known = message_store::lookup(ctx.db().write(), new.id).await?;
        let known = known.ok_or_else(|| Error::internal("a message was lost"))?;
        return Ok((shown(ctx, &reached).await?, same(known, &reached, &hash)?));
    }
    let by = (reached.side, message.number);
    store::note_message(work.connection(), enquiry.id, by, message.sent_at).await?;
    told::written(&mut work, &enquiry, (reached.side, message.id), message.sent_at).await?;
    work.audit(&reached.permit, message.id);
    work.commit().await?;
    Ok((shown(ctx, &reached).await?, message))
}

/// The enquiry as it stands, if it takes messages of this side.
async fn lock_open(work: &Work, reached: &Reached) -> Result<Enquiry> {
    let connection = work.connection();
    let found = store::lock(connection, reached.enquiry.id).await?;
    let found = found.ok_or_else(Error::not_found)?;
    if found.status == EnquiryStatus::Closed {
        let status = found.status.to_value();
        return Err(Refusal::of(ErrorCode::StateInvalid).with("status", status).into());
    }
    let known = (found.buyer_id, found.buyer_key.as_deref());
    if block_store::is_blocked(connection, found.project_id, known).await? {
        return Err(Refusal::of(ErrorCode::EnquiryBlocked).into());
    }
    // A project that has ended has nobody who would read it.
    let project = listing::project_in(connection, found.project_id).await?;
    if project.status.has_ended() {
        let status = project.status.to_value();
        return Err(Refusal::of(ErrorCode::StateInvalid).with("status", status).into());
    }
    Ok(found)
}

/// What stands under an id that the phone has made, if it is the same message.
fn same(known: EnquiryMessage, reached: &Reached, hash: &[u8]) -> Result<EnquiryMessage> {
    let seller = reached.side == Side::Seller;
    if known.enquiry_id == reached.enquiry.id
        && known.from_seller == seller
        && known.content_hash.as_deref() == Some(hash)
    {
        return Ok(known);
    }
    Err(Refusal::of(ErrorCode::IdTaken).at("id").into())
}

/// Under which name messages are counted.
fn writer(ctx: &Ctx, reached: &Reached) -> String {
    match (ctx.actor.person(), &reached.enquiry.buyer_key) {
        (Some(person), _) => person.to_string(),
        (None, Some(known)) => key::as_text(known),
        (None, None) => reached.enquiry.id.to_string(),
    }
}

/// Notes up to which message one side has read; never back.
pub async fn mark_read(
    ctx: &Ctx,
    id: EnquiryId,
    number: i64,
    secret: Option<&str>,
) -> Result<Shown> {
    let reached = reach(ctx, id, secret, Action::EnquiryRead).await?;
    let mut work = ctx.begin().await?;
    // Of which there are thousands, and each is a record of itself.
    work.leave_unaudited();
    let found = store::lock(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    let number = number.min(found.message_count);
    let before = match reached.side {
        Side::Buyer => found.read_by_buyer,
        Side::Seller => found.read_by_seller,
    };
    if number > before {
        store::change_read(work.connection(), id, (reached.side, number)).await?;
        told::changed(&mut work, &found);
    }
    work.commit().await?;
    shown(ctx, &reached).await
}

/// Shows the buyer's number to the sellers, or no longer.
pub async fn show_phone(
    ctx: &Ctx,
    id: EnquiryId,
    is_shown: bool,
    secret: Option<&str>,
) -> Result<Shown> {
    let reached = reach(ctx, id, secret, Action::EnquiryPhoneShow).await?;
    let mut work = ctx.begin().await?;
    store::change_phone_shown(work.connection(), id, is_shown).await?;
    work.audit(&reached.permit, id).detail("shown", is_shown.to_string());
    told::changed(&mut work, &reached.enquiry);
    work.commit().await?;
    shown(ctx, &reached).await
}

/// Closes an enquiry for both; closing it again changes nothing.
pub async fn close_enquiry(ctx: &Ctx, id: EnquiryId, secret: Option<&str>) -> Result<Shown> {
    let reached = reach(ctx, id, secret, Action::EnquiryClose).await?;
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    if store::change_to_closed(work.connection(), id, reached.side, ctx.now()).await? {
        work.audit(&reached.permit, id);
        told::closed(&mut work, &reached.enquiry, reached.side).await?;
    }
    work.commit().await?;
    shown(ctx, &reached).await
}

/// As it stands after a write.
async fn shown(ctx: &Ctx, reached: &Reached) -> Result<Shown> {
    let found = store::lookup(ctx.db().write(), reached.enquiry.id).await?;
    Ok(Shown { enquiry: found.ok_or_else(Error::not_found)?, side: reached.side })
}
