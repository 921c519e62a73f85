//! The viewer's e-mail address: given, confirmed by a code, taken away.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::Viewer;
use crate::graphql::{
    context::InRequest as _,
    outcome::{UserError, settle},
    scalars::DateTime,
};

/// The address that is to be the viewer's.
#[derive(InputObject)]
pub struct EmailSetInput {
    /// The address, at most 254 plain letters (ASCII); null takes away the one that the account has.
    address: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A code is on its way, the address was taken away, or why not. Whether somebody else has the
/// address makes no difference.
#[derive(SimpleObject)]
pub struct EmailSetPayload {
    /// The account: the address before stays until the new one is confirmed.
    viewer: Option<Viewer>,
    /// Until when the code counts: 10 minutes. Null when the address was taken away.
    expires_at: Option<DateTime>,
    /// Why not: `EMAIL_INVALID`, `TOO_LONG`, `REQUIRED`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// The code that came by mail.
#[derive(InputObject)]
pub struct EmailConfirmInput {
    /// The six digits; gaps between them do no harm.
    code: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// The account with its address, or why it has none.
#[derive(SimpleObject)]
pub struct EmailConfirmPayload {
    /// The account.
    viewer: Option<Viewer>,
    /// Why not: `CODE_WRONG`, `CODE_EXPIRED`, `REQUIRED`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// One's e-mail address.
#[derive(Default)]
pub struct EmailMutation;

#[Object]
impl EmailMutation {
    /// Sends a code of six digits to an e-mail address, which is the viewer's once `emailConfirm`
    /// gives the code back; or takes the address away. The code counts for 10 minutes and 5 tries,
    /// also when another one was asked for. A person, and an address, may get a few in 15 minutes
    /// (`RATE_LIMITED`). Needs a fresh proof (`PROOF_REQUIRED`, see `sessionProve`). All apps, the
    /// signed-in.
    async fn email_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which address.")] input: EmailSetInput,
    ) -> domain::Result<EmailSetPayload> {
        let ctx = context.ctx()?;
        let identity = &context.house()?.identity;
        let answer = identity.set_email(ctx, input.address.as_deref()).await;
        let (set, user_errors) = settle(ctx, answer)?;
        let expires_at = set.as_ref().and_then(|set| set.expires_at).map(DateTime);
        Ok(EmailSetPayload {
            viewer: set.map(|set| Viewer(set.person)),
            expires_at,
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Takes the code that came by mail: the address is the viewer's from now on. Repeating it with
    /// the same code is no error. All apps, the signed-in.
    async fn email_confirm(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The code that came.")] input: EmailConfirmInput,
    ) -> domain::Result<EmailConfirmPayload> {
        let ctx = context.ctx()?;
        let answer = context.house()?.identity.confirm_email(ctx, &input.code).await;
        let (person, user_errors) = settle(ctx, answer)?;
        Ok(EmailConfirmPayload {
            viewer: person.map(Viewer),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}
