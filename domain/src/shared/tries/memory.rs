//! Counting in this process.

use std::collections::HashMap;

use chrono::TimeDelta;

use super::{MOST_NOTED, Pace, REMEMBERED, WEIGHT};
use crate::shared::clock::Instant;

/// Above this many counters the forgotten ones are swept out,
const SWEEP_AT: usize = 10_000;
/// but not more often than this: everybody who counts waits meanwhile.
const SWEEP_AGAIN: TimeDelta = TimeDelta::seconds(1);

/// The counters of one process.
#[derive(Debug, Default)]
pub struct Counters {
    by_key: HashMap<String, Tried>,
    /// Until when which members of a set are noted.
    noted: HashMap<String, HashMap<String, Instant>>,
    swept_at: Option<Instant>,
}

/// One counter.
#[derive(Clone, Copy, Debug)]
struct Tried {
    /// What all tries weigh that have not faded.
    weight: u64,
    last_at: Instant,
    free_at: Instant,
    forget_at: Instant,
}

impl Counters {
    pub(super) fn begin(&mut self, keys: &[&(String, Pace)], now: Instant) -> Option<TimeDelta> {
        self.sweep(now);
        let known = |key: &String| self.by_key.get(key).filter(|tried| tried.forget_at > now);
        let waits = keys.iter().filter_map(|(key, _)| Some(known(key)?.free_at - now));
        if let Some(wait) = waits.max().filter(|wait| *wait > TimeDelta::zero()) {
            return Some(wait);
        }
        for (key, pace) in keys {
            let fresh = Tried { weight: 0, last_at: now, free_at: now, forget_at: now };
            let tried = self.by_key.entry(key.clone()).or_insert(fresh);
            if tried.forget_at <= now {
                *tried = fresh;
            }
            let left = pace.faded(tried.weight, now - tried.last_at);
            tried.weight = left.saturating_add(WEIGHT);
            tried.last_at = now;
            // What has not faded whole counts whole.
            tried.free_at = now + pace.wait(tried.weight.div_ceil(WEIGHT));
            tried.forget_at = tried.free_at + REMEMBERED;
        }
        None
    }

    pub(super) fn forgive(&mut self, keys: &[String]) {
        for key in keys {
            if let Some(tried) = self.by_key.get_mut(key) {
                tried.weight = tried.weight.saturating_sub(WEIGHT);
                tried.free_at = Instant::default();
            }
        }
    }

    pub(super) fn is_noted(&self, set: &str, member: &str, now: Instant) -> bool {
        let until = self.noted.get(set).and_then(|noted| noted.get(member));
        until.is_some_and(|until| *until > now)
    }

    pub(super) fn forget(&mut self, set: &str) {
        self.noted.remove(set);
    }

    /// Throws away what is forgotten once there is much, and not at every try.
    fn sweep(&mut self, now: Instant) {
        let rested = self.swept_at.is_none_or(|at| now >= at + SWEEP_AGAIN);
        if rested && self.by_key.len().max(self.noted.len()) >= SWEEP_AT {
            self.swept_at = Some(now);
            self.by_key.retain(|_, tried| tried.forget_at > now);
            self.noted.retain(|_, members| members.values().any(|until| *until > now));
        }
    }

    pub(super) fn note(&mut self, set: &str, member: &str, now: Instant, until: Instant) {
        self.sweep(now);
        let members = self.noted.entry(set.to_owned()).or_default();
        members.retain(|_, until| *until > now);
        members.insert(member.to_owned(), until);
        if members.len() > MOST_NOTED {
            let oldest = members.iter().min_by_key(|(_, until)| **until);
            if let Some(oldest) = oldest.map(|(member, _)| member.clone()) {
                members.remove(&oldest);
            }
        }
    }
}
