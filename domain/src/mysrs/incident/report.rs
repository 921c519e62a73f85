//! Reporting an incident: it has its serial number at once, and is acknowledged by that.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use super::{
    category,
    model::{Doubts, IncidentDoubt, NewIncident},
    number, photo, rules,
    sight::{Shown, incident},
    step,
    store::{self, Standing},
    told,
};
use crate::{
    mysrs::patrol,
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::PersonId,
        work::Work,
    },
};

/// Later than this nobody has to be woken for it any more.
pub(super) const OF_USE: TimeDelta = TimeDelta::days(1);

/// Reports an incident. The same id again with the same content brings the same incident, also from
/// somebody who has left the unit meanwhile, and adds the pictures that were not there before.
pub async fn report_incident(ctx: &Ctx, new: &NewIncident) -> Result<Shown> {
    let person = ctx.person()?;
    if is_repeat(ctx.db().write(), new, person, Whose::Mine).await? {
        photo::add_missing(ctx, new).await?;
        return incident(ctx, new.id).await;
    }
    let unit = store::standing(ctx.db().write(), new.unit_id).await?;
    let unit = unit.ok_or_else(Error::not_found)?;
    let on_patrol = match new.patrol_id {
        Some(patrol) => store::is_on_patrol(ctx.db().write(), patrol, unit.unit_id, person).await?,
        None => false,
    };
    let owner = on_patrol.then_some(person);
    let target = Target { owner, ..Target::at(unit.place()) };
    let permit = ctx.authorize(Action::IncidentReport, &target)?;
    let mut work = ctx.begin().await?;
    let (year, ..) = rules::calendar(ctx.now());
    let next = number::lock_next(work.connection(), &unit, year, ctx.now()).await?;
    // Whoever sends it twice at once comes here one after the other.
    if is_repeat(work.connection(), new, person, Whose::Anybodys).await? {
        drop(work);
        return incident(ctx, new.id).await;
    }
    write(ctx, &mut work, &unit, next, new).await?;
    work.audit(&permit, new.id);
    work.commit().await?;
    incident(ctx, new.id).await
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    unit: &Standing,
    next: number::Next,
    new: &NewIncident,
) -> Result<()> {
    let (person, now) = (ctx.person()?, ctx.now());
    let connection = work.connection();
    let known = match new.patrol_id {
        Some(patrol) => patrol::find_unit(connection, patrol).await?,
        None => None,
    };
    if known.is_some_and(|known| known.unit_id != unit.unit_id) {
        return Err(Refusal::of(ErrorCode::NotFound).at("patrolId").into());
    }
    let category = category::fitting(connection, &new.category_code).await?;
    let mut kept = rules::reported(new, category, person, now)?;
    // One that has not come in yet keeps the name that the phone gave it.
    kept.patrol_id = known.map(|known| known.id).or(kept.patrol_id);
    let photos = photo::usable(ctx, connection, &new.photos).await?;
    if photos.len() < new.photos.len() {
        kept.doubts = Doubts(kept.doubts).with(IncidentDoubt::PhotoInvalid).0;
    }
    let serial = rules::serial(&unit.state_code, next);
    if !store::add(connection, unit, next, &serial, &kept).await? {
        return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
    }
    number::take(connection, unit.unit_id, next).await?;
    photo::add_first(ctx, connection, new.id, &photos).await?;
    step::reported(ctx, connection, new.id).await?;
    told::reported(work, unit, &kept, serial).await
}

/// About whose incidents is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Mine,
    Anybodys,
}

/// Whether the same was reported before; another incident under the same id is refused.
async fn is_repeat<C: ConnectionTrait>(
    connection: &C,
    new: &NewIncident,
    person: PersonId,
    whose: Whose,
) -> Result<bool> {
    let Some(kept) = store::find_kept(connection, new.id).await? else { return Ok(false) };
    let mine = kept.reported_by == person;
    if mine && kept.content_hash == rules::content_hash(new) {
        return Ok(true);
    }
    if !mine && whose == Whose::Mine {
        return Ok(false);
    }
    Err(Refusal::of(ErrorCode::IdTaken).at("id").into())
}
