//! Writing, sending and reading notices.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::{Ctx, Error, ErrorCode, mykrt::notice};

use super::{
    Notice,
    input::{
        NoticeCreateInput, NoticeMarkReadInput, NoticePublishInput, NoticeScheduleInput,
        NoticeUpdateInput, NoticeWithdrawInput,
    },
    receipt::{
        self, NoticeAcknowledgeInput, NoticeAcknowledgePayload, NoticeReceiptsRecordInput,
        NoticeReceiptsRecordPayload,
    },
};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::{UserError, settle},
};

/// A notice, or why there is none.
#[derive(SimpleObject)]
pub struct NoticePayload {
    /// The notice.
    notice: Option<Notice>,
    /// The notice as it stands now, when it has changed meanwhile (`VERSION_CONFLICT`): the app
    /// shows both.
    newest: Option<Notice>,
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

/// What came of a change, with the newest version when it had changed meanwhile.
async fn payload(
    ctx: &Ctx,
    id: &ID,
    answer: domain::Result<notice::Notice>,
    client_mutation_id: Option<String>,
) -> domain::Result<NoticePayload> {
    let late = matches!(&answer, Err(Error::Refused(refusals))
        if refusals.iter().any(|refusal| refusal.code == ErrorCode::VersionConflict));
    let (notice, user_errors) = settle(ctx, answer)?;
    let newest = if late { Some(notice::notice(ctx, context::id(id, "id")?).await?) } else { None };
    let (notice, newest) = (notice.map(Notice::from), newest.map(Notice::from));
    Ok(NoticePayload { notice, newest, user_errors, client_mutation_id })
}

/// Writing, sending and reading notices.
#[derive(Default)]
pub struct MykrtMutation;

#[Object]
impl MykrtMutation {
    /// Writes a draft for a place. MyKRT: chair, secretary and their deputies to their area;
    /// officers to what they look after.
    async fn notice_create(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is written.")] input: NoticeCreateInput,
    ) -> domain::Result<NoticePayload> {
        let ctx = context.ctx()?;
        let (key, client_mutation_id) =
            (input.idempotency_key.clone(), input.client_mutation_id.clone());
        ctx.person()?;
        let answer = match input.read() {
            Ok(new) => notice::create_notice(ctx, &new, key.as_deref()).await,
            Err(refused) => Err(refused),
        };
        let (notice, user_errors) = settle(ctx, answer)?;
        let notice = notice.map(Notice::from);
        Ok(NoticePayload { notice, newest: None, user_errors, client_mutation_id })
    }

    /// Changes a notice whose newest version the writer has read. What has gone out keeps its
    /// former words (`revisions`) and says that it was edited; phones ring again on purpose only. Of a
    /// text each language that is not given stays as it is; null or an empty text takes a language
    /// away, Malay never.
    /// MyKRT: those who may write it.
    async fn notice_update(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is changed.")] input: NoticeUpdateInput,
    ) -> domain::Result<NoticePayload> {
        let ctx = context.ctx()?;
        let (id, version, key) = (input.id.clone(), input.version, input.idempotency_key.clone());
        let client_mutation_id = input.client_mutation_id.clone();
        ctx.person()?;
        let of = context::id(&id, "id")?;
        let answer = match input.read() {
            Ok(changes) => notice::update_notice(ctx, of, version, &changes, key.as_deref()).await,
            Err(refused) => Err(refused),
        };
        payload(ctx, &id, answer, client_mutation_id).await
    }

    /// Publishes a draft to those for whom it is meant; publishing again changes nothing. With the
    /// `version` that was read, words that have changed since are not sent
    /// (`VERSION_CONFLICT`, with the `newest`). An emergency is published by a chair, a deputy chair or
    /// an officer (`EMERGENCY_RESERVED`), who confirms it. MyKRT: those who may write it.
    async fn notice_publish(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which draft.")] input: NoticePublishInput,
    ) -> domain::Result<NoticePayload> {
        let ctx = context.ctx()?;
        let id = context::id(&input.id, "id")?;
        let sending =
            notice::Sending { version: input.version, confirmed: input.confirm_emergency };
        let answer = notice::publish_notice(ctx, id, sending).await;
        payload(ctx, &input.id, answer, input.client_mutation_id).await
    }

