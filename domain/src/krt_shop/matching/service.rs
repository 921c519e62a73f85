//! Reading needs, supplies and matches.

use super::{
    match_store::{self, MatchKey},
    model::{Match, Trade},
    store,
};
use crate::{
    krt_shop::project,
    policy::{Action, Place, Scope, Target},
    shared::{
        ctx::Ctx,
        error::Result,
        id::ProjectId,
        malaysia,
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// What a project needs and can supply, also what holds no more and was not ended: for its owner, its
/// area's committee and the officers above it.
pub async fn trades_of_project(ctx: &Ctx, id: ProjectId) -> Result<Vec<Trade>> {
    authorize(ctx, id).await?;
    store::list(ctx.read(), id).await
}

/// What fits to a project, the newest first, each with its cursor: for the same readers.
pub async fn matches_of_project(
    ctx: &Ctx,
    id: ProjectId,
    args: &PageArgs,
) -> Result<Page<(String, Match)>> {
    authorize(ctx, id).await?;
    let request = PageRequest::<MatchKey>::from_args(args)?;
    let rows = match_store::list_of_project(ctx.read(), id, &today(ctx), &request).await?;
    Ok(request.page(rows).map(with_cursor))
}

/// What fits in a state, the newest first, each pair once, each with its cursor: for the state's
/// officers and those of headquarters.
pub async fn matches_of_state(
    ctx: &Ctx,
    state: &str,
    args: &PageArgs,
) -> Result<Page<(String, Match)>> {
    let place = Place::only(&Scope::State(state.to_owned()));
    ctx.authorize(Action::TradeOversee, &Target::at(place))?;
    let request = PageRequest::<MatchKey>::from_args(args)?;
    let rows = match_store::list_of_state(ctx.read(), state, &today(ctx), &request).await?;
    Ok(request.page(rows).map(with_cursor))
}

async fn authorize(ctx: &Ctx, id: ProjectId) -> Result<()> {
    ctx.person()?;
    let project = project::project(ctx, id).await?;
    let place = project::place_of_project(ctx, &project).await?;
    ctx.authorize(Action::TradeRead, &Target::at(place))?;
    Ok(())
}

fn today(ctx: &Ctx) -> String {
    malaysia::day(ctx.now()).to_string()
}

fn with_cursor(found: Match) -> (String, Match) {
    (page::encode(&(found.id, found.id)), found)
}
