//! Somebody who patrols alone.

use chrono::TimeDelta;
use domain::shared::id::{PatrolAliveId, PatrolId};
use serde_json::{Value, json};
use stories::{Answer, User, until, with};

use super::{Watch, ask};

const ALIVE: &str = "mutation($input: PatrolAliveRecordInput!) { patrolAliveRecord(input: $input) { patrol { id viewerConfirmBy alerts { kind state } } userErrors { code field } } }";
const READ: &str = "query($id: ID!) { patrol(id: $id) { viewerConfirmBy } }";

/// Says that somebody is well, with more said about it.
pub(super) async fn alive(watch: &Watch, user: &User, patrol: PatrolId, more: Value) -> Answer {
    let id: PatrolAliveId = watch.mint();
    let input =
        json!({ "id": id.to_string(), "patrolId": patrol.to_string(), "recordedAt": watch.now() });
    ask(user, ALIVE, with(input, more)).await
}

async fn confirm_by(user: &User, patrol: PatrolId) -> Value {
    let read = user.graphql(READ, json!({ "id": patrol.to_string() })).await.ok();
    read.at("patrol/viewerConfirmBy").clone()
}

#[tokio::test]
async fn whoever_patrols_alone_and_says_nothing_is_told_of_at_once_to_everybody() {
    let mut watch = Watch::begins().await;
    let patrol = watch.patrol(json!({})).await;
    assert_eq!(confirm_by(&watch.devi, patrol).await, "2026-03-14T04:15:00.000Z");
    assert_eq!(confirm_by(&watch.leader, patrol).await, Value::Null);
    watch.passes(10).await;
    let kept = alive(&watch, &watch.devi, patrol, json!({})).await.ok();
    let next = kept.at("patrolAliveRecord/patrol/viewerConfirmBy");
    assert_eq!(next, "2026-03-14T04:25:00.000Z");
    watch.passes(14).await;
    assert!(watch.stand().await.is_empty());
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["LONE OPEN"]);
    let alert = watch.alerts(&watch.secretary).await.remove(0);
    assert_eq!(alert["person"]["displayName"], "Puan Devi");
    assert_eq!(alert["escalatedAt"], alert["raisedAt"]);
    for said in watch.told(&["devi", "rahim", "aishah"], 1).await {
        assert!(said.starts_with("Puan Devi (SRS Mutiara Rini) patrols alone"), "{said}");
        assert!(said.contains("since 12:10"), "{said}");
    }
    assert!(watch.pushed("lim").is_empty());
    let texted = async || {
        let all = watch.secretary.messages_to(&watch.secretary.phone).await;
        all.into_iter().filter(|text| text.contains("Puan Devi")).count()
    };
    until(async || (texted().await == 1).then_some(())).await;
    // A word heals it at once.
    let kept = alive(&watch, &watch.devi, patrol, json!({})).await.ok();
    let alerts = kept.at("patrolAliveRecord/patrol/alerts");
    assert_eq!(alerts, &json!([{ "kind": "LONE", "state": "HEALED" }]));
    for said in watch.told(&["devi", "rahim", "aishah"], 2).await {
        assert_eq!(said, "All is well: Puan Devi (SRS Mutiara Rini) has confirmed.");
    }
    until(async || (texted().await == 2).then_some(())).await;
}

#[tokio::test]
async fn a_check_in_is_a_word_and_company_needs_none() {
    let mut watch = Watch::begins().await;
    let patrol = watch.patrol(json!({})).await;
    watch.passes(10).await;
    watch.check_in(&watch.devi, patrol, json!({})).await;
    watch.passes(14).await;
    assert!(watch.stand().await.is_empty());
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["LONE OPEN"]);
    watch.told(&["devi", "rahim", "aishah"], 1).await;
    // Encik Lim joins her.
    watch.check_in(&watch.lim, patrol, json!({})).await;
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["LONE HEALED"]);
    for said in watch.told(&["devi", "rahim", "aishah"], 2).await {
        assert_eq!(said, "All is well: Puan Devi (SRS Mutiara Rini) no longer patrols alone.");
    }
    assert_eq!(confirm_by(&watch.devi, patrol).await, Value::Null);
    watch.passes(18).await;
    assert_eq!(watch.stand().await, ["LONE HEALED"]);
}

#[tokio::test]
async fn a_word_that_comes_late_counts_from_when_it_was_given() {
    let mut watch = Watch::begins().await;
    let patrol = watch.patrol(json!({})).await;
    watch.passes(15).await;
    assert_eq!(watch.stand().await, ["LONE OPEN"]);
    // Given at ten past, with a clock that is eight hours ahead, and brought ten minutes later.
    watch.passes(5).await;
    let ahead = TimeDelta::hours(8);
    let given = watch.now() - TimeDelta::minutes(10) + ahead;
    let more = json!({ "recordedAt": given, "clock": { "sentAt": watch.now() + ahead } });
    let kept = alive(&watch, &watch.devi, patrol, more).await.ok();
    let path = "patrolAliveRecord/patrol";
    // Her silence was told by then too.
    let healed = |kind: &str| json!({ "kind": kind, "state": "HEALED" });
    assert_eq!(kept.at(path)["alerts"], json!([healed("QUIET"), healed("LONE")]));
    assert_eq!(kept.at(path)["viewerConfirmBy"], "2026-03-14T04:25:00.000Z");
    watch.passes(5).await;
    assert_eq!(watch.stand().await[..1], ["LONE OPEN"]);
    // One from before heals nothing.
    let before = json!({ "recordedAt": watch.now() - TimeDelta::minutes(20) });
    alive(&watch, &watch.devi, patrol, before).await.ok();
    assert_eq!(watch.stand().await[..1], ["LONE OPEN"]);
}

#[tokio::test]
async fn the_same_word_again_is_one_and_only_who_is_there_gives_it() {
    let watch = Watch::begins().await;
    let patrol = watch.patrol(json!({})).await;
    let id: PatrolAliveId = watch.mint();
    let same = json!({ "id": id.to_string() });
    let (one, two) = tokio::join!(
        alive(&watch, &watch.devi, patrol, same.clone()),
        alive(&watch, &watch.devi, patrol, same.clone())
    );
    assert_eq!(one.ok().body, two.ok().body);
    let other = watch.patrol(json!({})).await;
    let taken = alive(&watch, &watch.devi, other, same).await;
    assert_eq!(taken.refusals("patrolAliveRecord"), ["ID_TAKEN id"]);
    for (user, code) in [
        (&watch.lim, "FORBIDDEN"),
        (&watch.secretary, "FORBIDDEN"),
        (&watch.stranger, "NOT_FOUND"),
        (&watch.app.anybody(), "UNAUTHENTICATED"),
    ] {
        assert_eq!(alive(&watch, user, patrol, json!({})).await.code(), code);
    }
    // Also after the end it is kept, and starts nothing.
    watch.end(&watch.devi, patrol).await;
    let late = alive(&watch, &watch.devi, patrol, json!({})).await.ok();
    assert_eq!(late.at("patrolAliveRecord/patrol/viewerConfirmBy"), &Value::Null);
    let gone = alive(&watch, &watch.devi, watch.mint(), json!({})).await;
    assert_eq!(gone.code(), "NOT_FOUND");
}
