//! Judging a log as a whole: the same log has the same judgement in whatever order it came; pure.

use std::collections::HashMap;

use uuid::Uuid;

use super::{
    model::{Bounds, Judgement, Log},
    path::{self, Sighting},
    rules,
};
use crate::{
    mysrs::patrol::Doubt,
    shared::{
        clock::Instant,
        id::{CheckpointId, PersonId},
    },
};

/// What is doubted of everything that was recorded on a patrol.
#[must_use]
pub fn judge(log: &Log, bounds: &Bounds) -> Judgement {
    let alone = log.seen.iter().map(|seen| rules::alone(seen, bounds)).collect();
    let made_up = log.fixes.iter().map(|fix| fix.mock).collect();
    let mut judgement = Judgement { seen: alone, fixes: made_up };
    for (index, seen) in log.seen.iter().enumerate() {
        if rules::is_after(seen, log.ended_at) {
            doubt(&mut judgement, index, Doubt::TimeImplausible);
        }
    }
    for index in too_soon(log, bounds) {
        doubt(&mut judgement, index, Doubt::CodeTooSoon);
    }
    for places in places(log, bounds).into_values() {
        let sightings: Vec<Sighting> = places.iter().map(|place| place.sighting).collect();
        let fastest = rules::metres(bounds.rule.fastest_metres_a_second);
        for (place, is_out) in places.iter().zip(path::leaps(&sightings, fastest)) {
            match place.of {
                _ if !is_out => {}
                Of::Seen(index) => doubt(&mut judgement, index, Doubt::SpeedImpossible),
                Of::Fix(index) => {
                    if let Some(out) = judgement.fixes.get_mut(index) {
                        *out = true;
                    }
                }
            }
        }
    }
    for doubts in &mut judgement.seen {
        doubts.sort_unstable();
        doubts.dedup();
    }
    judgement
}

fn doubt(judgement: &mut Judgement, index: usize, doubt: Doubt) {
    if let Some(doubts) = judgement.seen.get_mut(index) {
        doubts.push(doubt);
    }
}

/// Those who come to the same checkpoint again too soon after they were there. One that does not
/// count starts no new wait.
fn too_soon(log: &Log, bounds: &Bounds) -> Vec<usize> {
    let mut visits: Vec<(usize, CheckpointId)> = log
        .seen
        .iter()
        .enumerate()
        .filter_map(|(index, seen)| Some((index, seen.checkpoint?)))
        .collect();
    let when = |index: usize| log.seen.get(index).map(|seen| (seen.at, seen.id));
    visits.sort_unstable_by_key(|(index, _)| when(*index));
    let mut counted: HashMap<(PersonId, CheckpointId), Instant> = HashMap::new();
    let mut soon = Vec::new();
    for (index, checkpoint) in visits {
        let Some(seen) = log.seen.get(index) else { continue };
        let key = (seen.person, checkpoint);
        let waited = counted.get(&key).map(|last| (seen.at - *last).num_seconds());
        if waited.is_some_and(|waited| waited < bounds.rule.again_after_seconds) {
            soon.push(index);
        } else {
            counted.insert(key, seen.at);
        }
    }
    soon
}

/// Where in the log a place comes from.
#[derive(Clone, Copy, Debug)]
enum Of {
    Seen(usize),
    Fix(usize),
}

/// A place on somebody's way.
#[derive(Clone, Copy, Debug)]
struct Place {
    sighting: Sighting,
    of: Of,
    /// What orders places of the same moment, whenever they came in.
    tie: (Uuid, i64),
}

