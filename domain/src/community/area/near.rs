//! How a search around a place is cut up: first what is close, then four times as far, so that a
//! crowded city costs no more than a village.

use crate::shared::{
    error::{ErrorCode, Refusal},
    geo::Position,
    id::AreaId,
};

/// The farthest that a search reaches, in metres: 50 km.
pub const FARTHEST_METRES: u32 = 50_000;
/// How far the first look reaches: a town's neighbourhoods lie a few hundred metres apart.
const FIRST_LOOK_METRES: f64 = 1_000.0;
/// How much farther each look reaches than the one before: 16 times its surface.
const FARTHER: f64 = 4.0;
/// A degree of a great circle: 6,371,008.8 m × π / 180, rounded down so that a box is never too
/// small.
const METRES_PER_DEGREE: f64 = 111_194.0;

/// Around which place neighbourhoods are wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// The place.
    pub centre: Position,
    /// How far away at most, in metres.
    pub within_metres: f64,
}

/// The key by which found areas are ordered: the distance in millimetres, whole so that a cursor
/// keeps it exactly, and the id.
pub(in crate::community) type NearKey = (i64, AreaId);

/// The degrees that hold everything within a distance, and perhaps more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::community) struct Around {
    pub south: f64,
    pub west: f64,
    pub north: f64,
    pub east: f64,
}

impl Near {
    /// Checks a wish: the place lies on the globe, the distance between 1 m and 50 km.
    pub fn of(latitude: f64, longitude: f64, within_metres: i32) -> Result<Self, Refusal> {
        let centre = Position::on_globe(latitude, longitude)
            .ok_or_else(|| Refusal::of(ErrorCode::PositionInvalid).at("near.coordinates"))?;
        let metres = u32::try_from(within_metres).ok();
        let metres = metres.filter(|metres| (1..=FARTHEST_METRES).contains(metres));
        let metres = metres.ok_or_else(|| {
            let refusal = Refusal::of(ErrorCode::OutOfRange).at("near.withinMetres");
            refusal.with("least", 1).with("most", FARTHEST_METRES)
        })?;
        Ok(Self { centre, within_metres: f64::from(metres) })
    }

    /// The distance to a place, in whole millimetres.
    pub(in crate::community) fn millimetres_to(&self, place: Position) -> i64 {
        millimetres(self.centre.metres_to(place))
    }

    /// How far the first look reaches, when the page begins beyond `key`.
    pub(in crate::community) fn first_look(&self, key: Option<NearKey>, backward: bool) -> f64 {
        let beyond = key.map(|(millimetres, _)| metres(millimetres));
        let reach = match (backward, beyond) {
            (false, None) => FIRST_LOOK_METRES,
            (false, Some(metres)) => FIRST_LOOK_METRES.max(metres * 2.0),
            (true, Some(metres)) => metres + 1.0,
            (true, None) => self.within_metres,
        };
        reach.min(self.within_metres)
    }

    /// How far the next look reaches; none when this one reached everything.
    pub(in crate::community) fn next_look(&self, reach: f64) -> Option<f64> {
        (reach < self.within_metres).then(|| (reach * FARTHER).min(self.within_metres))
    }

    /// The degrees within which everything lies that is no farther away than `reach` metres.
    pub(in crate::community) fn around(&self, reach: f64) -> Around {
        let Position { latitude, longitude } = self.centre;
        let north = reach / METRES_PER_DEGREE;
        // A circle is widest on the side of the pole, where degrees east are narrowest.
        let narrowest = (latitude.abs() + north).min(90.0).to_radians().cos();
        let east = if narrowest > 0.0 { north / narrowest } else { 360.0 };
        let wraps = longitude - east < -180.0 || longitude + east > 180.0;
        Around {
            south: latitude - north,
            north: latitude + north,
            // Across the date line everything is looked at: nobody lives there.
            west: if wraps { -180.0 } else { longitude - east },
            east: if wraps { 180.0 } else { longitude + east },
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "half the earth's girth is 2 × 10¹⁰ mm")]
pub(in crate::community) fn millimetres(metres: f64) -> i64 {
    (metres * 1_000.0).round() as i64
}

#[expect(clippy::cast_precision_loss, reason = "exact below 2⁵³ mm, which is to the sun and back")]
fn metres(millimetres: i64) -> f64 {
    millimetres as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_wish_is_checked() {
        assert!(Near::of(3.1, 101.6, 5_000).is_ok());
        assert_eq!(Near::of(101.6, 3.1, 5_000).unwrap_err().code, ErrorCode::PositionInvalid);
        for metres in [0, -1, 50_001] {
            assert_eq!(Near::of(3.1, 101.6, metres).unwrap_err().code, ErrorCode::OutOfRange);
        }
    }

    #[test]
    fn looks_reach_farther_until_everything_is_seen() {
        let near = Near::of(3.1, 101.6, 20_000).unwrap();
        let mut reaches = vec![near.first_look(None, false)];
        while let Some(next) = near.next_look(*reaches.last().unwrap()) {
            reaches.push(next);
        }
        assert_eq!(reaches, [1_000.0, 4_000.0, 16_000.0, 20_000.0]);
        assert_eq!(near.first_look(None, true).to_bits(), 20_000.0_f64.to_bits());
    }

    proptest! {
        #[test]
        fn what_is_within_reach_lies_in_the_box(
            latitude in -89.9_f64..89.9,
            longitude in -180.0_f64..180.0,
            north in -0.4_f64..0.4,
            east in -0.4_f64..0.4,
        ) {
            let near = Near::of(latitude, longitude, 50_000).unwrap();
            let other = Position { latitude: (latitude + north).clamp(-90.0, 90.0), longitude: longitude + east };
            if let Some(other) = Position::on_globe(other.latitude, other.longitude) {
                let metres = near.centre.metres_to(other);
                let Around { south, west, north, east } = near.around(metres + 0.001);
                prop_assert!((south..=north).contains(&other.latitude));
                prop_assert!((west..=east).contains(&other.longitude));
            }
        }
    }
}
