//! Correcting an incident, and moving it from one status to another.

use sea_orm::ActiveEnum as _;
use serde::Serialize;

use super::{
    category,
    model::{Incident, IncidentChanges, SettingStatus, Severity},
    rules,
    sight::{Shown, incident, target_of},
    step,
    step_model::StepKind,
    step_store::{self, NewStep},
    store, told,
};
use crate::{
    policy::Action,
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::IncidentId,
        replay::{Begun, Once},
        text,
        work::Work,
    },
};

/// Corrects an incident whose newest version the editor has read. What stood there before stays in the
/// timeline. Nothing is corrected of one that is resolved or closed: reopen it first.
pub async fn update_incident(
    ctx: &Ctx,
    id: IncidentId,
    version: i64,
    changes: &IncidentChanges,
    key: Option<&str>,
) -> Result<Shown> {
    #[derive(Serialize)]
    struct Content<'a>(IncidentId, i64, &'a IncidentChanges);
    let shown = incident(ctx, id).await?;
    let target = target_of(ctx, &shown, Action::IncidentUpdate);
    let permit = ctx.authorize(Action::IncidentUpdate, &target)?;
    let content = Content(id, version, changes);
    let mut once = match Once::begin(ctx, &permit, "incidentUpdate", key, &content).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return incident(ctx, IncidentId(id)).await,
    };
    let changed = change(ctx, &mut once.work, (id, version), changes).await;
    let id = once.finish(ctx, changed).await?;
    incident(ctx, id).await
}

async fn change(
    ctx: &Ctx,
    work: &mut Work,
    (id, version): (IncidentId, i64),
    changes: &IncidentChanges,
) -> Result<IncidentId> {
    let found = newest(work, id, version).await?;
    if rules::is_over(found.status) {
        return Err(state_invalid(&found).into());
    }
    if let Some(code) = changes.category_code.as_ref().filter(|c| **c != found.category_code) {
        category::in_use(work.connection(), code).await?;
    }
    let was = found.severity;
    let (changed, before) = rules::changed(found, changes)?;
    if before.0.is_empty() {
        work.leave_unaudited();
        return Ok(id);
    }
    store::change(work.connection(), &changed, ctx.now()).await?;
    let step = step::taken(ctx, id, StepKind::Updated)?;
    let (step_id, by) = (step.id, step.person_id);
    step_store::add(work.connection(), &NewStep { changes: Some(before), ..step }).await?;
    if changed.severity == Severity::High && was != Severity::High {
        told::raised(work, &changed, by, step_id).await?;
    }
    told::changed(work, changed.unit_id, id);
    Ok(id)
}

/// Acknowledges an incident, works on it, resolves, closes or reopens it. The status that it has
/// already changes nothing, whichever version was read.
pub async fn set_incident_status(
    ctx: &Ctx,
    setting: &SettingStatus,
    key: Option<&str>,
) -> Result<Shown> {
    let shown = incident(ctx, setting.id).await?;
    let action = rules::action_of(shown.incident.status, setting.status);
    let permit = ctx.authorize(action, &target_of(ctx, &shown, action))?;
    let mut once = match Once::begin(ctx, &permit, "incidentStatusSet", key, setting).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return incident(ctx, IncidentId(id)).await,
    };
    let set = set(ctx, &mut once.work, setting, action).await;
    let id = once.finish(ctx, set).await?;
    incident(ctx, id).await
}

async fn set(
    ctx: &Ctx,
    work: &mut Work,
    setting: &SettingStatus,
    permitted: Action,
) -> Result<IncidentId> {
    let SettingStatus { id, version, status: to, .. } = *setting;
    let found = store::lock(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    if found.status == to {
        work.leave_unaudited();
        return Ok(id);
    }
    let from = found.status;
    // What was permitted was permitted from the status that was read.
    if found.version != version || rules::action_of(from, to) != permitted {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    if !rules::can_become(from, to) {
        return Err(state_invalid(&found).at("status").into());
    }
    let reason = setting.reason.as_deref().filter(|reason| !reason.trim().is_empty());
    let reason = match reason {
        Some(reason) => {
            Some(text::paragraphs_of(reason, rules::REASON).map_err(|r| r.at("reason"))?)
        }
        None if rules::needs_reason(from, to) => {
            return Err(Refusal::of(ErrorCode::Required).at("reason").into());
        }
        None => None,
    };
    let unit = found.unit_id;
    let changed = Incident { status: to, status_reason: reason.clone(), ..found };
    store::change(work.connection(), &changed, ctx.now()).await?;
    let step = step::taken(ctx, id, StepKind::StatusSet)?;
    let step = NewStep { from_status: Some(from), to_status: Some(to), note: reason, ..step };
    step_store::add(work.connection(), &step).await?;
    told::moved(work, &changed, from, (step.person_id, step.id)).await?;
    told::changed(work, unit, id);
    Ok(id)
}

/// The incident in the version that was read, locked; another one is a conflict.
pub(super) async fn newest(work: &Work, id: IncidentId, version: i64) -> Result<Incident> {
    let found = store::lock(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    if found.version != version {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    Ok(found)
}

pub(super) fn state_invalid(found: &Incident) -> Refusal {
    Refusal::of(ErrorCode::StateInvalid).with("status", found.status.to_value())
}
