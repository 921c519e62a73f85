//! Odd items, odd clocks, odd positions: kept, told apart, and never in their neighbours' way.

use chrono::TimeDelta;
use domain::shared::id::{CheckInId, PatrolId, TrackId};
use serde_json::{Value, json};

use stories::{Answer, with};

use super::{END, Night, READ, START, outcomes, record};

/// What became of the fixes of a track, as it is counted.
pub(super) fn counts(answer: &Answer) -> [u64; 4] {
    ["applied", "duplicate", "conflict", "rejected"]
        .map(|name| answer.body[name].as_u64().unwrap_or_else(|| panic!("{}", answer.text)))
}

#[tokio::test]
async fn one_bad_item_blocks_nothing() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let mut bad = night.check_in("Simpang");
    bad["id"] = json!("patrol_00000000000000000000000000");
    let batch = json!([night.check_in("Surau"), bad, night.check_in("Taman")]);
    let answer = record(&night.devi, patrol, &batch, &json!({})).await.ok();
    assert_eq!(outcomes(&answer), ["APPLIED", "REJECTED", "APPLIED"]);
    assert_eq!(answer.at("checkInRecord/results/1/error/code"), "ID_INVALID");
    assert_eq!(answer.at("checkInRecord/results/1/error/field"), "checkIns.1.id");
    assert_eq!(answer.at("checkInRecord/results/2/checkIn/checkpoint"), "Taman");

    // The same over REST, where an item may be broken in more ways.
    let path = format!("/v1/patrols/{patrol}/check-ins");
    let (one, two): (CheckInId, CheckInId) = (night.mint(), night.mint());
    let upload = json!({ "checkIns": [
        { "id": one.to_string(), "latitude": 1.5, "longitude": 103.6, "recordedAt": night.now() },
        { "id": "x", "recordedAt": "yesterday" },
        17,
        { "id": two.to_string(), "latitude": 1.5, "longitude": 999, "recordedAt": night.now() },
        { "id": one.to_string(), "latitude": 1.5, "longitude": 103.6, "recordedAt": night.now() },
    ] });
    let answer = night.devi.post(&path, &upload).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let results = answer.body["results"].as_array().expect("results");
    let kinds: Vec<_> = results.iter().map(|result| result["outcome"].clone()).collect();
    assert_eq!(kinds, ["applied", "rejected", "rejected", "applied", "duplicate"]);
    assert_eq!(results[3]["doubts"], json!(["POSITION_INVALID"]));
    assert_eq!(
        (&results[1]["code"], &results[1]["field"]),
        (&json!("ID_INVALID"), &json!("checkIns.1.id"))
    );
    assert!(results[2]["message"].as_str().is_some_and(|sentence| sentence.len() > 10));
    // Also of what was rejected the phone finds what it sent.
    let ids: Vec<_> = results.iter().map(|result| result["id"].clone()).collect();
    let (one, two) = (one.to_string(), two.to_string());
    assert_eq!(ids, [json!(one), json!("x"), json!(null), json!(two), json!(one)]);
    let track = json!({ "trackId": night.mint::<TrackId>().to_string(), "points": [
        { "sequence": 0, "latitude": 1.5, "longitude": 103.6, "recordedAt": night.now() },
        { "sequence": 1, "latitude": 91, "longitude": 103.6, "recordedAt": night.now() },
        { "sequence": 0, "latitude": 1.5, "longitude": 103.6, "recordedAt": night.now() },
        { "sequence": 2, "latitude": 1.5, "longitude": 103.6, "recordedAt": "yesterday" },
    ] });
    let answer = night.devi.post(&format!("/v1/patrols/{patrol}/track"), &track).await;
    let said = &answer.body["rejections"];
    assert_eq!(
        (&said[0]["code"], &said[0]["field"]),
        (&json!("POSITION_INVALID"), &json!("points.1.coordinates"))
    );
    assert_eq!(
        (&said[1]["code"], &said[1]["field"]),
        (&json!("BAD_REQUEST"), &json!("points.3.recordedAt"))
    );
    assert_eq!((&said[1]["count"], &said[1]["firstIndex"]), (&json!(1), &json!(3)));
    assert_eq!(counts(&answer), [1, 1, 0, 2]);
    // Two thousand fixes fit, and one more is too many, whatever it is.
    let fix = |sequence: i64| json!({ "sequence": 10 + sequence, "segment": 0, "latitude": 1.534_567_8, "longitude": 103.654_321_9, "accuracyMetres": 12.5, "recordedAt": night.now(), "monotonicMs": 900_000_000_i64 + sequence });
    let mut fixes: Vec<Value> = (0..2_000).map(fix).collect();
    let track = |points: &[Value]| json!({ "trackId": track["trackId"], "points": points });
    let answer = night.devi.post(&format!("/v1/patrols/{patrol}/track"), &track(&fixes)).await;
    assert_eq!(
        answer.body,
        json!({ "applied": 2_000, "duplicate": 0, "conflict": 0, "rejected": 0 })
    );
    fixes.push(json!("nothing"));
    let answer = night.devi.post(&format!("/v1/patrols/{patrol}/track"), &track(&fixes)).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (422, "TOO_MANY"));
    // A phone that counts from the beginning again loses nothing: what is not the same is told apart.
    let mut again = fixes[..2].to_vec();
    again[1]["latitude"] = json!(1.534_6);
    let answer = night.devi.post(&format!("/v1/patrols/{patrol}/track"), &track(&again)).await;
    assert_eq!(answer.body, json!({ "applied": 0, "duplicate": 1, "conflict": 1, "rejected": 0 }));
    let apart = json!({ "trackId": night.mint::<TrackId>().to_string(), "points": again[1..] });
    let answer = night.devi.post(&format!("/v1/patrols/{patrol}/track"), &apart).await;
    assert_eq!(answer.body["applied"], 1);
    let track = track(&fixes[..1]);
    // Another phone adds nothing to this one's track.
    let answer = night.lim.post(&format!("/v1/patrols/{patrol}/track"), &track).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (409, "ID_TAKEN"));

    let many: Vec<Value> = (0..501).map(|_| night.check_in("Surau")).collect();
    let refused = record(&night.devi, patrol, &json!(many), &json!({})).await;
    assert_eq!(refused.refusals("checkInRecord"), ["TOO_MANY checkIns"]);
    let read = night.devi.graphql(READ, json!({ "id": patrol.to_string() })).await.ok();
    assert_eq!(read.at("patrol/checkInCount"), 4);
}

