//! Where a track shows that somebody walked, and did not lie in bed beside their phone; pure.

use chrono::TimeDelta;

use super::store::Trace;
use crate::shared::{clock::Instant, geo::Position, id::PersonId};

/// The fixes of so long a time count by the one in their middle: a single leap shows nothing.
const WINDOW: TimeDelta = TimeDelta::minutes(2);
/// A phone that lies still errs by less than this, in metres.
const STEP: f64 = 50.0;
/// A fix that may be off by more than this shows no step, in metres.
const VAGUEST: f64 = 100.0;

/// A fix of the track of somebody who was on the patrol.
#[derive(Clone, Copy, Debug, sea_orm::FromQueryResult)]
pub(super) struct Fix {
    pub person_id: PersonId,
    pub corrected_at: Instant,
    pub latitude: f64,
    pub longitude: f64,
    pub accuracy_metres: Option<f64>,
    pub mock: Option<bool>,
}

impl Fix {
    /// Whether the phone's system says that an app made it up.
    pub(super) fn is_made_up(&self) -> bool {
        self.mock == Some(true)
    }

    fn shows_where(&self) -> bool {
        !self.is_made_up() && self.accuracy_metres.is_none_or(|metres| metres <= VAGUEST)
    }
}

/// Where somebody was for a while.
#[derive(Clone, Copy, Debug)]
struct Stay {
    at: Instant,
    position: Position,
}

/// When each person's track shows that they walked on. The track of somebody who has not walked
/// `least_metres` shows nothing at all.
pub(super) fn moves(fixes: &[Fix], least_metres: f64) -> Vec<Trace> {
    let mut fixes: Vec<&Fix> = fixes.iter().filter(|fix| fix.shows_where()).collect();
    fixes.sort_unstable_by_key(|fix| (fix.person_id, fix.corrected_at));
    fixes
        .chunk_by(|one, next| one.person_id == next.person_id)
        .flat_map(|of_person| walked(of_person, least_metres))
        .collect()
}

fn walked(fixes: &[&Fix], least_metres: f64) -> Vec<Trace> {
    let mut stays = fixes.chunk_by(|one, next| window(one) == window(next)).filter_map(stay);
    let (Some(fix), Some(first)) = (fixes.first(), stays.next()) else { return Vec::new() };
    let trace = |at| Trace { person_id: fix.person_id, corrected_at: at };
    let (mut traces, mut metres, mut last) = (vec![trace(first.at)], 0.0, first.position);
    for stay in stays {
        let step = last.metres_to(stay.position);
        if step >= STEP {
            metres += step;
            last = stay.position;
            traces.push(trace(stay.at));
        }
    }
    if metres >= least_metres { traces } else { Vec::new() }
}

fn window(fix: &Fix) -> i64 {
    fix.corrected_at.timestamp_millis().div_euclid(WINDOW.num_milliseconds())
}

/// The middle of some fixes, and when the first of them was made.
fn stay(fixes: &[&Fix]) -> Option<Stay> {
    let position = Position {
        latitude: middle(fixes.iter().map(|fix| fix.latitude))?,
        longitude: middle(fixes.iter().map(|fix| fix.longitude))?,
    };
    Some(Stay { at: fixes.first()?.corrected_at, position })
}

fn middle(degrees: impl Iterator<Item = f64>) -> Option<f64> {
    let mut degrees: Vec<f64> = degrees.collect();
    degrees.sort_unstable_by(f64::total_cmp);
    degrees.get(degrees.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    fn fix(person: u128, second: i32, metres_north: f64) -> Fix {
        Fix {
            person_id: PersonId(Uuid::from_u128(person)),
            corrected_at: DateTime::UNIX_EPOCH + TimeDelta::seconds(second.into()),
            latitude: 1.54 + metres_north / 111_195.0,
            longitude: 103.65,
            accuracy_metres: Some(8.0),
            mock: None,
        }
    }

    fn times(fixes: &[Fix]) -> Vec<i64> {
        moves(fixes, 500.0).iter().map(|trace| trace.corrected_at.timestamp()).collect()
    }

    #[test]
    fn a_phone_on_a_bed_shows_nothing_however_long_it_lies_there() {
        // To and fro by 40 m, as between walls, every ten seconds for two hours.
        let bed: Vec<Fix> =
            (0..720).map(|n: i32| fix(1, n * 10, if n % 2 == 0 { 0.0 } else { 40.0 })).collect();
        assert!(times(&bed).is_empty());
        // Nor do leaps that stand alone in their two minutes, nor what is vague.
        let leaps: Vec<Fix> = (0..720)
            .map(|n: i32| fix(1, n * 10, if n % 12 == 5 { 3_000.0 } else { 0.0 }))
            .collect();
        assert!(times(&leaps).is_empty());
        let vague = |n: i32| Fix {
            accuracy_metres: Some(900.0),
            ..fix(1, n * 120, if n % 2 == 0 { 0.0 } else { 800.0 })
        };
        assert!(times(&(0..60).map(vague).collect::<Vec<_>>()).is_empty());
    }

    #[test]
    fn a_walk_shows_when_it_went_on_and_not_how_long_it_rested() {
        // A metre a second for ten minutes, an hour of rest, and on.
        let mut walk: Vec<Fix> =
            (0..60).map(|n: i32| fix(1, n * 10, 10.0 * f64::from(n))).collect();
        walk.extend((60..420).map(|n: i32| fix(1, n * 10, 590.0)));
        walk.extend((420..450).map(|n: i32| fix(1, n * 10, 590.0 - 10.0 * f64::from(n - 420))));
        let shown = times(&walk);
        assert_eq!(shown.first(), Some(&0));
        assert!(shown.iter().all(|at| *at < 720 || *at >= 4_200), "{shown:?}");
        assert!(shown.iter().any(|at| *at >= 4_200), "{shown:?}");
        let made_up: Vec<Fix> = walk.iter().map(|fix| Fix { mock: Some(true), ..*fix }).collect();
        assert!(times(&made_up).is_empty());
        // In any order, and nobody walks for anybody else.
        walk.reverse();
        walk.extend((0..60).map(|n: i32| fix(2, n * 10, 5.0 * f64::from(n))));
        assert_eq!(times(&walk), shown);
    }
}
