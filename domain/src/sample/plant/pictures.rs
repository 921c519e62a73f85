//! The pictures of what is offered, drawn on every core before the database is held.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::certificates;
use crate::{
    sample::content::shop,
    shared::{
        ctx::Ctx,
        error::Result,
        media::{self, Drawn},
    },
};

/// More than are drawn at once, so that a core never waits for a file to be written.
const IN_HAND: usize = 6;

/// One picture for each offer, in their order.
pub(super) async fn draw(ctx: &Ctx) -> Result<Vec<Drawn>> {
    stream::iter((1_u64..).zip(shop::offers()))
        .map(async |(seed, offer)| {
            let motif = offer.motif;
            let drawn = media::store_drawn(ctx, move || pictures::draw(motif, seed)).await?;
            media::open_drawn(ctx, &drawn).await?;
            Ok(drawn)
        })
        .buffered(IN_HAND)
        .try_collect()
        .await
}

/// One paper for each certificate, in their order.
pub(super) async fn draw_papers(ctx: &Ctx) -> Result<Vec<Drawn>> {
    stream::iter(0..certificates::PAPERS)
        .map(|number| media::store_drawn(ctx, move || certificates::paper(number)))
        .buffered(IN_HAND)
        .try_collect()
        .await
}
