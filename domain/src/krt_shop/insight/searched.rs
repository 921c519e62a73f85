//! By which words offers were found: what a node has counted and not written yet, and which words count;
//! pure.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;

use crate::{krt_shop::search::Found, shared::id::ProductId};

/// So many rows wait to be written at most: about 3 MB. What comes beyond is not counted.
const MOST_ROWS: usize = 20_000;
/// Longer searches are not told, in characters: they are somebody's own.
const LONGEST: usize = 60;

/// The row in which words are counted.
pub(super) type SearchRow = (ProductId, NaiveDate, Arc<str>);

/// The words that are counted for what a search found: as they were most likely meant, when every offer
/// answers all of them. What nothing answers may be anything, and a long search is somebody's own.
pub(super) fn words(found: &Found) -> Option<Arc<str>> {
    if !found.fits {
        return None;
    }
    let meant = found.corrected.clone().unwrap_or_else(|| found.words.join(" "));
    let told = !meant.is_empty() && meant.chars().count() <= LONGEST;
    told.then(|| meant.into())
}

/// What waits to be written, in the order in which every node writes it.
#[derive(Debug, Default)]
pub(super) struct Searches(BTreeMap<SearchRow, i64>);

impl Searches {
    /// Counts once; tells whether there was room for it.
    pub fn add(&mut self, row: SearchRow) -> bool {
        if self.0.len() >= MOST_ROWS && !self.0.contains_key(&row) {
            return false;
        }
        let finds = self.0.entry(row).or_default();
        *finds = finds.saturating_add(1);
        true
    }

    /// Takes the first rows, so many at most.
    pub fn take(&mut self, most: usize) -> Vec<(SearchRow, i64)> {
        let mut part = Vec::with_capacity(most.min(self.0.len()));
        while part.len() < most
            && let Some(row) = self.0.pop_first()
        {
            part.push(row);
        }
        part
    }

    /// Puts rows back that could not be written.
    pub fn give_back(&mut self, part: Vec<(SearchRow, i64)>) {
        for (row, finds) in part {
            let known = self.0.entry(row).or_default();
            *known = known.saturating_add(finds);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn found(words: &[&str], corrected: Option<&str>, fits: bool) -> Found {
        Found {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            corrected: corrected.map(str::to_owned),
            fits,
            ..Found::default()
        }
    }

    #[test]
    fn words_count_as_they_were_meant_when_they_fit() {
        let counted = |found: Found| words(&found).map(|words| words.to_string());
        assert_eq!(counted(found(&["mi", "kuning"], None, true)).as_deref(), Some("mi kuning"));
        let meant = found(&["mee", "kunning"], Some("mi kuning"), true);
        assert_eq!(counted(meant).as_deref(), Some("mi kuning"));
        assert_eq!(counted(found(&["telefon", "salmah"], None, false)), None);
        assert_eq!(counted(found(&["a".repeat(61).as_str()], None, true)), None);
    }

    #[test]
    fn rows_are_taken_in_one_order_and_come_back_whole() {
        let monday = NaiveDate::from_ymd_opt(2026, 3, 9).unwrap();
        let row = |number, words: &str| (ProductId(Uuid::from_u128(number)), monday, words.into());
        let mut searches = Searches::default();
        for (number, words) in [(2, "mi"), (1, "mi"), (1, "kuetiau"), (1, "mi")] {
            assert!(searches.add(row(number, words)));
        }
        let part = searches.take(2);
        assert_eq!(part, [(row(1, "kuetiau"), 1), (row(1, "mi"), 2)]);
        searches.add(row(1, "mi"));
        searches.give_back(part);
        let counts: Vec<i64> = searches.take(10).into_iter().map(|(_, finds)| finds).collect();
        assert_eq!(counts, [1, 3, 1]);
        assert!(searches.is_empty());
    }
}