/// Everybody's places in the order of time; those that are too vague say nothing, nor do those that an
/// app made up or whose time is not sure: between two ways that are equally good they would make an
/// honest place stand out.
fn places(log: &Log, bounds: &Bounds) -> HashMap<PersonId, Vec<Place>> {
    let mut places: HashMap<PersonId, Vec<Place>> = HashMap::new();
    let mut add = |person: PersonId, place: Place| {
        if !rules::is_vague(place.sighting.accuracy_metres, &bounds.rule) {
            places.entry(person).or_default().push(place);
        }
    };
    for (index, seen) in log.seen.iter().enumerate() {
        let says_where = !seen.clock_jumped && !seen.mock;
        let Some(position) = seen.position.filter(|_| says_where) else { continue };
        let accuracy_metres = seen.accuracy_metres;
        let sighting = Sighting { at: seen.at, position, accuracy_metres, by_itself: false };
        add(seen.person, Place { sighting, of: Of::Seen(index), tie: (seen.id.0, -1) });
    }
    for (index, fix) in log.fixes.iter().enumerate().filter(|(_, fix)| !fix.mock) {
        let (position, accuracy_metres) = (fix.position, fix.accuracy_metres);
        let sighting = Sighting { at: fix.at, position, accuracy_metres, by_itself: true };
        add(fix.person, Place { sighting, of: Of::Fix(index), tie: (fix.track.0, fix.sequence) });
    }
    for of_person in places.values_mut() {
        of_person.sort_unstable_by_key(|place| (place.sighting.at, place.tie));
    }
    places
}

