//! What somebody may mean who is still typing.

use std::collections::HashSet;

use super::{
    find::{fitting_names, forget_what_is_gone},
    rank::Scale,
    reading::Reading,
    store,
    wish::Wish,
    words::{self, MOST_WORDS},
};
use crate::{
    krt_shop::{Cards, Directory},
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::Result,
        id::{ProductId, ProjectId},
        language::LocalizedText,
    },
};

/// The most categories, and the most projects, that are suggested.
const MOST_OF_A_KIND: usize = 3;
/// The most names of offers that are suggested.
const MOST_NAMES: usize = 6;

/// What somebody may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// A category: its code and its name.
    Category(String, LocalizedText),
    /// A project at work: its id and its name.
    Project(ProjectId, String),
    /// An offer: its id and its name.
    Product(ProductId, LocalizedText),
    /// Words that the catalogue holds, in place of those that were typed.
    Words(String),
}

/// What somebody may mean who has typed this: categories and projects whose names hold every word,
/// the last of which may be begun only, then names of offers; corrected words when a word has to be.
/// Nothing for a text without a word.
pub async fn suggest(ctx: &Ctx, directory: &Directory, typed: &str) -> Result<Vec<Suggestion>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let words = words::asked(typed)?;
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let finder = directory.finder();
    let wishes =
        finder.read(ctx, directory, |known| (known.read_begun(&words), known.read(&words)));
    let (begun, mut whole) = wishes.await?;
    let cards = directory.cards(ctx).await?;
    let mut suggestions = places(&cards, &begun);
    let named = names(ctx, &cards, &begun).await?;
    if named.is_empty() {
        forget_what_is_gone(ctx, directory, &mut whole).await?;
        if let Some(corrected) = whole.corrected() {
            suggestions.push(Suggestion::Words(corrected));
            suggestions.extend(names(ctx, &cards, &whole).await?);
        }
    }
    suggestions.extend(named);
    Ok(suggestions)
}

/// Categories and projects whose names answer every word.
fn places(cards: &Cards, wish: &Wish) -> Vec<Suggestion> {
    let scale = Scale::new(wish);
    let asked = wish.groups.len().min(MOST_WORDS);
    let answers = |name: &str| {
        let words = words::words(name);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let answered = scale.answered(&words);
        // The worst of its words says how well the whole name answers.
        let worst = answered.iter().take(asked).flatten().max().copied();
        worst.filter(|_| answered.iter().flatten().count() == asked)
    };
    let mut categories: Vec<_> = cards
        .categories()
        .all()
        .iter()
        .filter_map(|category| {
            let every = category.name.written().filter_map(|(_, name)| answers(name));
            Some((every.min()?, category))
        })
        .collect();
    categories.sort_by_key(|(how, _)| *how);
    let mut projects: Vec<_> =
        cards.projects().filter_map(|project| Some((answers(&project.name)?, project))).collect();
    projects
        .sort_by(|(how, one), (other_how, other)| (how, &one.name).cmp(&(other_how, &other.name)));
    let categories = categories
        .into_iter()
        .take(MOST_OF_A_KIND)
        .map(|(_, category)| Suggestion::Category(category.code.clone(), category.name.clone()));
    let projects = projects
        .into_iter()
        .take(MOST_OF_A_KIND)
        .map(|(_, project)| Suggestion::Project(project.id, project.name.clone()));
    categories.chain(projects).collect()
}

/// The names of the offers that fit best; of several with the same name the best.
async fn names(ctx: &Ctx, cards: &Cards, wish: &Wish) -> Result<Vec<Suggestion>> {
    // A beginning is looked for by the commonest words that begin so: of one letter nearly every offer
    // has a word.
    let mut asked = wish.clone();
    asked.groups.iter_mut().for_each(|group| group.begins = None);
    let scale = Scale::new(wish);
    let mut reading = Reading::new(cards, &scale);
    reading.add(fitting_names(ctx, &asked).await?, [false; MOST_WORDS]);
    let hits = reading.hits();
    let best: Vec<ProductId> = hits.iter().take(MOST_NAMES * 4).map(|hit| hit.product_id).collect();
    if best.is_empty() {
        return Ok(Vec::new());
    }
    let named = store::names(ctx.db(), &best).await?;
    let mut seen: HashSet<&str> = HashSet::new();
    let mut suggestions = Vec::new();
    for id in &best {
        let Some((_, name)) = named.iter().find(|(other, _)| other == id) else { continue };
        if suggestions.len() < MOST_NAMES && seen.insert(name.resolve(&ctx.languages).0) {
            suggestions.push(Suggestion::Product(*id, name.clone()));
        }
    }
    Ok(suggestions)
}
