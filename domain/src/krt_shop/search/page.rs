//! A page of what a search found, the best first.

use std::{collections::HashMap, sync::Arc};

use super::find::{Found, Hit, find};
use crate::{
    krt_shop::{
        Cards, Directory,
        product::{self, Detail, Product, ProductFilter},
    },
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::Result,
        id::ProductId,
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// So many offers are read at once, at the first look …
const FIRST: usize = 128;
/// … and at each later one, when a filter leaves few.
const LATER: usize = 512;

/// The key by which what was found is ordered.
type Key = (u32, Instant, ProductId);

/// A page of offers that were found, and the whole of what was.
#[derive(Debug)]
pub struct FoundPage {
    /// The offers of the page.
    pub page: Page<(Hit, Product)>,
    /// Everything that was found, before any filter.
    pub found: Arc<Found>,
}

/// The cursor of an offer in a page of what was found.
#[must_use]
pub fn cursor(hit: &Hit) -> String {
    page::encode(&hit.key())
}

/// A page of the listed offers for which everything of the filter holds and that fit its words; none
/// when there is no word in them.
pub async fn products(
    ctx: &Ctx,
    directory: &Directory,
    filter: &ProductFilter,
    detail: Detail,
    args: &PageArgs,
) -> Result<Option<FoundPage>> {
    let Some(words) = &filter.words else { return Ok(None) };
    let Some(found) = find(ctx, directory, words).await? else { return Ok(None) };
    let request = PageRequest::<Key>::from_args(args)?;
    let cards = directory.cards(ctx).await?;
    let categories = match &filter.category_code {
        Some(code) => Some(cards.category_with_those_below(code)?),
        None => None,
    };
    let wanted = |product: &Product| {
        let in_category = |codes: &Vec<&str>| codes.contains(&product.category_code.as_str());
        categories.as_ref().is_none_or(in_category) && fits(product, filter, &cards)
    };
    let most = usize::try_from(request.rows()).unwrap_or(usize::MAX);
    let mut rest = beyond(&found.hits, &request);
    let mut rows: Vec<(Hit, Product)> = Vec::new();
    let mut at_once = FIRST;
    while rows.len() < most && !rest.is_empty() {
        let part: Vec<Hit> = if request.backward {
            let (before, part) = rest.split_at(rest.len().saturating_sub(at_once));
            rest = before;
            part.iter().rev().copied().collect()
        } else {
            let (part, after) = rest.split_at(at_once.min(rest.len()));
            rest = after;
            part.to_vec()
        };
        let ids: Vec<ProductId> = part.iter().map(|hit| hit.product_id).collect();
        let listed = product::list_listed_by_ids(ctx.read(), &ids, detail).await?;
        let mut listed: HashMap<ProductId, Product> =
            listed.into_iter().map(|product| (product.id, product)).collect();
        for hit in part {
            rows.extend(listed.remove(&hit.product_id).filter(&wanted).map(|one| (hit, one)));
        }
        at_once = LATER;
    }
    rows.truncate(most);
    let (page, now) = (request.page(rows), ctx.now());
    for (_, product) in &page.items {
        ctx.shows_until(product.right_until(now));
    }
    Ok(Some(FoundPage { page, found }))
}

/// What lies beyond the key at which the page begins: found anew in what is found now, whether or not
/// the offer with that key is still there.
fn beyond<'a>(hits: &'a [Hit], request: &PageRequest<Key>) -> &'a [Hit] {
    let Some(key) = request.beyond else { return hits };
    // The best come first.
    let (before, after) = if request.backward {
        hits.split_at(hits.partition_point(|hit| hit.key() > key))
    } else {
        hits.split_at(hits.partition_point(|hit| hit.key() >= key))
    };
    if request.backward { before } else { after }
}

fn fits(product: &Product, filter: &ProductFilter, cards: &Cards) -> bool {
    let state = || cards.area(product.area_id).map(|area| area.state_code.as_str());
    filter.project_id.is_none_or(|project| product.project_id == project)
        && filter.area_id.is_none_or(|area| product.area_id == area)
        && filter.kind.is_none_or(|kind| product.kind == kind)
        && filter.state_code.as_deref().is_none_or(|code| state() == Some(code))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{super::rank::Why, *};

    fn hit(score: u32, number: u128) -> Hit {
        Hit {
            product_id: ProductId(Uuid::from_u128(number)),
            score,
            listed_at: chrono::DateTime::UNIX_EPOCH,
            why: Why::default(),
        }
    }

    #[test]
    fn a_page_goes_on_where_the_last_one_ended_even_when_that_offer_is_gone() {
        let hits = [hit(9, 2), hit(9, 1), hit(5, 7), hit(5, 3)];
        let request =
            |key: &Hit, backward: bool| PageRequest { limit: 2, backward, beyond: Some(key.key()) };
        assert_eq!(beyond(&hits, &request(&hit(9, 1), false)), &hits[2..]);
        assert_eq!(beyond(&hits, &request(&hit(7, 1), false)), &hits[2..]);
        assert_eq!(beyond(&hits, &request(&hit(5, 7), true)), &hits[..2]);
        assert!(beyond(&hits, &request(&hit(5, 3), false)).is_empty());
    }
}
