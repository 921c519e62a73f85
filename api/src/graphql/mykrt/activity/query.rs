//! Reading activities.

use async_graphql::{Context, ID, Object};
use domain::mykrt::activity::{self as activities, ActivityFilter};

use super::types::{Activity, ActivityConnection, ActivityStatus};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
    scalars::DateTime,
};

/// Reading activities.
#[derive(Default)]
pub struct ActivityQuery;

#[Object]
impl ActivityQuery {
    /// Activities of one area, or of all the viewer's areas, the earliest first. MyKRT: residents
    /// and committee of the area, and the officers above it.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn activities(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those of this area; of the viewer's own areas when none is named.")]
        area_id: Option<ID>,
        #[graphql(
            desc = "Only those that this notice carries; none while it is not out, but for the area's committee."
        )]
        notice_id: Option<ID>,
        #[graphql(desc = "Only those that end after this.")] from: Option<DateTime>,
        #[graphql(desc = "Only those that begin before this.")] to: Option<DateTime>,
        #[graphql(desc = "Only those of this status.")] status: Option<ActivityStatus>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<ActivityConnection>> {
        let filter = ActivityFilter {
            area: area_id.as_ref().map(|id| context::id(id, "areaId")).transpose()?,
            notice: notice_id.as_ref().map(|id| context::id(id, "noticeId")).transpose()?,
            from: from.map(|at| at.0),
            to: to.map(|at| at.0),
            status: status.map(Into::into),
        };
        let args = connection::args(first, after, last, before);
        let page = activities::activities(context.ctx()?, &filter, &args).await?;
        Ok(Some(ActivityConnection::of(page, Activity)))
    }

    /// One activity. MyKRT: residents and committee of its area, and the officers above it.
    async fn activity(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The activity's id.")] id: ID,
    ) -> domain::Result<Option<Activity>> {
        let id = context::id(&id, "id")?;
        Ok(Some(Activity(activities::activity(context.ctx()?, id).await?)))
    }
}
