//! Asking an engine for what a search asks for, and putting what it finds in order.

use std::{array::from_fn, sync::Arc};

use super::{
    rank::{Scale, Why},
    reading::Reading,
    store::{self, Row},
    wish::{How, Wish, Within},
    words::{self, MOST_WORDS},
};
use crate::{
    krt_shop::{Cards, Directory},
    policy::{Action, Target},
    shared::{clock::Instant, ctx::Ctx, error::Result, id::ProductId},
};

/// The most offers that a search finds. When more fit, those count whose names do, the newest first.
pub const MOST_HITS: i64 = 10_000;
/// So many names are looked at for suggestions.
const MOST_NAMED: i64 = 100;
/// The most categories that are named near a search.
const NEAR_CATEGORIES: usize = 5;

/// An offer that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The offer.
    pub product_id: ProductId,
    /// What it counts: the more, the further in front.
    pub score: u32,
    /// Since when it is listed: of equals the newest comes first.
    pub listed_at: Instant,
    /// Why it was found, and counts so much.
    pub why: Why,
}

impl Hit {
    pub(super) fn key(&self) -> (u32, Instant, ProductId) {
        (self.score, self.listed_at, self.product_id)
    }
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The words that were looked for, in the order of the search; those that mean one thing together
    /// are one.
    pub words: Vec<String>,
    /// The offers, the best first, [`MOST_HITS`] at most.
    pub hits: Vec<Hit>,
    /// Whether they answer every word. When no offer does, these answer the most words.
    pub fits: bool,
    /// The search as it was most likely meant, when a word had to be corrected.
    pub corrected: Option<String>,
    /// Categories whose names answer a word, by their codes, when no offer answers every word.
    pub near_categories: Vec<String>,
}

/// Offers that fit a text, the best first; none when there is no word in it.
pub async fn find(ctx: &Ctx, directory: &Directory, text: &str) -> Result<Option<Arc<Found>>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let words = words::asked(text)?;
    if words.is_empty() {
        return Ok(None);
    }
    let finder = directory.finder();
    let (name, heard) = (words.join(" "), finder.heard());
    if let Some(found) = finder.known(&name) {
        return Ok(Some(found));
    }
    let mut wish = finder.read(ctx, directory, |lexicon| lexicon.read(&words)).await?;
    forget_what_is_gone(ctx, directory, &mut wish).await?;
    let cards = directory.cards(ctx).await?;
    let found = Arc::new(search(ctx, &cards, &wish).await?);
    if directory.is_followed() {
        finder.keep(&name, &found, heard);
    }
    Ok(Some(found))
}

/// Proposes no word that no offer holds any more. Such words are known until they are counted anew, and
/// may be what somebody had to take away.
pub(super) async fn forget_what_is_gone(
    ctx: &Ctx,
    directory: &Directory,
    wish: &mut Wish,
) -> Result<()> {
    for (place, meant) in wish.corrections() {
        if !directory.finder().matches_any(ctx, directory, &meant).await? {
            wish.forget_correction(place);
        }
    }
    Ok(())
}

async fn search(ctx: &Ctx, cards: &Cards, wish: &Wish) -> Result<Found> {
    let scale = Scale::new(wish);
    let mut reading = Reading::new(cards, &scale);
    reading.add(fitting(ctx, wish).await?, [true; MOST_WORDS]);
    let fits = !reading.is_empty();
    if !fits && wish.groups.len() > 1 {
        nearly(ctx, wish, &mut reading).await?;
    }
    let near_categories = if fits { Vec::new() } else { near_categories(cards, &scale) };
    Ok(Found {
        words: wish.groups.iter().map(|group| group.asked.clone()).collect(),
        hits: reading.hits(),
        fits,
        corrected: wish.corrected(),
        near_categories,
    })
}

/// Reads what answers the most words, when no offer answers every one. Most often one word is in the way:
/// the others together find few, and are asked for first; then each by itself.
async fn nearly(ctx: &Ctx, wish: &Wish, reading: &mut Reading<'_>) -> Result<()> {
    let words = wish.groups.len();
    if words > 2 {
        for place in 0..words {
            let others = fitting(ctx, &wish.without(place)).await?;
            reading.add(others, from_fn(|other| other != place));
        }
    }
    if !reading.is_empty() {
        return Ok(());
    }
    for (place, group) in wish.groups.iter().enumerate() {
        let one = fitting(ctx, &Wish { groups: vec![group.clone()] }).await?;
        reading.add(one, from_fn(|other| other == place));
    }
    Ok(())
}

/// What the engine finds for every group of a wish.
async fn fitting(ctx: &Ctx, wish: &Wish) -> Result<Vec<Row>> {
    let mut rows = store::find(ctx.db(), wish, Within::All, MOST_HITS + 1).await?;
    let most = usize::try_from(MOST_HITS).unwrap_or(usize::MAX);
    if rows.len() > most {
        let named = store::find(ctx.db(), wish, Within::Name, MOST_HITS).await?;
        if !named.is_empty() {
            return Ok(named);
        }
        rows.truncate(most);
    }
    Ok(rows)
}

/// The newest offers whose names hold every group of a wish, for suggestions.
pub(super) async fn fitting_names(ctx: &Ctx, wish: &Wish) -> Result<Vec<Row>> {
    store::find(ctx.db(), wish, Within::Name, MOST_NAMED).await
}

fn near_categories(cards: &Cards, scale: &Scale<'_>) -> Vec<String> {
    let answers = |name: &str| {
        let words = words::words(name);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        scale.answered(&words).iter().flatten().min().copied()
    };
    let mut near: Vec<(How, &str)> = cards
        .categories()
        .all()
        .iter()
        .filter_map(|category| {
            let names = category.name.written().filter_map(|(_, name)| answers(name));
            Some((names.min()?, category.code.as_str()))
        })
        .collect();
    near.sort_by_key(|(how, _)| *how);
    near.into_iter().take(NEAR_CATEGORIES).map(|(_, code)| code.to_owned()).collect()
}
