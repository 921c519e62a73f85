//! Planning months, and what they are planned from.

use async_graphql::{Context, Object};
use domain::mysrs::roster::{availability, month, template};

use super::{
    input::{
        AvailabilitySetInput, PatrolPlaceEndInput, PatrolPlaceSetInput, PatrollerLeadSetInput,
        RosterGenerateInput, RosterPinInput, RosterPublishInput, ShiftAssignInput,
        ShiftCancelInput, ShiftTemplateEndInput, ShiftTemplateSetInput,
    },
    payload::{
        AvailabilityPayload, PatrolPlacePayload, PatrollerLeadPayload, RosterPayload,
        ShiftTemplatePayload,
    },
    places::{Availability, PatrolPlace, ShiftTemplate},
    types::Roster,
};
use crate::graphql::{
    context::{self, InRequest as _},
    mysrs::{
        payload::ShiftPayload,
        unit::{Patroller, Shift},
    },
    outcome::settle,
};

/// Planning months, and what they are planned from.
#[derive(Default)]
pub struct RosterMutation;

#[Object]
impl RosterMutation {
    /// Plans a month, or repairs the one that stands. What was agreed is kept, every rule too, and the
    /// burden is even; where no roster keeps every rule, the nearest one comes, with `problems` and
    /// `reliefs`. It stays a draft until it is published; a published month is repaired where it
    /// stands, and those concerned are told. It takes up to some seconds. MySRS: the unit's leader; the
    /// area's chair, secretary and their deputies.
    async fn roster_generate(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which month.")] input: RosterGenerateInput,
    ) -> domain::Result<RosterPayload> {
        let (ctx, planning) = (context.ctx()?, input.read()?);
        let answer = month::generate(ctx, &planning, input.idempotency_key.as_deref()).await;
        let (roster, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(RosterPayload { roster: roster.map(Roster), user_errors, client_mutation_id })
    }

    /// Says of places in a roster whether they were agreed: planning anew keeps those. MySRS: the
    /// unit's leader; the area's chair, secretary and their deputies.
    async fn roster_pin(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What was agreed.")] input: RosterPinInput,
    ) -> domain::Result<RosterPayload> {
        let (ctx, pinning) = (context.ctx()?, input.read()?);
        let answer = month::pin(ctx, &pinning, input.idempotency_key.as_deref()).await;
        let (roster, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(RosterPayload { roster: roster.map(Roster), user_errors, client_mutation_id })
    }

    /// Publishes a month to its unit, when every rule is kept at that moment: each volunteer is told
    /// of their shifts. MySRS: the unit's leader; the area's chair, secretary and their deputies.
    async fn roster_publish(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which month.")] input: RosterPublishInput,
    ) -> domain::Result<RosterPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let key = input.idempotency_key.as_deref();
        let answer = month::publish(ctx, id, input.version, key).await;
        let (roster, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(RosterPayload { roster: roster.map(Roster), user_errors, client_mutation_id })
    }

    /// Puts somebody into a shift, takes them out, or puts them there instead of another. In a
    /// published month every rule is kept and those concerned are told; in a draft a team may still be
    /// too small. MySRS: the unit's leader; the area's chair, secretary and their deputies.
    async fn shift_assign(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who comes and who goes.")] input: ShiftAssignInput,
    ) -> domain::Result<ShiftPayload> {
        let (ctx, assigning) = (context.ctx()?, input.read()?);
        let answer = month::assign(ctx, &assigning, input.idempotency_key.as_deref()).await;
        let (shift, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(ShiftPayload { shift: shift.map(Shift), user_errors, client_mutation_id })
    }

    /// Says that a shift does not take place, and tells its people; in a draft it stays out of the
    /// month from now on. Again changes nothing. MySRS: the unit's leader; the area's chair, secretary
    /// and their deputies.
    async fn shift_cancel(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which shift, and why.")] input: ShiftCancelInput,
    ) -> domain::Result<ShiftPayload> {
        let (ctx, cancelling) = (context.ctx()?, input.read()?);
        let answer = month::cancel(ctx, &cancelling, input.idempotency_key.as_deref()).await;
        let (shift, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(ShiftPayload { shift: shift.map(Shift), user_errors, client_mutation_id })
    }

    /// Sets a recurring shift, from which months are made; what is planned already stays until the
    /// month is planned anew. At most 60 at once. MySRS: the unit's leader; the area's chair,
    /// secretary and their deputies.
    async fn shift_template_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The recurring shift.")] input: ShiftTemplateSetInput,
    ) -> domain::Result<ShiftTemplatePayload> {
        let (ctx, setting) = (context.ctx()?, input.read()?);
        let (found, user_errors) = settle(ctx, template::set_template(ctx, &setting).await)?;
        let (shift_template, client_mutation_id) =
            (found.map(ShiftTemplate), input.client_mutation_id);
        Ok(ShiftTemplatePayload { shift_template, user_errors, client_mutation_id })
    }

    /// Makes no more shifts from a recurring one; again changes nothing. MySRS: the unit's leader; the
    /// area's chair, secretary and their deputies.
    async fn shift_template_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which one.")] input: ShiftTemplateEndInput,
    ) -> domain::Result<ShiftTemplatePayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let (found, user_errors) = settle(ctx, template::end_template(ctx, id).await)?;
        let (shift_template, client_mutation_id) =
            (found.map(ShiftTemplate), input.client_mutation_id);
        Ok(ShiftTemplatePayload { shift_template, user_errors, client_mutation_id })
    }

    /// Sets where patrols of a unit meet. At most 60 places at once. MySRS: the unit's leader; the
    /// area's chair, secretary and their deputies.
    async fn patrol_place_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The place.")] input: PatrolPlaceSetInput,
    ) -> domain::Result<PatrolPlacePayload> {
        let (ctx, setting) = (context.ctx()?, input.read()?);
        let (found, user_errors) = settle(ctx, template::set_place(ctx, &setting).await)?;
        let (patrol_place, client_mutation_id) = (found.map(PatrolPlace), input.client_mutation_id);
        Ok(PatrolPlacePayload { patrol_place, user_errors, client_mutation_id })
    }

