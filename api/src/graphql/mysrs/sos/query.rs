//! Reading calls for help.

use async_graphql::{Context, ID, Object};
use domain::mysrs::sos;

use super::types::{Sos, SosConnection};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
};

/// Reading calls for help.
#[derive(Default)]
pub struct SosQuery;

#[Object]
impl SosQuery {
    /// One call for help. MySRS: the caller, whoever was told, the unit's volunteers, the area's
    /// committee and the officers above it.
    async fn sos(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The call's id.")] id: ID,
    ) -> domain::Result<Option<Sos>> {
        let id = context::id(&id, "id")?;
        Ok(Some(Sos(sos::sos(context.ctx()?, id).await?)))
    }

    /// The calls for help of a unit, the latest first. MySRS: the unit's volunteers, its area's
    /// committee and the officers above it.
    async fn sos_calls(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The unit's id.")] unit_id: ID,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<SosConnection>> {
        let (ctx, unit) = (context.ctx()?, context::id(&unit_id, "unitId")?);
        let args = connection::args(first, after, last, before);
        let page = sos::calls_of_unit(ctx, unit, &args).await?;
        Ok(Some(SosConnection::of(page, Sos)))
    }
}
