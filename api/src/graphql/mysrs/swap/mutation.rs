//! Asking for changes of hands, answering and approving them, dropping out and standing in.

use async_graphql::{Context, Object};
use domain::mysrs::swap::{self, LegAsked, SwapAsking, SwapKind};

use super::{
    input::{
        ShiftDropInput, ShiftGiveAwayInput, ShiftSwapAcceptInput, ShiftSwapCancelInput,
        ShiftSwapDecideInput, ShiftSwapRequestInput, ShiftTakeInput,
    },
    types::{ShiftSwap, ShiftSwapPayload},
};
use crate::graphql::{
    context::{self, InRequest as _},
    mysrs::{payload::ShiftPayload, unit::Shift},
    outcome::settle,
};

/// Asking for changes of hands, answering and approving them, dropping out and standing in.
#[derive(Default)]
pub struct SwapMutation;

#[Object]
impl SwapMutation {
    /// Asks others for their shifts in exchange for the viewer's own, two of them or three in a ring.
    /// What would break a rule is refused at once. MySRS: the unit's volunteers and leader.
    async fn shift_swap_request(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who would give what.")] input: ShiftSwapRequestInput,
    ) -> domain::Result<ShiftSwapPayload> {
        let (ctx, asking) = (context.ctx()?, input.read()?);
        let (swap, user_errors) = settle(ctx, swap::request(ctx, &asking).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(ShiftSwapPayload { swap: swap.map(ShiftSwap), user_errors, client_mutation_id })
    }

    /// Offers the viewer's shift to somebody, or to whoever takes it first; it is theirs until then.
    /// MySRS: the unit's volunteers and leader.
    async fn shift_give_away(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which shift.")] input: ShiftGiveAwayInput,
    ) -> domain::Result<ShiftSwapPayload> {
        let ctx = context.ctx()?;
        let to = input.to_person_id.as_ref();
        let leg = LegAsked {
            shift_id: context::id(&input.shift_id, "shiftId")?,
            person_id: ctx.person()?,
        };
        let asking = SwapAsking {
            id: context::id(&input.id, "id")?,
            kind: SwapKind::Give,
            legs: vec![leg],
            to_person_id: to.map(|id| context::id(id, "toPersonId")).transpose()?,
            reason: input.reason,
        };
        let (swap, user_errors) = settle(ctx, swap::request(ctx, &asking).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(ShiftSwapPayload { swap: swap.map(ShiftSwap), user_errors, client_mutation_id })
    }

    /// Answers whoever asks for a change of hands, or takes what is offered to all: the first who does
    /// has it. When all have agreed, it is carried out, or waits for the unit's leader. The same answer
    /// again changes nothing. MySRS: who is asked.
    async fn shift_swap_accept(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The answer.")] input: ShiftSwapAcceptInput,
    ) -> domain::Result<ShiftSwapPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let (swap, user_errors) = settle(ctx, swap::answer(ctx, id, input.accept).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(ShiftSwapPayload { swap: swap.map(ShiftSwap), user_errors, client_mutation_id })
    }

    /// Approves or declines a change of hands on which all have agreed. Nobody approves their own while
    /// another leader or the committee can (`OWN_SWAP`); where nobody else can, it is noted. The same
    /// again changes nothing. MySRS: the unit's leader; the area's chair, secretary and their deputies.
    async fn shift_swap_decide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The decision.")] input: ShiftSwapDecideInput,
    ) -> domain::Result<ShiftSwapPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let (swap, user_errors) = settle(ctx, swap::decide(ctx, id, input.approve).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(ShiftSwapPayload { swap: swap.map(ShiftSwap), user_errors, client_mutation_id })
    }

    /// Takes back what the viewer asked for, while it waits. Again changes nothing. MySRS: who asked.
    async fn shift_swap_cancel(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which one.")] input: ShiftSwapCancelInput,
    ) -> domain::Result<ShiftSwapPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let (swap, user_errors) = settle(ctx, swap::cancel(ctx, id).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(ShiftSwapPayload { swap: swap.map(ShiftSwap), user_errors, client_mutation_id })
    }

    /// Says that the viewer cannot come. In time (24 hours, a dated rule) the shift is offered to all
    /// and theirs until somebody takes it, and what they had offered of it before ends; later they are out at
    /// once, and whoever may stand in is called. Either way the unit's other leaders are told, or else those
    /// who write in the committee's name. MySRS: the unit's volunteers and leader.
    async fn shift_drop(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which shift.")] input: ShiftDropInput,
    ) -> domain::Result<ShiftSwapPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let shift = context::id(&input.shift_id, "shiftId")?;
        let answer = swap::drop_shift(ctx, id, shift, input.reason.as_deref()).await;
        let (swap, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(ShiftSwapPayload { swap: swap.map(ShiftSwap), user_errors, client_mutation_id })
    }

    /// Takes an open place of a shift, when every rule allows it: the first who does has it
    /// (`TEAM_FULL` for the next). Whoever is in it already changes nothing. MySRS: the unit's
    /// volunteers and leader.
    async fn shift_take(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which shift.")] input: ShiftTakeInput,
    ) -> domain::Result<ShiftPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.shift_id, "shiftId")?);
        let (shift, user_errors) = settle(ctx, swap::take_shift(ctx, id).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(ShiftPayload { shift: shift.map(Shift), user_errors, client_mutation_id })
    }
}
