//! What is changed since says nothing against whoever was there: late rows have a patrol judged again, by
//! what held when it was walked.

use chrono::{DateTime, TimeDelta, Utc};
use domain::shared::{db, geo::Position, id::PatrolId};
use serde_json::{Value, json};
use stories::{walk::beside, with};

use super::{Checkpoint, RENEW, checkpoint, ended, record, scan, thought, verdicts};
use crate::mysrs::Night;

const BASE: Position = Position { latitude: 1.54, longitude: 103.65 };
const UPDATE: &str = "mutation($input: CheckpointUpdateInput!) { checkpointUpdate(input: $input) { checkpoint { version } userErrors { code field } } }";

/// The leader changes a checkpoint of which this version stands.
async fn change(night: &Night, post: &Checkpoint, version: i64, to: Value) {
    let input = with(json!({ "id": post.id, "version": version }), to);
    let changed = night.leader.graphql(UPDATE, json!({ "input": input })).await.ok();
    assert_eq!(changed.at("checkpointUpdate/checkpoint/version"), version + 1);
}

/// The leader renews the code with this number, and brings the text of the next one.
async fn renew(night: &Night, post: &Checkpoint, number: i64) -> String {
    let input = json!({ "input": { "id": post.id, "codeNumber": number } });
    let renewed = night.leader.graphql(RENEW, input).await.ok();
    renewed.text_at("checkpointCodeRenew/checkpoint/tagText")
}

/// Puan Devi's phone sends one more row two days later: what is thought of everything after that.
async fn two_days_later(night: &mut Night, patrol: PatrolId, row: &Value) -> Vec<String> {
    night.passes(TimeDelta::days(2)).await;
    record(&night.devi, patrol, &json!([row]), &json!({})).await.ok();
    let sent = night.now();
    night.passes(TimeDelta::minutes(2)).await;
    thought(night, patrol, sent).await
}

#[tokio::test]
async fn a_post_that_is_moved_and_narrowed_later_takes_nothing_back() {
    let mut night = Night::begins().await;
    let there = beside(BASE, 100.0, 0.0);
    let post = checkpoint(&night.leader, &night.unit.to_string(), "Surau", there).await;
    let patrol = night.patrol().await;
    night.passes(TimeDelta::minutes(10)).await;
    // Her phone brings this one at once, and keeps the next one for two days.
    let first = scan(&night, &post.code, Some(beside(there, 30.0, 0.0)));
    let said = record(&night.devi, patrol, &json!([first]), &json!({})).await.ok();
    assert_eq!(verdicts(&said), ["ACCEPTED"]);
    night.passes(TimeDelta::minutes(10)).await;
    let late = scan(&night, &post.code, Some(beside(there, -30.0, 0.0)));
    night.passes(TimeDelta::minutes(10)).await;
    assert_eq!(ended(&mut night, patrol).await, ["ACCEPTED"]);
    // Half a kilometre away, to be met within ten metres, and shut when she was there.
    let elsewhere = beside(there, 500.0, 0.0);
    let place = json!({ "latitude": elsewhere.latitude, "longitude": elsewhere.longitude });
    change(&night, &post, 1, json!({ "coordinates": place })).await;
    night.passes(TimeDelta::minutes(1)).await;
    change(&night, &post, 2, json!({ "radiusMetres": 10 })).await;
    night.passes(TimeDelta::minutes(1)).await;
    let shut = json!({ "opensAt": "03:00", "closesAt": "03:01" });
    change(&night, &post, 3, shut).await;
    assert_eq!(two_days_later(&mut night, patrol, &late).await, ["ACCEPTED", "ACCEPTED"]);
}

#[tokio::test]
async fn a_post_that_is_moved_on_the_way_is_where_it_is_from_then_on() {
    let mut night = Night::begins().await;
    let there = beside(BASE, 100.0, 0.0);
    let elsewhere = beside(there, 500.0, 0.0);
    let post = checkpoint(&night.leader, &night.unit.to_string(), "Surau", there).await;
    let patrol = night.patrol().await;
    night.passes(TimeDelta::minutes(10)).await;
    // Without a signal from here on.
    let before = scan(&night, &post.code, Some(there));
    night.passes(TimeDelta::minutes(10)).await;
    let place = json!({ "latitude": elsewhere.latitude, "longitude": elsewhere.longitude });
    change(&night, &post, 1, json!({ "coordinates": place })).await;
    // Another name, and another place in the order, move nothing.
    change(&night, &post, 2, json!({ "name": "Surau Lama", "positionInOrder": 3 })).await;
    night.passes(TimeDelta::minutes(10)).await;
    let gone = scan(&night, &post.code, Some(there));
    night.passes(TimeDelta::minutes(10)).await;
    let after = scan(&night, &post.code, Some(elsewhere));
    let batch = json!([before, gone, after]);
    let said = record(&night.devi, patrol, &batch, &json!({})).await.ok();
    let right = ["ACCEPTED", "DOUBTFUL OUTSIDE_RADIUS", "ACCEPTED"];
    assert_eq!(verdicts(&said), right);
    assert_eq!(ended(&mut night, patrol).await, right);
    let kept = "select count(*) from checkpoint_version";
    let kept: Option<i64> = db::value(night.app.house.tools.db.write(), kept, []).await.unwrap();
    assert_eq!(kept, Some(1));
}

