//! Who listens to some scopes only: a node with thousands of open streams wakes those whom a change
//! concerns, and nobody else.

use std::{
    collections::{HashMap, VecDeque},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use futures_util::{Stream, task::AtomicWaker};

use super::model::{Change, Scope, Told};

/// So many changes wait for somebody who does not come to hear them; then they are told of a gap.
const QUEUE: usize = 1024;

/// Everybody who listens to some scopes, by scope.
#[derive(Debug, Default)]
pub(super) struct Ears(Mutex<HashMap<Scope, Vec<Arc<Ear>>>>);

#[derive(Debug, Default)]
struct Ear {
    heard: Mutex<Heard>,
    waker: AtomicWaker,
}

#[derive(Debug, Default)]
struct Heard {
    waiting: VecDeque<Told>,
    missed: bool,
    /// Whether whoever listens has come for more since they got the last, and found nothing.
    asleep: bool,
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ears {
    /// Hears what concerns these scopes, from now on.
    pub fn listen(self: &Arc<Self>, scopes: impl IntoIterator<Item = Scope>) -> Listener {
        let ear = Arc::new(Ear::default());
        let mut known: Vec<Scope> = Vec::new();
        let mut ears = lock(&self.0);
        for scope in scopes {
            if known.contains(&scope) {
                continue;
            }
            ears.entry(scope.clone()).or_default().push(Arc::clone(&ear));
            known.push(scope);
        }
        drop(ears);
        Listener { ears: Arc::clone(self), ear, scopes: known.into_boxed_slice() }
    }

    /// Tells a change to those whom it concerns.
    pub fn tell(&self, read_on: i64, change: &Arc<Change>) {
        let ears = lock(&self.0);
        for ear in ears.get(&change.scope).into_iter().flatten() {
            ear.hear(Told::Change(read_on, Arc::clone(change)));
        }
    }
}

impl Ears {
    /// Whether everybody has heard what they were told, is done with it and waits for more.
    pub fn is_quiet(&self) -> bool {
        let ears = lock(&self.0);
        ears.values().flatten().all(|ear| {
            let heard = lock(&ear.heard);
            heard.asleep && heard.waiting.is_empty() && !heard.missed
        })
    }
}

impl Ear {
    fn hear(&self, told: Told) {
        let mut heard = lock(&self.heard);
        if heard.waiting.len() < QUEUE {
            heard.waiting.push_back(told);
        } else {
            heard.missed = true;
        }
        drop(heard);
        self.waker.wake();
    }

    fn next(&self) -> Option<Told> {
        let mut heard = lock(&self.heard);
        let next = heard.waiting.pop_front();
        if heard.waiting.is_empty() {
            // Most of the time nobody waits for anything: then nothing is held for it either.
            heard.waiting = VecDeque::new();
        }
        let next = match next {
            None if std::mem::take(&mut heard.missed) => Some(Told::Gap),
            next => next,
        };
        heard.asleep = next.is_none();
        next
    }
}

/// Hears what concerns some scopes. It never ends.
#[derive(Debug)]
pub struct Listener {
    ears: Arc<Ears>,
    ear: Arc<Ear>,
    scopes: Box<[Scope]>,
}

impl Listener {
    /// Whether it hears what is told to a scope.
    #[must_use]
    pub fn hears(&self, scope: &Scope) -> bool {
        self.scopes.contains(scope)
    }

    /// The scopes.
    #[must_use]
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }
}

impl Stream for Listener {
    type Item = Told;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Told>> {
        if let Some(told) = self.ear.next() {
            return Poll::Ready(Some(told));
        }
        self.ear.waker.register(context.waker());
        // What was told before the waker stood there woke nobody.
        self.ear.next().map_or(Poll::Pending, |told| Poll::Ready(Some(told)))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut ears = lock(&self.ears.0);
        for scope in &self.scopes {
            let Some(those) = ears.get_mut(scope) else { continue };
            if let Some(place) = those.iter().position(|ear| Arc::ptr_eq(ear, &self.ear)) {
                those.swap_remove(place);
            }
            if those.is_empty() {
                ears.remove(scope);
            } else if those.len() < those.capacity() / 4 {
                those.shrink_to_fit();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt as _, StreamExt as _};
    use uuid::Uuid;

    use super::*;
    use crate::shared::change_log::model::Noun;

    fn change(scope: &Scope) -> Arc<Change> {
        Arc::new(Change::new(scope.clone(), Noun::Notice, Uuid::nil()))
    }

    fn heard(listener: &mut Listener) -> Option<Told> {
        listener.next().now_or_never().flatten()
    }

    #[test]
    fn only_those_whom_it_concerns_hear_of_a_change() {
        let ears = Arc::new(Ears::default());
        let (here, there) = (Scope::State("01".to_owned()), Scope::State("02".to_owned()));
        let mut one = ears.listen([here.clone(), Scope::Nation, here.clone()]);
        let mut other = ears.listen([there.clone()]);
        ears.tell(7, &change(&here));
        assert!(matches!(heard(&mut one), Some(Told::Change(7, _))));
        assert!(heard(&mut one).is_none() && heard(&mut other).is_none());
        ears.tell(8, &change(&Scope::Nation));
        drop(one);
        ears.tell(9, &change(&there));
        assert!(matches!(heard(&mut other), Some(Told::Change(9, _))));
        drop(other);
        assert!(lock(&ears.0).is_empty());
    }

    #[test]
    fn it_is_quiet_once_everybody_has_come_back_for_more() {
        let ears = Arc::new(Ears::default());
        assert!(ears.is_quiet());
        let mut one = ears.listen([Scope::Nation]);
        assert!(!ears.is_quiet(), "they have not come yet");
        assert!(heard(&mut one).is_none() && ears.is_quiet());
        ears.tell(1, &change(&Scope::Nation));
        assert!(!ears.is_quiet(), "something waits for them");
        assert!(heard(&mut one).is_some());
        assert!(!ears.is_quiet(), "they may be busy with it");
        assert!(heard(&mut one).is_none() && ears.is_quiet());
    }

    #[test]
    fn whoever_does_not_come_to_hear_is_told_of_a_gap_at_the_end() {
        let ears = Arc::new(Ears::default());
        let mut slow = ears.listen([Scope::Nation]);
        for place in 0..=i64::try_from(QUEUE).unwrap() {
            ears.tell(place, &change(&Scope::Nation));
        }
        for place in 0..i64::try_from(QUEUE).unwrap() {
            assert!(matches!(heard(&mut slow), Some(Told::Change(heard, _)) if heard == place));
        }
        assert!(matches!(heard(&mut slow), Some(Told::Gap)));
        assert!(heard(&mut slow).is_none());
    }
}