    /// Uses a place no more; shifts that are planned there stay. Again changes nothing. MySRS: the
    /// unit's leader; the area's chair, secretary and their deputies.
    async fn patrol_place_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which one.")] input: PatrolPlaceEndInput,
    ) -> domain::Result<PatrolPlacePayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let (found, user_errors) = settle(ctx, template::end_place(ctx, id).await)?;
        let (patrol_place, client_mutation_id) = (found.map(PatrolPlace), input.client_mutation_id);
        Ok(PatrolPlacePayload { patrol_place, user_errors, client_mutation_id })
    }

    /// Says when the viewer is away or likes to patrol; it may be sent late and twice. A published
    /// month does not change by it. MySRS: the unit's volunteers and leader, each for themselves.
    async fn availability_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What they say.")] input: AvailabilitySetInput,
    ) -> domain::Result<AvailabilityPayload> {
        let (ctx, unit) = (context.ctx()?, context::id(&input.unit_id, "unitId")?);
        let items = input.read()?;
        let answer = availability::set_availability(ctx, unit, &items).await;
        let (standing, user_errors) = settle(ctx, answer)?;
        Ok(AvailabilityPayload {
            availability: standing.unwrap_or_default().into_iter().map(Availability).collect(),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Says whether a volunteer can lead a team; whoever leads the unit always can (`LEADER_LEADS`).
    /// MySRS: the unit's leader; the area's chair, secretary
    /// and their deputies.
    async fn patroller_lead_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who.")] input: PatrollerLeadSetInput,
    ) -> domain::Result<PatrollerLeadPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.patroller_id, "patrollerId")?);
        let answer = month::set_can_lead(ctx, id, input.can_lead).await;
        let (patroller, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(PatrollerLeadPayload {
            patroller: patroller.map(Patroller),
            user_errors,
            client_mutation_id,
        })
    }
}
