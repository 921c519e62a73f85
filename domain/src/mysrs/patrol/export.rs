//! A patrol's way as GPX 1.1 and as GeoJSON; pure.

use std::fmt::Write as _;

use chrono::SecondsFormat;
use serde_json::{Map, Value, json};

use super::{
    model::{CheckIn, Line, TrackPoint},
    summary,
};
use crate::shared::clock::Instant;

/// The tracks, each with its segments.
fn tracks(points: &[TrackPoint]) -> impl Iterator<Item = Vec<&[TrackPoint]>> {
    points
        .chunk_by(|one, next| one.track_id == next.track_id)
        .map(|track| track.chunk_by(|one, next| one.segment == next.segment).collect())
}

fn time(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// GPX 1.1: a track for each phone with its segments, and a waypoint for each check-in that has a
/// position. Times are the corrected ones, in UTC.
#[must_use]
pub fn gpx(line: &Line) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <gpx version=\"1.1\" creator=\"krt\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n",
    );
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "<metadata><name>{}</name><time>{}</time></metadata>",
        escaped(&line.unit_name),
        time(line.patrol.started_at)
    );
    for check_in in &line.check_ins {
        write_waypoint(&mut text, check_in);
    }
    for segments in tracks(&line.points) {
        let name = segments.first().and_then(|segment| segment.first());
        let name = name.map(|point| point.track_id.to_string()).unwrap_or_default();
        let _ = writeln!(text, "<trk><name>{name}</name>");
        for segment in segments {
            text.push_str("<trkseg>\n");
            for point in segment {
                let _ = writeln!(
                    text,
                    "<trkpt lat=\"{}\" lon=\"{}\"><time>{}</time></trkpt>",
                    point.latitude,
                    point.longitude,
                    time(point.corrected_at)
                );
            }
            text.push_str("</trkseg>\n");
        }
        text.push_str("</trk>\n");
    }
    text.push_str("</gpx>\n");
    text
}

