//! Joining, signing in, staying in, leaving.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::identity::{Registration, SignedIn};

use super::{SessionTokens, Viewer};
use crate::graphql::{
    context::InRequest as _,
    outcome::{UserError, settle},
    scalars::PhoneNumber,
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
    /// The version of the privacy notice that the person has read and agreed to.
    privacy_notice_version: String,
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
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A session, or why there is none.
#[derive(SimpleObject)]
pub struct SessionPayload {
    /// The tokens.
    tokens: Option<SessionTokens>,
    /// Who is signed in. `roles` are those of the new token at its first use.
    viewer: Option<Viewer>,
    /// Why not: `CREDENTIALS_WRONG`, `PHONE_TAKEN`, `SESSION_ENDED`, …
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

/// Joining, signing in, staying in, leaving.
#[derive(Default)]
pub struct IdentityMutation;

#[Object]
impl IdentityMutation {
    /// Registers a person by phone number and signs them in. All apps, the signed-out.
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
        };
        let answer = context.house()?.identity.register(context.ctx()?, &registration).await;
        session_payload(context, answer, input.client_mutation_id)
    }

    /// Signs a person in. An unknown number and a wrong password get the same answer. All apps,
    /// the signed-out.
    async fn session_create(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: SessionCreateInput,
    ) -> domain::Result<SessionPayload> {
        let identity = &context.house()?.identity;
        let answer = identity.sign_in(context.ctx()?, &input.phone.0, &input.password).await;
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

    /// Signs out: ends the session of the access token on every node. All apps, the signed-in.
    async fn session_revoke(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Nothing but a mark of the client.")] input: SessionRevokeInput,
    ) -> domain::Result<SessionRevokePayload> {
        let ctx = context.ctx()?;
        let (session, user_errors) = settle(ctx, context.house()?.identity.sign_out(ctx).await)?;
        Ok(SessionRevokePayload {
            session_id: session.map(ID::from),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
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
