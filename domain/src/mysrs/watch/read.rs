//! Reading alerts.

use super::{
    model::Alert,
    store::{self, AlertKey},
};
use crate::{
    mysrs::unit,
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::Result,
        id::{PatrolId, PatrolUnitId},
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// The most alerts of one patrol that are shown.
const MOST: i64 = 100;

/// The alerts of a unit, the latest first, each with its cursor. For its volunteers, its area's
/// committee and the officers above it.
pub async fn alerts_of_unit(
    ctx: &Ctx,
    unit: PatrolUnitId,
    open_only: bool,
    args: &PageArgs,
) -> Result<Page<(String, Alert)>> {
    let place = unit::standing(ctx, unit).await?;
    ctx.authorize(Action::PatrolRead, &Target::at(place))?;
    let request = PageRequest::<AlertKey>::from_args(args)?;
    let rows = store::list_of_unit(ctx.db().write(), unit, open_only, &request).await?;
    Ok(request.page(rows).map(|alert| (page::encode(&(alert.raised_at, alert.id)), alert)))
}

/// The latest alerts of a patrol. The caller has read the patrol, and with that the right to see them.
pub async fn alerts_of_patrol(ctx: &Ctx, id: PatrolId) -> Result<Vec<Alert>> {
    store::list_of_patrol(ctx.db().write(), id, MOST).await
}
