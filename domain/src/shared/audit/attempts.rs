//! What was tried and refused: noted as well, but never so often that a guesser fills the disk.
//!
//! An attempt is only put down in memory, so that a refusal takes no longer for being noted and
//! tells a guesser nothing. A node writes what lies there once a second.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{
    deed::{Author, Deed, Subject},
    store,
};
use crate::{
    policy::{Action, Place},
    shared::{ctx::Tools, error::Result, id::PersonId},
};

/// How many attempts a node holds until it writes them; what comes beyond is dropped.
const HELD: usize = 200;
/// How often one kind of attempt by, or on, one person is noted within [`WINDOW`].
const MOST_ALIKE: u64 = 5;
/// How many attempts all nodes note within [`WINDOW`]: 24,000 rows a day under attack, about 6 MB.
const MOST: u64 = 1000;
const WINDOW: Duration = Duration::from_hours(1);

/// Whom an attempt was made on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Nobody who is known.
    Nobody,
    /// This person.
    Person(PersonId),
    /// Whoever has this number, if somebody has. It is never written.
    Number(String),
}

/// Something that was tried and refused.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// By whom.
    pub author: Author,
    /// What.
    pub action: Action,
    /// Where.
    pub place: Place,
    /// On whom.
    pub whom: Whom,
    /// On what.
    pub subject: Option<Subject>,
}

/// The attempts that a node has not written yet.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<Vec<Attempt>>);

impl Attempts {
    /// Puts an attempt down; it costs nothing and cannot fail.
    pub fn note(&self, attempt: Attempt) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() < HELD {
            held.push(attempt);
        }
    }

    fn take(&self) -> Vec<Attempt> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Writes the attempts that lie there, as far as the bounds allow. What cannot be counted or
/// written is dropped: nothing may be promised about a flood.
pub(super) async fn write(tools: &Tools) -> Result<()> {
    let mut deeds = Vec::new();
    for attempt in tools.attempts.take() {
        let whom = match &attempt.whom {
            Whom::Nobody => None,
            Whom::Person(person) => Some(*person),
            Whom::Number(phone) => store::find_person_by_phone(tools.db.read(), phone).await?,
        };
        let by = attempt.author.person.or(whom);
        let by = by.map_or_else(|| "nobody".to_owned(), |person| person.to_string());
        let alike = format!("krt:audit:refused:{:?}:{by}", attempt.action);
        if tools.cache.count(&alike, WINDOW).await? > MOST_ALIKE
            || tools.cache.count("krt:audit:refused", WINDOW).await? > MOST
        {
            continue;
        }
        let mut deed = Deed::new(&attempt.author, attempt.action, &attempt.place);
        deed.refused();
        if let Some(subject) = attempt.subject {
            deed.to(subject);
        }
        if let Some(person) = whom {
            deed.about(person);
        }
        deeds.push(deed);
    }
    if deeds.is_empty() {
        return Ok(());
    }
    let transaction = tools.db.begin().await?;
    store::write(&transaction, &deeds, &tools.ids, tools.clock.now()).await?;
    transaction.commit().await?;
    Ok(())
}
