//! Which of the places that somebody's phone names they cannot have been at: nobody is in two
//! places at once, and nobody gets from one to the next faster than a car does; pure.
//!
//! A single comparison with the place before would doubt the honest one after a leap and back. So
//! the places that are kept are the most that can be walked one after the other, and the rest is
//! what stands out: a leap away and back by itself, and of a leap that stays the step only.

use crate::shared::{clock::Instant, geo::Position};

/// Where somebody was, by their phone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sighting {
    /// When, corrected.
    pub(super) at: Instant,
    /// Where.
    pub(super) position: Position,
    /// How far off the place may be, in metres.
    pub(super) accuracy_metres: Option<f64>,
    /// Whether the phone noted it by itself: of two that cannot both be, that is believed rather than
    /// what somebody says.
    pub(super) by_itself: bool,
}

/// The most that an accuracy excuses, in metres: one of 5 km would excuse every leap.
const MOST_EXCUSED: f64 = 100.0;
/// What a fix is off beyond what it says of itself, in metres: between houses it jumps.
const SLACK: f64 = 30.0;
/// A leap that stays is believed once more places stand behind it than this; fewer are dropped.
const A_LEAP_COSTS: i64 = 10 * A_PLACE;
/// What a place counts, and what counts more about one that the phone noted by itself: it decides
/// between ways that have as many places, and nothing else.
const A_PLACE: i64 = 1_000;
const BY_ITSELF: i64 = 1;
/// Without haste somebody is this much slower than the fastest: 40 km/h.
const UNHURRIED: f64 = 3.0;
/// So many places one after the other are dropped at most without counting as a leap.
const MOST_DROPPED: usize = 64;

/// For each of these, which stand in the order of their times, whether it cannot have been: reached
/// only faster than `fastest` metres a second.
pub(super) fn leaps(sightings: &[Sighting], fastest: f64) -> Vec<bool> {
    let mut doubted = vec![false; sightings.len()];
    let path = Path { sightings, fastest };
    let kept = path.kept();
    let mut last = None;
    for place in kept {
        for index in path.out_between(last, place) {
            if let Some(out) = doubted.get_mut(index) {
                *out = true;
            }
        }
        last = Some(place);
    }
    // What comes after the last that is kept.
    let beyond = last.map_or(0, |last| last + 1);
    for out in doubted.iter_mut().skip(beyond) {
        *out = true;
    }
    doubted
}

struct Path<'a> {
    sightings: &'a [Sighting],
    fastest: f64,
}

/// The best way that ends at a place: how good it is, and the place before.
#[derive(Clone, Copy)]
struct Way {
    score: i64,
    before: Option<usize>,
}

