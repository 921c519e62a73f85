//! What an activity and the notice that carries it have to do with each other.

use sea_orm::{ActiveEnum as _, ConnectionTrait};

use super::{
    model::{Activity, ActivityStatus},
    store,
};
use crate::{
    community,
    mykrt::notice::{self, Notice, NoticeStatus},
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, NoticeId},
        work::Work,
    },
};

/// A notice carries activities of its own area only, and one at a time that is still planned: its
/// readers answer that one. A draft carries one before it goes out, so that the push leaves with it:
/// whoever plans is of the committee, which reads its drafts. One that was taken back carries nothing
/// new.
pub(super) async fn check(work: &Work, activity: &Activity) -> Result<()> {
    let Some(notice) = activity.notice_id else { return Ok(()) };
    let connection = work.connection();
    let status = store::status_of_notice(connection, notice, activity.area_id).await?;
    let Some(status) = status else {
        return Err(Refusal::of(ErrorCode::NotFound).at("noticeId").into());
    };
    if status == NoticeStatus::Withdrawn.to_value() {
        return Err(Refusal::of(ErrorCode::StateInvalid)
            .at("noticeId")
            .with("status", "WITHDRAWN")
            .into());
    }
    if store::notice_has_planned(connection, notice, activity.id).await? {
        return Err(Refusal::of(ErrorCode::NoticeHasActivity).at("noticeId").into());
    }
    Ok(())
}

/// Holds the notices between which an activity is moved, in one order for everybody.
pub(super) async fn hold(work: &Work, notices: [Option<NoticeId>; 2]) -> Result<()> {
    for notice in in_order(notices) {
        store::hold_notice(work.connection(), notice).await?;
    }
    Ok(())
}

/// Tells whoever has one of these notices, once it is out, that there is something new about the
/// activity that it carries, or carried.
pub(super) async fn tell(work: &mut Work, notices: [Option<NoticeId>; 2]) -> Result<()> {
    for id in in_order(notices) {
        notice::tell_carried(work, id).await?;
    }
    Ok(())
}

fn in_order(notices: [Option<NoticeId>; 2]) -> Vec<NoticeId> {
    let mut notices: Vec<NoticeId> = notices.into_iter().flatten().collect();
    notices.sort_unstable();
    notices.dedup();
    notices
}

/// The activities as the actor may see them: that one belongs to a notice which is not out is the
/// committee's affair, and nobody else learns of the draft by it.
pub(super) async fn shown(ctx: &Ctx, mut found: Vec<Activity>) -> Result<Vec<Activity>> {
    let notices: Vec<NoticeId> = found.iter().filter_map(|activity| activity.notice_id).collect();
    if notices.is_empty() {
        return Ok(found);
    }
    let drafts = store::not_out(ctx.read(), &notices).await?;
    if drafts.is_empty() {
        return Ok(found);
    }
    for activity in &mut found {
        let of_draft = activity.notice_id.is_some_and(|notice| drafts.contains(&notice));
        if of_draft && !reads_drafts(ctx, activity.area_id).await? {
            activity.notice_id = None;
        }
    }
    Ok(found)
}

/// One activity as the actor may see it.
pub(super) async fn shown_alone(ctx: &Ctx, found: Activity) -> Result<Activity> {
    shown(ctx, vec![found]).await?.pop().ok_or_else(Error::not_found)
}

/// Those of these areas in which the actor may ask what a notice carries: of one that is not out, where
/// they read drafts.
pub(super) async fn asked(ctx: &Ctx, notice: NoticeId, areas: Vec<AreaId>) -> Result<Vec<AreaId>> {
    if store::not_out(ctx.read(), &[notice]).await?.is_empty() {
        return Ok(areas);
    }
    let mut open = Vec::new();
    for area in areas {
        if reads_drafts(ctx, area).await? {
            open.push(area);
        }
    }
    Ok(open)
}

async fn reads_drafts(ctx: &Ctx, area: AreaId) -> Result<bool> {
    let place = community::known_area(ctx, area).await?.place();
    Ok(ctx.may(Action::NoticeReadDraft, &Target::at(place)))
}

/// Whether a notice carries an activity that is still planned.
pub(crate) async fn is_planned_for<C: ConnectionTrait>(
    connection: &C,
    notice: NoticeId,
) -> Result<bool> {
    let carried = store::list_of_notices(connection, &[notice]).await?;
    Ok(carried.iter().any(|activity| activity.status == ActivityStatus::Planned))
}

/// The activity that a notice carries, whoever asks: of several the one that is still planned, else one
/// that was held, and of those the earliest. None of an area to which the notice does not go.
pub(crate) async fn carried_by<C: ConnectionTrait>(
    connection: &C,
    notice: &Notice,
) -> Result<Option<Activity>> {
    let carried = store::list_of_notices(connection, &[notice.id]).await?;
    Ok(carried.into_iter().find(|activity| Some(activity.area_id) == notice.area_id))
}
