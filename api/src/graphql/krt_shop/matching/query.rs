//! Reading needs, supplies and matches.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use domain::krt_shop::matching;

use super::types::{ProjectTrade, TradeMatch, TradeMatchConnection};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
};

/// What projects need and can supply, and what of it fits.
#[derive(Default)]
pub struct MatchingQuery;

#[Object]
impl MatchingQuery {
    /// What a project needs and can supply, the oldest first, at most 20 of each: what was ended is left
    /// out. KRT Shop and MyKRT: the project's owner, its area's committee, the officers above it.
    async fn project_trades(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The project's id.")] project_id: ID,
    ) -> domain::Result<Option<Vec<ProjectTrade>>> {
        let ctx = context.ctx()?;
        let id = context::id(&project_id, "projectId")?;
        let trades = matching::trades_of_project(ctx, id).await?;
        let cards = context.house()?.directory.cards(ctx).await?;
        let wrap = |trade| ProjectTrade { trade, cards: Arc::clone(&cards) };
        Ok(Some(trades.into_iter().map(wrap).collect()))
    }

    /// What fits to what a project needs and can supply, the newest first; what was put aside stays
    /// away. The same people.
    async fn project_trade_matches(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The project's id.")] project_id: ID,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<TradeMatchConnection>> {
        let (ctx, args) = (context.ctx()?, connection::args(first, after, last, before));
        let id = context::id(&project_id, "projectId")?;
        let page = matching::matches_of_project(ctx, id, &args).await?;
        let cards = context.house()?.directory.cards(ctx).await?;
        let wrap = |found| TradeMatch { found, cards: Arc::clone(&cards) };
        Ok(Some(TradeMatchConnection::of(page, wrap)))
    }

    /// What fits in a state, or between it and another, the newest first, each pair once. KRT Shop and
    /// MyKRT: the state's officers and those of headquarters.
    async fn trade_matches(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The state's two-digit code.")] state_code: String,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<TradeMatchConnection>> {
        let (ctx, args) = (context.ctx()?, connection::args(first, after, last, before));
        let page = matching::matches_of_state(ctx, &state_code, &args).await?;
        let cards = context.house()?.directory.cards(ctx).await?;
        let wrap = |found| TradeMatch { found, cards: Arc::clone(&cards) };
        Ok(Some(TradeMatchConnection::of(page, wrap)))
    }
}
