//! Joining, signing in, staying in, leaving.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::{
    ErrorCode, Refusal,
    identity::{Proof, Registration, Second, SignedIn, SigningIn},
};

use super::{SessionTokens, Viewer};
use crate::graphql::{
    context::{InRequest as _, id},
    outcome::{UserError, settle},
    scalars::{DateTime, PhoneNumber},
    values::Language,
};

/// What somebody gives to join.
#[derive(InputObject)]
pub struct AccountRegisterInput {
    /// The mobile number, in any common Malaysian spelling.
    phone: PhoneNumber,
    /// The password, 8 to 128 characters, not a common one.
    password: String,
    /// The name that others see, 1 to 80 characters.
    display_name: String,
    /// The language in which to be spoken to.
    #[graphql(default_with = "Language::Ms")]
    language: Language,
    /// The version of the privacy notice (`privacyNotice`) that the person has read and agreed to.
    privacy_notice_version: String,
    /// The proof of `phoneVerify` with the purpose `REGISTER`; without one the answer is
    /// `PHONE_UNPROVEN`.
    phone_proof: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// What somebody gives to sign in.
#[derive(InputObject)]
pub struct SessionCreateInput {
    /// The mobile number, in any common Malaysian spelling.
    phone: PhoneNumber,
    /// The password.
    password: String,
    /// The six digits of the authenticator app, when the answer without them is `TOTP_REQUIRED`.
    totp_code: Option<String>,
    /// One of the recovery codes, when the phone with the app is gone. Spent by that.
    recovery_code: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// What a phone gives to stay signed in.
#[derive(InputObject)]
pub struct SessionRefreshInput {
    /// The newest refresh token. When its answer was lost, the same one again.
    refresh_token: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// What a phone gives to sign out.
#[derive(InputObject)]
pub struct SessionRevokeInput {
    /// One of the person's own sessions, as `viewer.sessions` lists them; without it the one that
    /// asks.
    session_id: Option<ID>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// What somebody gives to prove that they are the person of their session.
#[derive(InputObject)]
pub struct SessionProveInput {
    /// The person's password; enough for whoever has no second factor.
    password: Option<String>,
    /// Or the six digits of the authenticator app; needed from whoever has one.
    totp_code: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// The fresh proof, or why there is none.
#[derive(SimpleObject)]
pub struct SessionProvePayload {
    /// Until when the proof counts; a few minutes (`KRT_PROOF_MINUTES`).
    proved_until: Option<DateTime>,
    /// Why not: `CREDENTIALS_WRONG`, `TOTP_REQUIRED`, `TOTP_WRONG`, `REQUIRED`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// A session, or why there is none.
#[derive(SimpleObject)]
pub struct SessionPayload {
    /// The tokens.
    tokens: Option<SessionTokens>,
    /// Who is signed in. `roles` are those of the new token at its first use.
    viewer: Option<Viewer>,
    /// Why not: `CREDENTIALS_WRONG`, `TOTP_REQUIRED`, `PHONE_TAKEN`, `SESSION_ENDED`, …
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// The session that has ended.
#[derive(SimpleObject)]
pub struct SessionRevokePayload {
    /// Its id.
    session_id: Option<ID>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// What a phone gives to sign out elsewhere.
#[derive(InputObject)]
pub struct SessionRevokeAllInput {
    /// Whether the session that asks goes on.
    #[graphql(default = true)]
    keep_current: bool,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// The sessions that have ended.
#[derive(SimpleObject)]
pub struct SessionRevokeAllPayload {
    /// Their ids.
    session_ids: Option<Vec<ID>>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// A new password.
#[derive(InputObject)]
pub struct PasswordChangeInput {
    /// The new password, 8 to 128 characters, not a common one.
    new_password: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Whose password has changed.
#[derive(SimpleObject)]
pub struct PasswordChangePayload {
    /// The person.
    viewer: Option<Viewer>,
    /// Why not: `TOO_SHORT`, `TOO_LONG`, `PASSWORD_COMMON`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Joining, signing in, staying in, leaving.
#[derive(Default)]
pub struct IdentityMutation;

#[Object]
impl IdentityMutation {
    /// Registers a person by a phone number that a code has confirmed (`phoneCodeSend`,
    /// `phoneVerify`), and signs them in. When the answer was lost, the same again signs in. All
    /// apps, the signed-out.
    async fn account_register(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who joins.")] input: AccountRegisterInput,
    ) -> domain::Result<SessionPayload> {
        let registration = Registration {
            phone: input.phone.0,
            password: input.password,
            display_name: input.display_name,
            language: input.language.into(),
            privacy_notice_version: input.privacy_notice_version,
            phone_proof: input.phone_proof,
        };
        let answer = context.house()?.identity.register(context.ctx()?, &registration).await;
        session_payload(context, answer, input.client_mutation_id)
    }

