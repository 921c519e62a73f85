//! A phone that had no signal for days brings a night that is long over.

use chrono::TimeDelta;
use serde_json::json;

use super::Watch;

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
