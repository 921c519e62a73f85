//! Adding, changing and ending checkpoints, and making their codes anew.

use super::{
    model::{ChangingCheckpoint, Checkpoint, CheckpointWish, NewCheckpoint},
    past_store,
    rules::{self, Checked},
    store,
};
use crate::{
    community::area,
    mysrs::{sector, unit},
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        geo::Position,
        id::{AreaId, CheckpointId, PatrolUnitId, SectorId},
        replay::{Begun, Once},
        work::Work,
    },
};

/// The checkpoints of a unit that stand, by name: for its volunteers, its area's committee and the
/// officers above it.
pub async fn checkpoints(ctx: &Ctx, unit: PatrolUnitId) -> Result<Vec<Checkpoint>> {
    let place = unit::standing(ctx, unit).await?;
    ctx.authorize(Action::CheckpointRead, &Target::at(place))?;
    store::list_standing(ctx.read(), unit).await
}

/// One checkpoint, also one that has ended.
pub async fn checkpoint(ctx: &Ctx, id: CheckpointId) -> Result<Checkpoint> {
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let place = unit::standing(ctx, found.unit_id).await?;
    ctx.authorize(Action::CheckpointRead, &Target::at(place))?;
    Ok(found)
}

/// Adds a checkpoint. The same again under its id, or the same key, brings the checkpoint as it stands;
/// something else under its id is refused.
pub async fn add_checkpoint(
    ctx: &Ctx,
    new: &NewCheckpoint,
    key: Option<&str>,
) -> Result<Checkpoint> {
    let place = unit::standing(ctx, new.unit_id).await?;
    let area = place.area.ok_or_else(Error::not_found)?;
    let permit = ctx.authorize(Action::CheckpointWrite, &Target::at(place))?;
    if let Some(id) = new.id
        && let Some(known) = store::lookup(ctx.db().write(), id).await?
        && let Ok(checked) = rules::checked(&new.wish)
        && checked.is(&known, new.unit_id)
    {
        return Ok(known);
    }
    unit::at_work(ctx, new.unit_id).await?;
    let far = is_far(ctx, area, &new.wish).await?;
    let mut once = match Once::begin(ctx, &permit, "checkpointAdd", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return checkpoint(ctx, CheckpointId(id)).await,
    };
    let written = write(ctx, &mut once.work, new, far).await;
    let id = once.finish(ctx, written).await?;
    checkpoint(ctx, id).await
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    new: &NewCheckpoint,
    far_from_area: bool,
) -> Result<CheckpointId> {
    let checked = rules::checked(&new.wish)?;
    let (unit, now) = (new.unit_id, ctx.now());
    // One after the other, so that there are never too many.
    unit::lock(work.connection(), unit).await?;
    in_sector(work, unit, checked.sector_id).await?;
    let id = new.id.unwrap_or_else(|| ctx.mint());
    if let Some(known) = store::lookup(work.connection(), id).await? {
        if !checked.is(&known, unit) {
            return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
        }
        work.leave_unaudited();
        return Ok(known.id);
    }
    if store::count_standing(work.connection(), unit).await? >= rules::MOST {
        return Err(Refusal::of(ErrorCode::TooMany).with("limit", rules::MOST).into());
    }
    let Checked { sector_id, name, position, radius_metres, hours, position_in_order } = checked;
    let checkpoint = Checkpoint {
        id,
        unit_id: unit,
        sector_id,
        name,
        position,
        radius_metres,
        hours,
        position_in_order,
        code_number: 1,
        code_since: now,
        far_from_area,
        version: 1,
        created_at: now,
        ended_at: None,
    };
    if !store::add(work.connection(), &checkpoint).await? {
        // Another unit has taken the id just now.
        return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
    }
    tell(work, unit, id);
    Ok(id)
}

/// Changes a checkpoint from now on: what is not spoken of stays as it is, and so does its code. A
/// check-in from before is judged by what held when it was made, however late it comes in.
pub async fn change_checkpoint(
    ctx: &Ctx,
    changing: &ChangingCheckpoint,
    key: Option<&str>,
) -> Result<Checkpoint> {
    let (found, permit) = writable(ctx, changing.id).await?;
    let area = permit.place.area.ok_or_else(Error::not_found)?;
    let wish = changing.changes.over(&found);
    let far = is_far(ctx, area, &wish).await?;
    let mut once = match Once::begin(ctx, &permit, "checkpointUpdate", key, changing).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return checkpoint(ctx, CheckpointId(id)).await,
    };
    let changed = change(&mut once.work, &found, changing, (&wish, far)).await;
    let id = once.finish(ctx, changed).await?;
    checkpoint(ctx, id).await
}

