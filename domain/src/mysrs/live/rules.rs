//! How often a position is told, and how exactly; pure.

use chrono::TimeDelta;

use super::model::Spot;
use crate::shared::clock::Instant;

/// A phone's place is told no sooner than this after the one before.
pub(super) const LEAST_BETWEEN: TimeDelta = TimeDelta::seconds(5);
/// One that has come less far stands still on a map, in metres.
const LEAST_WAY: f64 = 10.0;
/// Whoever stands still is told so often, so that a map shows that the phone still speaks.
pub(super) const SIGN_OF_LIFE: TimeDelta = TimeDelta::seconds(60);
/// So many parts of a degree are told to whoever sees roughly where a patrol is: 1/1000° is about
/// 110 m in Malaysia.
const PARTS_OF_A_DEGREE: f64 = 1_000.0;

/// Whether a phone's next place is told, after `told` was at `told_at`.
pub(super) fn is_due(told: &Spot, told_at: Instant, next: &Spot, now: Instant) -> bool {
    let waited = now - told_at;
    let moved = told.position().metres_to(next.position()) >= LEAST_WAY;
    waited >= LEAST_BETWEEN && (moved || waited >= SIGN_OF_LIFE)
}

/// The place roughly, and nobody's.
pub(super) fn roughly(spot: Spot) -> Spot {
    let part = |degrees: f64| (degrees * PARTS_OF_A_DEGREE).round() / PARTS_OF_A_DEGREE;
    Spot {
        person_id: None,
        latitude: part(spot.latitude),
        longitude: part(spot.longitude),
        accuracy_metres: None,
        ..spot
    }
}

/// Whether the same phones are at the same places.
pub(super) fn stand_still(before: &[Spot], after: &[Spot]) -> bool {
    let place = |spot: &Spot| (spot.track_id, spot.latitude.to_bits(), spot.longitude.to_bits());
    before.iter().map(place).eq(after.iter().map(place))
}

#[cfg(test)]
pub(super) mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::shared::id::{PatrolId, PatrolUnitId, PersonId, TrackId};

    pub(in crate::mysrs::live) fn spot(second: i64, latitude: f64) -> Spot {
        Spot {
            patrol_id: PatrolId(Uuid::from_u128(1)),
            unit_id: PatrolUnitId(Uuid::from_u128(2)),
            track_id: TrackId(Uuid::from_u128(3)),
            person_id: Some(PersonId(Uuid::from_u128(4))),
            latitude,
            longitude: 103.65,
            accuracy_metres: Some(6.0),
            at: DateTime::UNIX_EPOCH + TimeDelta::seconds(second),
        }
    }

    #[test]
    fn a_phone_is_told_every_five_seconds_and_ten_metres_and_once_a_minute() {
        let due = |seconds: i64, degrees: f64| {
            let (told, next) = (spot(0, 1.54), spot(seconds, 1.54 + degrees));
            is_due(&told, told.at, &next, next.at)
        };
        // 0.0001° of latitude are 11.1 m.
        assert!(!due(4, 0.001));
        assert!(due(5, 0.0001));
        assert!(!due(5, 0.00008));
        assert!(!due(59, 0.0));
        assert!(due(60, 0.0));
    }

    #[test]
    fn roughly_names_nobody_and_no_house() {
        let rough = roughly(spot(0, 1.540_49));
        assert_eq!((rough.person_id, rough.accuracy_metres), (None, None));
        assert!((rough.latitude - 1.54).abs() < 1e-9 && (rough.longitude - 103.65).abs() < 1e-9);
        assert!(stand_still(&[rough], &[roughly(spot(9, 1.540_2))]));
        assert!(!stand_still(&[rough], &[roughly(spot(9, 1.541))]));
        assert!(!stand_still(&[rough], &[]));
    }
}
