//! The timeline of an incident: everything that was done about it, and what people note.

use sea_orm::ConnectionTrait;

use super::{
    model::IncidentStatus,
    sight::{Shown, incident, target_of},
    step_model::{NewNote, Step, StepKind},
    step_store::{self, NewStep, StepKey},
    store, told,
};
use crate::{
    mysrs::patrol::correction::{Said, corrected},
    policy::Action,
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{IncidentId, PersonId},
        page::{self, Page, PageArgs, PageRequest},
        text,
    },
};

/// The longest note, in characters.
const NOTE: usize = 4_000;

/// A step that the actor takes now, of which nothing else is said yet.
pub(super) fn taken(ctx: &Ctx, incident_id: IncidentId, kind: StepKind) -> Result<NewStep> {
    Ok(NewStep {
        id: ctx.mint(),
        incident_id,
        kind,
        person_id: ctx.person()?,
        from_status: None,
        to_status: None,
        assigned_to: None,
        referral_id: None,
        note: None,
        changes: None,
        taken_at: ctx.now(),
        received_at: ctx.now(),
    })
}

/// The first step.
pub(super) async fn reported<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    id: IncidentId,
) -> Result<()> {
    let to_status = Some(IncidentStatus::Reported);
    let step = NewStep { to_status, ..taken(ctx, id, StepKind::Reported)? };
    step_store::add(connection, &step).await
}

/// Adds a note, which nobody changes any more. The same id again with the same text changes nothing.
pub async fn add_note(ctx: &Ctx, new: &NewNote) -> Result<Shown> {
    let shown = incident(ctx, new.incident_id).await?;
    let target = target_of(ctx, &shown, Action::IncidentNote);
    let permit = ctx.authorize(Action::IncidentNote, &target)?;
    let person = ctx.person()?;
    let (note, _) = text::fitted(&new.text, NOTE);
    let note = note.ok_or_else(|| Refusal::of(ErrorCode::Required).at("text"))?;
    let mut work = ctx.begin().await?;
    let found = store::lock(work.connection(), new.incident_id).await?;
    let found = found.ok_or_else(Error::not_found)?;
    if is_repeat(work.connection(), new, &note, person).await? {
        return Ok(shown);
    }
    let now = ctx.now();
    let said = Said { at: new.written_at.unwrap_or(now), monotonic_ms: new.monotonic_ms };
    let taken_at = corrected(said, &new.clock, now).at;
    let step = taken(ctx, new.incident_id, StepKind::Noted)?;
    let step = NewStep { id: new.id, note: Some(note), taken_at, ..step };
    step_store::add(work.connection(), &step).await?;
    told::changed(&mut work, found.unit_id, found.id);
    work.audit(&permit, found.id);
    work.commit().await?;
    incident(ctx, new.incident_id).await
}

/// Whether the same note stands already; another one under its id is refused.
async fn is_repeat<C: ConnectionTrait>(
    connection: &C,
    new: &NewNote,
    note: &str,
    person: PersonId,
) -> Result<bool> {
    let Some(kept) = step_store::find(connection, new.id).await? else { return Ok(false) };
    let same = kept.kind == StepKind::Noted
        && kept.incident_id == new.incident_id
        && kept.person_id == person
        && kept.note.as_deref() == Some(note);
    if same { Ok(true) } else { Err(Refusal::of(ErrorCode::IdTaken).at("id").into()) }
}

/// What was done about an incident, the first first, each with its cursor; nothing for whoever may
/// not see it.
pub async fn timeline(
    ctx: &Ctx,
    shown: &Shown,
    args: &PageArgs,
) -> Result<Option<Page<(String, Step)>>> {
    if !shown.rights.see_timeline {
        return Ok(None);
    }
    let request = PageRequest::<StepKey>::from_args(args)?;
    let mut rows = step_store::list(ctx.db().write(), shown.incident.id, &request).await?;
    let reporter = Some(shown.incident.reported_by);
    for step in rows.iter_mut().filter(|step| step.person_id == reporter) {
        if !shown.rights.see_reporter {
            step.person_id = None;
            step.display_name.clear();
        }
    }
    Ok(Some(request.page(rows).map(|step| (page::encode(&(step.number, step.id)), step))))
}
