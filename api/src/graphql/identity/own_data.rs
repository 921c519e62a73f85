//! One's own data: corrected, taken out, erased.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::own_data::{self, AccountChanges, Kept};

use super::Viewer;
use crate::graphql::{
    context::InRequest as _,
    outcome::{UserError, settle},
    values::Language,
};

/// What a person corrects about themselves; what is left out stays as it is.
#[derive(InputObject)]
pub struct AccountUpdateInput {
    /// The name that others see, 1 to 80 characters.
    display_name: Option<String>,
    /// The language in which to be spoken to.
    language: Option<Language>,
    /// The e-mail address, at most 254 characters; an empty text takes it away. Use `emailSet`: what
    /// is given here is not confirmed, and nothing is sent there. Needs a fresh proof
    /// (`PROOF_REQUIRED`).
    email: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// The corrected account, or why it was not corrected.
#[derive(SimpleObject)]
pub struct AccountUpdatePayload {
    /// The person as they stand now.
    viewer: Option<Viewer>,
    /// Why not: `REQUIRED`, `TOO_LONG`, `EMAIL_INVALID`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// The wish for everything about oneself.
#[derive(InputObject)]
pub struct AccountExportInput {
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Where everything about the viewer can be fetched.
#[derive(SimpleObject)]
pub struct AccountExportPayload {
    /// The address to get with the access token, as often as needed: JSON with a section for each
    /// kind of thing. At most 10 exports an hour.
    url: Option<String>,
    /// The names of the sections, in their order.
    sections: Option<Vec<String>>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// The wish to be erased.
#[derive(InputObject)]
pub struct AccountEraseInput {
    /// Must be true: there is no way back.
    understood: bool,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Something that stays after an erasure, without a name.
#[derive(SimpleObject)]
pub struct KeptRecord {
    /// What it is: `ACCOUNT`, `POSTS`, `SAFETY`, `NOTICES`, `PATROLS`, `SHOP`, `AUDIT`; others may come.
    code: String,
    /// How many rows.
    count: u64,
    /// What is kept and why, in Malay or English by `Accept-Language`.
    reason: String,
}

/// What an erasure left, or why nothing was erased.
#[derive(SimpleObject)]
pub struct AccountErasePayload {
    /// What stays, without a name, and why. Null when nothing was erased.
    kept: Option<Vec<KeptRecord>>,
    /// Why not: `LAST_IN_CHARGE` for each role that must be handed over first, `REQUIRED`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// One's own data.
#[derive(Default)]
pub struct OwnDataMutation;

#[Object]
impl OwnDataMutation {
    /// Corrects the viewer's own account. All apps, the signed-in.
    async fn account_update(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is to be corrected.")] input: AccountUpdateInput,
    ) -> domain::Result<AccountUpdatePayload> {
        let ctx = context.ctx()?;
        let changes = AccountChanges {
            display_name: input.display_name,
            language: input.language.map(Into::into),
            email: input.email,
        };
        let identity = &context.house()?.identity;
        let answer = own_data::update_account(ctx, identity, &changes).await;
        let (person, user_errors) = settle(ctx, answer)?;
        Ok(AccountUpdatePayload {
            viewer: person.map(Viewer),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Tells where everything about the viewer can be fetched as JSON (`GET /v1/account/export`).
    /// All apps, the signed-in.
    async fn account_export(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Nothing but a mark of the client.")] input: AccountExportInput,
    ) -> domain::Result<AccountExportPayload> {
        let ctx = context.ctx()?;
        own_data::authorize_export(ctx)?;
        let base = &context.house()?.config.public_url;
        Ok(AccountExportPayload {
            url: Some(format!("{base}/v1/account/export")),
            sections: Some(own_data::sections().map(|(name, _)| name.to_owned()).collect()),
            user_errors: Vec::new(),
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Erases the viewer's account: sessions and posts end, what can go goes, and the answer lists
    /// what stays without a name, and why. The number may register again, as somebody else. All
    /// apps, the signed-in; needs a fresh proof (`PROOF_REQUIRED`). When the answer is lost the
    /// next request is refused with `SESSION_ENDED`: then it was done.
    async fn account_erase(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "That this is understood.")] input: AccountEraseInput,
    ) -> domain::Result<AccountErasePayload> {
        let ctx = context.ctx()?;
        let identity = &context.house()?.identity;
        let answer = own_data::erase_account(ctx, identity, input.understood).await;
        let (kept, user_errors) = settle(ctx, answer)?;
        let language = ctx.languages.sentences();
        let record = |kept: Kept| KeptRecord {
            code: kept.why.code().to_owned(),
            count: kept.rows,
            reason: kept.why.sentence(language).to_owned(),
        };
        Ok(AccountErasePayload {
            kept: kept.map(|kept| kept.into_iter().map(record).collect()),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}
