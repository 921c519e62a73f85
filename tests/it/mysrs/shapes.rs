//! The shapes in which phones send what they recorded: all of them mean the same, and what is not
//! understood is said.

use chrono::{DateTime, Utc};
use domain::shared::id::{CheckInId, PatrolEventId, TrackId};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Night, odd::counts, outcomes, record};

/// A check-in over REST with these fields.
fn item(night: &Night, more: Value) -> Value {
    let id: CheckInId = night.mint();
    stories::with(json!({ "id": id.to_string(), "recordedAt": night.now() }), more)
}

#[tokio::test]
async fn a_position_counts_in_the_shape_of_the_schema_and_flat() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let there = json!({ "latitude": 1.54, "longitude": 103.65 });
    let path = |what: &str| format!("/v1/patrols/{patrol}/{what}");
    let check_ins = json!([
        item(&night, json!({ "coordinates": there, "accuracyMetres": 8.5 })),
        item(&night, there.clone()),
        item(&night, json!({ "coordinates": { "lat": 1.54, "lng": 103.65 } })),
        item(&night, json!({ "lat": 1.54, "lng": 103.65 })),
    ]);
    let answer = night.devi.post(&path("check-ins"), &json!({ "checkIns": check_ins })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let read = "query($id: ID!) { patrol(id: $id) { checkIns(first: 10) { nodes { id coordinates { latitude longitude } } } } }";
    let read = night.leader.graphql(read, json!({ "id": patrol.to_string() })).await.ok();
    let nodes = read.at("patrol/checkIns/nodes").as_array().expect("check-ins").clone();
    let kept = |place: usize| {
        let mut found = nodes.iter().filter(|node| node["id"] == check_ins[place]["id"]);
        found.next().expect("it is kept")["coordinates"].clone()
    };
    assert_eq!([kept(0), kept(1)], [there.clone(), there.clone()]);
    // What is no position is told apart from none, and each says which field it is about.
    let results = &answer.body["results"];
    assert_eq!(results[2]["outcome"], "applied");
    assert_eq!(results[2]["doubts"], json!(["POSITION_INVALID"]));
    let ignored = |place: usize| results[place]["ignored"][0].clone();
    assert_eq!(ignored(2)["field"], "checkIns.2.coordinates.lat");
    assert_eq!(
        (&ignored(3)["code"], &ignored(3)["field"]),
        (&json!("FIELD_UNKNOWN"), &json!("checkIns.3.lat"))
    );
    assert!(ignored(3)["message"].as_str().is_some_and(|sentence| sentence.contains("lat")));
    assert_eq!(results[0].get("ignored"), None);

    let id: PatrolEventId = night.mint();
    let event = json!({ "id": id.to_string(), "kind": "NOTE", "note": "Lampu rosak", "coordinates": there, "recordedAt": night.now() });
    let answer = night.devi.post(&path("events"), &json!({ "events": [event] })).await;
    assert_eq!(answer.body["results"][0]["outcome"], "applied", "{}", answer.text);
    let way = "query($id: ID!) { patrol(id: $id) { way { events(first: 10) { nodes { coordinates { latitude longitude } } } } } }";
    let way = night.leader.graphql(way, json!({ "id": patrol.to_string() })).await.ok();
    assert_eq!(way.at("patrol/way/events/nodes/0/coordinates"), &there);
}

