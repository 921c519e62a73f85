//! Writing, publishing and reading notices.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::mykrt::notice::{self, NewNotice};

use super::{
    Notice,
    types::{NoticeCategory, NoticeSeverity},
};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::{UserError, settle},
    scalars::DateTime,
    values::LocalizedTextInput,
};

/// What a committee writes.
#[derive(InputObject)]
pub struct NoticeCreateInput {
    /// The area that it is for.
    area_id: ID,
    /// How much it matters.
    #[graphql(default_with = "NoticeSeverity::Information")]
    severity: NoticeSeverity,
    /// What it is about.
    #[graphql(default_with = "NoticeCategory::General")]
    category: NoticeCategory,
    /// The title, at most 120 characters in each language; Malay must be there.
    title: LocalizedTextInput,
    /// The text, at most 5,000 characters in each language; Malay must be there.
    body: LocalizedTextInput,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Which draft is published.
#[derive(InputObject)]
pub struct NoticePublishInput {
    /// The notice's id.
    id: ID,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Which notices were read.
#[derive(InputObject)]
pub struct NoticeMarkReadInput {
    /// The notices' ids, at most 100.
    ids: Vec<ID>,
    /// When they were read by the phone's clock; now when it is not given.
    read_at: Option<DateTime>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A notice, or why there is none.
#[derive(SimpleObject)]
pub struct NoticePayload {
    /// The notice.
    notice: Option<Notice>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// The notices that are read now.
#[derive(SimpleObject)]
pub struct NoticeMarkReadPayload {
    /// The notices.
    notices: Vec<Notice>,
    /// How many of the viewer's feed are unread now, counted up to 100.
    unread_count: u64,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Writing, publishing and reading notices.
#[derive(Default)]
pub struct MykrtMutation;

#[Object]
impl MykrtMutation {
    /// Writes a draft for an area. MyKRT: chair, secretary and their deputies of the area.
    async fn notice_create(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is written.")] input: NoticeCreateInput,
    ) -> domain::Result<NoticePayload> {
        let new = NewNotice {
            area_id: context::id(&input.area_id, "areaId")?,
            severity: input.severity.into(),
            category: input.category.into(),
            title: input.title.into(),
            body: input.body.into(),
        };
        let ctx = context.ctx()?;
        let answer = notice::create_notice(ctx, &new, input.idempotency_key.as_deref()).await;
        let (notice, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(NoticePayload { notice: notice.map(Notice), user_errors, client_mutation_id })
    }

    /// Publishes a draft to its area; publishing again changes nothing. MyKRT: chair, secretary
    /// and their deputies of the area.
    async fn notice_publish(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which draft.")] input: NoticePublishInput,
    ) -> domain::Result<NoticePayload> {
        let ctx = context.ctx()?;
        let id = context::id(&input.id, "id")?;
        let (notice, user_errors) = settle(ctx, notice::publish_notice(ctx, id).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(NoticePayload { notice: notice.map(Notice), user_errors, client_mutation_id })
    }

    /// Marks notices as read; the first reading stays. MyKRT: residents and committee of their
    /// areas.
    async fn notice_mark_read(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which notices.")] input: NoticeMarkReadInput,
    ) -> domain::Result<NoticeMarkReadPayload> {
        let ctx = context.ctx()?;
        let ids = context::ids(&input.ids, "ids")?;
        let read_at = input.read_at.map(|at| at.0);
        let (notices, user_errors) = settle(ctx, notice::mark_read(ctx, &ids, read_at).await)?;
        Ok(NoticeMarkReadPayload {
            notices: notices.unwrap_or_default().into_iter().map(Notice).collect(),
            unread_count: notice::unread_count(ctx).await?,
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}
