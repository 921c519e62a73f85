//! The second factor: enrolling an authenticator app, and its recovery codes.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::identity::TotpBegun;

use super::Viewer;
use crate::graphql::{
    context::InRequest as _,
    outcome::{UserError, settle},
};

/// What a person gives to begin with an authenticator app.
#[derive(InputObject)]
pub struct TotpBeginInput {
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// What the authenticator app is to learn.
#[derive(SimpleObject)]
pub struct TotpBeginPayload {
    /// The secret, to be typed into the app: base 32. Shown here and never again.
    secret: Option<String>,
    /// The same as an address, to be shown as a QR code: `otpauth://totp/…`.
    otpauth_url: Option<String>,
    /// Why not: `STATE_INVALID` when there is a second factor already.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// The first code of an authenticator app.
#[derive(InputObject)]
pub struct TotpConfirmInput {
    /// The six digits that the app shows now.
    code: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// What a person gives to get new recovery codes.
#[derive(InputObject)]
pub struct RecoveryCodesRenewInput {
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Recovery codes, to be written down.
#[derive(SimpleObject)]
pub struct RecoveryCodesPayload {
    /// Ten codes, each good for one sign-in without the phone. Shown here and never again; when
    /// this answer is lost, `recoveryCodesRenew` gives others.
    recovery_codes: Option<Vec<String>>,
    /// Why not: `TOTP_WRONG`, `STATE_INVALID`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// What a person gives to go on without a second factor.
#[derive(InputObject)]
pub struct TotpRemoveInput {
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Whose second factor is gone.
#[derive(SimpleObject)]
pub struct TotpRemovePayload {
    /// The person.
    viewer: Option<Viewer>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// The second factor.
#[derive(Default)]
pub struct SecondFactorMutation;

#[Object]
impl SecondFactorMutation {
    /// Makes a secret for the person's authenticator app (RFC 6238: SHA-1, six digits, 30 seconds).
    /// It counts once `totpConfirm` has seen its first code, within an hour. Needs a fresh proof
    /// (`PROOF_REQUIRED`, see `sessionProve`). All apps, the signed-in; officers need a second
    /// factor before their roles count (`viewer.totpNeeded`).
    async fn totp_begin(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Nothing but a mark of the client.")] input: TotpBeginInput,
    ) -> domain::Result<TotpBeginPayload> {
        let ctx = context.ctx()?;
        let (begun, user_errors) = settle(ctx, context.house()?.identity.begin_totp(ctx).await)?;
        let (secret, otpauth_url) =
            begun.map(|TotpBegun { secret, address }| (secret, address)).unzip();
        Ok(TotpBeginPayload {
            secret,
            otpauth_url,
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Lets the second factor count and gives ten recovery codes. From now on signing in asks for a
    /// code, and an officer's roles stand in the next token. All apps, the signed-in.
    async fn totp_confirm(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first code.")] input: TotpConfirmInput,
    ) -> domain::Result<RecoveryCodesPayload> {
        let ctx = context.ctx()?;
        let answer = context.house()?.identity.confirm_totp(ctx, &input.code).await;
        let (recovery_codes, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(RecoveryCodesPayload { recovery_codes, user_errors, client_mutation_id })
    }

    /// Gives ten new recovery codes; the old ones no longer count. Needs a fresh proof
    /// (`PROOF_REQUIRED`). All apps, the signed-in with a second factor.
    async fn recovery_codes_renew(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Nothing but a mark of the client.")] input: RecoveryCodesRenewInput,
    ) -> domain::Result<RecoveryCodesPayload> {
        let ctx = context.ctx()?;
        let answer = context.house()?.identity.renew_recovery_codes(ctx).await;
        let (recovery_codes, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(RecoveryCodesPayload { recovery_codes, user_errors, client_mutation_id })
    }

    /// Takes the second factor and its recovery codes away; an officer's roles go with it until
    /// there is another. Needs a fresh proof (`PROOF_REQUIRED`). All apps, the signed-in.
    async fn totp_remove(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Nothing but a mark of the client.")] input: TotpRemoveInput,
    ) -> domain::Result<TotpRemovePayload> {
        let ctx = context.ctx()?;
        let identity = &context.house()?.identity;
        let (removed, user_errors) = settle(ctx, identity.remove_totp(ctx).await)?;
        let viewer = match removed {
            Some(_) => Some(Viewer(identity.account(ctx).await?)),
            None => None,
        };
        Ok(TotpRemovePayload { viewer, user_errors, client_mutation_id: input.client_mutation_id })
    }
}
