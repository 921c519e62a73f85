//! Asking an engine for what a search asks for, and putting what it finds in order.

use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use chrono::TimeDelta;
use moka::sync::Cache;
use tokio::sync::Mutex;

use super::{
    dictionary::Dictionary,
    lexicon::Lexicon,
    rank::{self, Answers, Scale, Weighed, Why},
    store::{self, Row},
    wish::{How, Wish, Within},
    words::{self, MOST_WORDS},
};
use crate::{
    krt_shop::{Cards, Directory},
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun},
        clock::Instant,
        ctx::Ctx,
        error::Result,
        id::{ProductId, ProjectId},
    },
};

/// The most offers that a search finds. When more fit, those count whose names do, the newest first.
pub const MOST_HITS: i64 = 10_000;
/// So many names are looked at for suggestions.
const MOST_NAMED: i64 = 100;
/// So many offers that were found a node keeps, with the searches that found them: about 50 bytes each.
const MOST_KEPT: u64 = 400_000;
/// How long a node counts on its words: by then those that no offer holds any more were forgotten.
const WORDS_COUNT_FOR: TimeDelta = TimeDelta::hours(1);
/// When more offers changed than this at once, the words are read again at the next use.
const MOST_CHANGES: usize = 64;
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
    if let Some(found) = finder.found.get(&name) {
        return Ok(Some(found));
    }
    let wish = finder.read(ctx, directory, |lexicon| lexicon.read(&words)).await?;
    let cards = directory.cards(ctx).await?;
    let found = Arc::new(search(ctx, &cards, &wish).await?);
    if directory.is_followed() {
        finder.keep(name, &found, heard);
    }
    Ok(Some(found))
}

