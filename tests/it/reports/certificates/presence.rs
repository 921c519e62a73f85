//! What a certificate takes: who was there, and for how long.

use chrono::TimeDelta;
use domain::shared::id::{Ids, TrackId};
use serde_json::{Value, json};

use super::{begins, issued};
use crate::reports::{WALKED, at};

#[tokio::test]
async fn the_signed_sheet_that_never_walked_gives_none() {
    let desk = begins().await;
    let lasting = desk.begun().await;
    let refused = issued(&desk.watch.devi, lasting).await;
    assert_eq!(refused.refusals("certificateIssue"), ["STATE_INVALID"]);
    let nights: [&[&str]; 4] =
        [&[], &["23:10"], &["23:30", "00:10", "00:50", "01:30"], &["00:30", "02:30"]];
    for records in nights {
        let patrol = desk.patrolled(records).await;
        let refused = issued(&desk.watch.devi, patrol).await;
        assert_eq!(refused.refusals("certificateIssue"), ["PRESENCE_TOO_SHORT"], "{records:?}");
        let sentence = refused.text_at("certificateIssue/userErrors/0/message");
        assert!(sentence.contains("120"), "{sentence}");
    }
}

#[tokio::test]
async fn whoever_joined_late_has_their_own_time() {
    let desk = begins().await;
    let patrol = desk.begun().await;
    for time in WALKED {
        desk.checks_in(&desk.watch.devi, patrol, time, "Surau").await;
    }
    // The leader came at one o'clock, and his phone says so after noon.
    desk.watch.app.advance(TimeDelta::minutes(1));
    for time in ["01:05", "01:40", "02:20"] {
        desk.checks_in(&desk.watch.leader, patrol, time, "Balai").await;
    }
    desk.ended(patrol).await;
    let refused = issued(&desk.watch.leader, patrol).await;
    assert_eq!(refused.refusals("certificateIssue"), ["PRESENCE_TOO_SHORT"]);
    assert!(refused.text_at("certificateIssue/userErrors/0/message").contains("115"));
    issued(&desk.watch.devi, patrol).await.ok();
}

#[tokio::test]
async fn nobody_who_did_not_walk_has_one_by_naming_no_checkpoint() {
    let desk = begins().await;
    // At noon: a patrol of last night, and check-ins of nothing but a time, and a place without a name.
    let patrol = desk.begun().await;
    for time in WALKED {
        desk.checks_in(&desk.watch.devi, patrol, time, "Somewhere").await;
    }
    desk.ended(patrol).await;
    let refused = issued(&desk.watch.devi, patrol).await;
    assert_eq!(refused.refusals("certificateIssue"), ["PRESENCE_TOO_SHORT"]);
    // Somebody who was there says that it was so.
    let listed = "query($id: ID!) { patrol(id: $id) { checkIns(first: 100) { nodes { id } } } }";
    let listed = desk.watch.leader.graphql(listed, json!({ "id": patrol.to_string() })).await.ok();
    for node in listed.at("patrol/checkIns/nodes").as_array().unwrap() {
        let decide = "mutation($input: CheckInDecideInput!) { checkInDecide(input: $input) { userErrors { code } } }";
        let input =
            json!({ "id": node["id"], "verdict": "ACCEPTED", "reason": "Saya bersamanya." });
        desk.watch.leader.graphql(decide, json!({ "input": input })).await.ok();
    }
    issued(&desk.watch.devi, patrol).await.ok();
}

#[tokio::test]
async fn a_phone_on_a_bed_proves_nothing_and_one_that_walked_does() {
    let short = vec!["PRESENCE_TOO_SHORT"];
    let nights = [(0.0, false, short.clone()), (40.0, true, short), (40.0, false, vec![])];
    for (metres_a_fix, made_up, refusals) in nights {
        let desk = begins().await;
        let patrol = desk.begun().await;
        let points: Vec<Value> = (0..180)
            .map(|minute: i32| {
                // To the end of the lane and back, over and over.
                let there = f64::from(10 - (minute % 20 - 10).abs()) * metres_a_fix;
                json!({
                    "sequence": minute, "latitude": 1.54 + there / 111_195.0, "longitude": 103.65,
                    "accuracyMetres": 9, "mock": made_up, "recordedAt": at("23:30") + TimeDelta::minutes(minute.into()),
                })
            })
            .collect();
        let track: TrackId = Ids::Random.mint(desk.watch.now());
        let sent = json!({ "trackId": track.to_string(), "points": points });
        let answer = desk.watch.devi.post(&format!("/v1/patrols/{patrol}/track"), &sent).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        desk.ended(patrol).await;
        let answer = issued(&desk.watch.devi, patrol).await;
        assert_eq!(answer.refusals("certificateIssue"), refusals, "{}", answer.text);
    }
}
