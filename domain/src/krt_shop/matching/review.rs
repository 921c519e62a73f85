//! Looking again at what fits, when a project has moved on the map or a category in its tree.

use super::{find, store};
use crate::{
    duties::Duty,
    krt_shop::category,
    shared::{ctx::Ctx, error::Result, id::ProjectId, scheduler, work::Work},
};

/// Looks again for what fits to everything that a project needs and can supply. Doing it again changes
/// nothing more.
pub(crate) async fn review_due(ctx: &Ctx, work: &mut Work, id: ProjectId) -> Result<()> {
    let tree = category::tree(work.connection()).await?;
    let mut tops: Vec<&str> = Vec::new();
    for trade in store::list(work.connection(), id).await? {
        let top = tree.path(&trade.category_code).last().map(|top| top.code.as_str());
        tops.extend(top);
    }
    // In one order for everybody, so that nobody waits for somebody who waits for them.
    tops.sort_unstable();
    tops.dedup();
    for top in tops {
        store::take_turns(work.connection(), top).await?;
    }
    // As everything stands now that it is this one's turn.
    let tree = category::tree(work.connection()).await?;
    for trade in store::list(work.connection(), id).await? {
        find::refresh(ctx, work, &trade, &tree).await?;
    }
    Ok(())
}

/// Plans that for every project that needs or can supply something of these categories: about a thousand
/// at most, as many as there are.
pub(crate) async fn review_in_categories(
    ctx: &Ctx,
    work: &mut Work,
    categories: &[&str],
) -> Result<()> {
    let mut projects: Vec<ProjectId> = Vec::new();
    for category in categories {
        projects.extend(store::projects_in_category(work.connection(), category).await?);
    }
    projects.sort_unstable();
    projects.dedup();
    for project in projects {
        scheduler::plan(work, Duty::TradesReview, project, ctx.now()).await?;
    }
    Ok(())
}
