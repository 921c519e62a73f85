//! What a node knows of where phones are now, and who here wants to hear of it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use moka::sync::Cache;
use tokio::sync::mpsc::{self, error::TrySendError};

use super::{model::Spot, rules};
use crate::shared::{
    clock::{Clock, Instant},
    id::{PatrolId, PatrolUnitId, TrackId},
};

/// So many patrols are known: the national night has 3,300, and each takes about a kilobyte.
const PATROLS: u64 = 20_000;
/// A patrol of which nobody heard for so long is forgotten; the database still knows it.
const FORGOTTEN_AFTER: Duration = Duration::from_hours(12);
/// So many places wait for a slow listener; further ones are lost to them.
const QUEUE: usize = 64;

/// Where the phones of patrols are, and who listens.
#[derive(Debug)]
pub(super) struct Board {
    clock: Clock,
    patrols: Cache<PatrolId, Arc<Mutex<Phones>>>,
    rooms: Mutex<HashMap<PatrolUnitId, Vec<mpsc::Sender<Spot>>>>,
}

/// The phones of one patrol.
#[derive(Debug, Default)]
struct Phones {
    by_track: HashMap<TrackId, Last>,
    /// Rises with everything that is recorded: by it what was made of the way is known to be old.
    version: u64,
}

/// What was heard last of a phone, and what was told last.
#[derive(Debug)]
struct Last {
    heard: Spot,
    told: Spot,
    told_at: Instant,
}

impl Board {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            patrols: Cache::builder().max_capacity(PATROLS).time_to_idle(FORGOTTEN_AFTER).build(),
            rooms: Mutex::default(),
        }
    }

    fn phones(&self, patrol: PatrolId) -> Arc<Mutex<Phones>> {
        self.patrols.get_with(patrol, Arc::default)
    }

    /// Notes where a phone is, and tells it to those who listen here. Tells whether it was news that
    /// is due; what another node passed on (`thinned`) is due as soon as it is news.
    pub(super) fn note(&self, spot: Spot, thinned: bool) -> bool {
        let due = self.keep(spot, thinned);
        if due {
            self.tell(spot);
        }
        due
    }

    fn keep(&self, spot: Spot, thinned: bool) -> bool {
        let phones = self.phones(spot.patrol_id);
        let (mut phones, now) = (locked(&phones), self.clock.now());
        phones.version = phones.version.wrapping_add(1);
        let Some(last) = phones.by_track.get_mut(&spot.track_id) else {
            phones.by_track.insert(spot.track_id, Last { heard: spot, told: spot, told_at: now });
            return true;
        };
        if spot.at <= last.heard.at {
            return false;
        }
        let due = thinned || rules::is_due(&last.told, last.told_at, &spot, now);
        last.heard = spot;
        if due {
            (last.told, last.told_at) = (spot, now);
        }
        due
    }

    /// Remembers what the database knows, unless something newer is known; nobody is told.
    pub(super) fn learn(&self, spots: &[Spot]) {
        let now = self.clock.now();
        for spot in spots {
            let phones = self.phones(spot.patrol_id);
            let mut phones = locked(&phones);
            let fresh = Last { heard: *spot, told: *spot, told_at: now };
            let last = phones.by_track.entry(spot.track_id).or_insert(fresh);
            if last.heard.at < spot.at {
                last.heard = *spot;
            }
        }
    }

    /// Where each phone of a patrol is, as far as this node knows.
    pub(super) fn newest(&self, patrol: PatrolId) -> Vec<Spot> {
        let Some(phones) = self.patrols.get(&patrol) else { return Vec::new() };
        let phones = locked(&phones);
        let mut spots: Vec<Spot> = phones.by_track.values().map(|last| last.heard).collect();
        spots.sort_unstable_by_key(|spot| spot.track_id);
        spots
    }

    /// Rises with whatever is recorded of a patrol, as far as this node hears.
    pub(super) fn version(&self, patrol: PatrolId) -> u64 {
        self.patrols.get(&patrol).map_or(0, |phones| locked(&phones).version)
    }

    /// A patrol is over: where its phones go from now on is nobody's affair.
    pub(super) fn forget(&self, patrol: PatrolId) {
        self.patrols.invalidate(&patrol);
    }

    /// Hears where the phones of these units are, from now on.
    pub(super) fn listen<'a>(
        &self,
        units: impl IntoIterator<Item = &'a PatrolUnitId>,
    ) -> mpsc::Receiver<Spot> {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let mut rooms = locked(&self.rooms);
        for unit in units {
            let listeners = rooms.entry(*unit).or_default();
            listeners.retain(|listener| !listener.is_closed());
            listeners.push(sender.clone());
        }
        receiver
    }

    fn tell(&self, spot: Spot) {
        let mut rooms = locked(&self.rooms);
        let Some(listeners) = rooms.get_mut(&spot.unit_id) else { return };
        // Whoever is too slow for this one hears the next.
        listeners
            .retain(|listener| !matches!(listener.try_send(spot), Err(TrySendError::Closed(_))));
        if listeners.is_empty() {
            rooms.remove(&spot.unit_id);
        }
    }
}

/// A panic while holding the lock leaves at worst a place that the next one replaces.
fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::mysrs::live::rules::tests::spot;

    #[tokio::test]
    async fn whoever_listens_hears_what_is_news_and_due() {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH);
        let board = Board::new(clock.clone());
        let first = spot(0, 1.54);
        let mut heard = board.listen([&first.unit_id]);
        assert!(board.note(first, false));
        assert!(!board.note(first, false), "the same again");
        assert!(!board.note(spot(4, 1.55), false), "too soon");
        clock.advance(TimeDelta::seconds(6));
        assert!(!board.note(spot(3, 1.56), false), "older than what is known");
        assert!(board.note(spot(6, 1.57), false));
        assert!(board.note(spot(7, 1.58), true), "another node has thinned it");
        for latitude in [1.54, 1.57, 1.58] {
            assert!((heard.recv().await.unwrap().latitude - latitude).abs() < 1e-9);
        }
        assert!(heard.try_recv().is_err());
        assert_eq!(board.newest(first.patrol_id), [spot(7, 1.58)]);
        assert_eq!(board.version(first.patrol_id), 6);
        board.forget(first.patrol_id);
        assert!(board.newest(first.patrol_id).is_empty());
        board.learn(&[spot(5, 1.5)]);
        board.learn(&[spot(4, 1.4)]);
        assert_eq!(board.newest(first.patrol_id), [spot(5, 1.5)]);
        assert!(heard.try_recv().is_err(), "what is learned is not told");
    }

    #[tokio::test]
    async fn a_slow_listener_loses_places_and_one_who_is_gone_is_forgotten() {
        let board = Board::new(Clock::fixed(DateTime::UNIX_EPOCH));
        let unit = spot(0, 1.0).unit_id;
        let mut slow = board.listen([&unit]);
        drop(board.listen([&unit]));
        for second in 0..200 {
            board.note(spot(second, 1.54), true);
        }
        let mut places = 0;
        while slow.try_recv().is_ok() {
            places += 1;
        }
        assert_eq!(places, QUEUE);
        assert_eq!(locked(&board.rooms).get(&unit).map(Vec::len), Some(1));
        drop(slow);
        board.note(spot(300, 1.54), true);
        assert!(locked(&board.rooms).is_empty());
    }
}
