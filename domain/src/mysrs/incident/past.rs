//! An incident of the past, for sample content: as if it had been reported and handled at the time.

use super::{
    category,
    model::{Incident, IncidentStatus, NewIncident},
    number, rules,
    step_model::StepKind,
    step_store::{self, NewStep},
    store,
};
use crate::shared::{
    clock::Instant,
    ctx::Ctx,
    error::{Error, Result},
    id::PersonId,
    work::Work,
};

/// A status that somebody gave to it.
#[derive(Clone, Debug)]
pub(crate) struct PastMove {
    pub to: IncidentStatus,
    pub person: PersonId,
    /// Why, where that is needed.
    pub reason: Option<&'static str>,
    pub at: Instant,
}

/// An incident that was reported when it happened, with what was decided about it since.
#[derive(Clone, Debug)]
pub(crate) struct PastIncident {
    pub new: NewIncident,
    pub by: PersonId,
    pub moves: Vec<PastMove>,
}

/// Writes an incident of the past, without its pictures.
pub(crate) async fn add_past_incident(ctx: &Ctx, work: &Work, past: &PastIncident) -> Result<()> {
    let (connection, new, at) = (work.connection(), &past.new, past.new.happened_at);
    let unit = store::standing(connection, new.unit_id).await?.ok_or_else(Error::not_found)?;
    let (year, ..) = rules::calendar(at);
    let next = number::lock_next(connection, &unit, year, at).await?;
    let category = category::fitting(connection, &new.category_code).await?;
    let kept = rules::reported(new, category, past.by, at)?;
    store::add(connection, &unit, next, &rules::serial(&unit.state_code, next), &kept).await?;
    number::take(connection, new.unit_id, next).await?;
    let reported = Some(IncidentStatus::Reported);
    let first = NewStep { to_status: reported, ..step(ctx, past, StepKind::Reported) };
    step_store::add(connection, &first).await?;
    for moved in &past.moves {
        let found = store::lock(connection, new.id).await?.ok_or_else(Error::not_found)?;
        let from_status = Some(found.status);
        let reason = moved.reason.map(str::to_owned);
        let changed = Incident { status: moved.to, status_reason: reason.clone(), ..found };
        store::change(connection, &changed, moved.at).await?;
        let step = NewStep {
            person_id: moved.person,
            from_status,
            to_status: Some(moved.to),
            note: reason,
            taken_at: moved.at,
            received_at: moved.at,
            ..step(ctx, past, StepKind::StatusSet)
        };
        step_store::add(connection, &step).await?;
    }
    Ok(())
}

/// A step that the reporter takes as it happens, of which nothing else is said.
fn step(ctx: &Ctx, past: &PastIncident, kind: StepKind) -> NewStep {
    NewStep {
        id: ctx.mint(),
        incident_id: past.new.id,
        kind,
        person_id: past.by,
        from_status: None,
        to_status: None,
        assigned_to: None,
        referral_id: None,
        note: None,
        changes: None,
        taken_at: past.new.happened_at,
        received_at: past.new.happened_at,
    }
}
