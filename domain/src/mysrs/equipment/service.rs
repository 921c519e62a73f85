//! Saying what equipment a unit has.

use super::{
    model::{Equipment, NewEquipment},
    rules, store,
};
use crate::{
    mysrs::unit,
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{EquipmentId, PatrolUnitId},
    },
};

/// Says what a piece of equipment is; the same again changes nothing. The unit's leader and those who
/// write in its committee's name.
pub async fn set_equipment(ctx: &Ctx, new: &NewEquipment) -> Result<Equipment> {
    let place = unit::standing(ctx, new.unit_id).await?;
    let permit = ctx.authorize(Action::EquipmentSet, &Target::at(place))?;
    let number = rules::number(new)?;
    let (set_by, set_at) = (ctx.person()?, ctx.now());
    let (id, unit_id, kind) = (new.id, new.unit_id, new.kind);
    let piece = Equipment { id, unit_id, kind, number, set_by, set_at, ended_at: None };
    let mut work = ctx.begin().await?;
    // One after the other, so that the number of pieces stands until this one is there.
    store::lock_unit(work.connection(), new.unit_id).await?;
    let known = store::lookup(work.connection(), new.id).await?;
    match &known {
        Some(known) if known.unit_id != new.unit_id => {
            return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
        }
        Some(_) => {}
        None => {
            let pieces = store::list_of_unit(work.connection(), new.unit_id).await?;
            if pieces.iter().filter(|piece| piece.ended_at.is_none()).count() >= rules::MOST {
                return Err(Refusal::of(ErrorCode::TooMany)
                    .at("id")
                    .with("limit", rules::MOST)
                    .into());
            }
        }
    }
    store::put(work.connection(), &piece).await?;
    work.audit(&permit, new.id);
    work.tell(Change::new(Scope::Unit(new.unit_id), Noun::PatrolUnit, new.unit_id));
    work.commit().await?;
    store::lookup(ctx.db().write(), new.id).await?.ok_or_else(Error::not_found)
}

/// A unit has a piece of equipment no longer; saying it again changes nothing. The unit's leader and
/// those who write in its committee's name.
pub async fn end_equipment(ctx: &Ctx, id: EquipmentId) -> Result<Equipment> {
    ctx.person()?;
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let place = unit::standing(ctx, found.unit_id).await?;
    let permit = ctx.authorize(Action::EquipmentSet, &Target::at(place))?;
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    if store::end(work.connection(), id, ctx.now()).await? {
        work.audit(&permit, id);
        work.tell(Change::new(Scope::Unit(found.unit_id), Noun::PatrolUnit, found.unit_id));
    }
    work.commit().await?;
    store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}

/// What a unit has, by kind and number: for whoever may see the unit.
pub async fn equipment_of_unit(ctx: &Ctx, unit: PatrolUnitId) -> Result<Vec<Equipment>> {
    unit::patrol_unit(ctx, unit).await?;
    let pieces = store::list_of_unit(ctx.db().write(), unit).await?;
    Ok(pieces.into_iter().filter(|piece| piece.ended_at.is_none()).collect())
}