async fn change(
    work: &mut Work,
    found: &Checkpoint,
    changing: &ChangingCheckpoint,
    (wish, far_from_area): (&CheckpointWish, bool),
) -> Result<CheckpointId> {
    let checked = rules::checked(wish)?;
    let unit = found.unit_id;
    unit::lock(work.connection(), unit).await?;
    in_sector(work, unit, changing.changes.sector_id.flatten()).await?;
    let (id, version) = (changing.id, changing.version);
    // What stays is that of the version that was read.
    if found.version != version {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    if !store::change(work.connection(), (id, version), &checked, far_from_area).await? {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    if checked.moves(found) {
        let now = work.tools().clock.now();
        past_store::add(work.connection(), found, now).await?;
    }
    tell(work, unit, id);
    Ok(id)
}

/// Ends a checkpoint for good: patrols visit it no more, and its code counts no more. Ending it again
/// changes nothing.
pub async fn end_checkpoint(ctx: &Ctx, id: CheckpointId) -> Result<Checkpoint> {
    let (found, permit) = writable(ctx, id).await?;
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    if store::end(work.connection(), id, ctx.now()).await? {
        work.audit(&permit, id);
        tell(&mut work, found.unit_id, id);
    }
    work.commit().await?;
    checkpoint(ctx, id).await
}

/// Makes a checkpoint's code anew in place of the one with this number, which counts no more from now
/// on. Who comes again, or as the second of two, finds it done.
pub async fn renew_code(ctx: &Ctx, id: CheckpointId, number: i64) -> Result<Checkpoint> {
    let (found, permit) = writable(ctx, id).await?;
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    // One after the other, so that what is kept of it is what it was.
    unit::lock(work.connection(), found.unit_id).await?;
    let now_so = store::lookup(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    if store::renew_code(work.connection(), (id, number), ctx.now()).await? {
        past_store::add(work.connection(), &now_so, ctx.now()).await?;
        work.audit(&permit, id);
        tell(&mut work, found.unit_id, id);
    } else {
        if !now_so.stands() {
            return Err(Refusal::of(ErrorCode::StateInvalid).with("status", "ENDED").into());
        }
        if now_so.code_number != number.saturating_add(1) {
            return Err(Refusal::of(ErrorCode::VersionConflict).at("codeNumber").into());
        }
    }
    work.commit().await?;
    checkpoint(ctx, id).await
}

/// A checkpoint that the actor may change.
async fn writable(ctx: &Ctx, id: CheckpointId) -> Result<(Checkpoint, Permit)> {
    ctx.person()?;
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let place = unit::standing(ctx, found.unit_id).await?;
    let permit = ctx.authorize(Action::CheckpointWrite, &Target::at(place))?;
    Ok((found, permit))
}

/// Goes on only when the sector is one of the unit's that has not ended.
async fn in_sector(work: &Work, unit: PatrolUnitId, id: Option<SectorId>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let sectors = sector::list_of_unit(work.connection(), unit).await?;
    if sectors.iter().any(|sector| sector.id == id) {
        return Ok(());
    }
    Err(Refusal::of(ErrorCode::NotFound).at("sectorId").into())
}

/// Whether a place is far away from where the neighbourhood is known to be. A boundary may be wrong
/// and a unit may look after more than its own, so this is said and not refused.
async fn is_far(ctx: &Ctx, id: AreaId, wish: &CheckpointWish) -> Result<bool> {
    // What lies nowhere is refused later.
    let Some(position) = Position::on_globe(wish.latitude, wish.longitude) else {
        return Ok(false);
    };
    if let Some((_, boundary)) = area::boundaries(ctx, &[id]).await?.first() {
        return Ok(boundary.metres_to(position) > rules::NEAR_METRES);
    }
    let area = area(ctx, id).await?;
    let centre = area.latitude.zip(area.longitude);
    let centre = centre.and_then(|(latitude, longitude)| Position::on_globe(latitude, longitude));
    Ok(centre.is_some_and(|centre| centre.metres_to(position) > rules::NEAR_METRES))
}

fn tell(work: &mut Work, unit: PatrolUnitId, id: CheckpointId) {
    work.tell(Change::new(Scope::Unit(unit), Noun::Checkpoint, id));
}