#[tokio::test]
async fn a_code_that_was_renewed_twice_since_counted_when_it_was_read() {
    let mut night = Night::begins().await;
    let there = beside(BASE, 100.0, 0.0);
    let post = checkpoint(&night.leader, &night.unit.to_string(), "Surau", there).await;
    let patrol = night.patrol().await;
    night.passes(TimeDelta::minutes(10)).await;
    let first = scan(&night, &post.code, Some(there));
    night.passes(TimeDelta::minutes(10)).await;
    let second_code = renew(&night, &post, 1).await;
    night.passes(TimeDelta::minutes(10)).await;
    // The old sheet, which somebody has photographed, and the new one.
    let old = scan(&night, &post.code, Some(there));
    night.passes(TimeDelta::minutes(10)).await;
    let second = scan(&night, &second_code, Some(there));
    let batch = json!([first, old]);
    record(&night.devi, patrol, &batch, &json!({})).await.ok();
    assert_eq!(ended(&mut night, patrol).await, ["ACCEPTED", "DOUBTFUL CODE_REVOKED"]);
    renew(&night, &post, 2).await;
    night.passes(TimeDelta::minutes(1)).await;
    renew(&night, &post, 3).await;
    let right = ["ACCEPTED", "DOUBTFUL CODE_REVOKED", "ACCEPTED"];
    assert_eq!(two_days_later(&mut night, patrol, &second).await, right);
}

#[tokio::test]
async fn one_clock_of_years_ago_hides_nothing_of_what_was_changed_tonight() {
    let mut night = Night::begins().await;
    let there = beside(BASE, 100.0, 0.0);
    let post = checkpoint(&night.leader, &night.unit.to_string(), "Surau", there).await;
    // Of the year 2001 there is more than is ever read at once.
    let database = night.app.house.tools.db.write();
    let years_ago = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
    let sql = "update checkpoint set created_at = $1";
    db::run(database, sql, [years_ago("2001-01-01T00:00:00Z").into()]).await.unwrap();
    let sql = "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 2000) \
               insert into checkpoint_version (checkpoint_id, version, unit_id, held_until, latitude, \
               longitude, radius_metres, opens, closes, code_number, code_since) \
               select id, -n, unit_id, created_at, latitude, longitude, radius_metres, opens, closes, \
               code_number, code_since from numbers cross join checkpoint";
    assert_eq!(db::run(database, sql, []).await.unwrap(), 2_000);
    let patrol = night.patrol().await;
    night.passes(TimeDelta::minutes(10)).await;
    let mut old = scan(&night, &post.code, Some(there));
    old["recordedAt"] = json!(years_ago("2000-06-01T00:00:00Z"));
    let honest = scan(&night, &post.code, Some(there));
    record(&night.devi, patrol, &json!([old, honest]), &json!({})).await.ok();
    night.passes(TimeDelta::minutes(10)).await;
    let elsewhere = beside(there, 500.0, 0.0);
    let place = json!({ "latitude": elsewhere.latitude, "longitude": elsewhere.longitude });
    change(&night, &post, 1, json!({ "coordinates": place })).await;
    let thought = ended(&mut night, patrol).await;
    assert_eq!(thought.last().map(String::as_str), Some("ACCEPTED"), "{thought:?}");
}

#[tokio::test]
async fn a_rule_that_begins_later_holds_for_the_patrols_that_begin_later() {
    let mut night = Night::begins().await;
    let there = beside(BASE, 100.0, 0.0);
    let post = checkpoint(&night.leader, &night.unit.to_string(), "Surau", there).await;
    // From tomorrow on a position that may be off by more than five metres shows nothing.
    let sql = "insert into proof_rule (effective_from, most_excused_metres, vaguest_metres, \
               again_after_seconds, fastest_metres_a_second, source) \
               values ($1, 100, 5, 300, 33, 'Stricter from tomorrow on')";
    let tomorrow = night.now() + TimeDelta::days(1);
    db::run(night.app.house.tools.db.write(), sql, [tomorrow.into()]).await.unwrap();
    let patrol = night.patrol().await;
    night.passes(TimeDelta::minutes(10)).await;
    let first = scan(&night, &post.code, Some(there));
    record(&night.devi, patrol, &json!([first]), &json!({})).await.ok();
    night.passes(TimeDelta::minutes(10)).await;
    let late = scan(&night, &post.code, Some(there));
    assert_eq!(ended(&mut night, patrol).await, ["ACCEPTED"]);
    assert_eq!(two_days_later(&mut night, patrol, &late).await, ["ACCEPTED", "ACCEPTED"]);
    let next = night.patrol().await;
    night.passes(TimeDelta::minutes(10)).await;
    let vague = scan(&night, &post.code, Some(there));
    let said = record(&night.devi, next, &json!([vague]), &json!({})).await.ok();
    assert_eq!(verdicts(&said), ["DOUBTFUL POSITION_VAGUE"]);
    assert_eq!(ended(&mut night, next).await, ["DOUBTFUL POSITION_VAGUE"]);
}
