//! Who looks after an incident.

use super::{
    handle::{newest, state_invalid},
    model::{Assigning, Incident},
    rules,
    sight::{Shown, incident, target_of},
    step,
    step_model::StepKind,
    step_store::{self, NewStep},
    store, told,
};
use crate::{
    community::committee::holds_post,
    policy::Action,
    shared::{
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        id::{IncidentId, PersonId},
        replay::{Begun, Once},
        work::Work,
    },
};

/// Gives an incident to a volunteer of the unit or somebody of its area's committee, or takes it back.
/// They are told on their phone.
pub async fn assign_incident(ctx: &Ctx, assigning: &Assigning, key: Option<&str>) -> Result<Shown> {
    let shown = incident(ctx, assigning.id).await?;
    let action = Action::IncidentDecide;
    let permit = ctx.authorize(action, &target_of(ctx, &shown, action))?;
    let mut once = match Once::begin(ctx, &permit, "incidentAssign", key, assigning).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return incident(ctx, IncidentId(id)).await,
    };
    let assigned = assign(ctx, &mut once.work, *assigning).await;
    let id = once.finish(ctx, assigned).await?;
    incident(ctx, id).await
}

async fn assign(ctx: &Ctx, work: &mut Work, assigning: Assigning) -> Result<IncidentId> {
    let Assigning { id, version, person } = assigning;
    let found = newest(work, id, version).await?;
    if rules::is_over(found.status) {
        return Err(state_invalid(&found).into());
    }
    if found.assigned_to == person {
        work.leave_unaudited();
        return Ok(id);
    }
    if let Some(person) = person
        && !belongs(ctx, work, &found, person).await?
    {
        return Err(Refusal::of(ErrorCode::PersonNotEligible).at("personId").into());
    }
    let changed = Incident { assigned_to: person, ..found };
    store::change(work.connection(), &changed, ctx.now()).await?;
    let step = NewStep { assigned_to: person, ..step::taken(ctx, id, StepKind::Assigned)? };
    step_store::add(work.connection(), &step).await?;
    if let Some(person) = person.filter(|person| ctx.actor.person() != Some(*person)) {
        told::assigned(work, &changed, person, step.id).await?;
    }
    told::changed(work, changed.unit_id, id);
    Ok(id)
}

/// Whether somebody is a volunteer of the unit, or sits on the committee.
async fn belongs(ctx: &Ctx, work: &Work, found: &Incident, person: PersonId) -> Result<bool> {
    let connection = work.connection();
    Ok(store::is_volunteer(connection, found.unit_id, person).await?
        || holds_post(connection, person, found.area_id, ctx.now()).await?)
}
