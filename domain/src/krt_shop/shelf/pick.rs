//! Which offers a page shows.

use std::sync::Arc;

use super::{
    facets::Facets,
    key::{Key, Sort},
    nearest::Nearest,
    plan::Plan,
    record::Record,
};
use crate::{
    krt_shop::{product::Product, search::Found},
    shared::page::{Page, PageRequest},
};

/// An offer of a page.
#[derive(Clone, Debug)]
pub struct Item {
    /// The offer, as much of it as was asked for.
    pub product: Arc<Product>,
    /// Its place in the order.
    pub key: Key,
    /// How far away it is, in metres; none when nobody asked, or it has no place.
    pub distance_metres: Option<u32>,
}

/// A page of offers, with what was asked beside them.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The offers.
    pub page: Page<Item>,
    /// In which order they are.
    pub sort: Sort,
    /// How many there are in all; none when nobody asked.
    pub total: Option<u64>,
    /// How many there are of each kind, price and so on; none when nobody asked.
    pub facets: Option<Facets>,
    /// What comes nearest when there are none; none when there are some, or nobody asked.
    pub nearest: Option<Nearest>,
    /// What the search found whose page this is, before any filter; none without a search.
    pub found: Option<Arc<Found>>,
}

impl Plan<'_> {
    /// The offers of a page and one more, in the order in which the page is walked.
    pub fn page(&self, request: &PageRequest<Key>) -> Vec<Key> {
        match (self.found(), self.sort) {
            // Without words nothing fits better than the newest.
            (None, Sort::Newest | Sort::Relevance) => self.walked(request),
            _ => self.sorted(request),
        }
    }

    /// How many fit in all.
    pub fn total(&self) -> u64 {
        let count = if let Some(found) = self.found() {
            let records = found.iter().filter_map(|(slot, _)| self.stock.record(*slot));
            records.filter(|record| self.fits(record)).count()
        } else {
            let (order, hold) = self.order();
            if self.active() & !hold == 0 {
                order.len()
            } else {
                let records = order.iter().filter_map(|slot| self.stock.record(*slot));
                records.filter(|record| self.fits(record)).count()
            }
        };
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    /// Walks an order until the page is full.
    fn walked(&self, request: &PageRequest<Key>) -> Vec<Key> {
        let (order, _) = self.order();
        let age = |slot: &u32| self.stock.record(*slot).map(Record::age);
        let key = |slot: &u32| {
            let record = self.stock.record(*slot)?;
            self.fits(record).then(|| self.key(record, 0))
        };
        let most = rows(request);
        if request.backward {
            let from = request.beyond.map_or(0, |key| {
                let key = Some(key.age());
                order.partition_point(|slot| age(slot) <= key)
            });
            let newer = order.get(from..).unwrap_or_default();
            return newer.iter().filter_map(key).take(most).collect();
        }
        let until = request.beyond.map_or(order.len(), |key| {
            let key = Some(key.age());
            order.partition_point(|slot| age(slot) < key)
        });
        let older = order.get(..until).unwrap_or_default();
        older.iter().rev().filter_map(key).take(most).collect()
    }

    /// Looks at everything, and puts in order what comes first.
    fn sorted(&self, request: &PageRequest<Key>) -> Vec<Key> {
        let beyond = |key: &Key| match (&request.beyond, request.backward) {
            (None, _) => true,
            (Some(place), false) => key > place,
            (Some(place), true) => key < place,
        };
        let key = |slot: u32, score: u32| {
            let record = self.stock.record(slot)?;
            let key = self.key(record, score);
            (beyond(&key) && self.fits(record)).then_some(key)
        };
        let mut keys: Vec<Key> = match self.found() {
            Some(found) => found.iter().filter_map(|(slot, score)| key(*slot, *score)).collect(),
            None => self.order().0.iter().filter_map(|slot| key(*slot, 0)).collect(),
        };
        let most = rows(request);
        let walk = |one: &Key, other: &Key| {
            if request.backward { other.cmp(one) } else { one.cmp(other) }
        };
        if keys.len() > most {
            keys.select_nth_unstable_by(most, walk);
            keys.truncate(most);
        }
        keys.sort_unstable_by(walk);
        keys
    }
}

fn rows(request: &PageRequest<Key>) -> usize {
    usize::try_from(request.rows()).unwrap_or(usize::MAX)
}
