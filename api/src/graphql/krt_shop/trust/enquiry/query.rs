//! Reading enquiries.

use async_graphql::{Context, ID, Object};
use domain::krt_shop::enquiry;

use super::types::{Enquiry, EnquiryBlock, EnquiryBlockConnection, EnquiryConnection};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
};

/// Reading enquiries.
#[derive(Default)]
pub struct EnquiryQuery;

#[Object]
impl EnquiryQuery {
    /// The viewer's own enquiries, or those to a project; the one in which somebody wrote last first.
    /// KRT Shop: the signed-in; a project's for its sellers.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn enquiries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Those to this project; the viewer's own when nothing is said.")]
        project_id: Option<ID>,
        #[graphql(desc = "Only those with something unread.", default)] unread_only: bool,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<EnquiryConnection>> {
        let (ctx, args) = (context.ctx()?, connection::args(first, after, last, before));
        let page = match project_id {
            Some(id) => {
                let id = context::id(&id, "projectId")?;
                enquiry::enquiries_of_project(ctx, id, unread_only, &args).await?
            }
            None => enquiry::enquiries_of_viewer(ctx, unread_only, &args).await?,
        };
        Ok(Some(EnquiryConnection::of(page, Enquiry)))
    }

    /// One enquiry. A secret that does not open it, or no more, is answered with `NOT_FOUND`: then the
    /// number is confirmed again (`enquiryOpen`). KRT Shop: its buyer, by account or by secret, and the
    /// project's sellers.
    async fn enquiry(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The enquiry's id.")] id: ID,
        #[graphql(desc = "The enquiry's secret: for a buyer without an account.")] secret: Option<
            String,
        >,
    ) -> domain::Result<Option<Enquiry>> {
        let (ctx, id) = (context.ctx()?, context::id(&id, "id")?);
        Ok(Some(Enquiry(enquiry::enquiry(ctx, id, secret.as_deref()).await?)))
    }

    /// How many messages the viewer has not read in their own enquiries, or nobody of a project in those
    /// to it. KRT Shop: the signed-in; a project's for its sellers.
    async fn enquiries_unread(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Those to this project; the viewer's own when nothing is said.")]
        project_id: Option<ID>,
    ) -> domain::Result<Option<i64>> {
        let ctx = context.ctx()?;
        Ok(Some(match project_id {
            Some(id) => {
                let id = context::id(&id, "projectId")?;
                enquiry::unread_of_project(ctx, id).await?
            }
            None => enquiry::unread_of_viewer(ctx).await?,
        }))
    }

    /// Who of a project and its buyers has blocked whom, the newest first. KRT Shop: the project's
    /// sellers and the officers above it.
    async fn enquiry_blocks(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The project.")] project_id: ID,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<EnquiryBlockConnection>> {
        let (ctx, id) = (context.ctx()?, context::id(&project_id, "projectId")?);
        let args = connection::args(first, after, last, before);
        let page = enquiry::blocks(ctx, id, &args).await?;
        Ok(Some(EnquiryBlockConnection::of(page, EnquiryBlock::of)))
    }
}