    /// Signs a person in. An unknown number and a wrong password get the same answer. Whoever has a
    /// second factor sends its code too (`TOTP_REQUIRED`). All apps, the signed-out.
    async fn session_create(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: SessionCreateInput,
    ) -> domain::Result<SessionPayload> {
        let identity = &context.house()?.identity;
        let given = SigningIn {
            phone: input.phone.0,
            password: input.password,
            second: second(input.totp_code, input.recovery_code),
        };
        let answer = identity.sign_in(context.ctx()?, &given).await;
        session_payload(context, answer, input.client_mutation_id)
    }

    /// Exchanges a refresh token for its successor. The token is spent once the successor, or the
    /// access token issued with it, is first used; until then a repeat gets the same successor.
    /// An older token ends the session (`REFRESH_TOKEN_REUSED`). All apps; send no `Authorization`.
    async fn session_refresh(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The newest refresh token.")] input: SessionRefreshInput,
    ) -> domain::Result<SessionPayload> {
        let answer = context.house()?.identity.refresh(context.ctx()?, &input.refresh_token).await;
        session_payload(context, answer, input.client_mutation_id)
    }

    /// Proves that whoever holds the session is its person, before something that asks for it with
    /// `PROOF_REQUIRED`: changing the password, the phone number or the second factor, erasing the
    /// account, granting a role. Whoever has a second factor gives its code (`TOTP_REQUIRED`), others
    /// the password. Signing in counts as a proof too, except by a sign-on without a second factor.
    /// All apps, the signed-in.
    async fn session_prove(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The proof.")] input: SessionProveInput,
    ) -> domain::Result<SessionProvePayload> {
        let ctx = context.ctx()?;
        let proof = input
            .totp_code
            .map(|code| Proof::Second(Second::Totp(code)))
            .or(input.password.map(Proof::Password));
        let answer = match &proof {
            Some(proof) => context.house()?.identity.prove(ctx, proof).await,
            None => ctx.person().and(Err(Refusal::of(ErrorCode::Required).at("password").into())),
        };
        let (until, user_errors) = settle(ctx, answer)?;
        Ok(SessionProvePayload {
            proved_until: until.map(DateTime),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Signs out: ends the session of the access token, or another of the person's own, on every
    /// node. One that has ended already is no error. All apps, the signed-in.
    async fn session_revoke(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which session.")] input: SessionRevokeInput,
    ) -> domain::Result<SessionRevokePayload> {
        let ctx = context.ctx()?;
        let which = input.session_id.as_ref().map(|one| id(one, "sessionId")).transpose()?;
        let answer = context.house()?.identity.sign_out(ctx, which).await;
        let (session, user_errors) = settle(ctx, answer)?;
        Ok(SessionRevokePayload {
            session_id: session.map(ID::from),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Signs out on all devices, or on all others, on every node. All apps, the signed-in.
    async fn session_revoke_all(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whether this one goes on.")] input: SessionRevokeAllInput,
    ) -> domain::Result<SessionRevokeAllPayload> {
        let ctx = context.ctx()?;
        let identity = &context.house()?.identity;
        let answer = identity.sign_out_everywhere(ctx, input.keep_current).await;
        let (sessions, user_errors) = settle(ctx, answer)?;
        Ok(SessionRevokeAllPayload {
            session_ids: sessions.map(|ids| ids.into_iter().map(ID::from).collect()),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Changes the password and signs out on all other devices. Needs a fresh proof
    /// (`PROOF_REQUIRED`, see `sessionProve`), and is done five times in an hour at most
    /// (`RATE_LIMITED`). All apps, the signed-in.
    async fn password_change(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The new password.")] input: PasswordChangeInput,
    ) -> domain::Result<PasswordChangePayload> {
        let ctx = context.ctx()?;
        let identity = &context.house()?.identity;
        let answer = identity.change_password(ctx, &input.new_password).await;
        let (person, user_errors) = settle(ctx, answer)?;
        Ok(PasswordChangePayload {
            viewer: person.map(Viewer),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}

/// What is given besides the password; the app's code comes before a recovery code.
fn second(totp_code: Option<String>, recovery_code: Option<String>) -> Option<Second> {
    totp_code.map(Second::Totp).or(recovery_code.map(Second::Recovery))
}

fn session_payload(
    context: &Context<'_>,
    answer: domain::Result<SignedIn>,
    client_mutation_id: Option<String>,
) -> domain::Result<SessionPayload> {
    let (signed_in, user_errors) = settle(context.ctx()?, answer)?;
    Ok(SessionPayload {
        tokens: signed_in.as_ref().map(SessionTokens::from),
        viewer: signed_in.map(|signed_in| Viewer(signed_in.person)),
        user_errors,
        client_mutation_id,
    })
}
