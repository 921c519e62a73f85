//! Calling for help, answering, and ending a call.

use async_graphql::{Context, Object};
use domain::mysrs::sos::{self, Acknowledging};

use super::{
    input::{SosAcknowledgeInput, SosCancelInput, SosRaiseInput, SosResolveInput},
    payload::SosPayload,
};
use crate::graphql::context::{self, InRequest as _};

/// Calling for help, answering, and ending a call.
#[derive(Default)]
pub struct SosMutation;

#[Object]
impl SosMutation {
    /// Calls for help: the team on patrol, the unit's leader, the area's chair, secretary and their
    /// deputies are told at once, and it rings until somebody answers. The same id again is the
    /// same call: one that has no position yet takes the repeat's. While one of the caller's goes on
    /// another joins it: when that one had been answered, or rings no more, it rings anew; when it came
    /// in half a day ago, it is over (`LAPSED`), and this is a new one. Apps rather use
    /// `POST /v1/sos`, which takes an expired token and waits for nothing. `SOS_NOT_HERE`, and
    /// `UNAUTHENTICATED` when no token is sent, name the emergency number. The treasurer and the
    /// committee's other members see the call and are not woken by it. MySRS: the volunteers of a unit,
    /// and whoever has left it while they are on a patrol of it that is on its way.
    async fn sos_raise(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The call.")] input: SosRaiseInput,
    ) -> domain::Result<SosPayload> {
        let ctx = context.ctx()?;
        let raised = sos::raise(ctx, &input.read(ctx)?, false).await?;
        let answer = sos::sos(ctx, raised.sos.id).await;
        SosPayload::of(ctx, answer, input.client_mutation_id)
    }

    /// Takes a call back: those who were told hear that it was a false alarm. Taking back what is
    /// over changes nothing. MySRS: whoever called.
    async fn sos_cancel(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which call, and why.")] input: SosCancelInput,
    ) -> domain::Result<SosPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let answer = sos::cancel(ctx, id, input.reason.as_deref()).await;
        SosPayload::of(ctx, answer, input.client_mutation_id)
    }

    /// Says that the viewer has seen a call, comes, or is there: it rings no more, and the caller is
    /// told. The same again changes nothing. MySRS: whoever was told; the unit's volunteers; the
    /// area's chair, secretary and their deputies.
    async fn sos_acknowledge(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The answer.")] input: SosAcknowledgeInput,
    ) -> domain::Result<SosPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let said = Acknowledging { id, stage: input.stage.into(), eta: input.eta };
        let answer = sos::acknowledge(ctx, &said).await;
        SosPayload::of(ctx, answer, input.client_mutation_id)
    }

    /// Says how a call ended: the caller and those who were told hear it. The same again changes
    /// nothing. MySRS: whoever answers it; the unit's leader; the area's chair, secretary and their
    /// deputies.
    async fn sos_resolve(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which call, and how it ended.")] input: SosResolveInput,
    ) -> domain::Result<SosPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let answer = sos::resolve(ctx, id, &input.outcome).await;
        SosPayload::of(ctx, answer, input.client_mutation_id)
    }
}
