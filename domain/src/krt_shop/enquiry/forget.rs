//! Coming to an end without a word: with the buyer's account, at the wish of a buyer without one, and a
//! year after the last message. And what somebody wrote before they had an account, which is theirs.

use super::{
    key,
    model::{Shown, Side},
    person_store,
    read::reach,
    send, store, told,
};
use crate::{
    policy::Action,
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::{EnquiryId, PersonId},
        work::Work,
    },
};

/// So many are forgotten in one transaction.
const PART: i64 = 200;
/// Of so many that end with an account whoever follows is told.
const TOLD: u64 = 500;

/// Forgets some of the enquiries in which nobody has written for a year: the duty of every day. Tells
/// whether there may be more.
pub(crate) async fn forget_old(work: &Work, now: Instant) -> Result<bool> {
    let connection = work.connection();
    let old = store::list_old(connection, now - send::KEPT, PART).await?;
    if old.is_empty() {
        return Ok(false);
    }
    store::remove_all(connection, &old).await?;
    Ok(i64::try_from(old.len()).unwrap_or(PART) >= PART)
}

/// Makes what somebody wrote without an account, by a number that theirs has, part of their account: it
/// is taken out and erased with it. Again changes nothing.
pub(crate) async fn adopt(work: &Work, person: PersonId, phone: &str) -> Result<()> {
    let key = key::of_phone(&work.tools().secret, phone);
    person_store::adopt(work.connection(), person, &key).await
}

/// Takes a buyer without an account out of an enquiry, which closes: nobody sees their name, their number
/// and their words any more, and a review that came of it stands without a name. Again changes nothing.
pub async fn forget_enquiry(ctx: &Ctx, id: EnquiryId, secret: &str) -> Result<Shown> {
    let reached = reach(ctx, id, Some(secret), Action::EnquiryForget).await?;
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    let found = store::lock(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    let closes = store::change_to_closed(work.connection(), id, Side::Buyer, ctx.now()).await?;
    if found.buyer_key.is_some() {
        for product in person_store::reviewed(work.connection(), id).await? {
            work.tell(Change::new(Scope::Public, Noun::Product, product));
        }
        person_store::forget(work.connection(), id).await?;
        work.audit(&reached.permit, id);
        if closes {
            told::closed(&mut work, &found, Side::Buyer).await?;
        } else {
            told::changed(&mut work, &found);
        }
    }
    work.commit().await?;
    let found = store::lookup(ctx.db().write(), id).await?;
    Ok(Shown { enquiry: found.ok_or_else(Error::not_found)?, side: Side::Buyer })
}

/// Closes the enquiries of a buyer whose account is being erased. What they wrote goes with the account.
pub(crate) async fn buyer_leaves(work: &mut Work, buyer: PersonId, now: Instant) -> Result<()> {
    for enquiry in store::list_open_of_buyer(work.connection(), buyer, TOLD).await? {
        told::changed(work, &enquiry);
    }
    for product in person_store::reviewed_by(work.connection(), buyer, TOLD).await? {
        work.tell(Change::new(Scope::Public, Noun::Product, product));
    }
    store::close_all_of_buyer(work.connection(), buyer, now).await
}