fn write_waypoint(text: &mut String, check_in: &CheckIn) {
    let Some(position) = check_in.position else { return };
    let _ = write!(
        text,
        "<wpt lat=\"{}\" lon=\"{}\"><time>{}</time>",
        position.latitude,
        position.longitude,
        time(check_in.corrected_at)
    );
    if let Some(name) = &check_in.checkpoint {
        let _ = write!(text, "<name>{}</name>", escaped(name));
    }
    if let Some(note) = &check_in.note {
        let _ = write!(text, "<desc>{}</desc>", escaped(note));
    }
    text.push_str("</wpt>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// GeoJSON (RFC 7946): a feature with a `MultiLineString` for each phone's track, then a point for
/// each check-in that has a position. A segment of one fix is no line and is left out.
#[must_use]
pub fn geojson(line: &Line) -> Value {
    let lengths = summary::lengths(&line.points);
    let longest = summary::distance(&line.points);
    let mut features = Vec::new();
    for (segments, length) in tracks(&line.points).zip(lengths) {
        let ends = (
            segments.first().and_then(|segment| segment.first()),
            segments.last().and_then(|segment| segment.last()),
        );
        let (Some(first), Some(last)) = ends else { continue };
        let lines: Vec<Value> =
            segments.iter().filter(|segment| segment.len() > 1).map(|s| line_of(s)).collect();
        features.push(json!({
            "type": "Feature",
            "geometry": { "type": "MultiLineString", "coordinates": lines },
            "properties": {
                "kind": "track",
                "id": first.track_id,
                "startedAt": time(first.corrected_at),
                "endedAt": time(last.corrected_at),
                "distanceMetres": length,
                "longest": length >= longest,
            },
        }));
    }
    features.extend(line.check_ins.iter().filter_map(point_of));
    json!({
        "type": "FeatureCollection",
        "features": features,
        "properties": summary_of(line),
    })
}

fn line_of(segment: &[TrackPoint]) -> Value {
    segment.iter().map(|point| json!([point.longitude, point.latitude])).collect()
}

fn point_of(check_in: &CheckIn) -> Option<Value> {
    let position = check_in.position?;
    Some(json!({
        "type": "Feature",
        "geometry": { "type": "Point", "coordinates": [position.longitude, position.latitude] },
        "properties": {
            "kind": "checkIn",
            "id": check_in.id,
            "at": time(check_in.corrected_at),
            "checkpoint": check_in.checkpoint,
            "note": check_in.note,
            "accuracyMetres": check_in.accuracy_metres,
        },
    }))
}

fn summary_of(line: &Line) -> Map<String, Value> {
    let patrol = &line.patrol;
    let mut summary = Map::new();
    summary.insert("patrolId".to_owned(), json!(patrol.id));
    summary.insert("unit".to_owned(), json!(line.unit_name));
    summary.insert("startedAt".to_owned(), json!(time(patrol.started_at)));
    summary.insert("endedAt".to_owned(), json!(patrol.ended_at.map(time)));
    summary.insert("distanceMetres".to_owned(), json!(patrol.distance_metres));
    summary.insert("durationSeconds".to_owned(), json!(patrol.duration_seconds));
    summary
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;

    use super::*;
    use crate::{
        mysrs::patrol::{
            doubt::Verdict,
            model::{Evidence, Patrol, PatrolStatus},
        },
        shared::{
            geo::Position,
            id::{CheckInId, PatrolId, PatrolUnitId, PersonId, TrackId},
        },
    };

    fn line() -> Line {
        let start = DateTime::from_timestamp_millis(1_790_000_000_000).unwrap();
        let point = |segment, sequence: i32| TrackPoint {
            track_id: TrackId(Uuid::from_u128(1)),
            sequence: i64::from(sequence),
            segment,
            latitude: 3.0 + f64::from(sequence) / 1000.0,
            longitude: 101.5,
            accuracy_metres: None,
            recorded_at: start,
            corrected_at: start + TimeDelta::seconds(i64::from(sequence)),
            mock: None,
        };
        Line {
            patrol: Patrol {
                id: PatrolId(Uuid::nil()),
                unit_id: PatrolUnitId(Uuid::nil()),
                shift_id: None,
                started_by: PersonId(Uuid::nil()),
                status: PatrolStatus::Active,
                started_at: start,
                ended_at: None,
                opened_at: start,
                distance_metres: None,
                duration_seconds: None,
                proven_seconds: None,
                check_in_count: 1,
                ended_by: None,
                judged_at: None,
                doubted_fixes: None,
                thinned_at: None,
                belated: false,
                doubts_seen: String::new(),
                doubts_reckoned: None,
            },
            unit_name: "SRS Melati & Mawar <2>".to_owned(),
            points: vec![point(0, 0), point(0, 1), point(1, 2), point(2, 3), point(2, 4)],
            check_ins: vec![CheckIn {
                id: CheckInId(Uuid::nil()),
                unit_id: PatrolUnitId(Uuid::nil()),
                patrol_id: PatrolId(Uuid::nil()),
                person_id: PersonId(Uuid::nil()),
                position: Position::on_globe(3.0, 101.5),
                accuracy_metres: None,
                checkpoint: Some("Surau".to_owned()),
                note: None,
                recorded_at: start,
                corrected_at: start,
                received_at: start,
                clock_offset_ms: 0,
                doubts: Vec::new(),
                evidence: Evidence::default(),
                verdict: Verdict::Accepted,
                decided: None,
            }],
        }
    }

    #[test]
    fn gpx_has_a_segment_for_each_part() {
        let text = gpx(&line());
        assert_eq!(text.matches("<trkseg>").count(), 3);
        assert_eq!(text.matches("<trkpt ").count(), 5);
        assert!(text.contains("SRS Melati &amp; Mawar &lt;2&gt;"));
        assert!(text.contains(
            "<trkpt lat=\"3.001\" lon=\"101.5\"><time>2026-09-21T14:13:21Z</time></trkpt>"
        ));
        assert!(text.contains("<name>Surau</name></wpt>"));
    }

    #[test]
    fn geojson_has_lines_and_points() {
        let value = geojson(&line());
        let lines = &value["features"][0]["geometry"];
        assert_eq!(lines["type"], "MultiLineString");
        assert_eq!(lines["coordinates"].as_array().map(Vec::len), Some(2));
        assert_eq!(lines["coordinates"][0][1], json!([101.5, 3.001]));
        assert_eq!(value["features"][0]["properties"]["longest"], true);
        assert_eq!(value["features"][1]["geometry"]["type"], "Point");
    }
}
