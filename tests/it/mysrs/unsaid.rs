//! Nothing that a phone uploads vanishes without a word: not a list that stands twice, not the rows of
//! another patrol, not a count that no phone can have.

use domain::shared::id::{CheckInId, PatrolId};
use reqwest::Method;
use serde_json::{Value, json};
use stories::{Answer, with};

use super::Night;

/// Sends a body as it is.
async fn post(night: &Night, patrol: PatrolId, body: String) -> Answer {
    let path = format!("/v1/patrols/{patrol}/check-ins");
    let request = night.devi.request(Method::POST, &path);
    night.app.send(request.header("content-type", "application/json").body(body)).await
}

fn item(night: &Night, more: Value) -> Value {
    let id: CheckInId = night.mint();
    with(json!({ "id": id.to_string(), "recordedAt": night.now() }), more)
}

/// The codes and fields of what an answer says was left out.
fn said(ignored: &Value) -> Vec<[&str; 2]> {
    let each = ignored.as_array().into_iter().flatten();
    each.map(|one| ["code", "field"].map(|name| one[name].as_str().unwrap_or_default())).collect()
}

async fn kept(night: &Night, patrol: PatrolId) -> Value {
    let read = "query($id: ID!) { patrol(id: $id) { checkInCount } }";
    let answer = night.devi.graphql(read, json!({ "id": patrol.to_string() })).await.ok();
    answer.at("patrol/checkInCount").clone()
}

#[tokio::test]
async fn a_body_of_another_patrol_is_not_taken_for_this_one() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let other: PatrolId = night.mint();
    let body = |named: Value| {
        json!({ "patrolId": named, "checkIns": [item(&night, json!({}))] }).to_string()
    };
    let answer = post(&night, patrol, body(json!(other.to_string()))).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (422, "PATROL_OTHER"), "{}", answer.text);
    assert_eq!(answer.body["errors"][0]["field"], "patrolId");
    assert_eq!(kept(&night, patrol).await, 0);
    // Its own name says nothing new, and what is no name is said.
    let answer = post(&night, patrol, body(json!(patrol.to_string()))).await;
    assert_eq!(answer.body["results"][0]["outcome"], "applied", "{}", answer.text);
    assert_eq!(answer.body.get("ignored"), None);
    let answer = post(&night, patrol, body(json!("rondaan"))).await;
    assert_eq!(answer.body["results"][0]["outcome"], "applied", "{}", answer.text);
    assert_eq!(said(&answer.body["ignored"]), [["ID_INVALID", "patrolId"]]);
    assert_eq!(kept(&night, patrol).await, 2);
}

#[tokio::test]
async fn of_two_lists_neither_is_lost() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let one = |place: &str| item(&night, json!({ "checkpoint": place }));
    let (first, second) = (json!([one("Surau")]), json!([one("Taman")]));
    let body = format!(r#"{{"checkIns":{first},"checkIns":{second}}}"#);
    let answer = post(&night, patrol, body).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (400, "BAD_REQUEST"), "{}", answer.text);
    assert_eq!(answer.body["errors"][0]["field"], "checkIns");
    assert_eq!(kept(&night, patrol).await, 0);
    // Inside an item the last counts, and the answer says so.
    let id: CheckInId = night.mint();
    let now = night.now().to_rfc3339();
    let twice = format!(
        r#"{{"id":"{id}","note":"Gelap","note":"Terang","coordinates":{{"latitude":9,"latitude":1.54,"longitude":103.65}},"recordedAt":"{now}"}}"#
    );
    let answer = post(&night, patrol, format!(r#"{{"checkIns":[{twice}]}}"#)).await;
    let result = &answer.body["results"][0];
    assert_eq!(result["outcome"], "applied", "{}", answer.text);
    let wanted =
        [["FIELD_TWICE", "checkIns.0.note"], ["FIELD_TWICE", "checkIns.0.coordinates.latitude"]];
    assert_eq!(said(&result["ignored"]), wanted);
}

#[tokio::test]
async fn a_count_that_no_phone_can_have_is_said() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    for (count, more) in [(json!(-5), json!({})), (json!(1e300), json!({ "lampu": true }))] {
        let odd = item(&night, with(json!({ "monotonicMs": count }), more.clone()));
        let clock = json!({ "sentAt": night.now(), "sentMonotonicMs": count });
        let sent = with(json!({ "checkIns": [odd], "clock": clock }), more);
        let answer = post(&night, patrol, sent.to_string()).await;
        let result = &answer.body["results"][0];
        assert_eq!(result["outcome"], "applied", "{}", answer.text);
        assert_eq!(said(&result["ignored"])[0], ["OUT_OF_RANGE", "checkIns.0.monotonicMs"]);
        let clock = said(&answer.body["ignored"])[0];
        assert_eq!(clock, ["OUT_OF_RANGE", "clock.sentMonotonicMs"]);
    }
}

#[tokio::test]
async fn a_lost_number_is_named_before_fields_that_nobody_knows() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let (id, now) = (night.mint::<CheckInId>(), night.now().to_rfc3339());
    let unknown: Vec<_> = (0..10).map(|number| format!(r#""a{number}":1"#)).collect();
    let unknown = unknown.join(",");
    let odd = format!(r#"{{{unknown},"id":"{id}","mock":NaN,"recordedAt":"{now}"}}"#);
    let answer = post(&night, patrol, format!(r#"{{"checkIns":[{odd}]}}"#)).await;
    let result = &answer.body["results"][0];
    assert_eq!(result["outcome"], "applied", "{}", answer.text);
    let ignored = said(&result["ignored"]);
    assert_eq!(ignored[0], ["NUMBER_INVALID", "checkIns.0.mock"]);
    assert_eq!(ignored.last(), Some(&["MORE_LEFT_OUT", "checkIns.0"]));
    let last = &result["ignored"][ignored.len() - 1];
    assert!(last["message"].as_str().is_some_and(|sentence| sentence.contains('3')), "{last}");
}
