//! The boundary of a neighbourhood: read from GeoJSON, checked, and asked whether a place lies
//! within it. A boundary is small beside the globe, so degrees are taken as a plane.

use serde_json::{Value, json};

use crate::shared::{
    error::{ErrorCode, Refusal},
    geo::Position,
};

/// The most positions of a boundary: 20 km of border with one every 10 m.
pub const MOST_POSITIONS: usize = 2_000;
/// The most degrees that a boundary may reach over, north to south and west to east: 55 km, many
/// times what 1,000 houses need. Searches look no further for one.
pub const MOST_DEGREES: f64 = 0.5;
/// The least positions of a ring: a triangle, and its first position again.
const LEAST_OF_RING: usize = 4;

/// A closed line of positions; the last one is the first.
type Ring = Vec<Position>;

/// The area within an outer ring and outside the others.
#[derive(Clone, Debug, PartialEq)]
struct Polygon {
    outer: Ring,
    holes: Vec<Ring>,
}

/// A checked boundary: one polygon or several.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary(Vec<Polygon>);

/// The degrees between which a boundary lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// The least degrees north.
    pub south: f64,
    /// The least degrees east.
    pub west: f64,
    /// The most degrees north.
    pub north: f64,
    /// The most degrees east.
    pub east: f64,
}

impl Extent {
    fn of<'a>(places: impl IntoIterator<Item = &'a Position>) -> Self {
        let nowhere = Self {
            south: f64::INFINITY,
            west: f64::INFINITY,
            north: f64::NEG_INFINITY,
            east: f64::NEG_INFINITY,
        };
        places.into_iter().fold(nowhere, |extent, place| Self {
            south: extent.south.min(place.latitude),
            west: extent.west.min(place.longitude),
            north: extent.north.max(place.latitude),
            east: extent.east.max(place.longitude),
        })
    }

    fn holds(&self, place: Position) -> bool {
        (self.south..=self.north).contains(&place.latitude)
            && (self.west..=self.east).contains(&place.longitude)
    }

    fn meets(&self, other: &Self) -> bool {
        self.south <= other.north
            && other.south <= self.north
            && self.west <= other.east
            && other.west <= self.east
    }
}

impl Boundary {
    /// Reads a GeoJSON `Polygon` or `MultiPolygon` and checks it. The refusal names the place in
    /// the input.
    pub fn read(geometry: &Value) -> Result<Self, Refusal> {
        let coordinates = geometry.get("coordinates").unwrap_or(&Value::Null);
        let path = "boundary.coordinates";
        let mut reading = Reading::default();
        let polygons = match geometry.get("type").and_then(Value::as_str) {
            Some("Polygon") => vec![reading.polygon(coordinates, path)?],
            Some("MultiPolygon") => parts(coordinates, path)?
                .iter()
                .enumerate()
                .map(|(number, part)| reading.polygon(part, &format!("{path}.{number}")))
                .collect::<Result<_, _>>()?,
            _ => return Err(Refusal::of(ErrorCode::BoundaryInvalid).at("boundary.type")),
        };
        let boundary = Self(polygons);
        let Extent { south, west, north, east } = boundary.extent();
        if north - south > MOST_DEGREES || east - west > MOST_DEGREES {
            let refusal = Refusal::of(ErrorCode::BoundaryTooWide).at("boundary");
            return Err(refusal.with("limit", MOST_DEGREES));
        }
        Ok(boundary)
    }

    /// The GeoJSON form.
    #[must_use]
    pub fn to_geometry(&self) -> Value {
        let ring = |ring: &Ring| -> Value {
            ring.iter().map(|place| json!([place.longitude, place.latitude])).collect()
        };
        let polygon = |polygon: &Polygon| -> Value {
            std::iter::once(&polygon.outer).chain(&polygon.holes).map(ring).collect()
        };
        match self.0.as_slice() {
            [only] => json!({ "type": "Polygon", "coordinates": polygon(only) }),
            several => {
                let parts: Vec<Value> = several.iter().map(polygon).collect();
                json!({ "type": "MultiPolygon", "coordinates": parts })
            }
        }
    }

    /// The degrees between which it lies.
    #[must_use]
    pub fn extent(&self) -> Extent {
        Extent::of(self.0.iter().flat_map(|polygon| &polygon.outer))
    }

