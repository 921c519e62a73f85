//! What buyers and sellers are answered.

use async_graphql::SimpleObject;
use domain::{Ctx, krt_shop::enquiry};

use super::types::{Enquiry, EnquiryMessage};
use crate::graphql::{
    outcome::{UserError, settle},
    scalars::DateTime,
};

/// An enquiry that was begun or opened, or why not.
#[derive(SimpleObject)]
pub struct EnquirySendPayload {
    /// The enquiry.
    pub(super) enquiry: Option<Enquiry>,
    /// What opens it for a buyer without an account, in `secret` of what they ask and send; null for
    /// the signed-in.
    pub(super) secret: Option<String>,
    /// Until when the secret counts: 24 hours. Then `enquiryOpen` gives another one.
    pub(super) secret_expires_at: Option<DateTime>,
    /// Why not: `ENQUIRY_BLOCKED`, `PHONE_UNPROVEN`, `TOO_MANY` when three with the project go on.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

impl EnquirySendPayload {
    pub(super) fn of(
        ctx: &Ctx,
        answer: domain::Result<enquiry::Sent>,
        client_mutation_id: Option<String>,
    ) -> domain::Result<Self> {
        let (sent, user_errors) = settle(ctx, answer)?;
        let (shown, secret) = sent.map_or((None, None), |sent| (Some(sent.shown), sent.secret));
        Ok(Self {
            enquiry: shown.map(Enquiry),
            secret_expires_at: secret.as_ref().map(|secret| DateTime(secret.expires_at)),
            secret: secret.map(|secret| secret.token),
            user_errors,
            client_mutation_id,
        })
    }
}

/// A message that was sent, or why not.
#[derive(SimpleObject)]
pub struct EnquiryReplyPayload {
    /// The enquiry as it stands.
    pub(super) enquiry: Option<Enquiry>,
    /// The message.
    pub(super) message: Option<EnquiryMessage>,
    /// Why not: `ENQUIRY_BLOCKED`, `STATE_INVALID` when it is closed or the project has ended.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// An enquiry, or why there is none.
#[derive(SimpleObject)]
pub struct EnquiryPayload {
    /// The enquiry as it stands.
    pub(super) enquiry: Option<Enquiry>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

impl EnquiryPayload {
    pub(super) fn of(
        ctx: &Ctx,
        answer: domain::Result<enquiry::Shown>,
        client_mutation_id: Option<String>,
    ) -> domain::Result<Self> {
        let (shown, user_errors) = settle(ctx, answer)?;
        Ok(Self { enquiry: shown.map(Enquiry), user_errors, client_mutation_id })
    }
}
