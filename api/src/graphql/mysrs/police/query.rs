//! Reading agreements with the police, and the log of who read what.

use async_graphql::{Context, ID, Object};
use domain::{
    ErrorCode, Refusal,
    mysrs::{incident::Within, referral},
};

use super::types::{
    FeedAgreement, FeedAgreementConnection, PoliceFeedRead, PoliceFeedReadConnection,
};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
};

/// Reading agreements with the police, and the log of who read what.
#[derive(Default)]
pub struct PoliceQuery;

#[Object]
impl PoliceQuery {
    /// What was agreed with the police about their feed, the latest first: of a district, a state, or
    /// without these of the whole country. MySRS: the officers there.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn feed_agreements(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of this district.")] district_id: Option<ID>,
        #[graphql(desc = "Of this state, by its two-digit code.")] state_code: Option<String>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<FeedAgreementConnection>> {
        let within = within(district_id, state_code)?;
        let args = connection::args(first, after, last, before);
        let page = referral::agreements(context.ctx()?, &within, &args).await?;
        Ok(Some(FeedAgreementConnection::of(page, FeedAgreement)))
    }

    /// Who of the police read what in their feed (`GET /v1/police/incidents`), the latest first: of a
    /// district, a state, or without these of the whole country. MySRS: the officers there.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn police_feed_reads(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of this district.")] district_id: Option<ID>,
        #[graphql(desc = "Of this state, by its two-digit code.")] state_code: Option<String>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<PoliceFeedReadConnection>> {
        let within = within(district_id, state_code)?;
        let args = connection::args(first, after, last, before);
        let page = referral::feed_reads(context.ctx()?, &within, &args).await?;
        Ok(Some(PoliceFeedReadConnection::of(page, PoliceFeedRead)))
    }
}

/// The place that is named; the nation when none is.
fn within(district: Option<ID>, state: Option<String>) -> domain::Result<Within> {
    match (district, state) {
        (None, None) => Ok(Within::Nation),
        (Some(id), None) => Ok(Within::District(context::id(&id, "districtId")?)),
        (None, Some(code)) => Ok(Within::State(code)),
        (Some(_), Some(_)) => {
            let detail = "name one place: districtId or stateCode";
            Err(Refusal::of(ErrorCode::BadRequest).with("detail", detail).stop())
        }
    }
}
