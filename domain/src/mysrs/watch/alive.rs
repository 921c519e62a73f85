//! Whoever patrols alone says from time to time that they are well.

use super::{
    alive_store::{self, Given},
    look,
    model::{Limit, Limits, NewAlive},
    rules, setting, store, watched_store, way,
};
use crate::{
    mysrs::patrol::{self, Patrol, PatrolStatus},
    policy::Action,
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::PatrolId,
    },
};

/// The most words of one person on one patrol: one a minute for more than the longest night.
const MOST: i64 = 1_000;

/// Records that somebody who takes part in a patrol is well, also late; an alert that this heals is
/// closed at once. From somebody of the unit it is a word of who is out there: a patrol that whoever had
/// left began is watched from then on. The same id again changes nothing; one that stands for something
/// else is taken.
pub async fn record_alive(ctx: &Ctx, new: &NewAlive) -> Result<Patrol> {
    let person = ctx.person()?;
    let (found, target) = patrol::taking_part(ctx, new.patrol_id).await?;
    ctx.authorize(Action::PatrolRecord, &target)?;
    let now = ctx.now();
    let times = patrol::when(new.recorded_at, new.monotonic_ms, &new.clock, now);
    let given = Given { patrol_id: found.id, person_id: person };
    let mut work = ctx.begin().await?;
    // The word is the record.
    work.leave_unaudited();
    // Nobody looks at the patrol meanwhile.
    let watched = watched_store::lock_patrol(work.connection(), found.id).await?;
    let watched = watched.ok_or_else(Error::not_found)?;
    if let Some(known) = alive_store::lookup(work.connection(), new.id).await? {
        return same(known, given).map(|()| found);
    }
    if alive_store::count(work.connection(), given).await? >= MOST {
        return Err(Refusal::of(ErrorCode::TooMany).at("patrolId").with("limit", MOST).into());
    }
    if !alive_store::add(work.connection(), new, given, times, now).await? {
        // On another patrol it has come in just now.
        return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
    }
    let comes = watched.belated && ctx.may(Action::PatrolStart, &target);
    if comes {
        patrol::be_on_its_way(&mut work, found.unit_id, found.id).await?;
    }
    let open = store::list_open(work.connection(), found.id.0).await?;
    if watched.status == PatrolStatus::Active && !open.is_empty() {
        // When it is looked at next stays as it is planned: soon, while something is amiss.
        look::settle(&mut work, &watched, now).await?;
    }
    work.commit().await?;
    Ok(Patrol { belated: watched.belated && !comes, ..found })
}

fn same(known: Given, given: Given) -> Result<()> {
    if known == given { Ok(()) } else { Err(Refusal::of(ErrorCode::IdTaken).at("id").into()) }
}

/// Until when the reader has to say that they are well; nothing when they do not patrol alone, or
/// nobody watches for it. The caller has read the patrol.
pub async fn confirm_by(ctx: &Ctx, id: PatrolId) -> Result<Option<Instant>> {
    let (connection, now) = (ctx.db().write(), ctx.now());
    let alone = way::company(connection, id).await?.lone();
    let watched = watched_store::lookup_patrol(connection, id).await?;
    let on_the_way = watched.filter(|watched| watched.status == PatrolStatus::Active);
    let (true, Some(watched)) = (alone.is_some() && alone == ctx.actor.person(), on_the_way) else {
        return Ok(None);
    };
    let limits = setting::limits(connection, watched.unit_id, now).await?;
    if !limits.lone.on {
        return Ok(None);
    }
    // Where the patrol has been is of no matter here.
    let missed_checkpoint = Limit { on: false, ..limits.missed_checkpoint };
    let limits = Limits { missed_checkpoint, ..limits };
    let seen = look::see(connection, &ctx.tools().secret, &watched, (&limits, now)).await?;
    Ok((!seen.is_past()).then(|| rules::confirms(&seen, &limits).1))
}
