//! Reading seals, and comparing a log with them.

use async_graphql::{Context, ID, Object};
use domain::mysrs::seal;

use super::types::{PatrolSeal, PatrolSealConnection, PatrolSealReport};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
};

/// Reading seals, and comparing a log with them.
#[derive(Default)]
pub struct SealQuery;

#[Object]
impl SealQuery {
    /// The seals of a patrol's log, the first one first; none before it ends. The sealed log itself is
    /// `GET /v1/patrols/{id}/log.jsonl`, which `krt verify` checks without this service. MySRS: the
    /// unit's volunteers, its area's committee and the officers above it.
    async fn patrol_seals(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The patrol's id.")] patrol_id: ID,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<PatrolSealConnection>> {
        let (ctx, patrol) = (context.ctx()?, context::id(&patrol_id, "patrolId")?);
        let args = connection::args(first, after, last, before);
        let page = seal::seals_of(ctx, patrol, &args).await?;
        Ok(Some(PatrolSealConnection::of(page, PatrolSeal)))
    }

    /// Compares the log of a patrol with its seals, row by row. MySRS: the unit's volunteers, its
    /// area's committee and the officers above it.
    async fn seal_verify(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The patrol's id.")] patrol_id: ID,
    ) -> domain::Result<Option<PatrolSealReport>> {
        let patrol = context::id(&patrol_id, "patrolId")?;
        let checks = &context.house()?.seals;
        Ok(Some(seal::verify_of(context.ctx()?, checks, patrol).await?.into()))
    }
}
