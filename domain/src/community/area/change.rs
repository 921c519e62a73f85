//! What officers change of a neighbourhood. Whoever changes it says which version they have read,
//! so that nobody undoes what somebody else did meanwhile.

use sea_orm::ActiveEnum as _;
use serde::Serialize;

use super::{boundary::Boundary, model::AreaChanges, rules, store};
use crate::{
    community::{
        approval,
        model::{Area, AreaStatus},
        service, store as places,
    },
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::AreaId,
        replay::{Begun, Once},
        work::Work,
    },
};

/// A step of an area's registration.
#[derive(Clone, Debug, Serialize)]
pub struct AreaStep {
    /// Where it goes.
    pub status: AreaStatus,
    /// Why; an end must have a reason.
    pub reason: Option<String>,
}

/// What a write is remembered by: the area, the version that was read, and what is written.
#[derive(Serialize)]
struct Content<'a, T>(AreaId, i64, &'a T);

/// Changes an area's record.
pub async fn update_area(
    ctx: &Ctx,
    id: AreaId,
    version: i64,
    changes: &AreaChanges,
    key: Option<&str>,
) -> Result<Area> {
    let area = service::area(ctx, id).await?;
    let permit = ctx.authorize(Action::AreaChange, &Target::at(area.place()))?;
    let content = Content(id, version, changes);
    let mut once = match Once::begin(ctx, &permit, "areaUpdate", key, &content).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(_) => return service::area(ctx, id).await,
    };
    let written = async {
        let area = read_again(ctx, &mut once.work, id, version).await?;
        store::change(once.work.connection(), &rules::changed(area, changes)?).await?;
        Ok(id)
    }
    .await;
    once.finish(ctx, written).await?;
    fresh(ctx, id).await
}

/// Brings an area's registration a step on, or back.
pub async fn set_area_status(
    ctx: &Ctx,
    id: AreaId,
    version: i64,
    step: &AreaStep,
    key: Option<&str>,
) -> Result<Area> {
    let area = service::area(ctx, id).await?;
    let target = Target::at(area.place());
    let permit = ctx.authorize(Action::AreaChange, &target)?;
    let content = Content(id, version, step);
    let mut once = match Once::begin(ctx, &permit, "areaStatusSet", key, &content).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(_) => return service::area(ctx, id).await,
    };
    let written = async {
        let area = read_again(ctx, &mut once.work, id, version).await?;
        let action = rules::step(area.status, step.status)?;
        let permit = ctx.authorize(action, &target)?;
        once.work.audit(&permit, id).detail("status", step.status.to_value());
        let reason = rules::reason(step.status, step.reason.as_deref())?;
        store::change_status(once.work.connection(), id, step.status, reason).await?;
        approval::gather(&once.work).await?;
        Ok(id)
    }
    .await;
    once.finish(ctx, written).await?;
    fresh(ctx, id).await
}

/// Sets an area's boundary from its GeoJSON, or takes it away.
pub async fn set_boundary(
    ctx: &Ctx,
    id: AreaId,
    version: i64,
    geometry: Option<&serde_json::Value>,
    key: Option<&str>,
) -> Result<Area> {
    let area = service::area(ctx, id).await?;
    let permit = ctx.authorize(Action::AreaChange, &Target::at(area.place()))?;
    let content = Content(id, version, &geometry);
    let mut once = match Once::begin(ctx, &permit, "areaBoundarySet", key, &content).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(_) => return service::area(ctx, id).await,
    };
    let written = async {
        let boundary = geometry.map(Boundary::read).transpose()?;
        read_again(ctx, &mut once.work, id, version).await?;
        let connection = once.work.connection();
        match &boundary {
            None => store::remove_boundary(connection, id).await?,
            Some(boundary) => {
                store::put_boundary(connection, id, boundary, ctx.person()?, ctx.now()).await?;
            }
        }
        Ok(id)
    }
    .await;
    once.finish(ctx, written).await?;
    fresh(ctx, id).await
}

/// The boundaries of these areas, where they are known.
pub async fn boundaries(ctx: &Ctx, areas: &[AreaId]) -> Result<Vec<(AreaId, Boundary)>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    store::boundaries(ctx.read(), areas).await
}

/// Takes the area for this work alone, if nobody changed it since `version` was read.
async fn read_again(ctx: &Ctx, work: &mut Work, id: AreaId, version: i64) -> Result<Area> {
    if !store::raise_version(work.connection(), id, version, ctx.now()).await? {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    work.tell(Change::new(Scope::Public, Noun::Place, id));
    places::lookup_area(work.connection(), id).await?.ok_or_else(Error::not_found)
}

/// As it stands after the write, not as a replica may still have it.
async fn fresh(ctx: &Ctx, id: AreaId) -> Result<Area> {
    places::lookup_area(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}
