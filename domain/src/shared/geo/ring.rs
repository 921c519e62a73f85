//! Closed lines, and what lies within them. A neighbourhood is small beside the globe, so degrees
//! are taken as a plane.

use super::{EARTH_RADIUS, Extent, Position};

/// A closed line of positions; the last one is the first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ring(Vec<Position>);

/// Where a place lies, seen from a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Within it.
    In,
    /// On the line itself.
    On,
    /// Outside.
    Out,
}

impl Ring {
    /// The line of these positions, if it ends where it begins.
    pub(crate) fn closed(positions: Vec<Position>) -> Option<Self> {
        (positions.first() == positions.last()).then_some(Self(positions))
    }

    /// The positions; the last one is the first.
    pub(crate) fn positions(&self) -> &[Position] {
        &self.0
    }

    /// Its sides, each from one position to the next.
    pub(crate) fn sides(&self) -> impl Iterator<Item = (Position, Position)> {
        self.0.iter().copied().zip(self.0.iter().copied().skip(1))
    }

    /// On which side of it a place lies: a line from there to the east crosses the ring an odd
    /// number of times when the place lies within.
    pub(crate) fn side(&self, place: Position) -> Side {
        let mut inside = false;
        for (from, to) in self.sides() {
            if on_line(from, to, place) {
                return Side::On;
            }
            if (from.latitude > place.latitude) != (to.latitude > place.latitude) {
                let turn = turn(from, to, place);
                if (turn > 0.0) == (to.latitude > from.latitude) {
                    inside = !inside;
                }
            }
        }
        if inside { Side::In } else { Side::Out }
    }

    /// How far away its line is from a place, in metres. Degrees are taken as a plane around the
    /// place, which is off by less than 1 % within 50 km of it.
    pub(crate) fn metres_to(&self, place: Position) -> f64 {
        let narrow = place.latitude.to_radians().cos();
        let flat = |corner: Position| {
            let east = (corner.longitude - place.longitude).to_radians() * narrow;
            let north = (corner.latitude - place.latitude).to_radians();
            (east * EARTH_RADIUS, north * EARTH_RADIUS)
        };
        let sides = self.sides().map(|(from, to)| to_origin(flat(from), flat(to)));
        sides.fold(f64::INFINITY, f64::min)
    }

    /// Whether two sides that are not neighbours meet, or two neighbours run back over each other.
    pub(crate) fn crosses_itself(&self) -> bool {
        let mut lines: Vec<(usize, Position, Position, Extent)> = self
            .sides()
            .enumerate()
            .map(|(number, (from, to))| (number, from, to, Extent::of([&from, &to])))
            .collect();
        let last = lines.len().saturating_sub(1);
        lines.sort_by(|left, right| left.3.west.total_cmp(&right.3.west));
        lines.iter().enumerate().any(|(place, (number, from, to, extent))| {
            lines
                .iter()
                .skip(place + 1)
                // Sorted from west to east: behind this one no line reaches back.
                .take_while(|(_, _, _, other)| other.west <= extent.east)
                .filter(|(_, _, _, other)| extent.meets(other))
                .any(|(other, start, end, _)| {
                    let follows =
                        |one: usize, next: usize| next == one + 1 || (one == last && next == 0);
                    if follows(*number, *other) {
                        runs_back(*from, *to, *end)
                    } else if follows(*other, *number) {
                        runs_back(*start, *end, *to)
                    } else {
                        meet((*from, *to), (*start, *end))
                    }
                })
        })
    }
}

/// How far away the line between two points of a plane is from the point (0, 0).
fn to_origin((from_east, from_north): (f64, f64), (to_east, to_north): (f64, f64)) -> f64 {
    let (east, north) = (to_east - from_east, to_north - from_north);
    let length = east * east + north * north;
    // The part of the way at which the line comes nearest.
    let nearest =
        if length > 0.0 { -(from_east * east + from_north * north) / length } else { 0.0 };
    let part = nearest.clamp(0.0, 1.0);
    (from_east + part * east).hypot(from_north + part * north)
}

