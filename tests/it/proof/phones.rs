//! One person with two phones: they walk with both, or leave one at home.

use chrono::TimeDelta;
use domain::shared::{
    geo::Position,
    id::{CheckInId, PatrolId, TrackId},
};
use serde_json::{Value, json};
use stories::{
    User,
    walk::{Dice, Step, beside, walk},
};

use super::{judged, record, verdict};
use crate::mysrs::{Night, end};

const BASE: Position = Position { latitude: 1.54, longitude: 103.65 };
const SUMMED: &str =
    "query($id: ID!) { patrol(id: $id) { distanceMetres members { displayName } } }";

/// The fixes of a phone's track, as it sends them.
fn points(steps: &[Step]) -> Vec<Value> {
    let point = |(sequence, step): (i64, &Step)| {
        json!({
            "sequence": sequence, "latitude": step.position.latitude,
            "longitude": step.position.longitude, "accuracyMetres": step.accuracy_metres,
            "recordedAt": step.at,
        })
    };
    (0..).zip(steps).map(point).collect()
}

/// What a phone notes where it is, by its position alone.
fn noted(night: &Night, step: &Step) -> Value {
    let id: CheckInId = night.mint();
    json!({
        "id": id.to_string(), "method": "POSITION", "accuracyMetres": step.accuracy_metres,
        "coordinates": { "latitude": step.position.latitude, "longitude": step.position.longitude },
        "recordedAt": step.at, "note": "Semua tenang",
    })
}

/// The length of a way in metres.
fn length(steps: &[Step]) -> f64 {
    steps.windows(2).map(|pair| pair[0].position.metres_to(pair[1].position)).sum()
}

/// Puan Devi on both of her phones.
async fn both_phones(night: &Night) -> [User; 2] {
    let mut second = night.devi.clone();
    second.sign_in_again().await;
    [night.devi.clone(), second]
}

/// Each phone sends its track: a part of the one, then a part of the other, the last first.
async fn both_send(phones: [&User; 2], patrol: PatrolId, ways: [&[Step]; 2], night: &Night) {
    let path = format!("/v1/patrols/{patrol}/track");
    let kept = ways.map(points);
    let tracks = [night.mint::<TrackId>(), night.mint()];
    let parts = kept.each_ref().map(|points| points.chunks(90).rev().collect::<Vec<_>>());
    for number in 0..parts[0].len().max(parts[1].len()) {
        for ((phone, track), parts) in phones.into_iter().zip(tracks).zip(&parts) {
            let Some(part) = parts.get(number) else { continue };
            let sent = json!({ "trackId": track.to_string(), "points": part });
            let answer = phone.post(&path, &sent).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn two_phones_that_are_carried_together_are_one_person_who_walks_once() {
    let mut night = Night::begins().await;
    let patrol = night.patrol().await;
    let one = walk(5, BASE, night.now(), 3_000);
    // The other phone sees the same streets two seconds later, each time a little off in its own way.
    let mut dice = Dice::of(77);
    let mut other: Vec<Step> = Vec::new();
    for step in &one {
        let there = beside(step.truth, dice.gaussian(5.0), dice.gaussian(5.0));
        let at = step.at + TimeDelta::seconds(2);
        other.push(Step { at, position: there, accuracy_metres: 8.0, ..*step });
    }
    night.passes(TimeDelta::minutes(51)).await;
    let phones = both_phones(&night).await;
    let ended = night.now();
    end(&phones[1], patrol, ended).await.ok();
    for part in 1..9 {
        let (phone, way) = if part % 2 == 0 { (0, &one) } else { (1, &other) };
        let seen = json!([noted(&night, &way[way.len() * part / 9])]);
        record(&phones[phone], patrol, &seen, &json!({})).await.ok();
    }
    both_send([&phones[0], &phones[1]], patrol, [&one, &other], &night).await;
    night.passes(TimeDelta::minutes(2)).await;
    let read = judged(&night.leader, patrol, ended).await;
    assert_eq!(read.at("patrol/doubtedFixCount"), 0, "{}", read.text);
    let check_ins = read.at("patrol/checkIns/nodes").as_array().expect("check-ins").clone();
    assert_eq!(check_ins.iter().map(verdict).collect::<Vec<_>>(), ["ACCEPTED"; 8]);
    // The way counts once, and so does she.
    let summed = night.leader.graphql(SUMMED, json!({ "id": patrol.to_string() })).await.ok();
    let metres = summed.at("patrol/distanceMetres").as_f64().expect("a length");
    let longest = length(&one).max(length(&other));
    assert!((metres - longest).abs() < longest / 100.0, "{metres} is not {longest}");
    assert_eq!(summed.at("patrol/members"), &json!([{ "displayName": "Puan Devi" }]));
}

#[tokio::test]
async fn of_two_phones_the_one_that_stays_at_home_is_not_believed() {
    let mut night = Night::begins().await;
    let patrol = night.patrol().await;
    let carried = walk(9, BASE, night.now(), 3_000);
    // A fix a minute, 20 km away: no house between the two hides it for long enough to drive there.
    let home = beside(BASE, -20_000.0, 0.0);
    let mut dice = Dice::of(78);
    let mut lies: Vec<Step> = Vec::new();
    for step in carried.iter().step_by(12) {
        let there = beside(home, dice.gaussian(4.0), dice.gaussian(4.0));
        lies.push(Step { at: step.at + TimeDelta::seconds(1), position: there, ..*step });
    }
    night.passes(TimeDelta::minutes(51)).await;
    let phones = both_phones(&night).await;
    let ended = night.now();
    end(&phones[0], patrol, ended).await.ok();
    let mut honest = Vec::new();
    for part in 1..5 {
        let seen = [&carried, &lies].map(|way| noted(&night, &way[way.len() * part / 5]));
        honest.push(seen[0]["id"].clone());
        for (phone, seen) in phones.iter().zip(seen) {
            record(phone, patrol, &json!([seen]), &json!({})).await.ok();
        }
    }
    both_send([&phones[0], &phones[1]], patrol, [&carried, &lies], &night).await;
    night.passes(TimeDelta::minutes(2)).await;
    let read = judged(&night.leader, patrol, ended).await;
    // Every fix and check-in of the phone at home is marked, and none of the one that was carried.
    assert_eq!(read.at("patrol/doubtedFixCount"), &json!(lies.len()), "{}", read.text);
    for check_in in read.at("patrol/checkIns/nodes").as_array().expect("check-ins") {
        let expected =
            if honest.contains(&check_in["id"]) { "ACCEPTED" } else { "DOUBTFUL SPEED_IMPOSSIBLE" };
        assert_eq!(verdict(check_in), expected, "{check_in}");
    }
    let summed = night.leader.graphql(SUMMED, json!({ "id": patrol.to_string() })).await.ok();
    let metres = summed.at("patrol/distanceMetres").as_f64().expect("a length");
    let walked = length(&carried);
    assert!((metres - walked).abs() < walked / 100.0, "{metres} is not {walked}");
}
