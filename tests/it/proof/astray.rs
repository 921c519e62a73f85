//! Positions that lead astray: so vague that they say nothing, or in another state for a moment.

use chrono::TimeDelta;
use domain::shared::{
    geo::Position,
    id::{CheckInId, TrackId},
};
use serde_json::{Value, json};
use stories::walk::{Step, beside, walk};

use super::{checkpoint, judged, record, verdict};
use crate::mysrs::{Night, end};

const BASE: Position = Position { latitude: 1.54, longitude: 103.65 };
/// In Penang, some 600 km away.
const PENANG: Position = Position { latitude: 5.41, longitude: 100.33 };
/// How far off a phone is that knows only of the nearest mast, in metres.
const MAST: f64 = 5_000.0;

/// A check-in where a phone thinks that it is.
fn seen(night: &Night, step: &Step, code: Option<&str>) -> Value {
    let id: CheckInId = night.mint();
    json!({
        "id": id.to_string(), "method": if code.is_some() { "QR" } else { "POSITION" }, "code": code,
        "coordinates": { "latitude": step.position.latitude, "longitude": step.position.longitude },
        "accuracyMetres": step.accuracy_metres, "recordedAt": step.at,
    })
}

/// The walk as a phone tells it that now and then knows only the mast, 3 km off, and that was in Penang
/// for four fixes.
fn told(steps: &[Step], jump: usize) -> Vec<Step> {
    let mut told = steps.to_vec();
    for step in told.iter_mut().skip(7).step_by(10) {
        step.position = beside(step.truth, 3_000.0, 0.0);
        step.accuracy_metres = MAST;
    }
    for step in told.iter_mut().skip(jump).take(4) {
        (step.position, step.accuracy_metres) = (PENANG, 8.0);
    }
    told
}

#[tokio::test]
async fn what_is_vague_shows_nothing_and_a_moment_in_another_state_is_marked() {
    let mut night = Night::begins().await;
    let patrol = night.patrol().await;
    let steps = walk(2, BASE, night.now(), 3_000);
    let jump = steps.len() / 2;
    let told = told(&steps, jump);
    let unit = night.unit.to_string();
    let post = checkpoint(&night.leader, &unit, "Surau", steps[100].truth).await;
    night.passes(TimeDelta::minutes(51)).await;
    let ended = night.now();
    end(&night.devi, patrol, ended).await.ok();

    let vague = |step: &Step| Step {
        position: beside(step.truth, 3_000.0, 0.0),
        accuracy_metres: MAST,
        ..*step
    };
    let away = Step { position: PENANG, accuracy_metres: 8.0, ..told[jump + 1] };
    // A note says nothing of a place; whoever claims a checkpoint has to show that they were there.
    let check_ins = [
        (seen(&night, &vague(&steps[60]), None), "ACCEPTED"),
        (seen(&night, &vague(&steps[100]), Some(&post.code)), "DOUBTFUL POSITION_VAGUE"),
        (seen(&night, &away, None), "DOUBTFUL SPEED_IMPOSSIBLE"),
        (seen(&night, &steps[steps.len() - 20], None), "ACCEPTED"),
    ];
    let items: Vec<&Value> = check_ins.iter().map(|(item, _)| item).collect();
    record(&night.devi, patrol, &json!(items), &json!({})).await.ok();
    let points: Vec<Value> = (0..)
        .zip(&told)
        .map(|(sequence, step): (i64, &Step)| {
            json!({
                "sequence": sequence, "latitude": step.position.latitude,
                "longitude": step.position.longitude, "accuracyMetres": step.accuracy_metres,
                "recordedAt": step.at,
            })
        })
        .collect();
    let track: TrackId = night.mint();
    let sent = json!({ "trackId": track.to_string(), "points": points });
    let answer = night.devi.post(&format!("/v1/patrols/{patrol}/track"), &sent).await;
    assert_eq!(answer.body["applied"], points.len(), "{}", answer.text);

    night.passes(TimeDelta::minutes(2)).await;
    let read = judged(&night.leader, patrol, ended).await;
    assert_eq!(read.at("patrol/doubtedFixCount"), 4, "{}", read.text);
    let nodes = read.at("patrol/checkIns/nodes").as_array().expect("check-ins").clone();
    for (item, expected) in &check_ins {
        let node = nodes.iter().find(|node| node["id"] == item["id"]).expect("the check-in");
        assert_eq!(verdict(node), *expected, "{node}");
    }
}
