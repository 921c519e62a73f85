//! Finding kiosks and carnivals.

use super::{
    model::{Kiosk, KioskFilter},
    store::{self, KioskKey},
};
use crate::{
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        geo::Position,
        id::KioskId,
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// By what a list of the nearest goes on.
type NearKey = (i64, KioskId);

/// One kiosk or carnival: everybody, also one that is over or does not take place, for whoever has it in
/// their calendar.
pub async fn kiosk(ctx: &Ctx, id: KioskId) -> Result<Kiosk> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let found = store::lookup(ctx.read(), id).await?.ok_or_else(Error::not_found)?;
    Ok(found)
}

/// Everything that is not over, some hundreds: what ends first comes first, kiosks last.
pub async fn kiosks_shown(ctx: &Ctx) -> Result<Vec<Kiosk>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    store::list_shown(ctx.read(), &KioskFilter::default(), ctx.now()).await
}

/// What is not over: what ends first comes first, kiosks last; or the nearest first. Each with its cursor
/// and how far it is, in metres.
pub async fn kiosks(
    ctx: &Ctx,
    filter: &KioskFilter,
    args: &PageArgs,
) -> Result<Page<(String, (Kiosk, Option<i64>))>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let page = if let Some(here) = filter.near {
        nearest(ctx, filter, here, args).await?
    } else {
        let request = PageRequest::<KioskKey>::from_args(args)?;
        let rows = store::list(ctx.read(), filter, ctx.now(), &request).await?;
        let cursor = |kiosk: &Kiosk| page::encode(&(kiosk.shown_until, kiosk.id));
        request.page(rows).map(|kiosk| (cursor(&kiosk), (kiosk, None)))
    };
    for (_, (kiosk, _)) in &page.items {
        ctx.shows_until(kiosk.ends_at);
    }
    Ok(page)
}

async fn nearest(
    ctx: &Ctx,
    filter: &KioskFilter,
    here: Position,
    args: &PageArgs,
) -> Result<Page<(String, (Kiosk, Option<i64>))>> {
    let request = PageRequest::<NearKey>::from_args(args)?;
    let rows = store::list_shown(ctx.read(), filter, ctx.now()).await?;
    let mut near: Vec<(NearKey, Kiosk)> =
        rows.into_iter().map(|kiosk| ((metres(here, &kiosk), kiosk.id), kiosk)).collect();
    near.sort_by_key(|(key, _)| *key);
    if request.backward {
        near.reverse();
    }
    if let Some(beyond) = request.beyond {
        near.retain(|(key, _)| if request.backward { *key < beyond } else { *key > beyond });
    }
    near.truncate(usize::try_from(request.rows()).unwrap_or(usize::MAX));
    let page = request.page(near);
    Ok(page.map(|(key, kiosk)| (page::encode(&key), (kiosk, Some(key.0)))))
}

#[expect(clippy::cast_possible_truncation, reason = "the globe has 40,000 km around")]
fn metres(here: Position, kiosk: &Kiosk) -> i64 {
    let there = Position::on_globe(kiosk.latitude, kiosk.longitude);
    there.map_or(i64::MAX, |there| here.metres_to(there).round() as i64)
}

/// Whether the reader may change a kiosk and decide who stands there.
#[must_use]
pub fn may_write(ctx: &Ctx, kiosk: &Kiosk) -> bool {
    ctx.actor.person().is_some() && ctx.may(Action::KioskWrite, &Target::at(kiosk.place()))
}
