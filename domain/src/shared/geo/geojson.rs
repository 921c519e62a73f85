//! `GeoJSON` (RFC 7946): its arrays of degrees.

use serde_json::Value;

use super::Position;

/// The parts of an array; none when there is nothing in it.
pub(crate) fn parts(value: &Value) -> Option<&Vec<Value>> {
    value.as_array().filter(|list| !list.is_empty())
}

/// The degrees north and east, wherever they are. `GeoJSON` writes degrees east first, and may add
/// the height.
pub(crate) fn degrees(value: &Value) -> Option<(f64, f64)> {
    match value.as_array()?.as_slice() {
        [east, north] | [east, north, _] => Some((north.as_f64()?, east.as_f64()?)),
        _ => None,
    }
}

/// The place at these degrees.
pub(crate) fn position(value: &Value) -> Option<Position> {
    let (north, east) = degrees(value)?;
    Position::on_globe(north, east)
}
