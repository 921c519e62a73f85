//! What is done by itself about a patrol that has ended: it gets its report, its unit's month is
//! reckoned anew, and its certificates are looked at again.

use super::{certificate, model::ReportStatus, month, rule, rules, store, walk_store};
use crate::shared::{ctx::Ctx, error::Result, id::PatrolId, work::Work};

/// Does it for one patrol. Doing it again changes nothing that is as it was.
pub(crate) async fn reckon_due(ctx: &Ctx, work: &mut Work, patrol: PatrolId) -> Result<()> {
    let now = ctx.now();
    let Some(walked) = walk_store::walked(work.connection(), patrol).await? else { return Ok(()) };
    if walked.ended_at.is_none() {
        return Ok(());
    }
    let rule = rule::in_force(work.connection(), now).await?;
    // From when the end was heard of: a phone may have had no signal for days.
    let due_at = rules::due_at(ReportStatus::NotFinished, &rule, now);
    store::begin(work.connection(), patrol, due_at).await?;
    month::reckon(work, walked.unit_id, walked.started_at, now).await?;
    certificate::look_again(work, &walked, now).await
}
