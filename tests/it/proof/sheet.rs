//! The signed sheet that never walked.

use chrono::TimeDelta;
use domain::shared::geo::Position;
use serde_json::{Value, json};
use stories::walk::beside;

use super::{
    Checkpoint, DECIDE, RENEW, checkpoint, judged, read, record, scan, secretary, verdict, verdicts,
};
use crate::mysrs::{Night, end};

const BASE: Position = Position { latitude: 1.54, longitude: 103.65 };

#[tokio::test]
async fn the_signed_sheet_that_never_walked() {
    let mut night = Night::begins().await;
    let unit = night.unit.to_string();
    let places = [beside(BASE, 300.0, 0.0), beside(BASE, 600.0, 200.0), beside(BASE, 900.0, 0.0)];
    let mut posts: Vec<Checkpoint> = Vec::new();
    for (name, there) in ["Surau", "Taman", "Balai"].into_iter().zip(places) {
        posts.push(checkpoint(&night.leader, &unit, name, there).await);
    }
    let patrol = night.patrol().await;
    // Encik Lim has photographed the codes, and stays at home.
    let home = beside(BASE, -4_000.0, 0.0);
    let mut mocked = scan(&night, &posts[2].code, Some(places[2]));
    mocked["mock"] = json!(true);
    let from_home = json!([
        scan(&night, &posts[0].code, Some(home)),
        scan(&night, &posts[1].code, None),
        mocked,
        scan(&night, "https://example.com/surau", None),
    ]);
    let said = record(&night.lim, patrol, &from_home, &json!({})).await.ok();
    let said = verdicts(&said);
    assert!(said.iter().all(|one| one.starts_with("DOUBTFUL ")), "{said:?}");
    assert!(said[0].contains("OUTSIDE_RADIUS") && said[1].contains("POSITION_MISSING"), "{said:?}");
    assert!(said[2].contains("MOCK_LOCATION") && said[3].contains("CODE_FOREIGN"), "{said:?}");
    // Puan Devi walks.
    let mut walked = Vec::new();
    for (post, there) in posts.iter().zip(places) {
        night.passes(TimeDelta::minutes(10)).await;
        let one = scan(&night, &post.code, Some(beside(there, 12.0, -9.0)));
        let answer = record(&night.devi, patrol, &json!([one]), &json!({})).await.ok();
        assert_eq!(verdicts(&answer), ["ACCEPTED"]);
        let named = answer.at("checkInRecord/results/0/checkIn/checkpointId");
        assert_eq!(named, &json!(post.id));
        walked.push(one);
    }
    // A repeat brings the verdict that stands.
    let again = record(&night.devi, patrol, &json!([walked[0]]), &json!({})).await.ok();
    assert_eq!(verdicts(&again), ["ACCEPTED"]);
    let ended = night.now();
    end(&night.devi, patrol, ended).await.ok();
    night.passes(TimeDelta::minutes(2)).await;
    let seen = judged(&night.leader, patrol, ended).await;
    let nodes = seen.at("patrol/checkIns/nodes").as_array().expect("check-ins");
    let doubtful = nodes.iter().filter(|one| one["proof"]["judged"] == "DOUBTFUL").count();
    assert_eq!((nodes.len(), doubtful), (7, 4), "{}", seen.text);
    assert!(nodes.iter().all(|one| one["proof"]["viewerCanDecide"] == true), "{}", seen.text);

    let asked = "query($id: ID!) { patrol(id: $id) { checkIns(first: 100, verdict: DOUBTFUL) { nodes { id } } } }";
    let some = night.leader.graphql(asked, json!({ "id": patrol.to_string() })).await.ok();
    assert_eq!(some.at("patrol/checkIns/nodes").as_array().map(Vec::len), Some(4));
    // The volunteer reads why, in their language.
    let mine = read(&night.lim.speaking("en"), patrol).await;
    assert!(mine.text.contains("Your position lies outside this checkpoint's radius."));
    assert!(read(&night.lim.speaking("ms"), patrol).await.text.contains("di luar kawasan pos ini"));
    a_person_decides(&night, &nodes[0]["id"]).await;
}

