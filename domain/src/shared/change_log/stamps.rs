//! How often something was told, for whoever keeps what was read: what was read before a change is
//! known by its number, and is not taken for what stands after it.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use super::model::{Change, Noun, Scope};

/// So many numbers are kept, 8 bytes each. Two scopes may share one: what is kept of either is then
/// read once too often, and never too seldom.
const NUMBERS: usize = 1 << 14;

/// The numbers, which rise with what is told.
#[derive(Debug)]
pub(super) struct Stamps {
    numbers: Box<[AtomicU64]>,
    /// A number says nothing while nobody reads the log.
    followed: AtomicBool,
}

impl Default for Stamps {
    fn default() -> Self {
        let numbers = (0..NUMBERS).map(|_| AtomicU64::new(0)).collect();
        Self { numbers, followed: AtomicBool::new(false) }
    }
}

impl Stamps {
    /// The number of a noun in a scope; none while nobody reads the log.
    pub fn of(&self, noun: Noun, scope: &Scope) -> Option<u64> {
        let number = self.number(noun, scope)?;
        self.followed.load(Ordering::SeqCst).then(|| number.load(Ordering::SeqCst))
    }

    /// Counts a change. Those by which nobody keeps anything are passed over.
    pub fn hear(&self, change: &Change) {
        let counts = match change.noun {
            // A notice by name is read anew each time, by whomever it names.
            Noun::Notice => !matches!(change.scope, Scope::Person(_)),
            Noun::Person => true,
            _ => false,
        };
        if let Some(number) = self.number(change.noun, &change.scope).filter(|_| counts) {
            number.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Counts from now on, for as long as what it gives is held. What was told before is unknown.
    pub fn begin(&self) -> Following<'_> {
        for number in &self.numbers {
            number.fetch_add(1, Ordering::SeqCst);
        }
        self.followed.store(true, Ordering::SeqCst);
        Following(self)
    }

    fn number(&self, noun: Noun, scope: &Scope) -> Option<&AtomicU64> {
        let mut hasher = DefaultHasher::new();
        (noun, scope).hash(&mut hasher);
        let place = hasher.finish() % u64::try_from(NUMBERS).ok()?;
        self.numbers.get(usize::try_from(place).ok()?)
    }
}

/// Somebody reads the log.
#[derive(Debug)]
pub(super) struct Following<'a>(&'a Stamps);

impl Drop for Following<'_> {
    fn drop(&mut self) {
        self.0.followed.store(false, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::shared::id::PersonId;

    #[test]
    fn a_number_rises_with_what_is_told_of_its_scope_and_with_nothing_else() {
        let stamps = Stamps::default();
        let _following = stamps.begin();
        let person = Scope::Person(PersonId(Uuid::from_u128(7)));
        let state = Scope::State("01".to_owned());
        let numbers = || {
            let notices = [&Scope::Nation, &state].map(|scope| stamps.of(Noun::Notice, scope));
            (notices, stamps.of(Noun::Person, &person))
        };
        let before = numbers();
        for (scope, noun) in [
            (Scope::Nation, Noun::Patrol),
            (person.clone(), Noun::Notice),
            (person.clone(), Noun::NoticeReceipt),
        ] {
            stamps.hear(&Change::new(scope, noun, Uuid::nil()));
        }
        assert_eq!(numbers(), before);
        stamps.hear(&Change::new(Scope::Nation, Noun::Notice, Uuid::nil()));
        let ([nation, of_state], of_person) = numbers();
        assert_ne!(nation, before.0[0]);
        assert_eq!((of_state, of_person), (before.0[1], before.1));
        stamps.hear(&Change::gone(person.clone(), Noun::Person, Uuid::nil()));
        assert_ne!(numbers().1, of_person);
    }

    #[test]
    fn there_is_no_number_while_nobody_reads_the_log_and_another_one_after_it() {
        let stamps = Stamps::default();
        assert_eq!(stamps.of(Noun::Notice, &Scope::Nation), None);
        let following = stamps.begin();
        let first = stamps.of(Noun::Notice, &Scope::Nation);
        assert!(first.is_some());
        drop(following);
        assert_eq!(stamps.of(Noun::Notice, &Scope::Nation), None);
        let _following = stamps.begin();
        assert_ne!(stamps.of(Noun::Notice, &Scope::Nation), first);
    }
}
