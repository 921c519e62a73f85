//! A patrol that does not end.

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
    assert!(!domain::shared::db::exists(database, planned, []).await.expect("an answer"));
}
