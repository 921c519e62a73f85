//! Whether a map of a unit's coverage is one: a `GeoJSON` polygon (RFC 7946) of one closed line;
//! pure.

use serde_json::{Value, json};

use crate::shared::{
    error::{ErrorCode, Refusal},
    geo::Position,
};

/// The most points of the line: a neighbourhood drawn by hand has a few dozen, and each point is
/// compared with every other.
const MOST_POINTS: usize = 500;
/// The fewest: a triangle whose last point is its first.
const FEWEST_POINTS: usize = 4;
/// Six places of a degree are 0.11 m: finer than any phone knows where it is.
const PLACES: f64 = 1e6;

/// The polygon as it is kept: one ring of longitudes and latitudes, everything else left out.
pub(super) fn checked(given: &Value, widest_metres: i64) -> Result<Value, Refusal> {
    let refused = || {
        Refusal::of(ErrorCode::PolygonInvalid)
            .with("most", MOST_POINTS)
            .with("metres", widest_metres)
    };
    let ring = ring(given).ok_or_else(refused)?;
    let closed = ring.first() == ring.last();
    if !closed || width(&ring) > metres(widest_metres) || is_flat(&ring) || crosses_itself(&ring) {
        return Err(refused());
    }
    let line: Vec<Value> =
        ring.iter().map(|point| json!([point.longitude, point.latitude])).collect();
    Ok(json!({ "type": "Polygon", "coordinates": [line] }))
}

/// The only ring of the polygon, when each of its points lies on the globe.
fn ring(given: &Value) -> Option<Vec<Position>> {
    if given.get("type")?.as_str()? != "Polygon" {
        return None;
    }
    let [ring] = given.get("coordinates")?.as_array()?.as_slice() else { return None };
    let points = ring.as_array()?;
    if !(FEWEST_POINTS..=MOST_POINTS).contains(&points.len()) {
        return None;
    }
    points.iter().map(point).collect()
}

fn point(given: &Value) -> Option<Position> {
    // A third number is a height, which a map has no use for.
    let ([longitude, latitude] | [longitude, latitude, _]) = given.as_array()?.as_slice() else {
        return None;
    };
    let rounded = |value: &Value| Some((value.as_f64()? * PLACES).round() / PLACES);
    Position::on_globe(rounded(latitude)?, rounded(longitude)?)
}

fn metres(widest: i64) -> f64 {
    // A width in metres is far below 2^32.
    f64::from(i32::try_from(widest).unwrap_or(i32::MAX))
}

/// From one corner of the surrounding rectangle to the other, in metres.
fn width(ring: &[Position]) -> f64 {
    let bounds = |of: fn(&Position) -> f64| {
        let values = ring.iter().map(of);
        (values.clone().fold(f64::INFINITY, f64::min), values.fold(f64::NEG_INFINITY, f64::max))
    };
    let (south, north) = bounds(|point| point.latitude);
    let (west, east) = bounds(|point| point.longitude);
    let corner = |latitude, longitude| Position { latitude, longitude };
    corner(south, west).metres_to(corner(north, east))
}

/// Whether the line encloses nothing: twice its area by the shoelace formula, in square degrees.
fn is_flat(ring: &[Position]) -> bool {
    /// One square of the grid on which points are kept.
    const ONE_SQUARE: f64 = 1.0 / (PLACES * PLACES);
    let twice: f64 = ring
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some(a.longitude * b.latitude - b.longitude * a.latitude),
            _ => None,
        })
        .sum();
    twice.abs() < 100.0 * ONE_SQUARE
}

/// Whether two sides of the line meet anywhere but in the point that they share.
fn crosses_itself(ring: &[Position]) -> bool {
    let sides: Vec<(Position, Position)> = ring
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some((*a, *b)),
            _ => None,
        })
        .collect();
    let last = sides.len().saturating_sub(1);
    sides.iter().enumerate().any(|(here, side)| {
        sides.iter().enumerate().skip(here + 1).any(|(there, other)| {
            let neighbours = there == here + 1 || (here == 0 && there == last);
            if neighbours { doubles_back(*side, *other) } else { meet(*side, *other) }
        })
    })
}

/// On which side of the line from `a` to `b` a point lies: 1 left, −1 right, 0 on it.
fn side(a: Position, b: Position, point: Position) -> i8 {
    let cross = (b.longitude - a.longitude) * (point.latitude - a.latitude)
        - (b.latitude - a.latitude) * (point.longitude - a.longitude);
    match cross {
        cross if cross > 0.0 => 1,
        cross if cross < 0.0 => -1,
        _ => 0,
    }
}

