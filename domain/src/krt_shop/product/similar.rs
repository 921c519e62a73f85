//! Offers like one: of the same category, by other projects first, with the same words, the nearest
//! first.

use std::collections::{BTreeSet, HashSet};

use super::{model::Product, store};
use crate::{
    krt_shop::{Cards, Directory},
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        geo::Position,
        id::{ProductId, ProjectId},
        text,
    },
};

/// So many when nobody says how many, and at most.
const USUAL: usize = 6;
const MOST: i32 = 20;
/// So many of the nearest projects are looked through.
const NEAREST: usize = 48;
/// So many offers of theirs, and of anybody's when those are too few.
const CANDIDATES: u64 = 120;
/// Shorter words are in every name: `di`, `kg`.
const LEAST_LETTERS: usize = 3;

/// Offers like one that the reader has been shown, 1 to 20; 6 when nothing is said. What the nearest
/// projects offer is asked first, and what anybody does when that is too little: a statement each, by an
/// index.
pub async fn similar_products(
    ctx: &Ctx,
    directory: &Directory,
    product: &Product,
    first: Option<i32>,
) -> Result<Vec<Product>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let most = match first {
        None => USUAL,
        Some(first) => usize::try_from(first)
            .ok()
            .filter(|_| (1..=MOST).contains(&first))
            .ok_or_else(|| Refusal::of(ErrorCode::PageInvalid).stop())?,
    };
    let cards = directory.cards(ctx).await?;
    let here = cards.position(product.project_id);
    let near = nearest(&cards, product.project_id, here);
    let category = &product.category_code;
    let mut found = Vec::new();
    if !near.is_empty() {
        found = store::list_in_category(ctx.read(), category, &near, CANDIDATES).await?;
    }
    if found.len() < most {
        let more = store::list_in_category(ctx.read(), category, &[], CANDIDATES).await?;
        let known: HashSet<ProductId> = found.iter().map(|one| one.id).collect();
        found.extend(more.into_iter().filter(|one| !known.contains(&one.id)));
    }
    let words = words_of(product);
    found.retain(|one| one.id != product.id);
    found.sort_by_cached_key(|one| {
        let shared = words.intersection(&words_of(one)).count();
        let metres = metres(here, cards.position(one.project_id));
        (one.project_id == product.project_id, usize::MAX - shared, metres, one.id)
    });
    found.truncate(most);
    for one in &found {
        ctx.shows_until(one.right_until(ctx.now()));
    }
    Ok(found)
}

/// The nearest other projects at work; those of which nobody knows where they are come last.
fn nearest(cards: &Cards, own: ProjectId, here: Option<Position>) -> Vec<ProjectId> {
    let others = cards.projects().map(|project| project.id).filter(|id| *id != own);
    let mut near: Vec<_> = others.map(|id| (metres(here, cards.position(id)), id)).collect();
    if near.len() > NEAREST {
        near.select_nth_unstable(NEAREST);
        near.truncate(NEAREST);
    }
    near.into_iter().map(|(_, id)| id).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "the globe has 40,000 km around")]
fn metres(here: Option<Position>, there: Option<Position>) -> i64 {
    here.zip(there).map_or(i64::MAX, |(here, there)| here.metres_to(there).round() as i64)
}

/// The words of an offer's name, in every language in which it is written.
fn words_of(product: &Product) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for (_, written) in product.name.written() {
        let plain = text::searchable(written);
        let long = |word: &&str| word.chars().count() >= LEAST_LETTERS || !word.is_ascii();
        words.extend(plain.split(' ').filter(long).map(str::to_owned));
    }
    words
}