    /// Whether a place lies within it. The border itself belongs to it, so that nobody lives
    /// between two neighbourhoods.
    #[must_use]
    pub fn holds(&self, place: Position) -> bool {
        self.0.iter().any(|polygon| {
            side(&polygon.outer, place) != Side::Out
                && polygon.holes.iter().all(|hole| side(hole, place) != Side::In)
        })
    }
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    positions: usize,
}

impl Reading {
    fn polygon(&mut self, value: &Value, path: &str) -> Result<Polygon, Refusal> {
        let mut rings = parts(value, path)?
            .iter()
            .enumerate()
            .map(|(number, ring)| self.ring(ring, &format!("{path}.{number}")))
            .collect::<Result<Vec<_>, _>>()?
            .into_iter();
        let outer = rings.next().ok_or_else(|| invalid(path))?;
        let holes: Vec<Ring> = rings.collect();
        let astray = |hole: &Ring| hole.iter().any(|place| side(&outer, *place) == Side::Out);
        match holes.iter().position(astray) {
            Some(number) => Err(invalid(&format!("{path}.{}", number + 1))),
            None => Ok(Polygon { outer, holes }),
        }
    }

    fn ring(&mut self, value: &Value, path: &str) -> Result<Ring, Refusal> {
        let places = parts(value, path)?;
        self.positions += places.len();
        if self.positions > MOST_POSITIONS {
            let refusal = Refusal::of(ErrorCode::TooMany).at("boundary.coordinates");
            return Err(refusal.with("limit", MOST_POSITIONS));
        }
        let mut ring: Ring = places
            .iter()
            .enumerate()
            .map(|(number, place)| {
                let wrong = || Refusal::of(ErrorCode::PositionInvalid);
                position(place).ok_or_else(|| wrong().at(format!("{path}.{number}")))
            })
            .collect::<Result<_, _>>()?;
        if ring.first() != ring.last() {
            return Err(Refusal::of(ErrorCode::BoundaryOpen).at(path));
        }
        // A phone that stood still gives the same place twice.
        ring.dedup();
        if ring.len() < LEAST_OF_RING {
            return Err(invalid(path));
        }
        if crosses_itself(&ring) {
            return Err(Refusal::of(ErrorCode::BoundaryCrossing).at(path));
        }
        Ok(ring)
    }
}

fn invalid(path: &str) -> Refusal {
    Refusal::of(ErrorCode::BoundaryInvalid).at(path)
}

fn parts<'a>(value: &'a Value, path: &str) -> Result<&'a Vec<Value>, Refusal> {
    value.as_array().filter(|list| !list.is_empty()).ok_or_else(|| invalid(path))
}

