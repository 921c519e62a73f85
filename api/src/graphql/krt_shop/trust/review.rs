//! What buyers say of offers.

use async_graphql::{Context, Description, Enum, ID, InputObject, Object, SimpleObject};
use domain::{
    Ctx,
    krt_shop::review::{self, ReviewDeciding, ReviewWriting},
};

use crate::graphql::{
    connection::{self, connection},
    context::{self, InRequest as _},
    outcome::{UserError, settle},
    scalars::DateTime,
};

/// How far a review has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "review::ReviewStatus")]
pub enum ReviewStatus {
    /// It waits for the neighbourhood's committee or an officer to let it pass.
    Pending,
    /// Everybody sees it.
    Shown,
    /// It is not shown; its author reads why.
    Refused,
}

/// A buyer's review of an offer.
#[derive(Description)]
pub struct Review(pub review::Review);

#[Object(use_type_description)]
impl Review {
    /// The id (`review_…`), made by the phone that wrote it.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The offer.
    async fn product_id(&self) -> ID {
        self.0.product_id.into()
    }

    /// How the author wants to be called in public, at most 40 characters, and 80 in reviews from before
    /// they could say so; empty once their account is erased, or they have taken themselves out.
    async fn author_name(&self) -> &str {
        &self.0.author_name
    }

    /// From 1 to 5.
    async fn stars(&self) -> i64 {
        self.0.stars
    }

    /// What it says, at most 2,000 characters.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// How far it has come.
    async fn status(&self) -> ReviewStatus {
        self.0.status.into()
    }

    /// When it was last written.
    async fn submitted_at(&self) -> DateTime {
        DateTime(self.0.submitted_at)
    }

    /// Until when somebody promises to decide: seven days.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due_at)
    }

    /// Whether that time has passed and nobody has decided.
    async fn overdue(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(self.0.is_overdue(context.ctx()?.now()))
    }

    /// Since when it is shown.
    async fn shown_at(&self) -> Option<DateTime> {
        self.0.shown_at.map(DateTime)
    }

    /// Why it is not shown, at most 500 characters.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// What the seller says to it, at most 1,000 characters.
    async fn reply(&self) -> Option<&str> {
        self.0.reply.as_deref()
    }

    /// When the seller replied.
    async fn replied_at(&self) -> Option<DateTime> {
        self.0.replied_at.map(DateTime)
    }

    /// Rises with every change; `reviewWrite` and `reviewDecide` want it.
    async fn version(&self) -> i64 {
        self.0.version
    }
}

connection!(ReviewConnection, ReviewEdge, Review, "reviews of offers");

/// A review as it is written or edited.
#[derive(InputObject)]
pub struct ReviewWriteInput {
    /// The id (`review_…`), made by the phone: the same again is the same review.
    id: ID,
    /// The enquiry that a seller has answered: the review is of the offer that it is about.
    enquiry_id: ID,
    /// From 1 to 5.
    stars: i64,
    /// What it says, at most 2,000 characters.
    text: String,
    /// How the author wants to be called in public, 1 to 40 characters. Left out, the first of their
    /// names is shown, and in an edit what stands there.
    author_name: Option<String>,
    /// The version that was read, to edit it; left out for a new one.
    version: Option<i64>,
    /// The enquiry's secret: for a buyer without an account.
    secret: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A seller's reply.
#[derive(InputObject)]
pub struct ReviewReplyInput {
    /// The review.
    id: ID,
    /// What the seller says to it, at most 1,000 characters.
    reply: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Whether a review is shown, as somebody decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "review::ReviewDecision")]
pub enum ReviewDecision {
    /// Everybody sees it.
    Show,
    /// Nobody but its author sees it.
    Refuse,
}

/// Whether a review is shown.
#[derive(InputObject)]
pub struct ReviewDecideInput {
    /// The review.
    id: ID,
    /// The version that was read.
    version: i64,
    /// Whether everybody sees it.
    decision: ReviewDecision,
    /// Why not, at most 500 characters: needed to refuse. Its author reads it.
    reason: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A review, or why there is none.
#[derive(SimpleObject)]
pub struct ReviewPayload {
    /// The review.
    review: Option<Review>,
    /// Why not: `REVIEW_NOT_EARNED` before a seller has answered, `ALREADY_REVIEWED`.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

fn payload(
    ctx: &Ctx,
    answer: domain::Result<review::Review>,
    client_mutation_id: Option<String>,
) -> domain::Result<ReviewPayload> {
    let (review, user_errors) = settle(ctx, answer)?;
    Ok(ReviewPayload { review: review.map(Review), user_errors, client_mutation_id })
}

/// Writing reviews and deciding about them.
#[derive(Default)]
pub struct ReviewMutation;

#[Object]
impl ReviewMutation {
    /// Writes a review of the offer about which a seller has answered an enquiry, one for each offer and
    /// buyer, or edits it within 30 days. It is shown once somebody has let it pass. KRT Shop: the
    /// enquiry's buyer, by account or by secret.
    async fn review_write(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The review.")] input: ReviewWriteInput,
    ) -> domain::Result<ReviewPayload> {
        let ctx = context.ctx()?;
        let new = ReviewWriting {
            id: context::id(&input.id, "id")?,
            enquiry_id: context::id(&input.enquiry_id, "enquiryId")?,
            stars: input.stars,
            text: input.text,
            author_name: input.author_name,
            version: input.version,
            secret: input.secret,
        };
        payload(ctx, review::write_review(ctx, &new).await, input.client_mutation_id)
    }

    /// Replies to a review that is shown, once. What claims to be halal needs a certificate
    /// (`HALAL_UNPROVEN`), and is not shown while none counts. KRT Shop: the project's sellers.
    async fn review_reply(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and the reply.")] input: ReviewReplyInput,
    ) -> domain::Result<ReviewPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let answer = review::reply_to_review(ctx, id, &input.reply).await;
        payload(ctx, answer, input.client_mutation_id)
    }

    /// Lets a review be shown, or not; what was decided may be decided anew. KRT Shop: those who write
    /// in the name of the neighbourhood's committee and the officers above it, but not the project's own
    /// sellers.
    async fn review_decide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and what is decided.")] input: ReviewDecideInput,
    ) -> domain::Result<ReviewPayload> {
        let ctx = context.ctx()?;
        let given = ReviewDeciding {
            id: context::id(&input.id, "id")?,
            version: input.version,
            decision: input.decision.into(),
            reason: input.reason,
        };
        payload(ctx, review::decide_review(ctx, &given).await, input.client_mutation_id)
    }
}

/// Reading reviews that are not shown.
#[derive(Default)]
pub struct ReviewQuery;

#[Object]
impl ReviewQuery {
    /// The reviews that wait to be let pass, the earliest due first: of one area, or of everything that
    /// an officer looks after. KRT Shop: those who write in the name of the area's committee and the
    /// officers above it.
    async fn reviews_waiting(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those of this area; asked for of a committee.")] area_id: Option<ID>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<ReviewConnection>> {
        let area = area_id.as_ref().map(|id| context::id(id, "areaId")).transpose()?;
        let args = connection::args(first, after, last, before);
        let page = review::reviews_waiting(context.ctx()?, area, &args).await?;
        Ok(Some(ReviewConnection::of(page, Review)))
    }

    /// The reviews that the viewer has written, the newest first. KRT Shop, the signed-in.
    async fn reviews_written(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<ReviewConnection>> {
        let args = connection::args(first, after, last, before);
        let page = review::reviews_of_viewer(context.ctx()?, &args).await?;
        Ok(Some(ReviewConnection::of(page, Review)))
    }
}
