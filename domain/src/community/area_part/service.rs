//! Naming the parts of an area.

use std::collections::HashMap;

use serde::Serialize;

use super::{model::AreaPart, rules, store};
use crate::{
    community::{committee::lock_area, service::place_of_area},
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, AreaPartId},
        replay::{Begun, Once},
        work::Work,
    },
};

/// Names a new part of an area.
pub async fn add_part(ctx: &Ctx, area: AreaId, name: &str, key: Option<&str>) -> Result<AreaPart> {
    #[derive(Serialize)]
    struct Content<'a>(AreaId, &'a str);
    let place = place_of_area(ctx, area).await?;
    let permit = ctx.authorize(Action::AreaPartManage, &Target::at(place))?;
    let content = Content(area, name);
    let mut once = match Once::begin(ctx, &permit, "areaPartAdd", key, &content).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return one(ctx, AreaPartId(id)).await,
    };
    let added = add(ctx, &mut once.work, area, name).await;
    let id = once.finish(ctx, added).await?;
    one(ctx, id).await
}

async fn add(ctx: &Ctx, work: &mut Work, area: AreaId, name: &str) -> Result<AreaPartId> {
    let (name, key) = rules::name(name)?;
    // Of two at once the second counts the first.
    lock_area(work.connection(), area).await?;
    rules::room_for(store::count(work.connection(), area).await?)?;
    let part = AreaPart { id: ctx.mint(), area_id: area, name, ended_at: None };
    store::add(work.connection(), &part, &key, (ctx.person()?, ctx.now())).await?;
    work.tell(Change::new(Scope::Area(area), Noun::Place, area));
    Ok(part.id)
}

/// Gives a part another name: whoever lives there goes on living there.
pub async fn update_part(
    ctx: &Ctx,
    id: AreaPartId,
    name: &str,
    key: Option<&str>,
) -> Result<AreaPart> {
    #[derive(Serialize)]
    struct Content<'a>(AreaPartId, &'a str);
    let (part, permit) = own(ctx, id).await?;
    let content = Content(id, name);
    let mut once = match Once::begin(ctx, &permit, "areaPartUpdate", key, &content).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return one(ctx, AreaPartId(id)).await,
    };
    let changed = rename(&mut once.work, &part, name).await;
    let id = once.finish(ctx, changed).await?;
    one(ctx, id).await
}

async fn rename(work: &mut Work, part: &AreaPart, name: &str) -> Result<AreaPartId> {
    let (name, key) = rules::name(name)?;
    if !store::change_name(work.connection(), part.id, &name, &key).await? {
        return Err(Refusal::of(ErrorCode::AreaPartUnknown).at("id").into());
    }
    work.tell(Change::new(Scope::Area(part.area_id), Noun::Place, part.area_id));
    Ok(part.id)
}

/// Ends a part: nothing new goes to it, and its name is free again. Whoever lives there goes on
/// reading what was sent to it, until they say where they live now. Ending again changes nothing.
pub async fn end_part(ctx: &Ctx, id: AreaPartId) -> Result<AreaPart> {
    let (part, permit) = own(ctx, id).await?;
    let mut work = ctx.begin().await?;
    if store::end(work.connection(), id, (ctx.person()?, ctx.now())).await? {
        work.tell(Change::new(Scope::Area(part.area_id), Noun::Place, part.area_id));
        work.audit(&permit, id);
    } else {
        work.leave_unaudited();
    }
    work.commit().await?;
    one(ctx, id).await
}

/// A part that the actor looks after. That it is there is no secret.
async fn own(ctx: &Ctx, id: AreaPartId) -> Result<(AreaPart, Permit)> {
    ctx.person()?;
    let part = one(ctx, id).await?;
    let place = place_of_area(ctx, part.area_id).await?;
    let permit = ctx.authorize(Action::AreaPartManage, &Target::at(place))?;
    Ok((part, permit))
}

async fn one(ctx: &Ctx, id: AreaPartId) -> Result<AreaPart> {
    store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}

/// These parts, in any order, also those that have ended.
pub async fn parts_by_ids(ctx: &Ctx, ids: &[AreaPartId]) -> Result<Vec<AreaPart>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    store::list_by_ids(ctx.read(), ids).await
}

/// The parts of each of these areas that have not ended, by name: open to everybody, as whoever asks
/// to belong to an area says in which they live.
pub async fn parts_of_areas(ctx: &Ctx, areas: &[AreaId]) -> Result<HashMap<AreaId, Vec<AreaPart>>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let mut parts: HashMap<AreaId, Vec<AreaPart>> = HashMap::new();
    for part in store::list_of_areas(ctx.read(), areas).await? {
        parts.entry(part.area_id).or_default().push(part);
    }
    Ok(parts)
}