impl Path<'_> {
    /// Whether somebody can have come from the one to the other.
    fn can_walk(&self, from: usize, to: usize) -> bool {
        self.is_within(from, to, self.fastest)
    }

    /// Whether somebody came from the one to the other without any haste.
    fn can_stroll(&self, from: usize, to: usize) -> bool {
        self.is_within(from, to, self.fastest / UNHURRIED)
    }

    fn is_within(&self, from: usize, to: usize, fastest: f64) -> bool {
        let (Some(from), Some(to)) = (self.sightings.get(from), self.sightings.get(to)) else {
            return false;
        };
        let excused = [from, to].map(|one| one.accuracy_metres.unwrap_or(0.0).min(MOST_EXCUSED));
        let metres = from.position.metres_to(to.position) - excused.iter().sum::<f64>() - SLACK;
        let millis = (to.at - from.at).num_milliseconds().max(0);
        #[expect(clippy::cast_precision_loss, reason = "a patrol has fewer than 2^52 milliseconds")]
        let seconds = millis as f64 / 1000.0;
        metres <= fastest * seconds
    }

    /// The places of the best way: the most of them, where each leap costs some.
    fn kept(&self) -> Vec<usize> {
        let mut ways: Vec<Way> = Vec::with_capacity(self.sightings.len());
        // The best way that ends anywhere before.
        let mut best: Option<usize> = None;
        let score = |ways: &[Way], place: usize| ways.get(place).map_or(0, |way| way.score);
        for (to, sighting) in self.sightings.iter().enumerate() {
            let worth = A_PLACE + if sighting.by_itself { BY_ITSELF } else { 0 };
            let mut way = Way { score: worth, before: None };
            if let Some(best) = best {
                let leap = score(&ways, best) + worth - A_LEAP_COSTS;
                if leap > way.score {
                    way = Way { score: leap, before: Some(best) };
                }
            }
            for from in (0..to).rev().take(MOST_DROPPED) {
                let walked = score(&ways, from) + worth;
                if walked > way.score && self.can_walk(from, to) {
                    way = Way { score: walked, before: Some(from) };
                    // Nothing further back is better than the best.
                    if Some(from) == best {
                        break;
                    }
                }
            }
            ways.push(way);
            if best.is_none_or(|best| score(&ways, to) >= score(&ways, best)) {
                best = Some(to);
            }
        }
        let mut kept = Vec::new();
        let mut place = best;
        while let Some(index) = place {
            kept.push(index);
            place = ways.get(index).and_then(|way| way.before);
        }
        kept.reverse();
        kept
    }

    /// Which places stand out from the last that is kept, without it, to the next one.
    fn out_between(&self, last: Option<usize>, next: usize) -> Vec<usize> {
        let Some(last) = last else { return (0..next).collect() };
        let dropped: Vec<usize> = (last + 1..next).collect();
        if !self.can_walk(last, next) {
            return dropped.into_iter().chain([next]).collect();
        }
        // Nobody has leapt: whatever lies between is out of order, however near it lies.
        if self.can_stroll(last, next) {
            return dropped;
        }
        // Those that can be walked from what was before, and from there on to what comes after: when
        // that is all of them, only the step between is out of order.
        let all: Vec<usize> = [last].into_iter().chain(dropped).chain([next]).collect();
        let walks = |pair: &[usize]| matches!(pair, [a, b] if self.can_walk(*a, *b));
        let step = all.windows(2).position(|pair| !walks(pair));
        let Some(step) = step.filter(|step| all.windows(2).skip(step + 1).all(walks)) else {
            return all.into_iter().filter(|place| *place != last && *place != next).collect();
        };
        all.get(step + 1).copied().into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    /// 120 km/h.
    const FASTEST: f64 = 33.0;

    /// Somebody who walks north, 1.4 metres a second, with a fix every five seconds.
    fn walk(fixes: i32) -> Vec<Sighting> {
        let from = DateTime::from_timestamp_millis(1_790_000_000_000).unwrap();
        let fix = |number: i32| Sighting {
            at: from + TimeDelta::seconds(i64::from(number) * 5),
            position: Position {
                latitude: 3.0 + f64::from(number) * 7.0 / 111_195.0,
                longitude: 101.0,
            },
            accuracy_metres: Some(8.0),
            by_itself: true,
        };
        (0..fixes).map(fix).collect()
    }

    fn away(sighting: &mut Sighting) {
        sighting.position.longitude += 0.05;
    }

    fn out(sightings: &[Sighting]) -> Vec<usize> {
        let doubted = leaps(sightings, FASTEST);
        (0..doubted.len()).filter(|index| doubted[*index]).collect()
    }

    #[test]
    fn an_honest_walk_is_believed() {
        assert_eq!(out(&walk(2_000)), [0; 0]);
        assert_eq!(out(&[]), [0; 0]);
        assert_eq!(out(&walk(1)), [0; 0]);
    }

    #[test]
    fn a_leap_away_and_back_stands_out_by_itself() {
        for places in [vec![0], vec![50], vec![50, 51, 52, 53], vec![10, 40, 41, 99], vec![98, 99]]
        {
            let mut sightings = walk(100);
            for place in &places {
                away(&mut sightings[*place]);
            }
            assert_eq!(out(&sightings), places);
        }
    }

    #[test]
    fn of_a_leap_that_stays_the_step_stands_out() {
        let mut sightings = walk(100);
        for sighting in sightings.iter_mut().skip(60) {
            away(sighting);
        }
        assert_eq!(out(&sightings), [60]);
        // A short one: 184 metres within five seconds.
        let mut sightings = walk(100);
        for sighting in sightings.iter_mut().skip(60) {
            sighting.position.latitude += 400.0 / 111_195.0;
        }
        assert_eq!(out(&sightings), [60]);
    }

    #[test]
    fn an_accuracy_excuses_a_little_and_no_more() {
        let mut sightings = walk(20);
        sightings[10].position.latitude += 250.0 / 111_195.0;
        assert_eq!(out(&sightings), [10]);
        sightings[10].accuracy_metres = Some(100.0);
        assert_eq!(out(&sightings), [0; 0]);
        sightings[10].accuracy_metres = Some(5_000.0);
        away(&mut sightings[10]);
        assert_eq!(out(&sightings), [10]);
    }

    #[test]
    fn of_two_that_cannot_both_be_what_the_phone_noted_by_itself_is_believed() {
        for (said, metres) in [(20, 150.0), (21, 150.0), (20, 60.0), (21, 60.0)] {
            let mut sightings = walk(40);
            let mut beside = sightings[20];
            beside.position.longitude += metres / 111_195.0;
            beside.by_itself = false;
            sightings.insert(said, beside);
            assert_eq!(out(&sightings), [said], "{metres}");
        }
    }

    #[test]
    fn two_phones_far_apart_are_not_both_believed() {
        let mut sightings: Vec<Sighting> =
            walk(100).into_iter().flat_map(|one| [one, one]).collect();
        for sighting in sightings.iter_mut().skip(1).step_by(2) {
            away(sighting);
        }
        let doubted = out(&sightings);
        assert!(doubted.len() >= 99, "{}", doubted.len());
    }
}
