//! Reading changes of hands and open shifts.

use async_graphql::{Context, ID, Object};
use domain::mysrs::swap;

use super::types::{OpenShift, ShiftSwap, ShiftSwapConnection};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
};

/// Reading changes of hands and open shifts.
#[derive(Default)]
pub struct SwapQuery;

#[Object]
impl SwapQuery {
    /// The changes of hands of a unit, the latest first. MySRS: its volunteers see those that concern
    /// them; the unit's leader, and the area's chair, secretary and their deputies all of them.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn shift_swaps(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The unit's id.")] unit_id: ID,
        #[graphql(desc = "Only those that wait for somebody.", default = true)] waiting_only: bool,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<ShiftSwapConnection>> {
        let (ctx, unit) = (context.ctx()?, context::id(&unit_id, "unitId")?);
        let args = connection::args(first, after, last, before);
        let page = swap::swaps_of_unit(ctx, unit, waiting_only, &args).await?;
        Ok(Some(ShiftSwapConnection::of(page, ShiftSwap)))
    }

    /// The shifts of a unit in the next 62 days in which somebody is wanted, the earliest first. MySRS:
    /// the unit's volunteers, its area's committee and the officers above it.
    async fn open_shifts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The unit's id.")] unit_id: ID,
    ) -> domain::Result<Option<Vec<OpenShift>>> {
        let (ctx, unit) = (context.ctx()?, context::id(&unit_id, "unitId")?);
        let open = swap::open_shifts(ctx, unit).await?;
        Ok(Some(open.into_iter().map(OpenShift).collect()))
    }
}
