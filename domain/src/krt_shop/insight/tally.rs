//! What a node has counted and not written yet, and who was counted within the hour; pure.

use std::{
    collections::{BTreeMap, HashMap},
    mem,
    sync::Arc,
};

use chrono::{NaiveDate, TimeDelta};

use super::model::{Counts, Event, Seen};
use crate::shared::{clock::Instant, id::ProductId};

/// The same address is counted once for the same thing in this time.
const AGAIN: TimeDelta = TimeDelta::hours(1);
/// So many rows wait to be written at most: 2 to 3 MB. What comes beyond is not counted.
const MOST_ROWS: usize = 20_000;
/// So many are remembered in each half of the hour's memory: about 1 MB each. When more come, the older
/// half is forgotten before its time, and a repeat may be counted.
const MOST_REPEATS: usize = 50_000;

/// The row in which something is counted, in the week of this Monday.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Row {
    /// What was seen.
    Seen(Seen, NaiveDate),
    /// The words that found an offer.
    Searched(ProductId, NaiveDate, Arc<str>),
}

/// What waits to be written of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Waiting {
    /// How often each of it happened.
    pub counts: Counts,
    /// Who looked by its words, each as one bit ([`super::rules::seeker`]); nobody otherwise.
    pub seekers: i64,
}

/// What waits to be written, in the order in which every node writes it.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<Row, Waiting>);

impl Tally {
    /// Counts one thing; tells whether there was room for it.
    pub fn add(&mut self, row: Row, event: Event) -> bool {
        self.add_by(row, event, 0)
    }

    /// The same of somebody who looks by words.
    pub fn add_by(&mut self, row: Row, event: Event, seeker: i64) -> bool {
        if self.0.len() >= MOST_ROWS && !self.0.contains_key(&row) {
            return false;
        }
        let waiting = self.0.entry(row).or_default();
        waiting.counts.add(event);
        waiting.seekers |= seeker;
        true
    }

    /// Takes the first rows, so many at most.
    pub fn take(&mut self, most: usize) -> Vec<(Row, Waiting)> {
        let mut part = Vec::with_capacity(most.min(self.0.len()));
        while part.len() < most
            && let Some(row) = self.0.pop_first()
        {
            part.push(row);
        }
        part
    }

    /// Puts rows back that could not be written.
    pub fn give_back(&mut self, part: Vec<(Row, Waiting)>) {
        for (row, back) in part {
            let known = self.0.entry(row).or_default();
            known.counts = known.counts.plus(back.counts);
            known.seekers |= back.seekers;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Who was counted within the hour, as numbers that only this process can make.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    young: HashMap<u64, Instant>,
    old: HashMap<u64, Instant>,
    /// Since when the younger half is filled.
    since: Option<Instant>,
}

impl Repeats {
    /// Whether this is the first time within the hour; from now on it is not.
    pub fn is_first(&mut self, key: u64, now: Instant) -> bool {
        let since = *self.since.get_or_insert(now);
        if now - since >= AGAIN || self.young.len() >= MOST_REPEATS {
            self.old = mem::take(&mut self.young);
            self.since = Some(now);
        }
        let known = self.young.get(&key).or_else(|| self.old.get(&key));
        // A clock that was set back counts nobody twice.
        if known.is_some_and(|at| now - *at < AGAIN) {
            return false;
        }
        self.young.insert(key, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn row(number: u128) -> Row {
        let monday = NaiveDate::from_ymd_opt(2026, 3, 9).unwrap();
        Row::Seen(Seen::Product(ProductId(Uuid::from_u128(number))), monday)
    }

    #[test]
    fn rows_are_taken_in_one_order_and_come_back_whole() {
        let mut tally = Tally::default();
        for number in [3, 1, 2, 1] {
            assert!(tally.add(row(number), Event::Viewed));
        }
        let part = tally.take(2);
        let views: Vec<_> =
            part.iter().map(|(row, waiting)| (row.clone(), waiting.counts.views)).collect();
        assert_eq!(views, [(row(1), 2), (row(2), 1)]);
        tally.add(row(1), Event::Contacted);
        tally.give_back(part);
        let all = tally.take(10);
        assert_eq!(all.len(), 3);
        let first = all[0].1.counts;
        assert_eq!((first.views, first.contacts), (2, 1));
        assert!(tally.is_empty());
    }

    #[test]
    fn what_waits_is_bounded_and_goes_on_counting_what_it_knows() {
        let mut tally = Tally::default();
        for number in 0..MOST_ROWS {
            assert!(tally.add(row(u128::try_from(number).unwrap()), Event::Viewed));
        }
        assert!(!tally.add(row(u128::MAX), Event::Viewed));
        assert!(tally.add(row(1), Event::Viewed));
    }

    #[test]
    fn the_same_is_counted_once_an_hour() {
        let mut repeats = Repeats::default();
        assert!(repeats.is_first(1, at("2026-03-14T04:00:00Z")));
        assert!(!repeats.is_first(1, at("2026-03-14T04:59:59Z")));
        assert!(repeats.is_first(2, at("2026-03-14T04:59:59Z")));
        assert!(repeats.is_first(1, at("2026-03-14T05:00:00Z")));
        // What was counted just before the halves changed is known in the older one.
        assert!(!repeats.is_first(2, at("2026-03-14T05:30:00Z")));
        assert!(!repeats.is_first(1, at("2026-03-14T05:59:00Z")));
    }

    #[test]
    fn the_memory_of_an_hour_is_bounded() {
        let mut repeats = Repeats::default();
        let now = at("2026-03-14T04:00:00Z");
        for key in 0..200_000 {
            repeats.is_first(key, now);
        }
        assert!(repeats.young.len() <= MOST_REPEATS && repeats.old.len() <= MOST_REPEATS);
        assert!(!repeats.is_first(199_999, now));
    }
}
