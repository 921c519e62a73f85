//! What search engines are told of: each listed offer, in parts that do not move while offers are
//! added, because they go by the ids.

use super::store;
use crate::{
    policy::{Action, Target},
    shared::{clock::Instant, ctx::Ctx, error::Result, id::ProductId},
};

/// So many addresses stand in a part, as the protocol allows.
pub const MOST_IN_PART: i64 = 50_000;
/// So many rows are read at once.
const AT_ONCE: u64 = 5_000;
/// The most parts that are named: 20 million offers.
const MOST_PARTS: usize = 400;

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

/// The parts in which the listed offers stand, at least one.
pub async fn parts_of_products(ctx: &Ctx) -> Result<Vec<Part>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let mut parts: Vec<Part> = vec![None];
    let mut last: Part = None;
    while parts.len() < MOST_PARTS {
        let Some(border) = store::border(ctx.read(), last, MOST_IN_PART).await? else { break };
        last = Some(border);
        parts.push(last);
    }
    Ok(parts)
}

/// The offers of a part, in the order of their ids.
pub async fn page_of_products(ctx: &Ctx, part: Part) -> Result<Vec<SitemapPage>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
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
