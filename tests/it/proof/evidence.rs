//! What a phone brings to show that somebody was there: over REST it counts as over GraphQL.

use chrono::TimeDelta;
use domain::shared::{geo::Position, id::PatrolId};
use serde_json::{Value, json};
use stories::{Answer, walk::beside, with};

use super::{Checkpoint, checkpoint, ended, record, scan, verdict};
use crate::mysrs::Night;

const BASE: Position = Position { latitude: 1.54, longitude: 103.65 };
const KEPT: &str = "query($id: ID!) { patrol(id: $id) { checkIns(first: 100) { nodes { id method checkpointId doubts proof { verdict } } } } }";

/// What is said over REST of the one check-in that was sent, as GraphQL says it: `DOUBTFUL MOCK_LOCATION`.
fn said(answer: &Answer) -> String {
    let result = &answer.body["results"][0];
    assert_eq!(result["outcome"], "applied", "{}", answer.text);
    let verdict = result["verdict"].as_str().expect("a verdict").to_uppercase();
    let doubts = result["doubts"].as_array().expect("doubts").iter();
    let doubts = doubts.map(|doubt| doubt.as_str().expect("a doubt"));
    std::iter::once(verdict.as_str()).chain(doubts).collect::<Vec<_>>().join(" ")
}

/// How a check-in shows it, at which checkpoint, and what is thought of that.
fn shown(check_in: &Value) -> [Value; 3] {
    [check_in["method"].clone(), check_in["checkpointId"].clone(), json!(verdict(check_in))]
}

/// What is kept of a patrol, the earliest first.
async fn kept(night: &Night, patrol: PatrolId) -> Vec<[Value; 3]> {
    let read = night.leader.graphql(KEPT, json!({ "id": patrol.to_string() })).await.ok();
    let nodes = read.at("patrol/checkIns/nodes").as_array().expect("check-ins");
    nodes.iter().map(shown).collect()
}

#[tokio::test]
async fn what_a_phone_shows_over_rest_is_judged_as_over_graphql() {
    let mut night = Night::begins().await;
    let unit = night.unit.to_string();
    let (near, far) = (beside(BASE, 100.0, 0.0), beside(BASE, 600.0, 0.0));
    let surau = checkpoint(&night.leader, &unit, "Surau", near).await;
    let balai = checkpoint(&night.leader, &unit, "Balai", far).await;
    let patrol = night.patrol().await;
    let sheet = |post: &Checkpoint| json!({ "method": "QR", "code": post.code });
    // A tag holds the text that stands on the sheet.
    let tag = |post: &Checkpoint| json!({ "method": "NFC", "code": post.code });
    let home = beside(near, -4_000.0, 0.0);
    let tries = [
        (near, sheet(&surau), &surau, "ACCEPTED"),
        (far, tag(&balai), &balai, "ACCEPTED"),
        (home, sheet(&surau), &surau, "DOUBTFUL OUTSIDE_RADIUS"),
        (near, with(sheet(&surau), json!({ "mock": true })), &surau, "DOUBTFUL MOCK_LOCATION"),
        // Whatever the phone names, the code says of which post it is: this one was carried away.
        (
            near,
            with(tag(&balai), json!({ "checkpointId": surau.id })),
            &balai,
            "DOUBTFUL OUTSIDE_RADIUS",
        ),
    ];
    let path = format!("/v1/patrols/{patrol}/check-ins");
    let mut right = Vec::new();
    for (there, how, post, thought) in tries {
        night.passes(TimeDelta::minutes(10)).await;
        let seen = with(scan(&night, &post.code, Some(there)), how);
        let answer = night.devi.post(&path, &json!({ "checkIns": [seen] })).await;
        assert_eq!(said(&answer), thought, "{}", answer.text);
        right.push([seen["method"].clone(), json!(post.id), json!(thought)]);
    }
    // Encik Lim's phone brings the same tag over GraphQL.
    night.passes(TimeDelta::minutes(10)).await;
    let seen = with(scan(&night, &balai.code, Some(far)), tag(&balai));
    let answer = record(&night.lim, patrol, &json!([seen]), &json!({})).await.ok();
    right.push([json!("NFC"), json!(balai.id), json!("ACCEPTED")]);
    assert_eq!(right.last(), Some(&shown(answer.at("checkInRecord/results/0/checkIn"))));
    assert_eq!(kept(&night, patrol).await, right);
    // Once the patrol is judged it is as it was said at once.
    assert_eq!(ended(&mut night, patrol).await.len(), right.len());
    assert_eq!(kept(&night, patrol).await, right);
}
