//! A patrol that does not end.

use chrono::{DateTime, Utc};
use domain::shared::db;
use serde_json::json;
use stories::until;

use super::Watch;

#[tokio::test]
async fn an_end_that_does_not_come_is_told_half_an_hour_later() {
    let mut watch = Watch::begins().await;
    let shift = watch.shift(0).await;
    let lim = watch.lim.id.to_string();
    let patrol = watch.patrol(json!({ "shiftId": shift, "presentIds": [lim] })).await;
    // They are heard of all the time.
    for _ in 0..19 {
        watch.passes(11).await;
        watch.check_in(&watch.lim, patrol, json!({})).await;
    }
    assert!(watch.stand().await.is_empty());
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["OVERDUE OPEN"]);
    for said in watch.told(&["devi", "lim", "rahim"], 1).await {
        assert_eq!(
            said,
            "The patrol of SRS Mutiara Rini was to end at 15:00 and has not ended. Call them."
        );
    }
    watch.passes(10).await;
    watch.told(&["aishah"], 1).await;
    // Somebody may be in danger: by SMS too.
    until(async || {
        let texted = watch.secretary.messages_to(&watch.secretary.phone).await;
        texted.iter().any(|text| text.contains("SRS Mutiara Rini")).then_some(())
    })
    .await;
    watch.end(&watch.leader, patrol).await;
    assert_eq!(watch.stand().await, ["OVERDUE HEALED"]);
    for said in watch.told(&["devi", "lim", "rahim", "aishah"], 2).await {
        assert_eq!(said, "The patrol of SRS Mutiara Rini has been ended.");
    }
    // Nobody looks for it any more.
    watch.passes(24 * 60).await;
    watch.told(&["devi", "lim", "rahim", "aishah"], 2).await;
}

#[tokio::test]
async fn a_patrol_that_nobody_ends_is_ended_judged_and_sealed_a_day_later() {
    let mut watch = Watch::begins().await;
    let shift = watch.shift(0).await;
    let lim = watch.lim.id.to_string();
    let patrol = watch.patrol(json!({ "shiftId": shift, "presentIds": [lim] })).await;
    watch.passes(60).await;
    // The last that is heard of them, two hours before the end of the shift.
    watch.check_in(&watch.lim, patrol, json!({})).await;
    let last = watch.now();
    watch.passes(150).await;
    watch.passes(24 * 60 - 1).await;
    let asked = "query($id: ID!) { patrol(id: $id) { status endedAt durationSeconds judgedAt } }";
    let id = json!({ "id": patrol.to_string() });
    let waits = watch.leader.graphql(asked, id.clone()).await.ok();
    assert_eq!(waits.at("patrol/status"), "ACTIVE");
    watch.passes(11).await;
    let read = async || watch.leader.graphql(asked, id.clone()).await.ok();
    until(async || {
        let read = read().await;
        let ended = read.at("patrol/status") == "ENDED" && !read.at("patrol/judgedAt").is_null();
        ended.then_some(())
    })
    .await;
    let ended = read().await;
    let at: DateTime<Utc> = ended.text_at("patrol/endedAt").parse().expect("a time");
    assert_eq!(at, last);
    assert_eq!(ended.at("patrol/durationSeconds"), 3_600);
    // The whole night can be proved, and its figures are reckoned.
    let database = watch.app.house.tools.db.write();
    for sql in ["select 1 from patrol_seal", "select 1 from unit_month where patrols = 1"] {
        until(async || db::exists(database, sql, []).await.expect("an answer").then_some(())).await;
    }
    // Nobody knows that all is well: no alert says so.
    let stand = watch.stand().await;
    assert!(!stand.is_empty());
    assert!(
        stand.iter().all(|one| !one.ends_with("OPEN") && !one.ends_with("HEALED")),
        "{stand:?}"
    );
    let says = "Nobody ended the patrol of SRS Mutiara Rini. It now counts as ended at 13:00. Please check.";
    until(async || watch.pushed("rahim").iter().any(|said| said == says).then_some(())).await;
}

#[tokio::test]
async fn a_patrol_that_ends_is_no_more_looked_for() {
    let mut watch = Watch::begins().await;
    let patrol = watch.patrol_of_two().await;
    watch.passes(20).await;
    watch.told(&["devi", "lim", "rahim"], 1).await;
    watch.end(&watch.devi, patrol).await;
    assert_eq!(watch.stand().await, ["QUIET HEALED"]);
    watch.told(&["devi", "lim", "rahim"], 2).await;
    watch.passes(20).await;
    assert!(watch.pushed("aishah").is_empty());
    let planned = "select 1 from duty where kind in ('patrol_watch', 'alert_escalate')";
    let database = watch.app.house.tools.db.write();
    assert!(!db::exists(database, planned, []).await.expect("an answer"));
}
