//! Whether a map of a unit's coverage is one: a `GeoJSON` polygon (RFC 7946) of one closed line;
//! pure.

use serde_json::{Value, json};

use crate::shared::{
    error::{ErrorCode, Refusal},
    geo::{Extent, Position, Ring, geojson},
};

/// The most points of the line: a neighbourhood drawn by hand has a few dozen, and each point is
/// compared with every other.
const MOST_POINTS: usize = 500;
/// The fewest: a triangle whose last point is its first.
const FEWEST_POINTS: usize = 4;
/// Six places of a degree are 0.11 m: finer than any phone knows where it is.
const PLACES: f64 = 1e6;

/// The polygon as it is kept: one ring of longitudes and latitudes, everything else left out.
pub(in crate::mysrs) fn checked(given: &Value, widest_metres: i64) -> Result<Value, Refusal> {
    let refused = || {
        Refusal::of(ErrorCode::PolygonInvalid)
            .with("most", MOST_POINTS)
            .with("metres", widest_metres)
    };
    let ring = ring(given).ok_or_else(refused)?;
    let wide = width(&ring) > metres(widest_metres);
    if wide || is_flat(&ring) || stands_still(&ring) || ring.crosses_itself() {
        return Err(refused());
    }
    let line: Vec<Value> =
        ring.positions().iter().map(|point| json!([point.longitude, point.latitude])).collect();
    Ok(json!({ "type": "Polygon", "coordinates": [line] }))
}

/// The only ring of the polygon, when it is closed and each of its points lies on the globe.
fn ring(given: &Value) -> Option<Ring> {
    if given.get("type")?.as_str()? != "Polygon" {
        return None;
    }
    let [ring] = given.get("coordinates")?.as_array()?.as_slice() else { return None };
    let points = ring.as_array()?;
    if !(FEWEST_POINTS..=MOST_POINTS).contains(&points.len()) {
        return None;
    }
    Ring::closed(points.iter().map(point).collect::<Option<_>>()?)
}

/// A place on the grid on which points are kept; its height is nothing that a map has a use for.
fn point(given: &Value) -> Option<Position> {
    let rounded = |degrees: f64| (degrees * PLACES).round() / PLACES;
    let (latitude, longitude) = geojson::degrees(given)?;
    Position::on_globe(rounded(latitude), rounded(longitude))
}

fn metres(widest: i64) -> f64 {
    // A width in metres is far below 2^32.
    f64::from(i32::try_from(widest).unwrap_or(i32::MAX))
}

/// From one corner of the surrounding rectangle to the other, in metres.
fn width(ring: &Ring) -> f64 {
    let Extent { south, west, north, east } = Extent::of(ring.positions());
    let corner = |latitude, longitude| Position { latitude, longitude };
    corner(south, west).metres_to(corner(north, east))
}

/// Whether the line encloses nothing: twice its area by the shoelace formula, in square degrees.
fn is_flat(ring: &Ring) -> bool {
    /// One square of the grid on which points are kept.
    const ONE_SQUARE: f64 = 1.0 / (PLACES * PLACES);
    let twice: f64 =
        ring.sides().map(|(a, b)| a.longitude * b.latitude - b.longitude * a.latitude).sum();
    twice.abs() < 100.0 * ONE_SQUARE
}

/// Whether a side of the line goes nowhere.
fn stands_still(ring: &Ring) -> bool {
    ring.sides().any(|(from, to)| from == to)
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
    fn a_map_comes_back_from_its_text_as_it_is() {
        // As phones say it, with every digit that a number has: a repeat is told by comparing the two.
        let corners = [
            (103.654_321_098_765_44, 1.534_567_890_123_456_7),
            (103.669_999_999_999_99, 1.540_000_000_000_000_3),
            (103.660_000_449_999_97, 1.550_000_049_999_999_7),
            (103.654_321_098_765_44, 1.534_567_890_123_456_7),
        ];
        let kept = checked(&line(&corners), 20_000).unwrap();
        let read: Value = serde_json::from_str(&kept.to_string()).unwrap();
        assert_eq!(read, kept);
        assert_eq!(checked(&read, 20_000), Ok(kept));
        // Every place of the grid does, in both directions around the globe.
        for step in 0_u32..20_000 {
            let degrees = (f64::from(step) * 8_999.7).round() / PLACES;
            for degrees in [degrees, -degrees] {
                let text = json!(degrees).to_string();
                let read: f64 = serde_json::from_str(&text).unwrap();
                assert_eq!(read.to_bits(), degrees.to_bits(), "{text}");
            }
        }
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
