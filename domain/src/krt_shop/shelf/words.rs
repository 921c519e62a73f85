//! What words find: the one place that asks for it.

use crate::{
    krt_shop::product,
    shared::{ctx::Ctx, error::Result, id::ProductId},
};

/// The listed offers that words find, each with what it counts: the more, the further in front; none
/// when there is no word in the text.
pub(super) async fn hits(ctx: &Ctx, text: &str) -> Result<Option<Vec<(ProductId, u32)>>> {
    let found = product::ids_with_words(ctx, text).await?;
    Ok(found.map(|ids| ids.into_iter().map(|id| (id, 1)).collect()))
}
