//! The boundary of a neighbourhood: read from GeoJSON, checked, and asked whether a place lies
//! within it. A boundary is small beside the globe, so degrees are taken as a plane.

use serde_json::{Value, json};

pub use crate::shared::geo::Extent;
use crate::shared::{
    error::{ErrorCode, Refusal},
    geo::{Position, Ring, Side, geojson},
};

#[cfg(test)]
mod tests;

/// The most positions of a boundary: 20 km of border with one every 10 m.
pub const MOST_POSITIONS: usize = 2_000;
/// The most degrees that a boundary may reach over, north to south and west to east: 55 km, many
/// times what 1,000 houses need. Searches look no further for one.
pub const MOST_DEGREES: f64 = 0.5;
/// The least positions of a ring: a triangle, and its first position again.
const LEAST_OF_RING: usize = 4;

/// The area within an outer ring and outside the others.
#[derive(Clone, Debug, PartialEq)]
struct Polygon {
    outer: Ring,
    holes: Vec<Ring>,
}

/// A checked boundary: one polygon or several.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary(Vec<Polygon>);

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
            ring.positions().iter().map(|place| json!([place.longitude, place.latitude])).collect()
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
        Extent::of(self.0.iter().flat_map(|polygon| polygon.outer.positions()))
    }

    /// Whether a place lies within it. The border itself belongs to it, so that nobody lives
    /// between two neighbourhoods.
    #[must_use]
    pub fn holds(&self, place: Position) -> bool {
        self.0.iter().any(|polygon| {
            polygon.outer.side(place) != Side::Out
                && polygon.holes.iter().all(|hole| hole.side(place) != Side::In)
        })
    }

    /// How far away it is from a place, in metres: 0 within it.
    #[must_use]
    pub fn metres_to(&self, place: Position) -> f64 {
        if self.holds(place) {
            return 0.0;
        }
        let lines =
            self.0.iter().flat_map(|polygon| std::iter::once(&polygon.outer).chain(&polygon.holes));
        lines.map(|line| line.metres_to(place)).fold(f64::INFINITY, f64::min)
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
        let astray =
            |hole: &Ring| hole.positions().iter().any(|place| outer.side(*place) == Side::Out);
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
        let mut line: Vec<Position> = places
            .iter()
            .enumerate()
            .map(|(number, place)| {
                let wrong = || Refusal::of(ErrorCode::PositionInvalid);
                geojson::position(place).ok_or_else(|| wrong().at(format!("{path}.{number}")))
            })
            .collect::<Result<_, _>>()?;
        // A phone that stood still gives the same place twice.
        line.dedup();
        let ring =
            Ring::closed(line).ok_or_else(|| Refusal::of(ErrorCode::BoundaryOpen).at(path))?;
        if ring.positions().len() < LEAST_OF_RING {
            return Err(invalid(path));
        }
        if ring.crosses_itself() {
            return Err(Refusal::of(ErrorCode::BoundaryCrossing).at(path));
        }
        Ok(ring)
    }
}

fn invalid(path: &str) -> Refusal {
    Refusal::of(ErrorCode::BoundaryInvalid).at(path)
}

fn parts<'a>(value: &'a Value, path: &str) -> Result<&'a Vec<Value>, Refusal> {
    geojson::parts(value).ok_or_else(|| invalid(path))
}
