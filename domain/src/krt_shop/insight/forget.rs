//! What was counted two years ago goes, and words go after half a year.

use super::{
    rules,
    store::{self, Oldest},
};
use crate::shared::{ctx::Ctx, error::Result, work::Work};

/// Forgets weeks that are older than two years, and words that are older than half a year, a part at a
/// time; tells whether there are more.
pub(crate) async fn forget_old(ctx: &Ctx, work: &Work) -> Result<bool> {
    let this = rules::monday(ctx.now());
    let oldest = Oldest {
        figures: rules::before(this, rules::KEPT),
        words: rules::before(this, rules::WORDS_KEPT),
    };
    store::forget(work.connection(), oldest).await
}
