//! Saying what a project needs and can supply.

use super::{
    find,
    model::{NewTrade, Trade},
    rules::{self, Said},
    store,
};
use crate::{
    krt_shop::{
        category,
        project::{self, ProjectStatus},
    },
    policy::{Action, Permit, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{ProjectId, ProjectTradeId},
        malaysia,
        replay::{Begun, Once},
        work::Work,
    },
};

/// So much of each side a project has at most.
const MOST: i64 = 20;

fn conflict() -> Error {
    Refusal::of(ErrorCode::VersionConflict).at("version").into()
}

/// A project that the actor says something for.
async fn allowed(ctx: &Ctx, id: ProjectId) -> Result<Permit> {
    ctx.person()?;
    let project = project::project(ctx, id).await?;
    let place = project::place_of_project(ctx, &project).await?;
    ctx.authorize(Action::TradeWrite, &Target::at(place))
}

/// Says what a project needs or can supply, or changes it with the version that was read. The same again
/// changes nothing. What fits to it is there at once.
pub async fn set_trade(ctx: &Ctx, new: &NewTrade, key: Option<&str>) -> Result<Trade> {
    let permit = allowed(ctx, new.project_id).await?;
    let mut once = match Once::begin(ctx, &permit, "projectTradeSet", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return newest(ctx, ProjectTradeId(id)).await,
    };
    let written = write(ctx, &mut once.work, &permit, new).await;
    let id = once.finish(ctx, written).await?;
    newest(ctx, id).await
}

async fn newest(ctx: &Ctx, id: ProjectTradeId) -> Result<Trade> {
    store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    permit: &Permit,
    new: &NewTrade,
) -> Result<ProjectTradeId> {
    let (person, now) = (ctx.person()?, ctx.now());
    let id = new.id.unwrap_or_else(|| ctx.mint());
    let tree = category::tree(work.connection()).await?;
    if let Some(top) = tree.path(&new.category_code).last() {
        store::take_turns(work.connection(), &top.code).await?;
    }
    let project = project::lookup_steady(work.connection(), new.project_id).await?;
    let project = project.ok_or_else(Error::not_found)?;
    if !matches!(project.status, ProjectStatus::Active | ProjectStatus::Inactive) {
        return Err(Refusal::of(ErrorCode::StateInvalid).at("projectId").into());
    }
    let known = store::lookup(work.connection(), id).await?;
    let ours = |known: &Trade| known.project_id == new.project_id && known.side == new.side;
    if known.as_ref().is_some_and(|known| !ours(known)) {
        return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
    }
    let kept = known.as_ref().and_then(Trade::until);
    let said = rules::checked(new, &tree, malaysia::day(now), kept)?;
    let trade = match known {
        None => {
            if store::count(work.connection(), new.project_id, new.side).await? >= MOST {
                return Err(Refusal::of(ErrorCode::TooMany).with("limit", MOST).into());
            }
            let trade = Trade { id, created_at: now, ..onto(new, said, 1, now) };
            if !store::add(work.connection(), &trade, person).await? {
                return Err(conflict());
            }
            trade
        }
        Some(known) => {
            let said = onto(new, said, known.version + 1, now);
            let newer = Trade { id, created_at: known.created_at, ..said };
            if is_same(&known, &newer) {
                return Ok(id);
            }
            if new.version != Some(known.version)
                || !store::change(work.connection(), &newer, person).await?
            {
                return Err(conflict());
            }
            newer
        }
    };
    find::refresh(ctx, work, &trade, &tree).await?;
    work.audit(permit, id);
    Ok(id)
}

fn onto(new: &NewTrade, said: Said, version: i64, now: crate::shared::clock::Instant) -> Trade {
    Trade {
        id: ProjectTradeId(uuid::Uuid::nil()),
        project_id: new.project_id,
        side: new.side,
        category_code: new.category_code.clone(),
        words: said.words,
        quantity: new.quantity,
        unit: said.unit,
        rhythm: new.rhythm,
        until_day: said.until_day,
        version,
        created_at: now,
        updated_at: now,
        ended_at: None,
    }
}

/// Whether both say the same.
fn is_same(known: &Trade, newer: &Trade) -> bool {
    *known == Trade { version: known.version, updated_at: known.updated_at, ..newer.clone() }
}

/// A project needs, or can supply, something no more. Ending it again changes nothing.
pub async fn end_trade(ctx: &Ctx, id: ProjectTradeId) -> Result<Trade> {
    ctx.person()?;
    let found = newest(ctx, id).await?;
    let permit = allowed(ctx, found.project_id).await?;
    if found.ended_at.is_some() {
        return Ok(found);
    }
    let (person, now) = (ctx.person()?, ctx.now());
    let mut work = ctx.begin().await?;
    let ended = Trade { version: found.version + 1, updated_at: now, ended_at: Some(now), ..found };
    if !store::change(work.connection(), &ended, person).await? {
        return Err(conflict());
    }
    let tree = category::tree(work.connection()).await?;
    find::refresh(ctx, &work, &ended, &tree).await?;
    work.audit(&permit, id).detail("ended", "true");
    work.commit().await?;
    Ok(ended)
}
