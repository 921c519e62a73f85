//! Writing kiosks and carnivals, and standing there.

use async_graphql::{Context, Object, SimpleObject};
use domain::krt_shop::kiosk;

use super::{
    input::{
        KioskCancelInput, KioskJoinInput, KioskLeaveInput, KioskSetInput, KioskStandDecideInput,
    },
    types::{Kiosk, KioskStand},
};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::{UserError, settle},
};

/// A kiosk or a carnival, or why there is none.
#[derive(SimpleObject)]
pub struct KioskPayload {
    /// The kiosk or carnival.
    kiosk: Option<Kiosk>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// A stand, or why there is none.
#[derive(SimpleObject)]
pub struct KioskStandPayload {
    /// The stand as it is now.
    stand: Option<KioskStand>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Writing kiosks and carnivals, and standing there.
#[derive(Default)]
pub struct KioskMutation;

#[Object]
impl KioskMutation {
    /// Adds a kiosk or a carnival, or changes it with the version that was read. KRT Shop: officers of
    /// its district and above.
    async fn kiosk_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What it says, whole.")] mut input: KioskSetInput,
    ) -> domain::Result<KioskPayload> {
        let key = input.idempotency_key.take();
        let client_mutation_id = input.client_mutation_id.take();
        let new = input.read()?;
        let answer = kiosk::set_kiosk(context.ctx()?, &new, key.as_deref()).await;
        place(context, answer, client_mutation_id).await
    }

    /// Says that a carnival does not take place, or closes a kiosk for good: it is in no list from then
    /// on. KRT Shop: officers of its district and above.
    async fn kiosk_cancel(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which one, and why.")] input: KioskCancelInput,
    ) -> domain::Result<KioskPayload> {
        let id = context::id(&input.id, "id")?;
        let answer = kiosk::cancel_kiosk(context.ctx()?, id, Some(&input.reason)).await;
        place(context, answer, input.client_mutation_id).await
    }

    /// Asks for a stand for a project, or says anew what it sells there: what is confirmed stays so. The
    /// same again changes nothing. KRT Shop and MyKRT: the project's owner; its area's chair, secretary
    /// and their deputies.
    async fn kiosk_join(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Where, who, and what it sells.")] input: KioskJoinInput,
    ) -> domain::Result<KioskStandPayload> {
        let answer = kiosk::join_kiosk(context.ctx()?, &input.read()?).await;
        stand(context, answer, input.client_mutation_id).await
    }

    /// Gives up a project's stand. The same people.
    async fn kiosk_leave(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which stand.")] input: KioskLeaveInput,
    ) -> domain::Result<KioskStandPayload> {
        let (id, project) = input.read()?;
        let answer = kiosk::leave_kiosk(context.ctx()?, id, project).await;
        stand(context, answer, input.client_mutation_id).await
    }

    /// Confirms a project's stand, declines it, or takes it away. KRT Shop: officers of the place's
    /// district and above.
    async fn kiosk_stand_decide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is decided.")] input: KioskStandDecideInput,
    ) -> domain::Result<KioskStandPayload> {
        let (ctx, which) = (context.ctx()?, input.read()?);
        let reason = input.reason.as_deref();
        let answer = kiosk::decide_stand(ctx, which, input.decision.into(), reason).await;
        stand(context, answer, input.client_mutation_id).await
    }
}

async fn place(
    context: &Context<'_>,
    answer: domain::Result<kiosk::Kiosk>,
    client_mutation_id: Option<String>,
) -> domain::Result<KioskPayload> {
    let ctx = context.ctx()?;
    let (found, user_errors) = settle(ctx, answer)?;
    let cards = context.house()?.directory.cards(ctx).await?;
    let kiosk = found.map(|kiosk| Kiosk::new(kiosk, cards));
    Ok(KioskPayload { kiosk, user_errors, client_mutation_id })
}

async fn stand(
    context: &Context<'_>,
    answer: domain::Result<kiosk::Stand>,
    client_mutation_id: Option<String>,
) -> domain::Result<KioskStandPayload> {
    let ctx = context.ctx()?;
    let (found, user_errors) = settle(ctx, answer)?;
    let cards = context.house()?.directory.cards(ctx).await?;
    let stand = match found {
        Some(stand) => Some(KioskStand::of(ctx, cards, stand).await?),
        None => None,
    };
    Ok(KioskStandPayload { stand, user_errors, client_mutation_id })
}
