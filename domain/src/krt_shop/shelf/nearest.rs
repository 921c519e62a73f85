//! What comes nearest when nothing fits: the wish without one of its parts, or without as few as
//! possible; and which those are.

use super::{
    pick::Item,
    plan::{Part, Plan},
};

/// What comes nearest to a wish that nothing fits.
#[derive(Clone, Debug)]
pub struct Nearest {
    /// The parts of the wish that do not hold of these.
    pub without: Vec<Part>,
    /// The offers, in the order that was wanted.
    pub items: Vec<Item>,
}

impl Plan<'_> {
    /// The parts that must be given up so that something fits; empty when nothing is listed.
    pub fn given_up(&self) -> Vec<Part> {
        let set: Vec<Part> = self.filters().collect();
        // How many fit without each filter alone.
        let mut alone = [0_u32; Part::FILTERS.len()];
        self.each(|record| {
            let failing = self.failing(record);
            for (part, count) in Part::FILTERS.iter().zip(&mut alone) {
                *count += u32::from(failing == part.bit());
            }
        });
        let without_one = set.iter().find(|part| {
            let place = Part::FILTERS.iter().position(|one| one == *part);
            place.and_then(|place| alone.get(place)).is_some_and(|count| *count > 0)
        });
        if let Some(part) = without_one {
            return vec![*part];
        }
        let some = |parts: &[Part]| self.without(parts).total() > 0;
        let (words, all) = ([Part::Words], [set.as_slice(), &[Part::Words]].concat());
        if self.has_words() && !set.is_empty() && some(&words) {
            return words.to_vec();
        }
        // One after the other, until something fits.
        for count in 2..=set.len() {
            let parts = set.get(..count).unwrap_or_default();
            if some(parts) {
                return parts.to_vec();
            }
        }
        if !self.has_words() {
            return Vec::new();
        }
        if some(&all) { all } else { Vec::new() }
    }
}