/// Whether a point of the line through `a` and `b` lies between them.
fn between(a: Position, b: Position, point: Position) -> bool {
    let within = |x: f64, y: f64, value: f64| (x.min(y)..=x.max(y)).contains(&value);
    within(a.longitude, b.longitude, point.longitude)
        && within(a.latitude, b.latitude, point.latitude)
}

fn meet((a, b): (Position, Position), (c, d): (Position, Position)) -> bool {
    let (c_side, d_side) = (side(a, b, c), side(a, b, d));
    let (a_side, b_side) = (side(c, d, a), side(c, d, b));
    if c_side * d_side < 0 && a_side * b_side < 0 {
        return true;
    }
    (c_side == 0 && between(a, b, c))
        || (d_side == 0 && between(a, b, d))
        || (a_side == 0 && between(c, d, a))
        || (b_side == 0 && between(c, d, b))
}

/// Whether a side runs back along the one before it, or is no side at all.
fn doubles_back((a, b): (Position, Position), (c, d): (Position, Position)) -> bool {
    // One of the two shares its end with the other's beginning.
    let (first, shared, last) = if b == c { (a, b, d) } else { (c, d, b) };
    if first == shared || shared == last {
        return true;
    }
    side(first, shared, last) == 0 && (between(first, shared, last) || between(shared, last, first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(f64, f64)]) -> Value {
        let points: Vec<Value> = points.iter().map(|(east, north)| json!([east, north])).collect();
        json!({ "type": "Polygon", "coordinates": [points] })
    }

    fn square() -> Vec<(f64, f64)> {
        vec![(101.0, 3.0), (101.01, 3.0), (101.01, 3.01), (101.0, 3.01), (101.0, 3.0)]
    }

    #[test]
    fn a_neighbourhood_is_a_map() {
        let kept = checked(&line(&square()), 20_000).unwrap();
        assert_eq!(kept, line(&square()));
        let height = json!({ "type": "Polygon", "bbox": [0], "coordinates": [[
            [101.000_000_04, 3.0, 41.5], [101.01, 3.0, 40], [101.01, 3.01, 40], [101.0, 3.0, 40],
        ]] });
        let triangle = line(&[(101.0, 3.0), (101.01, 3.0), (101.01, 3.01), (101.0, 3.0)]);
        assert_eq!(checked(&height, 20_000), Ok(triangle));
    }

    #[test]
    fn what_is_none_is_refused() {
        let crossing = [(101.0, 3.0), (101.01, 3.01), (101.01, 3.0), (101.0, 3.01), (101.0, 3.0)];
        let flat = [(101.0, 3.0), (101.01, 3.0), (101.02, 3.0), (101.0, 3.0)];
        let back = [(101.0, 3.0), (101.01, 3.0), (101.01, 3.01), (101.01, 3.005), (101.0, 3.0)];
        let touching = [
            (101.0, 3.0),
            (101.02, 3.0),
            (101.02, 3.01),
            (101.01, 3.0),
            (101.0, 3.01),
            (101.0, 3.0),
        ];
        let open = &square()[..4];
        let off = [(101.0, 93.0), (101.01, 93.0), (101.01, 93.01), (101.0, 93.0)];
        for points in [&crossing[..], &flat, &back, &touching, open, &off, &square()[..3]] {
            assert!(checked(&line(points), 20_000).is_err(), "{points:?}");
        }
        let hole = json!({ "type": "Polygon", "coordinates": [[], []] });
        let wrong = [
            json!(null),
            json!({ "type": "Point", "coordinates": [101.0, 3.0] }),
            json!({ "type": "Polygon", "coordinates": [[["101", "3"]]] }),
            hole,
        ];
        for value in wrong {
            assert!(checked(&value, 20_000).is_err(), "{value}");
        }
    }

    #[test]
    fn a_map_is_bounded() {
        let refused = checked(&line(&square()), 1_500).unwrap_err();
        assert_eq!(refused.code, ErrorCode::PolygonInvalid);
        assert_eq!(refused.value("metres"), Some("1500"));
        let many: Vec<(f64, f64)> = (0..=MOST_POINTS)
            .map(|number| {
                let turn =
                    f64::from(u32::try_from(number).unwrap()) / 500.0 * std::f64::consts::TAU;
                (101.0 + turn.cos() / 100.0, 3.0 + turn.sin() / 100.0)
            })
            .collect();
        assert!(checked(&line(&many), 20_000).is_err());
    }
}
