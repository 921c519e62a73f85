//! A phone that had no line for a week, and then one that breaks every few requests.

use chrono::TimeDelta;
use domain::shared::id::{CheckInId, TrackId};
use serde_json::{Value, json};
use stories::{Answer, until};

use crate::mysrs::{Night, end};

/// How many results have this outcome.
fn count(answer: &Answer, outcome: &str) -> usize {
    let results = answer.body["results"].as_array().expect("results").iter();
    results.filter(|result| result["outcome"] == outcome).count()
}

#[tokio::test]
async fn what_was_kept_for_a_week_comes_in_once_over_a_line_that_breaks() {
    let mut night = Night::begins().await;
    let (begun, patrol) = (night.now(), night.patrol().await);
    night.passes(TimeDelta::hours(3)).await;
    end(&night.leader, patrol, night.now()).await.ok();
    night.passes(TimeDelta::days(7)).await;
    let other = night.app.beside().await;
    let phones = [night.devi.holding(night.devi.token.clone()), night.devi.asking(&other.url)];
    let clock = json!({ "sentAt": night.now() });
    let check_ins: Vec<Value> = (0..3_000)
        .map(|number| {
            let id: CheckInId = night.mint();
            let at = begun + TimeDelta::seconds(number * 3);
            json!({ "id": id.to_string(), "recordedAt": at, "note": format!("Nota {number}") })
        })
        .collect();
    let path = format!("/v1/patrols/{patrol}/check-ins");
    for (number, part) in (0_u64..).zip(check_ins.chunks(500)) {
        let phone = if number.is_multiple_of(2) { &phones[0] } else { &phones[1] };
        let sent = json!({ "checkIns": part, "clock": clock });
        let answer = phone.post_again(&path, &sent, number * 4).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let there = count(&answer, "applied") + count(&answer, "duplicate");
        assert_eq!(there, part.len(), "{}", answer.text);
    }
    let track: TrackId = night.mint();
    let path = format!("/v1/patrols/{patrol}/track");
    let fixes: Vec<Value> = (0..6_000)
        .map(|number: i32| {
            let at = begun + TimeDelta::milliseconds(i64::from(number) * 1_500);
            json!({ "sequence": number, "latitude": 1.54 + f64::from(number) / 100_000.0, "longitude": 103.65, "recordedAt": at })
        })
        .collect();
    for (number, part) in (0_u64..).zip(fixes.chunks(1_500)) {
        let sent = json!({ "trackId": track.to_string(), "points": part, "clock": clock });
        let answer = phones[0].post_again(&path, &sent, number * 4).await;
        let kept = answer.body["applied"].as_u64().zip(answer.body["duplicate"].as_u64());
        assert_eq!(kept.map(|(applied, duplicate)| applied + duplicate), Some(1_500));
    }
    let asked = "query($id: ID!) { patrol(id: $id) { checkInCount distanceMetres doubtedFixCount judgedAt } }";
    let read = async || night.leader.graphql(asked, json!({ "id": patrol.to_string() })).await.ok();
    assert_eq!(read().await.at("patrol/checkInCount"), 3_000);
    // Reckoned once, when the patrol is judged: 5,999 steps of a hundred-thousandth of a degree.
    night.app.advance(TimeDelta::minutes(2));
    until(async || {
        let length = read().await.at("patrol/distanceMetres").as_f64()?;
        ((length - 5_999.0 * 1.111_95).abs() < 5.0).then_some(())
    })
    .await;
    other.stop().await;
}
