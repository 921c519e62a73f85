//! Whether there is a post to be visited: from when until when it is open, whose it is, and that it has
//! not ended.

use chrono::{DateTime, TimeDelta, Utc};
use domain::shared::{
    geo::Position,
    id::{CheckpointId, PatrolId},
};
use serde_json::{Value, json};
use stories::{until, walk::beside, with};

use super::{Checkpoint, add, checkpoint, ended, record, scan, verdicts};
use crate::mysrs::Night;

const BASE: Position = Position { latitude: 1.54, longitude: 103.65 };
const END: &str = "mutation($input: CheckpointEndInput!) { checkpointEnd(input: $input) { checkpoint { endedAt } userErrors { code field } } }";

/// A check-in by position somewhere, now, of which the phone says at which checkpoint it is.
fn named(night: &Night, checkpoint: &str, there: Position) -> Value {
    let by_position = json!({ "method": "POSITION", "code": null, "checkpointId": checkpoint });
    with(scan(night, "", Some(there)), by_position)
}

/// Lets time pass until clocks in Malaysia show this.
async fn until_it_is(night: &mut Night, shown: &str) {
    let at: DateTime<Utc> = format!("{shown}:00+08:00").parse().expect("a time");
    let left = at - night.now();
    night.passes(left).await;
}

#[tokio::test]
async fn a_post_is_open_from_its_hour_on_until_it_closes_the_next_morning() {
    let mut night = Night::begins().await;
    let there = beside(BASE, 100.0, 0.0);
    let input = json!({
        "unitId": night.unit.to_string(), "name": "Surau", "opensAt": "22:00", "closesAt": "06:00",
        "coordinates": { "latitude": there.latitude, "longitude": there.longitude },
    });
    let post = add(&night.leader, input).await;
    until_it_is(&mut night, "2026-03-14T21:30").await;
    let patrol = night.patrol().await;
    let visits = [
        ("2026-03-14T21:59", "DOUBTFUL CLOSED_NOW"),
        ("2026-03-14T22:01", "ACCEPTED"),
        ("2026-03-15T00:30", "ACCEPTED"),
        ("2026-03-15T05:59", "ACCEPTED"),
        ("2026-03-15T06:01", "DOUBTFUL CLOSED_NOW"),
    ];
    for (number, (shown, thought)) in visits.into_iter().enumerate() {
        until_it_is(&mut night, shown).await;
        // In turns: within two minutes the same person would be there too soon.
        let visitor = [&night.devi, &night.lim][number % 2];
        let seen = json!([scan(&night, &post.code, Some(there))]);
        let said = record(visitor, patrol, &seen, &json!({})).await.ok();
        assert_eq!(verdicts(&said), [thought], "{shown}");
    }
    assert_eq!(ended(&mut night, patrol).await, visits.map(|(_, thought)| thought));
}

#[tokio::test]
async fn a_post_of_another_unit_or_of_nobody_is_none_of_the_units() {
    let mut night = Night::begins().await;
    let theirs = night.stranger.ask("{ patrolUnits { id } }").await.ok();
    let theirs = theirs.text_at("patrolUnits/0/id");
    let foreign = checkpoint(&night.stranger, &theirs, "Balai", BASE).await;
    let unknown = night.mint::<CheckpointId>().to_string();
    let patrol = night.patrol().await;
    night.passes(TimeDelta::minutes(10)).await;
    let batch = json!([named(&night, &foreign.id, BASE), named(&night, &unknown, BASE)]);
    let said = record(&night.devi, patrol, &batch, &json!({})).await.ok();
    let right = ["DOUBTFUL CHECKPOINT_UNKNOWN"; 2];
    assert_eq!(verdicts(&said), right);
    // What the phone named stays with it.
    for (place, id) in [foreign.id, unknown].iter().enumerate() {
        let kept = said.at(&format!("checkInRecord/results/{place}/checkIn/checkpointId"));
        assert_eq!(kept, &json!(id));
    }
    assert_eq!(ended(&mut night, patrol).await, right);
}

/// Waits until a node has heard that a post has ended: the leader's phone tries it on a patrol that is not
/// looked at.
async fn until_heard(night: &Night, url: &str, post: &Checkpoint) {
    let (leader, tried): (_, PatrolId) = (night.leader.asking(url), night.mint());
    night.start_by(&leader, tried).await.ok();
    until(async || {
        let one = json!([named(night, &post.id, BASE)]);
        let said = record(&leader, tried, &one, &json!({})).await.ok();
        verdicts(&said)[0].contains("CHECKPOINT_UNKNOWN").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_post_counts_until_it_ends_whichever_node_a_phone_asks() {
    let mut night = Night::begins().await;
    let other = match night.app.database.redis {
        Some(_) => Some(night.app.beside().await),
        None => None,
    };
    let url = other.as_ref().map_or(&night.app.url, |other| &other.url).clone();
    let there = beside(BASE, 100.0, 0.0);
    let post = checkpoint(&night.leader, &night.unit.to_string(), "Surau", there).await;
    let patrol = night.patrol().await;
    night.passes(TimeDelta::minutes(10)).await;
    // From here on the node remembers the post.
    let first = json!([scan(&night, &post.code, Some(there))]);
    let said = record(&night.devi.asking(&url), patrol, &first, &json!({})).await.ok();
    assert_eq!(verdicts(&said), ["ACCEPTED"]);
    night.passes(TimeDelta::minutes(10)).await;
    // Kept without a signal until the post has ended.
    let before = scan(&night, &post.code, Some(there));
    night.passes(TimeDelta::minutes(10)).await;
    night.leader.graphql(END, json!({ "input": { "id": post.id } })).await.ok();
    until_heard(&night, &url, &post).await;
    // The sheet that still hangs there counts no more.
    let batch = json!([before, scan(&night, &post.code, Some(there))]);
    let said = record(&night.devi.asking(&url), patrol, &batch, &json!({})).await.ok();
    assert_eq!(verdicts(&said), ["ACCEPTED", "DOUBTFUL CODE_REVOKED"]);
    let why = said.text_at("checkInRecord/results/1/checkIn/proof/reasons/0/message");
    assert!(why.contains("the checkpoint has ended"), "{why}");
    night.passes(TimeDelta::minutes(1)).await;
    // Nor does a phone that names the post as it knew it.
    let late = json!([named(&night, &post.id, there)]);
    let said = record(&night.lim.asking(&url), patrol, &late, &json!({})).await.ok();
    assert_eq!(verdicts(&said), ["DOUBTFUL CHECKPOINT_UNKNOWN"]);
    let right = ["ACCEPTED", "ACCEPTED", "DOUBTFUL CODE_REVOKED", "DOUBTFUL CHECKPOINT_UNKNOWN"];
    assert_eq!(ended(&mut night, patrol).await, right);
}