/// The leader and the committee decide about a check-in that Encik Lim recorded; others do not.
async fn a_person_decides(night: &Night, id: &Value) {
    let decides = |verdict: &str, reason: &str, key: Option<&str>| json!({ "input": { "id": id, "verdict": verdict, "reason": reason, "idempotencyKey": key } });
    let secretary = secretary(night).await;
    for nobody in [&night.lim, &night.devi] {
        let answer = nobody.graphql(DECIDE, decides("ACCEPTED", "Saya ada", None)).await;
        assert_eq!(answer.code(), "FORBIDDEN");
    }
    let hidden = night.stranger.graphql(DECIDE, decides("ACCEPTED", "Saya ada", None)).await;
    assert_eq!(hidden.code(), "NOT_FOUND");
    let refused = night.leader.graphql(DECIDE, decides("DOUBTFUL", " x ", None)).await;
    assert_eq!(refused.refusals("checkInDecide"), ["TOO_SHORT reason"]);
    for _ in 0..2 {
        let input = decides("ACCEPTED", "Saya nampak dia di sana.", Some("k1"));
        let decided = night.leader.graphql(DECIDE, input).await.ok();
        let proof = decided.at("checkInDecide/checkIn/proof");
        assert_eq!((&proof["verdict"], &proof["judged"]), (&json!("ACCEPTED"), &json!("DOUBTFUL")));
        assert_eq!(proof["decisions"].as_array().map(Vec::len), Some(1));
    }
    let other = night.leader.graphql(DECIDE, decides("DOUBTFUL", "Bukan.", Some("k1"))).await;
    assert_eq!(other.refusals("checkInDecide"), ["IDEMPOTENCY_MISMATCH idempotencyKey"]);
    night.app.advance(TimeDelta::seconds(1));
    let input = decides("DOUBTFUL", "Dia di rumah.", None);
    let decided = secretary.graphql(DECIDE, input).await.ok();
    let proof = decided.at("checkInDecide/checkIn/proof");
    assert_eq!(proof["verdict"], "DOUBTFUL");
    assert_eq!(proof["decisions"][0]["decidedByName"], "Encik Rahim");
    assert_eq!(proof["decisions"][1]["reason"], "Dia di rumah.");
}

#[tokio::test]
async fn nobody_believes_themselves_and_a_leader_is_believed_by_others() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let mut one = night.check_in("Surau");
    one["mock"] = json!(true);
    record(&night.leader, patrol, &json!([one]), &json!({})).await.ok();
    let input =
        json!({ "input": { "id": one["id"], "verdict": "ACCEPTED", "reason": "Saya ada" } });
    assert_eq!(night.leader.graphql(DECIDE, input.clone()).await.code(), "FORBIDDEN");
    secretary(&night).await.graphql(DECIDE, input).await.ok();
    let seen = read(&night.leader, patrol).await;
    assert_eq!(verdict(seen.at("patrol/checkIns/nodes/0")), "ACCEPTED MOCK_LOCATION");
    // Whoever sends it again hears what was decided, not what the program thought.
    let again = json!({ "checkIns": [{ "id": one["id"], "recordedAt": night.now() }] });
    let again = night.leader.post(&format!("/v1/patrols/{patrol}/check-ins"), &again).await;
    assert_eq!(again.body["results"][0]["verdict"], "accepted", "{}", again.text);
    assert_eq!(seen.at("patrol/checkIns/nodes/0/proof/viewerCanDecide"), false);
}

#[tokio::test]
async fn a_code_that_another_replaced_counts_until_then() {
    let mut night = Night::begins().await;
    let there = beside(BASE, 100.0, 0.0);
    let post = checkpoint(&night.leader, &night.unit.to_string(), "Surau", there).await;
    let patrol = night.patrol().await;
    // Scanned without a signal before it was renewed, sent afterwards.
    let early = scan(&night, &post.code, Some(there));
    night.passes(TimeDelta::minutes(10)).await;
    let renew = json!({ "input": { "id": post.id, "codeNumber": post.number } });
    let renewed = night.leader.graphql(RENEW, renew).await.ok();
    night.passes(TimeDelta::minutes(10)).await;
    let late = scan(&night, &post.code, Some(there));
    night.passes(TimeDelta::minutes(10)).await;
    let fresh = renewed.text_at("checkpointCodeRenew/checkpoint/tagText");
    let newest = scan(&night, &fresh, Some(there));
    // What a node knew before the renewal is put right when the patrol is judged.
    record(&night.devi, patrol, &json!([early, late, newest]), &json!({})).await.ok();
    let ended = night.now();
    end(&night.devi, patrol, ended).await.ok();
    night.passes(TimeDelta::minutes(2)).await;
    let seen = judged(&night.leader, patrol, ended).await;
    let nodes = seen.at("patrol/checkIns/nodes").as_array().expect("check-ins");
    let verdicts: Vec<String> = nodes.iter().map(verdict).collect();
    assert_eq!(verdicts, ["ACCEPTED", "DOUBTFUL CODE_REVOKED", "ACCEPTED"]);
}
