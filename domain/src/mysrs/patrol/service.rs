//! Ending and reading patrols.

use super::{
    beginning_store,
    check_in_store::{self, CheckInKey},
    correction::{Said, TOLERATED, corrected},
    doubt::Verdict,
    forgotten, late,
    model::{
        CheckIn, ClockEvidence, EndPatrol, Line, Patrol, PatrolRights, PatrolStatus, TrackPoint,
    },
    old_store,
    patrol_doubt::PatrolDoubt,
    store::{self, PatrolKey},
    summary,
};
use crate::{
    mysrs::{
        unit::{self, Member},
        watch,
    },
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::{CheckInId, PatrolId, PatrolUnitId},
        page::{self, Page, PageArgs, PageRequest},
        work::Work,
    },
};

/// Ends a patrol, with how far and how long it was, and plans to judge it. Ending it again changes
/// nothing, and no end is refused for its time. Who is on it, the unit's leader, and those who write in
/// its committee's name: the phone that began it may be dead.
pub async fn end_patrol(ctx: &Ctx, end: &EndPatrol) -> Result<Patrol> {
    let found = lookup(ctx, end.id).await?;
    let id = found.id;
    let target = target_of(ctx, &found).await?;
    let permit = ctx.authorize(Action::PatrolEnd, &target)?;
    if found.status == PatrolStatus::Active {
        let mut work = ctx.begin().await?;
        work.leave_unaudited();
        let (ended_at, doubt) = end_of(&work, end, (&found, ctx.now())).await?;
        let duration = summary::duration(found.started_at, ended_at);
        let by = ctx.person()?;
        if store::change_to_ended(work.connection(), id, ended_at, duration, Some(by)).await? {
            if let Some(doubt) = doubt {
                beginning_store::add_doubt(work.connection(), id, doubt).await?;
            }
            work.audit(&permit, id);
            work.tell(Change::new(Scope::Unit(found.unit_id), Noun::Patrol, id));
            late::plan_at_end(&mut work, id, ctx.now()).await?;
        }
        // After the end is written, so that nobody who looks at the patrol raises anything more.
        watch::patrol_ended(&mut work, id).await?;
        work.commit().await?;
    }
    if found.distance_metres.is_none() {
        // Once the end stands: fixes from before it are seen now, and what comes in later has the
        // patrol judged, which reckons its length too.
        sum_up(ctx, &found).await?;
    }
    lookup(ctx, id).await
}

/// When a patrol ended, and what is odd about that. One that by its phone was over before it began ends
/// when the server hears of it: later it was not over, and nothing that was recorded by then lies after
/// its end. One that was over as it began, by clocks that differ as much as is tolerated, has no length.
async fn end_of(
    work: &Work,
    end: &EndPatrol,
    (patrol, now): (&Patrol, Instant),
) -> Result<(Instant, Option<PatrolDoubt>)> {
    let said = Said { at: end.ended_at, monotonic_ms: end.monotonic_ms };
    let (began, at) = (patrol.started_at, corrected(said, &end.clock, now).at);
    if at >= began {
        return Ok((at, None));
    }
    let last = forgotten::last_believed(work.connection(), patrol.id).await?;
    if began - at <= TOLERATED && last.is_none_or(|last| last <= began) {
        return Ok((began, None));
    }
    Ok((now.max(began), Some(PatrolDoubt::EndBeforeStart)))
}

/// Notes how long the way of an ended patrol is, by every fix that stands of those who are noted on it.
/// Nothing is locked while the fixes are read.
async fn sum_up(ctx: &Ctx, patrol: &Patrol) -> Result<()> {
    let (id, opened_at) = (patrol.id, patrol.opened_at);
    let points = store::list_points_of_members(ctx.db().write(), id, opened_at).await?;
    let mut work = ctx.begin().await?;
    // What the program reckons from what was recorded.
    work.leave_unaudited();
    if store::change_distance(work.connection(), id, summary::distance(&points)).await? {
        work.tell(Change::new(Scope::Unit(patrol.unit_id), Noun::Patrol, id));
    }
    work.commit().await
}

/// One patrol, for its unit, the area's committee and the officers above it. Here, and wherever a phone
/// names a patrol, an id whose start joined another patrol stands for that one.
pub async fn patrol(ctx: &Ctx, id: PatrolId) -> Result<Patrol> {
    let found = lookup(ctx, id).await?;
    let place = unit::standing(ctx, found.unit_id).await?;
    ctx.authorize(Action::PatrolRead, &Target::at(place))?;
    Ok(found)
}

/// The patrols of a unit, the latest first, each with its cursor.
pub async fn patrols_of_unit(
    ctx: &Ctx,
    unit: PatrolUnitId,
    args: &PageArgs,
) -> Result<Page<(String, Patrol)>> {
    let place = unit::standing(ctx, unit).await?;
    ctx.authorize(Action::PatrolRead, &Target::at(place))?;
    let request = PageRequest::<PatrolKey>::from_args(args)?;
    let rows = store::list_of_unit(ctx.read(), unit, &request).await?;
    Ok(request.page(rows).map(|patrol| (page::encode(&(patrol.started_at, patrol.id)), patrol)))
}

/// Who is on these patrols, in the order in which they joined. The caller has read the patrols,
/// and with that the right to see them.
pub async fn members_of_patrols(
    ctx: &Ctx,
    patrols: &[PatrolId],
) -> Result<Vec<(PatrolId, Member)>> {
    store::list_names(ctx.db().write(), patrols).await
}

