//! Where a phone says that it was: the one place that reads a position, in both shapes in which phones
//! send one.

use domain::{ErrorCode, Refusal, shared::geo::Position};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::left_out::LeftOut;

/// A place, as GraphQL's inputs say it. The same may stand without it, as `latitude` and `longitude`
/// beside the other fields.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Coordinates {
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
}

/// A position as far as a phone says it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct There {
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub accuracy_metres: Option<f64>,
}

impl There {
    /// The position of an item in whose shape nothing is odd; `coordinates` count before the degrees
    /// beside them.
    pub(super) fn of(
        coordinates: Option<Coordinates>,
        (latitude, longitude): (Option<f64>, Option<f64>),
        accuracy_metres: Option<f64>,
    ) -> Self {
        match coordinates {
            Some(Coordinates { latitude, longitude }) => {
                Self { latitude: Some(latitude), longitude: Some(longitude), accuracy_metres }
            }
            None => Self { latitude, longitude, accuracy_metres },
        }
    }

    /// Takes the position out of the fields of an item, in either shape. What stands there and cannot
    /// be read is left out, said, and comes as degrees that are none.
    pub(super) fn take(fields: &mut Map<String, Value>, left_out: &mut LeftOut) -> Self {
        let (nested, nested_accuracy) = nested(fields, left_out);
        let flat =
            (left_out.number(fields, ("", "latitude")), left_out.number(fields, ("", "longitude")));
        let accuracy = left_out.number(fields, ("", "accuracyMetres"));
        let accuracy = accuracy.or_else(|| left_out.number(fields, ("", "accuracy")));
        let counts = if is_whole(nested) || flat == (None, None) { nested } else { flat };
        Self {
            latitude: counts.0,
            longitude: counts.1,
            accuracy_metres: accuracy.or(nested_accuracy),
        }
    }

    /// Whether anything was said of a position.
    pub(super) fn is_said(self) -> bool {
        self.latitude.is_some() || self.longitude.is_some()
    }
}

type Degrees = (Option<f64>, Option<f64>);

/// What `coordinates` say, with the accuracy that some phones put there.
fn nested(fields: &mut Map<String, Value>, left_out: &mut LeftOut) -> (Degrees, Option<f64>) {
    let none = (Some(f64::NAN), Some(f64::NAN));
    let mut inner = match fields.remove("coordinates") {
        None | Some(Value::Null) => return ((None, None), None),
        Some(Value::Object(inner)) => inner,
        Some(_) => {
            let wanted = Refusal::of(ErrorCode::ValueInvalid).with("values", "latitude, longitude");
            left_out.add(wanted, "coordinates");
            return (none, None);
        }
    };
    let mut number = |name: &str| left_out.number(&mut inner, ("coordinates.", name));
    let degrees = (number("latitude"), number("longitude"));
    let accuracy = number("accuracyMetres");
    let accuracy = accuracy.or_else(|| number("accuracy"));
    for name in inner.keys() {
        left_out.unknown(&format!("coordinates.{name}"));
    }
    let lost = degrees == (None, None) && !inner.is_empty();
    (if lost { none } else { degrees }, accuracy)
}

/// Which of two degrees that are no place on the globe together says it: the first that is missing, or
/// beyond its bounds.
pub(super) fn misplaced(latitude: Option<f64>, longitude: Option<f64>) -> &'static str {
    let on_globe = |north, east| Position::on_globe(north, east).is_some();
    if latitude.is_none_or(|north| !on_globe(north, 0.0)) {
        return "latitude";
    }
    if longitude.is_none_or(|east| !on_globe(0.0, east)) { "longitude" } else { "latitude" }
}

fn is_whole((latitude, longitude): Degrees) -> bool {
    latitude.zip(longitude).is_some_and(|(one, other)| one.is_finite() && other.is_finite())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(item: Value) -> (There, Vec<String>) {
        let Value::Object(mut fields) = item else { panic!("an item has fields") };
        let mut left_out = LeftOut::of("checkIns.0.");
        let there = There::take(&mut fields, &mut left_out);
        let said = left_out.into_refusals().into_iter().map(|refusal| {
            format!("{} {}", refusal.code.as_str(), refusal.field.unwrap_or_default())
        });
        (there, said.collect())
    }

    #[test]
    fn what_is_no_place_is_the_first_of_its_degrees_that_is_none() {
        for (latitude, longitude, field) in [
            (Some(91.0), Some(181.0), "latitude"),
            (Some(1.5), Some(181.0), "longitude"),
            (Some(1.5), None, "longitude"),
            (None, None, "latitude"),
            (Some(f64::NAN), Some(1.0), "latitude"),
        ] {
            assert_eq!(misplaced(latitude, longitude), field);
        }
    }

    #[test]
    fn both_shapes_are_one_position() {
        for item in [
            json!({ "latitude": 1.54, "longitude": 103.65, "accuracyMetres": 8 }),
            json!({ "coordinates": { "latitude": 1.54, "longitude": 103.65 }, "accuracyMetres": 8 }),
            json!({ "coordinates": { "latitude": 1.54, "longitude": 103.65, "accuracy": 8 } }),
            json!({ "latitude": "1.54", "longitude": " 103.65", "accuracy": "8" }),
            json!({ "coordinates": null, "latitude": 1.54, "longitude": 103.65, "accuracy": 8.0 }),
        ] {
            let (there, said) = read(item);
            assert_eq!((there.latitude, there.longitude), (Some(1.54), Some(103.65)));
            assert_eq!((there.accuracy_metres, said), (Some(8.0), Vec::new()));
        }
    }

    #[test]
    fn what_is_no_position_is_said_and_told_apart_from_none() {
        let (none, said) = read(json!({ "coordinates": null, "latitude": null }));
        assert!(!none.is_said() && said.is_empty());
        for (item, wanted) in [
            (json!({ "coordinates": { "lat": 1.54 } }), "FIELD_UNKNOWN checkIns.0.coordinates.lat"),
            (json!({ "coordinates": [1.54, 103.65] }), "VALUE_INVALID checkIns.0.coordinates"),
            (json!({ "latitude": "utara" }), "NUMBER_INVALID checkIns.0.latitude"),
            (json!({ "latitude": "NaN" }), "NUMBER_INVALID checkIns.0.latitude"),
        ] {
            let (there, said) = read(item);
            assert!(there.latitude.is_some_and(f64::is_nan));
            assert_eq!(said, [wanted]);
        }
    }
}