#[cfg(test)]
pub(super) mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::{
        mysrs::{
            checkpoint::Checkpoint,
            proof::model::{Fix, ProofRule, Scanned, Seen},
        },
        shared::{
            geo::Position,
            id::{CheckInId, PatrolUnitId, TrackId},
        },
    };

    fn start() -> Instant {
        DateTime::from_timestamp_millis(1_790_000_000_000).unwrap()
    }

    /// So many metres north of the first checkpoint.
    pub(in crate::mysrs::proof) fn here(metres: f64) -> Position {
        Position { latitude: 1.54 + metres / 111_195.0, longitude: 103.65 }
    }

    fn checkpoint(id: u128, metres: f64) -> Checkpoint {
        Checkpoint {
            id: CheckpointId(Uuid::from_u128(id)),
            unit_id: PatrolUnitId(Uuid::nil()),
            sector_id: None,
            name: "Surau Al-Ikhlas".to_owned(),
            position: here(metres),
            radius_metres: 50,
            hours: None,
            position_in_order: None,
            code_number: 3,
            code_since: start() - TimeDelta::days(1),
            far_from_area: false,
            version: 1,
            created_at: start() - TimeDelta::days(30),
            ended_at: None,
        }
    }

    pub(in crate::mysrs::proof) fn bounds() -> Bounds {
        Bounds {
            rule: ProofRule {
                most_excused_metres: 100,
                vaguest_metres: 200,
                again_after_seconds: 300,
                fastest_metres_a_second: 33,
            },
            checkpoints: [checkpoint(1, 0.0), checkpoint(2, 400.0)].into(),
            past: [].into(),
        }
    }

    /// A check-in at the first checkpoint so many minutes after the start.
    pub(in crate::mysrs::proof) fn seen(minute: i64) -> Seen {
        Seen {
            id: CheckInId(Uuid::from_u128(u128::try_from(minute).unwrap())),
            person: PersonId(Uuid::nil()),
            at: start() + TimeDelta::minutes(minute),
            position: Some(here(0.0)),
            accuracy_metres: Some(8.0),
            checkpoint: Some(CheckpointId(Uuid::from_u128(1))),
            scanned: Scanned::Nothing,
            mock: false,
            clock_jumped: false,
            on_patrol: true,
        }
    }

    fn doubted(seen: Vec<Seen>) -> Vec<Vec<Doubt>> {
        judge(&Log { seen, ..Log::default() }, &bounds()).seen
    }

    #[test]
    fn whoever_comes_again_too_soon_is_doubted_and_waits_no_longer_for_that() {
        let soon = vec![Doubt::CodeTooSoon];
        let minutes = [0, 4, 6, 11].map(seen).to_vec();
        assert_eq!(doubted(minutes), [vec![], soon.clone(), vec![], vec![]]);
        // In any order.
        let minutes = [11, 4, 0, 6].map(seen).to_vec();
        assert_eq!(doubted(minutes), [vec![], soon, vec![], vec![]]);
        // Another person, or another checkpoint.
        let other = Seen { person: PersonId(Uuid::from_u128(1)), ..seen(1) };
        let there = Seen {
            position: Some(here(400.0)),
            checkpoint: Some(CheckpointId(Uuid::from_u128(2))),
            ..seen(2)
        };
        assert_eq!(doubted(vec![seen(0), other, there]), [vec![], vec![], vec![]]);
    }

    #[test]
    fn what_lies_long_after_the_end_was_not_recorded_on_the_patrol() {
        let log = Log {
            seen: [10, 45, 100].map(seen).to_vec(),
            ended_at: Some(start() + TimeDelta::minutes(20)),
            ..Log::default()
        };
        let late = vec![Doubt::TimeImplausible];
        assert_eq!(judge(&log, &bounds()).seen, [vec![], vec![], late]);
        let lasts = Log { ended_at: None, ..log };
        assert_eq!(judge(&lasts, &bounds()).seen, [vec![], vec![], vec![]]);
    }

    #[test]
    fn a_way_of_fixes_shows_a_check_in_from_home() {
        let fix = |number: i32| Fix {
            person: PersonId(Uuid::nil()),
            track: TrackId(Uuid::nil()),
            segment: 0,
            sequence: number.into(),
            at: start() + TimeDelta::seconds(i64::from(number) * 5),
            position: here(f64::from(number) * 7.0),
            accuracy_metres: Some(8.0),
            mock: false,
        };
        let fixes: Vec<Fix> = (0..100).map(fix).collect();
        // By the code's photograph, from home, with the checkpoint's own position made up.
        let far = Position { longitude: 103.75, ..here(0.0) };
        let from_home = Seen { position: Some(far), checkpoint: None, ..seen(3) };
        let honest = Seen { position: Some(here(252.0)), checkpoint: None, ..seen(3) };
        let log =
            Log { seen: vec![from_home, honest.clone()], fixes: fixes.clone(), ended_at: None };
        let judgement = judge(&log, &bounds());
        assert_eq!(judgement.seen, [vec![Doubt::SpeedImpossible], vec![]]);
        assert_eq!(judgement.fixes, vec![false; 100]);
        // The same turned round.
        let log = Log {
            seen: log.seen.into_iter().rev().collect(),
            fixes: fixes.iter().rev().copied().collect(),
            ended_at: None,
        };
        let turned = judge(&log, &bounds());
        assert_eq!(turned.seen, [vec![], vec![Doubt::SpeedImpossible]]);
        assert_eq!(turned.fixes, vec![false; 100]);
        // Fixes that an app made up show nothing but themselves.
        let made_up = fixes.iter().map(|fix| Fix { mock: true, position: far, ..*fix });
        let fixes = fixes.iter().copied().chain(made_up).collect();
        let judged = judge(&Log { seen: vec![honest], fixes, ended_at: None }, &bounds());
        assert_eq!(judged.seen, [vec![]]);
        assert_eq!(judged.fixes, [[false; 100], [true; 100]].concat());
    }

    #[test]
    fn a_place_that_was_made_up_or_of_an_unsure_time_makes_no_other_stand_out() {
        let elsewhere = Seen { position: Some(here(4_000.0)), ..seen(1) };
        for says_nothing in
            [Seen { clock_jumped: true, ..elsewhere }, Seen { mock: true, ..elsewhere }]
        {
            let doubted = doubted(vec![seen(0), says_nothing, seen(10)]);
            assert!(doubted.iter().flatten().all(|doubt| *doubt != Doubt::SpeedImpossible));
        }
    }

    #[test]
    fn a_place_that_is_vague_is_no_leap() {
        let vague = Seen {
            position: Some(here(4_000.0)),
            accuracy_metres: Some(5_000.0),
            checkpoint: None,
            ..seen(1)
        };
        assert_eq!(doubted(vec![seen(0), vague, seen(10)]), [vec![], vec![], vec![]]);
    }
}
