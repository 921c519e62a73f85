//! The fixes of a request that can be kept, and why the others cannot; pure.

use super::{
    model::{RejectedFixes, TrackBatch, TrackPoint},
    rules,
};
use crate::shared::{clock::Instant, error::Refusal};

/// The fixes of a request, parted.
#[derive(Debug, Default)]
pub(super) struct Sifted {
    pub points: Vec<TrackPoint>,
    /// One entry for each code, in the order in which they came.
    pub rejections: Vec<RejectedFixes>,
}

impl Sifted {
    /// Parts the first fixes of a batch, at most so many.
    pub(super) fn of(batch: &TrackBatch, most: usize, received_at: Instant) -> Self {
        let mut sifted = Self::default();
        sifted.points.reserve(batch.points.len().min(most));
        for (place, sent) in (0_u64..).zip(batch.points.iter().take(most)) {
            let kept = match sent {
                Ok(new) => rules::track_point(new, batch.track_id, &batch.clock, received_at)
                    .map_err(|refusal| in_place(refusal, place)),
                Err(refusal) => Err(refusal.clone()),
            };
            match kept {
                Ok(point) => sifted.points.push(point),
                Err(refusal) => sifted.reject(refusal, place),
            }
        }
        sifted
    }

    /// How many were rejected.
    pub(super) fn rejected(&self) -> u64 {
        self.rejections.iter().map(|rejection| rejection.count).sum()
    }

    fn reject(&mut self, refusal: Refusal, place: u64) {
        let mut known = self.rejections.iter_mut();
        match known.find(|rejection| rejection.refusal.code == refusal.code) {
            Some(rejection) => rejection.count += 1,
            None => self.rejections.push(RejectedFixes { refusal, count: 1, first: place }),
        }
    }
}

/// A refusal with the place of its fix in the batch.
fn in_place(refusal: Refusal, place: u64) -> Refusal {
    let field = refusal.field.clone().unwrap_or_default();
    refusal.at(format!("points.{place}.{field}"))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{
        mysrs::patrol::model::{ClockEvidence, NewTrackPoint},
        shared::{error::ErrorCode, id::TrackId},
    };

    #[test]
    fn each_reason_is_told_once_with_its_first() {
        let recorded_at = DateTime::from_timestamp_millis(1_790_000_000_000).unwrap();
        let fix = NewTrackPoint {
            sequence: 0,
            segment: 0,
            latitude: 3.15,
            longitude: 101.69,
            accuracy_metres: None,
            recorded_at,
            monotonic_ms: None,
            mock: None,
        };
        let nowhere = NewTrackPoint { latitude: f64::NAN, ..fix };
        let unread = Refusal::of(ErrorCode::BadRequest).at("points.3");
        let batch = TrackBatch {
            track_id: TrackId(Uuid::nil()),
            points: vec![Ok(fix), Ok(nowhere), Ok(nowhere), Err(unread), Ok(fix)],
            clock: ClockEvidence::default(),
        };
        let sifted = Sifted::of(&batch, 4, recorded_at);
        assert_eq!((sifted.points.len(), sifted.rejected()), (1, 3));
        let said = |rejection: &RejectedFixes| {
            let field = rejection.refusal.field.clone().unwrap_or_default();
            (rejection.refusal.code, field, rejection.count, rejection.first)
        };
        let said: Vec<_> = sifted.rejections.iter().map(said).collect();
        assert_eq!(
            said,
            [
                (ErrorCode::PositionInvalid, "points.1.coordinates".to_owned(), 2, 1),
                (ErrorCode::BadRequest, "points.3".to_owned(), 1, 3),
            ]
        );
    }
}