async fn search(ctx: &Ctx, cards: &Cards, wish: &Wish) -> Result<Found> {
    let scale = Scale::new(wish);
    let mut reading = Reading::new(cards, &scale);
    reading.add(fitting(ctx, wish).await?, [true; MOST_WORDS]);
    let fits = !reading.offers.is_empty();
    if !fits && wish.groups.len() > 1 {
        // No offer answers every word: which answers the most is seen by asking for each.
        for (place, group) in wish.groups.iter().enumerate() {
            let one = Wish { groups: vec![group.clone()] };
            let mut found = [false; MOST_WORDS];
            if let Some(found) = found.get_mut(place) {
                *found = true;
            }
            reading.add(fitting(ctx, &one).await?, found);
        }
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

/// Offers as they come from the engine, weighed.
pub(super) struct Reading<'a> {
    cards: &'a Cards,
    scale: &'a Scale<'a>,
    categories: HashMap<String, [Option<How>; MOST_WORDS]>,
    projects: HashMap<ProjectId, [Option<How>; MOST_WORDS]>,
    offers: HashMap<ProductId, (Row, Answers)>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(cards: &'a Cards, scale: &'a Scale<'a>) -> Self {
        let (categories, projects, offers) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { cards, scale, categories, projects, offers }
    }

    /// Weighs offers in which the engine found these words of the search.
    pub(super) fn add(&mut self, rows: Vec<Row>, found: [bool; MOST_WORDS]) {
        self.offers.reserve(rows.len());
        for row in rows {
            let category = self.category(&row.category_code);
            let project = self.project(row.project_id);
            let answers = {
                let name: Vec<&str> = row.name.split(' ').collect();
                rank::answers(self.scale, &Weighed { name: &name, category, project, found })
            };
            match self.offers.get_mut(&row.product_id) {
                None => {
                    self.offers.insert(row.product_id, (row, answers));
                }
                Some((_, known)) => {
                    for (known, answer) in known.iter_mut().zip(answers) {
                        *known = known.or(answer);
                    }
                }
            }
        }
    }

    /// The offers that answer the most words, the best first.
    pub(super) fn hits(self) -> Vec<Hit> {
        let scale = self.scale;
        let count = |answers: &Answers| answers.iter().flatten().count();
        let most = self.offers.values().map(|(_, answers)| count(answers)).max().unwrap_or(0);
        let best = self.offers.into_values().filter(|(_, answers)| count(answers) == most);
        let mut hits: Vec<Hit> = best
            .map(|(row, answers)| {
                let name: Vec<&str> = row.name.split(' ').collect();
                let (score, why) = rank::score(scale, &name, &answers);
                Hit { product_id: row.product_id, score, listed_at: row.listed_at, why }
            })
            .collect();
        hits.sort_unstable_by_key(|hit| std::cmp::Reverse(hit.key()));
        hits.truncate(usize::try_from(MOST_HITS).unwrap_or(usize::MAX));
        hits
    }

    fn category(&mut self, code: &str) -> [Option<How>; MOST_WORDS] {
        if let Some(known) = self.categories.get(code) {
            return *known;
        }
        let path = self.cards.categories().path(code);
        let names = path.iter().flat_map(|category| category.name.written());
        let words: Vec<String> = names.flat_map(|(_, name)| words::words(name)).collect();
        let answered = self.answered(&words);
        self.categories.insert(code.to_owned(), answered);
        answered
    }

    fn project(&mut self, id: ProjectId) -> [Option<How>; MOST_WORDS] {
        if let Some(known) = self.projects.get(&id) {
            return *known;
        }
        let name = self.cards.project(id).map(|project| words::words(&project.name));
        let answered = self.answered(&name.unwrap_or_default());
        self.projects.insert(id, answered);
        answered
    }

    fn answered(&self, words: &[String]) -> [Option<How>; MOST_WORDS] {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.scale.answered(&words)
    }
}

/// What a node keeps for searches, fresh by the change log.
#[derive(Debug)]
pub struct Finder {
    lexicon: RwLock<Option<(Instant, Lexicon)>>,
    /// Held while words are read, so that a change that is told meanwhile comes after them.
    making: Mutex<()>,
    found: Cache<String, Arc<Found>>,
    /// Rises with every change: what was begun before one is not kept after it.
    heard: AtomicU64,
}

impl Default for Finder {
    fn default() -> Self {
        let weigh = |name: &String, found: &Arc<Found>| {
            u32::try_from(found.hits.len() + name.len() / 16 + 8).unwrap_or(u32::MAX)
        };
        let found = Cache::builder().max_capacity(MOST_KEPT).weigher(weigh).build();
        let (lexicon, making) = (RwLock::default(), Mutex::default());
        Self { lexicon, making, found, heard: AtomicU64::new(0) }
    }
}

impl Finder {
    /// Asks what is known of words; read from the database at the first use.
    pub(super) async fn read<T>(
        &self,
        ctx: &Ctx,
        directory: &Directory,
        ask: impl Fn(&Lexicon) -> T,
    ) -> Result<T> {
        if let Some(answer) = self.ask(ctx.now(), &ask) {
            return Ok(answer);
        }
        let _making = self.making.lock().await;
        if let Some(answer) = self.ask(ctx.now(), &ask) {
            return Ok(answer);
        }
        let lexicon = load(ctx).await?;
        let answer = ask(&lexicon);
        if directory.is_followed() {
            self.set(Some((ctx.now(), lexicon)));
        }
        Ok(answer)
    }

    /// Hears what changed: new words are learned, and what was found before is forgotten.
    pub(in crate::krt_shop) async fn hear(&self, ctx: &Ctx, heard: &[Arc<Change>], missed: bool) {
        let ours = |change: &&Arc<Change>| {
            matches!(change.noun, Noun::Product | Noun::Project | Noun::Category)
        };
        if !missed && !heard.iter().any(|change| ours(&change)) {
            return;
        }
        self.heard.fetch_add(1, Ordering::SeqCst);
        self.found.invalidate_all();
        let products: Vec<ProductId> = heard
            .iter()
            .filter(|change| change.noun == Noun::Product && !change.gone)
            .map(|change| ProductId(change.id))
            .collect();
        if products.is_empty() && !missed {
            return;
        }
        let _making = self.making.lock().await;
        // Nil stands for many at once.
        let many = products.len() > MOST_CHANGES || products.iter().any(|id| id.0.is_nil());
        if missed || many {
            return self.set(None);
        }
        match store::words_of(ctx.db(), &products).await {
            Ok(words) => self.learn(&words),
            Err(error) => {
                tracing::warn!(%error, "what offers say newly could not be read");
                self.set(None);
            }
        }
    }

    fn heard(&self) -> u64 {
        self.heard.load(Ordering::SeqCst)
    }

    fn keep(&self, name: String, found: &Arc<Found>, heard: u64) {
        if self.heard() != heard {
            return;
        }
        self.found.insert(name.clone(), Arc::clone(found));
        // A change may have come between the look and the keeping.
        if self.heard() != heard {
            self.found.invalidate(&name);
        }
    }

    fn ask<T>(&self, now: Instant, ask: &impl Fn(&Lexicon) -> T) -> Option<T> {
        let kept = self.lexicon.read().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(read, _)| now - *read < WORDS_COUNT_FOR).map(|(_, known)| ask(known))
    }

    fn set(&self, lexicon: Option<(Instant, Lexicon)>) {
        *self.lexicon.write().unwrap_or_else(PoisonError::into_inner) = lexicon;
    }

    fn learn(&self, words: &[String]) {
        let mut kept = self.lexicon.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, lexicon)) = kept.as_mut() {
            words.iter().for_each(|word| lexicon.learn(word, 1));
        }
    }
}

async fn load(ctx: &Ctx) -> Result<Lexicon> {
    let synonyms = store::synonyms(ctx.db()).await?;
    let mut lexicon = Lexicon::new(Dictionary::new(&synonyms));
    for (word, offers) in store::every_word(ctx.db()).await? {
        lexicon.learn(&word, offers);
    }
    Ok(lexicon)
}
