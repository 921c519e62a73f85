//! Whose turn it is to take out everything about themselves.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::shared::{
    error::{Error, ErrorCode, Refusal, Result},
    id::PersonId,
};

/// How long an export waits for the one before it: a phone that lost its answer asks again before
/// this node knows that it did.
const PATIENCE: Duration = Duration::from_secs(30);

/// The exports that are being written on one node: one of a person at a time, so that asking for
/// many at once holds no more in memory than one does.
#[derive(Debug, Default)]
pub struct Exports(Mutex<HashMap<PersonId, Arc<Semaphore>>>);

/// An export that has begun: whose it is. Until it is dropped the person's next one waits.
#[derive(Debug)]
pub struct Export {
    pub(super) person: PersonId,
    _turn: OwnedSemaphorePermit,
}

impl Export {
    /// Whose it is.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.person
    }
}

impl Exports {
    /// Waits for a person's turn.
    pub(super) async fn take(&self, person: PersonId) -> Result<Export> {
        let turn = tokio::time::timeout(PATIENCE, self.of(person).acquire_owned()).await;
        let Ok(turn) = turn else {
            let seconds = PATIENCE.as_secs();
            return Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop());
        };
        Ok(Export { person, _turn: turn.map_err(Error::internal)? })
    }

    fn of(&self, person: PersonId) -> Arc<Semaphore> {
        let mut people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever neither takes anything out nor waits is forgotten.
        people.retain(|_, turn| Arc::strong_count(turn) > 1);
        Arc::clone(people.entry(person).or_insert_with(|| Arc::new(Semaphore::new(1))))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn a_person_has_one_export_at_a_time_and_is_forgotten_afterwards() {
        let exports = Exports::default();
        let (one, other) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let first = exports.take(one).await.unwrap();
        assert!(exports.of(one).try_acquire_owned().is_err());
        drop(exports.take(other).await.unwrap());
        drop(first);
        drop(exports.take(one).await.unwrap());
        drop(exports.of(other));
        assert_eq!(exports.0.lock().unwrap().len(), 1);
    }
}
