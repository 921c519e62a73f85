//! Breaks of a patrol, and who goes home before its end.

use chrono::TimeDelta;
use domain::shared::id::{Ids, PatrolId};
use serde_json::{Value, json};
use stories::{User, with};

use super::{Watch, ask};

const EVENTS: &str = "mutation($input: PatrolEventRecordInput!) { patrolEventRecord(input: $input) { results { outcome } userErrors { code field } } }";

/// Records something that happened on the way, with more said about it.
async fn event(watch: &Watch, user: &User, patrol: PatrolId, kind: &str, more: Value) {
    let id: uuid::Uuid = Ids::Random.mint(watch.now());
    let id = domain::shared::id::encode("event", id);
    let item = with(json!({ "id": id, "kind": kind, "recordedAt": watch.now() }), more);
    let input = json!({ "patrolId": patrol.to_string(), "events": [item] });
    let answer = ask(user, EVENTS, input).await.ok();
    assert_eq!(answer.at("patrolEventRecord/results/0/outcome"), "APPLIED", "{}", answer.text);
}

#[tokio::test]
async fn a_break_is_no_silence_but_not_without_end() {
    let mut watch = Watch::begins().await;
    let patrol = watch.patrol_of_two().await;
    watch.passes(10).await;
    event(&watch, &watch.devi, patrol, "PAUSED", json!({})).await;
    watch.passes(50).await;
    assert!(watch.stand().await.is_empty());
    event(&watch, &watch.devi, patrol, "RESUMED", json!({})).await;
    watch.passes(19).await;
    assert!(watch.stand().await.is_empty());
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["QUIET OPEN"]);
    // A break that nobody ends counts for an hour.
    event(&watch, &watch.devi, patrol, "PAUSED", json!({})).await;
    watch.passes(79).await;
    assert_eq!(watch.stand().await, ["QUIET HEALED"]);
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["QUIET OPEN", "QUIET HEALED"]);
}

#[tokio::test]
async fn a_break_recorded_without_a_signal_heals_when_it_comes_in() {
    let mut watch = Watch::begins().await;
    let patrol = watch.patrol_of_two().await;
    watch.passes(20).await;
    assert_eq!(watch.stand().await, ["QUIET OPEN"]);
    let then = watch.now() - TimeDelta::minutes(15);
    event(&watch, &watch.lim, patrol, "PAUSED", json!({ "recordedAt": then })).await;
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["QUIET HEALED"]);
}

#[tokio::test]
async fn whoever_is_left_alone_is_watched_from_then_on() {
    let mut watch = Watch::begins().await;
    let patrol = watch.patrol_of_two().await;
    watch.passes(10).await;
    event(&watch, &watch.lim, patrol, "LEFT", json!({})).await;
    watch.passes(14).await;
    assert!(watch.stand().await.is_empty());
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["LONE OPEN"]);
    let alert = watch.alerts(&watch.leader).await.remove(0);
    assert_eq!(alert["person"]["displayName"], "Puan Devi");
    // A note by her own hand is a word too.
    event(&watch, &watch.devi, patrol, "NOTE", json!({ "note": "Semua baik" })).await;
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["LONE HEALED"]);
}
