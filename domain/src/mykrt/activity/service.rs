//! Planning, changing, cancelling and reading activities.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::{
    carrying,
    model::{Activity, ActivityChanges, ActivityFilter, NewActivity},
    news::{self, News},
    rsvp, rules,
    store::{self, ActivityKey},
};
use crate::{
    community,
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{ActivityId, AreaId, NoticeId},
        page::{self, Page, PageArgs, PageRequest},
        replay::{Begun, Once},
        work::Work,
    },
};

/// Plans an activity of an area, or writes down one of the past.
pub async fn create_activity(ctx: &Ctx, new: &NewActivity, key: Option<&str>) -> Result<Activity> {
    let place = community::place_of_area(ctx, new.area_id).await?;
    let permit = ctx.authorize(Action::ActivityWrite, &Target::at(place))?;
    let mut once = match Once::begin(ctx, &permit, "activityCreate", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return activity(ctx, ActivityId(id)).await,
    };
    let written = write(ctx, &mut once.work, new).await;
    let id = once.finish(ctx, written).await?;
    activity(ctx, id).await
}

async fn write(ctx: &Ctx, work: &mut Work, new: &NewActivity) -> Result<ActivityId> {
    let planned = rules::planned(new, (ctx.mint(), ctx.person()?), ctx.now())?;
    carrying::check(work, &planned).await?;
    store::add(work.connection(), &planned).await?;
    tell(work, &planned);
    carrying::tell(work, [planned.notice_id, None]).await?;
    Ok(planned.id)
}

/// Changes an activity whose newest version the editor has read. Whoever waits gets a place when
/// there is more room; nobody loses one when there is less. Whoever means to come hears of another time
/// or place.
pub async fn update_activity(
    ctx: &Ctx,
    id: ActivityId,
    version: i64,
    changes: &ActivityChanges,
    key: Option<&str>,
) -> Result<Activity> {
    #[derive(Serialize)]
    struct Content<'a>(ActivityId, i64, &'a ActivityChanges);
    let permit = permitted(ctx, id, Action::ActivityWrite).await?;
    let content = Content(id, version, changes);
    let mut once = match Once::begin(ctx, &permit, "activityUpdate", key, &content).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return activity(ctx, ActivityId(id)).await,
    };
    let changed = change(ctx, &mut once.work, (id, version), changes).await;
    let id = once.finish(ctx, changed).await?;
    activity(ctx, id).await
}

async fn change(
    ctx: &Ctx,
    work: &mut Work,
    (id, version): (ActivityId, i64),
    changes: &ActivityChanges,
) -> Result<ActivityId> {
    let current = store::lock(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    if current.version != version {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    let changed = rules::changed(current.clone(), changes, ctx.now())?;
    let notices = [current.notice_id, changed.notice_id];
    carrying::hold(work, notices).await?;
    if changed.notice_id != current.notice_id {
        carrying::check(work, &changed).await?;
    }
    store::change(work.connection(), &changed).await?;
    if news::is_moved(&current, &changed) {
        news::begin(work, &changed, News::Moved).await?;
    }
    rsvp::seat_waiting(work, &changed).await?;
    tell(work, &changed);
    carrying::tell(work, notices).await?;
    Ok(id)
}

/// Says that an activity does not take place, and why: whoever meant to come hears of it. Saying it
/// again changes nothing.
pub async fn cancel_activity(ctx: &Ctx, id: ActivityId, reason: &str) -> Result<Activity> {
    let permit = permitted(ctx, id, Action::ActivityWrite).await?;
    let mut work = ctx.begin().await?;
    let current = store::lock(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    let version = current.version;
    let cancelled = rules::cancelled(current, reason, ctx.now())?;
    if cancelled.version == version {
        return Ok(cancelled);
    }
    write_off(ctx, &mut work, &cancelled).await?;
    work.audit(&permit, id);
    carrying::tell(&mut work, [cancelled.notice_id, None]).await?;
    work.commit().await?;
    Ok(cancelled)
}

/// Writes that an activity does not take place, and tells it; the caller holds it.
pub(super) async fn write_off(ctx: &Ctx, work: &mut Work, cancelled: &Activity) -> Result<()> {
    store::change_to_cancelled(work.connection(), cancelled, ctx.person()?).await?;
    news::begin(work, cancelled, News::Cancelled).await?;
    tell(work, cancelled);
    Ok(())
}

/// Tells the area's people that there is something new about an activity.
pub(super) fn tell(work: &mut Work, activity: &Activity) {
    work.tell(Change::new(Scope::Area(activity.area_id), Noun::Activity, activity.id));
}

/// Goes on only when the actor may do this to the activity.
pub(super) async fn permitted(ctx: &Ctx, id: ActivityId, action: Action) -> Result<Permit> {
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let place = community::place_of_area(ctx, found.area_id).await?;
    ctx.authorize(action, &Target::at(place))
}

/// One activity of an area that the reader belongs to or looks after.
pub async fn activity(ctx: &Ctx, id: ActivityId) -> Result<Activity> {
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let place = community::place_of_area(ctx, found.area_id).await?;
    ctx.authorize(Action::ActivityRead, &Target::at(place))?;
    carrying::shown_alone(ctx, found).await
}

/// Activities of one area, or of all the areas to which the reader belongs, the earliest first, each
/// with its cursor.
pub async fn activities(
    ctx: &Ctx,
    filter: &ActivityFilter,
    args: &PageArgs,
) -> Result<Page<(String, Activity)>> {
    let mut areas = match filter.area {
        Some(area) => {
            let place = community::place_of_area(ctx, area).await?;
            ctx.authorize(Action::ActivityRead, &Target::at(place))?;
            vec![area]
        }
        None => own_areas(ctx).await?,
    };
    let request = PageRequest::<ActivityKey>::from_args(args)?;
    if let Some(notice) = filter.notice {
        areas = carrying::asked(ctx, notice, areas).await?;
    }
    let rows = store::list(ctx.read(), &areas, filter, &request).await?;
    let rows = carrying::shown(ctx, rows).await?;
    Ok(request.page(rows).map(|found| (page::encode(&(found.starts_at, found.id)), found)))
}

/// The activities that these notices carry, as far as the reader may see them: of several of one
/// notice the one that is still planned, else one that was held, and of those the earliest.
pub async fn activities_of_notices(
    ctx: &Ctx,
    notices: &[NoticeId],
) -> Result<HashMap<NoticeId, Activity>> {
    let found = store::list_of_notices(ctx.read(), notices).await?;
    let mut areas: Vec<AreaId> = found.iter().map(|activity| activity.area_id).collect();
    areas.sort_unstable();
    areas.dedup();
    let areas = community::areas_by_ids(ctx, &areas).await?;
    let read = areas.iter().filter(|area| ctx.may(Action::ActivityRead, &Target::at(area.place())));
    let read: HashSet<AreaId> = read.map(|area| area.id).collect();
    let shown = found.into_iter().filter(|activity| read.contains(&activity.area_id));
    Ok(shown.filter_map(|activity| Some((activity.notice_id?, activity))).collect())
}

/// The areas to which the reader belongs and whose activities they may read.
pub(super) async fn own_areas(ctx: &Ctx) -> Result<Vec<AreaId>> {
    ctx.person()?;
    let areas = community::areas_by_ids(ctx, &ctx.actor.areas()).await?;
    let read = areas.iter().filter(|area| ctx.may(Action::ActivityRead, &Target::at(area.place())));
    Ok(read.map(|area| area.id).collect())
}
