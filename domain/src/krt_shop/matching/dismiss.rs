//! Putting a match aside.

use super::match_store;
use crate::{
    krt_shop::project,
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::TradeMatchId,
    },
};

/// A project is not interested in a match: it stays away, for this side. Again changes nothing.
pub async fn dismiss_match(ctx: &Ctx, id: TradeMatchId) -> Result<()> {
    ctx.person()?;
    let found = match_store::project_of(ctx.db().write(), id).await?;
    let project = project::project(ctx, found.ok_or_else(Error::not_found)?).await?;
    let place = project::place_of_project(ctx, &project).await?;
    let permit = ctx.authorize(Action::TradeWrite, &Target::at(place))?;
    let mut work = ctx.begin().await?;
    if !match_store::dismiss(work.connection(), id, ctx.now()).await? {
        return Ok(());
    }
    work.audit(&permit, id).detail("dismissed", "true");
    work.commit().await
}
