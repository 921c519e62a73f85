//! Reading requests, residents and codes.

use async_graphql::{Context, ID, Object};
use domain::community::{join_code, membership};

use super::{
    code::JoinCode,
    types::{MembershipRequest, MembershipRequestConnection, Resident, ResidentConnection},
};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
};

/// Reading requests, residents and codes.
#[derive(Default)]
pub struct MembershipQuery;

#[Object]
impl MembershipQuery {
    /// The requests for membership of an area that wait, oldest first. The viewer's own are under
    /// `viewer`. MyKRT: chair, secretary and their deputies of the area; while it has neither a chair
    /// nor a secretary who is not shut out, the officers of its district and its state too.
    async fn membership_requests(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The area.")] area_id: ID,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<MembershipRequestConnection>> {
        let area = context::id(&area_id, "areaId")?;
        let args = connection::args(first, after, last, before);
        let page = membership::pending_requests(context.ctx()?, area, &args).await?;
        Ok(Some(MembershipRequestConnection::of(page, MembershipRequest)))
    }

    /// The residents of an area by name. The committee sees all of them; the leader of a patrol unit
    /// of the area sees those who show patrol leaders their number. MyKRT: the area's committee;
    /// MySRS: leaders of its units.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn residents(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The area.")] area_id: ID,
        #[graphql(desc = "Words of the name; at most 200 characters and 8 words.")] query: Option<
            String,
        >,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<ResidentConnection>> {
        let area = context::id(&area_id, "areaId")?;
        let args = connection::args(first, after, last, before);
        let page = membership::residents(context.ctx()?, area, query.as_deref(), &args).await?;
        Ok(Some(ResidentConnection::of(page, Resident)))
    }

    /// The join code that an area has now, to be printed again; null before the first. MyKRT: chair,
    /// secretary and their deputies of the area.
    async fn join_code(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The area.")] area_id: ID,
    ) -> domain::Result<Option<JoinCode>> {
        let area = context::id(&area_id, "areaId")?;
        Ok(join_code::join_code(context.ctx()?, area).await?.map(JoinCode))
    }
}
