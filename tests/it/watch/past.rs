//! A phone that had no signal for days brings a night that is long over, or that of somebody who has left.

use chrono::TimeDelta;
use domain::shared::id::PatrolId;
use serde_json::{Value, json};
use stories::with;

use super::{SET, START, Watch, ask, lone::alive};
use crate::mysrs::leave;

#[tokio::test]
async fn nobody_is_woken_for_a_night_of_days_ago_that_comes_in_over_a_bad_line() {
    let mut watch = Watch::begins().await;
    // Puan Devi was alone. Her phone brings the beginning, and then the line is gone.
    let began = watch.now() - TimeDelta::days(6);
    let patrol = watch.patrol(json!({ "startedAt": began })).await;
    for _ in 0..6 {
        watch.passes(15).await;
        assert!(watch.stand().await.is_empty());
    }
    assert!(watch.pushed("rahim").is_empty() && watch.pushed("aishah").is_empty());
    let asked = "query($id: ID!) { patrol(id: $id) { status viewerConfirmBy } }";
    let read = watch.devi.graphql(asked, json!({ "id": patrol.to_string() })).await.ok();
    assert_eq!(read.at("patrol"), &json!({ "status": "ACTIVE", "viewerConfirmBy": null }));
    // It comes home, with what it has.
    watch.end(&watch.devi, patrol).await;
    assert!(watch.stand().await.is_empty());
}

/// Encik Lim leaves, and then his phone brings what began before that, with more said about it.
async fn brought_after_leaving(watch: &mut Watch, more: Value) -> PatrolId {
    let id: PatrolId = watch.mint();
    let input =
        json!({ "id": id.to_string(), "unitId": watch.unit.to_string(), "startedAt": watch.now() });
    watch.passes(16).await;
    leave(&watch.lim, watch.unit).await;
    watch.passes(4).await;
    ask(&watch.lim, START, with(input, more)).await.ok();
    id
}

#[tokio::test]
async fn nobody_is_woken_for_a_night_that_somebody_who_has_left_brings() {
    let mut watch = Watch::begins().await;
    let present = json!([watch.devi.id.to_string(), watch.siti.to_string()]);
    let patrol = brought_after_leaving(&mut watch, json!({ "presentIds": present })).await;
    for _ in 0..6 {
        watch.passes(15).await;
        assert!(watch.stand().await.is_empty());
    }
    // Puan Devi is out there with it after all: from then on somebody looks after her.
    watch.check_in(&watch.devi, patrol, json!({})).await;
    watch.passes(15).await;
    assert!(watch.stand().await.is_empty());
    watch.passes(15).await;
    assert_eq!(watch.stand().await, ["QUIET OPEN"]);
}

#[tokio::test]
async fn what_somebody_who_has_left_brings_of_a_shift_does_not_say_that_anybody_has_come() {
    let mut watch = Watch::begins().await;
    let shift = watch.shift(0).await;
    let patrol = brought_after_leaving(&mut watch, json!({ "shiftId": shift })).await;
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["LATE OPEN"]);
    // Once nobody can come any more it is what there was of it, as soon as it is over.
    watch.passes(3 * 60).await;
    assert_eq!(watch.stand().await, ["LATE OPEN"]);
    watch.end(&watch.lim, patrol).await;
    watch.passes(10).await;
    assert_eq!(watch.stand().await, ["LATE HEALED"]);
}

#[tokio::test]
async fn whom_somebody_names_who_has_left_is_looked_for_where_there_is_no_signal() {
    let mut watch = Watch::begins().await;
    let input = json!({ "unitId": watch.unit.to_string(), "version": 0, "noSignalArea": true });
    ask(&watch.leader, SET, input).await.ok();
    let shift = watch.shift(0).await;
    let more = json!({ "shiftId": shift, "presentIds": [watch.devi.id.to_string()] });
    let patrol = brought_after_leaving(&mut watch, more).await;
    watch.passes(3 * 60).await;
    assert!(watch.stand().await.is_empty());
    // Puan Devi should be home: nobody but the shift's watch looks for her.
    watch.passes(10).await;
    assert_eq!(watch.stand().await, ["LATE OPEN"]);
    watch.end(&watch.lim, patrol).await;
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["LATE HEALED"]);
}

#[tokio::test]
async fn whoever_says_that_they_are_well_is_out_there_and_missed_as_soon_as_anybody() {
    let mut watch = Watch::begins().await;
    let quiet = json!({ "enabled": true, "minutes": 5 });
    let input = json!({ "unitId": watch.unit.to_string(), "version": 0, "quiet": quiet });
    ask(&watch.leader, SET, input).await.ok();
    let present = json!([watch.devi.id.to_string()]);
    let patrol = brought_after_leaving(&mut watch, json!({ "presentIds": present })).await;
    watch.passes(5).await;
    assert!(watch.stand().await.is_empty());
    alive(&watch, &watch.devi, patrol, json!({})).await.ok();
    watch.passes(5).await;
    assert_eq!(watch.stand().await, ["QUIET OPEN"]);
}
