//! Reading notices.

use async_graphql::{Context, ID, Object};
use domain::mykrt::notice;

use super::{Notice, NoticeConnection};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
};

/// Reading notices.
#[derive(Default)]
pub struct MykrtQuery;

#[Object]
impl MykrtQuery {
    /// The viewer's feed: everything published for their areas, newest first. With `areaId`, every
    /// notice of that area for its committee, drafts included. MyKRT, residents and committees.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn notices(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Every notice of this area, drafts included: for its committee.")]
        area_id: Option<ID>,
        #[graphql(desc = "Only those that the viewer has not read.", default)] unread_only: bool,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<NoticeConnection>> {
        let ctx = context.ctx()?;
        let args = connection::args(first, after, last, before);
        let page = match area_id {
            Some(area) => {
                notice::notices_of_area(ctx, context::id(&area, "areaId")?, &args).await?
            }
            None => notice::feed(ctx, unread_only, &args).await?,
        };
        Ok(Some(NoticeConnection::of(page, Notice)))
    }

    /// How many notices of the viewer's feed are unread, counted up to 100 (apps show `99+`).
    /// MyKRT, the signed-in.
    async fn notice_unread_count(&self, context: &Context<'_>) -> domain::Result<Option<u64>> {
        notice::unread_count(context.ctx()?).await.map(Some)
    }

    /// One notice. MyKRT: residents and committee of its area; a draft its committee only.
    async fn notice(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The notice's id.")] id: ID,
    ) -> domain::Result<Option<Notice>> {
        let id = context::id(&id, "id")?;
        Ok(Some(Notice(notice::notice(context.ctx()?, id).await?)))
    }
}
