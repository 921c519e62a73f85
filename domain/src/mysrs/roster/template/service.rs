//! Setting, ending and reading places and recurring shifts.

use super::{
    model::{PatrolPlace, SettingPlace, SettingTemplate, ShiftTemplate},
    rules, store,
};
use crate::{
    mysrs::{
        rule,
        unit::{self, patrol_unit},
    },
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PatrolPlaceId, PatrolUnitId, ShiftTemplateId},
        text,
    },
};

/// The most places, and the most recurring shifts, that a unit has at once.
const MOST: usize = 60;
/// The farthest place in a list.
const LAST: i64 = 1_000;

/// A unit's places that are in use, in their order.
pub async fn places(ctx: &Ctx, id: PatrolUnitId) -> Result<Vec<PatrolPlace>> {
    patrol_unit(ctx, id).await?;
    store::list_places(ctx.read(), id).await
}

/// A unit's recurring shifts that are in use, in the order in which they were made.
pub async fn templates(ctx: &Ctx, id: PatrolUnitId) -> Result<Vec<ShiftTemplate>> {
    patrol_unit(ctx, id).await?;
    store::list_templates(ctx.read(), id).await
}

/// Sets a place: a new one, or another name or position of the one with this id. The same again
/// changes nothing.
pub async fn set_place(ctx: &Ctx, setting: &SettingPlace) -> Result<PatrolPlace> {
    let permit = permit(ctx, setting.unit_id).await?;
    let name = text::line(&setting.name, rules::NAME).map_err(|r| r.at("name"))?;
    if !(1..=LAST).contains(&setting.position) {
        let refusal = Refusal::of(ErrorCode::OutOfRange).at("position");
        return Err(refusal.with("least", 1).with("most", LAST).into());
    }
    let SettingPlace { id, unit_id, position, .. } = *setting;
    let place = PatrolPlace { id, unit_id, name, position, ended_at: None };
    let mut work = ctx.begin().await?;
    unit::lock(work.connection(), unit_id).await?;
    match store::lookup_place(work.connection(), id).await? {
        Some(known) if known == place => return Ok(known),
        Some(known) => still_ours(known.unit_id == unit_id, known.ended_at.is_some())?,
        None => room(store::list_places(work.connection(), unit_id).await?.len())?,
    }
    store::put_place(work.connection(), &place).await?;
    work.audit(&permit, id);
    work.tell(Change::new(Scope::Unit(unit_id), Noun::PatrolUnit, unit_id));
    work.commit().await?;
    Ok(place)
}

/// A place is not used any more; ending it again changes nothing. Shifts that are planned there
/// stay.
pub async fn end_place(ctx: &Ctx, id: PatrolPlaceId) -> Result<PatrolPlace> {
    ctx.person()?;
    let found = store::lookup_place(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let permit = permit(ctx, found.unit_id).await?;
    if found.ended_at.is_some() {
        return Ok(found);
    }
    let (mut work, ended_at) = (ctx.begin().await?, Some(ctx.now()));
    store::end_place(work.connection(), id, ctx.now()).await?;
    work.audit(&permit, id);
    work.tell(Change::new(Scope::Unit(found.unit_id), Noun::PatrolUnit, found.unit_id));
    work.commit().await?;
    Ok(PatrolPlace { ended_at, ..found })
}

/// Sets a recurring shift: a new one, or another shape of the one with this id. What was planned
/// from it stays until the month is planned anew.
pub async fn set_template(ctx: &Ctx, setting: &SettingTemplate) -> Result<ShiftTemplate> {
    let permit = permit(ctx, setting.unit_id).await?;
    unit::at_work(ctx, setting.unit_id).await?;
    let (mut work, unit_id) = (ctx.begin().await?, setting.unit_id);
    let rule = rule::in_force(work.connection(), ctx.now()).await?;
    let template = rules::checked(setting, &rule)?;
    unit::lock(work.connection(), unit_id).await?;
    if let Some(place) = template.place_id {
        let found = store::lookup_place(work.connection(), place).await?;
        if found.is_none_or(|found| found.unit_id != unit_id || found.ended_at.is_some()) {
            return Err(Refusal::of(ErrorCode::NotFound).at("placeId").into());
        }
    }
    match store::lookup_template(work.connection(), template.id).await? {
        Some(known) if known == template => return Ok(known),
        Some(known) => still_ours(known.unit_id == unit_id, known.ended_at.is_some())?,
        None => room(store::list_templates(work.connection(), unit_id).await?.len())?,
    }
    store::put_template(work.connection(), &template).await?;
    work.audit(&permit, template.id);
    work.tell(Change::new(Scope::Unit(unit_id), Noun::PatrolUnit, unit_id));
    work.commit().await?;
    Ok(template)
}

/// No shift is made from a recurring shift any more; ending it again changes nothing.
pub async fn end_template(ctx: &Ctx, id: ShiftTemplateId) -> Result<ShiftTemplate> {
    ctx.person()?;
    let found = store::lookup_template(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let permit = permit(ctx, found.unit_id).await?;
    if found.ended_at.is_some() {
        return Ok(found);
    }
    let (mut work, ended_at) = (ctx.begin().await?, Some(ctx.now()));
    store::end_template(work.connection(), id, ctx.now()).await?;
    work.audit(&permit, id);
    work.tell(Change::new(Scope::Unit(found.unit_id), Noun::PatrolUnit, found.unit_id));
    work.commit().await?;
    Ok(ShiftTemplate { ended_at, ..found })
}

async fn permit(ctx: &Ctx, id: PatrolUnitId) -> Result<Permit> {
    let place = unit::standing(ctx, id).await?;
    ctx.authorize(Action::ShiftTemplateWrite, &Target::at(place))
}

/// What another unit has, or has ended, is not set again.
fn still_ours(ours: bool, ended: bool) -> Result<()> {
    if !ours {
        return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
    }
    if ended {
        return Err(Refusal::of(ErrorCode::StateInvalid).at("id").with("status", "ENDED").into());
    }
    Ok(())
}

fn room(already: usize) -> Result<()> {
    if already >= MOST {
        return Err(Refusal::of(ErrorCode::TooMany).at("id").with("limit", MOST).into());
    }
    Ok(())
}
