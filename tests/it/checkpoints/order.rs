//! In which order a patrol visits the checkpoints.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::shared::id::PatrolId;
use serde_json::json;
use stories::User;

use super::{END, Walk, ask, texts};

async fn order(user: &User, patrol: PatrolId) -> Vec<String> {
    let read = "query($id: ID!) { patrol(id: $id) { checkpointOrder { name } } }";
    let answer = user.graphql(read, json!({ "id": patrol.to_string() })).await.ok();
    texts(answer.at("patrol/checkpointOrder"), "name")
}

#[tokio::test]
async fn a_fixed_order_is_everybodys_and_a_random_one_is_the_patrols_own() {
    let walk = Walk::begins().await;
    let east = walk.sector("Timur", "RANDOM").await;
    let west = walk.sector("Barat", "FIXED").await;
    for (name, place) in [("Surau", 3), ("Balai", 1), ("Padang", 2)] {
        walk.checkpoint(name, json!({ "sectorId": west, "positionInOrder": place })).await;
    }
    for number in 1..=6 {
        walk.checkpoint(&format!("Pos {number}"), json!({ "sectorId": east })).await;
    }
    walk.checkpoint("Pagar", json!({})).await;
    let mut orders = BTreeSet::new();
    for _ in 0..8 {
        let patrol = walk.patrol().await;
        let way = order(&walk.devi, patrol).await;
        assert_eq!(way.len(), 10);
        assert_eq!(way[..3], ["Balai", "Padang", "Surau"]);
        assert_eq!(way[9], "Pagar");
        // Whoever asks, and however often.
        assert_eq!(order(&walk.leader, patrol).await, way);
        orders.insert(way);
    }
    // 8 patrols and 720 orders: nearly always 8, and one alone in no lifetime.
    assert!(orders.len() > 1, "{orders:?}");
}

#[tokio::test]
async fn a_patrol_keeps_the_checkpoints_that_there_were() {
    let walk = Walk::begins().await;
    let id = walk.checkpoint("Surau", json!({ "positionInOrder": 1 })).await;
    walk.checkpoint("Balai", json!({ "positionInOrder": 2 })).await;
    let patrol = walk.patrol().await;
    walk.app.advance(TimeDelta::minutes(2));
    ask(&walk.leader, END, json!({ "id": id })).await.ok();
    // Nobody is sent to where there is nothing any more.
    assert_eq!(order(&walk.devi, patrol).await, ["Balai"]);
    let end =
        "mutation($input: PatrolEndInput!) { patrolEnd(input: $input) { userErrors { code } } }";
    let input = json!({ "id": patrol.to_string(), "endedAt": walk.now() });
    ask(&walk.devi, end, input).await.ok();
    walk.app.advance(TimeDelta::minutes(2));
    walk.checkpoint("Padang", json!({ "positionInOrder": 3 })).await;
    assert_eq!(order(&walk.devi, patrol).await, ["Surau", "Balai"]);
}
