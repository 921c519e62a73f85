//! Offers that somebody keeps.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::krt_shop::favourite;

use crate::graphql::{
    connection::{self, connection},
    context::{self, InRequest as _},
    krt_shop::Product,
    outcome::{UserError, settle},
};

connection!(FavouriteConnection, FavouriteEdge, Product, "offers that the viewer keeps");

/// Keeping an offer.
#[derive(InputObject)]
pub struct FavouriteSetInput {
    /// The offer.
    product_id: ID,
    /// Whether it is kept from now on.
    favourite: bool,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Whether an offer is kept.
#[derive(SimpleObject)]
pub struct FavouriteSetPayload {
    /// Whether it is kept now.
    favourite: Option<bool>,
    /// The offer; null once the public does not see it.
    product: Option<Product>,
    /// Why not: `TOO_MANY` above 500.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Keeping offers.
#[derive(Default)]
pub struct FavouriteMutation;

#[Object]
impl FavouriteMutation {
    /// Keeps an offer among the viewer's favourites, or no longer; the same again changes nothing. At
    /// most 500. KRT Shop, the signed-in.
    async fn favourite_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which offer, and whether.")] input: FavouriteSetInput,
    ) -> domain::Result<FavouriteSetPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.product_id, "productId")?);
        let answer = favourite::set_favourite(ctx, id, input.favourite).await;
        let (done, user_errors) = settle(ctx, answer)?;
        let cards = context.house()?.directory.cards(ctx).await?;
        let favourite = done.is_some().then_some(input.favourite);
        let product = done.flatten().map(|product| Product::new(product, &cards));
        let client_mutation_id = input.client_mutation_id;
        Ok(FavouriteSetPayload { favourite, product, user_errors, client_mutation_id })
    }
}

/// Finding them again.
#[derive(Default)]
pub struct FavouriteQuery;

#[Object]
impl FavouriteQuery {
    /// The offers that the viewer keeps and that are in the directory, the newest kept first. KRT Shop,
    /// the signed-in.
    async fn favourites(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<FavouriteConnection>> {
        let (ctx, args) = (context.ctx()?, connection::args(first, after, last, before));
        let page = favourite::favourites(ctx, &args).await?;
        let cards = context.house()?.directory.cards(ctx).await?;
        Ok(Some(FavouriteConnection::of(page, |product| Product::new(product, &cards))))
    }
}
