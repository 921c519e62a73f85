//! How patrols of a shift begin: one for each, and of none that is not on.

use chrono::TimeDelta;
use domain::shared::id::PatrolId;
use serde_json::{Value, json};
use stories::{User, with};

use super::{Night, PUBLISH, end, outcomes, record, volunteer};

const START: &str = "mutation($input: PatrolStartInput!) { patrolStart(input: $input) { patrol { id shift { id } doubts { code } members { displayName } } userErrors { code field } } }";

async fn shift(night: &Night, begins_in: TimeDelta) -> String {
    let starts_at = night.now() + begins_in;
    let shift = json!({
        "unitId": night.unit.to_string(), "startsAt": starts_at,
        "endsAt": starts_at + TimeDelta::hours(3), "place": "Pondok pengawal",
        "memberIds": night.team(),
    });
    let published = night.leader.graphql(PUBLISH, json!({ "input": shift })).await.ok();
    published.text_at("shiftPublish/shift/id")
}

async fn starts(night: &Night, user: &User, id: PatrolId, more: Value) -> Value {
    let input = json!({
        "id": id.to_string(), "unitId": night.unit.to_string(), "startedAt": night.now(),
    });
    let answer = user.graphql(START, json!({ "input": with(input, more) })).await.ok();
    answer.at("patrolStart/patrol").clone()
}

fn codes(patrol: &Value) -> Vec<&str> {
    let doubts = patrol["doubts"].as_array().expect("doubts").iter();
    doubts.map(|doubt| doubt["code"].as_str().expect("a code")).collect()
}

#[tokio::test]
async fn the_second_start_of_a_shift_joins_the_first() {
    let mut night = Night::begins().await;
    night.settles().await;
    let shift = shift(&night, TimeDelta::zero()).await;
    let of = json!({ "shiftId": shift });
    let (one, two): (PatrolId, PatrolId) = (night.mint(), night.mint());
    let first = starts(&night, &night.devi, one, of.clone()).await;
    assert_eq!((&first["id"], codes(&first)), (&json!(one.to_string()), vec![]));
    for _ in 0..2 {
        let joined = starts(&night, &night.lim, two, of.clone()).await;
        assert_eq!(joined["id"], one.to_string());
        assert_eq!(joined["members"].as_array().map(Vec::len), Some(2));
        assert!(codes(&joined).is_empty());
    }
    // A phone without signal may have recorded things under its own id: nothing of them is lost.
    night.passes(TimeDelta::minutes(20)).await;
    let three: PatrolId = night.mint();
    let began = json!({ "shiftId": shift, "startedAt": night.now() - TimeDelta::minutes(20) });
    let beside = starts(&night, &night.leader, three, began.clone()).await;
    assert_eq!(beside["id"], three.to_string());
    assert_eq!(codes(&beside), ["SHIFT_HAS_PATROL"]);
    let kept = record(&night.leader, three, &json!([night.check_in("Surau")]), &json!({})).await;
    assert_eq!(outcomes(&kept.ok()), ["APPLIED"]);
    assert_eq!(starts(&night, &night.leader, three, began).await, beside);
}

#[tokio::test]
async fn two_phones_that_start_a_shift_at_once_are_on_one_patrol() {
    let mut night = Night::begins().await;
    night.settles().await;
    let of = json!({ "shiftId": shift(&night, TimeDelta::zero()).await });
    let (one, two) = (night.mint(), night.mint());
    let (first, second) = tokio::join!(
        starts(&night, &night.devi, one, of.clone()),
        starts(&night, &night.lim, two, of.clone()),
    );
    assert_eq!(first["id"], second["id"]);
}

#[tokio::test]
async fn a_shift_that_is_not_on_is_not_linked() {
    let mut night = Night::begins().await;
    night.settles().await;
    let far = shift(&night, TimeDelta::days(9)).await;
    let soon = shift(&night, TimeDelta::minutes(119)).await;
    let patrol = starts(&night, &night.devi, night.mint(), json!({ "shiftId": far })).await;
    assert_eq!((&patrol["shift"], codes(&patrol)), (&Value::Null, vec!["SHIFT_NOT_ON"]));
    let near = starts(&night, &night.lim, night.mint(), json!({ "shiftId": soon })).await;
    assert_eq!((&near["shift"]["id"], codes(&near)), (&json!(soon), vec![]));
}

#[tokio::test]
async fn whoever_is_on_two_patrols_at_once_is_noticed() {
    let night = Night::begins().await;
    let with_lim = json!({ "presentIds": [night.lim.id.to_string()] });
    let first: PatrolId = night.mint();
    assert!(codes(&starts(&night, &night.devi, first, with_lim.clone()).await).is_empty());
    let second = starts(&night, &night.leader, night.mint(), with_lim.clone()).await;
    assert_eq!(codes(&second), ["ALREADY_ON_PATROL"]);
    // Whoever comes later is noticed as well, and nobody once the other one is over.
    let third: PatrolId = night.mint();
    let osman = volunteer(&night.app, "Encik Osman", night.unit, false).await;
    let solo = starts(&night, &osman, third, json!({})).await;
    assert!(codes(&solo).is_empty());
    let kept = record(&night.devi, third, &json!([night.check_in("Surau")]), &json!({})).await;
    assert_eq!(outcomes(&kept.ok()), ["APPLIED"]);
    let read = "query($id: ID!) { patrol(id: $id) { doubts { code } } }";
    let read = night.leader.graphql(read, json!({ "id": third.to_string() })).await.ok();
    assert_eq!(codes(read.at("patrol")), ["ALREADY_ON_PATROL"]);
    for patrol in [first, third] {
        end(&night.devi, patrol, night.now()).await.ok();
    }
    let next = starts(&night, &night.devi, night.mint(), json!({})).await;
    assert!(codes(&next).is_empty());
}
