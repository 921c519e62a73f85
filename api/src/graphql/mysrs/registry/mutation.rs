//! Applying for a unit, deciding about it, and joining and leaving it.

use async_graphql::{Context, Object};
use domain::mysrs::{application, consent, unit};

use super::{
    input::{
        PatrolUnitApplyInput, PatrolUnitDecideInput, PatrolUnitLeaderSetInput,
        PatrolUnitMemberAcceptInput, PatrolUnitStatusSetInput, PatrolUnitSubmitInput,
        PatrollerAcceptInput, PatrollerAddInput, PatrollerEndInput, PatrollerLeaveInput,
    },
    member::PatrolUnitConsent,
    payload::{
        PatrolUnitApplicationPayload, PatrolUnitConsentPayload, PatrolUnitPayload,
        PatrollerEndPayload, PatrollerLeavePayload,
    },
    types::PatrolUnitApplication,
};
use crate::graphql::{
    context::{self, InRequest as _},
    mysrs::PatrolUnit,
    outcome::settle,
};

/// Applying for a unit, deciding about it, and joining and leaving it.
#[derive(Default)]
pub struct RegistryMutation;

#[Object]
impl RegistryMutation {
    /// Saves an application for a patrol unit, also when it is not complete: `missing` tells what it
    /// lacks. Everybody named is asked. MySRS: the area's chair, secretary and their deputies.
    async fn patrol_unit_apply(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The whole application.")] input: PatrolUnitApplyInput,
    ) -> domain::Result<PatrolUnitApplicationPayload> {
        let (ctx, new) = (context.ctx()?, input.read()?);
        let answer = application::apply(ctx, &new, input.idempotency_key.as_deref()).await;
        let (application, user_errors) = settle(ctx, answer)?;
        Ok(PatrolUnitApplicationPayload {
            application: application.map(PatrolUnitApplication),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Submits an application; what it lacks is refused, each with its field. It goes to the chair,
    /// or to the district officer when the chair submits it. MySRS: the area's chair, secretary and
    /// their deputies.
    async fn patrol_unit_submit(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which application.")] input: PatrolUnitSubmitInput,
    ) -> domain::Result<PatrolUnitApplicationPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let key = input.idempotency_key.as_deref();
        let answer = application::submit_application(ctx, id, input.version, key).await;
        let (application, user_errors) = settle(ctx, answer)?;
        Ok(PatrolUnitApplicationPayload {
            application: application.map(PatrolUnitApplication),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Decides about an application: whose turn it is approves it, sends it back to the committee
    /// or ends it. Who comes too late is told so by `VERSION_CONFLICT`. The last approval, with which
    /// the unit begins, asks for a fresh proof (`PROOF_REQUIRED`, see `sessionProve`). MySRS: the
    /// chair (Pengerusi), then the district officer (PPD), the state's director (PPN), headquarters;
    /// the committee may cancel its own draft.
    async fn patrol_unit_decide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The decision.")] input: PatrolUnitDecideInput,
    ) -> domain::Result<PatrolUnitApplicationPayload> {
        let (ctx, deciding) = (context.ctx()?, input.read()?);
        let key = input.idempotency_key.as_deref();
        let identity = &context.house()?.identity;
        let answer = application::decide_application(ctx, identity, &deciding, key).await;
        let (application, user_errors) = settle(ctx, answer)?;
        Ok(PatrolUnitApplicationPayload {
            application: application.map(PatrolUnitApplication),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Answers whether the viewer joins the unit that is applied for. They may change their mind
    /// until it is at work. MySRS: whoever is named in the application and lives in the area.
    async fn patrol_unit_member_accept(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The answer.")] input: PatrolUnitMemberAcceptInput,
    ) -> domain::Result<PatrolUnitConsentPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.application_id, "applicationId")?);
        let answer = consent::answer_application(ctx, id, &input.answering()).await;
        let (consent, user_errors) = settle(ctx, answer)?;
        Ok(PatrolUnitConsentPayload {
            consent: consent.map(PatrolUnitConsent),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Asks a resident to join a unit that is there already. Asking again changes nothing. MySRS:
    /// the unit's leader; the area's chair, secretary and their deputies.
    async fn patroller_add(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who is asked.")] input: PatrollerAddInput,
    ) -> domain::Result<PatrolUnitConsentPayload> {
        let (ctx, unit) = (context.ctx()?, context::id(&input.unit_id, "unitId")?);
        let person = context::id(&input.person_id, "personId")?;
        let answer = consent::ask_for_unit(ctx, unit, person).await;
        let (consent, user_errors) = settle(ctx, answer)?;
        Ok(PatrolUnitConsentPayload {
            consent: consent.map(PatrolUnitConsent),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Answers whether the viewer joins a unit; who joins is one of its volunteers from then on.
    /// MySRS: whoever was asked and lives in the area.
    async fn patroller_accept(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The answer.")] input: PatrollerAcceptInput,
    ) -> domain::Result<PatrolUnitConsentPayload> {
        let (ctx, unit) = (context.ctx()?, context::id(&input.unit_id, "unitId")?);
        let answer = consent::answer_unit(ctx, unit, &input.answering()).await;
        let (consent, user_errors) = settle(ctx, answer)?;
        Ok(PatrolUnitConsentPayload {
            consent: consent.map(PatrolUnitConsent),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Leaves a unit at once; leaving again changes nothing. `PatrolUnit.viewerLeavePreview` tells
    /// beforehand whether too few members would remain. MySRS: the unit's volunteers and leader.
    async fn patroller_leave(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which unit.")] input: PatrollerLeaveInput,
    ) -> domain::Result<PatrollerLeavePayload> {
        let (ctx, unit) = (context.ctx()?, context::id(&input.unit_id, "unitId")?);
        let (left, user_errors) = settle(ctx, unit::leave_unit(ctx, unit).await)?;
        Ok(PatrollerLeavePayload {
            strength: left.map(|left| left.strength.into()),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Ends a volunteer's place in a unit at once; ending again changes nothing. They are told by SMS.
    /// Whoever leads the unit is followed by another leader first (`patrolUnitLeaderSet`). MySRS: the
    /// unit's leader; the area's chair, secretary and their deputies.
    async fn patroller_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whose place is ended, and why.")] input: PatrollerEndInput,
    ) -> domain::Result<PatrollerEndPayload> {
        let (ctx, ending) = (context.ctx()?, input.read()?);
        let answer = unit::end_patroller(ctx, &ending, input.idempotency_key.as_deref()).await;
        let (left, user_errors) = settle(ctx, answer)?;
        Ok(PatrollerEndPayload {
            strength: left.map(|left| left.strength.into()),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Gives a unit another leader (Ketua Peronda). It asks for a fresh proof (`PROOF_REQUIRED`, see
    /// `sessionProve`). MySRS: the area's chair, secretary and their deputies.
    async fn patrol_unit_leader_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who leads.")] input: PatrolUnitLeaderSetInput,
    ) -> domain::Result<PatrolUnitPayload> {
        let (ctx, unit) = (context.ctx()?, context::id(&input.unit_id, "unitId")?);
        let leader = context::id(&input.person_id, "personId")?;
        let answer = unit::set_leader(ctx, &context.house()?.identity, unit, leader).await;
        let (unit, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(PatrolUnitPayload { unit: unit.map(PatrolUnit), user_errors, client_mutation_id })
    }

    /// Lets a unit rest, ends it, or sets one that rests to work again, with a reason. When it rests
    /// or ends, its shifts that have not begun do not take place, and their people are told; when it
    /// ends, its volunteers are volunteers no longer. MySRS: the officers above it.
    async fn patrol_unit_status_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The status and the reason.")] input: PatrolUnitStatusSetInput,
    ) -> domain::Result<PatrolUnitPayload> {
        let (ctx, setting) = (context.ctx()?, input.read()?);
        let answer = unit::set_status(ctx, &setting, input.idempotency_key.as_deref()).await;
        let (unit, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(PatrolUnitPayload { unit: unit.map(PatrolUnit), user_errors, client_mutation_id })
    }
}
