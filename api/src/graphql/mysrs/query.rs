//! Reading units and patrols.

use async_graphql::{Context, ID, Object};
use domain::mysrs::{patrol, unit};

use super::{Patrol, PatrolUnit};
use crate::graphql::context::{self, InRequest as _};

/// Reading units and patrols.
#[derive(Default)]
pub struct MysrsQuery;

#[Object]
impl MysrsQuery {
    /// The units in which the viewer patrols, by name. MySRS, the signed-in.
    async fn patrol_units(&self, context: &Context<'_>) -> domain::Result<Option<Vec<PatrolUnit>>> {
        let units = unit::my_units(context.ctx()?).await?;
        Ok(Some(units.into_iter().map(PatrolUnit).collect()))
    }

    /// One unit. MySRS: its volunteers, its area's committee and the officers above it.
    async fn patrol_unit(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The unit's id.")] id: ID,
    ) -> domain::Result<Option<PatrolUnit>> {
        let id = context::id(&id, "id")?;
        Ok(Some(PatrolUnit(unit::patrol_unit(context.ctx()?, id).await?)))
    }

    /// One patrol. MySRS: the unit's volunteers, its area's committee and the officers above it.
    async fn patrol(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The patrol's id.")] id: ID,
    ) -> domain::Result<Option<Patrol>> {
        let id = context::id(&id, "id")?;
        Ok(Some(patrol::patrol(context.ctx()?, id).await?.into()))
    }
}
