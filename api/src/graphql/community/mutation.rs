//! What officers and chairs do to areas, committees and groups.

use async_graphql::{Context, Object, SimpleObject};
use domain::community::{
    area::{set_area_status, set_boundary, update_area},
    committee::{appoint, end_appointment, set_term_regime},
    group::{end_coordinator, set_coordinator},
};

use super::{
    Area,
    committee::{Appointment, TermRegime},
    group::CommunityGroup,
    input::{
        AppointmentAddInput, AppointmentEndInput, AreaBoundarySetInput, AreaStatusSetInput,
        AreaUpdateInput, GroupCoordinatorEndInput, GroupCoordinatorSetInput, TermRegimeSetInput,
    },
};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::{UserError, settle},
};

/// An area, or why it was not changed.
#[derive(SimpleObject)]
pub struct AreaPayload {
    /// The area.
    area: Option<Area>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// An appointment, or why there is none.
#[derive(SimpleObject)]
pub struct AppointmentPayload {
    /// The appointment.
    appointment: Option<Appointment>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// A rule for terms, or why it was not changed.
#[derive(SimpleObject)]
pub struct TermRegimePayload {
    /// The rule.
    term_regime: Option<TermRegime>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// A group with its coordinator, or why nobody was named.
#[derive(SimpleObject)]
pub struct CommunityGroupPayload {
    /// The group.
    group: Option<CommunityGroup>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// What officers and chairs do to areas, committees and groups.
#[derive(Default)]
pub struct CommitteeMutation;

#[Object]
impl CommitteeMutation {
    /// Changes an area's record. `VERSION_CONFLICT` when it has changed meanwhile. MyKRT:
    /// officers of its district, its state and headquarters.
    async fn area_update(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is changed.")] mut input: AreaUpdateInput,
    ) -> domain::Result<AreaPayload> {
        let ctx = context.ctx()?;
        let id = context::id(&input.id, "id")?;
        let (version, key) = (input.version, input.idempotency_key.take());
        let client_mutation_id = input.client_mutation_id.take();
        let answer = update_area(ctx, id, version, &input.read(), key.as_deref()).await;
        let (area, user_errors) = settle(ctx, answer)?;
        Ok(AreaPayload { area: area.map(Area), user_errors, client_mutation_id })
    }

    /// Brings an area's registration a step on, or back: profile → applied → checked by the
    /// district → confirmed by the state → active; each may send it back to its profile.
    /// `STATE_INVALID` when there is no such step. MyKRT: the district's officer applies, checks,
    /// and turns an area active and inactive; the state's confirms and cancels; headquarters makes
    /// it active first.
    async fn area_status_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which step.")] mut input: AreaStatusSetInput,
    ) -> domain::Result<AreaPayload> {
        let ctx = context.ctx()?;
        let id = context::id(&input.id, "id")?;
        let (version, key) = (input.version, input.idempotency_key.take());
        let client_mutation_id = input.client_mutation_id.take();
        let answer = set_area_status(ctx, id, version, &input.read(), key.as_deref()).await;
        let (area, user_errors) = settle(ctx, answer)?;
        Ok(AreaPayload { area: area.map(Area), user_errors, client_mutation_id })
    }

    /// Sets an area's boundary, or takes it away. MyKRT: officers of its district, its state and
    /// headquarters.
    async fn area_boundary_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The boundary.")] input: AreaBoundarySetInput,
    ) -> domain::Result<AreaPayload> {
        let ctx = context.ctx()?;
        let id = context::id(&input.id, "id")?;
        let geometry = input.boundary.as_ref().map(|boundary| &boundary.0);
        let key = input.idempotency_key.as_deref();
        let answer = set_boundary(ctx, id, input.version, geometry, key).await;
        let (area, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(AreaPayload { area: area.map(Area), user_errors, client_mutation_id })
    }

    /// Gives a post on a committee for a term. `POST_TAKEN` and `PERSON_HOLDS_POST` when another
    /// term is in the way, `TERM_LIMIT` after too many terms in a row, `TERM_TOO_LONG` beyond the
    /// rule in force; `PROOF_REQUIRED` without a fresh proof. MyKRT: officers of the area's district, its state and headquarters; the
    /// chair gives every post but that of the chair.
    async fn appointment_add(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "To whom, and for how long.")] mut input: AppointmentAddInput,
    ) -> domain::Result<AppointmentPayload> {
        let ctx = context.ctx()?;
        let key = input.idempotency_key.take();
        let client_mutation_id = input.client_mutation_id.take();
        let identity = &context.house()?.identity;
        let answer = appoint(ctx, identity, &input.read()?, key.as_deref()).await;
        let (appointment, user_errors) = settle(ctx, answer)?;
        let appointment = appointment.map(Appointment);
        Ok(AppointmentPayload { appointment, user_errors, client_mutation_id })
    }

    /// Ends an appointment before its time; one that has ended stays as it is. MyKRT: whoever may
    /// give the post, and its holder.
    async fn appointment_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which one.")] mut input: AppointmentEndInput,
    ) -> domain::Result<AppointmentPayload> {
        let ctx = context.ctx()?;
        let key = input.idempotency_key.take();
        let client_mutation_id = input.client_mutation_id.take();
        let answer = end_appointment(ctx, &input.read()?, key.as_deref()).await;
        let (appointment, user_errors) = settle(ctx, answer)?;
        let appointment = appointment.map(Appointment);
        Ok(AppointmentPayload { appointment, user_errors, client_mutation_id })
    }

    /// Puts a rule for terms in force from a day, or decides what its text leaves open. Terms that
    /// were given keep their rule. MyKRT: headquarters.
    async fn term_regime_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is decided.")] mut input: TermRegimeSetInput,
    ) -> domain::Result<TermRegimePayload> {
        let ctx = context.ctx()?;
        let client_mutation_id = input.client_mutation_id.take();
        let (regime, user_errors) = settle(ctx, set_term_regime(ctx, &input.read()).await)?;
        let term_regime = regime.map(TermRegime);
        Ok(TermRegimePayload { term_regime, user_errors, client_mutation_id })
    }

    /// Makes a resident the coordinator of a community group; whoever led it before leads it no
    /// longer. `PROOF_REQUIRED` without a fresh proof. MyKRT: the area's chair, and officers of its
    /// district, its state and headquarters.
    async fn group_coordinator_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and of which group.")] input: GroupCoordinatorSetInput,
    ) -> domain::Result<CommunityGroupPayload> {
        let ctx = context.ctx()?;
        let group = (context::id(&input.area_id, "areaId")?, input.kind.into());
        let person = context::id(&input.person_id, "personId")?;
        let key = input.idempotency_key.as_deref();
        let identity = &context.house()?.identity;
        let answer = set_coordinator(ctx, identity, group, person, key).await;
        let (group, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        let group = group.map(CommunityGroup);
        Ok(CommunityGroupPayload { group, user_errors, client_mutation_id })
    }

    /// Ends a coordinator's post; one that has ended stays as it is. MyKRT: the area's chair,
    /// officers of its district, its state and headquarters, and the coordinator.
    async fn group_coordinator_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whose.")] input: GroupCoordinatorEndInput,
    ) -> domain::Result<CommunityGroupPayload> {
        let ctx = context.ctx()?;
        let id = context::id(&input.id, "id")?;
        let (group, user_errors) = settle(ctx, end_coordinator(ctx, id).await)?;
        let client_mutation_id = input.client_mutation_id;
        let group = group.map(CommunityGroup);
        Ok(CommunityGroupPayload { group, user_errors, client_mutation_id })
    }
}