/// Above zero when the way from `a` over `b` to `c` turns left, below when it turns right.
fn turn(a: Position, b: Position, c: Position) -> f64 {
    (b.longitude - a.longitude) * (c.latitude - a.latitude)
        - (b.latitude - a.latitude) * (c.longitude - a.longitude)
}

/// Whether a place lies on the line between two others.
fn on_line(from: Position, to: Position, place: Position) -> bool {
    Extent::of([&from, &to]).holds(place) && turn(from, to, place) == 0.0
}

/// Whether the way from `a` to `b` goes on to `c` over itself.
fn runs_back(a: Position, b: Position, c: Position) -> bool {
    let ahead = (b.longitude - a.longitude) * (c.longitude - b.longitude)
        + (b.latitude - a.latitude) * (c.latitude - b.latitude);
    turn(a, b, c) == 0.0 && ahead < 0.0
}

/// Whether two lines have a place in common.
fn meet((a, b): (Position, Position), (c, d): (Position, Position)) -> bool {
    let opposite = |one: f64, other: f64| (one > 0.0 && other < 0.0) || (one < 0.0 && other > 0.0);
    let cross = opposite(turn(c, d, a), turn(c, d, b)) && opposite(turn(a, b, c), turn(a, b, d));
    cross || on_line(a, b, c) || on_line(a, b, d) || on_line(c, d, a) || on_line(c, d, b)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ring(points: &[(f64, f64)]) -> Ring {
        let place = |&(east, north): &(f64, f64)| Position::on_globe(north, east).unwrap();
        Ring::closed(points.iter().map(place).collect()).unwrap()
    }

    #[test]
    fn a_line_that_does_not_come_back_is_no_ring() {
        let place = |north| Position::on_globe(north, 101.0).unwrap();
        assert!(Ring::closed(vec![place(3.0), place(3.1), place(3.2)]).is_none());
    }

    #[test]
    fn a_line_is_as_far_away_as_its_nearest_side() {
        let square = ring(&[(101.0, 3.0), (101.1, 3.0), (101.1, 3.1), (101.0, 3.1), (101.0, 3.0)]);
        // A hundredth of a degree of a great circle is 1,111.95 m, east of it cos 3.05° of that.
        for (north, east, metres) in
            [(3.11, 101.05, 1_111.95), (3.05, 101.11, 1_110.37), (3.0, 101.05, 0.0)]
        {
            let away = square.metres_to(Position::on_globe(north, east).unwrap());
            assert!((away - metres).abs() < 0.5, "{north} {east}: {away}");
        }
    }

    #[test]
    fn what_crosses_or_touches_itself_is_noticed() {
        let square = [(0.0, 0.0), (0.1, 0.0), (0.1, 0.1), (0.0, 0.1), (0.0, 0.0)];
        assert!(!ring(&square).crosses_itself());
        let bow = [(0.0, 0.0), (0.1, 0.1), (0.1, 0.0), (0.0, 0.1), (0.0, 0.0)];
        // Out and back on the same way.
        let flat = [(0.0, 0.0), (0.1, 0.0), (0.2, 0.0), (0.0, 0.0)];
        let back = [(0.0, 0.0), (0.1, 0.0), (0.1, 0.1), (0.1, 0.05), (0.0, 0.0)];
        // Pinched together in one place.
        let pinched = [
            (0.0, 0.0),
            (0.1, 0.0),
            (0.05, 0.05),
            (0.1, 0.1),
            (0.0, 0.1),
            (0.05, 0.05),
            (0.0, 0.0),
        ];
        for points in [&bow[..], &flat, &back, &pinched] {
            assert!(ring(points).crosses_itself(), "{points:?}");
        }
    }

    proptest! {
        #[test]
        fn two_corners_that_change_places_are_noticed(
            reach in 0.01_f64..0.2,
            corners in 4_u32..60,
        ) {
            let mut points: Vec<(f64, f64)> = (0..corners)
                .map(|corner| {
                    let angle = f64::from(corner) * std::f64::consts::TAU / f64::from(corners);
                    (101.0 + reach * angle.cos(), 3.0 + reach * angle.sin())
                })
                .collect();
            points.push(points[0]);
            prop_assert!(!ring(&points).crosses_itself());
            points.swap(1, 2);
            prop_assert!(ring(&points).crosses_itself());
        }
    }
}
