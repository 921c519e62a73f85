//! What was counted two years ago goes.

use super::{rules, store};
use crate::shared::{ctx::Ctx, error::Result, work::Work};

/// Forgets weeks that are older than two years, a part at a time; tells whether there are more.
pub(crate) async fn forget_old(ctx: &Ctx, work: &Work) -> Result<bool> {
    let oldest = rules::before(rules::monday(ctx.now()), rules::KEPT);
    store::forget(work.connection(), oldest).await
}