#[tokio::test]
async fn a_clock_an_hour_off_is_seen_and_corrected() {
    let mut night = Night::begins().await;
    let off = TimeDelta::hours(1);
    let patrol: PatrolId = night.mint();
    let input = json!({ "id": patrol.to_string(), "unitId": night.unit.to_string(), "startedAt": night.now() + off, "clock": { "sentAt": night.now() + off } });
    let started = night.devi.graphql(START, json!({ "input": input })).await.ok();
    assert_eq!(started.at("patrolStart/patrol/startedAt"), "2026-03-14T04:00:00.000Z");

    night.passes(TimeDelta::minutes(10)).await;
    let mut ahead = night.check_in("Surau");
    ahead["recordedAt"] = json!(night.now() + off);
    ahead["monotonicMs"] = json!(900_000_000_i64);
    let mut untouched = night.check_in("Taman");
    untouched["recordedAt"] = json!(night.now() + off);
    night.passes(TimeDelta::minutes(10)).await;
    // Sent with the clock still wrong: both are corrected.
    let wrong = json!({ "sentAt": night.now() + off, "sentMonotonicMs": 900_600_000_i64 });
    let answer = record(&night.devi, patrol, &json!([ahead, untouched]), &wrong).await.ok();
    for place in 0..2 {
        let kept = answer.at(&format!("checkInRecord/results/{place}/checkIn"));
        assert_eq!(kept["correctedAt"], "2026-03-14T04:10:00.000Z");
        assert_eq!(kept["clockOffsetSeconds"], -3600);
        assert_eq!(kept["doubts"], json!(["CLOCK_WRONG"]));
    }
    // Put right on the way: the time since the phone was switched on tells.
    ahead["id"] = json!(night.mint::<CheckInId>().to_string());
    let right = json!({ "sentAt": night.now(), "sentMonotonicMs": 900_600_000_i64 });
    let answer = record(&night.devi, patrol, &json!([ahead]), &right).await.ok();
    assert_eq!(
        answer.at("checkInRecord/results/0/checkIn/correctedAt"),
        "2026-03-14T04:10:00.000Z"
    );

    let input = json!({ "id": patrol.to_string(), "endedAt": night.now() + off, "clock": { "sentAt": night.now() + off } });
    let ended = night.devi.graphql(END, json!({ "input": input })).await.ok();
    assert_eq!(ended.at("patrolEnd/patrol/durationSeconds"), 1200);
}

#[tokio::test]
async fn a_position_off_the_globe_is_kept_without_it() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let mut lost = night.check_in("Surau");
    lost["coordinates"] = json!({ "latitude": 912.5, "longitude": 103.65 });
    lost["note"] = json!("a".repeat(3000));
    let answer = record(&night.devi, patrol, &json!([lost]), &json!({})).await.ok();
    assert_eq!(outcomes(&answer), ["APPLIED"]);
    let kept = answer.at("checkInRecord/results/0/checkIn");
    assert_eq!(kept["coordinates"], json!(null));
    assert_eq!(kept["doubts"], json!(["POSITION_INVALID", "TEXT_CUT"]));
    assert_eq!(kept["note"].as_str().map(str::len), Some(2000));
    // Nobody is at (0, 0): so a phone says that it does not know where it is.
    let zero = json!({ "latitude": 0, "longitude": 0 });
    let (mut nowhere, mut flat) = (night.check_in("Balai"), night.check_in("Taman"));
    nowhere["coordinates"] = zero.clone();
    let answer = record(&night.devi, patrol, &json!([nowhere]), &json!({})).await.ok();
    assert_eq!(outcomes(&answer), ["APPLIED"]);
    let kept = answer.at("checkInRecord/results/0/checkIn");
    assert_eq!(kept["coordinates"], json!(null));
    assert_eq!(kept["doubts"], json!(["POSITION_INVALID"]));
    flat.as_object_mut().expect("fields").remove("coordinates");
    let sent = json!({ "checkIns": [with(flat, zero)] });
    let answer = night.devi.post(&format!("/v1/patrols/{patrol}/check-ins"), &sent).await;
    let result = &answer.body["results"][0];
    assert_eq!((&result["outcome"], &result["verdict"]), (&json!("applied"), &json!("accepted")));
    assert_eq!(result["doubts"], json!(["POSITION_INVALID"]));
    // Nor is any of them anywhere for whoever reads them.
    let read = night.leader.graphql(READ, json!({ "id": patrol.to_string() })).await.ok();
    let nodes = read.at("patrol/checkIns/nodes").as_array().expect("check-ins");
    assert_eq!(nodes.len(), 3);
    assert!(nodes.iter().all(|node| node["coordinates"].is_null()), "{}", read.text);
}
