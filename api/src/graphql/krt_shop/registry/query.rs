//! Reading the projects of an area, whatever their status.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use domain::krt_shop::project;

use crate::graphql::{
    connection,
    context::{self, InRequest as _},
    krt_shop::{Project, ProjectConnection, project::ProjectStatus},
};

/// Reading the projects of an area, whatever their status.
#[derive(Default)]
pub struct ProjectQuery;

#[Object]
impl ProjectQuery {
    /// The projects of an area in every status, newest first. KRT Shop and MyKRT: the area's
    /// committee and the officers above it.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn projects_of_area(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The area's id.")] area_id: ID,
        #[graphql(desc = "Only those in this status.")] status: Option<ProjectStatus>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<ProjectConnection>> {
        let (ctx, area) = (context.ctx()?, context::id(&area_id, "areaId")?);
        let args = connection::args(first, after, last, before);
        let page = project::projects_of_area(ctx, area, status.map(Into::into), &args).await?;
        let cards = context.house()?.directory.cards(ctx).await?;
        Ok(Some(ProjectConnection::of(page, |found| Project::new(Arc::new(found), &cards))))
    }
}