#[tokio::test]
async fn a_track_says_why_its_fixes_are_rejected() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let path = format!("/v1/patrols/{patrol}/track");
    let track: TrackId = night.mint();
    let fix = |sequence: i64, more: Value| {
        stories::with(json!({ "sequence": sequence, "recordedAt": night.now() }), more)
    };
    let there = json!({ "latitude": 1.54, "longitude": 103.65 });
    let nested = json!({ "coordinates": there, "accuracyMetres": 8 });
    let points = json!([
        fix(0, nested),
        fix(1, there.clone()),
        fix(2, json!({ "lat": 1.54 })),
        fix(3, json!({})),
        fix(-1, there.clone())
    ]);
    let sent = json!({ "trackId": track.to_string(), "points": points });
    let answer = night.devi.post(&path, &sent).await;
    assert_eq!(counts(&answer), [2, 0, 0, 3], "{}", answer.text);
    let said = answer.body["rejections"].as_array().expect("rejections").clone();
    let said: Vec<_> = said
        .iter()
        .map(|one| [&one["code"], &one["field"], &one["count"], &one["firstIndex"]])
        .collect();
    assert_eq!(
        json!(said),
        json!([
            ["REQUIRED", "points.2.coordinates", 2, 2],
            ["OUT_OF_RANGE", "points.4.sequence", 1, 4],
        ])
    );
    assert_eq!(answer.body["ignored"][0]["field"], "points.2.lat");
    // GraphQL says it too.
    let record = "mutation($input: TrackRecordInput!) { trackRecord(input: $input) { rejected rejections { error { code field message } count firstIndex } userErrors { code } } }";
    let lost = fix(5, json!({ "coordinates": { "latitude": 0, "longitude": 0 } }));
    let input =
        json!({ "patrolId": patrol.to_string(), "trackId": track.to_string(), "points": [lost] });
    let answer = night.devi.graphql(record, json!({ "input": input })).await.ok();
    let rejected = answer.at("trackRecord/rejections/0");
    assert_eq!(rejected["error"]["code"], "POSITION_INVALID");
    assert_eq!(rejected["error"]["field"], "points.0.coordinates");
    assert_eq!((&rejected["count"], &rejected["firstIndex"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn a_number_of_another_form_costs_no_record() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let path = |what: &str| format!("/v1/patrols/{patrol}/{what}");
    let there = json!({ "latitude": 1.54, "longitude": 103.65, "monotonicMs": 1_234.5 });
    let clock = json!({ "sentAt": night.now(), "sentMonotonicMs": 12_346.9 });
    // Phones count milliseconds with fractions, as the schema lets them.
    let sent = json!({ "checkIns": [item(&night, there.clone())], "clock": clock });
    let answer = night.devi.post(&path("check-ins"), &sent).await;
    let result = &answer.body["results"][0];
    assert_eq!(result["outcome"], "applied", "{}", answer.text);
    // 11,112 ms were between the recording and the sending, when both are rounded.
    let corrected = result["correctedAt"].as_str().expect("a time");
    let corrected: DateTime<Utc> = corrected.parse().expect("a time");
    assert_eq!((night.now() - corrected).num_milliseconds(), 11_112);
    // A clock that cannot be read costs nothing but the clock.
    let clock = json!({ "sentAt": "kelmarin", "sentMonotonicMs": [1] });
    let sent = json!({ "checkIns": [item(&night, there)], "clock": clock });
    let answer = night.devi.post(&path("check-ins"), &sent).await;
    assert_eq!(answer.body["results"][0]["outcome"], "applied", "{}", answer.text);
    let ignored = &answer.body["ignored"];
    let said = [0, 1].map(|place| [&ignored[place]["code"], &ignored[place]["field"]]);
    assert_eq!(
        json!(said),
        json!([["TIME_INVALID", "clock.sentAt"], ["NUMBER_INVALID", "clock.sentMonotonicMs"]])
    );
}

#[tokio::test]
async fn a_number_that_is_none_blocks_nothing_beside_it() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let (track, now): (TrackId, _) = (night.mint(), night.now().to_rfc3339());
    let fix = |sequence: i64, latitude: &str| {
        format!(
            r#"{{"sequence":{sequence},"latitude":{latitude},"longitude":103.65,"recordedAt":"{now}"}}"#
        )
    };
    let points = [fix(0, "1.54"), fix(1, "NaN"), fix(2, "-Infinity"), fix(3, "1.55")].join(",");
    let body = format!(r#"{{"trackId":"{track}","points":[{points}]}}"#);
    let post = async |what: &str, body: String| {
        let request = night.devi.request(Method::POST, &format!("/v1/patrols/{patrol}/{what}"));
        night.app.send(request.header("content-type", "application/json").body(body)).await
    };
    let answer = post("track", body).await;
    assert_eq!(counts(&answer), [2, 0, 0, 2], "{}", answer.text);
    assert_eq!(answer.body["rejections"][0]["code"], "POSITION_INVALID");
    assert_eq!(answer.body["rejections"][0]["field"], "points.1.coordinates");
    // A check-in is kept without it, and what a text says of such a word stays.
    let (one, two): (CheckInId, CheckInId) = (night.mint(), night.mint());
    let body = format!(
        r#"{{"checkIns":[
            {{"id":"{one}","latitude":NaN,"longitude":NaN,"accuracyMetres":Infinity,"recordedAt":"{now}"}},
            {{"id":"{two}","latitude":1.54,"longitude":103.65,"note":"NaN","recordedAt":"{now}"}}
        ]}}"#
    );
    let answer = post("check-ins", body).await;
    let results = &answer.body["results"];
    assert_eq!(
        [&results[0]["outcome"], &results[1]["outcome"]],
        ["applied", "applied"],
        "{}",
        answer.text
    );
    assert_eq!(results[0]["doubts"], json!(["POSITION_INVALID", "ACCURACY_INVALID"]));
    assert_eq!(results[0]["ignored"][0]["field"], "checkIns.0.latitude");
    assert_eq!(
        results[1]["doubts"].as_array().map(|doubts| doubts.contains(&json!("POSITION_INVALID"))),
        Some(false)
    );
    // What is no JSON for another reason is refused as before.
    let broken = post("check-ins", r#"{"checkIns":[NaN"#.to_owned()).await;
    assert_eq!((broken.status.as_u16(), broken.code()), (400, "BAD_REQUEST"));
}

#[tokio::test]
async fn something_else_under_a_known_id_says_why_it_is_not_kept() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let first = night.check_in("Surau");
    let other = stories::with(first.clone(), json!({ "checkpoint": "Taman" }));
    let items = json!([first, first, other]);
    let answer = record(&night.devi, patrol, &items, &json!({})).await.ok();
    assert_eq!(outcomes(&answer), ["APPLIED", "DUPLICATE", "CONFLICT"]);
    assert_eq!(answer.at("checkInRecord/results/1/error"), &Value::Null);
    let taken = answer.at("checkInRecord/results/2/error");
    assert_eq!((&taken["code"], &taken["field"]), (&json!("ID_TAKEN"), &json!("checkIns.2.id")));
    assert!(taken["message"].as_str().is_some_and(|sentence| sentence.len() > 10));
    // The same over REST: both shapes of a position are one content.
    let flat = json!({
        "id": first["id"], "latitude": 1.54, "longitude": 103.65, "accuracyMetres": 8.5,
        "checkpoint": "Surau", "recordedAt": first["recordedAt"],
    });
    let sent = json!({ "checkIns": [flat, other] });
    let answer = night.devi.post(&format!("/v1/patrols/{patrol}/check-ins"), &sent).await;
    let results = &answer.body["results"];
    assert_eq!([&results[0]["outcome"], &results[1]["outcome"]], ["duplicate", "conflict"]);
    assert_eq!(
        (&results[1]["code"], &results[1]["field"]),
        (&json!("ID_TAKEN"), &json!("checkIns.1.id"))
    );
}
