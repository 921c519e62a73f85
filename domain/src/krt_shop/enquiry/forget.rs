//! Coming to an end without a word: with the buyer's account, and a year after the last message.

use super::{send, store, told};
use crate::shared::{clock::Instant, error::Result, id::PersonId, work::Work};

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

/// Closes the enquiries of a buyer whose account is being erased. What they wrote goes with the account.
pub(crate) async fn buyer_leaves(work: &mut Work, buyer: PersonId, now: Instant) -> Result<()> {
    for enquiry in store::list_open_of_buyer(work.connection(), buyer, TOLD).await? {
        told::changed(work, &enquiry);
    }
    store::close_all_of_buyer(work.connection(), buyer, now).await
}
