//! Numbers for things that are named often.

use std::{borrow::Borrow, collections::HashMap, hash::Hash};

/// Numbers for things that are named often.
#[derive(Debug)]
pub(super) struct Numbers<T> {
    of: HashMap<T, u32>,
    all: Vec<T>,
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self { of: HashMap::new(), all: Vec::new() }
    }
}

impl<T: Hash + Eq + Clone> Numbers<T> {
    /// The number of something; a new one when it has none.
    pub fn give(&mut self, thing: &T) -> u32 {
        if let Some(number) = self.of.get(thing) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(thing.clone());
        self.of.insert(thing.clone(), number);
        number
    }

    pub fn of<Q: Hash + Eq + ?Sized>(&self, thing: &Q) -> Option<u32>
    where
        T: Borrow<Q>,
    {
        self.of.get(thing).copied()
    }

    pub fn all(&self) -> &[T] {
        &self.all
    }
}

/// A number as a place in a list.
pub(super) fn usize_of(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
