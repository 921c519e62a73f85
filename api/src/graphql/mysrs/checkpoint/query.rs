//! Reading checkpoints.

use async_graphql::{Context, ID, Object};
use domain::mysrs::checkpoint;

use super::types::Checkpoint;
use crate::graphql::context::{self, InRequest as _};

/// Reading checkpoints.
#[derive(Default)]
pub struct CheckpointQuery;

#[Object]
impl CheckpointQuery {
    /// One checkpoint, also one that has ended. MySRS: the unit's volunteers, its area's committee
    /// and the officers above it.
    async fn checkpoint(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The checkpoint's id.")] id: ID,
    ) -> domain::Result<Option<Checkpoint>> {
        let id = context::id(&id, "id")?;
        Ok(Some(Checkpoint(checkpoint::checkpoint(context.ctx()?, id).await?)))
    }
}
