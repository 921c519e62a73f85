//! How a way looks on a map: fewer places than fixes, and none of them far from the way; pure.
//!
//! First a fix is left out that lies close to the one before (one pass, however long the way); then
//! what matters least to the form is (Ramer, Douglas and Peucker).

use crate::{mysrs::patrol::TrackPoint, shared::geo::Position};

/// The fewest places that a way can be asked with.
pub(super) const LEAST: usize = 20;
/// The most.
pub(super) const MOST: usize = 1_000;
/// So many places are looked at for the form: comparing each with each takes milliseconds.
const LOOKED_AT: usize = 4 * MOST;
/// What lies closer to the place before is left out at first, in metres; then twice as far.
const CLOSEST: f64 = 2.0;
/// A degree of a great circle, in metres: 6,371,008.8 m × π / 180.
const DEGREE: f64 = 111_195.08;

/// A way as lines, one for each part that a phone recorded without a gap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Way {
    /// The lines, each from its first place to its last.
    pub lines: Vec<Vec<Position>>,
    /// Of how many fixes it was made.
    pub fixes: usize,
    /// No fix lies further from the lines than this, in metres.
    pub tolerance_metres: f64,
}

impl Way {
    /// How many places the lines have.
    #[must_use]
    pub fn places(&self) -> usize {
        self.lines.iter().map(Vec::len).sum()
    }

    /// The way as a GeoJSON `MultiLineString` (RFC 7946). A part of a single fix is a line of no
    /// length, because a line has two places.
    #[must_use]
    pub fn geojson(&self) -> serde_json::Value {
        let place = |place: &Position| [place.longitude, place.latitude];
        let line = |line: &Vec<Position>| {
            let mut places: Vec<[f64; 2]> = line.iter().map(place).collect();
            if let [only] = places[..] {
                places.push(only);
            }
            places
        };
        let lines: Vec<_> = self.lines.iter().map(line).collect();
        serde_json::json!({ "type": "MultiLineString", "coordinates": lines })
    }
}

/// The way of these fixes, which come by track, segment and number, with at most a few thousand
/// places.
pub(super) fn way(points: &[TrackPoint]) -> Way {
    let same = |one: &TrackPoint, next: &TrackPoint| {
        one.track_id == next.track_id && one.segment == next.segment
    };
    let mut lines: Vec<Vec<Position>> =
        points.chunk_by(same).map(|part| part.iter().map(TrackPoint::position).collect()).collect();
    keep_longest(&mut lines, LOOKED_AT / 2);
    let (mut closest, mut left_out) = (CLOSEST, 0.0);
    while lines.iter().map(Vec::len).sum::<usize>() > LOOKED_AT {
        lines = lines.into_iter().map(|line| spaced(line, closest)).collect();
        // Each round leaves out what lies so close to what the round before had left.
        left_out += closest;
        closest *= 2.0;
    }
    Way { lines, fixes: points.len(), tolerance_metres: left_out }
}

/// The same way with at most so many places.
pub(super) fn simplified(way: &Way, most: usize) -> Way {
    let most = most.clamp(LEAST, MOST);
    let mut lines = way.lines.clone();
    keep_longest(&mut lines, most / 2);
    let ranks: Vec<Vec<f64>> = lines.iter().map(|line| ranks(line)).collect();
    let mut falling: Vec<f64> = ranks.iter().flatten().copied().collect();
    falling.sort_unstable_by(|one, other| other.total_cmp(one));
    // What ranks above the first that is one too many is kept; what ranks as it does is not.
    let limit = falling.get(most).copied().unwrap_or(-1.0);
    let lines = lines
        .into_iter()
        .zip(ranks)
        .map(|(line, ranks)| {
            let ranked = line.into_iter().zip(ranks);
            ranked.filter(|(_, rank)| *rank > limit).map(|(place, _)| place).collect()
        })
        .collect();
    Way { lines, fixes: way.fixes, tolerance_metres: way.tolerance_metres + limit.max(0.0) }
}

/// Of more lines than can be drawn those with the most places are kept, in their order.
fn keep_longest(lines: &mut Vec<Vec<Position>>, most: usize) {
    if lines.len() <= most {
        return;
    }
    let mut lengths: Vec<usize> = lines.iter().map(Vec::len).collect();
    lengths.sort_unstable_by(|one, other| other.cmp(one));
    let shortest = lengths.get(most).copied().unwrap_or_default();
    let mut left = most;
    let longer = lines.iter().filter(|line| line.len() > shortest).count();
    let mut equal = most.saturating_sub(longer);
    lines.retain(|line| {
        let kept = left > 0 && (line.len() > shortest || (line.len() == shortest && equal > 0));
        if kept {
            left -= 1;
            if line.len() == shortest {
                equal -= 1;
            }
        }
        kept
    });
}

/// The line without what lies so close to the place before; its ends stay.
fn spaced(line: Vec<Position>, closest: f64) -> Vec<Position> {
    let last = line.len().saturating_sub(1);
    let mut kept: Vec<Position> = Vec::new();
    for (number, place) in line.into_iter().enumerate() {
        let near = kept.last().is_some_and(|before| before.metres_to(place) < closest);
        if !near || number == last {
            kept.push(place);
        }
    }
    kept
}

