//! Whose turn it is to take out everything about themselves.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::Instant,
};

use crate::shared::{
    error::{Error, ErrorCode, Refusal, Result},
    id::PersonId,
};

/// How long an export waits for the one before it, which ends as soon as it hears of the newer one.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest that an export may take: at 128 kbit/s 9 MB come through.
const LONGEST: Duration = Duration::from_mins(10);

/// The exports that are being written on one node: one of a person at a time, so that asking for
/// many at once holds no more in memory than one does. The newest counts: a phone that lost its
/// answer asks again before this node knows that it did.
#[derive(Debug, Default)]
pub struct Exports(Mutex<HashMap<PersonId, Arc<Line>>>);

/// The exports of one person.
#[derive(Debug)]
struct Line {
    turn: Arc<Semaphore>,
    /// How many were asked for: the newest has this number.
    asked: watch::Sender<u64>,
}

impl Line {
    fn new() -> Self {
        Self { turn: Arc::new(Semaphore::new(1)), asked: watch::Sender::new(0) }
    }

    /// The number of the one that is asked for now.
    fn ask(&self) -> u64 {
        let mut number = 0;
        self.asked.send_modify(|asked| {
            *asked = asked.saturating_add(1);
            number = *asked;
        });
        number
    }

    /// Resolves when a newer one is asked for than this.
    async fn asked_again(&self, number: u64) {
        // The sender is at hand, so it cannot be gone.
        let _ = self.asked.subscribe().wait_for(|newest| *newest != number).await;
    }
}

/// Why an export ends before it is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutOff {
    /// Its person asked for another one.
    AskedAgain,
    /// It took too long.
    TooLong,
}

/// An export that has begun: whose it is. Until it is dropped the person's next one waits, so
/// whoever writes it drops it when it is [`Export::cut_off`].
#[derive(Debug)]
pub struct Export {
    pub(super) person: PersonId,
    number: u64,
    begun: Instant,
    line: Arc<Line>,
    _turn: OwnedSemaphorePermit,
}

impl Export {
    /// Whose it is.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// Resolves when it is to end, whole or not.
    pub async fn cut_off(&self) -> CutOff {
        tokio::select! {
            biased;
            () = self.line.asked_again(self.number) => CutOff::AskedAgain,
            () = tokio::time::sleep_until(self.begun + LONGEST) => CutOff::TooLong,
        }
    }
}

impl Exports {
    /// Cuts off the export that a person has, and waits until it has ended. Of several that wait the
    /// newest goes on.
    pub(super) async fn take(&self, person: PersonId) -> Result<Export> {
        let too_soon = || {
            let seconds = PATIENCE.as_secs();
            Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop()
        };
        let line = self.of(person);
        let number = line.ask();
        let turn = tokio::select! {
            biased;
            () = line.asked_again(number) => return Err(too_soon()),
            turn = Arc::clone(&line.turn).acquire_owned() => turn.map_err(Error::internal)?,
            () = tokio::time::sleep(PATIENCE) => return Err(too_soon()),
        };
        Ok(Export { person, number, begun: Instant::now(), line, _turn: turn })
    }

    fn of(&self, person: PersonId) -> Arc<Line> {
        let mut people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever neither takes anything out nor waits is forgotten.
        people.retain(|_, line| Arc::strong_count(line) > 1);
        Arc::clone(people.entry(person).or_insert_with(|| Arc::new(Line::new())))
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
        assert!(exports.of(one).turn.try_acquire().is_err());
        drop(exports.take(other).await.unwrap());
        drop(first);
        drop(exports.take(one).await.unwrap());
        drop(exports.of(other));
        assert_eq!(exports.0.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_newer_export_cuts_the_older_one_off_and_begins_when_it_has_ended() {
        let exports = Exports::default();
        let one = PersonId(Uuid::from_u128(1));
        let first = exports.take(one).await.unwrap();
        let write_first = async {
            let why = first.cut_off().await;
            drop(first);
            why
        };
        let (why, second) = tokio::join!(write_first, exports.take(one));
        assert_eq!(why, CutOff::AskedAgain);
        let second = second.unwrap();
        // Of two that wait the newer one goes on.
        let third = exports.take(one);
        let write_second = async {
            second.cut_off().await;
            let fourth = exports.of(one).ask();
            drop(second);
            fourth
        };
        let (refused, newest) = tokio::join!(third, write_second);
        assert!(refused.is_err());
        assert_eq!(newest, 4);
    }
}
