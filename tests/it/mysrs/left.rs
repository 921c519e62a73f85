//! A phone without signal brings its night when somebody of it has left the unit: nothing of it is lost.

use chrono::TimeDelta;
use domain::shared::id::{Ids, PatrolId, encode};
use serde_json::{Value, json};
use stories::{User, with};

use super::{Night, START, end, leave, outcomes, record, starts};

/// Leaves the unit.
async fn leaves(night: &Night, user: &User) {
    leave(user, night.unit).await;
}

/// What a phone says of a patrol that begins.
fn begun(night: &Night, id: PatrolId, more: Value) -> Value {
    let input = json!({
        "id": id.to_string(), "unitId": night.unit.to_string(), "startedAt": night.now(),
    });
    with(input, more)
}

#[tokio::test]
async fn whoever_has_left_since_brings_the_night_that_their_phone_kept() {
    let mut night = Night::begins().await;
    night.passes(TimeDelta::days(3)).await;
    let id: PatrolId = night.mint();
    let present = json!([night.lim.id.to_string()]);
    let start = begun(&night, id, json!({ "presentIds": present }));
    night.passes(TimeDelta::minutes(40)).await;
    let kept = night.check_in("Surau");
    night.passes(TimeDelta::hours(2)).await;
    let ended_at = night.now();
    // Encik Lim has had enough, and so has Puan Devi, before her phone has signal.
    leaves(&night, &night.lim).await;
    night.passes(TimeDelta::hours(1)).await;
    leaves(&night, &night.devi).await;
    night.passes(TimeDelta::days(6)).await;
    let units = night.devi.ask("{ patrolUnits { id } }").await.ok();
    assert_eq!(units.at("patrolUnits"), &json!([]));

    for _ in 0..2 {
        let answer = night.devi.graphql(START, json!({ "input": start })).await.ok();
        let patrol = answer.at("patrolStart/patrol");
        assert_eq!(patrol["id"], id.to_string(), "{}", answer.text);
        assert_eq!(patrol["members"].as_array().map(Vec::len), Some(2), "{}", answer.text);
    }
    let clock = json!({ "sentAt": night.now() });
    let sent = record(&night.devi, id, &json!([kept]), &clock).await.ok();
    assert_eq!(outcomes(&sent), ["APPLIED"]);
    assert_eq!(sent.at("checkInRecord/results/0/checkIn/doubts"), &json!([]), "{}", sent.text);
    let ended = end(&night.devi, id, ended_at).await.ok();
    assert_eq!(ended.at("patrolEnd/patrol/status"), "ENDED");
    assert_eq!(ended.at("patrolEnd/patrol/checkInCount"), 1);
}

/// What Encik Lim is told who starts a patrol that began then.
async fn refused(night: &Night, id: PatrolId, started_at: Value) -> String {
    let input = begun(night, id, json!({ "startedAt": started_at }));
    night.lim.graphql(START, json!({ "input": input })).await.code().to_owned()
}

#[tokio::test]
async fn whoever_has_left_begins_none_from_then_on_and_joins_nobodys() {
    let mut night = Night::begins().await;
    night.passes(TimeDelta::days(3)).await;
    let (others, own): (PatrolId, PatrolId) = (night.mint(), night.mint());
    night.start_by(&night.devi, others).await.ok();
    let before = night.now();
    night.passes(TimeDelta::minutes(5)).await;
    leaves(&night, &night.lim).await;
    night.passes(TimeDelta::minutes(1)).await;
    // Neither now, nor before they came; and the patrol of the others is not theirs.
    let long_ago = before - TimeDelta::days(9);
    for (id, at) in [(own, json!(night.now())), (own, json!(long_ago)), (others, json!(before))] {
        assert_eq!(refused(&night, id, at).await, "NOT_FOUND");
    }
    let read = "query($id: ID!) { patrol(id: $id) { members { displayName } } }";
    let read = night.leader.graphql(read, json!({ "id": others.to_string() })).await.ok();
    assert_eq!(read.at("patrol/members").as_array().map(Vec::len), Some(1), "{}", read.text);
    // So late no phone is believed to have kept it.
    for _ in 0..2 {
        night.passes(TimeDelta::days(16)).await;
    }
    assert_eq!(refused(&night, own, json!(before)).await, "NOT_FOUND");
}

#[tokio::test]
async fn whoever_had_left_before_is_brought_to_no_patrol_by_who_names_them() {
    let mut night = Night::begins().await;
    night.passes(TimeDelta::hours(1)).await;
    leaves(&night, &night.lim).await;
    night.passes(TimeDelta::hours(1)).await;
    // Her phone has not heard that he left; nothing of what it says is refused.
    let (id, lim) = (night.mint::<PatrolId>(), night.lim.id.to_string());
    let start = begun(&night, id, json!({ "presentIds": [lim] }));
    let members = [json!({ "displayName": "Puan Devi" })];
    let answer = night.devi.graphql(START, json!({ "input": start })).await.ok();
    assert_eq!(answer.at("patrolStart/patrol/members"), &json!(members), "{}", answer.text);
    let event = encode("event", Ids::Random.mint::<uuid::Uuid>(night.now()));
    let joined =
        json!({ "id": event, "kind": "JOINED", "recordedAt": night.now(), "memberId": lim });
    let record = "mutation($input: PatrolEventRecordInput!) { patrolEventRecord(input: $input) { results { outcome } userErrors { code } } }";
    let input = json!({ "patrolId": id.to_string(), "events": [joined] });
    let told = night.devi.graphql(record, json!({ "input": input })).await.ok();
    assert_eq!(told.at("patrolEventRecord/results/0/outcome"), "APPLIED", "{}", told.text);
    // But he does not see where they go.
    let read = "query($id: ID!) { patrol(id: $id) { members { displayName } } }";
    let id = json!({ "id": id.to_string() });
    let seen = night.devi.graphql(read, id.clone()).await.ok();
    assert_eq!(seen.at("patrol/members"), &json!(members), "{}", seen.text);
    assert_eq!(night.lim.graphql(read, id).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn nobody_joins_what_somebody_who_has_left_brings_of_a_shift_that_is_on() {
    let mut night = Night::begins().await;
    night.settles().await;
    let of = json!({ "shiftId": starts::shift(&night, TimeDelta::zero()).await });
    let (brought, own): (PatrolId, PatrolId) = (night.mint(), night.mint());
    let start = begun(&night, brought, of.clone());
    night.passes(TimeDelta::minutes(20)).await;
    leaves(&night, &night.lim).await;
    night.passes(TimeDelta::minutes(20)).await;
    let kept = night.lim.graphql(START, json!({ "input": start })).await.ok();
    assert_eq!(kept.at("patrolStart/patrol/status"), "ACTIVE", "{}", kept.text);
    assert_eq!(kept.at("patrolStart/patrol/shift"), &Value::Null, "the roster is the unit's");
    // Puan Devi begins the patrol of the shift now; another phone of it joins hers.
    let first = starts::starts(&night, &night.devi, own, of.clone()).await;
    assert_eq!(first["id"], own.to_string());
    let second = starts::starts(&night, &night.leader, night.mint(), of).await;
    assert_eq!(second["id"], own.to_string());
    assert_eq!(second["members"].as_array().map(Vec::len), Some(2));
    // That Encik Lim's is kept beside it says nothing of where they are.
    let mut doubts = second["doubts"].as_array().expect("doubts").iter();
    assert!(doubts.all(|doubt| doubt["code"] == "SHIFT_HAS_PATROL"), "{second}");
}
