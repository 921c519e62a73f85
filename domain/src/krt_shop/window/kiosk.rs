//! What anybody with the link reads of a kiosk or a carnival.

use super::model::{KioskWindow, Shared};
use crate::{
    krt_shop::{
        Directory,
        kiosk::{self, KioskStatus},
    },
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::KioskId,
    },
};

/// The kiosk or the carnival with this id, for anybody, with who stands there. One that does not take
/// place says so until it would have been over; a kiosk that was closed says nothing any more.
pub async fn shared_kiosk(
    ctx: &Ctx,
    directory: &Directory,
    id: &str,
) -> Result<Shared<KioskWindow>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let id: KioskId = id.parse().map_err(|_| Error::not_found())?;
    let kiosk = kiosk::kiosk(ctx, id).await?;
    let is_over = kiosk.shown_until <= ctx.now();
    let is_closed = kiosk.status == KioskStatus::Cancelled && kiosk.ends_at.is_none();
    if is_over || is_closed {
        return Ok(Shared::Gone);
    }
    // It is over by the clock.
    ctx.shows_until(kiosk.ends_at);
    let cards = directory.cards(ctx).await?;
    let stands = kiosk::stands_of_kiosks(ctx, &cards, &[&kiosk]).await?.remove(&id);
    let stands = stands.unwrap_or_default();
    Ok(Shared::Shown(Box::new(KioskWindow { kiosk, stands })))
}
