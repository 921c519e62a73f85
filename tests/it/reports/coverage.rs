//! Which checkpoints a patrol could have come past.

use chrono::TimeDelta;
use domain::shared::db;
use serde_json::{Value, json};
use stories::{until, with};

use super::{Desk, MONTH, WALKED};

/// A checkpoint that was there before the night: its id.
async fn checkpoint(desk: &Desk, name: &str, more: Value) -> Value {
    let add = "mutation($input: CheckpointAddInput!) { checkpointAdd(input: $input) { checkpoint { id } userErrors { code } } }";
    let input = json!({
        "unitId": desk.watch.unit.to_string(), "name": name,
        "coordinates": { "latitude": 1.54, "longitude": 103.65 },
    });
    let input = with(input, more);
    let added = desk.watch.leader.graphql(add, json!({ "input": input })).await.ok();
    let before = desk.watch.now() - TimeDelta::days(30);
    let sql = "update checkpoint set created_at = $1";
    db::run(desk.watch.app.house.tools.db.write(), sql, [before.into()]).await.unwrap();
    added.at("checkpointAdd/checkpoint/id").clone()
}

/// Waits until the month shows so many patrols, and tells what of the checkpoints they came past.
async fn coverage(desk: &Desk, patrols: i64) -> (Value, Value) {
    let asked = json!({ "month": "2026-03", "unit": desk.watch.unit.to_string() });
    until(async || {
        let read = desk.watch.leader.graphql(MONTH, asked.clone()).await.ok();
        let month = read.at("patrolMonth");
        let coverage = &month["coverage"];
        let shown = (coverage["part"].clone(), coverage["whole"].clone());
        (month["patrols"] == patrols).then_some(shown)
    })
    .await
}

#[tokio::test]
async fn what_is_closed_all_night_is_no_gap_and_what_is_closed_later_stays_one() {
    let desk = Desk::begins().await;
    checkpoint(&desk, "Surau", json!({})).await;
    let day = json!({ "opensAt": "08:00", "closesAt": "18:00" });
    checkpoint(&desk, "Padang", day.clone()).await;
    let night = json!({ "opensAt": "22:00", "closesAt": "06:00" });
    let hall = checkpoint(&desk, "Balai", night).await;
    desk.patrolled(&WALKED).await;
    assert_eq!(coverage(&desk, 1).await, (json!(1), json!(2)));
    // The leader says afterwards that nobody can visit what nobody has visited.
    let update = "mutation($input: CheckpointUpdateInput!) { checkpointUpdate(input: $input) { checkpoint { id } userErrors { code field } } }";
    let input = with(json!({ "id": hall, "version": 1 }), day);
    desk.watch.leader.graphql(update, json!({ "input": input })).await.ok();
    desk.patrolled(&WALKED).await;
    assert_eq!(coverage(&desk, 2).await, (json!(2), json!(4)));
}