    /// Says when a draft goes out by itself, or that it does not; saying the same again changes nothing.
    /// It goes out once; whether whoever scheduled it, or has since made it an emergency or sent it
    /// elsewhere, may still send it is asked again then. MyKRT: those who may publish it.
    async fn notice_schedule(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which draft, and when.")] input: NoticeScheduleInput,
    ) -> domain::Result<NoticePayload> {
        let ctx = context.ctx()?;
        let id = context::id(&input.id, "id")?;
        let at = input.publish_at.map(|at| at.0);
        let sending =
            notice::Sending { version: input.version, confirmed: input.confirm_emergency };
        let answer = notice::schedule_notice(ctx, id, at, sending).await;
        payload(ctx, &input.id, answer, input.client_mutation_id).await
    }

    /// Takes a notice back, and says why: it leaves the feeds, and readers who open it read the
    /// reason. Once it has gone out, the activity that it carries is called off with the same reason,
    /// unless it has begun: whoever means to come hears of it as after `activityCancel`. An activity that
    /// is to take place all the same goes to another notice before, or to none (`activityUpdate`).
    /// MyKRT: those who may write it.
    async fn notice_withdraw(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which notice, and why.")] input: NoticeWithdrawInput,
    ) -> domain::Result<NoticePayload> {
        let ctx = context.ctx()?;
        let id = context::id(&input.id, "id")?;
        let answer = notice::withdraw_notice(ctx, id, &input.reason).await;
        payload(ctx, &input.id, answer, input.client_mutation_id).await
    }

    /// Marks notices as read; the first reading stays. MyKRT: those for whom they are meant.
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
            notices: notices.unwrap_or_default().into_iter().map(Notice::from).collect(),
            unread_count: notice::unread_count(ctx).await?,
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Keeps how far notices came, as a phone tells it, perhaps late: each with its own outcome,
    /// the earliest time stays, and the same again changes nothing. An acknowledgement of words that
    /// stood there before a correction was pushed again (`askedAgainAt`) is kept and does not count.
    /// MyKRT: those for whom they are meant, and those to whom they were sent before they moved away.
    async fn notice_receipts_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What the phone tells.")] input: NoticeReceiptsRecordInput,
    ) -> domain::Result<NoticeReceiptsRecordPayload> {
        let ctx = context.ctx()?;
        let told = input.read();
        let answer = notice::record_receipts(ctx, &told).await;
        let (outcomes, user_errors) = settle(ctx, answer)?;
        let outcomes = outcomes.unwrap_or_default();
        let rejections = receipt::rejections(ctx, &told, &outcomes);
        let outcomes = outcomes.into_iter().map(Into::into).collect();
        let client_mutation_id = input.client_mutation_id;
        Ok(NoticeReceiptsRecordPayload { outcomes, rejections, user_errors, client_mutation_id })
    }

    /// Says that the viewer knows what a notice says; saying it again changes nothing. Once a correction
    /// was pushed again (`askedAgainAt`), what is said of former words is kept as a receipt and does not
    /// count: `acknowledgedAt` stays null. MyKRT: those for whom it is meant.
    async fn notice_acknowledge(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which notice.")] input: NoticeAcknowledgeInput,
    ) -> domain::Result<NoticeAcknowledgePayload> {
        let ctx = context.ctx()?;
        let id = context::id(&input.id, "id")?;
        let said = (input.at.map(|at| at.0), input.version);
        let answer = notice::acknowledge(ctx, id, said).await;
        let (notice, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        let notice = notice.map(Notice::from);
        Ok(NoticeAcknowledgePayload { notice, user_errors, client_mutation_id })
    }
}
