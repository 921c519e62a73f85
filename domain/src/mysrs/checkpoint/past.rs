//! What a checkpoint was before it was changed: whoever was there is judged by what held then; pure.

use std::borrow::Cow;

use super::{hours::Hours, model::Checkpoint};
use crate::shared::{clock::Instant, geo::Position, id::CheckpointId};

/// What a checkpoint was until somebody changed it.
#[derive(Clone, Debug, PartialEq)]
pub struct PastCheckpoint {
    /// The checkpoint.
    pub id: CheckpointId,
    /// The version that was replaced.
    pub version: i64,
    /// Until when it was so.
    pub held_until: Instant,
    /// Where it was.
    pub position: Position,
    /// How far away from it somebody might be who said to be there, in metres.
    pub radius_metres: i64,
    /// When it could be visited; without them at any time.
    pub hours: Option<Hours>,
    /// The number of the code that counted.
    pub code_number: i64,
    /// Since when that code counted.
    pub code_since: Instant,
}

/// A checkpoint as it was at a moment: as it is, where it has not been changed since.
#[must_use]
pub fn as_it_was<'a>(
    checkpoint: &'a Checkpoint,
    past: &[PastCheckpoint],
    at: Instant,
) -> Cow<'a, Checkpoint> {
    let since = past.iter().filter(|old| old.id == checkpoint.id && at < old.held_until);
    // Of several that were replaced in one moment the earliest was there before it.
    let Some(old) = since.min_by_key(|old| (old.held_until, old.version)) else {
        return Cow::Borrowed(checkpoint);
    };
    Cow::Owned(Checkpoint {
        position: old.position,
        radius_metres: old.radius_metres,
        hours: old.hours,
        code_number: old.code_number,
        code_since: old.code_since,
        ..checkpoint.clone()
    })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;

    use super::*;
    use crate::{mysrs::checkpoint::DayTime, shared::id::PatrolUnitId};

    fn noon() -> Instant {
        DateTime::from_timestamp_millis(1_790_000_000_000).unwrap()
    }

    fn known() -> Checkpoint {
        Checkpoint {
            id: CheckpointId(Uuid::from_u128(1)),
            unit_id: PatrolUnitId(Uuid::nil()),
            sector_id: None,
            name: "Surau Al-Ikhlas".to_owned(),
            position: Position { latitude: 1.55, longitude: 103.65 },
            radius_metres: 10,
            hours: DayTime::read("22:00")
                .zip(DayTime::read("06:00"))
                .and_then(|(o, c)| Hours::of(o, c)),
            position_in_order: None,
            code_number: 3,
            code_since: noon(),
            far_from_area: false,
            version: 4,
            created_at: noon() - TimeDelta::days(9),
            ended_at: None,
        }
    }

    /// A checkpoint as it was until so many minutes after noon.
    fn until(version: i64, minute: i64, radius_metres: i64) -> PastCheckpoint {
        PastCheckpoint {
            id: CheckpointId(Uuid::from_u128(1)),
            version,
            held_until: noon() + TimeDelta::minutes(minute),
            position: Position { latitude: 1.54, longitude: 103.65 },
            radius_metres,
            hours: None,
            code_number: version,
            code_since: noon() - TimeDelta::days(9),
        }
    }

    fn radius(past: &[PastCheckpoint], minute: i64) -> i64 {
        as_it_was(&known(), past, noon() + TimeDelta::minutes(minute)).radius_metres
    }

    #[test]
    fn each_moment_has_what_held_then() {
        let past = [until(2, 10, 200), until(1, 0, 500)];
        for (minute, metres) in [(-5, 500), (0, 200), (9, 200), (10, 10), (99, 10)] {
            assert_eq!(radius(&past, minute), metres, "{minute}");
        }
        assert_eq!(radius(&[], 0), 10);
        // What belongs to another one says nothing.
        let other = PastCheckpoint { id: CheckpointId(Uuid::nil()), ..until(1, 50, 500) };
        assert_eq!(radius(&[other], 0), 10);
    }

    #[test]
    fn of_two_changes_in_one_moment_the_first_ends_what_was_before() {
        let past = [until(2, 0, 200), until(1, 0, 500)];
        assert_eq!((radius(&past, -1), radius(&past, 0)), (500, 10));
    }

    #[test]
    fn place_hours_and_code_were_others_and_the_rest_is_as_it_is() {
        let (known, past) = (known(), [until(1, 5, 500)]);
        let was = as_it_was(&known, &past, noon());
        assert_eq!((was.position, was.hours), (past[0].position, None));
        assert_eq!((was.code_number, was.code_since), (1, past[0].code_since));
        assert_eq!((&was.name, was.ended_at, was.version), (&known.name, None, 4));
    }
}
