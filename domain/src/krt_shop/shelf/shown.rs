//! Listed offers as they are shown, those that are asked for: kept by what they weigh, and fresh by the
//! change log. Those that are not kept are read together with what others ask for.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use moka::sync::Cache;

use crate::{
    krt_shop::product::{self, Detail, Product},
    shared::{
        ctx::Ctx, error::Result, gather::Gather, id::ProductId, language::LocalizedText,
        media::Picture,
    },
};

/// The most bytes of offers that a node keeps.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// The most short names whose offers a node knows: about 100 bytes each.
const MOST_SLUGS: u64 = 50_000;
/// What an entry costs beside the offer.
const ENTRY: usize = 200;

/// So many are read in one statement, a power of two as lists of ids are.
const MOST_AT_ONCE: usize = 1_024;

type Cards = HashMap<ProductId, Arc<Product>>;

/// Listed offers as they are shown.
#[derive(Debug)]
pub(super) struct Shown {
    cards: Cache<ProductId, Arc<Product>>,
    slugs: Cache<String, ProductId>,
    /// Rises with every change: what was read before is not kept after it.
    heard: AtomicU64,
    /// How those are read that are asked for without their descriptions.
    as_cards: Gather<ProductId, Cards>,
    /// How the others are.
    in_full: Gather<ProductId, Cards>,
}

impl Default for Shown {
    fn default() -> Self {
        let weigh =
            |_: &ProductId, card: &Arc<Product>| u32::try_from(weight(card)).unwrap_or(u32::MAX);
        Self {
            cards: Cache::builder().max_capacity(MOST_BYTES).weigher(weigh).build(),
            slugs: Cache::new(MOST_SLUGS),
            heard: AtomicU64::new(0),
            as_cards: Gather::default(),
            in_full: Gather::default(),
        }
    }
}

impl Shown {
    /// Each of these as it is shown, in their order; none for one that is not listed. Those that are
    /// not known are read with those of others, and kept while somebody listens to changes.
    pub async fn fetch(
        &self,
        ctx: &Ctx,
        ids: &[ProductId],
        detail: Detail,
        keep: bool,
    ) -> Result<Vec<Option<Arc<Product>>>> {
        let mut found: Vec<Option<Arc<Product>>> =
            ids.iter().map(|id| self.known(*id, detail)).collect();
        let unknown = ids.iter().zip(&found).filter(|(_, card)| card.is_none());
        let missing: Vec<ProductId> = unknown.map(|(id, _)| *id).collect();
        if missing.is_empty() {
            return Ok(found);
        }
        let gather = match detail {
            Detail::Card => &self.as_cards,
            Detail::Full => &self.in_full,
        };
        let read = async |ids: Vec<ProductId>| self.read(ctx, &ids, detail, keep).await;
        let read = gather.read(&missing, read).await?;
        for (id, card) in ids.iter().zip(&mut found) {
            if card.is_none() {
                *card = read.get(id).cloned();
            }
        }
        Ok(found)
    }

    /// The offer of this short name, if it is known.
    pub fn by_slug(&self, slug: &str, detail: Detail) -> Option<Arc<Product>> {
        let id = self.slugs.get(slug)?;
        self.known(id, detail).filter(|card| card.slug == slug)
    }

    /// How much has been heard: for [`Shown::keep`].
    pub fn heard(&self) -> u64 {
        self.heard.load(Ordering::SeqCst)
    }

    /// Keeps an offer that was read since so much had been heard, unless more was heard meanwhile.
    pub fn keep(&self, card: &Arc<Product>, heard: u64) {
        if self.heard() != heard {
            return;
        }
        self.cards.insert(card.id, Arc::clone(card));
        if self.heard() != heard {
            // It may have changed after it was read and before it was kept.
            self.cards.invalidate(&card.id);
        }
    }

    /// The same of an offer that was asked for by its short name.
    pub fn keep_slug(&self, card: &Arc<Product>, heard: u64) {
        self.slugs.insert(card.slug.clone(), card.id);
        self.keep(card, heard);
    }

    /// Hears that these have changed.
    pub fn hear(&self, ids: impl IntoIterator<Item = ProductId>) {
        self.heard.fetch_add(1, Ordering::SeqCst);
        for id in ids {
            self.cards.invalidate(&id);
        }
    }

    /// Hears that whatever may have changed.
    pub fn forget(&self) {
        self.heard.fetch_add(1, Ordering::SeqCst);
        self.cards.invalidate_all();
    }

    fn known(&self, id: ProductId, detail: Detail) -> Option<Arc<Product>> {
        let card = self.cards.get(&id)?;
        // What was read as a card has no description.
        (detail == Detail::Card || card.description.is_some()).then_some(card)
    }

    /// Reads these, and keeps them. However many wait for it, no statement names more than a database
    /// takes.
    async fn read(
        &self,
        ctx: &Ctx,
        ids: &[ProductId],
        detail: Detail,
        keep: bool,
    ) -> Result<Cards> {
        let mut cards = Cards::with_capacity(ids.len());
        for ids in ids.chunks(MOST_AT_ONCE) {
            let heard = self.heard();
            let read = product::list_listed_by_ids(ctx.read(), ids, detail).await?;
            for card in read.into_iter().map(Arc::new) {
                if keep {
                    self.keep(&card, heard);
                }
                cards.insert(card.id, card);
            }
        }
        Ok(cards)
    }
}

/// About how many bytes an offer takes.
fn weight(card: &Product) -> usize {
    let text = |text: &LocalizedText| text.written().map(|(_, words)| words.len()).sum::<usize>();
    let picture = |picture: &Picture| {
        picture.address.len()
            + picture.widths.len() * size_of::<u32>()
            + picture.thumbhash.as_ref().map_or(0, String::len)
            + picture.alternative_text.as_ref().map_or(0, text)
    };
    ENTRY
        + size_of::<Product>()
        + card.slug.len()
        + card.category_code.len()
        + text(&card.name)
        + card.description.as_ref().map_or(0, text)
        + card.unit.as_ref().map_or(0, String::len)
        + card.season_months.len() * size_of::<i64>()
        + card.cover.as_ref().map_or(0, picture)
}
