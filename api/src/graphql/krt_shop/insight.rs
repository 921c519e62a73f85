//! What sellers learn of who looks.

use async_graphql::{Context, Description, Enum, ID, InputObject, Object, SimpleObject};
use domain::{
    ErrorCode, Refusal,
    krt_shop::insight::{self, Counts, Search, Seen, Way, Week},
};

use crate::graphql::{
    context::{self, InRequest as _},
    outcome::{UserError, settle},
    scalars::Date,
};

/// How often something happened. Nobody is counted twice for the same within an hour, programs that
/// read pages for nobody are not counted, and neither are sellers and officers.
#[derive(SimpleObject)]
pub struct InsightCounts {
    /// How often the offer, or the project's own page, was opened.
    views: i64,
    /// How often an offer stood on a page of what a search found.
    finds: i64,
    /// How often somebody wanted to call or write (`contactRecord`, the link that counts, or an enquiry).
    contacts: i64,
    /// How often somebody began to keep it among their favourites, each of them once a week.
    favourites: i64,
}

impl From<Counts> for InsightCounts {
    fn from(counts: Counts) -> Self {
        let Counts { views, finds, contacts, favourites } = counts;
        Self { views, finds, contacts, favourites }
    }
}

/// What was counted in a week.
#[derive(SimpleObject)]
pub struct InsightWeek {
    /// Its Monday in Malaysia.
    week: Date,
    /// How often each of it happened.
    counts: InsightCounts,
}

/// What was counted of an offer or a project, week by week. It is a few seconds old, and what a node
/// that dies has not written yet, at most its last seconds, is lost.
#[derive(Description)]
pub struct Insight {
    of: Seen,
    asked: Option<i32>,
    weeks: Vec<Week>,
}

/// Words by which buyers found what is offered.
#[derive(SimpleObject)]
pub struct InsightSearch {
    /// The words, in small letters and as they were most likely meant.
    words: String,
    /// How often an offer stood on a page of what they found; 3 at least.
    finds: i64,
}

#[Object(use_type_description)]
impl Insight {
    /// Every week that was asked for, the latest first, whether anything was counted in it or not.
    async fn weeks(&self) -> Vec<InsightWeek> {
        let week =
            |week: &Week| InsightWeek { week: Date(week.monday), counts: week.counts.into() };
        self.weeks.iter().map(week).collect()
    }

    /// All of these weeks together.
    async fn total(&self) -> InsightCounts {
        let weeks = self.weeks.iter();
        weeks.fold(Counts::default(), |total, week| total.plus(week.counts)).into()
    }

    /// By which words it was found in these weeks together, the latest 26 at most: what found it most often
    /// comes first, at most 20. Told are words that the offer, or one of the project's offers, answers, and by
    /// which three people or more have looked; of an offer at most 50 different ones are counted in a week.
    async fn searches(&self, context: &Context<'_>) -> domain::Result<Vec<InsightSearch>> {
        let found = insight::searches(context.ctx()?, self.of, self.asked).await?;
        let wrap = |one: Search| InsightSearch { words: one.words, finds: one.finds };
        Ok(found.into_iter().map(wrap).collect())
    }
}

/// How somebody reaches a seller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Way")]
pub enum ContactWay {
    /// By a call.
    Phone,
    /// By WhatsApp, with a text that is ready to be sent.
    Whatsapp,
}

/// That somebody wants to reach a seller.
#[derive(InputObject)]
pub struct ContactRecordInput {
    /// About which offer.
    product_id: Option<ID>,
    /// Or about a project.
    project_id: Option<ID>,
    /// How.
    way: ContactWay,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

impl ContactRecordInput {
    fn read(&self) -> domain::Result<Seen> {
        match (&self.product_id, &self.project_id) {
            (Some(id), None) => Ok(Seen::Product(context::id(id, "productId")?)),
            (None, Some(id)) => Ok(Seen::Project(context::id(id, "projectId")?)),
            _ => Err(Refusal::of(ErrorCode::BadRequest)
                .at("productId")
                .with("detail", "`productId` or `projectId`, one of the two")
                .stop()),
        }
    }
}

/// Where a tap leads.
#[derive(SimpleObject)]
pub struct ContactRecordPayload {
    /// The address that the phone opens: `tel:+60…` or `https://wa.me/60…`, with a text in the reader's
    /// language.
    url: Option<String>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// What sellers learn of who looks.
#[derive(Default)]
pub struct InsightQuery;

#[Object]
impl InsightQuery {
    /// How often an offer was seen, found, asked for and kept, by week. KRT Shop: the project's owner
    /// and the officers above it.
    async fn product_insight(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The offer's id.")] id: ID,
        #[graphql(desc = "So many weeks, this one included: 1 to 104; 12 when nothing is said.")]
        weeks: Option<i32>,
    ) -> domain::Result<Option<Insight>> {
        let of = Seen::Product(context::id(&id, "id")?);
        let found = insight::weeks(context.ctx()?, of, weeks).await?;
        Ok(Some(Insight { of, asked: weeks, weeks: found }))
    }

    /// The same of everything that a project offers, and of its own page. KRT Shop: the project's owner
    /// and the officers above it.
    async fn project_insight(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The project's id.")] id: ID,
        #[graphql(desc = "So many weeks, this one included: 1 to 104; 12 when nothing is said.")]
        weeks: Option<i32>,
    ) -> domain::Result<Option<Insight>> {
        let of = Seen::Project(context::id(&id, "id")?);
        let found = insight::weeks(context.ctx()?, of, weeks).await?;
        Ok(Some(Insight { of, asked: weeks, weeks: found }))
    }
}

/// Reaching a seller.
#[derive(Default)]
pub struct InsightMutation;

#[Object]
impl InsightMutation {
    /// Tells where a tap on “call” or “WhatsApp” leads, and counts it for the seller. Pages without
    /// GraphQL use the link `/v1/shop/contact/{way}/{id}`, which does the same. KRT Shop, everybody.
    async fn contact_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is tapped.")] input: ContactRecordInput,
    ) -> domain::Result<ContactRecordPayload> {
        let (ctx, seen) = (context.ctx()?, input.read()?);
        let answer = insight::contact(ctx, seen, input.way.into()).await;
        let (url, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(ContactRecordPayload { url, user_errors, client_mutation_id })
    }
}
