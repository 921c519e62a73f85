//! The queries about single fixes: what stands under a number of a track.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::model::TrackPoint;
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PatrolId, TrackId},
};

/// So close two places are the same, in degrees: a centimetre.
const SAME: f64 = 1e-7;

/// What tells the same fix from another one under its number: everything that the phone says of when
/// and where it was, and nothing of how it was sent.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Standing {
    sequence: i64,
    recorded_at: Instant,
    latitude: f64,
    longitude: f64,
}

impl Standing {
    /// Whether this is the same fix.
    pub(super) fn is(&self, point: &TrackPoint) -> bool {
        self.recorded_at.timestamp_millis() == point.recorded_at.timestamp_millis()
            && (self.latitude - point.latitude).abs() < SAME
            && (self.longitude - point.longitude).abs() < SAME
    }
}

impl From<&TrackPoint> for Standing {
    fn from(point: &TrackPoint) -> Self {
        Self {
            sequence: point.sequence,
            recorded_at: point.recorded_at,
            latitude: point.latitude,
            longitude: point.longitude,
        }
    }
}

/// What stands of a track under these numbers. When the server first heard of its patrol says in which
/// month it lies.
pub(super) async fn standing<C: ConnectionTrait>(
    connection: &C,
    (patrol, opened_at, track): (PatrolId, Instant, TrackId),
    sequences: &[i64],
) -> Result<HashMap<i64, Standing>> {
    if sequences.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query =
        db::Query::new("select sequence, recorded_at, latitude, longitude from track_point");
    let track = [patrol.into(), opened_at.into(), track.into()];
    query.and("patrol_id = ? and patrol_opened_at = ? and track_id = ?", track);
    query.and_in_numbers("sequence", sequences.iter().copied());
    let rows: Vec<Standing> = query.all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.sequence, row)).collect())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_fix_is_told_by_its_time_and_its_place() {
        let point = TrackPoint {
            track_id: TrackId(Uuid::nil()),
            sequence: 1,
            segment: 0,
            latitude: 1.54,
            longitude: 103.65,
            accuracy_metres: None,
            recorded_at: DateTime::UNIX_EPOCH,
            corrected_at: DateTime::UNIX_EPOCH,
            mock: None,
        };
        let standing = Standing::from(&point);
        // The clock that it was sent by, and what is not its place, are of no matter.
        let later = point.corrected_at + TimeDelta::seconds(1);
        assert!(standing.is(&TrackPoint { corrected_at: later, ..point.clone() }));
        assert!(!standing.is(&TrackPoint { latitude: 1.540_001, ..point.clone() }));
        assert!(!standing.is(&TrackPoint { longitude: 103.649_999, ..point.clone() }));
        assert!(!standing.is(&TrackPoint { recorded_at: later, ..point }));
    }
}
