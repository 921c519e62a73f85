//! What stays of a track when its positions are old: a line with few places; pure.

use super::model::TrackPoint;
use crate::{mysrs::live::ranks, shared::geo::Position};

/// The most places of the line of one track: a page draws no more.
const MOST: usize = 200;
/// So many fixes are looked at for the form: comparing each with each takes milliseconds.
const LOOKED_AT: usize = 4_000;

/// The fixes of one track that matter most to the form of its way, by number. What is a line already
/// stays as it is.
pub(super) fn thinned(mut points: Vec<TrackPoint>) -> Vec<TrackPoint> {
    points.sort_unstable_by_key(|point| (point.segment, point.sequence));
    points.dedup_by_key(|point| (point.segment, point.sequence));
    let points = spaced(points);
    if points.len() <= MOST {
        return points;
    }
    let rated = points.chunk_by(|one, next| one.segment == next.segment).flat_map(|part| {
        let places: Vec<Position> = part.iter().map(TrackPoint::position).collect();
        ranks(&places)
    });
    let mut ranked: Vec<(f64, usize)> = rated.zip(0..).collect();
    // The ends of a part can never be missed; of more parts than can be drawn the first are kept.
    ranked.sort_by(|(one, at), (other, beside)| other.total_cmp(one).then(at.cmp(beside)));
    let mut kept: Vec<usize> = ranked.into_iter().take(MOST).map(|(_, at)| at).collect();
    kept.sort_unstable();
    let mut kept = kept.into_iter().peekable();
    let number = points.into_iter().zip(0_usize..);
    number.filter_map(|(point, at)| kept.next_if_eq(&at).map(|_| point)).collect()
}

/// Of many fixes one in two, three or more, so that few enough are looked at; the last one stays.
fn spaced(points: Vec<TrackPoint>) -> Vec<TrackPoint> {
    let step = points.len().div_ceil(LOOKED_AT).max(1);
    let last = points.len().saturating_sub(1);
    let number = points.into_iter().zip(0_usize..);
    number
        .filter(|(_, at)| at.is_multiple_of(step) || *at == last)
        .map(|(point, _)| point)
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;

    use super::*;
    use crate::shared::id::TrackId;

    fn point(segment: i64, sequence: i64, north: f64) -> TrackPoint {
        let at = DateTime::UNIX_EPOCH + TimeDelta::seconds(sequence);
        TrackPoint {
            track_id: TrackId(Uuid::nil()),
            sequence,
            segment,
            latitude: 1.54 + north,
            longitude: 103.65,
            accuracy_metres: None,
            recorded_at: at,
            corrected_at: at,
            mock: None,
        }
    }

    /// To and fro: each turn matters.
    fn zigzag(count: i64) -> Vec<TrackPoint> {
        (0..count).map(|n| point(n / 5_000, n, if n % 2 == 0 { 0.0 } else { 1e-3 })).collect()
    }

    #[test]
    fn a_long_track_leaves_a_line_with_its_ends() {
        let line = thinned(zigzag(20_000));
        assert_eq!(line.len(), MOST);
        assert_eq!(line.first().map(|point| point.sequence), Some(0));
        assert_eq!(line.last().map(|point| point.sequence), Some(19_999));
        assert!(line.is_sorted_by_key(|point| point.sequence));
        assert!((0..4).all(|segment| line.iter().any(|point| point.segment == segment)));
        assert_eq!(thinned(line.clone()), line, "a line is thinned no further");
    }

    #[test]
    fn a_short_track_stays_whole_and_what_stands_twice_stands_once() {
        let mut points = zigzag(7);
        points.extend(zigzag(7));
        assert_eq!(thinned(points), zigzag(7));
        assert!(thinned(Vec::new()).is_empty());
        let parts: Vec<_> = (0..500).map(|n| point(n, n, 0.0)).collect();
        assert_eq!(thinned(parts).len(), MOST);
    }
}
