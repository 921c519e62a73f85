//! Reading months.

use async_graphql::{Context, ID, Object};
use domain::mysrs::roster::month;

use super::types::Roster;
use crate::graphql::context::{self, InRequest as _};

/// Reading months.
#[derive(Default)]
pub struct RosterQuery;

#[Object]
impl RosterQuery {
    /// The roster of a unit's month; null while there is none, or only a draft that the viewer may not
    /// see. MySRS: the unit's volunteers, its area's committee and the officers above it; drafts the
    /// unit's leader, and the area's chair, secretary and their deputies.
    async fn roster(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The unit's id.")] unit_id: ID,
        #[graphql(desc = "The month in Malaysia: `2026-03`.")] month: String,
    ) -> domain::Result<Option<Roster>> {
        let (ctx, unit) = (context.ctx()?, context::id(&unit_id, "unitId")?);
        Ok(month::roster(ctx, unit, &month).await?.map(Roster))
    }
}