/// GeoJSON writes degrees east first, and may add the height.
fn position(value: &Value) -> Option<Position> {
    let numbers = value.as_array()?;
    match numbers.as_slice() {
        [east, north] | [east, north, _] => Position::on_globe(north.as_f64()?, east.as_f64()?),
        _ => None,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    In,
    On,
    Out,
}

/// On which side of a ring a place lies: a line from it to the east crosses the ring an odd number
/// of times when it lies within.
fn side(ring: &Ring, place: Position) -> Side {
    let mut inside = false;
    for (from, to) in sides(ring) {
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

fn sides(ring: &Ring) -> impl Iterator<Item = (Position, Position)> {
    ring.iter().copied().zip(ring.iter().copied().skip(1))
}

/// Above zero when the way from `a` over `b` to `c` turns left, below when it turns right.
fn turn(a: Position, b: Position, c: Position) -> f64 {
    (b.longitude - a.longitude) * (c.latitude - a.latitude)
        - (b.latitude - a.latitude) * (c.longitude - a.longitude)
}

fn on_line(from: Position, to: Position, place: Position) -> bool {
    Extent::of([&from, &to]).holds(place) && turn(from, to, place) == 0.0
}

/// Whether two sides that are not neighbours meet, or two neighbours run back over each other.
fn crosses_itself(ring: &Ring) -> bool {
    let mut lines: Vec<(usize, Position, Position, Extent)> = sides(ring)
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

/// Whether the way from `a` to `b` goes on to `c` over itself.
fn runs_back(a: Position, b: Position, c: Position) -> bool {
    let ahead = (b.longitude - a.longitude) * (c.longitude - b.longitude)
        + (b.latitude - a.latitude) * (c.latitude - b.latitude);
    turn(a, b, c) == 0.0 && ahead < 0.0
}

fn meet((a, b): (Position, Position), (c, d): (Position, Position)) -> bool {
    let opposite = |one: f64, other: f64| (one > 0.0 && other < 0.0) || (one < 0.0 && other > 0.0);
    let cross = opposite(turn(c, d, a), turn(c, d, b)) && opposite(turn(a, b, c), turn(a, b, d));
    cross || on_line(a, b, c) || on_line(a, b, d) || on_line(c, d, a) || on_line(c, d, b)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(latitude: f64, longitude: f64) -> Position {
        Position::on_globe(latitude, longitude).unwrap()
    }

    fn polygon(rings: &Value) -> Result<Boundary, Refusal> {
        Boundary::read(&json!({ "type": "Polygon", "coordinates": rings }))
    }

    fn refused(rings: &Value) -> (ErrorCode, String) {
        let refusal = polygon(rings).unwrap_err();
        (refusal.code, refusal.field.unwrap_or_default())
    }

    #[test]
    fn a_square_holds_what_lies_within_and_on_its_border() {
        let square =
            json!([[[103.6, 1.5], [103.7, 1.5], [103.7, 1.6], [103.6, 1.6], [103.6, 1.5]]]);
        let boundary = polygon(&square).unwrap();
        assert_eq!(boundary.to_geometry()["coordinates"], square);
        for (latitude, longitude, expected) in [
            (1.55, 103.65, true),
            (1.5, 103.65, true),
            (1.6, 103.7, true),
            (1.61, 103.65, false),
            (1.55, 103.71, false),
            (1.6, 103.8, false),
            (1.5, 103.5, false),
        ] {
            assert_eq!(
                boundary.holds(place(latitude, longitude)),
                expected,
                "{latitude} {longitude}"
            );
        }
    }

    #[test]
    fn a_hole_does_not_belong_but_its_border_does() {
        let boundary = polygon(&json!([
            [[103.6, 1.5], [103.7, 1.5], [103.7, 1.6], [103.6, 1.6], [103.6, 1.5]],
            [[103.64, 1.54], [103.66, 1.54], [103.66, 1.56], [103.64, 1.56], [103.64, 1.54]]
        ]))
        .unwrap();
        assert!(!boundary.holds(place(1.55, 103.65)));
        assert!(boundary.holds(place(1.54, 103.65)));
        assert!(boundary.holds(place(1.52, 103.62)));
    }

    #[test]
    fn several_polygons_are_one_boundary() {
        let square = |east: f64| {
            json!([[[east, 1.5], [east + 0.01, 1.5], [east + 0.01, 1.51], [east, 1.5]]])
        };
        let geometry =
            json!({ "type": "MultiPolygon", "coordinates": [square(103.6), square(103.7)] });
        let boundary = Boundary::read(&geometry).unwrap();
        assert_eq!(boundary.to_geometry(), geometry);
        assert!(boundary.holds(place(1.505, 103.709)) && boundary.holds(place(1.505, 103.609)));
        assert!(!boundary.holds(place(1.505, 103.65)));
    }

    #[test]
    fn a_broken_boundary_is_refused_where_it_is_broken() {
        use ErrorCode::{
            BoundaryCrossing, BoundaryInvalid, BoundaryOpen, BoundaryTooWide, PositionInvalid,
        };
        let at = |path: &str| format!("boundary{path}");
        for (rings, code, path) in [
            (
                json!([[[0.0, 0.0], [0.1, 0.0], [0.1, 0.1], [0.0, 0.1]]]),
                BoundaryOpen,
                ".coordinates.0",
            ),
            (json!([[[0.0, 0.0], [0.1, 0.0], [0.0, 0.0]]]), BoundaryInvalid, ".coordinates.0"),
            (json!([]), BoundaryInvalid, ".coordinates"),
            (json!(["x"]), BoundaryInvalid, ".coordinates.0"),
            // Latitude first, as so many write it: Malaysia would lie beyond the pole.
            (
                json!([[[1.5, 103.6], [1.5, 103.7], [1.6, 103.7], [1.5, 103.6]]]),
                PositionInvalid,
                ".coordinates.0.0",
            ),
            (
                json!([[[0.0, 0.0], ["a", 0.0], [0.1, 0.1], [0.0, 0.0]]]),
                PositionInvalid,
                ".coordinates.0.1",
            ),
            (
                json!([[[0.0, 0.0], [0.1, 0.1], [0.1, 0.0], [0.0, 0.1], [0.0, 0.0]]]),
                BoundaryCrossing,
                ".coordinates.0",
            ),
            // Out and back on the same way.
            (
                json!([[[0.0, 0.0], [0.1, 0.0], [0.2, 0.0], [0.0, 0.0]]]),
                BoundaryCrossing,
                ".coordinates.0",
            ),
            // Pinched together in one place.
            (
                json!([[
                    [0.0, 0.0],
                    [0.1, 0.0],
                    [0.05, 0.05],
                    [0.1, 0.1],
                    [0.0, 0.1],
                    [0.05, 0.05],
                    [0.0, 0.0]
                ]]),
                BoundaryCrossing,
                ".coordinates.0",
            ),
            (json!([[[0.0, 0.0], [0.6, 0.0], [0.6, 0.1], [0.0, 0.0]]]), BoundaryTooWide, ""),
            (
                json!([
                    [[0.0, 0.0], [0.1, 0.0], [0.1, 0.1], [0.0, 0.0]],
                    [[0.2, 0.2], [0.3, 0.2], [0.3, 0.3], [0.2, 0.2]]
                ]),
                BoundaryInvalid,
                ".coordinates.1",
            ),
        ] {
            assert_eq!(refused(&rings), (code, at(path)), "{rings}");
        }
        for other in [json!(null), json!({}), json!({ "type": "Point", "coordinates": [0, 0] })] {
            assert_eq!(Boundary::read(&other).unwrap_err().code, BoundaryInvalid, "{other}");
        }
        let many: Vec<Value> = vec![json!([0.0, 0.0]); MOST_POSITIONS + 1];
        assert_eq!(refused(&json!([many])).0, ErrorCode::TooMany);
    }

    /// A star of so many corners around a place, each at its own distance: it never crosses itself.
    fn star(latitude: f64, longitude: f64, reaches: &[f64]) -> Value {
        let corners = u32::try_from(reaches.len()).unwrap();
        let mut ring: Vec<Value> = (0..corners)
            .zip(reaches)
            .map(|(corner, reach)| {
                let angle = f64::from(corner) * std::f64::consts::TAU / f64::from(corners);
                json!([longitude + reach * angle.cos(), latitude + reach * angle.sin()])
            })
            .collect();
        ring.push(ring[0].clone());
        json!({ "type": "Polygon", "coordinates": [ring] })
    }

    proptest! {
        #[test]
        fn a_star_is_taken_and_holds_its_middle(
            latitude in 1.0_f64..7.0,
            longitude in 99.0_f64..119.0,
            reaches in prop::collection::vec(0.001_f64..0.2, 3..60),
        ) {
            let geometry = star(latitude, longitude, &reaches);
            let boundary = Boundary::read(&geometry).unwrap();
            prop_assert!(boundary.holds(place(latitude, longitude)));
            prop_assert_eq!(&Boundary::read(&boundary.to_geometry()).unwrap(), &boundary);
            let Extent { south, west, north, east } = boundary.extent();
            prop_assert!(!boundary.holds(place(north + 0.001, longitude)));
            prop_assert!(!boundary.holds(place(latitude, west - 0.001)));
            prop_assert!(south < latitude && longitude < east);
        }

        #[test]
        fn two_corners_that_change_places_are_noticed(
            reach in 0.01_f64..0.2,
            corners in 4_usize..60,
        ) {
            let mut geometry = star(3.0, 101.0, &vec![reach; corners]);
            let ring = geometry["coordinates"][0].as_array_mut().unwrap();
            ring.swap(1, 2);
            prop_assert_eq!(Boundary::read(&geometry).unwrap_err().code, ErrorCode::BoundaryCrossing);
        }

        #[test]
        fn nothing_that_is_sent_makes_it_fall(text in "\\PC{0,40}", number in any::<f64>()) {
            for value in [json!(text), json!([number]), json!([[number, text]]), json!([[[number, number]]])] {
                for kind in ["Polygon", "MultiPolygon"] {
                    let read = Boundary::read(&json!({ "type": kind, "coordinates": value }));
                    prop_assert!(read.is_err());
                }
            }
        }
    }
}
