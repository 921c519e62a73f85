//! The WebP of a picture that was kept as JPEG alone: one that the program drew, or that came before
//! there was WebP. It is made when somebody first asks for it, and kept.

use std::time::Duration;

use bytes::Bytes;

use super::{files, model::PictureFormat, render, service, store};
use crate::shared::{
    ctx::Ctx,
    error::{ErrorCode, Refusal, Result},
};

/// How long somebody who looks at a picture waits behind those who send one.
const PATIENCE: Duration = Duration::from_secs(10);

/// The WebP of a picture in one of its widths, of which this is the JPEG: for whoever may see it.
pub(super) async fn webp(ctx: &Ctx, address: &str, width: u32, jpeg: Bytes) -> Result<Bytes> {
    let files = &ctx.tools().files;
    let turn = tokio::time::timeout(PATIENCE, service::turn_to_draw()).await;
    let turn = turn.unwrap_or_else(|_| Err(Refusal::of(ErrorCode::Unavailable).stop()))?;
    let key = files::key(address, width, PictureFormat::WebP);
    // Somebody else may have asked for it meanwhile.
    if let Some(file) = files.get(&key).await? {
        return Ok(file);
    }
    let file = Bytes::from(service::draw(turn, move || render::webp_of(&jpeg)).await?);
    if let Err(error) = keep(ctx, address, &key, file.clone()).await {
        tracing::warn!(%error, "a WebP was not kept; it is made again for whoever asks next");
    }
    Ok(file)
}

/// Keeps it for as long as something shows the picture, which may have ended while it was made.
async fn keep(ctx: &Ctx, address: &str, key: &str, file: Bytes) -> Result<()> {
    ctx.tools().files.put(key, file, ctx.mint()).await?;
    if !store::is_shown(ctx.db().write(), address).await? {
        ctx.tools().files.remove(key).await?;
    }
    Ok(())
}