/// How far the form would be off without each place, in metres: the ends can never be missed.
pub(in crate::mysrs) fn ranks(line: &[Position]) -> Vec<f64> {
    let flat = flat(line);
    let mut ranks = vec![f64::INFINITY; line.len()];
    // A part of the line, and how much what is in it can matter.
    let mut parts = vec![(0, line.len().saturating_sub(1), f64::INFINITY)];
    while let Some((from, to, most)) = parts.pop() {
        let Some(((start, end), inner)) =
            flat.get(from).zip(flat.get(to)).zip(flat.get(from + 1..to))
        else {
            continue;
        };
        let off = inner.iter().map(|place| metres_from(*place, *start, *end));
        let farthest = off.enumerate().max_by(|(_, one), (_, other)| one.total_cmp(other));
        let Some((number, metres)) = farthest else { continue };
        // Without what it hangs from it would not be drawn.
        let (at, rank) = (from + 1 + number, metres.min(most));
        if let Some(place) = ranks.get_mut(at) {
            *place = rank;
        }
        parts.push((from, at, rank));
        parts.push((at, to, rank));
    }
    ranks
}

/// The places of a neighbourhood on a plane, in metres east and north.
fn flat(line: &[Position]) -> Vec<(f64, f64)> {
    let Some(first) = line.first() else { return Vec::new() };
    let shrunk = first.latitude.to_radians().cos();
    let place = |place: &Position| {
        let east = (place.longitude - first.longitude) * DEGREE * shrunk;
        (east, (place.latitude - first.latitude) * DEGREE)
    };
    line.iter().map(place).collect()
}

/// How far a place lies from the straight way between two others.
fn metres_from(place: (f64, f64), start: (f64, f64), end: (f64, f64)) -> f64 {
    let (east, north) = (end.0 - start.0, end.1 - start.1);
    let (to_east, to_north) = (place.0 - start.0, place.1 - start.1);
    let squared = east.mul_add(east, north * north);
    let along = if squared > 0.0 {
        (to_east.mul_add(east, to_north * north) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (to_east - along * east).hypot(to_north - along * north)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::shared::id::TrackId;

    fn point(segment: i64, sequence: i64, north: f64, east: f64) -> TrackPoint {
        TrackPoint {
            track_id: TrackId(Uuid::nil()),
            sequence,
            segment,
            latitude: 1.54 + north,
            longitude: 103.65 + east,
            accuracy_metres: None,
            recorded_at: DateTime::UNIX_EPOCH,
            corrected_at: DateTime::UNIX_EPOCH,
            mock: None,
        }
    }

    fn degrees(number: i64, each: f64) -> f64 {
        f64::from(i32::try_from(number).unwrap()) * each
    }

    /// How far a fix lies from the nearest piece of the lines.
    fn off(way: &Way, place: Position) -> f64 {
        let from_line = |line: &Vec<Position>| {
            let mut all = line.clone();
            all.push(place);
            let flat = flat(&all);
            let (place, line) = flat.split_last().unwrap();
            let near = line.windows(2).map(|pair| metres_from(*place, pair[0], pair[1]));
            near.fold(metres_from(*place, line[0], line[0]), f64::min)
        };
        way.lines.iter().map(from_line).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn a_straight_way_is_two_places_and_a_corner_stays() {
        let north = (0..300).map(|n| point(0, n, degrees(n, 1e-4), 0.0));
        let east = (0..300).map(|n| point(0, 300 + n, degrees(299, 1e-4), degrees(n, 1e-4)));
        let points: Vec<_> = north.chain(east).collect();
        let small = simplified(&way(&points), 20);
        assert!(small.places() >= 3 && small.places() <= 20, "{}", small.places());
        assert!(small.lines[0].iter().any(|place| {
            (place.latitude - 1.5699).abs() < 1e-9 && (place.longitude - 103.65).abs() < 1e-9
        }));
        assert!(small.tolerance_metres < 1.0, "{}", small.tolerance_metres);
        assert_eq!((small.fixes, small.geojson()["type"].clone()), (600, "MultiLineString".into()));
    }

    #[test]
    fn a_long_way_is_bounded_and_gaps_stay_gaps() {
        // A zigzag of 11 m each way, in three parts.
        let zigzag =
            |n: i64| point(n / 20_000, n, degrees(n, 1e-5), if n % 2 == 0 { 0.0 } else { 1e-4 });
        let points: Vec<_> = (0..60_000).map(zigzag).collect();
        let whole = way(&points);
        assert!(whole.places() <= LOOKED_AT && whole.lines.len() == 3, "{}", whole.places());
        let small = simplified(&whole, 200);
        assert!(small.places() <= 200 && small.lines.len() == 3, "{}", small.places());
        for point in points.iter().step_by(777) {
            let off = off(&small, point.position());
            assert!(off <= small.tolerance_metres + 0.5, "{off} {}", small.tolerance_metres);
        }
    }

    #[test]
    fn more_parts_than_places_leave_the_longest() {
        let mut points = Vec::new();
        for segment in 0..100 {
            for number in 0..=i64::from(segment % 7 == 0) {
                points.push(point(segment, number, degrees(number, 1e-3), 0.0));
            }
        }
        let small = simplified(&way(&points), 20);
        assert_eq!(small.lines.len(), 10);
        assert!(small.lines.iter().all(|line| line.len() == 2));
        assert_eq!(way(&[]).places(), 0);
        let single = way(&[point(0, 0, 0.0, 0.0)]).geojson();
        assert_eq!(single["coordinates"][0].as_array().map(Vec::len), Some(2));
    }

    proptest! {
        #[test]
        fn no_fix_lies_further_off_than_is_said(
            walk in prop::collection::vec((-1e-3..1e-3_f64, -1e-3..1e-3_f64), 1..300),
            most in 20_usize..200,
        ) {
            let fix = |(number, (north, east)): (i64, &(f64, f64))| point(0, number, *north, *east);
            let points: Vec<_> = (0_i64..).zip(&walk).map(fix).collect();
            let small = simplified(&way(&points), most);
            prop_assert!(small.places() <= most);
            for point in &points {
                let off = off(&small, point.position());
                prop_assert!(off <= small.tolerance_metres + 0.5, "{off} {}", small.tolerance_metres);
            }
        }
    }
}
