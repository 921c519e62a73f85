//! What is known of an offer beside what its seller says.

use async_graphql::{Context, Description, Object, SimpleObject};
use domain::{
    krt_shop::{question, review},
    shared::id::ProductId,
};

use super::{
    question::{Question, QuestionConnection},
    review::{Review, ReviewConnection},
};
use crate::graphql::{connection, context::InRequest as _};

/// How buyers rate an offer.
#[derive(SimpleObject)]
pub struct ProductRating {
    /// How many reviews are shown.
    reviews: i64,
    /// The stars of one review, from 1.0 to 5.0 in tenths; none without a review.
    average: Option<f64>,
}

/// What is known of an offer beside what its seller says.
#[derive(Description)]
pub struct ProductTrust(pub ProductId);

#[Object(use_type_description)]
impl ProductTrust {
    /// How buyers rate it.
    async fn rating(&self, context: &Context<'_>) -> domain::Result<ProductRating> {
        let rating = context.loaders()?.rating(self.0).await?;
        Ok(ProductRating { reviews: rating.reviews, average: rating.average() })
    }

    /// What buyers say of it, the newest first.
    async fn reviews(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<ReviewConnection> {
        let args = connection::args(first, after, last, before);
        let page = match args.of_beginning()? {
            Some(first) => context.loaders()?.first_reviews(self.0, first).await?,
            None => review::reviews_of_product(context.ctx()?, self.0, &args).await?,
        };
        Ok(ReviewConnection::of(page, Review))
    }

    /// Questions about it with their answers, the latest answered first.
    async fn questions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<QuestionConnection> {
        let args = connection::args(first, after, last, before);
        let page = match args.of_beginning()? {
            Some(first) => context.loaders()?.first_questions(self.0, first).await?,
            None => question::questions_of_product(context.ctx()?, self.0, &args).await?,
        };
        Ok(QuestionConnection::of(page, Question))
    }

    /// Whether the viewer keeps it among their favourites.
    async fn viewer_has_favourite(&self, context: &Context<'_>) -> domain::Result<bool> {
        context.loaders()?.is_favourite(self.0).await
    }
}
