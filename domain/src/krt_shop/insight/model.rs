//! What is counted, as plain values.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::shared::id::{ProductId, ProjectId};

/// What happened to an offer or to a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// Somebody opened it.
    Viewed,
    /// It stood on a page of what words found.
    Found,
    /// Somebody wanted to call or write to the seller.
    Contacted,
    /// Somebody keeps it among their favourites.
    Kept,
}

/// What somebody saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Seen {
    /// An offer.
    Product(ProductId),
    /// A project's own page.
    Project(ProjectId),
}

/// One thing that is counted, if it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sighting {
    /// What was seen.
    pub seen: Seen,
    /// What happened.
    pub event: Event,
    /// By which words it was found; none of everything else, and when the words are not told.
    pub words: Option<Arc<str>>,
}

impl Sighting {
    /// One to which nobody's words led.
    pub(super) const fn of(seen: Seen, event: Event) -> Self {
        Self { seen, event, words: None }
    }
}

/// How often each of it happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How often it was opened.
    pub views: i64,
    /// How often it stood on a page of what words found.
    pub finds: i64,
    /// How often somebody wanted to call or write.
    pub contacts: i64,
    /// How often somebody began to keep it.
    pub favourites: i64,
}

impl Counts {
    /// Counts one thing more.
    pub(super) fn add(&mut self, event: Event) {
        let count = match event {
            Event::Viewed => &mut self.views,
            Event::Found => &mut self.finds,
            Event::Contacted => &mut self.contacts,
            Event::Kept => &mut self.favourites,
        };
        *count = count.saturating_add(1);
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            views: self.views.saturating_add(other.views),
            finds: self.finds.saturating_add(other.finds),
            contacts: self.contacts.saturating_add(other.contacts),
            favourites: self.favourites.saturating_add(other.favourites),
        }
    }
}

/// What was counted in a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its Monday, in Malaysia.
    pub monday: NaiveDate,
    /// How often each of it happened.
    pub counts: Counts,
}

/// What is written of words that found an offer in a week.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub(super) struct Sought {
    /// The words.
    pub words: String,
    /// How often it stood on a page of what they found.
    pub finds: i64,
    /// Who looked by them, each as one bit ([`super::rules::seeker`]).
    pub seekers: i64,
}

/// Words by which buyers found what is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// The words, in small letters.
    pub words: String,
    /// How often an offer stood on a page of what they found.
    pub finds: i64,
}
