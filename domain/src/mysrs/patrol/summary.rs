//! How far and how long; pure.

use super::model::TrackPoint;
use crate::shared::{clock::Instant, geo::Position, id::TrackId};

/// A fix, as far as a length hangs on it.
pub(in crate::mysrs) trait Step {
    /// Of which track it is.
    fn track(&self) -> TrackId;
    /// Of which segment.
    fn segment(&self) -> i64;
    /// Where it lies.
    fn there(&self) -> Position;
}

impl Step for TrackPoint {
    fn track(&self) -> TrackId {
        self.track_id
    }

    fn segment(&self) -> i64 {
        self.segment
    }

    fn there(&self) -> Position {
        self.position()
    }
}

/// The length of each track in metres. Fixes come by track, segment and number; what lies between
/// two segments was not walked with the phone on, so it does not count.
pub(super) fn lengths<S: Step>(points: &[S]) -> Vec<f64> {
    points
        .chunk_by(|one, next| one.track() == next.track())
        .map(|track| {
            track
                .windows(2)
                .filter_map(|pair| match pair {
                    [one, next] if one.segment() == next.segment() => {
                        Some(one.there().metres_to(next.there()))
                    }
                    _ => None,
                })
                .sum()
        })
        .collect()
}

/// The length of the longest track in metres: several phones walk the same way. Fixes come by track,
/// segment and number.
pub(in crate::mysrs) fn distance<S: Step>(points: &[S]) -> f64 {
    lengths(points).into_iter().fold(0.0, f64::max)
}

/// How long a patrol took in whole seconds.
pub(super) fn duration(started_at: Instant, ended_at: Instant) -> i64 {
    (ended_at - started_at).num_seconds().max(0)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::shared::id::TrackId;

    fn point(track: u128, segment: i64, sequence: i64, latitude: f64) -> TrackPoint {
        TrackPoint {
            track_id: TrackId(Uuid::from_u128(track)),
            sequence,
            segment,
            latitude,
            longitude: 101.0,
            accuracy_metres: None,
            recorded_at: DateTime::UNIX_EPOCH,
            corrected_at: DateTime::UNIX_EPOCH,
            mock: None,
        }
    }

    #[test]
    fn the_longest_track_counts_and_gaps_do_not() {
        // 0.001° of latitude is 111.195 m.
        let points = [
            point(1, 0, 0, 3.000),
            point(1, 0, 1, 3.001),
            point(2, 0, 0, 3.000),
            point(2, 0, 1, 3.001),
            point(2, 1, 2, 3.005),
            point(2, 1, 3, 3.006),
        ];
        assert!((distance(&points) - 222.39).abs() < 0.01, "{}", distance(&points));
        assert_eq!(lengths(&points).len(), 2);
        assert!(distance::<TrackPoint>(&[]).abs() < f64::EPSILON);
    }
}
