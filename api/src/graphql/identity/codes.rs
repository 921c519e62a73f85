//! Confirming a number by a code, and what that allows: a new password, another number.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use domain::identity::{
    PhoneChange,
    codes::{self, Verification},
    privacy_notice,
};

use super::Viewer;
use crate::graphql::{
    context::InRequest as _,
    outcome::{UserError, settle},
    scalars::{DateTime, PhoneNumber},
    values::LocalizedText,
};

/// For what a number is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "codes::Purpose")]
pub enum PhonePurpose {
    /// To join with `accountRegister`.
    Register,
    /// To set a forgotten password anew with `passwordReset`.
    PasswordReset,
    /// To move the account to another number with `phoneChange`; the old and the new number are
    /// both confirmed. For the signed-in.
    PhoneChange,
    /// To write to a seller without an account with `enquirySend`, or to come back to what was written
    /// with `enquiryOpen`. No account is made.
    Enquiry,
}

/// Where a code is to go.
#[derive(InputObject)]
pub struct PhoneCodeSendInput {
    /// The mobile number, in any common Malaysian spelling.
    phone: PhoneNumber,
    /// For what it is to be confirmed.
    purpose: PhonePurpose,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A code is on its way, or why not. The answer says nothing about whether the number has an
/// account.
#[derive(SimpleObject)]
pub struct PhoneCodeSendPayload {
    /// Until when the code counts: 5 minutes.
    expires_at: Option<DateTime>,
    /// Why not: `PHONE_INVALID`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// The code that came.
#[derive(InputObject)]
pub struct PhoneVerifyInput {
    /// The number to which it came, in any common Malaysian spelling.
    phone: PhoneNumber,
    /// For what it was asked for.
    purpose: PhonePurpose,
    /// The six digits; gaps between them do no harm.
    code: String,
    /// Made by the phone, 1 to 128 characters: when the answer was lost, the same code with the
    /// same key brings the proof again, for as long as it was not used.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// The proof, or why there is none.
#[derive(SimpleObject)]
pub struct PhoneVerifyPayload {
    /// The proof that somebody holds the number: good once, for this purpose alone.
    phone_proof: Option<String>,
    /// Until when it counts: 15 minutes.
    expires_at: Option<DateTime>,
    /// Why not: `CODE_WRONG`, `CODE_EXPIRED`, `PHONE_INVALID`, `REQUIRED`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// A new password in place of a forgotten one.
#[derive(InputObject)]
pub struct PasswordResetInput {
    /// The proof of `phoneVerify` with the purpose `PASSWORD_RESET`.
    phone_proof: String,
    /// The new password, 8 to 128 characters, not a common one.
    password: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Whether the password was set.
#[derive(SimpleObject)]
pub struct PasswordResetPayload {
    /// Whether the new password counts now. Sign in with it: every session has ended.
    done: bool,
    /// Why not: `PHONE_UNPROVEN`, `PASSWORD_COMMON`, `TOO_SHORT`, `TOO_LONG`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// The proofs for another number.
#[derive(InputObject)]
pub struct PhoneChangeInput {
    /// The proof of `phoneVerify` for the account's number, with the purpose `PHONE_CHANGE`.
    old_phone_proof: String,
    /// The proof of `phoneVerify` for the new number, with the purpose `PHONE_CHANGE`.
    new_phone_proof: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// The account with its new number, or why it keeps the old one.
#[derive(SimpleObject)]
pub struct PhoneChangePayload {
    /// The account.
    viewer: Option<Viewer>,
    /// Why not: `PHONE_UNPROVEN`, `PHONE_TAKEN`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// What people are told about their data.
#[derive(SimpleObject)]
pub struct PrivacyNotice {
    /// The version, which `accountRegister` records as agreed to.
    version: &'static str,
    /// The text in Malay and English: paragraphs with an empty line between them, headings after
    /// `#` or `##`.
    text: LocalizedText,
}

/// Confirming a number, and what that allows.
#[derive(Default)]
pub struct CodesMutation;

#[Object]
impl CodesMutation {
    /// Sends a code of six digits to a number by SMS. It counts for 5 minutes and 5 tries, also when
    /// another one was asked for, until one of them is given. One number may ask for a few in 15
    /// minutes (`RATE_LIMITED`). All apps, everybody; `PHONE_CHANGE` for the signed-in.
    async fn phone_code_send(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Where it is to go, and for what.")] input: PhoneCodeSendInput,
    ) -> domain::Result<PhoneCodeSendPayload> {
        let ctx = context.ctx()?;
        let identity = &context.house()?.identity;
        let answer = identity.send_code(ctx, &input.phone.0, input.purpose.into()).await;
        let (sent, user_errors) = settle(ctx, answer)?;
        Ok(PhoneCodeSendPayload {
            expires_at: sent.map(|sent| DateTime(sent.expires_at)),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Takes a code and gives a proof for it. All apps, everybody; `PHONE_CHANGE` for the
    /// signed-in.
    async fn phone_verify(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The code that came.")] input: PhoneVerifyInput,
    ) -> domain::Result<PhoneVerifyPayload> {
        let ctx = context.ctx()?;
        let given = Verification {
            phone: input.phone.0,
            purpose: input.purpose.into(),
            code: input.code,
            idempotency_key: input.idempotency_key,
        };
        let answer = context.house()?.identity.verify_code(ctx, &given).await;
        let (proof, user_errors) = settle(ctx, answer)?;
        Ok(PhoneVerifyPayload {
            expires_at: proof.as_ref().map(|proof| DateTime(proof.expires_at)),
            phone_proof: proof.map(|proof| proof.token),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Sets a forgotten password anew. Every session of the person ends on every node, and the
    /// person is told by SMS. Repeating it with the same proof and password is no error. All apps,
    /// the signed-out.
    async fn password_reset(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The proof and the new password.")] input: PasswordResetInput,
    ) -> domain::Result<PasswordResetPayload> {
        let ctx = context.ctx()?;
        let identity = &context.house()?.identity;
        let answer = identity.reset_password(ctx, &input.phone_proof, &input.password).await;
        let (done, user_errors) = settle(ctx, answer)?;
        Ok(PasswordResetPayload {
            done: done.is_some(),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Moves the account to another number, when the old and the new one are both confirmed. Needs
    /// a fresh proof (`PROOF_REQUIRED`, see `sessionProve`). The
    /// session goes on, and the old number is told by SMS. Repeating it with the same proofs is no
    /// error. All apps, the signed-in.
    async fn phone_change(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The proofs of both numbers.")] input: PhoneChangeInput,
    ) -> domain::Result<PhoneChangePayload> {
        let ctx = context.ctx()?;
        let change =
            PhoneChange { old_proof: input.old_phone_proof, new_proof: input.new_phone_proof };
        let answer = context.house()?.identity.change_phone(ctx, &change).await;
        let (person, user_errors) = settle(ctx, answer)?;
        Ok(PhoneChangePayload {
            viewer: person.map(Viewer),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}

/// What people are told before they join.
#[derive(Default)]
pub struct PrivacyQuery;

#[Object]
impl PrivacyQuery {
    /// The privacy notice that counts now. All apps, everybody.
    async fn privacy_notice(&self, context: &Context<'_>) -> domain::Result<PrivacyNotice> {
        let contact = context.house()?.config.privacy_contact.as_deref();
        Ok(PrivacyNotice {
            version: privacy_notice::VERSION,
            text: LocalizedText(privacy_notice::text(contact)),
        })
    }
}