/// The check-ins of a patrol, the earliest first, each with its cursor; with `only`, those whose
/// verdict that is, a person's before the program's. Whoever may not see where the patrol went gets
/// them without their positions.
pub async fn check_ins(
    ctx: &Ctx,
    id: PatrolId,
    only: Option<Verdict>,
    args: &PageArgs,
) -> Result<Page<(String, CheckIn)>> {
    let found = patrol(ctx, id).await?;
    let request = PageRequest::<CheckInKey>::from_args(args)?;
    let sees_where = ctx.may(Action::TrackRead, &target_of(ctx, &found).await?);
    let rows = check_in_store::list(ctx.db().write(), found.id, only, &request).await?;
    Ok(request.page(rows).map(|check_in| {
        let cursor = page::encode(&(check_in.corrected_at, check_in.id));
        (cursor, as_seen(check_in, sees_where))
    }))
}

/// One check-in, for whoever may see its patrol; without its position for whoever may not see where
/// the patrol went.
pub async fn check_in(ctx: &Ctx, id: CheckInId) -> Result<CheckIn> {
    let found = check_in_store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let patrol = patrol(ctx, found.patrol_id).await?;
    let sees_where = ctx.may(Action::TrackRead, &target_of(ctx, &patrol).await?);
    Ok(as_seen(found, sees_where))
}

/// A check-in as it is shown.
fn as_seen(check_in: CheckIn, sees_where: bool) -> CheckIn {
    let position = check_in.position.filter(|_| sees_where);
    let accuracy_metres = check_in.accuracy_metres.filter(|_| sees_where);
    CheckIn { position, accuracy_metres, ..check_in }
}

/// Where a patrol went: every fix by track, segment and number; of an old one the places of the line
/// that is left of it.
pub async fn track(ctx: &Ctx, id: PatrolId) -> Result<Vec<TrackPoint>> {
    let found = patrol_whose_way_is_shown(ctx, id).await?;
    if found.thinned_at.is_some() {
        return old_store::line(ctx.db().write(), found.id).await;
    }
    store::list_points(ctx.db().write(), found.id, found.opened_at).await
}

/// One patrol, for whoever may see where it went.
pub(in crate::mysrs) async fn patrol_whose_way_is_shown(ctx: &Ctx, id: PatrolId) -> Result<Patrol> {
    let found = lookup(ctx, id).await?;
    ctx.authorize(Action::TrackRead, &target_of(ctx, &found).await?)?;
    Ok(found)
}

/// A whole patrol, for taking out as GPX or GeoJSON.
pub async fn line(ctx: &Ctx, id: PatrolId) -> Result<Line> {
    let points = track(ctx, id).await?;
    let found = lookup(ctx, id).await?;
    let unit = unit::patrol_unit(ctx, found.unit_id).await?;
    let check_ins = check_in_store::every_check_in(ctx.db().write(), found.id).await?;
    Ok(Line { patrol: found, unit_name: unit.name, points, check_ins })
}

/// What the reader may do with a patrol.
pub async fn rights(ctx: &Ctx, patrol: &Patrol) -> Result<PatrolRights> {
    let target = target_of(ctx, patrol).await?;
    Ok(PatrolRights {
        record: ctx.may(Action::PatrolRecord, &target) || ctx.may(Action::PatrolStart, &target),
        end: patrol.status == PatrolStatus::Active && ctx.may(Action::PatrolEnd, &target),
        track: ctx.may(Action::TrackRead, &target),
        positions: patrol.is_on_its_way() && ctx.may(Action::PatrolPositionRead, &target),
    })
}

/// Whether the reader may do something with a patrol.
pub(super) async fn may(ctx: &Ctx, action: Action, id: PatrolId) -> Result<bool> {
    let Some(found) = store::find_meant(ctx.db().write(), id).await? else { return Ok(false) };
    Ok(ctx.may(action, &target_of(ctx, &found).await?))
}

/// The patrol of which somebody speaks by this id, which a phone may have made for one that its start
/// joined then.
async fn lookup(ctx: &Ctx, id: PatrolId) -> Result<Patrol> {
    store::find_meant(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}

/// Whether somebody speaks of one patrol by these two ids: a phone whose start joined another patrol may
/// know it by either.
pub async fn is_same(ctx: &Ctx, one: PatrolId, other: PatrolId) -> Result<bool> {
    Ok(one == other || meant(ctx, one).await? == meant(ctx, other).await?)
}

async fn meant(ctx: &Ctx, id: PatrolId) -> Result<PatrolId> {
    Ok(beginning_store::find_joined(ctx.db().write(), id).await?.unwrap_or(id))
}

/// A patrol, and what the policy is asked about it: for what else is recorded on it.
pub(in crate::mysrs) async fn taking_part(ctx: &Ctx, id: PatrolId) -> Result<(Patrol, Target)> {
    let found = lookup(ctx, id).await?;
    let target = target_of(ctx, &found).await?;
    Ok((found, target))
}

/// When something happened, by the phone and as far as the server can tell.
pub(in crate::mysrs) fn when(
    at: Instant,
    monotonic_ms: Option<i64>,
    clock: &ClockEvidence,
    received_at: Instant,
) -> (Instant, Instant) {
    let time = corrected(Said { at, monotonic_ms }, clock, received_at);
    (time.said, time.at)
}

/// The patrol as the policy sees it: its owner is the actor who takes part in it.
pub(in crate::mysrs) async fn target_of(ctx: &Ctx, patrol: &Patrol) -> Result<Target> {
    let place = unit::standing(ctx, patrol.unit_id).await?;
    let members = store::list_members(ctx.db().write(), patrol.id).await?;
    let owner = ctx.actor.person().filter(|person| members.contains(person));
    Ok(Target { owner, ..Target::at(place) })
}
