//! Putting things on the list of what waits, and reading it.

use uuid::Uuid;

use super::{
    model::{Approval, ApprovalFilter, ApprovalSubject, Desk},
    rules,
    store::{self, ApprovalKey},
};
use crate::{
    policy::{Action, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::AreaId,
        page::{self, Page, PageArgs, PageRequest},
        work::Work,
    },
};

/// Something begins to wait at a desk: its documents are complete from now on.
pub(crate) async fn await_decision(
    work: &Work,
    subject: ApprovalSubject,
    subject_id: Uuid,
    area: AreaId,
    desk: Desk,
    complete_at: Instant,
) -> Result<()> {
    let charters = store::list_charters(work.connection()).await?;
    let charter = rules::in_force(&charters, subject, complete_at);
    let due_at = charter.and_then(|charter| rules::due(charter, complete_at));
    // The tables came with a promise for each subject: somebody has taken it out.
    let due_at = due_at.ok_or_else(|| Error::internal("the charter promises no day"))?;
    let times = (complete_at, due_at);
    store::put(work.connection(), subject, subject_id, area, desk, times).await
}

/// What waits goes to the next desk; the promised day stays.
pub(crate) async fn pass_on(work: &Work, subject_id: Uuid, desk: Desk) -> Result<()> {
    store::change_desk(work.connection(), subject_id, desk).await
}

/// What waits for a decision where the reader is an officer: the earliest due first, so that what
/// is overdue stands on top. Each with its cursor.
pub async fn approvals_due(
    ctx: &Ctx,
    filter: ApprovalFilter,
    args: &PageArgs,
) -> Result<Page<(String, Approval)>> {
    ctx.authorize(Action::ApprovalRead, &Target::nothing())?;
    let request = PageRequest::<ApprovalKey>::from_args(args)?;
    let rows = store::list(ctx.read(), &ctx.actor.oversight(), filter, ctx.now(), &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&(row.due_at, row.subject_id)), row)))
}

/// Brings the list in line with the areas, whose status comes also from imports: areas that are
/// applied for begin to wait, decided ones no longer do, and what moved to another district is seen
/// there. Doing it again changes nothing more.
pub async fn gather(work: &Work) -> Result<()> {
    store::remove_decided_areas(work.connection()).await?;
    store::follow_areas(work.connection()).await?;
    for waiting in store::list_new_areas(work.connection()).await? {
        let (id, since) = (waiting.id, waiting.updated_at);
        await_decision(work, ApprovalSubject::Area, id.0, id, waiting.desk, since).await?;
    }
    Ok(())
}
