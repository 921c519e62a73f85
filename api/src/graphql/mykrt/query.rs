//! Reading notices.

use async_graphql::{Context, ID, InputObject, Object};
use domain::mykrt::notice;

use super::{
    Notice, NoticeConnection,
    audience::{NoticeAudienceInput, NoticePlaceInput, NoticeReach},
    receipt::{NoticeRecipient, NoticeRecipientConnection, NoticeUnreadCount},
    types::{NoticeCategory, NoticeSeverity, NoticeStatus},
};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
    plain::Quick,
};

/// Which notices of a feed are wanted.
#[derive(Default, InputObject)]
pub struct NoticeFilter {
    /// Only of this severity; of one `category`, from the cursor on among its next 20,000 of each place.
    severity: Option<NoticeSeverity>,
    /// Only about this.
    category: Option<NoticeCategory>,
    /// Only those that the viewer has not read: from the cursor on among the next 20,000 of each place.
    #[graphql(default)]
    unread_only: bool,
}

impl NoticeFilter {
    fn read(self, unread_only: bool) -> notice::FeedFilter {
        notice::FeedFilter {
            severity: self.severity.map(Into::into),
            category: self.category.map(Into::into),
            unread_only: unread_only || self.unread_only,
        }
    }
}

/// Reading notices.
#[derive(Default)]
pub struct MykrtQuery;

#[Object]
impl MykrtQuery {
    /// The viewer's feed: everything that is meant for them and valid, from all their areas and the
    /// levels above; the pinned first, then the newest. With `areaId`, every notice of that area's
    /// committee for the committee, drafts included. MyKRT, the signed-in.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn notices(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Every notice of this area, drafts included: for its committee.")]
        area_id: Option<ID>,
        #[graphql(
            desc = "Only those of the feed that the viewer has not read; with `areaId` it picks none out.",
            default
        )]
        unread_only: bool,
        #[graphql(desc = "Which notices of the feed; with `areaId` it picks none out.")]
        filter: Option<NoticeFilter>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<Quick<NoticeConnection>>> {
        let ctx = context.ctx()?;
        let args = connection::args(first, after, last, before);
        let page = if let Some(area) = area_id {
            notice::notices_of_area(ctx, context::id(&area, "areaId")?, &args).await?
        } else {
            let filter = filter.unwrap_or_default().read(unread_only);
            notice::feed(ctx, &filter, &args).await?
        };
        Ok(Some(Quick(NoticeConnection::of(context, page).await?)))
    }

    /// How many notices of the viewer's feed are unread, counted up to 100 (apps show `99+`). What
    /// lies beyond more than 20,000 others of its severity may count as read. MyKRT, the signed-in.
    async fn notice_unread_count(&self, context: &Context<'_>) -> domain::Result<Option<u64>> {
        notice::unread_count(context.ctx()?).await.map(Some)
    }

    /// How many notices of the viewer's feed are unread, of each severity: exact up to 99. What lies
    /// beyond more than 20,000 others of its severity may count as read. MyKRT, the signed-in.
    async fn notice_unread_counts(
        &self,
        context: &Context<'_>,
    ) -> domain::Result<Option<Vec<NoticeUnreadCount>>> {
        let counts = notice::unread_counts(context.ctx()?).await?;
        Ok(Some(counts.into_iter().map(Into::into).collect()))
    }

    /// Every notice to a place in the name that the viewer writes there, drafts included, newest
    /// first: the committee's for a committee, the department's for an officer. MyKRT: committees
    /// and officers.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn notices_sent(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The place.")] place: NoticePlaceInput,
        #[graphql(desc = "Only those that stand so.")] status: Option<NoticeStatus>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<Quick<NoticeConnection>>> {
        let ctx = context.ctx()?;
        ctx.person()?;
        let args = connection::args(first, after, last, before);
        let status = status.map(Into::into);
        let page = notice::notices_sent(ctx, &place.read("place")?, status, &args).await?;
        Ok(Some(Quick(NoticeConnection::of(context, page).await?)))
    }

    /// Whom an audience reaches, before anything is sent. MyKRT: those who may write to it.
    async fn notice_audience(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "To whom a notice would go.")] input: NoticeAudienceInput,
        #[graphql(
            desc = "How much it would matter, which says for whom it rings: INFORMATION when nothing is said."
        )]
        severity: Option<NoticeSeverity>,
    ) -> domain::Result<Option<NoticeReach>> {
        let ctx = context.ctx()?;
        ctx.person()?;
        let severity = severity.unwrap_or(NoticeSeverity::Information).into();
        Ok(Some(notice::preview(ctx, &input.read()?, severity).await?.into()))
    }

    /// Who has not said that they know a notice, by name: once a correction was pushed again, since then.
    /// MyKRT: the committee that wrote it.
    async fn notice_unacknowledged(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The notice's id.")] notice_id: ID,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<NoticeRecipientConnection>> {
        let id = context::id(&notice_id, "noticeId")?;
        let args = connection::args(first, after, last, before);
        let page = notice::unacknowledged(context.ctx()?, id, &args).await?;
        Ok(Some(NoticeRecipientConnection::of(page, NoticeRecipient)))
    }

    /// One notice. MyKRT: those for whom it is meant; a draft those who write it.
    async fn notice(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The notice's id.")] id: ID,
    ) -> domain::Result<Option<Quick<Notice>>> {
        let (ctx, id) = (context.ctx()?, context::id(&id, "id")?);
        let found = notice::notice(ctx, id).await?;
        Ok(Some(Quick(Notice::with_area(ctx, found).await?)))
    }
}
