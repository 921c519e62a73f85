//! The way of a patrol, in whatever order it comes in.

use chrono::TimeDelta;
use domain::shared::id::TrackId;
use serde_json::{Value, json};
use stories::{Answer, until};

use super::{Night, READ, end, metres, send_walk, walk};

#[tokio::test]
async fn a_walk_shuffled_and_a_third_of_it_sent_twice_is_the_same_walk() {
    let mut night = Night::begins().await;
    let (points, length) = walk(night.now(), 500);
    let straight = night.patrol().await;
    let shuffled = night.patrol().await;
    let late = night.patrol().await;
    night.passes(TimeDelta::minutes(40)).await;
    send_walk(&night.devi, straight, night.mint(), &points).await.ok();

    // Every seventh first, then the next ones; 500 and 7 share no factor, so each comes once.
    let mut mixed: Vec<Value> = (0..500).map(|n| points[n * 7 % 500].clone()).collect();
    let third: Vec<Value> = mixed.iter().step_by(3).cloned().collect();
    mixed.extend(third);
    let track: TrackId = night.mint();
    let mut counts = [0, 0];
    for batch in mixed.chunks(90) {
        let answer = send_walk(&night.devi, shuffled, track, batch).await.ok();
        counts[0] += answer.at("trackRecord/applied").as_i64().expect("a number");
        counts[1] += answer.at("trackRecord/duplicate").as_i64().expect("a number");
    }
    assert_eq!(counts, [500, 167]);

    // Most of it comes in after the end.
    let late_track: TrackId = night.mint();
    send_walk(&night.devi, late, late_track, &points[..50]).await.ok();
    let ended: Vec<Answer> = [
        end(&night.devi, straight, night.now()).await.ok(),
        end(&night.devi, shuffled, night.now()).await.ok(),
        end(&night.devi, late, night.now()).await.ok(),
    ]
    .into();
    let of = |answer: &Answer| metres(answer, "patrolEnd/patrol/distanceMetres");
    assert!((of(&ended[0]) - length).abs() < length / 100.0, "{} {length}", of(&ended[0]));
    assert!((of(&ended[0]) - of(&ended[1])).abs() < 0.001);
    assert!(of(&ended[2]) < length / 5.0);
    assert_eq!(ended[0].at("patrolEnd/patrol/durationSeconds"), 2400);
    assert_eq!(
        ended[0].at("patrolEnd/patrol/durationSeconds"),
        ended[1].at("patrolEnd/patrol/durationSeconds")
    );
    send_walk(&night.devi, late, late_track, &points[50..]).await.ok();
    night.app.advance(TimeDelta::minutes(2));
    let asked = json!({ "id": late.to_string() });
    until(async || {
        let late = night.devi.graphql(READ, asked.clone()).await.ok();
        ((metres(&late, "patrol/distanceMetres") - of(&ended[0])).abs() < 0.001).then_some(())
    })
    .await;
}
