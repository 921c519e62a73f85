//! The figures of receipts, compared with the receipts themselves: after an update during which nodes
//! that do not keep them wrote receipts, and whenever somebody wants to be sure.

use uuid::Uuid;

use super::tally_store;
use crate::shared::{
    ctx::Ctx,
    error::Result,
    id::{NoticeId, PersonId},
    work::Work,
};

/// So many notices are listed at once.
const LISTED: u64 = 500;

/// What a recount came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recount {
    /// How many notices were counted.
    pub notices: u64,
    /// The figures of how many were wrong, and are put right.
    pub wrong: u64,
}

/// Counts the receipts of every notice that has gone out, and puts right what differs. Each notice is
/// a transaction of its own; its receipts wait for it, those of others go on.
pub async fn recount(ctx: &Ctx) -> Result<Recount> {
    let (mut sum, mut beyond) = (Recount::default(), NoticeId(Uuid::nil()));
    loop {
        let notices = tally_store::gone_out(ctx.db().write(), beyond, LISTED).await?;
        let Some(last) = notices.last() else { return Ok(sum) };
        beyond = *last;
        for id in notices {
            sum.notices += 1;
            sum.wrong += u64::from(!recount_one(ctx, id).await?);
        }
    }
}

/// Tells whether the figures of a notice were right.
async fn recount_one(ctx: &Ctx, id: NoticeId) -> Result<bool> {
    let mut work = ctx.begin().await?;
    // The figures say nothing that the receipts do not.
    work.leave_unaudited();
    let connection = work.connection();
    tally_store::hold(connection, id).await?;
    let known = tally_store::sum(connection, id).await?;
    let counted = tally_store::count(connection, id).await?;
    if known == counted {
        return Ok(true);
    }
    tally_store::replace(connection, id, counted).await?;
    work.commit().await?;
    tracing::warn!(notice = %id, ?known, ?counted, "the figures of a notice were wrong");
    Ok(false)
}

/// Takes every receipt of somebody away whose account is erased.
pub(crate) async fn forget_receipts(work: &Work, person: PersonId) -> Result<()> {
    tally_store::remove_person(work.connection(), person).await
}
