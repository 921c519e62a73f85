//! Writing to each other.

use async_graphql::{Context, Object};
use domain::krt_shop::enquiry;

use super::{
    input::{
        EnquiryBlockSetInput, EnquiryCloseInput, EnquiryForgetInput, EnquiryMarkReadInput,
        EnquiryOpenInput, EnquiryPhoneShowInput, EnquiryReplyInput, EnquirySendInput,
    },
    payload::{EnquiryPayload, EnquiryReplyPayload, EnquirySendPayload},
    types::{Enquiry, EnquiryMessage},
};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::settle,
};

/// Writing to each other.
#[derive(Default)]
pub struct EnquiryMutation;

#[Object]
impl EnquiryMutation {
    /// Writes to the sellers of an offer: with an account, or with a number that a code has confirmed,
    /// which makes no account. At most 20 a day, and three that go on with one project. KRT Shop,
    /// everybody but the project's own sellers.
    async fn enquiry_send(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The enquiry.")] input: EnquirySendInput,
    ) -> domain::Result<EnquirySendPayload> {
        let (ctx, new) = (context.ctx()?, input.read()?);
        let answer = enquiry::send_enquiry(ctx, &new).await;
        EnquirySendPayload::of(ctx, answer, input.client_mutation_id)
    }

    /// Opens an enquiry again that was begun without an account: for whoever has confirmed the same
    /// number within 15 minutes. KRT Shop, everybody.
    async fn enquiry_open(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and the proof.")] input: EnquiryOpenInput,
    ) -> domain::Result<EnquirySendPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let answer = enquiry::open_enquiry(ctx, id, &input.phone_proof).await;
        EnquirySendPayload::of(ctx, answer, input.client_mutation_id)
    }

    /// Writes a message into an enquiry that goes on; the other side is told. At most 20 a minute. KRT
    /// Shop: the buyer and the project's sellers.
    async fn enquiry_reply(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The message.")] input: EnquiryReplyInput,
    ) -> domain::Result<EnquiryReplyPayload> {
        let (ctx, new) = (context.ctx()?, input.read()?);
        let (done, user_errors) = settle(ctx, enquiry::reply(ctx, &new).await)?;
        let (shown, message) =
            done.map_or((None, None), |(shown, message)| (Some(shown), Some(message)));
        Ok(EnquiryReplyPayload {
            enquiry: shown.map(Enquiry),
            message: message.map(EnquiryMessage::of),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Notes up to which message the viewer has read; never back. KRT Shop: the buyer and the project's
    /// sellers.
    async fn enquiry_mark_read(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and up to which message.")] input: EnquiryMarkReadInput,
    ) -> domain::Result<EnquiryPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let answer = enquiry::mark_read(ctx, id, input.number, input.secret.as_deref()).await;
        EnquiryPayload::of(ctx, answer, input.client_mutation_id)
    }

    /// Shows the buyer's number to the sellers, or no longer. KRT Shop: the buyer.
    async fn enquiry_phone_show(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and whether.")] input: EnquiryPhoneShowInput,
    ) -> domain::Result<EnquiryPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let answer = enquiry::show_phone(ctx, id, input.shown, input.secret.as_deref()).await;
        EnquiryPayload::of(ctx, answer, input.client_mutation_id)
    }

    /// Closes an enquiry for both; again changes nothing. KRT Shop: the buyer and the project's sellers.
    async fn enquiry_close(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: EnquiryCloseInput,
    ) -> domain::Result<EnquiryPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let answer = enquiry::close_enquiry(ctx, id, input.secret.as_deref()).await;
        EnquiryPayload::of(ctx, answer, input.client_mutation_id)
    }

    /// Takes a buyer without an account out of an enquiry, which closes: their name, number and words are
    /// gone for everybody, and a review that came of it stands without a name. Again changes nothing. KRT
    /// Shop: whoever holds the secret; with an account, what one wrote goes with that.
    async fn enquiry_forget(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and its secret.")] input: EnquiryForgetInput,
    ) -> domain::Result<EnquiryPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let answer = enquiry::forget_enquiry(ctx, id, &input.secret).await;
        EnquiryPayload::of(ctx, answer, input.client_mutation_id)
    }

    /// Blocks the other side, or no longer: until then neither writes to the other, in this enquiry or
    /// another one. The officers above the project see it with its reason. KRT Shop: the buyer and the
    /// project's sellers.
    async fn enquiry_block_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "In which enquiry, and whether.")] input: EnquiryBlockSetInput,
    ) -> domain::Result<EnquiryPayload> {
        let (ctx, setting) = (context.ctx()?, input.read()?);
        let answer = enquiry::set_block(ctx, &setting).await;
        EnquiryPayload::of(ctx, answer, input.client_mutation_id)
    }
}
