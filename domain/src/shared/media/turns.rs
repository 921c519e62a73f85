//! Whose turn it is to send a picture or a document: what is read and decoded at once is bounded for a node, and
//! for each person so that nobody holds up the others.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::shared::{
    ctx::Ctx,
    error::{Error, ErrorCode, Refusal, Result},
    id::PersonId,
};

/// Uploads that a node takes at once: up to 10 MiB each while they are read.
const OF_NODE: usize = 8;
/// Uploads that a node takes from one person at once.
const OF_PERSON: usize = 2;
/// How long an upload waits for its turn.
const PATIENCE: Duration = Duration::from_secs(30);

/// The turns of one node.
#[derive(Debug)]
pub struct Turns {
    node: Arc<Semaphore>,
    people: Mutex<HashMap<PersonId, Arc<Semaphore>>>,
}

/// Leave to send one picture or document, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    _person: OwnedSemaphorePermit,
    _node: OwnedSemaphorePermit,
}

impl Default for Turns {
    fn default() -> Self {
        Self { node: Arc::new(Semaphore::new(OF_NODE)), people: Mutex::default() }
    }
}

impl Turns {
    /// Waits for the actor's turn, before any of the bytes are read.
    pub async fn take(&self, ctx: &Ctx) -> Result<Turn> {
        let person = self.of(ctx.person()?);
        let turn = async {
            // One's own first: who sends many waits without taking anybody's place.
            let person = person.acquire_owned().await.map_err(Error::internal)?;
            let node = Arc::clone(&self.node).acquire_owned().await.map_err(Error::internal)?;
            Ok(Turn { _person: person, _node: node })
        };
        tokio::time::timeout(PATIENCE, turn).await.unwrap_or_else(|_| {
            let seconds = PATIENCE.as_secs();
            Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop())
        })
    }

    fn of(&self, person: PersonId) -> Arc<Semaphore> {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever neither sends nor waits is forgotten. Those that stay have a request open.
        people.retain(|_, turns| Arc::strong_count(turns) > 1);
        let turns = people.entry(person).or_insert_with(|| Arc::new(Semaphore::new(OF_PERSON)));
        Arc::clone(turns)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn a_person_has_two_turns_and_is_forgotten_without() {
        let turns = Turns::default();
        let (one, other) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let first = turns.of(one).try_acquire_owned().unwrap();
        let second = turns.of(one).try_acquire_owned().unwrap();
        assert!(turns.of(one).try_acquire_owned().is_err());
        assert!(turns.of(other).try_acquire_owned().is_ok());
        drop(first);
        assert!(turns.of(one).try_acquire_owned().is_ok());
        drop(second);
        drop(turns.of(other));
        assert_eq!(turns.people.lock().unwrap().len(), 1);
    }
}
