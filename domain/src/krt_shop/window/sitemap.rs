//! What search engines are told of: each listed offer, in parts that do not move while offers are
//! added, because they go by the ids.

use std::sync::Arc;

use chrono::TimeDelta;
use tokio::sync::Mutex;

use super::store;
use crate::{
    policy::{Action, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::ProductId,
    },
};

/// So many addresses stand in a part, as the protocol allows.
pub const MOST_IN_PART: i64 = 50_000;
/// So many rows are read at once.
const AT_ONCE: u64 = 5_000;
/// The most parts that are named: 20 million offers.
const MOST_PARTS: usize = 400;
/// How long the parts stay as they were found: that walks past every offer.
const KEPT: TimeDelta = TimeDelta::hours(1);

/// A part: what comes after this offer; none for the first part.
pub type Part = Option<ProductId>;

/// An address that search engines are told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitemapPage {
    /// The short name in the address.
    pub slug: String,
    /// When what stands there was last changed.
    pub changed_at: Instant,
}

/// The parts as a node has found them.
#[derive(Debug, Default)]
pub struct Parts {
    known: Mutex<Option<(Instant, Arc<[Part]>)>>,
}

impl Parts {
    /// As they were found within the last hour, else anew, by one reader for all.
    async fn known(&self, ctx: &Ctx) -> Result<Arc<[Part]>> {
        let mut known = self.known.lock().await;
        if let Some((until, parts)) = known.as_ref()
            && ctx.now() < *until
        {
            return Ok(Arc::clone(parts));
        }
        let parts: Arc<[Part]> = find(ctx).await?.into();
        *known = Some((ctx.now() + KEPT, Arc::clone(&parts)));
        Ok(parts)
    }
}

async fn find(ctx: &Ctx) -> Result<Vec<Part>> {
    let mut parts: Vec<Part> = vec![None];
    let mut last: Part = None;
    while parts.len() < MOST_PARTS {
        let Some(border) = store::border(ctx.read(), last, MOST_IN_PART).await? else { break };
        last = Some(border);
        parts.push(last);
    }
    Ok(parts)
}

/// The parts in which the listed offers stand, at least one.
pub async fn parts_of_products(ctx: &Ctx, parts: &Parts) -> Result<Arc<[Part]>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    parts.known(ctx).await
}

/// The offers of a part that [`parts_of_products`] names, in the order of their ids: nobody has other
/// parts made for them.
pub async fn page_of_products(ctx: &Ctx, parts: &Parts, part: Part) -> Result<Vec<SitemapPage>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    if part.is_some() && !parts.known(ctx).await?.contains(&part) {
        return Err(Error::not_found());
    }
    let most = usize::try_from(MOST_IN_PART).unwrap_or(usize::MAX);
    let (mut pages, mut after) = (Vec::new(), part);
    while pages.len() < most {
        let rows = store::list_listed(ctx.read(), after, AT_ONCE).await?;
        let Some(last) = rows.last().map(|row| row.id) else { break };
        let whole = u64::try_from(rows.len()).is_ok_and(|rows| rows == AT_ONCE);
        after = Some(last);
        pages.extend(
            rows.into_iter().map(|row| SitemapPage { slug: row.slug, changed_at: row.updated_at }),
        );
        if !whole {
            break;
        }
    }
    Ok(pages)
}
