//! Setting and ending sectors.

use super::{
    model::{Sector, SettingSector},
    rules, store,
};
use crate::{
    mysrs::{checkpoint, strength, unit},
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PatrolUnitId, SectorId},
        replay::{Begun, Once},
        work::Work,
    },
};

/// The sectors of a unit by name: for its volunteers, its area's committee and the officers above it.
pub async fn sectors(ctx: &Ctx, unit: PatrolUnitId) -> Result<Vec<Sector>> {
    let place = unit::standing(ctx, unit).await?;
    ctx.authorize(Action::CheckpointRead, &Target::at(place))?;
    store::list_of_unit(ctx.read(), unit).await
}

/// Adds a sector under an id that the phone has made, or changes the one that stands under it when
/// its version is given. The same again without a version, or the same key, brings the sector as it stands;
/// something else without a version is refused.
pub async fn set_sector(ctx: &Ctx, setting: &SettingSector, key: Option<&str>) -> Result<Sector> {
    let place = unit::standing(ctx, setting.unit_id).await?;
    let permit = ctx.authorize(Action::CheckpointWrite, &Target::at(place))?;
    let mut once = match Once::begin(ctx, &permit, "sectorSet", key, setting).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return fresh(ctx, SectorId(id)).await,
    };
    let written = write(ctx, &mut once.work, setting).await;
    let id = once.finish(ctx, written).await?;
    fresh(ctx, id).await
}

async fn write(ctx: &Ctx, work: &mut Work, setting: &SettingSector) -> Result<SectorId> {
    let (id, unit, now) = (setting.id, setting.unit_id, ctx.now());
    // One after the other, so that there are never too many.
    unit::lock(work.connection(), unit).await?;
    let rule = strength::rule_in_force(work.connection(), now).await?;
    let checked = rules::checked(setting, rule.widest_metres)?;
    let conflict = || Error::from(Refusal::of(ErrorCode::VersionConflict).at("version"));
    let taken = || Error::from(Refusal::of(ErrorCode::IdTaken).at("id"));
    let known = store::lookup(work.connection(), id).await?;
    if known.as_ref().is_some_and(|known| known.unit_id != unit) {
        return Err(taken());
    }
    match (known, setting.version) {
        (Some(known), None) => {
            let stands = (&known.name, known.visit_order, &known.polygon);
            if stands != (&checked.0, setting.visit_order, &checked.1) {
                return Err(taken());
            }
            work.leave_unaudited();
            return Ok(id);
        }
        (None, Some(_)) => return Err(conflict()),
        (Some(_), Some(version)) => {
            if !store::change(work.connection(), setting, version, checked).await? {
                return Err(conflict());
            }
        }
        (None, None) => {
            if store::count(work.connection(), unit).await? >= rules::MOST {
                return Err(Refusal::of(ErrorCode::TooMany).with("limit", rules::MOST).into());
            }
            if !store::add(work.connection(), setting, checked, now).await? {
                // Another unit has taken the id just now.
                return Err(taken());
            }
        }
    }
    work.tell(Change::new(Scope::Unit(unit), Noun::Checkpoint, id));
    Ok(id)
}

/// Ends a sector for good; its checkpoints stay, and lie in none. Ending it again changes nothing.
pub async fn end_sector(ctx: &Ctx, id: SectorId) -> Result<Sector> {
    ctx.person()?;
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let place = unit::standing(ctx, found.unit_id).await?;
    let permit = ctx.authorize(Action::CheckpointWrite, &Target::at(place))?;
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    // Nobody puts a checkpoint into it meanwhile.
    unit::lock(work.connection(), found.unit_id).await?;
    if store::end(work.connection(), id, ctx.now()).await? {
        checkpoint::leave_sector(work.connection(), id).await?;
        work.audit(&permit, id);
        work.tell(Change::new(Scope::Unit(found.unit_id), Noun::Checkpoint, id));
    }
    work.commit().await?;
    fresh(ctx, id).await
}

/// As it stands after the write, not as a replica may still have it.
async fn fresh(ctx: &Ctx, id: SectorId) -> Result<Sector> {
    store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}
