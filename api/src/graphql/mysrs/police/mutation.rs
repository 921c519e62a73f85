//! Agreeing with the police where referrals are sent, and ending that.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::mysrs::referral::{self, EndingAgreement, Means, NewAgreement};

use super::types::FeedAgreement;
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::{UserError, settle},
    scalars::DateTime,
};

/// What was agreed with the police about a district.
#[derive(InputObject)]
pub struct FeedAgreementAddInput {
    /// The district.
    district_id: ID,
    /// Where the police's program takes events: `https://` to a public host, without name and
    /// password, at most 500 characters. In development also `http://` on this machine.
    url: String,
    /// Who agreed to it at the police, 2 to 200 characters.
    agreed_with: String,
    /// For what they use it and how they handle it, 3 to 2,000 characters.
    purpose: String,
    /// From when it counts; now when it is not given or has passed.
    starts_at: Option<DateTime>,
    /// Until when it counts, at most 1,096 days after the beginning.
    ends_at: DateTime,
    /// Made by the app, at most 128 characters: the same key brings the first outcome again, for 30
    /// days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Which agreement ends.
#[derive(InputObject)]
pub struct FeedAgreementEndInput {
    /// The agreement.
    id: ID,
    /// Why, 3 to 2,000 characters.
    reason: String,
    /// Made by the app, at most 128 characters: the same key brings the first outcome again, for 30
    /// days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A new agreement with its secret, or why there is none.
#[derive(SimpleObject)]
pub struct FeedAgreementAddPayload {
    /// The agreement.
    agreement: Option<FeedAgreement>,
    /// The key with which each event is signed, to be handed to the police: `whsec_…`. It stands here
    /// alone, and in the answer to a repeat with the same key; nobody can read it later.
    secret: Option<String>,
    /// Why not: `WEBHOOK_ADDRESS_INVALID`, `FEED_AGREEMENT_OVERLAPS`, `TIME_INVALID`, …
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// An agreement, or why it did not end.
#[derive(SimpleObject)]
pub struct FeedAgreementEndPayload {
    /// The agreement.
    agreement: Option<FeedAgreement>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Agreeing with the police where referrals are sent, and ending that.
#[derive(Default)]
pub struct PoliceMutation;

#[Object]
impl PoliceMutation {
    /// Writes down what was agreed with the police about a district, after a fresh proof
    /// (`PROOF_REQUIRED`). From then on each incident of it that is referred to the police is sent to
    /// their program: `POST` with JSON, signed by the Standard Webhooks rules, again until it answers
    /// 2xx, for 28 hours or so; 410 ends the agreement. MySRS: the state's director and headquarters.
    async fn feed_agreement_add(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What was agreed.")] input: FeedAgreementAddInput,
    ) -> domain::Result<FeedAgreementAddPayload> {
        let (ctx, house) = (context.ctx()?, context.house()?);
        let new = NewAgreement {
            district_id: context::id(&input.district_id, "districtId")?,
            url: input.url,
            agreed_with: input.agreed_with,
            purpose: input.purpose,
            starts_at: input.starts_at.map(|at| at.0),
            ends_at: input.ends_at.0,
        };
        let means = Means { identity: &house.identity, reach: house.config.reach() };
        let key = input.idempotency_key.as_deref();
        let answer = referral::add_agreement(ctx, &means, &new, key).await;
        let (agreement, user_errors) = settle(ctx, answer)?;
        let secret = match &agreement {
            Some(agreement) => referral::handed_over(ctx, agreement).await?,
            None => None,
        };
        let agreement = agreement.map(FeedAgreement);
        let client_mutation_id = input.client_mutation_id;
        Ok(FeedAgreementAddPayload { agreement, secret, user_errors, client_mutation_id })
    }

    /// Ends an agreement with the police now: nothing is sent any more, also not what waits to be sent
    /// again. One that has ended stays as it is. MySRS: the state's director and headquarters.
    async fn feed_agreement_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which one, and why.")] input: FeedAgreementEndInput,
    ) -> domain::Result<FeedAgreementEndPayload> {
        let ctx = context.ctx()?;
        let ending = EndingAgreement { id: context::id(&input.id, "id")?, reason: input.reason };
        let key = input.idempotency_key.as_deref();
        let answer = referral::end_agreement(ctx, &ending, key).await;
        let (agreement, user_errors) = settle(ctx, answer)?;
        let agreement = agreement.map(FeedAgreement);
        let client_mutation_id = input.client_mutation_id;
        Ok(FeedAgreementEndPayload { agreement, user_errors, client_mutation_id })
    }
}
