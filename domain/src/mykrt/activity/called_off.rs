//! What a notice carries is called off when the notice is taken back: nobody waits for what nobody
//! announces any more.

use super::{model::Activity, rules, service::write_off, store};
use crate::{
    community,
    mykrt::notice::Notice,
    policy::Action,
    shared::{
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        id::NoticeId,
        work::Work,
    },
};

/// Holds the activities of a notice that is to be taken back, as far as they are still to come: before
/// whoever takes it back holds the notice, in the order in which whoever changes an activity does.
pub(crate) async fn hold_to_come(
    ctx: &Ctx,
    work: &Work,
    notice: NoticeId,
) -> Result<Vec<Activity>> {
    let connection = work.connection();
    let mut held = Vec::new();
    for id in store::planned_of_notice(connection, notice).await? {
        let Some(found) = store::lock(connection, id).await? else { continue };
        // Somebody may have changed it while it was waited for.
        if rules::is_to_come(&found, ctx.now()) && found.notice_id == Some(notice) {
            held.push(found);
        }
    }
    Ok(held)
}

/// Calls off what a notice carries that was taken back, with the same reason: whoever means to come
/// hears of it. What has begun stays as it is. The caller holds the activities, and the notice.
pub(crate) async fn call_off(
    ctx: &Ctx,
    work: &mut Work,
    withdrawn: &Notice,
    held: Vec<Activity>,
) -> Result<()> {
    guard_newcomers(ctx, work, withdrawn.id, &held).await?;
    let reason = withdrawn.status_reason.as_deref().unwrap_or_default();
    for activity in held {
        let place = community::known_area(ctx, activity.area_id).await?.place();
        let cancelled = rules::cancelled(activity, reason, ctx.now())?;
        write_off(ctx, work, &cancelled).await?;
        let deed = work.note(Action::ActivityWrite, cancelled.id, &place);
        deed.detail("notice", withdrawn.id.to_string());
    }
    Ok(())
}

/// An activity that came to the notice after those were held that it carried is not called off unseen,
/// and does not stay open: whoever takes the notice back reads it again first.
async fn guard_newcomers(
    ctx: &Ctx,
    work: &Work,
    notice: NoticeId,
    held: &[Activity],
) -> Result<()> {
    for id in store::planned_of_notice(work.connection(), notice).await? {
        if held.iter().any(|activity| activity.id == id) {
            continue;
        }
        let found = store::lookup(work.connection(), id).await?;
        if found.is_some_and(|found| rules::is_to_come(&found, ctx.now())) {
            return Err(Refusal::of(ErrorCode::VersionConflict).into());
        }
    }
    Ok(())
}
