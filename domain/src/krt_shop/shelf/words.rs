//! What words find: the one place that asks for it.

use std::sync::Arc;

use crate::{
    krt_shop::{
        Directory,
        search::{self, Found},
    },
    shared::{ctx::Ctx, error::Result, id::ProductId},
};

/// What a search finds for words; none when nobody looks for any, or there is no word in the text.
pub(super) async fn found(
    ctx: &Ctx,
    directory: &Directory,
    text: Option<&str>,
) -> Result<Option<Arc<Found>>> {
    match text {
        Some(text) => search::find(ctx, directory, text).await,
        None => Ok(None),
    }
}

/// The offers that words found, each with what it counts: the more, the further in front.
pub(super) fn hits(found: &Found) -> Vec<(ProductId, u32)> {
    found.hits.iter().map(|hit| (hit.product_id, hit.score)).collect()
}
