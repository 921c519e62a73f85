//! What a node keeps for searches.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicU64, Ordering},
};

use chrono::TimeDelta;
use moka::sync::Cache;
use tokio::sync::Mutex;

use super::{
    dictionary::Dictionary,
    find::Found,
    lexicon::Lexicon,
    store,
    wish::{Grammar, Wish, Within},
};
use crate::{
    krt_shop::Directory,
    shared::{
        change_log::{Change, Noun},
        clock::Instant,
        ctx::Ctx,
        error::Result,
        id::ProductId,
    },
};

/// So many offers that were found a node keeps, with the searches that found them: about 50 bytes each.
const MOST_KEPT: u64 = 400_000;
/// So many corrections a node remembers: some 100 bytes each.
const MOST_CORRECTIONS: u64 = 10_000;
/// How long a node counts on its words: by then those that no offer holds any more were forgotten.
const WORDS_COUNT_FOR: TimeDelta = TimeDelta::hours(1);
/// When more offers changed than this at once, the words are read again at the next use.
const MOST_CHANGES: usize = 64;

/// What a node keeps for searches, fresh by the change log.
#[derive(Debug)]
pub struct Finder {
    lexicon: RwLock<Option<(Instant, Lexicon)>>,
    /// Held while words are read, so that a change that is told meanwhile comes after them.
    making: Mutex<()>,
    found: Cache<String, Arc<Found>>,
    /// Whether any offer holds what a correction means, by how the engine is asked for it.
    matched: Cache<String, bool>,
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
        let matched = Cache::builder().max_capacity(MOST_CORRECTIONS).build();
        Self { lexicon, making, found, matched, heard: AtomicU64::new(0) }
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

    /// Hears what changed: new words are learned, and then what was found before is forgotten. What a
    /// search found with the words of before, while new ones were being read, is not kept either.
    pub(in crate::krt_shop) async fn hear(&self, ctx: &Ctx, heard: &[Arc<Change>], missed: bool) {
        let ours = |change: &&Arc<Change>| {
            matches!(change.noun, Noun::Product | Noun::Project | Noun::Category | Noun::Words)
        };
        if !missed && !heard.iter().any(|change| ours(&change)) {
            return;
        }
        self.learn_of(ctx, heard, missed).await;
        self.heard.fetch_add(1, Ordering::SeqCst);
        self.found.invalidate_all();
        self.matched.invalidate_all();
    }

    async fn learn_of(&self, ctx: &Ctx, heard: &[Arc<Change>], missed: bool) {
        let products: Vec<ProductId> = heard
            .iter()
            .filter(|change| change.noun == Noun::Product && !change.gone)
            .map(|change| ProductId(change.id))
            .collect();
        let of_many = heard.iter().any(|change| change.noun == Noun::Words);
        if products.is_empty() && !of_many && !missed {
            return;
        }
        let _making = self.making.lock().await;
        // Nil stands for many at once.
        let many =
            of_many || products.len() > MOST_CHANGES || products.iter().any(|id| id.0.is_nil());
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

    /// What was found for these words, unless something has changed since.
    pub(super) fn known(&self, words: &str) -> Option<Arc<Found>> {
        self.found.get(words)
    }

    /// How often something has changed.
    pub(super) fn heard(&self) -> u64 {
        self.heard.load(Ordering::SeqCst)
    }

    /// Keeps what was found for these words, unless something has changed since `heard` was asked.
    pub(super) fn keep(&self, name: &str, found: &Arc<Found>, heard: u64) {
        self.put(&self.found, name, Arc::clone(found), heard);
    }

    fn put<V>(&self, cache: &Cache<String, V>, name: &str, value: V, heard: u64)
    where
        V: Clone + Send + Sync + 'static,
    {
        if self.heard() != heard {
            return;
        }
        cache.insert(name.to_owned(), value);
        // A change may have come between the look and the keeping.
        if self.heard() != heard {
            cache.invalidate(name);
        }
    }

    /// Whether any offer holds what this asks for, by now.
    pub(super) async fn matches_any(
        &self,
        ctx: &Ctx,
        directory: &Directory,
        wish: &Wish,
    ) -> Result<bool> {
        let (name, heard) = (wish.expression(Grammar::TsQuery, Within::All), self.heard());
        if let Some(known) = self.matched.get(&name) {
            return Ok(known);
        }
        let matches = store::matches_any(ctx.db(), wish).await?;
        if directory.is_followed() {
            self.put(&self.matched, &name, matches, heard);
        }
        Ok(matches)
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
            for word in words {
                lexicon.learn(word, 1);
            }
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
