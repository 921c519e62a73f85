//! Saying what projects need and can supply.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::krt_shop::matching::{self, Trade};

use super::{
    input::{ProjectTradeEndInput, ProjectTradeSetInput, TradeMatchDismissInput},
    types::ProjectTrade,
};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::{UserError, settle},
};

/// A need or a supply, or why there is none.
#[derive(SimpleObject)]
pub struct ProjectTradePayload {
    /// The need or the supply.
    trade: Option<ProjectTrade>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// A match that was put aside, or why not.
#[derive(SimpleObject)]
pub struct TradeMatchDismissPayload {
    /// The id of the match.
    match_id: Option<ID>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Saying what projects need and can supply.
#[derive(Default)]
pub struct MatchingMutation;

#[Object]
impl MatchingMutation {
    /// Says what a project needs or can supply, or changes it with the version that was read; at most 20
    /// of each (`TOO_MANY`). What fits to it is there at once, and both sides are told, once a week at
    /// most. KRT Shop and MyKRT: the project's owner; its area's chair, secretary and their deputies.
    async fn project_trade_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What it needs or can supply.")] mut input: ProjectTradeSetInput,
    ) -> domain::Result<ProjectTradePayload> {
        let key = input.idempotency_key.take();
        let client_mutation_id = input.client_mutation_id.take();
        let new = input.read()?;
        let answer = matching::set_trade(context.ctx()?, &new, key.as_deref()).await;
        payload(context, answer, client_mutation_id).await
    }

    /// A project needs, or can supply, something no more. The same people.
    async fn project_trade_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which need or supply.")] input: ProjectTradeEndInput,
    ) -> domain::Result<ProjectTradePayload> {
        let answer = matching::end_trade(context.ctx()?, context::id(&input.id, "id")?).await;
        payload(context, answer, input.client_mutation_id).await
    }

    /// Puts a match aside: it stays away for this side, whatever is said anew. The same people.
    async fn trade_match_dismiss(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which match.")] input: TradeMatchDismissInput,
    ) -> domain::Result<TradeMatchDismissPayload> {
        let ctx = context.ctx()?;
        let answer = matching::dismiss_match(ctx, context::id(&input.id, "id")?).await;
        let (done, user_errors) = settle(ctx, answer)?;
        let match_id = done.map(|()| input.id);
        let client_mutation_id = input.client_mutation_id;
        Ok(TradeMatchDismissPayload { match_id, user_errors, client_mutation_id })
    }
}

async fn payload(
    context: &Context<'_>,
    answer: domain::Result<Trade>,
    client_mutation_id: Option<String>,
) -> domain::Result<ProjectTradePayload> {
    let ctx = context.ctx()?;
    let (trade, user_errors) = settle(ctx, answer)?;
    let cards = context.house()?.directory.cards(ctx).await?;
    let trade = trade.map(|trade| ProjectTrade { trade, cards });
    Ok(ProjectTradePayload { trade, user_errors, client_mutation_id })
}
