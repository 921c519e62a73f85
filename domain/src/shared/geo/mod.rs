//! Places on the globe, and lines around them.

mod extent;
pub(crate) mod geojson;
mod ring;

pub use self::extent::Extent;
pub(crate) use self::ring::{Ring, Side};

/// The mean radius of the earth, in metres: a sphere of this size is off by at most 0.5 %.
const EARTH_RADIUS: f64 = 6_371_008.8;

/// A place on the globe, in degrees of WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Position {
    /// Degrees north, −90 to 90.
    pub latitude: f64,
    /// Degrees east, −180 to 180.
    pub longitude: f64,
}

impl Position {
    /// The place, if there is one at these degrees. What is no number is nowhere.
    #[must_use]
    pub fn on_globe(latitude: f64, longitude: f64) -> Option<Self> {
        let there = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        there.then_some(Self { latitude, longitude })
    }

    /// The place that a phone says, if it is one. At 0°, 0° in the sea off Africa stand phones that know
    /// none.
    #[must_use]
    pub fn known(latitude: f64, longitude: f64) -> Option<Self> {
        let nowhere = latitude.abs() < f64::EPSILON && longitude.abs() < f64::EPSILON;
        Self::on_globe(latitude, longitude).filter(|_| !nowhere)
    }

    /// The way to another place along the surface, in metres (haversine, which stays exact for
    /// the few metres between two fixes).
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        let (here, there) = (self.latitude.to_radians(), other.latitude.to_radians());
        let north = ((there - here) / 2.0).sin();
        let east = ((other.longitude - self.longitude).to_radians() / 2.0).sin();
        let half = north.powi(2) + here.cos() * there.cos() * east.powi(2);
        2.0 * EARTH_RADIUS * half.clamp(0.0, 1.0).sqrt().asin()
    }
}

/// The worst accuracy that says anything, in metres.
const WORST_ACCURACY: f64 = 100_000.0;

/// How far off a phone says that it may be, in metres, if that says anything.
#[must_use]
pub(crate) fn accuracy(metres: Option<f64>) -> Option<f64> {
    metres.filter(|metres| (0.0..=WORST_ACCURACY).contains(metres))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_lies_off_the_globe() {
        assert!(Position::on_globe(90.0, -180.0).is_some());
        for (latitude, longitude) in
            [(90.1, 0.0), (0.0, 180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)]
        {
            assert!(Position::on_globe(latitude, longitude).is_none(), "{latitude} {longitude}");
        }
    }

    #[test]
    fn what_a_phone_says_that_knows_nothing_is_no_place() {
        assert!(Position::known(1.54, 103.65).is_some() && Position::known(0.0, 101.0).is_some());
        assert_eq!((Position::known(0.0, -0.0), Position::known(f64::NAN, 0.0)), (None, None));
        assert_eq!((accuracy(Some(0.0)), accuracy(Some(100_000.0))), (Some(0.0), Some(100_000.0)));
        for wrong in [-1.0, 100_000.1, f64::NAN, f64::INFINITY] {
            assert_eq!(accuracy(Some(wrong)), None, "{wrong}");
        }
    }

    #[test]
    fn distances_are_known_ones() {
        let place = |latitude, longitude| Position::on_globe(latitude, longitude).unwrap();
        // A degree of a great circle is 6,371.0088 km × π / 180 = 111.195 km.
        let degree = place(0.0, 101.0).metres_to(place(1.0, 101.0));
        assert!((degree - 111_195.0).abs() < 1.0, "{degree}");
        let across = place(3.0, 179.999).metres_to(place(3.0, -179.999));
        assert!((across - 222.1).abs() < 0.5, "{across}");
        let few = place(3.15, 101.69).metres_to(place(3.150_01, 101.69));
        assert!((few - 1.112).abs() < 0.001, "{few}");
    }
}
